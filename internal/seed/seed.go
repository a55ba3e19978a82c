// Package seed fills a database: the reference data every installation has, a believable network for trying the product out, and large
// volumes for the benchmark. Each seed runs once per edition, in one unit of work; docs/data.md says where the facts come from.
package seed

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// author is who wrote what the seeds write.
var author = authz.System("seed")

// run brings the seed called name to an edition, by fn, unless the database has that edition or a newer one. Processes that start
// together wait for each other. The actor of ctx is the author.
func run(ctx context.Context, d *db.DB, name, edition string, fn func(context.Context) error) error {
	if done, err := has(ctx, d, name, edition); done || err != nil {
		return err
	}
	return d.Do(ctx, name+"-seed", func(ctx context.Context) error {
		if err := unhurried(ctx, d); err != nil {
			return err
		}
		if err := d.Lock(ctx, "seed"); err != nil {
			return err
		}
		if done, err := has(ctx, d, name, edition); done || err != nil {
			return err
		}
		if err := fn(ctx); err != nil {
			return err
		}
		_, err := d.Exec(ctx, `INSERT INTO seeds (name, edition) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET edition = excluded.edition, applied_at = now()`,
			name, edition)
		return err
	})
}

func has(ctx context.Context, d *db.DB, name, edition string) (bool, error) {
	found, err := db.Values[bool](ctx, d, `SELECT true FROM seeds WHERE name = $1 AND string_to_array(edition, '.')::int[] >= string_to_array($2, '.')::int[]`,
		name, edition)
	return len(found) > 0, err
}

// unhurried lifts the time limits of requests for this unit of work.
func unhurried(ctx context.Context, d *db.DB) error {
	_, err := d.Exec(ctx, `SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
		set_config('idle_in_transaction_session_timeout', '0', true)`)
	return err
}
