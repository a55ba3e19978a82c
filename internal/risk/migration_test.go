package risk_test

import (
	"testing"

	"github.com/pressly/goose/v3"

	"comunita/internal/platform/db"
	"comunita/internal/testkit"
	"comunita/migrations"
)

// What was validated before there were versions becomes version 1; who adopted it was compared with that one, who adopted a draft with none.
func TestVersionsOfWhatWasThere(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	d := app.DB
	p, err := goose.NewProvider(goose.DialectPostgres, d.SQL(), migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(t.Context(), 28); err != nil {
		t.Fatal(err)
	}
	app.Exec(t, `INSERT INTO risks (id, version, code, area_code, process, event, state, measures) VALUES (1, 4, 'B.01', 'B', 'p', 'validated', 'validated', '{M01}'),
		(2, 9, 'B.02', 'B', 'p', 'superseded', 'superseded', '{}'), (3, 2, 'B.03', 'B', 'p', 'draft', 'draft', '{}')`)
	app.Exec(t, `INSERT INTO risks (id, municipality_code, adopted_id, adopted_version, area_code, process, event, state)
		SELECT 10 + e, '083049', e, e, 'B', 'p', 'e', 'local' FROM generate_series(1, 3) e`)
	if _, err := p.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`SELECT string_agg(risk_id || ':' || number || ':' || event || ':' || measures::text, ' ' ORDER BY risk_id) FROM risk_versions`: "1:1:validated:{M01} 2:1:superseded:{}",
		`SELECT string_agg(published || ':' || retired, ' ' ORDER BY id) FROM risks WHERE code <> ''`:                                   "1:false 1:true 0:false",
		`SELECT string_agg(adopted_version::text, ' ' ORDER BY id) FROM risks WHERE code = ''`:                                          "1 1 0",
	} {
		got, err := db.Values[string](t.Context(), d, query)
		if err != nil || got[0] != want {
			t.Errorf("%s: %v %v", query, got, err)
		}
	}
}
