package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/milestone"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Milestone is a point of the project's path.
type Milestone struct {
	httpx.Meta
	MilestoneEdit
	DocumentTitle string `json:"document_title,omitempty" validate:"max=200" example:"Delibera n. 12/2026"`  // while everybody may read it, at /documents/{id}/content
	Status        string `json:"status" validate:"required" enums:"done,in_progress,planned" example:"done"` // as state says, else as the days say
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"`
} // @name Milestone

// MilestoneEdit is what people may change in a milestone. PUT replaces all of it.
type MilestoneEdit struct {
	Step        int    `json:"step" validate:"required,min=1,max=20" example:"1"` // first step, second step, …
	Title       string `json:"title" validate:"required,filled,max=200" example:"Presentazione ai segretari comunali"`
	Description string `json:"description" validate:"max=4000" example:"A Palazzo dei Leoni"`
	Date        string `json:"date" validate:"required,datetime=2006-01-02" example:"2017-03-21"`                                                   // or the first day of a period
	DateTo      string `json:"date_to,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2017-03-21"`                                     // the last day of a period
	Precision   string `json:"precision" validate:"required,oneof=day month year" enums:"day,month,year" example:"day"`                             // how much of the days is known or decided
	State       string `json:"state,omitempty" validate:"omitempty,oneof=done in_progress planned" enums:"done,in_progress,planned" example:"done"` // when the days alone do not tell it
	ActKind     string `json:"act_kind" validate:"max=80" example:"Decreto sindacale"`
	ActNumber   string `json:"act_number" validate:"max=40" example:"19"`
	ActDate     string `json:"act_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2017-01-31"`
	URL         string `json:"url,omitempty" validate:"max=490" example:"https://www.example.org/verbale.pdf"` // of the document
	DocumentID  *int64 `json:"document_id,omitempty" validate:"omitempty,min=1" example:"9"`                   // a public document of the platform
	Source      string `json:"source" validate:"max=500" example:"Sito della Città Metropolitana di Messina"`
} // @name MilestoneEdit

// MilestoneQuery filters the list of milestones.
type MilestoneQuery struct {
	page.Request
	Step   []int    `query:"step" form:"step" validate:"max=20,dive,min=1,max=20"`
	Status []string `query:"status" form:"status" validate:"max=3,dive,oneof=done in_progress planned" enums:"done,in_progress,planned"`
}

// Milestones serves the operations on milestones. Reading is public.
type Milestones struct{ Service *milestone.Service }

// Routes is the whole surface of the resource.
func (m Milestones) Routes(a *httpx.API) {
	httpx.List(a, "milestones-list", "/milestones", authz.Public, m.list)
	httpx.Query(a, "milestones-read", "/milestones/:id", authz.Public, m.read)
	httpx.Query(a, "milestones-history", "/milestones/:id/history", authz.HistoryRead, m.history)
	httpx.Command(a, "milestones-create", http.MethodPost, "/milestones", authz.MilestoneWrite, m.create)
	httpx.Command(a, "milestones-edit", http.MethodPut, "/milestones/:id", authz.MilestoneWrite, m.edit)
	httpx.Command(a, "milestones-archive", http.MethodDelete, "/milestones/:id", authz.MilestoneWrite, m.archive)
}

// @Summary      Il percorso del progetto
// @Description  Pubblico, dal più antico. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         milestones
// @Param        query query MilestoneQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Milestone]
// @Router       /milestones [get]
func (m Milestones) list(_ context.Context, q MilestoneQuery) (page.Source[Milestone], error) {
	return page.Batch(m.Service.List(q.Request, milestone.Filter{Steps: q.Step, Statuses: q.Status}), m.present), nil
}

// @Summary      Un traguardo del percorso
// @Description  Pubblico. Con If-None-Match risponde 304 se non è cambiato.
// @Tags         milestones
// @Param        id path int true "traguardo"
// @Success      200 {object} Milestone
// @Router       /milestones/{id} [get]
func (m Milestones) read(ctx context.Context, in httpx.ByID) (Milestone, error) {
	return one(ctx, m.present)(m.Service.Get(ctx, in.ID))
}

// @Summary      Storia di un traguardo
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         milestones
// @Param        id path int true "traguardo"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /milestones/{id}/history [get]
func (m Milestones) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(m.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuovo traguardo
// @Description  Fatto, in corso o in programma: lo dicono i giorni, o state dove non bastano.
// @Tags         milestones
// @Param        body body MilestoneEdit true "il traguardo"
// @Success      201 {object} Milestone
// @Router       /milestones [post]
func (m Milestones) create(ctx context.Context, _ httpx.None, b MilestoneEdit) (Milestone, error) {
	return one(ctx, m.present)(m.Service.Create(ctx, b.content()))
}

// @Summary      Sostituisce un traguardo
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         milestones
// @Param        id path int true "traguardo"
// @Param        body body MilestoneEdit true "la parte modificabile"
// @Success      200 {object} Milestone
// @Router       /milestones/{id} [put]
func (m Milestones) edit(ctx context.Context, in httpx.ByVersion, b MilestoneEdit) (Milestone, error) {
	return one(ctx, m.present)(m.Service.Edit(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Archivia un traguardo
// @Description  Esce dal percorso; resta leggibile con la sua storia; vuole If-Match.
// @Tags         milestones
// @Param        id path int true "traguardo"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /milestones/{id} [delete]
func (m Milestones) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, m.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// Variant puts into the ETag what changes without the milestone: the status by the day, its document.
func (m Milestone) Variant() string { return digest(m.Status, m.DocumentTitle) }

func (e MilestoneEdit) content() milestone.Content {
	return milestone.Content{Step: e.Step, Title: e.Title, Description: e.Description, StartsOn: *date(e.Date), EndsOn: date(e.DateTo), Precision: e.Precision,
		State: e.State, ActKind: e.ActKind, ActNumber: e.ActNumber, ActDate: date(e.ActDate), URL: e.URL, DocumentID: e.DocumentID, Source: e.Source}
}

func (m Milestones) present(ctx context.Context, rows []milestone.Milestone) ([]Milestone, error) {
	about, err := m.Service.About(ctx, convert(rows, func(r milestone.Milestone) int64 { return r.ID }))
	return convert(rows, func(r milestone.Milestone) Milestone {
		a := about[r.ID]
		return Milestone{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, MilestoneEdit: MilestoneEdit{Step: r.Step, Title: r.Title, Description: r.Description,
			Date: day(&r.StartsOn), DateTo: day(r.EndsOn), Precision: r.Precision, State: r.State, ActKind: r.ActKind, ActNumber: r.ActNumber,
			ActDate: day(r.ActDate), URL: r.URL, DocumentID: r.DocumentID, Source: r.Source}, DocumentTitle: a.DocumentTitle, Status: a.Status, Stamps: stamps(r.Row), Actions: m.Service.Actions(ctx, r)}
	}), err
}
