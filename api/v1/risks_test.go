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

func riskEdit(change ...func(*v1.RiskEdit)) v1.RiskEdit {
	e := v1.RiskEdit{Area: "B", Process: "Proroghe e rinnovi", Event: "Proroghe ripetute al posto di una nuova gara", Typology: "delay",
		EnablingFactors: []string{"FA1", "FA2"}, RedFlags: []string{"Più proroghe sullo stesso contratto"}, Measures: []string{"M01"}}
	for _, c := range change {
		c(&e)
	}
	return e
}

func localRisk(change ...func(*v1.RiskEdit)) v1.RiskNew {
	return v1.RiskNew{Municipality: testkit.Milazzo, RiskEdit: riskEdit(change...)}
}

func at(r v1.Risk) string { return fmt.Sprintf("/risks/%d", r.ID) }

func risks(t *testing.T, c testkit.Client, query string) page.Of[v1.Risk] {
	t.Helper()
	return testkit.JSON[page.Of[v1.Risk]](c.Get(t, "/risks?"+query).Want(http.StatusOK))
}

// tables puts a thematic table and an operational zone in the database, and gives their ids.
func tables(t *testing.T, app *testkit.App) (table v1.Validation, zone v1.Validation) {
	t.Helper()
	app.Exec(t, `INSERT INTO project_groups (id, kind, name, valid_from) VALUES (901, 'thematic_table', 'Tavolo contratti', '2020-01-01'), (902, 'steering', 'Cabina', '2020-01-01')`)
	app.Exec(t, `INSERT INTO zone_sets (id, code, name, valid_from) VALUES (901, 'operative-t', 'Operative', '2020-01-01')`)
	app.Exec(t, `INSERT INTO operational_periods (set_id, valid_from) VALUES (901, '2020-01-01')`)
	app.Exec(t, `INSERT INTO zones (id, set_id, code, name) VALUES (901, 901, 'Z1', 'Peloro')`)
	return v1.Validation{Body: "thematic_table", BodyID: 901, ValidatedOn: "2026-03-02"}, v1.Validation{Body: "zone", BodyID: 901}
}

// publishEntry makes an entry its first version, as the review would.
func publishEntry(t *testing.T, app *testkit.App, e v1.Risk) {
	t.Helper()
	app.Exec(t, `INSERT INTO risk_versions (risk_id, number, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability)
		SELECT id, 1, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability FROM risks WHERE id = $1`, e.ID)
	app.Exec(t, `UPDATE risks SET state = 'validated', published = 1 WHERE id = $1`, e.ID)
}

