package adhesion

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/referent"
)

// Designation is the referent a municipality designates, perhaps with a substitute, by an act and from a day.
type Designation struct {
	Referent           referent.Content
	Substitute         *referent.Content
	ActKind, ActNumber string
	ActDate            *time.Time
	From               time.Time
}

// designate gives both their mandates and whoever has no account an invitation to make one.
func (s *Service) designate(ctx context.Context, municipality string, d *Designation) error {
	if d == nil {
		return apperr.Validation().At("/designation", "required", "Indica chi è il referente")
	}
	term := referent.Term{ActKind: d.ActKind, ActNumber: d.ActNumber, ActDate: d.ActDate, ValidFrom: d.From}
	people := []struct {
		who        *referent.Content
		substitute bool
		at         string
	}{{&d.Referent, false, "/designation"}, {d.Substitute, true, "/designation/substitute"}}
	for _, p := range people {
		if p.who == nil {
			continue
		}
		id, account, err := s.people.Designate(ctx, municipality, *p.who, p.substitute, term, p.at)
		if err != nil {
			return err
		}
		if !account {
			// whoever designates may not write people at large: this one invitation follows from the act
			if err := s.invite(authz.With(ctx, authz.System("designation")), id); err != nil {
				return err
			}
		}
	}
	return nil
}
