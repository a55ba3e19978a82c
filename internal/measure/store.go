package measure

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type (
	measures struct {
		*db.Repo[Measure, *Measure]
	}
	adoptions struct {
		*db.Repo[Adoption, *Adoption]
	}
)

func newMeasures(d *db.DB) *measures {
	return &measures{db.NewRepo(db.Repo[Measure, *Measure]{
		DB: d, Name: "measure", Label: "la misura", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Measure) error { return mayKeep(ctx) },
		Sort:   map[string]string{"code": "position", "name": "name", "updated_at": "updated_at"},
		First:  "code",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

func newAdoptions(d *db.DB) *adoptions {
	return &adoptions{db.NewRepo(db.Repo[Adoption, *Adoption]{
		DB: d, Name: "measure-adoption", Label: "la misura adottata", Owner: "municipality_code", Read: authz.PlanRead,
		May: func(ctx context.Context, a *Adoption) error {
			return authz.Within(ctx, authz.PlanWrite, a.MunicipalityCode)
		},
		Sort:   map[string]string{"updated_at": "updated_at", "title": "title", "complete": "complete"},
		First:  "-updated_at",
		Search: db.Search{Column: "search", Config: "italian"},
		Parts:  []db.Part{{Table: "measure_phases", Column: "adoption_id", Name: "name"}, {Table: "measure_risks", Column: "adoption_id", Name: "risk_id"}},
	})}
}

func (f Filter) where() (w db.Where) {
	db.In(&w, "type_code", f.Types)
	if f.Scope != "" {
		w.And("scope = ?", f.Scope)
	}
	if len(f.Areas) > 0 { // a measure of no area is for all of them
		w.And("(areas = '{}' OR areas && ?::text[])", f.Areas)
	}
	w.Overlap("enabling_factors", f.Factors)
	return w
}

func (f AdoptionFilter) where() (w db.Where) {
	w.Owners(f.Municipalities...)
	db.In(&w, "measure_code", f.Measures)
	db.In(&w, "type_code", f.Types)
	db.In(&w, "status", f.Statuses)
	if f.Scope != "" {
		w.And("scope = ?", f.Scope)
	}
	if f.Risk != 0 {
		w.And("id IN (SELECT adoption_id FROM measure_risks WHERE risk_id = ?)", f.Risk)
	}
	if f.Incomplete {
		w.And("complete < 5")
	}
	if f.Own {
		w.And("measure_code IS NULL")
	}
	return w
}

// number gives a new measure its code, the one after the last without one, archived ones included, and its place among the others.
func (s *measures) number(ctx context.Context, m *Measure) error {
	if err := s.DB.Lock(ctx, "measure-codes"); err != nil {
		return err
	}
	if m.Code == "" {
		last, err := db.Values[int](ctx, s.DB, `SELECT coalesce(max(substr(code, 2)::int), 0) FROM measures`)
		if err != nil {
			return err
		}
		m.Code = fmt.Sprintf("M%02d", last[0]+1)
	}
	parts := codes.FindStringSubmatch(m.Code)
	if parts == nil {
		return apperr.New(apperr.Conflict, "measures-full", "Il catalogo ha esaurito i codici: archivia le misure che non servono")
	}
	var err error
	m.Position, err = strconv.Atoi(parts[1])
	return err
}

// locked finds an adoption by the reference of an outside system and keeps others from writing it, or creating it, until the unit of work ends.
func (s *adoptions) locked(ctx context.Context, municipality, ref string) (Adoption, error) {
	if err := s.DB.Lock(ctx, "measure-adoption", municipality, ref); err != nil {
		return Adoption{}, err
	}
	return s.One(ctx, "municipality_code = ? AND external_ref = ?", municipality, ref)
}

// phaseRow is a phase as it goes to and comes from the database.
type phaseRow struct {
	AdoptionID int64      `json:"-"`
	Position   int        `json:"position"`
	Name       string     `json:"name"`
	StartsOn   *time.Time `json:"starts_on"`
	DueOn      *time.Time `json:"due_on"`
	DoneOn     *time.Time `json:"done_on"`
	DocumentID *int64     `json:"document_id"`
	Note       string     `json:"note"`
}

// parts replaces the phases and the risks of an adoption; what stays the same is not written.
func (s *adoptions) parts(ctx context.Context, id int64, p Plan) error {
	phases := make([]phaseRow, len(p.Phases))
	for i, f := range p.Phases {
		phases[i] = phaseRow{Position: i + 1, Name: f.Name, StartsOn: f.StartsOn, DueOn: f.DueOn, DoneOn: f.DoneOn, Note: f.Note}
		if f.Document != 0 {
			phases[i].DocumentID = &f.Document
		}
	}
	for _, step := range []struct {
		stmt string
		args []any
	}{
		{`DELETE FROM measure_phases WHERE adoption_id = $1 AND position > $2`, []any{id, len(phases)}},
		{`INSERT INTO measure_phases AS p (adoption_id, position, name, starts_on, due_on, done_on, document_id, note)
			SELECT $1::bigint, position, name, starts_on, due_on, done_on, document_id, note
			FROM jsonb_to_recordset($2::jsonb) AS r (position smallint, name text, starts_on date, due_on date, done_on date, document_id bigint, note text)
			ON CONFLICT (adoption_id, position) DO UPDATE SET (name, starts_on, due_on, done_on, document_id, note)
				= ROW (excluded.name, excluded.starts_on, excluded.due_on, excluded.done_on, excluded.document_id, excluded.note)
			WHERE (p.name, p.starts_on, p.due_on, p.done_on, p.document_id, p.note)
				IS DISTINCT FROM (excluded.name, excluded.starts_on, excluded.due_on, excluded.done_on, excluded.document_id, excluded.note)`, []any{id, phases}},
		{`DELETE FROM measure_risks WHERE adoption_id = $1 AND risk_id <> ALL (coalesce($2::bigint[], '{}'))`, []any{id, p.Risks}},
		{`INSERT INTO measure_risks (adoption_id, risk_id) SELECT $1::bigint, r FROM unnest($2::bigint[]) r ON CONFLICT DO NOTHING`, []any{id, p.Risks}},
	} {
		if _, err := s.DB.Exec(ctx, step.stmt, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// beside is what belongs to an adoption.
type beside struct {
	Phases []Phase
	Risks  []Treated
}

// beside asks for the parts of adoptions in one round trip.
func (s *adoptions) beside(ctx context.Context, ids []int64) (map[int64]beside, error) {
	out := make(map[int64]beside, len(ids))
	for _, id := range ids {
		out[id] = beside{Phases: []Phase{}, Risks: []Treated{}}
	}
	if len(ids) == 0 {
		return out, nil
	}
	err := s.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(`SELECT adoption_id, position, name, starts_on, due_on, done_on, document_id, note FROM measure_phases
			WHERE adoption_id = ANY($1) ORDER BY adoption_id, position`, ids).Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, pgx.RowToStructByName[phaseRow])
			for _, f := range found {
				p := Phase{Name: f.Name, StartsOn: f.StartsOn, DueOn: f.DueOn, DoneOn: f.DoneOn, Note: f.Note}
				if f.DocumentID != nil {
					p.Document = *f.DocumentID
				}
				x := out[f.AdoptionID]
				x.Phases = append(x.Phases, p)
				out[f.AdoptionID] = x
			}
			return err
		})
		b.Queue(`SELECT k.adoption_id, r.id, r.area_code, r.process, r.event FROM measure_risks k JOIN risks r ON r.id = k.risk_id
			WHERE k.adoption_id = ANY($1) ORDER BY k.adoption_id, r.area_code, r.id`, ids).Query(func(rows pgx.Rows) error {
			var id int64
			var t Treated
			_, err := pgx.ForEachRow(rows, []any{&id, &t.ID, &t.Area, &t.Process, &t.Event}, func() error {
				x := out[id]
				x.Risks = append(x.Risks, t)
				out[id] = x
				return nil
			})
			return err
		})
		return c.SendBatch(ctx, &b).Close()
	})
	return out, err
}

// known is which of the documents and risks named in a plan are the municipality's, and whether a check of the adoption has evidence.
type known struct {
	Documents, Risks map[int64]bool
	Checked          bool
}

func (s *adoptions) known(ctx context.Context, a Adoption, documents, risks []int64) (known, error) {
	out := known{map[int64]bool{}, map[int64]bool{}, false}
	type found struct {
		Kind string
		ID   int64
	}
	rows, err := db.Rows[found](ctx, s.DB, `SELECT 'document' AS kind, id FROM documents WHERE id = ANY($1) AND municipality_code = $3 AND archived_at IS NULL
		UNION ALL SELECT 'risk', r.id FROM risks r WHERE r.id = ANY($2) AND r.owner = $3
			AND (r.archived_at IS NULL OR EXISTS (SELECT FROM measure_risks k WHERE k.adoption_id = $4 AND k.risk_id = r.id))
		UNION ALL (SELECT 'check', c.id FROM monitoring_checks c JOIN monitoring_evidence e ON e.check_id = c.id
			WHERE c.adoption_id = $4 AND c.archived_at IS NULL LIMIT 1)`, documents, risks, a.MunicipalityCode, a.ID)
	for _, f := range rows {
		switch f.Kind {
		case "document":
			out.Documents[f.ID] = true
		case "risk":
			out.Risks[f.ID] = true
		default:
			out.Checked = true
		}
	}
	return out, err
}

// copy inserts an adoption into other municipalities and tells what is there now.
func (s *adoptions) copy(ctx context.Context, a Adoption, municipalities []string) ([]Copied, error) {
	made, err := db.Values[int64](ctx, s.DB, `INSERT INTO measure_adoptions (municipality_code, copied_id, measure_code, title, description, type_code, scope, responsible,
			indicator, target, motivation, complete)
		SELECT m.istat_code, a.id, a.measure_code, a.title, a.description, a.type_code, a.scope, a.responsible, a.indicator, a.target, a.motivation, a.complete
		FROM measure_adoptions a JOIN municipalities m ON m.istat_code = ANY($2) WHERE a.id = $1 ON CONFLICT DO NOTHING RETURNING id`, a.ID, municipalities)
	if err != nil {
		return nil, err
	}
	for _, stmt := range []string{
		`INSERT INTO measure_phases (adoption_id, position, name, starts_on, due_on) SELECT n, p.position, p.name, p.starts_on, p.due_on
			FROM unnest($2::bigint[]) n JOIN measure_phases p ON p.adoption_id = $1`,
		`INSERT INTO measure_risks (adoption_id, risk_id) SELECT n.id, r.id FROM measure_adoptions n JOIN measure_risks k ON k.adoption_id = $1
			JOIN risks s ON s.id = k.risk_id JOIN risks r ON r.adopted_id = s.adopted_id AND r.municipality_code = n.municipality_code AND r.archived_at IS NULL
			WHERE n.id = ANY($2)`,
	} {
		if _, err := s.DB.Exec(ctx, stmt, a.ID, made); err != nil {
			return nil, err
		}
	}
	return db.Rows[Copied](ctx, s.DB, `SELECT municipality_code AS municipality, id, id = ANY($3) AS created FROM measure_adoptions
		WHERE municipality_code = ANY($2) AND archived_at IS NULL AND (measure_code = $4 OR copied_id = $1) ORDER BY municipality_code, id`,
		a.ID, municipalities, made, a.MeasureCode)
}

// evidenced gives the title of a living adoption that a document is evidence of, or "".
func (s *adoptions) evidenced(ctx context.Context, document int64) (string, error) {
	found, err := db.Values[string](ctx, s.DB, `SELECT a.title FROM measure_phases p JOIN measure_adoptions a ON a.id = p.adoption_id
		WHERE p.document_id = $1 AND a.archived_at IS NULL ORDER BY a.id LIMIT 1`, document)
	if len(found) == 0 {
		return "", err
	}
	return found[0], err
}

// explain names what the database refused.
func explain(err error) error {
	switch db.Constraint(err) {
	case "measures_code_key":
		return apperr.New(apperr.Conflict, "measure-code-taken", "C'è già una misura con questo codice").Because(err)
	case "measure_adoptions_once":
		return apperr.New(apperr.Conflict, "measure-already-adopted", "Il comune ha già adottato questa misura: aggiungi lì il rischio che tratta").Because(err)
	case "measure_adoptions_municipality_code_fkey":
		return apperr.Validation().At("/municipality", "unknown", "Comune sconosciuto").Because(err)
	}
	return err
}

// referred finds living local risks by the references of an outside system.
func (s *adoptions) referred(ctx context.Context, municipality string, refs []string) (map[string]int64, error) {
	type found struct {
		Ref string
		ID  int64
	}
	rows, err := db.Rows[found](ctx, s.DB, `SELECT external_ref AS ref, id FROM risks
		WHERE municipality_code = $1 AND external_ref = ANY($2) AND archived_at IS NULL`, municipality, refs)
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.Ref] = r.ID
	}
	return out, err
}

