package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

const capriAdhesion = "/adhesions/" + testkit.Capri

// joining is a municipality on its way, and who may move it.
type joining struct {
	*testkit.App
	secretariat, rpct testkit.Client
}

func newJoining(t *testing.T) joining {
	t.Helper()
	app := testkit.New(t)
	app.Basics(t)
	for i, kind := range []string{"act", "protocol"} {
		app.Exec(t, `INSERT INTO documents (municipality_code, kind, title, filename, media, size, sha256, blob_key) VALUES ($1, $2, 'File', 'file.pdf', 'application/pdf', 9, repeat($3, 64), $2)`,
			testkit.Capri, kind, fmt.Sprint(i))
	}
	return joining{app, app.As(t, authz.Secretariat), app.As(t, authz.RPCT, testkit.Capri)}
}

func ago(days int) string { return authz.Today().AddDate(0, 0, -days).Format(time.DateOnly) }

// take sends a step in the version the client sees.
func take(t *testing.T, c testkit.Client, action string, body any, headers ...string) *testkit.Response {
	t.Helper()
	etag := c.Get(t, capriAdhesion).Want(http.StatusOK).ETag()
	return c.Post(t, capriAdhesion+"/"+action, body, append([]string{"If-Match", etag}, headers...)...)
}

type m = map[string]any

// giunta is an act with all that its adoption asks for.
func giunta() m {
	return m{"kind": "giunta_resolution", "proposal_date": ago(60), "proposal_number": "91", "number": "87", "date": ago(55), "present": 4, "absent": 1, "votes_for": 4, "votes_against": 0, "votes_abstained": 0,
		"technical_opinion": "favourable", "technical_date": ago(57), "accounting_opinion": "not_due", "accounting_reason": "Nessun riflesso sul bilancio"}
}

func albo() m {
	return m{"albo_number": "1204", "from": ago(54), "to": ago(40), "enforceable_from": ago(44), "enforceable_reason": "ten_days", "extract_date": ago(53)}
}

func mayor(on string) m {
	return m{"signatory_name": "Anna Verdi", "signatory_quality": "Sindaca", "signatory_power": "Delibera di Giunta n. 87", "signature_type": "digital", "signed_on": on}
}

// protocol publishes a text and makes an open agreement of it, registered or not.
func (j joining) protocol(t *testing.T, registered bool) v1.Agreement {
	t.Helper()
	text := j.secretariat.Post(t, "/protocol-versions", m{"title": "Protocollo d'intesa", "text": "Art. 1 Oggetto"}).Want(http.StatusCreated)
	j.secretariat.Post(t, text.Get("Location")[len("/api/v1"):]+"/publication", nil, "If-Match", text.ETag()).Want(http.StatusOK)
	open := m{"title": "Protocollo aperto", "protocol": testkit.JSON[v1.ProtocolVersion](text).ID, "starts_on": ago(200), "duration_months": 36, "notice_days": 30,
		"signatory_quality": "Sindaco metropolitano", "signature_type": "digital", "signed_on": ago(199)}
	if registered {
		open["repertory_number"], open["repertory_date"] = "214", ago(199)
	}
	return testkit.JSON[v1.Agreement](j.secretariat.Post(t, "/agreements", open).Want(http.StatusCreated))
}

