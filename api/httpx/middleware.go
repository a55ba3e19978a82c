package httpx

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"crypto/rand"

	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// maxTarget bounds the request line: longer is 414.
const maxTarget = 8 << 10

// Observe is the outermost middleware: it gives each request an id, turns panics and errors into problems, writes one log line and
// counts. trusted are the proxies whose X-Forwarded-For is believed.
func Observe(trusted []netip.Prefix, m *Metrics, https bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			start := time.Now()
			req := c.Request()
			x := &Exchange{RequestID: requestID(req.Header.Get("X-Request-Id")), IP: clientIP(req, trusted), request: req, response: c.Response()}
			ctx := context.WithValue(db.WithRequest(req.Context(), x.RequestID), exchangeKey{}, x)
			c.SetRequest(req.WithContext(ctx))
			secure(c.Response().Header(), x.RequestID, https)
			defer func() {
				if p := recover(); p != nil {
					if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
						finish(c, x, m, start)
						panic(p)
					}
					slog.ErrorContext(ctx, "panic", "request_id", x.RequestID, "panic", p, "stack", string(debug.Stack()))
					fail(c, errors.New("panic"))
				}
				finish(c, x, m, start)
			}()
			if len(req.RequestURI) > maxTarget {
				fail(c, &echo.HTTPError{Code: http.StatusRequestURITooLong})
				return nil
			}
			if err := next(c); err != nil {
				fail(c, err)
			}
			return nil
		}
	}
}

func requestID(given string) string {
	if len(given) >= 8 && len(given) <= 64 && printable(given) {
		return given
	}
	return rand.Text()
}

// clientIP is the peer or, behind a trusted proxy, the last address that no trusted proxy vouched for.
func clientIP(req *http.Request, trusted []netip.Prefix) netip.Addr {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip, _ := netip.ParseAddr(host)
	ip = ip.Unmap()
	hops := strings.Split(strings.Join(req.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(ip, trusted); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = next.Unmap()
	}
	return ip
}

func within(ip netip.Addr, nets []netip.Prefix) bool {
	for _, n := range nets {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}

// secure sets the headers every answer carries; the SPA's own pages loosen the policy to what they need.
func secure(h http.Header, id string, https bool) {
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Authorization, Accept, Accept-Language")
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

func finish(c echo.Context, x *Exchange, m *Metrics, start time.Time) {
	took, status := time.Since(start), c.Response().Status
	op := x.op
	if op == "" {
		op = "none"
	}
	m.observe(op, status, took)
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	ctx := c.Request().Context()
	if !slog.Default().Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.String("request_id", x.RequestID), slog.String("method", c.Request().Method), slog.String("op", op),
		slog.Int("status", status), slog.String("ms", strconv.FormatFloat(float64(took.Microseconds())/1000, 'f', 2, 64)),
		slog.Int64("bytes", c.Response().Size), slog.String("actor", authz.From(ctx).ID)}
	if x.problem != "" {
		attrs = append(attrs, slog.String("problem", x.problem))
	}
	if x.err != nil && (status >= 500 || x.problem == "") {
		attrs = append(attrs, slog.Any("err", x.err))
	}
	slog.LogAttrs(ctx, level, "request", attrs...)
}

// Limit holds back callers who ask too much, per account or per address, and tells everyone where they stand.
func Limit(authenticated, anonymous *Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx := c.Request().Context()
			l, key := authenticated, authz.From(ctx).ID
			if key == "" {
				l, key = anonymous, network(exchangeOf(ctx).IP)
			}
			if err := l.hold(c, key); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// hold counts a request of a caller, tells where it stands, and refuses what is too much.
func (l *Limiter) hold(c echo.Context, key string) error {
	limit, remaining, reset, ok := l.take(key)
	h := c.Response().Header()
	h.Set("RateLimit-Limit", strconv.Itoa(limit))
	h.Set("RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("RateLimit-Reset", strconv.Itoa(int(math.Ceil(reset.Seconds()))))
	if !ok {
		return apperr.New(apperr.TooMany, "rate-limited", "Troppe richieste: riprova tra poco").After(reset + time.Second)
	}
	return nil
}

// network is the address prefix that counts as one caller: a single IPv4 address, an IPv6 /64.
func network(ip netip.Addr) string {
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
