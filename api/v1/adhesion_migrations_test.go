package v1_test

import (
	"net/http"
	"testing"

	"github.com/pressly/goose/v3"

	v1 "comunita/api/v1"
	"comunita/internal/testkit"
	"comunita/migrations"
)

// upgrade brings a database with data from the schema of a version to the newest; before is what that data was like then.
func (j joining) upgrade(t *testing.T, from int64, before ...string) {
	t.Helper()
	for _, stmt := range before {
		j.Exec(t, stmt)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, j.DB.SQL(), migrations.FS)
	if err == nil {
		_, err = p.DownTo(t.Context(), from)
	}
	if err == nil {
		_, err = p.Up(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestDesignationsOfOldFindTheirMandates(t *testing.T) {
	t.Parallel()

	t.Run("by the request that made both", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "member")
		// of another decision: neither before nor after is it one of the step's
		j.Exec(t, `INSERT INTO people (given_name, family_name, office_email) VALUES ('Rita', 'Prima', 'prima@comune.capri.me.it')`)
		j.Exec(t, `INSERT INTO mandates (person_id, role, municipality_code, valid_from) SELECT id, 'referent', $1, $2::date FROM people WHERE family_name = 'Prima'`, testkit.Capri, ago(15))
		j.reach(t, "referent_designated")
		j.upgrade(t, 43, `DELETE FROM adhesion_step_mandates`)
		if steps := j.stepsOf(t); steps[0].Action != "designation" || steps[0].Mandates != 2 {
			t.Fatalf("%+v", steps[0])
		}
		take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Nota di un altro comune"}).Want(http.StatusOK)
		if now := j.referents(t); len(now) != 1 || now[0][:5] != "Prima" {
			t.Errorf("%v", now)
		}
	})

	t.Run("but not by guess: what no request tells is closed by hand", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "referent_designated")
		j.upgrade(t, 43, `DELETE FROM adhesion_step_mandates`, `ALTER TABLE audit_log DISABLE TRIGGER append_only`, `UPDATE audit_log SET request_id = ''`,
			`ALTER TABLE audit_log ENABLE TRIGGER append_only`)
		if steps := j.stepsOf(t); steps[0].Mandates != 0 {
			t.Fatalf("%+v", steps[0])
		}
		take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Nota di un altro comune"}).Want(http.StatusOK)
		if now := j.referents(t); len(now) != 2 {
			t.Errorf("%v", now)
		}
	})
}

func TestRenewalsOfOldChangeTheTerm(t *testing.T) {
	t.Parallel()
	j := newJoining(t)
	j.protocol(t, true)
	j.reach(t, "member")
	j.ends(t, 9)
	j.expire(t)
	take(t, j.rpct, "renewal", m{"on": ago(3)}).Want(http.StatusOK)
	j.upgrade(t, 42, `UPDATE adhesion_steps SET renewal_id = NULL`, `DELETE FROM agreement_renewals`)
	a := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion).Want(http.StatusOK))
	if want := after(ago(3)); a.EndsOn != want || j.stepsOf(t)[0].RenewedTo != want {
		t.Errorf("until %s, %+v", a.EndsOn, j.stepsOf(t)[0])
	}
	take(t, j.secretariat, "annulment", m{"on": ago(0), "note": "Delibera di un altro comune"}).Want(http.StatusOK)
	if a := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion)); a.State != "to_renew" || a.EndsOn != ago(9) {
		t.Errorf("%s until %s", a.State, a.EndsOn)
	}
}
