package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/referent"
)

// Mandate is a role that a person holds, or held: for a municipality, a zone or the network.
type Mandate struct {
	httpx.Meta
	Person     int64  `json:"person" validate:"required" example:"7"`
	GivenName  string `json:"given_name" validate:"required,max=80" example:"Maria"`
	FamilyName string `json:"family_name" validate:"required,max=80" example:"Bianchi"`
	MandatePost
	MandateEdit
	Current bool `json:"current" example:"true"` // it lasts today
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"`
} // @name Mandate

// MandatePost is what a mandate is for: rpct and referent for a municipality, coordinator for a zone, secretariat and observer for the network.
type MandatePost struct {
	Role         string `json:"role" validate:"required,oneof=secretariat coordinator rpct referent observer" enums:"secretariat,coordinator,rpct,referent,observer" example:"rpct"`
	Municipality string `json:"municipality,omitempty" validate:"omitempty,len=6,number" example:"083049"` // ISTAT code
	ZoneID       *int64 `json:"zone_id,omitempty" validate:"omitempty,min=1" example:"2"`
	Substitute   bool   `json:"substitute" example:"false"` // stands beside the holder
} // @name MandatePost

// MandateEdit is the act and the days. PUT replaces all of it.
type MandateEdit struct {
	ActKind   string `json:"act_kind" validate:"max=80" example:"Decreto del sindaco"`
	ActNumber string `json:"act_number" validate:"max=40" example:"12"`
	ActDate   string `json:"act_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2025-12-20"`
	From      string `json:"from" validate:"required,datetime=2006-01-02" example:"2026-01-01"`
	To        string `json:"to,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-12-31"` // the last day
} // @name MandateEdit

// MandateNew is what gives a mandate.
type MandateNew struct {
	Person int64 `json:"person" validate:"required,min=1" example:"7"`
	MandatePost
	MandateEdit
	Succeed bool `json:"succeed,omitempty" example:"true"` // the present holder leaves the day before
} // @name MandateNew

// MandateQuery filters the list of mandates.
type MandateQuery struct {
	page.Request
	Person       []int64  `query:"person" form:"person" validate:"max=200,dive,min=1"`
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"`
	Zone         []int64  `query:"zone" form:"zone" validate:"max=50,dive,min=1"` // of the zone, and of its municipalities
	Role         []string `query:"role" form:"role" validate:"max=5,dive,oneof=secretariat coordinator rpct referent observer"`
	ActiveOn     string   `query:"active_on" form:"active_on" validate:"omitempty,max=10,datetime=2006-01-02"`
}

// Mandates serves the operations on mandates.
type Mandates struct{ Service *referent.Service }

// Routes is the whole surface of the resource.
func (t Mandates) Routes(a *httpx.API) {
	httpx.List(a, "mandates-list", "/mandates", authz.ReferentRead, t.list)
	httpx.Query(a, "mandates-read", "/mandates/:id", authz.ReferentRead, t.read)
	httpx.Query(a, "mandates-history", "/mandates/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "mandates-create", http.MethodPost, "/mandates", authz.ReferentWrite, t.create)
	httpx.Command(a, "mandates-edit", http.MethodPut, "/mandates/:id", authz.ReferentWrite, t.edit)
	httpx.Command(a, "mandates-archive", http.MethodDelete, "/mandates/:id", authz.ReferentWrite, t.archive)
}

// @Summary      Elenco degli incarichi
// @Description  Di oggi e di prima, nei comuni di propria competenza. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. Si cerca per atto.
// @Tags         referents
// @Param        query query MandateQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Mandate]
// @Router       /mandates [get]
func (t Mandates) list(_ context.Context, q MandateQuery) (page.Source[Mandate], error) {
	return page.Batch(t.Service.Mandates(q.Request, referent.MandateFilter{People: q.Person,
		Filter: referent.Filter{Municipalities: q.Municipality, Zones: q.Zone, Roles: q.Role, ActiveOn: date(q.ActiveOn)}}), t.present), nil
}

// @Summary      Un incarico
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         referents
// @Param        id path int true "incarico"
// @Success      200 {object} Mandate
// @Router       /mandates/{id} [get]
func (t Mandates) read(ctx context.Context, in httpx.ByID) (Mandate, error) {
	return t.one(ctx)(t.Service.Mandate(ctx, in.ID))
}

// @Summary      Storia di un incarico
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         referents
// @Param        id path int true "incarico"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /mandates/{id}/history [get]
func (t Mandates) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.MandateHistory(ctx, in.ID, in.page()))
}

