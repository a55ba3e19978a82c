package v1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func secretary(person int64, arrangement, municipality, from string, change ...func(*v1.MandateNew)) v1.MandateNew {
	m := mandate(person, "secretary", municipality, from, change...)
	m.Arrangement = arrangement
	return m
}

func commissioner(person int64, kind, municipality, from string, replaces ...string) v1.MandateNew {
	m := mandate(person, "commissioner", municipality, from)
	m.Arrangement, m.Replaces = kind, replaces
	return m
}

func (n network) convention(t *testing.T, name string, change ...func(*v1.ConventionEdit)) v1.Convention {
	t.Helper()
	c := v1.ConventionEdit{Name: name, LeadMunicipality: testkit.Malfa, ActKind: "Delibera di consiglio", ActNumber: "21", ActDate: "2025-12-20", ValidFrom: "2026-01-01"}
	for _, f := range change {
		f(&c)
	}
	return testkit.JSON[v1.Convention](n.Post(t, "/conventions", c).Want(http.StatusCreated))
}

func share(id int64, percent float64) func(*v1.MandateNew) {
	return func(m *v1.MandateNew) {
		m.ConventionID = &id
		if percent > 0 {
			m.SharePercent = &percent
		}
	}
}

func TestSecretaries(t *testing.T) {
	t.Parallel()
	succeed := func(m *v1.MandateNew) { m.Succeed = true }
	until := func(day string) func(*v1.MandateNew) { return func(m *v1.MandateNew) { m.To = day } }

	t.Run("one secretary at a time, whatever the arrangement", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		first := n.mandate(t, secretary(maria, "holder", testkit.Milazzo, "2026-01-01"))
		if first.Arrangement != "holder" || !first.Current {
			t.Errorf("%+v", first)
		}
		for _, arrangement := range []string{"holder", "regent", "scavalco"} {
			taken := n.Post(t, "/mandates", secretary(carlo, arrangement, testkit.Milazzo, "2026-05-01")).Refused(http.StatusConflict, "seat-taken", "/from")
			if !strings.Contains(string(taken.Body), "Maria Bianchi dal 01/01/2026") {
				t.Errorf("the refusal does not say who, since when: %s", taken.Body)
			}
		}
		n.Post(t, "/mandates", secretary(0, "vacant", testkit.Milazzo, "2026-05-01")).Refused(http.StatusConflict, "seat-taken")
		n.mandate(t, mandate(n.person(t, "Ugo", "Verdi"), "secretary", testkit.Milazzo, "2026-05-01", func(m *v1.MandateNew) { m.Substitute = true })) // the vicesegretario
		n.mandate(t, secretary(carlo, "scavalco", testkit.Malfa, "2026-05-01"))
		n.mandate(t, mandate(maria, "rpct", testkit.Milazzo, "2026-01-01"))
		n.Post(t, "/mandates", mandate(carlo, "rpct", testkit.Milazzo, "2026-06-01")).Refused(http.StatusConflict, "seat-taken", "/from")

		vacant := n.mandate(t, secretary(0, "vacant", testkit.Milazzo, "2026-07-01", succeed))
		if vacant.Person != 0 || vacant.FamilyName != "" || vacant.Arrangement != "vacant" {
			t.Errorf("%+v", vacant)
		}
		if m := testkit.JSON[v1.Mandate](n.Get(t, fmt.Sprintf("/mandates/%d", first.ID))); m.To != "2026-06-30" {
			t.Errorf("a vacancy does not close the predecessor: %+v", m)
		}
		said := n.Post(t, "/mandates", secretary(carlo, "regent", testkit.Milazzo, "2026-08-01")).Refused(http.StatusConflict, "seat-taken", "/from")
		if !strings.Contains(string(said.Body), "dichiarata vacante dal 01/07/2026") {
			t.Errorf("%s", said.Body)
		}
		officers := testkit.JSON[page.Of[v1.MunicipalityOfficer]](n.Get(t, "/municipalities/083049/officers").Want(http.StatusOK)).Items
		found := false
		for _, o := range officers {
			found = found || o.Arrangement == "vacant" && o.Current && o.Person == 0
		}
		if !found {
			t.Errorf("the page of the municipality does not show the vacancy: %+v", officers)
		}
		if got := testkit.JSON[page.Of[v1.Municipality]](n.Get(t, "/municipalities?vacant=secretary&municipality=083049&municipality=083043")); got.Total != 1 || got.Items[0].Name != "Milazzo" {
			t.Errorf("%+v", got)
		}
		n.mandate(t, secretary(carlo, "regent", testkit.Milazzo, "2026-08-01", succeed))
		if m := testkit.JSON[v1.Mandate](n.Get(t, fmt.Sprintf("/mandates/%d", vacant.ID))); m.To != "2026-07-31" {
			t.Errorf("a successor does not close the vacancy: %+v", m)
		}
		n.mandate(t, secretary(carlo, "holder", testkit.Milazzo, "2026-10-01", succeed)) // the same person in another way
		for query, want := range map[string]int{"role=secretary": 6, "arrangement=vacant": 1, "arrangement=holder&arrangement=regent": 3, "role=commissioner": 0} {
			if got := testkit.JSON[page.Of[v1.Mandate]](n.Get(t, "/mandates?"+query)).Total; got != want {
				t.Errorf("%s finds %d, want %d", query, got, want)
			}
		}
		if csv := string(n.Get(t, "/mandates?role=secretary", "Accept", "text/csv").Want(http.StatusOK).Body); !strings.Contains(csv, ";vacant;") {
			t.Errorf("csv %s", csv)
		}
	})

	t.Run("a way of serving has what it needs", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		p := n.person(t, "Maria", "Bianchi")
		c := n.convention(t, "Segreteria delle Eolie")
		for _, x := range []struct {
			m       v1.MandateNew
			pointer string
			says    string
		}{
			{secretary(p, "vacant", testkit.Milazzo, "2026-01-01"), "/person", "sede vacante non ha una persona"},
			{secretary(0, "holder", testkit.Milazzo, "2026-01-01"), "/person", "Indica la persona"},
			{mandate(0, "rpct", testkit.Milazzo, "2026-01-01"), "/person", "Indica la persona"},
			{secretary(p, "", testkit.Milazzo, "2026-01-01"), "/arrangement", "in che modo"},
			{secretary(p, "ad_acta", testkit.Milazzo, "2026-01-01"), "/arrangement", "non vale per il ruolo"},
			{secretary(p, "holder", testkit.Milazzo, "2026-01-01", func(m *v1.MandateNew) { m.Substitute = true }), "/arrangement", "non vale"},
			{secretary(p, "holder", "", "2026-01-01"), "/municipality", "obbligatorio"},
			{secretary(p, "convention", testkit.Milazzo, "2026-01-01"), "/convention_id", "Indica la convenzione"},
			{secretary(p, "holder", testkit.Milazzo, "2026-01-01", share(c.ID, 0)), "/convention_id", "solo per il segretario in convenzione"},
			{secretary(p, "convention", testkit.Milazzo, "2026-01-01", share(999, 50)), "/convention_id", "Non c'è una convenzione"},
			{mandate(p, "rpct", testkit.Milazzo, "2026-01-01", share(c.ID, 50)), "/share_percent", "solo per il segretario in convenzione"},
			{secretary(p, "convention", testkit.Milazzo, "2025-12-31", share(c.ID, 50)), "/from", "comincia il 01/01/2026"},
			{secretary(p, "convention", testkit.Milazzo, "2026-01-01", share(c.ID, 100.01)), "/share_percent", ""},
			{secretary(p, "holder", testkit.Milazzo, "2026-01-01", until("2025-12-31")), "/to", "prima di cominciare"},
			{secretary(p, "holder", testkit.Milazzo, "2026-01-01", func(m *v1.MandateNew) { m.ActDate = "2099-01-01" }), "/act_date", "futuro"},
			{commissioner(p, "extraordinary", testkit.Milazzo, "2026-01-01"), "/replaces", "quale organo"},
			{commissioner(p, "", testkit.Milazzo, "2026-01-01", "council"), "/arrangement", "in che modo"},
			{commissioner(p, "ad_acta", testkit.Milazzo, "2026-01-01", "prefect"), "/replaces/0", ""},
			{func() v1.MandateNew {
				m := secretary(p, "holder", testkit.Milazzo, "2026-01-01")
				m.Replaces = []string{"mayor"}
				return m
			}(), "/replaces", "Solo un commissario"},
		} {
			r := n.Post(t, "/mandates", x.m).Refused(http.StatusUnprocessableEntity, "validation", x.pointer)
			if !strings.Contains(string(r.Body), x.says) {
				t.Errorf("%s does not say %q: %s", x.pointer, x.says, r.Body)
			}
		}
	})

	t.Run("commissioners", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		m := n.mandate(t, commissioner(maria, "extraordinary", testkit.Milazzo, "2026-01-01", "mayor", "giunta", "council"))
		if strings.Join(m.Replaces, " ") != "mayor giunta council" {
			t.Errorf("%+v", m)
		}
		n.mandate(t, commissioner(carlo, "ad_acta", testkit.Milazzo, "2026-02-01", "giunta")) // one does not exclude the other
		n.Post(t, "/mandates", commissioner(carlo, "ad_acta", testkit.Milazzo, "2026-03-01", "council")).Refused(http.StatusConflict, "mandate-duplicate")
		officers := testkit.JSON[page.Of[v1.MunicipalityOfficer]](n.Get(t, "/municipalities/083049/officers")).Items
		if len(officers) != 2 || len(officers[1].Replaces)+len(officers[0].Replaces) != 4 {
			t.Errorf("%+v", officers)
		}
		own := n.self(t, maria, authz.Commissioner, testkit.Milazzo)
		own.Get(t, fmt.Sprintf("/mandates/%d", m.ID)).Want(http.StatusOK)
		own.Post(t, "/mandates", secretary(maria, "holder", testkit.Milazzo, "2026-01-01")).Refused(http.StatusForbidden, "missing-permission")
	})
}

