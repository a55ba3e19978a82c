-- Secretaries in every arrangement, one convention of three islands, a seat declared vacant, two commissioners. Most secretaries are the RPCT
-- of the municipality: a holder in the largest of theirs, a scavalco in the others. Of some municipalities nothing is recorded.
WITH p AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people WHERE created_at = now()), -- those of this unit of work
m AS (SELECT istat_code, row_number() OVER (ORDER BY z.code, m.name) - 1 AS n, m.name, m.population, m.name IN ('Malfa', 'Leni', 'Santa Marina Salina') AS ours
        FROM municipalities m LEFT JOIN current_members c ON c.municipality_code = m.istat_code AND c.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
        LEFT JOIN zones z ON z.id = c.zone_id WHERE m.archived_at IS NULL),
c AS (INSERT INTO conventions (name, lead_code, act_kind, act_number, act_date, valid_from, valid_to, complete)
    SELECT 'Segreteria convenzionata di Malfa, Leni e Santa Marina Salina', istat_code, 'Delibera di consiglio', '21', '2025-12-18', '2026-01-01', '2028-12-31', true
    FROM m WHERE name = 'Malfa' RETURNING id),
officers AS (SELECT p.n AS person, m.istat_code, m.n, row_number() OVER (PARTITION BY d.person_id ORDER BY m.population DESC, m.istat_code) AS place
        FROM mandates d JOIN m ON m.istat_code = d.municipality_code JOIN p ON p.id = d.person_id
        WHERE d.role = 'rpct' AND NOT d.substitute AND d.valid_to IS NULL AND NOT m.ours AND p.n <> 13),
wanted (person, role, arrangement, municipality, convention, share, replaces, act, number, day, valid_from, valid_to) AS (
    SELECT person, 'secretary', CASE WHEN place > 1 THEN 'scavalco' WHEN n % 11 = 3 THEN 'regent' ELSE 'holder' END, istat_code, NULL::bigint, NULL::numeric, '{}'::text[],
        'Decreto sindacale', (n % 50 + 3)::text, date '2025-05-02' + (n * 3 % 150)::int, date '2025-06-01' + (n * 3 % 150)::int,
        CASE WHEN n % 11 = 3 THEN date '2026-12-31' END FROM officers
    UNION ALL SELECT 15, 'secretary', 'convention', m.istat_code, c.id, CASE m.name WHEN 'Malfa' THEN 40 ELSE 30 END, '{}', 'Decreto sindacale', (m.n % 9 + 1)::text,
        '2025-12-22', '2026-01-01', '2028-12-31' FROM m CROSS JOIN c WHERE m.ours
    UNION ALL SELECT 19, 'secretary', CASE name WHEN 'Milazzo' THEN 'holder' ELSE 'scavalco' END, istat_code, NULL, NULL, '{}', 'Decreto sindacale', '6', '2025-09-15',
        '2025-10-01', NULL FROM m WHERE name IN ('Milazzo', 'San Filippo del Mela')
    UNION ALL SELECT NULL, 'secretary', 'vacant', istat_code, NULL, NULL, '{}', 'Nota della Prefettura', '412', '2026-04-29', '2026-05-01', NULL FROM m WHERE n = 7
    UNION ALL SELECT 16, 'secretary', 'regent', istat_code, NULL, NULL, '{}', 'Decreto prefettizio', '88', '2026-03-02', '2026-03-09', '2026-12-31' FROM m WHERE n = 25
    UNION ALL SELECT 17, 'commissioner', 'extraordinary', istat_code, NULL, NULL, '{mayor,giunta,council}', 'Decreto del Presidente della Regione', '512', '2026-02-11',
        '2026-02-16', NULL FROM m WHERE name = 'Torrenova'
    UNION ALL SELECT 18, 'commissioner', 'ad_acta', istat_code, NULL, NULL, '{council}', 'Decreto assessoriale', '203', '2026-06-03', '2026-06-08', '2026-12-31' FROM m WHERE n = 88)
INSERT INTO mandates (person_id, role, arrangement, municipality_code, convention_id, share_percent, replaces, act_kind, act_number, act_date, valid_from, valid_to)
SELECT p.id, w.role, w.arrangement, w.municipality, w.convention, w.share, w.replaces, w.act, w.number, w.day::date, w.valid_from::date, w.valid_to::date
FROM wanted w LEFT JOIN p ON p.n = w.person
