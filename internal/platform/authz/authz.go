// Package authz answers "may this actor do this, and on which rows".
//
// Roles are held through dated mandates: a role for one municipality, for the municipalities of a zone, or for the whole
// network. Nothing is granted by default.
package authz

import (
	"context"
	"slices"
	"time"

	"comunita/internal/platform/apperr"
)

// Mandate is one role an actor holds today or at other times.
type Mandate struct {
	Role           Role
	Municipality   string   // ISTAT code, when the role is for one municipality
	ZoneID         int64    // when the role is for a zone
	Municipalities []string // the ISTAT codes it reaches: one, or those of the zone today
	From           time.Time
	To             time.Time // last day; zero while it lasts
}

// Actor is who is asking. The zero Actor is anonymous.
type Actor struct {
	ID        string // "account:7", "client:3", "system:seed"; what the audit trail says
	AccountID int64
	PersonID  int64
	SessionID int64
	Mandates  []Mandate
	Scopes    []Permission // of a personal token or client; nil means no narrowing
	Stamp     string       // changes whenever what the actor may do changes; part of ETags
}

// System is an actor for work nobody asked for over HTTP: seeds, jobs, the command line. It may do everything.
func System(name string) Actor {
	return Actor{ID: "system:" + name, Stamp: "system", Mandates: []Mandate{{Role: Secretariat}}}
}

func (m Mandate) active(day time.Time) bool {
	return !day.Before(m.From) && (m.To.IsZero() || !day.After(m.To))
}

// Today is the current day in Rome, as a UTC midnight: mandates begin and end with the Italian calendar day.
func Today() time.Time { return Day(time.Now()) }

// Day is the Italian calendar day of an instant, as a UTC midnight.
func Day(t time.Time) time.Time {
	y, m, d := t.In(rome).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

var rome = func() *time.Location {
	l, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic("authz: time zone data is missing: " + err.Error())
	}
	return l
}()

// Reach is the set of municipalities a permission extends to.
type Reach struct {
	All            bool
	Municipalities []string // sorted, without duplicates
}

// Has reports whether a municipality is within reach; the empty code stands for the network itself.
func (r Reach) Has(municipality string) bool {
	return r.All || municipality != "" && slices.Contains(r.Municipalities, municipality)
}

// Reach says how far the actor's permission p extends today; the zero Reach means not at all.
func (a Actor) Reach(p Permission) Reach {
	var r Reach
	if a.Scopes != nil && !slices.Contains(a.Scopes, p) {
		return r
	}
	day := Today()
	for _, m := range a.Mandates {
		if !m.active(day) || !slices.Contains(Matrix[m.Role], p) {
			continue
		}
		if m.Role.network() {
			return Reach{All: true}
		}
		r.Municipalities = append(r.Municipalities, m.Municipalities...)
	}
	slices.Sort(r.Municipalities)
	r.Municipalities = slices.Compact(r.Municipalities)
	return r
}

// Can reports whether the actor holds p for at least something.
func (a Actor) Can(p Permission) bool {
	if p == Public {
		return true
	}
	if p == Authenticated {
		return a.ID != "" && !slices.ContainsFunc(a.Mandates, func(m Mandate) bool { return m.Role == Link }) // a link is no log-in
	}
	if some := anyOf[p]; some != nil {
		return slices.ContainsFunc(some, a.Can)
	}
	if a.Scopes != nil && !slices.Contains(a.Scopes, p) {
		return false
	}
	day := Today()
	return slices.ContainsFunc(a.Mandates, func(m Mandate) bool {
		return m.active(day) && slices.Contains(Matrix[m.Role], p)
	})
}

// Roles lists the roles held today, without duplicates.
func (a Actor) Roles() []Role {
	day, out := Today(), []Role{}
	for _, m := range a.Mandates {
		if m.active(day) && !slices.Contains(out, m.Role) {
			out = append(out, m.Role)
		}
	}
	return out
}

// Permissions lists what the actor may do somewhere, sorted; the SPA shows no button beyond it.
func (a Actor) Permissions() []Permission {
	out := []Permission{}
	for _, p := range All() {
		if a.Can(p) {
			out = append(out, p)
		}
	}
	return out
}

// Require fails unless the actor in ctx holds p.
func Require(ctx context.Context, p Permission) error {
	a := From(ctx)
	switch {
	case a.Can(p):
		return nil
	case a.ID == "":
		return apperr.New(apperr.Unauthenticated, "login-required", "Per questa operazione occorre accedere")
	}
	if a.beyondScopes(p) {
		return apperr.New(apperr.Forbidden, "missing-scope", "Il token usato non comprende l'ambito %q: creane uno che lo comprenda", p)
	}
	return apperr.New(apperr.Forbidden, "missing-permission", "Il tuo ruolo non consente questa operazione (serve il permesso %q)", p)
}

// beyondScopes reports whether it is the token, not the role, that lacks p.
func (a Actor) beyondScopes(p Permission) bool {
	whole := a
	whole.Scopes = nil
	return a.Scopes != nil && !a.Can(p) && whole.Can(p)
}

// Within fails unless the actor's permission p reaches the municipality ("" for the network's own rows).
func Within(ctx context.Context, p Permission, municipality string) error {
	if From(ctx).Reach(p).Has(municipality) {
		return nil
	}
	return apperr.New(apperr.Forbidden, "not-yours", "Questi dati non sono del tuo ente: puoi consultarli ma non modificarli")
}

type key struct{}

// With puts the actor in the context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From reads the actor; nobody logged in reads as the zero Actor.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}
