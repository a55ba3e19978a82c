package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/agreement"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Agreement is a protocol of understanding as it is signed: an open one with many later signatories, or one with a single municipality.
type Agreement struct {
	httpx.Meta
	Form         string `json:"form" validate:"required" enums:"open,separate" example:"open"`
	Municipality string `json:"municipality,omitempty" validate:"max=6" example:"083049"` // of a separate one
	AgreementEdit
	EndsOn  string `json:"ends_on" validate:"required" example:"2029-02-28"` // the last day of its term
	Signers int    `json:"signers" validate:"required" example:"41"`         // municipalities that signed
	Stamps
	Actions []string `json:"actions" validate:"required,max=10" enums:"edit,archive" example:"edit"`
} // @name Agreement

// AgreementNew is what creates an agreement: with a municipality it is a separate one.
type AgreementNew struct {
	Municipality string `json:"municipality,omitempty" validate:"omitempty,len=6,number" example:"083011"`
	AgreementEdit
} // @name AgreementNew

// AgreementEdit is what people may change in an agreement. PUT replaces all of it.
type AgreementEdit struct {
	Title           string `json:"title" validate:"required,filled,max=200" example:"Protocollo d'intesa aperto"`
	Protocol        int64  `json:"protocol" validate:"required,min=1" example:"1"` // the text it was made on
	RepertoryNumber string `json:"repertory_number" validate:"max=40" example:"214"`
	RepertoryDate   string `json:"repertory_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-03-01"`
	// What the Città Metropolitana signed: the quality of who signs for it changes with elections and commissioners.
	SignatoryName     string `json:"signatory_name" validate:"max=160" example:"Maria Bianchi"`
	SignatoryQuality  string `json:"signatory_quality" validate:"max=160" example:"Sindaco metropolitano"`
	SignatoryPower    string `json:"signatory_power" validate:"max=200" example:"Decreto n. 19 del 31/01/2017"`
	SignatureType     string `json:"signature_type" validate:"omitempty,oneof=digital advanced qualified" enums:",digital,advanced,qualified" example:"digital"`
	CertificateSerial string `json:"certificate_serial" validate:"max=120" example:"0a1b2c3d"`
	SignedOn          string `json:"signed_on,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-03-01"`
	StartsOn          string `json:"starts_on" validate:"required,datetime=2006-01-02" example:"2026-03-01"`
	DurationMonths    int    `json:"duration_months" validate:"required,min=1,max=240" example:"36"`
	TacitRenewal      bool   `json:"tacit_renewal" example:"false"`
	NoticeDays        int    `json:"notice_days" validate:"min=0,max=365" example:"30"` // of a withdrawal
	Note              string `json:"note" validate:"max=1000" example:"Firmato in Palazzo dei Leoni"`
	Document          int64  `json:"document,omitzero" validate:"omitempty,min=1" example:"7"`
} // @name AgreementEdit

// AgreementQuery filters the list of agreements.
type AgreementQuery struct {
	page.Request
	Form []string `query:"form" form:"form" validate:"max=2,dive,oneof=open separate" enums:"open,separate"`
}

// AgreementSignature is a municipality's signature under a text of the protocol.
type AgreementSignature struct {
	httpx.Meta
	Municipality string `json:"municipality" validate:"required,len=6" example:"083011"`
	Agreement    int64  `json:"agreement" validate:"required" example:"1"`
	Protocol     int64  `json:"protocol" validate:"required" example:"1"`
	SignedHand
	Stamps
} // @name AgreementSignature

// AgreementSignatureNew accepts the current text of the protocol for a municipality that signed one before.
type AgreementSignatureNew struct {
	Municipality string `json:"municipality" validate:"required,len=6,number" example:"083011"`
	SignedHandNew
} // @name AgreementSignatureNew

// SignedHand is who signed for a municipality, in which quality, by which act, with what.
type SignedHand struct {
	SignatoryName     string `json:"signatory_name" validate:"required,filled,max=160" example:"Giovanni Rossi"`
	SignatoryQuality  string `json:"signatory_quality" validate:"required,filled,max=160" example:"Sindaco"`
	SignatoryPower    string `json:"signatory_power" validate:"max=200" example:"Delibera di Giunta n. 87 del 12/10/2026"`
	SignatureType     string `json:"signature_type" validate:"required,oneof=digital advanced qualified" enums:"digital,advanced,qualified" example:"digital"` // no other makes a valid agreement: art. 15 c. 2-bis L. 241/1990
	CertificateSerial string `json:"certificate_serial" validate:"max=120" example:"0a1b2c3d"`
	SignedOn          string `json:"signed_on" validate:"required,datetime=2006-01-02" example:"2026-11-02"`
	Document          int64  `json:"document,omitzero" validate:"omitempty,min=1" example:"7"` // the signed file
} // @name SignedHand

