package v1

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/register"
)

// RegisterRow is a risk in the register of a municipality, with its judgement of the year and the measures that treat it. The last row may be no
// risk: it has the measures that treat no single one.
type RegisterRow struct {
	RiskID              int64               `json:"risk_id,omitzero" example:"7"`
	Entry               string              `json:"entry,omitempty" validate:"max=7" example:"B.05"` // the catalogue entry it adopts
	Area                string              `json:"area" validate:"required,max=2" example:"B"`
	AreaName            string              `json:"area_name" validate:"required,max=200" example:"Contratti pubblici"`
	Process             string              `json:"process" validate:"required,max=200" example:"Affidamento diretto"`
	Event               string              `json:"event" validate:"required,max=500" example:"Frazionamento artificioso dell'affidamento"`
	Factors             []string            `json:"factors" validate:"required,max=20" example:"Mancanza di trasparenza"`
	Year                int                 `json:"year" validate:"required" example:"2026"`
	Method              string              `json:"method,omitempty" enums:"pna2019,pna2013" example:"pna2019"` // none: not evaluated in the year
	Superseded          bool                `json:"superseded" validate:"required" example:"false"`             // by a method that the PNA 2019 replaced
	Evaluation          int64               `json:"evaluation,omitzero" example:"12"`                           // its id
	State               string              `json:"state,omitempty" enums:"draft,confirmed" example:"confirmed"`
	Level               string              `json:"level,omitempty" enums:"low,medium,high" example:"high"`
	Suggested           string              `json:"suggested,omitempty" enums:"low,medium,high" example:"high"`
	Original            string              `json:"original,omitempty" validate:"max=40" example:"A++"` // as an imported register wrote the level
	Indicators          []RegisterIndicator `json:"indicators" validate:"required,max=10"`
	Probability         *float64            `json:"probability,omitempty" example:"3.3333"`
	Impact              *float64            `json:"impact,omitempty" example:"2.25"`
	Score               *float64            `json:"score,omitempty" example:"7.5"`
	Motivation          string              `json:"motivation,omitempty" validate:"max=4000" example:"Affidamenti ripetuti allo stesso operatore nell'ultimo anno"`
	Evidence            string              `json:"evidence,omitempty" validate:"max=4000" example:"Referto del controllo successivo"`
	Deviation           string              `json:"deviation,omitempty" validate:"max=4000" example:"Il controllo è stato rafforzato a giugno"`
	Treatment           string              `json:"treatment,omitempty" enums:"treat,keep,none" example:"treat"`
	TreatmentMotivation string              `json:"treatment_motivation,omitempty" validate:"max=4000" example:"Livello alto"`
	Residual            string              `json:"residual,omitempty" enums:"low,medium,high" example:"medium"`
	ResidualMotivation  string              `json:"residual_motivation,omitempty" validate:"max=4000" example:"Misure attuate e idonee"`
	Measures            []RegisterMeasure   `json:"measures" validate:"required,max=2000"`

	line register.Line
} // @name RegisterRow

// RegisterIndicator is the answer to one question of the method of evaluation.
type RegisterIndicator struct {
	Code       string `json:"code" validate:"required,max=2" example:"Q1"`
	Name       string `json:"name" validate:"required,max=100" example:"Livello di interesse esterno"`
	Value      int    `json:"value" validate:"required" example:"3"` // pna2019: 1 low to 3 high; pna2013: 0 to 5
	Motivation string `json:"motivation,omitempty" validate:"max=4000" example:"Importi rilevanti e pochi operatori"`
	Evidence   string `json:"evidence,omitempty" validate:"max=4000" example:"Elenco degli affidamenti"`
} // @name RegisterIndicator

