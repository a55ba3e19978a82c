package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/organisation"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// ProjectGroup is a group of the organigramma: its place in the tree, its purpose, the act that made it.
type ProjectGroup struct {
	httpx.Meta
	Kind string `json:"kind" validate:"required" enums:"steering,secretariat,working_group,zone_coordinators,thematic_table,invited" example:"thematic_table"`
	ProjectGroupEdit
	ParentName string `json:"parent_name,omitempty" validate:"max=120" example:"Gruppo di lavoro"`
	Members    int    `json:"members" validate:"required" example:"4"` // seats today; the zone coordinators are not counted
	Current    bool   `json:"current" example:"true"`                  // it exists today
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,members,archive" example:"edit"`
} // @name ProjectGroup

// ProjectGroupNew is what creates a group. The members of zone_coordinators are the coordinator mandates; those of invited are bodies only.
type ProjectGroupNew struct {
	Kind string `json:"kind" validate:"required,oneof=steering secretariat working_group zone_coordinators thematic_table invited" enums:"steering,secretariat,working_group,zone_coordinators,thematic_table,invited" example:"thematic_table"`
	ProjectGroupEdit
} // @name ProjectGroupNew

// ProjectGroupEdit is what people may change in a group. PUT replaces all of it.
type ProjectGroupEdit struct {
	Name     string `json:"name" validate:"required,filled,max=120" example:"Tavolo sul catalogo dei rischi"`
	Purpose  string `json:"purpose" validate:"max=2000" example:"Rivede le voci del catalogo prima della validazione"`
	ParentID *int64 `json:"parent_id,omitempty" validate:"omitempty,min=1" example:"3"` // the group above; none for one at the top
	Position int    `json:"position" validate:"required,min=1,max=999" example:"1"`     // among its siblings
	OrganisationTerm
} // @name ProjectGroupEdit

// OrganisationTerm is the act and the days of a group or of a seat.
type OrganisationTerm struct {
	ActKind   string `json:"act_kind" validate:"max=80" example:"Decreto del Sindaco metropolitano"`
	ActNumber string `json:"act_number" validate:"max=40" example:"12"`
	ActDate   string `json:"act_date,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-02-10"`
	From      string `json:"from" validate:"required,datetime=2006-01-02" example:"2026-03-01"`
	To        string `json:"to,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2028-12-31"` // the last day
} // @name OrganisationTerm

// ProjectGroupQuery filters the list of groups.
type ProjectGroupQuery struct {
	page.Request
	Kind     []string `query:"kind" form:"kind" validate:"max=6,dive,oneof=steering secretariat working_group zone_coordinators thematic_table invited"`
	Parent   []int64  `query:"parent" form:"parent" validate:"max=50,dive,min=1"` // groups right below these
	ActiveOn string   `query:"active_on" form:"active_on" validate:"omitempty,max=10,datetime=2006-01-02"`
}

// ProjectGroups serves the operations on groups. Reading is public; who sits in them is another resource.
type ProjectGroups struct{ Service *organisation.Service }

// Routes is the whole surface of the resource.
func (g ProjectGroups) Routes(a *httpx.API) {
	httpx.List(a, "project-groups-list", "/project-groups", authz.Public, g.list)
	httpx.Query(a, "project-groups-read", "/project-groups/:id", authz.Public, g.read)
	httpx.Query(a, "project-groups-history", "/project-groups/:id/history", authz.HistoryRead, g.history)
	httpx.Command(a, "project-groups-create", http.MethodPost, "/project-groups", authz.OrganisationWrite, g.create)
	httpx.Command(a, "project-groups-edit", http.MethodPut, "/project-groups/:id", authz.OrganisationWrite, g.edit)
	httpx.Command(a, "project-groups-archive", http.MethodDelete, "/project-groups/:id", authz.OrganisationWrite, g.archive)
}

// @Summary      Elenco dei gruppi del progetto
// @Description  Pubblico. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         organisation
// @Param        query query ProjectGroupQuery false "pagina e filtri"
// @Success      200 {object} page.Of[ProjectGroup]
// @Router       /project-groups [get]
func (g ProjectGroups) list(_ context.Context, q ProjectGroupQuery) (page.Source[ProjectGroup], error) {
	return page.Batch(g.Service.Groups(q.Request, organisation.GroupFilter{Kinds: q.Kind, Parents: q.Parent, ActiveOn: date(q.ActiveOn)}), g.present), nil
}

