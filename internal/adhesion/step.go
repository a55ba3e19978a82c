package adhesion

import (
	"context"
	"slices"
	"strings"
	"time"

	"comunita/internal/agreement"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/pii"
)

// first is the year in which the project began: decreto sindacale n. 19 of 31.01.2017.
const first = 2017

// Step is a step taken: when it happened, who wrote it down, on what papers. An annulled one no longer counts.
type Step struct {
	ID        int64
	Action    Action
	FromState State
	ToState   State
	Happened  time.Time
	Note, Act string
	Actor     string // a name people know
	Annulled  bool
	CreatedAt time.Time
	Documents []int64
	Mandates  []int64    // that it made
	Renewal   *int64     // of the agreement, that it made
	RenewedTo *time.Time // the last day of that
}

// Taking is a step to take. Parts of the dossier that are given replace what is there, all at once with the step.
type Taking struct {
	On          *time.Time // nil: the day the dossier knows for this step
	Note, Act   string
	Documents   []int64
	NewAct      *Act
	NewPub      *Pub
	NewSent     *Sent
	Signing     *agreement.Signing // of the protocol
	Designation *Designation
}

// Take moves an adhesion one step on. The step has to be in the table for its state, the actor has to be who takes it, the dossier has to hold
// what it asks for, and its day follows that of the step before.
func (s *Service) Take(ctx context.Context, code string, version int64, do Action, t Taking) (Adhesion, error) {
	a, err := s.Get(ctx, code)
	if err != nil {
		return a, err
	}
	to, err := move(ctx, a.MunicipalityCode, a.State, do)
	if err != nil {
		return a, err
	}
	done, err := s.store.steps(ctx, a.ID)
	if err != nil {
		return a, err
	}
	done = slices.DeleteFunc(done, func(x Step) bool { return x.Annulled || x.Action == Annulment })
	on, err := a.accept(do, t, done)
	if err != nil {
		return a, err
	}
	if err := s.papers(ctx, a.MunicipalityCode, do, t.Documents); err != nil {
		return a, err
	}
	step := Step{Action: do, FromState: a.State, Happened: on, Note: t.Note, Act: t.Act, Documents: t.Documents}
	if err := s.bring(ctx, a.MunicipalityCode, &step, t, done); err != nil {
		return a, err
	}
	a.enter(do, to, on, done)
	step.ToState = a.State
	if err := s.store.Update(ctx, &a, version); err != nil {
		return a, err
	}
	annulled := int64(0)
	if do == Annulment && len(done) > 0 {
		annulled = done[0].ID
	}
	return a, s.store.add(ctx, a.ID, step, annulled)
}

// TakeAll takes a step that asks for no more than its day for many adhesions in the same state; those that have left it meanwhile stay as they are.
// With dry it only refuses what it would refuse.
func (s *Service) TakeAll(ctx context.Context, ids []int64, from State, do Action, on time.Time, note string, dry bool) error {
	to, err := move(ctx, "", from, do)
	if err != nil {
		return err
	}
	e := apperr.Validation()
	notFuture(e, "/on", &on)
	if on.Year() < first {
		_ = e.At("/on", "range", "Il progetto comincia nel 2017")
	}
	pii.Check(e, "/note", note)
	last, err := s.store.last(ctx, ids)
	if err != nil {
		return err
	}
	notBefore(e, "/on", &on, last, "Per almeno uno dei comuni il passo precedente è di un giorno successivo")
	if err := e.OrNil(); err != nil || dry || len(ids) == 0 {
		return err
	}
	return s.store.advance(ctx, ids, do, from, to, on, note)
}

// bring does what a step is beyond the dossier: the signature, the renewal, the mandates of the referents, and looks for what it needs beyond it.
// An annulment takes back what the last step brought.
func (s *Service) bring(ctx context.Context, code string, step *Step, t Taking, done []Step) (err error) {
	switch step.Action {
	case Signature:
		err = s.sign(ctx, code, t.Signing)
	case Membership:
		err = s.registered(ctx, code)
	case Designate:
		step.Mandates, err = s.designate(ctx, code, t.Designation)
	case Operation:
		err = s.ready(ctx, code)
	case Renewal:
		step.Renewal, err = s.agreements.Renew(ctx, code, step.Happened)
	case Annulment:
		err = s.takeBack(ctx, code, t.Note, done)
	}
	return err
}

// sign is the first signature of a municipality, or the first since it came back: what it signed before it left binds it no longer.
func (s *Service) sign(ctx context.Context, code string, x *agreement.Signing) error {
	if x == nil {
		return apperr.Validation().At("/signature", "required", "Indica chi ha firmato il protocollo, in quale qualità e con quale firma")
	}
	if err := s.agreements.Retire(ctx, code); err != nil {
		return err
	}
	_, err := s.agreements.Sign(ctx, code, *x, "/signature")
	return err
}

func (s *Service) takeBack(ctx context.Context, code, reason string, done []Step) error {
	switch {
	case len(done) == 0:
	case done[0].Action == Signature:
		return s.agreements.Unsign(ctx, code, reason)
	case done[0].Action == Designate:
		return s.people.Undesignate(ctx, code, done[0].Mandates, reason)
	case done[0].Renewal != nil:
		return s.agreements.Unrenew(ctx, *done[0].Renewal)
	}
	return nil
}

