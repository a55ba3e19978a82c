package zone

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
)

// Composition of a set on a day: the zones that had members, with their totals.
type Composition struct {
	Set         Set
	Operational bool // that day
	Zones       []Composed
}

// Composed is a zone on a day.
type Composed struct {
	ID                                  int64
	Code, Name                          string
	Municipalities, Peripheral, Islands int
	Population                          int64
	Coordinated                         bool // its seat of coordinator was taken
	Members                             []Member
}

// Composition tells who belonged to the zones of a set on a day.
func (s *Service) Composition(ctx context.Context, id int64, day time.Time) (Composition, error) {
	x, err := s.Set(ctx, id)
	if err != nil {
		return Composition{}, err
	}
	return s.composition(ctx, x, day)
}

func (s *Service) composition(ctx context.Context, x Set, day time.Time) (Composition, error) {
	c := Composition{Set: x}
	now, err := s.sets.operationalOn(ctx, day)
	if err != nil {
		return c, err
	}
	c.Operational = now == x.ID
	c.Zones, err = s.sets.zonesOn(ctx, x.ID, day)
	return c, err
}

// Report sums up the network by zone on a day: the zones are those of the set that was operational then, with the members of then. Later
// changes of sets and members leave it as it was; the numbers of a municipality are those it has now.
func (s *Service) Report(ctx context.Context, day time.Time) (Composition, error) {
	id, err := s.sets.operationalOn(ctx, day)
	if err == nil && id == 0 {
		err = apperr.New(apperr.NotFound, "zone-report-not-found", "Il %s nessun insieme di zone era operativo", day.Format("02/01/2006"))
	}
	if err != nil {
		return Composition{}, err
	}
	x, err := s.sets.Get(ctx, id)
	if err != nil {
		return Composition{}, err
	}
	return s.composition(ctx, x, day)
}
