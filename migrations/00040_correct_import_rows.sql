-- +goose Up
-- What a person corrected in a row of an import, by heading: {"LIVELLO": "ALTO"}. The cells stay as they came.
ALTER TABLE register_import_rows ADD COLUMN corrections jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(corrections) = 'object');
DROP TRIGGER audit ON register_import_rows;
CREATE TRIGGER audit AFTER UPDATE OF decision, corrections ON register_import_rows FOR EACH ROW
    WHEN (OLD.decision IS DISTINCT FROM NEW.decision OR OLD.corrections IS DISTINCT FROM NEW.corrections) EXECUTE FUNCTION audit_row('cells', 'parsed', 'findings');
-- +goose Down
DROP TRIGGER audit ON register_import_rows;
CREATE TRIGGER audit AFTER UPDATE OF decision ON register_import_rows FOR EACH ROW WHEN (OLD.decision IS DISTINCT FROM NEW.decision)
    EXECUTE FUNCTION audit_row('cells', 'parsed', 'findings');
ALTER TABLE register_import_rows DROP COLUMN corrections;
