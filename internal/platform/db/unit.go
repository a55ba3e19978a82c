package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"comunita/internal/platform/authz"
)

// unit is a transaction in progress: one connection, seen by pgx and by GORM alike.
type unit struct {
	conn  *pgx.Conn
	gorm  *gorm.DB
	depth int
	after []func()
	last  *pgx.Batch // statements that go out together with COMMIT
}

type unitKey struct{}

func unitFrom(ctx context.Context) *unit {
	u, _ := ctx.Value(unitKey{}).(*unit)
	return u
}

type requestKey struct{}

// WithRequest puts the request id in the context, for the audit trail.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// ErrNoUnitOfWork means code tried to write outside Do.
var ErrNoUnitOfWork = errors.New("db: write outside a unit of work")

// ErrRollback makes Do roll back and report success: for dry runs.
var ErrRollback = errors.New("db: roll back, as asked")

// Do runs fn in one transaction, as the actor in ctx, doing operation op; nested calls join the outer one.
// The audit trigger reads actor and operation. A client that hangs up does not interrupt the work; the statement timeout bounds it.
// When the database is away and nothing was sent yet, Do waits up to Options.Outage; afterwards the error is Unavailable.
func (d *DB) Do(ctx context.Context, op string, fn func(ctx context.Context) error) error {
	if unitFrom(ctx) != nil {
		return fn(ctx)
	}
	ctx = context.WithoutCancel(ctx)
	var sc *sql.Conn
	var conn *pgx.Conn
	err := d.patient(func() error {
		var err error
		if sc, conn, err = d.begin(ctx, op); err != nil && sc != nil {
			_ = sc.Close()
		}
		return err
	})
	if err != nil {
		return err
	}
	defer sc.Close()
	g := d.gorm.Session(&gorm.Session{NewDB: true, Context: ctx}) // with a context it gets a statement of its own, free to point elsewhere
	g.Statement.ConnPool = sc
	u := &unit{conn: conn, gorm: g, last: &pgx.Batch{}}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			_, _ = conn.Exec(ctx, "ROLLBACK")
		}
	}()
	if err := fn(context.WithValue(ctx, unitKey{}, u)); err != nil {
		if errors.Is(err, ErrRollback) {
			return nil
		}
		if gone(err) {
			return away(err)
		}
		return err
	}
	u.last.Queue("COMMIT")
	if err := conn.SendBatch(ctx, u.last).Close(); err != nil {
		if gone(err) {
			return away(err)
		}
		return known(err, "")
	}
	done = true
	for _, f := range u.after {
		f()
	}
	return nil
}

func (d *DB) begin(ctx context.Context, op string) (*sql.Conn, *pgx.Conn, error) {
	actx, cancel := context.WithTimeout(ctx, d.options.AcquireTimeout)
	sc, err := d.sql.Conn(actx)
	cancel()
	if err != nil {
		return nil, nil, busy(err)
	}
	var conn *pgx.Conn
	if err = sc.Raw(func(dc any) error { conn = dc.(*stdlib.Conn).Conn(); return nil }); err != nil {
		return sc, nil, err
	}
	request, _ := ctx.Value(requestKey{}).(string)
	var b pgx.Batch
	b.Queue("BEGIN")
	b.Queue(`SELECT set_config('app.actor', $1, true), set_config('app.operation', $2, true), set_config('app.request', $3, true)`,
		authz.From(ctx).ID, op, request)
	if err = conn.SendBatch(ctx, &b).Close(); err != nil {
		return sc, nil, fmt.Errorf("start unit of work: %w", err)
	}
	return sc, conn, nil
}

// Write gives GORM inside the unit of work in ctx and fails every statement outside one.
func (d *DB) Write(ctx context.Context) *gorm.DB {
	u := unitFrom(ctx)
	if u == nil {
		g := d.gorm.Session(&gorm.Session{NewDB: true})
		_ = g.AddError(ErrNoUnitOfWork)
		return g
	}
	return u.gorm.WithContext(ctx)
}

// Exec runs one statement inside the unit of work in ctx and gives the number of rows it touched.
func (d *DB) Exec(ctx context.Context, stmt string, args ...any) (int64, error) {
	u := unitFrom(ctx)
	if u == nil {
		return 0, ErrNoUnitOfWork
	}
	tag, err := u.conn.Exec(ctx, stmt, args...)
	return tag.RowsAffected(), known(err, "")
}

// Last queues a statement that is sent together with the COMMIT, saving a round trip.
func (d *DB) Last(ctx context.Context, stmt string, args ...any) {
	unitFrom(ctx).last.Queue(stmt, args...)
}

// AfterCommit runs f once the unit of work in ctx has committed; a roll-back forgets it.
func (d *DB) AfterCommit(ctx context.Context, f func()) {
	u := unitFrom(ctx)
	u.after = append(u.after, f)
}

// Nested runs fn in a savepoint of the current unit of work, so that fn can fail alone.
func (d *DB) Nested(ctx context.Context, fn func(ctx context.Context) error) error {
	u := unitFrom(ctx)
	if u == nil {
		return ErrNoUnitOfWork
	}
	u.depth++
	defer func() { u.depth-- }()
	name := fmt.Sprintf("n%d", u.depth)
	if _, err := u.conn.Exec(ctx, "SAVEPOINT "+name); err != nil {
		return err
	}
	after := len(u.after)
	if err := fn(ctx); err != nil {
		u.after = u.after[:after]
		if _, back := u.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT "+name); back != nil {
			return errors.Join(err, back)
		}
		return err
	}
	_, err := u.conn.Exec(ctx, "RELEASE SAVEPOINT "+name)
	return err
}

// Once runs fn under a lock that every process sharing the database respects: for migrations, seeds and clean-ups.
func (d *DB) Once(ctx context.Context, lock int64, fn func(ctx context.Context) error) error {
	c, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	if _, err := c.Exec(ctx, "SELECT set_config('lock_timeout', $1, false)", ms(2*time.Minute)); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, "SET statement_timeout = 0"); err != nil {
		return err
	}
	defer func() { // the session settings must not leak into the pool
		_ = c.Conn().Close(context.WithoutCancel(ctx))
	}()
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return err
	}
	return fn(ctx)
}

// code is the SQLSTATE of an error, or "".
func code(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code
	}
	return ""
}

// Lock keeps other units of work out of what the parts name until this one ends.
func (d *DB) Lock(ctx context.Context, parts ...string) error {
	_, err := d.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", strings.Join(parts, "\x1f"))
	return err
}

// Share keeps a Lock of the same parts waiting until this unit of work ends, and waits for one; others who share do not wait.
func (d *DB) Share(ctx context.Context, parts ...string) error {
	_, err := d.Exec(ctx, "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", strings.Join(parts, "\x1f"))
	return err
}
