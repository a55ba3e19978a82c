package agenda

import (
	"context"
	"slices"
	"time"

	"comunita/internal/platform/authz"
)

// notice is how long before its end a mandate is told of: time for the decree of the successor.
const notice = 60

// state of a municipality today.
type state struct {
	IstatCode, Name                  string
	Employees                        *int
	Adhesion                         string
	RPCT, Referent                   bool
	Vacant                           *time.Time // since when the secretary's seat is declared so
	RPCTEnds, SecretaryEnds, RefEnds *time.Time // nil: no end in sight, or somebody comes after
	Risks, Needs, Updates, Text      bool       // Text: a newer one of the protocol than it has signed
	Year                             int        // the one that comes
}

// members have joined. Who has only just done so designates the referent as the next step of the adhesion.
var members = []string{"member", "referent_designated", "operational"}

// dues of the municipality itself, without what the actor may not do anything about.
func (m state) dues(ctx context.Context) []Due {
	actor := authz.From(ctx)
	may := func(p authz.Permission) bool { return actor.Reach(p).Has(m.IstatCode) }
	joined := slices.Contains(members, m.Adhesion)
	var out []Due
	add := func(when bool, d Due) {
		if when {
			out = append(out, d)
		}
	}
	add(!m.RPCT, Due{Code: "no-rpct", Level: Red}) // compulsory, with a vacant seat too: art. 1 c. 7 L. 190/2012
	add(m.Vacant != nil, Due{Code: "secretary-vacant", Level: Red, Day: m.Vacant})
	add(joined && m.Adhesion != "member" && !m.Referent, Due{Code: "no-referent", Level: Red})
	add(m.RPCTEnds != nil, Due{Code: "rpct-ending", Level: Amber, Day: m.RPCTEnds})
	add(m.SecretaryEnds != nil, Due{Code: "secretary-ending", Level: Amber, Day: m.SecretaryEnds})
	add(m.RefEnds != nil, Due{Code: "referent-ending", Level: Amber, Day: m.RefEnds})
	add(joined && m.Text && may(authz.AdhesionWrite), Due{Code: "protocol-text", Level: Amber})
	add(m.Employees == nil && may(authz.MunicipalityWrite), Due{Code: "profile", Level: Amber})
	add(joined && !m.Risks && may(authz.LocalRiskWrite), Due{Code: "no-risks", Level: Amber})
	add(m.Updates && may(authz.LocalRiskWrite), Due{Code: "risk-updates", Level: Amber})
	add(joined && !m.Needs && may(authz.NeedWrite), Due{Code: "no-needs", Level: Amber, Year: m.Year})
	return out
}
