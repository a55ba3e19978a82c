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
	BehaviourRead     Permission = "behaviour:read"
	BehaviourWrite    Permission = "behaviour:write"
	BehaviourReview   Permission = "behaviour:review"
	NeedRead          Permission = "training-need:read"
	NeedWrite         Permission = "training-need:write"
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
	Secretariat Role = "secretariat"
	Coordinator Role = "coordinator"
	RPCT        Role = "rpct"
	Referent    Role = "referent"
	Observer    Role = "observer"
	Client      Role = "client"
)

// Roles lists every role, most powerful first.
var Roles = []Role{Secretariat, Coordinator, RPCT, Referent, Observer, Client}

func (r Role) network() bool { return r == Secretariat || r == Observer }

// Matrix is the whole authorization policy; docs/authorization.md is printed from it.
var Matrix = map[Role][]Permission{
	Secretariat: All(),
	Coordinator: {VocabularyRead, ReferentRead, RiskRead, LocalRiskRead, BehaviourRead, BehaviourWrite, CatalogueWrite, NeedRead, HistoryRead},
	RPCT: {VocabularyRead, MunicipalityWrite, ReferentRead, RiskRead, LocalRiskRead, LocalRiskWrite, BehaviourRead, NeedRead, NeedWrite,
		HistoryRead},
	Referent: {VocabularyRead, MunicipalityWrite, ReferentRead, RiskRead, LocalRiskRead, LocalRiskWrite, BehaviourRead, NeedRead, NeedWrite,
		HistoryRead},
	Observer: {VocabularyRead, RiskRead, BehaviourRead},
	Client:   {VocabularyRead, MunicipalityWrite, RiskRead, LocalRiskRead, LocalRiskWrite, BehaviourRead, NeedRead, NeedWrite},
}

// All lists every permission that a role can hold.
func All() []Permission {
	return []Permission{
		VocabularyRead, MunicipalityWrite, MunicipalityAdmin, ZoneWrite, ReferentRead, ReferentWrite, RiskRead, LocalRiskRead,
		LocalRiskWrite, CatalogueWrite, CatalogueReview, BehaviourRead, BehaviourWrite, BehaviourReview, NeedRead, NeedWrite,
		ClientAdmin, HistoryRead,
	}
}

// Known reports whether p is a permission a token may be narrowed to.
func Known(p Permission) bool { return slices.Contains(All(), p) }
