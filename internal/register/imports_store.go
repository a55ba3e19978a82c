package register

import (
	"context"
	"encoding/json"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type imports struct {
	*db.Repo[Import, *Import]
	rows *db.Repo[ImportRow, *ImportRow]
}

func newImports(d *db.DB) *imports {
	return &imports{
		db.NewRepo(db.Repo[Import, *Import]{
			DB: d, Name: "register-import", Label: "l'importazione", Owner: "municipality_code", Read: authz.PlanRead,
			May: func(ctx context.Context, i *Import) error {
				return authz.Within(ctx, authz.PlanWrite, i.MunicipalityCode)
			},
			Sort: map[string]string{"updated_at": "updated_at"}, First: "-updated_at",
		}),
		db.NewRepo(db.Repo[ImportRow, *ImportRow]{
			DB: d, Name: "register-import-row", Label: "la riga", Owner: "municipality_code", Read: authz.PlanRead,
			May: func(ctx context.Context, r *ImportRow) error {
				return authz.Within(ctx, authz.PlanWrite, r.MunicipalityCode)
			},
			Sort: map[string]string{"number": "number"}, First: "number",
		}),
	}
}

func (f RowFilter) where(id int64) db.Where {
	var w db.Where
	db.Key(&w, "import_id", []int64{id})
	db.In(&w, "outcome", f.Outcomes)
	switch f.Match {
	case "proposed":
		w.And("leader AND outcome = 'good' AND risk_id IS NULL AND entry_id IS NOT NULL AND decision = ''")
	case "decided":
		w.And("leader AND outcome = 'good' AND decision <> ''")
	case "unmatched":
		w.And("leader AND outcome = 'good' AND risk_id IS NULL AND entry_id IS NULL AND decision = ''")
	case "known":
		w.And("leader AND outcome = 'good' AND risk_id IS NOT NULL")
	}
	return w
}

// batch gathers rows for one statement.
type batch struct {
	of      Import
	numbers []int
	cells   []string // each row as a JSON array
	total   int
}

func newBatch(i Import) *batch { return &batch{of: i} }

func (b *batch) add(number int, headings []string, cells map[string]string) {
	row := make([]string, len(headings))
	for i, h := range headings {
		row[i] = cells[h]
	}
	text, _ := json.Marshal(row)
	b.numbers, b.cells = append(b.numbers, number), append(b.cells, string(text))
	b.total++
}

const chunk = 500 // rows in memory at a time

func (b *batch) full() bool { return len(b.numbers) == chunk }

func (s *imports) addRows(ctx context.Context, b *batch) error {
	_, err := s.DB.Exec(ctx, `INSERT INTO register_import_rows (import_id, municipality_code, number, cells)
		SELECT $1, $2, r.number, ARRAY(SELECT jsonb_array_elements_text(r.cells::jsonb)) FROM unnest($3::int[], $4::text[]) AS r(number, cells)`,
		b.of.ID, b.of.MunicipalityCode, b.numbers, b.cells)
	b.numbers, b.cells = b.numbers[:0], b.cells[:0]
	return err
}

func (s *imports) dropRows(ctx context.Context, id int64) error {
	_, err := s.DB.Exec(ctx, `DELETE FROM register_import_rows WHERE import_id = $1`, id)
	return err
}

type mapping struct {
	Columns map[string]string
	Areas   map[string]string
}

// mapping is what a municipality said before, or nothing.
func (s *imports) mapping(ctx context.Context, municipality string) (mapping, error) {
	found, err := db.Rows[mapping](ctx, s.DB, `SELECT columns, areas FROM register_mappings WHERE municipality_code = $1`, municipality)
	if err != nil || len(found) == 0 {
		return mapping{Areas: map[string]string{}}, err
	}
	return found[0], nil
}

// remember adds what was said to what was said before.
func (s *imports) remember(ctx context.Context, municipality string, columns, areas map[string]string) error {
	_, err := s.DB.Exec(ctx, `INSERT INTO register_mappings (municipality_code, columns, areas) VALUES ($1, $2, $3)
		ON CONFLICT (municipality_code) DO UPDATE SET columns = register_mappings.columns || excluded.columns, areas = register_mappings.areas || excluded.areas`,
		municipality, columns, areas)
	return err
}

// areaWords counts the words in the column of areas, the first two hundred.
func (s *imports) areaWords(ctx context.Context, i Import) ([]AreaWords, error) {
	for n, c := range i.Columns {
		if c.Field == "area" {
			return db.Rows[AreaWords](ctx, s.DB, `SELECT text, count(*)::int AS rows, '' AS area, false AS said FROM (
				SELECT trim(coalesce(corrections->>$3, cells[$2::int])) AS text, number FROM register_import_rows WHERE import_id = $1) w
				WHERE text <> '' GROUP BY 1 ORDER BY min(number) LIMIT 200`, i.ID, n+1, c.Heading)
		}
	}
	return nil, nil
}

// matches counts the events of an import by what is known of them.
func (s *imports) matches(ctx context.Context, v *View) error {
	type counts struct{ Unconfirmed, Confirmed, Unmatched, Known int }
	found, err := db.Rows[counts](ctx, s.DB, `SELECT (count(*) FILTER (WHERE risk_id IS NULL AND entry_id IS NOT NULL AND decision = ''))::int AS unconfirmed,
		(count(*) FILTER (WHERE decision <> ''))::int AS confirmed, (count(*) FILTER (WHERE risk_id IS NULL AND entry_id IS NULL AND decision = ''))::int AS unmatched,
		(count(*) FILTER (WHERE risk_id IS NOT NULL AND decision = ''))::int AS known
		FROM register_import_rows WHERE import_id = $1 AND outcome = 'good' AND leader`, v.ID)
	if err == nil && len(found) == 1 {
		v.Unconfirmed, v.Confirmed, v.Unmatched, v.Known = found[0].Unconfirmed, found[0].Confirmed, found[0].Unmatched, found[0].Known
	}
	return err
}

type entry struct {
	ID          int64
	Code, Event string
}

func (s *imports) entries(ctx context.Context, ids []int64) (map[int64]entry, error) {
	out := map[int64]entry{}
	if len(ids) == 0 {
		return out, nil
	}
	found, err := db.Rows[entry](ctx, s.DB, `SELECT id, code, event FROM risks WHERE id = ANY($1) AND owner = ''`, ids)
	for _, e := range found {
		out[e.ID] = e
	}
	return out, err
}

type candidate struct {
	Code    string
	Adopted bool
	Row     int // of the same import that takes it; 0: none
}

// adoptable finds a validated entry, and what stands in the way of adopting it for a row.
func (s *imports) adoptable(ctx context.Context, i Import, row int, id int64) ([]candidate, error) {
	return db.Rows[candidate](ctx, s.DB, `SELECT e.code,
			EXISTS (SELECT FROM risks a WHERE a.adopted_id = e.id AND a.municipality_code = $3 AND a.archived_at IS NULL) AS adopted,
			coalesce((SELECT min(t.number) FROM register_import_rows t WHERE t.import_id = $2 AND t.entry_id = e.id AND t.decision = 'adopt' AND t.leader AND t.number <> $4), 0)::int AS row
		FROM risks e WHERE e.id = $1 AND e.owner = '' AND e.state = 'validated' AND e.archived_at IS NULL`, id, i.ID, i.MunicipalityCode, row)
}

// from reads a chunk of rows, without what was understood of them before, and the row before the chunk.
func (s *imports) from(ctx context.Context, i Import) (before *ImportRow, rows []ImportRow, err error) {
	skip, n := i.Done, chunk
	if skip > 0 {
		skip, n = skip-1, n+1
	}
	type row struct {
		ID           int64
		Number       int
		Cells        []string
		Corrections  map[string]string
		Parsed       parsed
		Outcome, Key string
	}
	// A row with a key was good by itself: what failed is its event.
	found, err := db.Rows[row](ctx, s.DB, `SELECT id, number, cells, corrections, parsed, CASE WHEN key <> '' THEN 'good' ELSE outcome END AS outcome, key
		FROM register_import_rows WHERE import_id = $1 ORDER BY number, id OFFSET $2 LIMIT $3`, i.ID, skip, n)
	for _, r := range found {
		x := ImportRow{Number: r.Number, Cells: r.Cells, Corrections: r.Corrections, Parsed: r.Parsed, Outcome: r.Outcome, Key: r.Key}
		x.ID = r.ID
		rows = append(rows, x)
	}
	if i.Done > 0 && len(rows) > 0 {
		before, rows = &rows[0], rows[1:]
	}
	return before, rows, err
}

// understood writes what was understood of a chunk, and that it was; false when somebody else was faster.
func (s *imports) understood(ctx context.Context, i Import, rows []ImportRow) (bool, error) {
	n, err := s.DB.Exec(ctx, `UPDATE register_imports SET done = $3 WHERE id = $1 AND done = $2 AND state = 'checking'`, i.ID, i.Done, i.Done+len(rows))
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.put(ctx, rows)
}

// above counts the rows before one.
func (s *imports) above(ctx context.Context, id int64, number int) (int, error) {
	found, err := db.Values[int](ctx, s.DB, `SELECT count(*)::int FROM register_import_rows WHERE import_id = $1 AND number < $2`, id, number)
	if err != nil {
		return 0, err
	}
	return found[0], nil
}

// put writes what was understood of rows, and nothing of their events.
func (s *imports) put(ctx context.Context, rows []ImportRow) error {
	ids, texts, findings, outcomes := make([]int64, len(rows)), make([]string, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	for k, r := range rows {
		p, _ := json.Marshal(r.Parsed)
		f, _ := json.Marshal(append([]Finding{}, r.Findings...))
		ids[k], texts[k], findings[k], outcomes[k] = r.ID, string(p), string(f), r.Outcome
	}
	_, err := s.DB.Exec(ctx, `UPDATE register_import_rows t SET parsed = r.parsed::jsonb, findings = r.findings::jsonb, outcome = r.outcome, leader = false, key = '', risk_id = NULL,
			entry_id = CASE WHEN t.decision = '' THEN NULL ELSE t.entry_id END, score = CASE WHEN t.decision = '' THEN 0 ELSE t.score END, version = t.version + 1, updated_at = now()
		FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS r(id, parsed, findings, outcome) WHERE t.id = r.id`, ids, texts, findings, outcomes)
	return err
}

// squash is a folded text without double blanks, in SQL.
const (
	squashedProcess = `regexp_replace(fold(process), '\s+', ' ', 'g')`
	squashedEvent   = `regexp_replace(fold(event), '\s+', ' ', 'g')`
	squashedTitle   = `trim(regexp_replace(fold(title), '\s+', ' ', 'g'))`
	squashedMeasure = `trim(regexp_replace(fold(parsed->>'measure'), '\s+', ' ', 'g'))`
	eventOfRisk     = `area_code || '/' || trim(` + squashedProcess + `) || '/' || trim(` + squashedEvent + `)`
)

// unhurried lifts the limits of requests: thousands of rows take longer than one may wait for, and the planner has to know that they are there.
func (s *imports) unhurried(ctx context.Context) error {
	if _, err := s.DB.Exec(ctx, `ANALYZE register_import_rows`); err != nil {
		return err
	}
	_, err := s.DB.Exec(ctx, `SELECT set_config('statement_timeout', '55s', true), set_config('idle_in_transaction_session_timeout', '55s', true)`)
	return err
}

// touched is what a correction may have changed: events by their keys, measures by their titles.
type touched struct{ events, measures []string }

// conclude finds, in a register whose rows were understood, the events, the contradictions, the risks and measures that are there and the entries
// that look alike: all of them, or those touched and those of the rows just understood.
func (s *imports) conclude(ctx context.Context, i Import, only *touched) error {
	fresh, err := db.Values[string](ctx, s.DB, `UPDATE register_import_rows t SET key = k.key FROM (
			SELECT id, area_code || '/' || trim(`+squashedProcess+`) || '/' || trim(`+squashedEvent+`) AS key FROM (
				SELECT id, parsed->>'area' AS area_code, parsed->>'process' AS process, parsed->>'event' AS event FROM register_import_rows
				WHERE import_id = $1 AND outcome = 'good' AND key = '') w) k
		WHERE t.id = k.id RETURNING t.key`, i.ID)
	if err != nil {
		return err
	}
	var events, measures []string // none: all
	if only != nil {
		events = append(append([]string{}, only.events...), fresh...)
		beside, err := db.Values[string](ctx, s.DB, `SELECT DISTINCT parsed->>'measure' FROM register_import_rows WHERE import_id = $1 AND key = ANY($2)`, i.ID, events)
		if err != nil {
			return err
		}
		measures = append(append([]string{}, only.measures...), beside...)
	}
	const (
		ofEvents   = ` AND ($2::text[] IS NULL OR t.key = ANY($2))`
		ofMeasures = ` AND ($2::text[] IS NULL OR ` + squashedMeasure + ` IN (SELECT trim(regexp_replace(fold(m), '\s+', ' ', 'g')) FROM unnest($2::text[]) m))`
	)
	for _, step := range []struct {
		stmt string
		args []any
	}{
		// What was concluded before is forgotten.
		{`UPDATE register_import_rows t SET outcome = 'good', leader = false, risk_id = NULL, findings = ` + without(`'other-level', 'evaluated'`) + `,
			entry_id = CASE WHEN decision = '' THEN NULL ELSE entry_id END, score = CASE WHEN decision = '' THEN 0 ELSE score END
		WHERE import_id = $1 AND key <> '' AND $2::text[] IS NOT NULL AND key = ANY($2)`, []any{i.ID, events}},
		// The first row of an event leads.
		{`UPDATE register_import_rows t SET leader = true FROM (SELECT min(number) AS number FROM register_import_rows t
			WHERE import_id = $1 AND outcome = 'good'` + ofEvents + ` GROUP BY key) f WHERE t.import_id = $1 AND t.number = f.number`, []any{i.ID, events}},
		// One event, one level.
		{`UPDATE register_import_rows t SET outcome = 'failed', findings = t.findings || jsonb_build_array(jsonb_build_object('column', '', 'code', 'other-level', 'blocking', true,
			'detail', 'Lo stesso evento ha un altro livello alla riga ' || j.first))
		FROM (SELECT id, level, first_value(level) OVER w AS same, first_value(number) OVER w AS first FROM (
			SELECT id, number, key, (parsed->>'level')::int AS level FROM register_import_rows t WHERE import_id = $1 AND outcome = 'good'` + ofEvents + `) x
			WHERE level > 0 WINDOW w AS (PARTITION BY key ORDER BY number)) j
		WHERE t.id = j.id AND j.level <> j.same`, []any{i.ID, events}},
		// What is in the register already is not made again.
		{`UPDATE register_import_rows t SET risk_id = r.id FROM (SELECT min(id) AS id, key FROM (SELECT id, ` + eventOfRisk + ` AS key FROM risks WHERE owner = $3 AND archived_at IS NULL) x GROUP BY key) r
		WHERE t.import_id = $1 AND t.leader AND t.key = r.key` + ofEvents, []any{i.ID, events, i.MunicipalityCode}},
		{`UPDATE register_import_rows t SET findings = t.findings || jsonb_build_array(jsonb_build_object('column', '', 'code', 'evaluated', 'blocking', false,
			'detail', 'Il rischio ha già una valutazione per il ' || i.year || ' con questo metodo: resta com''è'))
		FROM register_imports i, evaluations e WHERE i.id = $1 AND t.import_id = $1 AND t.leader AND e.risk_id = t.risk_id AND e.year = i.year AND e.method = i.method AND e.archived_at IS NULL` + ofEvents,
			[]any{i.ID, events}},
		// An entry is adopted once: of two events that came to lead with the same one, the second is decided on again.
		{`UPDATE register_import_rows t SET decision = '', entry_id = NULL, score = 0 WHERE import_id = $1 AND leader AND decision = 'adopt'
			AND EXISTS (SELECT FROM register_import_rows o WHERE o.import_id = $1 AND o.leader AND o.decision = 'adopt' AND o.entry_id = t.entry_id AND o.number < t.number)`, []any{i.ID}},
		// The entry of the same area whose event looks most alike; what was adopted is not proposed.
		{`UPDATE register_import_rows t SET entry_id = m.entry, score = m.score FROM (
			SELECT l.id, c.id AS entry, c.score FROM (SELECT id, parsed->>'area' AS area, fold(parsed->>'event') AS event FROM register_import_rows t
				WHERE import_id = $1 AND leader AND outcome = 'good' AND risk_id IS NULL AND decision = ''` + ofEvents + `) l
			CROSS JOIN LATERAL (SELECT e.id, similarity(fold(e.event), l.event) AS score FROM risks e
				WHERE e.municipality_code IS NULL AND e.state = 'validated' AND e.archived_at IS NULL AND e.area_code = l.area
				AND NOT EXISTS (SELECT FROM risks a WHERE a.adopted_id = e.id AND a.municipality_code = $3 AND a.archived_at IS NULL)
				ORDER BY fold(e.event) <-> l.event, e.id LIMIT 1) c WHERE c.score >= 0.3) m
		WHERE t.id = m.id`, []any{i.ID, events, i.MunicipalityCode}},
		// Measures of one title are one: of two that differ, the first counts, and before it the one that is there.
		{`UPDATE register_import_rows t SET findings = ` + without(`'known-measure', 'other-attributes'`) + `
		WHERE import_id = $1 AND $2::text[] IS NOT NULL AND outcome = 'good'` + ofMeasures, []any{i.ID, measures}},
		{`WITH there AS MATERIALIZED (SELECT DISTINCT ` + squashedTitle + ` AS key FROM measure_adoptions WHERE municipality_code = $3 AND archived_at IS NULL)
		UPDATE register_import_rows t SET findings = t.findings || jsonb_build_array(jsonb_build_object('column', '', 'code', CASE WHEN j.there THEN 'known-measure' ELSE 'other-attributes' END, 'blocking', false,
			'detail', CASE WHEN j.there THEN 'Il comune ha già questa misura: resta com''è, e tratta anche questo rischio'
				ELSE 'La stessa misura ha altri attributi alla riga ' || j.first || ': contano quelli' END))
		FROM (SELECT id, attributes, first_value(attributes) OVER w AS same, first_value(number) OVER w AS first, key IN (SELECT key FROM there) AS there FROM (
			SELECT id, number, ` + squashedMeasure + ` AS key, ARRAY[parsed->>'phases', parsed->>'due', parsed->>'timing', parsed->>'responsible', parsed->>'indicator', parsed->>'target'] AS attributes
			FROM register_import_rows t WHERE import_id = $1 AND outcome = 'good' AND parsed->>'measure' <> ''` + ofMeasures + `) x WINDOW w AS (PARTITION BY key ORDER BY number)) j
		WHERE t.id = j.id AND (j.there OR EXISTS (SELECT FROM unnest(j.attributes, j.same) AS u (one, other) WHERE one NOT IN ('', '[]') AND one <> other))`,
			[]any{i.ID, measures, i.MunicipalityCode}},
		{`UPDATE register_imports i SET state = 'checked', version = version + 1, updated_at = now(), good = n.good, failed = n.failed
		FROM (SELECT (count(*) FILTER (WHERE outcome = 'good'))::int AS good, (count(*) FILTER (WHERE outcome = 'failed'))::int AS failed FROM register_import_rows WHERE import_id = $1) n
		WHERE i.id = $1 AND i.state = $2`, []any{i.ID, i.State}},
	} {
		if _, err := s.DB.Exec(ctx, step.stmt, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// without is the findings of a row but those of some codes, in SQL.
func without(codes string) string {
	return `coalesce((SELECT jsonb_agg(f ORDER BY n) FROM jsonb_array_elements(t.findings) WITH ORDINALITY AS x (f, n) WHERE f->>'code' NOT IN (` + codes + `)), '[]')`
}

// fallBack gives an import back to the person, with what went wrong.
func (s *imports) fallBack(ctx context.Context, id int64, from, to, problem string) error {
	_, err := s.DB.Exec(ctx, `UPDATE register_imports SET state = $3, problem = $4, version = version + 1, updated_at = now() WHERE id = $1 AND state = $2`, id, from, to, problem)
	return err
}

// locked finds an import to apply and keeps others from it.
func (s *imports) locked(ctx context.Context, id int64) (bool, error) {
	found, err := db.Values[int64](ctx, s.DB, `SELECT id FROM register_imports WHERE id = $1 AND state = 'applying' FOR UPDATE`, id)
	return len(found) == 1, err
}

// gone are the codes of entries confirmed for adoption that can no longer be adopted.
func (s *imports) gone(ctx context.Context, i Import) ([]string, error) {
	return db.Values[string](ctx, s.DB, `SELECT e.code FROM register_import_rows t JOIN risks e ON e.id = t.entry_id
		WHERE t.import_id = $1 AND t.leader AND t.outcome = 'good' AND t.risk_id IS NULL AND t.decision = 'adopt' AND (e.state <> 'validated' OR e.archived_at IS NOT NULL
			OR EXISTS (SELECT FROM risks a WHERE a.adopted_id = e.id AND a.municipality_code = $2 AND a.archived_at IS NULL)) ORDER BY e.code LIMIT 20`, i.ID, i.MunicipalityCode)
}

const many = 1_000 // rows: the plans made for fewer would not do

// write makes risks, draft evaluations and measures of the good rows, all with statements that serve any number of rows.
func (s *imports) write(ctx context.Context, i Import) error {
	const ref = `'import-' || t.import_id || '-' || t.number`
	made := [3]int64{}
	for n, stmt := range []string{
		`INSERT INTO risks (municipality_code, adopted_id, adopted_version, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability, motivation, state, external_ref, changed_by)
		SELECT i.municipality_code, e.id, e.published, coalesce(e.area_code, t.parsed->>'area'), t.parsed->>'process', t.parsed->>'event',
			CASE WHEN t.parsed->>'factors_text' <> '' THEN left('Fattori abilitanti, come nel registro importato: ' || (t.parsed->>'factors_text'), 4000) ELSE coalesce(e.description, '') END,
			coalesce(e.typology, ''), CASE WHEN jsonb_array_length(t.parsed->'factors') > 0 THEN ARRAY(SELECT jsonb_array_elements_text(t.parsed->'factors')) ELSE coalesce(e.enabling_factors, '{}') END,
			coalesce(e.red_flags, '{}'), coalesce(e.measures, '{}'), coalesce(e.applicability, ''),
			coalesce(nullif(t.parsed->>'motivation', ''), CASE WHEN e.id IS NULL THEN '' ELSE 'Corrispondenza confermata nell''importazione del registro, riga ' || t.number END),
			'local', ` + ref + `, i.changed_by
		FROM register_import_rows t JOIN register_imports i ON i.id = t.import_id LEFT JOIN risks e ON e.id = t.entry_id AND t.decision = 'adopt'
		WHERE t.import_id = $1 AND t.leader AND t.outcome = 'good' AND t.risk_id IS NULL`,
		`UPDATE register_import_rows t SET risk_id = r.id FROM risks r WHERE t.import_id = $1 AND t.leader AND t.risk_id IS NULL AND t.outcome = 'good'
			AND r.municipality_code = t.municipality_code AND r.external_ref = ` + ref,
		`UPDATE register_import_rows t SET risk_id = l.risk_id FROM register_import_rows l WHERE t.import_id = $1 AND l.import_id = $1 AND l.leader AND NOT t.leader AND t.outcome = 'good' AND t.key = l.key`,
		`INSERT INTO evaluations (risk_id, municipality_code, year, method, indicators, suggested, level, motivation, original, probability, impact, score, from_medium, from_high)
		SELECT DISTINCT ON (t.risk_id) t.risk_id, i.municipality_code, i.year, i.method, t.parsed->'indicators', nullif((t.parsed->>'suggested')::int, 0), nullif((t.parsed->>'level')::int, 0), t.parsed->>'motivation', t.parsed->>'original',
			(t.parsed->>'probability')::numeric, (t.parsed->>'impact')::numeric, (t.parsed->>'score')::numeric, (t.parsed#>>'{bands,from_medium}')::numeric, (t.parsed#>>'{bands,from_high}')::numeric
		FROM register_import_rows t JOIN register_imports i ON i.id = t.import_id
		WHERE t.import_id = $1 AND t.outcome = 'good' AND ((t.parsed->>'level')::int > 0 OR t.parsed->'indicators' <> '{}')
		ORDER BY t.risk_id, (t.parsed->>'level')::int = 0, t.number ON CONFLICT (risk_id, year, method) WHERE archived_at IS NULL DO NOTHING`,
		`INSERT INTO measure_adoptions (municipality_code, title, type_code, scope, responsible, indicator, target, complete, external_ref)
		SELECT municipality_code, title, type_code, 'specific', responsible, indicator, target, complete, ref FROM (
			SELECT DISTINCT ON (` + squashedMeasure + `) t.municipality_code, t.parsed->>'measure' AS title, t.parsed->>'measure_type' AS type_code, t.parsed->>'responsible' AS responsible,
				t.parsed->>'indicator' AS indicator, t.parsed->>'target' AS target, coalesce((t.parsed->>'complete')::smallint, 0) AS complete, ` + ref + ` AS ref, ` + squashedMeasure + ` AS key
			FROM register_import_rows t WHERE t.import_id = $1 AND t.outcome = 'good' AND t.parsed->>'measure' <> '' ORDER BY ` + squashedMeasure + `, t.number) m
		WHERE key NOT IN (SELECT ` + squashedTitle + ` FROM measure_adoptions a JOIN register_imports i ON i.municipality_code = a.municipality_code WHERE i.id = $1 AND a.archived_at IS NULL)`,
		`INSERT INTO measure_phases (adoption_id, position, name, due_on, note)
		SELECT a.id, p.position, p.name, CASE WHEN p.position = n.last THEN nullif(t.parsed->>'due', '')::date END, CASE WHEN p.position = n.last AND t.parsed->>'due' = '' THEN t.parsed->>'timing' ELSE '' END
		FROM register_import_rows t JOIN measure_adoptions a ON a.municipality_code = t.municipality_code AND a.external_ref = ` + ref + `
		CROSS JOIN LATERAL (SELECT jsonb_array_length(t.parsed->'phases') AS last) n CROSS JOIN LATERAL jsonb_array_elements_text(t.parsed->'phases') WITH ORDINALITY AS p(name, position)
		WHERE t.import_id = $1 AND t.outcome = 'good'`,
		`WITH titles AS MATERIALIZED (SELECT min(m.id) AS id, ` + squashedTitle + ` AS key FROM measure_adoptions m JOIN register_imports i ON i.municipality_code = m.municipality_code
				WHERE i.id = $1 AND m.archived_at IS NULL GROUP BY 2),
			named AS MATERIALIZED (SELECT DISTINCT risk_id, ` + squashedMeasure + ` AS key FROM register_import_rows
				WHERE import_id = $1 AND outcome = 'good' AND risk_id IS NOT NULL AND parsed->>'measure' <> '')
		INSERT INTO measure_risks (adoption_id, risk_id) SELECT titles.id, named.risk_id FROM named JOIN titles USING (key) ON CONFLICT DO NOTHING`,
	} {
		rows, err := s.DB.Exec(ctx, stmt, i.ID)
		if err != nil {
			return err
		}
		switch n {
		case 0:
			made[0] = rows
		case 3:
			made[1] = rows
		case 4:
			made[2] = rows
		}
	}
	if made[0] > many { // who opens the register next should not wait for the database to notice
		if _, err := s.DB.Exec(ctx, `ANALYZE risks, evaluations, measure_adoptions, measure_risks`); err != nil {
			return err
		}
	}
	_, err := s.DB.Exec(ctx, `UPDATE register_imports SET state = 'applied', risks = $2, evaluations = $3, measures = $4, version = version + 1, updated_at = now() WHERE id = $1`,
		i.ID, made[0], made[1], made[2])
	return err
}

// explain names what the database refused.
func explain(err error) error {
	if db.Constraint(err) == "register_imports_municipality_code_fkey" {
		return apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune richiesto, o non è tra quelli che puoi vedere").Because(err)
	}
	return err
}
