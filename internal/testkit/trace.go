package testkit

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"comunita/internal/platform/db"
)

// Trace listens to what a server says to its database.
type Trace struct {
	mu    sync.Mutex
	trips []string
	plans []string
}

// Traced is New with a Trace. With plans, PostgreSQL reports the plan of every statement it runs, as it ran it.
func Traced(t testing.TB, plans bool) (*App, *Trace) {
	t.Helper()
	trace := &Trace{}
	return NewOn(t, db.Options{StatementTimeout: time.Minute, Tune: func(c *pgx.ConnConfig) {
		c.Tracer = trace
		if !plans {
			return
		}
		for k, v := range map[string]string{"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
			"auto_explain.log_level": "notice", "auto_explain.log_analyze": "on", "auto_explain.log_buffers": "on", "auto_explain.log_timing": "off",
			"auto_explain.log_format": "json"} {
			c.RuntimeParams[k] = v
		}
		c.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
			if _, plan, ok := strings.Cut(n.Message, "plan:\n"); ok {
				trace.mu.Lock()
				trace.plans = append(trace.plans, plan)
				trace.mu.Unlock()
			}
		}
	}}), trace
}

// Trips gives what went to the database since the last call, one element for each round trip, and forgets it. Statements sent together are
// joined by " | ".
func (t *Trace) Trips() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.trips
	t.trips = nil
	return out
}

// Plans gives the plans reported since the last call, as JSON, and forgets them.
func (t *Trace) Plans() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.plans
	t.plans = nil
	return out
}

// TraceQueryStart belongs to pgx.
func (t *Trace) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	t.add(d.SQL)
	return ctx
}

// TraceQueryEnd belongs to pgx.
func (t *Trace) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart belongs to pgx.
func (t *Trace) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	var all []string
	for _, q := range d.Batch.QueuedQueries {
		all = append(all, q.SQL)
	}
	t.add(strings.Join(all, " | "))
	return ctx
}

// TraceBatchQuery belongs to pgx.
func (t *Trace) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd belongs to pgx.
func (t *Trace) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (t *Trace) add(trip string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips = append(t.trips, trip)
}
