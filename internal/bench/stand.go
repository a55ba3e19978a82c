package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/pressly/goose/v3"

	"comunita/internal/identity"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/embeddedpg"
	"comunita/internal/platform/password"
	"comunita/internal/seed"
	"comunita/migrations"
)

const (
	email    = "bench@example.org"
	passcode = "otto lampare al largo di Lipari"
)

// stand is everything a run needs: a private cluster with durable writes, the product and the reference as processes of their own.
type stand struct {
	options
	dir, version       string
	binDir             string
	cluster            *embeddedpg.Cluster
	db                 *db.DB
	product, reference served
	token              string
	ready              time.Duration
	kill               []func() error
}

func newStand(o options) (_ *stand, err error) {
	s := &stand{options: o}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	ctx := context.Background()
	if s.dir, err = os.MkdirTemp("", "comunita-bench-"); err != nil {
		return s, err
	}
	if err = os.Chmod(s.dir, 0o755); err != nil {
		return s, err
	}
	if s.cluster, err = embeddedpg.Start(ctx, embeddedpg.Config{Dir: filepath.Join(s.dir, "pg"), Settings: map[string]string{"shared_buffers": "512MB", "max_connections": "200"}}); err != nil {
		return s, err
	}
	s.dsn, s.binDir, s.postmaster = s.cluster.DSN(), s.cluster.BinDir(), s.cluster.PID()
	if s.db, err = db.Open(db.Options{DSN: s.dsn, StatementTimeout: 30 * time.Minute}); err != nil {
		return s, err
	}
	if err = s.populate(ctx); err != nil {
		return s, err
	}
	if err = s.serve(); err != nil {
		return s, err
	}
	return s, s.refer()
}

func (s *stand) populate(ctx context.Context) error {
	p, err := goose.NewProvider(goose.DialectPostgres, s.db.SQL(), migrations.FS)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	if err := seed.Reference(ctx, s.db); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "filling %s risks and %s needs …\n", thousands(s.risks), thousands(s.needs))
	if err := seed.Bulk(ctx, s.db, seed.Size{Risks: s.risks, Needs: s.needs}); err != nil {
		return err
	}
	who := identity.NewService(s.db, password.NewHasher(1, time.Minute), nil, "")
	err = s.db.Do(authz.With(ctx, authz.System("bench")), "bench", func(ctx context.Context) error {
		return who.Grant(ctx, "Banco", "Prova", email, passcode, authz.Secretariat)
	})
	if err != nil {
		return err
	}
	if _, err := s.db.SQL().ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
		return err
	}
	versions, err := db.Values[string](ctx, s.db, "SHOW server_version")
	if err == nil {
		s.version = versions[0]
	}
	return err
}

