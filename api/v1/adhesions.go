package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/adhesion"
	"comunita/internal/agreement"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/referent"
)

// AdhesionTile is one municipality on the board: where it stands, since when, whose move it is.
type AdhesionTile struct {
	httpx.Meta
	Municipality    string   `json:"municipality" validate:"required,len=6" example:"083011"`
	Name            string   `json:"name" validate:"required,max=80" example:"Capri Leone"`
	State           string   `json:"state" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,protocol_signed,member,referent_designated,operational,suspended,declined,withdrawn,to_renew" example:"act_adopted"`
	Since           string   `json:"since" validate:"required" example:"2026-10-12"`                                                                                                                                                                                                                       // the day of the last step
	Days            int      `json:"days" validate:"required" example:"18"`                                                                                                                                                                                                                                // in this state
	Next            string   `json:"next,omitempty" validate:"max=40" enums:"contact,kit,interest,proposal,adoption,publication,enforceability,transmission,signature,membership,designation,operation,suspension,resumption,refusal,withdrawal,expiry,renewal,reopening,annulment" example:"publication"` // the step that leads on
	Waiting         string   `json:"waiting,omitempty" validate:"max=20" enums:"secretariat,municipality" example:"municipality"`                                                                                                                                                                          // whose move it is
	DueOn           string   `json:"due_on,omitempty" example:"2026-10-22"`
	EndsOn          string   `json:"ends_on,omitempty" example:"2029-02-28"` // of the agreement it signed, unless silence renews it
	Overdue         bool     `json:"overdue" example:"true"`
	ZoneID          int64    `json:"zone_id,omitzero" example:"5"` // of the operational set
	ZoneCode        string   `json:"zone_code,omitempty" validate:"max=20" example:"Z5"`
	ZoneName        string   `json:"zone_name,omitempty" validate:"max=120" example:"Nebrodi centrali"`
	InnerAreaClass  string   `json:"inner_area_class" validate:"required" enums:"A,B,C,D,E,F" example:"E"`
	Population      int      `json:"population" validate:"required" example:"4318"`
	PEC             string   `json:"pec,omitempty" validate:"max=254" example:"protocollo@pec.comune.capri.me.it"`
	Protocol        int      `json:"protocol,omitzero" example:"2"`    // the number of the text it signed last
	ProtocolPending bool     `json:"protocol_pending" example:"false"` // a member that has not accepted the current text
	Actions         []string `json:"actions" validate:"required,max=30" enums:"contact,kit,interest,proposal,adoption,publication,enforceability,transmission,signature,membership,designation,operation,suspension,resumption,refusal,withdrawal,expiry,renewal,reopening,annulment,edit" example:"publication"`
} // @name AdhesionTile

// Adhesion is one municipality's way into the network: what its act is, what the next step asks for.
type Adhesion struct {
	AdhesionTile
	AdhesionEdit
	Missing   []AdhesionNeed `json:"missing" validate:"required,max=50"`  // what the next step asks for and is not there
	Warnings  []AdhesionNeed `json:"warnings" validate:"required,max=10"` // what may cost the act its effects
	CreatedAt time.Time      `json:"created_at" validate:"required" example:"2026-11-23T10:00:00Z"`
	UpdatedAt time.Time      `json:"updated_at" validate:"required" example:"2026-11-23T10:00:00Z"`
} // @name Adhesion

// AdhesionNeed names a field and what it wants.
type AdhesionNeed struct {
	Pointer string `json:"pointer" validate:"required,max=80" example:"/publication/albo_number"`
	Detail  string `json:"detail" validate:"required,max=300" example:"Numero di pubblicazione all'albo"`
} // @name AdhesionNeed

// AdhesionEdit is what is known of the act, its publication and its transmission. PUT replaces all of it. A part of which nothing is known yet is
// there and empty: hence pointers, which are required without their content being so.
type AdhesionEdit struct {
	Act          *AdhesionAct          `json:"act" validate:"required"`
	Publication  *AdhesionPublication  `json:"publication" validate:"required"`
	Transmission *AdhesionTransmission `json:"transmission" validate:"required"`
} // @name AdhesionEdit

