package v1_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/api/server"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

// plan puts the risks, evaluations and measures of Milazzo in the database: four processes, four measures to check.
func plan(t *testing.T, app *testkit.App) {
	t.Helper()
	for _, stmt := range []string{
		`UPDATE municipalities SET employees = 14, employees_year = 2025 WHERE istat_code = '083049'`,
		`INSERT INTO risks (id, municipality_code, area_code, process, event, motivation, state, changed_by) VALUES
			(1001, '083049', 'A', 'Concorsi', 'a', 'z', 'local', 'x'), (1002, '083049', 'B', 'Affidamenti', 'b', 'z', 'local', 'x'),
			(1003, '083049', 'B', 'Affidamenti', 'c', 'z', 'local', 'x'), (1004, '083049', 'B', 'Proroghe', 'd', 'z', 'local', 'x'),
			(1005, '083049', 'A', 'Incarichi', 'e', 'z', 'local', 'x'), (1006, '083043', 'A', 'Concorsi', 'f', 'z', 'local', 'x')`,
		// the latest confirmed one counts, the highest event prevails; a draft does not count
		`INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level) VALUES
			(1001, '083049', 2024, 'pna2019', 'confirmed', 1), (1001, '083049', 2025, 'pna2019', 'confirmed', 3), (1002, '083049', 2025, 'pna2019', 'confirmed', 1),
			(1003, '083049', 2025, 'pna2019', 'confirmed', 2), (1004, '083049', 2025, 'pna2019', 'draft', 3), (1005, '083049', 2025, 'pna2019', 'confirmed', 1)`,
		`INSERT INTO measure_adoptions (id, municipality_code, measure_code, title, type_code, scope, status, responsible, indicator, target) VALUES
			(2001, '083049', 'M01', 'Check-list', 'TM01', 'specific', 'in_progress', 'Area tecnica', 'Determine con check-list', '100%'),
			(2002, '083049', 'M02', 'Controllo successivo', 'TM01', 'specific', 'planned', 'Segreteria', '', ''),
			(2003, '083049', NULL, 'Registro delle proroghe', 'TM01', 'specific', 'planned', '', '', ''),
			(2004, '083049', NULL, 'Codice di comportamento', 'TM01', 'general', 'planned', '', '', ''),
			(2005, '083049', NULL, 'Non applicabile', 'TM01', 'general', 'not_applicable', '', '', ''),
			(2007, '083043', NULL, 'Di Malfa', 'TM01', 'general', 'planned', '', '', '')`,
		`INSERT INTO measure_adoptions (id, municipality_code, title, type_code, scope, archived_at) VALUES (2006, '083049', 'Archiviata', 'TM01', 'general', now())`,
		`INSERT INTO measure_risks (adoption_id, risk_id) VALUES (2001, 1002), (2001, 1003), (2002, 1001), (2002, 1004), (2003, 1004)`,
	} {
		app.Exec(t, stmt)
	}
}

func opening(change ...func(*v1.MonitoringRoundNew)) v1.MonitoringRoundNew {
	today := authz.Today()
	o := v1.MonitoringRoundNew{Municipality: testkit.Milazzo, Year: today.Year(), RoundsPlanned: 1, SharePercent: 30, DueOn: today.AddDate(0, 0, 20).Format(time.DateOnly)}
	for _, c := range change {
		c(&o)
	}
	return o
}

// rounds is a network with the plan of Milazzo and an RPCT who has opened a round.
type rounds struct {
	*testkit.App
	rpct  testkit.Client
	round string
	etag  string
}

func newRound(t *testing.T) rounds {
	t.Helper()
	app := testkit.New(t, func(o *server.Options) { o.Base = "https://cdp.example.org" })
	app.Basics(t)
	plan(t, app)
	r := rounds{App: app, rpct: app.As(t, authz.RPCT, testkit.Milazzo)}
	made := r.rpct.Post(t, "/monitoring-rounds", opening()).Want(http.StatusCreated)
	r.round, r.etag = address("monitoring-rounds", testkit.JSON[v1.MonitoringRound](made).ID), made.ETag()
	return r
}

// check finds the one of a measure.
func (r rounds) check(t *testing.T, title string) v1.MonitoringCheck {
	t.Helper()
	for _, c := range testkit.JSON[page.Of[v1.MonitoringCheck]](r.rpct.Get(t, "/monitoring-checks").Want(http.StatusOK)).Items {
		if c.Title == title {
			return c
		}
	}
	t.Fatalf("no check of %s", title)
	return v1.MonitoringCheck{}
}

func version(c v1.MonitoringCheck) string { return fmt.Sprintf(`"v%d"`, c.Version) }

func (r rounds) answer(t *testing.T, c v1.MonitoringCheck, a v1.MonitoringAnswer) *testkit.Response {
	t.Helper()
	if a.Documents == nil {
		a.Documents = []int64{}
	}
	return r.rpct.Put(t, address("monitoring-checks", c.ID)+"/implementation", a, "If-Match", version(c))
}

func (r rounds) judge(t *testing.T, c v1.MonitoringCheck, j v1.MonitoringJudgement) *testkit.Response {
	t.Helper()
	return r.rpct.Put(t, address("monitoring-checks", c.ID)+"/review", j, "If-Match", version(c))
}

// both levels of a measure.
func (r rounds) both(t *testing.T, title string, implementation, suitability string) {
	t.Helper()
	r.answer(t, r.check(t, title), v1.MonitoringAnswer{Implementation: implementation, Value: "42 su 42", Notes: "Agli atti dell'ufficio"}).Want(http.StatusOK)
	r.judge(t, r.check(t, title), v1.MonitoringJudgement{Confirmed: implementation, Suitability: suitability, Findings: "Riscontrata a campione"}).Want(http.StatusOK)
}