// adherent is the state of those who belong to the network.
const adherent = `m.archived_at IS NULL AND m.adhesion IN ('member', 'referent_designated', 'operational')`

// network reads what shares are counted from, in one round trip; the areas only when they are wanted.
func (s *adoptions) network(ctx context.Context, areas bool) (*network, error) {
	n := &network{adopted: map[string]map[string]bool{}, areasOf: map[string]map[string]bool{}, treating: map[string]map[string]bool{}}
	put := func(m map[string]map[string]bool, key, code string, value bool) {
		if m[key] == nil {
			m[key] = map[string]bool{}
		}
		m[key][code] = value
	}
	err := s.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(`SELECT id, code, name, type_code, scope, areas, enabling_factors, phases, small_variant, sustainability FROM measures
			WHERE archived_at IS NULL ORDER BY position, id`).Query(func(rows pgx.Rows) (err error) {
			n.catalogue, err = pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
			return err
		})
		b.Queue(`SELECT m.istat_code AS code, m.inner_area_class AS class, coalesce(z.code, '') AS zone, coalesce(z.name, '') AS zone_name
			FROM municipalities m LEFT JOIN current_members k ON k.municipality_code = m.istat_code AND k.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
			LEFT JOIN zones z ON z.id = k.zone_id WHERE ` + adherent + ` ORDER BY m.istat_code`).Query(func(rows pgx.Rows) (err error) {
			n.members, err = pgx.CollectRows(rows, pgx.RowToStructByName[member])
			return err
		})
		b.Queue(`SELECT measure_code AS measure, municipality_code AS municipality, status = 'not_applicable' AS excluded FROM measure_adoptions
			WHERE archived_at IS NULL AND measure_code IS NOT NULL`).Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, pgx.RowToStructByName[use])
			for _, u := range found {
				put(n.adopted, u.Measure, u.Municipality, !u.Excluded)
			}
			return err
		})
		if areas {
			var first, second string
			b.Queue(`SELECT DISTINCT area_code, municipality_code FROM risks WHERE municipality_code IS NOT NULL AND archived_at IS NULL`).Query(func(rows pgx.Rows) error {
				_, err := pgx.ForEachRow(rows, []any{&first, &second}, func() error { put(n.areasOf, first, second, true); return nil })
				return err
			})
			b.Queue(`SELECT DISTINCT a.measure_code || r.area_code, a.municipality_code FROM measure_adoptions a JOIN measure_risks k ON k.adoption_id = a.id
				JOIN risks r ON r.id = k.risk_id AND r.archived_at IS NULL WHERE a.archived_at IS NULL AND a.measure_code IS NOT NULL`).Query(func(rows pgx.Rows) error {
				_, err := pgx.ForEachRow(rows, []any{&first, &second}, func() error { put(n.treating, first, second, true); return nil })
				return err
			})
		}
		return c.SendBatch(ctx, &b).Close()
	})
	return n, err
}

