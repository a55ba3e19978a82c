-- +goose Up
-- Confirmed evaluations counted as they are written: sums over a million of them are then read, not computed. Derived from evaluations and
-- risks, so no audit of its own.
CREATE TABLE evaluation_counts (
    year              smallint NOT NULL,
    method            text NOT NULL,
    municipality_code text NOT NULL REFERENCES municipalities (istat_code) ON UPDATE CASCADE,
    area_code         text NOT NULL REFERENCES risk_areas (code) ON UPDATE CASCADE,
    level             smallint NOT NULL,
    evaluations       int NOT NULL CHECK (evaluations >= 0),
    PRIMARY KEY (year, method, municipality_code, area_code, level)
);
CREATE INDEX evaluation_counts_owner ON evaluation_counts (municipality_code, year, method);

-- +goose StatementBegin
-- Ordered by key, so that two who count at once wait for each other and never in a circle.
CREATE FUNCTION count_evaluations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO evaluation_counts AS c
            SELECT e.year, e.method, e.municipality_code, r.area_code, e.level, count(*) FROM added e JOIN risks r ON r.id = e.risk_id
            WHERE e.state = 'confirmed' AND e.archived_at IS NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT (year, method, municipality_code, area_code, level) DO UPDATE SET evaluations = c.evaluations + excluded.evaluations;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE evaluation_counts c SET evaluations = c.evaluations - d.n FROM (
            SELECT e.year, e.method, e.municipality_code, r.area_code, e.level, count(*) AS n FROM removed e JOIN risks r ON r.id = e.risk_id
            WHERE e.state = 'confirmed' AND e.archived_at IS NULL GROUP BY 1, 2, 3, 4, 5) d
            WHERE (c.year, c.method, c.municipality_code, c.area_code, c.level) = (d.year, d.method, d.municipality_code, d.area_code, d.level);
    ELSE
        INSERT INTO evaluation_counts AS c (year, method, municipality_code, area_code, level, evaluations)
            SELECT e.year, e.method, e.municipality_code, r.area_code, e.level, 0 FROM added e JOIN risks r ON r.id = e.risk_id
            WHERE e.state = 'confirmed' AND e.archived_at IS NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT DO NOTHING;
        PERFORM FROM evaluation_counts c WHERE EXISTS (SELECT FROM added e WHERE (e.year, e.method, e.municipality_code) = (c.year, c.method, c.municipality_code))
            ORDER BY c.year, c.method, c.municipality_code, c.area_code, c.level FOR UPDATE;
        UPDATE evaluation_counts c SET evaluations = c.evaluations + d.n FROM (
            SELECT x.year, x.method, x.municipality_code, r.area_code, x.level, sum(x.n) AS n FROM (
                SELECT risk_id, year, method, municipality_code, level, 1 AS n FROM added WHERE state = 'confirmed' AND archived_at IS NULL
                UNION ALL SELECT risk_id, year, method, municipality_code, level, -1 FROM removed WHERE state = 'confirmed' AND archived_at IS NULL) x
            JOIN risks r ON r.id = x.risk_id GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.n) <> 0) d
            WHERE (c.year, c.method, c.municipality_code, c.area_code, c.level) = (d.year, d.method, d.municipality_code, d.area_code, d.level);
    END IF;
    RETURN NULL;
END $$;

-- A risk that moves to another area takes its evaluations along.
CREATE FUNCTION move_evaluations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO evaluation_counts AS c
        SELECT year, method, municipality_code, NEW.area_code, level, 1 FROM evaluations
        WHERE risk_id = NEW.id AND state = 'confirmed' AND archived_at IS NULL ORDER BY 1, 2
        ON CONFLICT (year, method, municipality_code, area_code, level) DO UPDATE SET evaluations = c.evaluations + excluded.evaluations;
    UPDATE evaluation_counts c SET evaluations = c.evaluations - 1 FROM evaluations e
        WHERE e.risk_id = NEW.id AND e.state = 'confirmed' AND e.archived_at IS NULL
        AND (c.year, c.method, c.municipality_code, c.area_code, c.level) = (e.year, e.method, e.municipality_code, OLD.area_code, e.level);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER count_added AFTER INSERT ON evaluations REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_evaluations();
