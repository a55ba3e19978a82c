package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/zone"
)

// ZoneSet is a grouping of the municipalities into zones. Exactly one is the operational one.
type ZoneSet struct {
	httpx.Meta
	ZoneSetEdit
	Operational    bool `json:"operational" example:"true"`
	Zones          int  `json:"zones" validate:"required" example:"9"`
	Municipalities int  `json:"municipalities" validate:"required" example:"108"` // that belong to its zones today
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,operation,archive" example:"edit"`
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

// ZoneSetQuery filters the list of sets.
type ZoneSetQuery struct {
	page.Request
	Operational *bool `query:"operational" form:"operational"`
}

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
	httpx.Command(a, "zone-sets-archive", http.MethodDelete, "/zone-sets/:id", authz.ZoneWrite, z.archive)
}

// @Summary      Elenco degli insiemi di zone
// @Description  Pubblico. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         zones
// @Param        query query ZoneSetQuery false "pagina e filtri"
// @Success      200 {object} page.Of[ZoneSet]
// @Router       /zone-sets [get]
func (z ZoneSets) list(_ context.Context, q ZoneSetQuery) (page.Source[ZoneSet], error) {
	return page.Batch(z.Service.Sets(q.Request, q.Operational), z.present), nil
}

// @Summary      Un insieme di zone
// @Description  Pubblico. Con If-None-Match risponde 304 se non è cambiato.
// @Tags         zones
// @Param        id path int true "insieme"
// @Success      200 {object} ZoneSet
// @Router       /zone-sets/{id} [get]
func (z ZoneSets) read(ctx context.Context, in httpx.ByID) (ZoneSet, error) {
	return z.one(ctx)(z.Service.Set(ctx, in.ID))
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
// @Description  Il primo è quello operativo.
// @Tags         zones
// @Param        body body ZoneSetEdit true "l'insieme"
// @Success      201 {object} ZoneSet
// @Router       /zone-sets [post]
func (z ZoneSets) create(ctx context.Context, _ httpx.None, b ZoneSetEdit) (ZoneSet, error) {
	return z.one(ctx)(z.Service.CreateSet(ctx, b.content()))
}

// @Summary      Sostituisce un insieme di zone
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        body body ZoneSetEdit true "la parte modificabile"
// @Success      200 {object} ZoneSet
// @Router       /zone-sets/{id} [put]
func (z ZoneSets) edit(ctx context.Context, in httpx.ByVersion, b ZoneSetEdit) (ZoneSet, error) {
	return z.one(ctx)(z.Service.EditSet(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Rende operativo un insieme di zone
// @Description  Quello che lo era non lo è più: è sempre uno solo. Vuole If-Match.
// @Tags         zones
// @Param        id path int true "insieme"
// @Success      200 {object} ZoneSet
// @Router       /zone-sets/{id}/operation [post]
func (z ZoneSets) operation(ctx context.Context, in httpx.ByVersion, _ httpx.None) (ZoneSet, error) {
	return z.one(ctx)(z.Service.Operate(ctx, in.ID, in.Version()))
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

// Variant puts the counts into the ETag: they change without the set.
func (z ZoneSet) Variant() string { return digest(z.Zones, z.Municipalities) }

func (e ZoneSetEdit) content() zone.SetContent {
	return zone.SetContent{Code: e.Code, Name: e.Name, Purpose: e.Purpose, Source: e.Source, ValidFrom: deref(date(e.ValidFrom)), ValidTo: date(e.ValidTo)}
}

func (z ZoneSets) one(ctx context.Context) func(zone.Set, error) (ZoneSet, error) {
	return func(row zone.Set, err error) (ZoneSet, error) {
		if err != nil {
			return ZoneSet{}, err
		}
		out, err := z.present(ctx, []zone.Set{row})
		return out[0], err
	}
}

func (z ZoneSets) present(ctx context.Context, rows []zone.Set) ([]ZoneSet, error) {
	extents, err := z.Service.Extent(ctx, convert(rows, func(r zone.Set) int64 { return r.ID }))
	return convert(rows, func(r zone.Set) ZoneSet {
		x := extents[r.ID]
		return ZoneSet{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, ZoneSetEdit: ZoneSetEdit{Code: r.Code, Name: r.Name, Purpose: r.Purpose, Source: r.Source,
			ValidFrom: day(&r.ValidFrom), ValidTo: day(r.ValidTo)}, Operational: r.Operational, Zones: x.Zones, Municipalities: x.Municipalities,
			Stamps: stamps(r.Row), Actions: z.Service.SetActions(ctx, r)}
	}), err
}
