package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"comunita/internal/platform/config"
	"comunita/internal/platform/db"
)

// drainFor bounds how long a server that was told to stop goes on taking connections.
const drainFor = time.Second

func serve(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error {
	demo := f.Bool("demo", false, "load the demo data first (refused in production)")
	if _, err := parse(f, args); err != nil {
		return err
	}
	begun := time.Now()
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	if err := allowDemo(cfg, *demo); err != nil {
		return err
	}
	return prepared(ctx, cfg, false, func(d *db.DB) error {
		if err := fill(ctx, cfg, d, *demo); err != nil {
			return err
		}
		return serveWith(ctx, sh, cfg, d, *demo, begun)
	})
}

func serveWith(ctx context.Context, sh shell, cfg config.Config, d *db.DB, demo bool, begun time.Time) error {
	app, err := compose(cfg, d)
	if err != nil {
		return err
	}
	stopWork, err := app.Start(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	defer func() {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.ShutdownTimeout)
		defer cancel()
		stopWork(bounded)
	}()
	l, err := listen(ctx, cfg.Addr) // last: from here on requests come
	if err != nil {
		return err
	}
	g := &gate{}
	srv := &http.Server{
		Handler: g.handler(app), ConnState: g.count,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: cfg.RequestTimeout, WriteTimeout: cfg.RequestTimeout, IdleTimeout: 75 * time.Second,
		MaxHeaderBytes: 16 << 10,
		ErrorLog:       slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug), // clients that hang up
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	slog.Info("serving", "address", l.Addr().String(), "version", release(), "pid", os.Getpid(), "ms", time.Since(begun).Milliseconds())
	greet(sh.out, cfg, demo)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	slog.Info("stopping")
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.ShutdownTimeout)
	defer cancel()
	if err := g.drain(bounded, srv, drainFor); err != nil {
		return fmt.Errorf("requests were still running after COMUNITA_SHUTDOWN_TIMEOUT (%s): %w", cfg.ShutdownTimeout, err)
	}
	return nil
}

// greet tells a person where to go.
func greet(w io.Writer, cfg config.Config, demo bool) {
	fmt.Fprintf(w, "\nLa Comunità di Pratiche %s\n\n  %-34s pages\n  %-34s API reference\n", release(), cfg.BaseURL+"/", cfg.BaseURL+"/api/docs")
	if !exists(filepath.Join(cfg.WebDir, "index.html")) {
		fmt.Fprintf(w, "\nThe pages are not in %s: `make build` makes them. The API works without.\n", cfg.WebDir)
	}
	if cfg.SMTP.Host == "" {
		fmt.Fprintf(w, "  %-34s mail is written here\n", filepath.Join(cfg.DataDir, "mail"))
	}
	if demo {
		introduce(w)
	}
	fmt.Fprint(w, "\nCtrl-C stops everything.\n\n")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
