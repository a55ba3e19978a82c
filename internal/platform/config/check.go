package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// check gives one sentence for each value that cannot work.
func (c *Config) check(vars map[string]string) (wrong []string) {
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	oneOf := func(name, v string, choices ...string) {
		for _, x := range choices {
			if v == x {
				return
			}
		}
		demand(false, "%s must be one of %s, not %q", name, strings.Join(choices, ", "), v)
	}
	between := func(name string, v, least, most int64) {
		demand(v >= least && v <= most, "%s must be between %d and %d, not %d", name, least, most, v)
	}
	within := func(name string, v, least, most time.Duration) {
		demand(v >= least && v <= most, "%s must be between %s and %s, not %s", name, least, most, v)
	}
	page := func(name, v string) {
		u, err := url.Parse(v)
		demand(err == nil && (strings.HasPrefix(v, "/") && u.Host == "" || (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""),
			"%s must be an address such as https://example.org/page or a path such as /page, not %q", name, v)
	}
	email := func(name, v string) {
		a, err := mail.ParseAddress(v)
		demand(err == nil && a.Address == v, "%s must be an e-mail address, not %q", name, v)
	}

	oneOf("COMUNITA_ENV", string(c.Env), string(Development), string(Test), string(Production))
	_, err := net.ResolveTCPAddr("tcp", c.Addr)
	demand(err == nil, "COMUNITA_ADDR must be host:port such as 127.0.0.1:8080, not %q", c.Addr)

	if _, ok := vars["COMUNITA_BASE_URL"]; !ok && err == nil {
		c.BaseURL = baseOf(c.Addr)
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	u, err := url.Parse(c.BaseURL)
	demand(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.Path == "" && u.RawQuery == "" && u.User == nil,
		"COMUNITA_BASE_URL must be an address without a path, such as https://comunita.example.org, not %q", c.BaseURL)
	demand(c.Env != Production || err != nil || u.Scheme == "https",
		"COMUNITA_BASE_URL must begin with https:// when COMUNITA_ENV is production, not %q", c.BaseURL)

	if c.DatabaseURL != "" { // never quoted: it holds a password
		_, err := pgconn.ParseConfig(c.DatabaseURL)
		demand(err == nil, "DATABASE_URL must be an address such as postgres://user:password@host:5432/comunita")
	}
	between("COMUNITA_POOL_SIZE", int64(c.PoolSize), 2, 200)
	between("COMUNITA_RATE_LIMIT", int64(c.RateLimitPerMinute), 1, 1_000_000_000)
	between("COMUNITA_RATE_LIMIT_ANONYMOUS", int64(c.RateLimitAnonPerMinute), 1, 1_000_000_000)
	between("COMUNITA_MAX_BODY_BYTES", c.MaxBodyBytes, 1<<10, 64<<20)
	between("COMUNITA_MAX_UPLOAD_BYTES", c.MaxUploadBytes, c.MaxBodyBytes, 1<<30)
	between("COMUNITA_MAX_FILE_BYTES", c.MaxFileBytes, 1<<10, 1<<30)
	within("COMUNITA_REQUEST_TIMEOUT", c.RequestTimeout, time.Second, time.Hour)
	within("COMUNITA_STATEMENT_TIMEOUT", c.StatementTimeout, 100*time.Millisecond, max(c.RequestTimeout, time.Second))
	within("COMUNITA_SHUTDOWN_TIMEOUT", c.ShutdownTimeout, time.Second, time.Hour)
	for _, p := range c.TrustedProxies {
		demand(p == p.Masked(), "COMUNITA_TRUSTED_PROXIES: %s has bits beyond its mask, did you mean %s?", p, p.Masked())
		demand(p.Bits() > 0, "COMUNITA_TRUSTED_PROXIES: %s would believe everybody", p)
	}
	oneOf("COMUNITA_LOG_FORMAT", c.LogFormat, "text", "json")

	between("COMUNITA_SMTP_PORT", int64(c.SMTP.Port), 1, 65535)
	oneOf("COMUNITA_SMTP_TLS", c.SMTP.TLS, "starttls", "tls", "none")
	_, err = mail.ParseAddress(c.SMTP.From)
	demand(err == nil, "COMUNITA_SMTP_FROM must be an e-mail address such as Comunità <cdp@example.org>, not %q", c.SMTP.From)
	demand((c.SMTP.Username == "") == (c.SMTP.Password == ""), "COMUNITA_SMTP_USERNAME and COMUNITA_SMTP_PASSWORD go together")
	demand(c.SMTP.TLS != "none" || c.SMTP.Password == "" || loopback(c.SMTP.Host),
		"COMUNITA_SMTP_TLS must not be none with a password: it would travel in clear")

	f := c.Files
	demand((f.Endpoint == "") == (f.Bucket == "") && (f.Endpoint == "") == (f.AccessKey == "") && (f.Endpoint == "") == (f.SecretKey == ""),
		"COMUNITA_FILES_ENDPOINT, _BUCKET, _ACCESS_KEY and _SECRET_KEY go together")
	if f.Endpoint != "" {
		u, err := url.Parse(f.Endpoint)
		ok := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.User == nil
		demand(ok, "COMUNITA_FILES_ENDPOINT must be an address without a path, such as https://s3.example.org")
		demand(!ok || c.Env != Production || u.Scheme == "https" || loopback(u.Hostname()),
			"COMUNITA_FILES_ENDPOINT must begin with https:// when COMUNITA_ENV is production")
	}

	demand(len(c.Site.Owner) <= 120, "COMUNITA_OWNER must be at most 120 bytes long")
	page("COMUNITA_OWNER_URL", c.Site.OwnerURL)
	page("COMUNITA_PRIVACY_URL", c.Site.PrivacyURL)
	page("COMUNITA_ACCESSIBILITY_URL", c.Site.AccessibilityURL)
	page("COMUNITA_LEGAL_URL", c.Site.LegalURL)
	email("COMUNITA_CONTACT_EMAIL", c.Site.ContactEmail)
	email("COMUNITA_PEC", c.Site.PEC)
	return wrong
}

// baseOf is what a person on this machine types to reach addr.
func baseOf(addr string) string {
	host, port, _ := net.SplitHostPort(addr)
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
