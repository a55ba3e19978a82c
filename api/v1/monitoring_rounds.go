package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/monitoring"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// MonitoringRound is a round of monitoring in a municipality.
type MonitoringRound struct {
	httpx.Meta
	Municipality     string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	Year             int    `json:"year" validate:"required" example:"2026"`
	Number           int    `json:"number" validate:"required" example:"1"` // in the year
	RoundsPlanned    int    `json:"rounds_planned" validate:"required" example:"2"`
	SharePercent     int    `json:"share_percent" validate:"required" example:"30"`
	ShareReason      string `json:"share_reason" validate:"max=1000" example:""` // why less than recommended
	Processes        int    `json:"processes" example:"12"`
	ProcessesSampled int    `json:"processes_sampled" example:"4"` // the riskiest
	State            string `json:"state" validate:"required" enums:"open,closed" example:"open"`
	MonitoringRoundEdit
	Progress MonitoringProgress `json:"progress" validate:"required"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,close,archive" example:"edit"`
} // @name MonitoringRound

// MonitoringRoundEdit is what may change while the round is open. PUT replaces all of it.
type MonitoringRoundEdit struct {
	DueOn   string `json:"due_on" validate:"required,datetime=2006-01-02" example:"2026-12-15"`
	Outcome string `json:"outcome" validate:"max=4000" example:"Le misure sul conflitto di interessi reggono; va rivista la rotazione"` // the review (riesame)
} // @name MonitoringRoundEdit

// MonitoringProgress counts the checks of a round.
type MonitoringProgress struct {
	Checks          int `json:"checks" example:"12"`
	Sampled         int `json:"sampled" example:"5"`
	Answered        int `json:"answered" example:"4"`
	Reviewed        int `json:"reviewed" example:"3"`
	SampledAnswered int `json:"sampled_answered" example:"4"`
	SampledReviewed int `json:"sampled_reviewed" example:"3"`
	Implemented     int `json:"implemented" example:"2"` // as the RPCT confirmed
	Partly          int `json:"partly" example:"1"`
	NotImplemented  int `json:"not_implemented" example:"0"`
	Unsuitable      int `json:"unsuitable" example:"0"` // not suitable, or only in part
	Unproven        int `json:"unproven" example:"1"`   // said to be done, without a document
} // @name MonitoringProgress

// MonitoringRoundNew opens the next round of a municipality in a year.
type MonitoringRoundNew struct {
	Municipality  string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	Year          int    `json:"year" validate:"required,min=2013,max=2100" example:"2026"`
	RoundsPlanned int    `json:"rounds_planned" validate:"required,min=1,max=4" example:"2"`
	SharePercent  int    `json:"share_percent" validate:"required,min=1,max=100" example:"30"`
	ShareReason   string `json:"share_reason" validate:"max=1000" example:""`
	DueOn         string `json:"due_on" validate:"required,datetime=2006-01-02" example:"2026-12-15"`
} // @name MonitoringRoundNew

// MonitoringOutcome closes a round.
type MonitoringOutcome struct {
	Outcome string `json:"outcome" validate:"max=4000" example:"Le misure sul conflitto di interessi reggono; va rivista la rotazione"`
} // @name MonitoringOutcome

// MonitoringOutlook is what one needs to know before opening a round.
type MonitoringOutlook struct {
	Employees     *int   `json:"employees,omitempty" example:"14"`
	Rounds        int    `json:"rounds" validate:"required" example:"1"`         // recommended in a year, at least
	SharePercent  int    `json:"share_percent" validate:"required" example:"30"` // recommended, at least
	Basis         string `json:"basis" validate:"required,max=200" example:"PNA 2022 (delibera ANAC n. 7/2023), semplificazioni sotto i 50 dipendenti"`
	Measures      int    `json:"measures" example:"12"` // to check
	Processes     int    `json:"processes" example:"12"`
	Judged        int    `json:"judged" example:"10"`        // of those, with a confirmed evaluation
	LatestNumber  int    `json:"latest_number" example:"0"`  // of the rounds of the year
	RoundsPlanned int    `json:"rounds_planned" example:"0"` // as said when the year's latest round opened
	OpenRound     *int64 `json:"open_round,omitempty" example:"7"`
} // @name MonitoringOutlook

