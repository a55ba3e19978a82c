package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/training"
)

// TrainingNeed is one line of the training needs form of a municipality and year.
type TrainingNeed struct {
	httpx.Meta
	Municipality string `json:"municipality" validate:"required,len=6" example:"083048"` // ISTAT code
	TrainingNeedEdit
	ExternalRef string `json:"external_ref,omitempty" validate:"max=80" example:"HR-2026-17"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"` // what the caller may do next
} // @name TrainingNeed

// TrainingNeedNew is what creates a need.
type TrainingNeedNew struct {
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083048"`
	TrainingNeedEdit
} // @name TrainingNeedNew

// TrainingNeedEdit is what people may change in a need. PUT replaces all of it.
type TrainingNeedEdit struct {
	Year         int    `json:"year" validate:"required,min=2017,max=2100" example:"2026"`
	Topic        string `json:"topic" validate:"required,max=5" example:"TF07"`
	Description  string `json:"description" validate:"max=1000" example:"Affidamenti sotto soglia e rotazione"`
	Level        string `json:"level" validate:"required,oneof=general specific" enums:"general,specific" example:"specific"`
	Reason       string `json:"reason" validate:"required,oneof=new_rules critical_issue new_assignment rotation audit_finding legal_duty" enums:"new_rules,critical_issue,new_assignment,rotation,audit_finding,legal_duty" example:"new_rules"`
	Audience     string `json:"audience" validate:"required,filled,max=200" example:"RUP e istruttori dell'ufficio tecnico"`
	Persons      int    `json:"persons" validate:"required,min=1,max=5000" example:"4"`
	CurrentLevel int    `json:"current_level" validate:"required,min=1,max=4" example:"2"`
	DesiredLevel int    `json:"desired_level" validate:"required,min=1,max=4" example:"3"`
	Priority     string `json:"priority" validate:"required,oneof=high medium low" enums:"high,medium,low" example:"high"`
	Motivation   string `json:"motivation" validate:"max=2000" example:"Rilievi ripetuti nel controllo successivo"`
	Mode         string `json:"mode" validate:"required,oneof=classroom webinar e_learning workshop on_the_job peer_review study_visit micro_learning coaching" enums:"classroom,webinar,e_learning,workshop,on_the_job,peer_review,study_visit,micro_learning,coaching" example:"webinar"`
} // @name TrainingNeedEdit

// TrainingNeedBulk is one row of a bulk import: with external_ref it is created or updated, without it is created.
type TrainingNeedBulk struct {
	TrainingNeedNew
	ExternalRef string `json:"external_ref,omitempty" validate:"max=80" example:"HR-2026-17"`
} // @name TrainingNeedBulk

// TrainingNeedQuery filters the list of needs.
type TrainingNeedQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Year         []int    `query:"year" form:"year" validate:"max=20,dive,min=2017,max=2100"`
	Topic        []string `query:"topic" form:"topic" validate:"max=50,dive,max=5"`
	Level        []string `query:"level" form:"level" validate:"max=2,dive,oneof=general specific" enums:"general,specific"`
	Priority     []string `query:"priority" form:"priority" validate:"max=3,dive,oneof=high medium low" enums:"high,medium,low"`
	Mode         []string `query:"mode" form:"mode" validate:"max=9,dive,max=20"`
	Reason       []string `query:"reason" form:"reason" validate:"max=6,dive,max=20"`
}

// TrainingNeeds serves the operations on training needs. It is the canonical resource: copy its shape.
type TrainingNeeds struct{ Service *training.Service }

