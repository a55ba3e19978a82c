package faults

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"comunita/internal/testkit"
)

// before is what an installation may hold that never saw an adhesion: every state, with and without its day; zones whose set took over from
// another some days ago; mandates present, past and taken back.
const before = `
SELECT set_config('app.actor', 'account:1', false), set_config('app.operation', 'test', false);
INSERT INTO municipalities (istat_code, name, cadastral_code, population, population_year, area_km2, lat, lon, altimetric_zone, coastal, island, inner_area_class,
		adhesion, adhesion_date, created_at, archived_at)
	SELECT '0830' || lpad(n::text, 2, '0'), 'Comune ' || n, 'A' || lpad(n::text, 3, '0'), 1000 * n, 2021, 10, 38, 15, 'plain', false, false, 'D',
		state, CASE WHEN n % 2 = 0 THEN date '2026-01-01' + n::int END, timestamptz '2025-12-01 12:00+01', CASE WHEN n = 17 THEN now() END
	FROM unnest(ARRAY['not_contacted', 'contacted', 'draft_sent', 'interested', 'proposal_filed', 'act_adopted', 'published', 'enforceable', 'transmitted',
		'protocol_signed', 'member', 'referent_designated', 'operational', 'suspended', 'declined', 'withdrawn', 'to_renew']) WITH ORDINALITY s(state, n);
INSERT INTO zone_sets (code, name, operational, valid_from) VALUES ('vecchio', 'Zone di prima', true, '2025-01-01'), ('nuovo', 'Zone di oggi', false, '2026-01-01'),
	('altro', 'Unioni di comuni', false, '2024-01-01');
ALTER TABLE audit_log DISABLE TRIGGER append_only;
UPDATE audit_log SET at = at - interval '20 days';
UPDATE zone_sets SET operational = false WHERE code = 'vecchio';
UPDATE zone_sets SET operational = true WHERE code = 'nuovo';
UPDATE audit_log SET at = at - interval '5 days' WHERE table_name = 'zone_sets' AND action = 'UPDATE';
ALTER TABLE audit_log ENABLE TRIGGER append_only;
INSERT INTO zones (set_id, code, name) SELECT id, 'Z1', 'Zona ' || code FROM zone_sets;
INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from, valid_to) SELECT z.set_id, z.id, m.istat_code, '2026-01-01', CASE WHEN m.id = 3 THEN date '2026-02-01' END
	FROM zones z CROSS JOIN municipalities m WHERE m.id <= 4;
INSERT INTO people (given_name, family_name, office_email) SELECT 'Nome', 'Cognome ' || n, 'p' || n || '@example.org' FROM generate_series(1, 5) n;
INSERT INTO accounts (person_id, email, state) VALUES (1, 'p1@example.org', 'active');
INSERT INTO mandates (person_id, role, municipality_code, zone_id, substitute, act_kind, valid_from, valid_to, archived_at) VALUES
	(1, 'secretariat', NULL, NULL, false, 'Decreto', '2025-01-01', NULL, NULL), (2, 'coordinator', NULL, 2, false, '', '2025-01-01', NULL, NULL),
	(3, 'rpct', '083001', NULL, false, '', '2024-01-01', '2024-12-31', NULL), (4, 'rpct', '083001', NULL, false, '', '2025-01-01', NULL, NULL),
	(5, 'referent', '083001', NULL, false, '', '2025-01-01', NULL, NULL), (3, 'referent', '083001', NULL, true, '', '2025-01-01', NULL, NULL),
	(5, 'referent', '083002', NULL, false, '', '2025-01-01', NULL, now()), (2, 'observer', NULL, NULL, false, '', '2025-01-01', NULL, NULL);`

// The tables that were there, as texts without what was added since, in the words of the old schema.
const kept = `SELECT string_agg(t, E'\n' ORDER BY t) FROM (
	SELECT (to_jsonb(m) - '{search,financial_distress,financial_distress_since,financial_distress_act}'::text[])::text AS t FROM municipalities m
	UNION ALL SELECT (to_jsonb(s) - '{search,operational,draft,design}'::text[])::text FROM zone_sets s
	UNION ALL SELECT (to_jsonb(z) - '{search,seat}'::text[])::text FROM zones z
	UNION ALL SELECT to_jsonb(k)::text FROM zone_members k
	UNION ALL SELECT (to_jsonb(p) - 'search')::text FROM people p
	UNION ALL SELECT to_jsonb(a)::text FROM accounts a
	UNION ALL SELECT (to_jsonb(d) - '{search,arrangement,convention_id,share_percent,replaces}'::text[])::text FROM mandates d) x`