// Teller is a municipality that is willing to tell how it did a measure: the office, nobody in it.
type Teller struct {
	Municipality, Name, PEC, Website string
	Since                            time.Time
}

// tellers finds them, for one measure; at most 108 of them make a network.
func (s *adoptions) tellers(ctx context.Context, code string) ([]Teller, error) {
	return db.Rows[Teller](ctx, s.DB, `SELECT m.istat_code AS municipality, m.name, m.pec, m.website, a.tells_at AS since
		FROM measure_adoptions a JOIN municipalities m ON m.istat_code = a.municipality_code
		WHERE a.measure_code = $1 AND a.tells_at IS NOT NULL AND a.status = 'implemented' AND a.archived_at IS NULL AND `+adherent+`
		ORDER BY m.name, m.id LIMIT 500`, code)
}

// standing is where a municipality stands: what makes others similar, the measures it has (by code), and how many tell of each.
type standing struct {
	Known               bool
	Class, Zone, Regime string
	Small               bool
	Has                 map[string]had
	Tellers             map[string]int
	Judged              map[string]judgements
}

// had is a measure of the catalogue in the plan of a municipality; Treats says whether it treats the risk asked about.
type had struct {
	ID     int64
	Treats bool
}

// judgements are how many municipalities found a measure suitable at their last check, in part or not, and how many of those are of one class.
type judgements struct{ Yes, Partly, No, ClassYes, ClassPartly, ClassNo int }

