// Package milestone keeps the path of the project: steps and milestones, done, going on and planned, each with its act, its document and
// where the fact is known from. Everybody reads it.
package milestone

import (
	"context"
	"net/url"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Milestone is a row of milestones. Code is of those of the reference data; Edited ones follow it no longer.
type Milestone struct {
	db.Row
	Code, Edition string
	Edited        bool
	Content
}

// TableName tells GORM.
func (Milestone) TableName() string { return "milestones" }

// Content is what people type in. DocumentID is of a document that everybody may read. Of the days only what Precision says is known: day, month or year. State is "" when the days tell it.
type Content struct {
	Step               int
	Title, Description string
	StartsOn           time.Time
	EndsOn             *time.Time
	Precision, State   string
	ActKind, ActNumber string
	ActDate            *time.Time
	URL, Source        string
	DocumentID         *int64
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Steps    []int
	Statuses []string
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct{ milestones *store }

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{newStore(d)} }

// List reads the milestones: they are public.
func (s *Service) List(p page.Request, f Filter) page.Source[Milestone] {
	return s.milestones.Find(p, f.where())
}

// Get finds one milestone.
func (s *Service) Get(ctx context.Context, id int64) (Milestone, error) {
	return s.milestones.Get(ctx, id)
}

// History pages through what happened to a milestone.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.milestones.History(ctx, id, p)
}

// About gives, by milestone, where it stands today, what State says or else its days, and the title of its document while everybody may read it.
func (s *Service) About(ctx context.Context, ids []int64) (map[int64]About, error) {
	return s.milestones.about(ctx, ids)
}

// Using names the milestone a document belongs to, or is empty: such a document is not archived.
func (s *Service) Using(ctx context.Context, document int64) (string, error) {
	m, err := s.milestones.One(ctx, "document_id = ? AND archived_at IS NULL", document)
	if db.IsNotFound(err) {
		return "", nil
	}
	return "il traguardo «" + m.Title + "»", err
}

// Create adds a milestone.
func (s *Service) Create(ctx context.Context, c Content) (Milestone, error) {
	m := Milestone{Content: c, Edited: true}
	if err := s.check(ctx, c); err != nil {
		return m, err
	}
	return m, s.milestones.Create(ctx, &m)
}

// Edit replaces what people type in.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Milestone, error) {
	m, err := s.milestones.Get(ctx, id)
	if err == nil {
		err = s.milestones.Live(&m)
	}
	if err == nil {
		err = s.check(ctx, c)
	}
	if err != nil {
		return m, err
	}
	m.Content, m.Edited = c, true
	return m, s.milestones.Update(ctx, &m, version)
}

// Archive takes a milestone out of the path, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	m, err := s.milestones.Get(ctx, id)
	if err != nil {
		return err
	}
	m.Edited = true
	return s.milestones.Archive(ctx, &m, version, reason)
}

// Actions says what the actor may do with a milestone.
func (s *Service) Actions(ctx context.Context, m Milestone) []string {
	if m.ArchivedAt != nil || mayWrite(ctx) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

// mayWrite is for the network as a whole.
func mayWrite(ctx context.Context) error { return authz.Within(ctx, authz.MilestoneWrite, "") }

func (s *Service) check(ctx context.Context, c Content) error {
	e := apperr.Validation()
	if !plausible(c.StartsOn) {
		_ = e.At("/date", "range", "Una data tra il 1990 e il 2100")
	}
	switch {
	case c.EndsOn == nil:
	case c.EndsOn.Before(c.StartsOn):
		_ = e.At("/date_to", "before-date", "La fine non può precedere l'inizio")
	case !plausible(*c.EndsOn):
		_ = e.At("/date_to", "range", "Una data tra il 1990 e il 2100")
	}
	if (c.State == "done" || c.State == "in_progress") && c.begins().After(authz.Today()) {
		_ = e.At("/state", "future", "Comincia nel futuro: può solo essere in programma")
	}
	if c.ActDate != nil && c.ActDate.After(authz.Today()) {
		_ = e.At("/act_date", "future", "La data non può essere nel futuro")
	}
	if c.ActKind == "" && (c.ActNumber != "" || c.ActDate != nil) {
		_ = e.At("/act_kind", "required", "Indica il tipo di atto")
	}
	if u, err := url.Parse(c.URL); c.URL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		_ = e.At("/url", "url", "Un indirizzo completo, che comincia con https:// o http://")
	}
	if c.DocumentID != nil {
		public, err := s.milestones.public(ctx, *c.DocumentID)
		if err != nil {
			return err
		}
		if !public {
			_ = e.At("/document_id", "not-public", "Non c'è un documento pubblico con questo numero: il percorso lo leggono tutti")
		}
	}
	pii.Check(e, "/title", c.Title, "/description", c.Description, "/source", c.Source)
	return e.OrNil()
}

// begins is the first day it may mean.
func (c Content) begins() time.Time {
	y, m, d := c.StartsOn.Date()
	switch c.Precision {
	case "year":
		m, d = time.January, 1
	case "month":
		d = 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func plausible(t time.Time) bool { return t.Year() >= 1990 && t.Year() <= 2100 }
