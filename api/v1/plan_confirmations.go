package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/confirmation"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// PlanConfirmation answers for a municipality of less than 50 employees whether it may confirm its plan for a year or has to write it anew.
type PlanConfirmation struct {
	httpx.Meta
	PlanConfirmationNew
	Outcome     string   `json:"outcome" validate:"required" enums:"confirm,rewrite,open" example:"confirm"` // open: something is missing
	Explanation []string `json:"explanation" validate:"required,max=10,dive,max=300" example:"Gli obiettivi strategici sono rimasti gli stessi"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"`
} // @name PlanConfirmation

// PlanConfirmationNew begins the answers of a municipality for a year.
type PlanConfirmationNew struct {
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083011"`
	Year         int    `json:"year" validate:"required,min=2014,max=2100" example:"2027"` // of the plan that is confirmed or written anew
	PlanConfirmationEdit
} // @name PlanConfirmationNew

// PlanConfirmationEdit is what people may change: four questions, each with its evidence; true is yes, it happened; left out, it is not answered yet.
// PUT replaces all of it.
type PlanConfirmationEdit struct {
	PlanYear             int    `json:"plan_year" validate:"required,min=2013,max=2100" example:"2026"` // the first of the three of the plan in force
	Corruption           *bool  `json:"corruption,omitempty" example:"false"`                           // corruptive facts or significant dysfunctions in the year before
	CorruptionEvidence   string `json:"corruption_evidence" validate:"max=2000" example:"Nessun procedimento disciplinare né penale; controlli successivi senza rilievi"`
	Organisation         *bool  `json:"organisation,omitempty" example:"false"` // relevant changes of the organisation
	OrganisationEvidence string `json:"organisation_evidence" validate:"max=2000" example:"Stessa macrostruttura della delibera n. 12/2024"`
	Objectives           *bool  `json:"objectives,omitempty" example:"false"` // change of the strategic objectives
	ObjectivesEvidence   string `json:"objectives_evidence" validate:"max=2000" example:"DUP 2027-2029, stessi obiettivi"`
	Sections             *bool  `json:"sections,omitempty" example:"false"` // significant change of the other sections of the PIAO
	SectionsEvidence     string `json:"sections_evidence" validate:"max=2000" example:"Sezioni organizzazione e capitale umano invariate"`
} // @name PlanConfirmationEdit

// PlanConfirmationQuery filters the list.
type PlanConfirmationQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Year         []int    `query:"year" form:"year" validate:"max=20,dive,min=2013,max=2100"`
}

// PlanConfirmations serves the operations on the answers to «confirm or rewrite?».
type PlanConfirmations struct{ Service *confirmation.Service }

// Routes is the whole surface of the resource.
func (t PlanConfirmations) Routes(a *httpx.API) {
	httpx.List(a, "plan-confirmations-list", "/plan-confirmations", authz.PlanRead, t.list)
	httpx.Query(a, "plan-confirmations-read", "/plan-confirmations/:id", authz.PlanRead, t.read)
	httpx.Query(a, "plan-confirmations-history", "/plan-confirmations/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "plan-confirmations-create", http.MethodPost, "/plan-confirmations", authz.PlanWrite, t.create)
	httpx.Command(a, "plan-confirmations-edit", http.MethodPut, "/plan-confirmations/:id", authz.PlanWrite, t.edit)
	httpx.Command(a, "plan-confirmations-archive", http.MethodDelete, "/plan-confirmations/:id", authz.PlanWrite, t.archive)
}

// @Summary      Elenco delle verifiche «confermare o riscrivere?» visibili
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         plan-confirmations
// @Param        query query PlanConfirmationQuery false "pagina e filtri"
// @Success      200 {object} page.Of[PlanConfirmation]
// @Router       /plan-confirmations [get]
func (t PlanConfirmations) list(_ context.Context, q PlanConfirmationQuery) (page.Source[PlanConfirmation], error) {
	return page.Map(t.Service.List(q.Request, confirmation.Filter{Municipalities: q.Municipality, Years: q.Year}), t.present), nil
}

// @Summary      Una verifica «confermare o riscrivere?»
// @Description  Con l'esito e le ragioni. Con If-None-Match risponde 304 se non è cambiata.
// @Tags         plan-confirmations
// @Param        id path int true "verifica"
// @Success      200 {object} PlanConfirmation
// @Router       /plan-confirmations/{id} [get]
func (t PlanConfirmations) read(ctx context.Context, in httpx.ByID) (PlanConfirmation, error) {
	x, err := t.Service.Get(ctx, in.ID)
	return t.present(ctx, x), err
}

// @Summary      Storia di una verifica «confermare o riscrivere?»
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         plan-confirmations
// @Param        id path int true "verifica"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /plan-confirmations/{id}/history [get]
func (t PlanConfirmations) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuova verifica «confermare o riscrivere?»
// @Description  Solo per comuni con meno di 50 dipendenti, una per anno (art. 6 c. 6 DL 80/2021, PNA 2022). Le risposte possono mancare: l'esito resta aperto.
// @Tags         plan-confirmations
// @Param        body body PlanConfirmationNew true "comune, anno, risposte"
// @Success      201 {object} PlanConfirmation
// @Router       /plan-confirmations [post]
func (t PlanConfirmations) create(ctx context.Context, _ httpx.None, b PlanConfirmationNew) (PlanConfirmation, error) {
	x, err := t.Service.Create(ctx, b.Municipality, b.Year, confirmation.Content(b.PlanConfirmationEdit))
	return t.present(ctx, x), err
}

// @Summary      Sostituisce le risposte di una verifica
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         plan-confirmations
// @Param        id path int true "verifica"
// @Param        body body PlanConfirmationEdit true "le risposte"
// @Success      200 {object} PlanConfirmation
// @Router       /plan-confirmations/{id} [put]
func (t PlanConfirmations) edit(ctx context.Context, in httpx.ByVersion, b PlanConfirmationEdit) (PlanConfirmation, error) {
	x, err := t.Service.Edit(ctx, in.ID, in.Version(), confirmation.Content(b))
	return t.present(ctx, x), err
}

// @Summary      Archivia una verifica
// @Description  Resta leggibile con la sua storia; vuole If-Match.
// @Tags         plan-confirmations
// @Param        id path int true "verifica"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /plan-confirmations/{id} [delete]
func (t PlanConfirmations) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

func (t PlanConfirmations) present(ctx context.Context, x confirmation.Confirmation) PlanConfirmation {
	outcome, why := x.Outcome()
	return PlanConfirmation{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, Outcome: string(outcome), Explanation: why,
		PlanConfirmationNew: PlanConfirmationNew{x.MunicipalityCode, x.Year, PlanConfirmationEdit(x.Content)}, Stamps: stamps(x.Row), Actions: t.Service.Actions(ctx, x)}
}
