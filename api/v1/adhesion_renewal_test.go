package v1_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	v1 "comunita/api/v1"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func (j joining) stepsOf(t *testing.T) []v1.AdhesionStep {
	t.Helper()
	return testkit.JSON[page.Of[v1.AdhesionStep]](j.rpct.Get(t, capriAdhesion+"/steps").Want(http.StatusOK)).Items
}

// after is the last day of a year that begins on a day.
func after(day string) string {
	d, _ := time.Parse(time.DateOnly, day)
	return d.AddDate(1, 0, -1).Format(time.DateOnly)
}

func TestRenewal(t *testing.T) {
	t.Parallel()

	t.Run("gives the agreement another term from the day after its end, and the past stays", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		open := j.protocol(t, true)
		j.reach(t, "referent_designated")
		j.ends(t, 2)
		j.expire(t)
		a := testkit.JSON[v1.Adhesion](take(t, j.rpct, "renewal", m{"on": ago(1), "act_reference": "Delibera di Giunta n. 12"}).Want(http.StatusOK))
		want := after(ago(1))
		if a.State != "referent_designated" || a.EndsOn != want {
			t.Errorf("%s until %s, want %s", a.State, a.EndsOn, want)
		}
		if steps := j.stepsOf(t); steps[0].RenewedTo != want || steps[1].RenewedTo != "" {
			t.Errorf("%+v", steps[:2])
		}
		if got := testkit.JSON[v1.Agreement](j.secretariat.Get(t, fmt.Sprintf("/agreements/%d", open.ID))); got.EndsOn != ago(2) {
			t.Errorf("the term of the others has moved to %s", got.EndsOn)
		}
		if b := j.expire(t); b.State != "referent_designated" {
			t.Errorf("%s although renewed", b.State)
		}
		// The new end comes near, and then is over: the same again.
		j.Exec(t, `UPDATE agreement_renewals SET starts_on = starts_on - 350, ends_on = ends_on - 350`)
		if got := j.expiring(t, "true"); len(got) != 1 {
			t.Errorf("the new end is not told: %+v", got)
		}
		j.Exec(t, `UPDATE agreement_renewals SET starts_on = starts_on - 20, ends_on = ends_on - 20, created_at = created_at - interval '370 days'`)
		j.Exec(t, `UPDATE adhesion_steps SET happened_on = happened_on - 370 WHERE action IN ('expiry', 'renewal')`)
		if b := j.expire(t); b.State != "to_renew" {
			t.Errorf("%s after the end of the renewal", b.State)
		}
	})

	t.Run("that comes late begins on its day, and that of a mistake is taken back", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		j.ends(t, 15)
		before := j.expire(t).EndsOn
		a := testkit.JSON[v1.Adhesion](take(t, j.rpct, "renewal", m{"on": ago(0)}).Want(http.StatusOK))
		if a.State != "member" || a.EndsOn != after(ago(0)) {
			t.Errorf("%s until %s", a.State, a.EndsOn)
		}
		a = testkit.JSON[v1.Adhesion](take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Delibera di un altro comune"}).Want(http.StatusOK))
		if a.State != "to_renew" || a.EndsOn != before {
			t.Errorf("%s until %s, before %s", a.State, a.EndsOn, before)
		}
		if steps := j.stepsOf(t); steps[1].Action != "renewal" || !steps[1].Annulled {
			t.Errorf("%+v", steps[:2])
		}
	})

	t.Run("leaves a term alone that the secretariat prolonged, or silence renews", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		open := j.protocol(t, true)
		j.reach(t, "member")
		j.ends(t, 2)
		j.expire(t)
		j.Exec(t, `UPDATE agreements SET duration_months = 36 WHERE id = $1`, open.ID)
		ends := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion)).EndsOn
		if a := testkit.JSON[v1.Adhesion](take(t, j.rpct, "renewal", m{"on": ago(0)}).Want(http.StatusOK)); a.EndsOn != ends {
			t.Errorf("%s, want %s", a.EndsOn, ends)
		}
		j.ends(t, 2)
		j.Exec(t, `UPDATE adhesion_steps SET happened_on = happened_on - 100 WHERE action IN ('expiry', 'renewal')`)
		j.expire(t)
		j.Exec(t, `UPDATE agreements SET tacit_renewal = true`)
		if a := testkit.JSON[v1.Adhesion](take(t, j.rpct, "renewal", m{"on": ago(0)}).Want(http.StatusOK)); a.EndsOn != "" || a.State != "member" {
			t.Errorf("%s until %s", a.State, a.EndsOn)
		}
	})

	t.Run("lets the municipality accept a new text, which others cannot under an agreement that is over", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		j.ends(t, 2)
		j.expire(t)
		text := j.secretariat.Post(t, "/protocol-versions", m{"title": "Protocollo", "text": "Art. 1", "changes": "Più chiaro"}).Want(http.StatusCreated)
		j.secretariat.Post(t, text.Get("Location")[len("/api/v1"):]+"/publication", nil, "If-Match", text.ETag()).Want(http.StatusOK)
		pen := mayor(ago(0))
		pen["municipality"] = testkit.Capri
		j.rpct.Post(t, "/signatures", pen).Refused(422, "validation", "/agreement")
		take(t, j.rpct, "renewal", m{"on": ago(0)}).Want(http.StatusOK)
		j.rpct.Post(t, "/signatures", pen).Want(http.StatusCreated)
	})

	t.Run("or a new agreement on the same text, which is signed too", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		open := j.protocol(t, true)
		j.reach(t, "member")
		j.ends(t, 2)
		pen := mayor(ago(0))
		pen["municipality"] = testkit.Capri
		j.rpct.Post(t, "/signatures", pen).Refused(422, "validation", "/agreement")
		next := m{"title": "Protocollo 2026", "protocol": open.Protocol, "starts_on": ago(1), "duration_months": 24, "notice_days": 30, "repertory_number": "9", "repertory_date": ago(1)}
		j.secretariat.Post(t, "/agreements", next).Want(http.StatusCreated)
		j.rpct.Post(t, "/signatures", pen).Want(http.StatusCreated)
		j.rpct.Post(t, "/signatures", pen).Refused(http.StatusConflict, "already-signed")
		if a := j.expire(t); a.State != "member" || a.EndsOn < ago(0) {
			t.Errorf("%s until %s", a.State, a.EndsOn)
		}
	})
}

