package db

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
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

// comparer orders sort values; it is not safe for concurrent use, so every request makes one.
func comparer() func(a, b any) int {
	c := collate.New(language.Italian)
	return func(a, b any) int {
		switch a := a.(type) {
		case time.Time:
			return a.Compare(b.(time.Time))
		case string:
			return c.CompareString(a, text(b))
		case int:
			return int(a) - int(number(b))
		case int64:
			return int(a - number(b))
		case float64:
			switch f := b.(float64); {
			case a < f:
				return -1
			case a > f:
				return 1
			}
		}
		return 0
	}
}

func text(v any) string {
	s, _ := v.(string)
	return strings.Clone(s)
}

func number(v any) int64 {
	switch v := v.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	}
	return 0
}
