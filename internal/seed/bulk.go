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
// demo. It is for benchmarks: it writes no audit trail, and it adds as often as it is called.
func Bulk(ctx context.Context, d *db.DB, size Size) error {
	if err := add(ctx, d, "risks", size.Risks, 0); err != nil {
		return err
	}
	return add(ctx, d, "training_needs", size.Needs, 0)
}

// Skew adds n risks newer than all others without the words people search: the newest-first search has to pass them all by.
func Skew(ctx context.Context, d *db.DB, n int) error { return add(ctx, d, "risks", n, 1) }

var bulk = map[string]string{
	"risks": `WITH c AS (SELECT area_code, process, event, typology, enabling_factors, measures, row_number() OVER (ORDER BY code) - 1 AS i, count(*) OVER () AS of FROM risks WHERE code <> ''), m AS (SELECT array_agg(istat_code ORDER BY population DESC) AS list FROM municipalities),
		w AS (SELECT array_agg(description) AS list FROM jsonb_to_recordset($3) AS r (description text)),
		g AS (SELECT array_agg(text) AS list FROM jsonb_to_recordset($4) AS r (text text)), e AS (SELECT coalesce(max(updated_at), now()) AS newest FROM risks)
		INSERT INTO risks (municipality_code, area_code, process, event, description, typology, enabling_factors, measures, motivation, state, changed_by, created_at, updated_at)
		SELECT m.list[1 + floor(cardinality(m.list) * power(s.a, 1.5))::int], o.area_code, CASE WHEN $2 = 0 THEN o.process ELSE 'Protocollo' END,
			CASE WHEN $2 = 0 THEN o.event ELSE 'Ritardo nella protocollazione di istanze' END,
			CASE WHEN $2 = 0 THEN w.list[1 + floor(cardinality(w.list) * s.b)::int] || '. ' || g.list[1 + floor(cardinality(g.list) * s.c)::int] ELSE '' END,
			o.typology, o.enabling_factors, o.measures, CASE WHEN $2 = 0 THEN g.list[1 + floor(cardinality(g.list) * s.d)::int] ELSE '' END, 'local', 'system:seed', s.t, s.t
		FROM m, w, g, e, generate_series(1, $1) n JOIN c o ON o.i = n * 61 % o.of,
		LATERAL (SELECT (n * 0.6180339887498949::float8) - floor(n * 0.6180339887498949::float8) AS a, (n * 0.4142135623730950::float8) - floor(n * 0.4142135623730950::float8) AS b, (n * 0.7320508075688772::float8) - floor(n * 0.7320508075688772::float8) AS c, (n * 0.2360679774997897::float8) - floor(n * 0.2360679774997897::float8) AS d,
			CASE WHEN $2 = 0 THEN timestamptz '2025-01-01' + n * interval '41 seconds' * (10 ^ 6 / $1) ELSE e.newest + n * interval '1 second' END AS t) AS s`,
	"training_needs": `WITH f AS (SELECT topic, audience, description, row_number() OVER () - 1 AS i, count(*) OVER () AS of FROM jsonb_to_recordset($3) AS r (topic text, audience text, description text)),
		w AS (SELECT reason, text, row_number() OVER () - 1 AS i, count(*) OVER () AS of FROM jsonb_to_recordset($4) AS r (reason text, text text)),
		m AS (SELECT array_agg(istat_code ORDER BY population DESC) AS list FROM municipalities)
		INSERT INTO training_needs (municipality_code, year, topic_code, description, level, reason, audience, persons, current_level, desired_level, priority, motivation, mode, created_at, updated_at)
		SELECT m.list[1 + floor(cardinality(m.list) * power((n * 0.6180339887498949::float8) - floor(n * 0.6180339887498949::float8), 1.5))::int], 2020 + n % 8 + $2, f.topic, f.description, t.level, w.reason, f.audience, 1 + n % 30, 1 + n % 2, 3 + n % 2,
			(ARRAY['high', 'medium', 'low'])[1 + n % 3], w.text, (ARRAY['webinar', 'classroom', 'workshop', 'e_learning'])[1 + n % 4], s.t, s.t
		FROM m, generate_series(1, $1) n JOIN f ON f.i = n % f.of JOIN w ON w.i = n / 7 % w.of JOIN training_topics t ON t.code = f.topic,
		LATERAL (SELECT timestamptz '2025-01-01' + n * interval '41 seconds' * (10 ^ 6 / $1) AS t) AS s`,
}

// texts are the files whose rows the statements draw from.
var texts = map[string][2]string{"risks": {"words", "grounds"}, "training_needs": {"needs", "motivations"}}

func add(ctx context.Context, d *db.DB, table string, n, skewed int) error {
	if n == 0 {
		return nil
	}
	var drawn [2][]row
	for i, name := range texts[table] {
		_, rows, err := read(demoFiles, "demo/"+name)
		if err != nil {
			return err
		}
		drawn[i] = rows
	}
	return d.Do(authz.With(ctx, authz.System("seed")), "bulk-seed", func(ctx context.Context) error {
		if err := unhurried(ctx, d); err != nil {
			return err
		}
		if _, err := d.Exec(ctx, "ALTER TABLE "+table+" DISABLE TRIGGER audit"); err != nil {
			return err
		}
		if _, err := d.Exec(ctx, bulk[table], n, skewed, drawn[0], drawn[1]); err != nil {
			return fmt.Errorf("bulk %s: %w", table, err)
		}
		for _, stmt := range []string{"ALTER TABLE " + table + " ENABLE TRIGGER audit", "ANALYZE " + table} {
			if _, err := d.Exec(ctx, stmt); err != nil {
				return err
			}
		}
		return nil
	})
}
