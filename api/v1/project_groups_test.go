package v1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

// chart is a secretariat with three people of the network: 1 Maria Bianchi, 2 Ugo Rossi, 3 Anna Neri.
type chart struct {
	testkit.Client
	app *testkit.App
}

func newChart(t *testing.T) chart {
	t.Helper()
	app := testkit.New(t)
	app.Basics(t)
	app.Exec(t, `INSERT INTO people (id, given_name, family_name, office_email) VALUES (1, 'Maria', 'Bianchi', 'm@example.org'),
		(2, 'Ugo', 'Rossi', 'u@example.org'), (3, 'Anna', 'Neri', 'a@example.org')`)
	return chart{app.As(t, authz.Secretariat), app}
}

func groupNew(kind, name string, change ...func(*v1.ProjectGroupNew)) v1.ProjectGroupNew {
	g := v1.ProjectGroupNew{Kind: kind, ProjectGroupEdit: v1.ProjectGroupEdit{Name: name, Purpose: "Lavora per la rete", Position: 1,
		OrganisationTerm: v1.OrganisationTerm{ActKind: "Decreto", ActNumber: "7", ActDate: "2025-12-20", From: "2026-01-01"}}}
	for _, c := range change {
		c(&g)
	}
	return g
}

func (c chart) group(t *testing.T, kind, name string, change ...func(*v1.ProjectGroupNew)) v1.ProjectGroup {
	t.Helper()
	return testkit.JSON[v1.ProjectGroup](c.Post(t, "/project-groups", groupNew(kind, name, change...)).Want(http.StatusCreated))
}

func below(id int64) func(*v1.ProjectGroupNew) {
	return func(g *v1.ProjectGroupNew) { g.ParentID = &id }
}

func seat(group, person int64, role, office, from string, change ...func(*v1.ProjectMemberNew)) v1.ProjectMemberNew {
	m := v1.ProjectMemberNew{ProjectSeat: v1.ProjectSeat{GroupID: group, Role: role},
		ProjectMemberEdit: v1.ProjectMemberEdit{Office: office, OrganisationTerm: v1.OrganisationTerm{From: from}}}
	if person != 0 {
		m.Person = &person
	}
	for _, c := range change {
		c(&m)
	}
	return m
}

func until(day string) func(*v1.ProjectMemberNew) {
	return func(m *v1.ProjectMemberNew) { m.To = day }
}

func succeeding(m *v1.ProjectMemberNew) { m.Succeed = true }

func (c chart) sits(t *testing.T, m v1.ProjectMemberNew) v1.ProjectMember {
	t.Helper()
	return testkit.JSON[v1.ProjectMember](c.Post(t, "/project-members", m).Want(http.StatusCreated))
}

// composition tells who sits in the groups on a day, as a client sees it.
func composition(t *testing.T, c testkit.Client, day string) string {
	t.Helper()
	var out []string
	for _, g := range testkit.JSON[v1.Organisation](c.Get(t, "/organisation?on="+day).Want(http.StatusOK)).Groups {
		var who []string
		for _, m := range g.Members {
			who = append(who, strings.Join(strings.Fields(strings.Join([]string{m.Role, m.FamilyName, m.Office, m.ZoneName}, " ")), " "))
		}
		out = append(out, g.Name+": "+strings.Join(who, ", "))
	}
	return strings.Join(out, "; ")
}

