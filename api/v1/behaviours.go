package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/behaviour"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/review"
)

// Behaviour is a recurring pattern: a conduct seen in a situation and its contexts, the one wanted instead, the measures applied alike.
type Behaviour struct {
	httpx.Meta
	Code string `json:"code" validate:"required,max=6" example:"CR11"`
	BehaviourEdit
	State string `json:"state" validate:"required" enums:"draft,validated,superseded" example:"draft"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive,validation,supersession,reopening" example:"edit"` // what the caller may do next
} // @name Behaviour

// BehaviourNew is what creates a behaviour; without a code the next free one is taken.
type BehaviourNew struct {
	Code string `json:"code,omitempty" validate:"max=6" example:"CR11"`
	BehaviourEdit
} // @name BehaviourNew

// BehaviourEdit is what people may change in a behaviour. PUT replaces all of it. No names, places or numbers that lead to people: checked.
type BehaviourEdit struct {
	Title     string   `json:"title" validate:"required,filled,max=160" example:"Contratto lasciato scadere in vista della proroga"`
	Situation string   `json:"situation" validate:"required,max=3" example:"S04"`
	Contexts  []string `json:"contexts" validate:"max=14,unique,dive,required,max=40" example:"ufficio-monocratico"`
	Areas     []string `json:"areas" validate:"max=30,unique,dive,required,max=2" example:"B"`
	Observed  string   `json:"observed" validate:"required,filled,max=2000" example:"Si lascia scadere il contratto sapendo che sarà prorogato allo stesso gestore"`
	Desired   string   `json:"desired" validate:"required,filled,max=2000" example:"La nuova procedura parte 180 giorni prima della scadenza"`
	Measures  []string `json:"measures" validate:"max=30,unique,dive,required,max=4" example:"M01"`
	Risks     []string `json:"risks" validate:"max=30,unique,dive,required,max=7" example:"B.05"` // codes of the catalogue
	Severity  string   `json:"severity,omitempty" validate:"omitempty,oneof=formal organisational disciplinary criminal" enums:"formal,organisational,disciplinary,criminal" example:"organisational"`
} // @name BehaviourEdit

// BehaviourQuery filters the list of behaviours.
type BehaviourQuery struct {
	page.Request
	Situation []string `query:"situation" form:"situation" validate:"max=50,dive,max=3"`
	Context   []string `query:"context" form:"context" validate:"max=14,dive,max=40"`
	Area      []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
	Measure   []string `query:"measure" form:"measure" validate:"max=50,dive,max=4"`
	Risk      []string `query:"risk" form:"risk" validate:"max=50,dive,max=7"`
	State     []string `query:"state" form:"state" validate:"max=3,dive,oneof=draft validated superseded" enums:"draft,validated,superseded"`
	Severity  []string `query:"severity" form:"severity" validate:"max=4,dive,oneof=formal organisational disciplinary criminal" enums:"formal,organisational,disciplinary,criminal"`
}

// AnalogousBehaviour is a behaviour near another, and why.
type AnalogousBehaviour struct {
	ID         int64    `json:"id" validate:"required" example:"12"`
	Code       string   `json:"code" validate:"required,max=6" example:"CR09"`
	Title      string   `json:"title" validate:"required,max=160" example:"Preventivi chiesti sempre alle stesse ditte"`
	Situation  string   `json:"situation" validate:"required,max=3" example:"S04"`
	State      string   `json:"state" validate:"required" enums:"draft,validated,superseded" example:"validated"`
	Measures   []string `json:"measures" validate:"required,max=30" example:"M01"`
	Shared     []string `json:"shared" validate:"required,max=50" example:"S04"`           // the codes of situation, contexts and areas they have in common
	Similarity float64  `json:"similarity" validate:"required,min=0,max=1" example:"0.31"` // of the words
} // @name AnalogousBehaviour

// Behaviours serves the operations on the bank of behaviours.
type Behaviours struct{ Service *behaviour.Service }

// Routes is the whole surface of the resource: operation, path, permission, handler.
func (t Behaviours) Routes(a *httpx.API) {
	httpx.List(a, "behaviours-list", "/behaviours", authz.BehaviourRead, t.list)
	httpx.Query(a, "behaviours-read", "/behaviours/:id", authz.BehaviourRead, t.read)
	httpx.Query(a, "behaviours-history", "/behaviours/:id/history", authz.HistoryRead, t.history)
	httpx.Query(a, "behaviours-analogous", "/behaviours/:id/analogous", authz.BehaviourRead, t.analogous)
	httpx.Command(a, "behaviours-create", http.MethodPost, "/behaviours", authz.BehaviourWrite, t.create)
	httpx.Command(a, "behaviours-edit", http.MethodPut, "/behaviours/:id", authz.BehaviourWrite, t.edit)
	httpx.Command(a, "behaviours-archive", http.MethodDelete, "/behaviours/:id", authz.BehaviourWrite, t.archive)
	for _, m := range behaviour.Flow.Actions() {
		httpx.Command(a, "behaviours-"+string(m.Do), http.MethodPost, "/behaviours/:id/"+string(m.Do), m.Need, t.step(m.Do))
	}
	httpx.Bulk(a, "behaviours-bulk", "/behaviours/bulk", authz.BehaviourWrite, t.bulk)
}

// @Summary      Elenco dei comportamenti ricorrenti
// @Description  Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         behaviours
// @Param        query query BehaviourQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Behaviour]
// @Router       /behaviours [get]
func (t Behaviours) list(_ context.Context, q BehaviourQuery) (page.Source[Behaviour], error) {
	return page.Map(t.Service.List(q.Request, behaviour.Filter{Situations: q.Situation, Contexts: q.Context, Areas: q.Area, Measures: q.Measure,
		Risks: q.Risk, States: q.State, Severities: q.Severity}), t.present), nil
}

