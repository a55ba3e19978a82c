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
	switch {
	case x.SignedOn.After(authz.Today()):
		_ = e.At(pointer+"/signed_on", "future", "La data non può essere nel futuro")
	case x.SignedOn.Year() < first:
		_ = e.At(pointer+"/signed_on", "range", "Il progetto comincia nel 2017")
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

// Retire takes out of the lists what a municipality signed before it left the network: it signs anew, perhaps the same text.
func (s *Service) Retire(ctx context.Context, municipality string) error {
	if err := authz.Within(ctx, authz.AdhesionWrite, municipality); err != nil {
		return err
	}
	return s.signatures.retire(ctx, municipality)
}

// Renew adds a term to what a municipality signed, where its end is near or past: as long as the first, from the day after the end or, when that
// has passed, from the day of the renewal. It gives the renewal, nil where silence renews the agreement, it was prolonged or another was signed.
func (s *Service) Renew(ctx context.Context, municipality string, on time.Time) (*int64, error) {
	if err := authz.Within(ctx, authz.AdhesionWrite, municipality); err != nil {
		return nil, err
	}
	if err := s.signatures.DB.Lock(ctx, "agreement-signature", municipality); err != nil {
		return nil, err
	}
	made, err := s.signatures.renew(ctx, municipality, on)
	if err != nil || len(made) == 0 {
		return nil, err
	}
	return &made[0], nil
}

// Unrenew takes back a renewal, written down by mistake: the term before counts again.
func (s *Service) Unrenew(ctx context.Context, renewal int64) error {
	if err := authz.Within(ctx, authz.AdhesionAdmin, ""); err != nil {
		return err
	}
	return s.signatures.unrenew(ctx, renewal)
}

// Standing is what a municipality has signed: the number of the text, whether it is the current one, and whether the agreement has its repertory
// number.
type Standing struct {
	MunicipalityCode string
	AgreementID      int64
	Number           int
	Current          bool
	Registered       bool
}

// Standings gives what municipalities signed last; who signed nothing is not there.
func (s *Service) Standings(ctx context.Context, codes []string) (map[string]Standing, error) {
	return s.signatures.standings(ctx, codes)
}

// Accept signs the current text for a municipality that signed one before, or has been a member since before signatures were kept here: for any
// other the first signature is a step of its adhesion.
func (s *Service) Accept(ctx context.Context, municipality string, x Signing) (Signature, error) {
	if err := authz.Within(ctx, authz.AdhesionWrite, municipality); err != nil {
		return Signature{}, err
	}
	switch p, err := s.signatures.party(ctx, municipality); {
	case err != nil:
		return Signature{}, err
	case p.Gone:
		return Signature{}, apperr.New(apperr.Conflict, "not-a-member", "Il comune non fa più parte della rete: per rientrare si riapre la sua adesione, e la firma ne è un passo")
	case !p.Signed && !p.Member:
		return Signature{}, apperr.New(apperr.Conflict, "not-signed-yet", "Il comune non ha ancora firmato il protocollo: la prima firma è un passo della sua adesione")
	}
	return s.Sign(ctx, municipality, x, "")
}
