package measure

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Adoption is a row of measure_adoptions: a measure in the plan of a municipality, of the catalogue or its own.
type Adoption struct {
	db.Row
	MunicipalityCode string
	MeasureCode      *string // of the catalogue; none: its own
	Words
	TellsAt     *time.Time // since when the municipality is willing to tell how it did it
	Complete    int        // how many of the five attributes are there
	CopiedID    *int64
	ExternalRef *string
}

// TableName tells GORM.
func (Adoption) TableName() string { return "measure_adoptions" }

// Words are the columns people type in. Responsible is a role, never a person.
type Words struct {
	Title, Description, TypeCode, Scope, Status string
	Responsible, Indicator, Baseline, Target    string
	CurrentValue, PerformanceGoal               string
	Reason                                      string // why it is not done or does not apply
	Motivation                                  string // why the municipality adopts it
}

// Phase is a step of an adoption with its timing; Document is the evidence that it is done.
type Phase struct {
	Name     string
	StartsOn *time.Time
	DueOn    *time.Time
	DoneOn   *time.Time
	Document int64
	Note     string
}

// Plan is all that people type in: the words, the phases in their order, the local risks the measure treats.
type Plan struct {
	Words
	Phases []Phase
	Risks  []int64
}

// The states of an adoption that have rules of their own.
const (
	Planned        = "planned"
	Implemented    = "implemented"
	NotImplemented = "not_implemented"
	NotApplicable  = "not_applicable"
)

// AdoptionFilter narrows a list; within a field any value matches, all fields must.
type AdoptionFilter struct {
	Municipalities, Measures, Types, Statuses []string
	Scope                                     string
	Risk                                      int64 // that it treats
	Incomplete                                bool
	Own                                       bool // of no measure of the catalogue
}

// Adoptions reads the adopted measures of the municipalities within reach.
func (s *Service) Adoptions(p page.Request, f AdoptionFilter) page.Source[View] {
	return page.Batch(s.adoptions.Find(p, f.where()), s.views)
}

// Adoption finds one.
func (s *Service) Adoption(ctx context.Context, id int64) (Adoption, error) {
	return s.adoptions.Get(ctx, id)
}

// AdoptionHistory pages through what happened to an adoption, its phases and its risks.
func (s *Service) AdoptionHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.adoptions.History(ctx, id, p)
}

// Adopt puts a measure in the plan of a municipality the actor writes for. What the plan leaves empty is copied from the measure of the
// catalogue, if there is one: its title, type, scope, responsible, indicator, target and phases, these without days.
func (s *Service) Adopt(ctx context.Context, municipality, code string, p Plan) (Adoption, error) {
	if !authz.From(ctx).Reach(authz.PlanWrite).Has(municipality) {
		return Adoption{}, apperr.Validation().At("/municipality", "not-yours", "Non puoi scrivere per questo comune")
	}
	return s.adopt(ctx, Adoption{MunicipalityCode: municipality}, code, p)
}

func (s *Service) adopt(ctx context.Context, a Adoption, code string, p Plan) (Adoption, error) {
	if code != "" {
		m, err := s.measures.One(ctx, "code = ?", code)
		switch {
		case db.IsNotFound(err):
			return a, apperr.Validation().At("/measure", "unknown", "Codice sconosciuto: %s", code)
		case err != nil:
			return a, err
		case m.ArchivedAt != nil:
			return a, apperr.Validation().At("/measure", "archived", "La misura %s non è più nel catalogo", code)
		}
		a.MeasureCode = &code
		p.fill(m)
	}
	if p.Scope == "" {
		p.Scope = Specific
	}
	if p.Status == "" {
		p.Status = Planned
	}
	if err := s.checkPlan(ctx, a, p); err != nil {
		return a, err
	}
	a.set(p)
	if err := explain(s.adoptions.Create(ctx, &a)); err != nil {
		return a, err
	}
	return a, s.adoptions.parts(ctx, a.ID, p)
}

// fill copies from the catalogue what is left empty.
func (p *Plan) fill(m Measure) {
	for _, f := range []struct {
		own  *string
		from string
	}{
		{&p.Title, m.Name}, {&p.TypeCode, m.TypeCode}, {&p.Scope, m.Scope}, {&p.Responsible, m.Responsible}, {&p.Indicator, m.Indicator},
		{&p.Target, m.Target},
	} {
		if *f.own == "" {
			*f.own = f.from
		}
	}
	if len(p.Phases) == 0 {
		for _, name := range steps(m.Phases) {
			p.Phases = append(p.Phases, Phase{Name: name})
		}
	}
}

