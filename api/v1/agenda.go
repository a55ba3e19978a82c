package v1

import (
	"context"

	"comunita/api/httpx"
	"comunita/internal/agenda"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// MyMunicipality is a municipality the caller writes for, with what is due there.
type MyMunicipality struct {
	IstatCode string `json:"istat_code" validate:"required,max=6" example:"083049"`
	Name      string `json:"name" validate:"required,max=80" example:"Milazzo"`
	Level     string `json:"level" validate:"required" enums:"red,amber,green" example:"red"` // of the most urgent due; green: nothing due
	Dues      []Due  `json:"dues" validate:"required,max=50"`                                 // the most urgent first
} // @name MyMunicipality

// Due is something to do in a municipality. Red: overdue, or missing and keeping the rest from going on. Amber: due soon, or incomplete. Green:
// nothing to do there, as it waits for somebody else.
type Due struct {
	Code  string `json:"code" validate:"required,max=40" example:"rpct-ending"`
	Level string `json:"level" validate:"required" enums:"red,amber,green" example:"amber"`
	Day   string `json:"day,omitempty" example:"2026-12-31"` // since when it waits, or when it ends
	Year  int    `json:"year,omitzero" example:"2027"`
	State string `json:"state,omitempty" validate:"max=40" example:"draft_sent"` // of the adhesion, for one
} // @name Due

// MyDeadline is one of the next deadlines of the caller's municipalities.
type MyDeadline struct {
	ID             int64    `json:"id" validate:"required" example:"7"`
	Title          string   `json:"title" validate:"required,max=200" example:"Relazione annuale del RPCT"`
	Day            string   `json:"day" validate:"required" example:"2026-01-31"`
	Planned        bool     `json:"planned" example:"false"`
	Level          string   `json:"level" validate:"required" enums:"red,amber,green" example:"red"` // red: within 15 days, amber: within 60
	Municipalities []string `json:"municipalities" validate:"required,max=200" example:"Milazzo"`    // which of the caller's, by name; none for who works for the network
} // @name MyDeadline

// Agenda serves what is due to the caller.
type Agenda struct{ Service *agenda.Service }

// Routes is the whole surface of the resource.
func (t Agenda) Routes(a *httpx.API) {
	httpx.Query(a, "me-deadlines", "/me/deadlines", authz.Authenticated, t.deadlines)
	httpx.Query(a, "me-municipalities", "/me/municipalities", authz.Authenticated, t.mine)
}

// @Summary      I miei comuni e che cosa c'è da fare in ciascuno
// @Description  I comuni per cui si scrive, i più urgenti prima: rosso se qualcosa è scaduto o manca e blocca il resto, giallo se scade entro 60 giorni o è incompleto, verde se non c'è niente in sospeso. Vuoto per chi lavora per tutta la rete.
// @Tags         me
// @Success      200 {object} page.Of[MyMunicipality]
// @Router       /me/municipalities [get]
func (t Agenda) mine(ctx context.Context, _ httpx.None) (page.Of[MyMunicipality], error) {
	found, err := t.Service.Mine(ctx)
	return page.Whole(convert(found, func(m agenda.Municipality) MyMunicipality {
		return MyMunicipality{m.IstatCode, m.Name, string(m.Level), convert(m.Dues, func(d agenda.Due) Due {
			return Due{d.Code, string(d.Level), day(d.Day), d.Year, d.State}
		})}
	})), err
}

// @Summary      Le mie prossime scadenze
// @Description  Quelle che valgono per il regime dei comuni per cui si scrive, dalla più vicina: rosso entro 15 giorni, giallo entro 60, verde oltre. Chi lavora per la rete le vede tutte. Un comune di cui non si conoscono i dipendenti le ha tutte.
// @Tags         me
// @Success      200 {object} page.Of[MyDeadline]
// @Router       /me/deadlines [get]
func (t Agenda) deadlines(ctx context.Context, _ httpx.None) (page.Of[MyDeadline], error) {
	found, err := t.Service.Deadlines(ctx)
	return page.Whole(convert(found, func(d agenda.Deadline) MyDeadline {
		return MyDeadline{d.ID, d.Title, day(&d.EffectiveDate), d.Planned, string(d.Level), d.Municipalities}
	})), err
}
