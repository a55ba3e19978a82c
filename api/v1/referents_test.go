package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func person(given, family string) v1.ReferentEdit {
	return v1.ReferentEdit{GivenName: given, FamilyName: family, Qualification: "Segretario comunale",
		ReferentContacts: v1.ReferentContacts{OfficeEmail: strings.ToLower(given + "." + family + "@comune.example.it"), OfficePhone: "090 9231111"}}
}

func mandate(person int64, role, municipality, from string, change ...func(*v1.MandateNew)) v1.MandateNew {
	m := v1.MandateNew{Person: person, MandatePost: v1.MandatePost{Role: role, Municipality: municipality},
		MandateEdit: v1.MandateEdit{ActKind: "Decreto del sindaco", ActNumber: "12", ActDate: "2025-12-20", From: from}}
	for _, c := range change {
		c(&m)
	}
	return m
}

// network is the secretariat at work, with the fixtures of people.
type network struct {
	*testkit.App
	testkit.Client
}

func newNetwork(t *testing.T) network {
	app := testkit.New(t)
	app.Basics(t)
	app.Exec(t, `INSERT INTO zone_sets (id, code, name, valid_from) VALUES (1, 'omogenee', 'Zone omogenee', '2020-01-01')`)
	app.Exec(t, `INSERT INTO operational_periods (set_id, valid_from) VALUES (1, '2020-01-01')`)
	app.Exec(t, `INSERT INTO zones (id, set_id, code, name) VALUES (1, 1, 'Z1', 'Milazzo'), (2, 1, 'Z2', 'Eolie')`)
	app.Exec(t, `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) VALUES (1, 1, '083049', '2020-01-01'), (1, 2, '083043', '2020-01-01')`)
	return network{app, app.As(t, authz.Secretariat)}
}

func (n network) person(t *testing.T, given, family string) int64 {
	t.Helper()
	return testkit.JSON[httpx.Meta](n.Post(t, "/referents", person(given, family)).Want(http.StatusCreated)).ID
}

func (n network) mandate(t *testing.T, m v1.MandateNew) v1.Mandate {
	t.Helper()
	return testkit.JSON[v1.Mandate](n.Post(t, "/mandates", m).Want(http.StatusCreated))
}

func (n network) self(t *testing.T, id int64, role authz.Role, codes ...string) testkit.Client {
	t.Helper()
	return n.Actor(authz.Actor{PersonID: id, Stamp: fmt.Sprint(role, id),
		Mandates: []authz.Mandate{{Role: role, Municipalities: codes, From: time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)}}})
}

func people(t *testing.T, c testkit.Client, query string) string {
	t.Helper()
	var out []string
	for _, p := range testkit.JSON[page.Of[v1.Referent]](c.Get(t, "/referents?"+query).Want(http.StatusOK)).Items {
		out = append(out, p.FamilyName)
	}
	return strings.Join(out, " ")
}

