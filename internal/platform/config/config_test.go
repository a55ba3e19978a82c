package config

import (
	"errors"
	"log/slog"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestDefaultsServeAFreshMachine(t *testing.T) {
	c, err := Load([]string{"HOME=/root", "COMUNITA_ADDR="})
	if err != nil {
		t.Fatal(err)
	}
	if c.Env != Development || c.Addr != "127.0.0.1:8080" || c.BaseURL != "http://127.0.0.1:8080" || c.DatabaseURL != "" || c.DataDir != "var" ||
		c.PoolSize != min(16, 8*runtime.NumCPU()) || c.SMTP.Host != "" || c.RateLimitPerMinute != 1200 || c.RateLimitAnonPerMinute != 300 ||
		c.MaxBodyBytes != 1<<20 || c.MaxUploadBytes != 10<<20 || c.LogLevel != slog.LevelInfo ||
		c.Site.Owner != "Città Metropolitana di Messina" {
		t.Errorf("%+v", c)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	c, err := Load([]string{"COMUNITA_ENV=production", "COMUNITA_BASE_URL=https://cdp.example.org/", "COMUNITA_ADDR=:9000",
		"DATABASE_URL=postgres://u:p@db:5433/cdp", "COMUNITA_TRUSTED_PROXIES=10.0.0.0/8,fd00::/8", "COMUNITA_LOG_LEVEL=warn",
		"COMUNITA_STATEMENT_TIMEOUT=2s", "COMUNITA_SMTP_HOST=mail.example.org", "COMUNITA_SMTP_USERNAME=u", "COMUNITA_SMTP_PASSWORD=p"})
	if err != nil {
		t.Fatal(err)
	}
	if c.BaseURL != "https://cdp.example.org" || c.LogLevel != slog.LevelWarn || c.StatementTimeout != 2*time.Second ||
		len(c.TrustedProxies) != 2 || c.TrustedProxies[1] != netip.MustParsePrefix("fd00::/8") {
		t.Errorf("%+v", c)
	}
}

func TestBaseURLFollowsTheAddress(t *testing.T) {
	for addr, want := range map[string]string{"127.0.0.1:9001": "http://127.0.0.1:9001", ":9002": "http://127.0.0.1:9002", "[::1]:9003": "http://[::1]:9003", "0.0.0.0:1": "http://127.0.0.1:1"} {
		if c, err := Load([]string{"COMUNITA_ADDR=" + addr}); err != nil || c.BaseURL != want {
			t.Errorf("%s: %s %v", addr, c.BaseURL, err)
		}
	}
}

func TestWrongValuesAreRefusedByName(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"COMUNITA_ENV=prod", "COMUNITA_ENV must be one of development, test, production"},
		{"COMUNITA_ADDR=8080", "COMUNITA_ADDR must be host:port"},
		{"COMUNITA_ADDR=127.0.0.1:99999", "COMUNITA_ADDR must be host:port"},
		{"COMUNITA_BASE_URL=example.org", "COMUNITA_BASE_URL must be an address without a path"},
		{"COMUNITA_BASE_URL=http://example.org/app", "COMUNITA_BASE_URL must be an address without a path"},
		{"COMUNITA_ENV=production;COMUNITA_BASE_URL=http://example.org", "COMUNITA_BASE_URL must begin with https://"},
		{"COMUNITA_ENV=production", "COMUNITA_BASE_URL must begin with https://"},
		{"DATABASE_URL=postgres://u:hunter2@db:port/x", "DATABASE_URL must be an address such as"},
		{"COMUNITA_POOL_SIZE=many", "COMUNITA_POOL_SIZE must be a whole number"},
		{"COMUNITA_POOL_SIZE=0", "COMUNITA_POOL_SIZE must be between 2 and 200, not 0"},
		{"COMUNITA_SMTP_PORT=70000", "COMUNITA_SMTP_PORT must be between"},
		{"COMUNITA_SMTP_PORT=x", "COMUNITA_SMTP_PORT must be a whole number"},
		{"COMUNITA_SMTP_TLS=ssl", "COMUNITA_SMTP_TLS must be one of starttls, tls, none"},
		{"COMUNITA_SMTP_FROM=nobody", "COMUNITA_SMTP_FROM must be an e-mail address"},
		{"COMUNITA_SMTP_USERNAME=u", "COMUNITA_SMTP_USERNAME and COMUNITA_SMTP_PASSWORD go together"},
		{"COMUNITA_SMTP_HOST=mail.example.org;COMUNITA_SMTP_USERNAME=u;COMUNITA_SMTP_PASSWORD=p;COMUNITA_SMTP_TLS=none", "travel in clear"},
		{"COMUNITA_RATE_LIMIT=0", "COMUNITA_RATE_LIMIT must be between"},
		{"COMUNITA_RATE_LIMIT_ANONYMOUS=-1", "COMUNITA_RATE_LIMIT_ANONYMOUS must be between"},
		{"COMUNITA_MAX_BODY_BYTES=10", "COMUNITA_MAX_BODY_BYTES must be between"},
		{"COMUNITA_MAX_UPLOAD_BYTES=2000", "COMUNITA_MAX_UPLOAD_BYTES must be between"},
		{"COMUNITA_MAX_FILE_BYTES=1", "COMUNITA_MAX_FILE_BYTES must be between"},
		{"COMUNITA_FILES_BUCKET=b", "COMUNITA_FILES_ENDPOINT, _BUCKET, _ACCESS_KEY and _SECRET_KEY go together"},
		{"COMUNITA_FILES_ENDPOINT=s3.example.org;COMUNITA_FILES_BUCKET=b;COMUNITA_FILES_ACCESS_KEY=a;COMUNITA_FILES_SECRET_KEY=hunter2", "COMUNITA_FILES_ENDPOINT must be an address"},
		{"COMUNITA_FILES_ENDPOINT=http://s3.example.org;COMUNITA_FILES_BUCKET=b;COMUNITA_FILES_ACCESS_KEY=a;COMUNITA_FILES_SECRET_KEY=hunter2;" +
			"COMUNITA_ENV=production;COMUNITA_BASE_URL=https://cdp.example.org", "COMUNITA_FILES_ENDPOINT must begin with https://"},
		{"COMUNITA_FILES_PATH_STYLE=yes!", "COMUNITA_FILES_PATH_STYLE must be true or false"},
		{"COMUNITA_REQUEST_TIMEOUT=30", "COMUNITA_REQUEST_TIMEOUT must be a duration such as 30s"},
		{"COMUNITA_REQUEST_TIMEOUT=2h", "COMUNITA_REQUEST_TIMEOUT must be between"},
		{"COMUNITA_STATEMENT_TIMEOUT=40s", "COMUNITA_STATEMENT_TIMEOUT must be between"},
		{"COMUNITA_SHUTDOWN_TIMEOUT=1ms", "COMUNITA_SHUTDOWN_TIMEOUT must be between"},
		{"COMUNITA_TRUSTED_PROXIES=10.0.0.1", "COMUNITA_TRUSTED_PROXIES must be networks such as 10.0.0.0/8"},
		{"COMUNITA_TRUSTED_PROXIES=10.0.0.1/8", "did you mean 10.0.0.0/8?"},
		{"COMUNITA_TRUSTED_PROXIES=0.0.0.0/0", "would believe everybody"},
		{"COMUNITA_LOG_LEVEL=loud", "COMUNITA_LOG_LEVEL must be debug, info, warn or error"},
		{"COMUNITA_LOG_FORMAT=xml", "COMUNITA_LOG_FORMAT must be one of text, json"},
		{"COMUNITA_PRIVACY_URL=javascript:alert(1)", "COMUNITA_PRIVACY_URL must be an address"},
		{"COMUNITA_LEGAL_URL=//evil.example", "COMUNITA_LEGAL_URL must be an address"},
		{"COMUNITA_PEC=pec", "COMUNITA_PEC must be an e-mail address"},
		{"COMUNITA_CONTACT_EMAIL=A <a@b.it>", "COMUNITA_CONTACT_EMAIL must be an e-mail address"},
		{"COMUNITA_ADRR=:80", "COMUNITA_ADRR is not a setting"},
	} {
		_, err := Load(strings.Split(c.set, ";"))
		bad, ok := errors.AsType[*Invalid](err)
		if !ok || len(bad.Problems) != 1 || !strings.Contains(bad.Problems[0], c.want) {
			t.Errorf("%s: %v", c.set, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error tells the secret", c.set)
		}
	}
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	_, err := Load([]string{"COMUNITA_POOL_SIZE=x", "COMUNITA_REQUEST_TIMEOUT=y", "COMUNITA_FOO=z"})
	if bad, ok := errors.AsType[*Invalid](err); !ok || len(bad.Problems) != 3 {
		t.Error(err)
	}
}

// A parse error names a field; the field has to lead to one variable.
func TestFieldNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range settings(&Config{}) {
		if seen[s.field.Name] || seen[s.name] || kindMissing(s) {
			t.Error(s.name, s.field.Name, s.field.Type)
		}
		seen[s.field.Name], seen[s.name] = true, true
	}
}

