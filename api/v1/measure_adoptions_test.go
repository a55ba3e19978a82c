package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

type planning struct {
	app         *testkit.App
	mine, other testkit.Client
	risk        v1.Risk
}

func newPlanning(t *testing.T) planning {
	t.Helper()
	app := testkit.New(t)
	app.Basics(t)
	app.Exec(t, `UPDATE measures SET indicator = 'determine con check-list / determine', target = '100%', responsible = 'RUP',
		phases = 'modello di zona → adozione → verifica' WHERE code = 'M01'`)
	mine := app.As(t, authz.Referent, testkit.Milazzo)
	return planning{app, mine, app.As(t, authz.Referent, testkit.Malfa), testkit.JSON[v1.Risk](mine.Post(t, "/risks", localRisk()).Want(http.StatusCreated))}
}

// adopt puts M01 in the plan of Milazzo, for its risk.
func (p planning) adopt(t *testing.T) (v1.MeasureAdoption, *testkit.Response) {
	t.Helper()
	made := p.mine.Post(t, "/measure-adoptions", p.new()).Want(http.StatusCreated)
	return testkit.JSON[v1.MeasureAdoption](made), made
}

func (p planning) new(change ...func(*v1.MeasureAdoptionNew)) v1.MeasureAdoptionNew {
	b := v1.MeasureAdoptionNew{Municipality: testkit.Milazzo, Measure: "M01"}
	b.Risks = []int64{p.risk.ID}
	for _, c := range change {
		c(&b)
	}
	return b
}

// document uploads a paper of a municipality.
func (p planning) document(t *testing.T, who testkit.Client, municipality, text string) int64 {
	t.Helper()
	return testkit.JSON[v1.Document](who.Upload(t, uploadPath(municipality, "other", text+".pdf"), pdf, aPDF(text)).Want(http.StatusCreated)).ID
}

func whole(a v1.MeasureAdoption) v1.MeasureAdoptionEdit {
	e := a.MeasureAdoptionEdit
	e.Phases = []v1.MeasurePhase{{Name: "Modello", StartsOn: ago(60), DueOn: ago(30)}, {Name: "Uso", StartsOn: ago(30), DueOn: "2099-12-31"}}
	return e
}

