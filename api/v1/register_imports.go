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

// RegisterImport is a register that somebody brings in from a spreadsheet.
type RegisterImport struct {
	httpx.Meta
	Municipality string                 `json:"municipality" validate:"required,len=6" example:"083049"`
	Year         int                    `json:"year" validate:"required" example:"2026"`
	Method       string                 `json:"method,omitempty" enums:"pna2019,pna2013" example:"pna2019"`
	Filename     string                 `json:"filename" validate:"required,max=200" example:"registro-2025.xlsx"`
	State        string                 `json:"state" validate:"required" enums:"uploaded,checking,checked,applying,applied" example:"checked"`
	Columns      []RegisterImportColumn `json:"columns" validate:"required,max=100"`
	Areas        []RegisterImportArea   `json:"areas" validate:"required,max=200"` // the words of the file, once its column is known
	Control      string                 `json:"control,omitempty" enums:"annex,inverted" example:"annex"`
	MeasureType  string                 `json:"measure_type,omitempty" validate:"max=4" example:"TM01"`
	Rows         int                    `json:"rows" validate:"required" example:"120"`
	Done         int                    `json:"done" validate:"required" example:"120"` // rows checked so far
	Good         int                    `json:"good" validate:"required" example:"117"`
	Failed       int                    `json:"failed" validate:"required" example:"3"`
	OnlyGood     bool                   `json:"only_good" validate:"required" example:"false"`
	Problem      string                 `json:"problem,omitempty" validate:"max=1000" example:"Nel frattempo non si possono più adottare: B.05. Decidi di nuovo per le loro righe"`
	Unconfirmed  int                    `json:"unconfirmed" validate:"required" example:"12"` // events like a catalogue entry, nobody decided yet
	Confirmed    int                    `json:"confirmed" validate:"required" example:"30"`
	Unmatched    int                    `json:"unmatched" validate:"required" example:"8"` // events like none
	Known        int                    `json:"known" validate:"required" example:"0"`     // events that are in the register already
	Risks        int                    `json:"risks" validate:"required" example:"50"`    // made
	Evaluations  int                    `json:"evaluations" validate:"required" example:"50"`
	Measures     int                    `json:"measures" validate:"required" example:"20"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=10" enums:"mapping,application,archive" example:"mapping"` // what the caller may do next
} // @name RegisterImport

// RegisterImportColumn is a heading of the file and the field it is, as said or, before, as proposed.
type RegisterImportColumn struct {
	Heading string  `json:"heading" validate:"required,max=100" example:"EVENTO RISCHIOSO"`
	Field   string  `json:"field,omitempty" validate:"max=20" example:"event"` // none: it is not read
	Score   float64 `json:"score" validate:"required" example:"1"`             // of the proposal, 0 to 1
} // @name RegisterImportColumn

// RegisterImportArea are words the file uses for an area.
type RegisterImportArea struct {
	Text string `json:"text" validate:"required,max=10000" example:"Area appalti"`
	Rows int    `json:"rows" validate:"required" example:"40"`
	Area string `json:"area,omitempty" validate:"max=2" example:"B"` // as said or proposed
	Said bool   `json:"said" validate:"required" example:"true"`
} // @name RegisterImportArea

// RegisterMapping says how a file is to be read.
type RegisterMapping struct {
	Method      string                  `json:"method" validate:"required,oneof=pna2019 pna2013" enums:"pna2019,pna2013" example:"pna2019"`
	Columns     []RegisterMappingColumn `json:"columns" validate:"required,max=100,dive"`
	Areas       []RegisterMappingArea   `json:"areas" validate:"max=200,dive"`
	Control     string                  `json:"control,omitempty" validate:"omitempty,oneof=annex inverted" enums:"annex,inverted" example:"annex"` // of P6: 5 is a useless control, or an effective one
	MeasureType string                  `json:"measure_type,omitempty" validate:"max=4" example:"TM01"`                                             // of measures that do not say theirs
} // @name RegisterMapping

// RegisterMappingColumn says which field a column is.
type RegisterMappingColumn struct {
	Heading string `json:"heading" validate:"required,max=100" example:"EVENTO RISCHIOSO"`
	Field   string `json:"field,omitempty" validate:"max=20" example:"event"`
} // @name RegisterMappingColumn

