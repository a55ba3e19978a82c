-- One person, several municipalities; successors that close a predecessor's mandate; substitutes; vacant seats.
WITH p AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people WHERE created_at = now()), -- those of this unit of work
m AS (SELECT istat_code, row_number() OVER (ORDER BY z.code, m.name) - 1 AS n, m.name, m.name IN ('Milazzo', 'San Filippo del Mela') AS mine,
        m.name IN ('Malfa', 'Leni', 'Santa Marina Salina') AS ours
        FROM municipalities m LEFT JOIN current_members c ON c.municipality_code = m.istat_code AND c.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
        LEFT JOIN zones z ON z.id = c.zone_id WHERE m.archived_at IS NULL),
z AS (SELECT z.id, row_number() OVER (ORDER BY (z.code = 'Z2') DESC, z.code) + 3 AS n FROM zones z JOIN zone_sets s ON s.id = z.set_id AND s.operational),
wanted (person, role, municipality, zone, substitute, act, number, day, valid_from, valid_to) AS (
    SELECT n, 'secretariat', NULL, NULL::bigint, false, 'Decreto del Sindaco metropolitano', '12', date '2025-12-15', date '2026-01-01', NULL::date FROM p WHERE n <= 2
    UNION ALL SELECT 3, 'observer', NULL, NULL, false, 'Nota', '3', '2026-02-20', '2026-03-01', NULL
    UNION ALL SELECT n, 'coordinator', NULL, id, false, 'Verbale di zona', (n - 3)::text, '2026-01-20', '2026-02-01', NULL FROM z
    -- The officers: secretaries, many of two neighbouring municipalities. One seat in eighteen is vacant.
    UNION ALL SELECT CASE WHEN mine THEN 13 WHEN name = 'Messina' THEN 162 ELSE 20 + n * 6 / 10 END, 'rpct', istat_code, NULL, false, 'Decreto sindacale', (n % 40 + 1)::text,
        CASE WHEN n % 9 = 2 THEN date '2026-03-16' ELSE date '2025-06-01' + (n * 3 % 180)::int END, CASE WHEN n % 9 = 2 THEN date '2026-04-01' ELSE date '2025-07-01' + (n * 3 % 180)::int END, NULL
        FROM m WHERE mine OR n % 18 <> 7
    UNION ALL SELECT 150 + n / 9, 'rpct', istat_code, NULL, false, 'Decreto sindacale', (n % 40 + 1)::text, '2022-09-10', '2022-10-01', '2026-03-31'
        FROM m WHERE n % 9 = 2 AND NOT mine
    UNION ALL SELECT 165 + n / 12, 'rpct', istat_code, NULL, true, 'Decreto sindacale', (n % 40 + 2)::text, '2026-05-04', '2026-06-01', '2026-12-31'
        FROM m WHERE n % 12 = 5
    -- The referents: most municipalities have one, some share one.
    UNION ALL SELECT CASE WHEN ours THEN 14 ELSE 86 + n * 5 / 9 END, 'referent', istat_code, NULL, false, 'Determina', (n % 60 + 1)::text,
        date '2026-01-12' + (n % 90)::int, date '2026-02-01' + (n % 90)::int, NULL
        FROM m WHERE ours OR n % 5 <> 3)
INSERT INTO mandates (person_id, role, municipality_code, zone_id, substitute, act_kind, act_number, act_date, valid_from, valid_to)
SELECT p.id, w.role, w.municipality, w.zone, w.substitute, w.act, w.number, w.day, w.valid_from, w.valid_to FROM wanted w JOIN p ON p.n = w.person