CREATE TRIGGER count_changed AFTER UPDATE ON evaluations REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_evaluations();
CREATE TRIGGER count_removed AFTER DELETE ON evaluations REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_evaluations();
CREATE TRIGGER move_evaluations AFTER UPDATE OF area_code ON risks FOR EACH ROW WHEN (OLD.area_code IS DISTINCT FROM NEW.area_code) EXECUTE FUNCTION move_evaluations();
INSERT INTO evaluation_counts SELECT e.year, e.method, e.municipality_code, r.area_code, e.level, count(*) FROM evaluations e JOIN risks r ON r.id = e.risk_id
    WHERE e.state = 'confirmed' AND e.archived_at IS NULL GROUP BY 1, 2, 3, 4, 5;

-- How the members stand now, by subject: an area (0 no judgement, else its highest level: PNA 2019 All. 1), or a step of the work (0 no, 1 yes).
CREATE VIEW overview_now AS
    WITH members AS MATERIALIZED (SELECT m.istat_code AS municipality_code, coalesce(k.zone_id, 0) AS zone_id FROM municipalities m
            LEFT JOIN current_members k ON k.municipality_code = m.istat_code AND k.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
            WHERE m.archived_at IS NULL AND m.adhesion IN ('member', 'referent_designated', 'operational')),
        editions AS MATERIALIZED (SELECT DISTINCT year, method FROM evaluation_counts UNION SELECT extract(year FROM today())::smallint, 'pna2019'),
        highest AS MATERIALIZED (SELECT year, method, municipality_code, area_code, max(level) AS level FROM evaluation_counts WHERE evaluations > 0 GROUP BY 1, 2, 3, 4)
    SELECT e.year, e.method, a.code AS subject, m.municipality_code, m.zone_id, coalesce(h.level, 0)::smallint AS value
        FROM editions e CROSS JOIN members m CROSS JOIN risk_areas a LEFT JOIN highest h ON (h.year, h.method, h.municipality_code, h.area_code) = (e.year, e.method, m.municipality_code, a.code)
    UNION ALL SELECT e.year, e.method, 'evaluated', m.municipality_code, m.zone_id,
            EXISTS (SELECT FROM highest h WHERE (h.year, h.method, h.municipality_code) = (e.year, e.method, m.municipality_code))::int::smallint FROM editions e CROSS JOIN members m
    UNION ALL SELECT e.year, e.method, 'planned', m.municipality_code, m.zone_id,
            EXISTS (SELECT FROM measure_adoptions x WHERE x.municipality_code = m.municipality_code AND x.archived_at IS NULL)::int::smallint FROM editions e CROSS JOIN members m
    UNION ALL SELECT e.year, e.method, 'monitored', m.municipality_code, m.zone_id,
            EXISTS (SELECT FROM monitoring_rounds x WHERE x.municipality_code = m.municipality_code AND x.year = e.year AND x.state = 'closed' AND x.archived_at IS NULL)::int::smallint
        FROM editions e CROSS JOIN members m;

-- The same as it was last published. A subject is published anew when smallcell.K municipalities stand differently: a difference between two
-- editions of the figures never is one municipality. Derived, no audit of its own.
CREATE TABLE overview_figures (
    year              smallint NOT NULL,
    method            text NOT NULL,
    subject           text NOT NULL,
    municipality_code text NOT NULL REFERENCES municipalities (istat_code) ON UPDATE CASCADE,
    zone_id           bigint NOT NULL,
    value             smallint NOT NULL,
    PRIMARY KEY (year, method, subject, municipality_code)
);
CREATE TABLE overview_subjects (
    year         smallint NOT NULL,
    method       text NOT NULL,
    subject      text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (year, method, subject)
);
-- +goose Down
DROP TABLE overview_subjects, overview_figures;
DROP VIEW overview_now;
DROP TRIGGER move_evaluations ON risks;
DROP TABLE evaluation_counts CASCADE;
DROP TRIGGER count_added ON evaluations;
DROP TRIGGER count_changed ON evaluations;
DROP TRIGGER count_removed ON evaluations;
DROP FUNCTION count_evaluations, move_evaluations;
