package embeddedpg

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
)

// prepare makes the program's role and database when they are missing, and brings the indexes up to date with the machine's collations.
func (c *Cluster) prepare(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.AdminDSN())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var role, database, stale bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1), EXISTS (SELECT FROM pg_database WHERE datname = $1),
		EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datcollversion <> pg_database_collation_actual_version(oid))`, Database).Scan(&role, &database, &stale)
	if err != nil {
		return err
	}
	if !role {
		if _, err := conn.Exec(ctx, "CREATE ROLE "+Database+" LOGIN PASSWORD '"+c.password+"'"); err != nil {
			return err
		}
	}
	if !database {
		_, err := conn.Exec(ctx, "CREATE DATABASE "+Database+" OWNER "+Database+
			" TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'it-IT' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
		return err
	}
	if stale {
		return c.recollate(ctx)
	}
	return nil
}

// recollate rebuilds the indexes after the machine's ICU changed how Italian sorts: an index in the old order would miss rows.
func (c *Cluster) recollate(ctx context.Context) error {
	slog.Warn("the machine's collations have changed: rebuilding the indexes of the private database")
	conn, err := pgx.Connect(ctx, address(c.sock, c.port, superuser, Database))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	rows, _ := conn.Query(ctx, `SELECT format('ALTER COLLATION %I.%I REFRESH VERSION', n.nspname, c.collname) FROM pg_collation c
		JOIN pg_namespace n ON n.oid = c.collnamespace WHERE c.collversion <> pg_collation_actual_version(c.oid)`)
	refresh, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, stmt := range append([]string{"REINDEX DATABASE " + Database, "ALTER DATABASE " + Database + " REFRESH COLLATION VERSION"}, refresh...) {
		if _, err := conn.Exec(ctx, stmt); err != nil {
			return fmt.Errorf("%s: %w", stmt, err)
		}
	}
	return nil
}