// @Summary      Nuovo incarico
// @Description  Un solo RPCT per comune e un solo coordinatore per zona alla volta, più i sostituti. Con succeed il titolare attuale termina il giorno prima.
// @Tags         referents
// @Param        body body MandateNew true "l'incarico"
// @Success      201 {object} Mandate
// @Router       /mandates [post]
func (t Mandates) create(ctx context.Context, _ httpx.None, b MandateNew) (Mandate, error) {
	p := referent.Post{PersonID: b.Person, Role: authz.Role(b.Role), ZoneID: b.ZoneID, Substitute: b.Substitute}
	if b.Municipality != "" {
		p.MunicipalityCode = &b.Municipality
	}
	return t.one(ctx)(t.Service.Appoint(ctx, p, b.term(), b.Succeed))
}

// @Summary      Sostituisce atto e date di un incarico
// @Description  Per la segreteria; vuole If-Match. Per concludere un incarico si indica l'ultimo giorno.
// @Tags         referents
// @Param        id path int true "incarico"
// @Param        body body MandateEdit true "atto e date"
// @Success      200 {object} Mandate
// @Router       /mandates/{id} [put]
func (t Mandates) edit(ctx context.Context, in httpx.ByVersion, b MandateEdit) (Mandate, error) {
	return t.one(ctx)(t.Service.EditMandate(ctx, in.ID, in.Version(), b.term()))
}

// @Summary      Archivia un incarico scritto per errore
// @Description  Non conta più, ma resta leggibile con la sua storia; vuole If-Match.
// @Tags         referents
// @Param        id path int true "incarico"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /mandates/{id} [delete]
func (t Mandates) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.ArchiveMandate(ctx, in.ID, in.Version(), in.Reason)
}

func (e MandateEdit) term() referent.Term {
	return referent.Term{ActKind: e.ActKind, ActNumber: e.ActNumber, ActDate: date(e.ActDate), ValidFrom: *date(e.From), ValidTo: date(e.To)}
}

// Variant puts the name into the ETag: it changes without the mandate. So does whether it lasts, by the day.
func (m Mandate) Variant() string { return digest(m.GivenName, m.FamilyName, m.Current) }

func (t Mandates) one(ctx context.Context) func(referent.Mandate, error) (Mandate, error) {
	return func(m referent.Mandate, err error) (Mandate, error) {
		if err != nil {
			return Mandate{}, err
		}
		out, err := t.present(ctx, []referent.Mandate{m})
		if err != nil {
			return Mandate{}, err
		}
		return out[0], nil
	}
}

func (t Mandates) present(ctx context.Context, rows []referent.Mandate) ([]Mandate, error) {
	names, err := t.Service.Names(ctx, convert(rows, func(m referent.Mandate) int64 { return m.PersonID }))
	return convert(rows, func(m referent.Mandate) Mandate {
		n := names[m.PersonID]
		return Mandate{Meta: httpx.Meta{ID: m.ID, Version: m.Version}, Person: m.PersonID, GivenName: n.GivenName, FamilyName: n.FamilyName,
			MandatePost: presentPost(m.Post), MandateEdit: presentTerm(m.Term), Current: m.Current(), Stamps: stamps(m.Row),
			Actions: t.Service.MandateActions(ctx, m)}
	}), err
}

func presentPost(p referent.Post) MandatePost {
	return MandatePost{Role: string(p.Role), Municipality: deref(p.MunicipalityCode), ZoneID: p.ZoneID, Substitute: p.Substitute}
}

func presentTerm(t referent.Term) MandateEdit {
	return MandateEdit{ActKind: t.ActKind, ActNumber: t.ActNumber, ActDate: day(t.ActDate), From: day(&t.ValidFrom), To: day(t.ValidTo)}
}
