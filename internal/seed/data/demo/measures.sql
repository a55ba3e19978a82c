-- Who has recorded risks has measures for them: those that the risks name, and some general ones. How many take a measure depends on the measure.
WITH m AS (SELECT istat_code, row_number() OVER (ORDER BY md5(istat_code)) - 1 AS n FROM municipalities WHERE archived_at IS NULL),
wanted AS (
    SELECT DISTINCT r.municipality_code AS istat, x.code FROM risks r JOIN measures x ON x.code = ANY (r.measures) WHERE r.municipality_code IS NOT NULL AND r.archived_at IS NULL
    UNION SELECT m.istat_code, x.code FROM m JOIN measures x ON x.code IN ('M12', 'M20', 'M26', 'M28', 'M30') WHERE m.n < 72),
taken AS (
    SELECT w.istat, x.*, ('x' || substr(md5(w.istat || w.code), 1, 7))::bit(28)::int AS h FROM wanted w JOIN measures x USING (code)),
made AS (
    INSERT INTO measure_adoptions (municipality_code, measure_code, title, type_code, scope, status, responsible, indicator, target, current_value, reason, motivation, created_at, updated_at)
    SELECT t.istat, t.code, t.name, t.type_code, t.scope, s.status, CASE WHEN t.h % 9 = 0 THEN '' ELSE t.responsible END, t.indicator, CASE WHEN t.h % 11 = 0 THEN 'Miglioramento' ELSE t.target END,
        CASE s.status WHEN 'in_progress' THEN 'avviata' ELSE '' END,
        CASE s.status WHEN 'not_implemented' THEN 'Mancano le persone: si riprende con il nuovo piano dei fabbisogni' WHEN 'not_applicable' THEN 'Il comune non ha procedimenti di questo tipo' ELSE '' END,
        'Scelta nella riunione dei responsabili di inizio anno', d.t, d.t
    FROM taken t, LATERAL (SELECT CASE WHEN t.h % 97 < 2 THEN 'not_applicable' WHEN t.h % 23 = 0 THEN 'not_implemented' WHEN t.h % 7 = 0 THEN 'partly_implemented' WHEN t.h % 3 = 0 THEN 'planned'
            ELSE 'in_progress' END AS status) s, LATERAL (SELECT timestamptz '2026-03-09 10:00+01' + t.h % 4000 * interval '83 minutes' AS t) d
    WHERE t.h % 100 < 45 + ('x' || substr(md5(t.code), 1, 4))::bit(16)::int % 50 OR t.istat = '083049'
    RETURNING id, municipality_code, measure_code),
phases AS (
    INSERT INTO measure_phases (adoption_id, position, name, starts_on, due_on, done_on)
    SELECT a.id, p.n, upper(left(p.name, 1)) || substr(p.name, 2), CASE WHEN a.h % 5 > 0 THEN date '2026-01-15' + p.n::int * 75 - 60 END, CASE WHEN a.h % 5 > 0 THEN date '2026-01-15' + p.n::int * 75 END,
        CASE WHEN a.h % 5 > 0 AND p.n < 1 + a.h % 3 THEN date '2026-01-15' + p.n::int * 75 - 20 END
    FROM (SELECT made.*, x.phases, ('x' || substr(md5(municipality_code || measure_code), 3, 5))::bit(20)::int AS h FROM made JOIN measures x ON x.code = made.measure_code) a,
        regexp_split_to_table(a.phases, '\s*→\s*') WITH ORDINALITY AS p (name, n))
INSERT INTO measure_risks (adoption_id, risk_id)
SELECT made.id, r.id FROM made JOIN risks r ON r.municipality_code = made.municipality_code AND made.measure_code = ANY (r.measures) AND r.archived_at IS NULL;

-- As the program counts: phases, timing of all of them, responsible, indicator, a target that says how much.
UPDATE measure_adoptions a SET complete = 1 + (p.due = p.n)::int + (a.responsible <> '')::int + (a.indicator <> '')::int + (a.target NOT IN ('', 'Miglioramento'))::int
FROM (SELECT adoption_id, count(*) AS n, count(due_on) AS due FROM measure_phases GROUP BY adoption_id) p WHERE p.adoption_id = a.id;
