package v1

import (
	"context"
	"io"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/document"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Document is a file of a municipality or of the network, without its content.
type Document struct {
	httpx.Meta
	Municipality string `json:"municipality,omitempty" validate:"omitempty,len=6" example:"083048"` // ISTAT code; none: the network's own
	DocumentEdit
	Filename  string            `json:"filename" validate:"required,max=200" example:"delibera-12-2026.pdf"`
	Media     string            `json:"media" validate:"required,max=120" example:"application/pdf"` // by the content
	Size      int64             `json:"size" validate:"required" example:"48211"`                    // bytes
	SHA256    string            `json:"sha256" validate:"required,max=64" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Signature DocumentSignature `json:"signature" validate:"required"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"` // what the caller may do next
} // @name Document

// DocumentSignature is what the file says of its signatures, checked against the certificates in it. Whose these are nobody has checked: trust.
type DocumentSignature struct {
	Status     string           `json:"status" validate:"required" enums:"signed,unsigned,damaged,unknown" example:"signed"`
	Kind       string           `json:"kind" validate:"required" enums:"none,pades,cades" example:"pades"`
	Trust      string           `json:"trust" validate:"required" enums:"not_verified" example:"not_verified"`
	Reason     string           `json:"reason,omitempty" validate:"max=300" example:"la busta firmata non si legge per intero"` // of damaged
	InnerMedia string           `json:"inner_media,omitempty" validate:"max=120" example:"application/pdf"`                     // of the file inside a container
	InnerName  string           `json:"inner_filename,omitempty" validate:"max=200" example:"parere.pdf"`
	Signers    []DocumentSigner `json:"signers" validate:"required,max=50"`
} // @name DocumentSignature

// DocumentSigner is one signature of a document.
type DocumentSigner struct {
	Name         string     `json:"name" validate:"required,max=220" example:"Mario Rossi"`
	Organisation string     `json:"organisation,omitempty" validate:"max=220" example:"Comune di Milazzo"`
	Serial       string     `json:"serial,omitempty" validate:"max=220" example:"5a3f01"` // of the certificate
	Issuer       string     `json:"issuer,omitempty" validate:"max=220" example:"Prestatore qualificato CA 3"`
	SignedAt     *time.Time `json:"signed_at,omitempty" example:"2026-11-23T10:00:00Z"`
	TimeSource   string     `json:"time_source" validate:"required" enums:"timestamp,declared,none" example:"declared"`
	Digest       string     `json:"digest,omitempty" validate:"max=20" example:"SHA-256"`
	ValidFrom    *time.Time `json:"valid_from,omitempty" example:"2025-01-10T00:00:00Z"` // of the certificate
	ValidTo      *time.Time `json:"valid_to,omitempty" example:"2028-01-10T00:00:00Z"`
	Validity     string     `json:"validity" validate:"required" enums:"within,outside,unknown" example:"within"` // of the certificate when it signed
	Integrity    string     `json:"integrity" validate:"required" enums:"intact,broken,unverifiable" example:"intact"`
	Reason       string     `json:"reason,omitempty" validate:"max=300" example:"il contenuto è cambiato dopo la firma"` // of an integrity other than intact
	Whole        bool       `json:"whole" validate:"required" example:"true"`                                            // nothing was added after this signature
	Layer        int        `json:"layer" validate:"required,min=1,max=10" example:"1"`                                  // 1: the outermost container
} // @name DocumentSigner

// DocumentContentQuery addresses the content of a document or, with inner, of what is within a signed container.
type DocumentContentQuery struct {
	httpx.ByID
	Inner bool `query:"inner"`
}

// DocumentContentOption documents the parameter of the content for the contract.
type DocumentContentOption struct {
	Inner bool `query:"inner" form:"inner"`
}

// DocumentEdit is what people may change in a document. PUT replaces all of it.
type DocumentEdit struct {
	Title   string `json:"title" validate:"required,filled,max=200" example:"Delibera di adesione n. 12/2026"`
	Kind    string `json:"kind" validate:"required,oneof=act opinion protocol appointment pec_receipt withdrawal publication other" enums:"act,opinion,protocol,appointment,pec_receipt,withdrawal,publication,other" example:"act"`
	Sharing string `json:"sharing" validate:"required,oneof=own network public" enums:"own,network,public" example:"own"` // who reads it
} // @name DocumentEdit

// DocumentUpload says what the file in the body is.
type DocumentUpload struct {
	Municipality string `query:"municipality" form:"municipality" validate:"omitempty,len=6,numeric"` // none: the network's own
	Kind         string `query:"kind" form:"kind" validate:"required,oneof=act opinion protocol appointment pec_receipt withdrawal publication other" enums:"act,opinion,protocol,appointment,pec_receipt,withdrawal,publication,other"`
	Filename     string `query:"filename" form:"filename" validate:"required,max=300"`
	Title        string `query:"title" form:"title" validate:"max=200"`
	Sharing      string `query:"sharing" form:"sharing" validate:"omitempty,oneof=own network public" enums:"own,network,public"`
}

// Admit asks before the file is read.
func (u DocumentUpload) Admit(ctx context.Context) error { return document.Admit(ctx, u.Municipality) }

// DocumentQuery filters the list of documents.
type DocumentQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Kind         []string `query:"kind" form:"kind" validate:"max=8,dive,oneof=act opinion protocol appointment pec_receipt withdrawal publication other" enums:"act,opinion,protocol,appointment,pec_receipt,withdrawal,publication,other"`
	Sharing      []string `query:"sharing" form:"sharing" validate:"max=3,dive,oneof=own network public" enums:"own,network,public"`
}