func kindMissing(s setting) bool {
	return s.field.Type.Kind().String() != "string" && kinds[s.field.Type.String()] == ""
}

func TestRedacted(t *testing.T) {
	c, err := Load([]string{"DATABASE_URL=postgres://app:hunter2@db.example.org:5433/cdp?sslmode=require&sslpassword=hunter3",
		"COMUNITA_SMTP_USERNAME=u", "COMUNITA_SMTP_PASSWORD=hunter4", "COMUNITA_FILES_ENDPOINT=https://s3.example.org", "COMUNITA_FILES_BUCKET=b",
		"COMUNITA_FILES_ACCESS_KEY=a", "COMUNITA_FILES_SECRET_KEY=hunter5", "COMUNITA_TRUSTED_PROXIES=10.0.0.0/8,172.16.0.0/12"})
	if err != nil {
		t.Fatal(err)
	}
	out := c.Redacted()
	if strings.Contains(out, "hunter") {
		t.Errorf("a secret is shown:\n%s", out)
	}
	for _, want := range []string{"DATABASE_URL=postgres://app@db.example.org:5433/cdp\n", "COMUNITA_SMTP_PASSWORD=[hidden]\n", "COMUNITA_SMTP_HOST=\n",
		"COMUNITA_TRUSTED_PROXIES=10.0.0.0/8,172.16.0.0/12\n", "COMUNITA_REQUEST_TIMEOUT=30s\n", "COMUNITA_LOG_LEVEL=INFO\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}
