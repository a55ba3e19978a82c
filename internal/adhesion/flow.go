package adhesion

import (
	"context"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/workflow"
)

type (
	// State is how far a municipality has come.
	State string
	// Action is a step. Actions are nouns because each is the end of an address.
	Action string
)

// The states in their order, then the side states.
const (
	NotContacted       State = "not_contacted"
	Contacted          State = "contacted"
	DraftSent          State = "draft_sent"
	Interested         State = "interested"
	ProposalFiled      State = "proposal_filed"
	ActAdopted         State = "act_adopted"
	Published          State = "published"
	Enforceable        State = "enforceable"
	Transmitted        State = "transmitted"
	ProtocolSigned     State = "protocol_signed"
	Member             State = "member"
	ReferentDesignated State = "referent_designated"
	Operational        State = "operational"

	Suspended State = "suspended" // while a commissioner stands in
	Declined  State = "declined"
	Withdrawn State = "withdrawn"
	ToRenew   State = "to_renew"

	back State = "" // wherever the side state, or the step that is annulled, came from
)

// The steps in their order, then the side steps.
const (
	Contact        Action = "contact"
	Kit            Action = "kit" // the drafts of the acts
	Interest       Action = "interest"
	Proposal       Action = "proposal"
	Adoption       Action = "adoption"
	Publication    Action = "publication"
	Enforceability Action = "enforceability"
	Transmission   Action = "transmission"
	Signature      Action = "signature"
	Membership     Action = "membership"
	Designate      Action = "designation"
	Operation      Action = "operation"

	Suspension Action = "suspension"
	Resumption Action = "resumption"
	Refusal    Action = "refusal"
	Withdrawal Action = "withdrawal"
	Expiry     Action = "expiry"
	Renewal    Action = "renewal"
	Reopening  Action = "reopening"
	Annulment  Action = "annulment" // of the last step, taken by mistake
)

var (
	joining = []State{NotContacted, Contacted, DraftSent, Interested, ProposalFiled, ActAdopted, Published, Enforceable, Transmitted, ProtocolSigned}
	members = []State{Member, ReferentDesignated, Operational}
	aside   = []State{Suspended, Declined, Withdrawn, ToRenew}
)

// Member reports whether the state is one of those of the network's members.
func (s State) Member() bool { return slices.Contains(members, s) }

// Flow is the whole way into the network, and who takes which step: the municipality its own, the secretariat those of the Città
// Metropolitana, and any for a municipality that does not come to it. The states are those of the 2017 project (shared draft act, protocol,
// legitimation by the political top); the acts may be of Giunta, mayor or commissioner alike (art. 13 L.R. 7/1992, L.R. 44/1991).
var Flow = slices.Concat(workflow.Flow[State, Action]{
	{From: NotContacted, Do: Contact, To: Contacted, Need: authz.AdhesionAdmin},
	{From: Contacted, Do: Kit, To: DraftSent, Need: authz.AdhesionAdmin},
	{From: DraftSent, Do: Interest, To: Interested, Need: authz.AdhesionWrite},
	{From: Interested, Do: Proposal, To: ProposalFiled, Need: authz.AdhesionWrite},
	{From: ProposalFiled, Do: Adoption, To: ActAdopted, Need: authz.AdhesionWrite},
	{From: ActAdopted, Do: Publication, To: Published, Need: authz.AdhesionWrite},
	{From: Published, Do: Enforceability, To: Enforceable, Need: authz.AdhesionWrite},
	{From: Enforceable, Do: Transmission, To: Transmitted, Need: authz.AdhesionWrite},
	{From: Transmitted, Do: Signature, To: ProtocolSigned, Need: authz.AdhesionWrite},
	{From: ProtocolSigned, Do: Membership, To: Member, Need: authz.AdhesionAdmin},
	{From: Member, Do: Designate, To: ReferentDesignated, Need: authz.AdhesionWrite},
	{From: ReferentDesignated, Do: Operation, To: Operational, Need: authz.AdhesionWrite},
	{From: Suspended, Do: Resumption, To: back, Need: authz.AdhesionAdmin},
	{From: ToRenew, Do: Renewal, To: back, Need: authz.AdhesionWrite},
	{From: ToRenew, Do: Withdrawal, To: Withdrawn, Need: authz.AdhesionWrite},
	{From: Declined, Do: Reopening, To: Contacted, Need: authz.AdhesionAdmin},
	{From: Withdrawn, Do: Reopening, To: Contacted, Need: authz.AdhesionAdmin},
},
	each(joining[1:], Refusal, Declined, authz.AdhesionWrite),
	each(slices.Concat(joining[1:], members), Suspension, Suspended, authz.AdhesionAdmin),
	each(members, Withdrawal, Withdrawn, authz.AdhesionWrite),
	each(members, Expiry, ToRenew, authz.AdhesionAdmin),
	each(slices.Concat(joining[1:], members, aside), Annulment, back, authz.AdhesionAdmin),
)

