-- What the members proposed: a change that a table validated, so that the adopters have something to decide; one under discussion, one still
-- a draft of its municipality. And the processes of a few municipalities, with the names they give to areas in their own papers.
WITH e AS (UPDATE risks SET published = 2, version = version + 1, updated_at = timestamptz '2026-09-15 10:00+02',
        description = 'La proroga copre il ritardo della gara nuova: il servizio continua con lo stesso fornitore, alle condizioni di prima, senza confronto.',
        red_flags = ARRAY['Più di una proroga sullo stesso contratto', 'Proroga firmata dopo la scadenza'], measures = measures || ARRAY['M06']
    WHERE code = 'B.02' AND state = 'validated' RETURNING *),
validated AS (INSERT INTO proposals (municipality_code, role, presented, revises_id, base_version, entry_id, number, area_code, process, event, description, typology,
        enabling_factors, red_flags, measures, applicability, motivation, state, changed_by, created_at, updated_at)
    SELECT '083049', 'referent', true, id, version - 1, id, 2, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability,
        'Nell''ultimo anno il controllo successivo ha trovato due proroghe firmate a contratto scaduto: la voce non lo diceva.', 'validated', 'system:seed',
        timestamptz '2026-07-02 10:00+02', timestamptz '2026-09-15 10:00+02' FROM e RETURNING id, entry_id),
published AS (INSERT INTO risk_versions (risk_id, number, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability,
        validated_on, validated_by, group_id, proposal_id, published_at)
    SELECT e.id, 2, e.area_code, e.process, e.event, e.description, e.typology, e.enabling_factors, e.red_flags, e.measures, e.applicability, date '2026-09-14', g.name,
        g.id, v.id, timestamptz '2026-09-15 10:00+02'
    FROM e JOIN validated v ON v.entry_id = e.id JOIN project_groups g ON g.kind = 'thematic_table' AND g.name = 'Tavolo contratti pubblici'),
adopted AS (INSERT INTO risks (municipality_code, adopted_id, adopted_version, area_code, process, event, description, typology, enabling_factors, red_flags, measures,
        motivation, state, changed_by, created_at, updated_at)
    SELECT m.code, v.risk_id, 1, v.area_code, v.process, m.event, m.description, v.typology, v.enabling_factors, v.red_flags, v.measures, m.motivation, 'local', 'system:seed',
        timestamptz '2026-06-08 11:00+02', timestamptz '2026-06-08 11:00+02'
    FROM risks r JOIN risk_versions v ON v.risk_id = r.id AND v.number = 1, (VALUES
        ('083049', 'Proroghe del servizio mensa al posto di una nuova gara', 'Il capitolato è pronto solo a ridosso della scadenza.', 'Due proroghe nell''ultimo anno scolastico'),
        ('083043', 'Proroghe del trasporto dei rifiuti via mare', 'Nessuno si presenta alla gara e si va avanti con chi c''è.', 'Tre proroghe in due anni'))
        AS m (code, event, description, motivation) WHERE r.code = 'B.02' ON CONFLICT DO NOTHING),
open AS (INSERT INTO proposals (municipality_code, role, presented, area_code, process, event, description, typology, enabling_factors, red_flags, measures, motivation, state,
        changed_by, created_at, updated_at)
    VALUES ('083043', 'referent', true, 'B', 'Trasporto via mare di merci e rifiuti', 'Noli concordati con un solo armatore perché nessun altro raggiunge l''isola d''inverno',
        'Fuori stagione l''unico collegamento utile è di un operatore: il prezzo non si confronta con niente.', 'capture', ARRAY['FA2', 'FA4'],
        ARRAY['Stesso operatore da più inverni'], ARRAY['M06'], 'Nelle isole accade ogni anno, e nel catalogo non c''è.', 'proposed', 'system:seed',
        timestamptz '2026-10-20 09:00+02', timestamptz '2026-10-22 09:00+02'),
    ('083049', 'referent', false, 'E', 'Occupazione di suolo pubblico', 'Concessioni rinnovate senza verificare il canone pagato', '', 'omission', ARRAY['FA1'], '{}', ARRAY['M01'],
        'Al porto le concessioni si rinnovano di anno in anno.', 'draft', 'system:seed', timestamptz '2026-11-10 09:00+01', timestamptz '2026-11-10 09:00+01')
    RETURNING id, municipality_code),
said AS (INSERT INTO proposal_comments (proposal_id, role, municipality_code, text, created_at, updated_at)
    SELECT o.id, c.role, c.municipality, c.text, c.at, c.at FROM open o CROSS JOIN (VALUES
        ('secretary', '083049', 'Vale anche per chi manda i rifiuti in terraferma: proverei a scriverlo per ogni servizio con un solo operatore.', timestamptz '2026-10-23 11:00+02'),
        ('secretariat', NULL, 'La porto al tavolo contratti pubblici di novembre.', timestamptz '2026-10-26 09:30+01')) AS c (role, municipality, text, at)
    WHERE o.municipality_code = '083043'),
processes AS (INSERT INTO municipal_processes (municipality_code, name, area_code, management_form, owner_body, office, description) VALUES
    ('083049', 'Affidamento diretto', 'B', 'direct', '', 'Ufficio contratti', 'Lavori, servizi e forniture sotto soglia'),
    ('083049', 'Raccolta dei rifiuti', 'B', 'srr', 'SRR Messina Area Metropolitana', 'Ufficio ambiente', 'La gara la fa la società, il comune controlla il servizio'),
    ('083049', 'Servizi sociali di zona', 'C', 'district', 'Distretto socio-sanitario D27', 'Servizi sociali', 'Il comune è capofila del distretto'),
    ('083043', 'Gare sopra soglia', 'B', 'cuc', 'Centrale unica di committenza delle isole', 'Segreteria', 'La centrale bandisce, il comune esegue'),
    ('083043', 'Polizia locale', 'E', 'union', 'Unione dei comuni delle isole', 'Polizia locale', 'Un solo comando per tre comuni'))
INSERT INTO area_aliases (municipality_code, alias, area_code) VALUES ('083049', 'Appalti e contratti', 'B'), ('083049', 'Reclutamento', 'A'), ('083043', 'Gare', 'B')
