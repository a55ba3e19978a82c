// Package referent keeps the people of the network with their office contacts, and their mandates: who serves where, in which role, from
// when to when, by which act.
package referent

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Person is a row of people. Office contacts only: nothing private is kept.
type Person struct {
	db.Row
	Content
}

// TableName tells GORM.
func (Person) TableName() string { return "people" }

// Content is what people type in.
type Content struct {
	GivenName, FamilyName, Qualification string
	Contacts
}

// Contacts are those of the office. The e-mail is kept in lower case and belongs to one living person.
type Contacts struct{ OfficeEmail, OfficePhone string }

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	people      *people
	mandates    *mandates
	conventions *conventions
	changed     func()
}

// NewService wires the service. changed is called when what somebody may do has changed, after the commit; nil for nobody.
func NewService(d *db.DB, changed func()) *Service {
	if changed == nil {
		changed = func() {}
	}
	return &Service{newPeople(d), newMandates(d), newConventions(d), changed}
}

// List reads the people who hold a mandate within the actor's reach.
func (s *Service) List(p page.Request, f Filter) page.Source[Person] {
	return page.Source[Person]{
		Page: func(ctx context.Context) (page.Of[Person], error) { return s.people.Find(p, f.where(ctx)).Page(ctx) },
		Each: func(ctx context.Context, yield func(Person) error) error {
			return s.people.Find(p, f.where(ctx)).Each(ctx, yield)
		},
	}
}

// Get finds one person the actor may see.
func (s *Service) Get(ctx context.Context, id int64) (Person, error) {
	return s.people.visible(ctx, id)
}

// History pages through what happened to a person.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	if _, err := s.people.visible(ctx, id); err != nil {
		return page.Of[db.Change]{}, err
	}
	return s.people.History(ctx, id, p)
}

// Create adds a person.
func (s *Service) Create(ctx context.Context, c Content) (Person, error) {
	p := Person{Content: c.tidy()}
	if err := p.check(); err != nil {
		return p, err
	}
	return p, explain(s.people.Create(ctx, &p))
}

// Edit replaces what people type in. Who has an account logs in with the new e-mail from now on.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Person, error) {
	if err := mayWrite(ctx); err != nil {
		return Person{}, err
	}
	p, err := s.set(ctx, id, version, func(now *Content) { *now = c })
	if err == nil {
		err = explain(s.people.relogin(ctx, p))
	}
	return p, err
}

// EditContacts replaces the contacts: for the person themselves and for whoever writes people. The address to log in with stays as it
// is, so that an open session is not enough to take an account over.
func (s *Service) EditContacts(ctx context.Context, id, version int64, c Contacts) (Person, error) {
	return s.set(ctx, id, version, func(now *Content) { now.Contacts = c })
}

func (s *Service) set(ctx context.Context, id, version int64, change func(*Content)) (Person, error) {
	p, err := s.people.visible(ctx, id)
	if err == nil {
		err = mayEdit(ctx, &p)
	}
	if err == nil {
		err = s.people.Live(&p)
	}
	if err != nil {
		return p, err
	}
	change(&p.Content)
	p.Content = p.tidy()
	if err := p.check(); err != nil {
		return p, err
	}
	return p, explain(s.people.Update(ctx, &p, version))
}

// Archive takes a person out of the lists: mandates end today, those still to begin are archived, the account is closed at once.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	p, err := s.people.visible(ctx, id)
	if err == nil {
		err = mayWrite(ctx)
	}
	if err == nil {
		err = s.people.DB.Lock(ctx, "enrolment") // an import may hold a place and wait for this person
	}
	if err == nil {
		err = s.people.DB.Lock(ctx, "person", strconv.FormatInt(id, 10)) // nobody appoints them meanwhile
	}
	if err != nil {
		return err
	}
	held, err := s.mandates.of(ctx, id)
	if err != nil {
		return err
	}
	for _, m := range held {
		if err := s.mandates.lock(ctx, &m); err != nil { // nobody succeeds them meanwhile
			return err
		}
	}
	if err := s.people.Archive(ctx, &p, version, reason); err != nil {
		return err
	}
	if err := s.people.leave(ctx, id, reason); err != nil {
		return err
	}
	s.people.DB.AfterCommit(ctx, s.changed)
	for _, m := range held {
		if m.Role == authz.Secretariat {
			return s.notTheLast(ctx)
		}
	}
	return nil
}

// Accounts tells by person whether they can log in: "invited", "active" or "disabled"; who has no account is not there. Only for
// whoever writes people: for others there is nobody.
func (s *Service) Accounts(ctx context.Context, ids []int64) (map[int64]string, error) {
	if !authz.From(ctx).Reach(authz.ReferentWrite).All {
		return nil, nil
	}
	return s.people.accounts(ctx, ids)
}

// Actions says what the actor may do with a person whose account is in a state, "" being none.
func (s *Service) Actions(ctx context.Context, p Person, account string) []string {
	out := []string{}
	if p.ArchivedAt != nil || mayEdit(ctx, &p) != nil {
		return out
	}
	out = append(out, "contacts")
	if mayWrite(ctx) == nil {
		out = append(out, "edit", "archive")
		if account == "" || account == "invited" {
			out = append(out, "invitation")
		}
	}
	return out
}

// mayWrite is for the network as a whole: people belong to no municipality.
func mayWrite(ctx context.Context) error { return authz.Within(ctx, authz.ReferentWrite, "") }

// mayEdit adds the person themselves, in a session of theirs: a token to read with does not write.
func mayEdit(ctx context.Context, p *Person) error {
	if a := authz.From(ctx); p.ID != 0 && a.PersonID == p.ID && a.Scopes == nil && a.Can(authz.ReferentRead) {
		return nil
	}
	return mayWrite(ctx)
}

var phone = regexp.MustCompile(`^(\+?[0-9]([0-9 ./-]{4,36})[0-9])?$`)

func (c Content) tidy() Content {
	for _, text := range []*string{&c.GivenName, &c.FamilyName, &c.Qualification, &c.OfficeEmail, &c.OfficePhone} {
		*text = strings.TrimSpace(*text)
	}
	c.OfficeEmail = strings.ToLower(c.OfficeEmail)
	return c
}

func (c Content) check() error {
	e := apperr.Validation()
	if at := strings.LastIndexByte(c.OfficeEmail, '@'); at < 1 || !strings.Contains(c.OfficeEmail[at:], ".") || strings.ContainsAny(c.OfficeEmail, " \t\n") {
		_ = e.At("/office_email", "email", "Indirizzo e-mail non valido")
	}
	if !phone.MatchString(c.OfficePhone) {
		_ = e.At("/office_phone", "format", "Un numero di telefono: cifre, spazi, eventuale prefisso con +, per esempio 090 9231111")
	}
	return e.OrNil()
}
