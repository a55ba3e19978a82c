package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/zone"
)

// ZoneSet is a grouping of the municipalities into zones. Exactly one is the operational one. A draft is seen only by those who draw it.
type ZoneSet struct {
	httpx.Meta
	ZoneSetEdit
	Draft           bool   `json:"draft" example:"false"`
	Operational     bool   `json:"operational" example:"true"`                      // today
	OperationalFrom string `json:"operational_from,omitempty" example:"2026-01-01"` // since when it is, or from when it will be
	OperationalTo   string `json:"operational_to,omitempty" example:"2026-12-31"`   // the last day, when another one follows
	Zones           int    `json:"zones" validate:"required" example:"9"`
	Municipalities  int    `json:"municipalities" validate:"required" example:"108"` // that belong to its zones today
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,design,operation,archive" example:"edit"`
} // @name ZoneSet

// ZoneSetEdit is what people may change in a set. PUT replaces all of it.
type ZoneSetEdit struct {
	Code      string `json:"code" validate:"required,max=40" example:"zone-omogenee"`
	Name      string `json:"name" validate:"required,filled,max=120" example:"Zone omogenee dei referenti"`
	Purpose   string `json:"purpose" validate:"max=1000" example:"Chi si riunisce con chi"`
	Source    string `json:"source" validate:"max=500" example:"Proposta della segreteria"`
	ValidFrom string `json:"valid_from" validate:"required,datetime=2006-01-02" example:"2026-01-01"`
	ValidTo   string `json:"valid_to,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2029-12-31"` // the last day
} // @name ZoneSetEdit

// ZoneSetNew is what creates a set. A draft may come with its zones.
type ZoneSetNew struct {
	ZoneSetEdit
	Draft bool             `json:"draft,omitempty" example:"false"`
	Zones []ZoneDesignZone `json:"zones,omitempty" validate:"max=100,dive"`
} // @name ZoneSetNew

// ZoneSetQuery filters the list of sets.
type ZoneSetQuery struct {
	page.Request
	Operational *bool `query:"operational" form:"operational"`
	Draft       *bool `query:"draft" form:"draft"` // drafts are listed only to those who draw them
}

// ZoneSetOperation says from which day a set is to be the operational one: today, if not said.
type ZoneSetOperation struct {
	From string `json:"from,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2027-01-01"`
} // @name ZoneSetOperation

// ZoneHandover is what changes when a set becomes operational.
type ZoneHandover struct {
	From       string            `json:"from" validate:"required" example:"2027-01-01"`
	Replaces   string            `json:"replaces,omitempty" validate:"max=120" example:"Zone omogenee dei referenti"` // the set operational until the day before
	Ending     []ZoneCoordinator `json:"ending" validate:"required,max=500"`                                          // mandates that reach nothing from that day: to be ended
	Appointing []ZoneVacancy     `json:"appointing" validate:"required,max=500"`                                      // zones that want a coordinator
	Unassigned []string          `json:"unassigned" validate:"required,max=500" example:"083049"`                     // municipalities left without zone
} // @name ZoneHandover

// ZoneCoordinator has a mandate for a zone of the set that leaves.
type ZoneCoordinator struct {
	MandateID  int64  `json:"mandate_id" validate:"required" example:"12"`
	Zone       string `json:"zone" validate:"required,max=20" example:"Z2"`
	ZoneName   string `json:"zone_name" validate:"required,max=120" example:"Milazzo e Valle del Mela"`
	Person     string `json:"person" validate:"required,max=161" example:"Maria Bianchi"`
	Substitute bool   `json:"substitute" example:"false"`
} // @name ZoneCoordinator

// ZoneVacancy is a zone that nobody is to coordinate on the day.
type ZoneVacancy struct {
	Code string `json:"code" validate:"required,max=20" example:"Z2"`
	Name string `json:"name" validate:"required,max=120" example:"Milazzo e Valle del Mela"`
} // @name ZoneVacancy

// ZoneSetStart is a set made operational, and what that changes.
type ZoneSetStart struct {
	ZoneSet
	Handover ZoneHandover `json:"handover" validate:"required"`
} // @name ZoneSetStart

// ZoneSetForecast is what would change, before it does.
type ZoneSetForecast struct {
	httpx.Meta
	ZoneHandover
} // @name ZoneSetForecast

