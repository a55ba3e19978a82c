// Package organisation keeps the organigramma of the project: the groups with their place in the tree, and who sits in them from day to day.
// The zone coordinators are not kept twice: they are the coordinator mandates of the zones of the operational set. The public sees groups,
// roles and offices, never persons (data minimisation, art. 5 c. 1 lett. c GDPR).
package organisation

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// The kinds of group with rules of their own.
const (
	ZoneCoordinators = "zone_coordinators" // its members are mandates
	Invited          = "invited"           // outside bodies, without persons
)

// What the chart, which is read whole, can hold.
const (
	MaxGroups  = 100
	MaxMembers = 100 // of a group on one day
)

// Group is a row of project_groups. Its kind never changes.
type Group struct {
	db.Row
	Kind string
	GroupContent
}

// TableName tells GORM.
func (Group) TableName() string { return "project_groups" }

// GroupContent is what people type in. ParentID is the group above, nil for one at the top.
type GroupContent struct {
	Name, Purpose string
	ParentID      *int64
	Position      int
	Term
}

// Term is by which act and how long. ValidTo is the last day, nil while it lasts.
type Term struct {
	ActKind, ActNumber string
	ActDate            *time.Time
	ValidFrom          time.Time
	ValidTo            *time.Time
}

// Lasts reports whether the term covers a day.
func (t Term) Lasts(day time.Time) bool {
	return !t.ValidFrom.After(day) && (t.ValidTo == nil || !t.ValidTo.Before(day))
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	groups  *groups
	members *members
}

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{newGroups(d), newMembers(d)} }

// Groups reads the groups: they are public.
func (s *Service) Groups(p page.Request, f GroupFilter) page.Source[Group] {
	return s.groups.Find(p, f.where())
}

// Group finds one group.
func (s *Service) Group(ctx context.Context, id int64) (Group, error) { return s.groups.Get(ctx, id) }

// GroupHistory pages through what happened to a group.
func (s *Service) GroupHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.groups.History(ctx, id, p)
}

// AboutGroups gives, by group, the name of the one above and how many sit in it today; coordinators of zones are not counted.
func (s *Service) AboutGroups(ctx context.Context, ids []int64) (map[int64]AboutGroup, error) {
	return s.groups.about(ctx, ids)
}

// CreateGroup adds a group of a kind.
func (s *Service) CreateGroup(ctx context.Context, kind string, c GroupContent) (Group, error) {
	g := Group{Kind: kind, GroupContent: c}
	if err := s.groups.lock(ctx); err != nil {
		return g, err
	}
	n, err := s.groups.count(ctx)
	if err == nil && n >= MaxGroups {
		err = apperr.New(apperr.Conflict, "project-groups-full", "L'organigramma ha già %d gruppi: archivia quelli che non servono", MaxGroups)
	}
	if err == nil {
		err = s.checkGroup(ctx, &g)
	}
	if err != nil {
		return g, err
	}
	return g, explain(s.groups.Create(ctx, &g))
}

// EditGroup replaces what people type in. A group that ends takes its members along: who would stay longer leaves with it.
func (s *Service) EditGroup(ctx context.Context, id, version int64, c GroupContent) (Group, error) {
	if err := s.groups.lock(ctx); err != nil { // the tree changes one branch at a time, or two moves could close a circle
		return Group{}, err
	}
	if err := s.members.lock(ctx, id); err != nil {
		return Group{}, err
	}
	g, err := s.groups.Get(ctx, id)
	if err == nil {
		err = s.groups.Live(&g)
	}
	if err != nil {
		return g, err
	}
	g.GroupContent = c
	if err := s.checkGroup(ctx, &g); err != nil {
		return g, err
	}
	if err := s.groups.Update(ctx, &g, version); err != nil || g.ValidTo == nil {
		return g, explain(err)
	}
	return g, s.members.leave(ctx, id, *g.ValidTo)
}

// ArchiveGroup takes a group out of the chart, once nothing hangs from it and nobody sits in it.
func (s *Service) ArchiveGroup(ctx context.Context, id, version int64, reason string) error {
	if err := s.groups.lock(ctx); err != nil {
		return err
	}
	if err := s.members.lock(ctx, id); err != nil {
		return err
	}
	g, err := s.groups.Get(ctx, id)
	if err != nil {
		return err
	}
	used, err := s.groups.inUse(ctx, id)
	if err == nil && used {
		err = apperr.New(apperr.Conflict, "project-group-in-use", "Il gruppo ha ancora componenti, o altri gruppi che ne dipendono: prima concludi i loro incarichi o spostali")
	}
	if err != nil {
		return err
	}
	return s.groups.Archive(ctx, &g, version, reason)
}

// GroupActions says what the actor may do with a group.
func (s *Service) GroupActions(ctx context.Context, g Group) []string {
	switch {
	case g.ArchivedAt != nil || mayWrite(ctx) != nil:
		return []string{}
	case g.Kind == ZoneCoordinators:
		return []string{"edit", "archive"}
	}
	return []string{"edit", "members", "archive"}
}

// checkGroup refuses what single fields cannot show: dates, a place in the tree that is none, personal data in what everybody reads.
func (s *Service) checkGroup(ctx context.Context, g *Group) error {
	e := g.check()
	pii.Check(e, "/name", g.Name, "/purpose", g.Purpose)
	if g.ParentID != nil {
		above, err := s.groups.above(ctx, *g.ParentID)
		switch {
		case err != nil:
			return err
		case len(above) == 0:
			_ = e.At("/parent_id", "unknown", "Non c'è un gruppo con questo numero, o è archiviato")
		}
		for _, id := range above {
			if id == g.ID {
				_ = e.At("/parent_id", "cycle", "Un gruppo non può dipendere da sé stesso o da un gruppo che dipende da lui")
			}
		}
	}
	if g.ID == 0 || len(e.Fields) > 0 {
		return e.OrNil()
	}
	early, late, err := s.members.outside(ctx, g)
	if err != nil {
		return err
	}
	if early {
		_ = e.At("/from", "members-before", "C'è chi ne fa parte da prima di questo giorno")
	}
	if late {
		_ = e.At("/to", "members-after", "C'è chi comincia a farne parte dopo questo giorno")
	}
	return e.OrNil()
}

func (t Term) check() *apperr.Error {
	e := apperr.Validation()
	if t.ValidFrom.Year() < 1990 || t.ValidFrom.Year() > 2100 {
		_ = e.At("/from", "range", "Una data tra il 1990 e il 2100")
	}
	switch {
	case t.ValidTo == nil:
	case t.ValidTo.Before(t.ValidFrom):
		_ = e.At("/to", "before-from", "La fine non può precedere l'inizio")
	case t.ValidTo.Year() > 2200:
		_ = e.At("/to", "range", "Una data fino al 2200")
	}
	if t.ActDate != nil && t.ActDate.After(authz.Today()) {
		_ = e.At("/act_date", "future", "La data non può essere nel futuro")
	}
	return e
}

// mayWrite is for the network as a whole.
func mayWrite(ctx context.Context) error { return authz.Within(ctx, authz.OrganisationWrite, "") }

// explain names what the database refused.
func explain(err error) error {
	if db.Constraint(err) == "project_groups_one_of_coordinators" {
		return apperr.New(apperr.Conflict, "project-group-duplicate", "C'è già il gruppo dei coordinatori di zona in quei giorni").
			At("/kind", "taken", "Ce n'è già uno").Because(err)
	}
	return err
}
