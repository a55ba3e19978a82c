package v1

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"comunita/api/httpx"
	"comunita/internal/identity"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Credentials log a person in.
type Credentials struct {
	Email    string `json:"email" validate:"required,max=254" example:"referente.milazzo@example.org"`
	Password string `json:"password" validate:"required,max=200" example:"una frase lunga da ricordare"`
} // @name Credentials

// Access is an access token to send as a bearer token.
type Access struct {
	AccessToken string `json:"access_token" validate:"required,max=4096" example:"eyJhbGciOiJFZERTQSJ9.e30.c2ln"`
	TokenType   string `json:"token_type" validate:"required" enums:"Bearer" example:"Bearer"`
	ExpiresIn   int    `json:"expires_in" validate:"required" example:"900"` // seconds
} // @name Access

// ResetRequest asks for a link to a new password.
type ResetRequest struct {
	Email string `json:"email" validate:"required,max=254,email" example:"referente.milazzo@example.org"`
} // @name ResetRequest

// PasswordByLink sets a password with the token of a link.
type PasswordByLink struct {
	Token    string `json:"token" validate:"required,max=100" example:"dGVzdA"`
	Password string `json:"password" validate:"required,max=200" example:"una frase lunga da ricordare"`
} // @name PasswordByLink

// ClientGrant are the credentials of a municipal system (RFC 6749); they may also come as HTTP Basic.
type ClientGrant struct {
	GrantType    string `json:"grant_type" validate:"required,max=40" example:"client_credentials"`
	ClientID     string `json:"client_id,omitempty" validate:"max=80" example:"cdp_abcdefgh"`
	ClientSecret string `json:"client_secret,omitempty" validate:"max=100" example:"c2VncmV0bw"`
	Scope        string `json:"scope,omitempty" validate:"max=1000" example:"training-need:write"`
} // @name ClientGrant

const (
	refreshCookie = "comunita_refresh"
	deviceCookie  = "comunita_device"
	authPath      = httpx.Base + "/auth"
)

// Auth serves logging in and out.
type Auth struct {
	Service *identity.Service
	Keys    *httpx.Keys
	Secure  bool // cookies only over https
}

// Routes is the whole surface of the resource.
func (s Auth) Routes(a *httpx.API) {
	httpx.Command(a, "auth-login", http.MethodPost, "/auth/login", authz.Public, s.login, httpx.Alone(), httpx.Status(http.StatusOK))
	httpx.Command(a, "auth-refresh", http.MethodPost, "/auth/refresh", authz.Public, s.refresh, httpx.Alone(), httpx.Status(http.StatusOK))
	httpx.Command(a, "auth-logout", http.MethodPost, "/auth/logout", authz.Public, s.logout, httpx.NoReplay())
	httpx.Command(a, "auth-logout-everywhere", http.MethodPost, "/auth/logout-everywhere", authz.Authenticated, s.everywhere, httpx.NoReplay())
	httpx.Command(a, "auth-password-reset", http.MethodPost, "/auth/password-reset", authz.Public, s.reset, httpx.NoReplay(), httpx.Status(http.StatusAccepted))
	httpx.Command(a, "auth-password", http.MethodPost, "/auth/password", authz.Public, s.password, httpx.Alone(), httpx.Status(http.StatusNoContent))
	httpx.Command(a, "oauth-token", http.MethodPost, "/oauth/token", authz.Public, s.token, httpx.Form(), httpx.Alone(), httpx.Status(http.StatusOK))
	httpx.Command(a, "referents-invitation", http.MethodPost, "/referents/:id/invitation", authz.ReferentWrite, s.invite, httpx.NoReplay(), httpx.Status(http.StatusNoContent))
}

// @Summary      Accesso con e-mail e password
// @Description  Restituisce un token di accesso di 15 minuti e un cookie di rinnovo HttpOnly.
// @Tags         auth
// @Param        body body Credentials true "credenziali"
// @Success      200 {object} Access
// @Router       /auth/login [post]
func (s Auth) login(ctx context.Context, _ httpx.None, b Credentials) (Access, error) {
	x := httpx.ExchangeOf(ctx)
	e, err := s.Service.Login(ctx, b.Email, b.Password, identity.Origin{IP: x.IP, UserAgent: x.Header("User-Agent"), Device: x.Cookie(deviceCookie)})
	if err != nil {
		return Access{}, err
	}
	return s.enter(x, e)
}

// @Summary      Rinnovo del token di accesso
// @Description  Usa il cookie di rinnovo, che cambia ogni volta; il riuso di uno vecchio termina la sessione. Vuole X-Requested-With: comunita.
// @Tags         auth
// @Success      200 {object} Access
// @Router       /auth/refresh [post]
func (s Auth) refresh(ctx context.Context, _ httpx.None, _ httpx.None) (Access, error) {
	x := httpx.ExchangeOf(ctx)
	if err := x.SameOrigin(); err != nil {
		return Access{}, err
	}
	e, err := s.Service.Refresh(ctx, x.Cookie(refreshCookie))
	if err != nil {
		if x.Cookie(refreshCookie) != "" {
			x.SetCookie(s.cookie(refreshCookie, "", -1))
		}
		return Access{}, err
	}
	return s.enter(x, e)
}