// What an installation of before adhesions knows stays as it is, and what the new tables begin with follows from it.
func TestDataOfBeforeAdhesionsIsKept(t *testing.T) {
	t.Parallel()
	dsn := testkit.OldDSN(t, 9)
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(ctx, before); err != nil {
		t.Fatal(err)
	}
	text := func(sql string) (v string) {
		t.Helper()
		if err := conn.QueryRow(ctx, sql).Scan(&v); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return v
	}
	old := text(kept)

	i := install(t, "DATABASE_URL="+dsn)
	if out, code := i.command("", "migrate"); code != 0 {
		t.Fatalf("%d %s", code, out)
	}
	if now := text(kept); now != old {
		t.Errorf("before:\n%s\nafter:\n%s", old, now)
	}
	for sql, want := range map[string]string{
		// every municipality, archived ones too, with its state since its day or else since it was entered
		`SELECT count(*) || ' ' || count(*) FILTER (WHERE a.state = m.adhesion AND a.since = coalesce(m.adhesion_date, date '2025-12-01') AND a.version = 1 AND a.archived_at IS NULL)
			FROM municipalities m JOIN adhesions a ON a.municipality_code = m.istat_code`: "17 17",
		`SELECT string_agg(state || '>' || resumes, ' ' ORDER BY state) FROM adhesions WHERE resumes <> ''`:                                        "suspended>contacted to_renew>member",
		`SELECT count(*)::text FROM adhesion_steps`:                                                                                                "0", // nobody took them here
		`SELECT count(*) || ' ' || min(operation) FROM audit_log WHERE table_name = 'adhesions' AND actor = 'system:migration'`:                    "17 adhesions-migration",
		`SELECT count(*)::text FROM audit_log WHERE table_name = 'municipalities'`:                                                                 "17", // none was touched
		`SELECT count(*) || ' ' || count(*) FILTER (WHERE state = 'member' AND due_on IS NOT NULL) || ' ' || count(zone_code) FROM adhesion_board`: "17 1 3",
		// which set was operational on which day
		`SELECT string_agg(s.code || ' ' || p.valid_from || ' ' || coalesce((today() - p.valid_to)::text, '-'), ', ' ORDER BY p.valid_from)
			FROM operational_periods p JOIN zone_sets s ON s.id = p.set_id WHERE p.valid_from = '2025-01-01'`: "vecchio 2025-01-01 6",
		`SELECT string_agg(s.code || ' ' || (today() - p.valid_from), ', ') FROM operational_periods p JOIN zone_sets s ON s.id = p.set_id WHERE p.valid_to IS NULL`: "nuovo 5",
		`SELECT count(*) || ' ' || string_agg(s.code, ',') FILTER (WHERE s.operational) FROM zone_sets s WHERE NOT draft AND design = '[]'`:                          "3 nuovo",
		`SELECT count(*)::text FROM zones WHERE seat IS NULL`: "3",
		// mandates of before have nothing of secretaries and commissioners
		`SELECT count(*)::text FROM mandates WHERE arrangement = '' AND convention_id IS NULL AND share_percent IS NULL AND replaces = '{}'`:                "8",
		`SELECT string_agg(DISTINCT financial_distress || coalesce(financial_distress_since::text, '') || financial_distress_act, ',') FROM municipalities`: "unknown",
		`SELECT string_agg(key || value::text, ',') FROM settings`:                                                                                          "disadvantage{},evaluation-bands{}",
	} {
		if got := text(sql); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}

	// what is written from now on goes on from there
	if _, err := conn.Exec(ctx, `UPDATE adhesions SET state = 'member', since = '2026-05-05' WHERE municipality_code = '083010';
		INSERT INTO mandates (person_id, role, arrangement, municipality_code, valid_from) VALUES (5, 'secretary', 'holder', '083001', '2026-01-01')`); err != nil {
		t.Error(err)
	}
	if got := text(`SELECT adhesion || ' ' || adhesion_date FROM municipalities WHERE istat_code = '083010'`); got != "member 2026-05-05" {
		t.Error(got)
	}
	if out, code := i.command("", "seed"); code != 0 {
		t.Errorf("%d %s", code, out)
	}
	if got := text(`SELECT count(*)::text FROM municipalities m LEFT JOIN adhesions a ON a.municipality_code = m.istat_code WHERE a.id IS NULL`); got != "0" {
		t.Error(got, "municipalities of the seed without adhesion")
	}
	i.start()
	var n struct{ Members int }
	if code, raw := i.send(http.MethodGet, "/network", "", ""); code != http.StatusOK || json.Unmarshal(raw, &n) != nil || n.Members != 4 {
		t.Errorf("%d %s", code, raw)
	}
}