// ZoneReport sums up the network, or one set, by zone on a day; id and version are those of the set. Public bodies are counted, not persons.
type ZoneReport struct {
	httpx.Meta
	On          string          `json:"on" validate:"required" example:"2026-12-31"`
	Set         string          `json:"set" validate:"required,max=40" example:"zone-omogenee"`
	SetName     string          `json:"set_name" validate:"required,max=120" example:"Zone omogenee dei referenti"`
	Operational bool            `json:"operational" example:"true"` // that day
	Total       ZoneReportTotal `json:"total" validate:"required"`
	Zones       []ZoneReportRow `json:"zones" validate:"required,max=500"`
} // @name ZoneReport

// ZoneReportTotal sums up the zones of a report.
type ZoneReportTotal struct {
	ZoneTotals
	Islands     int `json:"islands" validate:"required" example:"4"`
	Coordinated int `json:"coordinated" validate:"required" example:"8"` // zones whose seat of coordinator was taken
} // @name ZoneReportTotal

// ZoneReportRow is a zone on that day.
type ZoneReportRow struct {
	ID   int64  `json:"id" validate:"required" example:"2"`
	Code string `json:"code" validate:"required,max=20" example:"Z2"`
	Name string `json:"name" validate:"required,max=120" example:"Milazzo e Valle del Mela"`
	ZoneTotals
	Islands     int                `json:"islands" validate:"required" example:"0"`
	Coordinated bool               `json:"coordinated" example:"true"`
	Members     []ZoneReportMember `json:"members" validate:"required,max=500"`
} // @name ZoneReportRow

// ZoneReportMember is a municipality that was in the zone that day.
type ZoneReportMember struct {
	Municipality   string `json:"municipality" validate:"required,len=6" example:"083049"`
	Name           string `json:"name" validate:"required,max=80" example:"Milazzo"`
	Population     int    `json:"population" validate:"required" example:"30397"`
	InnerAreaClass string `json:"inner_area_class" validate:"required" enums:"A,B,C,D,E,F" example:"A"`
	Island         bool   `json:"island" example:"false"`
} // @name ZoneReportMember

type (
	// ZoneSetOnQuery addresses a set on a day.
	ZoneSetOnQuery struct {
		httpx.ByID
		ZoneDay
	}
	// ZoneSetFrom is the day a set would be operational from: today, if not said.
	ZoneSetFrom struct {
		From string `query:"from" form:"from" validate:"omitempty,max=10,datetime=2006-01-02"`
	}
	// ZoneSetFromQuery addresses a set that would be operational from a day.
	ZoneSetFromQuery struct {
		httpx.ByID
		ZoneSetFrom
	}
)

// ZoneSets serves the operations on sets of zones. Reading is public.
type ZoneSets struct{ Service *zone.Service }

// Routes is the whole surface of the resource.
func (z ZoneSets) Routes(a *httpx.API) {
	httpx.List(a, "zone-sets-list", "/zone-sets", authz.Public, z.list)
	httpx.Query(a, "zone-sets-read", "/zone-sets/:id", authz.Public, z.read)
	httpx.Query(a, "zone-sets-history", "/zone-sets/:id/history", authz.HistoryRead, z.history)
	httpx.Command(a, "zone-sets-create", http.MethodPost, "/zone-sets", authz.ZoneWrite, z.create)
	httpx.Command(a, "zone-sets-edit", http.MethodPut, "/zone-sets/:id", authz.ZoneWrite, z.edit)
	httpx.Command(a, "zone-sets-operation", http.MethodPost, "/zone-sets/:id/operation", authz.ZoneWrite, z.operation)
	httpx.Query(a, "zone-sets-forecast", "/zone-sets/:id/operation", authz.ZoneWrite, z.forecast)
	httpx.Query(a, "zone-sets-composition", "/zone-sets/:id/composition", authz.Public, z.composition)
	httpx.Query(a, "zone-report-read", "/zone-report", authz.Public, z.report)
	httpx.Command(a, "zone-sets-archive", http.MethodDelete, "/zone-sets/:id", authz.ZoneWrite, z.archive)
}

// @Summary      Elenco degli insiemi di zone
// @Description  Pubblico. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         zones
// @Param        query query ZoneSetQuery false "pagina e filtri"
// @Success      200 {object} page.Of[ZoneSet]
// @Router       /zone-sets [get]
func (z ZoneSets) list(ctx context.Context, q ZoneSetQuery) (page.Source[ZoneSet], error) {
	return page.Batch(z.Service.Sets(ctx, q.Request, zone.SetFilter{Operational: q.Operational, Draft: q.Draft}), z.present), nil
}

