package v1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func answer(value int) *v1.EvaluationAnswer {
	return &v1.EvaluationAnswer{Value: &value, Motivation: "Lo dicono i dati dell'ufficio"}
}

// complete answers the PNA 2019 with six values and what the assistant then suggests, all motivated.
func complete(q1, q2, q3, q4, q5, q6 int, level string) v1.EvaluationEdit {
	return v1.EvaluationEdit{
		Indicators: v1.EvaluationIndicators{Q1: answer(q1), Q2: answer(q2), Q3: answer(q3), Q4: answer(q4), Q5: answer(q5), Q6: answer(q6)},
		Level:      level, Motivation: "Affidamenti ripetuti e pochi controlli", Evidence: "Esito dei controlli successivi",
	}
}

func old(p [6]int, i [4]int) v1.EvaluationEdit {
	bare := func(v int) *v1.EvaluationAnswer { return &v1.EvaluationAnswer{Value: &v} }
	return v1.EvaluationEdit{Motivation: "Dal piano del 2018", Indicators: v1.EvaluationIndicators{P1: bare(p[0]), P2: bare(p[1]), P3: bare(p[2]), P4: bare(p[3]),
		P5: bare(p[4]), P6: bare(p[5]), I1: bare(i[0]), I2: bare(i[1]), I3: bare(i[2]), I4: bare(i[3])}}
}

const enough = "Il servizio passa dal 2027 alla centrale unica di committenza"

type evaluations struct {
	*testkit.App
	mine, other testkit.Client
}

func newEvaluations(t *testing.T) evaluations {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	return evaluations{app, app.As(t, authz.RPCT, testkit.Milazzo), app.As(t, authz.RPCT, testkit.Malfa)}
}

func (e evaluations) risk(t *testing.T, change ...func(*v1.RiskEdit)) int64 {
	t.Helper()
	return testkit.JSON[v1.Risk](e.mine.Post(t, "/risks", localRisk(change...)).Want(http.StatusCreated)).ID
}

func (e evaluations) begin(t *testing.T, risk int64, year int, method string) (path, tag string) {
	t.Helper()
	made := e.mine.Post(t, "/evaluations", v1.EvaluationNew{Risk: risk, Year: year, Method: method}).Want(http.StatusCreated)
	return evaluationPath(made), made.ETag()
}

// reviewed has the RPCT review a measure in a round of a year: one that treats these risks or, without any, one that holds for all.
func (e evaluations) reviewed(t *testing.T, year int, risks ...int64) {
	t.Helper()
	rank := min(len(risks), 1)
	e.Exec(t, `WITH a AS (INSERT INTO measure_adoptions (municipality_code, title, type_code, scope) VALUES ('083049', 'Check-list', 'TM01', 'specific') RETURNING id),
		r AS (INSERT INTO monitoring_rounds (municipality_code, year, number, rounds_planned, due_on, state, share_percent, outcome)
			SELECT '083049', $1::int, 1 + count(*), 4, make_date($1::int, 12, 31), 'closed', 100, 'Bene' FROM monitoring_rounds WHERE year = $1::int RETURNING id),
		k AS (INSERT INTO measure_risks (adoption_id, risk_id) SELECT a.id, x FROM a, unnest($2::bigint[]) x)
		INSERT INTO monitoring_checks (round_id, adoption_id, municipality_code, sampled, rank, implementation, answered_at, confirmed, suitability, reviewed_at)
		SELECT r.id, a.id, '083049', true, $3::int, 'yes', now(), 'yes', 'yes', now() FROM a, r`, year, risks, rank)
}

func evaluationPath(r *testkit.Response) string {
	return fmt.Sprintf("/evaluations/%d", testkit.JSON[v1.Evaluation](r).ID)
}

// confirmed evaluates a risk from nothing to the end.
func (e evaluations) confirmed(t *testing.T, risk int64, year int, edit v1.EvaluationEdit) (path string, res *testkit.Response) {
	t.Helper()
	path, tag := e.begin(t, risk, year, "pna2019")
	tag = e.mine.Put(t, path, edit, "If-Match", tag).Want(http.StatusOK).ETag()
	return path, e.mine.Post(t, path+"/confirmation", nil, "If-Match", tag).Want(http.StatusOK)
}

