// Package testkit gives every test its own database and a client whose every answer is checked against openapi.yaml.
package testkit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver
	"github.com/pressly/goose/v3"

	"comunita/internal/platform/db"
	"comunita/migrations"
)

// Root is the repository root.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// cluster is where the test databases live: TEST_DATABASE_URL.
func cluster() string {
	if v := os.Getenv("TEST_DATABASE_URL"); v != "" {
		return v
	}
	return "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable"
}

// dsn names one database on the test server.
func dsn(name string) string {
	u, err := url.Parse(cluster())
	if err != nil {
		panic(err)
	}
	u.Path = "/" + name
	return u.String()
}

func admin(stmt string) error {
	conn, err := sql.Open("pgx", dsn("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Exec(stmt)
	return err
}

// template migrates one database per test binary; DB clones it per test.
var template = sync.OnceValues(func() (string, error) {
	name := "tmpl_" + strings.ToLower(rand.Text()[:10])
	if err := admin("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	return name, migrate(name, goose.MaxVersion)
})

func migrate(name string, to int64) error {
	conn, err := sql.Open("pgx", dsn(name))
	if err != nil {
		return err
	}
	defer conn.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, conn, migrations.FS)
	if err == nil {
		_, err = p.UpTo(context.Background(), to)
	}
	return err
}

// DSN is a fresh, migrated database that is dropped when the test ends.
func DSN(t testing.TB) string {
	t.Helper()
	tmpl, err := template()
	if err != nil {
		t.Fatalf("template database: %v", err)
	}
	return dsn(create(t, " TEMPLATE "+tmpl+" STRATEGY file_copy"))
}

// OldDSN is a fresh database as an old program left it, migrated up to a version only.
func OldDSN(t testing.TB, version int64) string {
	t.Helper()
	name := create(t, "")
	if err := migrate(name, version); err != nil {
		t.Fatal(err)
	}
	return dsn(name)
}

func create(t testing.TB, how string) string {
	t.Helper()
	name := "t_" + strings.ToLower(rand.Text()[:12])
	if err := admin("CREATE DATABASE " + name + how); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return name
}

// Admin is a connection to the test server itself, for tests that disturb it.
func Admin(t testing.TB) *sql.DB {
	t.Helper()
	conn, err := sql.Open("pgx", dsn("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Main runs the tests of a package and drops its template database: call it from TestMain.
func Main(m *testing.M) int {
	if os.Getenv("TEST_LOG") == "" {
		slog.SetDefault(slog.New(slog.DiscardHandler)) // failures speak through the tests
	}
	code := m.Run()
	if name, err := template(); err == nil {
		_ = admin("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
	}
	return code
}

// DB opens a fresh database.
func DB(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, DSN(t))
}

// Open opens a database and closes it when the test ends.
func Open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	return openWith(t, db.Options{DSN: dsn})
}

func openWith(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	o.PoolSize = 8
	d, err := db.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}