// RegisterMappingArea says which area words mean.
type RegisterMappingArea struct {
	Text string `json:"text" validate:"required,max=10000" example:"Area appalti"`
	Area string `json:"area" validate:"required,max=2" example:"B"`
} // @name RegisterMappingArea

// RegisterImportRow is what the check made of a row of the file.
type RegisterImportRow struct {
	httpx.Meta
	Number   int                     `json:"number" validate:"required" example:"7"` // in the file
	Outcome  string                  `json:"outcome,omitempty" enums:"good,failed" example:"good"`
	Area     string                  `json:"area,omitempty" validate:"max=2" example:"B"`
	Process  string                  `json:"process,omitempty" validate:"max=200" example:"Affidamento diretto"`
	Event    string                  `json:"event,omitempty" validate:"max=500" example:"Frazionamento artificioso"`
	Level    string                  `json:"level,omitempty" enums:"low,medium,high" example:"high"`
	Original string                  `json:"original,omitempty" validate:"max=40" example:"A++"`
	Measure  string                  `json:"measure,omitempty" validate:"max=300" example:"Check-list istruttoria"`
	Findings []RegisterImportFinding `json:"findings" validate:"required,max=100"`
	Texts    []string                `json:"cells" validate:"required,max=100,dive,max=10000" example:"B"` // as they came
	Fixed    []RegisterCell          `json:"corrections" validate:"required,max=100"`                      // what people wrote in place of some
	Leader   bool                    `json:"leader" validate:"required" example:"true"`                    // the first row of its event: the decision is taken here
	RiskID   int64                   `json:"risk_id,omitzero" example:"21"`                                // the risk that is there already, or was made
	EntryID  int64                   `json:"entry_id,omitzero" example:"5"`                                // the catalogue entry proposed or chosen
	Code     string                  `json:"code,omitempty" validate:"max=7" example:"B.05"`
	Entry    string                  `json:"entry,omitempty" validate:"max=500" example:"Frazionamento artificioso dell'affidamento"` // its event
	Score    float64                 `json:"score,omitzero" example:"0.72"`
	Decision string                  `json:"decision,omitempty" enums:"adopt,own" example:"adopt"`
} // @name RegisterImportRow

// RegisterImportFinding is something wrong with a row, or worth saying.
type RegisterImportFinding struct {
	Column   string `json:"column" validate:"required,max=100" example:"LIVELLO"` // "" for the row
	Code     string `json:"code" validate:"required,max=60" example:"unknown-level"`
	Detail   string `json:"detail" validate:"required,max=1000" example:"Livello sconosciuto: «boh»"`
	Blocking bool   `json:"blocking" validate:"required" example:"true"` // keeps the row out
} // @name RegisterImportFinding

// RegisterCorrection is all that is corrected of a row: a cell that is not named is as it came.
type RegisterCorrection struct {
	Cells []RegisterCell `json:"cells" validate:"required,max=100,dive"`
} // @name RegisterCorrection

// RegisterCell is a text in place of one of the file.
type RegisterCell struct {
	Column string `json:"column" validate:"required,max=100" example:"LIVELLO"` // its heading
	Text   string `json:"text" validate:"max=10000" example:"ALTO"`
} // @name RegisterCell

// RegisterDecision says what the event of a row is.
type RegisterDecision struct {
	Decision string `json:"decision" validate:"required,oneof=adopt own" enums:"adopt,own" example:"adopt"` // adopt the entry, or keep the event in the municipality's own words
	EntryID  int64  `json:"entry_id,omitzero" validate:"omitempty,min=1" example:"5"`                       // another entry than the one proposed
} // @name RegisterDecision

// RegisterApplication asks for a checked import to be written.
type RegisterApplication struct {
	OnlyGood bool `json:"only_good" example:"false"` // leave out the rows with errors; otherwise one of them stops all
} // @name RegisterApplication

