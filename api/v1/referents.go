package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/referent"
)

// Referent is a person of the network with office contacts and the mandates within the caller's reach.
type Referent struct {
	httpx.Meta
	ReferentEdit
	Mandates     []ReferentMandate `json:"mandates" validate:"required,max=500"`                                          // the latest first
	AccountState string            `json:"account_state,omitempty" enums:"none,invited,active,disabled" example:"active"` // only for whoever writes people
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"contacts,edit,archive,invitation" example:"edit"`
} // @name Referent

// ReferentMandate is a role that a person holds, or held.
type ReferentMandate struct {
	ID int64 `json:"id" validate:"required" example:"12"`
	MandatePost
	MandateEdit
	Current bool `json:"current" example:"true"` // it lasts today
} // @name ReferentMandate

// ReferentEdit is what people may change in a person. PUT replaces all of it.
type ReferentEdit struct {
	GivenName     string `json:"given_name" validate:"required,filled,max=80" example:"Maria"`
	FamilyName    string `json:"family_name" validate:"required,filled,max=80" example:"Bianchi"`
	Qualification string `json:"qualification" validate:"max=160" example:"Segretaria comunale"`
	ReferentContacts
} // @name ReferentEdit

// ReferentContacts are those of the office, never private ones. PUT replaces all of them.
type ReferentContacts struct {
	OfficeEmail string `json:"office_email" validate:"required,email,max=254" example:"segretario@comune.milazzo.me.it"`
	OfficePhone string `json:"office_phone" validate:"max=40" example:"090 9231111"`
} // @name ReferentContacts

// ReferentBulk is one row of a bulk import: a person, known by office_email, and the mandate that begins on a day. Empty cells among the
// qualification, the phone, the act and the end keep what is there.
type ReferentBulk struct {
	ReferentEdit
	Municipality string   `json:"municipality" validate:"required,len=6,number" example:"083049"`
	Role         string   `json:"role" validate:"required,oneof=rpct secretary commissioner referent" enums:"rpct,secretary,commissioner,referent" example:"rpct"`
	Arrangement  string   `json:"arrangement,omitempty" validate:"omitempty,oneof=holder convention regent scavalco vacant extraordinary ad_acta" enums:"holder,convention,regent,scavalco,vacant,extraordinary,ad_acta" example:"convention"` // a vacant seat has no person: it is declared with the mandates
	Convention   string   `json:"convention,omitempty" validate:"max=160" example:"Segreteria convenzionata di Malfa, Leni e Santa Marina Salina"`                                                                                             // by name, which has to be there
	Replaces     []string `json:"replaces,omitempty" validate:"max=3,unique,dive,oneof=mayor giunta council" enums:"mayor,giunta,council" example:"council"`
	Substitute   bool     `json:"substitute,omitempty" example:"false"`
	MandateEdit
	Succeed bool `json:"succeed,omitempty" example:"false"` // the present holder leaves the day before
} // @name ReferentBulk

// ReferentQuery filters the list of people: by default those with a mandate today. The filters are met by one and the same mandate.
type ReferentQuery struct {
	page.Request
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"`
	Zone         []int64  `query:"zone" form:"zone" validate:"max=50,dive,min=1"` // its coordinator, and who serves in its municipalities
	Role         []string `query:"role" form:"role" validate:"max=7,dive,oneof=secretariat coordinator rpct secretary commissioner referent observer"`
	ActiveOn     string   `query:"active_on" form:"active_on" validate:"omitempty,max=10,datetime=2006-01-02"` // today, when not said; not in the change feed and the archive
	Active       *bool    `query:"active" form:"active"`                                                       // false: whatever the dates, also without a mandate
}

// Referents serves the operations on people.
type Referents struct{ Service *referent.Service }

// Routes is the whole surface of the resource; inviting a person is with the accounts.
func (t Referents) Routes(a *httpx.API) {
	httpx.List(a, "referents-list", "/referents", authz.ReferentRead, t.list)
	httpx.Query(a, "referents-read", "/referents/:id", authz.ReferentRead, t.read)
	httpx.Query(a, "referents-history", "/referents/:id/history", authz.HistoryRead, t.history)
	httpx.Command(a, "referents-create", http.MethodPost, "/referents", authz.ReferentWrite, t.create)
	httpx.Command(a, "referents-edit", http.MethodPut, "/referents/:id", authz.ReferentWrite, t.edit)
	httpx.Command(a, "referents-contacts", http.MethodPut, "/referents/:id/contacts", authz.ReferentRead, t.contacts)
	httpx.Command(a, "referents-archive", http.MethodDelete, "/referents/:id", authz.ReferentWrite, t.archive)
	httpx.Bulk(a, "referents-bulk", "/referents/bulk", authz.ReferentWrite, t.bulk)
}

// @Summary      Elenco delle persone della rete
// @Description  Chi ha un incarico oggi nei comuni di propria competenza; con active=false tutti. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. La ricerca per nome tollera piccoli errori.
// @Tags         referents
// @Param        query query ReferentQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Referent]
// @Router       /referents [get]
func (t Referents) list(_ context.Context, q ReferentQuery) (page.Source[Referent], error) {
	return page.Batch(t.Service.List(q.Request, referent.Filter{Municipalities: q.Municipality, Zones: q.Zone, Roles: q.Role, ActiveOn: q.activeOn()}), t.present), nil
}

