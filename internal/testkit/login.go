package testkit

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/api/httpx"
	"comunita/api/server"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/mail"
)

// Password is good enough for the policy.
const Password = "quattro gatti sul molo di Milazzo"

// Box keeps the mails the server sends.
type Box struct {
	mu   sync.Mutex
	sent []mail.Message
}

// Send keeps a message.
func (b *Box) Send(_ context.Context, m mail.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, m)
	return nil
}

// Link waits for the n-th mail (from 1) and gives the token of the link in it.
func (b *Box) Link(t testing.TB, n int) string {
	t.Helper()
	for range 200 {
		b.mu.Lock()
		if len(b.sent) >= n {
			text := b.sent[n-1].Text
			b.mu.Unlock()
			_, rest, ok := strings.Cut(text, "#token=")
			if !ok {
				t.Fatalf("no link in %q", text)
			}
			return strings.Fields(rest)[0]
		}
		b.mu.Unlock()
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("mail %d did not come", n)
	return ""
}

// Count is how many mails were sent.
func (b *Box) Count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.sent)
}

// NewReal starts a server with real logging in, working its jobs; mails go to the box.
func NewReal(t testing.TB, change ...func(*server.Options)) (*App, *Box) {
	t.Helper()
	box := &Box{}
	keys, err := httpx.OpenKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	app := New(t, append([]func(*server.Options){func(o *server.Options) {
		o.HTTP.Authenticate, o.Keys, o.Mail, o.Base = nil, keys, box, "http://127.0.0.1:8080"
	}}, change...)...)
	app.Keys = keys
	stop, err := app.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		stop(ctx)
	})
	return app, box
}

// Account makes an active account with Password and a mandate: for a municipality when one is named.
func (a *App) Account(t testing.TB, email string, role authz.Role, municipality string) int64 {
	t.Helper()
	first := authz.Observer // changed below: a mandate for a municipality cannot be granted from the command line
	if municipality == "" {
		first = role
	}
	err := a.DB.Do(authz.With(t.Context(), authz.System("fixture")), "fixture", func(ctx context.Context) error {
		return a.Identity.Grant(ctx, "Prova", "Utente", email, Password, first)
	})
	if err != nil {
		t.Fatal(err)
	}
	if municipality != "" {
		a.Exec(t, `UPDATE mandates SET role = $1, municipality_code = $2, arrangement = CASE $1 WHEN 'secretary' THEN 'holder' WHEN 'commissioner' THEN 'extraordinary' ELSE '' END,
			replaces = CASE $1 WHEN 'commissioner' THEN '{council}'::text[] ELSE '{}' END WHERE person_id = (SELECT person_id FROM accounts WHERE email = $3)`, role, municipality, email)
	}
	var id int64
	if err := a.DB.SQL().QueryRow(`SELECT id FROM accounts WHERE email = $1`, email).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// Browser is a client that keeps cookies, as a browser at the site does.
type Browser struct {
	Client
	jar map[string]string
}

// Browser opens one.
func (a *App) Browser() *Browser { return &Browser{Client: Client{app: a}, jar: map[string]string{}} }

// Send does a request with the cookies and the site's header, and keeps the cookies of the answer.
func (b *Browser) Send(t testing.TB, method, path string, body any, headers ...string) *Response {
	t.Helper()
	headers = append([]string{"X-Requested-With", "comunita", "Sec-Fetch-Site", "same-origin"}, headers...)
	var cookies []string
	for k, v := range b.jar {
		cookies = append(cookies, k+"="+v)
	}
	headers = append(headers, "Cookie", strings.Join(cookies, "; "))
	r := b.Do(t, method, path, body, headers...)
	for _, c := range (&http.Response{Header: r.Header}).Cookies() {
		if c.MaxAge < 0 {
			delete(b.jar, c.Name)
		} else {
			b.jar[c.Name] = c.Value
		}
	}
	return r
}

// Cookie reads or plants a cookie.
func (b *Browser) Cookie(name string, value ...string) string {
	if len(value) > 0 {
		b.jar[name] = value[0]
	}
	return b.jar[name]
}

// Login logs in and bears the access token from then on.
func (b *Browser) Login(t testing.TB, email string) *Response {
	t.Helper()
	r := b.Send(t, http.MethodPost, "/auth/login", map[string]string{"email": email, "password": Password}).Want(http.StatusOK)
	b.token = JSON[struct {
		AccessToken string `json:"access_token"`
	}](r).AccessToken
	return r
}

// Bear uses a token from then on.
func (b *Browser) Bear(token string) { b.token = token }

// Token is the one in use.
func (b *Browser) Token() string { return b.token }
