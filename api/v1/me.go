package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/identity"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Profile is the caller: who they are, what they may do, and for whom.
type Profile struct {
	ID             int64                 `json:"id" validate:"required" example:"7"`
	PersonID       int64                 `json:"person_id,omitzero" example:"7"`
	GivenName      string                `json:"given_name" validate:"required,max=80" example:"Maria"`
	FamilyName     string                `json:"family_name" validate:"required,max=80" example:"Bianchi"`
	Email          string                `json:"email" validate:"required,max=254" example:"referente.milazzo@example.org"`
	Roles          []string              `json:"roles" validate:"required,max=10" enums:"secretariat,coordinator,rpct,secretary,commissioner,referent,observer,client" example:"referent"`
	Mandates       []ProfileMandate      `json:"mandates" validate:"required,max=500"`
	Municipalities []ProfileMunicipality `json:"municipalities" validate:"required,max=500"` // those the caller writes for
	Permissions    []string              `json:"permissions" validate:"required,max=100" example:"training-need:write"`
} // @name Profile

// ProfileMandate is a role the caller holds today.
type ProfileMandate struct {
	Role         string `json:"role" validate:"required" enums:"secretariat,coordinator,rpct,secretary,commissioner,referent,observer,client" example:"referent"`
	Municipality string `json:"municipality,omitempty" validate:"max=6" example:"083049"`
	ZoneID       int64  `json:"zone_id,omitzero" example:"2"`
	From         string `json:"from" validate:"required" example:"2026-01-01"`
	To           string `json:"to,omitempty" example:"2026-12-31"`
} // @name ProfileMandate

// ProfileMunicipality is a municipality the caller writes for.
type ProfileMunicipality struct {
	IstatCode string `json:"istat_code" validate:"required" example:"083049"`
	Name      string `json:"name" validate:"required,max=80" example:"Milazzo"`
} // @name ProfileMunicipality

// LoginSession is an open session of the caller.
type LoginSession struct {
	ID         int64     `json:"id" validate:"required" example:"12"`
	UserAgent  string    `json:"user_agent" validate:"required,max=300" example:"Mozilla/5.0"`
	CreatedAt  time.Time `json:"created_at" validate:"required" example:"2026-11-23T10:00:00Z"`
	LastUsedAt time.Time `json:"last_used_at" validate:"required" example:"2026-11-23T10:00:00Z"`
	ExpiresAt  time.Time `json:"expires_at" validate:"required" example:"2026-11-23T22:00:00Z"`
	Mine       bool      `json:"mine" validate:"required" example:"true"` // the one that asks
} // @name LoginSession

// PersonalToken is a token for scripts, without its secret.
type PersonalToken struct {
	httpx.Meta
	Name       string     `json:"name" validate:"required,max=80" example:"script della segreteria"`
	Hint       string     `json:"hint" validate:"required,max=8" example:"x7Qa"` // how the secret ends
	Scopes     []string   `json:"scopes" validate:"required,max=60" example:"risk:read"`
	ExpiresAt  time.Time  `json:"expires_at" validate:"required" example:"2027-01-31T00:00:00Z"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty" example:"2026-11-23T10:00:00Z"`
	CreatedAt  time.Time  `json:"created_at" validate:"required" example:"2026-11-23T10:00:00Z"`
	Secret     string     `json:"secret,omitempty" validate:"max=100" example:"cdp_pat_c2VncmV0bw"` // at creation only
} // @name PersonalToken

// PersonalTokenNew asks for a token.
type PersonalTokenNew struct {
	Name      string   `json:"name" validate:"required,filled,max=80" example:"script della segreteria"`
	Scopes    []string `json:"scopes" validate:"required,min=1,max=60,unique,dive,max=60" example:"risk:read"`
	ExpiresOn string   `json:"expires_on" validate:"required,datetime=2006-01-02" example:"2027-01-31"`
} // @name PersonalTokenNew

// PasswordChange replaces the caller's password.
type PasswordChange struct {
	Current  string `json:"current" validate:"required,max=200" example:"la frase di prima"`
	Password string `json:"password" validate:"required,max=200" example:"una frase lunga da ricordare"`
} // @name PasswordChange

// Me serves the caller's own data.
type Me struct {
	Auth
}

// Routes is the whole surface of the resource.
func (m Me) Routes(a *httpx.API) {
	httpx.Query(a, "me-read", "/me", authz.Authenticated, m.read)
	httpx.Query(a, "me-sessions", "/me/sessions", authz.Authenticated, m.sessions)
	httpx.Command(a, "me-sessions-end", http.MethodDelete, "/me/sessions/:id", authz.Authenticated, m.end)
	httpx.Query(a, "me-tokens", "/me/tokens", authz.Authenticated, m.tokens)
	httpx.Command(a, "me-tokens-create", http.MethodPost, "/me/tokens", authz.Authenticated, m.newToken, httpx.NoReplay())
	httpx.Command(a, "me-tokens-revoke", http.MethodDelete, "/me/tokens/:id", authz.Authenticated, m.revoke)
	httpx.Command(a, "me-password", http.MethodPut, "/me/password", authz.Authenticated, m.change, httpx.Alone())
}

