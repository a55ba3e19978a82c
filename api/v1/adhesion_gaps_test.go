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

func (j joining) expire(t *testing.T) v1.Adhesion {
	t.Helper()
	if err := j.Adhesions.ExpireByCalendar(authz.With(t.Context(), authz.System("jobs"))); err != nil {
		t.Fatal(err)
	}
	return testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion).Want(http.StatusOK))
}

// ends moves the term of the agreements so that they end on a day: months long before it, with thirty days of notice.
func (j joining) ends(t *testing.T, days int) {
	t.Helper()
	j.Exec(t, `UPDATE agreements SET starts_on = today() - $1::int - make_interval(months => 12) + interval '1 day', duration_months = 12`, days)
}

func (j joining) expiring(t *testing.T, want string) []v1.AdhesionTile {
	t.Helper()
	return testkit.JSON[page.Of[v1.AdhesionTile]](j.secretariat.Get(t, "/adhesions?expiring="+want).Want(http.StatusOK)).Items
}

func TestExpiry(t *testing.T) {
	t.Parallel()

	t.Run("a member whose agreement has ended is to renew, once, by the system", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "referent_designated")
		if a := j.expire(t); a.State != "referent_designated" {
			t.Fatalf("%s while the agreement lasts", a.State)
		}
		j.ends(t, 0)
		a := j.expire(t)
		if a.State != "referent_designated" || a.EndsOn != ago(0) {
			t.Fatalf("%s on its last day, %s", a.State, a.EndsOn)
		}
		j.ends(t, 2)
		before := a.Version
		a = j.expire(t)
		if a.State != "to_renew" || a.Version != before+1 {
			t.Fatalf("%s, version %d after %d", a.State, a.Version, before)
		}
		if b := j.expire(t); b.Version != a.Version {
			t.Error("the second run did something")
		}
		steps := testkit.JSON[page.Of[v1.AdhesionStep]](j.rpct.Get(t, capriAdhesion+"/steps")).Items
		if s := steps[0]; s.Action != "expiry" || s.Actor != "jobs" || s.From != "referent_designated" || !strings.Contains(s.Note, "senza rinnovo tacito") || s.On > ago(0) {
			t.Errorf("%+v", s)
		}
		if h := string(j.secretariat.Get(t, capriAdhesion+"/history").Want(http.StatusOK).Body); !strings.Contains(h, "adhesions-expiry") {
			t.Errorf("the history does not tell who: %.400s", h)
		}
		// The municipality renews: it stays a member although the old term is over.
		take(t, j.rpct, "renewal", m{"on": ago(0), "act_reference": "Delibera di Giunta n. 12"}).Want(http.StatusOK)
		if a := j.expire(t); a.State != "referent_designated" {
			t.Errorf("%s after the renewal", a.State)
		}
	})

	t.Run("an expiry that was annulled is not taken again for the same end", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		j.ends(t, 2)
		if a := j.expire(t); a.State != "to_renew" {
			t.Fatal(a.State)
		}
		take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Proroga in corso"}).Want(http.StatusOK)
		if a := j.expire(t); a.State != "member" {
			t.Errorf("%s", a.State)
		}
	})

	t.Run("an agreement renewed by silence or prolonged does not end, and who never signed has no end", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		open := j.protocol(t, true)
		j.reach(t, "member")
		j.Exec(t, `UPDATE adhesions SET state = 'member' WHERE municipality_code = $1`, testkit.Milazzo) // of 2017, without a signature here
		j.ends(t, 40)
		j.Exec(t, `UPDATE agreements SET tacit_renewal = true WHERE id = $1`, open.ID)
		if a := j.expire(t); a.State != "member" || a.EndsOn != "" {
			t.Errorf("%s, %s", a.State, a.EndsOn)
		}
		j.Exec(t, `UPDATE agreements SET tacit_renewal = false, duration_months = 36 WHERE id = $1`, open.ID)
		if a := j.expire(t); a.State != "member" || a.EndsOn == "" {
			t.Errorf("%s, %s", a.State, a.EndsOn)
		}
		if b := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, "/adhesions/"+testkit.Milazzo)); b.State != "member" {
			t.Errorf("Milazzo: %s", b.State)
		}
	})

	t.Run("the board tells what ends within the days of notice", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		for days, want := range map[int]int{-45: 0, -20: 1, 5: 0} { // too far, near, over
			j.ends(t, days)
			if got := j.expiring(t, "true"); len(got) != want {
				t.Errorf("ends %d days ago: %+v", days, got)
			}
		}
		j.ends(t, -20)
		if got := j.expiring(t, "true"); len(got) != 1 || got[0].Municipality != testkit.Capri || got[0].EndsOn == "" {
			t.Errorf("%+v", got)
		}
		if got := j.expiring(t, "false"); len(got) != 2 {
			t.Errorf("%d others", len(got))
		}
		if got := testkit.JSON[page.Of[v1.AdhesionTile]](j.As(t, authz.RPCT, testkit.Milazzo).Get(t, "/adhesions?expiring=true")); len(got.Items) != 0 {
			t.Errorf("another municipality sees %+v", got.Items)
		}
		j.secretariat.Get(t, "/adhesions?expiring=presto").Refused(http.StatusBadRequest, "malformed")
	})
}

