package process

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct{ *db.Repo[Process, *Process] }

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Process, *Process]{
		DB: d, Name: "process", Label: "il processo", Owner: "municipality_code", Read: authz.LocalRiskRead,
		May: func(ctx context.Context, p *Process) error {
			return authz.Within(ctx, authz.LocalRiskWrite, p.MunicipalityCode)
		},
		Sort:   map[string]string{"name": "name", "updated_at": "updated_at"},
		First:  "name",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

func (f Filter) where() db.Where {
	var w db.Where
	w.Owners(f.Municipalities...)
	db.In(&w, "area_code", f.Areas)
	db.In(&w, "management_form", f.Forms)
	return w
}

type aliases struct{ *db.Repo[Alias, *Alias] }

func newAliases(d *db.DB) *aliases {
	return &aliases{db.NewRepo(db.Repo[Alias, *Alias]{
		DB: d, Name: "area-alias", Label: "il nome dell'area", Owner: "municipality_code", Read: authz.LocalRiskRead,
		May: func(ctx context.Context, a *Alias) error {
			return authz.Within(ctx, authz.LocalRiskWrite, a.MunicipalityCode)
		},
		Sort:   map[string]string{"alias": "alias", "updated_at": "updated_at"},
		First:  "alias",
		Search: db.Search{Column: "search", Config: "simple"},
	})}
}
