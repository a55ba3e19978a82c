-- Staff in proportion to the people and, here and there, unknown; budgets in distress.
WITH m AS (SELECT id, population, row_number() OVER (ORDER BY md5(istat_code)) - 1 AS n FROM municipalities)
UPDATE municipalities t SET
    employees = CASE WHEN m.n NOT IN (13, 46, 71) THEN greatest(4, m.population / (95 + m.n % 40)) END, employees_year = CASE WHEN m.n NOT IN (13, 46, 71) THEN 2025 END,
    financial_distress = CASE WHEN m.n % 19 = 4 THEN 'dissesto' WHEN m.n % 13 = 6 THEN 'riequilibrio' WHEN m.n % 9 = 5 THEN 'unknown' ELSE 'none' END,
    financial_distress_since = CASE WHEN m.n % 19 = 4 OR m.n % 13 = 6 THEN date '2022-03-01' + (m.n * 11)::int END,
    financial_distress_act = CASE WHEN m.n % 19 = 4 OR m.n % 13 = 6 THEN 'Delibera di consiglio n. ' || m.n % 40 + 1 ELSE '' END,
    version = t.version + 1, updated_at = now()
FROM m WHERE m.id = t.id AND NOT t.edited