func each(from []State, do Action, to State, need authz.Permission) (out workflow.Flow[State, Action]) {
	for _, s := range from {
		out = append(out, workflow.Move[State, Action]{From: s, Do: do, To: to, Need: need})
	}
	return out
}

// next is the step that leads on from a state: the first of the table. False where there is none.
func next(s State) (workflow.Move[State, Action], bool) {
	i := slices.IndexFunc(Flow, func(m workflow.Move[State, Action]) bool { return m.From == s })
	if i < 0 || slices.Contains(members, s) && Flow[i].Do != Designate && Flow[i].Do != Operation {
		return workflow.Move[State, Action]{}, false
	}
	return Flow[i], true
}

// Waiting says whom the next step from a state waits for: "secretariat", "municipality" or nobody.
func Waiting(s State) string {
	m, ok := next(s)
	switch {
	case !ok || s == Declined || s == Withdrawn:
		return ""
	case m.Need == authz.AdhesionAdmin:
		return "secretariat"
	}
	return "municipality"
}

// NextStep is the step that leads on from a state, or "".
func NextStep(s State) Action {
	m, ok := next(s)
	if !ok {
		return ""
	}
	return m.Do
}

// move finds the step in the table and refuses what it does not hold, or not for this actor and municipality.
func move(ctx context.Context, municipality string, from State, a Action) (State, error) {
	for _, m := range Flow {
		if m.From == from && m.Do == a {
			if err := authz.Require(ctx, m.Need); err != nil {
				return from, err
			}
			return m.To, authz.Within(ctx, m.Need, municipality)
		}
	}
	detail := "Lo stato è «" + italian[from] + "»: questo passo non è possibile"
	if n := NextStep(from); n != "" {
		detail += "; il prossimo è «" + italianStep[n] + "»"
	}
	return from, apperr.New(apperr.Conflict, "illegal-transition", "%s", detail)
}

// open lists the steps the actor may take for a municipality in a state, the one that leads on first.
func open(ctx context.Context, municipality string, from State) []string {
	out := []string{}
	for _, m := range Flow {
		if m.From == from && authz.Within(ctx, m.Need, municipality) == nil {
			out = append(out, string(m.Do))
		}
	}
	return out
}

var italian = map[State]string{NotContacted: "non contattato", Contacted: "contattato", DraftSent: "bozza inviata", Interested: "interessato",
	ProposalFiled: "proposta depositata", ActAdopted: "atto adottato", Published: "pubblicato all'albo", Enforceable: "esecutivo",
	Transmitted: "trasmesso alla Città Metropolitana", ProtocolSigned: "protocollo firmato", Member: "aderente",
	ReferentDesignated: "referente designato", Operational: "operativo", Suspended: "sospeso", Declined: "diniego", Withdrawn: "recesso",
	ToRenew: "da rinnovare"}

var italianStep = map[Action]string{Contact: "contatto", Kit: "invio delle bozze", Interest: "interesse", Proposal: "deposito della proposta",
	Adoption: "adozione dell'atto", Publication: "pubblicazione all'albo", Enforceability: "esecutività", Transmission: "trasmissione via PEC",
	Signature: "firma del protocollo", Membership: "adesione", Designate: "designazione del referente", Operation: "avvio",
	Resumption: "ripresa", Renewal: "rinnovo", Reopening: "riapertura"}
