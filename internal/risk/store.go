package risk

import (
	"context"
	"fmt"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct{ *db.Repo[Risk, *Risk] }

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Risk, *Risk]{
		DB: d, Name: "risk", Label: "il rischio", Owner: "owner", Shared: true, Read: authz.LocalRiskRead,
		May: func(ctx context.Context, r *Risk) error {
			if r.MunicipalityCode == nil && authz.From(ctx).Can(authz.CatalogueReview) {
				return nil // a step of the review; the service asks writers of content for more
			}
			return mayWrite(ctx, r)
		},
		Sort:   map[string]string{"updated_at": "updated_at", "code": "code"},
		First:  "-updated_at",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

// Scope is one half of the risks.
type Scope string

// The scopes; none means both.
const (
	Catalogue  Scope = "catalogue"
	LocalRisks Scope = "local"
)

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Areas, Municipalities, States, Typologies, Factors, Measures []string
	Scope                                                        Scope
	Process                                                      string
	Adopted                                                      int64 // the id of the entry
}

func (f Filter) where() db.Where {
	var w db.Where
	local := slices.Contains(f.States, string(Local))
	switch {
	case f.Scope == Catalogue && len(f.Municipalities) > 0:
		w.And("false")
	case f.Scope == Catalogue || len(f.States) > 0 && !local && len(f.Municipalities) == 0: // what is reviewed is the catalogue's
		w.Owners("")
	case f.Scope == LocalRisks || local && len(f.States) == 1:
		w.Local()
	}
	w.Owners(f.Municipalities...)
	db.Key(&w, "area_code", f.Areas)
	db.In(&w, "state", f.States)
	db.In(&w, "typology", f.Typologies)
	w.Overlap("enabling_factors", f.Factors)
	w.Overlap("measures", f.Measures)
	if f.Process != "" {
		w.And("process = ?", f.Process)
	}
	if f.Adopted != 0 {
		w.And("adopted_id = ?", f.Adopted)
	}
	return w
}

// locked finds a local risk by the reference of an outside system and keeps others from writing it, or creating it, until the unit of work ends.
func (s *store) locked(ctx context.Context, municipality, ref string) (Risk, error) {
	if err := s.DB.Lock(ctx, "risk", municipality, ref); err != nil {
		return Risk{}, err
	}
	return s.One(ctx, "municipality_code = ? AND external_ref = ?", municipality, ref)
}

// byCode finds an entry and keeps others from writing it, or creating it, until the unit of work ends.
func (s *store) byCode(ctx context.Context, code string) (Risk, error) {
	if err := s.DB.Lock(ctx, "risk-entry", code); err != nil {
		return Risk{}, err
	}
	return s.One(ctx, "code = ? AND code <> ''", code)
}

// nextCode gives the code after the last one of an area, archived ones included: a code is never used again.
func (s *store) nextCode(ctx context.Context, area string) (string, error) {
	if err := s.DB.Lock(ctx, "risk-codes", area); err != nil {
		return "", err
	}
	last, err := db.Values[int](ctx, s.DB, `SELECT coalesce(max(split_part(code, '.', 2)::int), 0) FROM risks
		WHERE owner = '' AND split_part(code, '.', 1) = $1`, area)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s.%02d", area, last[0]+1), nil
}

// aside is what is told beside a risk: for the source of an adoption its code and version, for an entry how many of the municipalities adopted it.
type aside struct {
	ID        int64
	Code      string
	Version   int64
	Adoptions int
}

func (s *store) beside(ctx context.Context, sources, entries []int64, municipalities []string) (map[int64]aside, error) {
	if len(sources) == 0 && len(entries) == 0 {
		return nil, nil
	}
	found, err := db.Rows[aside](ctx, s.DB, `SELECT id, code, version, 0 AS adoptions FROM risks WHERE id = ANY($1)
		UNION ALL SELECT adopted_id, '', 0, count(*) FROM risks
		WHERE adopted_id = ANY($2) AND municipality_code = ANY($3) AND archived_at IS NULL GROUP BY adopted_id`, sources, entries, municipalities)
	out := make(map[int64]aside, len(found))
	for _, a := range found {
		old := out[a.ID] // an entry can be both the source of one row and a row of the same page
		out[a.ID] = aside{a.ID, old.Code + a.Code, old.Version + a.Version, old.Adoptions + a.Adoptions}
	}
	return out, err
}

type recurrence struct {
	ZoneID        int64
	Name          string
	Network, Here int
}

// recurrence counts the municipalities that adopted an entry, and those of each operational zone that holds one of the given ones today. There is
// always one row at least; without a zone its ZoneID is 0.
func (s *store) recurrence(ctx context.Context, entry int64, municipalities []string) ([]recurrence, error) {
	return db.Rows[recurrence](ctx, s.DB, `WITH adopters AS MATERIALIZED (
			SELECT DISTINCT municipality_code FROM risks WHERE adopted_id = $1 AND archived_at IS NULL),
		members AS (SELECT m.zone_id, m.municipality_code FROM zone_members m JOIN zone_sets s ON s.id = m.set_id AND s.operational
			WHERE m.valid_from <= $3 AND coalesce(m.valid_to >= $3, true))
		SELECT coalesce(z.id, 0) AS zone_id, coalesce(z.name, '') AS name, (SELECT count(*) FROM adopters) AS network,
			(SELECT count(*) FROM adopters JOIN members USING (municipality_code) WHERE members.zone_id = z.id) AS here
		FROM (VALUES (1)) one LEFT JOIN zones z ON z.id IN (SELECT zone_id FROM members WHERE municipality_code = ANY($2))
		ORDER BY z.name, z.id`, entry, municipalities, authz.Today())
}

// explain names what the database refused.
func explain(err error) error {
	switch db.Constraint(err) {
	case "risks_adopted":
		return apperr.New(apperr.Conflict, "risk-already-adopted", "Il comune ha già adottato questa voce").Because(err)
	case "risks_municipality_code_fkey":
		return apperr.Validation().At("/municipality", "unknown", "Comune sconosciuto").Because(err)
	}
	return err
}