// SignedHandNew signs under the agreement in force, or another.
type SignedHandNew struct {
	Agreement int64 `json:"agreement,omitzero" validate:"omitempty,min=1" example:"1"`
	SignedHand
} // @name SignedHandNew

// AgreementSignatureQuery filters the list of signatures.
type AgreementSignatureQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"`
	Agreement    []int64  `query:"agreement" form:"agreement" validate:"max=50,dive,min=1"`
	Protocol     []int64  `query:"protocol" form:"protocol" validate:"max=50,dive,min=1"`
}

// Agreements serves the agreements and their signatures.
type Agreements struct{ Service *agreement.Service }

// Routes is the whole surface of the resource.
func (g Agreements) Routes(a *httpx.API) {
	httpx.List(a, "agreements-list", "/agreements", authz.AdhesionRead, g.list)
	httpx.Query(a, "agreements-read", "/agreements/:id", authz.AdhesionRead, g.read)
	httpx.Query(a, "agreements-history", "/agreements/:id/history", authz.HistoryRead, g.history)
	httpx.Command(a, "agreements-create", http.MethodPost, "/agreements", authz.AdhesionAdmin, g.create)
	httpx.Command(a, "agreements-edit", http.MethodPut, "/agreements/:id", authz.AdhesionAdmin, g.edit)
	httpx.Command(a, "agreements-archive", http.MethodDelete, "/agreements/:id", authz.AdhesionAdmin, g.archive)
	httpx.List(a, "signatures-list", "/signatures", authz.AdhesionRead, g.signatures)
	httpx.Command(a, "signatures-create", http.MethodPost, "/signatures", authz.AdhesionWrite, g.accept)
}

// @Summary      Gli accordi con i comuni
// @Description  Quelli aperti e, tra i separati, quelli dei comuni che si possono vedere.
// @Tags         agreements
// @Param        query query AgreementQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Agreement]
// @Router       /agreements [get]
func (g Agreements) list(_ context.Context, q AgreementQuery) (page.Source[Agreement], error) {
	return page.Batch(g.Service.List(q.Request, q.Form), g.present), nil
}

// @Summary      Un accordo
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         agreements
// @Param        id path int true "accordo"
// @Success      200 {object} Agreement
// @Router       /agreements/{id} [get]
func (g Agreements) read(ctx context.Context, in httpx.ByID) (Agreement, error) {
	return one(ctx, g.present)(g.Service.Get(ctx, in.ID))
}