// reach takes the steps up to a state.
func (j joining) reach(t *testing.T, state string) v1.Adhesion {
	t.Helper()
	begun := false
	now := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion).Want(http.StatusOK)).State
	for _, s := range []struct {
		by           testkit.Client
		action, into string
		body         m
	}{
		{j.secretariat, "contact", "contacted", m{"on": ago(90)}},
		{j.secretariat, "kit", "draft_sent", m{"on": ago(80), "note": "Nota prot. 4120"}},
		{j.rpct, "interest", "interested", m{"on": ago(70)}},
		{j.rpct, "proposal", "proposal_filed", m{"act": m{"kind": "giunta_resolution", "proposal_date": ago(60), "proposal_number": "91"}}},
		{j.rpct, "adoption", "act_adopted", m{"act": giunta()}},
		{j.rpct, "publication", "published", m{"publication": m{"albo_number": "1204", "from": ago(54), "to": ago(40), "extract_date": ago(53)}}},
		{j.rpct, "enforceability", "enforceable", m{"publication": albo()}},
		{j.rpct, "transmission", "transmitted", m{"transmission": m{"number": "7412", "date": ago(30)}}},
		{j.rpct, "signature", "protocol_signed", m{"on": ago(25), "signature": mayor(ago(25))}},
		{j.secretariat, "membership", "member", m{"on": ago(20)}},
		{j.rpct, "designation", "referent_designated", m{"on": ago(15), "designation": m{"given_name": "Lucia", "family_name": "Ferrara", "office_email": "affari@comune.capri.me.it",
			"act_kind": "Nota del RPCT", "act_number": "8120", "act_date": ago(15), "from": ago(15),
			"substitute": m{"given_name": "Marco", "family_name": "Gentile", "office_email": "tributi@comune.capri.me.it"}}}},
	} {
		if begun = begun || now == "not_contacted" || s.into == now; s.into == now {
			continue
		}
		if !begun {
			continue
		}
		a := testkit.JSON[v1.Adhesion](take(t, s.by, s.action, s.body).Want(http.StatusOK))
		if a.State != s.into {
			t.Fatalf("%s led to %s, want %s", s.action, a.State, s.into)
		}
		if a.State == state {
			return a
		}
	}
	return testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion))
}

