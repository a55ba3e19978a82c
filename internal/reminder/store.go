package reminder

import (
	"context"

	"comunita/internal/platform/db"
)

type rules struct{ *db.Repo[Rule, *Rule] }

func newRules(d *db.DB) *rules {
	return &rules{db.NewRepo(db.Repo[Rule, *Rule]{
		DB: d, Name: "reminder-rule", Label: "la regola", Owner: db.Unscoped,
		Sort: map[string]string{"updated_at": "updated_at", "id": "id"}, First: "id",
	})}
}

type runs struct{ *db.Repo[Run, *Run] }

func newRuns(d *db.DB) *runs {
	return &runs{db.NewRepo(db.Repo[Run, *Run]{
		DB: d, Name: "reminder-run", Label: "il giro di solleciti", Owner: db.Unscoped,
		Sort: map[string]string{"created_at": "created_at"}, First: "-created_at",
	})}
}

type reminders struct{ *db.Repo[Reminder, *Reminder] }

func newReminders(d *db.DB) *reminders {
	return &reminders{db.NewRepo(db.Repo[Reminder, *Reminder]{
		DB: d, Name: "reminder", Label: "il sollecito", Owner: db.Unscoped,
		Sort: map[string]string{"created_at": "created_at"}, First: "-created_at",
	})}
}

func (f Filter) where() db.Where {
	var w db.Where
	db.In(&w, "run_id", f.Runs)
	db.In(&w, "municipality_code", f.Municipalities)
	db.In(&w, "state", f.States)
	db.In(&w, "audience", f.Audiences)
	return w
}

// recipients are those in office today for a municipality, and the coordinator of its operational zone.
const recipients = `SELECT DISTINCT d.municipality_code, NULL::bigint AS zone_id, d.person_id FROM mandates d
		WHERE d.role IN ('rpct', 'secretary', 'commissioner', 'referent') AND d.archived_at IS NULL AND d.municipality_code IS NOT NULL AND d.person_id IS NOT NULL
			AND d.valid_from <= today() AND (d.valid_to IS NULL OR d.valid_to >= today())
	UNION SELECT NULL, d.zone_id, d.person_id FROM mandates d
		WHERE d.role = 'coordinator' AND d.archived_at IS NULL AND d.valid_from <= today() AND (d.valid_to IS NULL OR d.valid_to >= today())`

// plan asks everything in one query: whose move it is, since when, how often they were reminded, who is to be written to.
func (s *reminders) plan(ctx context.Context, kind string, w Whom, automatic bool) ([]Line, error) {
	return db.Rows[Line](ctx, s.DB, `WITH recipients AS MATERIALIZED (`+recipients+`), current AS (SELECT id, published_on FROM protocol_versions WHERE state = 'current'),
		waiting AS (
			SELECT a.id, a.municipality_code, a.name, a.zone_id, a.pec, a.state AS rule, a.since FROM adhesion_board a WHERE a.archived_at IS NULL
				AND (a.state = ANY($3) OR $1 = 'reminder' AND cardinality($3::text[]) = 0 AND a.state NOT IN ('not_contacted', 'contacted'))
			UNION ALL
			SELECT a.id, a.municipality_code, a.name, a.zone_id, a.pec, 'acceptance', c.published_on FROM adhesion_board a CROSS JOIN current c
				WHERE $1 = 'reminder' AND a.archived_at IS NULL AND ('acceptance' = ANY($3) OR cardinality($3::text[]) = 0)
				AND a.state IN ('member', 'referent_designated', 'operational')
				AND NOT EXISTS (SELECT FROM agreement_signatures g WHERE g.municipality_code = a.municipality_code AND g.protocol_version_id = c.id AND g.archived_at IS NULL))
		SELECT v.id AS adhesion_id, v.municipality_code, v.name, v.rule, v.since, coalesce(b.number, 0) + 1 AS number,
			(SELECT count(*) FROM recipients p WHERE p.municipality_code = v.municipality_code)::int AS people,
			$1 = 'reminder' AND today() - v.since >= r.escalate_days AND EXISTS (SELECT FROM recipients p WHERE p.zone_id = v.zone_id) AS escalated,
			r.pec OR NOT EXISTS (SELECT FROM recipients p WHERE p.municipality_code = v.municipality_code) AS listed, v.pec,
			coalesce(b.last >= today(), false) AS reminded_today
		FROM waiting v JOIN reminder_rules r ON r.state = v.rule
		LEFT JOIN LATERAL (SELECT max(m.number) AS number, max(greatest((m.created_at AT TIME ZONE 'Europe/Rome')::date, m.protocol_date)) AS last FROM reminders m
			WHERE m.adhesion_id = v.id AND m.rule = v.rule AND m.since = v.since) b ON true
		WHERE (cardinality($2::text[]) = 0 OR v.municipality_code = ANY($2)) AND (cardinality($4::bigint[]) = 0 OR v.zone_id = ANY($4))
			AND (NOT $5 OR r.automatic AND today() - v.since >= r.days AND (b.last IS NULL OR today() - b.last >= r.repeat_days))
		ORDER BY v.name, v.rule`, kind, filled(w.Municipalities), filled(w.States), filled(w.Zones), automatic)
}