// AdhesionAct is the act by which a municipality joins: of the Giunta, of the mayor, or of the commissioner in place of either.
type AdhesionAct struct {
	Kind              string `json:"kind" validate:"omitempty,oneof=giunta_resolution mayor_decree mayor_determination commissioner_resolution commissioner_decree" enums:",giunta_resolution,mayor_decree,mayor_determination,commissioner_resolution,commissioner_decree" example:"giunta_resolution"`
	Number            string `json:"number" validate:"max=40" example:"87"`
	Date              string `json:"date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-12"`
	Session           string `json:"session" validate:"omitempty,oneof=ordinary urgent" enums:",ordinary,urgent" example:"ordinary"`
	Proposer          string `json:"proposer" validate:"max=160" example:"Area amministrativa"` // the sector that proposes
	ProposalNumber    string `json:"proposal_number" validate:"max=40" example:"91"`
	ProposalDate      string `json:"proposal_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-05"`
	Subject           string `json:"subject" validate:"max=500" example:"Adesione alla Comunità di Pratiche"`
	Present           *int   `json:"present,omitempty" validate:"omitempty,min=0,max=50" example:"4"`
	Absent            *int   `json:"absent,omitempty" validate:"omitempty,min=0,max=50" example:"1"`
	VotesFor          *int   `json:"votes_for,omitempty" validate:"omitempty,min=0,max=50" example:"4"`
	VotesAgainst      *int   `json:"votes_against,omitempty" validate:"omitempty,min=0,max=50" example:"0"`
	VotesAbstained    *int   `json:"votes_abstained,omitempty" validate:"omitempty,min=0,max=50" example:"0"`
	Immediate         bool   `json:"immediate" example:"true"` // declared immediately enforceable by a vote of its own
	ImmediateReason   string `json:"immediate_reason" validate:"max=500" example:"Per partecipare alla formazione di novembre"`
	TechnicalOpinion  string `json:"technical_opinion" validate:"omitempty,oneof=favourable unfavourable" enums:",favourable,unfavourable" example:"favourable"`
	TechnicalBy       string `json:"technical_by" validate:"max=160" example:"Responsabile dell'area amministrativa"` // the office
	TechnicalDate     string `json:"technical_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-08"`
	AccountingOpinion string `json:"accounting_opinion" validate:"omitempty,oneof=favourable unfavourable not_due" enums:",favourable,unfavourable,not_due" example:"not_due"`
	AccountingBy      string `json:"accounting_by" validate:"max=160" example:"Responsabile dell'area finanziaria"`
	AccountingDate    string `json:"accounting_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-08"`
	AccountingReason  string `json:"accounting_reason" validate:"max=500" example:"Nessun riflesso diretto o indiretto sul bilancio"`
} // @name AdhesionAct

// AdhesionPublication is the publication of the act, and since when it can be carried out.
type AdhesionPublication struct {
	AlboNumber        string `json:"albo_number" validate:"max=40" example:"1204"`
	From              string `json:"from,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-14"`
	To                string `json:"to,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-28"`
	EnforceableFrom   string `json:"enforceable_from,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-12"`
	EnforceableReason string `json:"enforceable_reason" validate:"omitempty,oneof=ten_days immediate monocratic" enums:",ten_days,immediate,monocratic" example:"immediate"`
	ExtractDate       string `json:"extract_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-14"` // on the website, art. 18 L.R. 22/2008
	ExtractURL        string `json:"extract_url" validate:"omitempty,http_url,max=500" example:"https://www.comune.caprileone.me.it/estratti/87"`
	TransparencyURL   string `json:"transparency_url" validate:"omitempty,http_url,max=500" example:"https://www.comune.caprileone.me.it/trasparenza"`
} // @name AdhesionPublication

// AdhesionTransmission is the way of the act to the Città Metropolitana.
type AdhesionTransmission struct {
	Number         string `json:"number" validate:"max=40" example:"7412"` // of the municipality's register
	Date           string `json:"date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-29"`
	PECID          string `json:"pec_id" validate:"max=200" example:"opec210312.20261029.7412@pec.example.org"`
	ReceivedNumber string `json:"received_number" validate:"max=40" example:"51230"` // of the Città Metropolitana's register
	ReceivedDate   string `json:"received_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-29"`
	Classification string `json:"classification" validate:"max=80" example:"I.8"`
	File           string `json:"file" validate:"max=120" example:"2026-I.8.4"`
} // @name AdhesionTransmission

