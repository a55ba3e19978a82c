package referent

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type people struct{ *db.Repo[Person, *Person] }

func newPeople(d *db.DB) *people {
	return &people{db.NewRepo(db.Repo[Person, *Person]{
		DB: d, Name: "referent", Label: "la persona", Owner: db.Unscoped, May: mayEdit,
		Sort:   map[string]string{"family_name": "family_name", "updated_at": "updated_at"},
		First:  "family_name",
		Search: db.Search{Column: "search", Config: "simple", Similar: "given_name || ' ' || family_name"},
	})}
}

type mandates struct{ *db.Repo[Mandate, *Mandate] }

func newMandates(d *db.DB) *mandates {
	return &mandates{db.NewRepo(db.Repo[Mandate, *Mandate]{
		DB: d, Name: "mandate", Label: "l'incarico", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Mandate) error { return mayWrite(ctx) },
		Sort:   map[string]string{"from": "valid_from", "updated_at": "updated_at"},
		First:  "-from",
		Search: db.Search{Column: "search", Config: "simple"},
	})}
}

// condition is SQL with ? for each argument.
type condition struct {
	sql  string
	args []any
}

func (c condition) and(sql string, args ...any) condition {
	return condition{c.sql + " AND " + sql, append(slices.Clone(c.args), args...)}
}

// reach is the scope of reading, on columns of mandates: those for the municipalities of the actor's permission, for their zones, of the
// secretariat, and one's own. The repositories have no column to scope by, so every read below begins with it.
func reach(ctx context.Context) (c condition, all bool) {
	a := authz.From(ctx)
	r := a.Reach(authz.ReferentRead)
	switch {
	case r.All:
		return condition{sql: "true"}, true
	case !a.Can(authz.ReferentRead):
		return condition{sql: "false"}, false
	}
	return condition{`(municipality_code = ANY(?) OR zone_id IN (SELECT k.zone_id FROM current_members k WHERE k.municipality_code = ANY(?))
		OR role = 'secretariat' OR person_id = ?)`, []any{r.Municipalities, r.Municipalities, a.PersonID}}, false
}

func (s *mandates) visible(ctx context.Context, id int64) (Mandate, error) {
	c, _ := reach(ctx)
	c = c.and("id = ?", id)
	return s.One(ctx, c.sql, c.args...)
}

func (s *people) visible(ctx context.Context, id int64) (Person, error) {
	c := seen(ctx).and("id = ?", id)
	return s.One(ctx, c.sql, c.args...)
}

// seen are the people the actor may see, on columns of people.
func seen(ctx context.Context) condition {
	c, all := reach(ctx)
	if all {
		return c
	}
	return condition{"(" + c.people() + " OR id = ? AND ?)", append(c.args, authz.From(ctx).PersonID, authz.From(ctx).Can(authz.ReferentRead))}
}

func (c condition) people() string {
	return "id IN (SELECT person_id FROM mandates WHERE archived_at IS NULL AND " + c.sql + ")"
}

// Filter narrows the list of people; within a field any value matches, all fields must, of one and the same mandate.
type Filter struct {
	Municipalities, Roles []string
	Zones                 []int64
	ActiveOn              *time.Time // with a mandate that lasts on that day
}

func (f Filter) where(ctx context.Context) (w db.Where) {
	scope, _ := reach(ctx)
	c := MandateFilter{Filter: f}.narrow(scope)
	if c.sql == scope.sql { // nothing asked for: oneself too, and people without a mandate
		c = seen(ctx)
	} else {
		c.sql = c.people()
	}
	w.And(c.sql, c.args...)
	return w
}

// MandateFilter narrows the list of mandates.
type MandateFilter struct {
	Filter
	People, Conventions []int64
	Arrangements        []string
}

func (f MandateFilter) where(ctx context.Context) (w db.Where) {
	scope, _ := reach(ctx)
	c := f.narrow(scope)
	w.And(c.sql, c.args...)
	return w
}

