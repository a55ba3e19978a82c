// Package review is the life of what the whole network relies on, catalogue entries and behaviours alike: somebody writes a draft, somebody
// else validates it, and from then on it changes only by being reopened.
package review

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/workflow"
)

type (
	// State is where an entry stands.
	State string
	// Action moves it on. Actions are nouns because each is the end of an address.
	Action string
)

// The states. Only some kinds of entry are proposed and taken into validation on their way, or can be withdrawn.
const (
	Draft        State = "draft"
	Proposed     State = "proposed"
	InValidation State = "in_validation"
	Validated    State = "validated"
	Superseded   State = "superseded"
	Withdrawn    State = "withdrawn"
)

// The actions.
const (
	Presentation Action = "presentation"
	Examination  Action = "examination"
	Return       Action = "return"
	Withdrawal   Action = "withdrawal"
	Validation   Action = "validation"
	Supersession Action = "supersession"
	Reopening    Action = "reopening"
)

// Entry is what the rules look at.
type Entry struct {
	State     State
	ChangedBy string // the actor who last wrote its content
}

// Flow is the life of one kind of entry.
type Flow struct {
	workflow.Flow[State, Action]
}

// NewFlow makes the flow of a kind of entry whose steps take the permission need.
func NewFlow(need authz.Permission) Flow {
	return Flow{workflow.Flow[State, Action]{
		{From: Draft, Do: Validation, To: Validated, Need: need},
		{From: Validated, Do: Supersession, To: Superseded, Need: need},
		{From: Validated, Do: Reopening, To: Draft, Need: need},
		{From: Superseded, Do: Reopening, To: Draft, Need: need},
	}}
}

// Step gives the state after a. Who wrote the content does not validate it: four eyes.
func (f Flow) Step(ctx context.Context, e Entry, a Action) (State, error) {
	next, err := f.Flow.Step(ctx, e.State, a)
	if err == nil && a == Validation && own(ctx, e) {
		return e.State, apperr.New(apperr.Forbidden, "four-eyes", "L'ultima modifica è tua: la validazione spetta a un'altra persona")
	}
	return next, err
}

// Open lists the steps that the actor may take, as the buttons to show.
func (f Flow) Open(ctx context.Context, e Entry) []string {
	out := []string{}
	for _, a := range f.Flow.Open(ctx, e.State) {
		if a != Validation || !own(ctx, e) {
			out = append(out, string(a))
		}
	}
	return out
}

func own(ctx context.Context, e Entry) bool { return e.ChangedBy == authz.From(ctx).ID }

// CanEdit fails unless the content may be changed: only that of a draft.
func (e Entry) CanEdit() error {
	if e.State == Draft {
		return nil
	}
	return reopenFirst(e)
}

// CanArchive fails while others rely on the entry.
func (e Entry) CanArchive() error {
	if e.State == Validated {
		return reopenFirst(e)
	}
	return nil
}

func reopenFirst(e Entry) error {
	return apperr.New(apperr.Conflict, "reopen-first", "La voce è %s: per cambiarla occorre prima riaprirla", italian[e.State])
}

var italian = map[State]string{Draft: "in bozza", Proposed: "proposta", InValidation: "in validazione", Validated: "validata", Superseded: "superata",
	Withdrawn: "ritirata"}
