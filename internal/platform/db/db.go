// Package db owns the connection, the unit of work and the generic repository.
//
// One pgx pool carries everything. Reads go through pgx; GORM rides on the same connections for writes and names the columns.
// This package and the store.go files are the only places that import GORM.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"comunita/internal/platform/apperr"
)

// Options say how to connect. The zero value of each duration and size has a sensible default.
type Options struct {
	DSN              string
	PoolSize         int                   // connections at most; 16
	StatementTimeout time.Duration         // of any one statement; 5 s
	AcquireTimeout   time.Duration         // how long a request waits for a connection before it is told to come back; 1 s
	Outage           time.Duration         // how long a request waits for a database that went away; 1.5 s
	Bounds           Bounds                // of list requests; tests make them small
	Tune             func(*pgx.ConnConfig) // for tests that listen in: to statements, plans, notices
}

// DB is handed to every repository.
type DB struct {
	pool    *pgxpool.Pool
	sql     *sql.DB
	gorm    *gorm.DB
	options Options
}

// Open prepares the pool; it connects when first used. The schema is the migrations' business, never AutoMigrate's.
func Open(o Options) (*DB, error) {
	o.PoolSize = orElse(o.PoolSize, 16)
	o.StatementTimeout = orElse(o.StatementTimeout, 5*time.Second)
	o.AcquireTimeout = orElse(o.AcquireTimeout, time.Second)
	o.Outage = orElse(o.Outage, 1500*time.Millisecond)
	o.Bounds = o.Bounds.orDefault()
	cfg, err := pgxpool.ParseConfig(o.DSN)
	if err != nil {
		return nil, errors.New("open database: the address is not valid") // the cause may hold the password
	}
	cfg.MaxConns = int32(o.PoolSize)
	cfg.MaxConnIdleTime = 5 * time.Minute
	cfg.ConnConfig.ConnectTimeout = 2 * time.Second
	cfg.ConnConfig.StatementCacheCapacity = 512
	for k, v := range map[string]string{
		"application_name": "comunita", "timezone": "UTC", "jit": "off",
		// No request may read a large table from end to end; tables without a fitting index, the small ones, still are.
		"enable_seqscan":                      "off",
		"statement_timeout":                   ms(o.StatementTimeout),
		"lock_timeout":                        ms(o.StatementTimeout / 2),
		"idle_in_transaction_session_timeout": ms(2 * o.StatementTimeout),
	} {
		cfg.ConnConfig.RuntimeParams[k] = v
	}
	if o.Tune != nil {
		o.Tune(cfg.ConnConfig)
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	d := &DB{pool: pool, sql: stdlib.OpenDBFromPool(pool), options: o}
	d.gorm, err = gorm.Open(postgres.New(postgres.Config{Conn: d.sql}), &gorm.Config{
		SkipDefaultTransaction: true, // Do is the only transaction
		DisableAutomaticPing:   true,
		TranslateError:         true,
		Logger:                 logger.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return d, nil
}

// Close ends every connection.
func (d *DB) Close() {
	_ = d.sql.Close()
	d.pool.Close()
}

// SQL is the pool as database/sql, for migrations and tests.
func (d *DB) SQL() *sql.DB { return d.sql }

// Pool is the pgx pool, for the job runner, notifications, metrics and tests.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Ping tells whether the database answers, without waiting out an outage.
func (d *DB) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	return d.pool.Ping(ctx)
}

// With runs fn on a connection: the unit of work's inside one, any other outside. Outside, fn must only read, because it is
// run again when the connection breaks under it or the database is away for less than Options.Outage.
func (d *DB) With(ctx context.Context, fn func(context.Context, *pgx.Conn) error) error {
	if u := unitFrom(ctx); u != nil {
		return fn(ctx, u.conn)
	}
	// A client that hangs up must not cost us a connection: the statement timeout bounds the work instead.
	ctx = context.WithoutCancel(ctx)
	return d.patient(func() error {
		c, err := d.acquire(ctx)
		if err != nil {
			return err
		}
		defer c.Release()
		return fn(ctx, c.Conn())
	})
}

func (d *DB) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	actx, cancel := context.WithTimeout(ctx, d.options.AcquireTimeout)
	defer cancel()
	c, err := d.pool.Acquire(actx)
	return c, busy(err)
}

func busy(err error) error {
	if errors.Is(err, context.DeadlineExceeded) && !gone(err) {
		return apperr.New(apperr.Unavailable, "busy", "Il servizio è molto carico: riprova tra qualche secondo").After(time.Second).Because(err)
	}
	return err
}

// patient repeats fn while the database is away, for at most Options.Outage.
func (d *DB) patient(fn func() error) error {
	deadline := time.Now().Add(d.options.Outage)
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		err := fn()
		if err == nil || !gone(err) {
			return err
		}
		if time.Now().Add(wait).After(deadline) {
			return away(err)
		}
		time.Sleep(wait)
	}
}

func away(err error) error {
	return apperr.New(apperr.Unavailable, "database-away", "La base dati non risponde: riprova tra qualche secondo").After(2 * time.Second).Because(err)
}

// gone reports whether an error means that the connection or the server went away, not that the statement was wrong.
func gone(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pg.Code, "08") || pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03"
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) ||
		err != nil && strings.Contains(err.Error(), "conn closed")
}

// Rows runs a query and collects the rows into structs by column name.
func Rows[T any](ctx context.Context, d *DB, sql string, args ...any) ([]T, error) {
	var out []T
	err := d.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		rows, err := c.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
	return out, err
}

// Keyed runs a query and collects the rows into structs, by a key of each.
func Keyed[K comparable, T any](ctx context.Context, d *DB, key func(T) K, sql string, args ...any) (map[K]T, error) {
	rows, err := Rows[T](ctx, d, sql, args...)
	out := make(map[K]T, len(rows))
	for _, r := range rows {
		out[key(r)] = r
	}
	return out, err
}

// Values runs a query with one column and collects it.
func Values[T any](ctx context.Context, d *DB, sql string, args ...any) ([]T, error) {
	var out []T
	err := d.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		rows, err := c.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowTo[T])
		return err
	})
	return out, err
}

func ms(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}
