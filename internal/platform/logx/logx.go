// Package logx sets the log up, so that no secret and no address of a person gets into it whoever writes it.
package logx

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// Hidden stands where a secret was.
const Hidden = "[hidden]"

// New is a logger that writes to w, one record a line, as "json" or as text.
func New(w io.Writer, level slog.Leveler, format string) *slog.Logger {
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: replace}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

var secretKeys = []string{"password", "passwd", "token", "secret", "authorization", "cookie", "email", "e-mail"}

// replace hides the values of telling keys whole, and what looks like a secret inside every other value.
func replace(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey) {
		return a
	}
	key := strings.ToLower(a.Key)
	for _, k := range secretKeys {
		if strings.Contains(key, k) {
			return slog.String(a.Key, Hidden)
		}
	}
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(Redact(a.Value.String()))
	case slog.KindAny: // errors and structs: as text, because a handler would print their fields by name
		a.Value = slog.StringValue(Redact(fmt.Sprintf("%+v", a.Value.Any())))
	}
	return a
}

var secrets = regexp.MustCompile(strings.Join([]string{
	`cdp_[a-z]+_[A-Za-z0-9_-]+`,                              // our own tokens
	`(?i:bearer|basic)\s+[A-Za-z0-9._~+/=-]+`,                // Authorization
	`eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?`, // JWT
	`://[^\s/@:]*:[^\s@]+@`,                                  // user:password in an address
	`[\pL\pN._%+'-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`,            // e-mail
	`(?i)(?:password|passwd|token|secret|cookie|api_?key)["']?\s*[:=]\s*(?:"[^"]*"|'[^']*'|[^\s,;&"'{}]+)`, // key and value
}, "|"))

// Redact hides what looks like a token, a password or an e-mail address in a text.
func Redact(s string) string {
	if !strings.ContainsAny(s, "@=: _") && !strings.Contains(s, "eyJ") || !secrets.MatchString(s) { // most values, for next to nothing
		return s
	}
	return secrets.ReplaceAllString(s, Hidden)
}
