package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/process"
)

// MunicipalProcess is a process of a municipality, with how it is managed.
type MunicipalProcess struct {
	httpx.Meta
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"`
	MunicipalProcessEdit
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"` // what the caller may do next
} // @name MunicipalProcess

// MunicipalProcessNew is what creates a process.
type MunicipalProcessNew struct {
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	MunicipalProcessEdit
} // @name MunicipalProcessNew

// MunicipalProcessEdit is what people may change in a process. PUT replaces all of it.
type MunicipalProcessEdit struct {
	Name           string `json:"name" validate:"required,filled,max=200" example:"Raccolta dei rifiuti"`
	Area           string `json:"area" validate:"required,max=2" example:"B"`
	ManagementForm string `json:"management_form" validate:"required,oneof=direct union convention cuc srr district contract in_house" enums:"direct,union,convention,cuc,srr,district,contract,in_house" example:"srr"`
	OwnerBody      string `json:"owner_body,omitempty" validate:"max=200" example:"SRR Messina Area Metropolitana"` // the body that answers for it; none when direct
	Office         string `json:"office,omitempty" validate:"max=200" example:"Ufficio ambiente"`                   // responsible in the municipality: an office, no person
	Description    string `json:"description,omitempty" validate:"max=1000" example:"La gara la fa la società, il comune controlla"`
} // @name MunicipalProcessEdit

// ProcessQuery filters the list of processes.
type ProcessQuery struct {
	page.Request
	Municipality   []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Area           []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
	ManagementForm []string `query:"management_form" form:"management_form" validate:"max=8,dive,oneof=direct union convention cuc srr district contract in_house" enums:"direct,union,convention,cuc,srr,district,contract,in_house"`
}

// AreaAlias is how a municipality calls an area of risk in its own papers.
type AreaAlias struct {
	httpx.Meta
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"`
	AreaAliasEdit
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"` // what the caller may do next
} // @name AreaAlias

// AreaAliasNew is what creates a name.
type AreaAliasNew struct {
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	AreaAliasEdit
} // @name AreaAliasNew

// AreaAliasEdit is a name and the area it stands for.
type AreaAliasEdit struct {
	Alias string `json:"alias" validate:"required,filled,max=120" example:"Appalti e contratti"`
	Area  string `json:"area" validate:"required,max=2" example:"B"`
} // @name AreaAliasEdit

// AreaAliasQuery filters the list of names.
type AreaAliasQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Area         []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
}

// Processes serves the processes of the municipalities and their names for the areas.
type Processes struct{ Service *process.Service }

