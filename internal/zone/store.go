package zone

import (
	"context"
	"strconv"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type (
	sets  struct{ *db.Repo[Set, *Set] }
	zones struct{ *db.Repo[Zone, *Zone] }
)

func newSets(d *db.DB) *sets {
	return &sets{db.NewRepo(db.Repo[Set, *Set]{
		DB: d, Name: "zone-set", Label: "l'insieme di zone", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Set) error { return authz.Within(ctx, authz.ZoneWrite, "") },
		Sort:   map[string]string{"name": "name", "valid_from": "valid_from", "updated_at": "updated_at"},
		First:  "name",
		Search: db.Search{Column: "search", Config: "simple", Similar: "name"},
		Parts:  []db.Part{{Table: "operational_periods", Column: "set_id", Name: "valid_from"}},
	})}
}

func newZones(d *db.DB) *zones {
	return &zones{db.NewRepo(db.Repo[Zone, *Zone]{
		DB: d, Name: "zone", Label: "la zona", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Zone) error { return authz.Within(ctx, authz.ZoneWrite, "") },
		Sort:   map[string]string{"code": "code", "name": "name", "updated_at": "updated_at"},
		First:  "code",
		Search: db.Search{Column: "search", Config: "simple", Similar: "name"},
		Parts:  []db.Part{{Table: "zone_members", Column: "zone_id", Name: "municipality_code"}},
	})}
}

// lock keeps others from changing which set is operational until the unit of work ends.
func (s *sets) lock(ctx context.Context) error { return s.DB.Lock(ctx, "zone-set", "operational") }

// first makes a set the operational one from its beginning, if none ever was or will be.
func (s *sets) first(ctx context.Context, x Set) error {
	_, err := s.DB.Exec(ctx, `INSERT INTO operational_periods (set_id, valid_from) SELECT $1, $2::date WHERE NOT EXISTS (SELECT FROM operational_periods)`, x.ID, x.ValidFrom)
	return err
}

// days are those that an edit must keep within the validity of a set: today while it is operational, the first one of when it will be.
func (s *sets) days(ctx context.Context, id int64) ([]time.Time, error) {
	return db.Values[time.Time](ctx, s.DB, `SELECT greatest(valid_from, today()) FROM operational_periods
		WHERE set_id = $1 AND (valid_to IS NULL OR valid_to >= today()) ORDER BY 1`, id)
}

// operationalOn finds which set is the operational one on a day; 0 when none.
func (s *sets) operationalOn(ctx context.Context, day time.Time) (int64, error) {
	found, err := db.Values[int64](ctx, s.DB, `SELECT set_id FROM operational_periods WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1)`, day)
	if len(found) == 0 {
		return 0, err
	}
	return found[0], err
}

// operate makes a set the operational one from a day on. What was foreseen from that day on is dropped; the set before ends the day before,
// unless it is the same. Sets that this changes count as changed.
func (s *sets) operate(ctx context.Context, id int64, from time.Time) error {
	touched := []int64{}
	for _, stmt := range []string{
		`DELETE FROM operational_periods WHERE valid_from >= $2 AND $1::bigint IS NOT NULL RETURNING set_id`,
		`UPDATE operational_periods SET valid_to = CASE WHEN set_id <> $1 THEN $2::date - 1 END WHERE valid_from < $2 AND (valid_to IS NULL OR valid_to >= $2::date - 1)
			AND valid_to IS DISTINCT FROM CASE WHEN set_id <> $1 THEN $2::date - 1 END RETURNING set_id`,
		`INSERT INTO operational_periods (set_id, valid_from) SELECT $1::bigint, $2::date
			WHERE NOT EXISTS (SELECT FROM operational_periods WHERE set_id = $1 AND valid_from < $2 AND valid_to IS NULL) RETURNING set_id`,
	} {
		ids, err := db.Values[int64](ctx, s.DB, stmt, id, from)
		if err != nil {
			return err
		}
		touched = append(touched, ids...)
	}
	_, err := s.DB.Exec(ctx, `UPDATE zone_sets SET version = version + 1, updated_at = clock_timestamp() WHERE id = ANY($1) AND id <> $2`, touched, id)
	return err
}