func (j joining) referents(t *testing.T) (out []string) {
	t.Helper()
	rows, err := j.DB.SQL().Query(`SELECT p.family_name || ' ' || m.substitute || ' ' || m.valid_from || ' ' || coalesce(m.valid_to::text, '-') FROM mandates m JOIN people p ON p.id = m.person_id
		WHERE m.role = 'referent' AND m.municipality_code = $1 AND m.archived_at IS NULL ORDER BY 1`, testkit.Capri)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func TestAnnulledDesignation(t *testing.T) {
	t.Parallel()
	wrong := m{"on": ago(0), "note": "Nota di un altro comune"}

	t.Run("takes back the mandates it made, and no other", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		j.Exec(t, `INSERT INTO people (given_name, family_name, office_email) VALUES ('Rita', 'Prima', 'prima@comune.capri.me.it')`)
		j.Exec(t, `INSERT INTO mandates (person_id, role, municipality_code, valid_from) SELECT id, 'referent', $1, '2020-01-01' FROM people WHERE family_name = 'Prima'`, testkit.Capri)
		before := j.referents(t)
		j.reach(t, "referent_designated")
		if now := j.referents(t); len(now) != 3 {
			t.Fatalf("%v", now)
		}
		a := testkit.JSON[v1.Adhesion](take(t, j.secretariat, "annulment", wrong).Want(http.StatusOK))
		if now := j.referents(t); a.State != "member" || fmt.Sprint(now) != fmt.Sprint(before) {
			t.Errorf("%s, %v; before %v", a.State, now, before)
		}
		// The same designation again gives the mandates anew.
		j.reach(t, "referent_designated")
		if now := j.referents(t); len(now) != 3 {
			t.Errorf("%v", now)
		}
	})

	t.Run("leaves a mandate that was there before", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		j.Exec(t, `INSERT INTO people (given_name, family_name, office_email) VALUES ('Lucia', 'Ferrara', 'affari@comune.capri.me.it')`)
		j.Exec(t, `INSERT INTO mandates (person_id, role, municipality_code, valid_from) SELECT id, 'referent', $1, $2::date FROM people WHERE family_name = 'Ferrara'`, testkit.Capri, ago(15))
		j.reach(t, "referent_designated")
		take(t, j.secretariat, "annulment", wrong).Want(http.StatusOK)
		if now := j.referents(t); len(now) != 1 || !strings.HasPrefix(now[0], "Ferrara") {
			t.Errorf("%v", now)
		}
	})

	t.Run("is refused when a mandate was changed since, until that is archived", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "referent_designated")
		var id int64
		if err := j.DB.SQL().QueryRow(`SELECT m.id FROM mandates m JOIN people p ON p.id = m.person_id WHERE p.family_name = 'Gentile'`).Scan(&id); err != nil {
			t.Fatal(err)
		}
		where := fmt.Sprintf("/mandates/%d", id)
		etag := j.secretariat.Get(t, where).Want(http.StatusOK).ETag()
		edited := j.secretariat.Put(t, where, m{"act_kind": "Nota", "act_number": "1", "from": ago(15), "to": time.Now().AddDate(1, 0, 0).Format(time.DateOnly)}, "If-Match", etag).Want(http.StatusOK)
		take(t, j.secretariat, "annulment", wrong).Refused(http.StatusConflict, "mandate-changed")
		if a := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion)); a.State != "referent_designated" || len(j.referents(t)) != 2 {
			t.Errorf("half done: %s, %v", a.State, j.referents(t))
		}
		j.secretariat.Delete(t, where+"?reason=Errore", "If-Match", edited.ETag()).Want(http.StatusNoContent)
		take(t, j.secretariat, "annulment", wrong).Want(http.StatusOK)
		if now := j.referents(t); len(now) != 0 {
			t.Errorf("%v", now)
		}
	})
}

func TestDossierBeforePublication(t *testing.T) {
	t.Parallel()
	j := newJoining(t)
	a := j.reach(t, "proposal_filed")
	etag := j.secretariat.Get(t, capriAdhesion).ETag()
	edit := v1.AdhesionEdit{Act: a.Act, Publication: a.Publication, Transmission: a.Transmission}
	edit.Act.ProposalNumber = "92"
	got := testkit.JSON[v1.Adhesion](j.rpct.Put(t, capriAdhesion, edit, "If-Match", etag).Want(http.StatusOK))
	if got.Act.ProposalNumber != "92" {
		t.Errorf("%+v", got.Act)
	}
	j.rpct.Put(t, capriAdhesion, m{"act": edit.Act, "transmission": m{}}, "If-Match", etag).Refused(422, "validation", "/publication")
}
