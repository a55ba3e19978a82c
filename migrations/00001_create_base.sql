-- +goose Up
-- Contrib modules shipped with every PostgreSQL build we support; all are "trusted", so the database owner may create them.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE COLLATION IF NOT EXISTS italian (provider = icu, locale = 'it-IT');

-- What search compares: lower case, no accents, punctuation as blanks. Ours rather than unaccent's, because it has to be IMMUTABLE.
-- +goose StatementBegin
CREATE FUNCTION fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(translate(t,
        'ÀÁÂÃÄÅàáâãäåÈÉÊËèéêëÌÍÎÏìíîïÒÓÔÕÖòóôõöÙÚÛÜùúûüÇçÑñ’‘''`-./,;:()«»"',
        'AAAAAAaaaaaaEEEEeeeeIIIIiiiiOOOOOoooooUUUUuuuuCcNn               '))
$$;
-- +goose StatementEnd

CREATE TABLE audit_log (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      text   NOT NULL,
    operation  text   NOT NULL,
    request_id text   NOT NULL DEFAULT '',
    table_name text   NOT NULL,
    row_id     bigint NOT NULL,
    action     text   NOT NULL,
    old        jsonb,
    new        jsonb
);
CREATE INDEX audit_log_row ON audit_log (table_name, row_id, id DESC);

-- The trigger's arguments name columns that must never reach the trail (secrets); "search" is derived and left out always.
-- +goose StatementBegin
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hidden text[] := coalesce(TG_ARGV::text[], '{}') || '{search,owner}'::text[];
BEGIN
    IF coalesce(current_setting('app.operation', true), '') = '' THEN
        RAISE EXCEPTION 'write to % outside a unit of work', TG_TABLE_NAME;
    END IF;
    INSERT INTO audit_log (actor, operation, request_id, table_name, row_id, action, old, new)
    VALUES (current_setting('app.actor'), current_setting('app.operation'), coalesce(current_setting('app.request', true), ''),
            TG_TABLE_NAME, coalesce(NEW.id, OLD.id), TG_OP,
            CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - hidden END,
            CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - hidden END);
    RETURN NULL;
END $$;

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE TABLE idempotency_keys (
    actor      text NOT NULL,
    key        text NOT NULL,
    operation  text NOT NULL,
    request    bytea NOT NULL,
    status     int,
    version    bigint,
    location   text NOT NULL DEFAULT '',
    body       bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
-- +goose Down
DROP TABLE idempotency_keys, audit_log;
DROP FUNCTION audit_row, append_only, fold;
DROP COLLATION italian;
