-- Rounds of monitoring: Milazzo has closed one and is at work on the next, Malfa has begun, San Filippo del Mela has measures and no round yet. The
-- measures are those of the demo; where it has none, a few of the catalogue are adopted first.
WITH m AS (SELECT istat_code, name FROM municipalities WHERE name IN ('Milazzo', 'Malfa', 'San Filippo del Mela')),
adopted AS (
    INSERT INTO measure_adoptions (municipality_code, measure_code, title, type_code, scope, status, responsible, indicator, target, motivation, created_at, updated_at)
    SELECT m.istat_code, x.code, left(x.name, 300), x.type_code, CASE WHEN cardinality(x.areas) = 0 THEN 'general' ELSE 'specific' END, 'in_progress',
        split_part(x.responsible, ';', 1), left(x.indicator, 500), left(x.target, 200), 'Scelta nel piano 2026', '2026-03-10 09:00+01', '2026-03-10 09:00+01'
    FROM m JOIN measures x ON x.position <= CASE m.name WHEN 'Milazzo' THEN 9 ELSE 5 END
    WHERE NOT EXISTS (SELECT FROM measure_adoptions a WHERE a.municipality_code = m.istat_code)
    RETURNING id, municipality_code, measure_code),
treated AS (
    INSERT INTO measure_risks (adoption_id, risk_id) SELECT a.id, r.id FROM adopted a JOIN risks r ON r.municipality_code = a.municipality_code
        AND r.measures @> ARRAY[a.measure_code] AND r.archived_at IS NULL RETURNING adoption_id, risk_id),
living AS (
    SELECT id, municipality_code FROM adopted UNION ALL
    SELECT a.id, a.municipality_code FROM measure_adoptions a JOIN m ON m.istat_code = a.municipality_code WHERE a.archived_at IS NULL AND a.status <> 'not_applicable'),
processes AS (SELECT municipality_code, count(DISTINCT (area_code, process)) AS n FROM risks WHERE archived_at IS NULL GROUP BY municipality_code),
rounds AS (
    INSERT INTO monitoring_rounds (municipality_code, year, number, rounds_planned, due_on, state, share_percent, processes, processes_sampled, outcome, created_at, updated_at)
    SELECT m.istat_code, 2026, r.number, r.planned, r.due_on::date, r.state, 100, coalesce(p.n, 0), coalesce(p.n, 0), r.outcome, r.at::timestamptz, r.at::timestamptz
    FROM (VALUES ('Milazzo', 1, 2, '2026-07-31', 'closed', 'Le misure sugli affidamenti reggono. La rotazione va rivista: nei settori con un solo tecnico serve la segregazione delle fasi.', '2026-06-15 09:00+02'),
            ('Milazzo', 2, 2, '2026-12-15', 'open', '', '2026-11-02 09:00+01'), ('Malfa', 1, 1, '2026-12-15', 'open', '', '2026-11-09 09:00+01'))
        AS r (name, number, planned, due_on, state, outcome, at)
    JOIN m ON m.name = r.name LEFT JOIN processes p ON p.municipality_code = m.istat_code
    RETURNING id, municipality_code, number, state, created_at),
best AS (
    SELECT DISTINCT ON (t.adoption_id) t.adoption_id, r.area_code, r.process, coalesce(v.level, 0) AS level FROM (SELECT adoption_id, risk_id FROM treated UNION ALL SELECT adoption_id, risk_id FROM measure_risks) t
    JOIN risks r ON r.id = t.risk_id AND r.archived_at IS NULL
    LEFT JOIN LATERAL (SELECT e.level FROM evaluations e WHERE e.risk_id = r.id AND e.state = 'confirmed' AND e.archived_at IS NULL ORDER BY e.year DESC LIMIT 1) v ON true
    ORDER BY t.adoption_id, level DESC, r.area_code, r.process),
listed AS (
    SELECT r.id AS round_id, l.id AS adoption_id, r.municipality_code, r.state, r.number, r.created_at, b.area_code, b.process, b.level,
        row_number() OVER (PARTITION BY r.id ORDER BY b.level DESC NULLS LAST, b.area_code, b.process, l.id) AS n
    FROM rounds r JOIN living l ON l.municipality_code = r.municipality_code LEFT JOIN best b ON b.adoption_id = l.id)
INSERT INTO monitoring_checks (round_id, adoption_id, municipality_code, sampled, area_code, process, level, rank, implementation, value, notes, answered_at, answered_by,
    confirmed, suitability, findings, reviewed_at, created_at, updated_at)
SELECT round_id, adoption_id, municipality_code, true, coalesce(area_code, ''), coalesce(process, ''), coalesce(level, 0), CASE WHEN process IS NULL THEN 0 ELSE n END,
    CASE WHEN answered THEN found ELSE '' END, CASE WHEN answered AND found = 'yes' THEN 'tutti gli atti del semestre' ELSE '' END,
    CASE WHEN NOT answered THEN '' WHEN found = 'yes' THEN 'Agli atti dell''ufficio, nel fascicolo informatico' ELSE 'Avviata, mancano le istruzioni agli uffici' END,
    CASE WHEN answered THEN created_at + interval '12 days' END, CASE WHEN answered THEN 'Area amministrativa' ELSE '' END,
    CASE WHEN reviewed THEN found ELSE '' END, CASE WHEN reviewed THEN CASE WHEN n % 4 = 2 THEN 'partly' ELSE 'yes' END ELSE '' END,
    CASE WHEN reviewed THEN 'Riscontrata a campione su dieci atti' ELSE '' END, CASE WHEN reviewed THEN created_at + interval '30 days' END,
    created_at, created_at + CASE WHEN reviewed THEN interval '30 days' WHEN answered THEN interval '12 days' ELSE interval '0' END
FROM (SELECT *, state = 'closed' OR number = 2 AND n % 2 = 1 AS answered, state = 'closed' AS reviewed, CASE WHEN n % 4 = 3 THEN 'partly' ELSE 'yes' END AS found FROM listed) c