// @Summary      Uscita
// @Description  Termina la sessione del cookie di rinnovo. Vuole X-Requested-With: comunita.
// @Tags         auth
// @Success      204
// @Router       /auth/logout [post]
func (s Auth) logout(ctx context.Context, _ httpx.None, _ httpx.None) (httpx.None, error) {
	x := httpx.ExchangeOf(ctx)
	if err := x.SameOrigin(); err != nil {
		return httpx.None{}, err
	}
	x.SetCookie(s.cookie(refreshCookie, "", -1))
	return httpx.None{}, s.Service.Logout(ctx, x.Cookie(refreshCookie))
}

// @Summary      Uscita da tutti i dispositivi
// @Description  Termina ogni sessione e ogni token di accesso di chi chiama.
// @Tags         auth
// @Success      204
// @Router       /auth/logout-everywhere [post]
func (s Auth) everywhere(ctx context.Context, _ httpx.None, _ httpx.None) (httpx.None, error) {
	httpx.ExchangeOf(ctx).SetCookie(s.cookie(refreshCookie, "", -1))
	return httpx.None{}, s.Service.LogoutEverywhere(ctx)
}

// @Summary      Richiesta di una nuova password
// @Description  Risponde sempre 202, che l'indirizzo sia conosciuto o no; se lo è, parte una mail con un collegamento valido un'ora.
// @Tags         auth
// @Param        body body ResetRequest true "indirizzo"
// @Success      202
// @Router       /auth/password-reset [post]
func (s Auth) reset(ctx context.Context, _ httpx.None, b ResetRequest) (httpx.None, error) {
	return httpx.None{}, s.Service.RequestReset(ctx, b.Email)
}

// @Summary      Nuova password con il collegamento ricevuto
// @Description  Vale per l'invito e per la password dimenticata; il collegamento si usa una volta sola.
// @Tags         auth
// @Param        body body PasswordByLink true "token e password"
// @Success      204
// @Router       /auth/password [post]
func (s Auth) password(ctx context.Context, _ httpx.None, b PasswordByLink) (httpx.None, error) {
	return httpx.None{}, s.Service.SetPassword(ctx, b.Token, b.Password)
}

// @Summary      Token per un sistema comunale
// @Description  OAuth2 client credentials (RFC 6749, sezione 4.4): client_id e client_secret nel modulo o in HTTP Basic.
// @Tags         auth
// @Param        body body ClientGrant true "credenziali del sistema"
// @Success      200 {object} Access
// @Router       /oauth/token [post]
func (s Auth) token(ctx context.Context, _ httpx.None, b ClientGrant) (Access, error) {
	if b.GrantType != "client_credentials" {
		return Access{}, apperr.New(apperr.Unprocessable, "unsupported-grant", "Si accetta solo grant_type=client_credentials").
			At("/grant_type", "unsupported", "Solo client_credentials")
	}
	id, secret := b.ClientID, b.ClientSecret
	if basic, ok := strings.CutPrefix(httpx.ExchangeOf(ctx).Header("Authorization"), "Basic "); ok {
		raw, err := base64.StdEncoding.DecodeString(basic)
		if err == nil {
			user, pass, _ := strings.Cut(string(raw), ":")
			id, _ = url.QueryUnescape(user)
			secret, _ = url.QueryUnescape(pass)
		}
	}
	client, stamp, err := s.Service.Exchange(ctx, id, secret)
	if err != nil {
		return Access{}, err
	}
	return s.access("client:"+strconv.FormatInt(client, 10), 0, stamp)
}

// @Summary      Invito a una persona
// @Description  Le manda per mail il collegamento con cui scegliere la password, valido sette giorni; ripetuto, sostituisce il precedente.
// @Tags         referents
// @Param        id path int true "persona"
// @Success      204
// @Router       /referents/{id}/invitation [post]
func (s Auth) invite(ctx context.Context, in httpx.ByID, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, s.Service.Invite(ctx, in.ID)
}

// enter gives the access token in the answer and the rest in cookies that scripts cannot read.
func (s Auth) enter(x *httpx.Exchange, e identity.Entry) (Access, error) {
	out, err := s.access("account:"+strconv.FormatInt(e.AccountID, 10), e.SessionID, e.Stamp)
	if err != nil {
		return out, err
	}
	if e.Refresh != "" {
		x.SetCookie(s.cookie(refreshCookie, e.Refresh, int(time.Until(e.RefreshUntil).Seconds())))
	}
	if e.Device != "" {
		x.SetCookie(s.cookie(deviceCookie, e.Device, 180*24*3600))
	}
	return out, nil
}

func (s Auth) access(subject string, session int64, stamp int) (Access, error) {
	token, err := s.Keys.Sign(subject, session, stamp, identity.AccessLife)
	return Access{token, "Bearer", int(identity.AccessLife.Seconds())}, err
}

func (s Auth) cookie(name, value string, age int) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: authPath, MaxAge: age, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode} //nolint:gosec // G124: Secure wherever the address is https
}

// Authenticate turns any bearer token into its actor: an access token of a person or system, or a personal token.
func Authenticate(s *identity.Service, k *httpx.Keys) httpx.Authenticator {
	return func(ctx context.Context, token string) (authz.Actor, error) {
		if strings.HasPrefix(token, identity.TokenPrefix) {
			return s.ByToken(ctx, token)
		}
		c, err := k.Verify(token)
		if err != nil {
			return authz.Actor{}, err
		}
		kind, text, _ := strings.Cut(c.Subject, ":")
		id, _ := strconv.ParseInt(text, 10, 64)
		if kind == "client" {
			return s.ByClient(ctx, id, c.Stamp)
		}
		return s.BySession(ctx, id, c.Session, c.Stamp)
	}
}
