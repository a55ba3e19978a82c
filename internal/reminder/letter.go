package reminder

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"comunita/internal/platform/authz"
)

// Letter is one mail of a run to one person.
type Letter struct{ Run, Person int64 }

// Mail is a letter put in words. It names offices and municipalities, no person.
type Mail struct{ To, Subject, Text string }

// item is one municipality in a letter.
type item struct {
	ID               int64
	MunicipalityCode string
	Name             string
	Rule             string
	Since            time.Time
	Audience         string
	Subject, Text    string
	Email            string
	Answered         bool
}

// Deliver sends a letter. It is marked as on its way, and committed so, before the server is spoken to: whatever happens then, it does not go out
// twice. A refusal of the server for good ends it; away is any other failure, and the letter waits for another try.
func (s *Service) Deliver(ctx context.Context, l Letter, base string, send func(context.Context, Mail) (refused bool, err error)) error {
	var items []item
	err := s.db.Do(ctx, "reminders-claim", func(ctx context.Context) (err error) {
		items, err = s.reminders.claim(ctx, l)
		return err
	})
	if err != nil || len(items) == 0 {
		return err
	}
	ids := make([]int64, len(items))
	for i, x := range items {
		ids[i] = x.ID
	}
	refused, failure := send(ctx, compose(items, base))
	state, problem := "sent", ""
	switch {
	case failure != nil && refused:
		state, problem = "failed", "Indirizzo o messaggio rifiutato dal server di posta"
	case failure != nil:
		state, problem = "queued", "Il server di posta non risponde: si riprova"
	}
	err = s.db.Do(ctx, "reminders-settle", func(ctx context.Context) error { return s.reminders.settle(ctx, ids, state, problem) })
	if failure != nil && !refused {
		return errors.Join(failure, err)
	}
	return err
}

// resume marks what was on its way when a program ended as uncertain, and puts letters back in the queue whose tries are over.
func (s *Service) resume(ctx context.Context) error {
	stuck, err := s.reminders.stuck(ctx)
	if err != nil {
		return err
	}
	return s.post(ctx, stuck)
}

func compose(items []item, base string) Mail {
	m := Mail{To: items[0].Email, Subject: items[0].Subject}
	var b strings.Builder
	b.WriteString("Gentile collega,\n\n")
	if len(items) > 1 {
		m.Subject = fmt.Sprintf("Comunità di Pratiche: %d comuni in attesa di un passo", len(items))
	}
	for _, x := range items {
		days := int(authz.Today().Sub(x.Since).Hours() / 24)
		if x.Audience == "coordinator" {
			fmt.Fprintf(&b, "il Comune di %s, della zona che coordina, è fermo dal %s (%d giorni). Un contatto diretto può aiutare.\n", x.Name, x.Since.Format("02/01/2006"), days)
		} else {
			fmt.Fprintf(&b, "Comune di %s: %s\n", x.Name, x.Text)
		}
		fmt.Fprintf(&b, "%s/adesioni/%s\n\n", base, x.MunicipalityCode)
	}
	b.WriteString("Chi ha già provveduto non tenga conto di questo messaggio.\n\nLa segreteria della Comunità di Pratiche\n")
	m.Text = b.String()
	return m
}