// AdhesionStepNew takes a step. The parts that are given replace what is known, at once with it.
type AdhesionStepNew struct {
	On           string                `json:"on,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-10-12"` // where the dossier does not know the day
	Note         string                `json:"note" validate:"max=1000" example:"Inviata la bozza con nota prot. 4120"`
	ActReference string                `json:"act_reference" validate:"max=200" example:"Delibera di Giunta n. 12 del 10/03/2026"` // of refusal, suspension, withdrawal, renewal
	Documents    []int64               `json:"documents" validate:"max=20,unique,dive,min=1" example:"7"`
	Act          *AdhesionAct          `json:"act,omitempty"`
	Publication  *AdhesionPublication  `json:"publication,omitempty"`
	Transmission *AdhesionTransmission `json:"transmission,omitempty"`
	Signature    *SignedHandNew        `json:"signature,omitempty"`   // with the step of that name
	Designation  *AdhesionDesignation  `json:"designation,omitempty"` // with the step of that name
} // @name AdhesionStepNew

// AdhesionDesignation is the referent a municipality designates. Who has no access yet gets an invitation by mail.
type AdhesionDesignation struct {
	DesignatedPerson
	Substitute *DesignatedPerson `json:"substitute,omitempty"`
	ActKind    string            `json:"act_kind" validate:"required,filled,max=80" example:"Nota del RPCT"`
	ActNumber  string            `json:"act_number" validate:"max=40" example:"8120"`
	ActDate    string            `json:"act_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-11-09"`
	From       string            `json:"from" validate:"required,datetime=2006-01-02" example:"2026-11-10"`
} // @name AdhesionDesignation

// DesignatedPerson is somebody with their office contacts.
type DesignatedPerson struct {
	GivenName     string `json:"given_name" validate:"required,filled,max=80" example:"Lucia"`
	FamilyName    string `json:"family_name" validate:"required,filled,max=80" example:"Ferrara"`
	Qualification string `json:"qualification" validate:"max=160" example:"Istruttore direttivo amministrativo"`
	OfficeEmail   string `json:"office_email" validate:"required,email,max=254" example:"affarigenerali@comune.caprileone.me.it"`
	OfficePhone   string `json:"office_phone" validate:"max=40" example:"0941 950000"`
} // @name DesignatedPerson

// AdhesionStep is a step taken.
type AdhesionStep struct {
	ID           int64     `json:"id" validate:"required" example:"12"`
	Action       string    `json:"action" validate:"required,max=40" example:"adoption"`
	From         string    `json:"from" validate:"required,max=40" example:"proposal_filed"`
	To           string    `json:"to" validate:"required,max=40" example:"act_adopted"`
	On           string    `json:"on" validate:"required" example:"2026-10-12"`
	Note         string    `json:"note,omitempty" validate:"max=1000" example:"Inviata la bozza"`
	ActReference string    `json:"act_reference,omitempty" validate:"max=200" example:"Delibera di Giunta n. 12 del 10/03/2026"`
	Actor        string    `json:"actor" validate:"required,max=200" example:"Maria Bianchi"`
	Annulled     bool      `json:"annulled" example:"false"`                  // taken by mistake
	Mandates     int       `json:"mandates" validate:"required" example:"2"`  // that it made: annulled with it
	RenewedTo    string    `json:"renewed_to,omitempty" example:"2032-02-28"` // of a renewal: the new end of the agreement
	Documents    []int64   `json:"documents" validate:"required,max=20" example:"7"`
	CreatedAt    time.Time `json:"created_at" validate:"required" example:"2026-10-12T10:00:00Z"`
} // @name AdhesionStep

