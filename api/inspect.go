package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

func configCommand(_ context.Context, sh shell, f *flag.FlagSet, args []string) error {
	if _, err := parse(f, args); err != nil {
		return err
	}
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	fmt.Fprint(sh.out, cfg.Redacted())
	return nil
}

// statusCommand is the health check of a container without a shell.
func statusCommand(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error {
	if _, err := parse(f, args); err != nil {
		return err
	}
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no server answers on %s: %w", cfg.Addr, err)
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server on %s is not ready: %s", cfg.Addr, strings.TrimSpace(string(said)))
	}
	fmt.Fprintln(sh.out, "ready")
	return nil
}
