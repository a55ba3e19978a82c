package confirmation

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct {
	*db.Repo[Confirmation, *Confirmation]
}

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Confirmation, *Confirmation]{
		DB: d, Name: "plan-confirmation", Label: "la verifica", Owner: "municipality_code", Read: authz.PlanRead,
		May: func(ctx context.Context, x *Confirmation) error {
			return authz.Within(ctx, authz.PlanWrite, x.MunicipalityCode)
		},
		Sort:  map[string]string{"updated_at": "updated_at", "year": "year"},
		First: "-updated_at",
	})}
}

func (f Filter) where() db.Where {
	var w db.Where
	w.Owners(f.Municipalities...)
	db.Key(&w, "year", f.Years)
	return w
}

type staff struct {
	Regime    string
	Employees *int
}

// staff gives the size regime of a municipality; nil when there is none.
func (s *store) staff(ctx context.Context, code string) (*staff, error) {
	found, err := db.Rows[staff](ctx, s.DB, `SELECT regime, employees FROM municipalities WHERE istat_code = $1 AND archived_at IS NULL`, code)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}
