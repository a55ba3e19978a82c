-- +goose Up
-- The order of a register: area, process, event. The event would make entries too long for an index; a process has few.
CREATE INDEX risks_register ON risks (owner, area_code, process COLLATE italian) WHERE municipality_code IS NOT NULL;
-- +goose Down
DROP INDEX risks_register;
