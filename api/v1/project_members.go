package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/organisation"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// ProjectMember is a seat in a group of the organigramma: of a person, in the name of an office, or of an outside body alone.
type ProjectMember struct {
	httpx.Meta
	GroupName  string `json:"group_name" validate:"required,max=120" example:"Gruppo di lavoro"`
	GivenName  string `json:"given_name,omitempty" validate:"max=80" example:"Maria"`
	FamilyName string `json:"family_name,omitempty" validate:"max=80" example:"Bianchi"`
	ProjectSeat
	ProjectMemberEdit
	Current bool `json:"current" example:"true"` // it lasts today
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive" example:"edit"`
} // @name ProjectMember

// ProjectSeat is who sits where, as what. It never changes: another seat is another row.
type ProjectSeat struct {
	GroupID int64  `json:"group_id" validate:"required,min=1" example:"3"`
	Person  *int64 `json:"person,omitempty" validate:"omitempty,min=1" example:"7"` // none for an outside body
	Role    string `json:"role" validate:"required,oneof=coordinator deputy secretary member invited" enums:"coordinator,deputy,secretary,member,invited" example:"member"`
} // @name ProjectSeat

// ProjectMemberEdit is the office, the act and the days. PUT replaces all of it.
type ProjectMemberEdit struct {
	Office string `json:"office" validate:"max=160" example:"Segretario comunale di Milazzo"` // in whose name, or the body itself: public
	OrganisationTerm
} // @name ProjectMemberEdit

// ProjectMemberNew is what gives a seat.
type ProjectMemberNew struct {
	ProjectSeat
	ProjectMemberEdit
	Succeed bool `json:"succeed,omitempty" example:"true"` // the present coordinator leaves the day before
} // @name ProjectMemberNew

// ProjectMemberQuery filters the list of seats.
type ProjectMemberQuery struct {
	page.Request
	Group    []int64  `query:"group" form:"group" validate:"max=100,dive,min=1"`
	Person   []int64  `query:"person" form:"person" validate:"max=200,dive,min=1"`
	Role     []string `query:"role" form:"role" validate:"max=5,dive,oneof=coordinator deputy secretary member invited"`
	ActiveOn string   `query:"active_on" form:"active_on" validate:"omitempty,max=10,datetime=2006-01-02"`
}

// ProjectMembers serves the operations on seats.
type ProjectMembers struct{ Service *organisation.Service }

// Routes is the whole surface of the resource.
func (m ProjectMembers) Routes(a *httpx.API) {
	httpx.List(a, "project-members-list", "/project-members", authz.OrganisationRead, m.list)
	httpx.Query(a, "project-members-read", "/project-members/:id", authz.OrganisationRead, m.read)
	httpx.Query(a, "project-members-history", "/project-members/:id/history", authz.HistoryRead, m.history)
	httpx.Command(a, "project-members-create", http.MethodPost, "/project-members", authz.OrganisationWrite, m.create)
	httpx.Command(a, "project-members-edit", http.MethodPut, "/project-members/:id", authz.OrganisationWrite, m.edit)
	httpx.Command(a, "project-members-archive", http.MethodDelete, "/project-members/:id", authz.OrganisationWrite, m.archive)
}

// @Summary      Elenco dei componenti dei gruppi
// @Description  Di oggi e di prima. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. Si cerca per ufficio o ente. I coordinatori di zona sono tra gli incarichi.
// @Tags         organisation
// @Param        query query ProjectMemberQuery false "pagina e filtri"
// @Success      200 {object} page.Of[ProjectMember]
// @Router       /project-members [get]
func (m ProjectMembers) list(_ context.Context, q ProjectMemberQuery) (page.Source[ProjectMember], error) {
	return page.Batch(m.Service.Members(q.Request, organisation.MemberFilter{Groups: q.Group, People: q.Person, Roles: q.Role, ActiveOn: date(q.ActiveOn)}), m.present), nil
}

// @Summary      Un componente di un gruppo
// @Description  Con If-None-Match risponde 304 se non è cambiato.
// @Tags         organisation
// @Param        id path int true "componente"
// @Success      200 {object} ProjectMember
// @Router       /project-members/{id} [get]
func (m ProjectMembers) read(ctx context.Context, in httpx.ByID) (ProjectMember, error) {
	return one(ctx, m.present)(m.Service.Member(ctx, in.ID))
}

// @Summary      Storia di un componente
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         organisation
// @Param        id path int true "componente"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /project-members/{id}/history [get]
func (m ProjectMembers) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	if err := authz.Require(ctx, authz.OrganisationRead); err != nil { // the history tells the person
		return page.Of[HistoryEntry]{}, err
	}
	return presentHistory(m.Service.MemberHistory(ctx, in.ID, in.page()))
}

// @Summary      Nuovo componente di un gruppo
// @Description  Un solo coordinatore per gruppo alla volta; nessuno due volte negli stessi giorni. Con succeed il coordinatore attuale termina il giorno prima, e così il posto che la persona aveva nel gruppo.
// @Tags         organisation
// @Param        body body ProjectMemberNew true "il componente"
// @Success      201 {object} ProjectMember
// @Router       /project-members [post]
func (m ProjectMembers) create(ctx context.Context, _ httpx.None, b ProjectMemberNew) (ProjectMember, error) {
	seat := organisation.Seat{GroupID: b.GroupID, PersonID: b.Person, Role: b.Role}
	return one(ctx, m.present)(m.Service.Seat(ctx, seat, b.content(), b.Succeed))
}

// @Summary      Sostituisce ufficio, atto e date di un componente
// @Description  Vuole If-Match. Per concludere si indica l'ultimo giorno.
// @Tags         organisation
// @Param        id path int true "componente"
// @Param        body body ProjectMemberEdit true "la parte modificabile"
// @Success      200 {object} ProjectMember
// @Router       /project-members/{id} [put]
func (m ProjectMembers) edit(ctx context.Context, in httpx.ByVersion, b ProjectMemberEdit) (ProjectMember, error) {
	return one(ctx, m.present)(m.Service.EditMember(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Archivia un componente scritto per errore
// @Description  Non conta più, ma resta leggibile con la sua storia; vuole If-Match.
// @Tags         organisation
// @Param        id path int true "componente"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /project-members/{id} [delete]
func (m ProjectMembers) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, m.Service.ArchiveMember(ctx, in.ID, in.Version(), in.Reason)
}

// Variant puts into the ETag what changes without the seat, by the day too.
func (m ProjectMember) Variant() string {
	return digest(m.GroupName, m.GivenName, m.FamilyName, m.Current)
}

func (e ProjectMemberEdit) content() organisation.MemberContent {
	return organisation.MemberContent{Office: e.Office, Term: e.term()}
}

func (m ProjectMembers) present(ctx context.Context, rows []organisation.Member) ([]ProjectMember, error) {
	about, err := m.Service.AboutMembers(ctx, convert(rows, func(r organisation.Member) int64 { return r.ID }))
	return convert(rows, func(r organisation.Member) ProjectMember {
		a := about[r.ID]
		return ProjectMember{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, GroupName: a.GroupName, GivenName: a.GivenName, FamilyName: a.FamilyName,
			ProjectSeat:       ProjectSeat{GroupID: r.GroupID, Person: r.PersonID, Role: r.Role},
			ProjectMemberEdit: ProjectMemberEdit{Office: r.Office, OrganisationTerm: organisationTerm(r.Term)},
			Current:           r.ArchivedAt == nil && r.Lasts(authz.Today()), Stamps: stamps(r.Row), Actions: m.Service.MemberActions(ctx, r)}
	}), err
}
