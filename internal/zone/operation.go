package zone

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// How far from today a set may become operational: an act may have been signed some days ago, and plans go a few years.
const (
	daysBack  = 30
	daysAhead = 3 * 366
)

// Handover is what becoming operational changes.
type Handover struct {
	From       time.Time
	Replaces   *Set // the set that is operational until the day before, nil when none or the same
	Ending     []Coordinator
	Appointing []Vacancy
	Unassigned []Place // municipalities that would be in no zone
}

// Coordinator has a mandate for a zone of the set that leaves: from that day it reaches no municipality, and is to be ended.
type Coordinator struct {
	MandateID          int64
	ZoneCode, ZoneName string
	Person             string
	Substitute         bool
}

// Vacancy is a zone of the new set that nobody is to coordinate from that day.
type Vacancy struct{ Code, Name string }

// Foresee tells what would change if a set became operational on a day, today when nil, and refuses what Operate would.
func (s *Service) Foresee(ctx context.Context, id int64, from *time.Time) (Set, Handover, error) {
	x, err := s.Set(ctx, id)
	if err == nil {
		err = s.sets.Live(&x)
	}
	if err != nil {
		return x, Handover{}, err
	}
	h, err := s.foresee(ctx, x, from)
	return x, h, err
}

// Operate makes a set the operational one from a day on, today when nil; what was foreseen from then on is dropped. A draft gets its zones
// and its dates.
func (s *Service) Operate(ctx context.Context, id, version int64, from *time.Time) (Set, Handover, error) {
	if err := s.sets.lock(ctx); err != nil { // one change at a time, each seeing the last
		return Set{}, Handover{}, err
	}
	x, h, err := s.Foresee(ctx, id, from)
	if err != nil && (x.ID == 0 || x.Version == version) {
		return x, h, err
	}
	if err == nil && x.Draft && len(h.Unassigned) > 0 && x.Version == version {
		return x, h, unassigned(h.Unassigned)
	}
	drawn := x
	if x.Draft && err == nil {
		x.Draft, x.Design, x.ValidFrom, x.ValidTo = false, Design{}, h.From, nil
	}
	if stale := s.sets.Update(ctx, &x, version); stale != nil || err != nil { // a stale version is told before anything else
		if stale != nil {
			err = stale
		}
		return x, h, err
	}
	if drawn.Draft {
		if err := s.sets.build(ctx, drawn, h.From); err != nil {
			return x, h, err
		}
	}
	return x, h, s.sets.operate(ctx, id, h.From)
}

func (s *Service) foresee(ctx context.Context, x Set, from *time.Time) (h Handover, err error) {
	today := authz.Today()
	if h.From = today; from != nil {
		h.From = *from
	}
	e := apperr.Validation()
	switch {
	case h.From.Before(today.AddDate(0, 0, -daysBack)):
		_ = e.At("/from", "past", "Al più %d giorni fa: ciò che è passato resta com'era", daysBack)
	case h.From.After(today.AddDate(0, 0, daysAhead)):
		_ = e.At("/from", "far", "Al più tra tre anni")
	}
	if err := e.OrNil(); err != nil {
		return h, err
	}
	present, err := s.sets.operationalOn(ctx, h.From)
	switch {
	case err != nil:
		return h, err
	case present == x.ID:
		return h, apperr.New(apperr.Conflict, "zone-set-operational", "Quel giorno è già l'insieme operativo")
	case !x.Draft && !x.covers(h.From):
		return h, apperr.New(apperr.Conflict, "zone-set-not-valid", "L'insieme non è valido quel giorno: controlla le date")
	}
	before, err := s.sets.operationalOn(ctx, h.From.AddDate(0, 0, -1))
	if err != nil {
		return h, err
	}
	if before != 0 && before != x.ID {
		old, err := s.sets.Get(ctx, before)
		if err != nil {
			return h, err
		}
		h.Replaces = &old
	}
	d, err := s.foreseen(ctx, x, h.From)
	if err != nil {
		return h, err
	}
	for _, p := range d.Places {
		for _, code := range d.Unassigned {
			if code == p.Code {
				h.Unassigned = append(h.Unassigned, p)
			}
		}
	}
	if h.Replaces != nil {
		if h.Ending, err = s.sets.coordinators(ctx, before, h.From); err != nil {
			return h, err
		}
	}
	if x.Draft {
		for _, z := range d.Zones {
			if len(z.Municipalities) > 0 {
				h.Appointing = append(h.Appointing, Vacancy{z.Code, z.Name})
			}
		}
		return h, nil
	}
	h.Appointing, err = s.sets.vacant(ctx, x.ID, h.From)
	return h, err
}

// foreseen is the design a set has on a day.
func (s *Service) foreseen(ctx context.Context, x Set, day time.Time) (Drawing, error) {
	if x.Draft {
		return s.draw(ctx, x.Design)
	}
	zones, err := s.sets.composed(ctx, x.ID, day)
	if err != nil {
		return Drawing{}, err
	}
	return s.draw(ctx, zones)
}

func unassigned(places []Place) error {
	names, rest := "", ""
	for i, p := range places {
		switch {
		case i == 0:
			names = p.Name
		case i < 5:
			names += ", " + p.Name
		default:
			rest = " e altri"
		}
	}
	return apperr.New(apperr.Conflict, "zone-design-unassigned", "Ogni comune deve avere la sua zona: %s senza zona (%s%s)",
		count(len(places), "comune è", "comuni sono"), names, rest)
}
