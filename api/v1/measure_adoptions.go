package v1

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"comunita/api/httpx"
	"comunita/internal/measure"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// MeasureAdoption is a measure in the plan of a municipality, with the five attributes of a programmed one.
type MeasureAdoption struct {
	httpx.Meta
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"` // ISTAT code
	Measure      string `json:"measure,omitempty" validate:"max=4" example:"M01"`        // of the catalogue; none: the municipality's own
	MeasureAdoptionEdit
	Treats       []TreatedRisk       `json:"treats" validate:"required,max=50"`
	Complete     int                 `json:"complete" validate:"required,min=0,max=5" example:"4"` // of the five attributes
	Completeness MeasureCompleteness `json:"completeness" validate:"required"`
	TellsSince   string              `json:"tells_since,omitempty" validate:"max=10" example:"2026-11-23"` // the day it was said that others may ask
	ExternalRef  string              `json:"external_ref,omitempty" validate:"max=80" example:"PIAO-M-17"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive,copies,consent,consent-withdrawal" example:"edit"` // what the caller may do next
} // @name MeasureAdoption

// MeasureAdoptionNew puts a measure in the plan: one of the catalogue, of which what is left empty is copied, or one of its own.
type MeasureAdoptionNew struct {
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	Measure      string `json:"measure,omitempty" validate:"max=4" example:"M01"`
	MeasureAdoptionPlan
} // @name MeasureAdoptionNew

// MeasureAdoptionPut is what an outside system writes by its own reference. The measure is taken when the adoption is created.
type MeasureAdoptionPut struct {
	Measure string `json:"measure,omitempty" validate:"max=4" example:"M01"`
	MeasureAdoptionPlan
} // @name MeasureAdoptionPut

// MeasureAdoptionEdit is what people may change in an adoption. PUT replaces all of it, phases and risks included.
type MeasureAdoptionEdit struct {
	Title  string `json:"title" validate:"required,filled,max=300" example:"Check-list istruttoria per ogni affidamento"`
	Type   string `json:"type" validate:"required,max=4" example:"TM01"`
	Scope  string `json:"scope" validate:"required,oneof=general specific" enums:"general,specific" example:"specific"`
	Status string `json:"status" validate:"required,oneof=planned in_progress implemented partly_implemented not_implemented not_applicable" enums:"planned,in_progress,implemented,partly_implemented,not_implemented,not_applicable" example:"planned"`
	MeasureAdoptionWords
} // @name MeasureAdoptionEdit

// MeasureAdoptionPlan is MeasureAdoptionEdit where the catalogue fills in what is left empty.
type MeasureAdoptionPlan struct {
	Title  string `json:"title,omitempty" validate:"max=300" example:"Check-list istruttoria per ogni affidamento"`
	Type   string `json:"type,omitempty" validate:"max=4" example:"TM01"`
	Scope  string `json:"scope,omitempty" validate:"omitempty,oneof=general specific" enums:"general,specific" example:"specific"`
	Status string `json:"status,omitempty" validate:"omitempty,oneof=planned in_progress implemented partly_implemented not_implemented not_applicable" enums:"planned,in_progress,implemented,partly_implemented,not_implemented,not_applicable" example:"planned"`
	MeasureAdoptionWords
} // @name MeasureAdoptionPlan

// MeasureAdoptionWords are what is optional everywhere.
type MeasureAdoptionWords struct {
	MeasureAdoptionTexts
	Phases []MeasurePhase `json:"phases" validate:"max=20,dive"`
	Risks  []int64        `json:"risks" validate:"max=50,unique,dive,min=1" example:"12"` // local risks of the municipality that it treats
} // @name MeasureAdoptionWords

