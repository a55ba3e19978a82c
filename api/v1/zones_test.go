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

func zoneSet(code string, change ...func(*v1.ZoneSetEdit)) v1.ZoneSetEdit {
	e := v1.ZoneSetEdit{Code: code, Name: "Insieme " + code, Purpose: "Chi si riunisce con chi", Source: "Segreteria", ValidFrom: "2020-01-01"}
	for _, c := range change {
		c(&e)
	}
	return e
}

func address(kind string, id int64) string { return fmt.Sprintf("/%s/%d", kind, id) }

// zonesOf puts a set with zones Z1, Z2, … in the database.
func zonesOf(t *testing.T, c testkit.Client, set string, n int) (v1.ZoneSet, []v1.Zone) {
	t.Helper()
	s := testkit.JSON[v1.ZoneSet](c.Post(t, "/zone-sets", zoneSet(set)).Want(http.StatusCreated))
	var zones []v1.Zone
	for i := range n {
		zones = append(zones, testkit.JSON[v1.Zone](c.Post(t, "/zones", v1.ZoneNew{Set: set, ZoneEdit: v1.ZoneEdit{
			Code: fmt.Sprintf("Z%d", i+1), Name: []string{"Valle del Mela", "Isole Eolie", "Nebrodi"}[i]}}).Want(http.StatusCreated)))
	}
	return s, zones
}

// move replaces the members of a zone, whatever its version.
func move(t *testing.T, c testkit.Client, z v1.Zone, from string, codes ...string) *testkit.Response {
	t.Helper()
	tag := c.Get(t, address("zones", z.ID)).ETag()
	return c.Put(t, address("zones", z.ID)+"/members", v1.ZoneMembersEdit{From: from, Municipalities: append([]string{}, codes...)}, "If-Match", tag)
}

// membersOn tells who is in a zone on a day, with their days.
func membersOn(t *testing.T, c testkit.Client, z v1.Zone, day string) string {
	t.Helper()
	var out []string
	for _, m := range testkit.JSON[v1.ZoneMembers](c.Get(t, address("zones", z.ID)+"/members?on="+day).Want(http.StatusOK)).Municipalities {
		out = append(out, fmt.Sprintf("%s %s..%s", m.Name, m.From, m.To))
	}
	return strings.Join(out, ", ")
}

