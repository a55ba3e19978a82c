// Package workflow is the one way to write a state machine: a table of moves.
package workflow

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Move is one legal step, and the permission it takes.
type Move[S, A ~string] struct {
	From S
	Do   A
	To   S
	Need authz.Permission
}

// Flow is the whole machine of one resource.
type Flow[S, A ~string] []Move[S, A]

// Step gives the state after doing a in state from.
func (f Flow[S, A]) Step(ctx context.Context, from S, a A) (S, error) {
	for _, m := range f {
		if m.From == from && m.Do == a {
			return m.To, authz.Require(ctx, m.Need)
		}
	}
	return from, apperr.New(apperr.Conflict, "illegal-transition", "Questo passaggio non è possibile nello stato attuale (%s)", from)
}

// Open lists what the actor may do next; the frontend shows exactly these buttons.
func (f Flow[S, A]) Open(ctx context.Context, from S) []A {
	open := []A{}
	for _, m := range f {
		if m.From == from && authz.From(ctx).Can(m.Need) {
			open = append(open, m.Do)
		}
	}
	return open
}

// Actions lists every action once, with the permission of its first move: each is a route.
func (f Flow[S, A]) Actions() []Move[S, A] {
	var out []Move[S, A]
	seen := map[A]bool{}
	for _, m := range f {
		if !seen[m.Do] {
			seen[m.Do] = true
			out = append(out, m)
		}
	}
	return out
}