// @Summary      Un comportamento ricorrente
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         behaviours
// @Param        id path int true "comportamento"
// @Success      200 {object} Behaviour
// @Router       /behaviours/{id} [get]
func (t Behaviours) read(ctx context.Context, in httpx.ByID) (Behaviour, error) {
	b, err := t.Service.Get(ctx, in.ID)
	return t.present(ctx, b), err
}

// @Summary      Storia di un comportamento ricorrente
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         behaviours
// @Param        id path int true "comportamento"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /behaviours/{id}/history [get]
func (t Behaviours) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Comportamenti analoghi
// @Description  Al più dieci, per situazione, contesti e aree in comune e per somiglianza delle parole, con i codici che li accomunano.
// @Tags         behaviours
// @Param        id path int true "comportamento"
// @Success      200 {object} page.Of[AnalogousBehaviour]
// @Router       /behaviours/{id}/analogous [get]
func (t Behaviours) analogous(ctx context.Context, in httpx.ByID) (page.Of[AnalogousBehaviour], error) {
	found, err := t.Service.Analogous(ctx, in.ID)
	return page.Whole(convert(found, func(a behaviour.Analogy) AnalogousBehaviour {
		return AnalogousBehaviour{a.ID, a.Code, a.Title, a.SituationCode, a.State, a.Measures, a.Shared, a.Similarity}
	})), err
}

// @Summary      Nuovo comportamento ricorrente, in bozza
// @Description  Con Idempotency-Key la ripetizione restituisce la stessa risposta senza creare altro.
// @Tags         behaviours
// @Param        body body BehaviourNew true "il comportamento"
// @Success      201 {object} Behaviour
// @Router       /behaviours [post]
func (t Behaviours) create(ctx context.Context, _ httpx.None, b BehaviourNew) (Behaviour, error) {
	made, err := t.Service.Create(ctx, b.Code, b.content())
	return t.present(ctx, made), err
}

// @Summary      Sostituisce un comportamento ricorrente
// @Description  Vuole If-Match con l'ETag letto. Ciò che è validato o superato va prima riaperto.
// @Tags         behaviours
// @Param        id path int true "comportamento"
// @Param        body body BehaviourEdit true "la parte modificabile"
// @Success      200 {object} Behaviour
// @Router       /behaviours/{id} [put]
func (t Behaviours) edit(ctx context.Context, in httpx.ByVersion, b BehaviourEdit) (Behaviour, error) {
	made, err := t.Service.Edit(ctx, in.ID, in.Version(), b.content())
	return t.present(ctx, made), err
}

// @Summary      Archivia un comportamento ricorrente
// @Description  Resta leggibile con la sua storia; vuole If-Match. Se è validato va prima superato o riaperto.
// @Tags         behaviours
// @Param        id path int true "comportamento"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /behaviours/{id} [delete]
func (t Behaviours) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Un passo della revisione di un comportamento
// @Description  Bozza, validato, superato; la validazione spetta a chi non ha scritto l'ultima modifica. Vuole If-Match.
// @Tags         behaviours
// @Param        id path int true "comportamento"
// @Success      200 {object} Behaviour
// @Router       /behaviours/{id}/validation [post]
// @Router       /behaviours/{id}/supersession [post]
// @Router       /behaviours/{id}/reopening [post]
func (t Behaviours) step(a review.Action) func(context.Context, httpx.ByVersion, httpx.None) (Behaviour, error) {
	return func(ctx context.Context, in httpx.ByVersion, _ httpx.None) (Behaviour, error) {
		b, err := t.Service.Do(ctx, in.ID, in.Version(), a)
		return t.present(ctx, b), err
	}
}

// @Summary      Importa molti comportamenti
// @Description  Con code si crea o si aggiorna, senza si crea. Ogni riga ha il suo esito.
// @Tags         behaviours
// @Param        query query httpx.BulkQuery false "prova e comportamento sugli errori"
// @Param        body body page.Rows[BehaviourNew] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /behaviours/bulk [post]
func (t Behaviours) bulk(ctx context.Context, b BehaviourNew) (httpx.Upserted, error) {
	if b.Code == "" {
		made, err := t.Service.Create(ctx, "", b.content())
		return httpx.Upserted{ID: made.ID, Status: httpx.Created}, err
	}
	made, created, changed, err := t.Service.Put(ctx, b.Code, b.content())
	return upserted(made.ID, created, changed), err
}

func (e BehaviourEdit) content() behaviour.Content {
	return behaviour.Content{Title: e.Title, SituationCode: e.Situation, Contexts: e.Contexts, Areas: e.Areas, Observed: e.Observed,
		Desired: e.Desired, Measures: e.Measures, Risks: e.Risks, Severity: e.Severity}
}

func (t Behaviours) present(ctx context.Context, b behaviour.Behaviour) Behaviour {
	return Behaviour{
		Meta: httpx.Meta{ID: b.ID, Version: b.Version}, Code: b.Code,
		BehaviourEdit: BehaviourEdit{Title: b.Title, Situation: b.SituationCode, Contexts: b.Contexts, Areas: b.Areas, Observed: b.Observed,
			Desired: b.Desired, Measures: b.Measures, Risks: b.Risks, Severity: b.Severity},
		State: string(b.State), Stamps: stamps(b.Row), Actions: t.Service.Actions(ctx, b),
	}
}