// RegisterMeasure is a measure in the plan of the municipality, with its five attributes and what monitoring found in the year.
type RegisterMeasure struct {
	ID          int64           `json:"id" validate:"required" example:"3"`
	Code        string          `json:"code,omitempty" validate:"max=4" example:"M01"` // of the catalogue; none: its own
	Title       string          `json:"title" validate:"required,max=300" example:"Check-list istruttoria per ogni affidamento"`
	Type        string          `json:"type" validate:"required,max=4" example:"TM01"`
	TypeName    string          `json:"type_name" validate:"required,max=200" example:"Controllo"`
	Scope       string          `json:"scope" validate:"required" enums:"general,specific" example:"specific"`
	Status      string          `json:"status" validate:"required" enums:"planned,in_progress,implemented,partly_implemented,not_implemented,not_applicable" example:"in_progress"`
	Phases      []RegisterPhase `json:"phases" validate:"required,max=50"`
	Responsible string          `json:"responsible,omitempty" validate:"max=200" example:"Responsabile del settore"`
	Indicator   string          `json:"indicator,omitempty" validate:"max=500" example:"determine con check-list / determine"`
	Baseline    string          `json:"baseline,omitempty" validate:"max=200" example:"0"`
	Target      string          `json:"target,omitempty" validate:"max=200" example:"100%"`
	Value       string          `json:"value,omitempty" validate:"max=200" example:"80%"`
	Reason      string          `json:"reason,omitempty" validate:"max=4000" example:"Carenza di personale"`
	Check       *RegisterCheck  `json:"check,omitempty"`
} // @name RegisterMeasure

// RegisterPhase is a step of a measure.
type RegisterPhase struct {
	Name     string `json:"name" validate:"required,max=300" example:"Modello di zona"`
	StartsOn string `json:"starts_on,omitempty" validate:"omitempty,datetime=2006-01-02" format:"date" example:"2026-01-01"`
	DueOn    string `json:"due_on,omitempty" validate:"omitempty,datetime=2006-01-02" format:"date" example:"2026-06-30"`
	DoneOn   string `json:"done_on,omitempty" validate:"omitempty,datetime=2006-01-02" format:"date" example:"2026-05-31"`
} // @name RegisterPhase

// RegisterCheck is what the last round of monitoring of the year found: by whoever carries the measure out, then by the RPCT.
type RegisterCheck struct {
	Round          int    `json:"round" validate:"required" example:"1"`
	Implementation string `json:"implementation,omitempty" enums:"yes,partly,no,not_due" example:"yes"`
	Confirmed      string `json:"confirmed,omitempty" enums:"yes,partly,no,not_due" example:"yes"`
	Suitability    string `json:"suitability,omitempty" enums:"yes,partly,no" example:"partly"`
	Findings       string `json:"findings,omitempty" validate:"max=2000" example:"Compilata in nove affidamenti su dieci"`
} // @name RegisterCheck

// RegisterFilter says which register is wanted.
type RegisterFilter struct {
	Year   int      `query:"year" form:"year" validate:"omitempty,min=2013,max=2100"`                                 // none: the latest with an evaluation
	Method string   `query:"method" form:"method" validate:"omitempty,oneof=pna2019 pna2013" enums:"pna2019,pna2013"` // none: pna2019, and where a risk lacks it pna2013
	Area   []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
}

// RegisterRiskFilter says which of its risks.
type RegisterRiskFilter struct {
	RegisterFilter
	State []string `query:"state" form:"state" validate:"max=3,dive,oneof=todo draft confirmed" enums:"todo,draft,confirmed"` // todo: not evaluated
	Level []string `query:"level" form:"level" validate:"max=3,dive,oneof=low medium high" enums:"low,medium,high"`
	Q     string   `query:"q" form:"q" validate:"omitempty,max=200"` // words to find
	Risk  int64    `query:"risk" form:"risk" validate:"omitempty,min=1"`
}

func (f RegisterRiskFilter) filter() register.Filter {
	out := f.RegisterFilter.filter()
	out.States, out.Levels, out.Words, out.Risk = f.State, convert(f.Level, func(l string) int { return slices.Index(levels, l) }), f.Q, f.Risk
	return out
}

// RegisterPage is a page of it.
type RegisterPage struct {
	RegisterRiskFilter
	HistoryPaging
}

// RegisterQuery addresses the register of a municipality.
type RegisterQuery struct {
	ByIstatCode
	RegisterPage
}

// RegisterSummaryQuery addresses the counts of the register of a municipality.
type RegisterSummaryQuery struct {
	ByIstatCode
	RegisterRiskFilter
}