func TestProjectGroups(t *testing.T) {
	t.Parallel()

	t.Run("the secretariat keeps them, anybody reads them", func(t *testing.T) {
		t.Parallel()
		c := newChart(t)
		anybody := c.app.Anonymous()
		top := c.group(t, "steering", "Cabina di regia")
		made := c.Post(t, "/project-groups", groupNew("thematic_table", "Tavolo formazione", below(top.ID), func(g *v1.ProjectGroupNew) { g.Position = 2 })).Want(http.StatusCreated)
		table := testkit.JSON[v1.ProjectGroup](made)
		path := address("project-groups", table.ID)
		if table.ParentName != "Cabina di regia" || !table.Current || strings.Join(table.Actions, " ") != "edit members archive" {
			t.Errorf("%+v", table)
		}
		old := c.group(t, "thematic_table", "Tavolo finito", func(g *v1.ProjectGroupNew) { g.From, g.To = "2020-01-01", "2021-12-31" })
		if old.Current {
			t.Errorf("%+v", old)
		}
		seen := anybody.Get(t, path).Want(http.StatusOK)
		if g := testkit.JSON[v1.ProjectGroup](seen); len(g.Actions) != 0 || g.Purpose != "Lavora per la rete" || g.Members != 0 {
			t.Errorf("%+v", g)
		}
		anybody.Get(t, path, "If-None-Match", seen.ETag()).Want(http.StatusNotModified)
		c.sits(t, seat(table.ID, 1, "member", "Segretario comunale", "2026-01-01"))
		if again := anybody.Get(t, path, "If-None-Match", seen.ETag()).Want(http.StatusOK); testkit.JSON[v1.ProjectGroup](again).Members != 1 {
			t.Errorf("%s", again.Body)
		}
		for query, want := range map[string]string{
			"": "Cabina di regia, Tavolo finito, Tavolo formazione", "kind=steering": "Cabina di regia", "kind=steering&kind=invited": "Cabina di regia",
			"active_on=2026-05-01": "Cabina di regia, Tavolo formazione", "active_on=2021-12-31": "Tavolo finito", "q=formativo": "", "q=formazione": "Tavolo formazione",
			"sort=-name": "Tavolo formazione, Tavolo finito, Cabina di regia", "sort=from": "Tavolo finito, Cabina di regia, Tavolo formazione",
			fmt.Sprint("parent=", top.ID): "Tavolo formazione", "archived=true": "", "q=tavolo&limit=1&sort=name": "Tavolo finito",
		} {
			var got []string
			for _, g := range testkit.JSON[page.Of[v1.ProjectGroup]](anybody.Get(t, "/project-groups?"+query).Want(http.StatusOK)).Items {
				got = append(got, g.Name)
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%s finds %v, want %s", query, got, want)
			}
		}
		if csv := string(anybody.Get(t, "/project-groups", "Accept", "text/csv").Want(http.StatusOK).Body); !strings.Contains(csv, "Tavolo formazione") {
			t.Errorf("csv %s", csv)
		}
		edit := table.ProjectGroupEdit
		edit.Name = "Tavolo della formazione"
		c.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		c.Put(t, path, edit, "If-Match", made.ETag()).Want(http.StatusOK)
		c.Put(t, path, edit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](c.Get(t, path+"/history").Want(http.StatusOK))
		if fmt.Sprint(history.Items[0].Changes) != "[{name Tavolo formazione Tavolo della formazione}]" {
			t.Errorf("history %+v", history.Items)
		}
		for _, role := range []authz.Role{authz.Coordinator, authz.RPCT, authz.Secretary, authz.Commissioner, authz.Referent, authz.Observer, authz.Client} {
			other := c.app.As(t, role, testkit.Milazzo)
			other.Post(t, "/project-groups", groupNew("invited", "Mio")).Refused(http.StatusForbidden, "missing-permission")
			other.Put(t, path, edit, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			other.Delete(t, path, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
		}
		anybody.Post(t, "/project-groups", groupNew("invited", "Mio")).Refused(http.StatusUnauthorized, "login-required")
		anybody.Get(t, path+"/history").Refused(http.StatusUnauthorized, "login-required")
		anybody.Get(t, "/project-groups/999").Refused(http.StatusNotFound, "project-group-not-found")
	})

	t.Run("what is written is checked", func(t *testing.T) {
		t.Parallel()
		c := newChart(t)
		nobody := int64(999)
		for pointer, change := range map[string]func(*v1.ProjectGroupNew){
			"/name": func(g *v1.ProjectGroupNew) { g.Name = " " }, "/kind": func(g *v1.ProjectGroupNew) { g.Kind = "committee" },
			"/position": func(g *v1.ProjectGroupNew) { g.Position = 0 }, "/from": func(g *v1.ProjectGroupNew) { g.From = "1850-01-01" },
			"/to": func(g *v1.ProjectGroupNew) { g.To = "2025-12-31" }, "/act_date": func(g *v1.ProjectGroupNew) { g.ActDate = "2199-01-01" },
			"/parent_id": func(g *v1.ProjectGroupNew) { g.ParentID = &nobody }, "/purpose": func(g *v1.ProjectGroupNew) { g.Purpose = "Lo guida il dott. Verdi" },
		} {
			c.Post(t, "/project-groups", groupNew("working_group", "Gruppo", change)).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		c.Get(t, "/project-groups?kind=nulla").Want(http.StatusBadRequest)
		c.Get(t, "/organisation?on=ieri").Refused(http.StatusBadRequest, "malformed", "on")
		// the zone coordinators are one group at a time
		c.group(t, "zone_coordinators", "Coordinatori", func(g *v1.ProjectGroupNew) { g.To = "2026-06-30" })
		c.Post(t, "/project-groups", groupNew("zone_coordinators", "Altri", func(g *v1.ProjectGroupNew) { g.From = "2026-06-30" })).
			Refused(http.StatusConflict, "project-group-duplicate", "/kind")
		c.group(t, "zone_coordinators", "Altri", func(g *v1.ProjectGroupNew) { g.From = "2026-07-01" })
	})

	t.Run("the tree has no circles", func(t *testing.T) {
		t.Parallel()
		c := newChart(t)
		a := c.group(t, "steering", "A")
		b := c.group(t, "working_group", "B", below(a.ID))
		d := c.group(t, "thematic_table", "D", below(b.ID))
		move := func(g v1.ProjectGroup, parent *int64) *testkit.Response {
			edit := g.ProjectGroupEdit
			edit.ParentID = parent
			return c.Put(t, address("project-groups", g.ID), edit, "If-Match", c.Get(t, address("project-groups", g.ID)).ETag())
		}
		for _, parent := range []int64{a.ID, b.ID, d.ID} {
			move(a, &parent).Refused(http.StatusUnprocessableEntity, "validation", "/parent_id")
		}
		c.Delete(t, address("project-groups", b.ID), "If-Match", `"v1"`).Refused(http.StatusConflict, "project-group-in-use")
		move(d, nil).Want(http.StatusOK)
		move(a, &d.ID).Want(http.StatusOK)
		move(d, &b.ID).Refused(http.StatusUnprocessableEntity, "validation", "/parent_id")
		// two moves at once that would close one together: at most one goes through
		e, f := c.group(t, "thematic_table", "E"), c.group(t, "thematic_table", "F")
		var wg sync.WaitGroup
		codes := make([]int, 2)
		for i, pair := range [][2]v1.ProjectGroup{{e, f}, {f, e}} {
			wg.Go(func() { codes[i] = move(pair[0], &pair[1].ID).Code })
		}
		wg.Wait()
		slices.Sort(codes)
		if fmt.Sprint(codes) != "[200 422]" {
			t.Errorf("two moves towards each other answer %v", codes)
		}
		// below a group that was not there yet one stands at the top
		past := c.group(t, "thematic_table", "Prima", below(a.ID), func(g *v1.ProjectGroupNew) { g.From = "2020-01-01" })
		for _, g := range testkit.JSON[v1.Organisation](c.Get(t, "/organisation?on=2021-01-01").Want(http.StatusOK)).Groups {
			if g.ID != past.ID || g.ParentID != nil {
				t.Errorf("%+v", g)
			}
		}
	})

	t.Run("a group that ends takes its members along", func(t *testing.T) {
		t.Parallel()
		c := newChart(t)
		g := c.group(t, "working_group", "Gruppo di lavoro")
		path := address("project-groups", g.ID)
		m := c.sits(t, seat(g.ID, 1, "member", "", "2026-02-01"))
		edit := g.ProjectGroupEdit
		edit.From = "2026-03-01"
		c.Put(t, path, edit, "If-Match", `"v1"`).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		edit.From, edit.To = "2026-01-01", "2026-01-31"
		c.Put(t, path, edit, "If-Match", `"v1"`).Refused(http.StatusUnprocessableEntity, "validation", "/to")
		c.Delete(t, path, "If-Match", `"v1"`).Refused(http.StatusConflict, "project-group-in-use")
		edit.To = "2026-06-30"
		c.Put(t, path, edit, "If-Match", `"v1"`).Want(http.StatusOK)
		if m = testkit.JSON[v1.ProjectMember](c.Get(t, address("project-members", m.ID))); m.To != "2026-06-30" || m.Version != 2 {
			t.Errorf("%+v", m)
		}
		c.Post(t, "/project-members", seat(g.ID, 2, "member", "", "2026-02-01")).Refused(http.StatusUnprocessableEntity, "validation", "/to")
		c.Delete(t, path+"?reason=finito", "If-Match", `"v2"`).Want(http.StatusNoContent)
		c.Put(t, path, edit, "If-Match", `"v3"`).Refused(http.StatusConflict, "project-group-archived")
		c.Delete(t, path, "If-Match", `"v3"`).Refused(http.StatusConflict, "project-group-archived")
		c.Post(t, "/project-members", seat(g.ID, 2, "member", "", "2026-02-01")).Refused(http.StatusUnprocessableEntity, "validation", "/group_id")
		if got := composition(t, c.Client, "2026-03-01"); got != "" {
			t.Errorf("an archived group is in the chart: %s", got)
		}
	})
}

func TestProjectMembers(t *testing.T) {
	t.Parallel()

	t.Run("one coordinator at a time, and the successor closes the predecessor", func(t *testing.T) {
		t.Parallel()
		c := newChart(t)
		g := c.group(t, "working_group", "Gruppo")
		first := c.sits(t, seat(g.ID, 1, "coordinator", "Segretario comunale", "2026-01-01"))
		c.sits(t, seat(g.ID, 2, "member", "Ufficio contratti", "2026-02-01"))
		c.Post(t, "/project-members", seat(g.ID, 3, "coordinator", "", "2026-03-01")).Refused(http.StatusConflict, "project-seat-taken", "/from")
		c.Post(t, "/project-members", seat(g.ID, 3, "coordinator", "", "2025-12-31", until("2026-01-01"))).Refused(http.StatusUnprocessableEntity, "validation", "/from")
		c.Post(t, "/project-members", seat(g.ID, 3, "member", "", "2026-03-01", succeeding)).Refused(http.StatusUnprocessableEntity, "validation", "/succeed")
		// who was a member comes to coordinate: both seats end the day before
		next := c.sits(t, seat(g.ID, 2, "coordinator", "Ufficio contratti", "2026-05-01", succeeding))
		if was := testkit.JSON[v1.ProjectMember](c.Get(t, address("project-members", first.ID))); was.To != "2026-04-30" || was.Version != 2 || was.Current {
			t.Errorf("%+v", was)
		}
		if next.FamilyName != "Rossi" || next.GroupName != "Gruppo" || !next.Current || strings.Join(next.Actions, " ") != "edit archive" {
			t.Errorf("%+v", next)
		}
		for day, want := range map[string]string{"2025-12-31": "", "2026-01-15": "Gruppo: coordinator Bianchi Segretario comunale",
			"2026-04-30": "Gruppo: coordinator Bianchi Segretario comunale, member Rossi Ufficio contratti", "2026-05-01": "Gruppo: coordinator Rossi Ufficio contratti"} {
			if got := composition(t, c.Client, day); got != want {
				t.Errorf("on %s: %q, want %q", day, got, want)
			}
		}
		// the first day of the one in office leaves nothing to end
		c.Post(t, "/project-members", seat(g.ID, 3, "coordinator", "", "2026-05-01", succeeding)).Refused(http.StatusConflict, "project-seat-taken", "/from")
		// many at once: one is the coordinator in the end
		h := c.group(t, "thematic_table", "Tavolo")
		var wg sync.WaitGroup
		for person := range int64(3) {
			wg.Go(func() { c.Post(t, "/project-members", seat(h.ID, person+1, "coordinator", "", "2026-01-01")) })
		}
		wg.Wait()
		if found := testkit.JSON[page.Of[v1.ProjectMember]](c.Get(t, fmt.Sprint("/project-members?role=coordinator&group=", h.ID))); found.Total != 1 {
			t.Errorf("%d coordinators", found.Total)
		}
	})

	t.Run("what is written is checked", func(t *testing.T) {
		t.Parallel()
		c := newChart(t)
		g, invited := c.group(t, "working_group", "Gruppo"), c.group(t, "invited", "Enti invitati")
		zones := c.group(t, "zone_coordinators", "Coordinatori di zona")
		c.sits(t, seat(g.ID, 1, "member", "", "2026-02-01", until("2026-03-31")))
		body := c.sits(t, seat(invited.ID, 0, "invited", "Prefettura di Messina", "2026-01-01"))
		if body.Person != nil || body.FamilyName != "" || body.Office != "Prefettura di Messina" {
			t.Errorf("%+v", body)
		}
		for name, bad := range map[string]struct {
			seat    v1.ProjectMemberNew
			pointer string
		}{
			"nobody": {seat(g.ID, 0, "member", "", "2026-01-01"), "/office"}, "an unknown person": {seat(g.ID, 999, "member", "", "2026-01-01"), "/person"},
			"an unknown group": {seat(999, 1, "member", "", "2026-01-01"), "/group_id"}, "a role": {seat(g.ID, 1, "boss", "", "2026-01-01"), "/role"},
			"a person among the bodies":    {seat(invited.ID, 1, "invited", "Prefettura", "2026-01-01"), "/person"},
			"a second place for the zones": {seat(zones.ID, 1, "coordinator", "", "2026-01-01"), "/group_id"},
			"before the group":             {seat(g.ID, 2, "member", "", "2025-12-31"), "/from"}, "backwards": {seat(g.ID, 2, "member", "", "2026-02-01", until("2026-01-01")), "/to"},
			"an act to come":   {seat(g.ID, 2, "member", "", "2026-02-01", func(m *v1.ProjectMemberNew) { m.ActDate = "2199-01-01" }), "/act_date"},
			"a name as office": {seat(g.ID, 2, "member", "dott.ssa Verdi", "2026-02-01"), "/office"},
		} {
			t.Run(name, func(t *testing.T) {
				c.Post(t, "/project-members", bad.seat).Refused(http.StatusUnprocessableEntity, "validation", bad.pointer)
			})
		}
		// nobody sits twice in the same days, bodies neither, whatever the case of their letters
		taken := c.Post(t, "/project-members", seat(g.ID, 1, "secretary", "", "2026-03-31")).Refused(http.StatusConflict, "project-member-duplicate", "/from")
		if !strings.Contains(string(taken.Body), "dal 01/02/2026 al 31/03/2026") {
			t.Errorf("%s", taken.Body)
		}
		c.sits(t, seat(g.ID, 1, "secretary", "", "2026-04-01"))
		c.Post(t, "/project-members", seat(invited.ID, 0, "invited", "PREFETTURA di Messina", "2026-02-01")).Refused(http.StatusConflict, "project-member-duplicate", "/from")
		c.app.Exec(t, `UPDATE people SET archived_at = now() WHERE id = 3`)
		c.Post(t, "/project-members", seat(g.ID, 3, "member", "", "2026-02-01")).Refused(http.StatusUnprocessableEntity, "validation", "/person")
	})

	t.Run("one is edited, archived and found", func(t *testing.T) {
		t.Parallel()
		c := newChart(t)
		g := c.group(t, "working_group", "Gruppo")
		m := c.sits(t, seat(g.ID, 1, "member", "Segretario comunale di Milazzo", "2026-02-01"))
		c.sits(t, seat(g.ID, 2, "coordinator", "", "2026-03-01", until("2026-03-31")))
		path := address("project-members", m.ID)
		for query, want := range map[string]string{"": "Rossi Bianchi", "sort=from": "Bianchi Rossi", "person=1": "Bianchi", "role=coordinator": "Rossi",
			fmt.Sprint("group=", g.ID): "Rossi Bianchi", "group=999": "", "active_on=2026-04-01": "Bianchi", "active_on=2026-03-31": "Rossi Bianchi", "q=milazzo": "Bianchi",
			"q=bianchi": ""} {
			var got []string
			for _, m := range testkit.JSON[page.Of[v1.ProjectMember]](c.Get(t, "/project-members?"+query).Want(http.StatusOK)).Items {
				got = append(got, m.FamilyName)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s finds %v, want %s", query, got, want)
			}
		}
		edit := m.ProjectMemberEdit
		edit.Office, edit.To = "Segretario comunale di Malfa", "2026-06-30"
		c.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		tag := c.Get(t, path).ETag()
		c.Put(t, path, edit, "If-Match", tag).Want(http.StatusOK)
		c.Put(t, path, edit, "If-Match", tag).Refused(http.StatusPreconditionFailed, "stale-version")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](c.Get(t, path+"/history").Want(http.StatusOK))
		if len(history.Items) != 2 || !strings.Contains(fmt.Sprint(history.Items[0].Changes), "{valid_to  2026-06-30}") {
			t.Errorf("history %+v", history)
		}
		other := c.app.As(t, authz.Referent, testkit.Milazzo)
		if read := testkit.JSON[v1.ProjectMember](other.Get(t, path).Want(http.StatusOK)); read.FamilyName != "Bianchi" || len(read.Actions) != 0 {
			t.Errorf("%+v", read)
		}
		other.Post(t, "/project-members", seat(g.ID, 3, "member", "", "2026-02-01")).Refused(http.StatusForbidden, "missing-permission")
		other.Put(t, path, edit, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
		other.Delete(t, path, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
		c.Delete(t, path+"?reason=errore", "If-Match", `"v2"`).Want(http.StatusNoContent)
		c.Put(t, path, edit, "If-Match", `"v3"`).Refused(http.StatusConflict, "project-member-archived")
		c.Get(t, "/project-members/999").Refused(http.StatusNotFound, "project-member-not-found")
		if got := composition(t, c.Client, "2026-03-15"); got != "Gruppo: coordinator Rossi" {
			t.Error(got)
		}
		// who leaves the network leaves the groups: what has begun ends, what has not is archived
		now := c.sits(t, seat(g.ID, 3, "member", "", "2026-01-01"))
		h := c.group(t, "thematic_table", "Tavolo")
		later := c.sits(t, seat(h.ID, 3, "member", "", "2099-01-01"))
		c.Delete(t, "/referents/3?reason=trasferita", "If-Match", c.Get(t, "/referents/3").ETag()).Want(http.StatusNoContent)
		if now = testkit.JSON[v1.ProjectMember](c.Get(t, address("project-members", now.ID))); now.To == "" {
			t.Errorf("%+v", now)
		}
		if later = testkit.JSON[v1.ProjectMember](c.Get(t, address("project-members", later.ID))); later.ArchivedAt == nil {
			t.Errorf("%+v", later)
		}
	})
}

// What everybody may read tells offices and bodies, never persons, in no answer.
func TestTheChartShowsNoPersonToThePublic(t *testing.T) {
	t.Parallel()
	c := newChart(t)
	top := c.group(t, "steering", "Cabina di regia")
	c.group(t, "zone_coordinators", "Coordinatori di zona", below(top.ID), func(g *v1.ProjectGroupNew) { g.Position = 2 })
	act := func(m *v1.ProjectMemberNew) {
		m.ActKind, m.ActNumber, m.ActDate, m.To = "Decreto", "4711", "2025-11-11", "2033-03-03"
	}
	c.sits(t, seat(top.ID, 1, "coordinator", "Segretario generale", "2026-01-02", act))
	c.sits(t, seat(top.ID, 2, "member", "", "2026-01-02", act))
	_, zones := zonesOf(t, c.Client, "zone-omogenee", 3)
	c.app.Exec(t, `INSERT INTO mandates (person_id, role, zone_id, substitute, act_number, valid_from, valid_to) VALUES (2, 'coordinator', $1, false, '4712', '2026-01-02', '2026-06-30'),
		(3, 'coordinator', $1, false, '4712', '2026-07-01', NULL), (1, 'coordinator', $1, true, '4712', '2026-01-02', NULL)`, zones[1].ID)

	full := "Cabina di regia: coordinator Bianchi Segretario generale, member Rossi; Coordinatori di zona: coordinator Valle del Mela, coordinator Rossi Isole Eolie, " +
		"coordinator Bianchi Isole Eolie, coordinator Nebrodi"
	for _, role := range []authz.Role{authz.Secretariat, authz.Coordinator, authz.RPCT, authz.Referent, authz.Observer} {
		if got := composition(t, c.app.As(t, role, testkit.Milazzo), "2026-03-01"); got != full {
			t.Errorf("%s sees %s", role, got)
		}
	}
	if got := composition(t, c.Client, "2026-07-01"); !strings.Contains(got, "coordinator Neri Isole Eolie") || strings.Contains(got, "Rossi Isole") {
		t.Errorf("the zones are those of another day: %s", got)
	}
	system := c.app.As(t, authz.Client, testkit.Milazzo) // may not know who sits in the groups
	narrowed := c.app.Actor(authz.Actor{Mandates: []authz.Mandate{{Role: authz.Secretariat}}, Scopes: []authz.Permission{authz.HistoryRead}})
	for name, who := range map[string]testkit.Client{"anybody": c.app.Anonymous(), "a system": system, "a narrow token": narrowed} {
		for _, path := range []string{"/organisation?on=2026-03-01", "/organisation?on=2026-08-01", "/project-groups", "/project-groups?q=bianchi", address("project-groups", top.ID)} {
			r := who.Get(t, path).Want(http.StatusOK)
			for _, secret := range []string{"Maria", "Bianchi", "Ugo", "Rossi", "Anna", "Neri", "4711", "4712", "2025-11-11", "2033-03-03", "2026-01-02", "person", "example.org"} {
				if strings.Contains(string(r.Body), secret) {
					t.Errorf("%s reads %s in %s: %s", name, secret, path, r.Body)
				}
			}
		}
		if csv := string(who.Get(t, "/project-groups", "Accept", "text/csv").Body); strings.Contains(csv, "Bianchi") {
			t.Errorf("csv %s", csv)
		}
		if got, want := composition(t, who, "2026-03-01"), "Cabina di regia: coordinator Segretario generale, member; Coordinatori di zona: coordinator Valle del Mela, "+
			"coordinator Isole Eolie, coordinator Isole Eolie, coordinator Nebrodi"; got != want {
			t.Errorf("%s sees %s", name, got)
		}
	}
	c.app.Anonymous().Get(t, "/project-members").Refused(http.StatusUnauthorized, "login-required")
	c.app.Anonymous().Get(t, "/project-members/1").Refused(http.StatusUnauthorized, "login-required")
	system.Get(t, "/project-members").Refused(http.StatusForbidden, "missing-permission")
	narrowed.Get(t, "/project-members/1/history").Refused(http.StatusForbidden, "missing-scope")
	// vacant zones say so, and the tag follows what is seen
	for _, g := range testkit.JSON[v1.Organisation](c.app.Anonymous().Get(t, "/organisation?on=2026-03-01")).Groups {
		for _, m := range g.Members {
			if m.Vacant != (m.ZoneName == "Valle del Mela" || m.ZoneName == "Nebrodi") {
				t.Errorf("%+v", m)
			}
		}
	}
	tag := c.app.Anonymous().Get(t, "/organisation").ETag()
	c.app.Anonymous().Get(t, "/organisation", "If-None-Match", tag).Want(http.StatusNotModified)
	c.Get(t, "/organisation", "If-None-Match", tag).Want(http.StatusOK)
}
