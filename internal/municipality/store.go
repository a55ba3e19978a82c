package municipality

import (
	"context"
	"time"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct {
	*db.Repo[Municipality, *Municipality]
}

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Municipality, *Municipality]{
		DB: d, Name: "municipality", Label: "il comune", Owner: db.Unscoped,
		May: func(ctx context.Context, m *Municipality) error {
			if authz.From(ctx).Can(authz.MunicipalityAdmin) {
				return nil
			}
			return authz.Within(ctx, authz.MunicipalityWrite, m.IstatCode)
		},
		Sort:   map[string]string{"name": "name", "population": "population", "updated_at": "updated_at"},
		First:  "name",
		Search: db.Search{Column: "search", Config: "simple", Similar: "name"},
	})}
}

// byCode prefers who has the code now to who had it before.
func (s *store) byCode(ctx context.Context, code string) (Municipality, error) {
	m, err := s.One(ctx, "istat_code = ?", code)
	if db.IsNotFound(err) {
		return s.One(ctx, "former_codes @> ARRAY[?]", code)
	}
	return m, err
}

// locked finds a municipality by its code and keeps others from creating it until the unit of work ends.
func (s *store) locked(ctx context.Context, code string) (Municipality, error) {
	if err := s.DB.Lock(ctx, "municipality", code); err != nil {
		return Municipality{}, err
	}
	return s.byCode(ctx, code)
}

func (f Filter) where() db.Where {
	var w db.Where
	db.In(&w, "istat_code", f.Municipalities)
	db.In(&w, "inner_area_class", f.Classes)
	db.In(&w, "regime", f.Regimes)
	db.In(&w, "adhesion", f.Adhesions)
	db.In(&w, "altimetric_zone", f.AltimetricZones)
	if f.Among != nil {
		w.And("istat_code = ANY(?)", f.Among)
	}
	if f.Coastal != nil {
		w.And("coastal = ?", *f.Coastal)
	}
	if f.Island != nil {
		w.And("island = ?", *f.Island)
	}
	if f.PopulationMin != nil {
		w.And("population >= ?", *f.PopulationMin)
	}
	if f.PopulationMax != nil {
		w.And("population <= ?", *f.PopulationMax)
	}
	if len(f.Zones) > 0 {
		w.And("istat_code IN (SELECT municipality_code FROM current_members WHERE zone_id = ANY(?))", f.Zones)
	}
	if f.ZoneSet != "" || f.ZoneCode != "" {
		w.And(`istat_code IN (SELECT k.municipality_code FROM zone_sets s JOIN zones z ON z.set_id = s.id JOIN current_members k ON k.zone_id = z.id
			WHERE (s.code = ? OR ? = '' AND s.operational) AND ? IN ('', z.code))`, f.ZoneSet, f.ZoneSet, f.ZoneCode)
	}
	if f.Vacant != "" {
		w.And(`NOT EXISTS (SELECT FROM mandates d WHERE d.municipality_code = istat_code AND d.role = ? AND NOT d.substitute AND d.person_id IS NOT NULL AND d.archived_at IS NULL
			AND d.valid_from <= today() AND (d.valid_to IS NULL OR d.valid_to >= today()))`, f.Vacant)
	}
	return w
}

// Membership of a municipality in a zone.
type Membership struct {
	Municipality       string
	SetCode, SetName   string
	ZoneID             int64
	ZoneCode, ZoneName string
	Operational        bool
}

func (s *store) zones(ctx context.Context, codes []string) ([]Membership, error) {
	return db.Rows[Membership](ctx, s.DB, `SELECT k.municipality_code AS municipality, s.code AS set_code, s.name AS set_name, z.id AS zone_id,
		z.code AS zone_code, z.name AS zone_name, s.operational
		FROM current_members k JOIN zones z ON z.id = k.zone_id JOIN zone_sets s ON s.id = k.set_id
		WHERE k.municipality_code = ANY($1) AND z.archived_at IS NULL AND s.archived_at IS NULL AND s.valid_from <= today()
		AND (s.valid_to IS NULL OR s.valid_to >= today()) ORDER BY s.operational DESC, s.name, z.id`, codes)
}

// Officer is a person in a role for a municipality, from a day to another (the last, none while it lasts), by an act; or a secretary's seat
// declared vacant, which has no person.
type Officer struct {
	ID, PersonID             int64
	Role, Arrangement        string
	ConventionID             int64 // 0: none
	Convention               string
	SharePercent             *float64
	Replaces                 []string
	GivenName, FamilyName    string
	Qualification            string
	OfficeEmail, OfficePhone string
	Substitute, Current      bool
	ValidFrom                time.Time
	ValidTo                  *time.Time
	ActKind, ActNumber       string
	ActDate                  *time.Time
}

// officers are those who serve today, then the others from the latest: at most the newest 200.
func (s *store) officers(ctx context.Context, code string) ([]Officer, error) {
	return db.Rows[Officer](ctx, s.DB, `SELECT d.id, coalesce(d.person_id, 0) AS person_id, d.role, d.arrangement, coalesce(d.convention_id, 0) AS convention_id,
		coalesce(c.name, '') AS convention, d.share_percent, d.replaces, coalesce(p.given_name, '') AS given_name, coalesce(p.family_name, '') AS family_name,
		coalesce(p.qualification, '') AS qualification, coalesce(p.office_email, '') AS office_email, coalesce(p.office_phone, '') AS office_phone, d.substitute, d.valid_from <= today() AND (d.valid_to IS NULL OR d.valid_to >= today()) AS current,
		d.valid_from, d.valid_to, d.act_kind, d.act_number, d.act_date
		FROM mandates d LEFT JOIN people p ON p.id = d.person_id LEFT JOIN conventions c ON c.id = d.convention_id WHERE d.municipality_code = $1 AND d.archived_at IS NULL
		ORDER BY current DESC, d.valid_from DESC, d.id DESC LIMIT 200`, code)
}

// use is an ISTAT code that another municipality has, or had.
type use struct {
	Code   string
	Former bool
}

func (s *store) taken(ctx context.Context, id int64, codes []string) ([]use, error) {
	return db.Rows[use](ctx, s.DB, `SELECT istat_code AS code, false AS former FROM municipalities WHERE istat_code = ANY($2) AND id <> $1
		UNION ALL SELECT f, true FROM municipalities, unnest(former_codes) f WHERE former_codes && $2 AND f = ANY($2) AND id <> $1`, id, codes)
}
