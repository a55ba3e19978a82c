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

func drawn(code string, municipalities ...string) v1.ZoneDesignZone {
	return v1.ZoneDesignZone{Code: code, Name: "Zona " + code, Municipalities: append([]string{}, municipalities...)}
}

func draft(t *testing.T, c testkit.Client, code string, zones ...v1.ZoneDesignZone) (v1.ZoneSet, string) {
	t.Helper()
	r := c.Post(t, "/zone-sets", v1.ZoneSetNew{ZoneSetEdit: zoneSet(code), Draft: true, Zones: zones}).Want(http.StatusCreated)
	return testkit.JSON[v1.ZoneSet](r), r.ETag()
}

func dayFrom(days int) string { return authz.Today().AddDate(0, 0, days).Format("2006-01-02") }

func TestZoneDesigns(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, secretariat testkit.Client, current v1.ZoneSet, zones []v1.Zone) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		secretariat = app.As(t, authz.Secretariat)
		current, zones = zonesOf(t, secretariat, "zone-omogenee", 2)
		move(t, secretariat, zones[0], "2021-01-01", testkit.Milazzo, testkit.Capri).Want(http.StatusOK)
		move(t, secretariat, zones[1], "2021-01-01", testkit.Malfa).Want(http.StatusOK)
		return app, secretariat, current, zones
	}

	t.Run("a draft is drawn, measured and compared by those who may, and unknown to others", func(t *testing.T) {
		app, secretariat, current, _ := setup(t)
		from := testkit.JSON[v1.ZoneDesign](secretariat.Get(t, address("zone-sets", current.ID)+"/design").Want(http.StatusOK))
		if from.Draft || len(from.Zones) != 2 || len(from.Unassigned) != 0 || len(from.Places) != 3 || from.Zones[0].Figures.Population != 34715 || from.Zones[0].Figures.Peripheral != 1 {
			t.Errorf("%+v", from)
		}
		x, tag := draft(t, secretariat, "bozza", drawn("Z1", testkit.Milazzo), drawn("Z2", testkit.Malfa))
		path := address("zone-sets", x.ID)
		if !x.Draft || x.Operational || x.Zones != 2 || x.Municipalities != 2 || strings.Join(x.Actions, " ") != "edit design operation archive" {
			t.Errorf("%+v", x)
		}
		d := testkit.JSON[v1.ZoneDesign](secretariat.Get(t, path+"/design").Want(http.StatusOK))
		if fmt.Sprint(d.Unassigned) != "[083011]" || !d.Draft || d.Zones[1].Figures.Islands != 1 || d.Zones[0].Figures.EmployeesUnknown != 1 {
			t.Errorf("%+v", d)
		}
		zones := []v1.ZoneDesignZone{drawn("Z1", testkit.Milazzo), drawn("Z2", testkit.Malfa, testkit.Capri)}
		zones[1].Seat = testkit.Capri
		preview := testkit.JSON[v1.ZoneDrawing](secretariat.Post(t, "/zone-designs/figures", v1.ZoneDesignEdit{Zones: zones}).Want(http.StatusOK))
		saved := testkit.JSON[v1.ZoneDesign](secretariat.Put(t, path+"/design", v1.ZoneDesignEdit{Zones: zones}, "If-Match", tag).Want(http.StatusOK))
		if fmt.Sprintf("%+v", preview.Balance) != fmt.Sprintf("%+v", saved.Balance) || saved.Version != 2 || len(saved.Unassigned) != 0 || preview.Zones[1].Figures.AtSeat == nil {
			t.Errorf("%+v\n%+v", preview, saved)
		}
		if m := saved.Zones[1].Figures.Meeting; !m.BySea || m.Legs[0].RoadKm != 0 || m.Farthest == "" || m.MaxKm < 50 {
			t.Errorf("the sea has no road: %+v", m)
		}
		secretariat.Put(t, path+"/design", v1.ZoneDesignEdit{Zones: zones}, "If-Match", tag).Refused(http.StatusPreconditionFailed, "stale-version")
		secretariat.Put(t, path+"/design", v1.ZoneDesignEdit{Zones: zones}).Refused(http.StatusPreconditionRequired, "if-match-required")
		secretariat.Put(t, address("zone-sets", current.ID)+"/design", v1.ZoneDesignEdit{Zones: zones}, "If-Match", `"v1"`).Refused(http.StatusConflict, "zone-set-not-draft")
		c := testkit.JSON[v1.ZoneComparison](secretariat.Get(t, path+"/comparison").Want(http.StatusOK))
		if fmt.Sprint(c.Moves) != "[{083011 Z1 Z2}]" || c.With.ID != current.ID || len(c.Pairs) != 2 {
			t.Errorf("%+v", c.Moves)
		}
		secretariat.Get(t, path+"/comparison?with=999").Refused(http.StatusBadRequest, "malformed", "with")

		for _, c := range []testkit.Client{app.Anonymous(), app.As(t, authz.Coordinator, testkit.Milazzo), app.As(t, authz.Observer)} {
			c.Get(t, path).Refused(http.StatusNotFound, "zone-set-not-found")
			c.Get(t, path+"/composition").Refused(http.StatusNotFound, "zone-set-not-found")
			if found := testkit.JSON[page.Of[v1.ZoneSet]](c.Get(t, "/zone-sets")); found.Total != 1 {
				t.Errorf("a draft is listed to others: %+v", found)
			}
		}
		coordinator := app.As(t, authz.Coordinator, testkit.Milazzo)
		coordinator.Get(t, path+"/history").Refused(http.StatusNotFound, "zone-set-not-found")
		coordinator.Get(t, path+"/design").Refused(http.StatusForbidden, "missing-permission")
		coordinator.Get(t, path+"/comparison").Refused(http.StatusForbidden, "missing-permission")
		coordinator.Post(t, "/zone-designs/figures", v1.ZoneDesignEdit{Zones: zones}).Refused(http.StatusForbidden, "missing-permission")
		coordinator.Post(t, "/zone-designs/proposals", v1.ZoneWish{}).Refused(http.StatusForbidden, "missing-permission")
		if m := testkit.JSON[v1.Municipality](app.Anonymous().Get(t, malfa)); len(m.Zones) != 1 {
			t.Errorf("a draft shows through a municipality: %+v", m.Zones)
		}
		secretariat.Post(t, "/zones", v1.ZoneNew{Set: "bozza", ZoneEdit: v1.ZoneEdit{Code: "Z9", Name: "x"}}).Refused(http.StatusUnprocessableEntity, "validation", "/set")
		if found := testkit.JSON[page.Of[v1.ZoneSet]](secretariat.Get(t, "/zone-sets?draft=true")); found.Total != 1 {
			t.Errorf("%+v", found)
		}
		secretariat.Get(t, path+"/history").Want(http.StatusOK)
		secretariat.Delete(t, path, "If-Match", `"v2"`).Want(http.StatusNoContent)
		secretariat.Put(t, path+"/design", v1.ZoneDesignEdit{Zones: zones}, "If-Match", `"v3"`).Refused(http.StatusConflict, "zone-set-archived")
	})

	t.Run("a bad design is refused where it is bad", func(t *testing.T) {
		_, secretariat, _, _ := setup(t)
		x, tag := draft(t, secretariat, "bozza")
		for pointer, zones := range map[string][]v1.ZoneDesignZone{
			"/zones/1/municipalities/1": {drawn("Z1", testkit.Milazzo), drawn("Z2", testkit.Malfa, testkit.Milazzo)},
			"/zones/0/municipalities/1": {drawn("Z1", testkit.Milazzo, testkit.Milazzo)},
			"/zones/0/municipalities/0": {drawn("Z1", "083999")},
			"/zones/1/code":             {drawn("Z1"), drawn("Z1")},
			"/zones/0/code":             {drawn("Z 1")},
			"/zones/0/name":             {{Code: "Z1", Name: " ", Municipalities: []string{}}},
			"/zones/0/seat":             {{Code: "Z1", Name: "x", Seat: testkit.Malfa, Municipalities: []string{testkit.Milazzo}}},
		} {
			r := secretariat.Put(t, address("zone-sets", x.ID)+"/design", v1.ZoneDesignEdit{Zones: zones}, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", pointer)
			if pointer == "/zones/1/municipalities/1" && !strings.Contains(string(r.Body), "è già nella zona «Zona Z1»") {
				t.Errorf("%s", r.Body)
			}
			secretariat.Post(t, "/zone-sets", v1.ZoneSetNew{ZoneSetEdit: zoneSet("altra"), Draft: true, Zones: zones}).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		secretariat.Post(t, "/zone-sets", v1.ZoneSetNew{ZoneSetEdit: zoneSet("altra"), Zones: []v1.ZoneDesignZone{drawn("Z1")}}).Refused(http.StatusUnprocessableEntity, "validation", "/zones")
		secretariat.Post(t, "/zone-designs/figures", v1.ZoneDesignEdit{Zones: []v1.ZoneDesignZone{{Code: "Z1", Municipalities: []string{testkit.Malfa}}}}).Want(http.StatusOK) // no name yet
	})

	t.Run("a proposal explains itself", func(t *testing.T) {
		_, secretariat, _, _ := setup(t)
		one := 1
		p := testkit.JSON[v1.ZoneProposal](secretariat.Post(t, "/zone-designs/proposals", v1.ZoneWish{Together: []string{"zone-omogenee"}}).Want(http.StatusOK))
		if len(p.Zones) != 2 || len(p.Whys) != 3 || len(p.Unmet) != 2 || !strings.Contains(p.Unmet[1], "Le isole non si mescolano") || !strings.Contains(p.Reasons[0], "Tiene insieme 2 dei 2 comuni di «Valle del Mela»") {
			t.Errorf("%+v %q", p.Unmet, p.Reasons)
		}
		mixed := testkit.JSON[v1.ZoneProposal](secretariat.Post(t, "/zone-designs/proposals", v1.ZoneWish{Mix: true, Zones: &one, Min: &one}).Want(http.StatusOK))
		if len(mixed.Zones) != 1 || len(mixed.Unmet) != 0 {
			t.Errorf("%+v", mixed.Unmet)
		}
		secretariat.Post(t, "/zone-designs/proposals", v1.ZoneWish{Max: &one}).Refused(http.StatusUnprocessableEntity, "validation", "/max")
		secretariat.Post(t, "/zone-designs/proposals", v1.ZoneWish{Together: []string{"nulla"}}).Refused(http.StatusUnprocessableEntity, "validation", "/together/0")
		secretariat.Post(t, "/zone-designs/proposals", v1.ZoneWish{Nearness: "vicino"}).Refused(http.StatusUnprocessableEntity, "validation", "/nearness")
	})

	t.Run("what is redrawn from a day leaves the days before as they were", func(t *testing.T) {
		app, secretariat, current, zones := setup(t)
		app.Exec(t, `INSERT INTO people (id, given_name, family_name, office_email) VALUES (1, 'Maria', 'Bianchi', 'm@example.org')`)
		app.Exec(t, `INSERT INTO mandates (id, person_id, role, zone_id, valid_from) VALUES (1, 1, 'coordinator', $1, '2021-01-01')`, zones[0].ID)
		anybody := app.Anonymous()
		report := func(day string) string {
			r := testkit.JSON[v1.ZoneReport](anybody.Get(t, "/zone-report?on="+day).Want(http.StatusOK))
			r.Version = 0
			return fmt.Sprintf("%+v", r)
		}
		last := report("2025-12-31")
		if !strings.Contains(last, "Coordinated:true") || !strings.Contains(last, "Population:34715 Peripheral:1") {
			t.Error(last)
		}
		// in the same set, and by another one
		move(t, secretariat, zones[1], "2026-01-01", testkit.Malfa, testkit.Capri).Want(http.StatusOK)
		change := dayFrom(40)
		before := report(dayFrom(39))
		x, tag := draft(t, secretariat, "nuova", drawn("N1", testkit.Milazzo, testkit.Malfa))
		path := address("zone-sets", x.ID)
		post := func(from, tag string) *testkit.Response {
			return secretariat.Post(t, path+"/operation", v1.ZoneSetOperation{From: from}, "If-Match", tag)
		}
		r := post(change, tag).Refused(http.StatusConflict, "zone-design-unassigned")
		if !strings.Contains(string(r.Body), "Capri Leone") {
			t.Errorf("%s", r.Body)
		}
		whole := v1.ZoneDesignEdit{Zones: []v1.ZoneDesignZone{drawn("N1", testkit.Milazzo, testkit.Malfa), drawn("N2", testkit.Capri), drawn("N3")}}
		tag = secretariat.Put(t, path+"/design", whole, "If-Match", tag).Want(http.StatusOK).ETag()
		post(dayFrom(-31), tag).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		post(dayFrom(4000), tag).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		post("domani", tag).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		told := testkit.JSON[v1.ZoneSetForecast](secretariat.Get(t, path+"/operation?from="+change).Want(http.StatusOK))
		if told.Replaces != current.Name || fmt.Sprint(told.Ending) != "[{1 Z1 Valle del Mela Maria Bianchi false}]" || fmt.Sprint(told.Appointing) != "[{N1 Zona N1} {N2 Zona N2}]" {
			t.Errorf("%+v", told)
		}
		done := testkit.JSON[v1.ZoneSetStart](post(change, tag).Want(http.StatusOK))
		if done.Draft || done.Operational || done.OperationalFrom != change || done.ValidFrom != change || len(done.Handover.Ending) != 1 || done.Zones != 2 {
			t.Errorf("%+v", done)
		}
		post(change, `"v3"`).Refused(http.StatusConflict, "zone-set-operational")
		post(change, `"v1"`).Refused(http.StatusPreconditionFailed, "stale-version")
		secretariat.Delete(t, path, "If-Match", `"v3"`).Refused(http.StatusConflict, "zone-set-operational")
		if report("2025-12-31") != last || report(dayFrom(39)) != before {
			t.Error("the past has changed")
		}
		if after := report(change); !strings.Contains(after, "N2") || strings.Contains(after, "Coordinated:true") {
			t.Error(after)
		}
		if today := testkit.JSON[v1.ZoneSet](anybody.Get(t, address("zone-sets", current.ID))); !today.Operational || today.OperationalTo != dayFrom(39) {
			t.Errorf("%+v", today)
		}
		anybody.Get(t, "/zone-report?on=2019-12-31").Refused(http.StatusNotFound, "zone-report-not-found")
		c := testkit.JSON[v1.ZoneReport](anybody.Get(t, address("zone-sets", current.ID)+"/composition?on=2021-06-01").Want(http.StatusOK))
		if !c.Operational || len(c.Zones) != 2 || len(c.Zones[0].Members) != 2 || c.Total.Islands != 1 {
			t.Errorf("%+v", c)
		}
		anybody.Get(t, address("zone-sets", current.ID)+"/composition?on=ieri").Refused(http.StatusBadRequest, "malformed", "on")

		// the day comes, and nobody has to do anything
		app.Exec(t, `SET CONSTRAINTS ALL IMMEDIATE`)
		app.Exec(t, `UPDATE operational_periods SET valid_to = valid_to - 40 WHERE valid_to IS NOT NULL`)
		app.Exec(t, `UPDATE operational_periods SET valid_from = valid_from - 40 WHERE valid_to IS NULL`)
		app.Exec(t, `UPDATE zone_members SET valid_from = valid_from - 40 WHERE set_id = $1`, x.ID)
		app.Exec(t, `UPDATE zone_sets SET valid_from = valid_from - 40 WHERE id = $1`, x.ID)
		if m := testkit.JSON[v1.Municipality](anybody.Get(t, malfa)); m.OperationalZone != "N1" {
			t.Errorf("%+v", m)
		}
		if n := testkit.JSON[v1.Network](anybody.Get(t, "/network")); len(n.Zones) != 2 || n.Zones[0].Code != "N1" {
			t.Errorf("%+v", n.Zones)
		}
		if got := names(t, anybody, "zone_code=N2"); got != "Capri Leone" {
			t.Error(got)
		}
		// and there is a way back
		old := address("zone-sets", current.ID)
		secretariat.Post(t, old+"/operation", v1.ZoneSetOperation{}, "If-Match", secretariat.Get(t, old).ETag()).Want(http.StatusOK)
		if found := testkit.JSON[page.Of[v1.ZoneSet]](anybody.Get(t, "/zone-sets?operational=true")); found.Total != 1 || found.Items[0].ID != current.ID || found.Items[0].OperationalTo != "" {
			t.Errorf("%+v", found)
		}
	})

	t.Run("coordinators reach their zone while its set is operational", func(t *testing.T) {
		t.Parallel()
		app, _ := testkit.NewReal(t)
		app.Basics(t)
		app.Exec(t, `INSERT INTO zone_sets (id, code, name, valid_from) VALUES (1, 'aaa', 'A', '2020-01-01'), (2, 'bbb', 'B', '2020-01-01')`)
		app.Exec(t, `INSERT INTO operational_periods (set_id, valid_from) VALUES (1, '2020-01-01')`)
		app.Exec(t, `INSERT INTO zones (id, set_id, code, name) VALUES (1, 1, 'Z1', 'A'), (2, 2, 'Z1', 'B')`)
		app.Exec(t, `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) VALUES (1, 1, '083049', '2020-01-01'), (2, 2, '083043', '2020-01-01')`)
		app.Account(t, "c@example.org", authz.Observer, "")
		app.Exec(t, `UPDATE mandates SET role = 'coordinator', zone_id = 1 WHERE person_id = (SELECT person_id FROM accounts WHERE email = 'c@example.org')`)
		b := app.Browser()
		b.Login(t, "c@example.org")
		app.Exec(t, `INSERT INTO people (id, given_name, family_name, office_email) VALUES (900, 'Ugo', 'Rossi', 'u@example.org')`)
		app.Exec(t, `INSERT INTO mandates (person_id, role, municipality_code, valid_from) VALUES (900, 'rpct', '083049', '2020-01-01')`)
		reach := func() int {
			return testkit.JSON[page.Of[v1.Mandate]](b.Get(t, "/mandates?role=rpct").Want(http.StatusOK)).Total
		}
		if got := reach(); got != 1 {
			t.Error(got)
		}
		app.Exec(t, `UPDATE operational_periods SET set_id = 2`)
		for range 100 { // the word reaches who remembers
			if reach() == 0 {
				return
			}
		}
		t.Error("the zone of a set that is not operational still gives reach")
	})
}