// MeasureAdoptionTexts are the texts of an adoption. The responsible is an office or a role, never a person.
type MeasureAdoptionTexts struct {
	Description     string `json:"description" validate:"max=4000" example:"Allegata a ogni determina, verificata nel controllo successivo"`
	Responsible     string `json:"responsible" validate:"max=200" example:"Responsabile dell'area tecnica"`
	Indicator       string `json:"indicator" validate:"max=500" example:"determine con check-list / determine di affidamento"`
	Baseline        string `json:"baseline" validate:"max=200" example:"0 su 40"`
	Target          string `json:"target" validate:"max=200" example:"100%"`
	CurrentValue    string `json:"current_value" validate:"max=200" example:"32 su 40"`
	PerformanceGoal string `json:"performance_goal" validate:"max=300" example:"Obiettivo 3 dell'area tecnica"`
	Reason          string `json:"reason" validate:"max=4000" example:"Il comune non ha procedimenti di questo tipo"` // why it is not done or does not apply
	Motivation      string `json:"motivation" validate:"max=4000" example:"Rilievi ripetuti nel controllo successivo"`
} // @name MeasureAdoptionTexts

// MeasurePhase is a step with its timing; the document is the evidence that it is done.
type MeasurePhase struct {
	Name       string `json:"name" validate:"required,filled,max=300" example:"Adozione del modello"`
	StartsOn   string `json:"starts_on,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-01-10"`
	DueOn      string `json:"due_on,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-03-31"`
	DoneOn     string `json:"done_on,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-03-15"`
	DocumentID int64  `json:"document_id,omitzero" validate:"omitempty,min=1" example:"9"`
	Note       string `json:"note" validate:"max=1000" example:"Approvata con determina"`
} // @name MeasurePhase

// TreatedRisk is a local risk that a measure treats.
type TreatedRisk struct {
	ID      int64  `json:"id" validate:"required" example:"12"`
	Area    string `json:"area" validate:"required,max=2" example:"B"`
	Process string `json:"process" validate:"required,max=200" example:"Affidamento diretto"`
	Event   string `json:"event" validate:"required,max=500" example:"Proroghe ripetute al posto di una nuova gara"`
} // @name TreatedRisk

// MeasureCompleteness says which of the five attributes are there, and teaches the others.
type MeasureCompleteness struct {
	Score      int                `json:"score" validate:"required,min=0,max=5" example:"4"`
	Attributes []MeasureAttribute `json:"attributes" validate:"required,max=5"`
	Warnings   []MeasureWarning   `json:"warnings" validate:"required,max=10"`
} // @name MeasureCompleteness

// MeasureAttribute is one of the five; message says what is missing, example how it could read.
type MeasureAttribute struct {
	Name    string `json:"name" validate:"required" enums:"phases,timing,responsible,indicator,target" example:"timing"`
	State   string `json:"state" validate:"required" enums:"present,missing,abstract" example:"missing"`
	Message string `json:"message,omitempty" validate:"max=300" example:"Manca la scadenza di almeno una fase"`
	Example string `json:"example,omitempty" validate:"max=700" example:"Adozione del modello: entro il 31 marzo"`
} // @name MeasureAttribute

// MeasureWarning is about wording that is no attribute.
type MeasureWarning struct {
	Pointer string `json:"pointer" validate:"required,max=40" example:"/title"`
	Message string `json:"message" validate:"required,max=500" example:"«maggiore attenzione» è un proposito, non una misura"`
} // @name MeasureWarning

// MeasureAdoptionBulk is one row of a bulk import: with external_ref it is created or updated, without it is created. A phase is written
// «name;start;due;done», the days as 2026-03-31 or empty; risks by the reference that the outside system gave them.
type MeasureAdoptionBulk struct {
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	ExternalRef  string `json:"external_ref,omitempty" validate:"max=80" example:"PIAO-M-17"`
	Measure      string `json:"measure,omitempty" validate:"max=4" example:"M01"`
	Title        string `json:"title,omitempty" validate:"max=300" example:"Check-list istruttoria per ogni affidamento"`
	Type         string `json:"type,omitempty" validate:"max=4" example:"TM01"`
	Scope        string `json:"scope,omitempty" validate:"omitempty,oneof=general specific" enums:"general,specific" example:"specific"`
	Status       string `json:"status,omitempty" validate:"omitempty,oneof=planned in_progress implemented partly_implemented not_implemented not_applicable" enums:"planned,in_progress,implemented,partly_implemented,not_implemented,not_applicable" example:"planned"`
	MeasureAdoptionTexts
	Phases   []string `json:"phases" validate:"max=20,dive,filled,max=400" example:"Adozione del modello;2026-01-10;2026-03-31;"`
	RiskRefs []string `json:"risk_refs" validate:"max=50,unique,dive,filled,max=80" example:"PIAO-2026-17"`
} // @name MeasureAdoptionBulk