// AdhesionFunnel counts the municipalities in a state.
type AdhesionFunnel struct {
	State          string  `json:"state" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,protocol_signed,member,referent_designated,operational,suspended,declined,withdrawn,to_renew" example:"published"`
	Municipalities int     `json:"municipalities" validate:"required" example:"4"`
	Days           float64 `json:"days" validate:"required" example:"12.5"` // in it, on average
} // @name AdhesionFunnel

// AdhesionQuery filters the board.
type AdhesionQuery struct {
	page.Request
	Municipality    []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"`
	State           []string `query:"state" form:"state" validate:"max=17,dive,oneof=not_contacted contacted draft_sent interested proposal_filed act_adopted published enforceable transmitted protocol_signed member referent_designated operational suspended declined withdrawn to_renew"`
	Zone            []int64  `query:"zone" form:"zone" validate:"max=50,dive,min=1"` // of the operational set
	Class           []string `query:"class" form:"class" validate:"max=6,dive,oneof=A B C D E F"`
	Waiting         string   `query:"waiting" form:"waiting" validate:"omitempty,oneof=secretariat municipality" enums:"secretariat,municipality"` // whose move it is
	ProtocolPending *bool    `query:"protocol_pending" form:"protocol_pending"`                                                                    // members that have not accepted the current text, or the others
	Expiring        *bool    `query:"expiring" form:"expiring"`                                                                                    // members whose agreement ends within its days of notice, without tacit renewal
	Overdue         *bool    `query:"overdue" form:"overdue"`                                                                                      // longer in its state than its rule allows
}

// Adhesions serves the way of the municipalities into the network.
type Adhesions struct {
	Service    *adhesion.Service
	Agreements *agreement.Service
}

// Routes is the whole surface of the resource.
func (s Adhesions) Routes(a *httpx.API) {
	httpx.List(a, "adhesions-list", "/adhesions", authz.AdhesionRead, s.list)
	httpx.Query(a, "adhesions-funnel", "/adhesions/funnel", authz.AdhesionRead, s.funnel)
	httpx.Query(a, "adhesions-read", "/adhesions/:istat_code", authz.AdhesionRead, s.read)
	httpx.Query(a, "adhesions-steps", "/adhesions/:istat_code/steps", authz.AdhesionRead, s.steps)
	httpx.Query(a, "adhesions-history", "/adhesions/:istat_code/history", authz.HistoryRead, s.history)
	httpx.Command(a, "adhesions-edit", http.MethodPut, "/adhesions/:istat_code", authz.AdhesionWrite, s.edit)
	for _, m := range adhesion.Flow.Actions() {
		httpx.Command(a, "adhesions-"+string(m.Do), http.MethodPost, "/adhesions/:istat_code/"+string(m.Do), m.Need, s.step(m.Do), httpx.Status(http.StatusOK))
	}
}

// @Summary      Il quadro delle adesioni
// @Description  Chi manca, dove, da quando: un comune per riga, con lo stato, i giorni trascorsi e a chi tocca. In JSON a pagine oppure, con Accept, tutto in CSV, NDJSON o XLSX.
// @Tags         adhesions
// @Param        query query AdhesionQuery false "pagina e filtri"
// @Success      200 {object} page.Of[AdhesionTile]
// @Router       /adhesions [get]
func (s Adhesions) list(_ context.Context, q AdhesionQuery) (page.Source[AdhesionTile], error) {
	return page.Batch(s.Service.Board(q.Request, adhesion.Filter{Municipalities: q.Municipality, States: q.State, Classes: q.Class, Zones: q.Zone,
		Waiting: q.Waiting, Overdue: q.Overdue, Expiring: q.Expiring, ProtocolPending: q.ProtocolPending}), s.tiles), nil
}

// @Summary      Quanti comuni in ogni stato
// @Description  Nell'ordine dei passi, poi gli stati laterali; solo i comuni che si possono vedere.
// @Tags         adhesions
// @Success      200 {object} page.Of[AdhesionFunnel]
// @Router       /adhesions/funnel [get]
func (s Adhesions) funnel(ctx context.Context, _ httpx.None) (page.Of[AdhesionFunnel], error) {
	found, err := s.Service.Funnel(ctx)
	return page.Whole(convert(found, func(c adhesion.Count) AdhesionFunnel {
		return AdhesionFunnel{string(c.State), c.Municipalities, c.Days}
	})), err
}

