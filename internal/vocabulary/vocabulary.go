// Package vocabulary holds the reference lists in which risks, behaviours and training needs are described.
package vocabulary

import (
	"context"
	"sync"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/db"
)

// Lists are all vocabularies, each in its own order.
type Lists struct {
	Areas      []Area
	Processes  []Process
	Factors    []Factor
	Types      []MeasureType
	Measures   []Measure
	Situations []Situation
	Topics     []Topic
}

type (
	// Area of risk: letters A-H are the general ones of the PNA (2013 All. 2, Aggiornamento 2015), the others local choice.
	Area struct{ Code, Name, Kind, Origin string }
	// Process typical of a municipality, within an area.
	Process struct{ Code, AreaCode, Name string }
	// Factor enables a risk (PNA 2019, All. 1).
	Factor struct{ Code, Name, Note string }
	// MeasureType is one of the eleven of the PNA 2015 and 2019, with the monitoring indicator it suggests.
	MeasureType struct{ Code, Name, Slug, Indicator string }
	// Measure is an example measure with its five attributes.
	Measure struct {
		Code, Name, TypeCode                   string
		Areas                                  []string
		Indicator, Target, Responsible, Phases string
		Archived                               bool // still named where it was used, not to be chosen any more
	}
	// Situation classifies behaviours by the articles of DPR 62/2013.
	Situation struct{ Code, Name, Reference string }
	// Topic of training.
	Topic struct {
		Code, Name, Level   string
		Areas               []string
		Audience, Frequency string
	}
)

// Contexts are the closed list of circumstances in which a behaviour recurs.
var Contexts = []string{
	"comune-sotto-1000", "comune-sotto-5000", "ufficio-monocratico", "segreteria-in-convenzione", "ente-in-dissesto", "commissariamento",
	"gestione-associata", "isola-minore", "comune-turistico-costiero", "periodo-pre-elettorale", "emergenza", "cantiere-finanziato",
	"sportello-al-pubblico", "lavoro-a-distanza",
}

// Service reads the lists; they change with seed editions and the catalogue of measures only, so a minute-old copy serves.
type Service struct {
	db   *db.DB
	mu   sync.Mutex
	kept *Lists
	at   time.Time
}

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// All gives every list.
func (s *Service) All(ctx context.Context) (*Lists, error) {
	s.mu.Lock()
	kept, at := s.kept, s.at
	s.mu.Unlock()
	if kept != nil && time.Since(at) < time.Minute {
		return kept, nil
	}
	l, err := load(ctx, s.db)
	if err != nil {
		return nil, err
	}
	if len(l.Areas) > 0 { // an empty database is about to be seeded
		s.mu.Lock()
		s.kept, s.at = l, time.Now()
		s.mu.Unlock()
	}
	return l, nil
}

// Forget reads the lists anew when they are next asked for.
func (s *Service) Forget() {
	s.mu.Lock()
	s.kept = nil
	s.mu.Unlock()
}

// Check collects unknown codes as field errors.
type Check struct {
	lists *Lists
	err   *apperr.Error
}

// Check starts checking the codes of one request.
func (s *Service) Check(ctx context.Context) (*Check, error) {
	l, err := s.All(ctx)
	return &Check{l, apperr.Validation()}, err
}

// Err is what was found wrong, or nil.
func (c *Check) Err() error { return c.err.OrNil() }

// Failed is the error collected so far, to add further findings to.
func (c *Check) Failed() *apperr.Error { return c.err }

func (c *Check) unknown(pointer, code string) {
	_ = c.err.At(pointer, "unknown", "Codice sconosciuto: %s", code)
}

// Area checks a code of a risk area.
func (c *Check) Area(pointer, code string) { one(c, pointer, code, c.lists.Areas, areaCode) }

// Areas checks several.
func (c *Check) Areas(pointer string, codes []string) {
	many(c, pointer, codes, c.lists.Areas, areaCode)
}

// Factors checks enabling factors.
func (c *Check) Factors(pointer string, codes []string) {
	many(c, pointer, codes, c.lists.Factors, func(f Factor) string { return f.Code })
}

// Type checks a type of measure.
func (c *Check) Type(pointer, code string) {
	one(c, pointer, code, c.lists.Types, func(t MeasureType) string { return t.Code })
}

// Measures checks measures.
func (c *Check) Measures(pointer string, codes []string) {
	many(c, pointer, codes, c.lists.Measures, func(m Measure) string { return m.Code })
}

// Situation checks a situation.
func (c *Check) Situation(pointer, code string) {
	one(c, pointer, code, c.lists.Situations, func(x Situation) string { return x.Code })
}

// Topic checks a training topic and gives it.
func (c *Check) Topic(pointer, code string) Topic {
	for _, t := range c.lists.Topics {
		if t.Code == code {
			return t
		}
	}
	c.unknown(pointer, code)
	return Topic{}
}

// Contexts checks contexts of a behaviour.
func (c *Check) Contexts(pointer string, codes []string) {
	many(c, pointer, codes, Contexts, func(s string) string { return s })
}

func areaCode(a Area) string { return a.Code }