// @Summary      Un insieme di zone
// @Description  Pubblico. Con If-None-Match risponde 304 se non è cambiato.
// @Tags         zones
// @Param        id path int true "insieme"
// @Success      200 {object} ZoneSet
// @Router       /zone-sets/{id} [get]
func (z ZoneSets) read(ctx context.Context, in httpx.ByID) (ZoneSet, error) {
	return one(ctx, z.present)(z.Service.Set(ctx, in.ID))
}

// @Summary      Storia di un insieme di zone
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /zone-sets/{id}/history [get]
func (z ZoneSets) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(z.Service.SetHistory(ctx, in.ID, in.page()))
}

// @Summary      Nuovo insieme di zone
// @Description  Il primo è quello operativo. Una bozza (draft) si disegna liberamente, la vede solo chi disegna, e può nascere già con le sue zone.
// @Tags         zones
// @Param        body body ZoneSetNew true "l'insieme"
// @Success      201 {object} ZoneSet
// @Router       /zone-sets [post]
func (z ZoneSets) create(ctx context.Context, _ httpx.None, b ZoneSetNew) (ZoneSet, error) {
	return one(ctx, z.present)(z.Service.CreateSet(ctx, b.content(), b.Draft, design(b.Zones)))
}

// @Summary      Sostituisce un insieme di zone
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        body body ZoneSetEdit true "la parte modificabile"
// @Success      200 {object} ZoneSet
// @Router       /zone-sets/{id} [put]
func (z ZoneSets) edit(ctx context.Context, in httpx.ByVersion, b ZoneSetEdit) (ZoneSet, error) {
	return one(ctx, z.present)(z.Service.EditSet(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Rende operativo un insieme di zone
// @Description  Da oggi, o dal giorno detto in from (al più 30 giorni fa): quello che lo era lo resta fino al giorno prima, e ciò che era previsto da quel giorno
// @Description  decade. Una bozza deve dare una zona a ogni comune, e da quel giorno nascono le sue zone. La risposta dice quali incarichi di coordinamento
// @Description  finiscono e quali zone aspettano un coordinatore. Vuole If-Match.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        body body ZoneSetOperation true "da quando"
// @Success      200 {object} ZoneSetStart
// @Router       /zone-sets/{id}/operation [post]
func (z ZoneSets) operation(ctx context.Context, in httpx.ByVersion, b ZoneSetOperation) (ZoneSetStart, error) {
	x, h, err := z.Service.Operate(ctx, in.ID, in.Version(), date(b.From))
	out, err := one(ctx, z.present)(x, err)
	return ZoneSetStart{out, handover(h)}, err
}

// @Summary      Che cosa cambierebbe rendendo operativo un insieme
// @Description  Da oggi, o dal giorno chiesto; rifiuta ciò che rifiuterebbe l'operazione, salvo i comuni senza zona, che elenca.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        query query ZoneSetFrom false "da quando"
// @Success      200 {object} ZoneSetForecast
// @Router       /zone-sets/{id}/operation [get]
func (z ZoneSets) forecast(ctx context.Context, in ZoneSetFromQuery) (ZoneSetForecast, error) {
	x, h, err := z.Service.Foresee(ctx, in.ID, date(in.From))
	return ZoneSetForecast{httpx.Meta{ID: x.ID, Version: x.Version}, handover(h)}, err
}

// @Summary      Composizione di un insieme in un giorno
// @Description  Pubblico. Le zone che avevano comuni oggi, o nel giorno chiesto, con i comuni e i totali.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        query query ZoneDay false "giorno"
// @Success      200 {object} ZoneReport
// @Router       /zone-sets/{id}/composition [get]
func (z ZoneSets) composition(ctx context.Context, in ZoneSetOnQuery) (ZoneReport, error) {
	on := in.day()
	c, err := z.Service.Composition(ctx, in.ID, on)
	return zoneReport(c, on), err
}

// @Summary      La rete per zona in un giorno
// @Description  Pubblico. Le zone dell'insieme che era operativo oggi, o nel giorno chiesto, con i comuni di allora: ridisegnare le zone non cambia il passato.
// @Description  Abitanti e classi sono quelli noti adesso. Conta enti e incarichi, nessuna persona.
// @Tags         zones
// @Param        query query ZoneDay false "giorno"
// @Success      200 {object} ZoneReport
// @Router       /zone-report [get]
func (z ZoneSets) report(ctx context.Context, in ZoneDay) (ZoneReport, error) {
	on := in.day()
	c, err := z.Service.Report(ctx, on)
	return zoneReport(c, on), err
}

// @Summary      Archivia un insieme di zone
// @Description  Solo se non è operativo e non ha più zone; resta leggibile con la sua storia; vuole If-Match.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /zone-sets/{id} [delete]
func (z ZoneSets) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, z.Service.ArchiveSet(ctx, in.ID, in.Version(), in.Reason)
}

// Variant puts the counts into the ETag: they change without the set, and the days pass.
func (z ZoneSet) Variant() string {
	return digest(z.Zones, z.Municipalities, z.Operational, z.OperationalFrom)
}

// Variant does so for what a report shows.
func (r ZoneReport) Variant() string { return digest(r) }

// Variant does so for what a forecast tells.
func (f ZoneSetForecast) Variant() string { return digest(f.ZoneHandover) }

func handover(h zone.Handover) ZoneHandover {
	out := ZoneHandover{From: day(&h.From), Ending: convert(h.Ending, func(c zone.Coordinator) ZoneCoordinator {
		return ZoneCoordinator{c.MandateID, c.ZoneCode, c.ZoneName, c.Person, c.Substitute}
	}), Appointing: convert(h.Appointing, func(v zone.Vacancy) ZoneVacancy { return ZoneVacancy(v) }), Unassigned: convert(h.Unassigned, func(p zone.Place) string { return p.Code })}
	if h.Replaces != nil {
		out.Replaces = h.Replaces.Name
	}
	return out
}

func zoneReport(c zone.Composition, on time.Time) ZoneReport {
	out := ZoneReport{Meta: httpx.Meta{ID: c.Set.ID, Version: c.Set.Version}, On: day(&on), Set: c.Set.Code, SetName: c.Set.Name, Operational: c.Operational,
		Zones: []ZoneReportRow{}}
	var sum zone.Composed
	for _, r := range c.Zones {
		out.Zones = append(out.Zones, ZoneReportRow{r.ID, r.Code, r.Name, zoneTotals(r.Municipalities, r.Peripheral, r.Population), r.Islands, r.Coordinated,
			convert(r.Members, func(m zone.Member) ZoneReportMember {
				return ZoneReportMember{m.Municipality, m.Name, m.Population, m.InnerAreaClass, m.Island}
			})})
		sum.Municipalities, sum.Peripheral, sum.Population, sum.Islands = sum.Municipalities+r.Municipalities, sum.Peripheral+r.Peripheral, sum.Population+r.Population, sum.Islands+r.Islands
		if r.Coordinated {
			out.Total.Coordinated++
		}
	}
	out.Total.ZoneTotals, out.Total.Islands = zoneTotals(sum.Municipalities, sum.Peripheral, sum.Population), sum.Islands
	return out
}

func (e ZoneSetEdit) content() zone.SetContent {
	return zone.SetContent{Code: e.Code, Name: e.Name, Purpose: e.Purpose, Source: e.Source, ValidFrom: deref(date(e.ValidFrom)), ValidTo: date(e.ValidTo)}
}

func (z ZoneSets) present(ctx context.Context, rows []zone.Set) ([]ZoneSet, error) {
	extents, err := z.Service.Extent(ctx, convert(rows, func(r zone.Set) int64 { return r.ID }))
	return convert(rows, func(r zone.Set) ZoneSet {
		x := extents[r.ID]
		return ZoneSet{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, ZoneSetEdit: ZoneSetEdit{Code: r.Code, Name: r.Name, Purpose: r.Purpose, Source: r.Source,
			ValidFrom: day(&r.ValidFrom), ValidTo: day(r.ValidTo)}, Draft: r.Draft, Operational: x.Operational, OperationalFrom: day(x.OperationalFrom), OperationalTo: day(x.OperationalTo), Zones: x.Zones, Municipalities: x.Municipalities,
			Stamps: stamps(r.Row), Actions: z.Service.SetActions(ctx, r, x)}
	}), err
}