// @Summary      L'adesione di un comune
// @Description  Atto, pubblicazione, trasmissione, e che cosa chiede il prossimo passo.
// @Tags         adhesions
// @Param        istat_code path string true "codice ISTAT"
// @Success      200 {object} Adhesion
// @Router       /adhesions/{istat_code} [get]
func (s Adhesions) read(ctx context.Context, in ByIstatCode) (Adhesion, error) {
	a, err := s.Service.Get(ctx, in.IstatCode)
	return s.present(ctx, a, err)
}

// @Summary      I passi di un'adesione
// @Description  Dal più recente: che cosa, quando, chi l'ha scritto, su quali carte. Quelli annullati restano, segnati.
// @Tags         adhesions
// @Param        istat_code path string true "codice ISTAT"
// @Success      200 {object} page.Of[AdhesionStep]
// @Router       /adhesions/{istat_code}/steps [get]
func (s Adhesions) steps(ctx context.Context, in ByIstatCode) (page.Of[AdhesionStep], error) {
	found, err := s.Service.Steps(ctx, in.IstatCode)
	return page.Whole(convert(found, func(x adhesion.Step) AdhesionStep {
		return AdhesionStep{x.ID, string(x.Action), string(x.FromState), string(x.ToState), x.Happened.Format(time.DateOnly), x.Note, x.Act, x.Actor,
			x.Annulled, len(x.Mandates), day(x.RenewedTo), x.Documents, x.CreatedAt.UTC()}
	})), err
}

// @Summary      Storia di un'adesione
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         adhesions
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /adhesions/{istat_code}/history [get]
func (s Adhesions) history(ctx context.Context, in MunicipalityHistory) (page.Of[HistoryEntry], error) {
	return presentHistory(s.Service.History(ctx, in.IstatCode, in.page()))
}

// @Summary      Scrive i dati dell'atto di adesione
// @Description  Sostituisce atto, pubblicazione e trasmissione; ciò che un passo già fatto ha chiesto resta. Vuole If-Match.
// @Tags         adhesions
// @Param        istat_code path string true "codice ISTAT"
// @Param        body body AdhesionEdit true "i dati"
// @Success      200 {object} Adhesion
// @Router       /adhesions/{istat_code} [put]
func (s Adhesions) edit(ctx context.Context, in MunicipalityVersion, b AdhesionEdit) (Adhesion, error) {
	a, err := s.Service.Edit(ctx, in.IstatCode, in.Version(), b.dossier())
	return s.present(ctx, a, err)
}

// step is a step of the table: each is an address, an entry of the history and a button.
//
// @Summary      Fa avanzare un'adesione
// @Description  Un passo della tabella degli stati, con la sua data e le sue carte; vuole If-Match. Un passo fuori ordine è 409 e dice qual è il prossimo; ciò che manca è 422, campo per campo.
// @Tags         adhesions
// @Param        istat_code path string true "codice ISTAT"
// @Param        body body AdhesionStepNew true "il passo"
// @Success      200 {object} Adhesion
// @Router       /adhesions/{istat_code}/contact [post]
// @Router       /adhesions/{istat_code}/kit [post]
// @Router       /adhesions/{istat_code}/interest [post]
// @Router       /adhesions/{istat_code}/proposal [post]
// @Router       /adhesions/{istat_code}/adoption [post]
// @Router       /adhesions/{istat_code}/publication [post]
// @Router       /adhesions/{istat_code}/enforceability [post]
// @Router       /adhesions/{istat_code}/transmission [post]
// @Router       /adhesions/{istat_code}/signature [post]
// @Router       /adhesions/{istat_code}/membership [post]
// @Router       /adhesions/{istat_code}/designation [post]
// @Router       /adhesions/{istat_code}/operation [post]
// @Router       /adhesions/{istat_code}/suspension [post]
// @Router       /adhesions/{istat_code}/resumption [post]
// @Router       /adhesions/{istat_code}/refusal [post]
// @Router       /adhesions/{istat_code}/withdrawal [post]
// @Router       /adhesions/{istat_code}/expiry [post]
// @Router       /adhesions/{istat_code}/renewal [post]
// @Router       /adhesions/{istat_code}/reopening [post]
// @Router       /adhesions/{istat_code}/annulment [post]
func (s Adhesions) step(do adhesion.Action) func(context.Context, MunicipalityVersion, AdhesionStepNew) (Adhesion, error) {
	return func(ctx context.Context, in MunicipalityVersion, b AdhesionStepNew) (Adhesion, error) {
		a, err := s.Service.Take(ctx, in.IstatCode, in.Version(), do, b.taking())
		return s.present(ctx, a, err)
	}
}

