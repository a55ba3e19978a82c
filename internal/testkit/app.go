package testkit

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/api/httpx"
	"comunita/api/server"
	v1 "comunita/api/v1"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/db"
)

// App is a server on its own database.
type App struct {
	*server.Server
	DB       *db.DB
	Database string // its name on the test server
	Keys     *httpx.Keys
	Files    blob.Store
	FilesDir string // where Files keeps them

	mu     sync.Mutex
	actors map[string]authz.Actor
}

// New starts one. Actors are made by As; logging in is tested where it lives, with the real thing.
func New(t testing.TB, change ...func(*server.Options)) *App {
	t.Helper()
	return NewOn(t, db.Options{}, change...)
}

// NewOn is New with a database opened in a way of its own.
func NewOn(t testing.TB, options db.Options, change ...func(*server.Options)) *App {
	t.Helper()
	dsn := DSN(t)
	options.DSN = dsn
	app := &App{DB: openWith(t, options), Database: path.Base(strings.SplitN(dsn, "?", 2)[0]), actors: map[string]authz.Actor{},
		FilesDir: t.TempDir()}
	app.Files = blob.NewFolder(app.FilesDir)
	o := server.Options{DB: app.DB, Spec: filepath.Join(Root(), "openapi.yaml"), Site: v1.Site{Owner: "Ente", Version: "test"},
		HTTP: httpx.Settings{Authenticate: app.authenticate, Files: app.Files, PerMinute: 1_000_000, AnonymousPerMin: 1_000_000}}
	for _, c := range change {
		c(&o)
	}
	s, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	app.Server = s
	return app
}

func (a *App) authenticate(_ context.Context, token string) (authz.Actor, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	actor, ok := a.actors[token]
	if !ok {
		return actor, apperr.New(apperr.Unauthenticated, "bad-token", "Il token non è valido")
	}
	return actor, nil
}

// As is a client with one role, for the municipalities named by ISTAT code (roles for the whole network need none).
func (a *App) As(t testing.TB, role authz.Role, municipalities ...string) Client {
	t.Helper()
	m := authz.Mandate{Role: role, Municipalities: municipalities, From: time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)}
	return a.Actor(authz.Actor{Mandates: []authz.Mandate{m}, Stamp: fmt.Sprintf("%s%d", role, len(municipalities))})
}

// Actor is a client of a given actor; without an ID it gets the next one.
func (a *App) Actor(actor authz.Actor) Client {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := int64(len(a.actors) + 1)
	if actor.ID == "" {
		actor.ID, actor.AccountID = fmt.Sprintf("account:%d", 1_000_000+n), 1_000_000+n
	}
	token := fmt.Sprintf("test-%d", n)
	a.actors[token] = actor
	return Client{app: a, token: token}
}

// Anonymous is nobody.
func (a *App) Anonymous() Client { return Client{app: a} }

// Bearer is a client with a token of its own.
func (a *App) Bearer(token string) Client { return Client{app: a, token: token} }

// Exec runs fixture SQL in a unit of work.
func (a *App) Exec(t testing.TB, stmt string, args ...any) {
	t.Helper()
	Exec(t, a.DB, stmt, args...)
}

// Exec runs fixture SQL in a unit of work of the system.
func Exec(t testing.TB, d *db.DB, stmt string, args ...any) {
	t.Helper()
	err := d.Do(authz.With(t.Context(), authz.System("fixture")), "fixture", func(ctx context.Context) error {
		_, err := d.Exec(ctx, stmt, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The municipalities of the small fixture.
const (
	Milazzo, Capri, Malfa = "083049", "083011", "083043"
)

var _ http.Handler = (*App)(nil)
