// Package process keeps the processes of the municipalities with their form of management (PNA 2019 All. 1 § 3.2: the map of the processes
// covers what others run for the body, too), and the names that a municipality gives to the areas of risk in its own papers.
package process

import (
	"context"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
	"comunita/internal/vocabulary"
)

// Process is a row of municipal_processes. OwnerBody is the body that answers for it, unless the municipality manages it directly.
type Process struct {
	db.Row
	MunicipalityCode string
	Content
}

// TableName tells GORM.
func (Process) TableName() string { return "municipal_processes" }

// Content is what people type in.
type Content struct {
	Name           string
	AreaCode       string
	ManagementForm string
	OwnerBody      string
	Office         string
	Description    string
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct{ Municipalities, Areas, Forms []string }

// Service is what the API calls. Writes need a unit of work.
type Service struct {
	processes *store
	aliases   *aliases
	words     *vocabulary.Service
}

// NewService wires the service.
func NewService(d *db.DB, words *vocabulary.Service) *Service {
	return &Service{newStore(d), newAliases(d), words}
}

// List reads the processes of the municipalities within reach.
func (s *Service) List(p page.Request, f Filter) page.Source[Process] {
	return s.processes.Find(p, f.where())
}

// Get finds one process.
func (s *Service) Get(ctx context.Context, id int64) (Process, error) {
	return s.processes.Get(ctx, id)
}

// History pages through what happened to a process.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.processes.History(ctx, id, p)
}

// Create adds a process of a municipality the actor writes for; its name is there once.
func (s *Service) Create(ctx context.Context, municipality string, c Content) (Process, error) {
	p := Process{MunicipalityCode: municipality, Content: c}
	if err := own(ctx, municipality); err != nil {
		return p, err
	}
	if err := s.check(ctx, c); err != nil {
		return p, err
	}
	err := explain(s.processes.Create(ctx, &p))
	return p, err
}

// Edit replaces what people type in.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Process, error) {
	p, err := s.processes.Get(ctx, id)
	if err != nil {
		return p, err
	}
	if err := s.processes.Live(&p); err != nil {
		return p, err
	}
	if err := s.check(ctx, c); err != nil {
		return p, err
	}
	p.Content = c
	err = explain(s.processes.Update(ctx, &p, version))
	return p, err
}

// Archive takes a process out of the lists, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	p, err := s.processes.Get(ctx, id)
	if err != nil {
		return err
	}
	return s.processes.Archive(ctx, &p, version, reason)
}

// Actions says what the actor may do with what a municipality has.
func Actions(ctx context.Context, r db.Row, municipality string) []string {
	if r.ArchivedAt != nil || authz.Within(ctx, authz.LocalRiskWrite, municipality) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

func (s *Service) check(ctx context.Context, c Content) error {
	v, err := s.words.Check(ctx)
	if err != nil {
		return err
	}
	v.Area("/area", c.AreaCode)
	if c.ManagementForm != "direct" && strings.TrimSpace(c.OwnerBody) == "" {
		_ = v.Failed().At("/owner_body", "required", "Scrivi quale ente o società gestisce il processo")
	}
	if c.ManagementForm == "direct" && c.OwnerBody != "" {
		_ = v.Failed().At("/owner_body", "direct", "Il processo è gestito in proprio: l'ente titolare è il comune")
	}
	pii.Check(v.Failed(), "/name", c.Name, "/owner_body", c.OwnerBody, "/office", c.Office, "/description", c.Description)
	return v.Err()
}

func own(ctx context.Context, municipality string) error {
	if !authz.From(ctx).Reach(authz.LocalRiskWrite).Has(municipality) {
		return apperr.Validation().At("/municipality", "not-yours", "Non puoi scrivere per questo comune")
	}
	return nil
}
