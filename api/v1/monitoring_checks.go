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

// MonitoringCheck is what was found of one measure in a round, at two levels.
type MonitoringCheck struct {
	httpx.Meta
	RoundID      int64  `json:"round_id" validate:"required" example:"3"`
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	Year         int    `json:"year" validate:"required" example:"2026"`
	Number       int    `json:"number" validate:"required" example:"1"` // of the round in the year
	AdoptionID   int64  `json:"adoption_id" validate:"required" example:"12"`
	MeasureCode  string `json:"measure_code,omitempty" validate:"max=20" example:"M01"`
	Title        string `json:"title" validate:"required,max=300" example:"Check-list degli affidamenti diretti"`
	Responsible  string `json:"responsible" validate:"max=200" example:"Responsabile dell'area tecnica"`
	Indicator    string `json:"indicator" validate:"max=500" example:"Determine con check-list compilata"`
	Target       string `json:"target" validate:"max=200" example:"100%"`
	// Why it is sampled or not, as things were when the round opened.
	Sampled bool   `json:"sampled" example:"true"`
	Area    string `json:"area,omitempty" validate:"max=10" example:"B"`                       // of the riskiest process it treats; none: it holds for all processes
	Process string `json:"process,omitempty" validate:"max=200" example:"Affidamento diretto"` // the riskiest it treats
	Level   string `json:"level,omitempty" enums:"low,medium,high" example:"high"`             // of that process; none: not judged
	Rank    int    `json:"rank" example:"1"`                                                   // place of that process in the order of risk; 0: no process
	State   string `json:"state" validate:"required" enums:"waiting,answered,reviewed" example:"answered"`
	MonitoringImplementation
	AnsweredAt *time.Time `json:"answered_at,omitempty" example:"2026-11-23T10:00:00Z"`
	MonitoringReview
	ReviewedAt *time.Time           `json:"reviewed_at,omitempty" example:"2026-11-24T10:00:00Z"`
	Evidence   []MonitoringEvidence `json:"evidence" validate:"required,max=100"`
	Links      int                  `json:"links" example:"0"` // that wait for an answer
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"implementation,review,reopen,link" example:"implementation"`
} // @name MonitoringCheck

// MonitoringImplementation is the first level as it stands, told by who carries the measure out.
type MonitoringImplementation struct {
	Implementation string `json:"implementation,omitempty" enums:"yes,partly,no,not_due" example:"yes"`
	Value          string `json:"value" validate:"max=200" example:"42 su 42"` // of the indicator
	Notes          string `json:"notes" validate:"max=2000" example:"Le check-list sono agli atti dell'ufficio"`
	Office         string `json:"office" validate:"max=200" example:"Responsabile dell'area tecnica"`
}

// MonitoringReview is the second level as it stands, of the RPCT.
type MonitoringReview struct {
	Confirmed   string `json:"confirmed,omitempty" enums:"yes,partly,no,not_due" example:"yes"` // implementation as the RPCT found it
	Suitability string `json:"suitability,omitempty" enums:"yes,partly,no" example:"yes"`
	Findings    string `json:"findings" validate:"max=2000" example:"Riscontrata su un campione di dieci determine"`
}

// MonitoringEvidence is a document that proves a check.
type MonitoringEvidence struct {
	ID    int64  `json:"id" validate:"required" example:"9"` // of the document
	Title string `json:"title" validate:"required,max=200" example:"Check-list del primo semestre"`
	Link  bool   `json:"link" example:"false"` // it came by a link
} // @name MonitoringEvidence

// MonitoringAnswer is the first level: whether the measure is carried out, the value of its indicator, remarks, and what proves it.
type MonitoringAnswer struct {
	Implementation string  `json:"implementation" validate:"required,oneof=yes partly no not_due" enums:"yes,partly,no,not_due" example:"yes"`
	Value          string  `json:"value" validate:"max=200" example:"42 su 42"`
	Notes          string  `json:"notes" validate:"max=2000" example:"Le check-list sono agli atti dell'ufficio"`
	Office         string  `json:"office" validate:"max=200" example:"Area tecnica"`                   // who answers, never a person; none: who is responsible for the measure
	Documents      []int64 `json:"documents" validate:"required,max=50,unique,dive,min=1" example:"9"` // of the municipality, in place of those there were
} // @name MonitoringAnswer

// MonitoringJudgement is the second level.
type MonitoringJudgement struct {
	Confirmed   string `json:"confirmed" validate:"required,oneof=yes partly no not_due" enums:"yes,partly,no,not_due" example:"yes"`
	Suitability string `json:"suitability,omitempty" validate:"omitempty,oneof=yes partly no" enums:"yes,partly,no" example:"yes"` // due where the measure is carried out, at least in part
	Findings    string `json:"findings" validate:"max=2000" example:"Riscontrata su un campione di dieci determine"`
} // @name MonitoringJudgement

// MonitoringCheckQuery filters the list of checks.
type MonitoringCheckQuery struct {
	page.Request
	Round          []int64  `query:"round" form:"round" validate:"max=50,dive,min=1"`
	Municipality   []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	State          []string `query:"state" form:"state" validate:"max=3,dive,oneof=waiting answered reviewed" enums:"waiting,answered,reviewed"`
	Implementation []string `query:"implementation" form:"implementation" validate:"max=4,dive,oneof=yes partly no not_due" enums:"yes,partly,no,not_due"`
	Suitability    []string `query:"suitability" form:"suitability" validate:"max=3,dive,oneof=yes partly no" enums:"yes,partly,no"`
	Sampled        *bool    `query:"sampled" form:"sampled"`
}

// MonitoringChecks serves the operations on checks.
type MonitoringChecks struct{ Service *monitoring.Service }

// Routes is the whole surface of the resource.
func (m MonitoringChecks) Routes(a *httpx.API) {
	httpx.List(a, "monitoring-checks-list", "/monitoring-checks", authz.PlanRead, m.list)
	httpx.Query(a, "monitoring-checks-read", "/monitoring-checks/:id", authz.PlanRead, m.read)
	httpx.Query(a, "monitoring-checks-history", "/monitoring-checks/:id/history", authz.HistoryRead, m.history)
	httpx.Command(a, "monitoring-checks-implementation", http.MethodPut, "/monitoring-checks/:id/implementation", authz.PlanWrite, m.answer)
	httpx.Command(a, "monitoring-checks-review", http.MethodPut, "/monitoring-checks/:id/review", authz.MonitoringReview, m.review)
	httpx.Command(a, "monitoring-checks-reopen", http.MethodPost, "/monitoring-checks/:id/reopen", authz.MonitoringReview, m.reopen)
}

// @Summary      Le verifiche dei giri di monitoraggio
// @Description  Nell'ordine di rischio dei processi; prima le misure che valgono per tutti i processi.
// @Tags         monitoring
// @Param        query query MonitoringCheckQuery false "pagina e filtri"
// @Success      200 {object} page.Of[MonitoringCheck]
// @Router       /monitoring-checks [get]
func (m MonitoringChecks) list(_ context.Context, q MonitoringCheckQuery) (page.Source[MonitoringCheck], error) {
	return page.Batch(m.Service.Checks(q.Request, monitoring.CheckFilter{Rounds: q.Round, Municipalities: q.Municipality, States: q.State,
		Implementations: q.Implementation, Suitabilities: q.Suitability, Sampled: q.Sampled}), m.present), nil
}

// @Summary      Una verifica
// @Description  La misura, perché è nel campione, i due livelli, le prove.
// @Tags         monitoring
// @Param        id path int true "verifica"
// @Success      200 {object} MonitoringCheck
// @Router       /monitoring-checks/{id} [get]
func (m MonitoringChecks) read(ctx context.Context, in httpx.ByID) (MonitoringCheck, error) {
	return m.one(ctx)(m.Service.Check(ctx, in.ID))
}

// @Summary      Storia di una verifica
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente; anche le prove.
// @Tags         monitoring
// @Param        id path int true "verifica"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /monitoring-checks/{id}/history [get]
func (m MonitoringChecks) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(m.Service.CheckHistory(ctx, in.ID, in.page()))
}

// @Summary      Il primo livello: come procede la misura
// @Description  Di chi la attua. Una misura attuata va provata con un documento o con le osservazioni, una che non lo è va spiegata. Non dopo la verifica del RPCT. Vuole If-Match.
// @Tags         monitoring
// @Param        id path int true "verifica"
// @Param        body body MonitoringAnswer true "la risposta"
// @Success      200 {object} MonitoringCheck
// @Router       /monitoring-checks/{id}/implementation [put]
func (m MonitoringChecks) answer(ctx context.Context, in httpx.ByVersion, b MonitoringAnswer) (MonitoringCheck, error) {
	a := monitoring.Answer{Implementation: b.Implementation, Value: b.Value, Notes: b.Notes, Office: b.Office}
	return m.one(ctx)(m.Service.Answer(ctx, in.ID, in.Version(), a, b.Documents))
}

// @Summary      Il secondo livello: la verifica del RPCT
// @Description  L'attuazione riscontrata e l'idoneità della misura, dopo il primo livello. Ciò che si discosta va spiegato. Vuole If-Match.
// @Tags         monitoring
// @Param        id path int true "verifica"
// @Param        body body MonitoringJudgement true "la verifica"
// @Success      200 {object} MonitoringCheck
// @Router       /monitoring-checks/{id}/review [put]
func (m MonitoringChecks) review(ctx context.Context, in httpx.ByVersion, b MonitoringJudgement) (MonitoringCheck, error) {
	return m.one(ctx)(m.Service.Review(ctx, in.ID, in.Version(), monitoring.Review{Confirmed: b.Confirmed, Suitability: b.Suitability, Findings: b.Findings}))
}

// @Summary      Riapre una verifica
// @Description  Toglie il secondo livello, perché il primo si possa correggere. Vuole If-Match.
// @Tags         monitoring
// @Param        id path int true "verifica"
// @Success      200 {object} MonitoringCheck
// @Router       /monitoring-checks/{id}/reopen [post]
func (m MonitoringChecks) reopen(ctx context.Context, in httpx.ByVersion, _ httpx.None) (MonitoringCheck, error) {
	return m.one(ctx)(m.Service.Reopen(ctx, in.ID, in.Version()))
}

// Variant puts into the ETag what changes without the check: the measure, the round, the evidence, the links.
func (c MonitoringCheck) Variant() string {
	return digest(c.Title, c.Responsible, c.Indicator, c.Target, c.Evidence, c.Links, c.Actions)
}

func (m MonitoringChecks) one(ctx context.Context) func(monitoring.Check, error) (MonitoringCheck, error) {
	return func(row monitoring.Check, err error) (MonitoringCheck, error) {
		if err != nil {
			return MonitoringCheck{}, err
		}
		out, err := m.present(ctx, []monitoring.Check{row})
		return out[0], err
	}
}

var riskLevels = []string{"", "low", "medium", "high"}

func (m MonitoringChecks) present(ctx context.Context, rows []monitoring.Check) ([]MonitoringCheck, error) {
	about, err := m.Service.About(ctx, convert(rows, func(r monitoring.Check) int64 { return r.ID }))
	return convert(rows, func(r monitoring.Check) MonitoringCheck {
		a := about[r.ID]
		return MonitoringCheck{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, RoundID: r.RoundID, Municipality: r.MunicipalityCode, Year: a.Year, Number: a.Number,
			AdoptionID: r.AdoptionID, MeasureCode: a.MeasureCode, Title: a.Title, Responsible: a.Responsible, Indicator: a.Indicator, Target: a.Target,
			Sampled: r.Sampled, Area: r.AreaCode, Process: r.Process, Level: riskLevels[r.Level], Rank: r.Rank, State: r.State(),
			MonitoringImplementation: MonitoringImplementation{r.Implementation, r.Value, r.Notes, r.AnsweredBy}, AnsweredAt: instant(r.AnsweredAt),
			MonitoringReview: MonitoringReview{r.Confirmed, r.Suitability, r.Findings}, ReviewedAt: instant(r.ReviewedAt),
			Evidence: convert(a.Evidence, func(e monitoring.Evidence) MonitoringEvidence {
				return MonitoringEvidence{e.DocumentID, e.Title, e.Link}
			}),
			Links: a.Links, Stamps: stamps(r.Row), Actions: m.Service.CheckActions(ctx, r, a.Open)}
	}), err
}
