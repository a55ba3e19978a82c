-- Adhesions in every state that a year of work leaves behind, with the steps that led there and the acts they are made of.
WITH way (n, action, from_state, to_state) AS (VALUES (1, 'contact', 'not_contacted', 'contacted'), (2, 'kit', 'contacted', 'draft_sent'),
    (3, 'interest', 'draft_sent', 'interested'), (4, 'proposal', 'interested', 'proposal_filed'), (5, 'adoption', 'proposal_filed', 'act_adopted'),
    (6, 'publication', 'act_adopted', 'published'), (7, 'enforceability', 'published', 'enforceable'), (8, 'transmission', 'enforceable', 'transmitted'),
    (9, 'signature', 'transmitted', 'protocol_signed'), (10, 'membership', 'protocol_signed', 'member'), (11, 'designation', 'member', 'referent_designated'),
    (12, 'operation', 'referent_designated', 'operational')),
m AS (SELECT istat_code, name, row_number() OVER (ORDER BY (name = 'Milazzo') DESC, (name = 'Capri Leone'), md5(istat_code)) - 1 AS n FROM municipalities WHERE archived_at IS NULL),
far AS (SELECT istat_code, n, CASE WHEN n < 34 THEN 12 WHEN n < 52 THEN 11 WHEN n < 62 THEN 10 WHEN n < 66 THEN 9 WHEN n < 68 THEN 8 WHEN n < 70 THEN 7 WHEN n < 73 THEN 6
        WHEN n < 78 THEN 5 WHEN n < 84 THEN 4 WHEN n < 90 THEN 3 WHEN n < 96 OR name = 'Capri Leone' THEN 2 WHEN n < 103 THEN 1 ELSE 0 END AS k,
    CASE WHEN n % 11 = 5 THEN 'commissioner_resolution' WHEN n % 5 = 0 THEN 'mayor_decree' WHEN n % 7 = 0 THEN 'mayor_determination' ELSE 'giunta_resolution' END AS kind FROM m),
taken AS (SELECT f.istat_code, f.n AS m, w.*, date '2026-11-18' - (f.n * 5 % 38)::int - (f.k - w.n) * 17 - (CASE WHEN f.k >= 10 THEN 20 + (f.n % 5) * 4 ELSE 0 END)::int AS day
    FROM far f JOIN way w ON w.n <= f.k),
steps AS (INSERT INTO adhesion_steps (adhesion_id, action, from_state, to_state, happened_on, note, actor, created_at)
    SELECT a.id, t.action, t.from_state, t.to_state, t.day, CASE t.n WHEN 1 THEN 'Invito con nota della segreteria' WHEN 2 THEN 'Inviate le bozze compilate' ELSE '' END,
        'system:seed', t.day + time '10:30' FROM taken t JOIN adhesions a ON a.municipality_code = t.istat_code ORDER BY t.day, t.m, t.n),
at AS (SELECT istat_code, (array_agg(to_state ORDER BY n DESC))[1] AS state, max(day) AS since, max(day) FILTER (WHERE n = 4) AS proposal, max(day) FILTER (WHERE n = 5) AS adoption,
    max(day) FILTER (WHERE n = 6) AS publication, max(day) FILTER (WHERE n = 7) AS enforceable, max(day) FILTER (WHERE n = 8) AS transmission FROM taken GROUP BY istat_code)
UPDATE adhesions a SET state = at.state, since = at.since, version = a.version + 1, updated_at = now(),
    act_kind = CASE WHEN at.proposal IS NOT NULL THEN f.kind ELSE '' END, act_proposal_date = at.proposal, act_proposal_number = CASE WHEN at.proposal IS NOT NULL THEN (f.n % 60 + 20)::text ELSE '' END,
    act_proposer = CASE WHEN at.proposal IS NOT NULL THEN 'Area amministrativa' ELSE '' END,
    act_date = at.adoption, act_number = CASE WHEN at.adoption IS NOT NULL THEN (f.n % 90 + 8)::text ELSE '' END,
    act_subject = CASE WHEN at.adoption IS NOT NULL THEN 'Adesione alla Comunità di Pratiche. Approvazione dello schema di protocollo d''intesa' ELSE '' END,
    act_technical_opinion = CASE WHEN at.adoption IS NOT NULL THEN 'favourable' ELSE '' END, act_technical_date = at.adoption - 3,
    act_technical_by = CASE WHEN at.adoption IS NOT NULL THEN 'Responsabile dell''area amministrativa' ELSE '' END,
    act_accounting_opinion = CASE WHEN at.adoption IS NOT NULL THEN 'not_due' ELSE '' END,
    act_accounting_reason = CASE WHEN at.adoption IS NOT NULL THEN 'Nessun riflesso diretto o indiretto sul bilancio' ELSE '' END,
    act_session = CASE WHEN at.adoption IS NOT NULL AND f.kind LIKE '%resolution' THEN 'ordinary' ELSE '' END,
    act_present = CASE WHEN at.adoption IS NOT NULL AND f.kind LIKE '%resolution' THEN 4 END, act_absent = CASE WHEN at.adoption IS NOT NULL AND f.kind LIKE '%resolution' THEN 1 END,
    act_votes_for = CASE WHEN at.adoption IS NOT NULL AND f.kind LIKE '%resolution' THEN 4 END, act_votes_against = CASE WHEN at.adoption IS NOT NULL AND f.kind LIKE '%resolution' THEN 0 END,
    act_votes_abstained = CASE WHEN at.adoption IS NOT NULL AND f.kind LIKE '%resolution' THEN 0 END,
    publication_albo_number = CASE WHEN at.publication IS NOT NULL THEN (f.n * 13 % 900 + 100)::text ELSE '' END, publication_from = at.publication, publication_to = at.publication + 14,
    publication_extract_date = CASE WHEN at.publication IS NOT NULL THEN at.adoption + 5 END,
    publication_enforceable_from = at.enforceable, publication_enforceable_reason = CASE WHEN at.enforceable IS NULL THEN '' WHEN f.kind LIKE '%resolution' THEN 'ten_days' ELSE 'monocratic' END,
    transmission_number = CASE WHEN at.transmission IS NOT NULL THEN (f.n * 37 % 8000 + 1000)::text ELSE '' END, transmission_date = at.transmission,
    transmission_received_number = CASE WHEN at.transmission IS NOT NULL THEN (f.n * 41 % 40000 + 10000)::text ELSE '' END, transmission_received_date = at.transmission
FROM at JOIN far f ON f.istat_code = at.istat_code WHERE a.municipality_code = at.istat_code AND a.state = 'not_contacted'