// RegisterSummary is how far the register of a municipality has come.
type RegisterSummary struct {
	Municipality string            `json:"municipality" validate:"required,len=6" example:"083049"`
	Year         int               `json:"year" validate:"required" example:"2026"`
	Risks        int               `json:"risks" validate:"required" example:"41"`
	Confirmed    int               `json:"confirmed" validate:"required" example:"30"` // with a confirmed judgement
	Areas        []RegisterAreaSum `json:"areas" validate:"required,max=100"`          // with a risk, in their order
} // @name RegisterSummary

// RegisterAreaSum counts the risks of an area.
type RegisterAreaSum struct {
	Code      string `json:"code" validate:"required,max=2" example:"B"`
	Name      string `json:"name" validate:"required,max=200" example:"Contratti pubblici"`
	Risks     int    `json:"risks" validate:"required" example:"12"`
	Confirmed int    `json:"confirmed" validate:"required" example:"9"`
} // @name RegisterAreaSum

// RegisterDocumentFilter says as what the register is wanted.
type RegisterDocumentFilter struct {
	RegisterFilter
	Format string `query:"format" form:"format" validate:"omitempty,oneof=docx odt pdf" enums:"docx,odt,pdf"`
}

// RegisterDocumentQuery addresses the register of a municipality as a document.
type RegisterDocumentQuery struct {
	ByIstatCode
	RegisterDocumentFilter
}

// Registers serves the plans of the municipalities to take away.
type Registers struct{ Service *register.Service }

// Routes is the whole surface of the resource.
func (t Registers) Routes(a *httpx.API) {
	httpx.List(a, "registers-read", "/municipalities/:istat_code/register", authz.PlanRead, t.read)
	httpx.Query(a, "registers-summary", "/municipalities/:istat_code/register/summary", authz.PlanRead, t.summary)
	httpx.Query(a, "annual-reports-read", "/municipalities/:istat_code/annual-reports/:year", authz.PlanRead, t.annual)
	httpx.Command(a, "annual-reports-edit", http.MethodPut, "/municipalities/:istat_code/annual-reports/:year", authz.PlanWrite, t.saveAnnual)
	httpx.Download(a, "annual-reports-content", "/municipalities/:istat_code/annual-reports/:year/content", authz.PlanRead, append([]string{register.SheetMedia[1]}, register.Media...), t.annualContent)
	httpx.Download(a, "registers-document", "/municipalities/:istat_code/register/document", authz.PlanRead, register.Media, t.document)
}

// @Summary      Il registro dei rischi di un comune
// @Description  Nell'ordine area, processo, evento, fattori, giudizio, motivazione, misure con i cinque attributi, monitoraggio. Una pagina in JSON oppure, con Accept, tutto in CSV, NDJSON o XLSX con le intestazioni in italiano: lì ogni misura è una riga. state=todo sono i rischi non valutati; q cerca parole in processo ed evento. total conta i rischi, fino a 1.000; l'ultima riga dell'ultima pagina può essere delle misure che non trattano un singolo rischio.
// @Tags         registers
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query RegisterPage false "anno, metodo, aree e pagina"
// @Success      200 {object} page.Of[RegisterRow]
// @Router       /municipalities/{istat_code}/register [get]
func (t Registers) read(_ context.Context, q RegisterQuery) (page.Source[RegisterRow], error) {
	return page.Source[RegisterRow]{
		Page: func(ctx context.Context) (page.Of[RegisterRow], error) {
			r, p, err := t.Service.Page(ctx, q.IstatCode, q.filter(), q.page())
			return page.Of[RegisterRow]{Items: convert(p.Items, func(l register.Line) RegisterRow { return presentLine(l, r.Year) }), NextCursor: p.NextCursor,
				Total: p.Total, TotalRelation: p.TotalRelation}, err
		},
		Each: func(ctx context.Context, yield func(RegisterRow) error) error {
			return t.Service.Each(ctx, q.IstatCode, q.filter(), func(l register.Line, year int) error { return yield(presentLine(l, year)) })
		},
	}, nil
}

