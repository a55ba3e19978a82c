package main

import (
	"context"
	"flag"
	"fmt"

	"comunita/api/httpx"
)

func keysCommand(_ context.Context, sh shell, f *flag.FlagSet, args []string) error {
	if len(args) == 0 || args[0] != "rotate" {
		return usage("usage: api keys rotate")
	}
	if _, err := parse(f, args[1:]); err != nil {
		return err
	}
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	kid, removed, err := httpx.RotateKeys(keysDir(cfg))
	if err != nil {
		return fmt.Errorf("the signing keys: %w", err)
	}
	fmt.Fprintf(sh.out, "a running server signs with %s within a second; %d old keys removed\n", kid, removed)
	return nil
}