// build gives a draft its zones, but for empty ones, and their members, from a day on.
func (s *sets) build(ctx context.Context, x Set, from time.Time) error {
	for _, stmt := range []string{
		`INSERT INTO zones (set_id, code, name, seat) SELECT $1::bigint, r.code, r.name, nullif(r.seat, '')
			FROM jsonb_to_recordset($2::jsonb) AS r (code text, name text, seat text, municipalities jsonb)
			WHERE jsonb_array_length(r.municipalities) > 0 AND $3::date IS NOT NULL`,
		`INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) SELECT $1::bigint, z.id, m, $3::date
			FROM jsonb_to_recordset($2::jsonb) AS r (code text, municipalities text[]) JOIN zones z ON z.set_id = $1 AND z.code = r.code CROSS JOIN unnest(r.municipalities) m`,
	} {
		if _, err := s.DB.Exec(ctx, stmt, x.ID, x.Design, from); err != nil {
			return err
		}
	}
	return nil
}

// open finds the set with a code that zones may be added to, and keeps others from archiving it until the unit of work ends; 0 when none.
func (s *sets) open(ctx context.Context, code string) (int64, error) {
	found, err := db.Values[int64](ctx, s.DB, `SELECT id FROM zone_sets WHERE code = $1 AND archived_at IS NULL AND NOT draft FOR SHARE`, code)
	if len(found) == 0 {
		return 0, err
	}
	return found[0], err
}

// explain names the code that the database refused: those of archived ones are taken too.
func explain(err error) error {
	switch db.Constraint(err) {
	case "zone_sets_code_key":
		return apperr.New(apperr.Conflict, "zone-set-duplicate", "C'è già un insieme di zone con questo codice").At("/code", "taken", "Codice già usato").Because(err)
	case "zones_set_id_code_key":
		return apperr.New(apperr.Conflict, "zone-duplicate", "C'è già una zona con questo codice nell'insieme").At("/code", "taken", "Codice già usato").Because(err)
	}
	return err
}

func (s *sets) inUse(ctx context.Context, id int64) (bool, error) {
	found, err := db.Values[int64](ctx, s.DB, `SELECT id FROM zones WHERE set_id = $1 AND archived_at IS NULL LIMIT 1`, id)
	return len(found) > 0, err
}

// Extent of a set today. It is, or will be, operational from a day to another (the last, nil while it lasts), both nil when it is not.
type Extent struct {
	SetID                          int64
	Zones, Municipalities          int
	Operational                    bool
	OperationalFrom, OperationalTo *time.Time
}

func (s *sets) extent(ctx context.Context, ids []int64) (map[int64]Extent, error) {
	return db.Keyed(ctx, s.DB, func(e Extent) int64 { return e.SetID }, `SELECT s.id AS set_id,
		CASE WHEN s.draft THEN jsonb_array_length(s.design) ELSE (SELECT count(*) FROM zones z WHERE z.set_id = s.id AND z.archived_at IS NULL) END AS zones,
		CASE WHEN s.draft THEN (SELECT count(*) FROM jsonb_array_elements(s.design) d, jsonb_array_elements_text(d -> 'municipalities') k
				JOIN municipalities m ON m.istat_code = k AND m.archived_at IS NULL)
			ELSE (SELECT count(*) FROM current_members k JOIN municipalities m ON m.istat_code = k.municipality_code AND m.archived_at IS NULL
				WHERE k.set_id = s.id) END AS municipalities,
		coalesce(p.valid_from <= today(), false) AS operational, p.valid_from AS operational_from, p.valid_to AS operational_to
		FROM zone_sets s LEFT JOIN LATERAL (SELECT valid_from, valid_to FROM operational_periods p WHERE p.set_id = s.id
			AND (p.valid_to IS NULL OR p.valid_to >= today()) ORDER BY valid_from LIMIT 1) p ON true WHERE s.id = ANY($1)`, ids)
}

