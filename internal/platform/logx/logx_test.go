package logx

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

type login struct{ Email, Password string }

type stringer struct{ v string }

func (s stringer) String() string { return "token=" + s.v }

// Each canary is logged in another way; none may be found in what was written. Row O-1.
func TestNoCanaryReachesTheLog(t *testing.T) {
	n := 0
	canary := func() string { n++; return fmt.Sprintf("CaNaRy%03d", n) }
	jwt := func() string { return "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0" + canary() + "." + canary() }
	var attrs [][]any
	add := func(a ...any) { attrs = append(attrs, a) }

	for _, key := range []string{"password", "Password", "new_password", "passwd", "token", "access_token", "refreshToken", "secret",
		"client_secret", "authorization", "Authorization", "cookie", "Set-Cookie", "email", "user_email", "e-mail"} {
		add(key, canary())
	}
	add(slog.Group("request", "token", canary()))
	add(slog.Group("request", slog.Group("headers", "Authorization", canary(), "note", "Bearer "+canary())))
	add("token", []byte(canary()))
	add("email", []string{canary() + "@example.org"})
	for _, format := range []string{"cdp_pat_%s", "cdp_cs_%s", "Bearer %s", "bearer  %s", "Authorization: Bearer %s", "Basic %s==", "postgres://app:%s@db:5432/x",
		"smtp://u:%s@mail", "mario.%s@comune.me.it", "<%s@example.org>", "nome.%s+x@pec.comune.messina.it", "è.%s@città.it", "user=app password=%s host=db",
		`{"password":"%s"}`, `{"new_password": "%s"}`, "password='%s'", "?token=%s&x=1", "/reset#token=%s", "secret: %s", "Cookie: %s", "api_key=%s", "apikey=%s"} {
		text := fmt.Sprintf(format, canary())
		add("note", text)
		add("err", errors.New("failed: "+strings.Replace(text, "CaNaRy", "CaNaRyE", 1)))
	}
	add("note", jwt())
	add("err", fmt.Errorf("parse: %w", errors.New("bad token "+jwt())))
	add("who", login{canary() + "@example.org", canary()})
	add("who", &login{Password: canary()})
	add("who", map[string]string{"password": canary()})
	add("what", stringer{canary()})
	if n < 50 {
		t.Fatalf("only %d canaries", n)
	}

	for _, format := range []string{"json", "text"} {
		var out bytes.Buffer
		l := New(&out, slog.LevelDebug, format)
		for _, a := range attrs {
			l.Error("sent", a...)
			l.With(a...).Info("with")
			l.WithGroup("g").Info("group", a...)
		}
		l.Warn("could not write to mario.CaNaRy@example.org with cdp_pat_CaNaRy")
		if i := strings.Index(out.String(), "CaNaRy"); i >= 0 {
			t.Errorf("%s: …%s…", format, out.String()[max(0, i-120):min(out.Len(), i+40)])
		}
		if got, want := strings.Count(out.String(), "\n"), 3*len(attrs)+1; got != want {
			t.Errorf("%s: %d lines, want %d", format, got, want)
		}
	}
}

func TestOrdinaryValuesStay(t *testing.T) {
	for _, s := range []string{"training-need-list", "account:12", "3.14", "/api/v1/risks", "GET", "connection refused: dial tcp 127.0.0.1:5432", "Città Metropolitana di Messina"} {
		if got := Redact(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestLevelAndFormat(t *testing.T) {
	var out bytes.Buffer
	l := New(&out, slog.LevelWarn, "json")
	l.Info("no")
	l.Warn("yes", "n", 1)
	if s := out.String(); strings.Contains(s, "no") || !strings.Contains(s, `"msg":"yes","n":1`) || !strings.Contains(s, `"level":"WARN"`) {
		t.Error(s)
	}
}

func BenchmarkRequestLine(b *testing.B) {
	l := New(bytes.NewBuffer(make([]byte, 0, 1<<20)), slog.LevelInfo, "json")
	for b.Loop() {
		l.Info("request", "request_id", "KFJ3WQ2Z7YB4XN5LJ6RZQ2TM3A", "method", "GET", "op", "training-need-list", "status", 200, "ms", "0.42", "actor", "account:12")
	}
}
