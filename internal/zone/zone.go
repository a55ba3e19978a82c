// Package zone groups the municipalities: sets of zones, the zones of a set, and who belongs to them from day to day. One set is the
// operational one, by which referents meet; the others tell of other groupings (inner areas, waste, unions of municipalities).
package zone

import (
	"context"
	"regexp"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Zone is a row of zones.
type Zone struct {
	db.Row
	SetID int64
	Content
	Seat *string // the municipality it meets at, as its designers meant
}

// TableName tells GORM.
func (Zone) TableName() string { return "zones" }

// Content is what people type in.
type Content struct{ Code, Name, Note string }

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Sets           []string // codes
	Municipalities []string // members today
	Operational    *bool    // of the operational set, or of the others
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	sets  *sets
	zones *zones
}

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{newSets(d), newZones(d)} }

// List reads the zones: they are public.
func (s *Service) List(p page.Request, f Filter) page.Source[Zone] { return s.zones.Find(p, f.where()) }

// Get finds one zone.
func (s *Service) Get(ctx context.Context, id int64) (Zone, error) { return s.zones.Get(ctx, id) }

// History pages through what happened to a zone and its members.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.zones.History(ctx, id, p)
}

// About gives, by zone, its set and today's totals; the coordinator only to who may know persons.
func (s *Service) About(ctx context.Context, ids []int64) (map[int64]About, error) {
	return s.zones.about(ctx, ids, authz.From(ctx).Can(authz.ReferentRead))
}

// Create adds a zone to the set with this code.
func (s *Service) Create(ctx context.Context, set string, c Content) (Zone, error) {
	id, err := s.set(ctx, set)
	if err != nil {
		return Zone{}, err
	}
	z := Zone{SetID: id, Content: c}
	if err := c.check(); err != nil {
		return z, err
	}
	return z, explain(s.zones.Create(ctx, &z))
}

// Edit replaces what people type in.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Zone, error) {
	z, err := s.zones.Get(ctx, id)
	if err == nil {
		err = s.zones.Live(&z)
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return z, err
	}
	z.Content = c
	return z, explain(s.zones.Update(ctx, &z, version))
}

// Put creates or updates the zone that has this code in the set: change gets what it holds now, or only the code. An archived one comes
// back to life.
func (s *Service) Put(ctx context.Context, set, code string, change func(*Content)) (z Zone, created, changed bool, err error) {
	id, err := s.set(ctx, set)
	if err != nil {
		return z, false, false, err
	}
	z, err = s.zones.locked(ctx, id, code)
	if created = db.IsNotFound(err); created {
		z, err = Zone{SetID: id, Content: Content{Code: code}}, nil
	}
	if err != nil {
		return z, false, false, err
	}
	before := z.Content
	change(&z.Content)
	if err := z.check(); err != nil {
		return z, false, false, err
	}
	if created {
		return z, true, true, s.zones.Create(ctx, &z)
	}
	if z.Content == before && z.ArchivedAt == nil {
		return z, false, false, nil
	}
	z.ArchivedAt, z.ArchiveReason = nil, ""
	return z, false, true, s.zones.Update(ctx, &z, z.Version)
}

// Archive takes a zone without members, present or to come, out of the lists, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	z, err := s.zones.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.zones.Archive(ctx, &z, version, reason); err != nil {
		return err
	}
	used, err := s.zones.inUse(ctx, id) // after the update, which keeps others from giving it members
	if err == nil && used {
		err = apperr.New(apperr.Conflict, "zone-in-use", "La zona ha ancora comuni: togli prima tutti i comuni che ne fanno parte")
	}
	return err
}

// Actions says what the actor may do with a zone.
func (s *Service) Actions(ctx context.Context, z Zone) []string {
	if z.ArchivedAt != nil || !writes(ctx) {
		return []string{}
	}
	return []string{"edit", "members", "archive"}
}

// set finds the live set a new zone goes to.
func (s *Service) set(ctx context.Context, code string) (int64, error) {
	id, err := s.sets.open(ctx, code)
	if err == nil && id == 0 {
		err = apperr.Validation().At("/set", "unknown", "Non c'è un insieme di zone con il codice %s", code)
	}
	return id, err
}

var zoneCode = regexp.MustCompile(`^[A-Za-z0-9-]{1,20}$`)

func (c Content) check() error {
	e := apperr.Validation()
	if !zoneCode.MatchString(c.Code) {
		_ = e.At("/code", "format", "Solo lettere senza accenti, cifre e trattini, per esempio Z1")
	}
	return e.OrNil()
}

func writes(ctx context.Context) bool { return authz.From(ctx).Reach(authz.ZoneWrite).All }
