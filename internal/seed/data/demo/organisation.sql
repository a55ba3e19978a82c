-- The groups of the project, with a coordinator who succeeded another, a table that is over, and bodies invited.
WITH p AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people WHERE created_at = now()), -- those of this unit of work
wanted (code, kind, name, purpose, position, act, number, day, valid_from, valid_to) AS (VALUES
    ('G', 'steering', 'Cabina di regia', 'Dà gli indirizzi, approva il programma dell''anno, parla con i vertici politici', 1, 'Decreto del Sindaco metropolitano', '21', date '2026-01-15', date '2026-02-01', NULL::date),
    ('S', 'secretariat', 'Segreteria tecnica', 'Tiene la rete: inviti, incarichi, documenti, riunioni', 1, 'Decreto del Sindaco metropolitano', '21', '2026-01-15', '2026-02-01', NULL),
    ('L', 'working_group', 'Gruppo di lavoro', 'Segretari comunali e personale della Città Metropolitana: prepara cataloghi, modelli e formazione', 2, 'Decreto del Sindaco metropolitano', '22', '2026-01-20', '2026-02-01', NULL),
    ('Z', 'zone_coordinators', 'Coordinatori di zona', 'Convocano la zona, raccolgono quello che serve, lo portano al gruppo di lavoro', 1, '', '', NULL, '2026-02-01', NULL),
    ('T1', 'thematic_table', 'Tavolo catalogo dei rischi', 'Rivede le voci del catalogo prima della validazione', 2, 'Verbale del gruppo di lavoro', '1', '2026-02-20', '2026-03-01', NULL),
    ('T2', 'thematic_table', 'Tavolo comportamenti e misure', 'Comportamenti ricorrenti e contromisure omogenee', 3, 'Verbale del gruppo di lavoro', '1', '2026-02-20', '2026-03-01', NULL),
    ('T3', 'thematic_table', 'Tavolo formazione', 'Legge i fabbisogni e propone il piano della formazione', 4, 'Verbale del gruppo di lavoro', '1', '2026-02-20', '2026-03-01', NULL),
    ('T4', 'thematic_table', 'Tavolo analisi del contesto', 'Dati comuni a tutti, raccolti una volta sola', 5, 'Verbale del gruppo di lavoro', '2', '2026-03-18', '2026-04-01', NULL),
    ('T5', 'thematic_table', 'Tavolo contratti pubblici', 'Affidamenti, proroghe, esecuzione', 6, 'Verbale del gruppo di lavoro', '2', '2026-03-18', '2026-04-01', NULL),
    ('T6', 'thematic_table', 'Tavolo per l''avvio della piattaforma', 'Ha provato la piattaforma e scritto la guida', 7, 'Verbale del gruppo di lavoro', '1', '2026-02-20', '2026-03-01', '2026-09-30'),
    ('I', 'invited', 'Enti invitati', 'Partecipano alle riunioni quando si parla di ciò che li riguarda', 3, 'Decreto del Sindaco metropolitano', '21', '2026-01-15', '2026-02-01', NULL)),
above (code, parent) AS (VALUES ('S', 'G'), ('L', 'G'), ('I', 'G'), ('Z', 'L'), ('T1', 'L'), ('T2', 'L'), ('T3', 'L'), ('T4', 'L'), ('T5', 'L'), ('T6', 'L')),
ids AS (SELECT code, nextval(pg_get_serial_sequence('project_groups', 'id')) AS id FROM wanted),
made AS (INSERT INTO project_groups (id, kind, name, purpose, parent_id, position, act_kind, act_number, act_date, valid_from, valid_to)
    SELECT i.id, w.kind, w.name, w.purpose, (SELECT u.id FROM above a JOIN ids u ON u.code = a.parent WHERE a.code = w.code), w.position, w.act, w.number, w.day,
        w.valid_from, w.valid_to FROM wanted w JOIN ids i USING (code) RETURNING id, act_kind, act_number, act_date),
seats (code, person, office, role, valid_from, valid_to) AS (
    VALUES ('G', 190, 'Segretario generale della Città Metropolitana', 'coordinator', date '2026-02-01', NULL::date),
    ('G', NULL, 'Sindaco metropolitano', 'member', '2026-02-01', NULL), ('G', 189, 'Responsabile anticorruzione della Città Metropolitana', 'member', '2026-02-01', NULL),
    ('S', 1, 'Servizio anticorruzione e controlli', 'coordinator', '2026-02-01', NULL), ('S', 2, 'Servizi informatici', 'member', '2026-02-01', NULL),
    ('S', 188, 'URP e servizi al cittadino', 'member', '2026-02-01', NULL),
    ('L', 186, 'Segretario comunale', 'coordinator', '2026-02-01', '2026-07-31'), ('L', 13, 'Segretario comunale di Milazzo', 'coordinator', '2026-08-01', NULL),
    ('L', 1, 'Servizio anticorruzione e controlli', 'secretary', '2026-02-01', NULL), ('L', 187, 'Ufficio contratti della Città Metropolitana', 'member', '2026-02-01', NULL),
    ('T1', 4, 'Coordinatore della zona di Milazzo', 'coordinator', '2026-03-01', NULL), ('T1', 5, 'Coordinatore di zona', 'member', '2026-03-01', NULL),
    ('T1', 40, 'Segretario comunale', 'member', '2026-03-01', NULL), ('T1', 2, 'Servizi informatici', 'secretary', '2026-03-01', NULL),
    ('T2', 6, 'Coordinatore di zona', 'coordinator', '2026-03-01', NULL), ('T2', 45, 'Segretario comunale', 'member', '2026-03-01', NULL),
    ('T3', 7, 'Coordinatore di zona', 'coordinator', '2026-03-01', NULL), ('T3', 14, 'Referente di Malfa, Leni e Santa Marina Salina', 'member', '2026-03-01', NULL),
    ('T3', NULL, 'Scuola nazionale dell''amministrazione', 'invited', '2026-04-01', NULL),
    ('T4', 8, 'Coordinatore di zona', 'coordinator', '2026-04-01', NULL), ('T4', 188, 'Ufficio statistica della Città Metropolitana', 'member', '2026-04-01', NULL),
    ('T5', 187, 'Ufficio contratti della Città Metropolitana', 'coordinator', '2026-04-01', NULL), ('T5', 50, 'Segretario comunale', 'member', '2026-04-01', NULL),
    ('T6', 2, 'Servizi informatici', 'coordinator', '2026-03-01', '2026-09-30'), ('T6', 14, 'Referente di Malfa, Leni e Santa Marina Salina', 'member', '2026-03-01', '2026-09-30'),
    ('I', NULL, 'Prefettura di Messina', 'invited', '2026-02-01', NULL), ('I', NULL, 'ANCI Sicilia', 'invited', '2026-02-01', NULL),
    ('I', NULL, 'Scuola nazionale dell''amministrazione', 'invited', '2026-02-01', NULL), ('I', NULL, 'Università degli Studi di Messina', 'invited', '2026-02-01', NULL)
    UNION ALL SELECT 'L', g, 'Segretario comunale', 'member', date '2026-02-01', NULL FROM generate_series(20, 44, 6) g)
INSERT INTO project_members (group_id, person_id, office, role, act_kind, act_number, act_date, valid_from, valid_to)
SELECT i.id, p.id, s.office, s.role, m.act_kind, m.act_number, m.act_date, s.valid_from, s.valid_to
FROM seats s JOIN ids i USING (code) JOIN made m ON m.id = i.id LEFT JOIN p ON p.n = s.person