func (b AdhesionStepNew) taking() adhesion.Taking {
	t := adhesion.Taking{On: date(b.On), Note: b.Note, Act: b.ActReference, Documents: b.Documents}
	if b.Act != nil {
		x := b.Act.values()
		t.NewAct = &x
	}
	if b.Publication != nil {
		x := b.Publication.values()
		t.NewPub = &x
	}
	if b.Transmission != nil {
		x := b.Transmission.values()
		t.NewSent = &x
	}
	if b.Signature != nil {
		x := b.Signature.signing()
		t.Signing = &x
	}
	if d := b.Designation; d != nil {
		t.Designation = &adhesion.Designation{Referent: d.content(), ActKind: d.ActKind, ActNumber: d.ActNumber, ActDate: date(d.ActDate), From: deref(date(d.From))}
		if d.Substitute != nil {
			x := d.Substitute.content()
			t.Designation.Substitute = &x
		}
	}
	return t
}

func (p DesignatedPerson) content() referent.Content {
	return referent.Content{GivenName: p.GivenName, FamilyName: p.FamilyName, Qualification: p.Qualification,
		Contacts: referent.Contacts{OfficeEmail: p.OfficeEmail, OfficePhone: p.OfficePhone}}
}

// Locator makes Location end in the ISTAT code.
func (a Adhesion) Locator() string { return a.Municipality }

// Variant puts into the ETag what changes without the adhesion: the name, the zone, the day.
func (a Adhesion) Variant() string {
	return digest(a.AdhesionTile, a.Missing, a.Warnings)
}

func (s Adhesions) tiles(ctx context.Context, rows []adhesion.Tile) ([]AdhesionTile, error) {
	signed, err := s.Agreements.Standings(ctx, convert(rows, func(t adhesion.Tile) string { return t.MunicipalityCode }))
	return convert(rows, func(t adhesion.Tile) AdhesionTile {
		out := s.tile(ctx, t)
		x := signed[t.MunicipalityCode]
		out.Protocol, out.ProtocolPending = x.Number, t.State.Member() && !x.Current
		return out
	}), err
}

func (s Adhesions) tile(ctx context.Context, t adhesion.Tile) AdhesionTile {
	return AdhesionTile{Meta: httpx.Meta{ID: t.ID, Version: t.Version}, Municipality: t.MunicipalityCode, Name: t.Name, State: string(t.State),
		Since: t.Since.Format(time.DateOnly), Days: t.Days(), Next: string(adhesion.NextStep(t.State)), Waiting: adhesion.Waiting(t.State),
		DueOn: day(t.DueOn), EndsOn: day(t.EndsOn), Overdue: t.Overdue(), ZoneID: deref(t.ZoneID), ZoneCode: deref(t.ZoneCode), ZoneName: deref(t.ZoneName),
		InnerAreaClass: t.InnerAreaClass, Population: t.Population, PEC: t.PEC, Actions: s.Service.Actions(ctx, t.MunicipalityCode, t.State)}
}

