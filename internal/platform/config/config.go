// Package config is the one description of how an installation is set up: read from the environment, validated at start.
package config

import (
	"log/slog"
	"net/netip"
	"runtime"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// prefix starts the name of every variable of ours, so that a misspelt one can be told from somebody else's.
const prefix = "COMUNITA_"

// Env is what kind of installation this is.
type Env string

// The kinds. Production refuses demo data and an address without https.
const (
	Development Env = "development"
	Test        Env = "test"
	Production  Env = "production"
)

// Config is the whole configuration. Each field's tag names its variable; `say:"secret"` and `say:"address"` hide values in Redacted.
type Config struct {
	Env     Env    `env:"COMUNITA_ENV" envDefault:"development"`
	Addr    string `env:"COMUNITA_ADDR" envDefault:"127.0.0.1:8080"`            // what the server listens on
	BaseURL string `env:"COMUNITA_BASE_URL" envDefault:"http://127.0.0.1:8080"` // what people type
	DataDir string `env:"COMUNITA_DATA_DIR" envDefault:"var"`                   // private database, keys, mail, files
	WebDir  string `env:"COMUNITA_WEB_DIR" envDefault:"frontend/dist"`          // the built pages; absent: API only
	Spec    string `env:"COMUNITA_SPEC" envDefault:"openapi.yaml"`              // the contract, served at /api/openapi.yaml
	Soffice string `env:"COMUNITA_SOFFICE" envDefault:"soffice"`                // LibreOffice, for drafts as ODT and PDF; a name is looked for in PATH

	DatabaseURL      string        `env:"DATABASE_URL" say:"address"` // empty: a private cluster below DataDir
	PoolSize         int           `env:"COMUNITA_POOL_SIZE"`         // connections; 8 a core, at most 16
	StatementTimeout time.Duration `env:"COMUNITA_STATEMENT_TIMEOUT" envDefault:"5s"`

	RateLimitPerMinute     int            `env:"COMUNITA_RATE_LIMIT" envDefault:"1200"`          // of one account
	RateLimitAnonPerMinute int            `env:"COMUNITA_RATE_LIMIT_ANONYMOUS" envDefault:"300"` // of one address
	MaxBodyBytes           int64          `env:"COMUNITA_MAX_BODY_BYTES" envDefault:"1048576"`
	MaxUploadBytes         int64          `env:"COMUNITA_MAX_UPLOAD_BYTES" envDefault:"10485760"`
	MaxFileBytes           int64          `env:"COMUNITA_MAX_FILE_BYTES" envDefault:"26214400"`
	RequestTimeout         time.Duration  `env:"COMUNITA_REQUEST_TIMEOUT" envDefault:"30s"`
	ShutdownTimeout        time.Duration  `env:"COMUNITA_SHUTDOWN_TIMEOUT" envDefault:"15s"`
	TrustedProxies         []netip.Prefix `env:"COMUNITA_TRUSTED_PROXIES"` // whose X-Forwarded-For is believed

	LogLevel  slog.Level `env:"COMUNITA_LOG_LEVEL" envDefault:"info"`
	LogFormat string     `env:"COMUNITA_LOG_FORMAT" envDefault:"text"` // text or json

	SMTP  SMTP
	Files Files
	Site  Site
}

// Files is the S3-compatible store of the documents. Without an endpoint they are in DataDir/files.
type Files struct {
	Endpoint  string `env:"COMUNITA_FILES_ENDPOINT"` // https://s3.example.org
	Bucket    string `env:"COMUNITA_FILES_BUCKET"`
	Region    string `env:"COMUNITA_FILES_REGION"`
	AccessKey string `env:"COMUNITA_FILES_ACCESS_KEY"`
	SecretKey string `env:"COMUNITA_FILES_SECRET_KEY" say:"secret"`
	PathStyle bool   `env:"COMUNITA_FILES_PATH_STYLE"` // the bucket in the path: most stores outside the large clouds
}

// SMTP is the outgoing mail server. Without a host, mail is written to DataDir/mail.
type SMTP struct {
	Host     string `env:"COMUNITA_SMTP_HOST"`
	Port     int    `env:"COMUNITA_SMTP_PORT" envDefault:"587"`
	Username string `env:"COMUNITA_SMTP_USERNAME"`
	Password string `env:"COMUNITA_SMTP_PASSWORD" say:"secret"`
	From     string `env:"COMUNITA_SMTP_FROM" envDefault:"La Comunità di Pratiche <comunita@localhost>"`
	TLS      string `env:"COMUNITA_SMTP_TLS" envDefault:"starttls"` // starttls, tls or none
}

// Site is what the pages of a public body must show.
type Site struct {
	Owner            string `env:"COMUNITA_OWNER" envDefault:"Città Metropolitana di Messina"`
	OwnerURL         string `env:"COMUNITA_OWNER_URL" envDefault:"https://www.cittametropolitana.me.it/"`
	PrivacyURL       string `env:"COMUNITA_PRIVACY_URL" envDefault:"/privacy"`
	AccessibilityURL string `env:"COMUNITA_ACCESSIBILITY_URL" envDefault:"/accessibilita"`
	LegalURL         string `env:"COMUNITA_LEGAL_URL" envDefault:"/note-legali"`
	ContactEmail     string `env:"COMUNITA_CONTACT_EMAIL" envDefault:"cdp@example.org"`
	PEC              string `env:"COMUNITA_PEC" envDefault:"cdp@pec.example.org"`
}

// HTTPS says whether people reach the installation over https.
func (c Config) HTTPS() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Load reads the variables, given as os.Environ gives them, and refuses what cannot work. The error names every wrong variable, one a line.
func Load(environ []string) (Config, error) {
	vars := make(map[string]string, len(environ))
	for k, v := range env.ToMap(environ) {
		if v = strings.TrimSpace(v); v != "" { // an empty variable is one that is not set
			vars[k] = v
		}
	}
	c := Config{PoolSize: min(16, 8*runtime.NumCPU())}
	wrong := parse(&c, vars)
	wrong = append(wrong, unknown(vars)...)
	if len(wrong) == 0 {
		wrong = c.check(vars)
	}
	if len(wrong) > 0 {
		return Config{}, &Invalid{wrong}
	}
	return c, nil
}

// Invalid lists what is wrong with the configuration, each line beginning with the variable.
type Invalid struct{ Problems []string }

func (e *Invalid) Error() string {
	return "the configuration is not valid:\n  " + strings.Join(e.Problems, "\n  ")
}