// link makes one and gives its token.
func (r rounds) link(t *testing.T, title string, change ...func(*v1.MonitoringLinkNew)) (v1.MonitoringLinkMade, testkit.Client) {
	t.Helper()
	n := v1.MonitoringLinkNew{Check: r.check(t, title).ID, Office: "Area tecnica", Days: 15}
	for _, c := range change {
		c(&n)
	}
	made := testkit.JSON[v1.MonitoringLinkMade](r.rpct.Post(t, "/monitoring-links", n).Want(http.StatusCreated))
	_, token, ok := strings.Cut(made.URL, "https://cdp.example.org/rispondi#token=")
	if !ok {
		t.Fatalf("%s", made.URL)
	}
	return made, r.Bearer(token)
}

func TestMonitoringRounds(t *testing.T) {
	t.Parallel()

	t.Run("how much is recommended follows from the staff", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t)
		app.Basics(t)
		plan(t, app)
		rpct := app.As(t, authz.RPCT, testkit.Milazzo, testkit.Malfa)
		path := fmt.Sprintf("/municipalities/%s/monitoring?year=%d", testkit.Milazzo, authz.Today().Year())
		for staff, want := range map[string]string{"1": "1 30", "15": "1 30", "16": "2 30", "30": "2 30", "31": "2 50", "49": "2 50", "50": "1 100", "NULL": "1 100"} {
			app.Exec(t, `UPDATE municipalities SET employees = `+staff+`, employees_year = CASE WHEN `+staff+` IS NOT NULL THEN 2025 END WHERE istat_code = '083049'`)
			o := testkit.JSON[v1.MonitoringOutlook](rpct.Get(t, path).Want(http.StatusOK))
			if got := fmt.Sprint(o.Rounds, o.SharePercent); got != want || o.Basis == "" || o.Measures != 4 || o.Processes != 4 || o.Judged != 3 || o.OpenRound != nil {
				t.Errorf("%s staff: %+v", staff, o)
			}
		}
		app.As(t, authz.RPCT, testkit.Malfa).Get(t, path).Refused(http.StatusNotFound, "monitoring-round-not-found")
		app.As(t, authz.Observer).Get(t, path).Refused(http.StatusForbidden, "missing-permission")
		rpct.Get(t, fmt.Sprintf("/municipalities/%s/monitoring", testkit.Milazzo)).Want(http.StatusBadRequest)
	})

	t.Run("a round checks every measure in force and samples by risk", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		round := testkit.JSON[v1.MonitoringRound](r.rpct.Get(t, r.round).Want(http.StatusOK))
		if round.Number != 1 || round.Processes != 4 || round.ProcessesSampled != 2 || round.Progress.Checks != 4 || round.Progress.Sampled != 3 || strings.Join(round.Actions, " ") != "edit close archive" {
			t.Errorf("%+v", round)
		}
		list := func(query string) string {
			var out []string
			for _, c := range testkit.JSON[page.Of[v1.MonitoringCheck]](r.rpct.Get(t, "/monitoring-checks?"+query).Want(http.StatusOK)).Items {
				out = append(out, fmt.Sprintf("%s %v %s %s %d", c.Title, c.Sampled, c.Process, c.Level, c.Rank))
			}
			return strings.Join(out, ", ")
		}
		all := "Codice di comportamento true   0, Controllo successivo true Concorsi high 1, Check-list true Affidamenti medium 2, Registro delle proroghe false Proroghe  4"
		for query, want := range map[string]string{"": all, fmt.Sprintf("round=%d", round.ID): all, "round=999": "", "sampled=false": "Registro delle proroghe false Proroghe  4", "sampled=true&limit=1": "Codice di comportamento true   0",
			"state=waiting": all, "state=answered": "", "implementation=yes": "", "suitability=no": "", "municipality=083043": ""} {
			if got := list(query); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if csv := string(r.rpct.Get(t, "/monitoring-checks", "Accept", "text/csv").Want(http.StatusOK).Body); strings.Count(csv, "\n") != 5 {
			t.Errorf("%s", csv)
		}
		for query, want := range map[string]int{"": 1, "state=open": 1, "state=closed": 0, "municipality=083049": 1, "municipality=083043": 0, fmt.Sprint("year=", round.Year): 1, "year=2020": 0, "sort=due_on": 1, "sort=-year": 1} {
			if got := testkit.JSON[page.Of[v1.MonitoringRound]](r.rpct.Get(t, "/monitoring-rounds?"+query).Want(http.StatusOK)).Total; got != want {
				t.Errorf("%s finds %d", query, got)
			}
		}
	})

	t.Run("opening is refused where there is a reason", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t)
		app.Basics(t)
		plan(t, app)
		rpct := app.As(t, authz.RPCT, testkit.Milazzo)
		today := authz.Today()
		for pointer, change := range map[string]func(*v1.MonitoringRoundNew){
			"/year": func(o *v1.MonitoringRoundNew) { o.Year = today.Year() + 1 }, "/share_reason": func(o *v1.MonitoringRoundNew) { o.SharePercent = 29 },
			"/due_on": func(o *v1.MonitoringRoundNew) { o.DueOn = today.AddDate(0, 0, -1).Format(time.DateOnly) }, "/share_percent": func(o *v1.MonitoringRoundNew) { o.SharePercent = 101 },
			"/rounds_planned": func(o *v1.MonitoringRoundNew) { o.RoundsPlanned = 5 }, "/municipality": func(o *v1.MonitoringRoundNew) { o.Municipality = testkit.Malfa },
		} {
			rpct.Post(t, "/monitoring-rounds", opening(change)).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		rpct.Post(t, "/monitoring-rounds", opening(func(o *v1.MonitoringRoundNew) { o.SharePercent, o.ShareReason = 20, "Lo dice il dott. Rossi" })).
			Refused(http.StatusUnprocessableEntity, "validation", "/share_reason")
		app.Exec(t, `UPDATE municipalities SET employees = 20 WHERE istat_code = '083049'`) // two rounds are recommended
		said := rpct.Post(t, "/monitoring-rounds", opening()).Refused(http.StatusUnprocessableEntity, "validation", "/share_reason")
		if !strings.Contains(string(said.Body), "almeno 2 giri l'anno sul 30% dei processi") {
			t.Errorf("%s", said.Body)
		}
		rpct.Post(t, "/monitoring-rounds", opening(func(o *v1.MonitoringRoundNew) { o.ShareReason = "La sede di segreteria è vacante" })).Want(http.StatusCreated)
		rpct.Post(t, "/monitoring-rounds", opening()).Refused(http.StatusConflict, "round-open")
		capri := app.As(t, authz.Secretary, testkit.Capri)
		capri.Post(t, "/monitoring-rounds", opening(func(o *v1.MonitoringRoundNew) { o.Municipality = testkit.Capri })).Refused(http.StatusConflict, "nothing-to-monitor")
		for _, role := range []authz.Role{authz.Coordinator, authz.Referent, authz.Commissioner, authz.Observer, authz.Client} {
			app.As(t, role, testkit.Milazzo).Post(t, "/monitoring-rounds", opening()).Refused(http.StatusForbidden, "missing-permission")
		}
		app.Anonymous().Post(t, "/monitoring-rounds", opening()).Refused(http.StatusUnauthorized, "login-required")
	})

	t.Run("a round closes when the sample has both levels, and the measures take what was found", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		outcome := v1.MonitoringOutcome{Outcome: "Reggono; va rivista la rotazione"}
		said := r.rpct.Post(t, r.round+"/close", outcome, "If-Match", r.etag).Refused(http.StatusConflict, "round-incomplete")
		if !strings.Contains(string(said.Body), "delle 3 misure del campione mancano 3 risposte") {
			t.Errorf("%s", said.Body)
		}
		r.both(t, "Check-list", "yes", "yes")
		r.both(t, "Controllo successivo", "partly", "no")
		r.answer(t, r.check(t, "Codice di comportamento"), v1.MonitoringAnswer{Implementation: "not_due"}).Want(http.StatusOK)
		said = r.rpct.Post(t, r.round+"/close", outcome, "If-Match", r.etag).Refused(http.StatusConflict, "round-incomplete")
		if !strings.Contains(string(said.Body), "mancano 0 risposte di chi le attua e 1 verifiche") {
			t.Errorf("%s", said.Body)
		}
		r.judge(t, r.check(t, "Codice di comportamento"), v1.MonitoringJudgement{Confirmed: "not_due"}).Want(http.StatusOK)
		r.rpct.Post(t, r.round+"/close", v1.MonitoringOutcome{Outcome: " "}, "If-Match", r.etag).Refused(http.StatusUnprocessableEntity, "validation", "/outcome")
		r.rpct.Post(t, r.round+"/close", v1.MonitoringOutcome{Outcome: "Vedi anna@example.org"}, "If-Match", r.etag).Refused(http.StatusUnprocessableEntity, "validation", "/outcome")
		r.rpct.Post(t, r.round+"/close", outcome).Refused(http.StatusPreconditionRequired, "if-match-required")

		// two at once: one closes
		var wg sync.WaitGroup
		codes := make([]int, 2)
		for i := range codes {
			wg.Go(func() { codes[i] = r.rpct.Post(t, r.round+"/close", outcome, "If-Match", r.etag).Code })
		}
		wg.Wait()
		if codes[0]+codes[1] != http.StatusOK+http.StatusConflict {
			t.Errorf("%v", codes)
		}
		round := testkit.JSON[v1.MonitoringRound](r.rpct.Get(t, r.round))
		if p := round.Progress; round.State != "closed" || len(round.Actions) != 0 || p.Implemented != 1 || p.Partly != 1 || p.Unsuitable != 1 || p.Unproven != 1 {
			t.Errorf("%+v", round)
		}
		got := map[int]string{}
		rows, err := r.DB.SQL().Query(`SELECT id, status || ' ' || current_value || ' ' || reason || ' ' || version FROM measure_adoptions WHERE id <= 2004`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id int
			var text string
			_ = rows.Scan(&id, &text)
			got[id] = text
		}
		for id, want := range map[int]string{2001: "implemented 42 su 42  2", 2002: "partly_implemented 42 su 42 Agli atti dell'ufficio 2", 2003: "planned   1", 2004: "planned   2"} {
			if got[id] != want {
				t.Errorf("%d: %q, want %q", id, got[id], want)
			}
		}
		// nothing moves any more
		c := r.check(t, "Registro delle proroghe")
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "not_due"}).Refused(http.StatusConflict, "round-closed")
		r.judge(t, c, v1.MonitoringJudgement{Confirmed: "not_due"}).Refused(http.StatusConflict, "round-closed")
		r.rpct.Post(t, address("monitoring-checks", c.ID)+"/reopen", nil, "If-Match", version(c)).Refused(http.StatusConflict, "round-closed")
		r.rpct.Put(t, r.round, v1.MonitoringRoundEdit{DueOn: round.DueOn, Outcome: "x"}, "If-Match", `"v2"`).Refused(http.StatusConflict, "round-closed")
		r.rpct.Delete(t, r.round, "If-Match", `"v2"`).Refused(http.StatusConflict, "round-closed")
		r.rpct.Post(t, "/monitoring-links", v1.MonitoringLinkNew{Check: c.ID, Office: "Area tecnica", Days: 15}).Refused(http.StatusConflict, "round-closed")
		if len(c.Actions) != 0 {
			t.Errorf("%+v", c.Actions)
		}
		second := testkit.JSON[v1.MonitoringRound](r.rpct.Post(t, "/monitoring-rounds", opening()).Want(http.StatusCreated))
		if second.Number != 2 || second.RoundsPlanned != 2 {
			t.Errorf("%+v", second)
		}
	})

	t.Run("a measure that was told to others and is not implemented closes the round, for the reason of the RPCT", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		r.Exec(t, `UPDATE measure_adoptions SET status = 'implemented', tells_at = now() WHERE id IN (2001, 2002)`)
		for _, title := range []string{"Codice di comportamento", "Controllo successivo", "Check-list"} {
			r.answer(t, r.check(t, title), v1.MonitoringAnswer{Implementation: "yes", Notes: "Agli atti dell'ufficio"}).Want(http.StatusOK)
			r.judge(t, r.check(t, title), v1.MonitoringJudgement{Confirmed: "no", Findings: "Agli atti non risulta nulla"}).Want(http.StatusOK)
		}
		r.rpct.Post(t, r.round+"/close", v1.MonitoringOutcome{Outcome: "Da rifare"}, "If-Match", r.etag).Want(http.StatusOK)
		var wrong int
		if err := r.DB.Pool().QueryRow(t.Context(), `SELECT count(*) FROM measure_adoptions a JOIN monitoring_checks c ON c.adoption_id = a.id WHERE c.confirmed = 'no'
			AND (a.status <> 'not_implemented' OR a.reason <> 'Agli atti non risulta nulla' OR a.tells_at IS NOT NULL)`).Scan(&wrong); err != nil || wrong != 0 {
			t.Errorf("%d %v", wrong, err)
		}
	})

	t.Run("the day and the draft of the review change, what was opened by mistake goes", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		late := authz.Today().AddDate(0, 2, 0).Format(time.DateOnly)
		edited := r.rpct.Put(t, r.round, v1.MonitoringRoundEdit{DueOn: late, Outcome: "In bozza"}, "If-Match", r.etag).Want(http.StatusOK)
		if got := testkit.JSON[v1.MonitoringRound](edited); got.DueOn != late || got.Outcome != "In bozza" {
			t.Errorf("%+v", got)
		}
		r.rpct.Put(t, r.round, v1.MonitoringRoundEdit{DueOn: late}, "If-Match", r.etag).Refused(http.StatusPreconditionFailed, "stale-version")
		r.rpct.Put(t, r.round, v1.MonitoringRoundEdit{DueOn: "2020-01-01"}, "If-Match", edited.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/due_on")
		r.rpct.Delete(t, r.round+"?reason=anno+sbagliato", "If-Match", edited.ETag()).Want(http.StatusNoContent)
		r.rpct.Post(t, "/monitoring-rounds", opening()).Want(http.StatusCreated)
		history := testkit.JSON[page.Of[v1.HistoryEntry]](r.rpct.Get(t, r.round+"/history").Want(http.StatusOK))
		if len(history.Items) < 3 {
			t.Errorf("%+v", history.Items)
		}
	})

	t.Run("an open round waits on the home, in red once its day has passed", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		due := func() string {
			for _, d := range testkit.JSON[page.Of[v1.MyMunicipality]](r.rpct.Get(t, "/me/municipalities")).Items[0].Dues {
				if strings.HasPrefix(d.Code, "monitoring") {
					return d.Code + " " + d.Level + " " + d.Day
				}
			}
			return ""
		}
		if got := due(); got != "monitoring amber "+authz.Today().AddDate(0, 0, 20).Format(time.DateOnly) {
			t.Error(got)
		}
		r.Exec(t, `UPDATE monitoring_rounds SET due_on = today() - 1`)
		if got := due(); !strings.HasPrefix(got, "monitoring-late red") {
			t.Error(got)
		}
		r.Exec(t, `UPDATE monitoring_rounds SET state = 'closed'`)
		if got := due(); got != "" {
			t.Error(got)
		}
	})
}

