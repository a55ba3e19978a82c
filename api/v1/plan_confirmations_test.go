package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func planConfirmation(change ...func(*v1.PlanConfirmationEdit)) v1.PlanConfirmationNew {
	no := func() *bool { return new(bool) }
	n := v1.PlanConfirmationNew{Municipality: testkit.Malfa, Year: 2027, PlanConfirmationEdit: v1.PlanConfirmationEdit{PlanYear: 2026,
		Corruption: no(), CorruptionEvidence: "Nessun procedimento", Organisation: no(), OrganisationEvidence: "Stessa macrostruttura",
		Objectives: no(), ObjectivesEvidence: "DUP con gli stessi obiettivi", Sections: no(), SectionsEvidence: "Sezioni invariate"}}
	for _, c := range change {
		c(&n.PlanConfirmationEdit)
	}
	return n
}

func TestPlanConfirmations(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	app.Exec(t, `UPDATE municipalities SET employees = CASE istat_code WHEN '083049' THEN 50 ELSE 9 END, employees_year = 2025 WHERE istat_code IN ('083049', '083043')`)
	mine := app.As(t, authz.RPCT, testkit.Malfa)
	made := mine.Post(t, "/plan-confirmations", planConfirmation()).Want(http.StatusCreated)
	x := testkit.JSON[v1.PlanConfirmation](made)
	path, why := fmt.Sprintf("/plan-confirmations/%d", x.ID), strings.Join(x.Explanation, "\n")
	if x.Outcome != "confirm" || len(x.Explanation) != 6 || !strings.Contains(why, "art. 6 c. 6 DL 80/2021") || !strings.Contains(why, "PNA 2022") || !strings.Contains(why, "anni intermedi") {
		t.Errorf("%+v", x)
	}
	yes := true
	for _, c := range []struct {
		outcome, says string
		edit          func(*v1.PlanConfirmationEdit)
	}{
		{"rewrite", "fatti corruttivi", func(e *v1.PlanConfirmationEdit) { e.Corruption = &yes }},
		{"rewrite", "modifiche organizzative rilevanti", func(e *v1.PlanConfirmationEdit) { e.Organisation = &yes }},
		{"rewrite", "obiettivi strategici", func(e *v1.PlanConfirmationEdit) { e.Objectives = &yes }},
		{"rewrite", "Altre sezioni", func(e *v1.PlanConfirmationEdit) { e.Sections = &yes }},
		{"rewrite", "vale tre anni", func(e *v1.PlanConfirmationEdit) { e.PlanYear = 2024 }},
		{"confirm", "anni intermedi", func(e *v1.PlanConfirmationEdit) { e.PlanYear = 2025 }},
		{"open", "1 su quattro", func(e *v1.PlanConfirmationEdit) { e.Corruption = nil }},
		{"open", "1 su quattro", func(e *v1.PlanConfirmationEdit) { e.SectionsEvidence = "  " }},
		{"open", "4 su quattro", func(e *v1.PlanConfirmationEdit) { *e = v1.PlanConfirmationEdit{PlanYear: 2026} }},
	} {
		made = mine.Put(t, path, planConfirmation(c.edit).PlanConfirmationEdit, "If-Match", made.ETag()).Want(http.StatusOK)
		if x = testkit.JSON[v1.PlanConfirmation](made); x.Outcome != c.outcome || !strings.Contains(strings.Join(x.Explanation, "\n"), c.says) {
			t.Errorf("want %s because %s: %+v", c.outcome, c.says, x)
		}
	}

	mine.Put(t, path, planConfirmation(func(e *v1.PlanConfirmationEdit) {
		e.PlanYear, e.CorruptionEvidence = 2027, "Lo dice il dott. Rossi"
	}).PlanConfirmationEdit, "If-Match", made.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/plan_year", "/corruption_evidence")
	mine.Put(t, path, planConfirmation().PlanConfirmationEdit, "If-Match", `"v1"`).Refused(http.StatusPreconditionFailed, "stale-version")
	mine.Post(t, "/plan-confirmations", planConfirmation()).Refused(http.StatusConflict, "plan-confirmation-duplicate")

	ordinary, unknown := planConfirmation(), planConfirmation()
	ordinary.Municipality, unknown.Municipality = testkit.Milazzo, testkit.Capri
	mine.Post(t, "/plan-confirmations", ordinary).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
	app.As(t, authz.RPCT, testkit.Milazzo).Post(t, "/plan-confirmations", ordinary).Refused(http.StatusConflict, "plan-confirmation-ordinary")
	app.As(t, authz.RPCT, testkit.Capri).Post(t, "/plan-confirmations", unknown).Refused(http.StatusConflict, "plan-confirmation-undetermined")
	unknown.Municipality = "999999"
	app.As(t, authz.Secretariat).Post(t, "/plan-confirmations", unknown).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")

	other := app.As(t, authz.RPCT, testkit.Milazzo)
	other.Get(t, path).Refused(http.StatusNotFound, "plan-confirmation-not-found")
	other.Put(t, path, planConfirmation().PlanConfirmationEdit, "If-Match", made.ETag()).Refused(http.StatusNotFound, "plan-confirmation-not-found")
	other.Delete(t, path, "If-Match", made.ETag()).Refused(http.StatusNotFound, "plan-confirmation-not-found")
	coordinator := app.As(t, authz.Coordinator, testkit.Malfa)
	if seen := testkit.JSON[v1.PlanConfirmation](coordinator.Get(t, path).Want(http.StatusOK)); len(seen.Actions) != 0 {
		t.Errorf("a coordinator is offered %v", seen.Actions)
	}
	for query, n := range map[string]int{"": 1, "municipality=083043": 1, "year=2027": 1, "year=2026": 0, "sort=-year": 1} {
		if found := testkit.JSON[page.Of[v1.PlanConfirmation]](mine.Get(t, "/plan-confirmations?"+query).Want(http.StatusOK)); found.Total != n {
			t.Errorf("%s finds %d", query, found.Total)
		}
	}
	if history := testkit.JSON[page.Of[v1.HistoryEntry]](mine.Get(t, path+"/history").Want(http.StatusOK)); history.Total != 10 {
		t.Errorf("%d in the history", history.Total)
	}
	mine.Delete(t, path+"?reason=lo+chiede+il+dott.+Rossi", "If-Match", made.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "reason")
	mine.Delete(t, path+"?reason=doppione", "If-Match", made.ETag()).Want(http.StatusNoContent)
	mine.Put(t, path, planConfirmation().PlanConfirmationEdit, "If-Match", `"v11"`).Refused(http.StatusConflict, "plan-confirmation-archived")
	mine.Post(t, "/plan-confirmations", planConfirmation()).Want(http.StatusCreated) // the archived one is not in the way
}
