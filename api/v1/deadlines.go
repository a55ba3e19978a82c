package v1

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/deadline"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Deadline is something that falls due in a year, for all municipalities or for those of a regime.
type Deadline struct {
	httpx.Meta
	DeadlineEdit
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"`
} // @name Deadline

// DeadlineEdit is what the secretariat may change in a deadline. PUT replaces all of it.
type DeadlineEdit struct {
	Code          string `json:"code" validate:"required,max=60" example:"relazione-rpct"` // the same every year
	Year          int    `json:"year" validate:"required,min=2013,max=2100" example:"2026"`
	Title         string `json:"title" validate:"required,filled,max=200" example:"Relazione annuale del RPCT"`
	LegalDate     string `json:"legal_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2025-12-15"` // as the law says
	EffectiveDate string `json:"effective_date" validate:"required,datetime=2006-01-02" example:"2026-01-31"`        // the one that counts
	Planned       bool   `json:"planned,omitempty" example:"false"`                                                  // nobody has set the effective date yet
	SourceAct     string `json:"source_act" validate:"max=500" example:"Comunicato del Presidente ANAC"`
	AppliesTo     string `json:"applies_to" validate:"required,oneof=all ordinary simplified small" enums:"all,ordinary,simplified,small" example:"all"` // simplified: under 50 staff, the small ones too
	Product       string `json:"product" validate:"max=500" example:"Scheda in formato aperto, pubblicata in Amministrazione trasparente"`
	Note          string `json:"note" validate:"max=1000" example:"Differita anche negli anni precedenti"`
} // @name DeadlineEdit

// DeadlineQuery filters the list of deadlines.
type DeadlineQuery struct {
	page.Request
	Year   []int    `query:"year" form:"year" validate:"max=20,dive,min=2013,max=2100"`
	Code   []string `query:"code" form:"code" validate:"max=50,dive,max=60"`
	Regime []string `query:"regime" form:"regime" validate:"max=4,dive,oneof=ordinary simplified small undetermined" enums:"ordinary,simplified,small,undetermined"` // what applies to municipalities of these
	From   string   `query:"from" form:"from" validate:"omitempty,max=10,datetime=2006-01-02"`
	To     string   `query:"to" form:"to" validate:"omitempty,max=10,datetime=2006-01-02"`
}

// DeadlineCarryOver says from which year to the next.
type DeadlineCarryOver struct {
	From int `json:"from" validate:"required,min=2013,max=2099" example:"2026"`
} // @name DeadlineCarryOver

// DeadlineCarried tells what a carry-over did.
type DeadlineCarried struct {
	Year   int `json:"year" validate:"required" example:"2027"`
	Copied int `json:"copied" example:"12"`
	Kept   int `json:"kept" example:"0"` // were there already
} // @name DeadlineCarried

// DeadlineCalendarQuery says for whom the calendar is.
type DeadlineCalendarQuery struct {
	Regime string `query:"regime" form:"regime" validate:"required,oneof=ordinary simplified small undetermined" enums:"ordinary,simplified,small,undetermined"`
}

// Deadlines serves the operations on deadlines.
type Deadlines struct{ Service *deadline.Service }

// Routes is the whole surface of the resource. The calendar is public: programs that subscribe to it have no account.
func (d Deadlines) Routes(a *httpx.API) {
	httpx.List(a, "deadlines-list", "/deadlines", authz.Authenticated, d.list)
	httpx.Query(a, "deadlines-read", "/deadlines/:id", authz.Authenticated, d.read)
	httpx.Download(a, "deadlines-calendar", "/deadlines/calendar", authz.Public, []string{"text/calendar"}, d.calendar)
	httpx.Query(a, "deadlines-history", "/deadlines/:id/history", authz.HistoryRead, d.history)
	httpx.Command(a, "deadlines-create", http.MethodPost, "/deadlines", authz.DeadlineWrite, d.create)
	httpx.Command(a, "deadlines-edit", http.MethodPut, "/deadlines/:id", authz.DeadlineWrite, d.edit)
	httpx.Command(a, "deadlines-archive", http.MethodDelete, "/deadlines/:id", authz.DeadlineWrite, d.archive)
	httpx.Command(a, "deadlines-carry-over", http.MethodPost, "/deadlines/carry-over", authz.DeadlineWrite, d.carryOver, httpx.Status(http.StatusOK))
}