func TestMandatesBulk(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	maria := n.person(t, "Maria", "Bianchi")
	n.convention(t, "Segreteria delle Eolie")
	send := func(rows, query string) httpx.BulkResult {
		t.Helper()
		head := "office_email;role;arrangement;municipality;convention;share_percent;act_kind;from;to;succeed\n"
		return testkit.JSON[httpx.BulkResult](n.Post(t, "/mandates/bulk?"+query, head+rows, "Content-Type", "text/csv").Want(http.StatusOK))
	}
	rows := "maria.bianchi@comune.example.it;secretary;convention;083043;Segreteria delle Eolie;60;Decreto;2026-01-01;;\n" +
		"Maria.Bianchi@comune.example.it;rpct;;083043;;;Decreto;2026-01-01;;\n" +
		";secretary;vacant;083049;;;Nota;2026-05-01;;\n"
	if out := send(rows, "dry_run=true"); out.Created != 3 || out.Committed {
		t.Fatalf("%+v", out)
	}
	if out := send(rows, ""); out.Created != 3 || !out.Committed {
		t.Fatalf("%+v", out)
	}
	if out := send(rows, ""); out.Unchanged != 3 {
		t.Errorf("again: %+v", out)
	}
	if out := send(";secretary;vacant;083049;;;Decreto prefettizio;2026-05-01;2026-12-31;\n", ""); out.Updated != 1 {
		t.Errorf("%+v", out)
	}
	bad := send("maria.bianchi@comune.example.it;secretary;vacant;083011;;;;2026-01-01;;\n"+
		"nessuno@comune.example.it;rpct;;083011;;;;2026-01-01;;\n"+
		";rpct;;083011;;;;2026-01-01;;\n"+
		";secretary;vacant;083043;;;;2026-06-01;;\n"+
		"maria.bianchi@comune.example.it;secretary;convention;083011;Segreteria delle Eolie;41;;2026-01-01;;\n"+
		"maria.bianchi@comune.example.it;rpct;;083011;;;;2026-01-01;2025-12-31;\n", "on_error=skip")
	for i, want := range []string{"/person", "/office_email", "/person", "/from", "/share_percent", "/to"} {
		if p := bad.Results[i].Problem; p == nil || len(p.Errors) == 0 || p.Errors[0].Pointer != want {
			t.Errorf("row %d: %+v, want %s", i, p, want)
		}
	}
	if out := send("maria.bianchi@comune.example.it;secretary;regent;083049;;;;2026-09-01;;true\n", ""); out.Created != 1 {
		t.Errorf("a vacancy is not succeeded: %+v", out)
	}
	if got := testkit.JSON[page.Of[v1.Mandate]](n.Get(t, "/mandates?arrangement=vacant")).Items; len(got) != 1 || got[0].To != "2026-08-31" || got[0].ActKind != "Decreto prefettizio" {
		t.Errorf("%+v", got)
	}
	n.self(t, maria, authz.Secretary, testkit.Malfa).Post(t, "/mandates/bulk", rows, "Content-Type", "text/csv").Refused(http.StatusForbidden, "missing-permission")
}