// steps are the phases of the catalogue, each with a capital.
func steps(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, "→") {
		if part = strings.TrimSpace(part); part != "" {
			first, n := utf8.DecodeRuneInString(part)
			out = append(out, string(unicode.ToUpper(first))+part[n:])
		}
	}
	return out
}

// EditAdoption replaces what people type in.
func (s *Service) EditAdoption(ctx context.Context, id, version int64, p Plan) (Adoption, error) {
	a, err := s.adoptions.Get(ctx, id)
	if err == nil {
		err = authz.Within(ctx, authz.PlanWrite, a.MunicipalityCode)
	}
	if err == nil {
		err = s.adoptions.Live(&a)
	}
	if err == nil {
		err = s.checkPlan(ctx, a, p)
	}
	if err != nil {
		return a, err
	}
	a.set(p)
	if err := s.adoptions.Update(ctx, &a, version); err != nil {
		return a, err
	}
	return a, s.adoptions.parts(ctx, id, p)
}

// PutAdoption creates or updates the adoption an outside system knows by its own reference; an archived one comes back to life. The measure it
// is made of does not change, and what is left empty is copied from it each time.
func (s *Service) PutAdoption(ctx context.Context, municipality, ref, code string, p Plan) (a Adoption, created, changed bool, err error) {
	if !authz.From(ctx).Reach(authz.PlanWrite).Has(municipality) {
		return a, false, false, s.adoptions.NotFound()
	}
	a, err = s.adoptions.locked(ctx, municipality, ref)
	if db.IsNotFound(err) {
		a, err = s.adopt(ctx, Adoption{MunicipalityCode: municipality, ExternalRef: &ref}, code, p)
		return a, true, true, err
	}
	if err != nil {
		return a, false, false, err
	}
	if code != "" && (a.MeasureCode == nil || *a.MeasureCode != code) {
		return a, false, false, apperr.Validation().At("/measure", "fixed", "La misura da cui nasce non cambia: usa un altro riferimento")
	}
	if p.Status == "" {
		p.Status = a.Status
	}
	if p.Scope == "" {
		p.Scope = a.Scope
	}
	if a.MeasureCode != nil { // as when it was made: the same once more is the same
		m, err := s.measures.One(ctx, "code = ?", *a.MeasureCode)
		if err != nil {
			return a, false, false, err
		}
		p.fill(m)
	}
	if err := s.checkPlan(ctx, a, p); err != nil {
		return a, false, false, err
	}
	parts, err := s.adoptions.beside(ctx, []int64{a.ID})
	if err != nil {
		return a, false, false, err
	}
	if a.ArchivedAt == nil && same(a.plan(parts[a.ID]), p) {
		return a, false, false, nil
	}
	a.set(p)
	a.ArchivedAt, a.ArchiveReason = nil, ""
	if err := explain(s.adoptions.Update(ctx, &a, a.Version)); err != nil {
		return a, false, false, err
	}
	return a, false, true, s.adoptions.parts(ctx, a.ID, p)
}

// ArchiveAdoption takes a measure out of the plan, with its reason.
func (s *Service) ArchiveAdoption(ctx context.Context, id, version int64, reason string) error {
	a, err := s.adoptions.Get(ctx, id)
	if err != nil {
		return err
	}
	return s.adoptions.Archive(ctx, &a, version, reason)
}

// Tell records that the municipality is willing to tell the others how it did it, or that it is no longer: «chiedi a chi l'ha già fatto». Only
// of a measure of the catalogue that is implemented.
func (s *Service) Tell(ctx context.Context, id, version int64, willing bool) (Adoption, error) {
	a, err := s.adoptions.Get(ctx, id)
	if err == nil {
		err = authz.Within(ctx, authz.PlanWrite, a.MunicipalityCode)
	}
	if err == nil {
		err = s.adoptions.Live(&a)
	}
	if err != nil {
		return a, err
	}
	switch {
	case willing && (a.Status != Implemented || a.MeasureCode == nil):
		return a, apperr.New(apperr.Conflict, "measure-not-told", "Si racconta agli altri una misura del catalogo già attuata: questa non lo è")
	case willing == (a.TellsAt != nil):
		return a, apperr.New(apperr.Conflict, "measure-consent", "Il consenso è già così")
	}
	a.TellsAt = nil
	if willing {
		now := time.Now().UTC().Truncate(time.Microsecond)
		a.TellsAt = &now
	}
	return a, s.adoptions.Update(ctx, &a, version)
}