// people counts those whom lines would write to.
func (s *reminders) people(ctx context.Context, lines []Line) (int, error) {
	n, err := db.Values[int](ctx, s.DB, `WITH recipients AS MATERIALIZED (`+recipients+`)
		SELECT count(DISTINCT p.person_id)::int FROM unnest($1::text[], $2::boolean[]) AS l(code, escalated) JOIN adhesion_board a ON a.municipality_code = l.code
		JOIN recipients p ON p.municipality_code = l.code OR l.escalated AND p.zone_id = a.zone_id`, codes(lines), escalated(lines))
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// add writes down what a run asks of whom, and gives the people to write to. What is there already, from another run, stays as it is.
func (s *reminders) add(ctx context.Context, run int64, lines []Line) ([]int64, error) {
	return db.Values[int64](ctx, s.DB, `WITH recipients AS MATERIALIZED (`+recipients+`),
		lines AS (SELECT * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::date[], $6::int[], $7::boolean[], $8::boolean[]) AS l(adhesion, code, rule, since, number, escalated, listed)),
		rows AS (
			SELECT l.*, 'municipality' AS audience, p.person_id, 'queued' AS state FROM lines l JOIN recipients p ON p.municipality_code = l.code
			UNION ALL SELECT l.*, 'coordinator', p.person_id, 'queued' FROM lines l JOIN adhesion_board a ON a.id = l.adhesion JOIN recipients p ON p.zone_id = a.zone_id WHERE l.escalated
			UNION ALL SELECT l.*, 'pec', NULL, 'listed' FROM lines l WHERE l.listed),
		added AS (INSERT INTO reminders (run_id, adhesion_id, municipality_code, rule, since, number, audience, person_id, state)
			SELECT $1, adhesion, code, rule, since, number, audience, person_id, state FROM rows ON CONFLICT DO NOTHING RETURNING person_id)
		SELECT DISTINCT person_id FROM added WHERE person_id IS NOT NULL ORDER BY person_id`,
		run, each(lines, func(l Line) int64 { return l.AdhesionID }), codes(lines), each(lines, func(l Line) string { return l.Rule }),
		each(lines, func(l Line) string { return l.Since.Format("2006-01-02") }), each(lines, func(l Line) int { return l.Number }), escalated(lines),
		each(lines, func(l Line) bool { return l.Listed }))
}

// claim takes the queued reminders of a letter on their way, but for those whose municipality has answered: they are skipped.
func (s *reminders) claim(ctx context.Context, l Letter) ([]item, error) {
	found, err := db.Rows[item](ctx, s.DB, `WITH mine AS (SELECT m.id FROM reminders m WHERE m.run_id = $1 AND m.person_id = $2 AND m.state = 'queued' FOR UPDATE),
		asked AS (SELECT m.id, m.municipality_code, c.name, m.rule, m.since, m.audience, u.kind, r.subject, r.text, p.office_email AS email,
			u.kind = 'reminder' AND NOT CASE WHEN m.rule = 'acceptance' THEN a.state IN ('member', 'referent_designated', 'operational') AND NOT EXISTS (
					SELECT FROM agreement_signatures g JOIN protocol_versions v ON v.id = g.protocol_version_id AND v.state = 'current'
					WHERE g.municipality_code = m.municipality_code AND g.archived_at IS NULL)
				ELSE a.state = m.rule AND a.since = m.since END OR p.archived_at IS NOT NULL AS answered
			FROM mine JOIN reminders m ON m.id = mine.id JOIN reminder_runs u ON u.id = m.run_id JOIN adhesions a ON a.id = m.adhesion_id
			JOIN municipalities c ON c.istat_code = m.municipality_code JOIN reminder_rules r ON r.state = m.rule JOIN people p ON p.id = m.person_id),
		moved AS (UPDATE reminders t SET state = CASE WHEN asked.answered THEN 'skipped' ELSE 'sending' END, version = t.version + 1, updated_at = clock_timestamp()
			FROM asked WHERE t.id = asked.id)
		SELECT id, municipality_code, name, rule, since, audience, subject, text, email, answered FROM asked ORDER BY audience DESC, name, id`, l.Run, l.Person)
	out := found[:0]
	for _, x := range found {
		if !x.Answered {
			out = append(out, x)
		}
	}
	return out, err
}

func (s *reminders) settle(ctx context.Context, ids []int64, state, problem string) error {
	_, err := s.DB.Exec(ctx, `UPDATE reminders SET state = $2, problem = $3, sent_at = CASE WHEN $2 = 'sent' THEN clock_timestamp() END, version = version + 1, updated_at = clock_timestamp()
		WHERE id = ANY($1) AND state = 'sending'`, ids, state, problem)
	return err
}

// stuck marks what has been on its way for a quarter of an hour as uncertain, and gives the letters still queued after the tries of their jobs.
func (s *reminders) stuck(ctx context.Context) ([]Letter, error) {
	if _, err := s.DB.Exec(ctx, `UPDATE reminders SET state = 'uncertain', problem = 'Il programma si è fermato durante l''invio: non si sa se sia partito', version = version + 1,
		updated_at = clock_timestamp() WHERE state = 'sending' AND updated_at < now() - interval '15 minutes'`); err != nil {
		return nil, err
	}
	return db.Rows[Letter](ctx, s.DB, `WITH again AS (UPDATE reminders SET updated_at = clock_timestamp(), version = version + 1
			WHERE state = 'queued' AND updated_at < now() - interval '5 days' RETURNING run_id, person_id)
		SELECT DISTINCT run_id AS run, person_id AS person FROM again`)
}

// certified locks the letters of a run that go by certified mail.
func (s *reminders) certified(ctx context.Context, run int64) ([]certified, error) {
	return db.Rows[certified](ctx, s.DB, `SELECT m.id, c.name, m.protocol_number, m.protocol_date FROM reminders m JOIN municipalities c ON c.istat_code = m.municipality_code
		WHERE m.run_id = $1 AND m.audience = 'pec' ORDER BY m.id FOR UPDATE OF m`, run)
}

func (s *reminders) dispatch(ctx context.Context, d Dispatch) error {
	_, err := s.DB.Exec(ctx, `UPDATE reminders SET state = 'sent', sent_at = ($3::date)::timestamp AT TIME ZONE 'Europe/Rome', protocol_number = $2, protocol_date = $3,
		version = version + 1, updated_at = clock_timestamp() WHERE id = ANY($1)`, d.Reminders, d.Number, d.Date)
	return err
}

func (s *reminders) outcomes(ctx context.Context, runs []int64) ([]Outcome, error) {
	return db.Rows[Outcome](ctx, s.DB, `SELECT r.id AS run_id, count(DISTINCT m.municipality_code)::int AS municipalities,
		count(DISTINCT m.person_id) FILTER (WHERE m.state IN ('queued', 'sending'))::int AS queued, count(DISTINCT m.person_id) FILTER (WHERE m.state = 'sent')::int AS sent,
		count(DISTINCT m.person_id) FILTER (WHERE m.state IN ('failed', 'uncertain'))::int AS failed,
		count(DISTINCT m.person_id) FILTER (WHERE m.state = 'skipped')::int AS skipped, count(*) FILTER (WHERE m.state = 'listed')::int AS listed,
		count(*) FILTER (WHERE m.audience = 'pec' AND m.state = 'sent')::int AS certified, actor_name(r.actor) AS actor
		FROM reminder_runs r LEFT JOIN reminders m ON m.run_id = r.id WHERE r.id = ANY($1) GROUP BY r.id`, runs)
}

// Wording is what a reminder says, and where to.
type Wording struct {
	ID                       int64
	Name, PEC, Subject, Text string
}

func (s *reminders) wordings(ctx context.Context, rows []Reminder) (map[int64]Wording, error) {
	found, err := db.Rows[Wording](ctx, s.DB, `SELECT m.id, c.name, c.pec, r.subject, 'Comune di ' || c.name || ': ' || r.text AS text
		FROM reminders m JOIN municipalities c ON c.istat_code = m.municipality_code JOIN reminder_rules r ON r.state = m.rule WHERE m.id = ANY($1)`,
		each(rows, func(r Reminder) int64 { return r.ID }))
	out := make(map[int64]Wording, len(found))
	for _, w := range found {
		out[w.ID] = w
	}
	return out, err
}

func codes(lines []Line) []string {
	return each(lines, func(l Line) string { return l.MunicipalityCode })
}
func escalated(lines []Line) []bool { return each(lines, func(l Line) bool { return l.Escalated }) }

func each[A, B any](rows []A, of func(A) B) []B {
	out := make([]B, len(rows))
	for i, r := range rows {
		out[i] = of(r)
	}
	return out
}

// filled is never null: SQL compares with a list, not with the absence of one.
func filled[T any](list []T) []T { return append([]T{}, list...) }
