package zone

import (
	"context"
	"slices"
	"strconv"
	"time"

	"comunita/internal/platform/apperr"
)

// Members gives a zone and the municipalities that belong to it on a day.
func (s *Service) Members(ctx context.Context, id int64, day time.Time) (Zone, []Member, error) {
	z, err := s.zones.Get(ctx, id)
	if err != nil {
		return z, nil, err
	}
	found, err := s.zones.members(ctx, id, day)
	return z, found, err
}

// Replace makes these municipalities, and no others, members of a zone from a day on. Those who leave stay until the day before, those
// who come leave the zone of the same set they are in, and are told; whatever was foreseen after that day is dropped.
func (s *Service) Replace(ctx context.Context, id, version int64, from time.Time, codes []string) ([]Departure, error) {
	z, err := s.zones.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	// The lock comes before any row, so that two zones of a set can exchange members without waiting for each other.
	if err := s.zones.DB.Lock(ctx, "zone-members", strconv.FormatInt(z.SetID, 10)); err != nil {
		return nil, err
	}
	if z, err = s.zones.Get(ctx, id); err != nil {
		return nil, err
	}
	if err := s.zones.Live(&z); err != nil {
		return nil, err
	}
	if err := s.checkMembers(ctx, z, from, codes); err != nil {
		return nil, err
	}
	if err := s.zones.Update(ctx, &z, version); err != nil { // whoever read the old members is told
		return nil, err
	}
	moved, err := s.zones.elsewhere(ctx, z, from, codes)
	if err != nil {
		return nil, err
	}
	return moved, s.zones.replace(ctx, z, from, codes)
}

func (s *Service) checkMembers(ctx context.Context, z Zone, from time.Time, codes []string) error {
	x, err := s.sets.Get(ctx, z.SetID)
	if err != nil {
		return err
	}
	known, err := s.zones.known(ctx, codes)
	if err != nil {
		return err
	}
	e := apperr.Validation()
	if !plausible(from) || !x.covers(from) {
		_ = e.At("/from", "outside-set", "La data deve cadere nel periodo di validità dell'insieme di zone")
	}
	for i, code := range codes {
		switch at := "/municipalities/" + strconv.Itoa(i); {
		case slices.Contains(codes[:i], code):
			_ = e.At(at, "duplicate", "Il comune %s è ripetuto", code)
		case !slices.Contains(known, code):
			_ = e.At(at, "unknown", "Non c'è un comune con il codice %s", code)
		}
	}
	return e.OrNil()
}
