package v1_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/api/server"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/mail"
	"comunita/internal/platform/page"
	"comunita/internal/reminder"
	"comunita/internal/testkit"
)

// post is a mail server that can be down.
type post struct {
	mu   sync.Mutex
	err  error
	sent []mail.Message
}

func (p *post) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.sent = append(p.sent, m)
	}
	return p.err
}

func (p *post) breaks(err error) { p.mu.Lock(); defer p.mu.Unlock(); p.err = err }

func (p *post) letters() []mail.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]mail.Message{}, p.sent...)
}

// office is the three municipalities with people in office: one serves two of them, one coordinates, Malfa has nobody.
func office(t *testing.T) (joining, *post) {
	t.Helper()
	box := &post{}
	app, _ := testkit.NewReal(t, func(o *server.Options) { o.Mail = box })
	app.Basics(t)
	app.Account(t, "segreteria@example.org", authz.Secretariat, "")
	app.Account(t, "segretario@example.org", authz.RPCT, testkit.Capri)
	app.Account(t, "coordinatore@example.org", authz.Observer, "")
	for _, stmt := range []string{
		`INSERT INTO mandates (person_id, role, municipality_code, valid_from) SELECT person_id, 'rpct', '083049', '2020-01-01' FROM accounts WHERE email = 'segretario@example.org'`,
		`INSERT INTO zone_sets (code, name, valid_from) VALUES ('zone', 'Zone', '2020-01-01')`,
		`INSERT INTO operational_periods (set_id, valid_from) SELECT id, '2020-01-01' FROM zone_sets`,
		`INSERT INTO zones (set_id, code, name) SELECT id, 'Z1', 'Tutti' FROM zone_sets`,
		`INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) SELECT z.set_id, z.id, m.istat_code, '2020-01-01' FROM zones z, municipalities m`,
		`INSERT INTO mandates (person_id, role, zone_id, valid_from) SELECT a.person_id, 'coordinator', z.id, '2020-01-01' FROM accounts a, zones z WHERE email = 'coordinatore@example.org'`,
		`UPDATE municipalities SET pec = 'pec@comune.' || lower(left(name, 5)) || '.me.it'`,
		`UPDATE adhesions SET state = 'draft_sent', since = today() - 60`,
	} {
		app.Exec(t, stmt)
	}
	b := app.Browser()
	b.Login(t, "segreteria@example.org")
	return joining{app, b.Client, testkit.Client{}}, box
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s: not in half a minute", what)
}

// again makes the next try of failed jobs due now: their pauses grow to more than a test waits.
func (j joining) again(t *testing.T) {
	t.Helper()
	j.Exec(t, `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state = 'retryable' OR state = 'available' AND scheduled_at > now()`)
}

func (j joining) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := j.DB.SQL().QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (j joining) runOf(t *testing.T, id int64) v1.ReminderRun {
	t.Helper()
	return testkit.JSON[v1.ReminderRun](j.secretariat.Get(t, fmt.Sprintf("/reminder-runs/%d", id)).Want(http.StatusOK))
}

// deliver is one more try of every letter of a run, none of which may reach the server.
func (j joining) deliver(t *testing.T, run int64) {
	t.Helper()
	rows, err := j.DB.SQL().Query(`SELECT DISTINCT person_id FROM reminders WHERE run_id = $1 AND person_id IS NOT NULL`, run)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		l := reminder.Letter{Run: run}
		if err := rows.Scan(&l.Person); err != nil {
			t.Fatal(err)
		}
		if err := j.Reminders.Deliver(authz.With(t.Context(), authz.System("jobs")), l, "", func(context.Context, reminder.Mail) (bool, error) {
			t.Errorf("a letter to %d left", l.Person)
			return false, nil
		}); err != nil {
			t.Error(err)
		}
	}
	if err := rows.Err(); err != nil || n != 2 {
		t.Fatalf("%d letters, want 2: %v", n, err)
	}
}

