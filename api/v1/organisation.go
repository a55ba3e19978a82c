package v1

import (
	"context"
	"encoding/json"

	"comunita/api/httpx"
	"comunita/internal/organisation"
	"comunita/internal/platform/authz"
)

// Organisation is the organigramma on a day, whole. For who may not know persons it tells groups, roles and offices only.
type Organisation struct {
	On     string              `json:"on" validate:"required,max=10" example:"2026-11-23"`
	Groups []OrganisationGroup `json:"groups" validate:"required,max=100"` // in order; the tree is in parent_id
} // @name Organisation

// OrganisationGroup is a group with who sits in it on that day.
type OrganisationGroup struct {
	ID   int64  `json:"id" validate:"required" example:"3"`
	Kind string `json:"kind" validate:"required" enums:"steering,secretariat,working_group,zone_coordinators,thematic_table,invited" example:"thematic_table"`
	ProjectGroupEdit
	Members []OrganisationMember `json:"members" validate:"required,max=500"`
} // @name OrganisationGroup

// OrganisationMember is a seat on that day. Persons, days and acts only for who may know them.
type OrganisationMember struct {
	ID         *int64 `json:"id,omitempty" example:"11"` // of the seat; none for the coordinator of a zone
	Role       string `json:"role" validate:"required" enums:"coordinator,deputy,secretary,member,invited" example:"member"`
	Office     string `json:"office" validate:"required,max=160" example:"Segretario comunale di Milazzo"`
	ZoneID     *int64 `json:"zone_id,omitempty" example:"2"` // which zone is coordinated
	ZoneName   string `json:"zone_name,omitempty" validate:"max=120" example:"Milazzo e Valle del Mela"`
	Substitute bool   `json:"substitute" example:"false"` // beside the coordinator of the zone
	Vacant     bool   `json:"vacant" example:"false"`     // the zone has no coordinator
	Person     *int64 `json:"person,omitempty" example:"7"`
	GivenName  string `json:"given_name,omitempty" validate:"max=80" example:"Maria"`
	FamilyName string `json:"family_name,omitempty" validate:"max=80" example:"Bianchi"`
	ActKind    string `json:"act_kind,omitempty" validate:"max=80" example:"Decreto del Sindaco metropolitano"`
	ActNumber  string `json:"act_number,omitempty" validate:"max=40" example:"12"`
	ActDate    string `json:"act_date,omitempty" validate:"max=10" example:"2026-02-10"`
	From       string `json:"from,omitempty" validate:"max=10" example:"2026-03-01"`
	To         string `json:"to,omitempty" validate:"max=10" example:"2028-12-31"`
} // @name OrganisationMember

// OrganisationDay is the day asked for: today, if not said.
type OrganisationDay struct {
	On string `query:"on" form:"on" validate:"omitempty,max=10,datetime=2006-01-02"`
}

// OrganisationAPI serves the organigramma as a whole.
type OrganisationAPI struct{ Service *organisation.Service }

// Routes is the whole surface of the resource.
func (o OrganisationAPI) Routes(a *httpx.API) {
	httpx.Query(a, "organisation-read", "/organisation", authz.Public, o.read)
}

// @Summary      L'organigramma in un giorno
// @Description  Pubblico, senza persone: gruppi, ruoli, uffici ed enti. Chi può conoscere le persone le vede. I coordinatori di zona sono gli incarichi delle zone dell'insieme operativo. Con If-None-Match risponde 304 se non è cambiato.
// @Tags         organisation
// @Param        query query OrganisationDay false "giorno"
// @Success      200 {object} Organisation
// @Router       /organisation [get]
func (o OrganisationAPI) read(ctx context.Context, in OrganisationDay) (Organisation, error) {
	on := authz.Today()
	if asked := date(in.On); asked != nil {
		on = *asked
	}
	chart, err := o.Service.Chart(ctx, on)
	return Organisation{On: day(&on), Groups: convert(chart.Groups, func(n organisation.Node) OrganisationGroup {
		return OrganisationGroup{ID: n.ID, Kind: n.Kind, ProjectGroupEdit: projectGroupEdit(n.Group), Members: convert(n.Members, organisationMember)}
	})}, err
}

func organisationMember(m organisation.Sitting) OrganisationMember {
	return OrganisationMember{ID: some(m.ID), Role: m.Role, Office: m.Office, ZoneID: some(m.ZoneID), ZoneName: m.ZoneName, Substitute: m.Substitute, Vacant: m.Vacant,
		Person: m.PersonID, GivenName: m.GivenName, FamilyName: m.FamilyName, ActKind: m.ActKind, ActNumber: m.ActNumber, ActDate: day(m.ActDate),
		From: day(m.ValidFrom), To: day(m.ValidTo)}
}

// some is a number that is there, none being zero.
func some(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// Variant is all it shows: it has no version.
func (o Organisation) Variant() string {
	shown, _ := json.Marshal(o) // texts and numbers always marshal; printed, pointers would tell where they point
	return digest(string(shown))
}
