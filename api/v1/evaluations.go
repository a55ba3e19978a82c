package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/evaluation"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Evaluation is what a municipality judges of one of its risks for a year, with what follows from the answers and what it is compared with.
type Evaluation struct {
	httpx.Meta
	EvaluationNew
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"` // the risk's
	Superseded   bool   `json:"superseded" validate:"required" example:"false"`          // the method, not the evaluation
	State        string `json:"state" validate:"required" enums:"draft,confirmed" example:"draft"`
	Change       string `json:"change" validate:"required" enums:"new,changed,unchanged,gone" example:"new"` // to the year before, by level and values; gone: the risk is archived
	Area         string `json:"area" validate:"required,max=2" example:"B"`                                  // area, process and event are the risk's
	Process      string `json:"process" validate:"required,max=200" example:"Affidamento diretto"`
	Event        string `json:"event" validate:"required,max=500" example:"Proroghe ripetute al posto della gara"`
	EvaluationEdit
	SuggestedLevel      string              `json:"suggested_level,omitempty" enums:"low,medium,high" validate:"max=6" example:"high"` // by the assistant, once the six indicators are given
	Explanation         []EvaluationReason  `json:"explanation" validate:"required,max=10"`                                            // the rules of the assistant that fired
	Missing             []EvaluationMissing `json:"missing" validate:"required,max=30"`                                                // what a confirmation would ask for
	Probability         *float64            `json:"probability,omitempty" validate:"omitempty,min=0,max=5" example:"1.33"`             // of the superseded method, rounded to be shown: the level follows from unrounded values
	Impact              *float64            `json:"impact,omitempty" validate:"omitempty,min=0,max=5" example:"0.75"`
	Score               *float64            `json:"score,omitempty" validate:"omitempty,min=0,max=25" example:"1"`
	Bands               *EvaluationBands    `json:"bands,omitempty"`                                   // in which the score gave the level: a judgement keeps them
	BandsChanged        bool                `json:"bands_changed" validate:"required" example:"false"` // those of today are others, or nobody wrote down which they were
	Treatment           string              `json:"treatment,omitempty" enums:"treat,keep,none" validate:"max=10" example:"treat"`
	TreatmentMotivation string              `json:"treatment_motivation,omitempty" validate:"max=4000" example:"Evento frequente e misure ancora da avviare"`
	TreatmentLevel      string              `json:"treatment_level,omitempty" enums:"low,medium,high" validate:"max=6" example:"high"` // that it was decided for; another than level: to be decided again
	Monitored           bool                `json:"monitored" validate:"required" example:"false"`                                     // in its year or later measures of the risk were reviewed: the residual level can be judged
	ResidualLevel       string              `json:"residual_level,omitempty" enums:"low,medium,high" validate:"max=6" example:"medium"`
	ResidualMotivation  string              `json:"residual_motivation,omitempty" validate:"max=4000" example:"Le misure sono attuate e idonee"`
	PreviousID          int64               `json:"previous_id,omitzero" example:"12"` // the evaluation of the year before
	PreviousLevel       string              `json:"previous_level,omitempty" enums:"low,medium,high" validate:"max=6" example:"medium"`
	PreviousResidual    string              `json:"previous_residual_level,omitempty" enums:"low,medium,high" validate:"max=6" example:"low"`
	CarriedOver         bool                `json:"carried_over" validate:"required" example:"false"` // it started as that one was
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive,confirmation,reopening,treatment,residual" example:"edit"`
	beside  string
} // @name Evaluation

// EvaluationNew is what starts an evaluation.
type EvaluationNew struct {
	Risk   int64  `json:"risk" validate:"required,min=1" example:"12"` // a local risk
	Year   int    `json:"year" validate:"required,min=2013,max=2100" example:"2026"`
	Method string `json:"method" validate:"required,oneof=pna2019 pna2013" enums:"pna2019,pna2013" example:"pna2019"`
} // @name EvaluationNew

