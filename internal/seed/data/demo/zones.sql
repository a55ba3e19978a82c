-- A draft for next year, from the operational zones: two municipalities change zone, and one waits for its own.
WITH current AS (SELECT z.code, z.name, k.municipality_code AS member FROM zone_sets s JOIN zones z ON z.set_id = s.id JOIN current_members k ON k.zone_id = z.id
        WHERE s.operational),
redrawn AS (SELECT coalesce(m.zone, c.code) AS code, c.member FROM current c LEFT JOIN (VALUES ('083077', 'Z3'), ('083052', 'Z5')) AS m (member, zone) USING (member)
        WHERE c.member <> '083013'),
design AS (SELECT jsonb_agg(jsonb_build_object('code', z.code, 'name', z.name, 'municipalities', (SELECT jsonb_agg(r.member ORDER BY r.member)
        FROM redrawn r WHERE r.code = z.code)) ORDER BY z.code) AS zones FROM (SELECT DISTINCT code, name FROM current) z)
INSERT INTO zone_sets (code, name, purpose, source, valid_from, draft, design)
SELECT 'zone-prova', 'Zone, ipotesi di revisione', 'Zone con viaggi più brevi, da discutere in assemblea', 'Segreteria', date '2026-11-01', true, zones FROM design