func TestZoneSets(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, secretariat testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		return app, app.As(t, authz.Secretariat)
	}

	t.Run("the secretariat keeps them, anybody reads them", func(t *testing.T) {
		app, secretariat := setup(t)
		r := secretariat.Post(t, "/zone-sets", zoneSet("zone-omogenee")).Want(http.StatusCreated)
		s := testkit.JSON[v1.ZoneSet](r)
		if !s.Operational || strings.Join(s.Actions, " ") != "edit design" || s.ValidTo != "" {
			t.Errorf("the first set: %+v", s)
		}
		other := testkit.JSON[v1.ZoneSet](secretariat.Post(t, "/zone-sets", zoneSet("srr")).Want(http.StatusCreated))
		if other.Operational || strings.Join(other.Actions, " ") != "edit design operation archive" {
			t.Errorf("the second set: %+v", other)
		}
		anybody := app.Anonymous()
		seen := testkit.JSON[v1.ZoneSet](anybody.Get(t, address("zone-sets", s.ID)).Want(http.StatusOK))
		if len(seen.Actions) != 0 || seen.Purpose != "Chi si riunisce con chi" {
			t.Errorf("%+v", seen)
		}
		for query, want := range map[string]int{"": 2, "q=omogenee": 1, "q=omogene": 1, "q=nulla": 0, "operational=true": 1, "operational=false": 1, "sort=-valid_from": 2, "archived=true": 0} {
			if found := testkit.JSON[page.Of[v1.ZoneSet]](anybody.Get(t, "/zone-sets?"+query).Want(http.StatusOK)); found.Total != want {
				t.Errorf("%s finds %d", query, found.Total)
			}
		}
		path := address("zone-sets", s.ID)
		secretariat.Put(t, path, zoneSet("zone-omogenee")).Refused(http.StatusPreconditionRequired, "if-match-required")
		renamed := zoneSet("zone-omogenee", func(e *v1.ZoneSetEdit) { e.Name, e.ValidTo = "Zone dei referenti", "2199-12-31" })
		secretariat.Put(t, path, renamed, "If-Match", r.ETag()).Want(http.StatusOK)
		secretariat.Put(t, path, renamed, "If-Match", r.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](secretariat.Get(t, path+"/history"))
		if fmt.Sprint(history.Items[0].Changes) != "[{name Insieme zone-omogenee Zone dei referenti} {valid_to  2199-12-31}]" {
			t.Errorf("history %+v", history.Items)
		}
		for _, role := range []authz.Role{authz.Coordinator, authz.RPCT, authz.Referent, authz.Observer, authz.Client} {
			c := app.As(t, role, testkit.Milazzo)
			c.Post(t, "/zone-sets", zoneSet("mio")).Refused(http.StatusForbidden, "missing-permission")
			c.Put(t, path, renamed, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			c.Delete(t, path, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			c.Post(t, address("zone-sets", other.ID)+"/operation", v1.ZoneSetOperation{}, "If-Match", `"v1"`).Refused(http.StatusForbidden, "missing-permission")
		}
		anybody.Post(t, "/zone-sets", zoneSet("mio")).Refused(http.StatusUnauthorized, "login-required")
		anybody.Get(t, path+"/history").Refused(http.StatusUnauthorized, "login-required")
		anybody.Get(t, "/zone-sets/999").Refused(http.StatusNotFound, "zone-set-not-found")
		secretariat.Post(t, "/zone-sets", zoneSet("srr")).Refused(http.StatusConflict, "zone-set-duplicate", "/code")
		secretariat.Put(t, path, zoneSet("srr"), "If-Match", `"v2"`).Refused(http.StatusConflict, "zone-set-duplicate", "/code")
		for pointer, change := range map[string]func(*v1.ZoneSetEdit){
			"/code": func(e *v1.ZoneSetEdit) { e.Code = "Zone Omogenee" }, "/name": func(e *v1.ZoneSetEdit) { e.Name = " " },
			"/valid_from": func(e *v1.ZoneSetEdit) { e.ValidFrom = "0000-01-01" }, "/valid_to": func(e *v1.ZoneSetEdit) { e.ValidTo = "2019-12-31" },
		} {
			secretariat.Post(t, "/zone-sets", zoneSet("x", change)).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		// the operational set has to be valid today
		secretariat.Put(t, path, zoneSet("zone-omogenee", func(e *v1.ZoneSetEdit) { e.ValidTo = "2024-12-31" }), "If-Match", `"v2"`).
			Refused(http.StatusUnprocessableEntity, "validation", "/valid_from")
	})

	t.Run("exactly one is operational", func(t *testing.T) {
		app, secretariat := setup(t)
		a, _ := zonesOf(t, secretariat, "aaa", 1)
		b, _ := zonesOf(t, secretariat, "bbb", 0)
		operate := func(id int64, tag string) *testkit.Response {
			return secretariat.Post(t, address("zone-sets", id)+"/operation", v1.ZoneSetOperation{}, "If-Match", tag)
		}
		secretariat.Post(t, address("zone-sets", b.ID)+"/operation", v1.ZoneSetOperation{}).Refused(http.StatusPreconditionRequired, "if-match-required")
		operate(a.ID, `"v1"`).Refused(http.StatusConflict, "zone-set-operational")
		if got := testkit.JSON[v1.ZoneSet](operate(b.ID, `"v1"`).Want(http.StatusOK)); !got.Operational || got.Version != 2 {
			t.Errorf("%+v", got)
		}
		if old := testkit.JSON[v1.ZoneSet](secretariat.Get(t, address("zone-sets", a.ID))); old.Operational || old.Version != 2 {
			t.Errorf("%+v", old)
		}
		operate(b.ID, `"v1"`).Refused(http.StatusPreconditionFailed, "stale-version")
		past := testkit.JSON[v1.ZoneSet](secretariat.Post(t, "/zone-sets", zoneSet("past", func(e *v1.ZoneSetEdit) { e.ValidTo = "2021-01-01" })).Want(http.StatusCreated))
		operate(past.ID, `"v1"`).Refused(http.StatusConflict, "zone-set-not-valid")
		operate(999, `"v1"`).Refused(http.StatusNotFound, "zone-set-not-found")

		secretariat.Delete(t, address("zone-sets", b.ID), "If-Match", `"v2"`).Refused(http.StatusConflict, "zone-set-operational")
		secretariat.Delete(t, address("zone-sets", a.ID), "If-Match", `"v2"`).Refused(http.StatusConflict, "zone-set-in-use")
		secretariat.Delete(t, address("zone-sets", past.ID)+"?reason=prova", "If-Match", `"v1"`).Want(http.StatusNoContent)
		operate(past.ID, `"v2"`).Refused(http.StatusConflict, "zone-set-archived")
		secretariat.Put(t, address("zone-sets", past.ID), zoneSet("past"), "If-Match", `"v2"`).Refused(http.StatusConflict, "zone-set-archived")
		secretariat.Post(t, "/zones", v1.ZoneNew{Set: "past", ZoneEdit: v1.ZoneEdit{Code: "Z1", Name: "x"}}).Refused(http.StatusUnprocessableEntity, "validation", "/set")

		// many at once, each from the version they read: whoever is told yes, one is operational in the end
		c, _ := zonesOf(t, secretariat, "ccc", 0)
		for range 5 {
			var wg sync.WaitGroup
			for _, id := range []int64{a.ID, b.ID, c.ID, a.ID} {
				tag := secretariat.Get(t, address("zone-sets", id)).ETag()
				wg.Go(func() {
					if r := operate(id, tag); r.Code != http.StatusOK && r.Code != http.StatusPreconditionFailed && r.Code != http.StatusConflict {
						t.Errorf("%d %s", r.Code, r.Body)
					}
				})
			}
			wg.Wait()
			if found := testkit.JSON[page.Of[v1.ZoneSet]](app.Anonymous().Get(t, "/zone-sets?operational=true")); found.Total != 1 {
				t.Fatalf("%d operational sets", found.Total)
			}
		}
		// the first of all is, even when two are created at once
		fresh := testkit.New(t)
		both := fresh.As(t, authz.Secretariat)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() { both.Post(t, "/zone-sets", zoneSet(fmt.Sprintf("set-%d", i))).Want(http.StatusCreated) })
		}
		wg.Wait()
		if found := testkit.JSON[page.Of[v1.ZoneSet]](both.Get(t, "/zone-sets?operational=true")); found.Total != 1 {
			t.Errorf("%d operational sets", found.Total)
		}
	})
}

