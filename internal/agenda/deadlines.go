package agenda

import (
	"context"
	"time"

	"comunita/internal/deadline"
	"comunita/internal/platform/authz"
)

// How many days before a deadline it is amber, and red; how many are shown, out of how many that are looked at.
const (
	soon, urgent = 60, 15
	shown, asked = 6, 60
)

// Deadline is one of the next ones of the actor's municipalities, which it names.
type Deadline struct {
	deadline.Deadline
	Level          Level
	Municipalities []string
}

// Deadlines are the next ones that concern the actor's municipalities, by their regime; all for who works for the network or for none.
func (s *Service) Deadlines(ctx context.Context) ([]Deadline, error) {
	next, err := s.deadlines.Next(ctx, asked)
	if err != nil {
		return nil, err
	}
	var own []ruled
	reach := authz.From(ctx).Reach(authz.MunicipalityWrite)
	if !reach.All && len(reach.Municipalities) > 0 {
		if own, err = s.store.regimes(ctx, reach.Municipalities); err != nil {
			return nil, err
		}
	}
	out := []Deadline{}
	for _, d := range next {
		names := []string{}
		for _, m := range own {
			if d.Concerns(m.Regime) {
				names = append(names, m.Name)
			}
		}
		if len(out) < shown && (len(names) > 0 || len(own) == 0) {
			out = append(out, Deadline{d, light(d.EffectiveDate), names})
		}
	}
	return out, nil
}

func light(day time.Time) Level {
	switch left := int(day.Sub(authz.Today()).Hours() / 24); {
	case left <= urgent:
		return Red
	case left <= soon:
		return Amber
	}
	return Green
}