// EvaluationEdit is what people may change in a draft, and may leave in part: PUT replaces all of it. The level of pna2013 is computed.
type EvaluationEdit struct {
	Indicators EvaluationIndicators `json:"indicators"`
	Level      string               `json:"level,omitempty" validate:"omitempty,oneof=low medium high" enums:"low,medium,high" example:"high"`
	Motivation string               `json:"motivation" validate:"max=4000" example:"Affidamenti ripetuti e pochi controlli"`
	Evidence   string               `json:"evidence" validate:"max=4000" example:"Esito dei controlli successivi del 2025"`
	Deviation  string               `json:"deviation" validate:"max=4000" example:""` // why the level is not the suggested one: at least 40 characters to confirm
	Original   string               `json:"original" validate:"max=40" example:"A+"`  // the level as an imported register wrote it
} // @name EvaluationEdit

// EvaluationIndicators are the answers given so far: Q1 to Q6 for pna2019, P1 to P6 and I1 to I4 for pna2013. See /evaluation-methods.
type EvaluationIndicators struct {
	Q1 *EvaluationAnswer `json:"Q1,omitempty"`
	Q2 *EvaluationAnswer `json:"Q2,omitempty"`
	Q3 *EvaluationAnswer `json:"Q3,omitempty"`
	Q4 *EvaluationAnswer `json:"Q4,omitempty"`
	Q5 *EvaluationAnswer `json:"Q5,omitempty"`
	Q6 *EvaluationAnswer `json:"Q6,omitempty"`
	P1 *EvaluationAnswer `json:"P1,omitempty"`
	P2 *EvaluationAnswer `json:"P2,omitempty"`
	P3 *EvaluationAnswer `json:"P3,omitempty"`
	P4 *EvaluationAnswer `json:"P4,omitempty"`
	P5 *EvaluationAnswer `json:"P5,omitempty"`
	P6 *EvaluationAnswer `json:"P6,omitempty"`
	I1 *EvaluationAnswer `json:"I1,omitempty"`
	I2 *EvaluationAnswer `json:"I2,omitempty"`
	I3 *EvaluationAnswer `json:"I3,omitempty"`
	I4 *EvaluationAnswer `json:"I4,omitempty"`
} // @name EvaluationIndicators

// EvaluationAnswer is the answer to one question.
type EvaluationAnswer struct {
	Value      *int   `json:"value,omitempty" validate:"omitempty,min=0,max=5" example:"3"` // one of those the question admits
	Motivation string `json:"motivation,omitempty" validate:"max=2000" example:"Un'impresa su tre chiede di lavorare per il comune"`
	Evidence   string `json:"evidence,omitempty" validate:"max=2000" example:"Affidamenti diretti 2025: 41"`
} // @name EvaluationAnswer

// EvaluationReason is a rule of the assistant that fired, in Italian.
type EvaluationReason struct {
	Rule string `json:"rule" validate:"required,max=40" enums:"two-high,past-events,interest-and-discretion,measures-implemented,one-high,two-medium,little-collaboration,little-implementation,none" example:"past-events"`
	Text string `json:"text" validate:"required,max=300" example:"Eventi corruttivi si sono già manifestati (Q3 alto)"`
} // @name EvaluationReason

// EvaluationMissing is something that a confirmation would ask for.
type EvaluationMissing struct {
	Pointer string `json:"pointer" validate:"required,max=60" example:"/indicators/Q3/motivation"`
	Detail  string `json:"detail" validate:"required,max=200" example:"Q3: manca la motivazione"`
} // @name EvaluationMissing

// EvaluationTreatment is what was decided of a confirmed risk, and why.
type EvaluationTreatment struct {
	Treatment  string `json:"treatment" validate:"required,oneof=treat keep none" enums:"treat,keep,none" example:"treat"` // treat it, keep the measures there are, no further treatment
	Motivation string `json:"motivation" validate:"required,filled,max=4000" example:"Evento frequente e misure ancora da avviare"`
} // @name EvaluationTreatment

// EvaluationResidual is the level left once the measures are monitored, and why.
type EvaluationResidual struct {
	Level      string `json:"level" validate:"required,oneof=low medium high" enums:"low,medium,high" example:"medium"`
	Motivation string `json:"motivation" validate:"required,filled,max=4000" example:"Le misure sono attuate e idonee"`
} // @name EvaluationResidual

// EvaluationBulk is one row of a bulk import: created or updated by risk, year and method.
type EvaluationBulk struct {
	EvaluationNew
	EvaluationEdit
} // @name EvaluationBulk