// Copied is what became of a copy: the adoption there, new or, of the same measure, already there.
type Copied struct {
	Municipality string
	ID           int64
	Created      bool
}

// Copy takes an adoption to other municipalities the actor writes for: to be begun there, with the days of the phases but nothing of what was
// done, for the local risks there that adopt the same entries of the catalogue.
func (s *Service) Copy(ctx context.Context, id int64, municipalities []string) ([]Copied, error) {
	a, err := s.adoptions.Get(ctx, id)
	if err == nil {
		err = s.adoptions.Live(&a)
	}
	if err != nil {
		return nil, err
	}
	failed, reach := apperr.Validation(), authz.From(ctx).Reach(authz.PlanWrite)
	for i, m := range municipalities {
		if !reach.Has(m) {
			_ = failed.At(pointer("/municipalities", i), "not-yours", "Non puoi scrivere per questo comune")
		} else if m == a.MunicipalityCode {
			_ = failed.At(pointer("/municipalities", i), "same", "È già di questo comune")
		}
	}
	if err := failed.OrNil(); err != nil {
		return nil, err
	}
	return s.adoptions.copy(ctx, a, municipalities)
}

// AdoptionActions says what the actor may do with an adoption.
func (s *Service) AdoptionActions(ctx context.Context, a Adoption) []string {
	reach := authz.From(ctx).Reach(authz.PlanWrite)
	if a.ArchivedAt != nil || !reach.Has(a.MunicipalityCode) {
		return []string{}
	}
	out := []string{"edit", "archive"}
	if reach.All || len(reach.Municipalities) > 1 {
		out = append(out, "copies")
	}
	switch {
	case a.TellsAt != nil:
		out = append(out, "consent-withdrawal")
	case a.Status == Implemented && a.MeasureCode != nil:
		out = append(out, "consent")
	}
	return out
}

// Using names the adoption a document is evidence of, or is empty: such a document is not archived.
func (s *Service) Using(ctx context.Context, document int64) (string, error) {
	title, err := s.adoptions.evidenced(ctx, document)
	if title == "" || err != nil {
		return "", err
	}
	return "la misura «" + title + "»", nil
}

// set takes over a plan. Whoever leaves the state «implemented» has nothing to tell any more.
func (a *Adoption) set(p Plan) {
	a.Words, a.Complete = p.Words, Score(p)
	if a.Status != Implemented {
		a.TellsAt = nil
	}
}

func (a *Adoption) plan(b beside) Plan {
	p := Plan{Words: a.Words, Phases: b.Phases}
	for _, r := range b.Risks {
		p.Risks = append(p.Risks, r.ID)
	}
	return p
}

// same compares two plans; the order of the risks says nothing.
func same(a, b Plan) bool {
	if a.Words != b.Words || len(a.Phases) != len(b.Phases) {
		return false
	}
	for i := range a.Phases {
		if !reflect.DeepEqual(a.Phases[i], b.Phases[i]) {
			return false
		}
	}
	return slices.Equal(slices.Sorted(slices.Values(a.Risks)), slices.Sorted(slices.Values(b.Risks)))
}

// Referred finds the local risks that an outside system knows by its own references.
func (s *Service) Referred(ctx context.Context, municipality string, refs []string) ([]int64, error) {
	if len(refs) == 0 || !authz.From(ctx).Reach(authz.PlanWrite).Has(municipality) {
		return nil, nil // whoever may not write is told so when writing
	}
	known, err := s.adoptions.referred(ctx, municipality, refs)
	if err != nil {
		return nil, err
	}
	out, failed := make([]int64, len(refs)), apperr.Validation()
	for i, ref := range refs {
		if out[i] = known[ref]; out[i] == 0 {
			_ = failed.At(pointer("/risk_refs", i), "unknown", "Il comune non ha un rischio locale con riferimento %s", ref)
		}
	}
	return out, failed.OrNil()
}