// @Summary      Le scadenze
// @Description  Dalla più vicina nel calendario. regime trova quelle che valgono per i comuni di quel regime; from e to sono della data effettiva.
// @Tags         deadlines
// @Param        query query DeadlineQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Deadline]
// @Router       /deadlines [get]
func (d Deadlines) list(_ context.Context, q DeadlineQuery) (page.Source[Deadline], error) {
	f := deadline.Filter{Years: q.Year, Codes: q.Code, Regimes: q.Regime, From: date(q.From), To: date(q.To)}
	return page.Map(d.Service.List(q.Request, f), d.present), nil
}

// @Summary      Una scadenza
// @Description  Con If-None-Match risponde 304 se non è cambiata.
// @Tags         deadlines
// @Param        id path int true "scadenza"
// @Success      200 {object} Deadline
// @Router       /deadlines/{id} [get]
func (d Deadlines) read(ctx context.Context, in httpx.ByID) (Deadline, error) {
	row, err := d.Service.Get(ctx, in.ID)
	return d.present(ctx, row), err
}

// @Summary      Le scadenze come calendario
// @Description  In formato iCalendar (RFC 5545), per i programmi di calendario che vi si abbonano: giorni interi, senza dati personali, senza accesso.
// @Tags         deadlines
// @Param        query query DeadlineCalendarQuery true "per quale regime"
// @Success      200
// @Router       /deadlines/calendar [get]
func (d Deadlines) calendar(ctx context.Context, q DeadlineCalendarQuery) (httpx.Content, error) {
	body, err := d.Service.Calendar(ctx, q.Regime)
	content := httpx.Generated("scadenze.ics", "text/calendar", body)
	sum := sha256.Sum256(body)
	content.ETag = hex.EncodeToString(sum[:8])
	return content, err
}

// @Summary      Storia di una scadenza
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         deadlines
// @Param        id path int true "scadenza"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /deadlines/{id}/history [get]
func (d Deadlines) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(d.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuova scadenza
// @Description  La data effettiva cade nell'anno; l'atto che la fissa va indicato, a meno che la data sia solo prevista.
// @Tags         deadlines
// @Param        body body DeadlineEdit true "la scadenza"
// @Success      201 {object} Deadline
// @Router       /deadlines [post]
func (d Deadlines) create(ctx context.Context, _ httpx.None, b DeadlineEdit) (Deadline, error) {
	row, err := d.Service.Create(ctx, b.content())
	return d.present(ctx, row), err
}

// @Summary      Sostituisce una scadenza
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         deadlines
// @Param        id path int true "scadenza"
// @Param        body body DeadlineEdit true "la parte modificabile"
// @Success      200 {object} Deadline
// @Router       /deadlines/{id} [put]
func (d Deadlines) edit(ctx context.Context, in httpx.ByVersion, b DeadlineEdit) (Deadline, error) {
	row, err := d.Service.Edit(ctx, in.ID, in.Version(), b.content())
	return d.present(ctx, row), err
}

// @Summary      Archivia una scadenza
// @Description  Esce dal calendario; resta leggibile con la sua storia; vuole If-Match.
// @Tags         deadlines
// @Param        id path int true "scadenza"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /deadlines/{id} [delete]
func (d Deadlines) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, d.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Riporta le scadenze all'anno dopo
// @Description  Come previste, nel giorno di legge dove c'è, altrimenti nello stesso giorno. Quelle che ci sono già restano come sono.
// @Tags         deadlines
// @Param        body body DeadlineCarryOver true "da quale anno"
// @Success      200 {object} DeadlineCarried
// @Router       /deadlines/carry-over [post]
func (d Deadlines) carryOver(ctx context.Context, _ httpx.None, b DeadlineCarryOver) (DeadlineCarried, error) {
	copied, of, err := d.Service.CarryOver(ctx, b.From)
	return DeadlineCarried{b.From + 1, copied, of - copied}, err
}

func (e DeadlineEdit) content() deadline.Content {
	return deadline.Content{Code: e.Code, Year: e.Year, Title: e.Title, LegalDate: date(e.LegalDate), EffectiveDate: *date(e.EffectiveDate),
		Planned: e.Planned, SourceAct: e.SourceAct, AppliesTo: e.AppliesTo, Product: e.Product, Note: e.Note}
}

func (d Deadlines) present(ctx context.Context, r deadline.Deadline) Deadline {
	return Deadline{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, DeadlineEdit: DeadlineEdit{Code: r.Code, Year: r.Year, Title: r.Title,
		LegalDate: day(r.LegalDate), EffectiveDate: day(&r.EffectiveDate), Planned: r.Planned, SourceAct: r.SourceAct, AppliesTo: r.AppliesTo,
		Product: r.Product, Note: r.Note}, Stamps: stamps(r.Row), Actions: d.Service.Actions(ctx, r)}
}