func TestMonitoringChecks(t *testing.T) {
	t.Parallel()

	t.Run("what is said to be done is proven, what is not is explained", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		c := r.check(t, "Check-list")
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "yes"}).Refused(http.StatusUnprocessableEntity, "validation", "/documents", "/notes")
		for pointer, a := range map[string]v1.MonitoringAnswer{"/notes": {Implementation: "no"}, "/implementation": {Implementation: "forse"}, "/office": {Implementation: "not_due", Office: "geom. Bianchi"}} {
			r.answer(t, c, a).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "partly"}).Refused(http.StatusUnprocessableEntity, "validation", "/notes")
		upload := func(who testkit.Client, municipality, name string) int64 {
			return testkit.JSON[v1.Document](who.Upload(t, uploadPath(municipality, "other", name+".pdf"), pdf, aPDF(name)).Want(http.StatusCreated)).ID
		}
		proof := upload(r.rpct, testkit.Milazzo, "prova")
		foreign := upload(r.As(t, authz.RPCT, testkit.Malfa), testkit.Malfa, "altrui")
		for _, id := range []int64{foreign, 999} {
			r.answer(t, c, v1.MonitoringAnswer{Implementation: "yes", Documents: []int64{id}}).Refused(http.StatusUnprocessableEntity, "validation", "/documents/0")
		}
		answered := testkit.JSON[v1.MonitoringCheck](r.answer(t, c, v1.MonitoringAnswer{Implementation: "yes", Value: "42 su 42", Documents: []int64{proof}}).Want(http.StatusOK))
		if answered.State != "answered" || answered.Office != "Area tecnica" || len(answered.Evidence) != 1 || answered.Evidence[0].Link || answered.AnsweredAt == nil {
			t.Errorf("%+v", answered)
		}
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "not_due"}).Refused(http.StatusPreconditionFailed, "stale-version")
		tag := r.rpct.Get(t, address("documents", proof)).ETag()
		used := r.rpct.Delete(t, address("documents", proof), "If-Match", tag).Refused(http.StatusConflict, "document-in-use")
		if !strings.Contains(string(used.Body), "del comune di Milazzo") {
			t.Errorf("%s", used.Body)
		}
		// answered again without it: it may go
		r.answer(t, answered, v1.MonitoringAnswer{Implementation: "yes", Notes: "Agli atti"}).Want(http.StatusOK)
		r.rpct.Delete(t, address("documents", proof), "If-Match", tag).Want(http.StatusNoContent)
		history := testkit.JSON[page.Of[v1.HistoryEntry]](r.rpct.Get(t, address("monitoring-checks", c.ID)+"/history").Want(http.StatusOK))
		if len(history.Items) < 4 {
			t.Errorf("%+v", history.Items)
		}
	})

	t.Run("blanks prove and explain nothing", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		c := r.check(t, "Check-list")
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "yes", Notes: "  "}).Refused(http.StatusUnprocessableEntity, "validation", "/documents", "/notes")
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "no", Notes: "\n"}).Refused(http.StatusUnprocessableEntity, "validation", "/notes")
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "no", Notes: "Manca il modello"}).Want(http.StatusOK)
		r.judge(t, r.check(t, "Check-list"), v1.MonitoringJudgement{Confirmed: "partly", Suitability: "yes", Findings: " "}).Refused(http.StatusUnprocessableEntity, "validation", "/findings")
		r.Exec(t, `UPDATE monitoring_rounds SET state = 'closed'`)
		said := r.rpct.Post(t, "/monitoring-rounds", opening(func(o *v1.MonitoringRoundNew) { o.SharePercent, o.ShareReason = 20, " " })).Refused(http.StatusUnprocessableEntity, "validation", "/share_reason")
		if !strings.Contains(string(said.Body), "almeno un giro l'anno") {
			t.Errorf("%s", said.Body)
		}
	})

	t.Run("the RPCT judges after the first level, and explains what differs", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		c := r.check(t, "Check-list")
		r.judge(t, c, v1.MonitoringJudgement{Confirmed: "yes", Suitability: "yes"}).Refused(http.StatusConflict, "check-unanswered")
		r.answer(t, c, v1.MonitoringAnswer{Implementation: "yes", Notes: "Agli atti"}).Want(http.StatusOK)
		c = r.check(t, "Check-list")
		if strings.Join(c.Actions, " ") != "implementation link review" {
			t.Errorf("%v", c.Actions)
		}
		for _, x := range []struct {
			pointer string
			v1.MonitoringJudgement
		}{
			{"/suitability", v1.MonitoringJudgement{Confirmed: "yes", Findings: "x"}}, {"/suitability", v1.MonitoringJudgement{Confirmed: "yes", Suitability: "forse"}},
			{"/confirmed", v1.MonitoringJudgement{Suitability: "yes"}}, {"/findings", v1.MonitoringJudgement{Confirmed: "partly", Suitability: "yes"}},
			{"/findings", v1.MonitoringJudgement{Confirmed: "yes", Suitability: "no"}}, {"/findings", v1.MonitoringJudgement{Confirmed: "yes", Suitability: "yes"}}, // nothing proves it
			{"/findings", v1.MonitoringJudgement{Confirmed: "no", Findings: "Lo ha detto l'ing. Verdi"}},
		} {
			r.judge(t, c, x.MonitoringJudgement).Refused(http.StatusUnprocessableEntity, "validation", x.pointer)
		}
		done := testkit.JSON[v1.MonitoringCheck](r.judge(t, c, v1.MonitoringJudgement{Confirmed: "yes", Suitability: "yes", Findings: "Riscontrata a campione"}).Want(http.StatusOK))
		if done.State != "reviewed" || done.ReviewedAt == nil || strings.Join(done.Actions, " ") != "review reopen" {
			t.Errorf("%+v", done)
		}
		r.answer(t, done, v1.MonitoringAnswer{Implementation: "not_due"}).Refused(http.StatusConflict, "check-reviewed")
		r.rpct.Post(t, "/monitoring-links", v1.MonitoringLinkNew{Check: c.ID, Office: "Area tecnica", Days: 15}).Refused(http.StatusConflict, "check-reviewed")
		path := address("monitoring-checks", c.ID)
		open := testkit.JSON[v1.MonitoringCheck](r.rpct.Post(t, path+"/reopen", nil, "If-Match", version(done)).Want(http.StatusOK))
		if open.State != "answered" || open.Confirmed != "" || open.Implementation != "yes" {
			t.Errorf("%+v", open)
		}
		r.rpct.Post(t, path+"/reopen", nil, "If-Match", version(open)).Refused(http.StatusConflict, "illegal-transition")
	})

	t.Run("each level is somebody's, of that municipality", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		c := r.check(t, "Check-list")
		path := address("monitoring-checks", c.ID)
		answer := v1.MonitoringAnswer{Implementation: "not_due", Documents: []int64{}}
		judgement := v1.MonitoringJudgement{Confirmed: "not_due"}
		stranger := r.As(t, authz.RPCT, testkit.Malfa)
		for _, p := range []string{path, r.round, path + "/history", r.round + "/history"} {
			stranger.Get(t, p).Want(http.StatusNotFound)
		}
		stranger.Put(t, path+"/implementation", answer, "If-Match", `"v1"`).Refused(http.StatusNotFound, "monitoring-check-not-found")
		stranger.Put(t, path+"/review", judgement, "If-Match", `"v1"`).Refused(http.StatusNotFound, "monitoring-check-not-found")
		stranger.Post(t, path+"/reopen", nil, "If-Match", `"v1"`).Refused(http.StatusNotFound, "monitoring-check-not-found")
		stranger.Put(t, r.round, v1.MonitoringRoundEdit{DueOn: "2027-01-01"}, "If-Match", `"v1"`).Refused(http.StatusNotFound, "monitoring-round-not-found")
		stranger.Post(t, r.round+"/close", v1.MonitoringOutcome{Outcome: "x"}, "If-Match", `"v1"`).Refused(http.StatusNotFound, "monitoring-round-not-found")
		stranger.Delete(t, r.round, "If-Match", `"v1"`).Refused(http.StatusNotFound, "monitoring-round-not-found")
		stranger.Post(t, "/monitoring-links", v1.MonitoringLinkNew{Check: c.ID, Office: "Area tecnica", Days: 15}).Refused(http.StatusUnprocessableEntity, "validation", "/check")
		if n := testkit.JSON[page.Of[v1.MonitoringCheck]](stranger.Get(t, "/monitoring-checks")).Total; n != 0 {
			t.Errorf("%d checks", n)
		}
		coordinator := r.As(t, authz.Coordinator, testkit.Milazzo)
		if seen := testkit.JSON[v1.MonitoringCheck](coordinator.Get(t, path).Want(http.StatusOK)); len(seen.Actions) != 0 {
			t.Errorf("%v", seen.Actions)
		}
		for _, role := range []authz.Role{authz.Coordinator, authz.Commissioner, authz.Observer} {
			r.As(t, role, testkit.Milazzo).Put(t, path+"/implementation", answer, "If-Match", `"v1"`).Refused(http.StatusForbidden, "missing-permission")
		}
		referent := r.As(t, authz.Referent, testkit.Milazzo)
		seen := referent.Put(t, path+"/implementation", answer, "If-Match", `"v1"`).Want(http.StatusOK)
		if got := testkit.JSON[v1.MonitoringCheck](seen).Actions; strings.Join(got, " ") != "implementation" {
			t.Errorf("%v", got)
		}
		for _, role := range []authz.Role{authz.Referent, authz.Client, authz.Coordinator} {
			r.As(t, role, testkit.Milazzo).Put(t, path+"/review", judgement, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
		}
		// who leads elsewhere and helps here still does not judge here
		both := r.Actor(authz.Actor{Stamp: "both", Mandates: []authz.Mandate{{Role: authz.Referent, Municipalities: []string{testkit.Milazzo}}, {Role: authz.RPCT, Municipalities: []string{testkit.Malfa}}}})
		both.Put(t, path+"/review", judgement, "If-Match", `"v2"`).Refused(http.StatusForbidden, "not-yours")
		both.Post(t, r.round+"/close", v1.MonitoringOutcome{Outcome: "x"}, "If-Match", `"v1"`).Refused(http.StatusForbidden, "not-yours")
		both.Post(t, "/monitoring-links", v1.MonitoringLinkNew{Check: c.ID, Office: "Area tecnica", Days: 15}).Refused(http.StatusForbidden, "not-yours")
	})

	t.Run("a page costs as many queries as one row", func(t *testing.T) {
		app, trace := testkit.Traced(t, false)
		app.Basics(t)
		plan(t, app)
		rpct := app.As(t, authz.RPCT, testkit.Milazzo)
		rpct.Post(t, "/monitoring-rounds", opening()).Want(http.StatusCreated)
		trips := func(path string) int {
			trace.Trips()
			rpct.Get(t, path).Want(http.StatusOK)
			return len(trace.Trips())
		}
		trips("/monitoring-checks?limit=1") // statements are prepared once
		if one, all := trips("/monitoring-checks?limit=1"), trips("/monitoring-checks"); one != all || all > 3 {
			t.Errorf("%d for one, %d for all", one, all)
		}
	})
}

