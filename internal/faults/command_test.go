package faults

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"comunita/internal/testkit"
)

// What the commands refuse, with the exit code a script sees.
func TestCommandsRefuse(t *testing.T) {
	dsn := testkit.DSN(t)
	i := install(t, "DATABASE_URL="+dsn)
	for _, c := range []struct {
		in, args, env string
		code          int
		says          string
	}{
		{"", "nulla", "", 2, "there is no command nulla"},
		{"", "serve --nulla", "", 2, "nulla"},
		{"", "serve extra", "", 2, "usage"},
		{"", "config", "COMUNITA_ADDR=nulla", 1, "COMUNITA_ADDR"},
		{"", "config", "COMUNITA_ADR=127.0.0.1:1", 1, "COMUNITA_ADR"},
		{"", "serve --demo", "COMUNITA_ENV=production COMUNITA_BASE_URL=https://x.example", 1, "demo data is refused"},
		{"", "seed --demo", "COMUNITA_ENV=production COMUNITA_BASE_URL=https://x.example", 1, "demo data is refused"},
		{"", "status", "", 1, "no server answers"},
		{"", "user grant", "", 2, "--email"},
		{"", "user remove", "", 2, "user grant"},
		{"", "user grant --email a@example.org --name A --surname B", "", 2, "standard input"},
		{"password123456\n", "user grant --email a@example.org --name A --surname B", "", 1, "Password"},
		{"", "keys", "", 2, "keys rotate"},
		{"", "backup", "", 2, "FILE"},
		{"", "restore /nowhere/file", "", 1, "/nowhere/file"},
		{"", "migrate", "DATABASE_URL=" + strings.Replace(dsn, "/t_", "/not_there_", 1), 1, "does not exist"},
	} {
		one := *i
		if c.env != "" {
			one.env = append(append([]string{}, i.env...), strings.Fields(c.env)...)
		}
		out, code := one.command(c.in, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("api %s (%s): exit %d, %s; want %d, %q", c.args, c.env, code, out, c.code, c.says)
		}
	}
	for _, args := range []string{"help", "config", "migrate", "seed"} {
		if out, code := i.command("", args); code != 0 {
			t.Errorf("api %s: exit %d, %s", args, code, out)
		}
	}
}

// An operator's day, beside a running server with its private database: account, keys, backup, a second server that is refused, and the
// restore on another machine.
func TestOperating(t *testing.T) {
	i := install(t)
	i.start()
	token := i.login()
	if code, body := i.send(http.MethodPost, "/training-needs", token, need); code != http.StatusCreated {
		t.Fatalf("%d %s", code, body)
	}
	if out, code := i.command("", "status"); code != 0 {
		t.Errorf("status: %d %s", code, out)
	}

	second := *i
	second.addr = "127.0.0.1:0"
	if out, code := second.command("", "serve"); code != 1 || !strings.Contains(out, "in use") {
		t.Errorf("a second server on the same data: %d %s", code, out)
	}

	if out, code := i.command("", "keys", "rotate"); code != 0 {
		t.Errorf("keys: %d %s", code, out)
	}
	time.Sleep(1200 * time.Millisecond)
	for name, bearer := range map[string]string{"the old key's": token, "the new key's": i.login()} {
		if code, _ := i.send(http.MethodGet, "/me", bearer, ""); code != http.StatusOK {
			t.Errorf("%s token: %d", name, code)
		}
	}

	file := filepath.Join(t.TempDir(), "network.tar")
	if out, code := i.command("", "backup", file); code != 0 {
		t.Fatalf("backup: %d %s", code, out)
	}
	other := install(t)
	if out, code := other.command("", "restore", file); code != 0 || !strings.Contains(out, "compared") {
		t.Fatalf("restore: %d %s", code, out)
	}
	other.start()
	if code, body := other.send(http.MethodGet, "/training-needs", other.login(), ""); code != http.StatusOK || !strings.Contains(string(body), `"total":1`) {
		t.Errorf("the restored network: %d %s", code, body)
	}
	if out, code := other.command("", "restore", file); code != 1 || !strings.Contains(out, "already") {
		t.Errorf("restored over data: %d %s", code, out)
	}

	for name, one := range map[string]*installation{"the first": i, "the restored": other} {
		if code := one.stop(syscall.SIGTERM); code != 0 {
			t.Errorf("%s ended with %d\n%s", name, code, one.said())
		}
	}
	if left, _ := filepath.Glob(filepath.Join(i.dir, "keys", "*.pem")); len(left) != 2 {
		t.Errorf("keys %v", left)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}
