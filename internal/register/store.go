package register

import (
	"context"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct {
	db      *db.DB
	annuals *db.Repo[annual, *annual]
}

func newStore(d *db.DB) *store {
	return &store{d, db.NewRepo(db.Repo[annual, *annual]{
		DB: d, Name: "annual-report", Label: "la relazione", Owner: "municipality_code", Read: authz.PlanRead,
		May: func(ctx context.Context, a *annual) error {
			return authz.Within(ctx, authz.PlanWrite, a.MunicipalityCode)
		},
		Sort: map[string]string{"year": "year"}, First: "-year",
	})}
}

type municipality struct {
	Code, Name string
	LatestYear int // with an evaluation; 0: none
}

func (s *store) municipality(ctx context.Context, code string) ([]municipality, error) {
	return db.Rows[municipality](ctx, s.db, `SELECT m.istat_code AS code, m.name,
			coalesce((SELECT max(e.year) FROM evaluations e WHERE e.municipality_code = m.istat_code AND e.archived_at IS NULL), 0)::int AS latest_year
		FROM municipalities m WHERE m.istat_code = $1 OR m.former_codes @> ARRAY[$1] ORDER BY m.istat_code = $1 DESC LIMIT 1`, code)
}

// asJSON is a measure a with its type t, its phases and what the last round of year $2 found of it. Looked up measure by measure: the time it takes grows with
// the measures and never with what the planner believes of them.
const (
	asJSON = `jsonb_build_object('id', a.id, 'code', coalesce(a.measure_code, ''), 'title', a.title, 'type', a.type_code, 'type_name', t.name, 'scope', a.scope,
			'status', a.status, 'phases', coalesce(f.phases, '[]'), 'responsible', a.responsible, 'indicator', a.indicator, 'baseline', a.baseline, 'target', a.target,
			'value', a.current_value, 'reason', a.reason, 'check', c.found)`
	itsParts = ` JOIN measure_types t ON t.code = a.type_code
		CROSS JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('name', f.name, 'starts', coalesce(f.starts_on::text, ''), 'due', coalesce(f.due_on::text, ''),
			'done', coalesce(f.done_on::text, '')) ORDER BY f.position) AS phases FROM measure_phases f WHERE f.adoption_id = a.id) f
		LEFT JOIN LATERAL (SELECT jsonb_build_object('round', r.number, 'implementation', c.implementation, 'confirmed', c.confirmed, 'suitability', c.suitability, 'findings', c.findings) AS found
			FROM monitoring_checks c JOIN monitoring_rounds r ON r.id = c.round_id
			WHERE c.adoption_id = a.id AND c.archived_at IS NULL AND r.year = $2 AND r.archived_at IS NULL AND (c.implementation <> '' OR c.confirmed <> '' OR c.suitability <> '')
			ORDER BY r.number DESC LIMIT 1) c ON true`
)

// standing are the risks r, each with its evaluation e, that stand in the register of municipality $1 in year $2, judged by method $3, and that a filter
// lets through: areas $4, states $5, levels $6, words $7 or the code of an adopted entry $8, a risk $9. What was archived after the year is in it if it had been evaluated; what was never
// evaluated is in those of today and later.
const standing = ` FROM risks r LEFT JOIN LATERAL (SELECT * FROM evaluations e WHERE e.risk_id = r.id AND e.year = $2 AND e.archived_at IS NULL AND $3 IN ('', e.method)
			ORDER BY e.method DESC LIMIT 1) e ON true
		WHERE r.owner = $1 AND r.municipality_code IS NOT NULL AND (cardinality($4::text[]) = 0 OR r.area_code = ANY($4))
			AND (r.archived_at IS NULL OR e.id IS NOT NULL AND r.archived_at >= make_date($2 + 1, 1, 1))
			AND (e.id IS NOT NULL OR $2 >= extract(year FROM today()))
			AND (cardinality($5::text[]) = 0 OR coalesce(e.state, 'todo') = ANY($5)) AND (cardinality($6::int[]) = 0 OR e.level = ANY($6))
			AND ($7 = '' OR r.search @@ to_tsquery('italian', $7) OR r.adopted_id = (SELECT x.id FROM risks x WHERE x.code = $8 AND x.code <> '')) AND $9::bigint IN (0, r.id)`

func (f Filter) args(code string, year int) []any {
	query := words.Query(f.Words)
	if f.Words != "" && query == "" {
		query = "x & !x" // nothing but punctuation finds nothing
	}
	return []any{code, year, f.Method, append([]string{}, f.Areas...), append([]string{}, f.States...), append([]int{}, f.Levels...), query, strings.ToUpper(strings.TrimSpace(f.Words)), f.Risk}
}

// words says how the risks are searched.
var words = db.Search{Column: "search", Config: "italian"}

// inOrderOf reads risks in the order of a register: $11 of them, after risk $10 (0: from the first). Each area is read in the order of risks_register, no
// further than it takes, and the areas one after the other: a page costs the same in a register of any size.
var inOrderOf = `WITH place AS (SELECT k.position, k.code, x.process, x.event, x.id FROM risks x JOIN risk_areas k ON k.code = x.area_code WHERE x.id = $10 AND x.owner = $1),
		areas AS (SELECT a.*, coalesce(p.process, '') AS after_process, coalesce(p.event, '') AS after_event, coalesce(p.id, 0) AS after_id FROM risk_areas a LEFT JOIN place p USING (code)
			WHERE (cardinality($4::text[]) = 0 OR a.code = ANY($4)) AND ($10 = 0 OR EXISTS (SELECT FROM place p WHERE (a.position, a.code) >= (p.position, p.code)))
			ORDER BY a.position, a.code OFFSET 0),
		page AS MATERIALIZED (SELECT a.code AS area, a.name AS area_name, a.position, l.* FROM areas a CROSS JOIN LATERAL (SELECT r.id AS risk_id, r.adopted_id, r.process, r.event, r.enabling_factors,
				coalesce(e.id, 0) AS evaluation_id, coalesce(e.method, '') AS method, coalesce(e.state, '') AS state, coalesce(e.level, 0)::int AS level, coalesce(e.suggested, 0)::int AS suggested,
				coalesce(e.residual, 0)::int AS residual, coalesce(e.original, '') AS original, coalesce(e.motivation, '') AS motivation, coalesce(e.evidence, '') AS evidence,
				coalesce(e.deviation, '') AS deviation, coalesce(e.treatment, '') AS treatment, coalesce(e.treatment_motivation, '') AS treatment_reason,
				coalesce(e.residual_motivation, '') AS residual_motivation, coalesce(e.indicators, '{}') AS indicators,
				e.probability::float8 AS probability, e.impact::float8 AS impact, e.score::float8 AS score` + standing + ` AND r.area_code = a.code
					AND (r.process COLLATE italian, r.event COLLATE italian, r.id) > (a.after_process, a.after_event, a.after_id)
				ORDER BY r.process COLLATE italian, r.event COLLATE italian, r.id LIMIT $11::int) l
			ORDER BY a.position, a.code, l.process COLLATE italian, l.event COLLATE italian, l.risk_id LIMIT $11)
		SELECT p.risk_id, coalesce(x.code, '') AS entry, area, area_name, p.process, p.event,
			ARRAY(SELECT n.name FROM enabling_factors n WHERE n.code = ANY(p.enabling_factors) ORDER BY n.position) AS factors,
			evaluation_id, method, p.state, level, suggested, residual, original, p.motivation, evidence, deviation, treatment, treatment_reason, residual_motivation, indicators, probability, impact, score,
			coalesce(m.measures, '[]') AS measures
		FROM page p LEFT JOIN risks x ON x.id = p.adopted_id
		CROSS JOIN LATERAL (SELECT jsonb_agg(` + asJSON + ` ORDER BY a.id) AS measures FROM measure_risks l JOIN measure_adoptions a ON a.id = l.adoption_id AND a.archived_at IS NULL` + itsParts + `
			WHERE l.risk_id = p.risk_id) m
		ORDER BY p.position, area, p.process COLLATE italian, p.event COLLATE italian, p.risk_id`

// lines reads some lines.
func (s *store) lines(ctx context.Context, code string, year int, f Filter, after int64, limit int) ([]Line, error) {
	return db.Rows[Line](ctx, s.db, inOrderOf, append(f.args(code, year), after, limit)...)
}

// each hands the lines of a register over one by one.
func (s *store) each(ctx context.Context, code string, year int, f Filter, yield func(Line) error) error {
	return s.db.Stream(ctx, inOrderOf, append(f.args(code, year), int64(0), math.MaxInt32), func(rows pgx.Rows) error {
		l, err := pgx.RowToStructByName[Line](rows)
		if err != nil {
			return err
		}
		return yield(l)
	})
}

// count tells how many risks stand in a register: exactly up to most, and one more for more.
func (s *store) count(ctx context.Context, code string, year int, f Filter, most int) (int, error) {
	n, err := db.Values[int](ctx, s.db, `SELECT count(*) FROM (SELECT`+standing+` LIMIT $10::int + 1) l`, append(f.args(code, year), most)...)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// sums counts what stands in a register, area by area.
func (s *store) sums(ctx context.Context, code string, year int, f Filter) ([]AreaSum, error) {
	return db.Rows[AreaSum](ctx, s.db, `SELECT a.code, a.name, n.risks, n.confirmed FROM (SELECT r.area_code, count(*) AS risks, count(*) FILTER (WHERE e.state = 'confirmed') AS confirmed`+standing+`
		GROUP BY 1) n JOIN risk_areas a ON a.code = n.area_code ORDER BY a.position, a.code`, f.args(code, year)...)
}

// loose are the measures that treat no single risk.
func (s *store) loose(ctx context.Context, code string, year int) ([]Measure, error) {
	return db.Values[Measure](ctx, s.db, `SELECT `+asJSON+` FROM measure_adoptions a`+itsParts+` WHERE a.municipality_code = $1 AND a.archived_at IS NULL
		AND NOT EXISTS (SELECT FROM measure_risks l WHERE l.adoption_id = a.id) ORDER BY a.id LIMIT 2000`, code, year)
}

// annual finds the answers of a year; without any it is an empty row.
func (s *store) annual(ctx context.Context, code string, year int) (annual, error) {
	a, err := s.annuals.One(ctx, "municipality_code = ? AND year = ?", code, year)
	if db.IsNotFound(err) {
		return annual{Answers: map[string]string{}}, nil
	}
	return a, err
}

// facts gathers in one query what the yearly report can be filled with: the RPCT on the last day of the year, or today while it lasts.
func (s *store) facts(ctx context.Context, code string, year int) (facts, error) {
	found, err := db.Values[facts](ctx, s.db, `WITH day AS (SELECT least(today(), make_date($2, 12, 31)) AS d),
		holder AS (SELECT m.person_id, m.valid_from, trim(m.act_kind || ' ' || m.act_number) AS act FROM mandates m, day
			WHERE m.municipality_code = $1 AND m.role = 'rpct' AND NOT m.substitute AND m.archived_at IS NULL AND m.valid_from <= day.d AND coalesce(m.valid_to >= day.d, true) LIMIT 1),
		checked AS (SELECT DISTINCT ON (c.adoption_id) c.adoption_id, c.confirmed, c.suitability FROM monitoring_rounds r JOIN monitoring_checks c ON c.round_id = r.id AND c.archived_at IS NULL
			WHERE r.municipality_code = $1 AND r.year = $2 AND r.archived_at IS NULL AND (c.confirmed <> '' OR c.suitability <> '') ORDER BY c.adoption_id, r.number DESC)
		SELECT jsonb_build_object(
			'Officer', (SELECT jsonb_build_object('GivenName', p.given_name, 'FamilyName', p.family_name, 'Qualification', p.qualification, 'Since', h.valid_from, 'Act', h.act)
				FROM holder h JOIN people p ON p.id = h.person_id),
			'Seats', (SELECT count(DISTINCT m.municipality_code) FROM holder h JOIN mandates m ON m.person_id = h.person_id AND m.role = 'rpct' AND m.archived_at IS NULL, day
				WHERE m.valid_from <= day.d AND coalesce(m.valid_to >= day.d, true)),
			'Risks', (SELECT count(*) FROM risks WHERE owner = $1 AND archived_at IS NULL),
			'Judged', (SELECT coalesce(jsonb_object_agg(level, n), '{}') FROM (SELECT (ARRAY['low', 'medium', 'high'])[e.level] AS level, count(*) AS n FROM evaluations e
				WHERE e.municipality_code = $1 AND e.year = $2 AND e.method = 'pna2019' AND e.archived_at IS NULL AND e.level IS NOT NULL GROUP BY e.level) l),
			'Measures', (SELECT coalesce(jsonb_agg(jsonb_build_object('Type', a.type_code, 'Scope', a.scope, 'Status', a.status, 'Title', a.title, 'Reason', a.reason,
				'Confirmed', coalesce(c.confirmed, ''), 'Suitability', coalesce(c.suitability, '')) ORDER BY a.id), '[]')
				FROM (SELECT * FROM measure_adoptions WHERE municipality_code = $1 AND archived_at IS NULL ORDER BY id LIMIT 2000) a LEFT JOIN checked c ON c.adoption_id = a.id),
			'Rounds', (SELECT coalesce(jsonb_agg(jsonb_build_object('Number', r.number, 'Share', r.share_percent, 'State', r.state, 'Sampled', n.sampled, 'Answered', n.answered, 'Reviewed', n.reviewed) ORDER BY r.number), '[]')
				FROM monitoring_rounds r CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE c.sampled) AS sampled, count(*) FILTER (WHERE c.implementation <> '') AS answered,
					count(*) FILTER (WHERE c.confirmed <> '' OR c.suitability <> '') AS reviewed FROM monitoring_checks c WHERE c.round_id = r.id AND c.archived_at IS NULL) n
				WHERE r.municipality_code = $1 AND r.year = $2 AND r.archived_at IS NULL))`, code, year)
	if err != nil {
		return facts{}, err
	}
	return found[0], nil
}
