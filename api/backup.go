package main

import (
	"context"
	"flag"
	"fmt"

	"comunita/internal/backup"
)

func backupCommand(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error {
	return withInstallation(ctx, sh, f, args, func(i backup.Installation, file string) error {
		m, err := i.Write(ctx, file)
		if err == nil {
			fmt.Fprintf(sh.out, "%s: %d tables, %d files\n", file, len(m.Tables), len(m.Files))
		}
		return err
	})
}

func restoreCommand(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error {
	return withInstallation(ctx, sh, f, args, func(i backup.Installation, file string) error {
		m, err := i.Restore(ctx, file)
		if err == nil {
			fmt.Fprintf(sh.out, "restored the backup of %s: %d tables, %d files, compared with what was saved\n",
				m.TakenAt.Format("2006-01-02 15:04 MST"), len(m.Tables), len(m.Files))
		}
		return err
	})
}

// withInstallation runs fn with the database as it is, not migrated, and the one argument.
func withInstallation(ctx context.Context, sh shell, f *flag.FlagSet, args []string, fn func(backup.Installation, string) error) error {
	args, err := parse(f, args, "FILE")
	if err != nil {
		return err
	}
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	return withDatabase(ctx, cfg, true, func(dsn string) error {
		return fn(backup.Installation{DSN: dsn, DataDir: cfg.DataDir, Version: release()}, args[0])
	})
}
