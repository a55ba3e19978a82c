package zone

import (
	"context"
	"strconv"
	"time"

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

// retire takes the operational flag off whichever set but this one has it.
func (s *sets) retire(ctx context.Context, id int64) error {
	_, err := s.DB.Exec(ctx, `UPDATE zone_sets SET operational = false, version = version + 1, updated_at = clock_timestamp() WHERE operational AND id <> $1`, id)
	return err
}

func (s *sets) inUse(ctx context.Context, id int64) (bool, error) {
	found, err := db.Values[int64](ctx, s.DB, `SELECT id FROM zones WHERE set_id = $1 AND archived_at IS NULL LIMIT 1`, id)
	return len(found) > 0, err
}

// Extent of a set today.
type Extent struct {
	SetID                 int64
	Zones, Municipalities int
}

func (s *sets) extent(ctx context.Context, ids []int64) ([]Extent, error) {
	return db.Rows[Extent](ctx, s.DB, `SELECT s.id AS set_id, (SELECT count(*) FROM zones z WHERE z.set_id = s.id AND z.archived_at IS NULL) AS zones,
		(SELECT count(*) FROM current_members k JOIN municipalities m ON m.istat_code = k.municipality_code AND m.archived_at IS NULL
		 WHERE k.set_id = s.id) AS municipalities FROM unnest($1::bigint[]) AS s(id)`, ids)
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

func (s *zones) about(ctx context.Context, ids []int64, persons bool) ([]About, error) {
	return db.Rows[About](ctx, s.DB, `SELECT z.id AS zone_id, s.code AS set_code, s.name AS set_name, s.operational,
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
	ValidFrom          time.Time
	ValidTo            *time.Time
}

func (s *zones) members(ctx context.Context, id int64, day time.Time) ([]Member, error) {
	return db.Rows[Member](ctx, s.DB, `SELECT m.istat_code AS municipality, m.name, m.population, m.inner_area_class, k.valid_from, k.valid_to
		FROM zone_members k JOIN municipalities m ON m.istat_code = k.municipality_code
		WHERE k.zone_id = $1 AND k.valid_from <= $2 AND (k.valid_to IS NULL OR k.valid_to >= $2) ORDER BY m.name, m.id`, id, day)
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