// standing asks all of it in one round trip; risk 0 is none.
func (s *adoptions) standing(ctx context.Context, municipality string, risk int64) (standing, error) {
	out := standing{Has: map[string]had{}, Tellers: map[string]int{}, Judged: map[string]judgements{}}
	err := s.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(`SELECT m.inner_area_class, coalesce(z.code, ''), m.regime, m.regime IN ('small', 'simplified') OR m.regime = 'undetermined' AND m.population < 5000
			FROM municipalities m LEFT JOIN current_members k ON k.municipality_code = m.istat_code AND k.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
			LEFT JOIN zones z ON z.id = k.zone_id WHERE m.istat_code = $1`, municipality).Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&out.Class, &out.Zone, &out.Regime, &out.Small}, func() error { out.Known = true; return nil })
			return err
		})
		var code string
		b.Queue(`SELECT measure_code, id, EXISTS (SELECT FROM measure_risks k WHERE k.adoption_id = a.id AND k.risk_id = $2) FROM measure_adoptions a
			WHERE municipality_code = $1 AND measure_code IS NOT NULL AND archived_at IS NULL`, municipality, risk).Query(func(rows pgx.Rows) error {
			var h had
			_, err := pgx.ForEachRow(rows, []any{&code, &h.ID, &h.Treats}, func() error { out.Has[code] = h; return nil })
			return err
		})
		b.Queue(`SELECT a.measure_code, count(*) FROM measure_adoptions a JOIN municipalities m ON m.istat_code = a.municipality_code
			WHERE a.measure_code IS NOT NULL AND a.tells_at IS NOT NULL AND a.status = 'implemented' AND a.archived_at IS NULL AND m.istat_code <> $1 AND `+adherent+`
			GROUP BY a.measure_code`, municipality).Query(func(rows pgx.Rows) error {
			var n int
			_, err := pgx.ForEachRow(rows, []any{&code, &n}, func() error { out.Tellers[code] = n; return nil })
			return err
		})
		b.Queue(`WITH last AS (SELECT DISTINCT ON (c.adoption_id) a.measure_code, a.municipality_code, c.suitability
				FROM monitoring_checks c JOIN measure_adoptions a ON a.id = c.adoption_id AND a.archived_at IS NULL AND a.measure_code IS NOT NULL
				WHERE c.suitability <> '' AND c.archived_at IS NULL ORDER BY c.adoption_id, c.reviewed_at DESC NULLS LAST, c.id DESC)
			SELECT l.measure_code, count(*) FILTER (WHERE l.suitability = 'yes'), count(*) FILTER (WHERE l.suitability = 'partly'), count(*) FILTER (WHERE l.suitability = 'no'),
				count(*) FILTER (WHERE l.suitability = 'yes' AND m.inner_area_class = x.inner_area_class),
				count(*) FILTER (WHERE l.suitability = 'partly' AND m.inner_area_class = x.inner_area_class),
				count(*) FILTER (WHERE l.suitability = 'no' AND m.inner_area_class = x.inner_area_class)
			FROM last l JOIN municipalities m ON m.istat_code = l.municipality_code JOIN municipalities x ON x.istat_code = $1 GROUP BY l.measure_code`, municipality).
			Query(func(rows pgx.Rows) error {
				var j judgements
				_, err := pgx.ForEachRow(rows, []any{&code, &j.Yes, &j.Partly, &j.No, &j.ClassYes, &j.ClassPartly, &j.ClassNo}, func() error { out.Judged[code] = j; return nil })
				return err
			})
		return c.SendBatch(ctx, &b).Close()
	})
	return out, err
}
