-- Staff in proportion to the people.
WITH m AS (SELECT id, population, row_number() OVER (ORDER BY md5(istat_code)) - 1 AS n FROM municipalities)
UPDATE municipalities t SET employees = greatest(4, m.population / (95 + m.n % 40)), employees_year = 2025, version = t.version + 1, updated_at = now()
FROM m WHERE m.id = t.id AND NOT t.edited
