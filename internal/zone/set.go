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

// Set is a row of zone_sets.
type Set struct {
	db.Row
	SetContent
	Operational bool
}

// TableName tells GORM.
func (Set) TableName() string { return "zone_sets" }

// SetContent is what people type in. ValidTo is the last day, nil while it lasts.
type SetContent struct {
	Code, Name, Purpose, Source string
	ValidFrom                   time.Time
	ValidTo                     *time.Time
}

// Sets reads the sets of zones: they are public.
func (s *Service) Sets(p page.Request, operational *bool) page.Source[Set] {
	var w db.Where
	if operational != nil {
		w.And("operational = ?", *operational)
	}
	return s.sets.Find(p, w)
}

// Set finds one set.
func (s *Service) Set(ctx context.Context, id int64) (Set, error) { return s.sets.Get(ctx, id) }

// SetHistory pages through what happened to a set.
func (s *Service) SetHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.sets.History(ctx, id, p)
}

// Extent gives, by set, how many zones it has and how many municipalities belong to them today.
func (s *Service) Extent(ctx context.Context, ids []int64) (map[int64]Extent, error) {
	found, err := s.sets.extent(ctx, ids)
	return byID(found, func(e Extent) int64 { return e.SetID }), err
}

// CreateSet adds a set; the first one is the operational one.
func (s *Service) CreateSet(ctx context.Context, c SetContent) (Set, error) {
	if err := c.check(false); err != nil {
		return Set{}, err
	}
	if err := s.sets.lock(ctx); err != nil {
		return Set{}, err
	}
	_, err := s.sets.One(ctx, "operational")
	x := Set{SetContent: c, Operational: db.IsNotFound(err) && c.covers(authz.Today())}
	if err != nil && !db.IsNotFound(err) {
		return x, err
	}
	return x, s.sets.Create(ctx, &x)
}

// EditSet replaces what people type in.
func (s *Service) EditSet(ctx context.Context, id, version int64, c SetContent) (Set, error) {
	x, err := s.sets.Get(ctx, id)
	if err == nil {
		err = s.sets.Live(&x)
	}
	if err == nil {
		err = c.check(x.Operational)
	}
	if err != nil {
		return x, err
	}
	x.SetContent = c
	return x, s.sets.Update(ctx, &x, version)
}

// Operate makes a set the operational one; the one that was is no longer.
func (s *Service) Operate(ctx context.Context, id, version int64) (Set, error) {
	if err := s.sets.lock(ctx); err != nil { // one change at a time, each seeing the last
		return Set{}, err
	}
	x, err := s.sets.Get(ctx, id)
	if err == nil {
		err = s.sets.Live(&x)
	}
	switch {
	case err != nil:
		return x, err
	case x.Operational && x.Version == version:
		return x, apperr.New(apperr.Conflict, "zone-set-operational", "È già l'insieme operativo")
	case !x.covers(authz.Today()):
		return x, apperr.New(apperr.Conflict, "zone-set-not-valid", "L'insieme non è valido oggi: controlla le date")
	}
	if err := s.sets.retire(ctx, id); err != nil {
		return x, err
	}
	x.Operational = true
	return x, s.sets.Update(ctx, &x, version)
}

// ArchiveSet takes a set without zones, not the operational one, out of the lists, with its reason.
func (s *Service) ArchiveSet(ctx context.Context, id, version int64, reason string) error {
	x, err := s.sets.Get(ctx, id)
	if err != nil {
		return err
	}
	if x.Operational {
		return apperr.New(apperr.Conflict, "zone-set-operational", "È l'insieme operativo: rendi prima operativo un altro")
	}
	used, err := s.sets.inUse(ctx, id)
	if err == nil && used {
		err = apperr.New(apperr.Conflict, "zone-set-in-use", "L'insieme ha ancora zone: archivia prima le sue zone, o dagli una data di fine")
	}
	if err != nil {
		return err
	}
	return s.sets.Archive(ctx, &x, version, reason)
}

// SetActions says what the actor may do with a set.
func (s *Service) SetActions(ctx context.Context, x Set) []string {
	switch {
	case x.ArchivedAt != nil || !writes(ctx):
		return []string{}
	case x.Operational:
		return []string{"edit"}
	case x.covers(authz.Today()):
		return []string{"edit", "operation", "archive"}
	}
	return []string{"edit", "archive"}
}

func (c SetContent) covers(day time.Time) bool {
	return !day.Before(c.ValidFrom) && (c.ValidTo == nil || !day.After(*c.ValidTo))
}

var setCode = regexp.MustCompile(`^[a-z0-9-]{2,40}$`)

func (c SetContent) check(operational bool) error {
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
	if operational && !c.covers(authz.Today()) {
		_ = e.At("/valid_from", "operational", "È l'insieme operativo: oggi deve essere valido")
	}
	return e.OrNil()
}

func plausible(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2200 }
