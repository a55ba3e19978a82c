package training

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct{ *db.Repo[Need, *Need] }

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Need, *Need]{
		DB: d, Name: "training-need", Label: "il fabbisogno", Owner: "municipality_code", Read: authz.NeedRead,
		May: func(ctx context.Context, n *Need) error {
			return authz.Within(ctx, authz.NeedWrite, n.MunicipalityCode)
		},
		Sort:   map[string]string{"updated_at": "updated_at", "year": "year", "persons": "persons", "municipality": "municipality_code"},
		First:  "-updated_at",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

// Locked finds a need by the reference of an outside system and keeps others from writing it, or creating it, until the unit of work ends.
func (s *store) Locked(ctx context.Context, municipality, ref string) (Need, error) {
	if err := s.DB.Lock(ctx, "training-need", municipality, ref); err != nil {
		return Need{}, err
	}
	return s.One(ctx, "municipality_code = ? AND external_ref = ?", municipality, ref)
}

func (f Filter) where() db.Where {
	var w db.Where
	w.Owners(f.Municipalities...)
	db.In(&w, "year", f.Years)
	db.In(&w, "topic_code", f.Topics)
	db.In(&w, "level", f.Levels)
	db.In(&w, "priority", f.Priorities)
	db.In(&w, "mode", f.Modes)
	db.In(&w, "reason", f.Reasons)
	return w
}
