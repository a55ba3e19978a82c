package v1

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"comunita/api/httpx"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/platform/smallcell"
	"comunita/internal/review"
	"comunita/internal/risk"
)

// Risk is an entry of the catalogue, which has a code, or a local risk, which has a municipality and may adopt an entry.
type Risk struct {
	httpx.Meta
	Code         string `json:"code,omitempty" validate:"max=7" example:"B.05"`
	Municipality string `json:"municipality,omitempty" validate:"len=6" example:"083049"` // ISTAT code; the catalogue has none
	RiskEdit
	State         string `json:"state" validate:"required" enums:"draft,proposed,in_validation,validated,superseded,local" example:"local"`
	Published     int64  `json:"published,omitzero" example:"2"` // the number of the last published version of an entry
	Retired       bool   `json:"retired,omitzero" example:"false"`
	Note          string `json:"note,omitempty" validate:"max=500" example:"Manca il fattore abilitante"` // why it went back to draft
	AdoptedID     int64  `json:"adopted_id,omitzero" example:"12"`                                        // the entry it adopts
	AdoptedCode   string `json:"adopted_code,omitempty" validate:"max=7" example:"B.05"`
	SourceVersion int64  `json:"source_version,omitzero" example:"2"` // the last published version of that entry: beyond adopted_version, there is something to decide
	ExternalRef   string `json:"external_ref,omitempty" validate:"max=80" example:"PIAO-2026-17"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive,adoption,revision,copies,proposal,presentation,examination,return,validation,supersession,reopening" example:"edit"` // what the caller may do next
} // @name Risk

// RiskNew is what creates a local risk or, without a municipality, an entry of the catalogue; without a code the next free one is taken.
type RiskNew struct {
	Code         string `json:"code,omitempty" validate:"max=7" example:""`
	Municipality string `json:"municipality,omitempty" validate:"omitempty,len=6,numeric" example:"083049"`
	RiskEdit
} // @name RiskNew

// RiskEdit is what people may change in a risk. PUT replaces all of it; motivation and adopted_version are for local risks only.
type RiskEdit struct {
	Area            string   `json:"area" validate:"required,max=2" example:"B"`
	Process         string   `json:"process" validate:"required,filled,max=200" example:"Affidamento diretto"`
	Event           string   `json:"event" validate:"required,filled,max=500" example:"Proroghe ripetute al posto di una nuova gara"`
	Description     string   `json:"description" validate:"max=4000" example:"La scadenza è nota ma la procedura non viene avviata in tempo"`
	Typology        string   `json:"typology,omitempty" validate:"omitempty,oneof=abuse omission delay leak conflict falsification favouritism capture waste" enums:"abuse,omission,delay,leak,conflict,falsification,favouritism,capture,waste" example:"delay"`
	EnablingFactors []string `json:"enabling_factors" validate:"max=20,unique,dive,required,max=4" example:"FA2"`
	RedFlags        []string `json:"red_flags" validate:"max=20,dive,filled,max=300" example:"Più proroghe tecniche sullo stesso contratto"`
	Measures        []string `json:"measures" validate:"max=30,unique,dive,required,max=4" example:"M01"`
	Applicability   string   `json:"applicability" validate:"max=500" example:"Tutti i comuni"`
	Motivation      string   `json:"motivation" validate:"max=4000" example:"Due contratti di servizi prorogati nell'ultimo anno"`
	AdoptedVersion  int64    `json:"adopted_version,omitzero" validate:"omitempty,min=1" example:"1"` // the published version of the entry these words were compared with; left out, it stays
} // @name RiskEdit

