// Package measure keeps the catalogue of measures and what the municipalities adopt of it: the five attributes of a programmed measure
// (PNA 2019, All. 1 §5: phases, timing, responsible, indicator, target), how alike the network is, and what others did before.
package measure

import (
	"context"
	"regexp"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
	"comunita/internal/risk"
	"comunita/internal/vocabulary"
)

// Measure is a row of measures: an entry of the catalogue. Position is the order of the codes; Edited ones follow the seed no longer.
type Measure struct {
	db.Row
	Code     string
	Position int
	Edition  string
	Edited   bool
	Content
}

// TableName tells GORM.
func (Measure) TableName() string { return "measures" }

// Content is what people type in. No Areas means all of them; Phases are divided by arrows.
type Content struct {
	Name, TypeCode, Scope          string
	Areas, EnablingFactors         db.Texts `gorm:"type:text[]"`
	Indicator, Target, Responsible string
	Phases                         string
	SmallVariant                   string // how a small municipality can do it
	LegalBasis, Sustainability     string
}

// Filter narrows the catalogue; within a field any value matches, all fields must.
type Filter struct {
	Types, Areas, Factors []string
	Scope                 string
}

// Service is what the API, the jobs and other domains call. Writes need a unit of work.
type Service struct {
	measures  *measures
	adoptions *adoptions
	words     *vocabulary.Service
	risks     *risk.Service
}

// NewService wires the service.
func NewService(d *db.DB, words *vocabulary.Service, risks *risk.Service) *Service {
	return &Service{newMeasures(d), newAdoptions(d), words, risks}
}

// List reads the catalogue.
func (s *Service) List(p page.Request, f Filter) page.Source[Measure] {
	return s.measures.Find(p, f.where())
}

// Get finds one measure of the catalogue.
func (s *Service) Get(ctx context.Context, id int64) (Measure, error) { return s.measures.Get(ctx, id) }

// History pages through what happened to a measure of the catalogue.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.measures.History(ctx, id, p)
}

var codes = regexp.MustCompile(`^M([0-9]{2,3})$`)

// Create adds a measure to the catalogue under the code given or, without one, the next free one.
func (s *Service) Create(ctx context.Context, code string, c Content) (Measure, error) {
	m := Measure{Code: code, Content: c, Edited: true}
	if code != "" && !codes.MatchString(code) {
		return m, apperr.Validation().At("/code", "format", "Un codice è fatto di una M e due o tre cifre: M35")
	}
	if err := s.check(ctx, c); err != nil {
		return m, err
	}
	if err := s.measures.number(ctx, &m); err != nil {
		return m, err
	}
	s.forget(ctx)
	return m, explain(s.measures.Create(ctx, &m))
}

// Edit replaces what people type in. Adoptions keep the words they were made with.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Measure, error) {
	m, err := s.measures.Get(ctx, id)
	if err == nil {
		err = s.measures.Live(&m)
	}
	if err == nil {
		err = s.check(ctx, c)
	}
	if err != nil {
		return m, err
	}
	m.Content, m.Edited = c, true
	s.forget(ctx)
	return m, s.measures.Update(ctx, &m, version)
}

// Archive takes a measure out of the catalogue, with its reason: it is not adopted any more, and stays where it was.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	m, err := s.measures.Get(ctx, id)
	if err != nil {
		return err
	}
	m.Edited = true
	s.forget(ctx)
	return s.measures.Archive(ctx, &m, version, reason)
}

// Actions says what the actor may do with a measure of the catalogue.
func (s *Service) Actions(ctx context.Context, m Measure) []string {
	out := []string{}
	if m.ArchivedAt != nil {
		return out
	}
	if mayKeep(ctx) == nil {
		out = append(out, "edit", "archive")
	}
	if authz.From(ctx).Can(authz.PlanWrite) {
		out = append(out, "adoption")
	}
	return out
}

// mayKeep is for those who keep the catalogues.
func mayKeep(ctx context.Context) error { return authz.Require(ctx, authz.CatalogueWrite) }

// forget lets the vocabularies show the change at once.
func (s *Service) forget(ctx context.Context) { s.measures.DB.AfterCommit(ctx, s.words.Forget) }

func (s *Service) check(ctx context.Context, c Content) error {
	v, err := s.words.Check(ctx)
	if err != nil {
		return err
	}
	v.Type("/type", c.TypeCode)
	v.Areas("/areas", c.Areas)
	v.Factors("/enabling_factors", c.EnablingFactors)
	pii.Check(v.Failed(), "/name", c.Name, "/indicator", c.Indicator, "/target", c.Target, "/responsible", c.Responsible, "/phases", c.Phases,
		"/small_variant", c.SmallVariant, "/legal_basis", c.LegalBasis, "/sustainability", c.Sustainability)
	return v.Err()
}

// Specific is the scope of a measure that treats single risks; a general one cuts across the organisation (PNA 2019, All. 1 §5).
const Specific = "specific"