// places are the live municipalities of the network.
func (s *sets) places(ctx context.Context) ([]Place, error) {
	return db.Rows[Place](ctx, s.DB, `SELECT istat_code AS code, name, population, employees, lat::float8 AS lat, lon::float8 AS lon, island, inner_area_class
		FROM municipalities WHERE archived_at IS NULL ORDER BY name, id`)
}

// composed is the design that a set has on a day.
func (s *sets) composed(ctx context.Context, id int64, day time.Time) (Design, error) {
	found, err := db.Rows[DesignZone](ctx, s.DB, `SELECT z.code, z.name, coalesce(z.seat, '') AS seat, ARRAY(SELECT k.municipality_code FROM zone_members k
			JOIN municipalities m ON m.istat_code = k.municipality_code AND m.archived_at IS NULL
			WHERE k.zone_id = z.id AND k.valid_from <= $2 AND (k.valid_to IS NULL OR k.valid_to >= $2) ORDER BY m.name, m.id) AS municipalities
		FROM zones z WHERE z.set_id = $1 AND z.archived_at IS NULL ORDER BY z.code, z.id`, id, day)
	return Design(found), err
}

type association struct {
	Set, Name string
	Codes     []string
}

// associations are the zones of sets, with their members today or, of a set that is over, those of its last day.
func (s *sets) associations(ctx context.Context, codes []string) ([]association, error) {
	return db.Rows[association](ctx, s.DB, `SELECT s.code AS set, z.name, array_agg(k.municipality_code ORDER BY k.municipality_code) AS codes
		FROM zone_sets s JOIN zones z ON z.set_id = s.id JOIN zone_members k ON k.zone_id = z.id
			AND k.valid_from <= least(today(), coalesce(s.valid_to, today())) AND (k.valid_to IS NULL OR k.valid_to >= least(today(), coalesce(s.valid_to, today())))
		WHERE s.code = ANY($1) AND s.archived_at IS NULL AND z.archived_at IS NULL GROUP BY s.id, z.id ORDER BY s.id, z.code`, codes)
}

// coordinators are the mandates for zones of a set that last beyond a day.
func (s *sets) coordinators(ctx context.Context, set int64, day time.Time) ([]Coordinator, error) {
	return db.Rows[Coordinator](ctx, s.DB, `SELECT d.id AS mandate_id, z.code AS zone_code, z.name AS zone_name, p.given_name || ' ' || p.family_name AS person, d.substitute
		FROM zones z JOIN mandates d ON d.zone_id = z.id JOIN people p ON p.id = d.person_id
		WHERE z.set_id = $1 AND d.archived_at IS NULL AND (d.valid_to IS NULL OR d.valid_to >= $2) ORDER BY z.code, d.substitute, d.id`, set, day)
}

// vacant are the live zones of a set without coordinator on a day.
func (s *sets) vacant(ctx context.Context, set int64, day time.Time) ([]Vacancy, error) {
	return db.Rows[Vacancy](ctx, s.DB, `SELECT z.code, z.name FROM zones z WHERE z.set_id = $1 AND z.archived_at IS NULL AND NOT EXISTS (SELECT FROM mandates d
			WHERE d.zone_id = z.id AND d.role = 'coordinator' AND NOT d.substitute AND d.archived_at IS NULL AND d.valid_from <= $2
			AND (d.valid_to IS NULL OR d.valid_to >= $2)) ORDER BY z.code, z.id`, set, day)
}

