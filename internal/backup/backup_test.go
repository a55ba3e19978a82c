package backup_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"comunita/internal/backup"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/embeddedpg"
	"comunita/internal/seed"
	"comunita/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

// A backup of a network with data and files, restored into an empty cluster, is the same network.
func TestRestoreIsWhatWasSaved(t *testing.T) {
	dsn := testkit.DSN(t)
	source := testkit.Open(t, dsn)
	if err := seed.Reference(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	from := backup.Installation{DSN: dsn, DataDir: t.TempDir(), Version: "test"}
	for name, text := range map[string]string{"mail/a.eml": "ciao", "files/atto.pdf": "%PDF", "keys/k.pem": "secret", "postgres/x": "y"} {
		write(t, filepath.Join(from.DataDir, name), text)
	}
	file := filepath.Join(t.TempDir(), "network.backup")
	saved, err := from.Write(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if saved.Tables["municipalities"].Rows != 108 || saved.Tables["audit_log"].Rows == 0 || len(saved.Files) != 2 {
		t.Fatalf("saved %+v", saved)
	}
	if _, err := from.Write(t.Context(), file); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("a backup was overwritten: %v", err)
	}

	cluster, err := embeddedpg.Start(t.Context(), embeddedpg.Config{Dir: filepath.Join(t.TempDir(), "postgres")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cluster.Stop() })
	to := backup.Installation{DSN: cluster.DSN(), DataDir: t.TempDir()}
	got, err := to.Restore(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Tables["risks"] != saved.Tables["risks"] {
		t.Errorf("risks %+v, saved %+v", got.Tables["risks"], saved.Tables["risks"])
	}
	for name, want := range map[string]string{"mail/a.eml": "ciao", "files/atto.pdf": "%PDF", "keys/k.pem": "", "postgres/x": ""} {
		if raw, _ := os.ReadFile(filepath.Join(to.DataDir, name)); string(raw) != want {
			t.Errorf("%s: %q, want %q", name, raw, want)
		}
	}
	d, err := db.Open(db.Options{DSN: cluster.DSN()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	// The restored database works: triggers, sequences and rules are there.
	err = d.Do(authz.With(t.Context(), authz.System("test")), "test", func(ctx context.Context) error {
		_, err := d.Exec(ctx, "UPDATE municipalities SET official_name = 'Comune di prova' WHERE istat_code = '083048'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	changes, err := db.Values[int64](t.Context(), d, "SELECT count(*) FROM audit_log WHERE actor = 'system:test'")
	if err != nil || changes[0] != 1 {
		t.Errorf("%v changes in the trail, %v", changes, err)
	}

	if _, err := to.Restore(t.Context(), file); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("restored over data: %v", err)
	}
}

// A file that was cut, changed or never ours is refused before the database is touched.
func TestDamagedBackups(t *testing.T) {
	dsn := testkit.DSN(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "files/a.txt"), "an act of the network")
	file := filepath.Join(t.TempDir(), "b")
	if _, err := (backup.Installation{DSN: dsn, DataDir: dir}).Write(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	empty := emptyDatabase(t, dsn)
	for name, raw := range map[string][]byte{
		"cut": whole[:len(whole)/2], "changed": bytes.Replace(whole, []byte("an act"), []byte("an ACT"), 1), "other": []byte("not a tar"), "empty": nil,
		"newer": bytes.Replace(whole, []byte(`"format": 1`), []byte(`"format": 9`), 1),
	} {
		write(t, file+name, string(raw))
		if _, err := (backup.Installation{DSN: empty, DataDir: t.TempDir()}).Restore(t.Context(), file+name); err == nil {
			t.Errorf("%s: restored", name)
		}
	}
	if _, err := (backup.Installation{DSN: empty, DataDir: dir}).Restore(t.Context(), file); err == nil || !strings.Contains(err.Error(), "files/a.txt") {
		t.Errorf("restored over a file: %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func emptyDatabase(t *testing.T, dsn string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	name := "empty_" + conn.Config().Database
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(t.Context(), dsn)
		if err == nil {
			_, _ = conn.Exec(t.Context(), "DROP DATABASE "+name)
		}
	})
	return strings.Replace(dsn, "/"+conn.Config().Database+"?", "/"+name+"?", 1)
}