func (f MandateFilter) narrow(c condition) condition {
	if len(f.People) > 0 {
		c = c.and("person_id = ANY(?)", f.People)
	}
	if len(f.Conventions) > 0 {
		c = c.and("convention_id = ANY(?)", f.Conventions)
	}
	if len(f.Arrangements) > 0 {
		c = c.and("arrangement = ANY(?)", f.Arrangements)
	}
	if len(f.Municipalities) > 0 {
		c = c.and("municipality_code = ANY(?)", f.Municipalities)
	}
	if len(f.Zones) > 0 {
		c = c.and("(zone_id = ANY(?) OR municipality_code IN (SELECT k.municipality_code FROM current_members k WHERE k.zone_id = ANY(?)))", f.Zones, f.Zones)
	}
	if len(f.Roles) > 0 {
		c = c.and("role = ANY(?)", f.Roles)
	}
	if f.ActiveOn != nil {
		c = c.and("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", *f.ActiveOn, *f.ActiveOn)
	}
	return c
}

// of reads the mandates of people that the actor may see, the latest first.
func (s *mandates) of(ctx context.Context, people ...int64) ([]Mandate, error) {
	c, _ := reach(ctx)
	c = c.and("person_id = ANY(?)", people)
	return db.Rows[Mandate](ctx, s.DB, `SELECT id, version, created_at, updated_at, archived_at, archive_reason, person_id, role, arrangement,
		municipality_code, zone_id, convention_id, replaces, substitute, act_kind, act_number, act_date, valid_from, valid_to, share_percent FROM mandates WHERE archived_at IS NULL AND `+c.numbered()+`
		ORDER BY valid_from DESC, id DESC`, c.args...)
}

func (c condition) numbered() string {
	parts := strings.Split(c.sql, "?")
	for i := range len(parts) - 1 {
		parts[i] += "$" + strconv.Itoa(i+1)
	}
	return strings.Join(parts, "")
}

// keep lets nobody archive the person of a mandate until the unit of work ends. It comes before lock, as in the archiving of a person.
func (s *mandates) keep(ctx context.Context, m *Mandate) error {
	if m.PersonID == nil {
		return nil
	}
	return s.DB.Share(ctx, "person", strconv.FormatInt(*m.PersonID, 10))
}

// lock keeps others from changing who holds a place until the unit of work ends.
func (s *mandates) lock(ctx context.Context, m *Mandate) error {
	where := ""
	if m.MunicipalityCode != nil {
		where = *m.MunicipalityCode
	}
	if m.ZoneID != nil {
		where = strconv.FormatInt(*m.ZoneID, 10)
	}
	return s.DB.Lock(ctx, "mandate", string(m.Role), where)
}

// same finds the mandate for a post that begins on a day.
func (s *mandates) same(ctx context.Context, p Post, from time.Time) (Mandate, error) {
	return s.One(ctx, `person_id IS NOT DISTINCT FROM ? AND role = ? AND municipality_code IS NOT DISTINCT FROM ? AND zone_id IS NOT DISTINCT FROM ? AND substitute = ?
		AND arrangement = ? AND convention_id IS NOT DISTINCT FROM ? AND valid_from = ? AND archived_at IS NULL`,
		p.PersonID, p.Role, p.MunicipalityCode, p.ZoneID, p.Substitute, p.Arrangement, p.ConventionID, from)
}

