-- +goose Up
-- Designations taken before the mandates they made were written down (00024): the audit trail knows which were made by the same request. Those it
-- does not know stay without, and whoever annuls one is told to close the mandate by hand.
SELECT set_config('app.actor', 'system:migration', true), set_config('app.operation', 'designations-migration', true);
INSERT INTO adhesion_step_mandates (step_id, mandate_id)
    SELECT s.id, d.id FROM adhesion_steps s JOIN adhesions a ON a.id = s.adhesion_id
    JOIN audit_log step ON step.table_name = 'adhesion_steps' AND step.row_id = s.id AND step.action = 'INSERT' AND step.request_id <> ''
    JOIN mandates d ON d.municipality_code = a.municipality_code AND d.role = 'referent'
    JOIN audit_log made ON made.table_name = 'mandates' AND made.row_id = d.id AND made.action = 'INSERT' AND made.request_id = step.request_id
        AND made.operation = step.operation AND made.at BETWEEN step.at - interval '5 minutes' AND step.at
    WHERE s.action = 'designation' AND s.annulled_by IS NULL AND NOT EXISTS (SELECT FROM adhesion_step_mandates k WHERE k.step_id = s.id)
    ON CONFLICT DO NOTHING;
SELECT set_config('app.actor', '', true), set_config('app.operation', '', true);
-- +goose Down
SELECT 1;
