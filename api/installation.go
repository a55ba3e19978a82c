package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"comunita/api/httpx"
	"comunita/api/server"
	v1 "comunita/api/v1"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/config"
	"comunita/internal/platform/db"
	"comunita/internal/platform/embeddedpg"
	"comunita/internal/platform/mail"
	"comunita/internal/platform/paper"
)

// database is the one of an installation: the server's address, and the private cluster when it is ours.
type database struct {
	dsn     string
	cluster *embeddedpg.Cluster
}

func clusterDir(cfg config.Config) string { return filepath.Join(cfg.DataDir, "postgres") }

// openDatabase starts the private cluster, or waits for the server DATABASE_URL names.
func openDatabase(ctx context.Context, cfg config.Config, beside bool) (*database, error) {
	if cfg.DatabaseURL != "" {
		return &database{dsn: cfg.DatabaseURL}, await(ctx, cfg.DatabaseURL, 30*time.Second)
	}
	c, err := embeddedpg.Start(ctx, embeddedpg.Config{Dir: clusterDir(cfg)})
	if err == nil {
		return &database{c.DSN(), c}, nil
	}
	if beside && errors.Is(err, embeddedpg.ErrOwned) {
		if dsn, ok := embeddedpg.Running(clusterDir(cfg)); ok {
			return &database{dsn: dsn}, nil
		}
	}
	return nil, err
}

// Close stops the cluster if this process runs it.
func (d *database) Close() error {
	if d.cluster == nil {
		return nil
	}
	return d.cluster.Stop()
}

// await waits for a server that is just starting; one that answers and refuses is an error at once.
func await(ctx context.Context, dsn string, patience time.Duration) error {
	deadline := time.Now().Add(patience)
	for told := false; ; {
		conn, err := pgx.Connect(ctx, dsn)
		if err == nil {
			return conn.Close(ctx)
		}
		pg, answered := errors.AsType[*pgconn.PgError](err)
		if answered && pg.Code != "57P03" { // "the database system is starting up"
			return fmt.Errorf("the database of DATABASE_URL refuses: %s", pg.Message)
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("the database of DATABASE_URL does not answer: %w", errors.Join(err, ctx.Err()))
		}
		if !told {
			slog.Info("waiting for the database", "patience", patience)
			told = true
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// withDatabase runs fn with the address of the database as it is. With beside, the cluster of a running server will do.
func withDatabase(ctx context.Context, cfg config.Config, beside bool, fn func(dsn string) error) (err error) {
	base, err := openDatabase(ctx, cfg, beside)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, base.Close()) }()
	return fn(base.dsn)
}

// prepared runs fn with the migrated database, opened with the limits of the configuration.
func prepared(ctx context.Context, cfg config.Config, beside bool, fn func(*db.DB) error) error {
	return withDatabase(ctx, cfg, beside, func(dsn string) error {
		if err := migrate(ctx, dsn); err != nil {
			return err
		}
		d, err := db.Open(db.Options{DSN: dsn, PoolSize: cfg.PoolSize, StatementTimeout: cfg.StatementTimeout})
		if err != nil {
			return err
		}
		defer d.Close()
		return fn(d)
	})
}

// compose builds the server out of the configuration.
func compose(cfg config.Config, d *db.DB) (*server.Server, error) {
	keys, err := httpx.OpenKeys(keysDir(cfg))
	if err != nil {
		return nil, fmt.Errorf("the signing keys: %w", err)
	}
	post, err := mail.New(mail.Config{Host: cfg.SMTP.Host, Port: cfg.SMTP.Port, Username: cfg.SMTP.Username, Password: cfg.SMTP.Password,
		From: cfg.SMTP.From, Security: mail.Security(cfg.SMTP.TLS), Dir: filepath.Join(cfg.DataDir, "mail")}, slog.Default())
	if err != nil {
		return nil, err
	}
	files, err := openFiles(cfg)
	if err != nil {
		return nil, err
	}
	web := cfg.WebDir
	if !exists(filepath.Join(web, "index.html")) {
		web = ""
	}
	s := cfg.Site
	return server.New(server.Options{
		Paper: paper.NewConverter(cfg.Soffice, filepath.Join(cfg.DataDir, "paper")),
		DB:    d, Keys: keys, Mail: post, Base: cfg.BaseURL, Spec: cfg.Spec, Web: web,
		Site: v1.Site{Owner: s.Owner, OwnerURL: s.OwnerURL, PrivacyURL: s.PrivacyURL, AccessibilityURL: s.AccessibilityURL, LegalURL: s.LegalURL,
			Email: s.ContactEmail, PEC: s.PEC, Version: release()},
		HTTP: httpx.Settings{Trusted: cfg.TrustedProxies, HTTPS: cfg.HTTPS(), MaxBody: cfg.MaxBodyBytes, MaxUpload: cfg.MaxUploadBytes,
			MaxFile: cfg.MaxFileBytes, Files: files,
			PerMinute: cfg.RateLimitPerMinute, AnonymousPerMin: cfg.RateLimitAnonPerMinute, Metrics: httpx.NewMetrics(pool(d)...)},
	})
}

func keysDir(cfg config.Config) string { return filepath.Join(cfg.DataDir, "keys") }

// openFiles opens the store of the documents. A store that refuses is told now; one that is away may come back.
func openFiles(cfg config.Config) (blob.Store, error) {
	f := cfg.Files
	if f.Endpoint == "" {
		return blob.NewFolder(filepath.Join(cfg.DataDir, "files")), nil
	}
	s, err := blob.NewS3(blob.S3Config{Endpoint: f.Endpoint, Bucket: f.Bucket, Region: f.Region, AccessKey: f.AccessKey, SecretKey: f.SecretKey,
		PathStyle: f.PathStyle, Spool: filepath.Join(cfg.DataDir, "spool")})
	if err != nil {
		return nil, err
	}
	if err := s.Check(context.Background()); errors.Is(err, blob.ErrAway) {
		slog.Warn("documents cannot be read or written until it does", "err", err)
	} else if err != nil {
		return nil, fmt.Errorf("COMUNITA_FILES_ENDPOINT: %w", err)
	}
	return s, nil
}
