package v1

import (
	"context"
	"math"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/zone"
)

// Zone is a zone of a set, with today's totals of its members.
type Zone struct {
	httpx.Meta
	Set         string `json:"set" validate:"required,max=40" example:"zone-omogenee"` // code of its set
	SetID       int64  `json:"set_id" validate:"required" example:"1"`
	SetName     string `json:"set_name" validate:"required,max=120" example:"Zone omogenee dei referenti"`
	Operational bool   `json:"operational" example:"true"` // its set is the operational one
	ZoneEdit
	Seat string `json:"seat,omitempty" validate:"max=6" example:"083049"` // ISTAT code of the municipality it means to meet at
	ZoneTotals
	Coordinator string `json:"coordinator,omitempty" validate:"max=161" example:"Maria Bianchi"` // only for who may know persons
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,members,archive" example:"edit"`
} // @name Zone

// ZoneTotals count the members of a zone today.
type ZoneTotals struct {
	Municipalities  int     `json:"municipalities" validate:"required" example:"13"`
	Population      int64   `json:"population" validate:"required" example:"73003"`
	Peripheral      int     `json:"peripheral" validate:"required" example:"5"`                        // municipalities of inner-area class E or F
	PeripheralShare float64 `json:"peripheral_share" validate:"required,min=0,max=1" example:"0.3846"` // of the municipalities
} // @name ZoneTotals

// ZoneEdit is what people may change in a zone. PUT replaces all of it.
type ZoneEdit struct {
	Code string `json:"code" validate:"required,max=20" example:"Z2"`
	Name string `json:"name" validate:"required,filled,max=120" example:"Milazzo e Valle del Mela"`
	Note string `json:"note" validate:"max=2000" example:"Si riunisce a Milazzo"`
} // @name ZoneEdit

// ZoneNew is what creates a zone.
type ZoneNew struct {
	Set string `json:"set" validate:"required,max=40" example:"zone-omogenee"` // code of its set
	ZoneEdit
} // @name ZoneNew

// ZoneBulk is one row of a bulk import, by set and code; without a note the present one stays.
type ZoneBulk struct {
	Set  string  `json:"set" validate:"required,max=40" example:"zone-omogenee"`
	Code string  `json:"code" validate:"required,max=20" example:"Z2"`
	Name string  `json:"name" validate:"required,filled,max=120" example:"Milazzo e Valle del Mela"`
	Note *string `json:"note,omitempty" validate:"omitempty,max=2000" example:"Si riunisce a Milazzo"`
} // @name ZoneBulk

// ZoneMembers are the municipalities of a zone on a day; id and version are those of the zone.
type ZoneMembers struct {
	httpx.Meta
	On             string       `json:"on" validate:"required" example:"2026-11-23"`
	Municipalities []ZoneMember `json:"municipalities" validate:"required,max=500"`
} // @name ZoneMembers

// ZoneMembership is what a change of members has come to: the members of the day, and who left another zone for it.
type ZoneMembership struct {
	ZoneMembers
	Moved []ZoneMove `json:"moved" validate:"required,max=500"`
} // @name ZoneMembership

// ZoneMove is a municipality that left a zone of the same set for another.
type ZoneMove struct {
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"` // ISTAT code
	Name         string `json:"name" validate:"required,max=80" example:"Milazzo"`
	ZoneID       int64  `json:"zone_id" validate:"required" example:"4"` // that it left
	Zone         string `json:"zone" validate:"required,max=120" example:"Zona 4"`
} // @name ZoneMove

// ZoneMember is a municipality in a zone.
type ZoneMember struct {
	Municipality   string `json:"municipality" validate:"required,len=6" example:"083049"` // ISTAT code
	Name           string `json:"name" validate:"required,max=80" example:"Milazzo"`
	Population     int    `json:"population" validate:"required" example:"30397"`
	InnerAreaClass string `json:"inner_area_class" validate:"required" enums:"A,B,C,D,E,F" example:"A"`
	Island         bool   `json:"island" example:"false"`
	From           string `json:"from" validate:"required" example:"2026-01-01"`
	To             string `json:"to,omitempty" example:"2026-12-31"` // the last day
} // @name ZoneMember

