package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/testkit"
)

// However many rows a page shows, what stands beside them is asked for once.
func TestTerritoryRoundTrips(t *testing.T) {
	t.Parallel()
	app, trace := testkit.Traced(t, false)
	app.Basics(t)
	more(t, app)
	secretariat := app.As(t, authz.Secretariat)
	_, zones := zonesOf(t, secretariat, "zone-omogenee", 3)
	move(t, secretariat, zones[0], "2021-01-01", testkit.Milazzo, testkit.Capri, testkit.Malfa).Want(http.StatusOK)
	days := 0
	for _, op := range []struct {
		name  string
		trips int
		do    func() *testkit.Response
	}{
		{"list of municipalities", 2, func() *testkit.Response { return secretariat.Get(t, "/municipalities?limit=50") }},
		{"filtered list of municipalities", 2, func() *testkit.Response {
			return secretariat.Get(t, fmt.Sprintf("/municipalities?zone=%d&vacant=rpct&coastal=true", zones[0].ID))
		}},
		{"search by resemblance", 3, func() *testkit.Response { return secretariat.Get(t, "/municipalities?q=milazo") }},
		{"export of municipalities", 5, func() *testkit.Response { return secretariat.Get(t, "/municipalities", "Accept", "text/csv") }},
		{"a municipality", 2, func() *testkit.Response { return secretariat.Get(t, milazzo) }},
		{"officers", 2, func() *testkit.Response { return secretariat.Get(t, milazzo+"/officers") }},
		{"list of zones", 2, func() *testkit.Response { return secretariat.Get(t, "/zones") }},
		{"a zone", 2, func() *testkit.Response { return secretariat.Get(t, address("zones", zones[0].ID)) }},
		{"members of a zone", 2, func() *testkit.Response { return secretariat.Get(t, address("zones", zones[0].ID)+"/members") }},
		{"list of sets", 2, func() *testkit.Response { return secretariat.Get(t, "/zone-sets") }},
		{"the network, read again", 0, func() *testkit.Response { return secretariat.Get(t, "/network") }},
		{"new members, with a read for the version and one of who moves", 18, func() *testkit.Response {
			days++
			return move(t, secretariat, zones[days%3], fmt.Sprintf("2026-02-%02d", days), testkit.Milazzo, testkit.Capri, testkit.Malfa, "083089", "083053")
		}},
	} {
		op.do() // connections prepare their statements
		trace.Trips()
		res := op.do()
		if trips := trace.Trips(); res.Code >= 400 || len(trips) > op.trips {
			t.Errorf("%s: %d, %d round trips, the budget is %d:\n  %s", op.name, res.Code, len(trips), op.trips, strings.Join(trips, "\n  "))
		}
	}
	// the numbers of the home page come in one batch
	fresh, first := testkit.Traced(t, false)
	if res := fresh.Anonymous().Get(t, "/network"); res.Code != http.StatusOK || len(first.Trips()) != 1 {
		t.Errorf("%d %s", res.Code, res.Body)
	}
	if n := testkit.JSON[v1.Network](fresh.Anonymous().Get(t, "/network")); n.Municipalities != 0 || n.Zones == nil || n.Adhesions == nil {
		t.Errorf("an empty network: %+v", n)
	}
}
