package monitoring

import (
	"context"
	"time"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

var rome = func() *time.Location {
	l, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.UTC
	}
	return l
}()

type rounds struct{ *db.Repo[Round, *Round] }

func newRounds(d *db.DB) *rounds {
	return &rounds{db.NewRepo(db.Repo[Round, *Round]{
		DB: d, Name: "monitoring-round", Label: "il giro di monitoraggio", Owner: "municipality_code", Read: authz.PlanRead,
		May:  func(ctx context.Context, r *Round) error { return leads(ctx, r.MunicipalityCode) },
		Sort: map[string]string{"updated_at": "updated_at", "year": "year", "due_on": "due_on"}, First: "-updated_at",
	})}
}

func (f RoundFilter) where() (w db.Where) {
	w.Owners(f.Municipalities...)
	db.In(&w, "year", f.Years)
	db.In(&w, "state", f.States)
	return w
}

// judged are the processes of a municipality in the order of risk: the highest level among their events prevails (PNA 2019 All. 1 § 4), as last
// confirmed up to the year; what nobody has judged comes last, and names decide what levels do not.
const judged = `levels AS (SELECT DISTINCT ON (e.risk_id) e.risk_id, e.level FROM evaluations e
		WHERE e.municipality_code = $1 AND e.year <= $2 AND e.state = 'confirmed' AND e.archived_at IS NULL ORDER BY e.risk_id, e.year DESC, e.method DESC),
	processes AS (SELECT r.area_code, r.process, coalesce(max(l.level), 0) AS level, row_number() OVER (ORDER BY coalesce(max(l.level), 0) DESC, r.area_code, r.process) AS rank,
			count(*) OVER () AS total
		FROM risks r LEFT JOIN levels l ON l.risk_id = r.id WHERE r.municipality_code = $1 AND r.archived_at IS NULL GROUP BY r.area_code, r.process)`

// living are the measures to check.
const living = `measure_adoptions a WHERE a.municipality_code = $1 AND a.archived_at IS NULL AND a.status <> 'not_applicable'`

func (s *rounds) outlook(ctx context.Context, municipality string, year int) (Outlook, error) {
	type row struct {
		Employees                                                *int
		Measures, Processes, Judged, LatestNumber, RoundsPlanned int
		OpenRound                                                *int64
	}
	found, err := db.Rows[row](ctx, s.DB, `WITH `+judged+`, y AS (SELECT max(number) AS number, max(rounds_planned) AS planned FROM monitoring_rounds
			WHERE municipality_code = $1 AND year = $2 AND archived_at IS NULL)
		SELECT m.employees, (SELECT count(*) FROM `+living+`) AS measures, (SELECT count(*) FROM processes) AS processes,
			(SELECT count(*) FROM processes WHERE level > 0) AS judged, coalesce(y.number, 0) AS latest_number, coalesce(y.planned, 0) AS rounds_planned,
			(SELECT id FROM monitoring_rounds WHERE municipality_code = $1 AND state = 'open' AND archived_at IS NULL) AS open_round
		FROM municipalities m CROSS JOIN y WHERE m.istat_code = $1`, municipality, year)
	if err != nil {
		return Outlook{}, err
	}
	if len(found) == 0 {
		return Outlook{}, s.NotFound()
	}
	r := found[0]
	return Outlook{Employees: r.Employees, Measures: r.Measures, Processes: r.Processes, Judged: r.Judged, LatestNumber: r.LatestNumber,
		RoundsPlanned: r.RoundsPlanned, OpenRound: r.OpenRound}, nil
}

// sample makes the checks of a round in one statement. The share, rounded up, is of the processes, riskiest first; a measure is sampled when it
// treats one of those, or no process at all: general measures hold for the whole body (PNA 2019 All. 1 § 5).
func (s *rounds) sample(ctx context.Context, r Round) (processes, sampled int, err error) {
	type count struct{ Processes, Sampled int }
	found, err := db.Rows[count](ctx, s.DB, `WITH `+judged+`,
		bound AS (SELECT coalesce(max(total), 0)::int AS total, ceil(coalesce(max(total), 0) * $4::numeric / 100)::int AS most FROM processes),
		best AS (SELECT DISTINCT ON (t.adoption_id) t.adoption_id, p.area_code, p.process, p.level, p.rank FROM measure_risks t
			JOIN risks r ON r.id = t.risk_id AND r.municipality_code = $1 AND r.archived_at IS NULL
			JOIN processes p ON p.area_code = r.area_code AND p.process = r.process ORDER BY t.adoption_id, p.rank),
		made AS (INSERT INTO monitoring_checks (round_id, adoption_id, municipality_code, sampled, area_code, process, level, rank)
			SELECT $3, a.id, $1, coalesce(b.rank <= (SELECT most FROM bound), true), coalesce(b.area_code, ''), coalesce(b.process, ''), coalesce(b.level, 0), coalesce(b.rank, 0)
			FROM (SELECT a.id FROM `+living+`) a LEFT JOIN best b ON b.adoption_id = a.id),
		told AS (UPDATE monitoring_rounds SET processes = bound.total, processes_sampled = bound.most FROM bound WHERE id = $3)
		SELECT total AS processes, most AS sampled FROM bound`, r.MunicipalityCode, r.Year, r.ID, r.SharePercent)
	if err != nil {
		return 0, 0, err
	}
	return found[0].Processes, found[0].Sampled, nil
}

