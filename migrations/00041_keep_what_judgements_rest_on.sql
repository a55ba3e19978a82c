-- +goose Up
-- The bands in which a score of the PNA 2013 gave its level, none while there is no level or where nobody wrote them down; and the level that a
-- treatment was decided for.
ALTER TABLE evaluations
    ADD COLUMN from_medium     numeric,
    ADD COLUMN from_high       numeric,
    ADD COLUMN treatment_level smallint CHECK (treatment_level BETWEEN 1 AND 3),
    ADD CHECK (method = 'pna2013' OR from_medium IS NULL),
    ADD CHECK ((from_medium IS NULL) = (from_high IS NULL));
SELECT set_config('app.actor', 'system:migration', true), set_config('app.operation', 'migration', true);
UPDATE evaluations SET treatment_level = level WHERE treatment <> '';
SELECT set_config('app.actor', '', true), set_config('app.operation', '', true);
-- +goose Down
ALTER TABLE evaluations DROP COLUMN from_medium, DROP COLUMN from_high, DROP COLUMN treatment_level;
