package v1_test

import (
	"net/http"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
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
}
