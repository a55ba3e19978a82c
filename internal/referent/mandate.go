package referent

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Mandate is a row of mandates: a role for a municipality (rpct, secretary, commissioner, referent), a zone (coordinator) or the network
// (secretariat, observer). A secretary's seat declared vacant is a mandate of nobody, which the successor closes like any other; where
// nothing is recorded, nobody knows.
type Mandate struct {
	db.Row
	Post
	Term
}

// TableName tells GORM.
func (Mandate) TableName() string { return "mandates" }

// Post is who serves where, as what. It never changes: another post is another mandate.
type Post struct {
	PersonID         *int64 // nil for a vacancy
	Role             authz.Role
	Arrangement      string // how a secretary or commissioner serves: see arrangements
	MunicipalityCode *string
	ZoneID           *int64
	ConventionID     *int64   // of a secretary in convenzione
	Replaces         db.Texts `gorm:"type:text[]"` // the organs a commissioner stands in for
	Substitute       bool
}

// Vacant reports whether the post is a seat declared vacant.
func (p Post) Vacant() bool { return p.Arrangement == Vacant }

// Term is by which act and how long. ValidTo is the last day, nil while it lasts. SharePercent is the part of the secretary's time that a
// municipality of a convention has, nil until it is agreed.
type Term struct {
	ActKind, ActNumber string
	ActDate            *time.Time
	ValidFrom          time.Time
	ValidTo            *time.Time
	SharePercent       *float64
}

// Current reports whether the mandate lasts today.
func (m *Mandate) Current() bool {
	today := authz.Today()
	return m.ArchivedAt == nil && !m.ValidFrom.After(today) && (m.ValidTo == nil || !m.ValidTo.Before(today))
}

// Mandates reads the mandates within the actor's reach.
func (s *Service) Mandates(p page.Request, f MandateFilter) page.Source[Mandate] {
	return page.Source[Mandate]{
		Page: func(ctx context.Context) (page.Of[Mandate], error) { return s.mandates.Find(p, f.where(ctx)).Page(ctx) },
		Each: func(ctx context.Context, yield func(Mandate) error) error {
			return s.mandates.Find(p, f.where(ctx)).Each(ctx, yield)
		},
	}
}

// MandatesOf gives by person the mandates the actor may see, the latest first.
func (s *Service) MandatesOf(ctx context.Context, people []int64) (map[int64][]Mandate, error) {
	found, err := s.mandates.of(ctx, people...)
	out := make(map[int64][]Mandate, len(people))
	for _, m := range found {
		out[*m.PersonID] = append(out[*m.PersonID], m)
	}
	return out, err
}

// Names gives the people of mandates.
func (s *Service) Names(ctx context.Context, ids []int64) (map[int64]Name, error) {
	return s.people.names(ctx, ids)
}

// Mandate finds one mandate the actor may see.
func (s *Service) Mandate(ctx context.Context, id int64) (Mandate, error) {
	return s.mandates.visible(ctx, id)
}

// MandateHistory pages through what happened to a mandate.
func (s *Service) MandateHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	if _, err := s.mandates.visible(ctx, id); err != nil {
		return page.Of[db.Change]{}, err
	}
	return s.mandates.History(ctx, id, p)
}

// Appoint gives a person a mandate. With succeed the one who holds the post leaves it the day before.
func (s *Service) Appoint(ctx context.Context, p Post, t Term, succeed bool) (Mandate, error) {
	m := Mandate{Post: p, Term: t}
	if err := s.mandates.keep(ctx, &m); err != nil {
		return m, err
	}
	if err := s.check(ctx, &m, succeed); err != nil {
		return m, err
	}
	if err := s.mandates.lock(ctx, &m); err != nil {
		return m, err
	}
	if err := s.seat(ctx, &m, succeed); err != nil {
		return m, err
	}
	if err := s.shares(ctx, &m); err != nil {
		return m, err
	}
	s.mandates.DB.AfterCommit(ctx, s.changed)
	return m, s.mandates.Create(ctx, &m)
}

// EditMandate replaces act and dates. That of a person who is archived is over, and stays so.
func (s *Service) EditMandate(ctx context.Context, id, version int64, t Term) (Mandate, error) {
	m, err := s.mandates.visible(ctx, id)
	if err == nil {
		err = s.mandates.Live(&m)
	}
	if err == nil {
		err = s.mandates.keep(ctx, &m)
	}
	if err == nil {
		err = s.mandates.lock(ctx, &m)
	}
	if err != nil {
		return m, err
	}
	m.Term = t
	if m.PersonID != nil && (t.ValidTo == nil || t.ValidTo.After(authz.Today())) {
		known, err := s.mandates.known(ctx, &m)
		if err == nil && !known.Person {
			err = apperr.Validation().At("/to", "person-archived", "La persona è archiviata: il suo incarico non può durare oltre oggi")
		}
		if err != nil {
			return m, err
		}
	}
	return m, s.update(ctx, &m, version)
}

func (s *Service) update(ctx context.Context, m *Mandate, version int64) error {
	e := m.Term.check()
	m.checkShare(e)
	if err := e.OrNil(); err != nil {
		return err
	}
	if err := s.seat(ctx, m, false); err != nil {
		return err
	}
	if err := s.shares(ctx, m); err != nil {
		return err
	}
	s.mandates.DB.AfterCommit(ctx, s.changed)
	if err := s.mandates.Update(ctx, m, version); err != nil || m.Role != authz.Secretariat {
		return err
	}
	return s.notTheLast(ctx)
}

// ArchiveMandate takes back a mandate that should not have been written; one that is over is ended by its last day.
func (s *Service) ArchiveMandate(ctx context.Context, id, version int64, reason string) error {
	m, err := s.mandates.visible(ctx, id)
	if err == nil {
		err = s.mandates.lock(ctx, &m)
	}
	if err != nil {
		return err
	}
	s.mandates.DB.AfterCommit(ctx, s.changed)
	if err := s.mandates.Archive(ctx, &m, version, reason); err != nil || m.Role != authz.Secretariat {
		return err
	}
	return s.notTheLast(ctx)
}

// MandateActions says what the actor may do with a mandate.
func (s *Service) MandateActions(ctx context.Context, m Mandate) []string {
	if m.ArchivedAt != nil || mayWrite(ctx) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

// notTheLast refuses what has left the network without a secretariat: nobody could repair that from within.
func (s *Service) notTheLast(ctx context.Context) error {
	n, err := s.mandates.secretariats(ctx)
	if err == nil && n == 0 {
		err = apperr.New(apperr.Conflict, "last-secretariat", "È l'unico incarico di segreteria in corso: prima va assegnato a un'altra persona")
	}
	return err
}