func TestZones(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, secretariat testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		return app, app.As(t, authz.Secretariat)
	}

	t.Run("the secretariat keeps them, anybody reads them with their totals", func(t *testing.T) {
		app, secretariat := setup(t)
		set, zones := zonesOf(t, secretariat, "zone-omogenee", 3)
		zonesOf(t, secretariat, "srr", 1)
		move(t, secretariat, zones[0], "2021-01-01", testkit.Milazzo, testkit.Capri).Want(http.StatusOK)
		move(t, secretariat, zones[1], "2021-01-01", testkit.Malfa).Want(http.StatusOK)
		app.Exec(t, `INSERT INTO people (id, given_name, family_name, office_email) VALUES (1, 'Maria', 'Bianchi', 'm@example.org'), (2, 'Ugo', 'Rossi', 'u@example.org')`)
		app.Exec(t, `INSERT INTO mandates (person_id, role, zone_id, substitute, valid_from, valid_to) VALUES (2, 'coordinator', $1, false, '2020-01-01', '2023-12-31'),
			(1, 'coordinator', $1, false, '2024-01-01', NULL), (2, 'coordinator', $1, true, '2024-01-01', NULL)`, zones[0].ID)
		anybody, path := app.Anonymous(), address("zones", zones[0].ID)
		r := anybody.Get(t, path).Want(http.StatusOK)
		z := testkit.JSON[v1.Zone](r)
		if z.Municipalities != 2 || z.Population != 34715 || z.Peripheral != 1 || z.PeripheralShare != 0.5 || z.Coordinator != "" || len(z.Actions) != 0 ||
			z.Set != "zone-omogenee" || z.SetID != set.ID || !z.Operational {
			t.Errorf("%+v", z)
		}
		if known := testkit.JSON[v1.Zone](app.As(t, authz.Referent, testkit.Malfa).Get(t, path)); known.Coordinator != "Maria Bianchi" || len(known.Actions) != 0 {
			t.Errorf("%+v", known)
		}
		if hidden := testkit.JSON[v1.Zone](app.As(t, authz.Observer).Get(t, path)); hidden.Coordinator != "" {
			t.Errorf("an observer is told %q", hidden.Coordinator)
		}
		if mine := testkit.JSON[v1.Zone](secretariat.Get(t, path)); strings.Join(mine.Actions, " ") != "edit members archive" {
			t.Errorf("actions %v", mine.Actions)
		}
		// what changes the totals changes the tag
		anybody.Get(t, path, "If-None-Match", r.ETag()).Want(http.StatusNotModified)
		app.Exec(t, `UPDATE municipalities SET population = 30000 WHERE istat_code = '083049'`)
		anybody.Get(t, path, "If-None-Match", r.ETag()).Want(http.StatusOK)
		app.Exec(t, `UPDATE municipalities SET archived_at = now() WHERE istat_code = '083011'`)
		if z = testkit.JSON[v1.Zone](anybody.Get(t, path)); z.Municipalities != 1 || z.Population != 30000 || z.PeripheralShare != 0 {
			t.Errorf("an archived municipality is counted: %+v", z)
		}
		app.Exec(t, `UPDATE municipalities SET archived_at = NULL WHERE istat_code = '083011'`)

		for query, want := range map[string]string{
			"set=zone-omogenee": "Z1 Z2 Z3", "set=zone-omogenee&sort=-name": "Z1 Z3 Z2", "set=srr&set=zone-omogenee": "Z1 Z1 Z2 Z3", "operational=true": "Z1 Z2 Z3",
			"operational=false": "Z1", "municipality=" + testkit.Malfa: "Z2", "municipality=083999": "", "q=eolie": "Z2", "q=eolia": "Z2", "q=z3": "Z3", "set=nulla": "",
			"limit=1&set=zone-omogenee&sort=-code": "Z3",
		} {
			var got []string
			for _, z := range testkit.JSON[page.Of[v1.Zone]](anybody.Get(t, "/zones?"+query).Want(http.StatusOK)).Items {
				got = append(got, z.Code)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s finds %v, want %s", query, got, want)
			}
		}
		csv := string(anybody.Get(t, "/zones?set=zone-omogenee", "Accept", "text/csv").Want(http.StatusOK).Body)
		if !strings.Contains(csv, "municipalities;population;peripheral;peripheral_share") || !strings.Contains(csv, "Isole Eolie") {
			t.Errorf("csv: %s", csv)
		}
		// the municipality tells its zones, and is found by them
		m := testkit.JSON[v1.Municipality](anybody.Get(t, malfa))
		if m.OperationalZone != "Z2" || len(m.Zones) != 1 || m.Zones[0].Name != "Isole Eolie" || m.Zones[0].Set != "zone-omogenee" || !m.Zones[0].Operational {
			t.Errorf("%+v", m)
		}
		for query, want := range map[string]string{fmt.Sprint("zone=", zones[0].ID): "Capri Leone, Milazzo", "zone_set=zone-omogenee&zone_code=Z2": "Malfa", "zone_code=Z2": "Malfa",
			"zone_set=zone-omogenee": "Capri Leone, Malfa, Milazzo", "zone_set=srr": "", "zone_set=srr&zone_code=Z2": ""} {
			if got := names(t, anybody, query); got != want {
				t.Errorf("%s finds %q, want %q", query, got, want)
			}
		}
	})

	t.Run("one is edited and archived", func(t *testing.T) {
		app, secretariat := setup(t)
		_, zones := zonesOf(t, secretariat, "zone-omogenee", 2)
		path := address("zones", zones[0].ID)
		edit := v1.ZoneEdit{Code: "Z1", Name: "Milazzo e valle", Note: "Si riunisce a Milazzo"}
		secretariat.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		secretariat.Put(t, path, edit, "If-Match", `"v1"`).Want(http.StatusOK)
		late := secretariat.Put(t, path, edit, "If-Match", `"v1"`).Refused(http.StatusPreconditionFailed, "stale-version")
		if !strings.Contains(string(late.Body), `"version":2`) {
			t.Errorf("%s", late.Body)
		}
		edit.Code = "Z2"
		secretariat.Put(t, path, edit, "If-Match", `"v2"`).Refused(http.StatusConflict, "zone-duplicate", "/code")
		secretariat.Post(t, "/zones", v1.ZoneNew{Set: "zone-omogenee", ZoneEdit: edit}).Refused(http.StatusConflict, "zone-duplicate", "/code")
		edit.Code = "Z 2"
		secretariat.Put(t, path, edit, "If-Match", `"v2"`).Refused(http.StatusUnprocessableEntity, "validation", "/code")
		secretariat.Post(t, "/zones", v1.ZoneNew{Set: "nulla", ZoneEdit: v1.ZoneEdit{Code: "Z9", Name: "x"}}).Refused(http.StatusUnprocessableEntity, "validation", "/set")
		secretariat.Post(t, "/zones", v1.ZoneNew{Set: "zone-omogenee"}).Refused(http.StatusUnprocessableEntity, "validation", "/code", "/name")
		for _, role := range []authz.Role{authz.Coordinator, authz.RPCT, authz.Referent, authz.Observer, authz.Client} {
			c := app.As(t, role, testkit.Milazzo)
			c.Put(t, path, edit, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			c.Put(t, path+"/members", v1.ZoneMembersEdit{From: "2026-01-01", Municipalities: []string{}}, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			c.Delete(t, path, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
		}
		move(t, secretariat, zones[0], "2150-01-01", testkit.Milazzo).Want(http.StatusOK) // a member to come
		secretariat.Delete(t, path, "If-Match", `"v3"`).Refused(http.StatusConflict, "zone-in-use")
		move(t, secretariat, zones[0], "2020-01-01").Want(http.StatusOK)
		secretariat.Delete(t, path+"?reason=doppia", "If-Match", `"v4"`).Want(http.StatusNoContent)
		gone := testkit.JSON[v1.Zone](app.Anonymous().Get(t, path).Want(http.StatusOK))
		if gone.ArchiveReason != "doppia" || len(gone.Actions) != 0 {
			t.Errorf("%+v", gone)
		}
		edit.Code = "Z1"
		secretariat.Put(t, path, edit, "If-Match", `"v5"`).Refused(http.StatusConflict, "zone-archived")
		move(t, secretariat, zones[0], "2026-01-01", testkit.Milazzo).Refused(http.StatusConflict, "zone-archived")
	})

	t.Run("members come and go on a day", func(t *testing.T) {
		_, secretariat := setup(t)
		_, zones := zonesOf(t, secretariat, "zone-omogenee", 2)
		a, b := zones[0], zones[1]
		r := move(t, secretariat, a, "2021-01-01", testkit.Milazzo, testkit.Capri).Want(http.StatusOK)
		if m := testkit.JSON[v1.ZoneMembers](r); m.On != "2021-01-01" || m.ID != a.ID || m.Version != 2 || len(m.Municipalities) != 2 {
			t.Errorf("%+v", m)
		}
		move(t, secretariat, b, "2022-01-01", testkit.Malfa).Want(http.StatusOK)
		stale := secretariat.Get(t, address("zones", a.ID)).ETag()
		// Capri Leone goes to b: a, whose editor saw it there, has changed
		r = move(t, secretariat, b, "2024-03-01", testkit.Malfa, testkit.Capri).Want(http.StatusOK)
		if m := testkit.JSON[v1.ZoneMembership](r).Moved; len(m) != 1 || m[0] != (v1.ZoneMove{Municipality: testkit.Capri, Name: "Capri Leone", ZoneID: a.ID, Zone: a.Name}) {
			t.Errorf("%+v", m)
		}
		secretariat.Put(t, address("zones", a.ID)+"/members", v1.ZoneMembersEdit{From: "2025-01-01", Municipalities: []string{testkit.Milazzo, testkit.Capri}}, "If-Match", stale).
			Refused(http.StatusPreconditionFailed, "stale-version")
		for _, want := range []struct {
			zone      v1.Zone
			on, names string
		}{
			{a, "2020-12-31", ""},
			{a, "2024-02-29", "Capri Leone 2021-01-01..2024-02-29, Milazzo 2021-01-01.."},
			{a, "2024-03-01", "Milazzo 2021-01-01.."},
			{b, "2024-02-29", "Malfa 2022-01-01.."},
			{b, "2024-03-01", "Capri Leone 2024-03-01.., Malfa 2022-01-01.."},
		} {
			if got := membersOn(t, secretariat, want.zone, want.on); got != want.names {
				t.Errorf("%s on %s: %q, want %q", want.zone.Code, want.on, got, want.names)
			}
		}
		// a move foreseen, then another before it: what was foreseen is dropped
		move(t, secretariat, a, "2100-01-01", testkit.Malfa).Want(http.StatusOK)
		if got := membersOn(t, secretariat, a, "2100-01-01") + "|" + membersOn(t, secretariat, b, "2099-12-31"); got !=
			"Malfa 2100-01-01..|Capri Leone 2024-03-01.., Malfa 2022-01-01..2099-12-31" {
			t.Error(got)
		}
		move(t, secretariat, b, "2026-01-01", testkit.Malfa).Want(http.StatusOK)
		if got := membersOn(t, secretariat, a, "2100-01-01") + "|" + membersOn(t, secretariat, b, "2100-01-01") + "|" + membersOn(t, secretariat, b, "2025-12-31"); got !=
			"|Malfa 2022-01-01..|Capri Leone 2024-03-01..2025-12-31, Malfa 2022-01-01.." {
			t.Error(got)
		}
		// the same day again corrects it, and the same again changes nothing
		for range 2 {
			move(t, secretariat, b, "2026-01-01", testkit.Malfa, testkit.Capri).Want(http.StatusOK)
			if got := membersOn(t, secretariat, b, "2026-01-01"); got != "Capri Leone 2026-01-01.., Malfa 2022-01-01.." {
				t.Error(got)
			}
		}
		// the history of a zone tells who came and went
		var told []string
		for _, e := range testkit.JSON[page.Of[v1.HistoryEntry]](secretariat.Get(t, address("zones", a.ID)+"/history")).Items {
			for _, c := range e.Changes {
				told = append(told, fmt.Sprint(e.Operation, " ", e.Action, " ", c))
			}
		}
		for _, want := range []string{"zones-membership updated {municipality_code 083011 083011}", "zones-membership updated {valid_to  2024-02-29}",
			"zones-membership created {municipality_code  083049}", "zones-create created {name  Valle del Mela}", "zones-membership deleted {municipality_code 083043 }"} {
			if !strings.Contains(strings.Join(told, "\n"), want) {
				t.Errorf("the history does not say %q: %s", want, strings.Join(told, "\n"))
			}
		}
		if strings.Contains(strings.Join(told, "\n"), "zone_id") {
			t.Error("the history tells row numbers")
		}
	})

	t.Run("bad members are named", func(t *testing.T) {
		app, secretariat := setup(t)
		s := testkit.JSON[v1.ZoneSet](secretariat.Post(t, "/zone-sets", zoneSet("snai", func(e *v1.ZoneSetEdit) { e.ValidTo = "2099-12-31" })).Want(http.StatusCreated))
		z := testkit.JSON[v1.Zone](secretariat.Post(t, "/zones", v1.ZoneNew{Set: s.Code, ZoneEdit: v1.ZoneEdit{Code: "N", Name: "Nebrodi"}}).Want(http.StatusCreated))
		twice := move(t, secretariat, z, "2026-01-01", testkit.Milazzo, testkit.Malfa, testkit.Milazzo).Refused(http.StatusUnprocessableEntity, "validation", "/municipalities/2")
		if !strings.Contains(string(twice.Body), testkit.Milazzo) {
			t.Errorf("the refusal does not name it: %s", twice.Body)
		}
		app.Exec(t, `UPDATE municipalities SET archived_at = now() WHERE istat_code = '083011'`)
		move(t, secretariat, z, "2026-01-01", "083999", testkit.Milazzo, testkit.Capri).Refused(http.StatusUnprocessableEntity, "validation", "/municipalities/0", "/municipalities/2")
		move(t, secretariat, z, "2026-01-01", "83049").Refused(http.StatusUnprocessableEntity, "validation", "/municipalities/0")
		move(t, secretariat, z, "2019-12-31", testkit.Milazzo).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		move(t, secretariat, z, "2100-01-01", testkit.Milazzo).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		move(t, secretariat, z, "domani", testkit.Milazzo).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		members := address("zones", z.ID) + "/members"
		secretariat.Put(t, members, map[string]any{"from": "2026-01-01"}, "If-Match", `"v1"`).Refused(http.StatusUnprocessableEntity, "validation", "/municipalities")
		secretariat.Put(t, members, v1.ZoneMembersEdit{From: "2026-01-01"}).Refused(http.StatusPreconditionRequired, "if-match-required")
		secretariat.Get(t, members+"?on=ieri").Refused(http.StatusBadRequest, "malformed", "on")
		secretariat.Get(t, "/zones/999/members").Refused(http.StatusNotFound, "zone-not-found")
		if got := testkit.JSON[v1.Zone](secretariat.Get(t, address("zones", z.ID))); got.Version != 1 || got.Municipalities != 0 {
			t.Errorf("a refusal left something: %+v", got)
		}
	})

	t.Run("two zones want the same municipality at once", func(t *testing.T) {
		app, secretariat := setup(t)
		_, zones := zonesOf(t, secretariat, "zone-omogenee", 3)
		for round := range 8 {
			var wg sync.WaitGroup
			for _, z := range zones {
				wg.Go(func() {
					day := fmt.Sprintf("2026-01-%02d", round+1)
					if r := move(t, secretariat, z, day, testkit.Milazzo, testkit.Malfa); r.Code != http.StatusOK && r.Code != http.StatusPreconditionFailed {
						t.Errorf("%d %s", r.Code, r.Body)
					}
				})
			}
			wg.Wait()
			var n int
			if err := app.DB.Pool().QueryRow(t.Context(), `SELECT count(*) FROM current_members WHERE municipality_code = '083049'`).Scan(&n); err != nil || n != 1 {
				t.Fatalf("Milazzo is in %d zones, %v", n, err)
			}
		}
	})

	t.Run("many are imported by set and code", func(t *testing.T) {
		app, secretariat := setup(t)
		zonesOf(t, secretariat, "zone-omogenee", 2)
		table := "set;code;name;note\nzone-omogenee;Z2;Isole Eolie;remota\nzone-omogenee;Z3;Nebrodi;\nnulla;Z1;x;\nzone-omogenee;Z 4;x;\n"
		post := func(query string) httpx.BulkResult {
			t.Helper()
			return testkit.JSON[httpx.BulkResult](secretariat.Post(t, "/zones/bulk?"+query, table, "Content-Type", "text/csv").Want(http.StatusOK))
		}
		for _, query := range []string{"", "dry_run=true&on_error=skip"} {
			out := post(query)
			if found := testkit.JSON[page.Of[v1.Zone]](secretariat.Get(t, "/zones")); out.Committed || out.Failed != 2 || found.Total != 2 {
				t.Errorf("%s: %+v", query, out)
			}
		}
		out := post("on_error=skip")
		if out.Created != 1 || out.Updated != 1 || out.Results[2].Problem.Errors[0].Pointer != "/set" || out.Results[3].Problem.Errors[0].Pointer != "/code" {
			t.Errorf("%+v", out)
		}
		if again := post("on_error=skip"); again.Unchanged != 2 || again.Created+again.Updated != 0 {
			t.Errorf("again: %+v", again)
		}
		id := out.Results[1].ID
		secretariat.Delete(t, address("zones", id), "If-Match", `"v1"`).Want(http.StatusNoContent)
		row := map[string]any{"rows": []any{map[string]any{"set": "zone-omogenee", "code": "Z3", "name": "Nebrodi"}}}
		if back := testkit.JSON[httpx.BulkResult](secretariat.Post(t, "/zones/bulk", row)); back.Updated != 1 || testkit.JSON[v1.Zone](secretariat.Get(t, address("zones", id))).ArchivedAt != nil {
			t.Errorf("an archived zone did not come back: %+v", back)
		}
		app.As(t, authz.Coordinator, testkit.Milazzo).Post(t, "/zones/bulk", row).Refused(http.StatusForbidden, "missing-permission")
	})
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	secretariat := app.As(t, authz.Secretariat)
	_, zones := zonesOf(t, secretariat, "zone-omogenee", 2)
	move(t, secretariat, zones[0], "2021-01-01", testkit.Milazzo, testkit.Capri).Want(http.StatusOK)
	app.Exec(t, `UPDATE adhesions SET state = 'operational' WHERE municipality_code = '083049'`)
	app.Exec(t, `INSERT INTO risks (code, area_code, process, event, state) VALUES ('B.01', 'B', 'Affidamenti', 'Proroga', 'draft'), ('B.02', 'B', 'Affidamenti', 'Ribasso', 'superseded')`)
	app.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, state) VALUES ('083049', 'B', 'Affidamenti', 'Proroga', 'local')`)
	r := app.Anonymous().Get(t, "/network").Want(http.StatusOK)
	n := testkit.JSON[v1.Network](r)
	if n.Municipalities != 3 || n.Members != 1 || n.Population != 35662 || n.Risks != 1 || n.Behaviours != 0 || n.Measures != 2 ||
		fmt.Sprint(n.Adhesions) != "[{not_contacted 2} {operational 1}]" || len(n.Zones) != 2 || n.Zones[0].PeripheralShare != 0.5 || n.Zones[1].Municipalities != 0 {
		t.Errorf("%+v", n)
	}
	app.Anonymous().Get(t, "/network", "If-None-Match", r.ETag()).Want(http.StatusNotModified)
	app.Anonymous().Get(t, "/network", "If-None-Match", `"v0-anonymous-x"`).Want(http.StatusOK)
	// kept for a minute: the home page costs nothing
	app.Exec(t, `UPDATE adhesions SET state = 'declined' WHERE municipality_code = '083049'`)
	if again := testkit.JSON[v1.Network](app.Anonymous().Get(t, "/network")); again.Members != 1 {
		t.Errorf("read again: %+v", again)
	}
}

// A set is archived without zones or gets one, never both.
func TestArchivingASetWhileItGetsAZone(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	secretariat := app.As(t, authz.Secretariat)
	zonesOf(t, secretariat, "primo", 0) // the operational one
	for i := range 30 {
		code := fmt.Sprintf("insieme-%d", i)
		set, _ := zonesOf(t, secretariat, code, 0)
		var gone, got *testkit.Response
		var wg sync.WaitGroup
		wg.Go(func() { gone = secretariat.Delete(t, address("zone-sets", set.ID), "If-Match", `"v1"`) })
		wg.Go(func() {
			got = secretariat.Post(t, "/zones", v1.ZoneNew{Set: code, ZoneEdit: v1.ZoneEdit{Code: "Z1", Name: "Zona"}})
		})
		wg.Wait()
		if (gone.Code == http.StatusNoContent) == (got.Code == http.StatusCreated) {
			t.Errorf("%d %s, %d %s", gone.Code, gone.Body, got.Code, got.Body)
		}
	}
}

func TestAdvantage(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	where := "/municipalities/" + testkit.Capri + "/advantage"
	app.Exec(t, `UPDATE adhesions SET state = 'member', since = '2026-05-12' WHERE municipality_code = '083049'`)
	app.Exec(t, `INSERT INTO training_needs (municipality_code, year, topic_code, level, reason, audience, persons, current_level, desired_level, priority, motivation, mode)
		SELECT istat_code, 2100, 'TF01', 'general', 'new_rules', 'Tutti', 40, 1, 2, 'low', '', 'webinar' FROM municipalities`)
	got := testkit.JSON[v1.Advantage](app.Anonymous().Get(t, where).Want(http.StatusOK))
	if got.Name != "Capri Leone" || len(got.Neighbours) != 1 || got.Neighbours[0].Name != "Milazzo" || got.Neighbours[0].Km < 45 || got.Neighbours[0].Km > 50 ||
		got.Neighbours[0].Since != "2026-05-12" || got.Measures != 2 || got.ZoneSize != 0 {
		t.Errorf("%+v", got)
	}
	if got.Learners != 0 || got.People != 0 {
		t.Errorf("three municipalities are too few to be counted: %+v", got)
	}
	app.Exec(t, `UPDATE municipalities SET former_codes = '{083777}' WHERE istat_code = '083011'`)
	if former := testkit.JSON[v1.Advantage](app.Anonymous().Get(t, "/municipalities/083777/advantage").Want(http.StatusOK)); fmt.Sprint(former) != fmt.Sprint(got) {
		t.Errorf("by a former code %+v", former)
	}
	app.Anonymous().Get(t, "/municipalities/000000/advantage").Refused(http.StatusNotFound, "municipality-not-found")
}
