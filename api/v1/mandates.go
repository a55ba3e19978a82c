package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/referent"
)

// Mandate is a role that a person holds, or held: for a municipality, a zone or the network. A secretary's seat declared vacant has nobody.
type Mandate struct {
	httpx.Meta
	Person     int64  `json:"person,omitzero" example:"7"` // nobody in a vacant seat
	GivenName  string `json:"given_name,omitempty" validate:"max=80" example:"Maria"`
	FamilyName string `json:"family_name,omitempty" validate:"max=80" example:"Bianchi"`
	MandatePost
	MandateEdit
	ConventionName string `json:"convention_name,omitempty" validate:"max=160" example:"Segreteria convenzionata di Malfa, Leni e Santa Marina Salina"`
	Current        bool   `json:"current" example:"true"` // it lasts today
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"`
} // @name Mandate

// MandatePost is what a mandate is for: rpct, secretary, commissioner and referent for a municipality, coordinator for a zone, secretariat and
// observer for the network. Another arrangement is another mandate.
type MandatePost struct {
	Role         string   `json:"role" validate:"required,oneof=secretariat coordinator rpct secretary commissioner referent observer" enums:"secretariat,coordinator,rpct,secretary,commissioner,referent,observer" example:"rpct"`
	Arrangement  string   `json:"arrangement,omitempty" validate:"omitempty,oneof=holder convention regent scavalco vacant extraordinary ad_acta" enums:"holder,convention,regent,scavalco,vacant,extraordinary,ad_acta" example:"convention"` // the last two of a commissioner
	Municipality string   `json:"municipality,omitempty" validate:"omitempty,len=6,number" example:"083049"`                                                                                                                                   // ISTAT code
	ZoneID       *int64   `json:"zone_id,omitempty" validate:"omitempty,min=1" example:"2"`
	ConventionID *int64   `json:"convention_id,omitempty" validate:"omitempty,min=1" example:"3"`
	Replaces     []string `json:"replaces,omitempty" validate:"max=3,unique,dive,oneof=mayor giunta council" enums:"mayor,giunta,council" example:"council"` // the organs a commissioner stands in for
	Substitute   bool     `json:"substitute" example:"false"`                                                                                                // stands beside the holder
} // @name MandatePost

// MandateEdit is the act and the days. PUT replaces all of it.
type MandateEdit struct {
	ActKind      string   `json:"act_kind" validate:"max=80" example:"Decreto del sindaco"`
	ActNumber    string   `json:"act_number" validate:"max=40" example:"12"`
	ActDate      string   `json:"act_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2025-12-20"`
	From         string   `json:"from" validate:"required,datetime=2006-01-02" example:"2026-01-01"`
	To           string   `json:"to,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-12-31"` // the last day
	SharePercent *float64 `json:"share_percent,omitempty" validate:"omitempty,min=0.01,max=100" example:"40"` // of the secretary's time, in a convention
} // @name MandateEdit

// MandateNew is what gives a mandate.
type MandateNew struct {
	Person int64 `json:"person,omitzero" validate:"omitempty,min=1" example:"7"` // left out for a vacant seat
	MandatePost
	MandateEdit
	Succeed bool `json:"succeed,omitempty" example:"true"` // the present holder leaves the day before
} // @name MandateNew

// MandateBulk is one row of a bulk import: the mandate that begins on a day, of the person with an office e-mail; none for a seat declared vacant.
// Empty cells among the act, the share and the end keep what is there.
type MandateBulk struct {
	OfficeEmail  string   `json:"office_email,omitempty" validate:"omitempty,email,max=254" example:"segretario@comune.milazzo.me.it"`
	Role         string   `json:"role" validate:"required,oneof=rpct secretary commissioner referent" enums:"rpct,secretary,commissioner,referent" example:"secretary"`
	Arrangement  string   `json:"arrangement,omitempty" validate:"omitempty,oneof=holder convention regent scavalco vacant extraordinary ad_acta" enums:"holder,convention,regent,scavalco,vacant,extraordinary,ad_acta" example:"vacant"`
	Municipality string   `json:"municipality" validate:"required,len=6,number" example:"083049"`
	Convention   string   `json:"convention,omitempty" validate:"max=160" example:"Segreteria convenzionata di Malfa, Leni e Santa Marina Salina"` // by name, which has to be there
	Replaces     []string `json:"replaces,omitempty" validate:"max=3,unique,dive,oneof=mayor giunta council" enums:"mayor,giunta,council" example:"council"`
	Substitute   bool     `json:"substitute,omitempty" example:"false"`
	MandateEdit
	Succeed bool `json:"succeed,omitempty" example:"false"` // the present holder, or the vacancy, ends the day before
} // @name MandateBulk