// Progress counts the checks of a round.
type Progress struct {
	RoundID                                                               int64
	Checks, Sampled, Answered, Reviewed, SampledAnswered, SampledReviewed int
	Implemented, Partly, NotImplemented, Unsuitable, Unproven             int // as the RPCT found; said to be done without a document
}

func (s *rounds) progress(ctx context.Context, ids []int64) (map[int64]Progress, error) {
	found, err := db.Rows[Progress](ctx, s.DB, `SELECT r.id AS round_id, count(c.id) AS checks, count(*) FILTER (WHERE c.sampled) AS sampled,
			count(c.answered_at) AS answered, count(c.reviewed_at) AS reviewed, count(c.answered_at) FILTER (WHERE c.sampled) AS sampled_answered,
			count(c.reviewed_at) FILTER (WHERE c.sampled) AS sampled_reviewed, count(*) FILTER (WHERE c.confirmed = 'yes') AS implemented,
			count(*) FILTER (WHERE c.confirmed = 'partly') AS partly, count(*) FILTER (WHERE c.confirmed = 'no') AS not_implemented,
			count(*) FILTER (WHERE c.suitability IN ('no', 'partly')) AS unsuitable,
			count(*) FILTER (WHERE c.implementation = 'yes' AND NOT EXISTS (SELECT FROM monitoring_evidence e WHERE e.check_id = c.id)) AS unproven
		FROM monitoring_rounds r LEFT JOIN monitoring_checks c ON c.round_id = r.id WHERE r.id = ANY($1) GROUP BY r.id`, ids)
	out := make(map[int64]Progress, len(found))
	for _, p := range found {
		out[p.RoundID] = p
	}
	return out, err
}

// settle gives the measures what the RPCT found of them. Where the RPCT contradicts the office, the reason is the RPCT's; a municipality has nothing
// to tell the others of a measure that is no longer implemented.
func (s *rounds) settle(ctx context.Context, round int64) error {
	_, err := s.DB.Exec(ctx, `UPDATE measure_adoptions a SET version = a.version + 1, updated_at = now(),
			status = CASE c.confirmed WHEN 'yes' THEN 'implemented' WHEN 'partly' THEN 'partly_implemented' WHEN 'no' THEN 'not_implemented' ELSE a.status END,
			current_value = CASE WHEN c.value <> '' THEN c.value ELSE a.current_value END,
			reason = CASE WHEN c.confirmed NOT IN ('no', 'partly') THEN a.reason WHEN c.confirmed = c.implementation
				THEN coalesce(nullif(c.notes, ''), nullif(c.findings, ''), a.reason) ELSE coalesce(nullif(c.findings, ''), nullif(c.notes, ''), a.reason) END,
			tells_at = CASE WHEN c.confirmed IN ('no', 'partly') THEN NULL ELSE a.tells_at END
		FROM monitoring_checks c WHERE c.round_id = $1 AND c.adoption_id = a.id AND c.reviewed_at IS NOT NULL AND a.archived_at IS NULL`, round)
	return err
}

type checks struct{ *db.Repo[Check, *Check] }

func newChecks(d *db.DB) *checks {
	return &checks{db.NewRepo(db.Repo[Check, *Check]{
		DB: d, Name: "monitoring-check", Label: "la verifica", Owner: "municipality_code", Read: authz.PlanRead,
		May: func(ctx context.Context, c *Check) error {
			return authz.Within(ctx, authz.PlanWrite, c.MunicipalityCode)
		},
		Sort: map[string]string{"rank": "rank", "updated_at": "updated_at"}, First: "rank",
		Parts: []db.Part{{Table: "monitoring_evidence", Column: "check_id", Name: "document_id"}},
	})}
}

const checkState = "(CASE WHEN reviewed_at IS NOT NULL THEN 'reviewed' WHEN answered_at IS NOT NULL THEN 'answered' ELSE 'waiting' END)"

func (f CheckFilter) where() (w db.Where) {
	w.Owners(f.Municipalities...)
	db.Key(&w, "round_id", f.Rounds)
	db.In(&w, checkState, f.States)
	db.In(&w, "implementation", f.Implementations)
	db.In(&w, "suitability", f.Suitabilities)
	if f.Sampled != nil {
		db.In(&w, "sampled", []bool{*f.Sampled})
	}
	return w
}

// About is what a check shows beyond its row.
type About struct {
	ID                                                 int64
	MeasureCode, Title, Responsible, Indicator, Target string
	Year, Number                                       int
	Open                                               bool
	Links                                              int // alive
	Evidence                                           []Evidence
}

// Evidence is a document that proves a check; Link tells that it came by one.
type Evidence struct {
	CheckID, DocumentID int64
	Title               string
	Link                bool
}