// @Summary      Un gruppo del progetto
// @Description  Pubblico. Con If-None-Match risponde 304 se non è cambiato.
// @Tags         organisation
// @Param        id path int true "gruppo"
// @Success      200 {object} ProjectGroup
// @Router       /project-groups/{id} [get]
func (g ProjectGroups) read(ctx context.Context, in httpx.ByID) (ProjectGroup, error) {
	return one(ctx, g.present)(g.Service.Group(ctx, in.ID))
}

// @Summary      Storia di un gruppo del progetto
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente. Di chi ne fa parte dice la storia di ciascun componente.
// @Tags         organisation
// @Param        id path int true "gruppo"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /project-groups/{id}/history [get]
func (g ProjectGroups) history(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(g.Service.GroupHistory(ctx, in.ID, in.page()))
}

// @Summary      Nuovo gruppo del progetto
// @Description  Al più cento in tutto. Il tipo non cambia più; quello dei coordinatori di zona è uno solo e si compila da sé.
// @Tags         organisation
// @Param        body body ProjectGroupNew true "il gruppo"
// @Success      201 {object} ProjectGroup
// @Router       /project-groups [post]
func (g ProjectGroups) create(ctx context.Context, _ httpx.None, b ProjectGroupNew) (ProjectGroup, error) {
	return one(ctx, g.present)(g.Service.CreateGroup(ctx, b.Kind, b.content()))
}

// @Summary      Sostituisce un gruppo del progetto
// @Description  Vuole If-Match. Un gruppo non può dipendere da uno che dipende da lui; con una fine, chi ne farebbe ancora parte lascia quel giorno.
// @Tags         organisation
// @Param        id path int true "gruppo"
// @Param        body body ProjectGroupEdit true "la parte modificabile"
// @Success      200 {object} ProjectGroup
// @Router       /project-groups/{id} [put]
func (g ProjectGroups) edit(ctx context.Context, in httpx.ByVersion, b ProjectGroupEdit) (ProjectGroup, error) {
	return one(ctx, g.present)(g.Service.EditGroup(ctx, in.ID, in.Version(), b.content()))
}

// @Summary      Archivia un gruppo del progetto
// @Description  Solo se nessuno ne fa parte e nessun gruppo ne dipende; resta leggibile con la sua storia; vuole If-Match.
// @Tags         organisation
// @Param        id path int true "gruppo"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /project-groups/{id} [delete]
func (g ProjectGroups) archive(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, g.Service.ArchiveGroup(ctx, in.ID, in.Version(), in.Reason)
}

// Variant puts into the ETag what changes without the group, by the day too.
func (g ProjectGroup) Variant() string { return digest(g.ParentName, g.Members, g.Current) }

func (e ProjectGroupEdit) content() organisation.GroupContent {
	return organisation.GroupContent{Name: e.Name, Purpose: e.Purpose, ParentID: e.ParentID, Position: e.Position, Term: e.term()}
}

func (t OrganisationTerm) term() organisation.Term {
	return organisation.Term{ActKind: t.ActKind, ActNumber: t.ActNumber, ActDate: date(t.ActDate), ValidFrom: *date(t.From), ValidTo: date(t.To)}
}

func organisationTerm(t organisation.Term) OrganisationTerm {
	return OrganisationTerm{ActKind: t.ActKind, ActNumber: t.ActNumber, ActDate: day(t.ActDate), From: day(&t.ValidFrom), To: day(t.ValidTo)}
}

func (g ProjectGroups) present(ctx context.Context, rows []organisation.Group) ([]ProjectGroup, error) {
	about, err := g.Service.AboutGroups(ctx, convert(rows, func(r organisation.Group) int64 { return r.ID }))
	return convert(rows, func(r organisation.Group) ProjectGroup {
		a := about[r.ID]
		return ProjectGroup{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, Kind: r.Kind, ProjectGroupEdit: projectGroupEdit(r), ParentName: a.ParentName,
			Members: a.Members, Current: r.ArchivedAt == nil && r.Lasts(authz.Today()), Stamps: stamps(r.Row), Actions: g.Service.GroupActions(ctx, r)}
	}), err
}

func projectGroupEdit(r organisation.Group) ProjectGroupEdit {
	return ProjectGroupEdit{Name: r.Name, Purpose: r.Purpose, ParentID: r.ParentID, Position: r.Position, OrganisationTerm: organisationTerm(r.Term)}
}
