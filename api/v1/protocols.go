package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/agreement"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// ProtocolVersion is a text of the protocol of understanding.
type ProtocolVersion struct {
	httpx.Meta
	Number int `json:"number" validate:"required" example:"2"`
	ProtocolVersionEdit
	State       string `json:"state" validate:"required" enums:"draft,current,superseded" example:"current"`
	PublishedOn string `json:"published_on,omitempty" example:"2026-03-01"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=10" enums:"edit,publication,archive" example:"edit"`
} // @name ProtocolVersion

// ProtocolVersionEdit is what people may change in a draft. PUT replaces all of it.
type ProtocolVersionEdit struct {
	Title   string `json:"title" validate:"required,filled,max=200" example:"Protocollo d'intesa della Comunità di Pratiche"`
	Changes string `json:"changes" validate:"max=4000" example:"Aggiunto l'articolo sulla protezione dei dati"` // since the version before, for who signed that
	Text    string `json:"text" validate:"required,filled,max=60000" example:"Art. 1 Oggetto e finalità"`
} // @name ProtocolVersionEdit

// ProtocolVersions serves the texts of the protocol. What is published is public.
type ProtocolVersions struct{ Service *agreement.Service }

// Routes is the whole surface of the resource.
func (p ProtocolVersions) Routes(a *httpx.API) {
	httpx.List(a, "protocol-versions-list", "/protocol-versions", authz.Public, p.list)
	httpx.Query(a, "protocol-versions-read", "/protocol-versions/:id", authz.Public, p.read)
	httpx.Query(a, "protocol-versions-history", "/protocol-versions/:id/history", authz.HistoryRead, p.history)
	httpx.Command(a, "protocol-versions-create", http.MethodPost, "/protocol-versions", authz.AdhesionAdmin, p.create)
	httpx.Command(a, "protocol-versions-edit", http.MethodPut, "/protocol-versions/:id", authz.AdhesionAdmin, p.edit)
	httpx.Command(a, "protocol-versions-publication", http.MethodPost, "/protocol-versions/:id/publication", authz.AdhesionAdmin, p.publication)
	httpx.Command(a, "protocol-versions-archive", http.MethodDelete, "/protocol-versions/:id", authz.AdhesionAdmin, p.archive)
}

// @Summary      Le versioni del protocollo d'intesa
// @Description  Pubbliche, dalla più recente; le bozze le vede la segreteria.
// @Tags         agreements
// @Param        query query page.Request false "pagina"
// @Success      200 {object} page.Of[ProtocolVersion]
// @Router       /protocol-versions [get]
func (p ProtocolVersions) list(_ context.Context, q page.Request) (page.Source[ProtocolVersion], error) {
	return page.Map(p.Service.Protocols(q), p.present), nil
}

// @Summary      Una versione del protocollo d'intesa
// @Description  Pubblica, se non è una bozza. Con If-None-Match risponde 304 se non è cambiata.
// @Tags         agreements
// @Param        id path int true "versione"
// @Success      200 {object} ProtocolVersion
// @Router       /protocol-versions/{id} [get]
func (p ProtocolVersions) read(ctx context.Context, in httpx.ByID) (ProtocolVersion, error) {
	x, err := p.Service.Protocol(ctx, in.ID)
	return p.present(ctx, x), err
}

// @Summary      Storia di una versione del protocollo
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         agreements
// @Param        id path int true "versione"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /protocol-versions/{id}/history [get]
func (p ProtocolVersions) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(p.Service.ProtocolHistory(ctx, in.ID, in.page()))
}

// @Summary      Nuova bozza del protocollo
// @Description  Prende il numero seguente; con Idempotency-Key la ripetizione restituisce la stessa risposta.
// @Tags         agreements
// @Param        body body ProtocolVersionEdit true "il testo"
// @Success      201 {object} ProtocolVersion
// @Router       /protocol-versions [post]
func (p ProtocolVersions) create(ctx context.Context, _ httpx.None, b ProtocolVersionEdit) (ProtocolVersion, error) {
	x, err := p.Service.Write(ctx, agreement.Text(b))
	return p.present(ctx, x), err
}

// @Summary      Riscrive una bozza del protocollo
// @Description  Un testo pubblicato non cambia più. Vuole If-Match.
// @Tags         agreements
// @Param        id path int true "versione"
// @Param        body body ProtocolVersionEdit true "il testo"
// @Success      200 {object} ProtocolVersion
// @Router       /protocol-versions/{id} [put]
func (p ProtocolVersions) edit(ctx context.Context, in httpx.ByVersion, b ProtocolVersionEdit) (ProtocolVersion, error) {
	x, err := p.Service.Rewrite(ctx, in.ID, in.Version(), agreement.Text(b))
	return p.present(ctx, x), err
}

// @Summary      Pubblica una bozza del protocollo
// @Description  Diventa il testo vigente, quello di prima è superato, e a ogni aderente si chiede di accettare di nuovo. Vuole If-Match.
// @Tags         agreements
// @Param        id path int true "versione"
// @Success      200 {object} ProtocolVersion
// @Router       /protocol-versions/{id}/publication [post]
func (p ProtocolVersions) publication(ctx context.Context, in httpx.ByVersion, _ httpx.None) (ProtocolVersion, error) {
	x, err := p.Service.Publish(ctx, in.ID, in.Version())
	return p.present(ctx, x), err
}

// @Summary      Scarta una bozza del protocollo
// @Description  Resta leggibile con la sua storia; vuole If-Match.
// @Tags         agreements
// @Param        id path int true "versione"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /protocol-versions/{id} [delete]
func (p ProtocolVersions) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, p.Service.Discard(ctx, in.ID, in.Version(), in.Reason)
}

func (p ProtocolVersions) present(ctx context.Context, x agreement.Protocol) ProtocolVersion {
	return ProtocolVersion{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, Number: x.Number, ProtocolVersionEdit: ProtocolVersionEdit(x.Text), State: x.State,
		PublishedOn: day(x.PublishedOn), Stamps: stamps(x.Row), Actions: p.Service.ProtocolActions(ctx, x)}
}