func TestReferents(t *testing.T) {
	t.Parallel()

	t.Run("the secretariat keeps people and finds them", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		made := n.Post(t, "/referents", person("Maria", "Bianchi")).Want(http.StatusCreated)
		maria := testkit.JSON[v1.Referent](made)
		if maria.AccountState != "none" || strings.Join(maria.Actions, " ") != "contacts edit archive invitation" || len(maria.Mandates) != 0 {
			t.Errorf("%+v", maria)
		}
		path := fmt.Sprintf("/referents/%d", maria.ID)
		if made.Header.Get("Location") != httpx.Base+path {
			t.Errorf("Location %s", made.Header.Get("Location"))
		}
		carlo, nino := n.person(t, "Carlo", "Àmico"), n.person(t, "Antonino", "D'Agostino")
		n.mandate(t, mandate(maria.ID, "rpct", testkit.Milazzo, "2026-01-01"))
		n.mandate(t, mandate(maria.ID, "rpct", testkit.Malfa, "2026-01-01", func(m *v1.MandateNew) { m.To = "2026-06-30" }))
		n.mandate(t, mandate(carlo, "referent", testkit.Malfa, "2026-01-01"))
		zone := int64(2)
		n.mandate(t, mandate(nino, "coordinator", "", "2026-01-01", func(m *v1.MandateNew) { m.ZoneID = &zone }))
		n.person(t, "Senza", "Incarico")

		for query, want := range map[string]string{
			"":                               "Àmico Bianchi D'Agostino",
			"active=false":                   "Àmico Bianchi D'Agostino Incarico",
			"active=false&sort=-family_name": "Incarico D'Agostino Bianchi Àmico",
			"active=false&sort=updated_at":   "Bianchi Àmico D'Agostino Incarico",
			"role=rpct":                      "Bianchi",
			"role=rpct&role=referent":        "Àmico Bianchi",
			"municipality=083043":            "Àmico",
			"municipality=083043&active_on=2026-03-01": "Àmico Bianchi",
			"municipality=083043&role=rpct":            "", // was until June; the mandate of today is elsewhere
			"municipality=083043&active=false":         "Àmico Bianchi",
			"zone=2":                                   "Àmico D'Agostino",
			"active_on=2025-12-31":                     "",
			"q=bian":                                   "Bianchi",
			"q=bianci":                                 "Bianchi",
			"q=amico carlo":                            "Àmico",
			"q=d agostino":                             "D'Agostino",
			"q=zzz":                                    "",
			"archived=true":                            "",
		} {
			if got := people(t, n.Client, strings.ReplaceAll(query, " ", "%20")); got != want {
				t.Errorf("%q finds %q, want %q", query, got, want)
			}
		}

		seen := n.Get(t, path).Want(http.StatusOK)
		two := testkit.JSON[v1.Referent](seen).Mandates
		if len(two) != 2 || two[0].Current == two[1].Current || two[0].ActNumber != "12" {
			t.Errorf("mandates %+v", two)
		}
		if seen.ETag() == made.ETag() {
			t.Error("a new mandate does not show in the ETag")
		}
		n.Get(t, path, "If-None-Match", seen.ETag()).Want(http.StatusNotModified)

		change := person("Maria", "Bianchi")
		change.FamilyName = "Bianchi Rossi"
		n.Put(t, path, change).Refused(http.StatusPreconditionRequired, "if-match-required")
		n.Put(t, path, change, "If-Match", seen.ETag()).Want(http.StatusOK)
		n.Put(t, path, change, "If-Match", seen.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](n.Get(t, path+"/history").Want(http.StatusOK))
		if len(history.Items) != 2 || !strings.Contains(fmt.Sprint(history.Items[0].Changes), "{family_name Bianchi Bianchi Rossi}") {
			t.Errorf("history %+v", history)
		}
		csv := string(n.Get(t, "/referents?active=false", "Accept", "text/csv").Want(http.StatusOK).Body)
		if strings.Count(csv, "\n") != 5 || !strings.Contains(csv, ";Bianchi Rossi;") {
			t.Errorf("csv %s", csv)
		}
	})

	t.Run("what is written is checked", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		n.Post(t, "/referents", v1.ReferentEdit{GivenName: " ", ReferentContacts: v1.ReferentContacts{OfficeEmail: "nessuna", OfficePhone: "090"}}).
			Refused(http.StatusUnprocessableEntity, "validation", "/given_name", "/family_name", "/office_email")
		for _, bad := range []string{"interno 5", "12", "+", "090--", "090 1", "<script>", "0909231111;ext"} {
			p := person("Anna", "Neri")
			p.OfficePhone = bad
			n.Post(t, "/referents", p).Refused(http.StatusUnprocessableEntity, "validation", "/office_phone")
		}
		for _, good := range []string{"", "0909231111", "+39 090 923-1111", "090/9231111"} {
			p := person("Anna", "Neri")
			p.OfficePhone, p.OfficeEmail = good, fmt.Sprintf("u%d@comune.example.it", len(good))
			n.Post(t, "/referents", p).Want(http.StatusCreated)
		}
		n.person(t, "Ugo", "Verdi")
		p := person("Ugo", "Verdi")
		p.OfficeEmail = "UGO.verdi@Comune.example.it"
		n.Post(t, "/referents", p).Refused(http.StatusConflict, "referent-duplicate", "/office_email")
		n.Post(t, "/referents", map[string]any{"codice_fiscale": "x"}).Refused(http.StatusBadRequest, "malformed", "/codice_fiscale")
		n.Get(t, "/referents?active_on=ieri").Refused(http.StatusBadRequest, "malformed", "active_on")
		n.Get(t, "/referents?role=sindaco").Want(http.StatusBadRequest)
		n.Get(t, "/referents/999").Refused(http.StatusNotFound, "referent-not-found")
	})

	t.Run("others see who serves within their reach and nothing else", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo, anna := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico"), n.person(t, "Anna", "Capo")
		here := n.mandate(t, mandate(maria, "rpct", testkit.Milazzo, "2026-01-01"))
		there := n.mandate(t, mandate(maria, "referent", testkit.Malfa, "2026-01-01"))
		n.mandate(t, mandate(carlo, "referent", testkit.Malfa, "2026-01-01"))
		n.mandate(t, mandate(anna, "secretariat", "", "2026-01-01"))
		n.mandate(t, mandate(anna, "observer", "", "2026-01-01"))
		zone := int64(1)
		n.mandate(t, mandate(anna, "coordinator", "", "2026-01-01", func(m *v1.MandateNew) { m.ZoneID = &zone }))

		mine := n.As(t, authz.Referent, testkit.Milazzo)
		if got := people(t, mine, "active=false"); got != "Bianchi Capo" {
			t.Errorf("a referent sees %q", got)
		}
		if got := people(t, mine, "municipality=083043&active=false"); got != "" {
			t.Errorf("a filter widens the reach to %q", got)
		}
		path := fmt.Sprintf("/referents/%d", maria)
		p := testkit.JSON[v1.Referent](mine.Get(t, path).Want(http.StatusOK))
		if len(p.Mandates) != 1 || p.Mandates[0].ID != here.ID || p.AccountState != "" || len(p.Actions) != 0 {
			t.Errorf("%+v", p)
		}
		mine.Get(t, fmt.Sprintf("/mandates/%d", here.ID)).Want(http.StatusOK)
		mine.Get(t, fmt.Sprintf("/mandates/%d/history", here.ID)).Want(http.StatusOK)
		mine.Get(t, fmt.Sprintf("/mandates/%d", there.ID)).Refused(http.StatusNotFound, "mandate-not-found")
		mine.Get(t, fmt.Sprintf("/mandates/%d/history", there.ID)).Refused(http.StatusNotFound, "mandate-not-found")
		mine.Get(t, fmt.Sprintf("/referents/%d", carlo)).Refused(http.StatusNotFound, "referent-not-found")
		mine.Get(t, fmt.Sprintf("/referents/%d/history", carlo)).Refused(http.StatusNotFound, "referent-not-found")
		mandates := testkit.JSON[page.Of[v1.Mandate]](mine.Get(t, "/mandates"))
		if mandates.Total != 3 { // the RPCT, the coordinator of the zone, the secretariat; not the observer
			t.Errorf("%d mandates", mandates.Total)
		}
		if own := n.self(t, carlo, authz.Referent, testkit.Capri); people(t, own, "active=false") != "Amico Capo" {
			t.Errorf("one does not see oneself: %q", people(t, own, "active=false"))
		}
		n.As(t, authz.Observer).Get(t, "/referents").Refused(http.StatusForbidden, "missing-permission")
		mine.Post(t, "/referents", person("A", "B")).Refused(http.StatusForbidden, "missing-permission")
		mine.Post(t, "/mandates", mandate(maria, "referent", testkit.Milazzo, "2026-01-01")).Refused(http.StatusForbidden, "missing-permission")
		narrowed := n.Actor(authz.Actor{Scopes: []authz.Permission{authz.NeedRead}, Mandates: []authz.Mandate{{Role: authz.Secretariat}}})
		narrowed.Get(t, "/referents").Refused(http.StatusForbidden, "missing-scope")
	})

	t.Run("people keep their own contacts", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		n.mandate(t, mandate(maria, "rpct", testkit.Milazzo, "2026-01-01"))
		n.mandate(t, mandate(carlo, "referent", testkit.Milazzo, "2026-01-01"))
		n.Exec(t, `INSERT INTO accounts (person_id, email, state) VALUES ($1, 'maria.bianchi@comune.example.it', 'active')`, maria)
		own := n.self(t, maria, authz.RPCT, testkit.Milazzo)
		path := fmt.Sprintf("/referents/%d", maria)
		read := own.Get(t, path).Want(http.StatusOK)
		if a := testkit.JSON[v1.Referent](read).Actions; strings.Join(a, " ") != "contacts" {
			t.Errorf("actions %v", a)
		}
		fresh := v1.ReferentContacts{OfficeEmail: "Segretaria@comune.example.it", OfficePhone: "090 1234567"}
		done := own.Put(t, path+"/contacts", fresh, "If-Match", read.ETag()).Want(http.StatusOK)
		if p := testkit.JSON[v1.Referent](done); p.OfficeEmail != "segretaria@comune.example.it" || p.GivenName != "Maria" || p.Version != 2 {
			t.Errorf("%+v", p)
		}
		own.Put(t, path+"/contacts", fresh, "If-Match", read.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		own.Put(t, fmt.Sprintf("/referents/%d/contacts", carlo), fresh, "If-Match", `"v1"`).Refused(http.StatusForbidden, "not-yours")
		token := n.Actor(authz.Actor{PersonID: maria, Scopes: []authz.Permission{authz.ReferentRead},
			Mandates: []authz.Mandate{{Role: authz.RPCT, Municipalities: []string{testkit.Milazzo}}}})
		token.Put(t, path+"/contacts", fresh, "If-Match", done.ETag()).Refused(http.StatusForbidden, "not-yours")

		login := func() (email string) {
			if err := n.DB.SQL().QueryRow(`SELECT email FROM accounts`).Scan(&email); err != nil {
				t.Fatal(err)
			}
			return email
		}
		if login() != "maria.bianchi@comune.example.it" {
			t.Error("an open session moved the address to log in with")
		}
		whole := person("Maria", "Bianchi")
		whole.OfficeEmail = "nuova@comune.example.it"
		n.Put(t, path, whole, "If-Match", done.ETag()).Want(http.StatusOK)
		if login() != "nuova@comune.example.it" {
			t.Error("the account does not follow what the secretariat wrote")
		}
		whole.OfficeEmail = "carlo.amico@comune.example.it"
		n.Put(t, path, whole, "If-Match", `"v3"`).Refused(http.StatusConflict, "referent-duplicate", "/office_email")
		n.Exec(t, `INSERT INTO accounts (person_id, email) VALUES ($1, 'altra@comune.example.it')`, carlo)
		whole.OfficeEmail = "altra@comune.example.it"
		n.Put(t, path, whole, "If-Match", `"v3"`).Refused(http.StatusConflict, "referent-duplicate", "/office_email")
	})

	t.Run("who leaves loses mandates and access", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria := n.person(t, "Maria", "Bianchi")
		n.mandate(t, mandate(maria, "rpct", testkit.Milazzo, "2026-01-01"))
		past := n.mandate(t, mandate(maria, "referent", testkit.Capri, "2020-01-01", func(m *v1.MandateNew) { m.To = "2020-12-31" }))
		future := n.mandate(t, mandate(maria, "referent", testkit.Malfa, authz.Today().AddDate(0, 1, 0).Format(time.DateOnly)))
		n.Exec(t, `INSERT INTO accounts (person_id, email, state) VALUES ($1, 'x@example.it', 'active')`, maria)
		path := fmt.Sprintf("/referents/%d", maria)
		n.Delete(t, path+"?reason=trasferita").Refused(http.StatusPreconditionRequired, "if-match-required")
		n.Delete(t, path+"?reason=lo+chiede+la+dott.ssa+Neri", "If-Match", `"v1"`).Refused(http.StatusUnprocessableEntity, "validation", "reason")
		n.Delete(t, path+"?reason=trasferita", "If-Match", `"v1"`).Want(http.StatusNoContent)
		p := testkit.JSON[v1.Referent](n.Get(t, path).Want(http.StatusOK))
		if p.ArchivedAt == nil || p.AccountState != "disabled" || len(p.Actions) != 0 || len(p.Mandates) != 2 {
			t.Fatalf("%+v", p)
		}
		if p.Mandates[0].To != authz.Today().Format(time.DateOnly) || p.Mandates[1].To != past.To {
			t.Errorf("%+v", p.Mandates)
		}
		if m := testkit.JSON[v1.Mandate](n.Get(t, fmt.Sprintf("/mandates/%d", future.ID))); m.ArchiveReason != "trasferita" {
			t.Errorf("%+v", m)
		}
		var stamp int
		if err := n.DB.SQL().QueryRow(`SELECT stamp FROM accounts`).Scan(&stamp); err != nil || stamp != 2 {
			t.Errorf("stamp %d, %v", stamp, err)
		}
		n.Put(t, path, person("Maria", "Bianchi"), "If-Match", `"v2"`).Refused(http.StatusConflict, "referent-archived")
		n.Delete(t, path, "If-Match", `"v2"`).Refused(http.StatusConflict, "referent-archived")
		n.Post(t, "/mandates", mandate(maria, "referent", testkit.Capri, "2026-01-01")).Refused(http.StatusUnprocessableEntity, "validation", "/person")
		if people(t, n.Client, "archived=true") != "Bianchi" || people(t, n.Client, "updated_since=2020-01-01T00:00:00Z") != "Bianchi" || people(t, n.Client, "active=false") != "" {
			t.Error("the archive and the change feed do not tell")
		}
		n.person(t, "Maria", "Bianchi") // the address is free again
	})
}