// MonitoringRoundQuery filters the list of rounds.
type MonitoringRoundQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Year         []int    `query:"year" form:"year" validate:"max=20,dive,min=2013,max=2100"`
	State        []string `query:"state" form:"state" validate:"max=2,dive,oneof=open closed" enums:"open,closed"`
}

// MonitoringYear says of which year.
type MonitoringYear struct {
	Year int `query:"year" form:"year" validate:"required,min=2013,max=2100"`
}

// MonitoringOutlookQuery addresses a municipality and a year.
type MonitoringOutlookQuery struct {
	IstatCode string `param:"istat_code" validate:"len=6,numeric"`
	MonitoringYear
}

// MonitoringRounds serves the operations on rounds.
type MonitoringRounds struct{ Service *monitoring.Service }

// Routes is the whole surface of the resource.
func (m MonitoringRounds) Routes(a *httpx.API) {
	httpx.List(a, "monitoring-rounds-list", "/monitoring-rounds", authz.PlanRead, m.list)
	httpx.Query(a, "monitoring-rounds-read", "/monitoring-rounds/:id", authz.PlanRead, m.read)
	httpx.Query(a, "monitoring-rounds-history", "/monitoring-rounds/:id/history", authz.HistoryRead, m.history)
	httpx.Query(a, "municipalities-monitoring", "/municipalities/:istat_code/monitoring", authz.PlanRead, m.outlook)
	httpx.Command(a, "monitoring-rounds-create", http.MethodPost, "/monitoring-rounds", authz.MonitoringReview, m.create)
	httpx.Command(a, "monitoring-rounds-edit", http.MethodPut, "/monitoring-rounds/:id", authz.MonitoringReview, m.edit)
	httpx.Command(a, "monitoring-rounds-close", http.MethodPost, "/monitoring-rounds/:id/close", authz.MonitoringReview, m.close)
	httpx.Command(a, "monitoring-rounds-archive", http.MethodDelete, "/monitoring-rounds/:id", authz.MonitoringReview, m.archive)
}

// @Summary      I giri di monitoraggio
// @Description  Dei comuni propri, della zona o di tutta la rete, con il loro avanzamento.
// @Tags         monitoring
// @Param        query query MonitoringRoundQuery false "pagina e filtri"
// @Success      200 {object} page.Of[MonitoringRound]
// @Router       /monitoring-rounds [get]
func (m MonitoringRounds) list(_ context.Context, q MonitoringRoundQuery) (page.Source[MonitoringRound], error) {
	return page.Batch(m.Service.Rounds(q.Request, monitoring.RoundFilter{Municipalities: q.Municipality, Years: q.Year, States: q.State}), m.present), nil
}

// @Summary      Un giro di monitoraggio
// @Description  Con l'avanzamento: quante verifiche, quante con il primo e il secondo livello, che cosa è stato riscontrato.
// @Tags         monitoring
// @Param        id path int true "giro"
// @Success      200 {object} MonitoringRound
// @Router       /monitoring-rounds/{id} [get]
func (m MonitoringRounds) read(ctx context.Context, in httpx.ByID) (MonitoringRound, error) {
	return m.one(ctx)(m.Service.Round(ctx, in.ID))
}

// @Summary      Storia di un giro di monitoraggio
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         monitoring
// @Param        id path int true "giro"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /monitoring-rounds/{id}/history [get]
func (m MonitoringRounds) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(m.Service.RoundHistory(ctx, in.ID, in.page()))
}

// @Summary      Che cosa sapere prima di aprire un giro
// @Description  Quanti giri e su quale quota dei processi si raccomandano per i dipendenti del comune, quante misure e processi ci sono, se un giro è ancora aperto.
// @Tags         monitoring
// @Param        istat_code path string true "comune" example(083049)
// @Param        query query MonitoringYear true "di quale anno"
// @Success      200 {object} MonitoringOutlook
// @Router       /municipalities/{istat_code}/monitoring [get]
func (m MonitoringRounds) outlook(ctx context.Context, in MonitoringOutlookQuery) (MonitoringOutlook, error) {
	o, err := m.Service.Outlook(ctx, in.IstatCode, in.Year)
	return MonitoringOutlook{o.Employees, o.Rounds, o.SharePercent, o.Basis, o.Measures, o.Processes, o.Judged, o.LatestNumber, o.RoundsPlanned, o.OpenRound}, err
}

