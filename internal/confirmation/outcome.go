package confirmation

import (
	"fmt"
	"strings"
)

// Outcome is what the answers come to.
type Outcome string

// The outcomes; Open while something is missing.
const (
	Confirm Outcome = "confirm"
	Rewrite Outcome = "rewrite"
	Open    Outcome = "open"
)

// Sources of the rule.
const Sources = "art. 6 c. 6 DL 80/2021 (conv. L. 113/2021), DM 132/2022 art. 6, PNA 2022 (delibera ANAC n. 7/2023)"

// years a plan is good for, the first included.
const years = 3

type answer struct {
	pointer, evidence string
	yes               *bool
	ifYes, ifNo       string
}

func (x *Confirmation) answers() []answer {
	last := x.Year - 1
	return []answer{
		{
			"/corruption_evidence", x.CorruptionEvidence, x.Corruption,
			fmt.Sprintf("Nel %d ci sono stati fatti corruttivi o disfunzioni amministrative significative: il piano va riscritto", last),
			fmt.Sprintf("Nel %d nessun fatto corruttivo e nessuna disfunzione amministrativa significativa", last),
		},
		{
			"/organisation_evidence", x.OrganisationEvidence, x.Organisation,
			fmt.Sprintf("Nel %d sono intervenute modifiche organizzative rilevanti: il piano va riscritto", last),
			fmt.Sprintf("Nel %d nessuna modifica organizzativa rilevante", last),
		},
		{
			"/objectives_evidence", x.ObjectivesEvidence, x.Objectives,
			fmt.Sprintf("Per il %d sono cambiati gli obiettivi strategici: il piano va riscritto", x.Year),
			"Gli obiettivi strategici sono rimasti gli stessi",
		},
		{
			"/sections_evidence", x.SectionsEvidence, x.Sections,
			"Altre sezioni del PIAO sono cambiate in modo da incidere su quella anticorruzione: il piano va riscritto",
			"Nessuna modifica significativa delle altre sezioni del PIAO",
		},
	}
}

// Outcome tells whether the plan may be confirmed, and why, citing the rule. A yes with its evidence decides at once; a confirmation wants four noes, each with its
// evidence, within the three years of the plan.
func (x *Confirmation) Outcome() (Outcome, []string) {
	out, missing := Confirm, 0
	var why []string
	if x.Year-x.PlanYear >= years {
		out = Rewrite
		why = append(why, fmt.Sprintf("Il piano in vigore comincia nel %d e vale tre anni: per il %d ne occorre uno nuovo", x.PlanYear, x.Year))
	} else {
		why = append(why, fmt.Sprintf("Il piano in vigore comincia nel %d: il %d è uno dei due anni intermedi, in cui si può confermare con atto dell'organo di indirizzo", x.PlanYear, x.Year))
	}
	for _, a := range x.answers() {
		switch {
		case a.yes == nil || strings.TrimSpace(a.evidence) == "":
			missing++
		case *a.yes:
			out = Rewrite
			why = append(why, a.ifYes)
		default:
			why = append(why, a.ifNo)
		}
	}
	if out == Confirm && missing > 0 {
		out = Open
		why = append(why, fmt.Sprintf("Mancano ancora risposte con la loro evidenza: %d su quattro", missing))
	}
	return out, append(why, "Regola: "+Sources)
}
