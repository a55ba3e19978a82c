package process

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Alias is how a municipality calls an area of risk in its own papers: the import of its register looks there first.
type Alias struct {
	db.Row
	MunicipalityCode string
	Alias            string
	AreaCode         string
}

// TableName tells GORM.
func (Alias) TableName() string { return "area_aliases" }

// Aliases reads the names of the municipalities within reach.
func (s *Service) Aliases(p page.Request, f Filter) page.Source[Alias] {
	var w db.Where
	w.Owners(f.Municipalities...)
	db.In(&w, "area_code", f.Areas)
	return s.aliases.Find(p, w)
}

// Alias finds one.
func (s *Service) Alias(ctx context.Context, id int64) (Alias, error) { return s.aliases.Get(ctx, id) }

// AddAlias adds a name of an area in a municipality the actor writes for; case and accents do not tell names apart.
func (s *Service) AddAlias(ctx context.Context, municipality, alias, area string) (Alias, error) {
	a := Alias{MunicipalityCode: municipality, Alias: alias, AreaCode: area}
	if err := own(ctx, municipality); err != nil {
		return a, err
	}
	if err := s.checkAlias(ctx, alias, area); err != nil {
		return a, err
	}
	err := explain(s.aliases.Create(ctx, &a))
	return a, err
}

// EditAlias replaces a name and its area.
func (s *Service) EditAlias(ctx context.Context, id, version int64, alias, area string) (Alias, error) {
	a, err := s.aliases.Get(ctx, id)
	if err != nil {
		return a, err
	}
	if err := s.aliases.Live(&a); err != nil {
		return a, err
	}
	if err := s.checkAlias(ctx, alias, area); err != nil {
		return a, err
	}
	a.Alias, a.AreaCode = alias, area
	err = explain(s.aliases.Update(ctx, &a, version))
	return a, err
}

// RemoveAlias takes a name away.
func (s *Service) RemoveAlias(ctx context.Context, id, version int64, reason string) error {
	a, err := s.aliases.Get(ctx, id)
	if err != nil {
		return err
	}
	return s.aliases.Archive(ctx, &a, version, reason)
}

func (s *Service) checkAlias(ctx context.Context, alias, area string) error {
	v, err := s.words.Check(ctx)
	if err != nil {
		return err
	}
	v.Area("/area", area)
	pii.Check(v.Failed(), "/alias", alias)
	return v.Err()
}

// explain names what the database refused.
func explain(err error) error {
	switch db.Constraint(err) {
	case "municipal_processes_once":
		return apperr.New(apperr.Conflict, "process-duplicate", "Il comune ha già un processo con questo nome").Because(err)
	case "area_aliases_once":
		return apperr.New(apperr.Conflict, "area-alias-duplicate", "Il comune ha già dato questo nome a un'area").Because(err)
	case "municipal_processes_municipality_code_fkey", "area_aliases_municipality_code_fkey":
		return apperr.Validation().At("/municipality", "unknown", "Comune sconosciuto").Because(err)
	}
	return err
}
