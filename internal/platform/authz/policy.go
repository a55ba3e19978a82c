package authz

import "slices"

// Permission is "<resource>:<verb>". Every route names exactly one.
type Permission string

// The permissions. Public and Authenticated are said aloud: the zero value does not register.
const (
	Public        Permission = "public"
	Authenticated Permission = "authenticated"

	VocabularyRead    Permission = "vocabulary:read"
	MunicipalityWrite Permission = "municipality:write" // the municipality's own data
	MunicipalityAdmin Permission = "municipality:admin" // identity, territory, adhesion
	ZoneWrite         Permission = "zone:write"
	ReferentRead      Permission = "referent:read"
	ReferentWrite     Permission = "referent:write"
	RiskRead          Permission = "risk:read"       // the catalogue
	RiskWrite         Permission = "risk:write"      // either of LocalRiskWrite and CatalogueWrite: see anyOf
	LocalRiskRead     Permission = "local-risk:read" // the local risks within reach
	LocalRiskWrite    Permission = "local-risk:write"
	CatalogueWrite    Permission = "catalogue:write"
	CatalogueReview   Permission = "catalogue:review"
	CataloguePropose  Permission = "catalogue:propose" // new entries and changes, and their discussion
	PlanRead          Permission = "plan:read"         // evaluations, measures and monitoring of the municipalities within reach
	PlanWrite         Permission = "plan:write"
	MonitoringReview  Permission = "monitoring:review" // rounds, their second level, links for who has no account
	MonitoringAnswer  Permission = "monitoring:answer" // of a link, for its one check: no role of a person has it
	DeadlineWrite     Permission = "deadline:write"
	BehaviourRead     Permission = "behaviour:read"
	BehaviourWrite    Permission = "behaviour:write"
	BehaviourReview   Permission = "behaviour:review"
	NeedRead          Permission = "training-need:read"
	NeedWrite         Permission = "training-need:write"
	AdhesionRead      Permission = "adhesion:read"  // how far the municipalities within reach have come, and their documents
	AdhesionWrite     Permission = "adhesion:write" // the steps of the municipality itself
	AdhesionAdmin     Permission = "adhesion:admin" // those of the secretariat; invitations, reminders, the protocol
	TemplateWrite     Permission = "template:write"
	OrganisationRead  Permission = "organisation:read" // who sits in the groups of the project
	OrganisationWrite Permission = "organisation:write"
	MilestoneWrite    Permission = "milestone:write"
	SettingWrite      Permission = "setting:write"
	ClientAdmin       Permission = "client:admin"
	HistoryRead       Permission = "history:read"
)

// anyOf are permissions that nobody is granted: holding one of the others is enough. For routes whose rows need different ones; the
// repository then asks for the one of the row.
var anyOf = map[Permission][]Permission{RiskWrite: {LocalRiskWrite, CatalogueWrite}}

// Role is a named set of permissions.
type Role string

// The roles. Secretariat and Observer are for the whole network, Coordinator for a zone, the others for a municipality.
const (
	Secretariat  Role = "secretariat"
	Coordinator  Role = "coordinator"
	RPCT         Role = "rpct"
	Secretary    Role = "secretary"    // segretario comunale, art. 97 TUEL
	Commissioner Role = "commissioner" // in place of mayor, Giunta or council
	Referent     Role = "referent"
	Observer     Role = "observer"
	Client       Role = "client"
	Link         Role = "link" // whoever holds a link to one check; nobody's mandate
)

// Roles lists every role, most powerful first.
var Roles = []Role{Secretariat, Coordinator, RPCT, Secretary, Commissioner, Referent, Observer, Client}

func (r Role) network() bool { return r == Secretariat || r == Observer }

// Matrix is the whole authorization policy; docs/authorization.md is printed from it.
var Matrix = map[Role][]Permission{
	Secretariat: All(),
	Coordinator: {VocabularyRead, ReferentRead, RiskRead, LocalRiskRead, CataloguePropose, PlanRead, BehaviourRead, BehaviourWrite, CatalogueWrite,
		NeedRead, AdhesionRead, OrganisationRead, HistoryRead},
	RPCT:      slices.Concat(municipal, []Permission{MonitoringReview}),
	Secretary: slices.Concat(municipal, []Permission{MonitoringReview}),
	Commissioner: {VocabularyRead, MunicipalityWrite, ReferentRead, RiskRead, LocalRiskRead, PlanRead, BehaviourRead, NeedRead, AdhesionRead,
		AdhesionWrite, OrganisationRead, HistoryRead},
	Referent: municipal,
	Observer: {VocabularyRead, RiskRead, BehaviourRead, OrganisationRead},
	Client: {VocabularyRead, MunicipalityWrite, RiskRead, LocalRiskRead, LocalRiskWrite, PlanRead, PlanWrite, BehaviourRead, NeedRead, NeedWrite,
		AdhesionRead, AdhesionWrite},
	Link: {MonitoringAnswer},
}

// municipal is what those who work for a municipality may do in it.
var municipal = []Permission{VocabularyRead, MunicipalityWrite, ReferentRead, RiskRead, LocalRiskRead, LocalRiskWrite, CataloguePropose, PlanRead, PlanWrite,
	BehaviourRead, NeedRead, NeedWrite, AdhesionRead, AdhesionWrite, OrganisationRead, HistoryRead}

// All lists every permission that a person's role can hold.
func All() []Permission {
	return []Permission{
		VocabularyRead, MunicipalityWrite, MunicipalityAdmin, ZoneWrite, ReferentRead, ReferentWrite, RiskRead, LocalRiskRead,
		LocalRiskWrite, CatalogueWrite, CatalogueReview, CataloguePropose, PlanRead, PlanWrite, MonitoringReview, DeadlineWrite, BehaviourRead, BehaviourWrite,
		BehaviourReview, NeedRead, NeedWrite, AdhesionRead, AdhesionWrite, AdhesionAdmin, TemplateWrite, OrganisationRead, OrganisationWrite,
		MilestoneWrite, SettingWrite, ClientAdmin, HistoryRead,
	}
}

// Known reports whether p is a permission a token may be narrowed to.
func Known(p Permission) bool { return slices.Contains(All(), p) }
