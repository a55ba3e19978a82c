package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// streamTimeout bounds one export.
const streamTimeout = 2 * time.Minute

// Stream runs a query that may return any number of rows and hands them over one by one. The connection is taken as long as
// the reader needs, so callers limit how many run at once.
func (d *DB) Stream(ctx context.Context, sql string, args []any, each func(pgx.Rows) error) error {
	c, err := d.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	ctx, cancel := context.WithTimeout(ctx, streamTimeout)
	defer cancel()
	tx, err := c.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := tx.Exec(ctx, "SELECT set_config('statement_timeout', $1, true)", ms(streamTimeout)); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// ErrStop ends a stream early without being an error to anyone.
var ErrStop = errors.New("db: enough")
