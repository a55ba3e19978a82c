-- +goose Up
-- Filters of lists that grow year by year: who accepted a text, and who served in which role.
CREATE INDEX agreement_signatures_protocol ON agreement_signatures (protocol_version_id, signed_on, id) INCLUDE (archived_at);
CREATE INDEX mandates_role ON mandates (role, valid_from, id);
CREATE INDEX mandates_arrangement ON mandates (arrangement, valid_from, id) WHERE arrangement <> '';
-- +goose Down
DROP INDEX mandates_arrangement, mandates_role, agreement_signatures_protocol;