// EvaluationQuery filters the list of evaluations.
type EvaluationQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Year         []int    `query:"year" form:"year" validate:"max=20,dive,min=2013,max=2100"`
	Method       []string `query:"method" form:"method" validate:"max=2,dive,oneof=pna2019 pna2013" enums:"pna2019,pna2013"`
	Level        []string `query:"level" form:"level" validate:"max=3,dive,oneof=low medium high" enums:"low,medium,high"`
	State        []string `query:"state" form:"state" validate:"max=2,dive,oneof=draft confirmed" enums:"draft,confirmed"`
	Risk         int64    `query:"risk" form:"risk" validate:"omitempty,min=1"`
}

// Evaluations serves the operations on the evaluations of the municipalities.
type Evaluations struct{ Service *evaluation.Service }

// Routes is the whole surface of the resource: operation, path, permission, handler.
func (t Evaluations) Routes(a *httpx.API) {
	httpx.List(a, "evaluations-list", "/evaluations", authz.PlanRead, t.list)
	httpx.Query(a, "evaluations-read", "/evaluations/:id", authz.PlanRead, t.read)
	httpx.Query(a, "evaluations-history", "/evaluations/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "evaluations-create", http.MethodPost, "/evaluations", authz.PlanWrite, t.create)
	httpx.Command(a, "evaluations-edit", http.MethodPut, "/evaluations/:id", authz.PlanWrite, t.edit)
	httpx.Command(a, "evaluations-archive", http.MethodDelete, "/evaluations/:id", authz.PlanWrite, t.archive)
	for _, m := range evaluation.Flow.Actions() {
		httpx.Command(a, "evaluations-"+string(m.Do), http.MethodPost, "/evaluations/:id/"+string(m.Do), m.Need, t.step(m.Do))
	}
	httpx.Command(a, "evaluations-treatment", http.MethodPut, "/evaluations/:id/treatment", authz.PlanWrite, t.treat)
	httpx.Command(a, "evaluations-residual", http.MethodPut, "/evaluations/:id/residual", authz.PlanWrite, t.reassess)
	httpx.Bulk(a, "evaluations-bulk", "/evaluations/bulk", authz.PlanWrite, t.bulk)
}

// @Summary      Elenco delle valutazioni visibili
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         evaluations
// @Param        query query EvaluationQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Evaluation]
// @Router       /evaluations [get]
func (t Evaluations) list(_ context.Context, q EvaluationQuery) (page.Source[Evaluation], error) {
	return page.Map(t.Service.List(q.Request, evaluation.Filter{Municipalities: q.Municipality, Years: q.Year, Methods: q.Method, Levels: q.Level,
		States: q.State, Risk: q.Risk}), func(_ context.Context, v evaluation.View) Evaluation { return presentEvaluation(v) }), nil
}

// @Summary      Una valutazione
// @Description  Con la proposta dell'assistente e le regole scattate, ciò che manca per confermarla, le fasce con cui il livello è stato dato (metodo superato) e il confronto con l'anno prima. Con If-None-Match risponde 304 se non è cambiata.
// @Tags         evaluations
// @Param        id path int true "valutazione"
// @Success      200 {object} Evaluation
// @Router       /evaluations/{id} [get]
func (t Evaluations) read(ctx context.Context, in httpx.ByID) (Evaluation, error) {
	e, err := t.Service.Get(ctx, in.ID)
	return t.present(ctx, e, err)
}

// @Summary      Storia di una valutazione
// @Description  Chi, quando, che cosa è cambiato, indicatore per indicatore, dal più recente.
// @Tags         evaluations
// @Param        id path int true "valutazione"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /evaluations/{id}/history [get]
func (t Evaluations) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Comincia la valutazione di un rischio locale per un anno
// @Description  Nasce in bozza e vuota. Un rischio ha una valutazione per anno e metodo. Con Idempotency-Key la ripetizione restituisce la stessa risposta.
// @Tags         evaluations
// @Param        body body EvaluationNew true "rischio, anno, metodo"
// @Success      201 {object} Evaluation
// @Router       /evaluations [post]
func (t Evaluations) create(ctx context.Context, _ httpx.None, b EvaluationNew) (Evaluation, error) {
	e, err := t.Service.Create(ctx, b.Risk, b.Year, evaluation.Method(b.Method))
	return t.present(ctx, e, err)
}

// @Summary      Sostituisce il contenuto di una bozza
// @Description  Anche in parte: ciò che manca si chiede alla conferma. Vuole If-Match. Una valutazione confermata va prima riaperta.
// @Tags         evaluations
// @Param        id path int true "valutazione"
// @Param        body body EvaluationEdit true "la parte modificabile"
// @Success      200 {object} Evaluation
// @Router       /evaluations/{id} [put]
func (t Evaluations) edit(ctx context.Context, in httpx.ByVersion, b EvaluationEdit) (Evaluation, error) {
	e, err := t.Service.Edit(ctx, in.ID, in.Version(), b.content())
	return t.present(ctx, e, err)
}

// @Summary      Archivia una bozza
// @Description  Resta leggibile con la sua storia; vuole If-Match. Una valutazione confermata va prima riaperta.
// @Tags         evaluations
// @Param        id path int true "valutazione"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /evaluations/{id} [delete]
func (t Evaluations) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Conferma una valutazione, o la riapre
// @Description  La conferma vuole tutto: un valore e una motivazione per indicatore, il giudizio complessivo con motivazione ed evidenze, almeno 40 caratteri se si discosta dalla proposta; nomina tutto ciò che manca. Vuole If-Match.
// @Tags         evaluations
// @Param        id path int true "valutazione"
// @Success      200 {object} Evaluation
// @Router       /evaluations/{id}/confirmation [post]
// @Router       /evaluations/{id}/reopening [post]
func (t Evaluations) step(a evaluation.Action) func(context.Context, httpx.ByVersion, httpx.None) (Evaluation, error) {
	return func(ctx context.Context, in httpx.ByVersion, _ httpx.None) (Evaluation, error) {
		e, err := t.Service.Do(ctx, in.ID, in.Version(), a)
		return t.present(ctx, e, err)
	}
}

// @Summary      Decide il trattamento di un rischio valutato
// @Description  Trattarlo, tenere le misure esistenti o non trattarlo oltre, con il motivo (PNA 2019, All. 1 § 4.3). Vuole If-Match e una valutazione confermata.
// @Tags         evaluations
// @Param        id path int true "valutazione"
// @Param        body body EvaluationTreatment true "decisione e motivo"
// @Success      200 {object} Evaluation
// @Router       /evaluations/{id}/treatment [put]
func (t Evaluations) treat(ctx context.Context, in httpx.ByVersion, b EvaluationTreatment) (Evaluation, error) {
	e, err := t.Service.Treat(ctx, in.ID, in.Version(), b.Treatment, b.Motivation)
	return t.present(ctx, e, err)
}

// @Summary      Giudica il rischio residuo dopo il monitoraggio
// @Description  Con motivazione, come il livello. Vuole If-Match, una valutazione confermata e, per il suo anno o dopo, almeno una misura del rischio verificata dal RPCT (PNA 2019, All. 1 § 6); se nessuna misura lo tratta, basta una che vale per tutti i processi.
// @Tags         evaluations
// @Param        id path int true "valutazione"
// @Param        body body EvaluationResidual true "livello e motivo"
// @Success      200 {object} Evaluation
// @Router       /evaluations/{id}/residual [put]
func (t Evaluations) reassess(ctx context.Context, in httpx.ByVersion, b EvaluationResidual) (Evaluation, error) {
	e, err := t.Service.Reassess(ctx, in.ID, in.Version(), *evaluation.LevelOf(b.Level), b.Motivation)
	return t.present(ctx, e, err)
}

// @Summary      Importa molte valutazioni
// @Description  Ogni riga crea o aggiorna la bozza di un rischio per anno e metodo; una confermata va prima riaperta. Gli indicatori si importano in JSON o NDJSON. Un esito per riga, prova senza scrivere con dry_run.
// @Tags         evaluations
// @Param        query query httpx.BulkQuery false "prova e comportamento sugli errori"
// @Param        body body page.Rows[EvaluationBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /evaluations/bulk [post]
func (t Evaluations) bulk(ctx context.Context, b EvaluationBulk) (httpx.Upserted, error) {
	e, created, changed, err := t.Service.Put(ctx, b.Risk, b.Year, evaluation.Method(b.Method), b.content())
	return upserted(e.ID, created, changed), err
}

// each pairs the answers with their codes.
func (i *EvaluationIndicators) each(do func(code string, answer **EvaluationAnswer)) {
	for _, f := range []struct {
		code   string
		answer **EvaluationAnswer
	}{
		{"Q1", &i.Q1}, {"Q2", &i.Q2}, {"Q3", &i.Q3}, {"Q4", &i.Q4}, {"Q5", &i.Q5}, {"Q6", &i.Q6},
		{"P1", &i.P1}, {"P2", &i.P2}, {"P3", &i.P3}, {"P4", &i.P4}, {"P5", &i.P5}, {"P6", &i.P6}, {"I1", &i.I1}, {"I2", &i.I2}, {"I3", &i.I3}, {"I4", &i.I4},
	} {
		do(f.code, f.answer)
	}
}

func (e EvaluationEdit) content() evaluation.Content {
	c := evaluation.Content{Indicators: evaluation.Indicators{}, Level: evaluation.LevelOf(e.Level), Motivation: e.Motivation, Evidence: e.Evidence,
		Deviation: e.Deviation, Original: e.Original}
	e.Indicators.each(func(code string, answer **EvaluationAnswer) {
		if *answer != nil {
			c.Indicators[code] = evaluation.Answer(**answer)
		}
	})
	return c
}

func (t Evaluations) present(ctx context.Context, e evaluation.Evaluation, err error) (Evaluation, error) {
	if err != nil {
		return Evaluation{}, err
	}
	v, err := t.Service.View(ctx, e)
	return presentEvaluation(v), err
}

func presentEvaluation(v evaluation.View) Evaluation {
	out := Evaluation{
		Meta: httpx.Meta{ID: v.ID, Version: v.Version}, EvaluationNew: EvaluationNew{v.RiskID, v.Year, string(v.Method)}, Municipality: v.MunicipalityCode,
		Superseded: v.Method == evaluation.PNA2013, State: string(v.State), Change: string(v.Change), Area: v.Area, Process: v.Process, Event: v.Event,
		EvaluationEdit: EvaluationEdit{Level: levelName(v.Level), Motivation: v.Motivation, Evidence: v.Evidence, Deviation: v.Deviation, Original: v.Original},
		SuggestedLevel: levelName(v.Suggested), Explanation: convert(v.Reasons, func(r evaluation.Reason) EvaluationReason { return EvaluationReason(r) }),
		Missing:     convert(v.Missing, func(f apperr.Field) EvaluationMissing { return EvaluationMissing{f.Pointer, f.Detail} }),
		Probability: shown(v.Probability), Impact: shown(v.Impact), Score: shown(v.Score),
		BandsChanged: v.Outdated, Treatment: v.Treatment, TreatmentMotivation: v.TreatmentMotivation, TreatmentLevel: levelName(v.TreatmentLevel), Monitored: v.Monitored, ResidualLevel: levelName(v.Residual), ResidualMotivation: v.ResidualMotivation,
		PreviousID: deref(v.BeforeID), PreviousLevel: levelName(v.BeforeLevel), PreviousResidual: levelName(v.BeforeResidual), CarriedOver: v.PreviousID != nil,
		Stamps: stamps(v.Row), Actions: v.Actions,
	}
	out.Indicators.each(func(code string, answer **EvaluationAnswer) {
		if a, ok := v.Indicators[code]; ok {
			given := EvaluationAnswer(a)
			*answer = &given
		}
	})
	if v.FromMedium != nil && v.FromHigh != nil {
		out.Bands = &EvaluationBands{*v.FromMedium, *v.FromHigh}
	}
	out.beside = digest(out.BandsChanged, out.Monitored, out.Change, out.Area, out.Process, out.Event, out.PreviousID, out.PreviousLevel, out.PreviousResidual)
	return out
}

// Variant is what it shows of the risk and of the year before.
func (e Evaluation) Variant() string { return e.beside }

func levelName(l *evaluation.Level) string { return deref(l).String() }

// shown rounds to two decimals, for display only.
func shown(v *float64) *float64 {
	if v == nil {
		return nil
	}
	r := rounded(*v, 2)
	return &r
}
