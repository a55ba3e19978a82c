-- Three municipalities in four have sent their needs, for this year and, fewer, for the next.
WITH forms AS (SELECT *, row_number() OVER () - 1 AS n, count(*) OVER () AS of
        FROM jsonb_to_recordset(current_setting('demo.needs')::jsonb) AS r (topic text, audience text, description text)),
why AS (SELECT *, row_number() OVER () - 1 AS n, count(*) OVER () AS of
        FROM jsonb_to_recordset(current_setting('demo.motivations')::jsonb) AS r (reason text, text text)),
m AS (SELECT istat_code, employees, row_number() OVER (ORDER BY md5(istat_code)) - 1 AS n FROM municipalities WHERE archived_at IS NULL)
INSERT INTO training_needs (municipality_code, year, topic_code, description, level, reason, audience, persons, current_level, desired_level, priority, motivation, mode,
    updated_at, created_at)
SELECT m.istat_code, y, f.topic, f.description, t.level, w.reason, f.audience, greatest(1, least(m.employees, 2 + (m.n * 3 + k * 5) % 14)), 1 + (m.n + k) % 2, 3 + (m.n + k) % 2,
    (ARRAY['high', 'medium', 'low', 'medium'])[1 + (m.n + k) % 4], w.text,
    (ARRAY['webinar', 'classroom', 'workshop', 'e_learning', 'micro_learning', 'peer_review', 'on_the_job'])[1 + (m.n * 2 + k) % 7], s.t, s.t
FROM m CROSS JOIN generate_series(2026, 2027) y CROSS JOIN generate_series(0, 5) k
JOIN forms f ON f.n = (m.n * 5 + k * 13 + y) % f.of JOIN why w ON w.n = (m.n + k * 3) % w.of JOIN training_topics t ON t.code = f.topic,
LATERAL (SELECT timestamptz '2026-02-09 09:00+01' + (m.n * 53 + k * 307 + y) % 5000 * interval '77 minutes') AS s (t)
WHERE m.n < 82 AND k < 2 + m.n % 4 AND (y = 2026 OR m.n % 3 = 0)
