// Package confirmation answers «confirm or rewrite?»: a municipality of less than 50 employees writes its plan every three years and may confirm it
// in the two between, unless one of four things happened (art. 6 c. 6 DL 80/2021; PNA 2022, delibera ANAC n. 7/2023).
package confirmation

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Confirmation is a row of plan_confirmations. Answers are nil until given; true is yes, it happened.
type Confirmation struct {
	db.Row
	MunicipalityCode string
	Year             int
	Content
}

// TableName tells GORM.
func (Confirmation) TableName() string { return "plan_confirmations" }

// Content is what people type in. PlanYear is the first year of the plan in force.
type Content struct {
	PlanYear             int
	Corruption           *bool
	CorruptionEvidence   string
	Organisation         *bool
	OrganisationEvidence string
	Objectives           *bool
	ObjectivesEvidence   string
	Sections             *bool
	SectionsEvidence     string
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Municipalities []string
	Years          []int
}

// Service is what the API calls. Writes need a unit of work.
type Service struct{ confirmations *store }

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{newStore(d)} }

// List reads those the actor may see.
func (s *Service) List(p page.Request, f Filter) page.Source[Confirmation] {
	return s.confirmations.Find(p, f.where())
}

// Get finds one.
func (s *Service) Get(ctx context.Context, id int64) (Confirmation, error) {
	return s.confirmations.Get(ctx, id)
}

// History pages through what happened to one.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.confirmations.History(ctx, id, p)
}

// Create begins the answers of a municipality for a year. In the ordinary regime there is nothing to confirm: the plan is written every year.
func (s *Service) Create(ctx context.Context, municipality string, year int, c Content) (Confirmation, error) {
	x := Confirmation{MunicipalityCode: municipality, Year: year, Content: c}
	if !authz.From(ctx).Reach(authz.PlanWrite).Has(municipality) {
		return x, apperr.Validation().At("/municipality", "not-yours", "Non puoi scrivere per questo comune")
	}
	staff, err := s.confirmations.staff(ctx, municipality)
	switch {
	case err != nil:
		return x, err
	case staff == nil:
		return x, apperr.Validation().At("/municipality", "unknown", "Comune sconosciuto")
	case staff.Regime == "ordinary":
		return x, apperr.New(apperr.Conflict, "plan-confirmation-ordinary",
			"Il comune ha %d dipendenti: da 50 in su il piano si scrive ogni anno e non si conferma (art. 6 c. 6 DL 80/2021)", *staff.Employees)
	case staff.Regime == "undetermined":
		return x, apperr.New(apperr.Conflict, "plan-confirmation-undetermined",
			"Non è noto quanti dipendenti ha il comune: indicali nel suo profilo, poi si vede se il piano si può confermare")
	}
	if err := x.check(); err != nil {
		return x, err
	}
	return x, s.confirmations.Create(ctx, &x)
}

// Edit replaces what people type in.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Confirmation, error) {
	x, err := s.confirmations.Get(ctx, id)
	if err == nil {
		err = s.confirmations.Live(&x)
	}
	if err != nil {
		return x, err
	}
	x.Content = c
	if err := x.check(); err != nil {
		return x, err
	}
	return x, s.confirmations.Update(ctx, &x, version)
}

// Archive takes one out of the lists, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	x, err := s.confirmations.Get(ctx, id)
	if err != nil {
		return err
	}
	return s.confirmations.Archive(ctx, &x, version, reason)
}

// Actions says what the actor may do with one.
func (s *Service) Actions(ctx context.Context, x Confirmation) []string {
	if x.ArchivedAt != nil || authz.Within(ctx, authz.PlanWrite, x.MunicipalityCode) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

func (x *Confirmation) check() error {
	bad := apperr.Validation()
	if x.PlanYear >= x.Year {
		_ = bad.At("/plan_year", "order", "Il piano da confermare è di un anno precedente al %d", x.Year)
	}
	for _, q := range x.answers() {
		pii.Check(bad, q.pointer, q.evidence)
	}
	return bad.OrNil()
}