// MeasureCopy says to which other municipalities of the caller an adoption is copied.
type MeasureCopy struct {
	Municipalities []string `json:"municipalities" validate:"required,min=1,max=50,unique,dive,len=6,numeric" example:"083011"`
} // @name MeasureCopy

// MeasureCopies is what became of it.
type MeasureCopies struct {
	Items []MeasureCopied `json:"items" validate:"required,max=50"`
} // @name MeasureCopies

// MeasureCopied is the adoption of one municipality: a new one or, of the same measure, the one already there.
type MeasureCopied struct {
	Municipality string `json:"municipality" validate:"required,len=6" example:"083011"`
	ID           int64  `json:"id" validate:"required" example:"8"`
	Status       string `json:"status" validate:"required" enums:"created,existing" example:"created"`
} // @name MeasureCopied

// MeasureAdoptionQuery filters the list of adoptions.
type MeasureAdoptionQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Measure      []string `query:"measure" form:"measure" validate:"max=50,dive,max=4"`
	Type         []string `query:"type" form:"type" validate:"max=20,dive,max=4"`
	Status       []string `query:"status" form:"status" validate:"max=6,dive,oneof=planned in_progress implemented partly_implemented not_implemented not_applicable" enums:"planned,in_progress,implemented,partly_implemented,not_implemented,not_applicable"`
	Scope        string   `query:"scope" form:"scope" validate:"omitempty,oneof=general specific" enums:"general,specific"`
	Risk         int64    `query:"risk" form:"risk" validate:"omitempty,min=1"` // that it treats
	Incomplete   bool     `query:"incomplete" form:"incomplete"`                // fewer than five of the attributes
	Own          bool     `query:"own" form:"own"`                              // of no measure of the catalogue
}

// MeasureAdoptions serves the operations on the measures in the plans of the municipalities.
type MeasureAdoptions struct{ Service *measure.Service }

// Routes is the whole surface of the resource: operation, path, permission, handler.
func (t MeasureAdoptions) Routes(a *httpx.API) {
	httpx.List(a, "measure-adoptions-list", "/measure-adoptions", authz.PlanRead, t.list)
	httpx.Query(a, "measure-adoptions-read", "/measure-adoptions/:id", authz.PlanRead, t.read)
	httpx.Query(a, "measure-adoptions-history", "/measure-adoptions/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "measure-adoptions-create", http.MethodPost, "/measure-adoptions", authz.PlanWrite, t.create)
	httpx.Command(a, "measure-adoptions-edit", http.MethodPut, "/measure-adoptions/:id", authz.PlanWrite, t.edit)
	httpx.Command(a, "measure-adoptions-archive", http.MethodDelete, "/measure-adoptions/:id", authz.PlanWrite, t.archive)
	httpx.Command(a, "measure-adoptions-copies", http.MethodPost, "/measure-adoptions/:id/copies", authz.PlanWrite, t.copies, httpx.Status(http.StatusOK))
	httpx.Command(a, "measure-adoptions-consent", http.MethodPost, "/measure-adoptions/:id/consent", authz.PlanWrite, t.consent)
	httpx.Command(a, "measure-adoptions-consent-withdrawal", http.MethodPost, "/measure-adoptions/:id/consent-withdrawal", authz.PlanWrite, t.withdraw)
	httpx.Command(a, "measure-adoptions-external", http.MethodPut, "/measure-adoptions/external/:istat_code/:external_ref", authz.PlanWrite, t.external)
	httpx.Bulk(a, "measure-adoptions-bulk", "/measure-adoptions/bulk", authz.PlanWrite, t.bulk)
}

// @Summary      Elenco delle misure adottate visibili
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         measures
// @Param        query query MeasureAdoptionQuery false "pagina e filtri"
// @Success      200 {object} page.Of[MeasureAdoption]
// @Router       /measure-adoptions [get]
func (t MeasureAdoptions) list(_ context.Context, q MeasureAdoptionQuery) (page.Source[MeasureAdoption], error) {
	return page.Map(t.Service.Adoptions(q.Request, measure.AdoptionFilter{Municipalities: q.Municipality, Measures: q.Measure, Types: q.Type,
		Statuses: q.Status, Scope: q.Scope, Risk: q.Risk, Incomplete: q.Incomplete, Own: q.Own}),
		func(_ context.Context, v measure.View) MeasureAdoption { return presentAdoption(v) }), nil
}

// @Summary      Una misura adottata
// @Description  Con le fasi, i rischi che tratta e la verifica di completezza. Con If-None-Match risponde 304 se non è cambiata.
// @Tags         measures
// @Param        id path int true "misura adottata"
// @Success      200 {object} MeasureAdoption
// @Router       /measure-adoptions/{id} [get]
func (t MeasureAdoptions) read(ctx context.Context, in httpx.ByID) (MeasureAdoption, error) {
	a, err := t.Service.Adoption(ctx, in.ID)
	return t.present(ctx, a, err)
}

// @Summary      Storia di una misura adottata
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente; fasi e rischi compresi.
// @Tags         measures
// @Param        id path int true "misura adottata"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /measure-adoptions/{id}/history [get]
func (t MeasureAdoptions) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.AdoptionHistory(ctx, in.ID, in.page()))
}