// MandateQuery filters the list of mandates.
type MandateQuery struct {
	page.Request
	Person       []int64  `query:"person" form:"person" validate:"max=200,dive,min=1"`
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"`
	Zone         []int64  `query:"zone" form:"zone" validate:"max=50,dive,min=1"` // of the zone, and of its municipalities
	Role         []string `query:"role" form:"role" validate:"max=7,dive,oneof=secretariat coordinator rpct secretary commissioner referent observer"`
	Arrangement  []string `query:"arrangement" form:"arrangement" validate:"max=7,dive,oneof=holder convention regent scavalco vacant extraordinary ad_acta"`
	Convention   []int64  `query:"convention" form:"convention" validate:"max=50,dive,min=1"`
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
	httpx.Bulk(a, "mandates-bulk", "/mandates/bulk", authz.ReferentWrite, t.bulk)
	httpx.Command(a, "mandates-archive", http.MethodDelete, "/mandates/:id", authz.ReferentWrite, t.archive)
}

// @Summary      Elenco degli incarichi
// @Description  Di oggi e di prima, nei comuni di propria competenza. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. Si cerca per atto.
// @Tags         referents
// @Param        query query MandateQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Mandate]
// @Router       /mandates [get]
func (t Mandates) list(_ context.Context, q MandateQuery) (page.Source[Mandate], error) {
	return page.Batch(t.Service.Mandates(q.Request, referent.MandateFilter{People: q.Person, Conventions: q.Convention, Arrangements: q.Arrangement,
		Filter: referent.Filter{Municipalities: q.Municipality, Zones: q.Zone, Roles: q.Role, ActiveOn: date(q.ActiveOn)}}), t.present), nil
}