// zonesOn are the zones of a set that have members on a day, with them. A municipality archived since counts as it did then.
func (s *sets) zonesOn(ctx context.Context, id int64, day time.Time) ([]Composed, error) {
	type row struct {
		ID          int64
		Code, Zone  string
		Coordinated bool
		Member
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT z.id, z.code, z.name AS zone, EXISTS (SELECT FROM mandates d WHERE d.zone_id = z.id AND d.role = 'coordinator'
			AND NOT d.substitute AND d.archived_at IS NULL AND d.valid_from <= $2 AND (d.valid_to IS NULL OR d.valid_to >= $2)) AS coordinated,
			m.istat_code AS municipality, m.name, m.population, m.inner_area_class, m.island, k.valid_from, k.valid_to
		FROM zone_members k JOIN zones z ON z.id = k.zone_id JOIN municipalities m ON m.istat_code = k.municipality_code
		WHERE k.set_id = $1 AND k.valid_from <= $2 AND (k.valid_to IS NULL OR k.valid_to >= $2)
			AND (m.archived_at IS NULL OR (m.archived_at AT TIME ZONE 'Europe/Rome')::date > $2)
		ORDER BY z.code, z.id, m.name, m.id`, id, day)
	out := []Composed{}
	for _, r := range found {
		if len(out) == 0 || out[len(out)-1].ID != r.ID {
			out = append(out, Composed{ID: r.ID, Code: r.Code, Name: r.Zone, Coordinated: r.Coordinated})
		}
		z := &out[len(out)-1]
		z.Members = append(z.Members, r.Member)
		z.Municipalities++
		z.Population += int64(r.Population)
		z.Peripheral += one(r.InnerAreaClass == "E" || r.InnerAreaClass == "F")
		z.Islands += one(r.Island)
	}
	return out, err
}

// locked finds a zone by its code in a set and keeps others from creating it until the unit of work ends.
func (s *zones) locked(ctx context.Context, set int64, code string) (Zone, error) {
	if err := s.DB.Lock(ctx, "zone", strconv.FormatInt(set, 10), code); err != nil {
		return Zone{}, err
	}
	return s.One(ctx, "set_id = ? AND code = ?", set, code)
}

func (f Filter) where() db.Where {
	var w db.Where
	if len(f.Sets) > 0 {
		w.And("set_id IN (SELECT x.id FROM zone_sets x WHERE x.code = ANY(?))", f.Sets)
	}
	if f.Operational != nil {
		w.And("set_id IN (SELECT x.id FROM zone_sets x WHERE x.operational = ?)", *f.Operational)
	}
	if len(f.Municipalities) > 0 {
		w.And("id IN (SELECT k.zone_id FROM current_members k WHERE k.municipality_code = ANY(?))", f.Municipalities)
	}
	return w
}

// About a zone today: its set, its members counted, who coordinates it. Peripheral are those of inner-area class E or F.
type About struct {
	ZoneID           int64
	SetCode, SetName string
	Operational      bool
	Municipalities   int
	Population       int64
	Peripheral       int
	Coordinator      string
}

func (s *zones) about(ctx context.Context, ids []int64, persons bool) (map[int64]About, error) {
	return db.Keyed(ctx, s.DB, func(a About) int64 { return a.ZoneID }, `SELECT z.id AS zone_id, s.code AS set_code, s.name AS set_name, s.operational,
		t.municipalities, t.population, t.peripheral, coalesce(CASE WHEN $2 THEN (SELECT p.given_name || ' ' || p.family_name
			FROM mandates d JOIN people p ON p.id = d.person_id WHERE d.zone_id = z.id AND d.role = 'coordinator' AND NOT d.substitute
			AND d.archived_at IS NULL AND d.valid_from <= today() AND (d.valid_to IS NULL OR d.valid_to >= today()) LIMIT 1) END, '') AS coordinator
		FROM zones z JOIN zone_sets s ON s.id = z.set_id CROSS JOIN LATERAL (SELECT count(*) AS municipalities, coalesce(sum(m.population), 0) AS population,
			count(*) FILTER (WHERE m.inner_area_class IN ('E', 'F')) AS peripheral
			FROM current_members k JOIN municipalities m ON m.istat_code = k.municipality_code WHERE k.zone_id = z.id AND m.archived_at IS NULL) t
		WHERE z.id = ANY($1)`, ids, persons)
}

// inUse tells whether a zone has members, present or to come.
func (s *zones) inUse(ctx context.Context, id int64) (bool, error) {
	found, err := db.Values[int64](ctx, s.DB, `SELECT id FROM zone_members WHERE zone_id = $1 AND (valid_to IS NULL OR valid_to >= today()) LIMIT 1`, id)
	return len(found) > 0, err
}

// Member is a municipality in a zone, from a day to another (the last, nil while it lasts).
type Member struct {
	Municipality, Name string
	Population         int
	InnerAreaClass     string
	Island             bool
	ValidFrom          time.Time
	ValidTo            *time.Time
}

func (s *zones) members(ctx context.Context, id int64, day time.Time) ([]Member, error) {
	return db.Rows[Member](ctx, s.DB, `SELECT m.istat_code AS municipality, m.name, m.population, m.inner_area_class, m.island, k.valid_from, k.valid_to
		FROM zone_members k JOIN municipalities m ON m.istat_code = k.municipality_code
		WHERE k.zone_id = $1 AND k.valid_from <= $2 AND (k.valid_to IS NULL OR k.valid_to >= $2) ORDER BY m.name, m.id`, id, day)
}

// Departure is a municipality that leaves a zone for another of the same set.
type Departure struct {
	Municipality, Name string
	ZoneID             int64
	Zone               string
}

// elsewhere are those of the codes that are in other zones of a set on a day or later.
func (s *zones) elsewhere(ctx context.Context, z Zone, from time.Time, codes []string) ([]Departure, error) {
	return db.Rows[Departure](ctx, s.DB, `SELECT DISTINCT ON (m.name, m.istat_code) m.istat_code AS municipality, m.name, o.id AS zone_id, o.name AS zone
		FROM zone_members k JOIN zones o ON o.id = k.zone_id JOIN municipalities m ON m.istat_code = k.municipality_code
		WHERE k.set_id = $1 AND k.zone_id <> $2 AND k.municipality_code = ANY($4) AND (k.valid_to IS NULL OR k.valid_to >= $3)
		ORDER BY m.name, m.istat_code, k.valid_from`, z.SetID, z.ID, from, codes)
}

// known are those of the codes that are municipalities of the network.
func (s *zones) known(ctx context.Context, codes []string) ([]string, error) {
	return db.Values[string](ctx, s.DB, `SELECT istat_code FROM municipalities WHERE istat_code = ANY($1) AND archived_at IS NULL`, codes)
}

// replace is the whole change of membership in four statements, however many municipalities move; the zones they leave count as changed.
func (s *zones) replace(ctx context.Context, z Zone, from time.Time, codes []string) error {
	touched, codes := []int64{}, append([]string{}, codes...) // no codes are an empty list: NULL would compare as unknown
	for _, stmt := range []string{
		// what begins on that day or later, but for who begins here then anyway
		`DELETE FROM zone_members WHERE set_id = $1 AND valid_from >= $3 AND (zone_id = $2 OR municipality_code = ANY($4))
			AND NOT (zone_id = $2 AND valid_from = $3 AND municipality_code = ANY($4)) RETURNING zone_id`,
		// who leaves this zone, or another for this one
		`UPDATE zone_members SET valid_to = $3::date - 1 WHERE set_id = $1 AND valid_from < $3 AND (valid_to IS NULL OR valid_to >= $3)
			AND (zone_id = $2) <> (municipality_code = ANY($4)) RETURNING zone_id`,
		// who stays, though an end was foreseen
		`UPDATE zone_members SET valid_to = NULL WHERE set_id = $1 AND zone_id = $2 AND valid_from <= $3 AND valid_to >= $3
			AND municipality_code = ANY($4) RETURNING zone_id`,
		`INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) SELECT $1::bigint, $2::bigint, c, $3::date FROM unnest($4::text[]) c
			WHERE NOT EXISTS (SELECT FROM zone_members k WHERE k.set_id = $1 AND k.zone_id = $2 AND k.municipality_code = c
				AND k.valid_from <= $3 AND k.valid_to IS NULL) RETURNING zone_id`,
	} {
		ids, err := db.Values[int64](ctx, s.DB, stmt, z.SetID, z.ID, from, codes)
		if err != nil {
			return err
		}
		touched = append(touched, ids...)
	}
	_, err := s.DB.Exec(ctx, `UPDATE zones SET version = version + 1, updated_at = clock_timestamp() WHERE id = ANY($1) AND id <> $2`, touched, z.ID)
	return err
}
