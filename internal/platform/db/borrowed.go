package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Tx lends the unit of work in ctx to a library that wants a pgx.Tx. Only Do ends it.
func (d *DB) Tx(ctx context.Context, fn func(pgx.Tx) error) error {
	u := unitFrom(ctx)
	if u == nil {
		return ErrNoUnitOfWork
	}
	return fn(borrowed{u.conn, 0})
}

var errOwner = errors.New("db: the unit of work ends the transaction")

// borrowed is the connection of a unit of work as a pgx.Tx; what it begins are savepoints.
type borrowed struct {
	c     *pgx.Conn
	depth int
}

func (b borrowed) name() string { return fmt.Sprintf("b%d", b.depth) }

func (b borrowed) Begin(ctx context.Context) (pgx.Tx, error) {
	inner := borrowed{b.c, b.depth + 1}
	_, err := b.c.Exec(ctx, "SAVEPOINT "+inner.name())
	return inner, err
}

func (b borrowed) Commit(ctx context.Context) error {
	if b.depth == 0 {
		return errOwner
	}
	_, err := b.c.Exec(ctx, "RELEASE SAVEPOINT "+b.name())
	return err
}

func (b borrowed) Rollback(ctx context.Context) error {
	if b.depth == 0 {
		return errOwner
	}
	_, err := b.c.Exec(ctx, "ROLLBACK TO SAVEPOINT "+b.name())
	return err
}

func (b borrowed) CopyFrom(ctx context.Context, t pgx.Identifier, cols []string, src pgx.CopyFromSource) (int64, error) {
	return b.c.CopyFrom(ctx, t, cols, src)
}
func (b borrowed) SendBatch(ctx context.Context, x *pgx.Batch) pgx.BatchResults {
	return b.c.SendBatch(ctx, x)
}
func (b borrowed) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }
func (b borrowed) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return b.c.Prepare(ctx, name, sql)
}

func (b borrowed) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return b.c.Exec(ctx, sql, args...)
}

func (b borrowed) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return b.c.Query(ctx, sql, args...)
}
func (b borrowed) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return b.c.QueryRow(ctx, sql, args...)
}
func (b borrowed) Conn() *pgx.Conn { return b.c }
