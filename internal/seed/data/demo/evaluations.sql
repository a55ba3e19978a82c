-- Who recorded risks has judged them: for 2025, and for 2026 starting from that, a part still in draft. A few changed, one differs from what the
-- assistant proposes. The values lean to the middle, those of 2026 to better implemented measures.
WITH words AS (SELECT * FROM jsonb_to_recordset(current_setting('demo.judgements')::jsonb) AS r (code text, value int, motivation text, evidence text)),
given AS (
    SELECT r.id AS risk_id, r.municipality_code, y AS year, s.h, c.n, c.code,
        CASE WHEN c.n = 6 AND y = 2026 THEN least(3, v.value + (s.h / 7) % 2) ELSE v.value END AS value
    FROM risks r CROSS JOIN generate_series(2025, 2026) y
    CROSS JOIN LATERAL (SELECT ('x' || substr(md5(r.municipality_code || r.event), 1, 7))::bit(28)::int) AS s (h)
    CROSS JOIN LATERAL (SELECT n, 'Q' || n FROM generate_series(1, 6) n) AS c (n, code)
    CROSS JOIN LATERAL (SELECT (ARRAY[1, 1, 2, 2, 1, 2, 3, 2, 1, 3, 1])[1 + (s.h / (c.n * c.n + 3)) % 11]) AS raw (value)
    CROSS JOIN LATERAL (SELECT CASE WHEN c.n = 3 THEN least(raw.value, 1 + (s.h % 9) / 7 + (s.h % 23) / 22) WHEN c.n >= 5 THEN 4 - raw.value ELSE raw.value END) AS v (value)
    WHERE r.municipality_code IS NOT NULL AND r.archived_at IS NULL AND (y = 2025 OR s.h % 12 > 0)),
sheet AS (
    SELECT g.risk_id, g.municipality_code, g.year, g.h, array_agg(g.value ORDER BY g.n) AS q,
        jsonb_object_agg(g.code, jsonb_build_object('value', g.value, 'motivation', w.motivation, 'evidence', w.evidence)) AS indicators
    FROM given g JOIN words w ON w.code = g.code AND w.value = g.value GROUP BY 1, 2, 3, 4),
counted AS (SELECT *, (SELECT count(*) FROM unnest(q[1:4]) v WHERE v = 3) AS high, (SELECT count(*) FROM unnest(q[1:4]) v WHERE v >= 2) AS medium FROM sheet),
weighed AS (
    SELECT *, CASE
        WHEN high >= 2 OR q[3] = 3 THEN CASE WHEN q[6] = 3 AND q[3] = 1 AND NOT (q[1] = 3 AND q[2] = 3) THEN 2 ELSE 3 END
        WHEN high = 1 OR medium >= 2 OR q[5] = 1 OR q[6] = 1 THEN 2 ELSE 1 END AS suggested
    FROM counted),
judged AS (
    SELECT *, suggested + CASE WHEN suggested < 3 AND h % 29 = 0 THEN 1 ELSE 0 END AS level, year = 2026 AND h % 5 = 1 AS open,
        make_timestamptz(year, 1 + h % 9, 1 + h % 27, 9 + h % 8, h % 60, 0, 'Europe/Rome') AS at
    FROM weighed)
INSERT INTO evaluations (risk_id, municipality_code, year, method, state, indicators, suggested, level, motivation, evidence, deviation, treatment, treatment_motivation,
    created_at, updated_at)
SELECT risk_id, municipality_code, year, 'pna2019', CASE WHEN open THEN 'draft' ELSE 'confirmed' END, CASE WHEN open THEN indicators - 'Q5' - 'Q6' ELSE indicators END,
    CASE WHEN NOT open THEN suggested END, CASE WHEN NOT open THEN level END,
    CASE WHEN open THEN '' ELSE (ARRAY['I margini di scelta sono pochi e le misure funzionano', 'Il processo ha punti deboli che le misure coprono in parte',
        'Interessi, discrezionalità e controlli insufficienti si sommano'])[level] END,
    CASE WHEN open THEN '' ELSE (ARRAY['Controlli successivi senza rilievi', 'Due rilievi nei controlli successivi di regolarità amministrativa',
        'Rilievi ripetuti nei controlli successivi e segnalazioni dei cittadini'])[level] END,
    CASE WHEN open OR level = suggested THEN '' ELSE 'Per prudenza: l''ufficio ha un solo addetto e il responsabile è cambiato due volte in un anno' END,
    CASE WHEN open OR year = 2026 THEN '' ELSE (ARRAY['keep', 'treat', 'treat'])[level] END,
    CASE WHEN open OR year = 2026 THEN '' ELSE (ARRAY['Le misure in corso bastano', 'Una misura specifica è da avviare', 'È tra i primi rischi da trattare'])[level] END, at, at
FROM judged;

UPDATE evaluations e SET previous_id = p.id FROM evaluations p WHERE p.risk_id = e.risk_id AND p.method = e.method AND p.year = e.year - 1;

-- A municipality kept what it had judged by the method of 2013.
INSERT INTO evaluations (risk_id, municipality_code, year, method, state, indicators, level, motivation, probability, impact, score, created_at, updated_at)
SELECT r.id, r.municipality_code, 2018, 'pna2013', 'confirmed', jsonb_build_object('P1', jsonb_build_object('value', 2), 'P2', jsonb_build_object('value', 5),
    'P3', jsonb_build_object('value', 1), 'P4', jsonb_build_object('value', 5), 'P5', jsonb_build_object('value', 5), 'P6', jsonb_build_object('value', 2),
    'I1', jsonb_build_object('value', 4), 'I2', jsonb_build_object('value', 1), 'I3', jsonb_build_object('value', 0), 'I4', jsonb_build_object('value', 4)),
    2, 'Dal piano 2018-2020', 20 / 6.0, 9 / 4.0, 7.5, '2026-03-02 10:00+01', '2026-03-02 10:00+01'
FROM risks r WHERE r.municipality_code = '083049' AND r.archived_at IS NULL ORDER BY r.id LIMIT 2;

-- Small municipalities asked themselves whether to confirm their plan.
INSERT INTO plan_confirmations (municipality_code, year, plan_year, corruption, corruption_evidence, organisation, organisation_evidence, objectives, objectives_evidence,
    sections, sections_evidence)
SELECT istat_code, 2026, 2025, false, 'Nessun procedimento e controlli successivi senza rilievi gravi', n % 3 = 0,
    CASE WHEN n % 3 = 0 THEN 'Due settori accorpati con delibera di Giunta' ELSE 'Stessa macrostruttura' END, false, 'DUP con gli stessi obiettivi strategici',
    CASE WHEN n % 3 <> 1 THEN false END, CASE WHEN n % 3 <> 1 THEN 'Sezioni invariate' ELSE '' END
FROM (SELECT istat_code, row_number() OVER (ORDER BY istat_code) AS n FROM municipalities WHERE employees < 50 AND archived_at IS NULL ORDER BY istat_code LIMIT 12) m
