package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func behaviourEdit(change ...func(*v1.BehaviourEdit)) v1.BehaviourEdit {
	b := v1.BehaviourEdit{Title: "Contratto lasciato scadere", Situation: "S04", Contexts: []string{"ufficio-monocratico"}, Areas: []string{"B"},
		Observed: "Si lascia scadere il contratto sapendo che sarà prorogato allo stesso gestore", Desired: "La nuova procedura parte sei mesi prima",
		Measures: []string{"M01"}, Severity: "organisational"}
	for _, c := range change {
		c(&b)
	}
	return b
}

func TestBehaviours(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, coordinator, secretariat, reader testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		return app, app.As(t, authz.Coordinator, testkit.Milazzo), app.As(t, authz.Secretariat), app.As(t, authz.Referent, testkit.Milazzo)
	}
	list := func(t *testing.T, c testkit.Client, query string) page.Of[v1.Behaviour] {
		t.Helper()
		return testkit.JSON[page.Of[v1.Behaviour]](c.Get(t, "/behaviours?"+query).Want(http.StatusOK))
	}
	make := func(t *testing.T, c testkit.Client, change ...func(*v1.BehaviourEdit)) (v1.Behaviour, string, string) {
		t.Helper()
		made := c.Post(t, "/behaviours", v1.BehaviourNew{BehaviourEdit: behaviourEdit(change...)}).Want(http.StatusCreated)
		b := testkit.JSON[v1.Behaviour](made)
		return b, fmt.Sprintf("/behaviours/%d", b.ID), made.ETag()
	}

	t.Run("coordinators write, everyone reads and finds", func(t *testing.T) {
		app, coordinator, _, reader := setup(t)
		made := coordinator.Post(t, "/behaviours", v1.BehaviourNew{Code: "CR11", BehaviourEdit: behaviourEdit()}, "Idempotency-Key", "k").Want(http.StatusCreated)
		again := coordinator.Post(t, "/behaviours", v1.BehaviourNew{Code: "CR11", BehaviourEdit: behaviourEdit()}, "Idempotency-Key", "k").Want(http.StatusCreated)
		b, path, _ := make(t, coordinator, func(b *v1.BehaviourEdit) {
			b.Title, b.Situation, b.Contexts, b.Areas, b.Measures, b.Severity = "Altro", "S01", nil, []string{"A"}, nil, ""
			b.Observed = "Il tecnico istruisce la pratica di un parente"
		})
		if string(made.Body) != string(again.Body) || b.Code != "CR12" || made.Header.Get("Location") != fmt.Sprintf("%s/behaviours/%d", httpx.Base, b.ID-1) {
			t.Errorf("%s, then %+v", made.Body, b)
		}
		for q, want := range map[string]string{
			"": "CR11 CR12", "sort=-code": "CR12 CR11", "sort=title": "CR12 CR11", "sort=-updated_at": "CR12 CR11", "situation=S04": "CR11",
			"situation=S04&situation=S01": "CR11 CR12", "context=ufficio-monocratico": "CR11", "area=A&area=B": "CR11 CR12", "measure=M01": "CR11",
			"measure=M02": "", "risk=B.01": "", "state=draft": "CR11 CR12", "state=validated": "", "severity=organisational": "CR11",
			"q=contratti": "CR11", "q=proroga": "CR11", "q=parenti": "CR12", "q=CR12": "CR12", "q=mensa": "",
		} {
			codes := []string{}
			found := list(t, reader, q)
			for _, b := range found.Items {
				codes = append(codes, b.Code)
			}
			if strings.Join(codes, " ") != want || found.Total != len(codes) {
				t.Errorf("%s finds %v, total %d", q, codes, found.Total)
			}
		}
		if got := testkit.JSON[v1.Behaviour](reader.Get(t, path).Want(http.StatusOK)); len(got.Actions) != 0 || got.Contexts == nil {
			t.Errorf("%+v", got)
		}
		csv := reader.Get(t, "/behaviours?situation=S01", "Accept", "text/csv").Want(http.StatusOK)
		if strings.Count(strings.TrimSpace(string(csv.Body)), "\n") != 1 || !strings.Contains(string(csv.Body), "CR12") {
			t.Errorf("csv: %s", csv.Body)
		}
		reader.Post(t, "/behaviours", v1.BehaviourNew{BehaviourEdit: behaviourEdit()}).Refused(http.StatusForbidden, "missing-permission")
		reader.Put(t, path, behaviourEdit(), "If-Match", `"v1"`).Refused(http.StatusForbidden, "missing-permission")
		reader.Delete(t, path, "If-Match", `"v1"`).Refused(http.StatusForbidden, "missing-permission")
		coordinator.Post(t, path+"/validation", nil, "If-Match", `"v1"`).Refused(http.StatusForbidden, "missing-permission")
		app.Anonymous().Get(t, "/behaviours").Refused(http.StatusUnauthorized, "login-required")
		app.As(t, authz.Observer).Get(t, path+"/history").Refused(http.StatusForbidden, "missing-permission")
	})

	t.Run("the review is by four eyes and closes the text", func(t *testing.T) {
		app, coordinator, secretariat, reader := setup(t)
		b, path, tag := make(t, secretariat)
		if strings.Join(b.Actions, " ") != "edit archive" {
			t.Errorf("whoever wrote it is offered %v", b.Actions)
		}
		secretariat.Post(t, path+"/validation", nil, "If-Match", tag).Refused(http.StatusForbidden, "four-eyes")
		edited := coordinator.Put(t, path, behaviourEdit(func(b *v1.BehaviourEdit) { b.Severity = "formal" }), "If-Match", tag).Want(http.StatusOK)
		coordinator.Put(t, path, behaviourEdit(), "If-Match", tag).Refused(http.StatusPreconditionFailed, "stale-version")
		coordinator.Put(t, path, behaviourEdit()).Refused(http.StatusPreconditionRequired, "if-match-required")
		secretariat.Post(t, path+"/validation", nil, "If-Match", tag).Refused(http.StatusPreconditionFailed, "stale-version")
		done := secretariat.Post(t, path+"/validation", nil, "If-Match", edited.ETag()).Want(http.StatusOK)
		if v := testkit.JSON[v1.Behaviour](done); v.State != "validated" || strings.Join(v.Actions, " ") != "supersession reopening" {
			t.Errorf("%+v", v)
		}
		coordinator.Put(t, path, behaviourEdit(), "If-Match", done.ETag()).Refused(http.StatusConflict, "reopen-first")
		coordinator.Delete(t, path, "If-Match", done.ETag()).Refused(http.StatusConflict, "reopen-first")
		secretariat.Post(t, path+"/validation", nil, "If-Match", done.ETag()).Refused(http.StatusConflict, "illegal-transition")
		old := secretariat.Post(t, path+"/supersession", nil, "If-Match", done.ETag()).Want(http.StatusOK)
		open := secretariat.Post(t, path+"/reopening", nil, "If-Match", old.ETag()).Want(http.StatusOK)
		coordinator.Delete(t, path+"?reason=doppione", "If-Match", open.ETag()).Want(http.StatusNoContent)
		secretariat.Post(t, path+"/validation", nil, "If-Match", `"v6"`).Refused(http.StatusConflict, "behaviour-archived")
		coordinator.Put(t, path, behaviourEdit(), "If-Match", `"v6"`).Refused(http.StatusConflict, "behaviour-archived")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](reader.Get(t, path+"/history").Want(http.StatusOK))
		if len(history.Items) != 6 || fmt.Sprint(history.Items[3].Changes) != "[{state draft validated}]" || history.Items[3].Operation != "behaviours-validation" {
			t.Errorf("history %+v", history)
		}
		if n, m := list(t, reader, "").Total, list(t, reader, "archived=true").Total; n != 0 || m != 1 {
			t.Errorf("%d living, %d archived", n, m)
		}
		// the seed counts as somebody else
		app.Exec(t, `INSERT INTO behaviours (code, title, situation_code, observed, desired, state, edited) VALUES ('CR40', 't', 'S01', 'o', 'd', 'draft', false)`)
		seeded := list(t, secretariat, "").Items[0]
		secretariat.Post(t, fmt.Sprintf("/behaviours/%d/validation", seeded.ID), nil, "If-Match", `"v1"`).Want(http.StatusOK)
	})

	t.Run("analogous ones come with their reasons", func(t *testing.T) {
		_, coordinator, _, reader := setup(t)
		_, path, _ := make(t, coordinator)
		make(t, coordinator, func(b *v1.BehaviourEdit) { b.Title, b.Observed = "Diversa", "Parole del tutto differenti" }) // CR02: all codes
		make(t, coordinator, func(b *v1.BehaviourEdit) { b.Contexts = []string{"isola-minore"} })                          // CR03: all words, fewer codes
		make(t, coordinator, func(b *v1.BehaviourEdit) { b.Situation, b.Contexts, b.Title = "S01", nil, "Solo l'area" })   // CR04
		make(t, coordinator, func(b *v1.BehaviourEdit) { b.Situation, b.Contexts, b.Areas = "S01", nil, []string{"A"} })   // CR05: nothing shared
		_, gone, tag := make(t, coordinator)                                                                               // CR06: archived
		coordinator.Delete(t, gone, "If-Match", tag).Want(http.StatusNoContent)
		found := testkit.JSON[page.Of[v1.AnalogousBehaviour]](reader.Get(t, path+"/analogous").Want(http.StatusOK))
		var said []string
		for _, a := range found.Items {
			said = append(said, a.Code+" "+strings.Join(a.Shared, "+"))
		}
		if strings.Join(said, ", ") != "CR03 S04+B, CR02 S04+ufficio-monocratico+B, CR04 B" || found.Items[0].Similarity != 1 || found.Items[1].Similarity > 0.5 {
			t.Errorf("%v %+v", said, found.Items)
		}
		for range 12 {
			make(t, coordinator)
		}
		if n := len(testkit.JSON[page.Of[v1.AnalogousBehaviour]](reader.Get(t, path+"/analogous")).Items); n != 10 {
			t.Errorf("%d of them", n)
		}
		reader.Get(t, "/behaviours/999999/analogous").Refused(http.StatusNotFound, "behaviour-not-found")
	})

	t.Run("many rows by code, each with its result", func(t *testing.T) {
		_, coordinator, secretariat, reader := setup(t)
		rows := []v1.BehaviourNew{
			{Code: "CR07", BehaviourEdit: behaviourEdit()}, {BehaviourEdit: behaviourEdit()}, {Code: "X1", BehaviourEdit: behaviourEdit()},
			{Code: "CR09", BehaviourEdit: behaviourEdit(func(b *v1.BehaviourEdit) { b.Situation = "S99" })},
		}
		send := func(rows ...v1.BehaviourNew) httpx.BulkResult {
			return testkit.JSON[httpx.BulkResult](coordinator.Post(t, "/behaviours/bulk?on_error=skip", page.Rows[v1.BehaviourNew]{Rows: rows}).Want(http.StatusOK))
		}
		out := send(rows...)
		if out.Created != 2 || out.Failed != 2 || out.Results[2].Problem.Errors[0].Pointer != "/code" || out.Results[3].Problem.Errors[0].Pointer != "/situation" {
			t.Errorf("%+v", out)
		}
		if again := send(rows[0]); again.Unchanged != 1 {
			t.Errorf("again: %+v", again)
		}
		rows[0].Title = "Cambiato"
		if changed := send(rows[0]); changed.Updated != 1 {
			t.Errorf("changed: %+v", changed)
		}
		b := list(t, reader, "").Items[0]
		secretariat.Post(t, fmt.Sprintf("/behaviours/%d/validation", b.ID), nil, "If-Match", `"v2"`).Want(http.StatusOK)
		rows[0].Title = "Ancora"
		if refused := send(rows[0]); refused.Failed != 1 || refused.Results[0].Problem.Type != "/problems/reopen-first" {
			t.Errorf("validated: %+v", refused)
		}
		reader.Post(t, "/behaviours/bulk", page.Rows[v1.BehaviourNew]{Rows: rows}).Refused(http.StatusForbidden, "missing-permission")
	})

	t.Run("bad input is named field by field", func(t *testing.T) {
		_, coordinator, secretariat, _ := setup(t)
		post := func(change func(*v1.BehaviourEdit)) *testkit.Response {
			return coordinator.Post(t, "/behaviours", v1.BehaviourNew{BehaviourEdit: behaviourEdit(change)})
		}
		secretariat.Post(t, "/risks", v1.RiskNew{Code: "B.05", RiskEdit: riskEdit()}).Want(http.StatusCreated)
		post(func(b *v1.BehaviourEdit) { b.Risks = []string{"B.05"} }).Want(http.StatusCreated)
		post(func(b *v1.BehaviourEdit) {
			b.Situation, b.Contexts, b.Areas, b.Measures, b.Risks = "S99", []string{"isola-minore", "boh"}, []string{"Z"}, []string{"M99"}, []string{"B.05", "B.77"}
		}).Refused(http.StatusUnprocessableEntity, "validation", "/situation", "/contexts/1", "/areas/0", "/measures/0", "/risks/1")
		post(func(b *v1.BehaviourEdit) {
			b.Title, b.Observed, b.Desired, b.Severity = " ", "", strings.Repeat("x", 2001), "grave"
		}).
			Refused(http.StatusUnprocessableEntity, "validation", "/title", "/observed", "/desired", "/severity")
		coordinator.Post(t, "/behaviours", v1.BehaviourNew{Code: "CR1", BehaviourEdit: behaviourEdit()}).Refused(http.StatusUnprocessableEntity, "validation", "/code")
		coordinator.Post(t, "/behaviours", v1.BehaviourNew{Code: "CR01", BehaviourEdit: behaviourEdit()}).Refused(http.StatusConflict, "behaviour-duplicate")
		coordinator.Post(t, "/behaviours", map[string]any{"autore": "x"}).Refused(http.StatusBadRequest, "malformed", "/autore")
		for _, q := range []string{"state=bozza", "severity=grave", "sort=observed", "situation=S0001", "boh=1"} {
			coordinator.Get(t, "/behaviours?"+q).Want(http.StatusBadRequest)
		}
		coordinator.Get(t, "/behaviours/7777").Refused(http.StatusNotFound, "behaviour-not-found")
	})
}
