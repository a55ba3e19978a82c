package seed

import (
	"context"
	"embed"
	"fmt"

	"comunita/internal/platform/db"
)

// DemoEdition of the demo data. A newer one does not rewrite what is there: start with an empty data folder to see it.
const DemoEdition = "2026.1"

//go:embed data/demo/*.csv data/demo/*.sql
var demoFiles embed.FS

// Demo puts a believable network on top of the reference data: people with dated mandates, adhesions in several states, local risks in the
// words of the municipalities, training needs, and accounts whose passwords hash gives. The people are invented. It is always the
// same, and it runs once: a database that has it is left alone.
func Demo(ctx context.Context, d *db.DB, hash func(plain string) (string, error)) error {
	if err := Reference(ctx, d); err != nil {
		return err
	}
	return run(ctx, d, "demo", DemoEdition, func(ctx context.Context) error {
		if done, err := db.Values[bool](ctx, d, `SELECT true FROM seeds WHERE name = 'demo'`); err != nil || len(done) > 0 {
			return err
		}
		for _, name := range []string{"people", "words", "local_risks", "grounds", "needs", "motivations"} {
			_, rows, err := read(demoFiles, "demo/"+name)
			if err == nil {
				_, err = d.Exec(ctx, "SELECT set_config('demo."+name+"', $1::jsonb::text, true)", rows)
			}
			if err != nil {
				return fmt.Errorf("seed demo %s: %w", name, err)
			}
		}
		for _, name := range []string{"territory", "people", "mandates", "risks", "needs"} {
			stmt, err := demoFiles.ReadFile("data/demo/" + name + ".sql")
			if err == nil {
				_, err = d.Exec(ctx, string(stmt))
			}
			if err != nil {
				return fmt.Errorf("seed demo %s: %w", name, err)
			}
		}
		for _, a := range demoAccounts {
			hashed, err := hash(Password)
			if err != nil {
				return err
			}
			if _, err := d.Exec(ctx, `INSERT INTO accounts (person_id, email, password_hash, state) SELECT id, office_email, $2, 'active' FROM people WHERE office_email = $1`,
				a.Email, hashed); err != nil {
				return err
			}
		}
		return nil
	})
}
