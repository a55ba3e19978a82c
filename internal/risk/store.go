package risk

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
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
	Pending                                                      bool  // adopted, and the entry has a newer version since
	Management                                                   []string
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
	if f.Pending {
		w.And("adopted_id IS NOT NULL AND adopted_version < (SELECT e.published FROM risks e WHERE e.id = risks.adopted_id AND e.archived_at IS NULL)")
	}
	if len(f.Management) > 0 {
		w.And("EXISTS (SELECT FROM municipal_processes p WHERE p.municipality_code = risks.municipality_code AND lower(p.name) = lower(risks.process)"+
			" AND p.management_form = ANY(?) AND p.archived_at IS NULL)", f.Management)
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

// aside is what is told beside a risk: for the source of an adoption its code and published version, for an entry how many of the
// municipalities adopted it.
type aside struct {
	ID        int64
	Code      string
	Published int64
	Adoptions int
}

func (s *store) beside(ctx context.Context, sources, entries []int64, municipalities []string) (map[int64]aside, error) {
	if len(sources) == 0 && len(entries) == 0 {
		return nil, nil
	}
	found, err := db.Rows[aside](ctx, s.DB, `SELECT id, code, published, 0 AS adoptions FROM risks WHERE id = ANY($1)
		UNION ALL SELECT adopted_id, '', 0, count(*) FROM risks
		WHERE adopted_id = ANY($2) AND municipality_code = ANY($3) AND archived_at IS NULL GROUP BY adopted_id`, sources, entries, municipalities)
	out := make(map[int64]aside, len(found))
	for _, a := range found {
		old := out[a.ID] // an entry can be both the source of one row and a row of the same page
		out[a.ID] = aside{a.ID, old.Code + a.Code, old.Published + a.Published, old.Adoptions + a.Adoptions}
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
	case "risks_municipality_code_fkey", "proposals_municipality_code_fkey":
		return apperr.Validation().At("/municipality", "unknown", "Comune sconosciuto").Because(err)
	}
	return err
}

// body names the thematic table or the operational zone that validated on a day; "" when it is neither.
func (s *store) body(ctx context.Context, b Body, day time.Time) (string, error) {
	found, err := db.Values[string](ctx, s.DB, `SELECT name FROM project_groups WHERE id = $1 AND kind = 'thematic_table' AND archived_at IS NULL
			AND valid_from <= $3 AND coalesce(valid_to >= $3, true)
		UNION ALL SELECT z.name FROM zones z JOIN operational_periods o ON o.set_id = z.set_id
		WHERE z.id = $2 AND z.archived_at IS NULL AND o.valid_from <= $3 AND coalesce(o.valid_to >= $3, true)`, b.GroupID, b.ZoneID, day)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

func (s *store) addVersion(ctx context.Context, v *Version) error {
	return s.DB.Write(ctx).Create(v).Error
}

const versionColumns = `v.id, v.risk_id, v.number, v.area_code, v.process, v.event, v.description, v.typology, v.enabling_factors, v.red_flags, v.measures,
	v.applicability, v.validated_on, v.validated_by, v.group_id, v.zone_id, v.proposal_id, v.published_at`

// inUse gives the last published version of a living entry in use, nil when there is none.
func (s *store) inUse(ctx context.Context, id int64) (*Version, error) {
	found, err := db.Rows[Version](ctx, s.DB, `SELECT `+versionColumns+` FROM risks e JOIN risk_versions v ON v.risk_id = e.id AND v.number = e.published
		WHERE e.id = $1 AND e.archived_at IS NULL AND NOT e.retired`, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// numbered gives those of an entry's versions that have these numbers.
func (s *store) numbered(ctx context.Context, id int64, numbers []int64) (map[int64]Version, error) {
	found, err := db.Rows[Version](ctx, s.DB, `SELECT `+versionColumns+` FROM risk_versions v WHERE v.risk_id = $1 AND v.number = ANY($2)`, id, numbers)
	out := make(map[int64]Version, len(found))
	for _, v := range found {
		out[v.Number] = v
	}
	return out, err
}

// versions gives a page of the versions of an entry; the cursor is the number of the last one read.
func (s *store) versions(ctx context.Context, id int64, p page.Request) (page.Of[Version], error) {
	out := page.Of[Version]{Items: []Version{}, TotalRelation: "eq"}
	before := int64(math.MaxInt32)
	if p.Cursor != "" {
		var err error
		if before, err = strconv.ParseInt(p.Cursor, 10, 32); err != nil {
			return out, apperr.New(apperr.Invalid, "bad-cursor", "Il cursore non è valido: riparti dalla prima pagina").At("cursor", "format", "Non è un cursore")
		}
	}
	found, err := db.Rows[Version](ctx, s.DB, `SELECT `+versionColumns+` FROM risk_versions v WHERE v.risk_id = $1 AND v.number < $2 ORDER BY v.number DESC LIMIT $3`,
		id, before, p.Size()+1)
	if len(found) > p.Size() {
		found = found[:p.Size()]
		out.NextCursor = strconv.FormatInt(found[len(found)-1].Number, 10)
	}
	if err == nil && len(found) > 0 {
		var n []int
		n, err = db.Values[int](ctx, s.DB, `SELECT published FROM risks WHERE id = $1`, id)
		out.Items, out.Total = found, n[0]
	}
	return out, err
}

// proposals keeps the proposals; their discussion is beside.
type proposals struct {
	*db.Repo[Proposal, *Proposal]
	comments *db.Repo[Comment, *Comment]
}

func newProposals(d *db.DB) *proposals {
	return &proposals{
		db.NewRepo(db.Repo[Proposal, *Proposal]{
			DB: d, Name: "proposal", Label: "la proposta", Owner: "audience", Shared: true, Read: authz.CataloguePropose,
			May: func(ctx context.Context, p *Proposal) error {
				if authz.From(ctx).Can(authz.CatalogueReview) {
					return nil // a step of the review
				}
				return mayPropose(ctx, p)
			},
			Sort:   map[string]string{"updated_at": "updated_at"},
			First:  "-updated_at",
			Search: db.Search{Column: "search", Config: "italian"},
		}),
		db.NewRepo(db.Repo[Comment, *Comment]{DB: d, Name: "comment", Label: "il commento", Owner: db.Unscoped,
			Sort: map[string]string{"created_at": "created_at"}, First: "created_at"}),
	}
}

func (f ProposalFilter) where() db.Where {
	var w db.Where
	db.Key(&w, "area_code", f.Areas)
	db.Key(&w, "municipality_code", f.Municipalities)
	db.Key(&w, "state", f.States)
	db.In(&w, "typology", f.Typologies)
	if f.Revises != 0 {
		w.And("(revises_id = ? OR entry_id = ?)", f.Revises, f.Revises)
	}
	return w
}

// nameZones tells the names of the zones whose coordinators spoke.
func (s *proposals) nameZones(ctx context.Context, comments []Comment) error {
	var ids []int64
	for _, c := range comments {
		if c.ZoneID != nil {
			ids = append(ids, *c.ZoneID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	type zone struct {
		ID   int64
		Name string
	}
	found, err := db.Rows[zone](ctx, s.DB, `SELECT id, name FROM zones WHERE id = ANY($1)`, ids)
	names := make(map[int64]string, len(found))
	for _, z := range found {
		names[z.ID] = z.Name
	}
	for i := range comments {
		if id := comments[i].ZoneID; id != nil {
			comments[i].Zone = names[*id]
		}
	}
	return err
}