func TestMonitoringLinks(t *testing.T) {
	t.Parallel()

	t.Run("an office answers three questions and sends a file, without an account", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		made, office := r.link(t, "Check-list")
		if made.State != "active" || made.Mailed || strings.Join(made.Actions, " ") != "archive" {
			t.Errorf("%+v", made)
		}
		q := testkit.JSON[v1.MonitoringQuestion](office.Get(t, "/monitoring-question").Want(http.StatusOK))
		if q.Municipality != "Milazzo" || q.Title != "Check-list" || q.Target != "100%" || q.Office != "Area tecnica" || len(q.Files) != 0 {
			t.Errorf("%+v", q)
		}
		office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "yes"}).Refused(http.StatusUnprocessableEntity, "validation", "/notes")
		office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "no"}).Refused(http.StatusUnprocessableEntity, "validation", "/notes")
		office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "no", Notes: "Manca la dott.ssa Neri"}).Refused(http.StatusUnprocessableEntity, "validation", "/notes")
		office.Post(t, "/monitoring-question/answer", map[string]any{"implementation": "no", "office": "Sindaco"}).Refused(http.StatusBadRequest, "malformed", "/office")
		office.Upload(t, "/monitoring-question/evidence", "application/octet-stream", []byte("MZ\x90\x00 programma")).Refused(http.StatusUnprocessableEntity, "file-type", "/file")
		q = testkit.JSON[v1.MonitoringQuestion](office.Upload(t, "/monitoring-question/evidence", pdf, aPDF("prova")).Want(http.StatusOK))
		if strings.Join(q.Files, " ") != "evidenza.pdf" {
			t.Errorf("%+v", q)
		}
		office.Upload(t, "/monitoring-question/evidence", pdf, aPDF("prova")).Want(http.StatusOK) // the same once more is the same
		office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "yes", Value: "42 su 42"}).Want(http.StatusNoContent)
		c := r.check(t, "Check-list")
		if c.State != "answered" || c.Office != "Area tecnica" || c.Value != "42 su 42" || len(c.Evidence) != 1 || !c.Evidence[0].Link || c.Evidence[0].Title != fmt.Sprintf("Monitoraggio %d/1: Check-list", c.Year) || c.Links != 0 {
			t.Errorf("%+v", c)
		}
		doc := testkit.JSON[v1.Document](r.rpct.Get(t, address("documents", c.Evidence[0].ID)).Want(http.StatusOK))
		if doc.Municipality != testkit.Milazzo || doc.Sharing != "own" || doc.Kind != "other" {
			t.Errorf("%+v", doc)
		}
		// once
		for _, again := range []*testkit.Response{office.Get(t, "/monitoring-question"), office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "not_due"}),
			office.Upload(t, "/monitoring-question/evidence", pdf, aPDF("altra"))} {
			if said := again.Refused(http.StatusConflict, "link-used"); !strings.Contains(string(said.Body), "La risposta è già stata registrata il ") {
				t.Errorf("%s", said.Body)
			}
		}
		history := testkit.JSON[page.Of[v1.HistoryEntry]](r.rpct.Get(t, address("monitoring-checks", c.ID)+"/history").Want(http.StatusOK))
		if h := history.Items[0]; h.Actor != "Area tecnica (con un collegamento)" || h.Operation != "monitoring-question-answer" {
			t.Errorf("%+v", h)
		}
		r.judge(t, c, v1.MonitoringJudgement{Confirmed: "yes", Suitability: "yes"}).Want(http.StatusOK) // a document proves it
	})

	t.Run("a link opens nothing else", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		_, office := r.link(t, "Check-list")
		c := r.check(t, "Check-list")
		for _, p := range []string{"/me", "/me/deadlines", "/me/municipalities", "/deadlines", "/monitoring-checks", "/monitoring-links", r.round, "/documents", "/risks", address("monitoring-checks", c.ID)} {
			office.Get(t, p).Refused(http.StatusForbidden, "missing-permission")
		}
		office.Put(t, address("monitoring-checks", c.ID)+"/review", v1.MonitoringJudgement{Confirmed: "yes", Suitability: "yes"}, "If-Match", version(c)).Refused(http.StatusForbidden, "missing-permission")
		office.Put(t, address("monitoring-checks", c.ID)+"/implementation", v1.MonitoringAnswer{Implementation: "not_due", Documents: []int64{}}, "If-Match", version(c)).Refused(http.StatusForbidden, "missing-permission")
		for _, who := range []testkit.Client{r.rpct, r.As(t, authz.Secretariat)} {
			who.Get(t, "/monitoring-question").Refused(http.StatusForbidden, "missing-permission")
		}
		r.Anonymous().Get(t, "/monitoring-question").Refused(http.StatusUnauthorized, "login-required")
		for _, token := range []string{"cdp_link_", "cdp_link_x", "cdp_link_" + strings.Repeat("x", 200), office.Token()[:len(office.Token())-1]} {
			said := r.Bearer(token).Get(t, "/monitoring-question").Refused(http.StatusUnauthorized, "link-unknown")
			if !strings.Contains(string(said.Body), "Il collegamento non è valido") {
				t.Errorf("%s", said.Body)
			}
		}
	})

	t.Run("expired, revoked, of a closed round: it says so", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		reply := v1.MonitoringReply{Implementation: "not_due"}
		_, expired := r.link(t, "Check-list")
		r.Exec(t, `UPDATE monitoring_links SET expires_at = now() - interval '1 second'`)
		made, revoked := r.link(t, "Controllo successivo")
		_, late := r.link(t, "Codice di comportamento")
		path := address("monitoring-links", made.ID)
		r.As(t, authz.RPCT, testkit.Malfa).Delete(t, path, "If-Match", `"v1"`).Refused(http.StatusNotFound, "monitoring-link-not-found")
		r.As(t, authz.Referent, testkit.Milazzo).Delete(t, path, "If-Match", `"v1"`).Refused(http.StatusForbidden, "missing-permission")
		r.rpct.Delete(t, path, "If-Match", `"v9"`).Refused(http.StatusPreconditionFailed, "stale-version")
		r.rpct.Delete(t, path+"?reason=mandato+per+errore", "If-Match", `"v1"`).Want(http.StatusNoContent)
		for code, office := range map[string]testkit.Client{"link-expired": expired, "link-revoked": revoked} {
			said := office.Get(t, "/monitoring-question").Refused(http.StatusConflict, code)
			if !strings.Contains(string(said.Body), "chiedine un altro a chi te l'ha mandato") {
				t.Errorf("%s", said.Body)
			}
			office.Post(t, "/monitoring-question/answer", reply).Refused(http.StatusConflict, code)
			office.Upload(t, "/monitoring-question/evidence", pdf, aPDF(code)).Refused(http.StatusConflict, code)
		}
		late.Get(t, "/monitoring-question").Want(http.StatusOK)
		r.rpct.Delete(t, r.round, "If-Match", r.etag).Want(http.StatusNoContent)
		late.Get(t, "/monitoring-question").Refused(http.StatusConflict, "round-closed")
		late.Post(t, "/monitoring-question/answer", reply).Refused(http.StatusConflict, "round-closed")
		late.Upload(t, "/monitoring-question/evidence", pdf, aPDF("late")).Refused(http.StatusConflict, "round-closed")
		if left := testkit.JSON[page.Of[v1.MonitoringLink]](r.rpct.Get(t, "/monitoring-links?archived=true").Want(http.StatusOK)); len(left.Items) != 1 || left.Items[0].State != "revoked" {
			t.Errorf("%+v", left)
		}
	})

	t.Run("what is asked for is checked, and there is an end to links and files", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		id := r.check(t, "Check-list").ID
		for pointer, n := range map[string]v1.MonitoringLinkNew{"/office": {Check: id, Office: "geom. Bianchi", Days: 15}, "/days": {Check: id, Office: "Area tecnica", Days: 61},
			"/email": {Check: id, Office: "Area tecnica", Days: 1, Email: "nessuno"}, "/check": {Check: 999, Office: "Area tecnica", Days: 1}} {
			r.rpct.Post(t, "/monitoring-links", n).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		r.rpct.Post(t, "/monitoring-links", v1.MonitoringLinkNew{Check: id, Office: " ", Days: 15}).Refused(http.StatusUnprocessableEntity, "validation", "/office")
		_, office := r.link(t, "Check-list")
		for i := range 5 {
			office.Upload(t, "/monitoring-question/evidence", pdf, aPDF(fmt.Sprint("prova", i))).Want(http.StatusOK)
		}
		office.Upload(t, "/monitoring-question/evidence", pdf, aPDF("troppo")).Refused(http.StatusConflict, "link-full")
		for range 9 {
			r.link(t, "Check-list")
		}
		r.rpct.Post(t, "/monitoring-links", v1.MonitoringLinkNew{Check: id, Office: "Area tecnica", Days: 15}).Refused(http.StatusConflict, "too-many-links")
		if n := testkit.JSON[page.Of[v1.MonitoringLink]](r.rpct.Get(t, fmt.Sprintf("/monitoring-links?check=%d", id))).Total; n != 10 || r.check(t, "Check-list").Links != 10 {
			t.Errorf("%d links", n)
		}
	})

	t.Run("who answers first has answered", func(t *testing.T) {
		t.Parallel()
		r := newRound(t)
		_, office := r.link(t, "Check-list")
		r.answer(t, r.check(t, "Check-list"), v1.MonitoringAnswer{Implementation: "partly", Notes: "Da noi"}).Want(http.StatusOK)
		said := office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "not_due"}).Refused(http.StatusConflict, "check-answered")
		if !strings.Contains(string(said.Body), "Nel frattempo l'ente ha registrato una risposta") || r.check(t, "Check-list").Notes != "Da noi" {
			t.Errorf("%s", said.Body)
		}
		// a link made after the answer corrects it
		_, again := r.link(t, "Check-list")
		again.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "not_due"}).Want(http.StatusNoContent)
		if c := r.check(t, "Check-list"); c.Implementation != "not_due" {
			t.Errorf("%+v", c)
		}

		// at the same moment: two links and the RPCT, and one wins
		_, one := r.link(t, "Controllo successivo")
		_, two := r.link(t, "Controllo successivo")
		c := r.check(t, "Controllo successivo")
		var wg sync.WaitGroup
		codes := make([]int, 4)
		wg.Go(func() {
			codes[0] = one.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "no", Notes: "uno"}).Code
		})
		wg.Go(func() {
			codes[1] = two.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "no", Notes: "due"}).Code
		})
		wg.Go(func() {
			codes[2] = two.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "no", Notes: "due ancora"}).Code
		})
		wg.Go(func() {
			codes[3] = r.answer(t, c, v1.MonitoringAnswer{Implementation: "no", Notes: "RPCT"}).Code
		})
		wg.Wait()
		won := 0
		for _, code := range codes {
			switch code {
			case http.StatusOK, http.StatusNoContent:
				won++
			case http.StatusConflict, http.StatusPreconditionFailed:
			default:
				t.Errorf("%v", codes)
			}
		}
		if won != 1 {
			t.Errorf("%d answers: %v", won, codes)
		}
	})

	t.Run("the token is in no log, no trail, no table", func(t *testing.T) {
		var log lockedBuffer
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		t.Cleanup(func() { slog.SetDefault(before) })
		r := newRound(t)
		_, office := r.link(t, "Check-list")
		office.Get(t, "/monitoring-question").Want(http.StatusOK)
		office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "no"}).Want(http.StatusUnprocessableEntity)
		office.Post(t, "/monitoring-question/answer", v1.MonitoringReply{Implementation: "not_due"}, "Idempotency-Key", "chiave-di-prova").Want(http.StatusNoContent)
		office.Get(t, "/monitoring-question").Want(http.StatusConflict)
		secret := strings.TrimPrefix(office.Token(), "cdp_link_")
		if text := log.String(); !strings.Contains(text, "monitoring-question-answer") || strings.Contains(text, secret) {
			t.Errorf("log: %s", text)
		}
		var found int
		if err := r.DB.SQL().QueryRow(`SELECT (SELECT count(*) FROM audit_log a WHERE a::text LIKE '%' || $1 || '%' OR a.new ? 'hash' OR a.old ? 'hash')
			+ (SELECT count(*) FROM idempotency_keys k WHERE k::text LIKE '%' || $1 || '%' OR convert_from(coalesce(k.body, ''), 'UTF8') LIKE '%' || $1 || '%')
			+ (SELECT count(*) FROM monitoring_links l WHERE l::text LIKE '%' || $1 || '%')`, secret).Scan(&found); err != nil || found != 0 {
			t.Errorf("%d places, %v", found, err)
		}
	})

	t.Run("guesses are held back by address", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t, func(o *server.Options) { o.HTTP.AnonymousPerMin = 3 })
		for range 3 {
			app.Bearer("cdp_link_x").Get(t, "/monitoring-question").Refused(http.StatusUnauthorized, "link-unknown")
		}
		if r := app.Bearer("cdp_link_y").Get(t, "/monitoring-question").Refused(http.StatusTooManyRequests, "rate-limited"); r.Get("Retry-After") == "" {
			t.Errorf("%v", r.Header)
		}
	})

	t.Run("a link goes by mail, and the address stays nowhere", func(t *testing.T) {
		t.Parallel()
		app, box := testkit.NewReal(t)
		app.Basics(t)
		plan(t, app)
		app.Account(t, "rpct@example.org", authz.RPCT, testkit.Milazzo)
		me := app.Browser()
		me.Login(t, "rpct@example.org")
		me.Post(t, "/monitoring-rounds", opening()).Want(http.StatusCreated)
		id := testkit.JSON[page.Of[v1.MonitoringCheck]](me.Get(t, "/monitoring-checks?limit=1")).Items[0].ID
		made := testkit.JSON[v1.MonitoringLinkMade](me.Post(t, "/monitoring-links", v1.MonitoringLinkNew{Check: id, Office: "Segreteria", Days: 5, Email: "ufficio.tecnico@comune.example"}).Want(http.StatusCreated))
		token := box.Link(t, 1)
		if !made.Mailed || !strings.HasSuffix(made.URL, "#token="+token) {
			t.Errorf("%+v", made)
		}
		app.Bearer(token).Get(t, "/monitoring-question").Want(http.StatusOK)
		var found int
		if err := app.DB.SQL().QueryRow(`SELECT (SELECT count(*) FROM audit_log a WHERE a::text LIKE '%ufficio.tecnico@%') + (SELECT count(*) FROM monitoring_links l WHERE l::text LIKE '%ufficio.tecnico@%')`).Scan(&found); err != nil || found != 0 {
			t.Errorf("%d, %v", found, err)
		}
	})
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