// @Summary      Storia di un accordo
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         agreements
// @Param        id path int true "accordo"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /agreements/{id}/history [get]
func (g Agreements) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(g.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuovo accordo
// @Description  Aperto, o con un solo comune. Con Idempotency-Key la ripetizione restituisce la stessa risposta.
// @Tags         agreements
// @Param        body body AgreementNew true "l'accordo"
// @Success      201 {object} Agreement
// @Router       /agreements [post]
func (g Agreements) create(ctx context.Context, _ httpx.None, b AgreementNew) (Agreement, error) {
	return one(ctx, g.present)(g.Service.Create(ctx, b.Municipality, b.content()))
}

// @Summary      Sostituisce i dati di un accordo
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         agreements
// @Param        id path int true "accordo"
// @Param        body body AgreementEdit true "la parte modificabile"
// @Success      200 {object} Agreement
// @Router       /agreements/{id} [put]
func (g Agreements) edit(ctx context.Context, in httpx.ByVersion, b AgreementEdit) (Agreement, error) {
	return one(ctx, g.present)(g.Service.Edit(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Archivia un accordo che nessuno ha firmato
// @Description  Resta leggibile con la sua storia; vuole If-Match.
// @Tags         agreements
// @Param        id path int true "accordo"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /agreements/{id} [delete]
func (g Agreements) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, g.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Le firme dei comuni
// @Description  Chi ha firmato quale versione del protocollo, dalla più recente; solo i comuni che si possono vedere.
// @Tags         agreements
// @Param        query query AgreementSignatureQuery false "pagina e filtri"
// @Success      200 {object} page.Of[AgreementSignature]
// @Router       /signatures [get]
func (g Agreements) signatures(_ context.Context, q AgreementSignatureQuery) (page.Source[AgreementSignature], error) {
	return page.Map(g.Service.Signatures(q.Request, agreement.SignatureFilter{Municipalities: q.Municipality, Agreements: q.Agreement, Protocols: q.Protocol}),
		presentAcceptance), nil
}

// @Summary      Accetta il testo vigente del protocollo
// @Description  Per un comune che ha firmato una versione precedente; la prima firma è un passo dell'adesione.
// @Tags         agreements
// @Param        body body AgreementSignatureNew true "la firma"
// @Success      201 {object} AgreementSignature
// @Router       /signatures [post]
func (g Agreements) accept(ctx context.Context, _ httpx.None, b AgreementSignatureNew) (AgreementSignature, error) {
	x, err := g.Service.Accept(ctx, b.Municipality, b.signing())
	return presentAcceptance(ctx, x), err
}

func (e AgreementEdit) content() agreement.Content {
	return agreement.Content{Title: e.Title, ProtocolVersionID: e.Protocol, RepertoryNumber: e.RepertoryNumber, RepertoryDate: date(e.RepertoryDate),
		Hand:     agreement.Hand{SignatoryName: e.SignatoryName, SignatoryQuality: e.SignatoryQuality, SignatoryPower: e.SignatoryPower, SignatureType: e.SignatureType, CertificateSerial: e.CertificateSerial},
		SignedOn: date(e.SignedOn), StartsOn: deref(date(e.StartsOn)), DurationMonths: e.DurationMonths, TacitRenewal: e.TacitRenewal, NoticeDays: e.NoticeDays,
		Note: e.Note, DocumentID: reference(e.Document)}
}

func (h SignedHandNew) signing() agreement.Signing {
	return agreement.Signing{Agreement: h.Agreement, SignedOn: deref(date(h.SignedOn)), DocumentID: reference(h.Document),
		Hand: agreement.Hand{SignatoryName: h.SignatoryName, SignatoryQuality: h.SignatoryQuality, SignatoryPower: h.SignatoryPower, SignatureType: h.SignatureType, CertificateSerial: h.CertificateSerial}}
}

func presentAcceptance(_ context.Context, x agreement.Signature) AgreementSignature {
	return AgreementSignature{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, Municipality: x.MunicipalityCode, Agreement: x.AgreementID, Protocol: x.ProtocolVersionID,
		SignedHand: SignedHand{SignatoryName: x.SignatoryName, SignatoryQuality: x.SignatoryQuality, SignatoryPower: x.SignatoryPower, SignatureType: x.SignatureType,
			CertificateSerial: x.CertificateSerial, SignedOn: x.SignedOn.Format(time.DateOnly), Document: deref(x.DocumentID)}, Stamps: stamps(x.Row)}
}

func (g Agreements) present(ctx context.Context, rows []agreement.Agreement) ([]Agreement, error) {
	signers, err := g.Service.Signers(ctx, convert(rows, func(x agreement.Agreement) int64 { return x.ID }))
	return convert(rows, func(x agreement.Agreement) Agreement {
		return Agreement{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, Form: x.Form, Municipality: deref(x.MunicipalityCode), EndsOn: x.EndsOn.Format(time.DateOnly),
			Signers: signers[x.ID], Stamps: stamps(x.Row), Actions: g.Service.Actions(ctx, x, signers[x.ID]),
			AgreementEdit: AgreementEdit{Title: x.Title, Protocol: x.ProtocolVersionID, RepertoryNumber: x.RepertoryNumber, RepertoryDate: day(x.RepertoryDate),
				SignatoryName: x.SignatoryName, SignatoryQuality: x.SignatoryQuality, SignatoryPower: x.SignatoryPower, SignatureType: x.SignatureType,
				CertificateSerial: x.CertificateSerial, SignedOn: day(x.SignedOn), StartsOn: x.StartsOn.Format(time.DateOnly), DurationMonths: x.DurationMonths,
				TacitRenewal: x.TacitRenewal, NoticeDays: x.NoticeDays, Note: x.Note, Document: deref(x.DocumentID)}}
	}), err
}

// Variant puts the signers into the ETag: they change without the agreement.
func (a Agreement) Variant() string { return digest(a.Signers) }

// reference is an id that may be missing.
func reference(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
