-- +goose Up
-- Filters that walked through every row of 136,000 risks and 357,000 evaluations to find theirs: adoptions behind their entry for who sees all of them, risks
-- by the management form of their process, the evaluations of some municipalities by year.
CREATE INDEX risks_adopting_all ON risks (updated_at, id) INCLUDE (archived_at) WHERE adopted_id IS NOT NULL;
CREATE INDEX risks_process_of ON risks (municipality_code, lower(process)) WHERE archived_at IS NULL AND municipality_code IS NOT NULL;
CREATE INDEX evaluations_owner_by_year ON evaluations (municipality_code, year, id) INCLUDE (archived_at);
-- +goose Down
DROP INDEX risks_adopting_all, risks_process_of, evaluations_owner_by_year;