// Documents serves the operations on documents.
type Documents struct{ Service *document.Service }

// uploads are the types an upload may declare; what counts is what the content is.
var uploads = append([]string{"application/pkcs7-signature", "application/octet-stream"}, document.Media...)

// contents are the types of what is handed out: a file from within a container may be anything.
var contents = append([]string{"application/octet-stream"}, document.Media...)

// Routes is the whole surface of the resource: operation, path, permission, handler.
func (d Documents) Routes(a *httpx.API) {
	httpx.List(a, "documents-list", "/documents", authz.AdhesionRead, d.list)
	httpx.Query(a, "documents-read", "/documents/:id", authz.AdhesionRead, d.read)
	httpx.Download(a, "documents-content", "/documents/:id/content", authz.Public, contents, d.content) // the row decides
	httpx.Query(a, "documents-history", "/documents/:id/history", authz.HistoryRead, d.history)
	httpx.Upload(a, "documents-upload", "/documents", authz.AdhesionWrite, uploads, d.upload)
	httpx.Command(a, "documents-edit", http.MethodPut, "/documents/:id", authz.AdhesionWrite, d.edit)
	httpx.Command(a, "documents-archive", http.MethodDelete, "/documents/:id", authz.AdhesionWrite, d.archive)
}

// @Summary      Elenco dei documenti visibili
// @Description  I propri, quelli condivisi con la rete e quelli pubblici, senza il contenuto.
// @Tags         documents
// @Param        query query DocumentQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Document]
// @Router       /documents [get]
func (d Documents) list(_ context.Context, q DocumentQuery) (page.Source[Document], error) {
	return page.Map(d.Service.List(q.Request, document.Filter{Municipalities: q.Municipality, Kinds: q.Kind, Sharing: q.Sharing}), d.present), nil
}

// @Summary      Un documento
// @Description  I suoi dati; il contenuto è in /documents/{id}/content.
// @Tags         documents
// @Param        id path int true "documento"
// @Success      200 {object} Document
// @Router       /documents/{id} [get]
func (d Documents) read(ctx context.Context, in httpx.ByID) (Document, error) {
	doc, err := d.Service.Get(ctx, in.ID)
	return d.present(ctx, doc), err
}