// Who left comes back by the same way, and signs the same text anew.
func TestComingBack(t *testing.T) {
	t.Parallel()
	j := newJoining(t)
	j.protocol(t, true)
	j.reach(t, "member")
	pen := mayor(ago(0))
	pen["municipality"] = testkit.Capri
	left := testkit.JSON[v1.Adhesion](take(t, j.rpct, "withdrawal", m{"on": ago(12), "act_reference": "Delibera n. 3"}).Want(http.StatusOK))
	if left.EndsOn != "" {
		t.Errorf("an agreement of who left ends on %s", left.EndsOn)
	}
	j.rpct.Post(t, "/signatures", pen).Refused(http.StatusConflict, "not-a-member")
	act := giunta()
	act["proposal_date"], act["technical_date"], act["date"] = ago(8), ago(8), ago(7)
	pub := m{"albo_number": "9", "from": ago(7), "to": ago(-8), "enforceable_from": ago(7), "enforceable_reason": "immediate"}
	act["immediate"], act["immediate_reason"] = true, "Formazione imminente"
	for _, s := range []struct {
		by     testkit.Client
		action string
		body   m
	}{
		{j.secretariat, "reopening", m{"on": ago(10)}}, {j.secretariat, "kit", m{"on": ago(9)}}, {j.rpct, "interest", m{"on": ago(9)}},
		{j.rpct, "proposal", m{"act": act, "publication": m{}, "transmission": m{}}}, {j.rpct, "adoption", m{"act": act}}, {j.rpct, "publication", m{"publication": pub}},
		{j.rpct, "enforceability", m{"publication": pub}}, {j.rpct, "transmission", m{"transmission": m{"number": "1", "date": ago(6)}}},
		{j.rpct, "signature", m{"on": ago(5), "signature": mayor(ago(5))}}, {j.secretariat, "membership", m{"on": ago(4)}},
	} {
		take(t, s.by, s.action, s.body).Want(http.StatusOK)
	}
	signed := testkit.JSON[page.Of[v1.AgreementSignature]](j.rpct.Get(t, "/signatures").Want(http.StatusOK))
	if signed.Total != 1 || signed.Items[0].SignedOn != ago(5) {
		t.Errorf("%+v", signed.Items)
	}
	if a := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion)); a.State != "member" || a.EndsOn == "" || a.ProtocolPending {
		t.Errorf("%+v", a.AdhesionTile)
	}
}

