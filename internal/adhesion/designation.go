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

// designate gives both their mandates and whoever has no account an invitation to make one. It tells the mandates it made: who had theirs
// already keeps it as it is. Nobody leaves because of it: a municipality may have several referents (PNA 2019, part III).
func (s *Service) designate(ctx context.Context, municipality string, d *Designation) (made []int64, err error) {
	if d == nil {
		return nil, apperr.Validation().At("/designation", "required", "Indica chi è il referente")
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
		x, err := s.people.Designate(ctx, municipality, *p.who, p.substitute, term, p.at)
		if err != nil {
			return nil, err
		}
		if x.Mandate != 0 {
			made = append(made, x.Mandate)
		}
		if !x.Account {
			// whoever designates may not write people at large: this one invitation follows from the act
			if err := s.invite(authz.With(ctx, authz.System("designation")), x.Person); err != nil {
				return nil, err
			}
		}
	}
	return made, nil
}
