-- +goose Up
-- The board: an adhesion with what people look for it by.
CREATE VIEW adhesion_board AS
    SELECT a.id, a.version, a.created_at, a.updated_at, m.archived_at, m.archive_reason, a.municipality_code, a.state, a.since, a.resumes,
        m.name, m.search, m.population, m.inner_area_class, m.pec, z.id AS zone_id, z.code AS zone_code, z.name AS zone_name,
        a.since + r.days AS due_on, a.act_kind
    FROM adhesions a JOIN municipalities m ON m.istat_code = a.municipality_code
    LEFT JOIN current_members k ON k.municipality_code = a.municipality_code AND k.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
    LEFT JOIN zones z ON z.id = k.zone_id
    LEFT JOIN reminder_rules r ON r.state = a.state;
-- +goose Down
DROP VIEW adhesion_board;
