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

func (j joining) certified(t *testing.T, run int64) []v1.Reminder {
	t.Helper()
	return testkit.JSON[page.Of[v1.Reminder]](j.secretariat.Get(t, fmt.Sprintf("/reminders?run=%d&audience=pec", run)).Want(http.StatusOK)).Items
}

func TestDispatch(t *testing.T) {
	t.Parallel()

	t.Run("letters are marked as sent by certified mail, one, then the rest, never twice", func(t *testing.T) {
		t.Parallel()
		j, _ := office(t)
		run := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{}).Want(http.StatusOK)).Run
		where := fmt.Sprintf("/reminder-runs/%d/dispatch", run)
		letters := j.certified(t, run)
		one := m{"reminders": []int64{letters[0].ID}, "protocol_number": " 51230 ", "protocol_date": ago(0)}
		for pointer, change := range map[string]m{
			"/protocol_number": {"protocol_number": " "},
			"/protocol_date":   {"protocol_date": ago(-1)},
			"/reminders/0":     {"reminders": []int64{1 << 40}},
		} {
			bad := m{}
			for _, from := range []m{one, change} {
				for k, v := range from {
					bad[k] = v
				}
			}
			j.secretariat.Post(t, where, bad).Refused(422, "validation", pointer)
		}
		j.secretariat.Post(t, where, m{"protocol_number": "1", "protocol_date": ago(1)}).Refused(422, "validation", "/protocol_date") // before the run
		j.secretariat.Post(t, "/reminder-runs/99999/dispatch", one).Refused(http.StatusNotFound, "reminder-run-not-found")
		if r := testkit.JSON[v1.ReminderRun](j.secretariat.Post(t, where, one).Want(http.StatusOK)); r.Listed != 2 || r.Certified != 1 {
			t.Errorf("%+v", r)
		}
		if l := j.certified(t, run); l[0].ID == letters[0].ID && (l[0].State != "sent" || l[0].ProtocolNumber != "51230" || l[0].ProtocolDate != ago(0) || l[0].SentAt == nil) {
			t.Errorf("%+v", l[0])
		}
		twice := j.secretariat.Post(t, where, m{"reminders": []int64{letters[1].ID, letters[0].ID}, "protocol_number": "51299", "protocol_date": ago(0)})
		twice.Refused(http.StatusConflict, "already-dispatched", "/reminders/1")
		if !strings.Contains(string(twice.Body), "prot. 51230") || j.runOf(t, run).Certified != 1 {
			t.Errorf("%s", twice.Body)
		}
		rest := m{"reminders": []int64{}, "protocol_number": "51231", "protocol_date": ago(0)}
		if r := testkit.JSON[v1.ReminderRun](j.secretariat.Post(t, where, rest).Want(http.StatusOK)); r.Listed != 0 || r.Certified != 3 {
			t.Errorf("%+v", r)
		}
		j.secretariat.Post(t, where, rest).Refused(http.StatusConflict, "nothing-to-dispatch")
		csv := string(j.secretariat.Get(t, fmt.Sprintf("/reminders?audience=pec&run=%d", run), "Accept", "text/csv", "Accept-Language", "it").Want(http.StatusOK).Body)
		if !strings.Contains(csv, ";51230;") || strings.Count(csv, ";51231;") != 2 {
			t.Errorf("%s", csv)
		}
	})

	t.Run("a letter to a person is none for certified mail, nor one of another run", func(t *testing.T) {
		t.Parallel()
		j, _ := office(t)
		run := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{"municipalities": []string{testkit.Capri}}).Want(http.StatusOK)).Run
		other := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{"municipalities": []string{testkit.Milazzo}}).Want(http.StatusOK)).Run
		mail := testkit.JSON[page.Of[v1.Reminder]](j.secretariat.Get(t, fmt.Sprintf("/reminders?run=%d&audience=municipality", run))).Items[0]
		for _, id := range []int64{mail.ID, j.certified(t, other)[0].ID} {
			j.secretariat.Post(t, fmt.Sprintf("/reminder-runs/%d/dispatch", run), m{"reminders": []int64{id}, "protocol_number": "1", "protocol_date": ago(0)}).Refused(422, "validation", "/reminders/0")
		}
	})

	t.Run("the rule counts from the day it left", func(t *testing.T) {
		t.Parallel()
		j, _ := office(t)
		run := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{}).Want(http.StatusOK)).Run
		runs := func() int {
			t.Helper()
			if err := j.Reminders.RemindByCalendar(authz.With(t.Context(), authz.System("jobs"))); err != nil {
				t.Fatal(err)
			}
			return testkit.JSON[page.Of[v1.ReminderRun]](j.secretariat.Get(t, "/reminder-runs")).Total
		}
		// Listed sixteen days ago; the certified mail to all left three days ago.
		j.Exec(t, `UPDATE reminders SET created_at = created_at - interval '16 days'`)
		j.Exec(t, `UPDATE reminder_runs SET created_at = created_at - interval '16 days'`)
		j.secretariat.Post(t, fmt.Sprintf("/reminder-runs/%d/dispatch", run), m{"reminders": []int64{}, "protocol_number": "7", "protocol_date": ago(3)}).Want(http.StatusOK)
		j.Exec(t, `UPDATE reminder_rules SET automatic = true WHERE state = 'draft_sent'`) // only now: the calendar of the server looks too
		if n := runs(); n != 1 {
			t.Error("reminded three days after the certified mail")
		}
		j.Exec(t, `UPDATE reminders SET protocol_date = protocol_date - 12 WHERE audience = 'pec'`)
		if n := runs(); n != 2 {
			t.Error("not reminded after the days of the rule")
		}
	})

	t.Run("only the secretariat marks", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t)
		for _, role := range []authz.Role{authz.Coordinator, authz.RPCT, authz.Referent, authz.Observer} {
			app.As(t, role, testkit.Capri).Post(t, "/reminder-runs/1/dispatch", m{"reminders": []int64{}, "protocol_number": "1", "protocol_date": ago(0)}).
				Refused(http.StatusForbidden, "missing-permission")
		}
	})

	t.Run("the words of a rule name no person", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t)
		c := app.As(t, authz.Secretariat)
		for _, r := range testkit.JSON[page.Of[v1.ReminderRule]](c.Get(t, "/reminder-rules").Want(http.StatusOK)).Items {
			where := fmt.Sprintf("/reminder-rules/%d", r.ID)
			etag := c.Get(t, where).ETag()
			c.Put(t, where, r.ReminderRuleEdit, "If-Match", etag).Want(http.StatusOK) // the words it comes with pass
			bad := r.ReminderRuleEdit
			bad.Subject, bad.Text = "Chiedere alla dott.ssa Bianchi", "scrivete a m.bianchi@example.org"
			c.Put(t, where, bad, "If-Match", c.Get(t, where).ETag()).Refused(422, "validation", "/subject", "/text")
		}
	})
}