func (q ReferentQuery) activeOn() *time.Time {
	if q.ActiveOn != "" || q.Active != nil && !*q.Active || q.Archived || q.UpdatedSince != "" {
		return date(q.ActiveOn)
	}
	today := authz.Today()
	return &today
}

// @Summary      Una persona
// @Description  Con i recapiti d'ufficio e gli incarichi nei comuni di propria competenza. Con If-None-Match risponde 304 se non è cambiato nulla.
// @Tags         referents
// @Param        id path int true "persona"
// @Success      200 {object} Referent
// @Router       /referents/{id} [get]
func (t Referents) read(ctx context.Context, in httpx.ByID) (Referent, error) {
	return one(ctx, t.present)(t.Service.Get(ctx, in.ID))
}

// @Summary      Storia di una persona
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente. Gli incarichi hanno una storia propria.
// @Tags         referents
// @Param        id path int true "persona"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /referents/{id}/history [get]
func (t Referents) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Service.History(ctx, in.ID, in.page()))
}

// @Summary      Nuova persona
// @Description  Per la segreteria; solo recapiti d'ufficio. Gli incarichi si danno a parte.
// @Tags         referents
// @Param        body body ReferentEdit true "la persona"
// @Success      201 {object} Referent
// @Router       /referents [post]
func (t Referents) create(ctx context.Context, _ httpx.None, b ReferentEdit) (Referent, error) {
	return one(ctx, t.present)(t.Service.Create(ctx, b.content()))
}

// @Summary      Sostituisce i dati di una persona
// @Description  Per la segreteria; vuole If-Match. Se cambia l'e-mail, da allora si accede con quella nuova.
// @Tags         referents
// @Param        id path int true "persona"
// @Param        body body ReferentEdit true "la parte modificabile"
// @Success      200 {object} Referent
// @Router       /referents/{id} [put]
func (t Referents) edit(ctx context.Context, in httpx.ByVersion, b ReferentEdit) (Referent, error) {
	return one(ctx, t.present)(t.Service.Edit(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Sostituisce i recapiti d'ufficio
// @Description  I propri, o per la segreteria quelli di chiunque; vuole If-Match. L'indirizzo con cui si accede resta quello di prima.
// @Tags         referents
// @Param        id path int true "persona"
// @Param        body body ReferentContacts true "i recapiti"
// @Success      200 {object} Referent
// @Router       /referents/{id}/contacts [put]
func (t Referents) contacts(ctx context.Context, in httpx.ByVersion, b ReferentContacts) (Referent, error) {
	return one(ctx, t.present)(t.Service.EditContacts(ctx, in.ID, in.Version(), referent.Contacts(b)))
}

// @Summary      Archivia una persona
// @Description  Gli incarichi finiscono oggi e l'accesso si chiude subito; vuole If-Match.
// @Tags         referents
// @Param        id path int true "persona"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /referents/{id} [delete]
func (t Referents) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Importa molte persone con i loro incarichi
// @Description  JSON, NDJSON, CSV o XLSX, al più 5.000 righe: una persona, riconosciuta dall'e-mail, e un suo incarico per riga. Un esito per riga, prova senza scrivere con dry_run.
// @Tags         referents
// @Param        query query httpx.BulkQuery false "opzioni"
// @Param        body body page.Rows[ReferentBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /referents/bulk [post]
func (t Referents) bulk(ctx context.Context, b ReferentBulk) (httpx.Upserted, error) {
	post, err := postOf(ctx, t.Service, MandatePost{Role: b.Role, Arrangement: b.Arrangement, Municipality: b.Municipality, Replaces: b.Replaces, Substitute: b.Substitute}, b.Convention)
	if err != nil {
		return httpx.Upserted{}, err
	}
	p, created, changed, err := t.Service.Enrol(ctx, b.content(), post, b.term(), b.Succeed)
	return upserted(p.ID, created, changed), err
}

func (e ReferentEdit) content() referent.Content {
	return referent.Content{GivenName: e.GivenName, FamilyName: e.FamilyName, Qualification: e.Qualification, Contacts: referent.Contacts(e.ReferentContacts)}
}

// Variant puts mandates and account into the ETag: they change without the person.
func (r Referent) Variant() string { return digest(r.Mandates, r.AccountState) }

func (t Referents) present(ctx context.Context, people []referent.Person) ([]Referent, error) {
	ids := convert(people, func(p referent.Person) int64 { return p.ID })
	mandates, err := t.Service.MandatesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	accounts, err := t.Service.Accounts(ctx, ids)
	return convert(people, func(p referent.Person) Referent {
		r := Referent{Meta: httpx.Meta{ID: p.ID, Version: p.Version}, Stamps: stamps(p.Row), Actions: t.Service.Actions(ctx, p, accounts[p.ID]),
			ReferentEdit: ReferentEdit{GivenName: p.GivenName, FamilyName: p.FamilyName, Qualification: p.Qualification, ReferentContacts: ReferentContacts(p.Contacts)},
			Mandates: convert(mandates[p.ID], func(m referent.Mandate) ReferentMandate {
				return ReferentMandate{ID: m.ID, MandatePost: presentPost(m.Post), MandateEdit: presentTerm(m.Term), Current: m.Current()}
			})}
		if accounts != nil {
			r.AccountState = accounts[p.ID]
			if r.AccountState == "" {
				r.AccountState = "none"
			}
		}
		return r
	}), err
}