// @Summary      Il contenuto di un documento
// @Description  Il file com'è stato ricevuto o, con inner, quello dentro la busta firmata. Quello di un documento pubblico si legge senza accesso.
// @Tags         documents
// @Param        id path int true "documento"
// @Param        query query DocumentContentOption false "quale file"
// @Success      200
// @Router       /documents/{id}/content [get]
func (d Documents) content(ctx context.Context, in DocumentContentQuery) (httpx.Content, error) {
	doc, err := d.Service.Get(ctx, in.ID)
	if err == nil && in.Inner {
		name, media, body, err := d.Service.Inside(ctx, doc)
		return httpx.Generated(name, media, body), err
	}
	return httpx.Content{Name: doc.Filename, Media: doc.Media, Size: doc.Size, ETag: doc.SHA256,
		Open: func(ctx context.Context) (io.ReadCloser, error) { return d.Service.Open(ctx, in.ID) }}, err
}

// @Summary      Storia di un documento
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         documents
// @Param        id path int true "documento"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /documents/{id}/history [get]
func (d Documents) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(d.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Carica un documento
// @Description  Il corpo è il file. Del tipo conta il contenuto: PDF, P7M o P7S; per i documenti della rete anche DOCX, ODT, XLSX, PNG e JPEG.
// @Tags         documents
// @Param        query query DocumentUpload false "che cos'è il file"
// @Success      201 {object} Document
// @Router       /documents [post]
func (d Documents) upload(ctx context.Context, in DocumentUpload, f httpx.File) (Document, error) {
	if in.Sharing == "" {
		in.Sharing = document.Own
	}
	doc, err := d.Service.Add(ctx, in.Municipality, in.Kind, in.Title, in.Filename, in.Sharing, f.Blob)
	return d.present(ctx, doc), err
}

// @Summary      Sostituisce i dati di un documento
// @Description  Titolo, tipo e condivisione; il contenuto non cambia. Vuole If-Match con l'ETag letto.
// @Tags         documents
// @Param        id path int true "documento"
// @Param        body body DocumentEdit true "la parte modificabile"
// @Success      200 {object} Document
// @Router       /documents/{id} [put]
func (d Documents) edit(ctx context.Context, in httpx.ByVersion, b DocumentEdit) (Document, error) {
	doc, err := d.Service.Edit(ctx, in.ID, in.Version(), b.Title, b.Kind, b.Sharing)
	return d.present(ctx, doc), err
}

// @Summary      Archivia un documento
// @Description  Resta leggibile con la sua storia; rifiutato finché qualcosa vi fa riferimento. Vuole If-Match.
// @Tags         documents
// @Param        id path int true "documento"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /documents/{id} [delete]
func (d Documents) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, d.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

func (d Documents) present(ctx context.Context, doc document.Document) Document {
	return Document{
		Meta: httpx.Meta{ID: doc.ID, Version: doc.Version}, Municipality: doc.Municipality(),
		DocumentEdit: DocumentEdit{Title: doc.Title, Kind: doc.Kind, Sharing: doc.Sharing},
		Filename:     doc.Filename, Media: doc.Media, Size: doc.Size, SHA256: doc.SHA256, Signature: presentSignature(doc),
		Stamps: stamps(doc.Row), Actions: d.Service.Actions(ctx, doc),
	}
}

func presentSignature(doc document.Document) DocumentSignature {
	f := doc.Signature
	out := DocumentSignature{Status: string(f.Status), Kind: string(f.Kind), Trust: "not_verified", Reason: f.Reason, InnerMedia: f.Inner, InnerName: doc.InnerName(),
		Signers: make([]DocumentSigner, len(f.Signers))}
	if out.Status == "" { // not put there through the API
		out.Status, out.Kind = "unknown", "none"
	}
	for i, s := range f.Signers {
		out.Signers[i] = DocumentSigner{Name: s.Name, Organisation: s.Organisation, Serial: s.Serial, Issuer: s.Issuer, SignedAt: s.SignedAt,
			TimeSource: string(s.Clock), Digest: s.Digest, ValidFrom: s.ValidFrom, ValidTo: s.ValidTo, Validity: string(s.Validity),
			Integrity: string(s.Integrity), Reason: s.Reason, Whole: s.Whole, Layer: s.Layer}
	}
	return out
}
