// Package training keeps the training needs of the municipalities: the lines of the «scheda di rilevazione dei fabbisogni formativi»
// (art. 1 c. 8 and 11 L. 190/2012; levels "generale" and "specifico" of the PNA 2013 § 3.1.12, confirmed in PNA 2019 Parte III § 2).
package training

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
	"comunita/internal/vocabulary"
)

// Need is a row of training_needs.
type Need struct {
	db.Row
	MunicipalityCode string
	Year             int
	TopicCode        string
	Description      string
	Level            string
	Reason           string
	Audience         string
	Persons          int
	CurrentLevel     int
	DesiredLevel     int
	Priority         string
	Motivation       string
	Mode             string
	ExternalRef      *string
}

// TableName tells GORM.
func (Need) TableName() string { return "training_needs" }

// Content is what people type in.
type Content struct {
	Year                 int
	TopicCode            string
	Description          string
	Level                string
	Reason               string
	Audience             string
	Persons              int
	CurrentLevel         int
	DesiredLevel         int
	Priority, Motivation string
	Mode                 string
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Municipalities, Topics, Levels, Priorities, Modes, Reasons []string
	Years                                                      []int
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	needs *store
	words *vocabulary.Service
}

// NewService wires the service.
func NewService(d *db.DB, words *vocabulary.Service) *Service {
	return &Service{needs: newStore(d), words: words}
}

// List reads the needs the actor may see.
func (s *Service) List(p page.Request, f Filter) page.Source[Need] { return s.needs.Find(p, f.where()) }

// Get finds one need.
func (s *Service) Get(ctx context.Context, id int64) (Need, error) { return s.needs.Get(ctx, id) }

// History pages through what happened to a need.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.needs.History(ctx, id, p)
}

// Create adds a need for a municipality the actor writes for.
func (s *Service) Create(ctx context.Context, municipality string, c Content) (Need, error) {
	if !authz.From(ctx).Reach(authz.NeedWrite).Has(municipality) {
		return Need{}, apperr.Validation().At("/municipality", "not-yours", "Non puoi scrivere per questo comune")
	}
	if err := s.check(ctx, c); err != nil {
		return Need{}, err
	}
	n := Need{MunicipalityCode: municipality}
	n.set(c)
	err := s.needs.Create(ctx, &n)
	return n, err
}

// Edit replaces what people type in.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Need, error) {
	n, err := s.needs.Get(ctx, id)
	if err != nil {
		return n, err
	}
	if err := s.needs.Live(&n); err != nil {
		return n, err
	}
	if err := s.check(ctx, c); err != nil {
		return n, err
	}
	n.set(c)
	err = s.needs.Update(ctx, &n, version)
	return n, err
}

// Put creates or updates the need an outside system knows by its own reference; an archived one comes back to life.
func (s *Service) Put(ctx context.Context, municipality, ref string, c Content) (n Need, created, changed bool, err error) {
	if !authz.From(ctx).Reach(authz.NeedWrite).Has(municipality) {
		return n, false, false, s.needs.NotFound()
	}
	if err = s.check(ctx, c); err != nil {
		return n, false, false, err
	}
	n, err = s.needs.Locked(ctx, municipality, ref)
	if db.IsNotFound(err) {
		n = Need{MunicipalityCode: municipality, ExternalRef: &ref}
		n.set(c)
		err = s.needs.Create(ctx, &n)
		return n, true, true, err
	}
	if err != nil {
		return n, false, false, err
	}
	before := n.content()
	n.set(c)
	if before == c && n.ArchivedAt == nil {
		return n, false, false, nil
	}
	n.ArchivedAt, n.ArchiveReason = nil, ""
	err = s.needs.Update(ctx, &n, n.Version)
	return n, false, true, err
}

// Archive takes a need out of the lists, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	n, err := s.needs.Get(ctx, id)
	if err != nil {
		return err
	}
	return s.needs.Archive(ctx, &n, version, reason)
}

// Actions says what the actor may do with a need.
func (s *Service) Actions(ctx context.Context, n Need) []string {
	if n.ArchivedAt != nil || authz.Within(ctx, authz.NeedWrite, n.MunicipalityCode) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

func (s *Service) check(ctx context.Context, c Content) error {
	v, err := s.words.Check(ctx)
	if err != nil {
		return err
	}
	v.Topic("/topic", c.TopicCode)
	pii.Check(v.Failed(), "/description", c.Description, "/audience", c.Audience, "/motivation", c.Motivation)
	if c.DesiredLevel < c.CurrentLevel {
		_ = v.Failed().At("/desired_level", "below-current", "Il livello desiderato non può essere inferiore a quello attuale")
	}
	if c.Priority == "high" && c.Motivation == "" {
		_ = v.Failed().At("/motivation", "required", "Una priorità alta va motivata")
	}
	return v.Err()
}

func (n *Need) set(c Content) {
	n.Year, n.TopicCode, n.Description, n.Level, n.Reason = c.Year, c.TopicCode, c.Description, c.Level, c.Reason
	n.Audience, n.Persons, n.CurrentLevel, n.DesiredLevel = c.Audience, c.Persons, c.CurrentLevel, c.DesiredLevel
	n.Priority, n.Motivation, n.Mode = c.Priority, c.Motivation, c.Mode
}

func (n *Need) content() Content {
	return Content{Year: n.Year, TopicCode: n.TopicCode, Description: n.Description, Level: n.Level, Reason: n.Reason, Audience: n.Audience,
		Persons: n.Persons, CurrentLevel: n.CurrentLevel, DesiredLevel: n.DesiredLevel, Priority: n.Priority, Motivation: n.Motivation, Mode: n.Mode}
}
