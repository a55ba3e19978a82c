package seed

import (
	"context"
	"fmt"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Size of a large network.
type Size struct{ Risks, Needs int }

// Bulk adds that many local risks and training needs, spread over the municipalities unevenly, in the words of the catalogue and of the
// demo. It is for benchmarks: it writes no audit trail, builds the indexes anew, and adds as often as it is called. It needs the reference.
func Bulk(ctx context.Context, d *db.DB, size Size) error {
	if err := load(ctx, d, "risks", true, []string{"words", "grounds"}, size.Risks, false); err != nil {
		return err
	}
	return load(ctx, d, "training_needs", true, []string{"needs", "motivations"}, size.Needs)
}

// Skew adds n risks newer than all others without the words people search: the newest-first search has to pass them all by.
func Skew(ctx context.Context, d *db.DB, n int) error {
	return load(ctx, d, "risks", false, []string{"words", "grounds"}, n, true)
}

// load fills a table by its bulk statement, whose arguments are args and the rows of the text files.
func load(ctx context.Context, d *db.DB, table string, rebuild bool, texts []string, args ...any) error {
	if args[0] == 0 {
		return nil
	}
	for _, name := range texts {
		_, rows, err := read(demoFiles, "demo/"+name)
		if err != nil {
			return err
		}
		args = append(args, rows)
	}
	stmt, err := demoFiles.ReadFile("data/demo/bulk_" + table + ".sql")
	if err != nil {
		return err
	}
	return d.Do(authz.With(ctx, author), "bulk-seed", func(ctx context.Context) error {
		if err := unhurried(ctx, d); err != nil {
			return err
		}
		var drop, create []string
		if rebuild { // row by row, the indexes cost most of the time
			if drop, create, err = indexes(ctx, d, table); err != nil {
				return err
			}
		}
		before := append([]string{"ALTER TABLE " + table + " DISABLE TRIGGER audit", "SET LOCAL maintenance_work_mem = '256MB'"}, drop...)
		if err := all(ctx, d, before); err != nil {
			return err
		}
		if _, err := d.Exec(ctx, string(stmt), args...); err != nil {
			return fmt.Errorf("bulk %s: %w", table, err)
		}
		return all(ctx, d, append(create, "ALTER TABLE "+table+" ENABLE TRIGGER audit", "ANALYZE "+table))
	})
}

// indexes gives the statements that drop and create those indexes of a table that enforce nothing.
func indexes(ctx context.Context, d *db.DB, table string) (drop, create []string, err error) {
	if create, err = db.Values[string](ctx, d, `SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = $1::regclass AND NOT indisunique ORDER BY indexrelid`, table); err != nil {
		return nil, nil, err
	}
	drop, err = db.Values[string](ctx, d, `SELECT 'DROP INDEX ' || indexrelid::regclass FROM pg_index WHERE indrelid = $1::regclass AND NOT indisunique`, table)
	return drop, create, err
}

func all(ctx context.Context, d *db.DB, stmts []string) error {
	for _, stmt := range stmts {
		if _, err := d.Exec(ctx, stmt); err != nil {
			return fmt.Errorf("%s: %w", stmt, err)
		}
	}
	return nil
}
