package risk

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
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

// between gives the last published version of an entry and, after it, the one with this number, if it is another.
func (s *store) between(ctx context.Context, entry, number int64) ([]Version, error) {
	return db.Rows[Version](ctx, s.DB, `SELECT `+versionColumns+` FROM risks e JOIN risk_versions v ON v.risk_id = e.id AND v.number IN (e.published, $2)
		WHERE e.id = $1 ORDER BY v.number DESC`, entry, number)
}

// counterparts gives, by counterpart, what municipalities have that corresponds to the sources.
func (s *store) counterparts(ctx context.Context, sources map[int64]Risk, municipalities []string) (map[string]*Risk, error) {
	var entries []int64
	var events []string
	for _, r := range sources {
		if r.AdoptedID != nil {
			entries = append(entries, *r.AdoptedID)
		} else {
			events = append(events, strings.ToLower(r.Event))
		}
	}
	ids, err := db.Values[int64](ctx, s.DB, `SELECT id FROM risks WHERE owner = ANY($1) AND archived_at IS NULL
		AND (adopted_id = ANY($2) OR adopted_id IS NULL AND lower(event) = ANY($3)) ORDER BY id LIMIT 5000`, municipalities, entries, events)
	if err != nil {
		return nil, err
	}
	found, err := s.Among(ctx, ids)
	out := make(map[string]*Risk, len(found))
	for _, r := range found {
		out[counterpart(&r, *r.MunicipalityCode)] = &r
	}
	return out, err
}

// towns lists the living municipalities with the groups they are in today: the operational zone, and the ways of likenesses in diff.go.
const towns = `SELECT m.istat_code AS code, coalesce(z.id, 0) AS zone_id, coalesce(z.name, '') AS zone_name,
		CASE WHEN m.population < 1000 THEN 'under-1000' WHEN m.population < 5000 THEN 'under-5000' WHEN m.population < 15000 THEN 'under-15000' ELSE 'over' END AS population,
		m.inner_area_class AS inner_area, CASE WHEN m.island THEN 'island' WHEN m.coastal THEN 'coastal' ELSE 'inland' END AS coast
	FROM municipalities m LEFT JOIN current_members k ON k.municipality_code = m.istat_code AND k.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
	LEFT JOIN zones z ON z.id = k.zone_id WHERE m.archived_at IS NULL`

func (s *store) towns(ctx context.Context) ([]town, error) { return db.Rows[town](ctx, s.DB, towns) }

// missing gives the entries in use that a municipality has not adopted, with who did.
func (s *store) missing(ctx context.Context, municipality string) ([]lacking, error) {
	return db.Rows[lacking](ctx, s.DB, `WITH entries AS MATERIALIZED (SELECT e.id, e.code, v.*, p.management_form FROM risks e
			JOIN risk_versions v ON v.risk_id = e.id AND v.number = e.published
			LEFT JOIN municipal_processes p ON p.municipality_code = $1 AND lower(p.name) = lower(v.process) AND p.archived_at IS NULL
			WHERE e.owner = '' AND e.archived_at IS NULL AND NOT e.retired
				AND NOT EXISTS (SELECT FROM risks r WHERE r.adopted_id = e.id AND r.municipality_code = $1 AND r.archived_at IS NULL)),
		adoptions AS MATERIALIZED (SELECT adopted_id, array_agg(municipality_code) AS adopters FROM risks WHERE adopted_id IS NOT NULL AND archived_at IS NULL GROUP BY 1),
		managed AS MATERIALIZED (SELECT lower(name) AS process, array_agg(municipality_code || ' ' || management_form) AS managed FROM municipal_processes WHERE archived_at IS NULL GROUP BY 1)
		SELECT e.risk_id AS id, e.code, e.area_code, e.process, e.event, e.description, e.typology, e.enabling_factors, e.red_flags, e.measures, e.applicability,
			coalesce(e.management_form, '') AS management, a.adopters, '{}'::text[] AS confirmed, coalesce(m.managed, '{}') AS managed
		FROM entries e JOIN adoptions a ON a.adopted_id = e.risk_id LEFT JOIN managed m ON m.process = lower(e.process) ORDER BY e.code, e.risk_id`, municipality)
}

// recurrence is a row of one: for a town whether it adopted and confirmed, with its Groups; for "levels" and "trend" Confirmed is the median and its
// change.
type recurrence struct {
	Kind         string
	ID           int64
	Name, Code   string
	N, Confirmed int
	Mine         bool
	Groups       []string
}

func (r recurrence) town() town {
	return town{r.Code, r.ID, r.Name, r.Groups[0], r.Groups[1], r.Groups[2]}
}

// recurrence tells of each municipality whether it adopted an entry and confirmed an evaluation of it, and whether its zone holds one of the given
// ones; and counts the adopters by measure.
func (s *store) recurrence(ctx context.Context, entry int64, municipalities []string) ([]recurrence, error) {
	return db.Rows[recurrence](ctx, s.DB, `WITH towns AS MATERIALIZED (`+towns+`),
		adopted AS MATERIALIZED (SELECT r.id, r.municipality_code, r.measures FROM risks r JOIN towns t ON t.code = r.municipality_code WHERE r.adopted_id = $1 AND r.archived_at IS NULL),
		process AS (SELECT lower(coalesce(v.process, e.process)) AS name FROM risks e LEFT JOIN risk_versions v ON v.risk_id = e.id AND v.number = e.published WHERE e.id = $1),
		levels AS MATERIALIZED (SELECT a.municipality_code, e.year, max(e.level) AS level FROM adopted a JOIN evaluations e ON e.risk_id = a.id
			WHERE e.state = 'confirmed' AND e.archived_at IS NULL GROUP BY 1, 2),
		last AS MATERIALIZED (SELECT DISTINCT ON (municipality_code) municipality_code, level FROM levels ORDER BY municipality_code, year DESC),
		both_years AS (SELECT n.level AS now, b.level AS before FROM levels n JOIN levels b USING (municipality_code)
			WHERE n.year = (SELECT max(year) FROM levels) AND b.year = n.year - 1),
		used AS (SELECT municipality_code, unnest(measures) AS code FROM adopted
			UNION SELECT a.municipality_code, m.measure_code FROM adopted a JOIN measure_risks k ON k.risk_id = a.id JOIN measure_adoptions m ON m.id = k.adoption_id
			WHERE m.measure_code IS NOT NULL AND m.archived_at IS NULL)
		SELECT 'levels' AS kind, 0::bigint AS id, '' AS name, '' AS code, count(*) AS n, coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY level), 0) AS confirmed,
			false AS mine, '{}'::text[] AS groups FROM last
		UNION ALL SELECT 'trend', 0, '', '', count(*), coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY now) - percentile_disc(0.5) WITHIN GROUP (ORDER BY before), 0), false, '{}' FROM both_years
		UNION ALL (SELECT 'measure', 0, code, '', count(*), 0, false, '{}' FROM used GROUP BY code ORDER BY count(*) DESC, code LIMIT 20)
		UNION ALL (SELECT 'town', t.zone_id, t.zone_name, t.code, (a.id IS NOT NULL)::int, (l.level IS NOT NULL)::int, coalesce(t.code = ANY($2), false), ARRAY[t.population, t.inner_area, t.coast,
				coalesce((SELECT min(p.management_form) FROM municipal_processes p JOIN process n ON lower(p.name) = n.name
					WHERE p.municipality_code = t.code AND p.archived_at IS NULL), '')]
			FROM towns t LEFT JOIN adopted a ON a.municipality_code = t.code LEFT JOIN last l ON l.municipality_code = t.code)`, entry, municipalities)
}
