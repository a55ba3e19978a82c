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

func TestMyMunicipalities(t *testing.T) {
	t.Parallel()

	mine := func(t *testing.T, c testkit.Client) string {
		t.Helper()
		var out []string
		for _, m := range testkit.JSON[page.Of[v1.MyMunicipality]](c.Get(t, "/me/municipalities").Want(http.StatusOK)).Items {
			line := m.Name + " " + m.Level + ":"
			for _, d := range m.Dues {
				line += " " + d.Code
				if d.Level == "red" {
					line += "!"
				}
			}
			out = append(out, line)
		}
		return strings.Join(out, "; ")
	}
	in := func(days int) string { return authz.Today().AddDate(0, 0, days).Format(time.DateOnly) }
	until := func(day string) func(*v1.MandateNew) { return func(m *v1.MandateNew) { m.To = day } }

	t.Run("the most urgent first, each with its reasons", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		maria, carlo := n.person(t, "Maria", "Bianchi"), n.person(t, "Carlo", "Amico")
		me := n.self(t, maria, authz.Secretary, testkit.Milazzo, testkit.Capri, testkit.Malfa)
		if got := mine(t, me); got != "Capri Leone red: no-rpct! profile joining; Malfa red: no-rpct! profile joining; Milazzo red: no-rpct! profile joining" {
			t.Errorf("nothing there yet: %s", got)
		}
		n.Exec(t, `UPDATE municipalities SET employees = 9, employees_year = 2025`)
		n.Exec(t, `UPDATE adhesions SET state = 'operational' WHERE municipality_code = '083049'`)
		n.Exec(t, `UPDATE adhesions SET state = 'draft_sent', since = today() - 1 WHERE municipality_code = '083043'`)
		n.Exec(t, `UPDATE adhesions SET state = 'act_adopted', since = today() - 300 WHERE municipality_code = '083011'`)
		for _, code := range []string{testkit.Milazzo, testkit.Capri, testkit.Malfa} {
			n.mandate(t, mandate(maria, "rpct", code, "2026-01-01"))
		}
		if got := mine(t, me); got != "Milazzo red: no-referent! no-risks no-needs; Capri Leone red: adhesion-late!; Malfa amber: adhesion" {
			if got != "Capri Leone red: adhesion-late!; Milazzo red: no-referent! no-risks no-needs; Malfa amber: adhesion" {
				t.Errorf("%s", got)
			}
		}
		n.mandate(t, secretary(0, "vacant", testkit.Capri, "2026-01-01"))
		n.mandate(t, secretary(maria, "regent", testkit.Malfa, "2026-01-01", until(in(60))))
		n.mandate(t, mandate(carlo, "referent", testkit.Milazzo, "2026-01-01", until(in(61))))
		if got := mine(t, me); got != "Capri Leone red: secretary-vacant! adhesion-late!; Malfa amber: secretary-ending adhesion; Milazzo amber: no-risks no-needs" {
			t.Errorf("%s", got)
		}
		n.mandate(t, secretary(carlo, "holder", testkit.Malfa, in(61))) // the successor is known
		n.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, motivation, state, changed_by) VALUES ('083049', 'A', 'x', 'y', 'z', 'local', 'x')`)
		me.Post(t, "/training-needs", need(func(b *v1.TrainingNeedNew) { b.Year = authz.Today().Year() + 1 })).Want(http.StatusCreated)
		if got := mine(t, me); got != "Capri Leone red: secretary-vacant! adhesion-late!; Malfa amber: adhesion; Milazzo green:" {
			t.Errorf("%s", got)
		}
		dues := testkit.JSON[page.Of[v1.MyMunicipality]](me.Get(t, "/me/municipalities")).Items[0].Dues
		if dues[0].Day != "2026-01-01" || dues[1].State != "act_adopted" || dues[1].Day == "" {
			t.Errorf("%+v", dues)
		}
	})

	t.Run("one's own, and what one may do something about", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		n.Exec(t, `UPDATE adhesions SET state = 'operational'`)
		if got := mine(t, n.As(t, authz.Commissioner, testkit.Malfa)); got != "Malfa red: no-rpct! no-referent! profile" {
			t.Errorf("a commissioner writes neither risks nor needs: %s", got)
		}
		for _, c := range []testkit.Client{n.Client, n.As(t, authz.Coordinator, testkit.Malfa), n.As(t, authz.Observer)} {
			if got := mine(t, c); got != "" {
				t.Errorf("who writes for none has %s", got)
			}
		}
		n.Anonymous().Get(t, "/me/municipalities").Refused(http.StatusUnauthorized, "login-required")
	})

	t.Run("who has not joined is told how, and who waits for others whom", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		n.Exec(t, `UPDATE municipalities SET employees = 9, employees_year = 2025`)
		maria := n.person(t, "Maria", "Bianchi")
		me := n.self(t, maria, authz.RPCT, testkit.Capri)
		n.mandate(t, mandate(maria, "rpct", testkit.Capri, "2026-01-01"))
		for state, want := range map[string]string{"not_contacted": "amber: joining", "contacted": "amber: joining", "draft_sent": "amber: adhesion", "protocol_signed": "green: adhesion-waits",
			"suspended": "green: adhesion-waits", "declined": "green: adhesion-waits", "withdrawn": "green: adhesion-waits", "to_renew": "amber: adhesion"} {
			n.Exec(t, `UPDATE adhesions SET state = $1, since = today()`, state)
			if got := mine(t, me); got != "Capri Leone "+want {
				t.Errorf("%s: %s, want %s", state, got, want)
			}
		}
	})

	t.Run("the end of what it signed, and a newer text", func(t *testing.T) {
		t.Parallel()
		j := newJoining(t)
		j.protocol(t, true)
		j.reach(t, "referent_designated")
		codes := func() (out []string) {
			for _, d := range testkit.JSON[page.Of[v1.MyMunicipality]](j.rpct.Get(t, "/me/municipalities").Want(http.StatusOK)).Items[0].Dues {
				if d.Code == "agreement-ending" || d.Code == "protocol-text" {
					out = append(out, d.Code+" "+d.Day)
				}
			}
			return out
		}
		if got := codes(); len(got) > 0 {
			t.Errorf("%v", got)
		}
		j.ends(t, -20)
		if got := codes(); fmt.Sprint(got) != "[agreement-ending "+ago(-20)+"]" {
			t.Errorf("%v", got)
		}
		j.ends(t, -60)
		text := j.secretariat.Post(t, "/protocol-versions", m{"title": "Protocollo", "text": "Art. 1", "changes": "Più chiaro"}).Want(http.StatusCreated)
		j.secretariat.Post(t, text.Get("Location")[len("/api/v1"):]+"/publication", nil, "If-Match", text.ETag()).Want(http.StatusOK)
		if got := codes(); fmt.Sprint(got) != "[protocol-text ]" {
			t.Errorf("%v", got)
		}
	})

	t.Run("as many queries, however many municipalities", func(t *testing.T) {
		t.Parallel()
		app, trace := testkit.Traced(t, false)
		crowd(t, app, 1, 100, "E", "operational")
		var codes []string
		for i := range 100 {
			codes = append(codes, fmt.Sprint(100001+i))
		}
		me := app.As(t, authz.Secretary, codes...)
		me.Get(t, "/me/municipalities")
		trace.Trips()
		if got := testkit.JSON[page.Of[v1.MyMunicipality]](me.Get(t, "/me/municipalities")).Total; got != 100 {
			t.Errorf("%d municipalities", got)
		}
		if trips := trace.Trips(); len(trips) != 3 {
			t.Errorf("%d round trips:\n%s", len(trips), strings.Join(trips, "\n"))
		}
		me.Get(t, "/network/disadvantage")
		trace.Trips()
		me.Get(t, "/network/disadvantage")
		if trips := trace.Trips(); len(trips) != 2 {
			t.Errorf("%d round trips:\n%s", len(trips), strings.Join(trips, "\n"))
		}
	})
}