// undo archives mandates nobody has changed since they were made, and counts those that are left.
func (s *mandates) undo(ctx context.Context, ids []int64, reason string) (int, error) {
	if _, err := s.DB.Exec(ctx, `UPDATE mandates SET archived_at = now(), archive_reason = left($2, 500), version = version + 1, updated_at = clock_timestamp()
		WHERE id = ANY($1) AND archived_at IS NULL AND version = 1`, ids, reason); err != nil {
		return 0, err
	}
	n, err := db.Values[int](ctx, s.DB, `SELECT count(*) FROM mandates WHERE id = ANY($1) AND archived_at IS NULL`, ids)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// holder is a mandate for the same role and place; of a vacancy the person is 0 and the name empty.
type holder struct {
	ID, PersonID int64
	Name
	Substitute bool
	ValidFrom  time.Time
	ValidTo    *time.Time
}

// holders are those whose mandates share a day with m, the earliest first.
func (s *mandates) holders(ctx context.Context, m *Mandate) ([]holder, error) {
	return db.Rows[holder](ctx, s.DB, `SELECT m.id, coalesce(m.person_id, 0) AS person_id, coalesce(p.given_name, '') AS given_name,
		coalesce(p.family_name, '') AS family_name, m.substitute, m.valid_from, m.valid_to
		FROM mandates m LEFT JOIN people p ON p.id = m.person_id WHERE m.archived_at IS NULL AND m.id <> $1 AND m.role = $2
		AND m.municipality_code IS NOT DISTINCT FROM $3 AND m.zone_id IS NOT DISTINCT FROM $4
		AND daterange(m.valid_from, m.valid_to, '[]') && daterange($5, $6, '[]') ORDER BY m.valid_from, m.id`,
		m.ID, m.Role, m.MunicipalityCode, m.ZoneID, m.ValidFrom, m.ValidTo)
}

type known struct{ Person, Municipality, Zone, Convention bool }

func (s *mandates) known(ctx context.Context, m *Mandate) (known, error) {
	found, err := db.Rows[known](ctx, s.DB, `SELECT EXISTS (SELECT FROM people WHERE id = $1 AND archived_at IS NULL) AS person,
		EXISTS (SELECT FROM municipalities WHERE istat_code = $2 AND archived_at IS NULL) AS municipality,
		EXISTS (SELECT FROM zones WHERE id = $3 AND archived_at IS NULL) AS zone,
		EXISTS (SELECT FROM conventions WHERE id = $4 AND archived_at IS NULL) AS convention`, m.PersonID, m.MunicipalityCode, m.ZoneID, m.ConventionID)
	if err != nil {
		return known{}, err
	}
	return found[0], nil
}

// secretariats counts the mandates of the secretariat that last today and tomorrow.
func (s *mandates) secretariats(ctx context.Context) (int, error) {
	n, err := db.Values[int](ctx, s.DB, `SELECT count(*) FROM mandates m JOIN people p ON p.id = m.person_id WHERE m.role = 'secretariat'
		AND m.archived_at IS NULL AND p.archived_at IS NULL AND m.valid_from <= today() AND (m.valid_to IS NULL OR m.valid_to > today())`)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// Name is what a person is called.
type Name struct{ GivenName, FamilyName string }

func (n Name) String() string { return n.GivenName + " " + n.FamilyName }

func (s *people) names(ctx context.Context, ids []int64) (map[int64]Name, error) {
	type row struct {
		ID int64
		Name
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT id, given_name, family_name FROM people WHERE id = ANY($1)`, ids)
	out := make(map[int64]Name, len(found))
	for _, r := range found {
		out[r.ID] = r.Name
	}
	return out, err
}

func (s *people) accounts(ctx context.Context, ids []int64) (map[int64]string, error) {
	type row struct {
		PersonID int64
		State    string
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT person_id, state FROM accounts WHERE person_id = ANY($1)`, ids)
	out := make(map[int64]string, len(found))
	for _, r := range found {
		out[r.PersonID] = r.State
	}
	return out, err
}

// relogin makes the account of a person, if there is one, follow the office e-mail.
func (s *people) relogin(ctx context.Context, p Person) error {
	_, err := s.DB.Exec(ctx, `UPDATE accounts SET email = $2, version = version + 1, updated_at = now() WHERE person_id = $1 AND email <> $2`, p.ID, p.OfficeEmail)
	return err
}

// leave ends the mandates and the seats in the groups of the project of a person, and closes the account: sessions and tokens die with the stamp.
func (s *people) leave(ctx context.Context, id int64, reason string) error {
	for _, stmt := range []string{
		`UPDATE mandates SET valid_to = today(), version = version + 1, updated_at = now()
			WHERE person_id = $1 AND archived_at IS NULL AND valid_from <= today() AND (valid_to IS NULL OR valid_to > today())`,
		`UPDATE project_members SET valid_to = today(), version = version + 1, updated_at = now()
			WHERE person_id = $1 AND archived_at IS NULL AND valid_from <= today() AND (valid_to IS NULL OR valid_to > today())`,
		`UPDATE accounts SET state = 'disabled', stamp = stamp + 1, version = version + 1, updated_at = now() WHERE person_id = $1 AND state <> 'disabled'`,
	} {
		if _, err := s.DB.Exec(ctx, stmt, id); err != nil {
			return err
		}
	}
	for _, stmt := range []string{
		`UPDATE mandates SET archived_at = now(), archive_reason = $2, version = version + 1, updated_at = now()
			WHERE person_id = $1 AND archived_at IS NULL AND valid_from > today()`,
		`UPDATE project_members SET archived_at = now(), archive_reason = $2, version = version + 1, updated_at = now()
			WHERE person_id = $1 AND archived_at IS NULL AND valid_from > today()`,
	} {
		if _, err := s.DB.Exec(ctx, stmt, id, reason); err != nil {
			return err
		}
	}
	return nil
}

type conventions struct {
	*db.Repo[Convention, *Convention]
}

func newConventions(d *db.DB) *conventions {
	return &conventions{db.NewRepo(db.Repo[Convention, *Convention]{
		DB: d, Name: "convention", Label: "la convenzione", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Convention) error { return mayWrite(ctx) },
		Sort:   map[string]string{"name": "name", "valid_from": "valid_from", "updated_at": "updated_at"},
		First:  "name",
		Search: db.Search{Column: "search", Config: "simple", Similar: "name"},
	})}
}

// ConventionFilter narrows the list of conventions.
type ConventionFilter struct {
	Municipalities []string   // one of them belongs to it, or belonged
	ActiveOn       *time.Time // lasts on that day
}

func (f ConventionFilter) where(ctx context.Context) (w db.Where) {
	c := near(ctx)
	w.And(c.sql, c.args...)
	if len(f.Municipalities) > 0 {
		w.And(belongs, f.Municipalities, f.Municipalities)
	}
	if f.ActiveOn != nil {
		w.And("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", *f.ActiveOn, *f.ActiveOn)
	}
	return w
}

const belongs = `(lead_code = ANY(?) OR id IN (SELECT convention_id FROM mandates WHERE archived_at IS NULL AND municipality_code = ANY(?)))`

// near are the conventions the actor may see, on columns of conventions.
func near(ctx context.Context) condition {
	a := authz.From(ctx)
	switch r := a.Reach(authz.ReferentRead); {
	case r.All:
		return condition{sql: "true"}
	case a.Can(authz.ReferentRead):
		return condition{belongs, []any{r.Municipalities, r.Municipalities}}
	}
	return condition{sql: "false"}
}

func (s *conventions) visible(ctx context.Context, id int64) (Convention, error) {
	c := near(ctx).and("id = ?", id)
	return s.One(ctx, c.sql, c.args...)
}

// lock keeps others from changing who shares a convention until the unit of work ends.
func (s *conventions) lock(ctx context.Context, id int64) error {
	return s.DB.Lock(ctx, "convention", strconv.FormatInt(id, 10))
}

func (s *conventions) members(ctx context.Context, ids []int64) ([]ConventionMember, error) {
	return db.Rows[ConventionMember](ctx, s.DB, `SELECT c.id AS convention_id, d.id AS mandate_id, d.person_id, d.municipality_code AS municipality, m.name, d.share_percent
		FROM conventions c JOIN mandates d ON d.convention_id = c.id AND d.archived_at IS NULL JOIN municipalities m ON m.istat_code = d.municipality_code
		CROSS JOIN LATERAL (SELECT least(greatest(today(), c.valid_from), c.valid_to) AS day) r
		WHERE c.id = ANY($1) AND d.valid_from <= r.day AND (d.valid_to IS NULL OR d.valid_to >= r.day)
		ORDER BY d.share_percent DESC NULLS LAST, m.name`, ids)
}

// partner is a member with its days.
type partner struct {
	ConventionMember
	ValidFrom time.Time
	ValidTo   *time.Time
}

// reachedBy are the members, without m, whose mandates last on a day or begin later.
func (s *conventions) reachedBy(ctx context.Context, id int64, day time.Time, m *Mandate) ([]partner, error) {
	except := int64(0)
	if m != nil {
		except = m.ID
	}
	return db.Rows[partner](ctx, s.DB, `SELECT d.convention_id, d.id AS mandate_id, d.person_id, d.municipality_code AS municipality, m.name, d.share_percent,
		d.valid_from, d.valid_to FROM mandates d JOIN municipalities m ON m.istat_code = d.municipality_code
		WHERE d.convention_id = $1 AND d.archived_at IS NULL AND d.id <> $3 AND (d.valid_to IS NULL OR d.valid_to >= $2) ORDER BY m.name`, id, day, except)
}

func (s *conventions) names(ctx context.Context, ids []int64) (map[int64]string, error) {
	type row struct {
		ID   int64
		Name string
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT id, name FROM conventions WHERE id = ANY($1)`, ids)
	out := make(map[int64]string, len(found))
	for _, r := range found {
		out[r.ID] = r.Name
	}
	return out, err
}
