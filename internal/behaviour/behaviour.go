// Package behaviour keeps the bank of recurring behaviours by analogous situations and contexts: the pattern seen, the conduct wanted, the
// measures many of us apply alike. Patterns, never facts about people.
package behaviour

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
	"comunita/internal/review"
	"comunita/internal/risk"
	"comunita/internal/vocabulary"
)

// Behaviour is a row of behaviours.
type Behaviour struct {
	db.Row
	Code          string
	Title         string
	SituationCode string
	Contexts      db.Texts `gorm:"type:text[]"`
	Areas         db.Texts `gorm:"type:text[]"`
	Observed      string
	Desired       string
	Measures      db.Texts `gorm:"type:text[]"`
	Risks         db.Texts `gorm:"type:text[]"` // codes of catalogue entries
	Severity      string
	State         review.State
	ChangedBy     string
	Edited        bool
}

// TableName tells GORM.
func (Behaviour) TableName() string { return "behaviours" }

// Flow is the life of a behaviour.
var Flow = review.NewFlow(authz.BehaviourReview)

// Content is what people type in.
type Content struct {
	Title, SituationCode             string
	Contexts, Areas, Measures, Risks []string
	Observed, Desired, Severity      string
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Situations, Contexts, Areas, Measures, Risks, States, Severities []string
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	behaviours *store
	words      *vocabulary.Service
	risks      *risk.Service
}

// NewService wires the service.
func NewService(d *db.DB, words *vocabulary.Service, risks *risk.Service) *Service {
	return &Service{behaviours: newStore(d), words: words, risks: risks}
}

// List reads the behaviours.
func (s *Service) List(p page.Request, f Filter) page.Source[Behaviour] {
	return s.behaviours.Find(p, f.where())
}

// Get finds one behaviour.
func (s *Service) Get(ctx context.Context, id int64) (Behaviour, error) {
	return s.behaviours.Get(ctx, id)
}

// History pages through what happened to a behaviour.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.behaviours.History(ctx, id, p)
}

// Analogous gives at most ten living behaviours that share the situation, contexts or areas of one, nearest first.
func (s *Service) Analogous(ctx context.Context, id int64) ([]Analogy, error) {
	found, err := s.behaviours.analogous(ctx, id)
	if err == nil && len(found) == 0 {
		_, err = s.behaviours.Get(ctx, id)
	}
	return found, err
}

var codes = regexp.MustCompile(`^CR[0-9]{2,4}$`)

// Create adds a draft, under the code given or the next free one.
func (s *Service) Create(ctx context.Context, code string, c Content) (Behaviour, error) {
	b := Behaviour{Code: code, State: review.Draft}
	if code != "" && !codes.MatchString(code) {
		return b, apperr.Validation().At("/code", "format", "Un codice è fatto di CR e da due a quattro cifre: CR07")
	}
	if err := s.check(ctx, c); err != nil {
		return b, err
	}
	if code == "" {
		var err error
		if b.Code, err = s.behaviours.nextCode(ctx); err != nil {
			return b, err
		}
	}
	b.set(ctx, c)
	err := s.behaviours.Create(ctx, &b)
	return b, err
}

// Edit replaces what people type in. What is no draft has to be reopened first.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Behaviour, error) {
	b, err := s.behaviours.Get(ctx, id)
	if err != nil {
		return b, err
	}
	return s.change(ctx, b, version, c)
}

func (s *Service) change(ctx context.Context, b Behaviour, version int64, c Content) (Behaviour, error) {
	if err := s.behaviours.Live(&b); err != nil {
		return b, err
	}
	if err := b.entry().CanEdit(); err != nil {
		return b, err
	}
	if err := s.check(ctx, c); err != nil {
		return b, err
	}
	b.set(ctx, c)
	err := s.behaviours.Update(ctx, &b, version)
	return b, err
}

// Put creates or updates the behaviour with a code.
func (s *Service) Put(ctx context.Context, code string, c Content) (b Behaviour, created, changed bool, err error) {
	b, err = s.behaviours.byCode(ctx, code)
	if db.IsNotFound(err) {
		b, err = s.Create(ctx, code, c)
		return b, true, true, err
	}
	if err != nil || b.same(c) && b.ArchivedAt == nil {
		return b, false, false, err
	}
	b, err = s.change(ctx, b, b.Version, c)
	return b, false, true, err
}

// Do takes a step of the review.
func (s *Service) Do(ctx context.Context, id, version int64, a review.Action) (Behaviour, error) {
	b, err := s.behaviours.Get(ctx, id)
	if err != nil {
		return b, err
	}
	if err := s.behaviours.Live(&b); err != nil {
		return b, err
	}
	if b.State, err = Flow.Step(ctx, b.entry(), a); err != nil {
		return b, err
	}
	b.Edited = true // people decided on it: a newer edition of the seed leaves it alone
	err = s.behaviours.Update(ctx, &b, version)
	return b, err
}

// Archive takes a behaviour out of the lists, with its reason. A validated one has to be superseded or reopened first.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	b, err := s.behaviours.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := b.entry().CanArchive(); err != nil {
		return err
	}
	return s.behaviours.Archive(ctx, &b, version, reason)
}

// Actions says what the actor may do with a behaviour.
func (s *Service) Actions(ctx context.Context, b Behaviour) []string {
	out := []string{}
	if b.ArchivedAt != nil {
		return out
	}
	if authz.From(ctx).Can(authz.BehaviourWrite) {
		if b.entry().CanEdit() == nil {
			out = append(out, "edit")
		}
		if b.entry().CanArchive() == nil {
			out = append(out, "archive")
		}
	}
	return append(out, Flow.Open(ctx, b.entry())...)
}

func (s *Service) check(ctx context.Context, c Content) error {
	v, err := s.words.Check(ctx)
	if err != nil {
		return err
	}
	v.Situation("/situation", c.SituationCode)
	v.Contexts("/contexts", c.Contexts)
	v.Areas("/areas", c.Areas)
	v.Measures("/measures", c.Measures)
	pii.Check(v.Failed(), "/title", c.Title, "/observed", c.Observed, "/desired", c.Desired)
	unknown, err := s.risks.Unknown(ctx, c.Risks)
	if err != nil {
		return err
	}
	for i, code := range c.Risks {
		if slices.Contains(unknown, code) {
			_ = v.Failed().At(fmt.Sprintf("/risks/%d", i), "unknown", "Nel catalogo non c'è il rischio %s", code)
		}
	}
	return v.Err()
}

func (b *Behaviour) set(ctx context.Context, c Content) {
	b.Title, b.SituationCode, b.Contexts, b.Areas, b.Measures, b.Risks = c.Title, c.SituationCode, c.Contexts, c.Areas, c.Measures, c.Risks
	b.Observed, b.Desired, b.Severity = c.Observed, c.Desired, c.Severity
	b.ChangedBy, b.Edited = authz.From(ctx).ID, true
}

// same reports whether setting c would change nothing.
func (b *Behaviour) same(c Content) bool {
	after := *b
	after.set(context.Background(), c)
	after.ChangedBy, after.Edited = b.ChangedBy, b.Edited
	for _, list := range []*db.Texts{&after.Contexts, &after.Areas, &after.Measures, &after.Risks} {
		if *list == nil {
			*list = db.Texts{}
		}
	}
	return reflect.DeepEqual(after, *b)
}

func (b *Behaviour) entry() review.Entry { return review.Entry{State: b.State, ChangedBy: b.ChangedBy} }
