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

// Texts about recurring situations hold no personal data, whichever way they come in.
func TestPersonalDataIsRefused(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	referent, coordinator, secretariat := app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Coordinator, testkit.Milazzo), app.As(t, authz.Secretariat)
	refused := func(r *testkit.Response, pointers ...string) {
		t.Helper()
		r.Refused(http.StatusUnprocessableEntity, "validation", pointers...)
	}
	refused(referent.Post(t, "/risks", localRisk(func(e *v1.RiskEdit) {
		e.Process, e.Event, e.RedFlags = "Incarichi dell'ing. Verdi", "Giuseppe Bianchi ottiene le proroghe", []string{"va bene", "telefonate dal 347 1234567"}
		e.Description, e.Applicability, e.Motivation = "RSSMRA85T10A562S", "anna@comune.example.it", "su IT60X0542811101000000123456"
	})), "/process", "/event", "/description", "/applicability", "/motivation", "/red_flags/1")
	refused(secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit(func(e *v1.RiskEdit) { e.Event = "Il sig. Rossi decide da solo" })}), "/event")
	refused(coordinator.Post(t, "/behaviours", v1.BehaviourNew{BehaviourEdit: behaviourEdit(func(b *v1.BehaviourEdit) {
		b.Title, b.Observed, b.Desired = "Il caso Maria D'Amico", "La dott.ssa Neri riceve regali", "scrivere a uff@comune.example.it"
	})}), "/title", "/observed", "/desired")
	refused(referent.Post(t, "/training-needs", need(func(n *v1.TrainingNeedNew) {
		n.Description, n.Audience, n.Motivation = "per Salvatore Greco", "Lucia Ferro", "tel. 090 1234567"
	})), "/description", "/audience", "/motivation")

	made := referent.Post(t, "/risks", localRisk()).Want(http.StatusCreated)
	path := at(testkit.JSON[v1.Risk](made))
	refused(referent.Put(t, path, riskEdit(func(e *v1.RiskEdit) { e.Description = "Il geom. Bruno" }), "If-Match", made.ETag()), "/description")
	refused(referent.Put(t, "/risks/external/"+testkit.Milazzo+"/x", riskEdit(func(e *v1.RiskEdit) { e.Description = "Il geom. Bruno" })), "/description")

	entry := secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated)
	open := testkit.JSON[v1.Risk](secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
	publishEntry(t, app, open)
	refused(referent.Post(t, at(open)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "Lo dice il sig. Rossi"}), "/motivation")
	behaviour := coordinator.Post(t, "/behaviours", v1.BehaviourNew{BehaviourEdit: behaviourEdit()}).Want(http.StatusCreated)
	one := fmt.Sprintf("/behaviours/%d", testkit.JSON[v1.Behaviour](behaviour).ID)
	refused(coordinator.Put(t, one, behaviourEdit(func(b *v1.BehaviourEdit) { b.Observed = "GIUSEPPE BIANCHI si assenta" }), "If-Match", behaviour.ETag()), "/observed")
	wanted := referent.Post(t, "/training-needs", need()).Want(http.StatusCreated)

	// the reason of an archiving stays with the row
	for _, row := range []struct {
		by   testkit.Client
		path string
		made *testkit.Response
	}{{referent, path, made}, {secretariat, at(testkit.JSON[v1.Risk](entry)), entry}, {coordinator, one, behaviour},
		{referent, fmt.Sprintf("/training-needs/%d", testkit.JSON[v1.TrainingNeed](wanted).ID), wanted}} {
		refused(row.by.Delete(t, row.path+"?reason=lo+chiede+la+dott.ssa+Neri", "If-Match", row.made.ETag()), "reason")
		row.by.Delete(t, row.path+"?reason=lo+chiede+il+responsabile", "If-Match", row.made.ETag()).Want(http.StatusNoContent)
	}
}

// One row with a name in it is refused by itself, and the answer points at it without saying the name again.
func TestPersonalDataInOneRow(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	referent, coordinator := app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Coordinator, testkit.Milazzo)
	one := func(r *testkit.Response, pointer string) {
		t.Helper()
		out := testkit.JSON[httpx.BulkResult](r.Want(http.StatusOK))
		if out.Created != 1 || out.Failed != 1 || out.Results[1].Problem == nil {
			t.Fatalf("%s", r.Body)
		}
		if e := out.Results[1].Problem.Errors; len(e) != 1 || e[0].Pointer != pointer || e[0].Code != "personal-data" || strings.Contains(string(r.Body), "Verdi") {
			t.Errorf("%s", r.Body)
		}
	}
	one(referent.Post(t, "/risks/bulk?on_error=skip", page.Rows[v1.RiskBulk]{Rows: []v1.RiskBulk{{RiskNew: localRisk()},
		{RiskNew: localRisk(func(e *v1.RiskEdit) { e.Event = "L'ing.Verdi proroga" })}}}), "/event")
	one(coordinator.Post(t, "/behaviours/bulk?on_error=skip", page.Rows[v1.BehaviourNew]{Rows: []v1.BehaviourNew{{BehaviourEdit: behaviourEdit()},
		{BehaviourEdit: behaviourEdit(func(b *v1.BehaviourEdit) { b.Observed = "Il sig. Verdi riceve regali" })}}}), "/observed")
	one(referent.Post(t, "/training-needs/bulk?on_error=skip", page.Rows[v1.TrainingNeedBulk]{Rows: []v1.TrainingNeedBulk{{TrainingNeedNew: need()},
		{TrainingNeedNew: need(func(n *v1.TrainingNeedNew) { n.Audience = "Giuseppe Verdi" })}}}), "/audience")
}