func TestEvaluations(t *testing.T) {
	t.Parallel()

	t.Run("from a partial draft to a confirmed judgement", func(t *testing.T) {
		e := newEvaluations(t)
		risk := e.risk(t)
		made := e.mine.Post(t, "/evaluations", v1.EvaluationNew{Risk: risk, Year: 2026, Method: "pna2019"}).Want(http.StatusCreated)
		path := evaluationPath(made)
		v := testkit.JSON[v1.Evaluation](made)
		if v.State != "draft" || v.Change != "new" || v.Area != "B" || v.Municipality != testkit.Milazzo || v.Superseded || len(v.Missing) != 15 ||
			strings.Join(v.Actions, " ") != "edit archive confirmation" {
			t.Errorf("%+v", v)
		}
		part := e.mine.Put(t, path, v1.EvaluationEdit{Indicators: v1.EvaluationIndicators{Q3: &v1.EvaluationAnswer{Motivation: "da vedere"}}}, "If-Match", made.ETag()).Want(http.StatusOK)
		if v = testkit.JSON[v1.Evaluation](part); v.Indicators.Q3 == nil || v.Indicators.Q3.Value != nil || v.Indicators.Q1 != nil || v.SuggestedLevel != "" || len(v.Missing) != 14 {
			t.Errorf("a partial draft: %+v", v)
		}
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", part.ETag()).Refused(http.StatusUnprocessableEntity, "evaluation-incomplete",
			"/indicators/Q1/value", "/indicators/Q1/motivation", "/indicators/Q2/value", "/indicators/Q2/motivation", "/indicators/Q3/value",
			"/indicators/Q4/value", "/indicators/Q4/motivation", "/indicators/Q5/value", "/indicators/Q5/motivation", "/indicators/Q6/value", "/indicators/Q6/motivation",
			"/level", "/motivation", "/evidence")

		edit := complete(3, 3, 1, 1, 3, 3, "low") // the assistant says high
		full := e.mine.Put(t, path, edit, "If-Match", part.ETag()).Want(http.StatusOK)
		if v = testkit.JSON[v1.Evaluation](full); v.SuggestedLevel != "high" || len(v.Explanation) != 2 || v.Explanation[1].Rule != "interest-and-discretion" || v.Missing[0].Pointer != "/deviation" {
			t.Errorf("suggestion: %+v", v)
		}
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", full.ETag()).Refused(http.StatusUnprocessableEntity, "evaluation-incomplete", "/deviation")
		edit.Deviation = strings.Repeat("è", 39)
		short := e.mine.Put(t, path, edit, "If-Match", full.ETag()).Want(http.StatusOK)
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", short.ETag()).Refused(http.StatusUnprocessableEntity, "evaluation-incomplete", "/deviation")
		edit.Deviation = strings.Repeat("è", 40)
		long := e.mine.Put(t, path, edit, "If-Match", short.ETag()).Want(http.StatusOK)
		done := e.mine.Post(t, path+"/confirmation", nil, "If-Match", long.ETag()).Want(http.StatusOK)
		if v = testkit.JSON[v1.Evaluation](done); v.State != "confirmed" || v.Level != "low" || len(v.Missing) != 0 || strings.Join(v.Actions, " ") != "treatment reopening" {
			t.Errorf("confirmed: %+v", v)
		}

		e.mine.Put(t, path, edit, "If-Match", done.ETag()).Refused(http.StatusConflict, "evaluation-confirmed")
		e.mine.Delete(t, path, "If-Match", done.ETag()).Refused(http.StatusConflict, "evaluation-confirmed")
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", done.ETag()).Refused(http.StatusConflict, "illegal-transition")
		again := e.mine.Post(t, path+"/reopening", nil, "If-Match", done.ETag()).Want(http.StatusOK)
		e.mine.Put(t, path+"/treatment", v1.EvaluationTreatment{Treatment: "treat", Motivation: "Sì"}, "If-Match", again.ETag()).Refused(http.StatusConflict, "evaluation-not-confirmed")
		edit.Level, edit.Deviation = "high", ""
		back := e.mine.Put(t, path, edit, "If-Match", again.ETag()).Want(http.StatusOK)
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", back.ETag()).Want(http.StatusOK)

		history := testkit.JSON[page.Of[v1.HistoryEntry]](e.mine.Get(t, path+"/history").Want(http.StatusOK))
		if last := history.Items[0]; len(history.Items) != 9 || last.Operation != "evaluations-confirmation" || last.Changes[0].Field != "state" {
			t.Errorf("history %+v", history.Items)
		}
		if first := history.Items[7]; first.Changes[0].Field != "Q3_motivation" || first.Changes[0].New != "da vedere" {
			t.Errorf("an indicator is a field of its own: %+v", first)
		}
	})

	t.Run("what is decided afterwards", func(t *testing.T) {
		e := newEvaluations(t)
		treated := e.risk(t)
		path, done := e.confirmed(t, treated, 2026, complete(2, 1, 1, 1, 3, 3, "low"))
		e.mine.Put(t, path+"/treatment", v1.EvaluationTreatment{Treatment: "wait", Motivation: " "}, "If-Match", done.ETag()).
			Refused(http.StatusUnprocessableEntity, "validation", "/treatment", "/motivation")
		e.mine.Put(t, path+"/treatment", v1.EvaluationTreatment{Treatment: "keep", Motivation: "Lo dice il dott. Rossi"}, "If-Match", done.ETag()).
			Refused(http.StatusUnprocessableEntity, "validation", "/motivation")
		kept := e.mine.Put(t, path+"/treatment", v1.EvaluationTreatment{Treatment: "keep", Motivation: "Le misure bastano"}, "If-Match", done.ETag()).Want(http.StatusOK)
		e.mine.Put(t, path+"/residual", v1.EvaluationResidual{Level: "medium", Motivation: ""}, "If-Match", kept.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/motivation")
		e.reviewed(t, 2026, treated)
		left := e.mine.Put(t, path+"/residual", v1.EvaluationResidual{Level: "medium", Motivation: "Misure non idonee al monitoraggio"}, "If-Match", kept.ETag()).Want(http.StatusOK)
		if v := testkit.JSON[v1.Evaluation](left); v.Treatment != "keep" || v.TreatmentLevel != "low" || v.ResidualLevel != "medium" || v.Level != "low" {
			t.Errorf("%+v", v)
		}
		e.mine.Put(t, path+"/residual", v1.EvaluationResidual{Level: "low", Motivation: "x"}, "If-Match", kept.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
	})

	// Dossier § 2.6: the residual level comes after the measures are monitored.
	t.Run("no residual level before monitoring", func(t *testing.T) {
		e := newEvaluations(t)
		treated, loose := e.risk(t), e.risk(t)
		path, done := e.confirmed(t, treated, 2026, complete(2, 1, 1, 1, 3, 3, "low"))
		judge := func(path string, res *testkit.Response) *testkit.Response {
			return e.mine.Put(t, path+"/residual", v1.EvaluationResidual{Level: "low", Motivation: "Misure attuate"}, "If-Match", res.ETag())
		}
		may := func(path string) bool {
			v := testkit.JSON[v1.Evaluation](e.mine.Get(t, path).Want(http.StatusOK))
			if slices.Contains(v.Actions, "residual") != v.Monitored {
				t.Errorf("a button the server refuses, or none where it would not: %+v", v)
			}
			return v.Monitored
		}
		refused := judge(path, done)
		refused.Refused(http.StatusConflict, "measures-not-monitored")
		if may(path) || !strings.Contains(string(refused.Body), "per il 2026 il RPCT non ha ancora verificato nessuna misura") {
			t.Errorf("%s", refused.Body)
		}
		e.reviewed(t, 2025, treated) // the year before
		e.reviewed(t, 2026, loose)   // another risk's
		e.reviewed(t, 2026)          // holds for all, but this one has a measure of its own
		judge(path, done).Refused(http.StatusConflict, "measures-not-monitored")
		if may(path) {
			t.Error("monitored by others")
		}
		seen := e.mine.Get(t, path)
		e.reviewed(t, 2027, treated)
		if !may(path) {
			t.Error("not monitored")
		}
		e.mine.Get(t, path, "If-None-Match", seen.ETag()).Want(http.StatusOK) // what one may do has changed
		judge(path, done).Want(http.StatusOK)
		bare := e.risk(t)
		path, done = e.confirmed(t, bare, 2026, complete(2, 1, 1, 1, 3, 3, "low"))
		if !may(path) {
			t.Error("what holds for all holds for it")
		}
		judge(path, done).Want(http.StatusOK)
	})

	t.Run("a judgement keeps the bands it was given in", func(t *testing.T) {
		e := newEvaluations(t)
		path, tag := e.begin(t, e.risk(t), 2018, "pna2013")
		full := e.mine.Put(t, path, old([6]int{2, 5, 1, 5, 5, 2}, [4]int{4, 1, 0, 4}), "If-Match", tag).Want(http.StatusOK) // 7.5
		done := e.mine.Post(t, path+"/confirmation", nil, "If-Match", full.ETag()).Want(http.StatusOK)
		if v := testkit.JSON[v1.Evaluation](done); v.Level != "medium" || *v.Bands != (v1.EvaluationBands{FromMedium: 6, FromHigh: 16}) || v.BandsChanged {
			t.Errorf("%+v", v)
		}
		e.Exec(t, `UPDATE settings SET value = '{"from_medium": 8, "from_high": 20}' WHERE key = 'evaluation-bands'`)
		now := e.mine.Get(t, path, "If-None-Match", done.ETag()).Want(http.StatusOK)
		if v := testkit.JSON[v1.Evaluation](now); v.Level != "medium" || v.Bands.FromMedium != 6 || !v.BandsChanged {
			t.Errorf("%+v", v)
		}
		again := e.mine.Post(t, path+"/reopening", nil, "If-Match", done.ETag()).Want(http.StatusOK)
		done = e.mine.Post(t, path+"/confirmation", nil, "If-Match", again.ETag()).Want(http.StatusOK)
		if v := testkit.JSON[v1.Evaluation](done); v.Level != "low" || *v.Bands != (v1.EvaluationBands{FromMedium: 8, FromHigh: 20}) || v.BandsChanged {
			t.Errorf("%+v", v)
		}
		partial := testkit.JSON[v1.Evaluation](e.mine.Put(t, path, v1.EvaluationEdit{Motivation: "x"}, "If-Match", e.mine.Post(t, path+"/reopening", nil, "If-Match", done.ETag()).ETag()).Want(http.StatusOK))
		if partial.Level != "" || partial.Bands != nil || partial.BandsChanged {
			t.Errorf("%+v", partial)
		}
	})

	t.Run("the superseded method computes its level", func(t *testing.T) {
		e := newEvaluations(t)
		path, tag := e.begin(t, e.risk(t), 2018, "pna2013")
		for _, c := range []struct {
			p     [6]int
			i     [4]int
			pp, r float64
			level string
		}{
			{[6]int{2, 2, 1, 1, 1, 1}, [4]int{1, 1, 0, 1}, 1.33, 1, "low"},
			{[6]int{2, 5, 1, 5, 5, 2}, [4]int{4, 1, 0, 4}, 3.33, 7.5, "medium"},
			{[6]int{1, 2, 1, 1, 1, 1}, [4]int{1, 1, 0, 1}, 1.17, 0.88, "low"},
			{[6]int{5, 5, 5, 5, 5, 5}, [4]int{5, 5, 5, 5}, 5, 25, "high"},
		} {
			res := e.mine.Put(t, path, old(c.p, c.i), "If-Match", tag).Want(http.StatusOK)
			v := testkit.JSON[v1.Evaluation](res)
			if tag = res.ETag(); *v.Probability != c.pp || *v.Score != c.r || v.Level != c.level || !v.Superseded || v.SuggestedLevel != "" || len(v.Explanation) != 0 {
				t.Errorf("%v %v: %+v", c.p, c.i, v)
			}
		}
		for pointer, bad := range map[string]v1.EvaluationEdit{
			"/indicators/P2/value": old([6]int{1, 1, 1, 1, 1, 1}, [4]int{1, 1, 0, 1}), "/indicators/P3/value": old([6]int{1, 2, 2, 1, 1, 1}, [4]int{1, 1, 0, 1}),
			"/indicators/P4/value": old([6]int{1, 2, 1, 4, 1, 1}, [4]int{1, 1, 0, 1}), "/indicators/P5/value": old([6]int{1, 2, 1, 1, 3, 1}, [4]int{1, 1, 0, 1}),
			"/indicators/P6/value": old([6]int{1, 2, 1, 1, 1, 0}, [4]int{1, 1, 0, 1}), "/indicators/I1/value": old([6]int{1, 2, 1, 1, 1, 1}, [4]int{0, 1, 0, 1}),
			"/indicators/I2/value": old([6]int{1, 2, 1, 1, 1, 1}, [4]int{1, 0, 0, 1}),
		} {
			e.mine.Put(t, path, bad, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		edit := old([6]int{1, 2, 1, 1, 1, 1}, [4]int{1, 1, 0, 1})
		edit.Level = "high"
		e.mine.Put(t, path, edit, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/level")
		edit.Level, edit.Deviation = "low", enough
		e.mine.Put(t, path, edit, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/deviation")
		mixed := old([6]int{1, 2, 1, 1, 1, 1}, [4]int{1, 1, 0, 1})
		mixed.Indicators.Q3 = answer(1)
		e.mine.Put(t, path, mixed, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/indicators/Q3")

		part := old([6]int{5, 5, 5, 5, 5, 5}, [4]int{5, 5, 5, 5})
		part.Indicators.I3, part.Motivation = nil, ""
		res := e.mine.Put(t, path, part, "If-Match", tag).Want(http.StatusOK)
		if v := testkit.JSON[v1.Evaluation](res); v.Level != "" || v.Score != nil {
			t.Errorf("a level without all answers: %+v", v)
		}
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", res.ETag()).Refused(http.StatusUnprocessableEntity, "evaluation-incomplete", "/indicators/I3/value", "/motivation")
		res = e.mine.Put(t, path, old([6]int{5, 5, 5, 5, 5, 5}, [4]int{5, 5, 5, 5}), "If-Match", res.ETag()).Want(http.StatusOK)
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", res.ETag()).Want(http.StatusOK)
	})

	t.Run("bad input is named where it is", func(t *testing.T) {
		e := newEvaluations(t)
		risk := e.risk(t)
		path, tag := e.begin(t, risk, 2026, "pna2019")
		put := func(body string, status int, code string, pointers ...string) {
			t.Helper()
			e.mine.Put(t, path, body, "If-Match", tag, "Content-Type", "application/json").Refused(status, code, pointers...)
		}
		put(`{"indicators":{"Q3":{"value":"tre"}}}`, http.StatusBadRequest, "malformed", "/indicators/Q3/value")
		put(`{"indicators":{"Q3":{"value":2.5}}}`, http.StatusBadRequest, "malformed", "/indicators/Q3/value")
		put(`{"indicators":{"Q9":{"value":1}}}`, http.StatusBadRequest, "malformed", "/indicators/Q9")
		put(`{"indicators":{"Q3":{"value":7}}}`, http.StatusUnprocessableEntity, "validation", "/indicators/Q3/value")
		put(`{"indicators":{"Q3":{"value":4},"Q1":{"value":0}}}`, http.StatusUnprocessableEntity, "validation", "/indicators/Q1/value", "/indicators/Q3/value")
		put(`{"indicators":{"P1":{"value":1}}}`, http.StatusUnprocessableEntity, "validation", "/indicators/P1")
		put(`{"indicators":{"Q1":{"motivation":"`+strings.Repeat("a", 2001)+`"}}}`, http.StatusUnprocessableEntity, "validation", "/indicators/Q1/motivation")
		put(`{"level":"altissimo"}`, http.StatusUnprocessableEntity, "validation", "/level")
		put(`{"indicators":{"Q1":{"motivation":"Lo chiede il geom. Bianchi","evidence":"tel. 090 1234567"}},"motivation":"per Salvatore Greco","evidence":"a@b.it","deviation":"sig. Rossi"}`,
			http.StatusUnprocessableEntity, "validation", "/indicators/Q1/motivation", "/indicators/Q1/evidence", "/motivation", "/evidence", "/deviation")
		put(`{"indicators":{"Q1":{"motivation":"nascosto \u202e"}}}`, http.StatusUnprocessableEntity, "validation", "/indicators/Q1/motivation")
		e.mine.Put(t, path, v1.EvaluationEdit{}).Refused(http.StatusPreconditionRequired, "if-match-required")

		post := func(n v1.EvaluationNew, pointers ...string) {
			t.Helper()
			e.mine.Post(t, "/evaluations", n).Refused(http.StatusUnprocessableEntity, "validation", pointers...)
		}
		post(v1.EvaluationNew{Risk: 999999, Year: 2026, Method: "pna2019"}, "/risk")
		post(v1.EvaluationNew{Risk: risk, Year: 1999, Method: "pna2022"}, "/year", "/method")
		entry := testkit.JSON[v1.Risk](e.As(t, authz.Secretariat).Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
		post(v1.EvaluationNew{Risk: entry.ID, Year: 2026, Method: "pna2019"}, "/risk")
		gone := e.mine.Post(t, "/risks", localRisk()).Want(http.StatusCreated)
		e.mine.Delete(t, at(testkit.JSON[v1.Risk](gone)), "If-Match", gone.ETag()).Want(http.StatusNoContent)
		post(v1.EvaluationNew{Risk: testkit.JSON[v1.Risk](gone).ID, Year: 2026, Method: "pna2019"}, "/risk")
		e.mine.Post(t, "/evaluations", v1.EvaluationNew{Risk: risk, Year: 2026, Method: "pna2019"}).Refused(http.StatusConflict, "evaluation-duplicate")
		e.mine.Post(t, "/evaluations", v1.EvaluationNew{Risk: risk, Year: 2026, Method: "pna2013"}).Want(http.StatusCreated)
		e.mine.Get(t, "/evaluations?level=alto").Refused(http.StatusBadRequest, "malformed", "level[0]")
		e.mine.Get(t, "/evaluations?q=proroghe").Refused(http.StatusBadRequest, "malformed", "q")

		e.mine.Delete(t, path+"?reason=lo+chiede+il+dott.+Rossi", "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "reason")
		e.mine.Delete(t, path+"?reason=doppione", "If-Match", tag).Want(http.StatusNoContent)
		e.mine.Put(t, path, v1.EvaluationEdit{}, "If-Match", `"v2"`).Refused(http.StatusConflict, "evaluation-archived")
		e.mine.Post(t, path+"/confirmation", nil, "If-Match", `"v2"`).Refused(http.StatusConflict, "evaluation-archived")
	})

	t.Run("other people's rows are not there", func(t *testing.T) {
		e := newEvaluations(t)
		path, done := e.confirmed(t, e.risk(t), 2026, complete(2, 1, 1, 1, 3, 3, "low"))
		tag := done.ETag()
		for _, c := range []*testkit.Response{
			e.other.Get(t, path), e.other.Get(t, path+"/history"), e.other.Put(t, path, v1.EvaluationEdit{}, "If-Match", tag), e.other.Delete(t, path, "If-Match", tag),
			e.other.Post(t, path+"/reopening", nil, "If-Match", tag), e.other.Put(t, path+"/treatment", v1.EvaluationTreatment{Treatment: "keep", Motivation: "x"}, "If-Match", tag),
			e.other.Put(t, path+"/residual", v1.EvaluationResidual{Level: "low", Motivation: "x"}, "If-Match", tag),
		} {
			c.Refused(http.StatusNotFound, "evaluation-not-found")
		}
		for _, c := range []*testkit.Response{
			e.other.Get(t, "/municipalities/083049/risk-map?year=2026"), e.other.Post(t, "/municipalities/083049/evaluations/carry-over", v1.EvaluationCarryOver{Year: 2027}),
			e.other.Get(t, "/municipalities/999999/risk-map?year=2026"),
		} {
			c.Refused(http.StatusNotFound, "municipality-not-found")
		}
		if found := testkit.JSON[page.Of[v1.Evaluation]](e.other.Get(t, "/evaluations?municipality=083049")); found.Total != 0 {
			t.Errorf("%d seen", found.Total)
		}
		e.other.Post(t, "/evaluations", v1.EvaluationNew{Risk: testkit.JSON[v1.Evaluation](done).Risk, Year: 2027, Method: "pna2019"}).
			Refused(http.StatusUnprocessableEntity, "validation", "/risk")
		coordinator := e.As(t, authz.Coordinator, testkit.Milazzo, testkit.Malfa)
		if v := testkit.JSON[v1.Evaluation](coordinator.Get(t, path).Want(http.StatusOK)); len(v.Actions) != 0 {
			t.Errorf("a coordinator is offered %v", v.Actions)
		}
		coordinator.Put(t, path, v1.EvaluationEdit{}, "If-Match", tag).Refused(http.StatusForbidden, "missing-permission")
		both := e.Actor(authz.Actor{Mandates: []authz.Mandate{{Role: authz.RPCT, Municipalities: []string{testkit.Malfa}},
			{Role: authz.Coordinator, Municipalities: []string{testkit.Milazzo}}}}) // writes in one, reads the other
		both.Put(t, path, v1.EvaluationEdit{}, "If-Match", tag).Refused(http.StatusForbidden, "not-yours")
		both.Post(t, "/evaluations", v1.EvaluationNew{Risk: testkit.JSON[v1.Evaluation](done).Risk, Year: 2027, Method: "pna2019"}).Refused(http.StatusForbidden, "not-yours")
		e.As(t, authz.Observer).Get(t, path).Refused(http.StatusForbidden, "missing-permission")
		e.Anonymous().Get(t, path).Refused(http.StatusUnauthorized, "login-required")
		e.As(t, authz.Observer).Get(t, "/evaluation-methods").Want(http.StatusOK)
	})

	t.Run("two people at once", func(t *testing.T) {
		e := newEvaluations(t)
		risk := e.risk(t)
		path, tag := e.begin(t, risk, 2026, "pna2019")
		tag = e.mine.Put(t, path, complete(2, 1, 1, 1, 3, 3, "low"), "If-Match", tag).Want(http.StatusOK).ETag()
		colleague := e.As(t, authz.Secretary, testkit.Milazzo)
		var codes [2]int
		var wg sync.WaitGroup
		wg.Go(func() { codes[0] = e.mine.Post(t, path+"/confirmation", nil, "If-Match", tag).Code })
		wg.Go(func() {
			codes[1] = colleague.Put(t, path, complete(3, 3, 3, 3, 1, 1, "high"), "If-Match", tag).Code
		})
		wg.Wait()
		won := testkit.JSON[v1.Evaluation](e.mine.Get(t, path))
		if !slices.Contains(codes[:], http.StatusOK) || codes[0] == codes[1] || codes[0] == http.StatusOK != (won.State == "confirmed" && won.Level == "low") {
			t.Errorf("%v %+v", codes, won)
		}
		var made [8]int
		for i := range made {
			wg.Go(func() {
				made[i] = e.mine.Post(t, "/evaluations", v1.EvaluationNew{Risk: risk, Year: 2027, Method: "pna2019"}).Code
			})
		}
		wg.Wait()
		slices.Sort(made[:])
		if made[0] != http.StatusCreated || made[1] != http.StatusConflict {
			t.Errorf("created more than once: %v", made)
		}
	})

	t.Run("lists and exports", func(t *testing.T) {
		e := newEvaluations(t)
		one, two := e.risk(t), e.risk(t)
		e.confirmed(t, one, 2026, complete(2, 1, 1, 1, 3, 3, "low"))
		e.confirmed(t, two, 2026, complete(3, 3, 1, 1, 3, 3, "high"))
		e.begin(t, one, 2027, "pna2019")
		e.begin(t, one, 2018, "pna2013")
		for query, n := range map[string]int{
			"": 4, "municipality=083049": 4, "year=2026": 2, "year=2026&year=2027": 3, "method=pna2013": 1, "level=low": 1, "level=low&level=high": 2,
			"state=draft": 2, "state=confirmed": 2, fmt.Sprint("risk=", one): 3, "sort=year": 4, "sort=-year&year=2026": 2, "archived=true": 0,
		} {
			found := testkit.JSON[page.Of[v1.Evaluation]](e.mine.Get(t, "/evaluations?"+query).Want(http.StatusOK))
			if found.Total != n || len(found.Items) != n {
				t.Errorf("%s finds %d of %d, want %d", query, len(found.Items), found.Total, n)
			}
		}
		csv := string(e.mine.Get(t, "/evaluations?state=confirmed", "Accept", "text/csv", "Accept-Language", "it").Want(http.StatusOK).Body)
		if !strings.HasPrefix(csv, "\ufeffid;version;risk;year;method;municipality;") || strings.Count(csv, "\n") != 3 {
			t.Errorf("csv %s", csv)
		}
	})

	t.Run("many rows, each with its result", func(t *testing.T) {
		e := newEvaluations(t)
		risk, client := e.risk(t), e.As(t, authz.Client, testkit.Milazzo)
		row := func(year int, edit v1.EvaluationEdit) v1.EvaluationBulk {
			return v1.EvaluationBulk{EvaluationNew: v1.EvaluationNew{Risk: risk, Year: year, Method: "pna2019"}, EvaluationEdit: edit}
		}
		imported := complete(2, 1, 1, 1, 3, 3, "low")
		imported.Original = "B-"
		rows := page.Rows[v1.EvaluationBulk]{Rows: []v1.EvaluationBulk{row(2026, imported), row(2027, complete(4, 1, 1, 1, 3, 3, "low"))}}
		out := testkit.JSON[httpx.BulkResult](client.Post(t, "/evaluations/bulk?on_error=skip", rows).Want(http.StatusOK))
		if out.Created != 1 || out.Failed != 1 || out.Results[1].Problem.Errors[0].Pointer != "/indicators/Q1/value" {
			t.Errorf("%+v", out)
		}
		out = testkit.JSON[httpx.BulkResult](client.Post(t, "/evaluations/bulk?on_error=skip", rows).Want(http.StatusOK))
		if out.Unchanged != 1 {
			t.Errorf("%+v", out)
		}
		imported.Level = "medium"
		rows.Rows = []v1.EvaluationBulk{row(2026, imported)}
		out = testkit.JSON[httpx.BulkResult](client.Post(t, "/evaluations/bulk", rows).Want(http.StatusOK))
		if out.Updated != 1 {
			t.Errorf("%+v", out)
		}
		path := fmt.Sprintf("/evaluations/%d", out.Results[0].ID)
		imported.Deviation = enough
		tag := client.Put(t, path, imported, "If-Match", `"v2"`).Want(http.StatusOK).ETag()
		client.Post(t, path+"/confirmation", nil, "If-Match", tag).Want(http.StatusOK)
		rows.Rows[0].Level = "low"
		out = testkit.JSON[httpx.BulkResult](client.Post(t, "/evaluations/bulk", rows).Want(http.StatusOK))
		if out.Failed != 1 || !strings.HasSuffix(out.Results[0].Problem.Type, "evaluation-confirmed") {
			t.Errorf("%+v", out)
		}
		out = testkit.JSON[httpx.BulkResult](e.other.Post(t, "/evaluations/bulk", rows).Want(http.StatusOK))
		if out.Failed != 1 || out.Results[0].Problem.Errors[0].Pointer != "/risk" {
			t.Errorf("another municipality's: %+v", out)
		}
	})
}

func TestNextYearStartsFromLast(t *testing.T) {
	e := newEvaluations(t)
	kept, changed, gone, fresh := e.risk(t), e.risk(t), e.risk(t), e.risk(t)
	keptPath, keptNow := e.confirmed(t, kept, 2026, complete(2, 1, 1, 1, 3, 3, "low"))
	changedPath, changedNow := e.confirmed(t, changed, 2026, complete(3, 3, 1, 1, 3, 3, "high"))
	e.reviewed(t, 2026, kept)
	decided := e.mine.Put(t, keptPath+"/treatment", v1.EvaluationTreatment{Treatment: "keep", Motivation: "Le misure bastano"}, "If-Match", keptNow.ETag()).Want(http.StatusOK)
	e.mine.Put(t, keptPath+"/residual", v1.EvaluationResidual{Level: "low", Motivation: "Misure attuate"}, "If-Match", decided.ETag()).Want(http.StatusOK)
	e.mine.Put(t, changedPath+"/treatment", v1.EvaluationTreatment{Treatment: "treat", Motivation: "Misure nuove"}, "If-Match", changedNow.ETag()).Want(http.StatusOK)
	gonePath, _ := e.confirmed(t, gone, 2026, complete(3, 3, 1, 1, 3, 3, "high"))
	res := e.mine.Get(t, fmt.Sprintf("/risks/%d", gone))
	e.mine.Delete(t, fmt.Sprintf("/risks/%d?reason=servizio+passato+all%%27unione", gone), "If-Match", res.ETag()).Want(http.StatusNoContent)

	const path = "/municipalities/083049/evaluations/carry-over"
	e.mine.Post(t, path, v1.EvaluationCarryOver{Year: 1990}).Refused(http.StatusUnprocessableEntity, "validation", "/year")
	e.As(t, authz.Coordinator, testkit.Milazzo).Post(t, path, v1.EvaluationCarryOver{Year: 2027}).Refused(http.StatusForbidden, "missing-permission")
	var wg sync.WaitGroup
	created := make([]int, 4)
	for i := range created {
		wg.Go(func() {
			created[i] = testkit.JSON[v1.EvaluationsCarried](e.mine.Post(t, path, v1.EvaluationCarryOver{Year: 2027}).Want(http.StatusOK)).Created
		})
	}
	wg.Wait()
	if total := created[0] + created[1] + created[2] + created[3]; total != 2 {
		t.Errorf("four at once created %v", created)
	}
	out := testkit.JSON[v1.EvaluationsCarried](e.mine.Post(t, path, v1.EvaluationCarryOver{Year: 2027}).Want(http.StatusOK))
	if out.Created != 0 || out.There != 2 || out.Gone != 1 || out.New != 1 || len(out.GoneRisks) != 1 || out.GoneRisks[0].Risk != gone || out.GoneRisks[0].Reason != "servizio passato all'unione" ||
		out.GoneRisks[0].Level != "high" {
		t.Errorf("again: %+v", out)
	}
	of := func(risk int64, year int) v1.Evaluation {
		t.Helper()
		found := testkit.JSON[page.Of[v1.Evaluation]](e.mine.Get(t, fmt.Sprintf("/evaluations?risk=%d&year=%d", risk, year)).Want(http.StatusOK))
		if len(found.Items) != 1 {
			t.Fatalf("%d of %d in %d", len(found.Items), risk, year)
		}
		return found.Items[0]
	}
	same := of(kept, 2027)
	if same.State != "draft" || same.Level != "low" || same.Change != "unchanged" || !same.CarriedOver || same.PreviousLevel != "low" || *same.Indicators.Q1.Value != 2 ||
		keptPath != fmt.Sprintf("/evaluations/%d", same.PreviousID) {
		t.Errorf("kept: %+v", same)
	}
	if same.Treatment != "keep" || same.TreatmentMotivation != "Le misure bastano" || same.TreatmentLevel != "low" || same.ResidualLevel != "" || same.PreviousResidual != "low" || same.Monitored {
		t.Errorf("the treatment comes along, what monitoring left does not: %+v", same)
	}
	other := of(changed, 2027)
	otherPath := fmt.Sprintf("/evaluations/%d", other.ID)
	edited := e.mine.Put(t, otherPath, complete(2, 2, 1, 1, 3, 3, "medium"), "If-Match", `"v1"`).Want(http.StatusOK)
	otherNow := e.mine.Post(t, otherPath+"/confirmation", nil, "If-Match", edited.ETag()).Want(http.StatusOK)
	if v := testkit.JSON[v1.Evaluation](otherNow); v.Treatment != "treat" || v.TreatmentLevel != "high" || v.Level != "medium" {
		t.Errorf("decided for another level, and told so: %+v", v)
	}
	again := e.mine.Put(t, otherPath+"/treatment", v1.EvaluationTreatment{Treatment: "keep", Motivation: "È sceso"}, "If-Match", otherNow.ETag()).Want(http.StatusOK)
	if v := testkit.JSON[v1.Evaluation](again); v.TreatmentLevel != "medium" {
		t.Errorf("%+v", v)
	}
	if other = of(changed, 2027); other.Change != "changed" || other.PreviousLevel != "high" {
		t.Errorf("changed: %+v", other)
	}
	if v := testkit.JSON[v1.Evaluation](e.mine.Get(t, gonePath)); v.Change != "gone" {
		t.Errorf("gone: %+v", v)
	}
	e.begin(t, fresh, 2027, "pna2019")
	if v := of(fresh, 2027); v.Change != "new" || v.CarriedOver {
		t.Errorf("new: %+v", v)
	}
	// what somebody took out of the year does not come back by itself
	e.mine.Delete(t, fmt.Sprintf("/evaluations/%d", same.ID), "If-Match", `"v1"`).Want(http.StatusNoContent)
	if out = testkit.JSON[v1.EvaluationsCarried](e.mine.Post(t, path, v1.EvaluationCarryOver{Year: 2027}).Want(http.StatusOK)); out.Created != 0 {
		t.Errorf("archived: %+v", out)
	}
}

func TestRiskMaps(t *testing.T) {
	t.Parallel()

	t.Run("a process stands at the highest of its events", func(t *testing.T) {
		e := newEvaluations(t)
		e.confirmed(t, e.risk(t), 2026, complete(2, 1, 1, 1, 3, 3, "low"))
		path, done := e.confirmed(t, e.risk(t), 2026, complete(3, 3, 1, 1, 3, 3, "high"))
		e.confirmed(t, e.risk(t, func(r *v1.RiskEdit) { r.Process, r.Area = "Concorso pubblico", "A" }), 2026, complete(2, 2, 1, 1, 3, 3, "medium"))
		e.begin(t, e.risk(t, func(r *v1.RiskEdit) { r.Process = "Varianti" }), 2026, "pna2019")
		e.risk(t)
		const query = "/municipalities/083049/risk-map?year=2026"
		read := e.mine.Get(t, query).Want(http.StatusOK)
		m := testkit.JSON[v1.RiskMap](read)
		if m.Risks != 5 || m.Confirmed != 3 || m.Drafts != 1 || len(m.Areas) != 2 || m.Areas[1] != (v1.RiskMapArea{Area: "B", Low: 1, High: 1, Drafts: 1}) || len(m.Processes) != 3 {
			t.Errorf("%+v", m)
		}
		if p := m.Processes[0]; p.Process != localRisk().Process || p.Level != "high" || p.ResidualLevel != "high" || p.Low != 1 || p.High != 1 {
			t.Errorf("%+v", p)
		}
		if p := m.Processes[2]; p.Process != "Varianti" || p.Level != "" || p.Drafts != 1 {
			t.Errorf("%+v", p)
		}
		e.mine.Get(t, query, "If-None-Match", read.ETag()).Want(http.StatusNotModified)
		e.reviewed(t, 2026)
		e.mine.Put(t, path+"/residual", v1.EvaluationResidual{Level: "medium", Motivation: "Misure attuate"}, "If-Match", done.ETag()).Want(http.StatusOK)
		if p := testkit.JSON[v1.RiskMap](e.mine.Get(t, query)).Processes[0]; p.Level != "high" || p.ResidualLevel != "medium" {
			t.Errorf("after monitoring: %+v", p)
		}
		if m = testkit.JSON[v1.RiskMap](e.mine.Get(t, query+"&method=pna2013")); m.Confirmed != 0 || m.Risks != 5 || len(m.Processes) != 0 {
			t.Errorf("the other method: %+v", m)
		}
		e.mine.Get(t, "/municipalities/083049/risk-map").Refused(http.StatusBadRequest, "malformed", "year")
		e.Exec(t, `UPDATE municipalities SET former_codes = '{083999}' WHERE istat_code = '083049'`)
		if m = testkit.JSON[v1.RiskMap](e.mine.Get(t, "/municipalities/083999/risk-map?year=2026").Want(http.StatusOK)); m.Municipality != testkit.Milazzo {
			t.Errorf("by a former code: %+v", m)
		}
	})

	t.Run("the network is told no count that gives a municipality away", func(t *testing.T) {
		e := newEvaluations(t)
		crowd(t, e.App, 1, 30, "D", "member")
		e.Exec(t, `INSERT INTO zone_sets (id, code, name, valid_from) VALUES (1, 'omogenee', 'Zone omogenee', '2020-01-01')`)
		e.Exec(t, `INSERT INTO operational_periods (set_id, valid_from) VALUES (1, '2020-01-01')`)
		e.Exec(t, `INSERT INTO zones (set_id, code, name) SELECT 1, 'Z' || i, 'Zona ' || i FROM generate_series(1, 3) i`)
		e.Exec(t, `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from)
			SELECT z.set_id, z.id, m.istat_code, '2020-01-01' FROM municipalities m JOIN zones z ON z.code = 'Z' || (1 + m.istat_code::int % 3) WHERE m.istat_code LIKE '1000%'`)
		// area B: of thirty 24 are high: ten of a zone, eight of another beside two low ones, six of the third beside four medium ones: two events each, the lower one does not count
		e.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, state)
			SELECT istat_code, 'B', 'P', 'E' || i, 'local' FROM municipalities, generate_series(1, 2) i WHERE istat_code LIKE '1000%'`)
		e.Exec(t, `INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level)
			SELECT r.id, r.municipality_code, 2026, 'pna2019', 'confirmed', CASE WHEN r.event = 'E2' THEN 1
				WHEN n % 3 = 1 AND n <= 6 THEN 1 WHEN n % 3 = 2 AND n <= 12 THEN 2 ELSE 3 END
			FROM risks r, LATERAL (SELECT r.municipality_code::int - 100000) x (n)`)
		// three that do not adhere are high too: what tells of adherents only, beside, would leave them over
		crowd(t, e.App, 41, 3, "D", "draft_sent")
		e.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, state) SELECT istat_code, 'B', 'P', 'E', 'local' FROM municipalities WHERE adhesion = 'draft_sent'`)
		e.Exec(t, `INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level)
			SELECT r.id, r.municipality_code, 2026, 'pna2019', 'confirmed', 3 FROM risks r JOIN municipalities m ON m.istat_code = r.municipality_code AND m.adhesion = 'draft_sent'`)
		publish(t, e.App)
		seen := func(c testkit.Client) v1.NetworkRiskMap {
			t.Helper()
			return testkit.JSON[v1.NetworkRiskMap](c.Get(t, "/network/risk-map?year=2026").Want(http.StatusOK))
		}
		whole := seen(e.As(t, authz.Secretariat))
		if a := whole.Areas[1]; a.Low.Count != 2 || a.Medium.Count != 4 || a.High.Count != 24 || len(whole.Zones) != 3 || whole.Zones[1].Areas[1].High.Count != 10 {
			t.Errorf("%+v", whole)
		}
		for _, c := range []testkit.Client{e.mine, e.As(t, authz.Observer), e.As(t, authz.Coordinator, "100001")} {
			m := seen(c)
			if a := m.Areas[1]; !a.Low.Suppressed || !a.Medium.Suppressed || a.High.Suppressed || a.High.Count != 24 {
				t.Errorf("network: %+v", a)
			}
			hidden := 0
			for _, z := range m.Zones {
				if a := z.Areas[1]; !a.Low.Suppressed || !a.Medium.Suppressed || a.Low.Count+a.Medium.Count != 0 {
					t.Errorf("%s: %+v", z.Name, a)
				} else if a.High.Suppressed {
					hidden++
				}
			}
			if hidden == 1 { // 24 less what is told
				t.Errorf("one hidden zone alone: %+v", m.Zones)
			}
		}
		if other := testkit.JSON[v1.NetworkRiskMap](e.mine.Get(t, "/network/risk-map?year=2025").Want(http.StatusOK)); len(other.Areas) != 0 {
			t.Errorf("another year: %+v", other)
		}
	})
}

func TestEvaluationMethods(t *testing.T) {
	e := newEvaluations(t)
	found := testkit.JSON[page.Of[v1.EvaluationMethod]](e.mine.Get(t, "/evaluation-methods").Want(http.StatusOK))
	if len(found.Items) != 2 || found.Items[0].Method != "pna2019" || len(found.Items[0].Questions) != 6 || len(found.Items[1].Questions) != 10 || !found.Items[1].Superseded ||
		found.Items[1].Bands[1] != (v1.EvaluationBand{Level: "medium", From: 6, To: 16}) || found.Items[1].Questions[8].Options[0].Value != 0 {
		t.Errorf("%+v", found)
	}
	s := testkit.JSON[v1.EvaluationSuggestion](e.mine.Get(t, "/evaluation-suggestion?q1=3&q2=1&q3=1&q4=3&q5=2&q6=3").Want(http.StatusOK))
	if s.SuggestedLevel != "medium" || s.Explanation[1].Rule != "measures-implemented" {
		t.Errorf("%+v", s)
	}
	e.mine.Get(t, "/evaluation-suggestion?q1=4&q2=1").Refused(http.StatusBadRequest, "malformed", "q1", "q3", "q4", "q5", "q6")

	const bands = "/network-settings/evaluation-bands"
	secretariat := e.As(t, authz.Secretariat)
	e.mine.Get(t, bands).Refused(http.StatusForbidden, "missing-permission")
	read := secretariat.Get(t, bands).Want(http.StatusOK)
	secretariat.Put(t, bands, v1.EvaluationBands{FromMedium: 0.5, FromHigh: 0.4}, "If-Match", read.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/from_medium", "/from_high")
	secretariat.Put(t, bands, v1.EvaluationBands{FromMedium: 5.5, FromHigh: 12}).Refused(http.StatusPreconditionRequired, "if-match-required")

	path, tag := e.begin(t, e.risk(t), 2018, "pna2013")
	hole := old([6]int{3, 5, 3, 3, 5, 3}, [4]int{1, 1, 2, 2}) // 5.5
	before := e.mine.Put(t, path, hole, "If-Match", tag).Want(http.StatusOK)
	set := secretariat.Put(t, bands, v1.EvaluationBands{FromMedium: 5.5, FromHigh: 12}, "If-Match", read.ETag()).Want(http.StatusOK)
	secretariat.Put(t, bands, v1.EvaluationBands{FromMedium: 5, FromHigh: 12}, "If-Match", read.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
	after := e.mine.Post(t, path+"/confirmation", nil, "If-Match", before.ETag()).Want(http.StatusOK)
	if a, b := testkit.JSON[v1.Evaluation](before), testkit.JSON[v1.Evaluation](after); a.Level != "low" || b.Level != "medium" || *b.Score != 5.5 {
		t.Errorf("%s then %s", a.Level, b.Level)
	}
	history := testkit.JSON[page.Of[v1.HistoryEntry]](secretariat.Get(t, bands+"/history").Want(http.StatusOK))
	if testkit.JSON[v1.EvaluationBandsSetting](set).Standard.FromMedium != 6 || len(history.Items[0].Changes) != 2 {
		t.Errorf("%+v", history)
	}
}