// Routes is the whole surface of the resource: operation, path, permission, handler.
func (t TrainingNeeds) Routes(a *httpx.API) {
	httpx.List(a, "training-needs-list", "/training-needs", authz.NeedRead, t.list)
	httpx.Query(a, "training-needs-read", "/training-needs/:id", authz.NeedRead, t.read)
	httpx.Query(a, "training-needs-history", "/training-needs/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "training-needs-create", http.MethodPost, "/training-needs", authz.NeedWrite, t.create)
	httpx.Command(a, "training-needs-edit", http.MethodPut, "/training-needs/:id", authz.NeedWrite, t.edit)
	httpx.Command(a, "training-needs-archive", http.MethodDelete, "/training-needs/:id", authz.NeedWrite, t.archive)
	httpx.Command(a, "training-needs-external", http.MethodPut, "/training-needs/external/:istat_code/:external_ref", authz.NeedWrite, t.external)
	httpx.Bulk(a, "training-needs-bulk", "/training-needs/bulk", authz.NeedWrite, t.bulk)
}

// @Summary      Elenco dei fabbisogni formativi visibili
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         training-needs
// @Param        query query TrainingNeedQuery false "pagina e filtri"
// @Success      200 {object} page.Of[TrainingNeed]
// @Router       /training-needs [get]
func (t TrainingNeeds) list(_ context.Context, q TrainingNeedQuery) (page.Source[TrainingNeed], error) {
	return page.Map(t.Service.List(q.Request, training.Filter{Municipalities: q.Municipality, Years: q.Year, Topics: q.Topic, Levels: q.Level,
		Priorities: q.Priority, Modes: q.Mode, Reasons: q.Reason}), t.present), nil
}

// @Summary      Un fabbisogno formativo
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         training-needs
// @Param        id path int true "fabbisogno"
// @Success      200 {object} TrainingNeed
// @Router       /training-needs/{id} [get]
func (t TrainingNeeds) read(ctx context.Context, in httpx.ByID) (TrainingNeed, error) {
	n, err := t.Service.Get(ctx, in.ID)
	return t.present(ctx, n), err
}

// @Summary      Storia di un fabbisogno formativo
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         training-needs
// @Param        id path int true "fabbisogno"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /training-needs/{id}/history [get]
func (t TrainingNeeds) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuovo fabbisogno formativo
// @Description  Con Idempotency-Key la ripetizione restituisce la stessa risposta senza creare altro.
// @Tags         training-needs
// @Param        body body TrainingNeedNew true "il fabbisogno"
// @Success      201 {object} TrainingNeed
// @Router       /training-needs [post]
func (t TrainingNeeds) create(ctx context.Context, _ httpx.None, b TrainingNeedNew) (TrainingNeed, error) {
	n, err := t.Service.Create(ctx, b.Municipality, b.content())
	return t.present(ctx, n), err
}

// @Summary      Sostituisce un fabbisogno formativo
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         training-needs
// @Param        id path int true "fabbisogno"
// @Param        body body TrainingNeedEdit true "la parte modificabile"
// @Success      200 {object} TrainingNeed
// @Router       /training-needs/{id} [put]
func (t TrainingNeeds) edit(ctx context.Context, in httpx.ByVersion, b TrainingNeedEdit) (TrainingNeed, error) {
	n, err := t.Service.Edit(ctx, in.ID, in.Version(), b.content())
	return t.present(ctx, n), err
}

// @Summary      Archivia un fabbisogno formativo
// @Description  Resta leggibile con la sua storia; vuole If-Match.
// @Tags         training-needs
// @Param        id path int true "fabbisogno"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /training-needs/{id} [delete]
func (t TrainingNeeds) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Crea o aggiorna con il riferimento di un sistema esterno
// @Description  Ripetibile senza danni: la stessa chiamata lascia tutto com'è.
// @Tags         training-needs
// @Param        istat_code path string true "codice ISTAT del comune"
// @Param        external_ref path string true "riferimento del sistema esterno"
// @Param        body body TrainingNeedEdit true "il fabbisogno"
// @Success      200 {object} TrainingNeed
// @Router       /training-needs/external/{istat_code}/{external_ref} [put]
func (t TrainingNeeds) external(ctx context.Context, in ByExternalRef, b TrainingNeedEdit) (TrainingNeed, error) {
	n, _, _, err := t.Service.Put(ctx, in.IstatCode, in.ExternalRef, b.content())
	return t.present(ctx, n), err
}

// @Summary      Importa molti fabbisogni
// @Description  JSON, NDJSON, CSV o XLSX, al più 5.000 righe; un esito per riga, prova senza scrivere con dry_run.
// @Tags         training-needs
// @Param        query query httpx.BulkQuery false "opzioni"
// @Param        body body page.Rows[TrainingNeedBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /training-needs/bulk [post]
func (t TrainingNeeds) bulk(ctx context.Context, b TrainingNeedBulk) (httpx.Upserted, error) {
	if b.ExternalRef == "" {
		n, err := t.Service.Create(ctx, b.Municipality, b.content())
		return httpx.Upserted{ID: n.ID, Status: httpx.Created}, err
	}
	n, created, changed, err := t.Service.Put(ctx, b.Municipality, b.ExternalRef, b.content())
	return upserted(n.ID, created, changed), err
}

func (e TrainingNeedEdit) content() training.Content {
	return training.Content{Year: e.Year, TopicCode: e.Topic, Description: e.Description, Level: e.Level, Reason: e.Reason, Audience: e.Audience,
		Persons: e.Persons, CurrentLevel: e.CurrentLevel, DesiredLevel: e.DesiredLevel, Priority: e.Priority, Motivation: e.Motivation, Mode: e.Mode}
}

func (t TrainingNeeds) present(ctx context.Context, n training.Need) TrainingNeed {
	return TrainingNeed{
		Meta: httpx.Meta{ID: n.ID, Version: n.Version}, Municipality: n.MunicipalityCode,
		TrainingNeedEdit: TrainingNeedEdit{Year: n.Year, Topic: n.TopicCode, Description: n.Description, Level: n.Level, Reason: n.Reason,
			Audience: n.Audience, Persons: n.Persons, CurrentLevel: n.CurrentLevel, DesiredLevel: n.DesiredLevel, Priority: n.Priority,
			Motivation: n.Motivation, Mode: n.Mode},
		ExternalRef: deref(n.ExternalRef), Stamps: stamps(n.Row), Actions: t.Service.Actions(ctx, n),
	}
}