func (s Adhesions) present(ctx context.Context, a adhesion.Adhesion, err error) (Adhesion, error) {
	if err != nil {
		return Adhesion{}, err
	}
	t, err := s.Service.Tile(ctx, a.MunicipalityCode)
	if err != nil {
		return Adhesion{}, err
	}
	tiles, err := s.tiles(ctx, []adhesion.Tile{t})
	if err != nil {
		return Adhesion{}, err
	}
	out := Adhesion{AdhesionTile: tiles[0], CreatedAt: a.CreatedAt.UTC(), UpdatedAt: a.UpdatedAt.UTC(), Warnings: []AdhesionNeed{},
		AdhesionEdit: AdhesionEdit{new(presentAct(a.Act)), new(presentPublication(a.Pub)), new(presentTransmission(a.Sent))}}
	missing, err := s.Service.Missing(ctx, a)
	out.Missing = convert(missing, func(f apperr.Field) AdhesionNeed { return AdhesionNeed{f.Pointer, f.Detail} })
	if pointer, detail := a.Warning(); pointer != "" {
		out.Warnings = append(out.Warnings, AdhesionNeed{pointer, detail})
	}
	return out, err
}

func (e AdhesionEdit) dossier() adhesion.Dossier {
	return adhesion.Dossier{Act: e.Act.values(), Pub: e.Publication.values(), Sent: e.Transmission.values()}
}

func (a AdhesionAct) values() adhesion.Act {
	return adhesion.Act{Kind: a.Kind, Number: a.Number, Date: date(a.Date), Session: a.Session, Proposer: a.Proposer, ProposalNumber: a.ProposalNumber,
		ProposalDate: date(a.ProposalDate), Subject: a.Subject, Present: a.Present, Absent: a.Absent, VotesFor: a.VotesFor,
		VotesAgainst: a.VotesAgainst, VotesAbstained: a.VotesAbstained, Immediate: a.Immediate, ImmediateReason: a.ImmediateReason,
		TechnicalOpinion: a.TechnicalOpinion, TechnicalBy: a.TechnicalBy, TechnicalDate: date(a.TechnicalDate),
		AccountingOpinion: a.AccountingOpinion, AccountingBy: a.AccountingBy, AccountingDate: date(a.AccountingDate), AccountingReason: a.AccountingReason}
}

func presentAct(a adhesion.Act) AdhesionAct {
	return AdhesionAct{Kind: a.Kind, Number: a.Number, Date: day(a.Date), Session: a.Session, Proposer: a.Proposer, ProposalNumber: a.ProposalNumber,
		ProposalDate: day(a.ProposalDate), Subject: a.Subject, Present: a.Present, Absent: a.Absent, VotesFor: a.VotesFor,
		VotesAgainst: a.VotesAgainst, VotesAbstained: a.VotesAbstained, Immediate: a.Immediate, ImmediateReason: a.ImmediateReason,
		TechnicalOpinion: a.TechnicalOpinion, TechnicalBy: a.TechnicalBy, TechnicalDate: day(a.TechnicalDate),
		AccountingOpinion: a.AccountingOpinion, AccountingBy: a.AccountingBy, AccountingDate: day(a.AccountingDate), AccountingReason: a.AccountingReason}
}

func (p AdhesionPublication) values() adhesion.Pub {
	return adhesion.Pub{AlboNumber: p.AlboNumber, From: date(p.From), To: date(p.To), EnforceableFrom: date(p.EnforceableFrom),
		EnforceableReason: p.EnforceableReason, ExtractDate: date(p.ExtractDate), ExtractURL: p.ExtractURL, TransparencyURL: p.TransparencyURL}
}

func presentPublication(p adhesion.Pub) AdhesionPublication {
	return AdhesionPublication{AlboNumber: p.AlboNumber, From: day(p.From), To: day(p.To), EnforceableFrom: day(p.EnforceableFrom),
		EnforceableReason: p.EnforceableReason, ExtractDate: day(p.ExtractDate), ExtractURL: p.ExtractURL, TransparencyURL: p.TransparencyURL}
}

func (t AdhesionTransmission) values() adhesion.Sent {
	return adhesion.Sent{Number: t.Number, Date: date(t.Date), PECID: t.PECID, ReceivedNumber: t.ReceivedNumber, ReceivedDate: date(t.ReceivedDate),
		Classification: t.Classification, File: t.File}
}

func presentTransmission(t adhesion.Sent) AdhesionTransmission {
	return AdhesionTransmission{Number: t.Number, Date: day(t.Date), PECID: t.PECID, ReceivedNumber: t.ReceivedNumber, ReceivedDate: day(t.ReceivedDate),
		Classification: t.Classification, File: t.File}
}
