package network

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/smallcell"
)

// Advantage is what joining brings a municipality: the page for its mayor. It counts public bodies and entries of the catalogues, and the
// training asked for only where enough municipalities ask.
type Advantage struct {
	Code, Name, Adhesion        string
	Population                  int
	InnerAreaClass              string
	ZoneID                      int64
	ZoneCode, ZoneName          string
	ZoneSize, ZoneMembers       int // municipalities of the zone, and those of them in the network
	Neighbours                  []Neighbour
	Measures, Risks, Behaviours int // what it could use the day it joins: validated entries
	Topics                      int // of training, asked for this year or later
	Learners                    int // municipalities that ask
	People                      int // places asked for
}

// Neighbour is a member near by, as the crow flies.
type Neighbour struct {
	Code, Name string
	Km         float64
	Since      *time.Time
}

// Advantage gives what joining brings a municipality.
func (s *Service) Advantage(ctx context.Context, code string) (*Advantage, error) {
	a, err := s.advantage(ctx, code)
	switch {
	case err != nil:
		return nil, err
	case a == nil:
		return nil, apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune che cerchi: non c'è, o è fuori da ciò che puoi vedere")
	case smallcell.Of(a.Learners).Suppressed:
		a.Topics, a.Learners, a.People = 0, 0, 0
	}
	return a, nil
}