// @Summary      Chi sono
// @Description  Ruoli, incarichi, comuni per cui si scrive e permessi di chi chiama.
// @Tags         me
// @Success      200 {object} Profile
// @Router       /me [get]
func (m Me) read(ctx context.Context, _ httpx.None) (Profile, error) {
	me := authz.From(ctx)
	p, err := m.Service.Profile(ctx)
	if err != nil {
		return Profile{}, err
	}
	out := Profile{ID: me.AccountID, PersonID: me.PersonID, GivenName: p.GivenName, FamilyName: p.FamilyName, Email: p.Email,
		Roles: []string{}, Mandates: []ProfileMandate{}, Permissions: []string{},
		Municipalities: convert(p.Municipalities, func(x identity.Place) ProfileMunicipality { return ProfileMunicipality(x) })}
	for _, r := range me.Roles() {
		out.Roles = append(out.Roles, string(r))
	}
	for _, x := range me.Mandates {
		pm := ProfileMandate{Role: string(x.Role), Municipality: x.Municipality, ZoneID: x.ZoneID, From: x.From.Format(time.DateOnly)}
		if !x.To.IsZero() {
			pm.To = x.To.Format(time.DateOnly)
		}
		out.Mandates = append(out.Mandates, pm)
	}
	for _, x := range me.Permissions() {
		out.Permissions = append(out.Permissions, string(x))
	}
	return out, nil
}

// @Summary      Le mie sessioni aperte
// @Description  Dalla più recente; mine segna quella in uso.
// @Tags         me
// @Success      200 {object} page.Of[LoginSession]
// @Router       /me/sessions [get]
func (m Me) sessions(ctx context.Context, _ httpx.None) (page.Of[LoginSession], error) {
	found, err := m.Service.Sessions(ctx)
	mine := authz.From(ctx).SessionID
	return page.Whole(convert(found, func(s identity.Session) LoginSession {
		return LoginSession{s.ID, s.UserAgent, s.CreatedAt.UTC(), s.LastUsedAt.UTC(), s.ExpiresAt.UTC(), s.ID == mine}
	})), err
}

// @Summary      Termina una mia sessione
// @Description  Ha effetto dalla richiesta successiva.
// @Tags         me
// @Param        id path int true "sessione"
// @Success      204
// @Router       /me/sessions/{id} [delete]
func (m Me) end(ctx context.Context, in httpx.ByID, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, m.Service.EndSession(ctx, in.ID)
}

// @Summary      I miei token personali
// @Description  Senza il segreto, che si vede solo alla creazione.
// @Tags         me
// @Success      200 {object} page.Of[PersonalToken]
// @Router       /me/tokens [get]
func (m Me) tokens(ctx context.Context, _ httpx.None) (page.Of[PersonalToken], error) {
	found, err := m.Service.Tokens(ctx)
	return page.Whole(convert(found, presentToken)), err
}

// @Summary      Nuovo token personale
// @Description  Per gli script: ristretto ad alcuni dei propri permessi, con scadenza entro un anno; il segreto si vede solo ora.
// @Tags         me
// @Param        body body PersonalTokenNew true "nome, permessi, scadenza"
// @Success      201 {object} PersonalToken
// @Router       /me/tokens [post]
func (m Me) newToken(ctx context.Context, _ httpx.None, b PersonalTokenNew) (PersonalToken, error) {
	expires, err := time.Parse(time.DateOnly, b.ExpiresOn)
	if err != nil {
		return PersonalToken{}, apperr.Validation().At("/expires_on", "datetime", "Data non valida")
	}
	t, secret, err := m.Service.NewToken(ctx, b.Name, convert(b.Scopes, func(s string) authz.Permission { return authz.Permission(s) }), expires)
	out := presentToken(t)
	out.Secret = secret
	return out, err
}

// @Summary      Revoca un mio token
// @Description  Ha effetto dalla richiesta successiva.
// @Tags         me
// @Param        id path int true "token"
// @Success      204
// @Router       /me/tokens/{id} [delete]
func (m Me) revoke(ctx context.Context, in httpx.ByID, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, m.Service.RevokeToken(ctx, in.ID)
}

// @Summary      Cambia la mia password
// @Description  Vuole quella attuale; le altre sessioni terminano e questa continua con il token restituito.
// @Tags         me
// @Param        body body PasswordChange true "password attuale e nuova"
// @Success      200 {object} Access
// @Router       /me/password [put]
func (m Me) change(ctx context.Context, _ httpx.None, b PasswordChange) (Access, error) {
	e, err := m.Service.ChangePassword(ctx, b.Current, b.Password)
	if err != nil {
		return Access{}, err
	}
	return m.enter(httpx.ExchangeOf(ctx), e)
}

func presentToken(t identity.Token) PersonalToken {
	return PersonalToken{Meta: httpx.Meta{ID: t.ID, Version: t.Version}, Name: t.Name, Hint: t.Hint, Scopes: t.Scopes, ExpiresAt: t.ExpiresAt.UTC(),
		LastUsedAt: t.LastUsedAt, CreatedAt: t.CreatedAt.UTC()}
}
