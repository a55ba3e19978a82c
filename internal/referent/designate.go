package referent

import (
	"context"
	"errors"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Designated is who a designation is about: whether they have an account, and the mandate it made, 0 where they had it already.
type Designated struct {
	Person, Mandate int64
	Account         bool
}

// Designate makes a person the referent of a municipality, or its substitute, by the municipality's own act: whoever takes the steps of its
// adhesion may. The person is known by the office e-mail; one who is there already keeps their data, and has to bear the same name. at leads
// to the part of the body that is the person.
func (s *Service) Designate(ctx context.Context, municipality string, c Content, substitute bool, t Term, at string) (out Designated, err error) {
	if err := authz.Within(ctx, authz.AdhesionWrite, municipality); err != nil {
		return out, err
	}
	if err := s.people.DB.Lock(ctx, "enrolment"); err != nil {
		return out, err
	}
	// Nobody but the secretariat writes people and mandates at large; this person and this mandate follow from the act.
	ctx = authz.With(ctx, authz.System("designation"))
	c = c.tidy()
	if err := c.check(); err != nil {
		return out, below(at, err)
	}
	p, err := s.people.One(ctx, "lower(office_email) = ? AND archived_at IS NULL", c.OfficeEmail)
	switch {
	case db.IsNotFound(err):
		if p, err = s.Create(ctx, c); err != nil {
			return out, below(at, err)
		}
	case err != nil:
		return out, err
	case !strings.EqualFold(p.GivenName, c.GivenName) || !strings.EqualFold(p.FamilyName, c.FamilyName):
		return out, apperr.Validation().At(at+"/office_email", "taken", "Questo indirizzo è già di un'altra persona")
	}
	post := Post{PersonID: &p.ID, Role: authz.Referent, MunicipalityCode: &municipality, Substitute: substitute}
	if _, err = s.mandates.same(ctx, post, t.ValidFrom); db.IsNotFound(err) {
		var made Mandate
		made, err = s.Appoint(ctx, post, t, false)
		out.Mandate = made.ID
	}
	if err != nil {
		return out, below(at, err)
	}
	states, err := s.people.accounts(ctx, []int64{p.ID})
	out.Person, out.Account = p.ID, states[p.ID] != ""
	return out, err
}

// Undesignate takes back the mandates a designation made, with its reason. People and accounts stay: without a mandate they open nothing. It
// refuses when somebody has changed one of the mandates since, so that their word is not lost; one that was archived since is no more.
func (s *Service) Undesignate(ctx context.Context, municipality string, mandates []int64, reason string) error {
	if err := authz.Within(ctx, authz.AdhesionAdmin, municipality); err != nil || len(mandates) == 0 {
		return err
	}
	s.mandates.DB.AfterCommit(ctx, s.changed)
	left, err := s.mandates.undo(ctx, mandates, reason)
	if err == nil && left > 0 {
		err = apperr.New(apperr.Conflict, "mandate-changed", "Un incarico nato da questa designazione è stato modificato dopo: archivialo tra gli incarichi del comune, poi annulla il passo")
	}
	return err
}

// below leads the fields of an error to where the body has them.
func below(at string, err error) error {
	if e, ok := errors.AsType[*apperr.Error](err); ok {
		for i := range e.Fields {
			e.Fields[i].Pointer = at + e.Fields[i].Pointer
		}
	}
	return err
}