// @Summary      Adotta una misura
// @Description  Del catalogo, da cui è copiato ciò che resta vuoto, oppure propria. Un comune adotta una misura del catalogo una volta sola.
// @Tags         measures
// @Param        body body MeasureAdoptionNew true "la misura nel piano"
// @Success      201 {object} MeasureAdoption
// @Router       /measure-adoptions [post]
func (t MeasureAdoptions) create(ctx context.Context, _ httpx.None, b MeasureAdoptionNew) (MeasureAdoption, error) {
	a, err := t.Service.Adopt(ctx, b.Municipality, b.Measure, b.plan())
	return t.present(ctx, a, err)
}

// @Summary      Sostituisce una misura adottata
// @Description  Vuole If-Match con l'ETag letto. «Attuata» vuole una prova: una fase conclusa con il suo documento, o una verifica con evidenze.
// @Tags         measures
// @Param        id path int true "misura adottata"
// @Param        body body MeasureAdoptionEdit true "la parte modificabile"
// @Success      200 {object} MeasureAdoption
// @Router       /measure-adoptions/{id} [put]
func (t MeasureAdoptions) edit(ctx context.Context, in httpx.ByVersion, b MeasureAdoptionEdit) (MeasureAdoption, error) {
	p := b.MeasureAdoptionWords.plan(b.Title, b.Type, b.Scope, b.Status)
	a, err := t.Service.EditAdoption(ctx, in.ID, in.Version(), p)
	return t.present(ctx, a, err)
}

