// Package agreement keeps the protocol of understanding: its text from version to version, the agreements made on it (an open one that
// municipalities join one after another, or one with each), and who signed which text.
package agreement

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// first is the year in which the project began: decreto sindacale n. 19 of 31.01.2017.
const first = 2017

// Agreement is a row of agreements. EndsOn is the last day of its term, in the database.
type Agreement struct {
	db.Row
	Form             string
	MunicipalityCode *string
	Owner            string `gorm:"->"`
	Content
	EndsOn time.Time `gorm:"->"`
}

// TableName tells GORM.
func (Agreement) TableName() string { return "agreements" }

// Content is what people type in: term and renewal, and what the Città Metropolitana signed.
type Content struct {
	Title             string
	ProtocolVersionID int64
	RepertoryNumber   string
	RepertoryDate     *time.Time
	Hand
	SignedOn       *time.Time
	StartsOn       time.Time
	DurationMonths int
	TacitRenewal   bool
	NoticeDays     int
	Note           string
	DocumentID     *int64
}

// Hand is who signed, in which quality, by which act, and with what: the quality matters more than the name, since a commissioner may sign
// for the mayor.
type Hand struct {
	SignatoryName, SignatoryQuality, SignatoryPower string
	SignatureType, CertificateSerial                string
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	protocols  *protocols
	agreements *agreements
	signatures *signatures
}

// NewService wires the service.
func NewService(d *db.DB) *Service {
	return &Service{newProtocols(d), newAgreements(d), newSignatures(d)}
}

// List reads the agreements: the open ones, and those of the municipalities within the actor's reach.
func (s *Service) List(p page.Request, forms []string) page.Source[Agreement] {
	var w db.Where
	db.In(&w, "form", forms)
	return s.agreements.Find(p, w)
}

// Get finds one agreement.
func (s *Service) Get(ctx context.Context, id int64) (Agreement, error) {
	return s.agreements.Get(ctx, id)
}

// History pages through what happened to an agreement.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.agreements.History(ctx, id, p)
}

// Create adds an agreement: open without a municipality, separate with one.
func (s *Service) Create(ctx context.Context, municipality string, c Content) (Agreement, error) {
	a := Agreement{Form: "open", Content: c}
	if municipality != "" {
		a.Form, a.MunicipalityCode = "separate", &municipality
	}
	if err := s.check(ctx, a); err != nil {
		return a, err
	}
	if err := s.agreements.Create(ctx, &a); err != nil {
		return a, err
	}
	return s.agreements.Get(ctx, a.ID)
}

// Edit replaces what people type in.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Agreement, error) {
	a, err := s.agreements.Get(ctx, id)
	if err == nil {
		err = s.agreements.Live(&a)
	}
	if err != nil {
		return a, err
	}
	a.Content = c
	if err := s.check(ctx, a); err != nil {
		return a, err
	}
	if err := s.agreements.Update(ctx, &a, version); err != nil {
		return a, err
	}
	return s.agreements.Get(ctx, id)
}

// Archive takes an agreement nobody signed out of the lists, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	a, err := s.agreements.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.agreements.Archive(ctx, &a, version, reason); err != nil { // first: whoever signs meanwhile waits, and finds it archived
		return err
	}
	n, err := s.agreements.signers(ctx, []int64{id})
	if err == nil && n[id] > 0 {
		err = apperr.New(apperr.Conflict, "agreement-signed", "L'accordo ha già delle firme: resta agli atti")
	}
	return err
}

// Signers counts by agreement the municipalities that signed it.
func (s *Service) Signers(ctx context.Context, ids []int64) (map[int64]int, error) {
	return s.agreements.signers(ctx, ids)
}

// Actions says what the actor may do with an agreement that so many have signed.
func (s *Service) Actions(ctx context.Context, a Agreement, signers int) []string {
	switch {
	case a.ArchivedAt != nil || !admin(ctx):
		return []string{}
	case signers > 0:
		return []string{"edit"}
	}
	return []string{"edit", "archive"}
}

func (s *Service) check(ctx context.Context, a Agreement) error {
	e := apperr.Validation()
	known, err := s.agreements.known(ctx, a)
	if err != nil {
		return err
	}
	if !known.Protocol {
		_ = e.At("/protocol", "unknown", "Non c'è un testo pubblicato del protocollo con questo numero")
	}
	if a.MunicipalityCode != nil && !known.Municipality {
		_ = e.At("/municipality", "unknown", "Non c'è un comune con questo codice")
	}
	if !known.Document {
		_ = e.At("/document", "unknown", "Non c'è un documento con questo numero")
	}
	if (a.RepertoryNumber == "") != (a.RepertoryDate == nil) {
		_ = e.At("/repertory_date", "required", "Numero e data di repertorio vanno insieme")
	}
	if a.RepertoryDate != nil && a.RepertoryDate.After(authz.Today()) {
		_ = e.At("/repertory_date", "future", "La data non può essere nel futuro")
	}
	if a.SignedOn != nil && a.SignedOn.After(authz.Today()) {
		_ = e.At("/signed_on", "future", "La data non può essere nel futuro")
	}
	if a.SignedOn != nil && a.SignatureType == "" {
		_ = e.At("/signature_type", "required", "Indica il tipo di firma: gli accordi tra amministrazioni si firmano digitalmente, a pena di nullità (art. 15 c. 2-bis L. 241/1990)")
	}
	if a.StartsOn.Year() < first || a.StartsOn.Year() > 2100 {
		_ = e.At("/starts_on", "range", "Una data tra il 2017 e il 2100")
	}
	return e.OrNil()
}