// registered fails until the protocol the municipality signed is signed by the Città Metropolitana too and has its repertory number.
func (s *Service) registered(ctx context.Context, code string) error {
	found, err := s.agreements.Standings(ctx, []string{code})
	switch x, signed := found[code]; {
	case err != nil:
		return err
	case !signed:
		return apperr.New(apperr.Conflict, "not-signed-yet", "Il comune non ha ancora firmato il protocollo: la prima firma è un passo della sua adesione")
	case !x.Registered:
		return apperr.New(apperr.Conflict, "agreement-unregistered", "L'accordo non ha ancora il numero di repertorio: registralo tra gli accordi")
	}
	return nil
}

// accept takes over what the step brings and refuses it unless all is there. It gives the day on which the step happened.
func (a *Adhesion) accept(do Action, t Taking, done []Step) (time.Time, error) {
	e, before := apperr.Validation(), a.Dossier
	if t.NewAct != nil {
		a.Act = *t.NewAct
	}
	if t.NewPub != nil {
		a.Pub = *t.NewPub
	}
	if t.NewSent != nil {
		a.Sent = *t.NewSent
	}
	a.Dossier.check(e)
	a.kept(before, e)
	a.lacks(do, e)
	pii.Check(e, "/note", t.Note, "/act_reference", t.Act)
	at, on := a.day(do)
	if on == nil {
		at, on = "/on", t.On
	}
	switch {
	case on == nil && len(e.Fields) == 0:
		_ = e.At("/on", "required", "Indica la data del passo")
	case on == nil:
	case on.Year() < first:
		_ = e.At(at, "range", "Il progetto comincia nel 2017")
	case len(done) > 0 && do != Annulment && do != Enforceability && on.Before(done[0].Happened):
		_ = e.At(at, "before", "Il passo precedente è del %s: questo non può venire prima", done[0].Happened.Format("02/01/2006"))
	}
	if !slices.ContainsFunc(e.Fields, func(f apperr.Field) bool { return f.Pointer == at }) {
		notFuture(e, at, on)
	}
	switch {
	case t.Signing != nil && do != Signature:
		_ = e.At("/signature", "not-for-step", "La firma riguarda il passo «firma del protocollo»")
	case t.Signing != nil:
		notFuture(e, "/signature/signed_on", &t.Signing.SignedOn)
		notBefore(e, "/signature/signed_on", &t.Signing.SignedOn, a.Act.Date, "Non si firma prima dell'atto che lo autorizza")
		notBefore(e, "/on", t.On, &t.Signing.SignedOn, "Il passo non può venire prima della firma")
	}
	if t.Designation != nil && do != Designate {
		_ = e.At("/designation", "not-for-step", "La designazione riguarda il passo «designazione del referente»")
	}
	if needsReason(do) && strings.TrimSpace(t.Note) == "" && strings.TrimSpace(t.Act) == "" {
		_ = e.At("/note", "required", "Indica il motivo o l'atto")
	}
	if err := e.OrNil(); err != nil {
		return time.Time{}, err
	}
	if do == Enforceability && len(done) > 0 && on.Before(done[0].Happened) {
		// An immediate or monocratic act is in force from its own day, which may precede the publication (art. 12 c. 2 L.R. 44/1991): the dossier
		// holds that day to the law, and the state is reached with the step before.
		return done[0].Happened, nil
	}
	return *on, nil
}

func needsReason(do Action) bool {
	return slices.Contains([]Action{Refusal, Suspension, Withdrawal, Annulment}, do)
}

// enter puts the adhesion in its new state; done are the steps before, the latest first.
func (a *Adhesion) enter(do Action, to State, on time.Time, done []Step) {
	from := a.State
	a.State, a.Since = to, on
	switch {
	case do == Annulment:
		a.annul(done)
		return
	case to == back:
		a.State = a.Resumes
		if a.State == "" {
			a.State = Member
		}
	}
	a.Resumes = ""
	if a.State == Suspended || a.State == ToRenew {
		a.Resumes = from
	}
}

// annul goes back to where the last step came from, or to the beginning for a state nobody's step led to.
func (a *Adhesion) annul(done []Step) {
	a.State, a.Resumes = NotContacted, ""
	if len(done) == 0 {
		return
	}
	a.State = done[0].FromState
	if len(done) > 1 {
		a.Since = done[1].Happened
		if a.State == Suspended || a.State == ToRenew {
			a.Resumes = done[1].FromState
		}
	}
}

// ready fails unless the municipality has done what makes it operational: its profile (the size regime depends on the staff) and its training needs.
func (s *Service) ready(ctx context.Context, code string) error {
	r, err := s.store.readiness(ctx, code)
	if err != nil {
		return err
	}
	e := apperr.New(apperr.Conflict, "not-operational-yet", "Il comune non è ancora operativo: completa prima ciò che manca")
	if !r.Profile {
		_ = e.At("/profile", "missing", "Il profilo del comune non indica il personale in servizio")
	}
	if !r.Needs {
		_ = e.At("/training-needs", "missing", "La scheda dei fabbisogni formativi è vuota")
	}
	return e.OrNil()
}