func (s *stand) serve() error {
	addr, err := freePort()
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(s.dir, "api.log"))
	if err != nil {
		return err
	}
	cmd := exec.Command(s.api, "serve")
	cmd.Env = append(os.Environ(), "DATABASE_URL="+s.dsn, "COMUNITA_ADDR="+addr, "COMUNITA_BASE_URL=http://"+addr, "COMUNITA_DATA_DIR="+filepath.Join(s.dir, "data"),
		"COMUNITA_RATE_LIMIT=100000000", "COMUNITA_RATE_LIMIT_ANONYMOUS=100000000")
	cmd.Stdout, cmd.Stderr = log, log
	start := time.Now()
	if err := s.spawn(cmd); err != nil {
		return err
	}
	s.product = served{"product", "http://" + addr, cmd.Process.Pid, s.postmaster}
	for {
		res, err := http.Get(s.product.base + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(start) > 15*time.Second {
			text, _ := os.ReadFile(log.Name())
			return fmt.Errorf("the server does not answer: %s", text)
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.ready = time.Since(start)
	var out struct {
		AccessToken string `json:"access_token"`
	}
	if err := postJSON(s.product.base+"/api/v1/auth/login", map[string]string{"email": email, "password": passcode}, &out); err != nil {
		return err
	}
	s.token = out.AccessToken
	return s.longToken()
}

// longToken trades the session for a personal token, which outlives the run.
func (s *stand) longToken() error {
	scopes := []string{"risk:read", "local-risk:read", "local-risk:write", "training-need:read", "adhesion:read", "zone:write"}
	body := fmt.Sprintf(`{"name":"bench","scopes":["%s"],"expires_on":"%s"}`, strings.Join(scopes, `","`), time.Now().AddDate(0, 0, 2).Format(time.DateOnly))
	req, _ := http.NewRequest(http.MethodPost, s.product.base+"/api/v1/me/tokens", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+s.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusCreated {
		return fmt.Errorf("token: %d %s", res.StatusCode, text)
	}
	_, rest, _ := strings.Cut(string(text), `"secret":"`)
	s.token, _, _ = strings.Cut(rest, `"`)
	return nil
}

func (s *stand) refer() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "reference", s.dsn)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.spawn(cmd); err != nil {
		return err
	}
	base, err := bufio.NewReader(out).ReadString('\n')
	s.reference = served{"reference", strings.TrimSpace(base), cmd.Process.Pid, s.postmaster}
	return err
}

func (s *stand) spawn(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.kill = append(s.kill, func() error {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it was told to go
		return nil
	})
	return nil
}

func (s *stand) close() error {
	var errs []error
	for _, k := range s.kill {
		errs = append(errs, k())
	}
	if s.db != nil {
		s.db.Close()
	}
	if s.cluster != nil {
		errs = append(errs, s.cluster.Stop())
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}

// learn looks up what the cells ask for: a municipality and area with many rows, a row of them, places deep down a list.
func (s *stand) learn() (facts, error) {
	ctx := context.Background()
	f := facts{frequent: "affidamento", rare: "meteorite", area: "B"}
	var err error
	if f.municipalities, err = db.Values[string](ctx, s.db, "SELECT istat_code FROM municipalities ORDER BY istat_code"); err != nil {
		return f, err
	}
	row := s.db.Pool().QueryRow(ctx, `SELECT owner FROM risks WHERE owner <> '' GROUP BY owner ORDER BY count(*) DESC LIMIT 1`)
	if err := row.Scan(&f.municipality); err != nil {
		return f, err
	}
	row = s.db.Pool().QueryRow(ctx, `SELECT min(id), max(id) FROM risks WHERE owner <> ''`)
	if err := row.Scan(&f.id, &f.maxID); err != nil {
		return f, err
	}
	// a word that some forty rows hold
	err = s.db.Do(authz.With(ctx, authz.System("bench")), "bench", func(ctx context.Context) error {
		_, err := s.db.Exec(ctx, `UPDATE risks SET motivation = motivation || ' Caso del meteorite' WHERE id IN (SELECT id FROM risks WHERE owner <> '' ORDER BY md5(id::text) LIMIT 40)`)
		return err
	})
	if err != nil {
		return f, err
	}
	if _, err := s.db.SQL().ExecContext(ctx, "VACUUM ANALYZE risks"); err != nil {
		return f, err
	}
	row = s.db.Pool().QueryRow(ctx, `SELECT updated_at, id FROM risks WHERE owner = $1 AND area_code = $2 ORDER BY updated_at DESC, id DESC OFFSET 50 LIMIT 1`, f.municipality, f.area)
	if err := row.Scan(&f.deepAt, &f.deepID); err != nil {
		return f, err
	}
	var page struct {
		NextCursor string `json:"next_cursor"`
	}
	_, err = s.ask(fmt.Sprintf("/api/v1/risks?limit=51&municipality=%s&area=%s", f.municipality, f.area), &page)
	if err != nil {
		return f, err
	}
	f.deepCursor = page.NextCursor
	tag, err := s.ask(fmt.Sprintf("/api/v1/risks/%d", f.id), nil)
	f.etag = tag
	return f, err
}

func (s *stand) skew(n int) error {
	if err := seed.Skew(context.Background(), s.db, n); err != nil {
		return err
	}
	_, err := s.db.SQL().Exec("ANALYZE risks")
	return err
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
