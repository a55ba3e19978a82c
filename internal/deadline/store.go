package deadline

import (
	"context"

	"comunita/internal/platform/db"
)

type store struct {
	*db.Repo[Deadline, *Deadline]
}

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Deadline, *Deadline]{
		DB: d, Name: "deadline", Label: "la scadenza", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Deadline) error { return mayWrite(ctx) },
		Sort:   map[string]string{"date": "effective_date", "title": "title", "updated_at": "updated_at"},
		First:  "date",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

func (f Filter) where() (w db.Where) {
	db.In(&w, "year", f.Years)
	db.In(&w, "code", f.Codes)
	var to []string
	for _, r := range f.Regimes {
		to = append(to, applies[r]...)
	}
	db.In(&w, "applies_to", to)
	if f.From != nil {
		w.And("effective_date >= ?", *f.From)
	}
	if f.To != nil {
		w.And("effective_date <= ?", *f.To)
	}
	return w
}

func (s *store) carryOver(ctx context.Context, from int) (copied, of int, err error) {
	type count struct{ Copied, Total int }
	found, err := db.Rows[count](ctx, s.DB, `WITH old AS (SELECT * FROM deadlines WHERE year = $1 AND archived_at IS NULL),
		new AS (INSERT INTO deadlines (code, year, title, legal_date, effective_date, planned, source_act, applies_to, product, note)
			SELECT code, year + 1, title, (legal_date + interval '1 year')::date,
				(coalesce(legal_date, effective_date) + interval '1 year')::date, true, '', applies_to, product, ''
			FROM old ON CONFLICT (code, year) DO NOTHING RETURNING 1)
		SELECT (SELECT count(*) FROM new) AS copied, (SELECT count(*) FROM old) AS total`, from)
	if err != nil {
		return 0, 0, err
	}
	return found[0].Copied, found[0].Total, nil
}