type (
	// RegisterUpload says whose register is in the body.
	RegisterUpload struct {
		Municipality string `query:"municipality" form:"municipality" validate:"required,len=6,numeric"`
		Year         int    `query:"year" form:"year" validate:"required,min=2013,max=2100"`
		Filename     string `query:"filename" form:"filename" validate:"required,max=200"`
		HeaderRow    int    `query:"header_row" form:"header_row" validate:"omitempty,min=1,max=100"` // where the titles are; none: the first row that holds something
	}
	// RegisterImportsQuery filters the list of imports.
	RegisterImportsQuery struct {
		page.Request
		Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	}
	// RegisterRowsFilter filters the rows of an import.
	RegisterRowsFilter struct {
		page.Request
		Outcome []string `query:"outcome" form:"outcome" validate:"max=2,dive,oneof=good failed" enums:"good,failed"`
		Match   string   `query:"match" form:"match" validate:"omitempty,oneof=proposed decided unmatched known" enums:"proposed,decided,unmatched,known"`
	}
	// RegisterRowsQuery addresses the rows of an import.
	RegisterRowsQuery struct {
		httpx.ByID
		RegisterRowsFilter
	}
	// RegisterRowKey addresses a row as the caller last saw it.
	RegisterRowKey struct {
		httpx.ByVersion
		Number int `param:"number" validate:"min=1,max=2000000"`
	}
)

// Admit asks before the file is read.
func (u RegisterUpload) Admit(ctx context.Context) error { return register.Admit(ctx, u.Municipality) }

// RegisterImports serves the registers brought in.
type RegisterImports struct{ Service *register.Importer }

// Routes is the whole surface of the resource.
func (t RegisterImports) Routes(a *httpx.API) {
	httpx.List(a, "register-imports-list", "/register-imports", authz.PlanRead, t.list)
	httpx.Query(a, "register-imports-read", "/register-imports/:id", authz.PlanRead, t.read)
	httpx.List(a, "register-imports-rows", "/register-imports/:id/rows", authz.PlanRead, t.rows)
	httpx.Upload(a, "register-imports-upload", "/register-imports", authz.PlanWrite, register.SheetMedia, t.upload)
	httpx.Command(a, "register-imports-mapping", http.MethodPut, "/register-imports/:id/mapping", authz.PlanWrite, t.mapping)
	httpx.Command(a, "register-imports-decision", http.MethodPut, "/register-imports/:id/rows/:number/decision", authz.PlanWrite, t.decide)
	httpx.Command(a, "register-imports-correction", http.MethodPut, "/register-imports/:id/rows/:number/correction", authz.PlanWrite, t.correct)
	httpx.Command(a, "register-imports-application", http.MethodPost, "/register-imports/:id/application", authz.PlanWrite, t.apply)
	httpx.Command(a, "register-imports-archive", http.MethodDelete, "/register-imports/:id", authz.PlanWrite, t.archive)
}

// @Summary      Le importazioni di registri visibili
// @Description  Dalla più recente, con lo stato e i conteggi.
// @Tags         register-imports
// @Param        query query RegisterImportsQuery false "pagina e filtri"
// @Success      200 {object} page.Of[RegisterImport]
// @Router       /register-imports [get]
func (t RegisterImports) list(_ context.Context, q RegisterImportsQuery) (page.Source[RegisterImport], error) {
	return page.Map(t.Service.List(q.Request, q.Municipality), func(ctx context.Context, i register.Import) RegisterImport {
		return t.show(ctx, register.View{Import: i})
	}), nil
}

// @Summary      Un'importazione
// @Description  Con le colonne abbinate o proposte, le parole delle aree e a che punto è il controllo.
// @Tags         register-imports
// @Param        id path int true "importazione"
// @Success      200 {object} RegisterImport
// @Router       /register-imports/{id} [get]
func (t RegisterImports) read(ctx context.Context, in httpx.ByID) (RegisterImport, error) {
	i, err := t.Service.Get(ctx, in.ID)
	return t.present(ctx, i, err)
}

// @Summary      Le righe di un'importazione
// @Description  Che cosa il controllo ha capito di ciascuna, con riga, colonna e motivo di ogni errore. Con Accept la relazione intera in CSV, NDJSON o XLSX: lì ogni rilievo è una riga.
// @Tags         register-imports
// @Param        id path int true "importazione"
// @Param        query query RegisterRowsFilter false "pagina e filtri"
// @Success      200 {object} page.Of[RegisterImportRow]
// @Router       /register-imports/{id}/rows [get]
func (t RegisterImports) rows(ctx context.Context, q RegisterRowsQuery) (page.Source[RegisterImportRow], error) {
	found, err := t.Service.Rows(ctx, q.ID, q.Request, register.RowFilter{Outcomes: q.Outcome, Match: q.Match})
	return page.Map(found, func(_ context.Context, r register.RowView) RegisterImportRow { return presentImportRow(r) }), err
}

