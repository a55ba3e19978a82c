package seed

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// DemoEdition of the demo data. A newer one does not rewrite what is there: start with an empty data folder to see it.
const DemoEdition = "2026.1"

//go:embed data/demo/*.csv data/demo/*.sql
var demoFiles embed.FS

//go:embed data/demo/files
var demoDocuments embed.FS

// DemoDocuments are the files of the demo, signed by people who do not exist: <municipality or network>-<kind>-<name>.
func DemoDocuments() fs.FS {
	files, err := fs.Sub(demoDocuments, "data/demo/files")
	if err != nil {
		panic(err)
	}
	return files
}

// Demo puts a believable network on top of the reference data: people with dated mandates, adhesions in several states, entries of the
// catalogues that the secretariat validated, local risks in the words of the municipalities, training needs, and Accounts whose passwords
// hash gives. The people are invented. It is always the same, and it runs once: a database that has it is left alone.
func Demo(ctx context.Context, d *db.DB, hash func(plain string) (string, error)) error {
	if err := Reference(ctx, d); err != nil {
		return err
	}
	if done, err := db.Values[bool](ctx, d, `SELECT true FROM seeds WHERE name = 'demo'`); err != nil || len(done) > 0 {
		return err
	}
	err := run(authz.With(ctx, author), d, "demo-people", DemoEdition, func(ctx context.Context) error {
		if err := stage(ctx, d, []string{"people"}, "territory", "adhesions", "agreements", "people", "mandates", "secretaries", "organisation"); err != nil {
			return err
		}
		return accounts(ctx, d, hash)
	})
	if err != nil {
		return err
	}
	reviewer, err := db.Values[int64](ctx, d, `SELECT id FROM accounts WHERE email = $1`, demoAccounts[0].Email)
	if err != nil || len(reviewer) == 0 {
		return errors.Join(errors.New("seed demo: nobody to review"), err)
	}
	secretariat := authz.Actor{ID: "account:" + strconv.FormatInt(reviewer[0], 10)}
	if err := run(authz.With(ctx, secretariat), d, "demo-review", DemoEdition, func(ctx context.Context) error {
		return stage(ctx, d, nil, "validation", "supersession")
	}); err != nil {
		return err
	}
	return run(authz.With(ctx, author), d, "demo", DemoEdition, func(ctx context.Context) error {
		return stage(ctx, d, []string{"words", "local_risks", "grounds", "needs", "motivations", "judgements"}, "risks", "catalogue", "needs", "zones", "evaluations", "measures", "monitoring")
	})
}

// DemoEvidence tells, once its documents are there, which measure they show to be done.
func DemoEvidence(ctx context.Context, d *db.DB) error { return execute(ctx, d, "evidence") }

// stage runs the statements, which find the rows of the text files in settings of the unit of work.
func stage(ctx context.Context, d *db.DB, texts []string, statements ...string) error {
	for _, name := range texts {
		_, rows, err := read(demoFiles, "demo/"+name)
		if err == nil {
			_, err = d.Exec(ctx, "SELECT set_config('demo.' || $1, $2::jsonb::text, true)", name, rows)
		}
		if err != nil {
			return fmt.Errorf("seed demo %s: %w", name, err)
		}
	}
	for _, name := range statements {
		if err := execute(ctx, d, name); err != nil {
			return err
		}
	}
	return nil
}

func execute(ctx context.Context, d *db.DB, name string, args ...any) error {
	stmt, err := demoFiles.ReadFile("data/demo/" + name + ".sql")
	if err == nil {
		_, err = d.Exec(ctx, string(stmt), args...)
	}
	if err != nil {
		return fmt.Errorf("seed demo %s: %w", name, err)
	}
	return nil
}

func accounts(ctx context.Context, d *db.DB, hash func(plain string) (string, error)) error {
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
	return execute(ctx, d, "clients", Password)
}
