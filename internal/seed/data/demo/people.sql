-- 190 people: the accounts' first, then secretaries and officers who serve one municipality or several.
WITH names AS (
    SELECT row_number() OVER () - 1 AS n, given, family FROM jsonb_to_recordset(current_setting('demo.people')::jsonb) AS r (given text, family text)),
chosen AS (
    SELECT p AS n, g.given, f.family FROM generate_series(1, 190) p
    JOIN names g ON g.n = p * 7 % 40 JOIN names f ON f.n = (p * 11 + p / 40 * 3) % 40)
INSERT INTO people (given_name, family_name, qualification, office_email, office_phone)
SELECT given, family,
    CASE WHEN n <= 2 THEN 'Segreteria della rete' WHEN n = 3 THEN 'Osservatore' WHEN n <= 13 OR n BETWEEN 15 AND 19 OR n BETWEEN 20 AND 84 AND n % 6 > 0 OR n BETWEEN 150 AND 162
             THEN 'Segretario comunale'
         WHEN n % 4 = 2 THEN 'Istruttore direttivo amministrativo' WHEN n % 4 = 3 THEN 'Responsabile dell''area amministrativa' ELSE 'Funzionario' END,
    CASE n WHEN 1 THEN 'segreteria@example.org' WHEN 2 THEN 'segreteria2@example.org' WHEN 3 THEN 'osservatore@example.org'
        WHEN 4 THEN 'coordinatore@example.org' WHEN 13 THEN 'rpct@example.org' WHEN 15 THEN 'segretario@example.org' WHEN 17 THEN 'commissario@example.org' WHEN 14 THEN 'referente@example.org'
        ELSE regexp_replace(fold(given), '[^a-z]', '', 'g') || '.' || regexp_replace(fold(family), '[^a-z]', '', 'g') || n || '@example.org' END,
    CASE WHEN n % 3 > 0 THEN '090 55501' || lpad((n % 100)::text, 2, '0') ELSE '' END
FROM chosen ORDER BY n
