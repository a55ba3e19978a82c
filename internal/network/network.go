// Package network sums up the whole community in the few numbers of its public home page.
package network

import (
	"context"
	"sync"
	"time"

	"comunita/internal/platform/db"
)

// Numbers are of today. They count public bodies and catalogue entries, all of them open data themselves: no count is of persons.
type Numbers struct {
	Municipalities, Members     int // members: those whose adhesion is complete
	Population                  int64
	Adhesions                   []Adhesion
	Zones                       []Zone // of the operational set
	Risks, Behaviours, Measures int    // live entries of the catalogues
}

type (
	// Adhesion counts the municipalities in a state.
	Adhesion struct {
		State          string
		Municipalities int
	}
	// Zone of the operational set, with its members counted; Peripheral are those of inner-area class E or F.
	Zone struct {
		ID                         int64
		Code, Name                 string
		Municipalities, Peripheral int
		Population                 int64
	}
)

// Service reads the numbers; the home page is asked for more often than they change, so a minute-old copy serves.
type Service struct {
	db   *db.DB
	mu   sync.Mutex
	kept *Numbers
	at   time.Time
}

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// Read gives the numbers, at most a minute old.
func (s *Service) Read(ctx context.Context) (*Numbers, error) {
	s.mu.Lock()
	kept, at := s.kept, s.at
	s.mu.Unlock()
	if kept != nil && time.Since(at) < time.Minute {
		return kept, nil
	}
	n, err := load(ctx, s.db)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.kept, s.at = n, time.Now()
	s.mu.Unlock()
	return n, nil
}
