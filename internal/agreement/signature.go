package agreement

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Signature is a row of agreement_signatures: a municipality's, to one text of one agreement.
type Signature struct {
	db.Row
	AgreementID       int64
	ProtocolVersionID int64
	MunicipalityCode  string
	Hand
	SignedOn   time.Time
	DocumentID *int64
}

// TableName tells GORM.
func (Signature) TableName() string { return "agreement_signatures" }

// Signing is what a municipality signs. Agreement 0 is the one in force: its own, or the open one.
type Signing struct {
	Agreement int64
	Hand
	SignedOn   time.Time
	DocumentID *int64
}

// SignatureFilter narrows the list; within a field any value matches.
type SignatureFilter struct {
	Municipalities []string
	Agreements     []int64
	Protocols      []int64
}

// Signatures reads the signatures of the municipalities within the actor's reach.
func (s *Service) Signatures(p page.Request, f SignatureFilter) page.Source[Signature] {
	return s.signatures.Find(p, f.where())
}

// Sign adds a municipality's signature under the current text. pointer leads to the part of the body that the signature is.
func (s *Service) Sign(ctx context.Context, municipality string, x Signing, pointer string) (Signature, error) {
	if err := authz.Within(ctx, authz.AdhesionWrite, municipality); err != nil {
		return Signature{}, err
	}
	if err := s.signatures.DB.Lock(ctx, "agreement-signature", municipality); err != nil {
		return Signature{}, err
	}
	e := apperr.Validation()
	in, err := s.agreements.inForce(ctx, municipality, x.Agreement, x.DocumentID)
	switch {
	case err != nil:
		return Signature{}, err
	case in == nil && x.Agreement == 0:
		_ = e.At(pointer+"/agreement", "none", "Non c'è un accordo in corso da firmare: la segreteria deve prima registrarlo")
	case in == nil:
		_ = e.At(pointer+"/agreement", "unknown", "Non c'è un accordo in corso con questo numero per il comune")
	case in.Protocol == 0:
		_ = e.At(pointer+"/agreement", "no-text", "Non c'è un testo pubblicato del protocollo")
	case in.Signed:
		return Signature{}, apperr.New(apperr.Conflict, "already-signed", "Il comune ha già firmato la versione vigente del protocollo")
	}
	if in != nil && !in.Document {
		_ = e.At(pointer+"/document", "unknown", "Non è un documento di questo comune")
	}
	if x.SignedOn.After(authz.Today()) {
		_ = e.At(pointer+"/signed_on", "future", "La data non può essere nel futuro")
	}
	if err := e.OrNil(); err != nil {
		return Signature{}, err
	}
	row := Signature{AgreementID: in.ID, ProtocolVersionID: in.Protocol, MunicipalityCode: municipality, Hand: x.Hand, SignedOn: x.SignedOn, DocumentID: x.DocumentID}
	return row, s.signatures.Create(ctx, &row)
}

// Unsign takes back a municipality's latest signature, written down by mistake.
func (s *Service) Unsign(ctx context.Context, municipality, reason string) error {
	return s.signatures.unsign(ctx, municipality, reason)
}

// Standing is what a municipality has signed: the number of the text, whether it is the current one, and whether a separate agreement of its own
// waits for its repertory number.
type Standing struct {
	MunicipalityCode string
	AgreementID      int64
	Number           int
	Current          bool
	Form             string
	Registered       bool // the agreement has a repertory number
	EndsOn           time.Time
	TacitRenewal     bool
}

// Standings gives what municipalities signed last; who signed nothing is not there.
func (s *Service) Standings(ctx context.Context, codes []string) (map[string]Standing, error) {
	return s.signatures.standings(ctx, codes)
}

// Accept signs the current text for a municipality that signed one before: the first signature is a step of its adhesion.
func (s *Service) Accept(ctx context.Context, municipality string, x Signing) (Signature, error) {
	if err := authz.Within(ctx, authz.AdhesionWrite, municipality); err != nil {
		return Signature{}, err
	}
	before, err := s.signatures.standings(ctx, []string{municipality})
	if err != nil {
		return Signature{}, err
	}
	if len(before) == 0 {
		return Signature{}, apperr.New(apperr.Conflict, "not-signed-yet", "Il comune non ha ancora firmato il protocollo: la prima firma è un passo della sua adesione")
	}
	return s.Sign(ctx, municipality, x, "")
}
