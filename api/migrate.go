package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"log/slog"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"comunita/migrations"
)

func migrateCommand(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error {
	if _, err := parse(f, args); err != nil {
		return err
	}
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	return withDatabase(ctx, cfg, true, func(dsn string) error {
		if err := migrate(ctx, dsn); err != nil {
			return err
		}
		v, err := schemaVersion(ctx, dsn)
		fmt.Fprintf(sh.out, "the schema is at version %d\n", v)
		return err
	})
}

// migrate brings the schema up to date, one process at a time. A schema newer than the program is refused: an old binary does not
// know what the new columns mean.
func migrate(ctx context.Context, dsn string) error {
	conn, p, err := provider(dsn, goose.WithSessionLocker)
	if err != nil {
		return err
	}
	defer conn.Close()
	current, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	if current > newest {
		return fmt.Errorf("the database is at schema version %d and this program knows %d: run the newer program, or restore a backup made with this one", current, newest)
	}
	if current == newest {
		return nil
	}
	done, err := p.Up(ctx)
	for _, r := range done {
		slog.Info("migrated", "file", r.Source.Path, "ms", r.Duration.Milliseconds())
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// provider has a connection of its own, without the pool's time limits: a migration may take long.
func provider(dsn string, locked func(lock.SessionLocker) goose.ProviderOption) (*sql.DB, *goose.Provider, error) {
	conn, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, nil, errors.New("the address of the database is not valid")
	}
	var options []goose.ProviderOption
	if locked != nil {
		l, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, nil, err
		}
		options = append(options, locked(l))
	}
	p, err := goose.NewProvider(goose.DialectPostgres, conn, migrations.FS, options...)
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, p, nil
}

func schemaVersion(ctx context.Context, dsn string) (int64, error) {
	conn, p, err := provider(dsn, nil)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return p.GetDBVersion(ctx)
}