// @Summary      Un incarico
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         referents
// @Param        id path int true "incarico"
// @Success      200 {object} Mandate
// @Router       /mandates/{id} [get]
func (t Mandates) read(ctx context.Context, in httpx.ByID) (Mandate, error) {
	return one(ctx, t.present)(t.Service.Mandate(ctx, in.ID))
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
// @Description  Un solo RPCT e un solo segretario per comune e un solo coordinatore per zona alla volta, più i sostituti. Con succeed il titolare attuale, o la sede vacante, termina il giorno prima. Una sede di segreteria si dichiara vacante senza persona.
// @Tags         referents
// @Param        body body MandateNew true "l'incarico"
// @Success      201 {object} Mandate
// @Router       /mandates [post]
func (t Mandates) create(ctx context.Context, _ httpx.None, b MandateNew) (Mandate, error) {
	p := b.post()
	if b.Person != 0 {
		p.PersonID = &b.Person
	}
	return one(ctx, t.present)(t.Service.Appoint(ctx, p, b.term(), b.Succeed))
}

// @Summary      Sostituisce atto e date di un incarico
// @Description  Per la segreteria; vuole If-Match. Per concludere un incarico si indica l'ultimo giorno.
// @Tags         referents
// @Param        id path int true "incarico"
// @Param        body body MandateEdit true "atto e date"
// @Success      200 {object} Mandate
// @Router       /mandates/{id} [put]
func (t Mandates) edit(ctx context.Context, in httpx.ByVersion, b MandateEdit) (Mandate, error) {
	return one(ctx, t.present)(t.Service.EditMandate(ctx, in.ID, in.Version(), b.term()))
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

// @Summary      Importa molti incarichi
// @Description  JSON, NDJSON, CSV o XLSX, al più 5.000 righe: un incarico per riga, della persona con quell'e-mail, o una sede vacante senza persona. Un esito per riga, prova senza scrivere con dry_run.
// @Tags         referents
// @Param        query query httpx.BulkQuery false "opzioni"
// @Param        body body page.Rows[MandateBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /mandates/bulk [post]
func (t Mandates) bulk(ctx context.Context, b MandateBulk) (httpx.Upserted, error) {
	post, err := postOf(ctx, t.Service, MandatePost{Role: b.Role, Arrangement: b.Arrangement, Municipality: b.Municipality, Replaces: b.Replaces, Substitute: b.Substitute}, b.Convention)
	if err != nil {
		return httpx.Upserted{}, err
	}
	m, created, changed, err := t.Service.Assign(ctx, b.OfficeEmail, post, b.term(), b.Succeed)
	return upserted(m.ID, created, changed), err
}

// postOf is a post in which the convention, if any, goes by its name.
func postOf(ctx context.Context, s *referent.Service, p MandatePost, convention string) (referent.Post, error) {
	out := p.post()
	if convention == "" {
		return out, nil
	}
	c, err := s.ConventionNamed(ctx, convention)
	out.ConventionID = &c.ID
	return out, err
}

func (p MandatePost) post() referent.Post {
	out := referent.Post{Role: authz.Role(p.Role), Arrangement: p.Arrangement, ZoneID: p.ZoneID, ConventionID: p.ConventionID, Replaces: p.Replaces,
		Substitute: p.Substitute}
	if p.Municipality != "" {
		out.MunicipalityCode = &p.Municipality
	}
	return out
}

func (e MandateEdit) term() referent.Term {
	return referent.Term{ActKind: e.ActKind, ActNumber: e.ActNumber, ActDate: date(e.ActDate), ValidFrom: *date(e.From), ValidTo: date(e.To),
		SharePercent: e.SharePercent}
}

// Variant puts the name into the ETag: it changes without the mandate. So does whether it lasts, by the day.
func (m Mandate) Variant() string {
	return digest(m.GivenName, m.FamilyName, m.ConventionName, m.Current)
}

func (t Mandates) present(ctx context.Context, rows []referent.Mandate) ([]Mandate, error) {
	names, err := t.Service.Names(ctx, convert(rows, func(m referent.Mandate) int64 { return deref(m.PersonID) }))
	if err != nil {
		return nil, err
	}
	var shared []int64
	for _, m := range rows {
		if m.ConventionID != nil {
			shared = append(shared, *m.ConventionID)
		}
	}
	conventions, err := t.Service.ConventionNames(ctx, shared)
	return convert(rows, func(m referent.Mandate) Mandate {
		n := names[deref(m.PersonID)]
		return Mandate{Meta: httpx.Meta{ID: m.ID, Version: m.Version}, Person: deref(m.PersonID), GivenName: n.GivenName, FamilyName: n.FamilyName,
			MandatePost: presentPost(m.Post), MandateEdit: presentTerm(m.Term), ConventionName: conventions[deref(m.ConventionID)],
			Current: m.Current(), Stamps: stamps(m.Row),
			Actions: t.Service.MandateActions(ctx, m)}
	}), err
}

func presentPost(p referent.Post) MandatePost {
	return MandatePost{Role: string(p.Role), Arrangement: p.Arrangement, Municipality: deref(p.MunicipalityCode), ZoneID: p.ZoneID,
		ConventionID: p.ConventionID, Replaces: p.Replaces, Substitute: p.Substitute}
}

func presentTerm(t referent.Term) MandateEdit {
	return MandateEdit{ActKind: t.ActKind, ActNumber: t.ActNumber, ActDate: day(t.ActDate), From: day(&t.ValidFrom), To: day(t.ValidTo),
		SharePercent: copied(t.SharePercent)}
}
