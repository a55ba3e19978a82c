package milestone

import (
	"context"

	"comunita/internal/platform/db"
)

type store struct {
	*db.Repo[Milestone, *Milestone]
}

// status is where a milestone stands today.
const status = "milestone_status(state, precision, starts_on, ends_on)"

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Milestone, *Milestone]{
		DB: d, Name: "milestone", Label: "il traguardo", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Milestone) error { return mayWrite(ctx) },
		Sort:   map[string]string{"date": "starts_on", "step": "step", "title": "title", "updated_at": "updated_at"},
		First:  "date",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

func (f Filter) where() (w db.Where) {
	db.In(&w, "step", f.Steps)
	db.In(&w, status, f.Statuses)
	return w
}

func (s *store) statuses(ctx context.Context, ids []int64) (map[int64]string, error) {
	type row struct {
		ID     int64
		Status string
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT id, `+status+` AS status FROM milestones WHERE id = ANY($1)`, ids)
	out := make(map[int64]string, len(found))
	for _, r := range found {
		out[r.ID] = r.Status
	}
	return out, err
}