func TestDaysOfASignature(t *testing.T) {
	t.Parallel()
	j := newJoining(t)
	j.protocol(t, true)
	j.reach(t, "transmitted")
	take(t, j.rpct, "signature", m{"on": ago(25), "signature": mayor(ago(56))}).Refused(422, "validation", "/signature/signed_on") // before the act
	take(t, j.rpct, "signature", m{"on": ago(26), "signature": mayor(ago(25))}).Refused(422, "validation", "/on")
	take(t, j.rpct, "signature", m{"on": ago(25), "signature": mayor("2016-12-31")}).Refused(422, "validation", "/signature/signed_on")
	take(t, j.rpct, "signature", m{"on": ago(24), "signature": mayor(ago(25))}).Want(http.StatusOK)
}

// The project began in 2017: nothing of an act is older, whether a step brings it or somebody edits the dossier.
func TestDaysOfADossier(t *testing.T) {
	t.Parallel()
	j := newJoining(t)
	a := j.reach(t, "published")
	put := func(change func(*v1.AdhesionEdit)) *testkit.Response {
		act, pub, sent := *a.Act, *a.Publication, *a.Transmission
		edit := v1.AdhesionEdit{Act: &act, Publication: &pub, Transmission: &sent}
		change(&edit)
		return j.rpct.Put(t, capriAdhesion, edit, "If-Match", j.rpct.Get(t, capriAdhesion).ETag())
	}
	put(func(e *v1.AdhesionEdit) {
		e.Act.ProposalDate, e.Act.TechnicalDate, e.Act.Date = "1917-01-01", "1917-01-01", "1917-01-02"
	}).
		Refused(422, "validation", "/act/date", "/act/proposal_date", "/act/technical_date")
	put(func(e *v1.AdhesionEdit) { e.Publication.To = "9999-12-31" }).Refused(422, "validation", "/publication/to")
	put(func(*v1.AdhesionEdit) {}).Want(http.StatusOK)
}

// A step for many comes after the steps before, as one for a single municipality does.
func TestInvitationsFollowTheStepsBefore(t *testing.T) {
	t.Parallel()
	j, box := office(t)
	j.Exec(t, `UPDATE adhesions SET state = 'not_contacted' WHERE municipality_code = $1`, testkit.Capri)
	take(t, j.secretariat, "contact", m{"on": ago(3)}).Want(http.StatusOK)
	late := m{"step": "kit", "on": ago(4)}
	for _, where := range []string{"/invitations?dry_run=true", "/invitations"} {
		j.secretariat.Post(t, where, late).Refused(422, "validation", "/on")
	}
	if a := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion)); a.State != "contacted" || len(box.letters()) > 0 {
		t.Errorf("%s, %d letters", a.State, len(box.letters()))
	}
	late["on"] = ago(3)
	j.secretariat.Post(t, "/invitations", late).Want(http.StatusOK)
}

// The members of 2017 have no signature here: their page asks for one, and it is taken.
func TestMembersOfOldAcceptTheText(t *testing.T) {
	t.Parallel()
	j := newJoining(t)
	j.protocol(t, true)
	j.Exec(t, `UPDATE adhesions SET state = 'operational' WHERE municipality_code = $1`, testkit.Capri)
	if a := testkit.JSON[v1.Adhesion](j.rpct.Get(t, capriAdhesion)); !a.ProtocolPending {
		t.Error("nothing is asked")
	}
	pen := mayor(ago(0))
	pen["municipality"] = testkit.Capri
	j.rpct.Post(t, "/signatures", pen).Want(http.StatusCreated)
	if a := testkit.JSON[v1.Adhesion](j.rpct.Get(t, capriAdhesion)); a.ProtocolPending || a.EndsOn == "" {
		t.Errorf("%+v", a.AdhesionTile)
	}
}
