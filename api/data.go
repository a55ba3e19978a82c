package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"comunita/internal/platform/config"
	"comunita/internal/platform/db"
	"comunita/internal/platform/password"
	"comunita/internal/seed"
)

func seedCommand(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error {
	demo := f.Bool("demo", false, "add a believable network (refused in production)")
	if _, err := parse(f, args); err != nil {
		return err
	}
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	if err := allowDemo(cfg, *demo); err != nil {
		return err
	}
	return prepared(ctx, cfg, true, func(d *db.DB) error {
		if err := fill(ctx, cfg, d, *demo); err != nil {
			return err
		}
		fmt.Fprintf(sh.out, "reference data of edition %s\n", seed.Edition)
		if *demo {
			introduce(sh.out)
		}
		return nil
	})
}

// allowDemo refuses accounts whose passwords everybody knows where real people work.
func allowDemo(cfg config.Config, demo bool) error {
	if demo && cfg.Env == config.Production {
		return errors.New("demo data is refused because COMUNITA_ENV=production")
	}
	return nil
}

// fill loads the reference data and, for a demo, the network on top.
func fill(ctx context.Context, cfg config.Config, d *db.DB, demo bool) error {
	if !demo {
		return seed.Reference(ctx, d)
	}
	passwords := password.NewHasher(1, time.Minute)
	if err := seed.Demo(ctx, d, func(plain string) (string, error) { return passwords.Hash(ctx, plain) }); err != nil {
		return err
	}
	return demoDocuments(ctx, cfg, d)
}

// introduce prints the demo accounts.
func introduce(w io.Writer) {
	fmt.Fprint(w, "\nDemo accounts:\n\n")
	for _, a := range seed.Accounts() {
		fmt.Fprintf(w, "  %-34s %-24s %s %s\n", a.Email, a.Password, a.Role, a.Where)
	}
}
