-- Two municipalities in three have recorded risks: most adopt one of the thirty best known entries of the catalogue in their own words, some
-- are wholly theirs.
WITH words AS (SELECT area, description, row_number() OVER (PARTITION BY area ORDER BY description) - 1 AS n, count(*) OVER (PARTITION BY area) AS of
        FROM jsonb_to_recordset(current_setting('demo.words')::jsonb) AS r (area text, description text)),
grounds AS (SELECT part, text, row_number() OVER (PARTITION BY part ORDER BY text) - 1 AS n, count(*) OVER (PARTITION BY part) AS of
        FROM jsonb_to_recordset(current_setting('demo.grounds')::jsonb) AS r (part text, text text)),
own AS (SELECT *, row_number() OVER () - 1 AS n FROM jsonb_to_recordset(current_setting('demo.local_risks')::jsonb)
        AS r (area text, process text, event text, description text, typology text, enabling_factors text[], measures text[])),
m AS (SELECT istat_code, row_number() OVER (ORDER BY md5(istat_code)) - 1 AS n FROM municipalities WHERE archived_at IS NULL),
c AS (SELECT *, row_number() OVER (ORDER BY code <> 'B.02', md5(code)) - 1 AS n, least(30, count(*) OVER ()) AS of FROM risks WHERE code <> '' AND published > 0 AND NOT retired AND archived_at IS NULL),
adopted AS (
    SELECT m.istat_code, m.n AS mn, k, c.id, c.published, c.area_code, c.process, c.event, c.description, c.typology, c.enabling_factors, c.measures, c.n AS cn
    FROM m CROSS JOIN generate_series(0, 8) k JOIN c ON c.n = (m.n * 5 + k * k * 3 + k * 7) % c.of
    WHERE m.n < 72 AND k < 3 + m.n % 7)
INSERT INTO risks (municipality_code, adopted_id, adopted_version, area_code, process, event, description, typology, enabling_factors, measures, motivation,
    state, changed_by, updated_at, created_at)
SELECT DISTINCT ON (a.istat_code, a.id) a.istat_code, a.id, a.published, a.area_code, a.process, a.event, coalesce(w.description, a.description), a.typology, a.enabling_factors,
    a.measures, g1.text || ': ' || g2.text, 'local', 'system:seed', t, t
FROM adopted a
LEFT JOIN words w ON w.area = a.area_code AND w.n = (a.mn + a.cn) % w.of
JOIN grounds g1 ON g1.part = '1' AND g1.n = (a.mn * 3 + a.k) % g1.of JOIN grounds g2 ON g2.part = '2' AND g2.n = (a.mn + a.k * 5) % g2.of,
LATERAL (SELECT timestamptz '2026-03-02 09:00+01' + (a.mn * 37 + a.k * 211) % 5000 * interval '71 minutes') AS s (t)
UNION ALL
SELECT m.istat_code, NULL, NULL, o.area, o.process, o.event, o.description, o.typology, o.enabling_factors, o.measures,
    g1.text, 'local', 'system:seed', t, t
FROM own o JOIN m ON m.n % 27 = o.n AND m.n < 72
JOIN grounds g1 ON g1.part = '1' AND g1.n = m.n % g1.of,
LATERAL (SELECT timestamptz '2026-03-02 10:00+01' + (m.n * 41) % 5000 * interval '71 minutes') AS s (t)