// @Summary      Carica un registro da importare
// @Description  Un foglio XLSX o CSV con una riga di titoli e al più 20.000 righe. Le colonne si propongono dai titoli, da quanto si è detto l'ultima volta per lo stesso comune.
// @Tags         register-imports
// @Param        query query RegisterUpload true "comune, anno, nome del file, riga dei titoli"
// @Success      201 {object} RegisterImport
// @Router       /register-imports [post]
func (t RegisterImports) upload(ctx context.Context, u RegisterUpload, f httpx.File) (RegisterImport, error) {
	i, err := t.Service.Upload(ctx, register.Upload{Municipality: u.Municipality, Filename: u.Filename, Media: f.Declared, Year: u.Year, HeaderRow: u.HeaderRow}, f.Blob)
	return t.present(ctx, i, err)
}

// @Summary      Dice come si legge il file
// @Description  Quale colonna è quale campo, quale area vogliono dire le parole del file, come risponde alla domanda P6. Fa partire il controllo, che non scrive nulla nel registro. Vuole If-Match; si può ripetere fino all'importazione.
// @Tags         register-imports
// @Param        id path int true "importazione"
// @Param        body body RegisterMapping true "gli abbinamenti"
// @Success      200 {object} RegisterImport
// @Router       /register-imports/{id}/mapping [put]
func (t RegisterImports) mapping(ctx context.Context, in httpx.ByVersion, b RegisterMapping) (RegisterImport, error) {
	m := register.Mapping{Method: b.Method, Control: b.Control, MeasureType: b.MeasureType, Areas: map[string]string{},
		Columns: convert(b.Columns, func(c RegisterMappingColumn) register.Column {
			return register.Column{Heading: c.Heading, Field: c.Field}
		})}
	for _, a := range b.Areas {
		m.Areas[a.Text] = a.Area
	}
	i, err := t.Service.Map(ctx, in.ID, in.Version(), m)
	return t.present(ctx, i, err)
}

// @Summary      Decide che cos'è l'evento di una riga
// @Description  La voce di catalogo proposta, un'altra, o un rischio con parole proprie. Vuole If-Match con la versione della riga.
// @Tags         register-imports
// @Param        id path int true "importazione"
// @Param        number path int true "numero della riga nel file"
// @Param        body body RegisterDecision true "la decisione"
// @Success      200 {object} RegisterImportRow
// @Router       /register-imports/{id}/rows/{number}/decision [put]
func (t RegisterImports) decide(ctx context.Context, in RegisterRowKey, b RegisterDecision) (RegisterImportRow, error) {
	r, err := t.Service.Decide(ctx, in.ID, in.Number, in.Version(), b.Decision, b.EntryID)
	return presentImportRow(r), err
}

// @Summary      Corregge le celle di una riga
// @Description  Sostituisce tutte le correzioni della riga, che si ricontrolla subito con ciò che ne dipende: le righe che la continuano, gli eventi e le misure che nomina. Il testo del file resta accanto. Vuole If-Match con la versione della riga.
// @Tags         register-imports
// @Param        id path int true "importazione"
// @Param        number path int true "numero della riga nel file"
// @Param        body body RegisterCorrection true "le celle corrette"
// @Success      200 {object} RegisterImportRow
// @Router       /register-imports/{id}/rows/{number}/correction [put]
func (t RegisterImports) correct(ctx context.Context, in RegisterRowKey, b RegisterCorrection) (RegisterImportRow, error) {
	r, err := t.Service.Correct(ctx, in.ID, in.Number, in.Version(), convert(b.Cells, func(c RegisterCell) register.Cell { return register.Cell{Heading: c.Column, Text: c.Text} }))
	return presentImportRow(r), err
}

// @Summary      Scrive nel registro un'importazione controllata
// @Description  Rischi, valutazioni in bozza e misure: tutte le righe o nessuna, oppure con only_good quelle senza errori. Ciò che non è stato abbinato al catalogo resta con parole proprie. Vuole If-Match.
// @Tags         register-imports
// @Param        id path int true "importazione"
// @Param        body body RegisterApplication true "quali righe"
// @Success      200 {object} RegisterImport
// @Router       /register-imports/{id}/application [post]
func (t RegisterImports) apply(ctx context.Context, in httpx.ByVersion, b RegisterApplication) (RegisterImport, error) {
	i, err := t.Service.Apply(ctx, in.ID, in.Version(), b.OnlyGood)
	return t.present(ctx, i, err)
}