// @Summary      Archivia una misura adottata
// @Description  Resta leggibile con la sua storia; vuole If-Match.
// @Tags         measures
// @Param        id path int true "misura adottata"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /measure-adoptions/{id} [delete]
func (t MeasureAdoptions) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.ArchiveAdoption(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Copia una misura adottata in altri comuni di chi chiede
// @Description  Da avviare, con le scadenze ma senza ciò che è stato fatto, per i rischi di quei comuni che adottano le stesse voci. Dov'è già adottata resta com'è.
// @Tags         measures
// @Param        id path int true "misura adottata"
// @Param        body body MeasureCopy true "i comuni"
// @Success      200 {object} MeasureCopies
// @Router       /measure-adoptions/{id}/copies [post]
func (t MeasureAdoptions) copies(ctx context.Context, in httpx.ByID, b MeasureCopy) (MeasureCopies, error) {
	made, err := t.Service.Copy(ctx, in.ID, b.Municipalities)
	return MeasureCopies{convert(made, func(c measure.Copied) MeasureCopied {
		status := "existing"
		if c.Created {
			status = "created"
		}
		return MeasureCopied{c.Municipality, c.ID, status}
	})}, err
}

// @Summary      Disponibilità a raccontare come è stata attuata
// @Description  Il comune compare, con i recapiti dell'ente, tra quelli a cui chiedere. Solo per misure del catalogo attuate; vuole If-Match.
// @Tags         measures
// @Param        id path int true "misura adottata"
// @Success      200 {object} MeasureAdoption
// @Router       /measure-adoptions/{id}/consent [post]
func (t MeasureAdoptions) consent(ctx context.Context, in httpx.ByVersion, _ httpx.None) (MeasureAdoption, error) {
	a, err := t.Service.Tell(ctx, in.ID, in.Version(), true)
	return t.present(ctx, a, err)
}

// @Summary      Ritiro della disponibilità
// @Description  Da subito il comune non compare più tra quelli a cui chiedere. Vuole If-Match.
// @Tags         measures
// @Param        id path int true "misura adottata"
// @Success      200 {object} MeasureAdoption
// @Router       /measure-adoptions/{id}/consent-withdrawal [post]
func (t MeasureAdoptions) withdraw(ctx context.Context, in httpx.ByVersion, _ httpx.None) (MeasureAdoption, error) {
	a, err := t.Service.Tell(ctx, in.ID, in.Version(), false)
	return t.present(ctx, a, err)
}

// @Summary      Crea o aggiorna una misura adottata per riferimento esterno
// @Description  Per i sistemi comunali: la chiave è il codice ISTAT del comune più il riferimento del sistema. Ripetibile.
// @Tags         measures
// @Param        istat_code path string true "codice ISTAT del comune"
// @Param        external_ref path string true "riferimento del sistema esterno"
// @Param        body body MeasureAdoptionPut true "la misura nel piano"
// @Success      200 {object} MeasureAdoption
// @Router       /measure-adoptions/external/{istat_code}/{external_ref} [put]
func (t MeasureAdoptions) external(ctx context.Context, in ByExternalRef, b MeasureAdoptionPut) (MeasureAdoption, error) {
	a, _, _, err := t.Service.PutAdoption(ctx, in.IstatCode, in.ExternalRef, b.Measure, b.plan())
	return t.present(ctx, a, err)
}

// @Summary      Importa molte misure adottate
// @Description  Una fase si scrive «nome;inizio;scadenza;conclusa». I rischi si indicano con il riferimento esterno. Ogni riga ha il suo esito.
// @Tags         measures
// @Param        query query httpx.BulkQuery false "prova e comportamento sugli errori"
// @Param        body body page.Rows[MeasureAdoptionBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /measure-adoptions/bulk [post]
func (t MeasureAdoptions) bulk(ctx context.Context, b MeasureAdoptionBulk) (httpx.Upserted, error) {
	phases, err := phasesOf(b.Phases)
	if err != nil {
		return httpx.Upserted{}, err
	}
	p := MeasureAdoptionWords{MeasureAdoptionTexts: b.MeasureAdoptionTexts, Phases: phases}.plan(b.Title, b.Type, b.Scope, b.Status)
	if p.Risks, err = t.Service.Referred(ctx, b.Municipality, b.RiskRefs); err != nil {
		return httpx.Upserted{}, err
	}
	if b.ExternalRef == "" {
		a, err := t.Service.Adopt(ctx, b.Municipality, b.Measure, p)
		return upserted(a.ID, true, true), err
	}
	a, created, changed, err := t.Service.PutAdoption(ctx, b.Municipality, b.ExternalRef, b.Measure, p)
	return upserted(a.ID, created, changed), err
}

// phasesOf reads «name;start;due;done».
func phasesOf(texts []string) ([]MeasurePhase, error) {
	out, failed := make([]MeasurePhase, len(texts)), apperr.Validation()
	for i, text := range texts {
		parts := strings.Split(text+";;;", ";")
		p := MeasurePhase{Name: strings.TrimSpace(parts[0]), StartsOn: strings.TrimSpace(parts[1]), DueOn: strings.TrimSpace(parts[2]), DoneOn: strings.TrimSpace(parts[3])}
		wrong := p.Name == "" || strings.Trim(strings.Join(parts[4:], ""), "; ") != ""
		for _, day := range []string{p.StartsOn, p.DueOn, p.DoneOn} {
			wrong = wrong || day != "" && date(day) == nil
		}
		if wrong {
			_ = failed.At(fmt.Sprintf("/phases/%d", i), "format", "Una fase si scrive «nome;inizio;scadenza;conclusa», i giorni come 2026-03-31")
		}
		out[i] = p
	}
	return out, failed.OrNil()
}

// Cell writes a phase as a bulk import reads it.
func (p MeasurePhase) Cell() string {
	return strings.Join([]string{strings.ReplaceAll(p.Name, ";", ","), p.StartsOn, p.DueOn, p.DoneOn}, ";")
}

func (p MeasureAdoptionPlan) plan() measure.Plan {
	return p.MeasureAdoptionWords.plan(p.Title, p.Type, p.Scope, p.Status)
}

func (w MeasureAdoptionWords) plan(title, kind, scope, status string) measure.Plan {
	return measure.Plan{
		Words: measure.Words{Title: title, Description: w.Description, TypeCode: kind, Scope: scope, Status: status, Responsible: w.Responsible,
			Indicator: w.Indicator, Baseline: w.Baseline, Target: w.Target, CurrentValue: w.CurrentValue, PerformanceGoal: w.PerformanceGoal,
			Reason: w.Reason, Motivation: w.Motivation},
		Phases: convert(w.Phases, func(p MeasurePhase) measure.Phase {
			return measure.Phase{Name: p.Name, StartsOn: date(p.StartsOn), DueOn: date(p.DueOn), DoneOn: date(p.DoneOn), Document: p.DocumentID, Note: p.Note}
		}),
		Risks: w.Risks,
	}
}

func (t MeasureAdoptions) present(ctx context.Context, a measure.Adoption, err error) (MeasureAdoption, error) {
	if err != nil {
		return MeasureAdoption{}, err
	}
	v, err := t.Service.View(ctx, a)
	return presentAdoption(v), err
}

func presentAdoption(v measure.View) MeasureAdoption {
	w := v.Words
	out := MeasureAdoption{
		Meta: httpx.Meta{ID: v.ID, Version: v.Version}, Municipality: v.MunicipalityCode, Measure: deref(v.MeasureCode),
		MeasureAdoptionEdit: MeasureAdoptionEdit{Title: w.Title, Type: w.TypeCode, Scope: w.Scope, Status: w.Status, MeasureAdoptionWords: MeasureAdoptionWords{
			MeasureAdoptionTexts: MeasureAdoptionTexts{Description: w.Description, Responsible: w.Responsible, Indicator: w.Indicator, Baseline: w.Baseline,
				Target: w.Target, CurrentValue: w.CurrentValue, PerformanceGoal: w.PerformanceGoal, Reason: w.Reason, Motivation: w.Motivation},
			Phases: convert(v.Phases, func(p measure.Phase) MeasurePhase {
				return MeasurePhase{Name: p.Name, StartsOn: day(p.StartsOn), DueOn: day(p.DueOn), DoneOn: day(p.DoneOn), DocumentID: p.Document, Note: p.Note}
			}),
			Risks: convert(v.Risks, func(r measure.Treated) int64 { return r.ID }),
		}},
		Treats:   convert(v.Risks, func(r measure.Treated) TreatedRisk { return TreatedRisk{r.ID, r.Area, r.Process, r.Event} }),
		Complete: v.Complete, TellsSince: day(v.TellsAt), ExternalRef: deref(v.ExternalRef), Stamps: stamps(v.Row), Actions: v.Actions,
		Completeness: MeasureCompleteness{v.Lint.Score,
			convert(v.Lint.Attributes, func(a measure.Attribute) MeasureAttribute { return MeasureAttribute(a) }),
			convert(v.Lint.Warnings, func(w measure.Warning) MeasureWarning { return MeasureWarning{w.Field, w.Message} })},
	}
	return out
}

// Variant tells apart what an adoption at one version may show: the words of its risks, and what the catalogue teaches.
func (a MeasureAdoption) Variant() string { return digest(a.Treats, a.Completeness) }

// Locator is the address of an adoption, however it came about.
func (a MeasureAdoption) Locator() string { return fmt.Sprintf("/measure-adoptions/%d", a.ID) }