// ZoneMembersEdit replaces the members of a zone from a day on.
type ZoneMembersEdit struct {
	From           string   `json:"from" validate:"required,datetime=2006-01-02" example:"2027-01-01"`
	Municipalities []string `json:"municipalities" validate:"required,max=500,dive,len=6,number" example:"083049"` // ISTAT codes
} // @name ZoneMembersEdit

// ZoneQuery filters the list of zones.
type ZoneQuery struct {
	page.Request
	Set          []string `query:"set" form:"set" validate:"max=50,dive,max=40"`                          // codes
	Operational  *bool    `query:"operational" form:"operational"`                                        // of the operational set
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"` // members today
}

type (
	// ZoneDay is the day whose members are asked for: today, if not said.
	ZoneDay struct {
		On string `query:"on" form:"on" validate:"omitempty,max=10,datetime=2006-01-02"`
	}
	// ZoneMembersQuery addresses the members of a zone.
	ZoneMembersQuery struct {
		httpx.ByID
		ZoneDay
	}
)

// Zones serves the operations on zones. Reading is public.
type Zones struct{ Service *zone.Service }

// Routes is the whole surface of the resource.
func (z Zones) Routes(a *httpx.API) {
	httpx.List(a, "zones-list", "/zones", authz.Public, z.list)
	httpx.Query(a, "zones-read", "/zones/:id", authz.Public, z.read)
	httpx.Query(a, "zones-history", "/zones/:id/history", authz.HistoryRead, z.history)
	httpx.Command(a, "zones-create", http.MethodPost, "/zones", authz.ZoneWrite, z.create)
	httpx.Command(a, "zones-edit", http.MethodPut, "/zones/:id", authz.ZoneWrite, z.edit)
	httpx.Command(a, "zones-archive", http.MethodDelete, "/zones/:id", authz.ZoneWrite, z.archive)
	httpx.Bulk(a, "zones-bulk", "/zones/bulk", authz.ZoneWrite, z.bulk)
	httpx.Query(a, "zones-members", "/zones/:id/members", authz.Public, z.members)
	httpx.Command(a, "zones-membership", http.MethodPut, "/zones/:id/members", authz.ZoneWrite, z.replace)
}

// @Summary      Elenco delle zone
// @Description  Pubblico. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. I totali sono di oggi.
// @Tags         zones
// @Param        query query ZoneQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Zone]
// @Router       /zones [get]
func (z Zones) list(_ context.Context, q ZoneQuery) (page.Source[Zone], error) {
	return page.Batch(z.Service.List(q.Request, zone.Filter{Sets: q.Set, Operational: q.Operational, Municipalities: q.Municipality}), z.present), nil
}

// @Summary      Una zona
// @Description  Pubblico. Con If-None-Match risponde 304 se non è cambiata.
// @Tags         zones
// @Param        id path int true "zona"
// @Success      200 {object} Zone
// @Router       /zones/{id} [get]
func (z Zones) read(ctx context.Context, in httpx.ByID) (Zone, error) {
	return one(ctx, z.present)(z.Service.Get(ctx, in.ID))
}

