package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/referent"
)

// Convention is an agreement by which municipalities share one secretary.
type Convention struct {
	httpx.Meta
	ConventionEdit
	State        string             `json:"state" validate:"required" enums:"open,complete,ended" example:"complete"` // complete: declared so, and the shares still add up to 100
	TotalPercent float64            `json:"total_percent" validate:"required" example:"100"`
	Members      []ConventionMember `json:"members" validate:"required,max=200"` // today, or on the nearest day to it; the larger share first
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,completion,archive" example:"edit"`
} // @name Convention

// ConventionMember is a municipality of a convention.
type ConventionMember struct {
	Municipality string   `json:"municipality" validate:"required,max=6" example:"083043"` // ISTAT code
	Name         string   `json:"name" validate:"required,max=80" example:"Malfa"`
	SharePercent *float64 `json:"share_percent,omitempty" example:"40"` // left out until it is agreed
} // @name ConventionMember

// ConventionEdit is what people may change in a convention. PUT replaces all of it.
type ConventionEdit struct {
	Name             string `json:"name" validate:"required,filled,max=160" example:"Segreteria convenzionata di Malfa, Leni e Santa Marina Salina"`
	LeadMunicipality string `json:"lead_municipality,omitempty" validate:"omitempty,len=6,max=6,number" example:"083043"` // the one that employs the secretary
	ActKind          string `json:"act_kind" validate:"max=80" example:"Delibera di consiglio"`
	ActNumber        string `json:"act_number" validate:"max=40" example:"21"`
	ActDate          string `json:"act_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2025-12-20"`
	ValidFrom        string `json:"valid_from" validate:"required,datetime=2006-01-02" example:"2026-01-01"`
	ValidTo          string `json:"valid_to,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2028-12-31"` // the last day
} // @name ConventionEdit

// ConventionQuery filters the list of conventions.
type ConventionQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"` // one of them belongs to it, or belonged
	ActiveOn     string   `query:"active_on" form:"active_on" validate:"omitempty,max=10,datetime=2006-01-02"`
}

// Conventions serves the operations on conventions.
type Conventions struct{ Service *referent.Service }

// Routes is the whole surface of the resource.
func (t Conventions) Routes(a *httpx.API) {
	httpx.List(a, "conventions-list", "/conventions", authz.ReferentRead, t.list)
	httpx.Query(a, "conventions-read", "/conventions/:id", authz.ReferentRead, t.read)
	httpx.Query(a, "conventions-history", "/conventions/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "conventions-create", http.MethodPost, "/conventions", authz.ReferentWrite, t.create)
	httpx.Command(a, "conventions-edit", http.MethodPut, "/conventions/:id", authz.ReferentWrite, t.edit)
	httpx.Command(a, "conventions-completion", http.MethodPost, "/conventions/:id/completion", authz.ReferentWrite, t.completion)
	httpx.Command(a, "conventions-archive", http.MethodDelete, "/conventions/:id", authz.ReferentWrite, t.archive)
}

// @Summary      Elenco delle convenzioni di segreteria
// @Description  Quelle dei comuni di propria competenza. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         referents
// @Param        query query ConventionQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Convention]
// @Router       /conventions [get]
func (t Conventions) list(_ context.Context, q ConventionQuery) (page.Source[Convention], error) {
	return page.Batch(t.Service.Conventions(q.Request, referent.ConventionFilter{Municipalities: q.Municipality, ActiveOn: date(q.ActiveOn)}), t.present), nil
}

// @Summary      Una convenzione di segreteria
// @Description  Con i comuni e le quote di oggi. Con If-None-Match risponde 304 se non è cambiato nulla.
// @Tags         referents
// @Param        id path int true "convenzione"
// @Success      200 {object} Convention
// @Router       /conventions/{id} [get]
func (t Conventions) read(ctx context.Context, in httpx.ByID) (Convention, error) {
	return one(ctx, t.present)(t.Service.Convention(ctx, in.ID))
}

// @Summary      Storia di una convenzione di segreteria
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente. Gli incarichi hanno una storia propria.
// @Tags         referents
// @Param        id path int true "convenzione"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /conventions/{id}/history [get]
func (t Conventions) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.ConventionHistory(ctx, in.ID, in.page()))
}