func (s *checks) about(ctx context.Context, ids []int64) (map[int64]About, error) {
	type row struct {
		ID                                                 int64
		MeasureCode, Title, Responsible, Indicator, Target string
		Year, Number                                       int
		Open                                               bool
		Links                                              int
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT c.id, coalesce(a.measure_code, '') AS measure_code, a.title, a.responsible, a.indicator, a.target, r.year, r.number,
			r.state = 'open' AND r.archived_at IS NULL AS open,
			(SELECT count(*) FROM monitoring_links l WHERE l.check_id = c.id AND l.used_at IS NULL AND l.archived_at IS NULL AND l.expires_at > now()) AS links
		FROM monitoring_checks c JOIN measure_adoptions a ON a.id = c.adoption_id JOIN monitoring_rounds r ON r.id = c.round_id WHERE c.id = ANY($1)`, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]About, len(found))
	for _, r := range found {
		out[r.ID] = About{r.ID, r.MeasureCode, r.Title, r.Responsible, r.Indicator, r.Target, r.Year, r.Number, r.Open, r.Links, nil}
	}
	proof, err := db.Rows[Evidence](ctx, s.DB, `SELECT e.check_id, e.document_id, d.title, e.link_id IS NOT NULL AS link FROM monitoring_evidence e
		JOIN documents d ON d.id = e.document_id WHERE e.check_id = ANY($1) ORDER BY e.id`, ids)
	for _, e := range proof {
		a := out[e.CheckID]
		a.Evidence = append(a.Evidence, e)
		out[e.CheckID] = a
	}
	return out, err
}

// prove makes these documents the evidence of a check, in place of those there were.
func (s *checks) prove(ctx context.Context, check int64, documents []int64) error {
	if documents == nil {
		documents = []int64{}
	}
	if _, err := s.DB.Exec(ctx, `DELETE FROM monitoring_evidence WHERE check_id = $1 AND document_id <> ALL($2)`, check, documents); err != nil {
		return err
	}
	_, err := s.DB.Exec(ctx, `INSERT INTO monitoring_evidence (check_id, document_id) SELECT $1, d FROM unnest($2::bigint[]) d ON CONFLICT DO NOTHING`, check, documents)
	return err
}

func (s *checks) attach(ctx context.Context, check, document, link int64) error {
	_, err := s.DB.Exec(ctx, `INSERT INTO monitoring_evidence (check_id, document_id, link_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, check, document, link)
	return err
}

func (s *checks) using(ctx context.Context, document int64) (string, error) {
	found, err := db.Values[string](ctx, s.DB, `SELECT 'il monitoraggio ' || r.year || ' del comune di ' || m.name FROM monitoring_evidence e JOIN monitoring_checks c ON c.id = e.check_id
		JOIN monitoring_rounds r ON r.id = c.round_id AND r.archived_at IS NULL JOIN municipalities m ON m.istat_code = r.municipality_code WHERE e.document_id = $1 LIMIT 1`, document)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

type links struct{ *db.Repo[Link, *Link] }

func newLinks(d *db.DB) *links {
	return &links{db.NewRepo(db.Repo[Link, *Link]{
		DB: d, Name: "monitoring-link", Label: "il collegamento", Owner: "municipality_code", Read: authz.MonitoringReview,
		May:  func(ctx context.Context, l *Link) error { return leads(ctx, l.MunicipalityCode) },
		Sort: map[string]string{"updated_at": "updated_at"}, First: "-updated_at",
	})}
}

func (s *links) byHash(ctx context.Context, hash []byte) (Link, error) {
	return s.One(ctx, "hash = ?", hash)
}

func (s *links) alive(ctx context.Context, check int64) (int, error) {
	found, err := db.Values[int](ctx, s.DB, `SELECT count(*)::int FROM monitoring_links WHERE check_id = $1 AND used_at IS NULL AND archived_at IS NULL AND expires_at > now()`, check)
	if err != nil {
		return 0, err
	}
	return found[0], nil
}

// Question is what an office is asked about: the measure, until when, and what has come already.
type Question struct {
	Municipality, Title, Description, Indicator, Target, Office string
	Year, Number                                                int
	DueOn                                                       time.Time
	ExpiresAt                                                   time.Time
	Open                                                        bool
	Files                                                       []string // titles of the documents that came by this link
}

func (s *links) question(ctx context.Context, id int64) (Question, error) {
	found, err := db.Rows[Question](ctx, s.DB, `SELECT m.name AS municipality, a.title, a.description, a.indicator, a.target, l.office, r.year, r.number, r.due_on, l.expires_at,
			r.state = 'open' AND r.archived_at IS NULL AS open,
			ARRAY(SELECT d.filename FROM monitoring_evidence e JOIN documents d ON d.id = e.document_id WHERE e.link_id = l.id ORDER BY e.id) AS files
		FROM monitoring_links l JOIN monitoring_checks c ON c.id = l.check_id JOIN monitoring_rounds r ON r.id = c.round_id
		JOIN measure_adoptions a ON a.id = c.adoption_id JOIN municipalities m ON m.istat_code = l.municipality_code WHERE l.id = $1`, id)
	if err != nil {
		return Question{}, err
	}
	if len(found) == 0 {
		return Question{}, s.NotFound()
	}
	return found[0], nil
}
