package organisation

import (
	"context"
	"strconv"
	"time"

	"comunita/internal/platform/db"
)

type (
	groups  struct{ *db.Repo[Group, *Group] }
	members struct{ *db.Repo[Member, *Member] }
)

func newGroups(d *db.DB) *groups {
	return &groups{db.NewRepo(db.Repo[Group, *Group]{
		DB: d, Name: "project-group", Label: "il gruppo", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Group) error { return mayWrite(ctx) },
		Sort:   map[string]string{"position": "position", "name": "name", "from": "valid_from", "updated_at": "updated_at"},
		First:  "position",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

func newMembers(d *db.DB) *members {
	return &members{db.NewRepo(db.Repo[Member, *Member]{
		DB: d, Name: "project-member", Label: "il componente", Owner: db.Unscoped,
		May:    func(ctx context.Context, _ *Member) error { return mayWrite(ctx) },
		Sort:   map[string]string{"from": "valid_from", "updated_at": "updated_at"},
		First:  "-from",
		Search: db.Search{Column: "search", Config: "simple"},
	})}
}

// GroupFilter narrows the list of groups; within a field any value matches, all fields must.
type GroupFilter struct {
	Kinds    []string
	Parents  []int64
	ActiveOn *time.Time
}

func (f GroupFilter) where() (w db.Where) {
	db.In(&w, "kind", f.Kinds)
	db.In(&w, "parent_id", f.Parents)
	if f.ActiveOn != nil {
		w.And("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", *f.ActiveOn, *f.ActiveOn)
	}
	return w
}

// MemberFilter narrows the list of members.
type MemberFilter struct {
	Groups, People []int64
	Roles          []string
	ActiveOn       *time.Time
}

func (f MemberFilter) where() (w db.Where) {
	db.In(&w, "group_id", f.Groups)
	db.In(&w, "person_id", f.People)
	db.In(&w, "role", f.Roles)
	if f.ActiveOn != nil {
		w.And("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", *f.ActiveOn, *f.ActiveOn)
	}
	return w
}

// lock keeps others from changing the tree until the unit of work ends.
func (s *groups) lock(ctx context.Context) error { return s.DB.Lock(ctx, "project-groups") }

func (s *groups) count(ctx context.Context) (int, error) {
	n, err := db.Values[int](ctx, s.DB, `SELECT count(*) FROM project_groups WHERE archived_at IS NULL`)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// above gives a living group and those above it, up to the top; none when there is no such group.
func (s *groups) above(ctx context.Context, id int64) ([]int64, error) {
	return db.Values[int64](ctx, s.DB, `WITH RECURSIVE up AS (SELECT id, parent_id FROM project_groups WHERE id = $1 AND archived_at IS NULL
		UNION SELECT g.id, g.parent_id FROM up JOIN project_groups g ON g.id = up.parent_id) SELECT id FROM up`, id)
}

func (s *groups) inUse(ctx context.Context, id int64) (bool, error) {
	found, err := db.Values[bool](ctx, s.DB, `SELECT EXISTS (SELECT FROM project_groups WHERE parent_id = $1 AND archived_at IS NULL)
		OR EXISTS (SELECT FROM project_members WHERE group_id = $1 AND archived_at IS NULL AND (valid_to IS NULL OR valid_to >= today()))`, id)
	return err == nil && found[0], err
}

// AboutGroup is what a group shows beyond its row.
type AboutGroup struct {
	ID         int64
	ParentName string
	Members    int
}

func (s *groups) about(ctx context.Context, ids []int64) (map[int64]AboutGroup, error) {
	return db.Keyed(ctx, s.DB, func(a AboutGroup) int64 { return a.ID }, `SELECT g.id, coalesce(p.name, '') AS parent_name, (SELECT count(*) FROM project_members m
		WHERE m.group_id = g.id AND m.archived_at IS NULL AND m.valid_from <= today() AND (m.valid_to IS NULL OR m.valid_to >= today())) AS members
		FROM project_groups g LEFT JOIN project_groups p ON p.id = g.parent_id WHERE g.id = ANY($1)`, ids)
}

// on are the groups that exist on a day, in the order of the chart. CreateGroup keeps them few.
func (s *groups) on(ctx context.Context, day time.Time) ([]Group, error) {
	return db.Rows[Group](ctx, s.DB, `SELECT id, version, created_at, updated_at, archived_at, archive_reason, kind, name, purpose, parent_id, position,
		act_kind, act_number, act_date, valid_from, valid_to FROM project_groups
		WHERE archived_at IS NULL AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) ORDER BY position, name, id`, day)
}

// lock keeps others from changing who sits in a group until the unit of work ends.
func (s *members) lock(ctx context.Context, group int64) error {
	return s.DB.Lock(ctx, "project-members", strconv.FormatInt(group, 10))
}

func (s *members) person(ctx context.Context, id int64) (bool, error) {
	if err := s.DB.Share(ctx, "person", strconv.FormatInt(id, 10)); err != nil { // nobody archives them meanwhile
		return false, err
	}
	found, err := db.Values[int64](ctx, s.DB, `SELECT id FROM people WHERE id = $1 AND archived_at IS NULL`, id)
	return len(found) > 0, err
}

// presence is a seat in the group of another, Same when it is of the same person or body.
type presence struct {
	ID        int64
	Role, Who string
	Same      bool
	ValidFrom time.Time
	ValidTo   *time.Time
}

// present are the seats of m's group that share a day with it, the earliest first.
func (s *members) present(ctx context.Context, m *Member) ([]presence, error) {
	return db.Rows[presence](ctx, s.DB, `SELECT o.id, o.role, coalesce(p.given_name || ' ' || p.family_name, o.office) AS who, o.valid_from, o.valid_to,
		CASE WHEN $3::bigint IS NULL THEN o.person_id IS NULL AND fold(o.office) = fold($4) ELSE o.person_id IS NOT DISTINCT FROM $3 END AS same
		FROM project_members o LEFT JOIN people p ON p.id = o.person_id WHERE o.archived_at IS NULL AND o.group_id = $1 AND o.id <> $2
		AND daterange(o.valid_from, o.valid_to, '[]') && daterange($5, $6, '[]') ORDER BY o.valid_from, o.id LIMIT 1000`,
		m.GroupID, m.ID, m.PersonID, m.Office, m.ValidFrom, m.ValidTo)
}

// end makes seats end on a day.
func (s *members) end(ctx context.Context, ids []int64, day time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.DB.Exec(ctx, `UPDATE project_members SET valid_to = $2, version = version + 1, updated_at = clock_timestamp() WHERE id = ANY($1)`, ids, day)
	return err
}

// leave makes who would stay in a group beyond a day leave on it.
func (s *members) leave(ctx context.Context, group int64, day time.Time) error {
	_, err := s.DB.Exec(ctx, `UPDATE project_members SET valid_to = $2, version = version + 1, updated_at = clock_timestamp()
		WHERE group_id = $1 AND archived_at IS NULL AND (valid_to IS NULL OR valid_to > $2)`, group, day)
	return err
}

// outside tells whether somebody sits in a group before it begins, or begins to after it ends.
func (s *members) outside(ctx context.Context, g *Group) (early, late bool, err error) {
	type answer struct{ Early, Late bool }
	found, err := db.Rows[answer](ctx, s.DB, `SELECT coalesce(bool_or(valid_from < $2), false) AS early, coalesce(bool_or(valid_from > $3), false) AS late
		FROM project_members WHERE group_id = $1 AND archived_at IS NULL`, g.ID, g.ValidFrom, g.ValidTo)
	if err != nil {
		return false, false, err
	}
	return found[0].Early, found[0].Late, nil
}

// AboutMember is what a seat shows beyond its row.
type AboutMember struct {
	ID                               int64
	GroupName, GivenName, FamilyName string
}

func (s *members) about(ctx context.Context, ids []int64) (map[int64]AboutMember, error) {
	return db.Keyed(ctx, s.DB, func(a AboutMember) int64 { return a.ID }, `SELECT m.id, g.name AS group_name, coalesce(p.given_name, '') AS given_name,
		coalesce(p.family_name, '') AS family_name FROM project_members m JOIN project_groups g ON g.id = m.group_id
		LEFT JOIN people p ON p.id = m.person_id WHERE m.id = ANY($1)`, ids)
}

// sitting are the seats of all groups on a day: those kept here, and for the zone coordinators those of the zones of the operational set,
// substitutes beside.
func (s *members) sitting(ctx context.Context, day time.Time) ([]Sitting, error) {
	return db.Rows[Sitting](ctx, s.DB, `SELECT group_id, id, role, office, zone_id, zone_name, person_id, given_name, family_name, substitute, vacant,
			valid_from, valid_to, act_kind, act_number, act_date FROM (
		SELECT m.group_id, m.id, m.role, m.office, 0::bigint AS zone_id, '' AS zone_name, m.person_id, coalesce(p.given_name, '') AS given_name,
			coalesce(p.family_name, '') AS family_name, false AS substitute, false AS vacant, m.valid_from, m.valid_to, m.act_kind, m.act_number, m.act_date,
			array_position(ARRAY['coordinator', 'deputy', 'secretary', 'member', 'invited'], m.role) AS rank, coalesce(p.family_name, m.office) AS called
		FROM project_members m LEFT JOIN people p ON p.id = m.person_id
		WHERE m.archived_at IS NULL AND m.valid_from <= $1 AND (m.valid_to IS NULL OR m.valid_to >= $1)
		UNION ALL SELECT g.id, 0, 'coordinator', '', z.id, z.name, d.person_id, coalesce(p.given_name, ''), coalesce(p.family_name, ''),
			coalesce(d.substitute, false), d.id IS NULL, d.valid_from, d.valid_to, coalesce(d.act_kind, ''), coalesce(d.act_number, ''), d.act_date,
			1, z.code
		FROM project_groups g CROSS JOIN zone_sets s JOIN zones z ON z.set_id = s.id AND z.archived_at IS NULL
		LEFT JOIN mandates d ON d.zone_id = z.id AND d.role = 'coordinator' AND d.archived_at IS NULL AND d.valid_from <= $1
			AND (d.valid_to IS NULL OR d.valid_to >= $1)
		LEFT JOIN people p ON p.id = d.person_id WHERE g.kind = 'zone_coordinators' AND g.archived_at IS NULL
			AND s.id = (SELECT o.set_id FROM operational_periods o WHERE o.valid_from <= $1 AND (o.valid_to IS NULL OR o.valid_to >= $1))) x
		ORDER BY rank, called, substitute, id`, day)
}

// offices are the seats of all groups on a day as the public may see them: no person, and none of what could tell one, days, acts, their order.
func (s *members) offices(ctx context.Context, day time.Time) ([]Sitting, error) {
	return db.Rows[Sitting](ctx, s.DB, `SELECT group_id, 0::bigint AS id, role, office, zone_id, zone_name, NULL::bigint AS person_id, '' AS given_name,
			'' AS family_name, substitute, vacant, NULL::date AS valid_from, NULL::date AS valid_to, '' AS act_kind, '' AS act_number, NULL::date AS act_date FROM (
		SELECT m.group_id, m.role, m.office, 0::bigint AS zone_id, '' AS zone_name, false AS substitute, false AS vacant,
			array_position(ARRAY['coordinator', 'deputy', 'secretary', 'member', 'invited'], m.role) AS rank, '' AS code FROM project_members m
		WHERE m.archived_at IS NULL AND m.valid_from <= $1 AND (m.valid_to IS NULL OR m.valid_to >= $1)
		UNION ALL SELECT g.id, 'coordinator', '', z.id, z.name, coalesce(d.substitute, false), d.id IS NULL, 1, z.code
		FROM project_groups g CROSS JOIN zone_sets s JOIN zones z ON z.set_id = s.id AND z.archived_at IS NULL
		LEFT JOIN mandates d ON d.zone_id = z.id AND d.role = 'coordinator' AND d.archived_at IS NULL AND d.valid_from <= $1
			AND (d.valid_to IS NULL OR d.valid_to >= $1)
		WHERE g.kind = 'zone_coordinators' AND g.archived_at IS NULL
			AND s.id = (SELECT o.set_id FROM operational_periods o WHERE o.valid_from <= $1 AND (o.valid_to IS NULL OR o.valid_to >= $1))) x ORDER BY rank, code, office, substitute`, day)
}
