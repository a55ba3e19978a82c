package faults

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"comunita/internal/testkit"
)

// An old program beside a newer schema would not know what the new columns mean: it leaves both alone.
func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	dsn := testkit.DSN(t)
	i := install(t, "DATABASE_URL="+dsn)
	if out, code := i.command("", "migrate"); code != 0 {
		t.Fatalf("%d %s", code, out)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"migrate", "serve", "seed"} {
		if out, code := i.command("", args); code != 1 || !strings.Contains(out, "99999") || !strings.Contains(out, "newer program") {
			t.Errorf("api %s: %d %s", args, code, out)
		}
	}
}

// Keys turn under a running server: tokens of the old key count as long as they can be valid, and the key goes when none can be.
func TestKeysRotateWhileServing(t *testing.T) {
	t.Parallel()
	i := install(t, "DATABASE_URL="+testkit.DSN(t))
	i.start()
	old := i.login()
	rotate := func() string {
		t.Helper()
		out, code := i.command("", "keys", "rotate")
		m := regexp.MustCompile(`signs with (\S+) within`).FindStringSubmatch(out)
		if code != 0 || m == nil {
			t.Fatalf("%d %s", code, out)
		}
		time.Sleep(1200 * time.Millisecond)
		return m[1]
	}
	me := func(token string) int {
		code, _ := i.send(http.MethodGet, "/me", token, "")
		return code
	}
	second := rotate()
	if kid := keyOf(t, i.login()); kid != second || keyOf(t, old) == second {
		t.Errorf("signed with %s, told %s", kid, second)
	}
	if code := me(old); code != http.StatusOK {
		t.Errorf("the old key's token: %d", code)
	}

	for name, age := range map[string]time.Duration{keyOf(t, old): 50 * time.Minute, second: 30 * time.Minute} { // as if that long ago
		was := filepath.Join(i.dir, "keys", name+".pem")
		if err := os.Rename(was, filepath.Join(i.dir, "keys", aged(name, age)+".pem")); err != nil {
			t.Fatal(err)
		}
	}
	third := rotate()
	left, _ := filepath.Glob(filepath.Join(i.dir, "keys", "*.pem"))
	if len(left) != 2 {
		t.Errorf("keys left: %v", left)
	}
	fresh := i.login()
	if code := me(fresh); code != http.StatusOK || keyOf(t, fresh) != third {
		t.Errorf("the newest token: %d", code)
	}
	if code := me(old); code != http.StatusUnauthorized {
		t.Errorf("a token of a removed key: %d", code)
	}
}

// aged is the name of a key as it would be had it been made that long ago.
func aged(kid string, age time.Duration) string {
	at := strings.LastIndex(kid, "-")
	return time.Now().UTC().Add(-age).Format("20060102T150405.000000") + kid[at:]
}

// keyOf is the key id in the head of a token.
func keyOf(t *testing.T, token string) string {
	t.Helper()
	head, _, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		t.Fatal(err)
	}
	var h struct{ Kid string }
	if err := json.Unmarshal(raw, &h); err != nil || h.Kid == "" {
		t.Fatalf("%s: %v", raw, err)
	}
	return h.Kid
}