func TestReminders(t *testing.T) {
	t.Parallel()

	t.Run("those whose move it is are written to once, and only they", func(t *testing.T) {
		t.Parallel()
		j, box := office(t)
		dry := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs?dry_run=true", m{}).Want(http.StatusOK))
		if dry.Run != 0 || dry.Letters != 2 || len(dry.Lines) != 3 || !dry.Lines[0].Escalated || dry.Lines[1].Name != "Malfa" || dry.Lines[1].People != 0 || !dry.Lines[1].Listed {
			t.Errorf("%+v", dry)
		}
		if runs := testkit.JSON[page.Of[v1.ReminderRun]](j.secretariat.Get(t, "/reminder-runs")); runs.Total != 0 || len(box.letters()) != 0 {
			t.Errorf("the trial wrote something: %+v", runs)
		}
		plans := make(chan v1.ReminderPlan, 4)
		for range 4 { // four people press the button at once
			go func() {
				plans <- testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{}).Want(http.StatusOK))
			}()
		}
		letters := 0
		var run int64
		for range 4 {
			p := <-plans
			if letters += p.Letters; p.Letters > 0 {
				run = p.Run
			}
		}
		if letters != 2 {
			t.Errorf("%d letters, want 2", letters)
		}
		eventually(t, "the letters", func() bool { return j.runOf(t, run).Sent == 2 })
		sent := box.letters()
		if len(sent) != 2 {
			t.Fatalf("%d letters left", len(sent))
		}
		for _, l := range sent {
			switch l.To {
			case "segretario@example.org":
				if !strings.Contains(l.Text, "Comune di Capri Leone:") || !strings.Contains(l.Text, "Comune di Milazzo:") || strings.Contains(l.Text, "Malfa") ||
					!strings.Contains(l.Text, "/adesioni/083011") || !strings.Contains(l.Subject, "2 comuni") {
					t.Errorf("%+v", l)
				}
			case "coordinatore@example.org":
				if !strings.Contains(l.Text, "Malfa") || !strings.Contains(l.Text, "60 giorni") {
					t.Errorf("%+v", l)
				}
			default:
				t.Errorf("a letter to %s", l.To)
			}
			if strings.Contains(l.Text, "Prova") || strings.Contains(l.Text, "Utente") {
				t.Errorf("a person's name is in %q", l.Text)
			}
		}
		csv := string(j.secretariat.Get(t, fmt.Sprintf("/reminders?audience=pec&run=%d", run), "Accept", "text/csv", "Accept-Language", "it").Want(http.StatusOK).Body)
		if strings.Count(csv, ";pec;listed;") != 3 || !strings.Contains(csv, "pec@comune.malfa.me.it") || !strings.Contains(csv, "Comune di Malfa: abbiamo messo") {
			t.Errorf("%s", csv)
		}
		again := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{}).Want(http.StatusOK))
		if again.Letters != 0 || !again.Lines[0].RemindedToday {
			t.Errorf("%+v", again)
		}
	})

	t.Run("who has answered gets nothing", func(t *testing.T) {
		t.Parallel()
		j, box := office(t)
		box.breaks(errors.New("down"))
		run := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{"municipalities": []string{testkit.Milazzo}}).Want(http.StatusOK)).Run
		eventually(t, "a failure that shows", func() bool {
			return strings.Contains(string(j.secretariat.Get(t, "/reminders?state=queued").Body), "non risponde")
		})
		j.Exec(t, `UPDATE adhesions SET state = 'interested', since = today() WHERE municipality_code = '083049'`)
		// A try that began before the answer fails and comes back; the server stays down until none can be on its way any more.
		eventually(t, "the end of the run", func() bool { j.again(t); r := j.runOf(t, run); return r.Queued == 0 && r.Skipped == 2 })
		box.breaks(nil)
		j.deliver(t, run)
		if got := box.letters(); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})

	t.Run("a mail server that is down is tried again, one that refuses is not", func(t *testing.T) {
		t.Parallel()
		j, box := office(t)
		box.breaks(errors.New("connection refused"))
		run := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{"municipalities": []string{testkit.Capri}}).Want(http.StatusOK)).Run
		eventually(t, "a failure", func() bool { return strings.Contains(string(j.secretariat.Get(t, "/reminders").Body), "non risponde") })
		box.breaks(nil)
		eventually(t, "another try", func() bool { j.again(t); return j.runOf(t, run).Sent == 2 })
		box.breaks(mail.ErrRefused)
		j.Exec(t, `UPDATE adhesions SET state = 'interested', since = today() - 3`)
		run = testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{"municipalities": []string{testkit.Capri}}).Want(http.StatusOK)).Run
		eventually(t, "the refusal", func() bool { return j.runOf(t, run).Failed == 1 })
		if body := string(j.secretariat.Get(t, "/reminders?state=failed").Body); !strings.Contains(body, "rifiutato") || strings.Contains(body, "segretario@") {
			t.Errorf("%s", body)
		}
	})

	t.Run("the calendar reminds only where the rule says so, and after its days", func(t *testing.T) {
		t.Parallel()
		j, box := office(t)
		count := func() (n int) {
			if err := j.DB.SQL().QueryRow(`SELECT count(*) FROM reminder_runs`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		calendar := func() {
			t.Helper()
			if err := j.Reminders.RemindByCalendar(authz.With(t.Context(), authz.System("jobs"))); err != nil {
				t.Fatal(err)
			}
		}
		if calendar(); count() != 0 {
			t.Error("nobody asked for it")
		}
		rules := testkit.JSON[page.Of[v1.ReminderRule]](j.secretariat.Get(t, "/reminder-rules").Want(http.StatusOK)).Items
		var rule v1.ReminderRule
		for _, r := range rules {
			if r.State == "draft_sent" {
				rule = r
			}
		}
		where := fmt.Sprintf("/reminder-rules/%d", rule.ID)
		etag := j.secretariat.Get(t, where).ETag()
		edit := rule.ReminderRuleEdit
		edit.Automatic, edit.EscalateDays = true, 5
		j.secretariat.Put(t, where, edit, "If-Match", etag).Refused(422, "validation", "/escalate_days")
		edit.Days, edit.EscalateDays = 61, 90
		etag = j.secretariat.Put(t, where, edit, "If-Match", etag).Want(http.StatusOK).ETag()
		if calendar(); count() != 0 {
			t.Error("too early")
		}
		edit.Days = 60
		j.secretariat.Put(t, where, edit, "If-Match", etag).Want(http.StatusOK)
		calendar()
		if calendar(); count() != 1 {
			t.Errorf("%d runs, want one", count())
		}
		eventually(t, "the letter", func() bool { return len(box.letters()) == 1 })
		j.Exec(t, `UPDATE reminders SET created_at = created_at - interval '14 days'`)
		if calendar(); count() != 1 {
			t.Error("again too early")
		}
		j.Exec(t, `UPDATE reminders SET created_at = created_at - interval '1 day'`)
		calendar()
		eventually(t, "the second letter", func() bool { return len(box.letters()) == 2 })
	})

	t.Run("a letter on its way when the program ended is uncertain, and not sent again", func(t *testing.T) {
		t.Parallel()
		j, box := office(t)
		box.breaks(errors.New("down"))
		run := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/reminder-runs", m{"municipalities": []string{testkit.Capri}}).Want(http.StatusOK)).Run
		eventually(t, "a failure", func() bool { return strings.Contains(string(j.secretariat.Get(t, "/reminders").Body), "non risponde") })
		// One of the two may be on its way just now: it fails and is queued again.
		eventually(t, "both left on their way", func() bool {
			j.Exec(t, `UPDATE reminders SET state = 'sending', updated_at = now() - interval '20 minutes' WHERE state = 'queued'`)
			return j.count(t, `SELECT count(*) FROM reminders WHERE state = 'sending' AND updated_at < now() - interval '15 minutes'`) == 2
		})
		box.breaks(nil)
		if err := j.Reminders.RemindByCalendar(authz.With(t.Context(), authz.System("jobs"))); err != nil {
			t.Fatal(err)
		}
		if rows := testkit.JSON[page.Of[v1.Reminder]](j.secretariat.Get(t, "/reminders?state=uncertain")); rows.Total != 2 || rows.Items[0].Problem == "" {
			t.Errorf("%+v", rows)
		}
		j.deliver(t, run) // its job tries again, and finds nothing to send
		if got := box.letters(); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})

	t.Run("all are invited at once, then get the drafts", func(t *testing.T) {
		t.Parallel()
		j, box := office(t)
		j.Exec(t, `UPDATE adhesions SET state = 'not_contacted', since = today() WHERE municipality_code <> '083049'`)
		invite := m{"step": "contact", "on": ago(0), "note": "Nota prot. 4120"}
		j.secretariat.Post(t, "/invitations?dry_run=true", m{"step": "contact", "on": ago(-1)}).Refused(422, "validation", "/on")
		j.secretariat.Post(t, "/invitations", m{"step": "adoption", "on": ago(0)}).Refused(422, "validation", "/step")
		dry := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/invitations?dry_run=true", invite).Want(http.StatusOK))
		if len(dry.Lines) != 2 || dry.Letters != 1 || testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion)).State != "not_contacted" {
			t.Errorf("%+v", dry)
		}
		j.secretariat.Post(t, "/invitations", invite).Want(http.StatusOK)
		a := testkit.JSON[v1.Adhesion](j.secretariat.Get(t, capriAdhesion))
		if a.State != "contacted" || testkit.JSON[page.Of[v1.AdhesionStep]](j.secretariat.Get(t, capriAdhesion+"/steps")).Items[0].Note != "Nota prot. 4120" {
			t.Errorf("%+v", a.AdhesionTile)
		}
		eventually(t, "the invitation", func() bool { return len(box.letters()) == 1 })
		invite["step"], invite["municipalities"] = "kit", []string{testkit.Capri}
		if p := testkit.JSON[v1.ReminderPlan](j.secretariat.Post(t, "/invitations", invite).Want(http.StatusOK)); len(p.Lines) != 1 {
			t.Errorf("%+v", p)
		}
		eventually(t, "the drafts", func() bool { return len(box.letters()) == 2 })
		if l := box.letters()[1]; !strings.Contains(l.Text, "bozze") {
			t.Errorf("%+v", l)
		}
	})

	t.Run("only the secretariat writes to others", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t)
		for _, role := range []authz.Role{authz.Coordinator, authz.RPCT, authz.Referent} {
			c := app.As(t, role, testkit.Capri)
			c.Post(t, "/reminder-runs", m{}).Refused(http.StatusForbidden, "missing-permission")
			c.Post(t, "/invitations", m{}).Refused(http.StatusForbidden, "missing-permission")
			c.Get(t, "/reminders").Refused(http.StatusForbidden, "missing-permission")
		}
	})
}
