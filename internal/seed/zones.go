package seed

import (
	"context"
	"fmt"
	"io/fs"

	"comunita/internal/platform/db"
)

const wanted = `WITH wanted AS MATERIALIZED (
	SELECT s.id AS set_id, z.id AS zone_id, m.istat_code AS municipality_code, coalesce(nullif(r.valid_from, '')::date, s.valid_from) AS valid_from,
		coalesce(nullif(r.valid_to, '')::date, s.valid_to) AS valid_to
	FROM jsonb_to_recordset($1) AS r (set text, zone text, valid_from text, valid_to text, municipalities text[])
	JOIN zone_sets s ON s.code = r.set JOIN zones z ON z.set_id = s.id AND z.code = r.zone JOIN municipalities m ON m.istat_code = ANY(r.municipalities)
	WHERE NOT EXISTS (SELECT FROM audit_log WHERE table_name = 'zones' AND row_id = z.id AND actor <> 'system:seed')
	AND NOT EXISTS (SELECT FROM audit_log WHERE table_name = 'zone_members' AND (coalesce(new, old) ->> 'zone_id')::bigint = z.id AND actor <> 'system:seed')) `

// Sets and zones have no edition: untouched is what the audit trail knows only the seed to have written. A zone whose members people
// changed keeps them, and so does the zone that a member left.
var zoneStatements = []struct{ file, stmt string }{
	{"zone_sets", `INSERT INTO zone_sets AS s (code, name, purpose, source, valid_from, valid_to)
		SELECT code, name, purpose, source, valid_from, nullif(valid_to, '')::date
		FROM jsonb_to_recordset($1) AS r (code text, name text, purpose text, source text, valid_from date, valid_to text)
		ON CONFLICT (code) DO UPDATE SET (name, purpose, source, valid_from, valid_to, version, updated_at) =
			ROW (excluded.name, excluded.purpose, excluded.source, excluded.valid_from, excluded.valid_to, s.version + 1, now())
		WHERE (s.name, s.purpose, s.source, s.valid_from, s.valid_to) IS DISTINCT FROM
			(excluded.name, excluded.purpose, excluded.source, excluded.valid_from, excluded.valid_to)
			AND NOT EXISTS (SELECT FROM audit_log WHERE table_name = 'zone_sets' AND row_id = s.id AND actor <> 'system:seed')`},
	{"zone_sets", `INSERT INTO operational_periods (set_id, valid_from) SELECT s.id, s.valid_from
		FROM jsonb_to_recordset($1) AS r (code text, operational bool) JOIN zone_sets s ON s.code = r.code
		WHERE r.operational AND NOT EXISTS (SELECT FROM operational_periods)`},
	{"zones", `INSERT INTO zones AS z (set_id, code, name, note)
		SELECT s.id, r.code, r.name, r.note FROM jsonb_to_recordset($1) AS r (set text, code text, name text, note text) JOIN zone_sets s ON s.code = r.set
		ON CONFLICT (set_id, code) DO UPDATE SET (name, note, version, updated_at) = ROW (excluded.name, excluded.note, z.version + 1, now())
		WHERE (z.name, z.note) IS DISTINCT FROM (excluded.name, excluded.note)
			AND NOT EXISTS (SELECT FROM audit_log WHERE table_name = 'zones' AND row_id = z.id AND actor <> 'system:seed')`},
	{"zone_members", wanted + `DELETE FROM zone_members m WHERE zone_id IN (SELECT zone_id FROM wanted) AND NOT EXISTS (SELECT FROM wanted w
		WHERE (w.zone_id, w.municipality_code, w.valid_from) = (m.zone_id, m.municipality_code, m.valid_from) AND w.valid_to IS NOT DISTINCT FROM m.valid_to)`},
	{"zone_members", wanted + `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from, valid_to)
		SELECT * FROM wanted w WHERE NOT EXISTS (SELECT FROM zone_members m
			WHERE (w.zone_id, w.municipality_code, w.valid_from) = (m.zone_id, m.municipality_code, m.valid_from) AND w.valid_to IS NOT DISTINCT FROM m.valid_to)
		ON CONFLICT DO NOTHING`}, // people may have put the municipality elsewhere
}

func loadZones(ctx context.Context, d *db.DB, from fs.FS) error {
	for _, s := range zoneStatements {
		_, rows, err := read(from, s.file)
		if err == nil {
			_, err = d.Exec(ctx, s.stmt, rows)
		}
		if err != nil {
			return fmt.Errorf("seed %s: %w", s.file, err)
		}
	}
	return nil
}
