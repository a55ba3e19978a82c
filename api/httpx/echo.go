package httpx

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/db"
)

// Base is where version 1 of the API lives.
const Base = "/api/v1"

// Authenticator turns a bearer token into the actor it stands for. An unknown or revoked token is an Unauthenticated error.
type Authenticator func(ctx context.Context, token string) (authz.Actor, error)

// Settings is what the HTTP side needs to know.
type Settings struct {
	Trusted         []netip.Prefix
	HTTPS           bool
	MaxBody         int64 // bytes; 1 MiB
	MaxUpload       int64 // bytes; 10 MiB
	MaxFile         int64 // bytes; 25 MiB
	Files           blob.Store
	PerMinute       int // requests of one account; 1200
	AnonymousPerMin int // requests of one address; 300
	Exports         int // at once; 2
	Metrics         *Metrics
	Authenticate    Authenticator
}

// New makes the router with everything that holds for every request, and the API on it.
func New(d *db.DB, s Settings) (*echo.Echo, *API, error) {
	authenticated := NewLimiter(orElse(s.PerMinute, 1200))
	anonymous := NewLimiter(orElse(s.AnonymousPerMin, 300))
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = func(err error, c echo.Context) { fail(c, err) }
	e.Pre(Observe(s.Trusted, s.Metrics, s.HTTPS))
	g := e.Group(Base, bearer(s.Authenticate, anonymous), Limit(authenticated, anonymous))
	a := &API{Group: g, DB: d, MaxBody: orElse(s.MaxBody, 1<<20), MaxUpload: orElse(s.MaxUpload, 10<<20),
		MaxFile: orElse(s.MaxFile, 25<<20), Files: s.Files, exports: make(chan struct{}, orElse(s.Exports, 2))}
	g.Any("/*", func(echo.Context) error { return echo.ErrNotFound }) // unknown addresses are limited and answered like the rest
	return e, a, nil
}

// bearer puts the actor of a valid token in the context. No token means anonymous; a bad token is a 401 even on public routes, and counts against
// the address it comes from, so that nobody tries many.
func bearer(authenticate Authenticator, strangers *Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			token, ok := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
			if !ok {
				return next(c)
			}
			ctx := c.Request().Context()
			a, err := authenticate(ctx, token)
			if err != nil {
				if limited := strangers.hold(c, network(exchangeOf(ctx).IP)); limited != nil {
					return limited
				}
				return err
			}
			c.SetRequest(c.Request().WithContext(authz.With(ctx, a)))
			return next(c)
		}
	}
}

// Mount serves a plain handler outside the API: metrics, probes, pages.
func Mount(e *echo.Echo, method, path string, h http.Handler) {
	e.Add(method, path, func(c echo.Context) error {
		exchangeOf(c.Request().Context()).op = "page"
		h.ServeHTTP(c.Response(), c.Request())
		return nil
	})
}

func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}
