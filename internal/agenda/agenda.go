// Package agenda tells a person who works for municipalities what is due in each of them, most urgent first.
package agenda

import (
	"cmp"
	"context"
	"slices"
	"time"

	"comunita/internal/deadline"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Level says how urgent something is, like a traffic light.
type Level string

// The levels: Red is overdue, or missing and keeping the rest from going on; Amber is due soon, or incomplete; Green is nothing due, not soon, or of somebody else.
const (
	Red   Level = "red"
	Amber Level = "amber"
	Green Level = "green"
)

var order = []Level{Red, Amber, Green}

// Due is something to do in a municipality. The pages have a sentence and an address for each Code.
type Due struct {
	Code  string
	Level Level
	Day   *time.Time // the day it is about: since when it waits, or when it ends
	Year  int        // the year it is about; 0: none
	State string     // a code it is about, such as an adhesion's; "": none
}

// Source gives, by municipality, what is due for another reason than this package's own. It asks the database a number of times that does
// not depend on how many municipalities there are.
type Source func(ctx context.Context, municipalities []string) (map[string][]Due, error)

// Municipality is one of the actor's, with its dues, the most urgent first.
type Municipality struct {
	IstatCode, Name string
	Level           Level // of its most urgent due
	Dues            []Due
}

// Service is what the API calls.
type Service struct {
	store     *store
	deadlines *deadline.Service
	sources   []Source
}

// NewService wires the service; more sources of dues come after the package's own.
func NewService(d *db.DB, deadlines *deadline.Service, more ...Source) *Service {
	return &Service{&store{d}, deadlines, more}
}

// Mine are the municipalities the actor writes for, the most urgent first. Who works for the whole network has none.
func (s *Service) Mine(ctx context.Context) ([]Municipality, error) {
	reach := authz.From(ctx).Reach(authz.MunicipalityWrite)
	if reach.All || len(reach.Municipalities) == 0 {
		return []Municipality{}, nil
	}
	found, err := s.store.states(ctx, reach.Municipalities)
	if err != nil {
		return nil, err
	}
	out := make([]Municipality, len(found))
	for i, m := range found {
		out[i] = Municipality{IstatCode: m.IstatCode, Name: m.Name, Dues: m.dues(ctx)}
	}
	for _, source := range s.sources {
		more, err := source(ctx, reach.Municipalities)
		if err != nil {
			return nil, err
		}
		for i := range out {
			out[i].Dues = append(out[i].Dues, more[out[i].IstatCode]...)
		}
	}
	for i := range out {
		slices.SortStableFunc(out[i].Dues, func(a, b Due) int { return cmp.Compare(a.Level.rank(), b.Level.rank()) })
		out[i].Level = Green
		if len(out[i].Dues) > 0 {
			out[i].Level = out[i].Dues[0].Level
		}
	}
	slices.SortStableFunc(out, func(a, b Municipality) int { // they come by name
		return cmp.Or(cmp.Compare(a.Level.rank(), b.Level.rank()), cmp.Compare(b.red(), a.red()))
	})
	return out, nil
}

func (l Level) rank() int { return slices.Index(order, l) }

func (m Municipality) red() (n int) {
	for _, d := range m.Dues {
		if d.Level == Red {
			n++
		}
	}
	return n
}
