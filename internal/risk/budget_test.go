package risk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/testkit"
)

// How often an operation goes to the database is a promise: at 64 connections every round trip is felt.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	app, trace := testkit.Traced(t, false)
	app.Basics(t)
	secretariat, mine := app.As(t, authz.Secretariat), app.As(t, authz.Referent, testkit.Milazzo)
	edit := v1.RiskEdit{Area: "B", Process: "Proroghe", Event: "Proroghe ripetute", Measures: []string{"M01"}, Motivation: ""}
	need := v1.TrainingNeedNew{Municipality: testkit.Milazzo, TrainingNeedEdit: v1.TrainingNeedEdit{Year: 2026, Topic: "TF07", Level: "specific", Reason: "new_rules",
		Audience: "RUP", Persons: 3, CurrentLevel: 2, DesiredLevel: 3, Priority: "medium", Mode: "webinar"}}
	entry := testkit.JSON[v1.Risk](secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: edit}).Want(http.StatusCreated))
	published := func(e v1.Risk) {
		app.Exec(t, `INSERT INTO risk_versions (risk_id, number, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability)
			SELECT id, 1, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability FROM risks WHERE id = $1`, e.ID)
		app.Exec(t, `UPDATE risks SET state = 'validated', published = 1 WHERE id = $1`, e.ID)
	}
	published(entry)
	adopted := testkit.JSON[v1.Risk](mine.Post(t, fmt.Sprintf("/risks/%d/adoption", entry.ID), v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "m"}).
		Want(http.StatusCreated))
	other := testkit.JSON[v1.Risk](secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: edit}).Want(http.StatusCreated))
	published(other)
	made := testkit.JSON[v1.TrainingNeed](mine.Post(t, "/training-needs", need).Want(http.StatusCreated))
	keys := 0
	for _, op := range []struct {
		name  string
		trips int
		do    func() *testkit.Response
	}{
		{"list of needs", 1, func() *testkit.Response { return mine.Get(t, "/training-needs?year=2026&topic=TF07") }},
		{"list of risks", 2, func() *testkit.Response { return mine.Get(t, "/risks?area=B") }},
		{"list of the catalogue for an observer", 1, func() *testkit.Response { return app.As(t, authz.Observer).Get(t, "/risks") }},
		{"search that ends in the first window", 2, func() *testkit.Response { return mine.Get(t, "/risks?q=proroghe&limit=1") }},
		{"search that asks the index", 2, func() *testkit.Response { return mine.Get(t, "/training-needs?q=urbanistica") }},
		{"a need", 1, func() *testkit.Response { return mine.Get(t, fmt.Sprintf("/training-needs/%d", made.ID)) }},
		{"an entry", 2, func() *testkit.Response { return mine.Get(t, fmt.Sprintf("/risks/%d", entry.ID)) }},
		{"a local risk that adopts one", 2, func() *testkit.Response { return mine.Get(t, fmt.Sprintf("/risks/%d", adopted.ID)) }},
		{"recurrence", 2, func() *testkit.Response { return mine.Get(t, fmt.Sprintf("/risks/%d/recurrence", entry.ID)) }},
		{"history", 2, func() *testkit.Response { return mine.Get(t, fmt.Sprintf("/risks/%d/history", entry.ID)) }},
		{"create a need", 3, func() *testkit.Response { return mine.Post(t, "/training-needs", need) }},
		{"create a need, repeatable", 4, func() *testkit.Response {
			keys++
			return mine.Post(t, "/training-needs", need, "Idempotency-Key", fmt.Sprint("k", keys))
		}},
		{"create a local risk", 3, func() *testkit.Response {
			return mine.Post(t, "/risks", v1.RiskNew{Municipality: testkit.Milazzo, RiskEdit: edit})
		}},
		{"adopt", 5, func() *testkit.Response {
			return mine.Post(t, fmt.Sprintf("/risks/%d/adoption", other.ID), v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "m"})
		}},
	} {
		// twice, the first time connections prepare their statements; adopting twice is refused, so it is measured cold: preparing is not counted
		if op.name != "adopt" {
			op.do()
		}
		trace.Trips()
		res := op.do()
		trips := trace.Trips()
		if res.Code >= 400 || len(trips) > op.trips {
			t.Errorf("%s: %d, %d round trips, the budget is %d:\n  %s", op.name, res.Code, len(trips), op.trips, strings.Join(trips, "\n  "))
		}
		begins := 0
		for _, trip := range trips {
			begins += strings.Count(trip, "BEGIN")
		}
		if write := res.Code == http.StatusCreated; write && begins != 1 || !write && begins != 0 {
			t.Errorf("%s: %d transactions", op.name, begins)
		}
	}
}
