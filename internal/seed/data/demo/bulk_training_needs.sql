-- $1 needs of the years 2020 to 2027, in the words of the demo, more in the larger municipalities.
WITH f AS (SELECT topic, audience, description, row_number() OVER () - 1 AS i, count(*) OVER () AS of
        FROM jsonb_to_recordset($2) AS r (topic text, audience text, description text)),
w AS (SELECT reason, text, row_number() OVER () - 1 AS i, count(*) OVER () AS of FROM jsonb_to_recordset($3) AS r (reason text, text text)),
m AS (SELECT array_agg(istat_code ORDER BY population DESC) AS list FROM municipalities)
INSERT INTO training_needs (municipality_code, year, topic_code, description, level, reason, audience, persons, current_level, desired_level, priority, motivation, mode,
    created_at, updated_at)
SELECT m.list[1 + floor(cardinality(m.list) * power(a, 1.5))::int], 2020 + n % 8, f.topic, f.description, t.level, w.reason, f.audience, 1 + n % 30, 1 + n % 2, 3 + n / 3 % 2,
    (ARRAY['high', 'medium', 'medium', 'low'])[1 + n % 4], w.text, (ARRAY['webinar', 'classroom', 'workshop', 'e_learning', 'webinar'])[1 + n % 5], at, at
FROM generate_series(1, $1::bigint) n CROSS JOIN m
CROSS JOIN LATERAL (SELECT (n * 618033989 % 1000000007) / 1000000007::float8 AS a, timestamptz '2025-01-01' + n * interval '41 seconds' * (10 ^ 6 / $1) AS at) s
JOIN f ON f.i = n % f.of JOIN w ON w.i = n / 7 % w.of JOIN training_topics t ON t.code = f.topic
