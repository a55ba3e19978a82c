-- Staff in proportion to the people and, here and there, unknown; budgets in distress; adhesions in every state that a year of work leaves behind.
WITH m AS (SELECT id, population, row_number() OVER (ORDER BY md5(istat_code)) - 1 AS n FROM municipalities)
UPDATE municipalities t SET
    employees = CASE WHEN m.n NOT IN (13, 46, 71) THEN greatest(4, m.population / (95 + m.n % 40)) END, employees_year = CASE WHEN m.n NOT IN (13, 46, 71) THEN 2025 END,
    financial_distress = CASE WHEN m.n % 19 = 4 THEN 'dissesto' WHEN m.n % 13 = 6 THEN 'riequilibrio' WHEN m.n % 9 = 5 THEN 'unknown' ELSE 'none' END,
    financial_distress_since = CASE WHEN m.n % 19 = 4 OR m.n % 13 = 6 THEN date '2022-03-01' + (m.n * 11)::int END,
    financial_distress_act = CASE WHEN m.n % 19 = 4 OR m.n % 13 = 6 THEN 'Delibera di consiglio n. ' || m.n % 40 + 1 ELSE '' END,
    adhesion = CASE WHEN m.n < 34 THEN 'operational' WHEN m.n < 52 THEN 'referent_designated' WHEN m.n < 62 THEN 'member'
        WHEN m.n < 66 THEN 'protocol_signed' WHEN m.n < 69 THEN 'enforceable' WHEN m.n < 73 THEN 'published' WHEN m.n < 78 THEN 'act_adopted'
        WHEN m.n < 84 THEN 'proposal_filed' WHEN m.n < 90 THEN 'interested' WHEN m.n < 96 THEN 'draft_sent' WHEN m.n < 102 THEN 'contacted'
        WHEN m.n < 104 THEN 'declined' ELSE 'not_contacted' END,
    adhesion_date = CASE WHEN m.n < 104 THEN date '2026-02-02' + (m.n * 5 % 270)::int END,
    version = t.version + 1, updated_at = now()
FROM m WHERE m.id = t.id AND t.adhesion = 'not_contacted' AND NOT t.edited
