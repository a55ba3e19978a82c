package referent

import (
	"context"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/db"
)

// Enrol creates or updates a person, known by the office e-mail, and the mandate that begins on a day in a post. What is empty in the
// qualification, the phone, the act, the share and the end keeps what is there. Repeated, it changes nothing; p.PersonID is not looked at.
func (s *Service) Enrol(ctx context.Context, c Content, p Post, t Term, succeed bool) (person Person, created, changed bool, err error) {
	if err = mayWrite(ctx); err != nil {
		return person, false, false, err
	}
	if err = s.people.DB.Lock(ctx, "enrolment"); err != nil { // one import at a time: two would wait for each other
		return person, false, false, err
	}
	person, created, changed, err = s.enrolPerson(ctx, c.tidy())
	if err != nil {
		return person, false, false, err
	}
	p.PersonID = &person.ID
	appointed, err := s.enrolMandate(ctx, p, t, succeed)
	return person, created, changed || appointed, err
}

// Assign creates or updates the mandate that begins on a day in a post, of the person with an office e-mail; without one, of nobody, as a
// vacancy is. The rest is as with Enrol.
func (s *Service) Assign(ctx context.Context, email string, p Post, t Term, succeed bool) (m Mandate, created, changed bool, err error) {
	if err = mayWrite(ctx); err != nil {
		return m, false, false, err
	}
	if err = s.people.DB.Lock(ctx, "enrolment"); err != nil {
		return m, false, false, err
	}
	if email != "" {
		person, err := s.people.One(ctx, "lower(office_email) = lower(?) AND archived_at IS NULL", strings.TrimSpace(email))
		if db.IsNotFound(err) {
			err = apperr.Validation().At("/office_email", "unknown", "Nessuna persona ha questo indirizzo")
		}
		if err != nil {
			return m, false, false, err
		}
		p.PersonID = &person.ID
	}
	if m, err = s.mandates.same(ctx, p, t.ValidFrom); err != nil && !db.IsNotFound(err) {
		return m, false, false, err
	}
	created = err != nil
	if changed, err = s.enrolMandate(ctx, p, t, succeed); err != nil {
		return m, false, false, err
	}
	m, err = s.mandates.same(ctx, p, t.ValidFrom)
	return m, created, changed, err
}

func (s *Service) enrolPerson(ctx context.Context, c Content) (p Person, created, changed bool, err error) {
	p, err = s.people.One(ctx, "lower(office_email) = ? AND archived_at IS NULL", c.OfficeEmail)
	if db.IsNotFound(err) {
		p, err = s.Create(ctx, c)
		return p, true, true, err
	}
	if err != nil {
		return p, false, false, err
	}
	c.Qualification, c.OfficePhone = orElse(c.Qualification, p.Qualification), orElse(c.OfficePhone, p.OfficePhone)
	if p.Content == c {
		return p, false, false, nil
	}
	p.Content = c
	if err := p.check(); err != nil {
		return p, false, false, err
	}
	return p, false, true, s.people.Update(ctx, &p, p.Version)
}

func (s *Service) enrolMandate(ctx context.Context, p Post, t Term, succeed bool) (changed bool, err error) {
	m, err := s.mandates.same(ctx, p, t.ValidFrom)
	if db.IsNotFound(err) {
		_, err = s.Appoint(ctx, p, t, succeed)
		return true, err
	}
	if err != nil {
		return false, err
	}
	t.ActKind, t.ActNumber = orElse(t.ActKind, m.ActKind), orElse(t.ActNumber, m.ActNumber)
	t.ActDate, t.ValidTo = orElse(t.ActDate, m.ActDate), orElse(t.ValidTo, m.ValidTo)
	t.SharePercent = orElse(t.SharePercent, m.SharePercent)
	if m.Term.same(t) {
		return false, nil
	}
	m.Term = t
	if err := s.mandates.lock(ctx, &m); err != nil {
		return false, err
	}
	return true, s.update(ctx, &m, m.Version)
}

func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

func (t Term) same(u Term) bool {
	return t.ActKind == u.ActKind && t.ActNumber == u.ActNumber && t.ValidFrom.Equal(u.ValidFrom) &&
		sameDay(t.ActDate, u.ActDate) && sameDay(t.ValidTo, u.ValidTo) && sameShare(t.SharePercent, u.SharePercent)
}

func sameShare(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return hundredths(*a) == hundredths(*b)
}

func sameDay(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