// @Summary      I conti del registro dei rischi di un comune
// @Description  Quanti rischi, e quanti con un giudizio confermato, area per area: con gli stessi filtri del registro.
// @Tags         registers
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query RegisterRiskFilter false "anno, metodo e filtri"
// @Success      200 {object} RegisterSummary
// @Router       /municipalities/{istat_code}/register/summary [get]
func (t Registers) summary(ctx context.Context, q RegisterSummaryQuery) (RegisterSummary, error) {
	s, err := t.Service.Summary(ctx, q.IstatCode, q.filter())
	out := RegisterSummary{Municipality: s.Code, Year: s.Year, Areas: convert(s.Areas, func(a register.AreaSum) RegisterAreaSum { return RegisterAreaSum(a) })}
	for _, a := range out.Areas {
		out.Risks, out.Confirmed = out.Risks+a.Risks, out.Confirmed+a.Confirmed
	}
	return out, err
}

// Variant is all it shows: it has no version.
func (s RegisterSummary) Variant() string { return digest(s) }

// @Summary      Il registro dei rischi di un comune come allegato del piano
// @Description  Frontespizio e una tabella per area di rischio, in orizzontale: DOCX o, dove c'è LibreOffice, ODT e PDF.
// @Tags         registers
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query RegisterDocumentFilter false "anno, metodo, aree e formato"
// @Success      200
// @Router       /municipalities/{istat_code}/register/document [get]
func (t Registers) document(ctx context.Context, q RegisterDocumentQuery) (httpx.Content, error) {
	return handPaper(t.Service.Document(ctx, q.IstatCode, q.filter(), format(q.Format)))
}

func (f RegisterFilter) filter() register.Filter {
	return register.Filter{Year: f.Year, Method: f.Method, Areas: f.Area}
}

// Heading are the columns of the register as a table, in Italian.
func (RegisterRow) Heading() []string { return register.Headings }

// Cells are the rows of one risk: one for each measure.
func (r RegisterRow) Cells() [][]any { return r.line.Cells(r.Year) }

var levels = []string{"", "low", "medium", "high"}

func presentLine(l register.Line, year int) RegisterRow {
	out := RegisterRow{RiskID: l.RiskID, Entry: l.Entry, Area: l.Area, AreaName: l.AreaName, Process: l.Process, Event: l.Event, Factors: l.Factors, Year: year,
		Method: l.Method, Superseded: l.Method == register.Superseded, Evaluation: l.EvaluationID, State: l.State, Level: levels[l.Level], Suggested: levels[l.Suggested], Original: l.Original,
		Indicators: []RegisterIndicator{}, Probability: l.Probability, Impact: l.Impact, Score: l.Score, Motivation: l.Motivation, Evidence: l.Evidence,
		Deviation: l.Deviation, Treatment: l.Treatment, TreatmentMotivation: l.TreatmentReason, Residual: levels[l.Residual],
		ResidualMotivation: l.ResidualMotivation, Measures: []RegisterMeasure{}, line: l}
	for _, code := range slices.Sorted(maps.Keys(l.Indicators)) {
		i := l.Indicators[code]
		out.Indicators = append(out.Indicators, RegisterIndicator{code, register.Questions[code], i.Value, i.Motivation, i.Evidence})
	}
	for _, m := range l.Measures {
		out.Measures = append(out.Measures, presentRegisterMeasure(m))
	}
	return out
}

func presentRegisterMeasure(m register.Measure) RegisterMeasure {
	out := RegisterMeasure{ID: m.ID, Code: m.Code, Title: m.Title, Type: m.Type, TypeName: m.TypeName, Scope: m.Scope, Status: m.Status,
		Phases: convert(m.Phases, func(p register.Phase) RegisterPhase { return RegisterPhase{p.Name, p.Starts, p.Due, p.Done} }), Responsible: m.Responsible,
		Indicator: m.Indicator, Baseline: m.Baseline, Target: m.Target, Value: m.Value, Reason: m.Reason}
	if c := m.Check; c != nil {
		out.Check = &RegisterCheck{c.Round, c.Implementation, c.Confirmed, c.Suitability, c.Findings}
	}
	return out
}

func handPaper(p register.Paper, err error) (httpx.Content, error) {
	c := httpx.Generated(p.Name, p.Media, p.Body)
	c.Inline = true
	return c, err
}
