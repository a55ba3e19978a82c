-- +goose Up
-- The measures of the seed become a catalogue that people keep: general or specific, which enabling factors a measure neutralises, how a small
-- municipality can do it, on what it rests, what it takes (PNA 2019, All. 1 §5).
ALTER TABLE measures
    ALTER COLUMN name TYPE text COLLATE italian,
    ADD COLUMN version          bigint NOT NULL DEFAULT 1,
    ADD COLUMN scope            text NOT NULL DEFAULT 'specific' CHECK (scope IN ('general', 'specific')),
    ADD COLUMN enabling_factors text[] NOT NULL DEFAULT '{}' CHECK (cardinality(enabling_factors) <= 20),
    ADD COLUMN small_variant    text NOT NULL DEFAULT '' CHECK (char_length(small_variant) <= 1000),
    ADD COLUMN legal_basis      text NOT NULL DEFAULT '' CHECK (char_length(legal_basis) <= 300),
    ADD COLUMN sustainability   text NOT NULL DEFAULT '' CHECK (char_length(sustainability) <= 1000),
    ADD COLUMN created_at       timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN updated_at       timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN archived_at      timestamptz,
    ADD COLUMN archive_reason   text NOT NULL DEFAULT '',
    ADD COLUMN search           tsvector GENERATED ALWAYS AS (to_tsvector('italian', fold(code || ' ' || name || ' ' || small_variant || ' ' || legal_basis || ' ' || indicator || ' ' || responsible))) STORED;
CREATE INDEX measures_search ON measures USING gin (search) WITH (fastupdate = off);
CREATE INDEX measures_position ON measures (position, id);
CREATE INDEX measures_name ON measures (name, id);
CREATE INDEX measures_updated ON measures (updated_at, id) INCLUDE (archived_at);
CREATE INDEX measures_type ON measures (type_code, position, id);
CREATE INDEX measures_scope ON measures (scope, position, id);
CREATE INDEX measures_lists ON measures USING gin (areas, enabling_factors) WITH (fastupdate = off);
-- +goose Down
DROP INDEX measures_search, measures_position, measures_name, measures_updated, measures_type, measures_scope, measures_lists;
ALTER TABLE measures DROP COLUMN search, DROP COLUMN version, DROP COLUMN scope, DROP COLUMN enabling_factors, DROP COLUMN small_variant, DROP COLUMN legal_basis,
    DROP COLUMN sustainability, DROP COLUMN created_at, DROP COLUMN updated_at, DROP COLUMN archived_at, DROP COLUMN archive_reason;
