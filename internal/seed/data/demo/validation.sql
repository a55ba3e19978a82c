-- What the thematic tables have read and the secretariat wrote down: the seed wrote it, a person validates it. Never what that person wrote.
-- Each validation publishes the first version of its entry; some entries are still on their way.
WITH b AS (UPDATE behaviours SET state = 'validated', edited = true, version = version + 1, updated_at = now()
    WHERE code IN ('CR01', 'CR04', 'CR05', 'CR06', 'CR12', 'CR17') AND state = 'draft' AND changed_by <> current_setting('app.actor')),
way AS (UPDATE risks SET state = CASE code WHEN 'B.16' THEN 'proposed' ELSE 'in_validation' END, edited = true, version = version + 1, updated_at = now()
    WHERE code IN ('B.16', 'B.17', 'E.09') AND state = 'draft'),
done AS (UPDATE risks SET state = 'validated', published = 1, edited = true, version = version + 1, updated_at = now()
    WHERE code <> '' AND split_part(code, '.', 2)::int <= 7 AND state = 'draft' AND changed_by <> current_setting('app.actor')
    RETURNING id, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability)
INSERT INTO risk_versions (risk_id, number, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability,
    validated_on, validated_by, group_id, published_at)
SELECT d.id, 1, d.area_code, d.process, d.event, d.description, d.typology, d.enabling_factors, d.red_flags, d.measures, d.applicability,
    CASE d.area_code WHEN 'B' THEN date '2026-05-12' ELSE date '2026-04-21' END, g.name, g.id, timestamptz '2026-05-13 09:00+02'
FROM done d JOIN project_groups g ON g.kind = 'thematic_table'
    AND g.name = CASE d.area_code WHEN 'B' THEN 'Tavolo contratti pubblici' ELSE 'Tavolo catalogo dei rischi' END