func TestMeasureAdoptions(t *testing.T) {
	t.Parallel()

	t.Run("adopting copies from the catalogue, and the check teaches what is missing", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		a, made := p.adopt(t)
		path := address("measure-adoptions", a.ID)
		if a.Title != "Check-list" || a.Type != "TM01" || a.Scope != "specific" || a.Status != "planned" || a.Responsible != "RUP" || a.Target != "100%" ||
			len(a.Phases) != 3 || a.Phases[0].Name != "Modello di zona" || a.Treats[0].Event != p.risk.Event || a.Complete != 4 || a.Completeness.Score != 4 {
			t.Errorf("%+v", a)
		}
		if timing := a.Completeness.Attributes[1]; timing.Name != "timing" || timing.State != "missing" || !strings.Contains(timing.Example, "Modello di zona") {
			t.Errorf("%+v", timing)
		}
		if strings.Join(a.Actions, " ") != "edit archive" {
			t.Errorf("%v", a.Actions)
		}
		p.mine.Get(t, path, "If-None-Match", p.mine.Get(t, path).Want(http.StatusOK).ETag()).Want(http.StatusNotModified)

		changed := p.mine.Put(t, path, whole(a), "If-Match", made.ETag()).Want(http.StatusOK)
		b := testkit.JSON[v1.MeasureAdoption](changed)
		if b.Complete != 5 || len(b.Phases) != 2 || b.Phases[1].DueOn != "2099-12-31" || len(b.Completeness.Warnings) != 0 {
			t.Errorf("%+v", b)
		}
		p.mine.Put(t, path, whole(a), "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		p.mine.Put(t, path, whole(a)).Refused(http.StatusPreconditionRequired, "if-match-required")

		own := p.new(func(b *v1.MeasureAdoptionNew) {
			b.Measure, b.Title, b.Type, b.Risks = "", "Maggiore attenzione agli affidamenti", "TM01", nil
		})
		mine := testkit.JSON[v1.MeasureAdoption](p.mine.Post(t, "/measure-adoptions", own).Want(http.StatusCreated))
		if mine.Complete != 0 || len(mine.Completeness.Warnings) != 2 || mine.Completeness.Warnings[0].Pointer != "/title" {
			t.Errorf("%+v", mine.Completeness)
		}
		for query, want := range map[string]int{
			"": 2, "measure=M01": 1, "own=true": 1, "incomplete=true": 1, "type=TM01": 2, "status=planned": 2, "status=implemented": 0, "scope=general": 0, "q=affidamento": 1,
			fmt.Sprintf("risk=%d", p.risk.ID): 1, "municipality=" + testkit.Malfa: 0, "sort=complete&limit=1": 2, "sort=title": 2, "archived=true": 0,
		} {
			if got := testkit.JSON[page.Of[v1.MeasureAdoption]](p.mine.Get(t, "/measure-adoptions?"+query).Want(http.StatusOK)); got.Total != want {
				t.Errorf("%s: %d, want %d", query, got.Total, want)
			}
		}
		history := testkit.JSON[page.Of[v1.HistoryEntry]](p.mine.Get(t, path+"/history").Want(http.StatusOK))
		if told := fmt.Sprint(history.Items); !strings.Contains(told, "name Modello di zona Modello") || !strings.Contains(told, "due_on") || !strings.Contains(told, "deleted") {
			t.Errorf("%s", told)
		}
		csv := string(p.mine.Get(t, "/measure-adoptions?measure=M01", "Accept", "text/csv").Want(http.StatusOK).Body)
		if !strings.Contains(csv, "Uso;"+ago(30)+";2099-12-31;") || !strings.Contains(csv, fmt.Sprint(p.risk.ID)) {
			t.Errorf("%s", csv)
		}
		p.mine.Delete(t, path+"?reason=doppione", "If-Match", changed.ETag()).Want(http.StatusNoContent)
		gone := p.mine.Get(t, path).Want(http.StatusOK)
		p.mine.Put(t, path, whole(a), "If-Match", gone.ETag()).Refused(http.StatusConflict, "measure-adoption-archived")
		p.adopt(t) // once the first one is gone
	})

	t.Run("what is wrong is named", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		theirs := testkit.JSON[v1.Risk](p.other.Post(t, "/risks", v1.RiskNew{Municipality: testkit.Malfa, RiskEdit: riskEdit()}).Want(http.StatusCreated))
		paper := p.document(t, p.other, testkit.Malfa, "altrui")
		entry := testkit.JSON[v1.Risk](p.app.As(t, authz.Secretariat).Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
		phase := func(change func(*v1.MeasurePhase)) func(*v1.MeasureAdoptionNew) {
			return func(b *v1.MeasureAdoptionNew) {
				b.Phases = []v1.MeasurePhase{{Name: "Modello"}, {Name: "Uso"}}
				change(&b.Phases[1])
			}
		}
		for pointer, change := range map[string]func(*v1.MeasureAdoptionNew){
			"/municipality":         func(b *v1.MeasureAdoptionNew) { b.Municipality = testkit.Malfa },
			"/measure":              func(b *v1.MeasureAdoptionNew) { b.Measure = "M99" },
			"/title":                func(b *v1.MeasureAdoptionNew) { b.Measure, b.Type = "", "TM01" },
			"/type":                 func(b *v1.MeasureAdoptionNew) { b.Measure, b.Title = "", "Propria" },
			"/status":               func(b *v1.MeasureAdoptionNew) { b.Status = "implemented" },
			"/reason":               func(b *v1.MeasureAdoptionNew) { b.Status = "not_applicable" },
			"/risks/0":              func(b *v1.MeasureAdoptionNew) { b.Risks = []int64{theirs.ID} },
			"/risks/1":              func(b *v1.MeasureAdoptionNew) { b.Risks = []int64{p.risk.ID, entry.ID} },
			"/responsible":          func(b *v1.MeasureAdoptionNew) { b.Responsible = "Il geom. Bruno" },
			"/motivation":           func(b *v1.MeasureAdoptionNew) { b.Motivation = "tel. 090 1234567" },
			"/phases/1/due_on":      phase(func(f *v1.MeasurePhase) { f.StartsOn, f.DueOn = "2026-06-01", "2026-05-31" }),
			"/phases/1/done_on":     phase(func(f *v1.MeasurePhase) { f.DoneOn = "2099-01-01" }),
			"/phases/1/document_id": phase(func(f *v1.MeasurePhase) { f.DoneOn, f.DocumentID = ago(1), paper }),
			"/phases/1/name":        phase(func(f *v1.MeasurePhase) { f.Name = "La dott.ssa Neri firma" }),
			"/phases/1/note":        phase(func(f *v1.MeasurePhase) { f.Note = "anna@comune.example.it" }),
			"/phases/1/starts_on":   phase(func(f *v1.MeasurePhase) { f.StartsOn = "31/12/2026" }),
			"/phases":               func(b *v1.MeasureAdoptionNew) { b.Phases = make([]v1.MeasurePhase, 21) },
			"/scope":                func(b *v1.MeasureAdoptionNew) { b.Scope = "local" },
		} {
			p.mine.Post(t, "/measure-adoptions", p.new(change)).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		p.mine.Post(t, "/measure-adoptions", p.new(func(b *v1.MeasureAdoptionNew) { b.Status = "not_implemented" })).Refused(http.StatusUnprocessableEntity, "validation", "/reason")
		p.mine.Post(t, "/measure-adoptions", p.new(phase(func(f *v1.MeasurePhase) { f.StartsOn, f.DoneOn = ago(5), ago(9) }))).
			Refused(http.StatusUnprocessableEntity, "validation", "/phases/1/done_on")
		p.mine.Post(t, "/measure-adoptions", p.new(phase(func(f *v1.MeasurePhase) { f.DocumentID = paper }))).
			Refused(http.StatusUnprocessableEntity, "validation", "/phases/1/done_on")
		p.mine.Get(t, "/measure-adoptions?sort=reason").Refused(http.StatusBadRequest, "unknown-sort", "sort")

		keeper := p.app.As(t, authz.Secretariat)
		p.app.Exec(t, `UPDATE measures SET archived_at = now() WHERE code = 'M02'`)
		p.mine.Post(t, "/measure-adoptions", p.new(func(b *v1.MeasureAdoptionNew) { b.Measure = "M02" })).Refused(http.StatusUnprocessableEntity, "validation", "/measure")
		_, made := p.adopt(t)
		p.mine.Post(t, "/measure-adoptions", p.new()).Refused(http.StatusConflict, "measure-already-adopted")
		keeper.Post(t, "/measure-adoptions", p.new(func(b *v1.MeasureAdoptionNew) {
			b.Municipality, b.Measure, b.Title, b.Type, b.Risks = "999999", "", "Propria", "TM01", nil
		})).
			Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
		path := address("measure-adoptions", testkit.JSON[v1.MeasureAdoption](made).ID)
		p.mine.Delete(t, path+"?reason=lo+chiede+la+dott.ssa+Neri", "If-Match", made.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "reason")
	})

	t.Run("implemented wants evidence, and the evidence stays", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		a, made := p.adopt(t)
		path := address("measure-adoptions", a.ID)
		e := whole(a)
		e.Status, e.Phases[0].DoneOn = "implemented", ago(29)
		refused := p.mine.Put(t, path, e, "If-Match", made.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/status")
		if !strings.Contains(string(refused.Body), "no-evidence") || !strings.Contains(string(refused.Body), "Check-list") {
			t.Errorf("%s", refused.Body)
		}
		p.mine.Post(t, path+"/consent", nil, "If-Match", made.ETag()).Refused(http.StatusConflict, "measure-not-told")
		paper := p.document(t, p.mine, testkit.Milazzo, "determina")
		e.Phases[0].DocumentID = paper
		done := p.mine.Put(t, path, e, "If-Match", made.ETag()).Want(http.StatusOK)
		doc := p.mine.Get(t, address("documents", paper)).Want(http.StatusOK)
		kept := p.mine.Delete(t, address("documents", paper), "If-Match", doc.ETag()).Refused(http.StatusConflict, "document-in-use")
		if !strings.Contains(string(kept.Body), "la misura «Check-list»") {
			t.Errorf("%s", kept.Body)
		}

		p.mine.Post(t, path+"/consent", nil).Refused(http.StatusPreconditionRequired, "if-match-required")
		p.mine.Post(t, path+"/consent-withdrawal", nil, "If-Match", done.ETag()).Refused(http.StatusConflict, "measure-consent")
		told := p.mine.Post(t, path+"/consent", nil, "If-Match", done.ETag()).Want(http.StatusOK)
		if x := testkit.JSON[v1.MeasureAdoption](told); x.TellsSince == "" || strings.Join(x.Actions, " ") != "edit archive consent-withdrawal" {
			t.Errorf("%+v", x)
		}
		p.mine.Post(t, path+"/consent", nil, "If-Match", told.ETag()).Refused(http.StatusConflict, "measure-consent")
		back := p.mine.Post(t, path+"/consent-withdrawal", nil, "If-Match", told.ETag()).Want(http.StatusOK)
		again := p.mine.Post(t, path+"/consent", nil, "If-Match", back.ETag()).Want(http.StatusOK)
		history := fmt.Sprint(testkit.JSON[page.Of[v1.HistoryEntry]](p.mine.Get(t, path+"/history").Want(http.StatusOK)).Items)
		if strings.Count(history, "measure-adoptions-consent ") != 2 || !strings.Contains(history, "measure-adoptions-consent-withdrawal") {
			t.Errorf("%s", history)
		}
		e.Status = "in_progress" // what is not implemented has nothing to tell
		if x := testkit.JSON[v1.MeasureAdoption](p.mine.Put(t, path, e, "If-Match", again.ETag()).Want(http.StatusOK)); x.TellsSince != "" {
			t.Errorf("%+v", x)
		}

		// or a check with evidence, when no phase has any
		e.Phases[0].DocumentID, e.Phases[0].DoneOn, e.Status = 0, "", "implemented"
		now := p.mine.Get(t, path).ETag()
		p.mine.Put(t, path, e, "If-Match", now).Refused(http.StatusUnprocessableEntity, "validation", "/status")
		p.app.Exec(t, `INSERT INTO monitoring_rounds (municipality_code, year, number, due_on, share_percent) VALUES ('083049', 2026, 1, '2026-12-31', 100)`)
		p.app.Exec(t, `INSERT INTO monitoring_checks (round_id, adoption_id, municipality_code, sampled) SELECT id, $1, '083049', true FROM monitoring_rounds`, a.ID)
		p.mine.Put(t, path, e, "If-Match", now).Refused(http.StatusUnprocessableEntity, "validation", "/status")
		p.app.Exec(t, `INSERT INTO monitoring_evidence (check_id, document_id) SELECT id, $1 FROM monitoring_checks`, paper)
		p.mine.Put(t, path, e, "If-Match", now).Want(http.StatusOK)
	})

	t.Run("other municipalities do not see it", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		a, made := p.adopt(t)
		path := address("measure-adoptions", a.ID)
		for _, who := range []testkit.Client{p.other, p.app.As(t, authz.Coordinator, testkit.Malfa)} {
			who.Get(t, path).Refused(http.StatusNotFound, "measure-adoption-not-found")
			who.Get(t, path+"/history").Refused(http.StatusNotFound, "measure-adoption-not-found")
			if got := testkit.JSON[page.Of[v1.MeasureAdoption]](who.Get(t, "/measure-adoptions").Want(http.StatusOK)); got.Total != 0 {
				t.Errorf("%+v", got)
			}
		}
		p.other.Put(t, path, whole(a), "If-Match", made.ETag()).Refused(http.StatusNotFound, "measure-adoption-not-found")
		p.other.Delete(t, path, "If-Match", made.ETag()).Refused(http.StatusNotFound, "measure-adoption-not-found")
		p.other.Post(t, path+"/consent", nil, "If-Match", made.ETag()).Refused(http.StatusNotFound, "measure-adoption-not-found")
		p.other.Post(t, path+"/copies", v1.MeasureCopy{Municipalities: []string{testkit.Malfa}}).Refused(http.StatusNotFound, "measure-adoption-not-found")
		p.other.Put(t, "/measure-adoptions/external/"+testkit.Milazzo+"/x", v1.MeasureAdoptionPut{Measure: "M01"}).Refused(http.StatusNotFound, "measure-adoption-not-found")
		coordinator := p.app.As(t, authz.Coordinator, testkit.Milazzo)
		if x := testkit.JSON[v1.MeasureAdoption](coordinator.Get(t, path).Want(http.StatusOK)); len(x.Actions) != 0 {
			t.Errorf("%v", x.Actions)
		}
		coordinator.Put(t, path, whole(a), "If-Match", made.ETag()).Refused(http.StatusForbidden, "missing-permission")
		p.app.As(t, authz.Observer).Get(t, "/measure-adoptions").Refused(http.StatusForbidden, "missing-permission")
	})

	t.Run("an outside system writes by its own reference, one or many", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		p.mine.Put(t, "/risks/external/"+testkit.Milazzo+"/R-1", riskEdit()).Want(http.StatusOK)
		path := "/measure-adoptions/external/" + testkit.Milazzo + "/PIAO-M-1"
		body := v1.MeasureAdoptionPut{Measure: "M01"}
		body.Responsible = "Area tecnica"
		body.Phases = []v1.MeasurePhase{{Name: "Modello", DueOn: "2026-12-31"}}
		first := testkit.JSON[v1.MeasureAdoption](p.mine.Put(t, path, body).Want(http.StatusOK))
		if first.ExternalRef != "PIAO-M-1" || first.Title != "Check-list" {
			t.Errorf("%+v", first)
		}
		if same := testkit.JSON[v1.MeasureAdoption](p.mine.Put(t, path, body).Want(http.StatusOK)); same.Version != 1 || same.Title != first.Title {
			t.Errorf("the same once more: %+v", same)
		}
		full := v1.MeasureAdoptionPut{MeasureAdoptionPlan: v1.MeasureAdoptionPlan{Title: first.Title, Type: first.Type, MeasureAdoptionWords: first.MeasureAdoptionWords}}
		if same := testkit.JSON[v1.MeasureAdoption](p.mine.Put(t, path, full).Want(http.StatusOK)); same.Version != 1 {
			t.Errorf("nothing changed: %+v", same)
		}
		full.Measure = "M02"
		p.mine.Put(t, path, full).Refused(http.StatusUnprocessableEntity, "validation", "/measure")
		full.Measure, full.Target = "M01", "80%"
		if x := testkit.JSON[v1.MeasureAdoption](p.mine.Put(t, path, full).Want(http.StatusOK)); x.Version != 2 || x.Target != "80%" {
			t.Errorf("%+v", x)
		}
		csv := "municipality;external_ref;measure;title;type;responsible;indicator;target;phases;risk_refs\n" +
			"083049;PIAO-M-2;M02;;;Segretario;atti;10%;Estrazione;2026-01-01;2026-06-30; | Referto;;2026-12-31;;R-1\n"
		csv = strings.ReplaceAll(csv, "Estrazione;2026-01-01;2026-06-30; | Referto;;2026-12-31;", `"Estrazione;2026-01-01;2026-06-30; | Referto;;2026-12-31;"`)
		done := testkit.JSON[httpx.BulkResult](p.mine.Do(t, http.MethodPost, "/measure-adoptions/bulk", csv, "Content-Type", "text/csv").Want(http.StatusOK))
		if !done.Committed || done.Created != 1 {
			t.Errorf("%+v", done)
		}
		x := testkit.JSON[v1.MeasureAdoption](p.mine.Get(t, address("measure-adoptions", done.Results[0].ID)).Want(http.StatusOK))
		if len(x.Phases) != 2 || x.Phases[0].DueOn != "2026-06-30" || x.Phases[1].Name != "Referto" || len(x.Risks) != 1 || x.Complete != 5 {
			t.Errorf("%+v", x)
		}
		wrong := testkit.JSON[httpx.BulkResult](p.mine.Post(t, "/measure-adoptions/bulk?on_error=skip", page.Rows[v1.MeasureAdoptionBulk]{Rows: []v1.MeasureAdoptionBulk{
			{Municipality: testkit.Milazzo, Title: "Propria", Type: "TM01", Phases: []string{"Modello;31/12/2026"}},
			{Municipality: testkit.Milazzo, Title: "Propria", Type: "TM01", RiskRefs: []string{"R-9"}},
			{Municipality: testkit.Malfa, Title: "Altrui", Type: "TM01"},
			{Municipality: testkit.Milazzo, Title: "Propria", Type: "TM01"},
		}}).Want(http.StatusOK))
		told := fmt.Sprint(wrong.Failed, wrong.Created)
		for i, pointer := range []string{"/phases/0", "/risk_refs/0", "/municipality"} {
			told += " " + fmt.Sprint(wrong.Results[i].Problem.Errors[0].Pointer == pointer)
		}
		if told != "3 1 true true true" {
			t.Errorf("%s: %+v", told, wrong)
		}
	})

	t.Run("one who serves several municipalities copies it to the others", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		secretary := p.app.As(t, authz.Secretary, testkit.Milazzo, testkit.Malfa, testkit.Capri)
		keeper := p.app.As(t, authz.Secretariat)
		entry := testkit.JSON[v1.Risk](keeper.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
		publishEntry(t, p.app, entry)
		adopted := func(m string) int64 {
			return testkit.JSON[v1.Risk](secretary.Post(t, at(entry)+"/adoption", v1.RiskAdoption{Municipality: m, Motivation: "m"}).Want(http.StatusCreated)).ID
		}
		here, there := adopted(testkit.Milazzo), adopted(testkit.Malfa)
		a := testkit.JSON[v1.MeasureAdoption](secretary.Post(t, "/measure-adoptions", p.new(func(b *v1.MeasureAdoptionNew) {
			b.Risks, b.Phases = []int64{here, p.risk.ID}, []v1.MeasurePhase{{Name: "Modello", DueOn: "2026-12-31", DoneOn: ago(1)}}
			b.CurrentValue, b.Status = "40%", "in_progress"
		})).Want(http.StatusCreated))
		if strings.Join(a.Actions, " ") != "edit archive copies" {
			t.Errorf("%v", a.Actions)
		}
		path := address("measure-adoptions", a.ID) + "/copies"
		got := testkit.JSON[v1.MeasureCopies](secretary.Post(t, path, v1.MeasureCopy{Municipalities: []string{testkit.Malfa}}).Want(http.StatusOK))
		if len(got.Items) != 1 || got.Items[0].Status != "created" {
			t.Fatalf("%+v", got)
		}
		c := testkit.JSON[v1.MeasureAdoption](secretary.Get(t, address("measure-adoptions", got.Items[0].ID)).Want(http.StatusOK))
		if c.Municipality != testkit.Malfa || c.Status != "planned" || c.CurrentValue != "" || len(c.Phases) != 1 || c.Phases[0].DoneOn != "" || c.Phases[0].DueOn != "2026-12-31" ||
			len(c.Risks) != 1 || c.Risks[0] != there || c.Complete != 5 {
			t.Errorf("%+v", c)
		}
		again := testkit.JSON[v1.MeasureCopies](secretary.Post(t, path, v1.MeasureCopy{Municipalities: []string{testkit.Malfa, testkit.Capri}}).Want(http.StatusOK))
		if told := fmt.Sprint(again.Items[0].Status, again.Items[1].Status); told != "createdexisting" || again.Items[1].ID != c.ID {
			t.Errorf("%+v", again)
		}
		p.mine.Post(t, path, v1.MeasureCopy{Municipalities: []string{testkit.Malfa, testkit.Milazzo}}).
			Refused(http.StatusUnprocessableEntity, "validation", "/municipalities/0", "/municipalities/1")
		p.mine.Post(t, path, v1.MeasureCopy{}).Refused(http.StatusUnprocessableEntity, "validation", "/municipalities")
	})

	t.Run("the same measure adopted twice at once is adopted once", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		codes := make([]int, 6)
		var wg sync.WaitGroup
		for i := range codes {
			wg.Go(func() { codes[i] = p.mine.Post(t, "/measure-adoptions", p.new()).Code })
		}
		wg.Wait()
		made, refused := 0, 0
		for _, c := range codes {
			switch c {
			case http.StatusCreated:
				made++
			case http.StatusConflict:
				refused++
			}
		}
		if made != 1 || refused != 5 {
			t.Errorf("%v", codes)
		}
	})
}
