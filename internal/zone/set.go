package zone

import (
	"context"
	"regexp"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Set is a row of zone_sets. A draft is a design that only those who write zones see; its zones are born when it becomes operational.
type Set struct {
	db.Row
	SetContent
	Draft  bool
	Design Design `gorm:"type:jsonb"`
}

// TableName tells GORM.
func (Set) TableName() string { return "zone_sets" }

// SetContent is what people type in. ValidTo is the last day, nil while it lasts.
type SetContent struct {
	Code, Name, Purpose, Source string
	ValidFrom                   time.Time
	ValidTo                     *time.Time
}

// SetFilter narrows a list.
type SetFilter struct{ Operational, Draft *bool }

// Sets reads the sets of zones: they are public, but for the drafts.
func (s *Service) Sets(ctx context.Context, p page.Request, f SetFilter) page.Source[Set] {
	var w db.Where
	if f.Operational != nil {
		w.And("(id IN (SELECT p.set_id FROM operational_periods p WHERE p.valid_from <= today() AND coalesce(p.valid_to >= today(), true))) = ?", *f.Operational)
	}
	if f.Draft != nil {
		w.And("draft = ?", *f.Draft)
	}
	if !writes(ctx) {
		w.And("NOT draft")
	}
	return s.sets.Find(p, w)
}

// Set finds one set the actor may see.
func (s *Service) Set(ctx context.Context, id int64) (Set, error) {
	x, err := s.sets.Get(ctx, id)
	if err == nil && x.Draft && !writes(ctx) {
		return Set{}, s.sets.NotFound()
	}
	return x, err
}

// SetHistory pages through what happened to a set and when it was to be operational.
func (s *Service) SetHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	if _, err := s.Set(ctx, id); err != nil {
		return page.Of[db.Change]{}, err
	}
	return s.sets.History(ctx, id, p)
}

// Extent gives, by set, how many zones it has, how many municipalities belong to them today, and when it is operational.
func (s *Service) Extent(ctx context.Context, ids []int64) (map[int64]Extent, error) {
	return s.sets.extent(ctx, ids)
}

// CreateSet adds a set; the first one that is no draft is the operational one from its beginning.
func (s *Service) CreateSet(ctx context.Context, c SetContent, draft bool, zones Design) (Set, error) {
	x := Set{SetContent: c, Draft: draft, Design: Design{}}
	if err := c.check(); err != nil {
		return x, err
	}
	if draft {
		if err := s.checkDesign(ctx, zones, true); err != nil {
			return x, err
		}
		x.Design = zones.clone()
		return x, explain(s.sets.Create(ctx, &x))
	}
	if len(zones) > 0 {
		return x, apperr.Validation().At("/zones", "draft-only", "Le zone si disegnano solo in una bozza")
	}
	if err := s.sets.lock(ctx); err != nil {
		return x, err
	}
	if err := s.sets.Create(ctx, &x); err != nil || !c.covers(authz.Today()) {
		return x, explain(err)
	}
	return x, s.sets.first(ctx, x)
}

// EditSet replaces what people type in.
func (s *Service) EditSet(ctx context.Context, id, version int64, c SetContent) (Set, error) {
	x, err := s.sets.Get(ctx, id)
	if err == nil {
		err = s.sets.Live(&x)
	}
	var days []time.Time
	if err == nil {
		days, err = s.sets.days(ctx, id)
	}
	if err == nil {
		err = c.check(days...)
	}
	if err != nil {
		return x, err
	}
	x.SetContent = c
	return x, explain(s.sets.Update(ctx, &x, version))
}

// ArchiveSet takes a set without zones, not the operational one, out of the lists, with its reason.
func (s *Service) ArchiveSet(ctx context.Context, id, version int64, reason string) error {
	x, err := s.sets.Get(ctx, id)
	if err != nil {
		return err
	}
	days, err := s.sets.days(ctx, id)
	if err == nil && len(days) > 0 {
		err = apperr.New(apperr.Conflict, "zone-set-operational", "È l'insieme operativo, o lo sarà: rendi prima operativo un altro")
	}
	if err != nil {
		return err
	}
	if err := s.sets.Archive(ctx, &x, version, reason); err != nil {
		return err
	}
	used, err := s.sets.inUse(ctx, id) // after the update, which keeps others from giving it zones
	if err == nil && used {
		err = apperr.New(apperr.Conflict, "zone-set-in-use", "L'insieme ha ancora zone: archivia prima le sue zone, o dagli una data di fine")
	}
	return err
}

// SetActions says what the actor may do with a set that is operational, or will be, as its extent says.
func (s *Service) SetActions(ctx context.Context, x Set, e Extent) []string {
	switch today := authz.Today(); {
	case x.ArchivedAt != nil || !writes(ctx):
		return []string{}
	case e.OperationalFrom != nil && !e.OperationalFrom.After(today):
		return []string{"edit", "design"}
	case e.OperationalFrom != nil:
		return []string{"edit", "design", "operation"}
	case x.Draft || x.ValidTo == nil || !x.ValidTo.Before(today):
		return []string{"edit", "design", "operation", "archive"}
	}
	return []string{"edit", "design", "archive"}
}

func (c SetContent) covers(day time.Time) bool {
	return !day.Before(c.ValidFrom) && (c.ValidTo == nil || !day.After(*c.ValidTo))
}

var setCode = regexp.MustCompile(`^[a-z0-9-]{2,40}$`)

// check wants the days on which the set is to be operational to be among those it is valid on.
func (c SetContent) check(operational ...time.Time) error {
	e := apperr.Validation()
	if !setCode.MatchString(c.Code) {
		_ = e.At("/code", "format", "Da 2 a 40 lettere minuscole senza accenti, cifre e trattini")
	}
	if !plausible(c.ValidFrom) {
		_ = e.At("/valid_from", "range", "Una data tra il 1900 e il 2199")
	}
	switch {
	case c.ValidTo == nil:
	case !plausible(*c.ValidTo):
		_ = e.At("/valid_to", "range", "Una data tra il 1900 e il 2199")
	case c.ValidTo.Before(c.ValidFrom):
		_ = e.At("/valid_to", "before-start", "La fine non può precedere l'inizio")
	}
	for _, on := range operational {
		if !c.covers(on) {
			_ = e.At("/valid_from", "operational", "È l'insieme operativo: il %s deve essere valido", on.Format("02/01/2006"))
			break
		}
	}
	return e.OrNil()
}

func plausible(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2200 }