// @Summary      Storia di una zona
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente; anche i comuni entrati e usciti.
// @Tags         zones
// @Param        id path int true "zona"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /zones/{id}/history [get]
func (z Zones) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(z.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuova zona
// @Description  Nasce vuota, in un insieme di zone.
// @Tags         zones
// @Param        body body ZoneNew true "la zona"
// @Success      201 {object} Zone
// @Router       /zones [post]
func (z Zones) create(ctx context.Context, _ httpx.None, b ZoneNew) (Zone, error) {
	return one(ctx, z.present)(z.Service.Create(ctx, b.Set, zone.Content(b.ZoneEdit)))
}

// @Summary      Sostituisce una zona
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         zones
// @Param        id path int true "zona"
// @Param        body body ZoneEdit true "la parte modificabile"
// @Success      200 {object} Zone
// @Router       /zones/{id} [put]
func (z Zones) edit(ctx context.Context, in httpx.ByVersion, b ZoneEdit) (Zone, error) {
	return one(ctx, z.present)(z.Service.Edit(ctx, in.ID, in.Version(), zone.Content(b)))
}

// @Summary      Archivia una zona
// @Description  Solo se non ha più comuni; resta leggibile con la sua storia; vuole If-Match.
// @Tags         zones
// @Param        id path int true "zona"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /zones/{id} [delete]
func (z Zones) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, z.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Importa molte zone
// @Description  JSON, NDJSON, CSV o XLSX, al più 5.000 righe, per codice dell'insieme e della zona; un esito per riga, prova senza scrivere con dry_run.
// @Tags         zones
// @Param        query query httpx.BulkQuery false "opzioni"
// @Param        body body page.Rows[ZoneBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /zones/bulk [post]
func (z Zones) bulk(ctx context.Context, b ZoneBulk) (httpx.Upserted, error) {
	row, created, changed, err := z.Service.Put(ctx, b.Set, b.Code, func(c *zone.Content) {
		if c.Name = b.Name; b.Note != nil {
			c.Note = *b.Note
		}
	})
	return upserted(row.ID, created, changed), err
}

// @Summary      I comuni di una zona
// @Description  Pubblico. Quelli di oggi, o del giorno chiesto.
// @Tags         zones
// @Param        id path int true "zona"
// @Param        query query ZoneDay false "giorno"
// @Success      200 {object} ZoneMembers
// @Router       /zones/{id}/members [get]
func (z Zones) members(ctx context.Context, in ZoneMembersQuery) (ZoneMembers, error) {
	on := in.day()
	row, found, err := z.Service.Members(ctx, in.ID, on)
	return ZoneMembers{httpx.Meta{ID: row.ID, Version: row.Version}, day(&on), convert(found, zoneMember)}, err
}

func (d ZoneDay) day() time.Time {
	if asked := date(d.On); asked != nil {
		return *asked
	}
	return authz.Today()
}

func zoneMember(m zone.Member) ZoneMember {
	return ZoneMember{m.Municipality, m.Name, m.Population, m.InnerAreaClass, m.Island, day(&m.ValidFrom), day(m.ValidTo)}
}

// @Summary      Sostituisce i comuni di una zona da un giorno in poi
// @Description  Chi esce resta fino al giorno prima, chi entra lascia l'altra zona dello stesso insieme. Vuole If-Match della zona; risponde con i comuni di quel giorno e dice in moved chi ha lasciato un'altra zona, e quale.
// @Tags         zones
// @Param        id path int true "zona"
// @Param        body body ZoneMembersEdit true "da quando e quali comuni"
// @Success      200 {object} ZoneMembership
// @Router       /zones/{id}/members [put]
func (z Zones) replace(ctx context.Context, in httpx.ByVersion, b ZoneMembersEdit) (ZoneMembership, error) {
	moved, err := z.Service.Replace(ctx, in.ID, in.Version(), *date(b.From), b.Municipalities)
	if err != nil {
		return ZoneMembership{}, err
	}
	now, err := z.members(ctx, ZoneMembersQuery{in.ByID, ZoneDay{b.From}})
	return ZoneMembership{now, convert(moved, func(m zone.Departure) ZoneMove { return ZoneMove(m) })}, err
}

// Variant puts into the ETag what changes without the zone: its set, its totals, its coordinator.
func (z Zone) Variant() string {
	return digest(z.Set, z.SetName, z.Operational, z.ZoneTotals, z.Coordinator)
}

// Variant does so for the members and the day.
func (m ZoneMembers) Variant() string { return digest(m.On, m.Municipalities) }

func (z Zones) present(ctx context.Context, rows []zone.Zone) ([]Zone, error) {
	about, err := z.Service.About(ctx, convert(rows, func(r zone.Zone) int64 { return r.ID }))
	return convert(rows, func(r zone.Zone) Zone {
		a := about[r.ID]
		return Zone{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, Set: a.SetCode, SetID: r.SetID, SetName: a.SetName, Operational: a.Operational,
			ZoneEdit: ZoneEdit(r.Content), Seat: deref(r.Seat), ZoneTotals: zoneTotals(a.Municipalities, a.Peripheral, a.Population), Coordinator: a.Coordinator, Stamps: stamps(r.Row), Actions: z.Service.Actions(ctx, r)}
	}), err
}

func zoneTotals(municipalities, peripheral int, population int64) ZoneTotals {
	t := ZoneTotals{Municipalities: municipalities, Population: population, Peripheral: peripheral}
	if municipalities > 0 {
		t.PeripheralShare = math.Round(float64(peripheral)/float64(municipalities)*1e4) / 1e4
	}
	return t
}
