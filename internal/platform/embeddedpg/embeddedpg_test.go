package embeddedpg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// As a helper process the test binary is an owner that can be killed.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if dir := os.Getenv("EMBEDDEDPG_OWN"); dir != "" {
		c, err := Start(context.Background(), Config{Dir: dir})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(c.PID())
		select {}
	}
	code := m.Run()
	if seed.dir != "" {
		_ = os.RemoveAll(filepath.Dir(seed.dir))
	}
	os.Exit(code)
}

// folder is one the unprivileged user can reach, unlike t.TempDir.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "epgtest-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "postgres")
}

func start(t *testing.T, dir string) *Cluster {
	t.Helper()
	c, err := Start(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	return c
}

func stop(t *testing.T, c *Cluster) {
	t.Helper()
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
}

func query[T any](t *testing.T, dsn, sql string) (out T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), sql).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func exec1(t *testing.T, dsn, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

var seed struct {
	once sync.Once
	dir  string
}

// seeded is a folder whose cluster holds one table of one row and is stopped. It is made once and copied.
func seeded(t *testing.T) string {
	t.Helper()
	seed.once.Do(func() {
		top, err := os.MkdirTemp("", "epgseed-")
		if err == nil {
			err = os.Chmod(top, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
		c := start(t, filepath.Join(top, "postgres"))
		exec1(t, c.DSN(), "CREATE TABLE kept AS SELECT 42 AS n")
		stop(t, c)
		seed.dir = c.root
	})
	dir := folder(t)
	if out, err := exec.Command("cp", "-a", seed.dir, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

func wantKept(t *testing.T, c *Cluster) {
	t.Helper()
	if n := query[int](t, c.DSN(), "SELECT n FROM kept"); n != 42 {
		t.Errorf("n = %d", n)
	}
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	c := start(t, folder(t))
	for sql, want := range map[string]string{
		"SELECT current_database() || ' ' || current_user":                                                             "comunita comunita",
		"SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user":                                             "false",
		"SELECT string_agg(w, ' ' ORDER BY w) FROM unnest('{zucca,Étna,etna,àncora,Zucca,ancora,città}'::text[]) AS w": "ancora àncora città etna Étna zucca Zucca",
		"SELECT lower('CITTÀ')":        "città",
		"SHOW data_checksums":          "on",
		"SHOW fsync":                   "on",
		"SHOW synchronous_commit":      "on",
		"SHOW max_wal_size":            "1GB",
		"SHOW listen_addresses":        "127.0.0.1",
		"SHOW unix_socket_permissions": "0700",
		"SHOW server_encoding":         "UTF8",
		"SELECT jit FROM (SELECT current_setting('jit') AS jit) s": "off",
	} {
		if got := query[string](t, c.DSN(), sql); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
	exec1(t, c.DSN(), "CREATE EXTENSION pg_trgm")
	exec1(t, c.DSN(), "CREATE EXTENSION btree_gist")

	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.PID()))
	if err != nil || strings.Contains(string(status), "Uid:\t0\t") {
		t.Errorf("postgres runs as root: %v\n%s", err, status)
	}
}

// The port answers to the password alone, the socket's folder to its owner alone.
func TestThePortAsksForThePassword(t *testing.T) {
	t.Parallel()
	c := start(t, folder(t))
	tcp := func(password string) error {
		conn, err := pgx.Connect(t.Context(), fmt.Sprintf("postgres://comunita:%s@127.0.0.1:%d/comunita?sslmode=disable", password, c.port))
		if err == nil {
			_ = conn.Close(t.Context())
		}
		return err
	}
	if err := tcp(c.password); err != nil {
		t.Error(err)
	}
	if tcp("guessed") == nil || tcp("") == nil {
		t.Error("the port takes any password")
	}
	for path, want := range map[string]os.FileMode{c.sock: 0o700, c.data: 0o700, filepath.Join(c.root, "password"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
}

func TestSecondStartKeepsTheDataAndIsQuick(t *testing.T) {
	t.Parallel()
	dir := seeded(t)
	begun := time.Now()
	c := start(t, dir)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	wantKept(t, c)
}

func TestPostmasterKilledUnderUsComesBack(t *testing.T) {
	t.Parallel()
	dir := seeded(t)
	c := start(t, dir)
	exec1(t, c.DSN(), "INSERT INTO kept VALUES (43)")
	killed := c.PID()
	if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		conn, err := pgx.Connect(t.Context(), c.DSN())
		if err == nil && c.PID() != killed {
			_ = conn.Close(t.Context())
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if n := query[int](t, c.DSN(), "SELECT count(*)::int FROM kept"); n != 2 {
		t.Errorf("%d rows", n)
	}
	stop(t, c)
	wantKept(t, start(t, dir))
}

// ownerProcess runs the cluster in a process of its own.
func ownerProcess(t *testing.T, dir string) (owner *exec.Cmd, postmaster int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "EMBEDDEDPG_OWN="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	pid, bad := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || bad != nil {
		t.Fatal(line, err)
	}
	return cmd, pid
}

func TestEverythingKilledAtOnceRecovers(t *testing.T) {
	t.Parallel()
	dir := seeded(t)
	owner, postmaster := ownerProcess(t, dir)
	dsn, ok := Running(dir)
	if !ok {
		t.Fatal("it is not seen to run")
	}
	exec1(t, dsn, "INSERT INTO kept VALUES (43)")
	_ = syscall.Kill(postmaster, syscall.SIGKILL)
	_ = owner.Process.Kill()
	_ = owner.Wait()
	c := start(t, dir)
	if n := query[int](t, c.DSN(), "SELECT count(*)::int FROM kept"); n != 2 {
		t.Errorf("%d rows", n)
	}
}

func TestOwnerKilledLeavesNoServerBehind(t *testing.T) {
	t.Parallel()
	dir := seeded(t)
	owner, postmaster := ownerProcess(t, dir)
	_ = owner.Process.Kill()
	_ = owner.Wait()
	c := start(t, dir) // while the other may still be stopping
	wantKept(t, c)
	for deadline := time.Now().Add(5 * time.Second); c.runs(postmaster); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d lives on", postmaster)
		}
	}
}

func TestSecondOwnerIsRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if dsn, ok := Running(dir); ok {
		t.Error("running before it was made", dsn)
	}
	c := start(t, dir)
	_, err := Start(t.Context(), Config{Dir: dir})
	if !errors.Is(err, ErrOwned) || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) || !strings.Contains(err.Error(), "COMUNITA_DATA_DIR") {
		t.Error(err)
	}
	if dsn, ok := Running(dir); !ok || dsn != c.DSN() {
		t.Error(dsn, ok)
	}
	stop(t, c)
	if _, ok := Running(dir); ok {
		t.Error("running after its stop")
	}
}

func TestHalfMadeFolderIsLeftAside(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "data.new-1", "global")
	if err := os.MkdirAll(half, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(half, "pg_control"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
	if _, err := os.Stat(half); err == nil {
		t.Error("the remains are still there")
	}
}

func TestPidFileOfAnotherProgram(t *testing.T) {
	t.Parallel()
	dir := seeded(t)
	pid := fmt.Sprintf("%d\n%s\n1\n5432\n/tmp\n\n0 0\nready\n", os.Getpid(), filepath.Join(dir, "data"))
	name := filepath.Join(dir, "data", "postmaster.pid")
	if err := os.WriteFile(name, []byte(pid), 0o600); err != nil {
		t.Fatal(err)
	}
	wantKept(t, start(t, dir))
}

func TestDataOfAnotherVersionIsRefused(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(data string) error{
		"made by PostgreSQL 9,": func(data string) error { return os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("9\n"), 0o600) },
		"which is no version":   func(data string) error { return os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("?\n"), 0o600) },
		"another build of PostgreSQL": func(data string) error { // the catalogue version of pg_control, with its checksum left wrong
			f, err := os.OpenFile(filepath.Join(data, "global", "pg_control"), os.O_RDWR, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteAt([]byte{1, 0, 0, 0}, 8)
			return errors.Join(err, f.Close())
		},
	} {
		dir := seeded(t)
		if err := spoil(filepath.Join(dir, "data")); err != nil {
			t.Fatal(err)
		}
		c, err := Start(t.Context(), Config{Dir: dir})
		if err == nil {
			_ = c.Stop()
		}
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(name, "PostgreSQL") && !strings.Contains(fmt.Sprint(err), "api restore FILE") {
			t.Errorf("%s does not say what to do: %v", name, err)
		}
	}
}

// A checkout below /root: the unprivileged user cannot get in, so the data goes elsewhere, and to the same place each time.
func TestFolderThatOnlyRootEnters(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("root alone has this case")
	}
	dir := filepath.Join(t.TempDir(), "postgres") // inside a 0700 folder
	for range 2 {
		c := start(t, dir)
		if !strings.HasPrefix(c.root, "/var/lib/comunita/") {
			t.Fatal(c.root)
		}
		t.Cleanup(func() { _ = os.RemoveAll(c.root); _ = os.Remove(filepath.Dir(c.root)) })
		exec1(t, c.DSN(), "CREATE TABLE IF NOT EXISTS seen (n int)")
		if dsn, ok := Running(dir); !ok || dsn != c.DSN() {
			t.Error(dsn, ok)
		}
		stop(t, c)
	}
}

func TestNoServerOnTheMachine(t *testing.T) {
	t.Setenv("PGBIN", t.TempDir())
	_, err := Start(t.Context(), Config{Dir: folder(t)})
	if err == nil || !strings.Contains(err.Error(), "no PostgreSQL server") || !strings.Contains(err.Error(), "make setup") || !strings.Contains(err.Error(), "DATABASE_URL") {
		t.Error(err)
	}
}

// A new ICU sorts differently: the indexes are rebuilt before anything reads them.
func TestNewCollationsRebuildTheIndexes(t *testing.T) {
	t.Parallel()
	dir := seeded(t)
	c := start(t, dir)
	exec1(t, c.DSN(), "CREATE COLLATION italian (provider = icu, locale = 'it-IT')")
	exec1(t, c.DSN(), "CREATE INDEX kept_n ON kept ((n::text) COLLATE italian)")
	before := query[uint32](t, c.DSN(), "SELECT relfilenode FROM pg_class WHERE relname = 'kept_n'")
	exec1(t, c.AdminDSN(), "UPDATE pg_database SET datcollversion = '1' WHERE datname = 'comunita'")
	stop(t, c)
	c = start(t, dir)
	if after := query[uint32](t, c.DSN(), "SELECT relfilenode FROM pg_class WHERE relname = 'kept_n'"); after == before {
		t.Error("the index was not rebuilt")
	}
	if v := query[string](t, c.DSN(), "SELECT datcollversion FROM pg_database WHERE datname = current_database()"); v == "1" {
		t.Error("the version was not brought up to date")
	}
}

func TestCancelledStartLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	dir := seeded(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, Config{Dir: dir}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	wantKept(t, start(t, dir))
}

func TestTemp(t *testing.T) {
	t.Parallel()
	c, err := Temp(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := query[string](t, c.AdminDSN(), "SELECT current_setting('fsync') || current_setting('full_page_writes') || current_setting('autovacuum')"); got != "offoffon" {
		t.Error(got)
	}
	if err := c.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(c.root); err == nil {
		t.Error("its folder is still there")
	}
}

// What a killed test run left is removed by the next one; what another one uses is not.
func TestTempSweepsWhatKilledRunsLeft(t *testing.T) {
	t.Parallel()
	dir := filepath.Dir(folder(t))
	long := time.Now().Add(-time.Hour)
	for _, name := range []string{"dead", "live"} {
		root := filepath.Join(dir, tempName+name)
		if err := os.MkdirAll(root, 0o755); err != nil {
			t.Fatal(err)
		}
		lock, err := own(root)
		if err == nil {
			err = os.Chtimes(lock.Name(), long, long)
		}
		if err != nil {
			t.Fatal(err)
		}
		if name == "live" {
			defer lock.Close()
		} else if err := lock.Close(); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir)
	if _, err := os.Stat(filepath.Join(dir, tempName+"dead")); err == nil {
		t.Error("the dead one is still there")
	}
	if _, err := os.Stat(filepath.Join(dir, tempName+"live")); err != nil {
		t.Error("the live one is gone")
	}
}
