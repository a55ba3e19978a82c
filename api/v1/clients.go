package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/identity"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// APIClient is a municipal system that calls the API for some municipalities.
type APIClient struct {
	httpx.Meta
	ClientID string `json:"client_id" validate:"required,max=80" example:"cdp_abcdefgh"`
	APIClientEdit
	Secret string `json:"secret,omitempty" validate:"max=100" example:"c2VncmV0bw"` // at creation and renewal only
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive,secret" example:"edit"`
} // @name APIClient

// APIClientEdit is what the secretariat decides of a system.
type APIClientEdit struct {
	Name           string   `json:"name" validate:"required,filled,max=120" example:"Gestionale del personale di Milazzo"`
	Scopes         []string `json:"scopes" validate:"required,min=1,max=60,unique,dive,max=60" example:"training-need:write"`
	Municipalities []string `json:"municipalities" validate:"required,min=1,max=200,unique,dive,len=6,numeric" example:"083049"`
} // @name APIClientEdit

// APIClientQuery pages through the systems.
type APIClientQuery struct {
	page.Request
}

// Clients serves the municipal systems.
type Clients struct{ Service *identity.Service }

// Routes is the whole surface of the resource.
func (s Clients) Routes(a *httpx.API) {
	httpx.List(a, "clients-list", "/clients", authz.ClientAdmin, s.list)
	httpx.Query(a, "clients-read", "/clients/:id", authz.ClientAdmin, s.read)
	httpx.Query(a, "clients-history", "/clients/:id/history", authz.ClientAdmin, s.history)
	httpx.Command(a, "clients-create", http.MethodPost, "/clients", authz.ClientAdmin, s.create, httpx.NoReplay())
	httpx.Command(a, "clients-edit", http.MethodPut, "/clients/:id", authz.ClientAdmin, s.edit)
	httpx.Command(a, "clients-archive", http.MethodDelete, "/clients/:id", authz.ClientAdmin, s.archive)
	httpx.Command(a, "clients-secret", http.MethodPost, "/clients/:id/secret", authz.ClientAdmin, s.secret, httpx.NoReplay())
}

// @Summary      Elenco dei sistemi comunali
// @Description  Sistemi che chiamano l'API per conto di alcuni comuni.
// @Tags         clients
// @Param        query query APIClientQuery false "pagina"
// @Success      200 {object} page.Of[APIClient]
// @Router       /clients [get]
func (s Clients) list(_ context.Context, q APIClientQuery) (page.Source[APIClient], error) {
	return page.Map(s.Service.Clients(q.Request), presentClient), nil
}

// @Summary      Un sistema comunale
// @Description  Senza il segreto.
// @Tags         clients
// @Param        id path int true "sistema"
// @Success      200 {object} APIClient
// @Router       /clients/{id} [get]
func (s Clients) read(ctx context.Context, in httpx.ByID) (APIClient, error) {
	c, err := s.Service.Client(ctx, in.ID)
	return presentClient(ctx, c), err
}

// @Summary      Storia di un sistema comunale
// @Description  Chi, quando, che cosa è cambiato.
// @Tags         clients
// @Param        id path int true "sistema"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /clients/{id}/history [get]
func (s Clients) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(s.Service.ClientHistory(ctx, in.ID, in.page()))
}

// @Summary      Registra un sistema comunale
// @Description  Il segreto si vede solo in questa risposta.
// @Tags         clients
// @Param        body body APIClientEdit true "nome, permessi, comuni"
// @Success      201 {object} APIClient
// @Router       /clients [post]
func (s Clients) create(ctx context.Context, _ httpx.None, b APIClientEdit) (APIClient, error) {
	c, secret, err := s.Service.NewClient(ctx, b.Name, b.Scopes, b.Municipalities)
	out := presentClient(ctx, c)
	out.Secret = secret
	return out, err
}

// @Summary      Modifica un sistema comunale
// @Description  Vuole If-Match; ha effetto dalla richiesta successiva del sistema.
// @Tags         clients
// @Param        id path int true "sistema"
// @Param        body body APIClientEdit true "nome, permessi, comuni"
// @Success      200 {object} APIClient
// @Router       /clients/{id} [put]
func (s Clients) edit(ctx context.Context, in httpx.ByVersion, b APIClientEdit) (APIClient, error) {
	c, err := s.Service.EditClient(ctx, in.ID, in.Version(), b.Name, b.Scopes, b.Municipalities)
	return presentClient(ctx, c), err
}

// @Summary      Esclude un sistema comunale
// @Description  Vuole If-Match; i suoi token non valgono più.
// @Tags         clients
// @Param        id path int true "sistema"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /clients/{id} [delete]
func (s Clients) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, s.Service.ArchiveClient(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Nuovo segreto per un sistema comunale
// @Description  Vuole If-Match; quello di prima e i suoi token non valgono più.
// @Tags         clients
// @Param        id path int true "sistema"
// @Success      200 {object} APIClient
// @Router       /clients/{id}/secret [post]
func (s Clients) secret(ctx context.Context, in httpx.ByVersion, _ httpx.None) (APIClient, error) {
	c, secret, err := s.Service.NewSecret(ctx, in.ID, in.Version())
	out := presentClient(ctx, c)
	out.Secret = secret
	return out, err
}

func presentClient(_ context.Context, c identity.Client) APIClient {
	out := APIClient{Meta: httpx.Meta{ID: c.ID, Version: c.Version}, ClientID: c.ClientID, Stamps: stamps(c.Row), Actions: []string{},
		APIClientEdit: APIClientEdit{Name: c.Name, Scopes: c.Scopes, Municipalities: c.Municipalities}}
	if c.ArchivedAt == nil {
		out.Actions = []string{"edit", "archive", "secret"}
	}
	return out
}
