package reminder

import (
	"context"
	"slices"
	"strconv"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Dispatch is what the register of the Città Metropolitana knows of letters that left by certified mail (art. 53 DPR 445/2000).
type Dispatch struct {
	Reminders []int64 // of the run; none: all that still wait
	Number    string
	Date      time.Time
}

// certified is a letter of a run for certified mail. ProtocolDate is nil while it waits.
type certified struct {
	ID             int64
	Name           string
	ProtocolNumber string
	ProtocolDate   *time.Time
}

// Dispatch marks letters of a run as sent by certified mail: all or none. What is marked already is refused, and so is a day before the run or one
// to come. The days of the rule count from that day on.
func (s *Service) Dispatch(ctx context.Context, run int64, d Dispatch) (Run, error) {
	r, err := s.runs.Get(ctx, run)
	if err == nil {
		err = authz.Within(ctx, authz.AdhesionAdmin, "")
	}
	if err != nil {
		return r, err
	}
	letters, err := s.reminders.certified(ctx, run)
	if err != nil {
		return r, err
	}
	if err := d.check(r, letters); err != nil {
		return r, err
	}
	if len(d.Reminders) == 0 {
		for _, l := range letters {
			if l.ProtocolDate == nil {
				d.Reminders = append(d.Reminders, l.ID)
			}
		}
	}
	if len(d.Reminders) == 0 {
		return r, apperr.New(apperr.Conflict, "nothing-to-dispatch", "In questo giro nessuna lettera aspetta più di essere inviata via PEC")
	}
	return r, s.reminders.dispatch(ctx, d)
}

func (d Dispatch) check(r Run, letters []certified) error {
	e, day := apperr.Validation(), authz.Day(r.CreatedAt)
	switch {
	case d.Date.After(authz.Today()):
		_ = e.At("/protocol_date", "future", "La data non può essere nel futuro")
	case d.Date.Before(day):
		_ = e.At("/protocol_date", "before-run", "Il giro è del %s: la PEC non può essere partita prima", day.Format("02/01/2006"))
	}
	twice := apperr.New(apperr.Conflict, "already-dispatched", "Alcune lettere sono già segnate come inviate via PEC: restano come sono")
	for i, id := range d.Reminders {
		at := "/reminders/" + strconv.Itoa(i)
		switch n := slices.IndexFunc(letters, func(l certified) bool { return l.ID == id }); {
		case n < 0:
			_ = e.At(at, "unknown", "Non è una lettera di questo giro da inviare via PEC")
		case letters[n].ProtocolDate != nil:
			_ = twice.At(at, "sent", "%s: già inviata con prot. %s del %s", letters[n].Name, letters[n].ProtocolNumber, letters[n].ProtocolDate.Format("02/01/2006"))
		}
	}
	if err := e.OrNil(); err != nil {
		return err
	}
	if len(twice.Fields) > 0 {
		return twice
	}
	return nil
}
