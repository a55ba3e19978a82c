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

// About is what a milestone shows beyond its row.
type About struct {
	ID                    int64
	Status, DocumentTitle string
}

func (s *store) about(ctx context.Context, ids []int64) (map[int64]About, error) {
	return db.Keyed(ctx, s.DB, func(a About) int64 { return a.ID }, `SELECT m.id, `+status+` AS status, coalesce((SELECT d.title FROM documents d
		WHERE d.id = m.document_id AND d.sharing = 'public' AND d.archived_at IS NULL), '') AS document_title FROM milestones m WHERE m.id = ANY($1)`, ids)
}

// public tells whether everybody may read a document.
func (s *store) public(ctx context.Context, document int64) (bool, error) {
	found, err := db.Values[int64](ctx, s.DB, `SELECT id FROM documents WHERE id = $1 AND sharing = 'public' AND archived_at IS NULL`, document)
	return len(found) > 0, err
}
