package organisation

import (
	"context"
	"slices"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Coordinator is the role with one holder at a time in a group.
const Coordinator = "coordinator"

// Member is a row of project_members: a seat in a group, of a person or of an outside body.
type Member struct {
	db.Row
	Seat
	MemberContent
}

// TableName tells GORM.
func (Member) TableName() string { return "project_members" }

// Seat is who sits where. It never changes: another seat is another row. PersonID is nil for an outside body.
type Seat struct {
	GroupID  int64
	PersonID *int64
	Role     string
}

// MemberContent is what people type in. Office is in whose name the person sits there, or the outside body itself: everybody reads it.
type MemberContent struct {
	Office string
	Term
}

// Members reads who sits or sat in the groups.
func (s *Service) Members(p page.Request, f MemberFilter) page.Source[Member] {
	return s.members.Find(p, f.where())
}

// Member finds one of them.
func (s *Service) Member(ctx context.Context, id int64) (Member, error) {
	return s.members.Get(ctx, id)
}

// MemberHistory pages through what happened to a seat.
func (s *Service) MemberHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.members.History(ctx, id, p)
}

// AboutMembers gives, by seat, the name of its group and of its person.
func (s *Service) AboutMembers(ctx context.Context, ids []int64) (map[int64]AboutMember, error) {
	return s.members.about(ctx, ids)
}

// Seat gives a person or an outside body a seat. With succeed the coordinator in office, and the seat the person has in the group, end the
// day before.
func (s *Service) Seat(ctx context.Context, seat Seat, c MemberContent, succeed bool) (Member, error) {
	m := Member{Seat: seat, MemberContent: c}
	if err := s.members.lock(ctx, seat.GroupID); err != nil {
		return m, err
	}
	if err := s.checkMember(ctx, &m, succeed); err != nil {
		return m, err
	}
	if err := s.place(ctx, &m, succeed); err != nil {
		return m, err
	}
	return m, s.members.Create(ctx, &m)
}

// EditMember replaces office, act and days.
func (s *Service) EditMember(ctx context.Context, id, version int64, c MemberContent) (Member, error) {
	m, err := s.members.Get(ctx, id)
	if err == nil {
		err = s.members.lock(ctx, m.GroupID)
	}
	if err == nil {
		err = s.members.Live(&m)
	}
	if err != nil {
		return m, err
	}
	m.MemberContent = c
	if err := s.checkMember(ctx, &m, false); err != nil {
		return m, err
	}
	if err := s.place(ctx, &m, false); err != nil {
		return m, err
	}
	return m, s.members.Update(ctx, &m, version)
}

// ArchiveMember takes back a seat that should not have been written; one that is over is ended by its last day.
func (s *Service) ArchiveMember(ctx context.Context, id, version int64, reason string) error {
	m, err := s.members.Get(ctx, id)
	if err != nil {
		return err
	}
	return s.members.Archive(ctx, &m, version, reason)
}

// MemberActions says what the actor may do with a seat.
func (s *Service) MemberActions(ctx context.Context, m Member) []string {
	if m.ArchivedAt != nil || mayWrite(ctx) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

func (s *Service) checkMember(ctx context.Context, m *Member, succeed bool) error {
	e := m.check()
	pii.Check(e, "/office", m.Office)
	g, err := s.groups.One(ctx, "id = ? AND archived_at IS NULL", m.GroupID)
	switch {
	case db.IsNotFound(err):
		_ = e.At("/group_id", "unknown", "Non c'è un gruppo con questo numero, o è archiviato")
	case err != nil:
		return err
	case g.Kind == ZoneCoordinators:
		_ = e.At("/group_id", "derived", "I coordinatori di zona si registrano tra gli incarichi: qui compaiono da soli")
	case g.Kind == Invited && m.PersonID != nil:
		_ = e.At("/person", "body-only", "Tra gli invitati ci sono enti, non persone: indica l'ente")
	case m.ValidFrom.Before(g.ValidFrom):
		_ = e.At("/from", "before-group", "Il gruppo esiste dal %s", italianDay(g.ValidFrom))
	case g.ValidTo != nil && (m.ValidTo == nil || m.ValidTo.After(*g.ValidTo)):
		_ = e.At("/to", "after-group", "Il gruppo finisce il %s", italianDay(*g.ValidTo))
	}
	if m.PersonID == nil && m.Office == "" {
		_ = e.At("/office", "required", "Indica la persona, oppure l'ente o l'ufficio")
	}
	if m.ID == 0 && m.PersonID != nil {
		known, err := s.members.person(ctx, *m.PersonID)
		if err != nil {
			return err
		}
		if !known {
			_ = e.At("/person", "unknown", "Non c'è una persona con questo numero, o è archiviata")
		}
	}
	if succeed && m.Role != Coordinator {
		_ = e.At("/succeed", "no-seat", "Si succede a chi coordina il gruppo")
	}
	return e.OrNil()
}

// place refuses a seat that is taken in its days; with succeed it is first left by who has it.
func (s *Service) place(ctx context.Context, m *Member, succeed bool) error {
	present, err := s.members.present(ctx, m)
	if err != nil {
		return err
	}
	if succeed {
		eve := m.ValidFrom.AddDate(0, 0, -1)
		var leaving []int64
		present = slices.DeleteFunc(present, func(p presence) bool {
			leaves := p.ValidFrom.Before(m.ValidFrom) && (p.Role == Coordinator || p.Same)
			if leaves {
				leaving = append(leaving, p.ID)
			}
			return leaves
		})
		if err := s.members.end(ctx, leaving, eve); err != nil {
			return err
		}
	}
	for _, p := range present {
		switch {
		case p.Same:
			return apperr.New(apperr.Conflict, "project-member-duplicate", "Fa già parte del gruppo %s", p.since()).
				At("/from", "taken", "Ne fa già parte %s", p.since())
		case m.Role == Coordinator && p.Role == Coordinator:
			return apperr.New(apperr.Conflict, "project-seat-taken", "Il gruppo è già coordinato da %s %s", p.Who, p.since()).
				At("/from", "taken", "Già coordinato da %s %s", p.Who, p.since())
		}
	}
	if len(present) >= MaxMembers {
		return apperr.New(apperr.Conflict, "project-group-full", "Il gruppo ha già %d componenti in quei giorni", MaxMembers)
	}
	return nil
}

// since tells in words how long somebody is there.
func (p presence) since() string {
	text := "dal " + italianDay(p.ValidFrom)
	if p.ValidTo != nil {
		text += " al " + italianDay(*p.ValidTo)
	}
	return text
}

func italianDay(t time.Time) string { return t.Format("02/01/2006") }
