package main

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// gate lets clients go without cutting any off: it counts connections and, once draining, asks each to close after its answer.
type gate struct {
	draining atomic.Bool
	open     atomic.Int64
}

func (g *gate) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.draining.Load() {
			w.Header().Set("Connection", "close")
			if r.URL.Path == "/readyz" {
				http.Error(w, "stopping", http.StatusServiceUnavailable)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// count is the ConnState hook.
func (g *gate) count(_ net.Conn, s http.ConnState) {
	switch s {
	case http.StateNew:
		g.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		g.open.Add(-1)
	}
}

// drain serves on until no connection has been open for a moment, for at most patience; then it closes the listener and waits for
// the answers being written.
func (g *gate) drain(ctx context.Context, s *http.Server, patience time.Duration) error {
	g.draining.Store(true)
	const tick = 5 * time.Millisecond
	deadline := time.Now().Add(patience)
	for quiet := 0; quiet < 3 && time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(tick) {
		if quiet++; g.open.Load() > 0 {
			quiet = 0
		}
	}
	if err := s.Shutdown(ctx); err != nil {
		_ = s.Close()
		return err
	}
	return nil
}