func TestAdhesions(t *testing.T) {
	t.Parallel()

	t.Run("a municipality comes step by step, each with its day and its author", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		a := j.reach(t, "transmitted")
		if a.Since != ago(30) || a.Next != "signature" || a.Waiting != "municipality" || a.Act.Number != "87" || a.Publication.AlboNumber != "1204" || a.Days != 30 {
			t.Errorf("%+v", a)
		}
		steps := testkit.JSON[page.Of[v1.AdhesionStep]](j.rpct.Get(t, capriAdhesion+"/steps").Want(http.StatusOK)).Items
		if len(steps) != 8 || steps[0].Action != "transmission" || steps[7].On != ago(90) || steps[6].Note != "Nota prot. 4120" || steps[4].On != ago(60) || steps[0].Actor == "" {
			t.Errorf("%+v", steps)
		}
		if town := testkit.JSON[v1.Municipality](j.Anonymous().Get(t, "/municipalities/"+testkit.Capri)); town.Adhesion != "transmitted" || town.AdhesionDate != ago(30) {
			t.Errorf("the municipality shows %s of %s", town.Adhesion, town.AdhesionDate)
		}
		history := string(j.secretariat.Get(t, capriAdhesion+"/history?limit=50").Want(http.StatusOK).Body)
		for _, want := range []string{"adhesions-transmission", "act_number", `"new":"87"`} {
			if !strings.Contains(history, want) {
				t.Errorf("the history does not tell %s", want)
			}
		}
		if strings.Contains(history, `"field":"actor"`) {
			t.Error("the history shows the number of an account where people want a name")
		}
	})

	t.Run("a step that is skipped, or not for this actor, is refused and says what comes first", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "draft_sent")
		take(t, j.secretariat, "adoption", m{"act": giunta()}).Refused(http.StatusConflict, "illegal-transition")
		if r := take(t, j.secretariat, "membership", m{"on": ago(1)}); !strings.Contains(string(r.Body), "il prossimo è «interesse»") {
			t.Errorf("%s", r.Body)
		}
		take(t, j.rpct, "annulment", m{"on": ago(0), "note": "sbagliato"}).Refused(http.StatusForbidden, "missing-permission")
		take(t, j.As(t, authz.Coordinator, testkit.Capri), "interest", m{"on": ago(0)}).Refused(http.StatusForbidden, "missing-permission")
		j.As(t, authz.RPCT, testkit.Milazzo).Get(t, capriAdhesion).Refused(http.StatusNotFound, "adhesion-not-found")
		j.As(t, authz.RPCT, testkit.Milazzo).Post(t, capriAdhesion+"/interest", m{"on": ago(0)}, "If-Match", `"v3"`).Refused(http.StatusNotFound, "adhesion-not-found")
		j.Anonymous().Get(t, "/adhesions").Refused(http.StatusUnauthorized, "login-required")
		j.rpct.Post(t, capriAdhesion+"/interest", m{"on": ago(0)}).Refused(http.StatusPreconditionRequired, "if-match-required")
		j.rpct.Post(t, capriAdhesion+"/interest", m{"on": ago(0)}, "If-Match", `"v1"`).Refused(http.StatusPreconditionFailed, "stale-version")
		seen := testkit.JSON[v1.Adhesion](j.rpct.Get(t, capriAdhesion))
		if fmt.Sprint(seen.Actions) != "[interest refusal edit]" {
			t.Errorf("the RPCT is offered %v", seen.Actions)
		}
	})

	t.Run("what a step asks for is named, and nothing is written", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "interested")
		take(t, j.rpct, "proposal", m{}).Refused(http.StatusUnprocessableEntity, "validation", "/act/kind", "/act/proposal_date")
		j.reach(t, "proposal_filed")
		bad := func(change m, pointer string) {
			t.Helper()
			act := giunta()
			for k, v := range change {
				act[k] = v
			}
			take(t, j.rpct, "adoption", m{"act": act}).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		bad(m{"date": ago(-1)}, "/act/date") // in the future
		bad(m{"date": ago(61)}, "/act/date") // before the proposal
		bad(m{"number": ""}, "/act/number")
		bad(m{"technical_opinion": ""}, "/act/technical_opinion")
		bad(m{"accounting_reason": ""}, "/act/accounting_reason")
		bad(m{"votes_for": nil}, "/act/votes_for")
		bad(m{"votes_for": 2, "votes_against": 2}, "/act/votes_for")
		bad(m{"votes_for": 9}, "/act/votes_for")
		bad(m{"immediate": true}, "/act/immediate_reason")
		bad(m{"kind": "mayor_decree"}, "/act/votes_for")
		bad(m{"kind": ""}, "/act/kind") // the step before asked for it
		if a := testkit.JSON[v1.Adhesion](j.rpct.Get(t, capriAdhesion)); a.State != "proposal_filed" || a.Act.Number != "" || len(a.Missing) != 5 {
			t.Errorf("%+v", a)
		}
		take(t, j.rpct, "adoption", m{"act": m{"kind": "mayor_decree", "proposal_date": ago(60), "number": "4", "date": ago(55)}}).Want(http.StatusOK)
	})

	t.Run("an act is not enforceable before its publication, unless the law says so", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "act_adopted")
		take(t, j.rpct, "publication", m{"publication": m{"albo_number": "1", "from": ago(56), "to": ago(40)}}).Refused(422, "validation", "/publication/from")
		take(t, j.rpct, "publication", m{"publication": m{"albo_number": "1", "from": ago(54), "to": ago(45)}}).Refused(422, "validation", "/publication/to")
		take(t, j.rpct, "publication", m{"publication": m{"albo_number": "1", "from": ago(-3), "to": ago(-20)}}).Refused(422, "validation", "/publication/from")
		j.reach(t, "published")
		bad := func(change m, pointer string) {
			t.Helper()
			pub := albo()
			for k, v := range change {
				pub[k] = v
			}
			take(t, j.rpct, "enforceability", m{"publication": pub}).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		bad(m{"enforceable_from": ago(45)}, "/publication/enforceable_from")
		bad(m{"enforceable_from": ago(55), "enforceable_reason": ""}, "/publication/enforceable_from")
		bad(m{"enforceable_reason": "immediate"}, "/publication/enforceable_reason")
		bad(m{"enforceable_reason": "monocratic"}, "/publication/enforceable_reason")
		bad(m{"enforceable_from": nil}, "/publication/enforceable_from")
		act := giunta()
		act["immediate"], act["immediate_reason"] = true, "Formazione imminente"
		pub := albo()
		pub["enforceable_reason"] = "immediate"
		pub["enforceable_from"] = ago(56)
		take(t, j.rpct, "enforceability", m{"act": act, "publication": pub}).Refused(422, "validation", "/publication/enforceable_from") // before the act
		pub["enforceable_from"] = ago(55)
		a := testkit.JSON[v1.Adhesion](take(t, j.rpct, "enforceability", m{"act": act, "publication": pub}).Want(http.StatusOK))
		if a.Publication.EnforceableFrom != ago(55) || a.Since != ago(54) { // in force from its day; the state follows the publication
			t.Errorf("%s, since %s", a.Publication.EnforceableFrom, a.Since)
		}
		// The dossier, edited, is held to the same law.
		edit := v1.AdhesionEdit{Act: a.Act, Publication: a.Publication, Transmission: a.Transmission}
		put := func() *testkit.Response {
			return j.rpct.Put(t, capriAdhesion, edit, "If-Match", j.rpct.Get(t, capriAdhesion).ETag())
		}
		put().Want(http.StatusOK)
		edit.Publication.EnforceableFrom = ago(56)
		put().Refused(422, "validation", "/publication/enforceable_from")
		edit.Publication.EnforceableFrom, edit.Publication.EnforceableReason = ago(55), "ten_days"
		put().Refused(422, "validation", "/publication/enforceable_from")
	})

	t.Run("a decree of the mayor is in force from its day, published later or not", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "proposal_filed")
		decree := m{"kind": "mayor_decree", "proposal_date": ago(60), "number": "4", "date": ago(55)}
		take(t, j.rpct, "adoption", m{"act": decree}).Want(http.StatusOK)
		pub := m{"albo_number": "1204", "from": ago(50), "to": ago(36)}
		take(t, j.rpct, "publication", m{"publication": pub}).Want(http.StatusOK)
		pub["enforceable_from"], pub["enforceable_reason"] = ago(50), "ten_days"
		take(t, j.rpct, "enforceability", m{"publication": pub}).Refused(422, "validation", "/publication/enforceable_from")
		pub["enforceable_from"], pub["enforceable_reason"] = ago(55), "monocratic"
		a := testkit.JSON[v1.Adhesion](take(t, j.rpct, "enforceability", m{"publication": pub}).Want(http.StatusOK))
		if a.State != "enforceable" || a.Since != ago(50) {
			t.Errorf("%s since %s", a.State, a.Since)
		}
		take(t, j.rpct, "transmission", m{"transmission": m{"number": "7412", "date": ago(51)}}).Refused(422, "validation", "/transmission/date")
	})

	t.Run("the drafts say what the adhesion knows", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "published")
		values, err := j.Adhesions.Values(authz.With(t.Context(), authz.System("test")), testkit.Capri)
		if err != nil || values["atto_numero"] != "87" || values["favorevoli"] != "4" || values["parere_contabile"] != "non dovuto" || values["albo_numero"] != "1204" ||
			values["atto_tipo"] != "deliberazione della Giunta comunale" {
			t.Errorf("%v, %v", values, err)
		}
		j.protocol(t, true)
		values, err = j.Adhesions.Values(authz.With(t.Context(), authz.System("test")), testkit.Capri)
		if err != nil || values["protocollo_versione"] != "1" || values["repertorio"] != "214" || values["titolare_qualita"] != "Sindaco metropolitano" || values["rappresentante_qualita"] != "" {
			t.Errorf("of a protocol still to sign: %v, %v", values, err)
		}
		j.reach(t, "protocol_signed")
		if values, err = j.Adhesions.Values(authz.With(t.Context(), authz.System("test")), testkit.Capri); err != nil || values["rappresentante_qualita"] != "Sindaca" {
			t.Errorf("of one that is signed: %v, %v", values, err)
		}
		if _, known := values["nota_protocollo"]; known {
			t.Error("what is not known is not left out")
		}
	})

	t.Run("side steps lead aside and back, and a mistake is annulled", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "interested")
		take(t, j.secretariat, "suspension", m{"on": ago(20)}).Refused(422, "validation", "/note")
		take(t, j.secretariat, "suspension", m{"on": ago(20), "act_reference": "D.P.Reg. n. 512 del 10/03/2026"}).Want(http.StatusOK)
		a := testkit.JSON[v1.Adhesion](take(t, j.secretariat, "resumption", m{"on": ago(10)}).Want(http.StatusOK))
		if a.State != "interested" || a.Since != ago(10) {
			t.Errorf("resumed to %s", a.State)
		}
		take(t, j.rpct, "refusal", m{"on": ago(5), "note": "La Giunta non intende aderire"}).Want(http.StatusOK)
		a = testkit.JSON[v1.Adhesion](take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Era di un altro comune"}).Want(http.StatusOK))
		if a.State != "interested" || a.Since != ago(10) {
			t.Errorf("annulled to %s of %s", a.State, a.Since)
		}
		a = testkit.JSON[v1.Adhesion](take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Sospensione mai finita"}).Want(http.StatusOK))
		if a.State != "suspended" {
			t.Errorf("annulled to %s", a.State)
		}
		a = testkit.JSON[v1.Adhesion](take(t, j.secretariat, "resumption", m{"on": ago(1)}).Want(http.StatusOK))
		if a.State != "interested" {
			t.Errorf("resumed to %s", a.State)
		}
		annulled := 0
		for _, s := range testkit.JSON[page.Of[v1.AdhesionStep]](j.rpct.Get(t, capriAdhesion+"/steps")).Items {
			if s.Annulled {
				annulled++
			}
		}
		if annulled != 2 {
			t.Errorf("%d steps are marked as annulled", annulled)
		}
		take(t, j.secretariat, "refusal", m{"on": ago(0), "note": "La sindaca Maria Bianchi, C.F. BNCMRA70A41F206X, non vuole"}).Refused(422, "validation", "/note")
		take(t, j.secretariat, "refusal", m{"on": ago(0), "act_reference": "Nota di Maria Bianchi, C.F. BNCMRA70A41F206X"}).Refused(422, "validation", "/act_reference")
		take(t, j.rpct, "refusal", m{"on": ago(40), "note": "No"}).Refused(422, "validation", "/on")
		take(t, j.rpct, "refusal", m{"note": "No"}).Refused(422, "validation", "/on")
		take(t, j.rpct, "refusal", m{"on": ago(-2), "note": "No"}).Refused(422, "validation", "/on")
	})

	t.Run("the dossier is edited, but for what a step needed", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		a := j.reach(t, "transmitted")
		edit := v1.AdhesionEdit{Act: a.Act, Publication: a.Publication, Transmission: a.Transmission}
		edit.Transmission.ReceivedNumber, edit.Transmission.ReceivedDate = "51230", ago(29)
		etag := j.secretariat.Get(t, capriAdhesion).ETag()
		got := j.secretariat.Put(t, capriAdhesion, edit, "If-Match", etag).Want(http.StatusOK)
		if b := testkit.JSON[v1.Adhesion](got); b.Transmission.ReceivedNumber != "51230" || b.State != "transmitted" {
			t.Errorf("%+v", b)
		}
		edit.Act.Number = ""
		j.rpct.Put(t, capriAdhesion, edit, "If-Match", got.ETag()).Refused(422, "validation", "/act/number")
		edit.Act.Number, edit.Transmission.ReceivedDate = "87", ago(31)
		j.rpct.Put(t, capriAdhesion, edit, "If-Match", got.ETag()).Refused(422, "validation", "/transmission/received_date")
		j.rpct.Put(t, capriAdhesion, edit, "If-Match", etag).Refused(http.StatusUnprocessableEntity, "validation")
		j.As(t, authz.Coordinator, testkit.Capri).Put(t, capriAdhesion, edit, "If-Match", got.ETag()).Refused(http.StatusForbidden, "missing-permission")
	})

	t.Run("the dossier is edited while most of it is still empty", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		a := j.reach(t, "interested")
		edit := v1.AdhesionEdit{Act: a.Act, Publication: a.Publication, Transmission: a.Transmission}
		put := func(body any) *testkit.Response {
			return j.rpct.Put(t, capriAdhesion, body, "If-Match", j.rpct.Get(t, capriAdhesion).ETag())
		}
		put(edit).Want(http.StatusOK)
		edit.Act.Proposer = "Area amministrativa"
		if b := testkit.JSON[v1.Adhesion](put(edit).Want(http.StatusOK)); b.Act.Proposer != "Area amministrativa" {
			t.Errorf("%+v", b.Act)
		}
		put(m{"act": edit.Act, "publication": edit.Publication}).Refused(422, "validation", "/transmission")
	})

	t.Run("the board says who is missing, where, since when", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "act_adopted")
		names := func(c testkit.Client, query string) string {
			t.Helper()
			out := []string{}
			for _, x := range testkit.JSON[page.Of[v1.AdhesionTile]](c.Get(t, "/adhesions?"+query).Want(http.StatusOK)).Items {
				out = append(out, x.Name)
			}
			return strings.Join(out, ", ")
		}
		for query, want := range map[string]string{
			"": "Capri Leone, Malfa, Milazzo", "waiting=municipality": "Capri Leone", "waiting=secretariat&sort=-population": "Milazzo, Malfa",
			"overdue=true": "Capri Leone", "state=act_adopted&state=published": "Capri Leone", "class=F": "Malfa", "q=capri": "Capri Leone", "municipality=083043": "Malfa",
			"sort=since&limit=1": "Capri Leone",
		} {
			if got := names(j.secretariat, query); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if got := names(j.rpct, ""); got != "Capri Leone" {
			t.Errorf("the RPCT sees %s", got)
		}
		if got := names(j.As(t, authz.Coordinator, testkit.Malfa, testkit.Milazzo), ""); got != "Malfa, Milazzo" {
			t.Errorf("the coordinator sees %s", got)
		}
		j.secretariat.Get(t, "/adhesions?state=forse").Refused(http.StatusBadRequest, "malformed", "state[0]")
		csv := j.secretariat.Get(t, "/adhesions", "Accept", "text/csv", "Accept-Language", "it").Want(http.StatusOK)
		if !strings.Contains(string(csv.Body), "Capri Leone;act_adopted;"+ago(55)) {
			t.Errorf("%s", csv.Body)
		}
		funnel := testkit.JSON[page.Of[v1.AdhesionFunnel]](j.secretariat.Get(t, "/adhesions/funnel").Want(http.StatusOK)).Items
		if len(funnel) != 17 || funnel[0].Municipalities != 2 || funnel[5].State != "act_adopted" || funnel[5].Municipalities != 1 || funnel[5].Days != 55 {
			t.Errorf("%+v", funnel)
		}
		if own := testkit.JSON[page.Of[v1.AdhesionFunnel]](j.rpct.Get(t, "/adhesions/funnel")).Items; own[0].Municipalities != 0 || own[5].Municipalities != 1 {
			t.Errorf("the RPCT counts %+v", own)
		}
	})

	t.Run("two who take the same step at once: one does", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "draft_sent")
		etag := j.rpct.Get(t, capriAdhesion).ETag()
		codes := make(chan int, 8)
		for range 8 {
			go func() {
				codes <- j.rpct.Post(t, capriAdhesion+"/interest", m{"on": ago(1)}, "If-Match", etag).Code
			}()
		}
		count := map[int]int{}
		for range 8 {
			count[<-codes]++
		}
		if count[http.StatusOK] != 1 || count[http.StatusOK]+count[http.StatusPreconditionFailed]+count[http.StatusConflict] != 8 {
			t.Errorf("%v", count)
		}
		if steps := testkit.JSON[page.Of[v1.AdhesionStep]](j.rpct.Get(t, capriAdhesion+"/steps")).Items; len(steps) != 3 {
			t.Errorf("%d steps", len(steps))
		}
	})
}

