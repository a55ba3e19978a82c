-- $1 risks: processes and events of the catalogue, in the words of the demo for their area, more in the larger municipalities. Multiplying
-- modulo a prime scatters the rows, the same way every time. $2 skews them: newer than all others, and without the words people search.
WITH c AS (SELECT area_code, process, event, typology, enabling_factors, measures, row_number() OVER (ORDER BY code) - 1 AS i, count(*) OVER () AS of
        FROM risks WHERE code <> ''),
m AS (SELECT array_agg(istat_code ORDER BY population DESC) AS list FROM municipalities),
w AS (SELECT area, array_agg(description) AS list FROM jsonb_to_recordset($3) AS r (area text, description text) GROUP BY area),
g AS (SELECT array_agg(text) FILTER (WHERE part = '1') AS first, array_agg(text) FILTER (WHERE part = '2') AS second
        FROM jsonb_to_recordset($4) AS r (part text, text text)),
e AS (SELECT coalesce(max(updated_at), now()) AS newest FROM risks)
INSERT INTO risks (municipality_code, area_code, process, event, description, typology, enabling_factors, measures, motivation, state, changed_by, created_at, updated_at)
SELECT m.list[1 + floor(cardinality(m.list) * power(a, 1.5))::int], c.area_code,
    CASE WHEN $2 THEN 'Protocollo' ELSE c.process END,
    CASE WHEN $2 THEN 'Ritardo nella protocollazione di istanze' ELSE c.event END,
    CASE WHEN $2 THEN '' ELSE coalesce(w.list[1 + floor(cardinality(w.list) * b)::int], '') END,
    c.typology, c.enabling_factors, c.measures,
    CASE WHEN $2 THEN '' ELSE g.first[1 + floor(cardinality(g.first) * d)::int] || ': ' || g.second[1 + floor(cardinality(g.second) * f)::int] END,
    'local', 'system:seed', t, t
FROM generate_series(1, $1::bigint) n CROSS JOIN m CROSS JOIN g CROSS JOIN e
CROSS JOIN LATERAL (SELECT (n * 618033989 % 1000000007) / 1000000007::float8 AS a, (n * 414213562 % 1000000007) / 1000000007::float8 AS b,
    (n * 732050808 % 1000000007) / 1000000007::float8 AS d, (n * 236067977 % 1000000007) / 1000000007::float8 AS f,
    CASE WHEN $2 THEN e.newest + n * interval '1 second' ELSE timestamptz '2025-01-01' + n * interval '41 seconds' * (10 ^ 6 / $1) END AS t) s
JOIN c ON c.i = n * 61 % c.of LEFT JOIN w ON w.area = c.area_code