// @Summary      Apre un giro di monitoraggio
// @Description  Una verifica per ogni misura in vigore; il campione sono le misure dei processi più rischiosi, fino alla quota, e quelle che valgono per tutti. Sotto il raccomandato serve il motivo.
// @Tags         monitoring
// @Param        body body MonitoringRoundNew true "il giro"
// @Success      201 {object} MonitoringRound
// @Router       /monitoring-rounds [post]
func (m MonitoringRounds) create(ctx context.Context, _ httpx.None, b MonitoringRoundNew) (MonitoringRound, error) {
	return m.one(ctx)(m.Service.Open(ctx, b.Municipality, monitoring.Opening{Year: b.Year, RoundsPlanned: b.RoundsPlanned, SharePercent: b.SharePercent,
		ShareReason: b.ShareReason, DueOn: *date(b.DueOn)}))
}

// @Summary      Sostituisce scadenza e riesame di un giro aperto
// @Description  Vuole If-Match con l'ETag letto. Il campione non cambia.
// @Tags         monitoring
// @Param        id path int true "giro"
// @Param        body body MonitoringRoundEdit true "la parte modificabile"
// @Success      200 {object} MonitoringRound
// @Router       /monitoring-rounds/{id} [put]
func (m MonitoringRounds) edit(ctx context.Context, in httpx.ByVersion, b MonitoringRoundEdit) (MonitoringRound, error) {
	return m.one(ctx)(m.Service.Edit(ctx, in.ID, in.Version(), *date(b.DueOn), b.Outcome))
}

// @Summary      Chiude un giro di monitoraggio
// @Description  Con il riesame, quando tutte le misure del campione hanno i due livelli. Le misure adottate prendono lo stato riscontrato. Vuole If-Match.
// @Tags         monitoring
// @Param        id path int true "giro"
// @Param        body body MonitoringOutcome true "il riesame"
// @Success      200 {object} MonitoringRound
// @Router       /monitoring-rounds/{id}/close [post]
func (m MonitoringRounds) close(ctx context.Context, in httpx.ByVersion, b MonitoringOutcome) (MonitoringRound, error) {
	return m.one(ctx)(m.Service.Close(ctx, in.ID, in.Version(), b.Outcome))
}

// @Summary      Archivia un giro aperto per errore
// @Description  Resta leggibile con la sua storia; un giro chiuso non si archivia. Vuole If-Match.
// @Tags         monitoring
// @Param        id path int true "giro"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /monitoring-rounds/{id} [delete]
func (m MonitoringRounds) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, m.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// Variant puts into the ETag what changes without the round: its checks.
func (r MonitoringRound) Variant() string { return digest(r.Progress) }

func (m MonitoringRounds) one(ctx context.Context) func(monitoring.Round, error) (MonitoringRound, error) {
	return func(row monitoring.Round, err error) (MonitoringRound, error) {
		if err != nil {
			return MonitoringRound{}, err
		}
		out, err := m.present(ctx, []monitoring.Round{row})
		return out[0], err
	}
}

func (m MonitoringRounds) present(ctx context.Context, rows []monitoring.Round) ([]MonitoringRound, error) {
	progress, err := m.Service.Progress(ctx, convert(rows, func(r monitoring.Round) int64 { return r.ID }))
	return convert(rows, func(r monitoring.Round) MonitoringRound {
		p := progress[r.ID]
		return MonitoringRound{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, Municipality: r.MunicipalityCode, Year: r.Year, Number: r.Number,
			RoundsPlanned: r.RoundsPlanned, SharePercent: r.SharePercent, ShareReason: r.ShareReason, Processes: r.Processes, ProcessesSampled: r.ProcessesSampled,
			State: r.State, MonitoringRoundEdit: MonitoringRoundEdit{day(&r.DueOn), r.Outcome},
			Progress: MonitoringProgress{p.Checks, p.Sampled, p.Answered, p.Reviewed, p.SampledAnswered, p.SampledReviewed, p.Implemented, p.Partly,
				p.NotImplemented, p.Unsuitable, p.Unproven}, Stamps: stamps(r.Row), Actions: m.Service.RoundActions(ctx, r)}
	}), err
}

// instant is a time as the contract wants it.
func instant(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