// RiskAdoption is what makes a local risk of a catalogue entry: what is left empty is copied from the entry.
type RiskAdoption struct {
	Municipality    string   `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	Process         string   `json:"process,omitempty" validate:"max=200" example:"Affidamento diretto di servizi"`
	Event           string   `json:"event,omitempty" validate:"max=500" example:"Proroghe del servizio di mensa al posto della gara"`
	Description     string   `json:"description,omitempty" validate:"max=4000" example:"Il capitolato è pronto solo a ridosso della scadenza"`
	EnablingFactors []string `json:"enabling_factors,omitempty" validate:"max=20,unique,dive,required,max=4" example:"FA2"`
	RedFlags        []string `json:"red_flags,omitempty" validate:"max=20,dive,filled,max=300" example:"Più proroghe tecniche sullo stesso contratto"`
	Measures        []string `json:"measures,omitempty" validate:"max=30,unique,dive,required,max=4" example:"M01"`
	Motivation      string   `json:"motivation" validate:"required,filled,max=4000" example:"Due contratti di servizi prorogati nell'ultimo anno"`
} // @name RiskAdoption

// RiskBulk is one row of a bulk import: an entry is created or updated by its code, a local risk by municipality and external_ref; without
// them it is created.
type RiskBulk struct {
	RiskNew
	ExternalRef string `json:"external_ref,omitempty" validate:"max=80" example:"PIAO-2026-17"`
} // @name RiskBulk

// RiskQuery filters the list of risks.
type RiskQuery struct {
	page.Request
	Area         []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	Scope        string   `query:"scope" form:"scope" validate:"omitempty,oneof=catalogue local" enums:"catalogue,local"`
	State        []string `query:"state" form:"state" validate:"max=6,dive,oneof=draft proposed in_validation validated superseded local" enums:"draft,proposed,in_validation,validated,superseded,local"`
	Typology     []string `query:"typology" form:"typology" validate:"max=9,dive,oneof=abuse omission delay leak conflict falsification favouritism capture waste" enums:"abuse,omission,delay,leak,conflict,falsification,favouritism,capture,waste"`
	Factor       []string `query:"factor" form:"factor" validate:"max=20,dive,max=4"`
	Measure      []string `query:"measure" form:"measure" validate:"max=50,dive,max=4"`
	Adopted      int64    `query:"adopted" form:"adopted" validate:"omitempty,min=1"`
	Process      string   `query:"process" form:"process" validate:"max=200"`
	// pending: adopted, and the entry has a newer published version
	Pending    bool     `query:"pending" form:"pending"`
	Management []string `query:"management" form:"management" validate:"max=8,dive,oneof=direct union convention cuc srr district contract in_house" enums:"direct,union,convention,cuc,srr,district,contract,in_house"`
}

// RiskRecurrence tells how common an entry is, never where: small numbers are kept back.
type RiskRecurrence struct {
	Network        Cell             `json:"network" validate:"required"`                                    // municipalities that adopted it
	Confirmed      Cell             `json:"confirmed" validate:"required"`                                  // of these, those that confirmed an evaluation of it
	ConfirmedZones int              `json:"confirmed_zones" validate:"required" example:"3"`                // operational zones where at least five did
	Level          string           `json:"level,omitempty" enums:"low,medium,high" example:"medium"`       // the usual one; absent when too few tell
	Trend          string           `json:"trend,omitempty" enums:"rising,steady,falling" example:"steady"` // of the usual level since the year before
	Measures       []MeasureUse     `json:"measures" validate:"required,max=5"`                             // the most used
	Zones          []ZoneRecurrence `json:"zones" validate:"required,max=50"`                               // the operational zones of the caller's municipalities
} // @name RiskRecurrence

// MeasureUse tells how many municipalities treat the risk with a measure.
type MeasureUse struct {
	Code  string `json:"code" validate:"required,max=4" example:"M01"`
	Count int    `json:"count" validate:"required" example:"14"`
} // @name MeasureUse

// ZoneRecurrence is the count of one zone.
type ZoneRecurrence struct {
	ID   int64  `json:"id" validate:"required" example:"3"`
	Name string `json:"name" validate:"required,max=120" example:"Nebrodi occidentali"`
	Cell
	Confirmed Cell `json:"confirmed" validate:"required"`
} // @name ZoneRecurrence

// Cell is a count shown to others: a suppressed one is too small to be told, and its count says nothing.
type Cell struct {
	Count      int  `json:"count" validate:"required" example:"23"`
	Suppressed bool `json:"suppressed" validate:"required" example:"false"`
} // @name Cell

// Risks serves the operations on the risks of the catalogue and of the municipalities.
type Risks struct{ Service *risk.Service }

// Routes is the whole surface of the resource: operation, path, permission, handler.
func (t Risks) Routes(a *httpx.API) {
	httpx.List(a, "risks-list", "/risks", authz.RiskRead, t.list)
	httpx.Query(a, "risks-read", "/risks/:id", authz.RiskRead, t.read)
	httpx.Query(a, "risks-history", "/risks/:id/history", authz.HistoryRead, t.history)
	httpx.Query(a, "risks-recurrence", "/risks/:id/recurrence", authz.RiskRead, t.recurrence)
	httpx.Command(a, "risks-create", http.MethodPost, "/risks", authz.RiskWrite, t.create)
	httpx.Command(a, "risks-edit", http.MethodPut, "/risks/:id", authz.RiskWrite, t.edit)
	httpx.Command(a, "risks-archive", http.MethodDelete, "/risks/:id", authz.RiskWrite, t.archive)
	httpx.Command(a, "risks-adoption", http.MethodPost, "/risks/:id/adoption", authz.LocalRiskWrite, t.adopt)
	for _, m := range risk.Flow.Actions() {
		op, path := "risks-"+string(m.Do), "/risks/:id/"+string(m.Do)
		switch m.Do {
		case review.Return:
			httpx.Command(a, op, http.MethodPost, path, m.Need, t.back)
		case review.Validation:
			httpx.Command(a, op, http.MethodPost, path, m.Need, t.validate)
		default:
			httpx.Command(a, op, http.MethodPost, path, m.Need, t.step(m.Do))
		}
	}
	httpx.Query(a, "risks-versions", "/risks/:id/versions", authz.RiskRead, t.versions)
	httpx.Query(a, "risks-version-diff", "/risks/:id/version-diff", authz.RiskRead, t.compare)
	httpx.Query(a, "risks-revision-read", "/risks/:id/revision", authz.LocalRiskRead, t.update)
	httpx.Command(a, "risks-revision", http.MethodPost, "/risks/:id/revision", authz.LocalRiskWrite, t.decide)
	httpx.Command(a, "risks-copies", http.MethodPost, "/risks/copies", authz.LocalRiskWrite, t.copies, httpx.Status(http.StatusOK))
	httpx.Query(a, "risks-facets", "/risks/facets", authz.RiskRead, t.facets)
	httpx.Query(a, "municipalities-register-diff", "/municipalities/:istat_code/register-diff", authz.LocalRiskRead, t.missing)
	httpx.Command(a, "risks-external", http.MethodPut, "/risks/external/:istat_code/:external_ref", authz.LocalRiskWrite, t.external)
	httpx.Bulk(a, "risks-bulk", "/risks/bulk", authz.RiskWrite, t.bulk)
}

// @Summary      Elenco dei rischi visibili: il catalogo e i rischi locali
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. L'ordine per codice vale con scope=catalogue.
// @Tags         risks
// @Param        query query RiskQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Risk]
// @Router       /risks [get]
func (t Risks) list(_ context.Context, q RiskQuery) (page.Source[Risk], error) {
	found, err := t.Service.List(q.Request, risk.Filter{Areas: q.Area, Municipalities: q.Municipality, States: q.State, Typologies: q.Typology,
		Factors: q.Factor, Measures: q.Measure, Scope: risk.Scope(q.Scope), Process: q.Process, Adopted: q.Adopted, Pending: q.Pending,
		Management: q.Management})
	return page.Map(found, func(_ context.Context, v risk.View) Risk { return presentRisk(v) }), err
}

// @Summary      Un rischio
// @Description  Con If-None-Match risponde 304 se non è cambiato, né lui né la voce di catalogo che adotta.
// @Tags         risks
// @Param        id path int true "rischio"
// @Success      200 {object} Risk
// @Router       /risks/{id} [get]
func (t Risks) read(ctx context.Context, in httpx.ByID) (Risk, error) {
	r, err := t.Service.Get(ctx, in.ID)
	return t.present(ctx, r, err)
}

// @Summary      Storia di un rischio
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         risks
// @Param        id path int true "rischio"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /risks/{id}/history [get]
func (t Risks) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Quanto ricorre una voce di catalogo
// @Description  Quanti comuni l'hanno adottata e confermata, il livello più frequente, come cambia, le misure più usate; mai quali comuni, mai numeri inferiori a cinque.
// @Tags         risks
// @Param        id path int true "voce, o rischio locale che la adotta"
// @Success      200 {object} RiskRecurrence
// @Router       /risks/{id}/recurrence [get]
func (t Risks) recurrence(ctx context.Context, in httpx.ByID) (RiskRecurrence, error) {
	r, err := t.Service.Recurrence(ctx, in.ID)
	return RiskRecurrence{Network: presentCell(r.Network), Confirmed: presentCell(r.Confirmed), ConfirmedZones: r.ConfirmedZones,
		Level: [...]string{"", "low", "medium", "high"}[r.Level], Trend: r.Trend,
		Measures: convert(r.Measures, func(m risk.MeasureUse) MeasureUse { return MeasureUse(m) }),
		Zones: convert(r.Zones, func(z risk.ZoneRecurrence) ZoneRecurrence {
			return ZoneRecurrence{z.ZoneID, z.Name, presentCell(z.Cell), presentCell(z.Confirmed)}
		})}, err
}

// @Summary      Nuovo rischio locale o nuova voce di catalogo
// @Description  Con municipality nasce un rischio locale, senza una voce di catalogo in bozza. Con Idempotency-Key la ripetizione restituisce la stessa risposta senza creare altro.
// @Tags         risks
// @Param        body body RiskNew true "il rischio"
// @Success      201 {object} Risk
// @Router       /risks [post]
func (t Risks) create(ctx context.Context, _ httpx.None, b RiskNew) (Risk, error) {
	r, err := t.Service.Create(ctx, b.Municipality, b.Code, b.content())
	return t.present(ctx, r, err)
}

// @Summary      Sostituisce un rischio
// @Description  Vuole If-Match con l'ETag letto. Una voce validata o superata va prima riaperta.
// @Tags         risks
// @Param        id path int true "rischio"
// @Param        body body RiskEdit true "la parte modificabile"
// @Success      200 {object} Risk
// @Router       /risks/{id} [put]
func (t Risks) edit(ctx context.Context, in httpx.ByVersion, b RiskEdit) (Risk, error) {
	r, err := t.Service.Edit(ctx, in.ID, in.Version(), b.content())
	return t.present(ctx, r, err)
}

// @Summary      Archivia un rischio
// @Description  Resta leggibile con la sua storia; vuole If-Match. Una voce validata va prima superata o riaperta.
// @Tags         risks
// @Param        id path int true "rischio"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /risks/{id} [delete]
func (t Risks) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Adotta una voce di catalogo come rischio locale
// @Description  Con parole proprie dove servono: ciò che resta vuoto è copiato dalla voce. Un comune adotta una voce una volta sola.
// @Tags         risks
// @Param        id path int true "voce di catalogo"
// @Param        body body RiskAdoption true "comune, motivazione e parole proprie"
// @Success      201 {object} Risk
// @Router       /risks/{id}/adoption [post]
func (t Risks) adopt(ctx context.Context, in httpx.ByID, b RiskAdoption) (Risk, error) {
	r, err := t.Service.Adopt(ctx, in.ID, b.Municipality, risk.Content{Process: b.Process, Event: b.Event, Description: b.Description,
		EnablingFactors: b.EnablingFactors, RedFlags: b.RedFlags, Measures: b.Measures, Motivation: b.Motivation})
	return t.present(ctx, r, err)
}

// @Summary      Un passo della vita di una voce di catalogo
// @Description  Bozza, proposta alla rete, in validazione, validata, superata. Riaprirla per modificarla non tocca la versione pubblicata, che resta quella adottata. Vuole If-Match.
// @Tags         risks
// @Param        id path int true "voce di catalogo"
// @Success      200 {object} Risk
// @Router       /risks/{id}/presentation [post]
// @Router       /risks/{id}/examination [post]
// @Router       /risks/{id}/supersession [post]
// @Router       /risks/{id}/reopening [post]
func (t Risks) step(a review.Action) func(context.Context, httpx.ByVersion, httpx.None) (Risk, error) {
	return func(ctx context.Context, in httpx.ByVersion, _ httpx.None) (Risk, error) {
		r, err := t.Service.Do(ctx, in.ID, in.Version(), risk.Step{Action: a})
		return t.present(ctx, r, err)
	}
}

// @Summary      Riporta in bozza una voce proposta o in validazione
// @Description  Con una nota che dice perché. Vuole If-Match.
// @Tags         risks
// @Param        id path int true "voce di catalogo"
// @Param        body body ReturnNote true "perché"
// @Success      200 {object} Risk
// @Router       /risks/{id}/return [post]
func (t Risks) back(ctx context.Context, in httpx.ByVersion, b ReturnNote) (Risk, error) {
	r, err := t.Service.Do(ctx, in.ID, in.Version(), risk.Step{Action: review.Return, Note: b.Reason})
	return t.present(ctx, r, err)
}

// @Summary      Valida una voce e ne pubblica la versione
// @Description  Dice chi ha validato – un tavolo tematico oppure una zona operativa – e quando. Spetta a chi non ha scritto l'ultima modifica. Vuole If-Match.
// @Tags         risks
// @Param        id path int true "voce di catalogo"
// @Param        body body Validation true "chi e quando"
// @Success      200 {object} Risk
// @Router       /risks/{id}/validation [post]
func (t Risks) validate(ctx context.Context, in httpx.ByVersion, b Validation) (Risk, error) {
	r, err := t.Service.Do(ctx, in.ID, in.Version(), b.step())
	return t.present(ctx, r, err)
}

// @Summary      Crea o aggiorna un rischio locale per riferimento esterno
// @Description  Per i sistemi comunali: la chiave è il codice ISTAT del comune più il riferimento del sistema. Ripetibile.
// @Tags         risks
// @Param        istat_code path string true "codice ISTAT del comune"
// @Param        external_ref path string true "riferimento del sistema esterno"
// @Param        body body RiskEdit true "la parte modificabile"
// @Success      200 {object} Risk
// @Router       /risks/external/{istat_code}/{external_ref} [put]
func (t Risks) external(ctx context.Context, in ByExternalRef, b RiskEdit) (Risk, error) {
	r, _, _, err := t.Service.Put(ctx, in.IstatCode, in.ExternalRef, b.content())
	return t.present(ctx, r, err)
}

// @Summary      Importa molti rischi
// @Description  Con code si crea o aggiorna una voce di catalogo, con municipality ed external_ref un rischio locale, altrimenti si crea. Ogni riga ha il suo esito.
// @Tags         risks
// @Param        query query httpx.BulkQuery false "prova e comportamento sugli errori"
// @Param        body body page.Rows[RiskBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /risks/bulk [post]
func (t Risks) bulk(ctx context.Context, b RiskBulk) (httpx.Upserted, error) {
	var r risk.Risk
	var created, changed bool
	var err error
	switch {
	case b.Municipality == "" && b.Code != "" && b.ExternalRef == "":
		r, created, changed, err = t.Service.PutEntry(ctx, b.Code, b.content())
	case b.Municipality != "" && b.Code == "" && b.ExternalRef != "":
		r, created, changed, err = t.Service.Put(ctx, b.Municipality, b.ExternalRef, b.content())
	case b.Municipality == "" && b.ExternalRef != "":
		err = apperr.Validation().At("/external_ref", "local-only", "Il riferimento esterno è dei rischi locali: manca il comune")
	default:
		created = true
		r, err = t.Service.Create(ctx, b.Municipality, b.Code, b.content())
	}
	return upserted(r.ID, created, changed), err
}

func (e RiskEdit) content() risk.Content {
	return risk.Content{AreaCode: e.Area, Process: e.Process, Event: e.Event, Description: e.Description, Typology: e.Typology,
		EnablingFactors: e.EnablingFactors, RedFlags: e.RedFlags, Measures: e.Measures, Applicability: e.Applicability, Motivation: e.Motivation,
		AdoptedVersion: e.AdoptedVersion}
}

// present completes the answer to an operation on one risk.
func (t Risks) present(ctx context.Context, r risk.Risk, err error) (Risk, error) {
	if err != nil {
		return Risk{}, err
	}
	v, err := t.Service.View(ctx, r)
	return presentRisk(v), err
}

func presentRisk(v risk.View) Risk {
	return Risk{
		Meta: httpx.Meta{ID: v.ID, Version: v.Version}, Code: v.Code, Municipality: deref(v.MunicipalityCode),
		RiskEdit: RiskEdit{Area: v.AreaCode, Process: v.Process, Event: v.Event, Description: v.Description, Typology: v.Typology,
			EnablingFactors: v.EnablingFactors, RedFlags: v.RedFlags, Measures: v.Measures, Applicability: v.Applicability, Motivation: v.Motivation,
			AdoptedVersion: deref(v.AdoptedVersion)},
		State: string(v.State), Published: v.Published, Retired: v.Retired, Note: v.Note, AdoptedID: deref(v.AdoptedID), AdoptedCode: v.SourceCode, SourceVersion: v.SourceVersion,
		ExternalRef: deref(v.ExternalRef), Stamps: stamps(v.Row), Actions: v.Actions,
	}
}

// Locator is the address of a risk, however it came about.
func (r Risk) Locator() string { return fmt.Sprintf("/risks/%d", r.ID) }

// Variant tells apart what a risk at one version may show: the entry it adopts can change, and its own municipality can adopt it.
func (r Risk) Variant() string {
	switch {
	case r.SourceVersion != 0:
		return fmt.Sprintf("-s%d", r.SourceVersion)
	case slices.Contains(r.Actions, "adoption"):
		return "-a"
	}
	return ""
}

func presentCell(c smallcell.Cell) Cell { return Cell{c.Count, c.Suppressed} }