func TestRisks(t *testing.T) {
	t.Parallel()
	type stage struct {
		app                               *testkit.App
		mine, other, secretariat, reviser testkit.Client
	}
	setup := func(t *testing.T) stage {
		t.Parallel()
		app := testkit.New(t)
		app.Basics(t)
		return stage{app, app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Referent, testkit.Malfa), app.As(t, authz.Secretariat),
			app.As(t, authz.Secretariat)}
	}
	entry := func(t *testing.T, c testkit.Client, change ...func(*v1.RiskEdit)) (v1.Risk, string) {
		t.Helper()
		made := c.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit(change...)}).Want(http.StatusCreated)
		return testkit.JSON[v1.Risk](made), made.ETag()
	}

	t.Run("a referent keeps the local risks of their municipality", func(t *testing.T) {
		s := setup(t)
		made := s.mine.Post(t, "/risks", localRisk()).Want(http.StatusCreated)
		r := testkit.JSON[v1.Risk](made)
		if made.Header.Get("Location") != httpx.Base+at(r) || r.State != "local" || r.Code != "" || strings.Join(r.Actions, " ") != "edit archive" {
			t.Errorf("%+v at %s", r, made.Header.Get("Location"))
		}
		for _, q := range []string{"q=proroga", "q=RIPETUTE", "area=B", "area=B&area=A", "municipality=" + testkit.Milazzo, "scope=local", "state=local",
			"typology=delay", "factor=FA2", "measure=M01&measure=M02", "process=Proroghe+e+rinnovi", "q=gara&area=B&factor=FA1", ""} {
			if found := risks(t, s.mine, q); found.Total != 1 || len(found.Items) != 1 {
				t.Errorf("%s finds %d of %d", q, len(found.Items), found.Total)
			}
		}
		for _, q := range []string{"q=urbanistica", "area=A", "municipality=" + testkit.Malfa, "scope=catalogue", "state=draft", "typology=abuse", "measure=M02",
			"process=Proroghe", "adopted=77", "scope=catalogue&municipality=" + testkit.Milazzo} {
			if found := risks(t, s.mine, q); found.Total != 0 || len(found.Items) != 0 {
				t.Errorf("%s finds %d", q, found.Total)
			}
		}
		// hidden, not forbidden
		s.other.Get(t, at(r)).Refused(http.StatusNotFound, "risk-not-found")
		s.other.Get(t, at(r)+"/history").Refused(http.StatusNotFound, "risk-not-found")
		s.other.Get(t, at(r)+"/recurrence").Refused(http.StatusNotFound, "risk-not-found")
		s.other.Put(t, at(r), riskEdit(), "If-Match", made.ETag()).Refused(http.StatusNotFound, "risk-not-found")
		if found := risks(t, s.other, "municipality="+testkit.Milazzo); found.Total != 0 {
			t.Errorf("another municipality sees %d", found.Total)
		}
		s.other.Post(t, "/risks", localRisk()).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
		observer := s.app.As(t, authz.Observer)
		if found := risks(t, observer, ""); found.Total != 0 {
			t.Errorf("an observer sees %d local risks", found.Total)
		}
		observer.Get(t, at(r)).Refused(http.StatusNotFound, "risk-not-found")
		observer.Post(t, "/risks", localRisk()).Refused(http.StatusForbidden, "missing-permission")
		observer.Get(t, at(r)+"/history").Refused(http.StatusForbidden, "missing-permission")
		s.app.Anonymous().Get(t, "/risks").Refused(http.StatusUnauthorized, "login-required")
		coordinator := s.app.As(t, authz.Coordinator, testkit.Milazzo, testkit.Malfa)
		if seen := testkit.JSON[v1.Risk](coordinator.Get(t, at(r)).Want(http.StatusOK)); len(seen.Actions) != 0 {
			t.Errorf("a coordinator is offered %v", seen.Actions)
		}
		coordinator.Put(t, at(r), riskEdit(), "If-Match", made.ETag()).Refused(http.StatusForbidden, "not-yours")
		coordinator.Delete(t, at(r), "If-Match", made.ETag()).Refused(http.StatusForbidden, "not-yours")
		s.secretariat.Post(t, "/risks", v1.RiskNew{Municipality: "083999", RiskEdit: riskEdit()}).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
	})

	t.Run("a stale edit is refused, an archived risk stays as it is", func(t *testing.T) {
		s := setup(t)
		made := s.mine.Post(t, "/risks", localRisk()).Want(http.StatusCreated)
		r := testkit.JSON[v1.Risk](made)
		edit := riskEdit(func(e *v1.RiskEdit) { e.Typology = "conflict" })
		s.mine.Put(t, at(r), edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		fresh := s.mine.Put(t, at(r), edit, "If-Match", made.ETag()).Want(http.StatusOK)
		late := s.mine.Put(t, at(r), edit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		if !strings.Contains(string(late.Body), `"version":2`) {
			t.Errorf("the refusal does not say what there is: %s", late.Body)
		}
		s.mine.Get(t, at(r), "If-None-Match", fresh.ETag()).Want(http.StatusNotModified)
		history := testkit.JSON[page.Of[v1.HistoryEntry]](s.mine.Get(t, at(r)+"/history").Want(http.StatusOK))
		if len(history.Items) != 2 || fmt.Sprint(history.Items[0].Changes) != "[{typology delay conflict}]" {
			t.Errorf("history %+v", history)
		}
		s.mine.Delete(t, at(r)+"?reason=doppione", "If-Match", fresh.ETag()).Want(http.StatusNoContent)
		gone := testkit.JSON[v1.Risk](s.mine.Get(t, at(r)).Want(http.StatusOK))
		if gone.ArchivedAt == nil || gone.ArchiveReason != "doppione" || len(gone.Actions) != 0 {
			t.Errorf("archived: %+v", gone)
		}
		s.mine.Put(t, at(r), edit, "If-Match", `"v3"`).Refused(http.StatusConflict, "risk-archived")
		s.mine.Delete(t, at(r), "If-Match", `"v3"`).Refused(http.StatusConflict, "risk-archived")
		if n, m := risks(t, s.mine, "").Total, risks(t, s.mine, "archived=true").Total; n != 0 || m != 1 {
			t.Errorf("%d living, %d archived", n, m)
		}
	})

	t.Run("the catalogue is for everyone to read and for few to write", func(t *testing.T) {
		s := setup(t)
		coordinator := s.app.As(t, authz.Coordinator, testkit.Milazzo)
		first, tag := entry(t, coordinator)
		second, _ := entry(t, s.secretariat)
		s.secretariat.Post(t, "/risks", v1.RiskNew{Code: "B.10", RiskEdit: riskEdit()}).Want(http.StatusCreated)
		last, _ := entry(t, s.secretariat)
		if got := first.Code + second.Code + last.Code + first.State; got != "B.01B.02B.11draft" {
			t.Errorf("codes and state %s", got)
		}
		if strings.Join(first.Actions, " ") != "edit archive proposal presentation" {
			t.Errorf("the coordinator is offered %v", first.Actions)
		}
		for _, c := range []testkit.Client{s.mine, s.other, s.app.As(t, authz.Observer), s.app.As(t, authz.Client, testkit.Malfa)} {
			found := risks(t, c, "scope=catalogue&sort=code")
			codes := []string{}
			for _, r := range found.Items {
				codes = append(codes, r.Code)
			}
			if fmt.Sprint(codes) != "[B.01 B.02 B.10 B.11]" {
				t.Errorf("codes %v", codes)
			}
		}
		s.mine.Get(t, "/risks?sort=code").Refused(http.StatusBadRequest, "unknown-sort", "sort")
		s.mine.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Refused(http.StatusForbidden, "missing-permission")
		s.mine.Put(t, at(first), riskEdit(), "If-Match", tag).Refused(http.StatusForbidden, "missing-permission")
		s.mine.Delete(t, at(first), "If-Match", tag).Refused(http.StatusForbidden, "missing-permission")
		s.mine.Post(t, at(first)+"/presentation", nil, "If-Match", tag).Refused(http.StatusForbidden, "missing-permission")
		s.secretariat.Post(t, "/risks", v1.RiskNew{Code: "B.01", RiskEdit: riskEdit()}).Refused(http.StatusConflict, "risk-duplicate")
		s.secretariat.Post(t, "/risks", v1.RiskNew{Code: "A.01", RiskEdit: riskEdit()}).Refused(http.StatusUnprocessableEntity, "validation", "/code")
		s.secretariat.Post(t, "/risks", v1.RiskNew{Code: "b-1", RiskEdit: riskEdit()}).Refused(http.StatusUnprocessableEntity, "validation", "/code")
		s.secretariat.Post(t, "/risks", v1.RiskNew{Code: "B.50", Municipality: testkit.Milazzo, RiskEdit: riskEdit()}).Refused(http.StatusUnprocessableEntity, "validation", "/code")
		s.secretariat.Put(t, at(first), riskEdit(func(e *v1.RiskEdit) { e.Area = "A" }), "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/area")
		s.secretariat.Put(t, at(first), riskEdit(func(e *v1.RiskEdit) { e.Motivation = "x" }), "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/motivation")
		s.secretariat.Put(t, at(first), riskEdit(func(e *v1.RiskEdit) { e.AdoptedVersion = 1 }), "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/adopted_version")
		s.secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit(func(e *v1.RiskEdit) { e.AdoptedVersion = 1 })}).Refused(http.StatusUnprocessableEntity, "validation", "/adopted_version")
		// codes are found by searching for them
		if found := risks(t, s.mine, "q=B.11"); found.Total != 1 {
			t.Errorf("q=B.11 finds %d", found.Total)
		}
	})

	t.Run("two entries at once get two codes", func(t *testing.T) {
		s := setup(t)
		var wg sync.WaitGroup
		codes := make([]string, 8)
		for i := range codes {
			wg.Go(func() {
				codes[i] = testkit.JSON[v1.Risk](s.secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated)).Code
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if fmt.Sprint(codes) != "[B.01 B.02 B.03 B.04 B.05 B.06 B.07 B.08]" {
			t.Errorf("codes %v", codes)
		}
	})

	t.Run("an entry goes from draft to validated by somebody else, and changes only when reopened", func(t *testing.T) {
		s := setup(t)
		table, zone := tables(t, s.app)
		e, tag := entry(t, s.secretariat)
		act := func(c testkit.Client, action string, body any) *testkit.Response {
			t.Helper()
			return c.Post(t, at(e)+"/"+action, body, "If-Match", tag)
		}
		do := func(c testkit.Client, action string, body any) v1.Risk {
			t.Helper()
			res := act(c, action, body).Want(http.StatusOK)
			tag = res.ETag()
			return testkit.JSON[v1.Risk](res)
		}
		act(s.reviser, "validation", table).Refused(http.StatusConflict, "illegal-transition")
		s.reviser.Post(t, at(e)+"/presentation", nil).Refused(http.StatusPreconditionRequired, "if-match-required")
		if v := do(s.app.As(t, authz.Coordinator, testkit.Milazzo), "presentation", nil); v.State != "proposed" || len(v.Actions) != 2 {
			t.Errorf("%+v", v)
		}
		s.secretariat.Put(t, at(e), riskEdit(), "If-Match", tag).Refused(http.StatusConflict, "reopen-first")
		act(s.app.As(t, authz.Coordinator, testkit.Milazzo), "examination", nil).Refused(http.StatusForbidden, "missing-permission")
		act(s.reviser, "return", v1.ReturnNote{Reason: " "}).Refused(http.StatusUnprocessableEntity, "validation", "/reason")
		act(s.reviser, "return", v1.ReturnNote{Reason: "Lo dice RSSMRA85T10A562S"}).Refused(http.StatusUnprocessableEntity, "validation", "/reason")
		if v := do(s.reviser, "return", v1.ReturnNote{Reason: "Manca un fattore"}); v.State != "draft" || v.Note != "Manca un fattore" {
			t.Errorf("%+v", v)
		}
		if v := do(s.secretariat, "presentation", nil); v.Note != "" {
			t.Errorf("the note stays: %+v", v)
		}
		do(s.secretariat, "examination", nil)
		act(s.secretariat, "validation", table).Refused(http.StatusForbidden, "four-eyes")
		if seen := testkit.JSON[v1.Risk](s.secretariat.Get(t, at(e)).Want(http.StatusOK)); slices.Contains(seen.Actions, "validation") {
			t.Errorf("whoever wrote it is offered %v", seen.Actions)
		}
		for _, body := range []any{v1.Validation{Body: "thematic_table", BodyID: 902}, v1.Validation{Body: "zone", BodyID: 777},
			v1.Validation{Body: "thematic_table", BodyID: 901, ValidatedOn: "2019-01-01"}} {
			act(s.reviser, "validation", body).Refused(http.StatusUnprocessableEntity, "validation", "/body_id")
		}
		act(s.reviser, "validation", v1.Validation{Body: "zone", BodyID: 901, ValidatedOn: "2999-01-01"}).Refused(http.StatusUnprocessableEntity, "validation", "/validated_on")
		act(s.reviser, "validation", map[string]any{"body": "giunta", "body_id": 1}).Refused(http.StatusUnprocessableEntity, "validation", "/body")
		act(s.mine, "validation", table).Refused(http.StatusForbidden, "missing-permission")
		s.mine.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "x"}).Refused(http.StatusConflict, "risk-not-adoptable")
		if v := do(s.reviser, "validation", table); v.State != "validated" || v.Published != 1 || strings.Join(v.Actions, " ") != "adoption proposal supersession reopening" {
			t.Errorf("%+v", v)
		}
		s.secretariat.Put(t, at(e), riskEdit(), "If-Match", tag).Refused(http.StatusConflict, "reopen-first")
		s.secretariat.Delete(t, at(e), "If-Match", tag).Refused(http.StatusConflict, "reopen-first")
		s.reviser.Post(t, at(e)+"/reopening", nil, "If-Match", `"v2"`).Refused(http.StatusPreconditionFailed, "stale-version")
		do(s.reviser, "reopening", nil)
		edited := s.reviser.Put(t, at(e), riskEdit(func(e *v1.RiskEdit) { e.Typology = "abuse" }), "If-Match", tag).Want(http.StatusOK)
		tag = edited.ETag()
		// what is published is adopted, whatever is being written
		local := testkit.JSON[v1.Risk](s.mine.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "x"}).Want(http.StatusCreated))
		if local.Typology != "delay" || local.AdoptedVersion != 1 || local.SourceVersion != 1 || slices.Contains(local.Actions, "revision") {
			t.Errorf("adopted %+v", local)
		}
		do(s.secretariat, "presentation", nil)
		do(s.secretariat, "examination", nil)
		act(s.reviser, "validation", zone).Refused(http.StatusForbidden, "four-eyes") // now the other one wrote
		do(s.secretariat, "validation", zone)
		if seen := testkit.JSON[v1.Risk](s.mine.Get(t, at(local)).Want(http.StatusOK)); seen.SourceVersion != 2 || !slices.Contains(seen.Actions, "revision") {
			t.Errorf("%+v", seen)
		}

		found := testkit.JSON[page.Of[v1.RiskVersion]](s.mine.Get(t, at(e)+"/versions?limit=1").Want(http.StatusOK))
		if len(found.Items) != 1 || found.Total != 2 || found.Items[0].Number != 2 || found.Items[0].ValidatedBy != "Peloro" || found.Items[0].Typology != "abuse" {
			t.Errorf("%+v", found)
		}
		found = testkit.JSON[page.Of[v1.RiskVersion]](s.mine.Get(t, at(e)+"/versions?limit=1&cursor="+found.NextCursor).Want(http.StatusOK))
		if len(found.Items) != 1 || found.NextCursor != "" || found.Items[0].ValidatedBy != "Tavolo contratti" || found.Items[0].ValidatedOn != "2026-03-02" {
			t.Errorf("%+v", found)
		}
		s.mine.Get(t, at(e)+"/versions?cursor=x").Refused(http.StatusBadRequest, "bad-cursor", "cursor")
		diff := testkit.JSON[v1.VersionDiff](s.mine.Get(t, at(e)+"/version-diff?from=1&to=2").Want(http.StatusOK))
		if fmt.Sprint(diff.Fields) != "[{typology [delay] [abuse]}]" {
			t.Errorf("%+v", diff)
		}
		s.mine.Get(t, at(e)+"/version-diff?from=1&to=3").Refused(http.StatusUnprocessableEntity, "validation", "to")
		s.other.Get(t, at(local)+"/version-diff?from=1&to=2").Refused(http.StatusNotFound, "risk-not-found")
		s.other.Get(t, at(local)+"/versions").Refused(http.StatusNotFound, "risk-not-found")

		do(s.secretariat, "supersession", nil)
		s.other.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Malfa, Motivation: "x"}).Refused(http.StatusConflict, "risk-not-adoptable")
		s.secretariat.Put(t, at(e), riskEdit(), "If-Match", tag).Refused(http.StatusConflict, "reopen-first")
		do(s.secretariat, "reopening", nil)
		s.other.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Malfa, Motivation: "x"}).Refused(http.StatusConflict, "risk-not-adoptable")
		s.secretariat.Delete(t, at(e), "If-Match", tag).Want(http.StatusNoContent)
		act(s.secretariat, "presentation", nil).Refused(http.StatusConflict, "risk-archived")
		// the seed counts as somebody else, a local risk has no review
		s.app.Exec(t, `INSERT INTO risks (code, area_code, process, event, state, edited) VALUES ('A.01', 'A', 'Concorso', 'Requisiti su misura', 'in_validation', false)`)
		seeded := risks(t, s.secretariat, "area=A").Items[0]
		s.secretariat.Post(t, at(seeded)+"/validation", table, "If-Match", `"v1"`).Want(http.StatusOK)
		s.secretariat.Post(t, at(local)+"/presentation", nil, "If-Match", `"v1"`).Refused(http.StatusConflict, "illegal-transition")
	})

	t.Run("of two validations at once one publishes, and an edit meanwhile keeps it from publishing", func(t *testing.T) {
		s := setup(t)
		table, _ := tables(t, s.app)
		e, _ := entry(t, s.secretariat)
		s.app.Exec(t, `UPDATE risks SET state = 'in_validation'`)
		var wg sync.WaitGroup
		codes := make([]int, 6)
		for i := range codes {
			wg.Go(func() { codes[i] = s.reviser.Post(t, at(e)+"/validation", table, "If-Match", `"v1"`).Code })
		}
		wg.Wait()
		slices.Sort(codes)
		if codes[0] != http.StatusOK || codes[1] == http.StatusOK {
			t.Errorf("answers %v", codes)
		}
		if found := testkit.JSON[page.Of[v1.RiskVersion]](s.mine.Get(t, at(e)+"/versions").Want(http.StatusOK)); found.Total != 1 || len(found.Items) != 1 {
			t.Errorf("%+v", found)
		}
		again, tag := entry(t, s.secretariat)
		s.secretariat.Put(t, at(again), riskEdit(func(e *v1.RiskEdit) { e.Event = "Altro" }), "If-Match", tag).Want(http.StatusOK)
		s.app.Exec(t, `UPDATE risks SET state = 'in_validation' WHERE id = $1`, again.ID)
		s.reviser.Post(t, at(again)+"/validation", table, "If-Match", tag).Refused(http.StatusPreconditionFailed, "stale-version")
	})

	t.Run("a municipality adopts an entry with its own words, once", func(t *testing.T) {
		s := setup(t)
		e, _ := entry(t, s.secretariat)
		s.mine.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "x"}).Refused(http.StatusConflict, "risk-not-adoptable")
		publishEntry(t, s.app, e)
		before := s.mine.Get(t, at(e)).Want(http.StatusOK)
		if seen := testkit.JSON[v1.Risk](before); strings.Join(seen.Actions, " ") != "adoption proposal" {
			t.Errorf("a referent is offered %v", seen.Actions)
		}
		body := v1.RiskAdoption{Municipality: testkit.Milazzo, Event: "Proroghe del servizio mensa", Motivation: "Due proroghe in un anno", Measures: []string{"M02"}}
		made := s.mine.Post(t, at(e)+"/adoption", body, "Idempotency-Key", "a-1").Want(http.StatusCreated)
		r := testkit.JSON[v1.Risk](made)
		if r.Event != body.Event || r.Process != e.Process || r.Description != e.Description || fmt.Sprint(r.Measures, r.EnablingFactors) != "[M02] [FA1 FA2]" ||
			r.AdoptedID != e.ID || r.AdoptedCode != e.Code || r.AdoptedVersion != 1 || r.SourceVersion != 1 || r.Municipality != testkit.Milazzo || r.State != "local" {
			t.Errorf("%+v", r)
		}
		if made.Header.Get("Location") != httpx.Base+at(r) {
			t.Errorf("Location %s", made.Header.Get("Location"))
		}
		again := s.mine.Post(t, at(e)+"/adoption", body, "Idempotency-Key", "a-1").Want(http.StatusCreated)
		if string(again.Body) != string(made.Body) {
			t.Errorf("the replay differs: %s", again.Body)
		}
		s.mine.Post(t, at(e)+"/adoption", body).Refused(http.StatusConflict, "risk-already-adopted")
		// what the page offers follows, though the entry itself has not changed
		if after := s.mine.Get(t, at(e), "If-None-Match", before.ETag()).Want(http.StatusOK); len(testkit.JSON[v1.Risk](after).Actions) != 1 {
			t.Errorf("still offered: %s", after.Body)
		}
		if found := risks(t, s.mine, fmt.Sprintf("adopted=%d", e.ID)); found.Total != 1 || found.Items[0].AdoptedCode != e.Code {
			t.Errorf("%+v", found)
		}
		// the entry moves on: the local risk says so, and says when it has been compared
		tag := s.mine.Get(t, at(r)).Want(http.StatusOK).ETag()
		s.mine.Get(t, at(r), "If-None-Match", tag).Want(http.StatusNotModified)
		s.app.Exec(t, `INSERT INTO risk_versions (risk_id, number, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability)
			SELECT risk_id, 2, area_code, process, 'Altro evento', description, typology, enabling_factors, red_flags, measures, applicability FROM risk_versions`)
		s.app.Exec(t, `UPDATE risks SET published = 2 WHERE id = $1`, e.ID)
		moved := testkit.JSON[v1.Risk](s.mine.Get(t, at(r), "If-None-Match", tag).Want(http.StatusOK))
		if moved.AdoptedVersion != 1 || moved.SourceVersion != 2 || moved.Event != body.Event {
			t.Errorf("%+v", moved)
		}
		for version, pointer := range map[int64]string{3: "/adopted_version"} {
			s.mine.Put(t, at(r), riskEdit(func(e *v1.RiskEdit) { e.Motivation = "m"; e.AdoptedVersion = version }), "If-Match", tag).
				Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		s.mine.Put(t, at(r), riskEdit(), "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/motivation")
		kept := s.mine.Put(t, at(r), riskEdit(func(e *v1.RiskEdit) { e.Motivation = "m" }), "If-Match", tag).Want(http.StatusOK)
		compared := testkit.JSON[v1.Risk](s.mine.Put(t, at(r), riskEdit(func(e *v1.RiskEdit) { e.Motivation = "m"; e.AdoptedVersion = 2 }), "If-Match", kept.ETag()).Want(http.StatusOK))
		if testkit.JSON[v1.Risk](kept).AdoptedVersion != 1 || compared.AdoptedVersion != 2 {
			t.Errorf("compared: %+v", compared)
		}
		s.mine.Put(t, at(r), riskEdit(func(e *v1.RiskEdit) { e.Motivation = "m"; e.AdoptedVersion = 1 }), "If-Match", `"v3"`).
			Refused(http.StatusUnprocessableEntity, "validation", "/adopted_version")
		// archived, it can be adopted anew
		s.mine.Delete(t, at(r)+"?reason=errore", "If-Match", `"v3"`).Want(http.StatusNoContent)
		s.mine.Post(t, at(e)+"/adoption", body).Want(http.StatusCreated)
		s.secretariat.Post(t, at(e)+"/adoption", body).Refused(http.StatusConflict, "risk-already-adopted")

		s.other.Post(t, at(e)+"/adoption", body).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
		s.mine.Post(t, at(compared)+"/adoption", body).Refused(http.StatusConflict, "risk-not-adoptable")
		s.mine.Post(t, "/risks/999999/adoption", body).Refused(http.StatusNotFound, "risk-not-found")
		s.app.As(t, authz.Coordinator, testkit.Milazzo).Post(t, at(e)+"/adoption", body).Refused(http.StatusForbidden, "missing-permission")
		body.Motivation, body.Measures = " ", []string{"M99"}
		s.other.Post(t, at(e)+"/adoption", body).Refused(http.StatusUnprocessableEntity, "validation", "/motivation")
		body.Motivation, body.Municipality = "x", testkit.Malfa
		s.other.Post(t, at(e)+"/adoption", body).Refused(http.StatusUnprocessableEntity, "validation", "/measures/0")
	})

	t.Run("of two adoptions at once one wins", func(t *testing.T) {
		s := setup(t)
		e, _ := entry(t, s.secretariat)
		publishEntry(t, s.app, e)
		var wg sync.WaitGroup
		codes := make([]int, 8)
		for i := range codes {
			wg.Go(func() {
				codes[i] = s.mine.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "Ricorre"}).Code
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if codes[0] != http.StatusCreated || codes[1] != http.StatusConflict || codes[7] != http.StatusConflict {
			t.Errorf("answers %v", codes)
		}
	})

	t.Run("recurrence is counted, small numbers are not told", func(t *testing.T) {
		s := setup(t)
		e, _ := entry(t, s.secretariat)
		publishEntry(t, s.app, e)
		s.app.Exec(t, `INSERT INTO municipalities (istat_code, name, cadastral_code, population, population_year, area_km2, lat, lon, altimetric_zone, coastal, island, inner_area_class)
			SELECT '08310' || i, 'Comune ' || i, 'Z10' || i, 1000, 2021, 1, 38, 15, 'plain', false, false, 'A' FROM generate_series(1, 9) i`)
		s.app.Exec(t, `INSERT INTO zone_sets (code, name, valid_from) VALUES ('operative', 'Operative', '2020-01-01'), ('altre', 'Altre', '2020-01-01')`)
		s.app.Exec(t, `INSERT INTO operational_periods (set_id, valid_from) SELECT id, valid_from FROM zone_sets WHERE code = 'operative'`)
		s.app.Exec(t, `INSERT INTO zones (set_id, code, name) SELECT id, 'Z1', 'Peloro' FROM zone_sets`)
		s.app.Exec(t, `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from)
			SELECT set_id, z.id, m.istat_code, '2020-01-01' FROM zones z, municipalities m WHERE m.istat_code NOT IN ('083043', '083101')`)
		counts := func(c testkit.Client) string {
			r := testkit.JSON[v1.RiskRecurrence](c.Get(t, at(e)+"/recurrence").Want(http.StatusOK))
			return fmt.Sprint(r.Network, len(r.Zones), r.Zones)
		}
		adopt := func(codes ...int) {
			for _, i := range codes {
				s.app.Exec(t, `INSERT INTO risks (municipality_code, adopted_id, adopted_version, area_code, process, event, state)
					VALUES ($1, $2, 1, 'B', 'p', 'e', 'local')`, fmt.Sprintf("08310%d", i), e.ID)
			}
		}
		adopt(2, 3, 4, 5)
		if got := counts(s.mine); !strings.HasPrefix(got, "{0 true} 1 [{") || !strings.Contains(got, "Peloro {0 true}") {
			t.Errorf("four adoptions: %s", got)
		}
		adopt(6)
		if got := counts(s.mine); !strings.HasPrefix(got, "{5 false} 1 [{") || !strings.Contains(got, "Peloro {0 true}") {
			t.Errorf("five, of whom none is outside the zone, where two are: %s", got)
		}
		if got := counts(s.other); got != "{5 false} 0 []" {
			t.Errorf("outside every zone: %s", got)
		}
		if got := counts(s.secretariat); got != "{5 false} 0 []" {
			t.Errorf("of no municipality in particular: %s", got)
		}
		adopt(1) // the only one outside the zone: the difference would name it
		if got := counts(s.mine); !strings.HasPrefix(got, "{6 false} 1 [{") || !strings.Contains(got, "Peloro {0 true}") {
			t.Errorf("six: %s", got)
		}
		s.app.Exec(t, `UPDATE risks SET archived_at = now() WHERE municipality_code = '083101'`)
		local := testkit.JSON[v1.Risk](s.mine.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "m"}).Want(http.StatusCreated))
		r := testkit.JSON[v1.RiskRecurrence](s.mine.Get(t, at(local)+"/recurrence").Want(http.StatusOK))
		if r.Network.Count != 6 {
			t.Errorf("through the local risk: %+v", r)
		}
		s.mine.Get(t, "/risks/999999/recurrence").Refused(http.StatusNotFound, "risk-not-found")
	})

	t.Run("an outside system writes local risks by its own key", func(t *testing.T) {
		s := setup(t)
		client := s.app.As(t, authz.Client, testkit.Milazzo)
		path := "/risks/external/" + testkit.Milazzo + "/P-1"
		a := testkit.JSON[v1.Risk](client.Put(t, path, riskEdit()).Want(http.StatusOK))
		b := testkit.JSON[v1.Risk](client.Put(t, path, riskEdit()).Want(http.StatusOK))
		c := testkit.JSON[v1.Risk](client.Put(t, path, riskEdit(func(e *v1.RiskEdit) { e.RedFlags = nil })).Want(http.StatusOK))
		d := testkit.JSON[v1.Risk](client.Put(t, path, riskEdit(func(e *v1.RiskEdit) { e.RedFlags = nil })).Want(http.StatusOK))
		if a.ID != c.ID || b.Version != 1 || c.Version != 2 || d.Version != 2 || len(c.RedFlags) != 0 || a.ExternalRef != "P-1" {
			t.Errorf("%+v %+v %+v", a, b, c)
		}
		client.Delete(t, at(a), "If-Match", `"v2"`).Want(http.StatusNoContent)
		if e := testkit.JSON[v1.Risk](client.Put(t, path, riskEdit()).Want(http.StatusOK)); e.ArchivedAt != nil || e.Version != 4 {
			t.Errorf("back to life: %+v", e)
		}
		client.Put(t, "/risks/external/"+testkit.Malfa+"/P-1", riskEdit()).Refused(http.StatusNotFound, "risk-not-found")
		client.Put(t, "/risks/external/83049/P-1", riskEdit()).Refused(http.StatusBadRequest, "malformed", "istat_code")
		client.Put(t, path, riskEdit(func(e *v1.RiskEdit) { e.Area = "Z" })).Refused(http.StatusUnprocessableEntity, "validation", "/area")
		client.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Refused(http.StatusForbidden, "missing-permission")
	})

	t.Run("many rows, of the catalogue and local, each with its result", func(t *testing.T) {
		s := setup(t)
		rows := []v1.RiskBulk{
			{RiskNew: v1.RiskNew{Code: "B.07", RiskEdit: riskEdit()}},
			{RiskNew: v1.RiskNew{RiskEdit: riskEdit()}},
			{RiskNew: localRisk(), ExternalRef: "a"},
			{RiskNew: localRisk()},
			{RiskNew: v1.RiskNew{Code: "A.07", RiskEdit: riskEdit()}},
			{RiskNew: v1.RiskNew{RiskEdit: riskEdit()}, ExternalRef: "a"},
			{RiskNew: v1.RiskNew{Code: "B.09", Municipality: testkit.Milazzo, RiskEdit: riskEdit()}, ExternalRef: "b"},
			{RiskNew: localRisk(func(e *v1.RiskEdit) { e.Measures = []string{"M01", "M99"} }), ExternalRef: "c"},
		}
		send := func(c testkit.Client, query string, rows ...v1.RiskBulk) httpx.BulkResult {
			return testkit.JSON[httpx.BulkResult](c.Post(t, "/risks/bulk"+query, page.Rows[v1.RiskBulk]{Rows: rows}).Want(http.StatusOK))
		}
		out := send(s.secretariat, "?on_error=skip", rows...)
		var said []string
		for _, r := range out.Results {
			line := string(r.Status)
			if r.Problem != nil {
				line += r.Problem.Errors[0].Pointer
			}
			said = append(said, line)
		}
		if want := "created created created created failed/code failed/external_ref failed/code failed/measures/1"; strings.Join(said, " ") != want {
			t.Errorf("%v", said)
		}
		if n := risks(t, s.secretariat, "").Total; n != 4 {
			t.Errorf("%d rows", n)
		}
		again := send(s.secretariat, "", rows[0], rows[2])
		if again.Unchanged != 2 {
			t.Errorf("again: %+v", again)
		}
		rows[0].Event, rows[2].Event = "Cambiato", "Cambiato"
		if third := send(s.secretariat, "", rows[0], rows[2]); third.Updated != 2 {
			t.Errorf("changed: %+v", third)
		}
		s.app.Exec(t, `UPDATE risks SET state = 'validated' WHERE code = 'B.07'`)
		if same := send(s.secretariat, "", rows[0]); same.Unchanged != 1 {
			t.Errorf("validated, unchanged: %+v", same)
		}
		rows[0].Event = "Ancora"
		if refused := send(s.secretariat, "", rows[0]); refused.Failed != 1 || refused.Results[0].Problem.Type != "/problems/reopen-first" {
			t.Errorf("validated: %+v", refused)
		}
		if refused := send(s.mine, "?on_error=skip", rows[0], rows[1], rows[2]); refused.Failed != 2 || refused.Unchanged != 1 {
			t.Errorf("a referent: %+v", refused)
		}
	})

	t.Run("exports hold what the list holds", func(t *testing.T) {
		s := setup(t)
		e, _ := entry(t, s.secretariat)
		publishEntry(t, s.app, e)
		s.mine.Post(t, at(e)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "m"}).Want(http.StatusCreated)
		csv := s.mine.Get(t, "/risks", "Accept", "text/csv").Want(http.StatusOK)
		if lines := strings.Split(strings.TrimSpace(string(csv.Body)), "\n"); len(lines) != 3 || !strings.Contains(lines[0], "adopted_code") || strings.Count(string(csv.Body), "B.01") != 2 {
			t.Errorf("csv: %s", csv.Body)
		}
		lines := s.other.Get(t, "/risks", "Accept", "application/x-ndjson").Want(http.StatusOK)
		if strings.Count(string(lines.Body), "\n") != 1 || !strings.Contains(string(lines.Body), `"actions":["adoption","proposal"]`) {
			t.Errorf("ndjson: %s", lines.Body)
		}
	})

	t.Run("bad input is named field by field", func(t *testing.T) {
		s := setup(t)
		s.mine.Post(t, "/risks", localRisk(func(e *v1.RiskEdit) {
			e.Area, e.EnablingFactors, e.Measures = "Z", []string{"FA1", "FA99"}, []string{"M77"}
		})).Refused(http.StatusUnprocessableEntity, "validation", "/area", "/enabling_factors/1", "/measures/0")
		s.mine.Post(t, "/risks", localRisk(func(e *v1.RiskEdit) {
			e.Event, e.Typology, e.Measures, e.RedFlags = " ", "boh", []string{"M01", "M01"}, []string{""}
		})).Refused(http.StatusUnprocessableEntity, "validation", "/event", "/typology", "/measures", "/red_flags/0")
		s.mine.Post(t, "/risks", localRisk(func(e *v1.RiskEdit) { e.Description = strings.Repeat("à", 4001) })).
			Refused(http.StatusUnprocessableEntity, "validation", "/description")
		s.mine.Post(t, "/risks", map[string]any{"owner": "x"}).Refused(http.StatusBadRequest, "malformed", "/owner")
		s.mine.Post(t, "/risks", `{"measures":"M01"}`).Refused(http.StatusBadRequest, "malformed", "/measures")
		for _, q := range []string{"scope=tutti", "state=bozza", "adopted=-1", "adopted=x", "factor=FA999", "area=ABC", "municipality=1", "sort=owner", "typology=x"} {
			s.mine.Get(t, "/risks?"+q).Want(http.StatusBadRequest)
		}
	})
}