func TestMandates(t *testing.T) {
	t.Parallel()
	succeed := func(m *v1.MandateNew) { m.Succeed = true }

	t.Run("one RPCT at a time, substitutes beside", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		m := n.mandate(t, mandate(maria, "rpct", testkit.Milazzo, "2026-01-01"))
		if !m.Current || m.GivenName != "Maria" || strings.Join(m.Actions, " ") != "edit archive" {
			t.Errorf("%+v", m)
		}
		taken := n.Post(t, "/mandates", mandate(carlo, "rpct", testkit.Milazzo, "2026-05-01")).Refused(http.StatusConflict, "seat-taken", "/from")
		if !strings.Contains(string(taken.Body), "dal 01/01/2026") || !strings.Contains(string(taken.Body), "Maria Bianchi") {
			t.Errorf("the refusal does not say since when: %s", taken.Body)
		}
		n.Post(t, "/mandates", mandate(carlo, "rpct", testkit.Milazzo, "2025-05-01")).Refused(http.StatusConflict, "seat-taken")
		n.mandate(t, mandate(carlo, "rpct", testkit.Milazzo, "2025-01-01", func(m *v1.MandateNew) { m.To = "2025-12-31" })) // before her
		n.mandate(t, mandate(carlo, "rpct", testkit.Milazzo, "2026-05-01", func(m *v1.MandateNew) { m.Substitute = true }))
		n.mandate(t, mandate(carlo, "rpct", testkit.Malfa, "2026-05-01"))
		n.Post(t, "/mandates", mandate(maria, "rpct", testkit.Milazzo, "2026-05-01", func(m *v1.MandateNew) { m.Substitute = true })).
			Refused(http.StatusConflict, "mandate-duplicate")
		n.mandate(t, mandate(maria, "referent", testkit.Milazzo, "2026-05-01"))
		n.mandate(t, mandate(carlo, "referent", testkit.Milazzo, "2026-05-01")) // several referents are fine
		n.Post(t, "/mandates", mandate(carlo, "referent", testkit.Milazzo, "2026-06-01")).Refused(http.StatusConflict, "mandate-duplicate")
		zone := int64(1)
		coordinator := func(p int64, from string) v1.MandateNew {
			return mandate(p, "coordinator", "", from, func(m *v1.MandateNew) { m.ZoneID = &zone })
		}
		n.mandate(t, coordinator(maria, "2026-01-01"))
		n.Post(t, "/mandates", coordinator(carlo, "2026-06-01")).Refused(http.StatusConflict, "seat-taken")

		for query, want := range map[string]int{"": 7, "role=rpct": 4, "municipality=083049": 5, "person=" + fmt.Sprint(carlo): 4, "zone=1": 6,
			"role=rpct&municipality=083049&active_on=2025-06-01": 1, "q=decreto": 7, "q=zzz": 0, "role=observer": 0} {
			if got := testkit.JSON[page.Of[v1.Mandate]](n.Get(t, "/mandates?"+query)).Total; got != want {
				t.Errorf("%s finds %d, want %d", query, got, want)
			}
		}
		if csv := string(n.Get(t, "/mandates", "Accept", "text/csv").Body); !strings.Contains(csv, ";Bianchi;") {
			t.Errorf("csv %s", csv)
		}
	})

	t.Run("a post has what its role needs", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		p, zone, nowhere := n.person(t, "Maria", "Bianchi"), int64(1), int64(99)
		for _, c := range []struct {
			m        v1.MandateNew
			pointers []string
		}{
			{mandate(p, "rpct", "", "2026-01-01"), []string{"/municipality"}},
			{mandate(p, "coordinator", testkit.Milazzo, "2026-01-01"), []string{"/municipality", "/zone_id"}},
			{mandate(p, "secretariat", testkit.Milazzo, "2026-01-01"), []string{"/municipality"}},
			{mandate(p, "referent", testkit.Milazzo, "2026-01-01", func(m *v1.MandateNew) { m.ZoneID = &zone }), []string{"/zone_id"}},
			{mandate(p, "coordinator", "", "2026-01-01", func(m *v1.MandateNew) { m.ZoneID = &nowhere }), []string{"/zone_id"}},
			{mandate(999, "rpct", "999999", "2026-01-01"), []string{"/person", "/municipality"}},
			{mandate(p, "rpct", testkit.Milazzo, "2026-01-01", func(m *v1.MandateNew) { m.To = "2025-12-31" }), []string{"/to"}},
			{mandate(p, "rpct", testkit.Milazzo, "0001-01-01"), []string{"/from"}},
			{mandate(p, "rpct", testkit.Milazzo, "2026-01-01", func(m *v1.MandateNew) { m.To = "9999-12-31" }), []string{"/to"}},
			{mandate(p, "rpct", testkit.Milazzo, "2026-01-01", func(m *v1.MandateNew) { m.ActDate = "2099-01-01" }), []string{"/act_date"}},
			{mandate(p, "rpct", testkit.Milazzo, "2026-13-01"), []string{"/from"}},
			{mandate(p, "sindaco", testkit.Milazzo, "2026-01-01"), []string{"/role"}},
			{mandate(p, "observer", "", "2026-01-01", succeed), []string{"/succeed"}},
			{mandate(p, "rpct", testkit.Milazzo, "2026-01-01", succeed, func(m *v1.MandateNew) { m.Substitute = true }), []string{"/succeed"}},
		} {
			n.Post(t, "/mandates", c.m).Refused(http.StatusUnprocessableEntity, "validation", c.pointers...)
		}
	})

	t.Run("a successor closes the predecessor", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo, ugo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico"), n.person(t, "Ugo", "Verdi")
		first := n.mandate(t, mandate(maria, "rpct", testkit.Milazzo, "2026-01-01"))
		n.mandate(t, mandate(carlo, "rpct", testkit.Milazzo, "2026-07-01", succeed))
		closed := n.Get(t, fmt.Sprintf("/mandates/%d", first.ID))
		if m := testkit.JSON[v1.Mandate](closed); m.To != "2026-06-30" || m.Version != 2 || m.Current {
			t.Errorf("%+v", m)
		}
		n.Post(t, "/mandates", mandate(ugo, "rpct", testkit.Milazzo, "2026-07-01", succeed)).Refused(http.StatusConflict, "seat-taken") // not before he began
		n.Post(t, "/mandates", mandate(ugo, "rpct", testkit.Milazzo, "2026-03-01", succeed)).Refused(http.StatusConflict, "seat-taken") // Carlo comes later
		if m := testkit.JSON[v1.Mandate](n.Get(t, fmt.Sprintf("/mandates/%d", first.ID))); m.To != "2026-06-30" {
			t.Errorf("a refused succession closed the predecessor: %+v", m)
		}
		n.mandate(t, mandate(ugo, "rpct", testkit.Malfa, "2026-07-01", succeed)) // a vacant seat needs no predecessor
		n.mandate(t, mandate(maria, "referent", testkit.Milazzo, "2026-01-01"))
		n.mandate(t, mandate(carlo, "referent", testkit.Milazzo, "2026-07-01", succeed))
		n.mandate(t, mandate(maria, "referent", testkit.Milazzo, "2026-08-01"))
		n.Post(t, "/mandates", mandate(ugo, "referent", testkit.Milazzo, "2026-09-01", succeed)).Refused(http.StatusUnprocessableEntity, "validation", "/succeed")
	})

	t.Run("who is archived while being appointed has no mandate that lasts", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria := n.person(t, "Maria", "Bianchi")
		busy, err := n.DB.SQL().BeginTx(t.Context(), nil) // somebody else is at the place, so that the appointment has to wait after its checks
		if err != nil {
			t.Fatal(err)
		}
		defer busy.Rollback() //nolint:errcheck // over already
		if _, err := busy.ExecContext(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(chr(31), 'mandate', 'rpct', $1::text), 0))`, testkit.Milazzo); err != nil {
			t.Fatal(err)
		}
		waiting := func(want int) func() bool {
			return func() bool {
				var got int
				if err := n.DB.SQL().QueryRow(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&got); err != nil {
					t.Fatal(err)
				}
				return got == want
			}
		}
		var appointed, archived int
		var wg sync.WaitGroup
		wg.Go(func() {
			appointed = n.Post(t, "/mandates", mandate(maria, "rpct", testkit.Milazzo, "2026-01-01")).Code
		})
		eventually(t, "the appointment waits", waiting(1))
		wg.Go(func() {
			archived = n.Delete(t, fmt.Sprintf("/referents/%d?reason=trasferita", maria), "If-Match", `"v1"`).Code
		})
		eventually(t, "the archiving waits for it", waiting(2))
		if err := busy.Commit(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		if appointed != http.StatusCreated || archived != http.StatusNoContent {
			t.Errorf("%d and %d", appointed, archived)
		}
		held := testkit.JSON[page.Of[v1.Mandate]](n.Get(t, "/mandates?role=rpct")).Items
		if len(held) != 1 || held[0].To != authz.Today().Format(time.DateOnly) {
			t.Fatalf("%+v", held)
		}
		where := fmt.Sprintf("/mandates/%d", held[0].ID)
		edit := m{"act_kind": "Decreto", "act_number": "9", "from": "2026-01-01", "to": held[0].To}
		etag := n.Put(t, where, edit, "If-Match", n.Get(t, where).ETag()).Want(http.StatusOK).ETag()
		delete(edit, "to")
		n.Put(t, where, edit, "If-Match", etag).Refused(http.StatusUnprocessableEntity, "validation", "/to")
	})

	t.Run("of two successors at once one wins", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		n.mandate(t, mandate(n.person(t, "Maria", "Bianchi"), "rpct", testkit.Milazzo, "2026-01-01"))
		var rivals []int64
		for i := range 6 {
			rivals = append(rivals, n.person(t, "Rivale", fmt.Sprintf("N%d", i)))
		}
		codes := make([]int, len(rivals))
		var wg sync.WaitGroup
		for i, p := range rivals {
			wg.Go(func() {
				codes[i] = n.Post(t, "/mandates", mandate(p, "rpct", testkit.Milazzo, "2026-07-01", succeed)).Code
			})
		}
		wg.Wait()
		won := 0
		for _, c := range codes {
			switch c {
			case http.StatusCreated:
				won++
			case http.StatusConflict:
			default:
				t.Errorf("a rival got %d", c)
			}
		}
		if got := testkit.JSON[page.Of[v1.Mandate]](n.Get(t, "/mandates?role=rpct&active_on=2026-07-01")).Total; won != 1 || got != 1 {
			t.Errorf("%d winners, %d holders", won, got)
		}
	})

	t.Run("act and dates are corrected, errors archived", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		made := n.Post(t, "/mandates", mandate(maria, "rpct", testkit.Milazzo, "2026-01-01")).Want(http.StatusCreated)
		path := fmt.Sprintf("/mandates/%d", testkit.JSON[httpx.Meta](made).ID)
		next := mandate(carlo, "rpct", testkit.Milazzo, "2026-07-01", succeed)
		n.mandate(t, next)
		edit := v1.MandateEdit{ActKind: "Decreto", ActNumber: "13", From: "2026-01-15", To: "2026-06-30"}
		n.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		n.Put(t, path, edit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version") // the succession changed it
		fresh := n.Put(t, path, edit, "If-Match", `"v2"`).Want(http.StatusOK)
		edit.To = ""
		n.Put(t, path, edit, "If-Match", fresh.ETag()).Refused(http.StatusConflict, "seat-taken")
		edit.To = "2026-01-01"
		n.Put(t, path, edit, "If-Match", fresh.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/to")
		h := testkit.JSON[page.Of[v1.HistoryEntry]](n.Get(t, path+"/history"))
		if len(h.Items) != 3 || h.Items[1].Operation != "mandates-create" || fmt.Sprint(h.Items[1].Changes) != "[{valid_to  2026-06-30}]" {
			t.Errorf("history %+v", h.Items)
		}
		n.Delete(t, path+"?reason=mai+avvenuto", "If-Match", fresh.ETag()).Want(http.StatusNoContent)
		gone := testkit.JSON[v1.Mandate](n.Get(t, path))
		if gone.ArchiveReason != "mai avvenuto" || len(gone.Actions) != 0 || gone.Current {
			t.Errorf("%+v", gone)
		}
		n.Put(t, path, edit, "If-Match", `"v4"`).Refused(http.StatusConflict, "mandate-archived")
		n.mandate(t, mandate(carlo, "rpct", testkit.Milazzo, "2026-01-01", func(m *v1.MandateNew) { m.To = "2026-06-30" })) // the days are free
		n.Get(t, "/mandates/999").Refused(http.StatusNotFound, "mandate-not-found")
	})

	t.Run("the network is never left without a secretariat", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria := n.person(t, "Maria", "Bianchi")
		m := n.mandate(t, mandate(maria, "secretariat", "", "2026-01-01"))
		path := fmt.Sprintf("/mandates/%d", m.ID)
		n.Delete(t, path, "If-Match", `"v1"`).Refused(http.StatusConflict, "last-secretariat")
		over := m.MandateEdit
		over.To = authz.Today().Format(time.DateOnly)
		n.Put(t, path, over, "If-Match", `"v1"`).Refused(http.StatusConflict, "last-secretariat")
		n.Delete(t, fmt.Sprintf("/referents/%d", maria), "If-Match", `"v1"`).Refused(http.StatusConflict, "last-secretariat")
		if testkit.JSON[v1.Referent](n.Get(t, fmt.Sprintf("/referents/%d", maria))).ArchivedAt != nil {
			t.Error("a refusal archived")
		}
		n.mandate(t, mandate(n.person(t, "Carlo", "Amico"), "secretariat", "", "2026-01-01"))
		n.Delete(t, path, "If-Match", `"v1"`).Want(http.StatusNoContent)
	})
}

func TestReferentsBulk(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	table := "given_name;family_name;qualification;office_email;office_phone;municipality;role;act_kind;act_number;act_date;from;to\n" +
		"Maria;Bianchi;Segretaria;maria@comune.example.it;090 1;083049;rpct;Decreto;1;01/01/2026;2026-01-01;\n" +
		"Maria;Bianchi;Segretaria;maria@comune.example.it;090 9231111;083049;rpct;Decreto;1;2026-01-01;2026-01-01;\n" +
		"Maria;Bianchi;;MARIA@comune.example.it;;083043;rpct;Decreto;2;2026-01-01;2026-01-01;2026-12-31\n" +
		"Carlo;Amico;;carlo@comune.example.it;;083043;rpct;;;;2026-05-01;\n" +
		"Carlo;Amico;;carlo@comune.example.it;;083011;referent;;;;2026-05-01;\n"
	send := func(body, query string) httpx.BulkResult {
		t.Helper()
		return testkit.JSON[httpx.BulkResult](n.Post(t, "/referents/bulk?"+query, body, "Content-Type", "text/csv").Want(http.StatusOK))
	}
	out := send(table, "")
	if out.Committed || out.Failed != 2 || people(t, n.Client, "active=false") != "" {
		t.Fatalf("%+v", out)
	}
	if p := out.Results[0].Problem; out.Results[0].Row != 2 || p.Errors[0].Pointer != "/office_phone" && p.Errors[0].Pointer != "/act_date" {
		t.Errorf("%+v", p)
	}
	if p := out.Results[3].Problem; p == nil || !strings.HasSuffix(p.Type, "seat-taken") || !strings.Contains(p.Detail, "dal 01/01/2026 al 31/12/2026") {
		t.Errorf("%+v", p)
	}
	if out = send(table, "on_error=skip&dry_run=true"); out.Committed || out.Created != 2 || out.Updated != 1 {
		t.Errorf("%+v", out)
	}
	if out = send(table, "on_error=skip"); !out.Committed || out.Created != 2 || out.Updated != 1 || out.Failed != 2 {
		t.Errorf("%+v", out)
	}
	if out = send(table, "on_error=skip"); out.Created+out.Updated != 0 || out.Unchanged != 3 {
		t.Errorf("again: %+v", out)
	}
	maria := testkit.JSON[page.Of[v1.Referent]](n.Get(t, "/referents?q=bianchi")).Items[0]
	if maria.Qualification != "Segretaria" || maria.OfficePhone != "090 9231111" || len(maria.Mandates) != 2 {
		t.Errorf("an empty cell wiped what was there: %+v", maria)
	}
	change := "given_name;family_name;office_email;municipality;role;act_number;from;succeed\n" +
		"Carla;Amico;carlo@comune.example.it;083043;rpct;7;2026-05-01;true\n" + // Maria leaves the day before
		"Carla;Amico;carlo@comune.example.it;083011;referent;8;2026-05-01;\n"
	if out = send(change, ""); out.Updated != 2 {
		t.Errorf("%+v", out)
	}
	if out = send(change, ""); out.Unchanged != 2 {
		t.Errorf("again: %+v", out)
	}
	if got := testkit.JSON[page.Of[v1.Mandate]](n.Get(t, "/mandates?municipality=083043&active_on=2026-04-30")).Items; len(got) != 1 || got[0].To != "2026-04-30" {
		t.Errorf("%+v", got)
	}
	n.As(t, authz.RPCT, testkit.Milazzo).Post(t, "/referents/bulk", table, "Content-Type", "text/csv").Refused(http.StatusForbidden, "missing-permission")
}
