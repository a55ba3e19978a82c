package referent

import (
	"context"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Designate makes a person the referent of a municipality, or its substitute, by the municipality's own act: whoever takes the steps of its
// adhesion may. The person is known by the office e-mail; one who is there already keeps their data, and has to bear the same name. It tells
// whether they have an account. at leads to the part of the body that is the person.
func (s *Service) Designate(ctx context.Context, municipality string, c Content, substitute bool, t Term, at string) (id int64, account bool, err error) {
	if err := authz.Within(ctx, authz.AdhesionWrite, municipality); err != nil {
		return 0, false, err
	}
	if err := s.people.DB.Lock(ctx, "enrolment"); err != nil {
		return 0, false, err
	}
	// Nobody but the secretariat writes people and mandates at large; this person and this mandate follow from the act.
	ctx = authz.With(ctx, authz.System("designation"))
	c = c.tidy()
	if err := c.check(); err != nil {
		return 0, false, below(at, err)
	}
	p, err := s.people.One(ctx, "lower(office_email) = ? AND archived_at IS NULL", c.OfficeEmail)
	switch {
	case db.IsNotFound(err):
		if p, err = s.Create(ctx, c); err != nil {
			return 0, false, below(at, err)
		}
	case err != nil:
		return 0, false, err
	case !strings.EqualFold(p.GivenName, c.GivenName) || !strings.EqualFold(p.FamilyName, c.FamilyName):
		return 0, false, apperr.Validation().At(at+"/office_email", "taken", "Questo indirizzo è già di un'altra persona")
	}
	post := Post{PersonID: &p.ID, Role: authz.Referent, MunicipalityCode: &municipality, Substitute: substitute}
	if _, err = s.mandates.same(ctx, post, t.ValidFrom); db.IsNotFound(err) {
		_, err = s.Appoint(ctx, post, t, false)
	}
	if err != nil {
		return 0, false, below(at, err)
	}
	states, err := s.people.accounts(ctx, []int64{p.ID})
	return p.ID, states[p.ID] != "", err
}

// below leads the fields of an error to where the body has them.
func below(at string, err error) error {
	if e, ok := err.(*apperr.Error); ok {
		for i := range e.Fields {
			e.Fields[i].Pointer = at + e.Fields[i].Pointer
		}
	}
	return err
}