func TestConventions(t *testing.T) {
	t.Parallel()

	t.Run("shares add up to 100 and never go beyond", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		c := n.convention(t, "Segreteria delle Eolie")
		path := fmt.Sprintf("/conventions/%d", c.ID)
		if c.State != "open" || c.TotalPercent != 0 || strings.Join(c.Actions, " ") != "edit completion archive" {
			t.Errorf("%+v", c)
		}
		complete := func() *testkit.Response { return n.Post(t, path+"/completion", nil, "If-Match", n.Get(t, path).ETag()) }
		wants := func(says string) {
			t.Helper()
			if r := complete().Refused(http.StatusConflict, "convention-incomplete"); !strings.Contains(string(r.Body), says) {
				t.Errorf("want %q: %s", says, r.Body)
			}
		}
		wants("almeno due comuni")
		n.mandate(t, secretary(maria, "convention", testkit.Malfa, "2026-01-01", share(c.ID, 33.33)))
		n.mandate(t, secretary(maria, "convention", testkit.Capri, "2026-01-01", share(c.ID, 0)))
		wants("mancano 66,67 punti su 100 e la quota di Capri Leone (Malfa 33,33%, Capri Leone senza quota)")
		over := n.Post(t, "/mandates", secretary(maria, "convention", testkit.Milazzo, "2026-01-01", share(c.ID, 66.68))).
			Refused(http.StatusUnprocessableEntity, "validation", "/share_percent")
		if !strings.Contains(string(over.Body), "supererebbero il 100%: Malfa 33,33%, Capri Leone senza quota; restano 66,67 punti") && !strings.Contains(string(over.Body), "Capri Leone senza quota, Malfa 33,33%; restano 66,67 punti") {
			t.Errorf("%s", over.Body)
		}
		last := n.mandate(t, secretary(maria, "convention", testkit.Milazzo, "2026-01-01", share(c.ID, 33.34)))
		second := testkit.JSON[page.Of[v1.Mandate]](n.Get(t, "/mandates?municipality="+testkit.Capri)).Items[0]
		edit := second.MandateEdit
		edit.SharePercent = new(40.0)
		n.Put(t, fmt.Sprintf("/mandates/%d", second.ID), edit, "If-Match", `"v1"`).Refused(http.StatusUnprocessableEntity, "validation", "/share_percent")
		edit.SharePercent = new(30.0)
		n.Put(t, fmt.Sprintf("/mandates/%d", second.ID), edit, "If-Match", `"v1"`).Want(http.StatusOK)
		wants("mancano 3,33 punti su 100")
		edit.SharePercent = new(33.33)
		n.Put(t, fmt.Sprintf("/mandates/%d", second.ID), edit, "If-Match", `"v2"`).Want(http.StatusOK)
		n.Post(t, path+"/completion", nil).Refused(http.StatusPreconditionRequired, "if-match-required")
		done := testkit.JSON[v1.Convention](complete().Want(http.StatusOK))
		if done.State != "complete" || done.TotalPercent != 100 || len(done.Members) != 3 || strings.Join(done.Actions, " ") != "edit archive" {
			t.Errorf("%+v", done)
		}
		before := n.Get(t, path).ETag()
		n.Get(t, path, "If-None-Match", before).Want(http.StatusNotModified)

		// a successor takes the place and the share; on no day do they add up to more
		n.mandate(t, secretary(carlo, "convention", testkit.Milazzo, "2026-03-01", share(c.ID, 33.34), func(m *v1.MandateNew) { m.Succeed = true }))
		if m := testkit.JSON[v1.Mandate](n.Get(t, fmt.Sprintf("/mandates/%d", last.ID))); m.To != "2026-02-28" {
			t.Errorf("%+v", m)
		}
		// who leaves opens it again
		other := n.mandate(t, secretary(carlo, "scavalco", testkit.Capri, "2026-03-01", func(m *v1.MandateNew) { m.Succeed = true }))
		if now := testkit.JSON[v1.Convention](n.Get(t, path)); now.State != "open" || now.TotalPercent != 66.67 || other.ConventionName != "" {
			t.Errorf("%+v", now)
		}
		if n.Get(t, path).ETag() == before {
			t.Error("the members do not show in the ETag")
		}
		n.Delete(t, path, "If-Match", n.Get(t, path).ETag()).Refused(http.StatusConflict, "convention-in-use")
		ended := done.ConventionEdit
		ended.ValidTo = "2026-06-30"
		n.Put(t, path, ended, "If-Match", n.Get(t, path).ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/valid_to")
		h := testkit.JSON[page.Of[v1.HistoryEntry]](n.Get(t, path+"/history").Want(http.StatusOK))
		if len(h.Items) != 2 || h.Items[0].Operation != "conventions-completion" {
			t.Errorf("%+v", h)
		}
	})

	t.Run("of two shares at once that are too much together one is taken", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria := n.person(t, "Maria", "Bianchi")
		c := n.convention(t, "Segreteria delle Eolie")
		codes := make([]int, 3)
		var wg sync.WaitGroup
		for i, code := range []string{testkit.Milazzo, testkit.Capri, testkit.Malfa} {
			wg.Go(func() {
				codes[i] = n.Post(t, "/mandates", secretary(maria, "convention", code, "2026-01-01", share(c.ID, 60))).Code
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if fmt.Sprint(codes) != "[201 422 422]" {
			t.Errorf("%v", codes)
		}
	})

	t.Run("several secretaries in one convention", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		c := n.convention(t, "Segreteria delle Eolie")
		n.mandate(t, secretary(maria, "convention", testkit.Malfa, "2026-01-01", share(c.ID, 50)))
		n.mandate(t, secretary(carlo, "convention", testkit.Capri, "2026-01-01", share(c.ID, 50)))
		r := n.Post(t, fmt.Sprintf("/conventions/%d/completion", c.ID), nil, "If-Match", `"v1"`).Refused(http.StatusConflict, "convention-incomplete")
		if !strings.Contains(string(r.Body), "stesso segretario") {
			t.Errorf("%s", r.Body)
		}
	})

	t.Run("found, corrected, refused, archived", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria := n.person(t, "Maria", "Bianchi")
		c := n.convention(t, "Segreteria delle Eolie")
		other := n.convention(t, "Valle del Mela", func(e *v1.ConventionEdit) { e.LeadMunicipality, e.ValidTo = "", "2026-02-28" })
		if other.State != "ended" {
			t.Errorf("%+v", other)
		}
		n.mandate(t, secretary(maria, "convention", testkit.Milazzo, "2026-01-01", share(other.ID, 100), func(m *v1.MandateNew) { m.To = "2026-02-28" }))
		n.Post(t, "/mandates", secretary(maria, "convention", testkit.Capri, "2026-01-01", share(other.ID, 0))).Refused(http.StatusUnprocessableEntity, "validation", "/to")
		for query, want := range map[string]int{"": 2, "q=eolie": 1, "q=eoli": 1, "municipality=083049": 1, "municipality=083043": 1, "active_on=2026-06-01": 1, "sort=-valid_from": 2} {
			if got := testkit.JSON[page.Of[v1.Convention]](n.Get(t, "/conventions?"+query).Want(http.StatusOK)).Total; got != want {
				t.Errorf("%q finds %d, want %d", query, got, want)
			}
		}
		n.Put(t, fmt.Sprintf("/conventions/%d", other.ID), v1.ConventionEdit{Name: "Valle del Mela", ValidFrom: "2026-01-02", ValidTo: "2026-02-27"}, "If-Match", `"v1"`).
			Refused(http.StatusUnprocessableEntity, "validation", "/valid_from", "/valid_to") // there are mandates on those days
		path := fmt.Sprintf("/conventions/%d", c.ID)
		bad := v1.ConventionEdit{Name: "X", LeadMunicipality: "999999", ActDate: "2099-01-01", ValidFrom: "2026-01-01", ValidTo: "2025-01-01"}
		n.Post(t, "/conventions", bad).Refused(http.StatusUnprocessableEntity, "validation", "/lead_municipality", "/act_date", "/valid_to")
		n.Post(t, "/conventions", v1.ConventionEdit{Name: "segreteria delle EOLIE", ValidFrom: "2026-01-01"}).Refused(http.StatusConflict, "convention-duplicate", "/name")
		n.Put(t, path, c.ConventionEdit).Refused(http.StatusPreconditionRequired, "if-match-required")

		mine, elsewhere := n.As(t, authz.RPCT, testkit.Malfa), n.As(t, authz.RPCT, testkit.Capri)
		mine.Get(t, path).Want(http.StatusOK)
		mine.Get(t, path+"/history").Want(http.StatusOK)
		if got := testkit.JSON[v1.Convention](mine.Get(t, path)); len(got.Actions) != 0 {
			t.Errorf("%+v", got)
		}
		elsewhere.Get(t, path).Refused(http.StatusNotFound, "convention-not-found")
		elsewhere.Get(t, path+"/history").Refused(http.StatusNotFound, "convention-not-found")
		if got := testkit.JSON[page.Of[v1.Convention]](elsewhere.Get(t, "/conventions")).Total; got != 0 {
			t.Errorf("others see %d", got)
		}
		mine.Post(t, "/conventions", c.ConventionEdit).Refused(http.StatusForbidden, "missing-permission")
		n.As(t, authz.Observer).Get(t, "/conventions").Refused(http.StatusForbidden, "missing-permission")

		n.Delete(t, path+"?reason=mai+firmata", "If-Match", `"v1"`).Want(http.StatusNoContent)
		n.Put(t, path, c.ConventionEdit, "If-Match", `"v2"`).Refused(http.StatusConflict, "convention-archived")
		n.Post(t, "/mandates", secretary(maria, "convention", testkit.Malfa, "2026-01-01", share(c.ID, 50))).Refused(http.StatusUnprocessableEntity, "validation", "/convention_id")
		n.convention(t, "Segreteria delle Eolie") // the name is free again
	})

	t.Run("imported with the people", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		n.convention(t, "Segreteria delle Eolie")
		send := func(rows, query string) httpx.BulkResult {
			t.Helper()
			head := "given_name;family_name;office_email;municipality;role;arrangement;convention;share_percent;replaces;from\n"
			return testkit.JSON[httpx.BulkResult](n.Post(t, "/referents/bulk?"+query, head+rows, "Content-Type", "text/csv").Want(http.StatusOK))
		}
		rows := "Maria;Bianchi;maria@comune.example.it;083043;secretary;convention;segreteria delle eolie;60;;2026-01-01\n" +
			"Maria;Bianchi;maria@comune.example.it;083011;secretary;convention;Segreteria delle Eolie;40;;2026-01-01\n" +
			"Carlo;Amico;carlo@comune.example.it;083049;commissioner;extraordinary;;;mayor|council;2026-01-01\n"
		if out := send(rows, ""); out.Created != 2 || out.Updated != 1 || !out.Committed {
			t.Fatalf("%+v", out)
		}
		if out := send(rows, ""); out.Unchanged != 3 {
			t.Errorf("again: %+v", out)
		}
		bad := "Ugo;Verdi;ugo@comune.example.it;083049;secretary;vacant;;;;2026-01-01\n" +
			"Ugo;Verdi;ugo@comune.example.it;083049;secretary;convention;Un'altra;50;;2026-01-01\n" +
			"Ugo;Verdi;ugo@comune.example.it;083043;secretary;regent;;;;2026-05-01\n" +
			"Ugo;Verdi;ugo@comune.example.it;083049;secretary;convention;Segreteria delle Eolie;1;;2026-01-01\n"
		out := send(bad, "on_error=skip")
		if out.Failed != 4 {
			t.Fatalf("%+v", out)
		}
		for i, want := range []string{"/person", "/convention", "/from", "/share_percent"} {
			if p := out.Results[i].Problem; p == nil || len(p.Errors) == 0 || p.Errors[0].Pointer != want {
				t.Errorf("row %d: %+v, want %s", i, p, want)
			}
		}
	})
}