func TestProtocol(t *testing.T) {
	t.Parallel()

	t.Run("from the signature to the work", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.reach(t, "transmitted")
		take(t, j.rpct, "signature", m{"on": ago(25)}).Refused(422, "validation", "/signature")
		take(t, j.rpct, "signature", m{"on": ago(25), "signature": mayor(ago(25))}).Refused(422, "validation", "/signature/agreement")
		open := j.protocol(t, false)
		pen := mayor(ago(25))
		pen["signature_type"] = "handwritten"
		take(t, j.rpct, "signature", m{"on": ago(25), "signature": pen}).Refused(422, "validation", "/signature/signature_type")
		take(t, j.rpct, "signature", m{"on": ago(25), "signature": mayor(ago(-1))}).Refused(422, "validation", "/signature/signed_on")
		take(t, j.rpct, "signature", m{"on": ago(25), "signature": mayor(ago(25))}).Want(http.StatusOK)
		take(t, j.rpct, "membership", m{"on": ago(20)}).Refused(http.StatusForbidden, "missing-permission")
		take(t, j.secretariat, "membership", m{"on": ago(20)}).Refused(http.StatusConflict, "agreement-unregistered")
		etag := j.secretariat.Get(t, fmt.Sprintf("/agreements/%d", open.ID)).ETag()
		open.RepertoryNumber, open.RepertoryDate = "214", ago(199)
		registered := testkit.JSON[v1.Agreement](j.secretariat.Put(t, fmt.Sprintf("/agreements/%d", open.ID), open.AgreementEdit, "If-Match", etag).Want(http.StatusOK))
		if registered.Signers != 1 || registered.EndsOn == "" || fmt.Sprint(open.Actions, registered.Actions) != "[edit archive] [edit]" {
			t.Errorf("%+v", registered)
		}
		take(t, j.secretariat, "membership", m{"on": ago(20)}).Want(http.StatusOK)
		take(t, j.rpct, "designation", m{"on": ago(15)}).Refused(422, "validation", "/designation")
		a := j.reach(t, "referent_designated")
		if a.Protocol != 1 || a.ProtocolPending {
			t.Errorf("%+v", a.AdhesionTile)
		}
		take(t, j.secretariat, "operation", m{"on": ago(1)}).Refused(http.StatusConflict, "not-operational-yet", "/profile", "/training-needs")
		j.Exec(t, `UPDATE municipalities SET employees = 20, employees_year = 2025 WHERE istat_code = $1`, testkit.Capri)
		j.Exec(t, `INSERT INTO training_needs (municipality_code, year, topic_code, level, reason, audience, persons, current_level, desired_level, priority, motivation, mode)
			VALUES ($1, extract(year FROM today()), 'TF01', 'general', 'new_rules', 'Tutti', 4, 1, 2, 'low', '', 'webinar')`, testkit.Capri)
		if a := testkit.JSON[v1.Adhesion](take(t, j.secretariat, "operation", m{"on": ago(1)}).Want(http.StatusOK)); a.State != "operational" || a.Next != "" || a.Waiting != "" {
			t.Errorf("%+v", a.AdhesionTile)
		}
		officers := string(j.secretariat.Get(t, "/municipalities/"+testkit.Capri+"/officers").Body)
		if !strings.Contains(officers, "Ferrara") || !strings.Contains(officers, "Gentile") {
			t.Errorf("%s", officers)
		}
	})

	t.Run("a new text asks every member again", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		pending := func() int {
			return testkit.JSON[page.Of[v1.AdhesionTile]](j.secretariat.Get(t, "/adhesions?protocol_pending=true")).Total
		}
		again := mayor(ago(0))
		again["municipality"] = testkit.Capri
		j.rpct.Post(t, "/signatures", again).Refused(http.StatusConflict, "already-signed")
		if pending() != 0 {
			t.Error("somebody is asked for nothing")
		}
		text := j.secretariat.Post(t, "/protocol-versions", m{"title": "Protocollo d'intesa", "text": "Art. 1 Oggetto e finalità"}).Want(http.StatusCreated)
		where := text.Get("Location")[len("/api/v1"):]
		j.Anonymous().Get(t, where).Refused(http.StatusNotFound, "protocol-version-not-found")
		j.rpct.Get(t, where+"/history").Refused(http.StatusNotFound, "protocol-version-not-found")
		j.secretariat.Post(t, where+"/publication", nil, "If-Match", text.ETag()).Refused(422, "validation", "/changes")
		text = j.secretariat.Put(t, where, m{"title": "Protocollo d'intesa", "text": "Art. 1", "changes": "Finalità più chiare"}, "If-Match", text.ETag()).Want(http.StatusOK)
		j.rpct.Post(t, where+"/publication", nil, "If-Match", text.ETag()).Refused(http.StatusForbidden, "missing-permission")
		published := j.secretariat.Post(t, where+"/publication", nil, "If-Match", text.ETag()).Want(http.StatusOK)
		j.secretariat.Put(t, where, m{"title": "x", "text": "y", "changes": "z"}, "If-Match", published.ETag()).Refused(http.StatusConflict, "protocol-published")
		j.secretariat.Delete(t, where, "If-Match", published.ETag()).Refused(http.StatusConflict, "protocol-published")
		states := []string{}
		for _, x := range testkit.JSON[page.Of[v1.ProtocolVersion]](j.Anonymous().Get(t, "/protocol-versions").Want(http.StatusOK)).Items {
			states = append(states, x.State)
		}
		if fmt.Sprint(states) != "[current superseded]" || pending() != 1 {
			t.Errorf("%v, %d pending", states, pending())
		}
		j.As(t, authz.RPCT, testkit.Malfa).Post(t, "/signatures", again).Refused(http.StatusForbidden, "not-yours")
		j.rpct.Post(t, "/signatures", again).Want(http.StatusCreated)
		if pending() != 0 {
			t.Error("the acceptance does not count")
		}
		again["municipality"] = testkit.Malfa
		j.secretariat.Post(t, "/signatures", again).Refused(http.StatusConflict, "not-signed-yet")
		signed := testkit.JSON[page.Of[v1.AgreementSignature]](j.rpct.Get(t, "/signatures").Want(http.StatusOK))
		if signed.Total != 2 || testkit.JSON[page.Of[v1.AgreementSignature]](j.As(t, authz.RPCT, testkit.Malfa).Get(t, "/signatures")).Total != 0 {
			t.Errorf("%+v", signed)
		}
	})

	t.Run("the papers are there, the municipality's own, and stay", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		id := func(kind string) (n int64) {
			if err := j.DB.SQL().QueryRow(`SELECT id FROM documents WHERE kind = $1`, kind).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		j.Exec(t, `UPDATE documents SET archived_at = now() WHERE kind = 'act'`)
		if a := j.reach(t, "enforceable"); len(a.Missing) != 3 || a.Missing[2].Pointer != "/documents" {
			t.Errorf("%+v", a.Missing)
		}
		sent := m{"transmission": m{"number": "7412", "date": ago(30)}}
		take(t, j.rpct, "transmission", sent).Refused(422, "validation", "/documents")
		j.Exec(t, `UPDATE documents SET archived_at = NULL`)
		j.Exec(t, `UPDATE documents SET municipality_code = $1 WHERE kind = 'protocol'`, testkit.Malfa)
		sent["documents"] = []int64{id("act"), id("protocol"), 999}
		take(t, j.rpct, "transmission", sent).Refused(422, "validation", "/documents/1", "/documents/2")
		sent["documents"] = []int64{id("act")}
		take(t, j.rpct, "transmission", sent).Want(http.StatusOK)
		steps := testkit.JSON[page.Of[v1.AdhesionStep]](j.rpct.Get(t, capriAdhesion+"/steps")).Items
		if fmt.Sprint(steps[0].Documents) != fmt.Sprint([]int64{id("act")}) {
			t.Errorf("%+v", steps[0])
		}
		where := fmt.Sprintf("/documents/%d", id("act"))
		j.secretariat.Delete(t, where, "If-Match", j.secretariat.Get(t, where).ETag()).Refused(http.StatusConflict, "document-in-use")
		j.Exec(t, `UPDATE documents SET municipality_code = $1 WHERE kind = 'protocol'`, testkit.Capri)
		sign := mayor(ago(25))
		sign["document"] = 999
		take(t, j.rpct, "signature", m{"on": ago(25), "signature": sign}).Refused(422, "validation", "/signature/document")
		sign["document"] = id("protocol")
		take(t, j.rpct, "signature", m{"on": ago(25), "signature": sign}).Want(http.StatusOK)
	})

	t.Run("a separate agreement is of its municipality", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		open := j.protocol(t, true)
		separate := m{"municipality": testkit.Capri, "title": "Protocollo con Capri Leone", "protocol": open.Protocol, "starts_on": ago(100), "duration_months": 12, "notice_days": 30}
		j.rpct.Post(t, "/agreements", separate).Refused(http.StatusForbidden, "missing-permission")
		separate["protocol"] = 999
		j.secretariat.Post(t, "/agreements", separate).Refused(422, "validation", "/protocol")
		separate["protocol"], separate["signed_on"] = open.Protocol, ago(10)
		j.secretariat.Post(t, "/agreements", separate).Refused(422, "validation", "/signature_type")
		separate["signature_type"], separate["repertory_number"] = "digital", "3"
		j.secretariat.Post(t, "/agreements", separate).Refused(422, "validation", "/repertory_date")
		separate["repertory_date"] = ago(9)
		made := j.secretariat.Post(t, "/agreements", separate).Want(http.StatusCreated)
		where := made.Get("Location")[len("/api/v1"):]
		j.As(t, authz.RPCT, testkit.Malfa).Get(t, where).Refused(http.StatusNotFound, "agreement-not-found")
		j.rpct.Get(t, where).Want(http.StatusOK)
		j.reach(t, "protocol_signed")
		j.secretariat.Delete(t, where, "If-Match", made.ETag()).Refused(http.StatusConflict, "agreement-signed")
		j.secretariat.Delete(t, fmt.Sprintf("/agreements/%d", open.ID), "If-Match", `"v1"`).Want(http.StatusNoContent)
		take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Firma sbagliata"}).Want(http.StatusOK)
		if n := testkit.JSON[page.Of[v1.AgreementSignature]](j.rpct.Get(t, "/signatures")).Total; n != 0 {
			t.Errorf("%d signatures are left", n)
		}
	})
}