// @Summary      Rinuncia a un'importazione
// @Description  Prima che sia scritta; le sue righe si cancellano. Vuole If-Match.
// @Tags         register-imports
// @Param        id path int true "importazione"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /register-imports/{id} [delete]
func (t RegisterImports) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Discard(ctx, in.ID, in.Version(), in.Reason)
}

// Variant tells how far the check has come.
func (i RegisterImport) Variant() string {
	return digest(i.Done, i.State, i.Unconfirmed, i.Confirmed, i.Actions)
}

func (t RegisterImports) present(ctx context.Context, i register.Import, err error) (RegisterImport, error) {
	if err != nil {
		return RegisterImport{}, err
	}
	v, err := t.Service.View(ctx, i)
	return t.show(ctx, v), err
}

func (t RegisterImports) show(ctx context.Context, v register.View) RegisterImport {
	return RegisterImport{Meta: httpx.Meta{ID: v.ID, Version: v.Version}, Municipality: v.MunicipalityCode, Year: v.Year, Method: v.Method, Filename: v.Filename, State: v.State,
		Columns: convert(v.Columns, func(c register.Column) RegisterImportColumn { return RegisterImportColumn(c) }),
		Areas:   convert(v.Words, func(a register.AreaWords) RegisterImportArea { return RegisterImportArea(a) }), Control: v.Control, MeasureType: v.MeasureType,
		Rows: v.Total, Done: v.Done, Good: v.Good, Failed: v.Failed, OnlyGood: v.OnlyGood, Problem: v.Problem, Unconfirmed: v.Unconfirmed, Confirmed: v.Confirmed,
		Unmatched: v.Unmatched, Known: v.Known, Risks: v.Risks, Evaluations: v.Evaluations, Measures: v.Measures, Stamps: stamps(v.Row), Actions: t.Service.Actions(ctx, v.Import)}
}

func presentImportRow(r register.RowView) RegisterImportRow {
	return RegisterImportRow{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, Number: r.Number, Outcome: r.Outcome, Area: r.Area, Process: r.Process, Event: r.Event,
		Level: levels[r.Level], Original: r.Original, Measure: r.Measure, Texts: r.Cells, Leader: r.Leader, RiskID: deref(r.RiskID), EntryID: deref(r.EntryID), Code: r.Code,
		Entry: r.EntryEvent, Score: float64(r.Score), Decision: r.Decision, Fixed: presentCorrections(r.Corrections),
		Findings: convert(r.Findings, func(f register.Finding) RegisterImportFinding { return RegisterImportFinding(f) })}
}

func presentCorrections(texts map[string]string) []RegisterCell {
	out := []RegisterCell{}
	for _, column := range slices.Sorted(maps.Keys(texts)) {
		out = append(out, RegisterCell{column, texts[column]})
	}
	return out
}

// Heading are the columns of the report of the check.
func (RegisterImportRow) Heading() []string {
	return []string{"Riga", "Esito", "Colonna", "Rilievo", "Impedisce l'importazione", "Area di rischio", "Processo", "Evento rischioso", "Livello originario", "Misura", "Voce di catalogo", "Somiglianza", "Decisione"}
}

var (
	outcomes  = map[string]string{"good": "importabile", "failed": "con errori"}
	decisions = map[string]string{"adopt": "adotta la voce", "own": "parole proprie"}
)

// Cells are one row for each finding, one when there is none.
func (r RegisterImportRow) Cells() [][]any {
	var score any
	if r.Score > 0 {
		score = r.Score
	}
	tail := []any{r.Area, r.Process, r.Event, r.Original, r.Measure, r.Code, score, decisions[r.Decision]}
	if len(r.Findings) == 0 {
		return [][]any{append([]any{r.Number, outcomes[r.Outcome], "", "", nil}, tail...)}
	}
	out := make([][]any, len(r.Findings))
	for i, f := range r.Findings {
		out[i] = append([]any{r.Number, outcomes[r.Outcome], f.Column, f.Detail, f.Blocking}, tail...)
	}
	return out
}