// Routes is the whole surface of both resources.
func (t Processes) Routes(a *httpx.API) {
	httpx.List(a, "processes-list", "/processes", authz.LocalRiskRead, t.list)
	httpx.Query(a, "processes-read", "/processes/:id", authz.LocalRiskRead, t.read)
	httpx.Query(a, "processes-history", "/processes/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "processes-create", http.MethodPost, "/processes", authz.LocalRiskWrite, t.create)
	httpx.Command(a, "processes-edit", http.MethodPut, "/processes/:id", authz.LocalRiskWrite, t.edit)
	httpx.Command(a, "processes-archive", http.MethodDelete, "/processes/:id", authz.LocalRiskWrite, t.archive)
	httpx.List(a, "area-aliases-list", "/area-aliases", authz.LocalRiskRead, t.aliases)
	httpx.Query(a, "area-aliases-read", "/area-aliases/:id", authz.LocalRiskRead, t.alias)
	httpx.Command(a, "area-aliases-create", http.MethodPost, "/area-aliases", authz.LocalRiskWrite, t.createAlias)
	httpx.Command(a, "area-aliases-edit", http.MethodPut, "/area-aliases/:id", authz.LocalRiskWrite, t.editAlias)
	httpx.Command(a, "area-aliases-archive", http.MethodDelete, "/area-aliases/:id", authz.LocalRiskWrite, t.archiveAlias)
}

// @Summary      Elenco dei processi dei propri comuni
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         processes
// @Param        query query ProcessQuery false "pagina e filtri"
// @Success      200 {object} page.Of[MunicipalProcess]
// @Router       /processes [get]
func (t Processes) list(_ context.Context, q ProcessQuery) (page.Source[MunicipalProcess], error) {
	return page.Map(t.Service.List(q.Request, process.Filter{Municipalities: q.Municipality, Areas: q.Area, Forms: q.ManagementForm}), presentProcess), nil
}

// @Summary      Un processo
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         processes
// @Param        id path int true "processo"
// @Success      200 {object} MunicipalProcess
// @Router       /processes/{id} [get]
func (t Processes) read(ctx context.Context, in httpx.ByID) (MunicipalProcess, error) {
	p, err := t.Service.Get(ctx, in.ID)
	return presentProcess(ctx, p), err
}

// @Summary      Storia di un processo
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         processes
// @Param        id path int true "processo"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /processes/{id}/history [get]
func (t Processes) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuovo processo di un comune
// @Description  Con la forma di gestione e, se non è in proprio, l'ente titolare. Il nome è unico nel comune.
// @Tags         processes
// @Param        body body MunicipalProcessNew true "il processo"
// @Success      201 {object} MunicipalProcess
// @Router       /processes [post]
func (t Processes) create(ctx context.Context, _ httpx.None, b MunicipalProcessNew) (MunicipalProcess, error) {
	p, err := t.Service.Create(ctx, b.Municipality, b.content())
	return presentProcess(ctx, p), err
}

// @Summary      Sostituisce un processo
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         processes
// @Param        id path int true "processo"
// @Param        body body MunicipalProcessEdit true "la parte modificabile"
// @Success      200 {object} MunicipalProcess
// @Router       /processes/{id} [put]
func (t Processes) edit(ctx context.Context, in httpx.ByVersion, b MunicipalProcessEdit) (MunicipalProcess, error) {
	p, err := t.Service.Edit(ctx, in.ID, in.Version(), b.content())
	return presentProcess(ctx, p), err
}

// @Summary      Archivia un processo
// @Description  Resta leggibile con la sua storia; vuole If-Match.
// @Tags         processes
// @Param        id path int true "processo"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /processes/{id} [delete]
func (t Processes) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Come i propri comuni chiamano le aree di rischio
// @Description  I nomi usati nei registri del comune: l'importazione li riconosce.
// @Tags         processes
// @Param        query query AreaAliasQuery false "pagina e filtri"
// @Success      200 {object} page.Of[AreaAlias]
// @Router       /area-aliases [get]
func (t Processes) aliases(_ context.Context, q AreaAliasQuery) (page.Source[AreaAlias], error) {
	return page.Map(t.Service.Aliases(q.Request, process.Filter{Municipalities: q.Municipality, Areas: q.Area}), presentAlias), nil
}

// @Summary      Un nome di un'area
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         processes
// @Param        id path int true "nome"
// @Success      200 {object} AreaAlias
// @Router       /area-aliases/{id} [get]
func (t Processes) alias(ctx context.Context, in httpx.ByID) (AreaAlias, error) {
	a, err := t.Service.Alias(ctx, in.ID)
	return presentAlias(ctx, a), err
}

// @Summary      Nuovo nome di un'area in un comune
// @Description  Maiuscole e accenti non distinguono i nomi.
// @Tags         processes
// @Param        body body AreaAliasNew true "il nome"
// @Success      201 {object} AreaAlias
// @Router       /area-aliases [post]
func (t Processes) createAlias(ctx context.Context, _ httpx.None, b AreaAliasNew) (AreaAlias, error) {
	a, err := t.Service.AddAlias(ctx, b.Municipality, b.Alias, b.Area)
	return presentAlias(ctx, a), err
}

// @Summary      Sostituisce un nome di un'area
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         processes
// @Param        id path int true "nome"
// @Param        body body AreaAliasEdit true "nome e area"
// @Success      200 {object} AreaAlias
// @Router       /area-aliases/{id} [put]
func (t Processes) editAlias(ctx context.Context, in httpx.ByVersion, b AreaAliasEdit) (AreaAlias, error) {
	a, err := t.Service.EditAlias(ctx, in.ID, in.Version(), b.Alias, b.Area)
	return presentAlias(ctx, a), err
}

// @Summary      Archivia un nome di un'area
// @Description  Vuole If-Match.
// @Tags         processes
// @Param        id path int true "nome"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /area-aliases/{id} [delete]
func (t Processes) archiveAlias(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.RemoveAlias(ctx, in.ID, in.Version(), in.Reason)
}

func (e MunicipalProcessEdit) content() process.Content {
	return process.Content{Name: e.Name, AreaCode: e.Area, ManagementForm: e.ManagementForm, OwnerBody: e.OwnerBody, Office: e.Office, Description: e.Description}
}

func presentProcess(ctx context.Context, p process.Process) MunicipalProcess {
	return MunicipalProcess{Meta: httpx.Meta{ID: p.ID, Version: p.Version}, Municipality: p.MunicipalityCode,
		MunicipalProcessEdit: MunicipalProcessEdit{p.Name, p.AreaCode, p.ManagementForm, p.OwnerBody, p.Office, p.Description},
		Stamps:               stamps(p.Row), Actions: process.Actions(ctx, p.Row, p.MunicipalityCode)}
}

func presentAlias(ctx context.Context, a process.Alias) AreaAlias {
	return AreaAlias{Meta: httpx.Meta{ID: a.ID, Version: a.Version}, Municipality: a.MunicipalityCode, AreaAliasEdit: AreaAliasEdit{a.Alias, a.AreaCode},
		Stamps: stamps(a.Row), Actions: process.Actions(ctx, a.Row, a.MunicipalityCode)}
}