// @Summary      Nuova convenzione di segreteria
// @Description  Per la segreteria. I comuni vi entrano con gli incarichi del segretario in convenzione, ciascuno con la sua quota.
// @Tags         referents
// @Param        body body ConventionEdit true "la convenzione"
// @Success      201 {object} Convention
// @Router       /conventions [post]
func (t Conventions) create(ctx context.Context, _ httpx.None, b ConventionEdit) (Convention, error) {
	return one(ctx, t.present)(t.Service.CreateConvention(ctx, b.content()))
}

// @Summary      Sostituisce nome, atto e date di una convenzione
// @Description  Per la segreteria; vuole If-Match.
// @Tags         referents
// @Param        id path int true "convenzione"
// @Param        body body ConventionEdit true "la parte modificabile"
// @Success      200 {object} Convention
// @Router       /conventions/{id} [put]
func (t Conventions) edit(ctx context.Context, in httpx.ByVersion, b ConventionEdit) (Convention, error) {
	return one(ctx, t.present)(t.Service.EditConvention(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Dichiara completa una convenzione
// @Description  Tutti i comuni hanno la loro quota, lo stesso segretario, e la somma fa 100: altrimenti dice chi e quanto manca. Vuole If-Match.
// @Tags         referents
// @Param        id path int true "convenzione"
// @Success      200 {object} Convention
// @Router       /conventions/{id}/completion [post]
func (t Conventions) completion(ctx context.Context, in httpx.ByVersion, _ httpx.None) (Convention, error) {
	return one(ctx, t.present)(t.Service.CompleteConvention(ctx, in.ID, in.Version()))
}

// @Summary      Archivia una convenzione di segreteria
// @Description  Quando nessun comune ne fa più parte; resta leggibile con la sua storia; vuole If-Match.
// @Tags         referents
// @Param        id path int true "convenzione"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /conventions/{id} [delete]
func (t Conventions) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.ArchiveConvention(ctx, in.ID, in.Version(), in.Reason)
}

func (e ConventionEdit) content() referent.ConventionContent {
	out := referent.ConventionContent{Name: e.Name, ActKind: e.ActKind, ActNumber: e.ActNumber, ActDate: date(e.ActDate), ValidFrom: deref(date(e.ValidFrom)),
		ValidTo: date(e.ValidTo)}
	if e.LeadMunicipality != "" {
		out.LeadCode = &e.LeadMunicipality
	}
	return out
}

// Variant puts the members into the ETag: they change without the convention.
func (c Convention) Variant() string { return digest(c.State, c.Members) }

func (t Conventions) present(ctx context.Context, rows []referent.Convention) ([]Convention, error) {
	members, err := t.Service.ConventionMembers(ctx, convert(rows, func(c referent.Convention) int64 { return c.ID }))
	return convert(rows, func(c referent.Convention) Convention {
		state := c.State(members[c.ID])
		return Convention{Meta: httpx.Meta{ID: c.ID, Version: c.Version},
			ConventionEdit: ConventionEdit{Name: c.Name, LeadMunicipality: deref(c.LeadCode), ActKind: c.ActKind, ActNumber: c.ActNumber, ActDate: day(c.ActDate),
				ValidFrom: day(&c.ValidFrom), ValidTo: day(c.ValidTo)},
			State: state, TotalPercent: referent.Total(members[c.ID]), Stamps: stamps(c.Row), Actions: t.Service.ConventionActions(ctx, c, state),
			Members: convert(members[c.ID], func(m referent.ConventionMember) ConventionMember {
				return ConventionMember{m.Municipality, m.Name, m.SharePercent}
			})}
	}), err
}
