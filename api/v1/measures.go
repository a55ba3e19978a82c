package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/measure"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// CatalogueMeasure is a measure of the catalogue.
type CatalogueMeasure struct {
	httpx.Meta
	Code string `json:"code" validate:"required,max=4" example:"M01"`
	CatalogueMeasureEdit
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive,adoption" example:"adoption"` // what the caller may do next
} // @name CatalogueMeasure

// CatalogueMeasureNew is what creates a measure; without a code the next free one is taken.
type CatalogueMeasureNew struct {
	Code string `json:"code,omitempty" validate:"max=4" example:""`
	CatalogueMeasureEdit
} // @name CatalogueMeasureNew

// CatalogueMeasureEdit is what people may change in a measure. PUT replaces all of it.
type CatalogueMeasureEdit struct {
	Name            string   `json:"name" validate:"required,filled,max=300" example:"Check-list istruttoria per ogni affidamento sotto soglia"`
	Type            string   `json:"type" validate:"required,max=4" example:"TM01"`
	Scope           string   `json:"scope" validate:"required,oneof=general specific" enums:"general,specific" example:"specific"`
	Areas           []string `json:"areas" validate:"max=30,unique,dive,required,max=2" example:"B"`              // none: all of them
	EnablingFactors []string `json:"enabling_factors" validate:"max=20,unique,dive,required,max=4" example:"FA1"` // that it neutralises
	Indicator       string   `json:"indicator" validate:"max=300" example:"determine con check-list / determine di affidamento"`
	Target          string   `json:"target" validate:"max=200" example:"100%"`
	Responsible     string   `json:"responsible" validate:"max=200" example:"RUP"`
	Phases          string   `json:"phases" validate:"max=500" example:"modello di zona → adozione → uso → verifica semestrale"`
	SmallVariant    string   `json:"small_variant" validate:"max=1000" example:"Un solo modulo di dieci domande, allegato alla determina"`
	LegalBasis      string   `json:"legal_basis" validate:"max=300" example:"Art. 1 c. 9 lett. b L. 190/2012"`
	Sustainability  string   `json:"sustainability" validate:"max=1000" example:"Nessun costo: dieci minuti per atto"`
} // @name CatalogueMeasureEdit

// MeasureQuery filters the catalogue of measures. A measure of no area is for all of them.
type MeasureQuery struct {
	page.Request
	Type   []string `query:"type" form:"type" validate:"max=20,dive,max=4"`
	Area   []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
	Factor []string `query:"factor" form:"factor" validate:"max=20,dive,max=4"`
	Scope  string   `query:"scope" form:"scope" validate:"omitempty,oneof=general specific" enums:"general,specific"`
}

// Measures serves the operations on the catalogue of measures.
type Measures struct{ Service *measure.Service }

// Routes is the whole surface of the resource: operation, path, permission, handler.
func (t Measures) Routes(a *httpx.API) {
	httpx.List(a, "measures-list", "/measures", authz.VocabularyRead, t.list)
	httpx.Query(a, "measures-read", "/measures/:id", authz.VocabularyRead, t.read)
	httpx.Query(a, "measures-history", "/measures/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "measures-create", http.MethodPost, "/measures", authz.CatalogueWrite, t.create)
	httpx.Command(a, "measures-edit", http.MethodPut, "/measures/:id", authz.CatalogueWrite, t.edit)
	httpx.Command(a, "measures-archive", http.MethodDelete, "/measures/:id", authz.CatalogueWrite, t.archive)
}

// @Summary      Il catalogo delle misure
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. Una misura senza aree vale per tutte.
// @Tags         measures
// @Param        query query MeasureQuery false "pagina e filtri"
// @Success      200 {object} page.Of[CatalogueMeasure]
// @Router       /measures [get]
func (t Measures) list(_ context.Context, q MeasureQuery) (page.Source[CatalogueMeasure], error) {
	return page.Map(t.Service.List(q.Request, measure.Filter{Types: q.Type, Areas: q.Area, Factors: q.Factor, Scope: q.Scope}), t.present), nil
}

// @Summary      Una misura del catalogo
// @Description  Con If-None-Match risponde 304 se non è cambiata.
// @Tags         measures
// @Param        id path int true "misura"
// @Success      200 {object} CatalogueMeasure
// @Router       /measures/{id} [get]
func (t Measures) read(ctx context.Context, in httpx.ByID) (CatalogueMeasure, error) {
	m, err := t.Service.Get(ctx, in.ID)
	return t.present(ctx, m), err
}

// @Summary      Storia di una misura del catalogo
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         measures
// @Param        id path int true "misura"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /measures/{id}/history [get]
func (t Measures) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuova misura del catalogo
// @Description  Senza codice prende il primo libero. Con Idempotency-Key la ripetizione restituisce la stessa risposta senza creare altro.
// @Tags         measures
// @Param        body body CatalogueMeasureNew true "la misura"
// @Success      201 {object} CatalogueMeasure
// @Router       /measures [post]
func (t Measures) create(ctx context.Context, _ httpx.None, b CatalogueMeasureNew) (CatalogueMeasure, error) {
	m, err := t.Service.Create(ctx, b.Code, b.content())
	return t.present(ctx, m), err
}

// @Summary      Sostituisce una misura del catalogo
// @Description  Vuole If-Match con l'ETag letto. Chi l'ha adottata conserva le proprie parole.
// @Tags         measures
// @Param        id path int true "misura"
// @Param        body body CatalogueMeasureEdit true "la parte modificabile"
// @Success      200 {object} CatalogueMeasure
// @Router       /measures/{id} [put]
func (t Measures) edit(ctx context.Context, in httpx.ByVersion, b CatalogueMeasureEdit) (CatalogueMeasure, error) {
	m, err := t.Service.Edit(ctx, in.ID, in.Version(), b.content())
	return t.present(ctx, m), err
}

// @Summary      Archivia una misura del catalogo
// @Description  Non si adotta più; resta leggibile con la sua storia, e dov'è già adottata. Vuole If-Match.
// @Tags         measures
// @Param        id path int true "misura"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /measures/{id} [delete]
func (t Measures) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

func (e CatalogueMeasureEdit) content() measure.Content {
	return measure.Content{Name: e.Name, TypeCode: e.Type, Scope: e.Scope, Areas: e.Areas, EnablingFactors: e.EnablingFactors, Indicator: e.Indicator,
		Target: e.Target, Responsible: e.Responsible, Phases: e.Phases, SmallVariant: e.SmallVariant, LegalBasis: e.LegalBasis, Sustainability: e.Sustainability}
}

func (t Measures) present(ctx context.Context, m measure.Measure) CatalogueMeasure {
	return CatalogueMeasure{
		Meta: httpx.Meta{ID: m.ID, Version: m.Version}, Code: m.Code,
		CatalogueMeasureEdit: CatalogueMeasureEdit{Name: m.Name, Type: m.TypeCode, Scope: m.Scope, Areas: m.Areas, EnablingFactors: m.EnablingFactors,
			Indicator: m.Indicator, Target: m.Target, Responsible: m.Responsible, Phases: m.Phases, SmallVariant: m.SmallVariant, LegalBasis: m.LegalBasis,
			Sustainability: m.Sustainability},
		Stamps: stamps(m.Row), Actions: t.Service.Actions(ctx, m),
	}
}
