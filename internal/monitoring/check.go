package monitoring

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Check is a row of monitoring_checks: what was found of one measure in a round. Process, Level and Rank say why it is sampled or not, as things
// were when the round opened.
type Check struct {
	db.Row
	RoundID, AdoptionID int64
	MunicipalityCode    string
	Sampled             bool
	AreaCode, Process   string
	Level, Rank         int
	Implementation      string
	Value, Notes        string
	AnsweredAt          *time.Time
	AnsweredBy          string
	Suitability         string
	Confirmed           string
	Findings            string
	ReviewedAt          *time.Time
}

// TableName tells GORM.
func (Check) TableName() string { return "monitoring_checks" }

// State is how far the check has come: waiting, answered or reviewed.
func (c Check) State() string {
	switch {
	case c.ReviewedAt != nil:
		return "reviewed"
	case c.AnsweredAt != nil:
		return "answered"
	}
	return "waiting"
}

// Answer is the first level: whether the measure is carried out, told by who carries it out. Office is a label, never a person.
type Answer struct {
	Implementation string // yes, partly, no or not_due
	Value, Notes   string
	Office         string
}

// Review is the second level: the RPCT confirms, or not, and judges whether the measure serves.
type Review struct {
	Confirmed, Suitability, Findings string
}

// CheckFilter narrows a list; within a field any value matches, all fields must.
type CheckFilter struct {
	Rounds                         []int64
	Municipalities, States         []string // waiting, answered, reviewed
	Implementations, Suitabilities []string
	Sampled                        *bool
}

// Checks reads the checks the actor may see.
func (s *Service) Checks(p page.Request, f CheckFilter) page.Source[Check] {
	return s.checks.Find(p, f.where())
}

// Check finds one.
func (s *Service) Check(ctx context.Context, id int64) (Check, error) { return s.checks.Get(ctx, id) }

// CheckHistory pages through what happened to a check and its evidence.
func (s *Service) CheckHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.checks.History(ctx, id, p)
}

// About tells of checks what is not in their rows: the measure, the round, the evidence.
func (s *Service) About(ctx context.Context, ids []int64) (map[int64]About, error) {
	return s.checks.about(ctx, ids)
}

// Answer writes the first level and the documents that prove it, in place of those there were, while the RPCT has not judged.
func (s *Service) Answer(ctx context.Context, id, version int64, a Answer, documents []int64) (Check, error) {
	c, err := s.held(ctx, id)
	if err != nil {
		return c, err
	}
	if err := authz.Within(ctx, authz.PlanWrite, c.MunicipalityCode); err != nil {
		return c, err
	}
	if c.ReviewedAt != nil {
		return c, reviewed()
	}
	if err := s.ours(ctx, c, documents); err != nil {
		return c, err
	}
	if a.Office == "" {
		about, err := s.checks.about(ctx, []int64{id})
		if err != nil {
			return c, err
		}
		a.Office = about[id].Responsible
	}
	if err := a.check(len(documents)); err != nil {
		return c, err
	}
	c.set(a)
	if err := s.checks.Update(ctx, &c, version); err != nil {
		return c, err
	}
	return c, s.checks.prove(ctx, id, documents)
}

func (c *Check) set(a Answer) {
	now := time.Now().UTC().Truncate(time.Microsecond)
	c.Implementation, c.Value, c.Notes, c.AnsweredBy, c.AnsweredAt = a.Implementation, a.Value, a.Notes, a.Office, &now
}

// check holds an answer to the rules of PNA 2019 All. 1 § 6: what is said to be done is proven, what is not done is explained.
func (a Answer) check(documents int) error {
	e := apperr.Validation()
	switch a.Implementation {
	case "yes":
		if documents == 0 && blank(a.Notes) {
			const text = "Una misura attuata va provata: allega un documento, o scrivi nelle osservazioni dove se ne trova la prova"
			_ = e.At("/documents", "no-evidence", text).At("/notes", "no-evidence", text)
		}
	case "partly", "no":
		if blank(a.Notes) {
			_ = e.At("/notes", "required", "Scrivi che cosa manca e perché")
		}
	}
	pii.Check(e, "/value", a.Value, "/notes", a.Notes, "/office", a.Office)
	return e.OrNil()
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// ours refuses documents that the actor may not see, that are archived or of another municipality.
func (s *Service) ours(ctx context.Context, c Check, documents []int64) error {
	found, err := s.docs.Of(ctx, documents)
	if err != nil {
		return err
	}
	e := apperr.Validation()
	for i, id := range documents {
		if d, ok := found[id]; !ok || d.ArchivedAt != nil || d.Municipality() != c.MunicipalityCode {
			_ = e.At("/documents/"+strconv.Itoa(i), "unknown", "Tra i documenti del comune non c'è il n. %d", id)
		}
	}
	return e.OrNil()
}

// Review writes the second level. It comes after the first, and is the RPCT's.
func (s *Service) Review(ctx context.Context, id, version int64, r Review) (Check, error) {
	c, err := s.held(ctx, id)
	if err != nil {
		return c, err
	}
	if err := leads(ctx, c.MunicipalityCode); err != nil {
		return c, err
	}
	if c.AnsweredAt == nil {
		return c, apperr.New(apperr.Conflict, "check-unanswered", "Prima risponde chi attua la misura, poi verifica il RPCT")
	}
	about, err := s.checks.about(ctx, []int64{id})
	if err != nil {
		return c, err
	}
	if err := r.check(c, len(about[id].Evidence)); err != nil {
		return c, err
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	c.Confirmed, c.Suitability, c.Findings, c.ReviewedAt = r.Confirmed, r.Suitability, r.Findings, &now
	return c, s.checks.Update(ctx, &c, version)
}

func (r Review) check(c Check, documents int) error {
	e := apperr.Validation()
	if r.Suitability == "" && (r.Confirmed == "yes" || r.Confirmed == "partly") {
		_ = e.At("/suitability", "required", "Di una misura attuata si giudica anche l'idoneità (PNA 2019, All. 1, § 6)")
	}
	switch {
	case !blank(r.Findings):
	case r.Confirmed != c.Implementation:
		_ = e.At("/findings", "required", "L'attuazione riscontrata è diversa da quella dichiarata: spiega perché")
	case r.Suitability == "partly" || r.Suitability == "no":
		_ = e.At("/findings", "required", "Spiega perché la misura non è idonea e che cosa va cambiato")
	case r.Confirmed == "yes" && documents == 0:
		_ = e.At("/findings", "no-evidence", "Nessun documento prova l'attuazione: scrivi come l'hai riscontrata")
	}
	pii.Check(e, "/findings", r.Findings)
	return e.OrNil()
}

// Reopen takes the judgement of the second level back, so that the first can be corrected.
func (s *Service) Reopen(ctx context.Context, id, version int64) (Check, error) {
	c, err := s.held(ctx, id)
	if err == nil {
		err = leads(ctx, c.MunicipalityCode)
	}
	if err != nil {
		return c, err
	}
	if c.ReviewedAt == nil {
		return c, apperr.New(apperr.Conflict, "illegal-transition", "La verifica non c'è ancora: non c'è nulla da riaprire")
	}
	c.Confirmed, c.Suitability, c.Findings, c.ReviewedAt = "", "", "", nil
	return c, s.checks.Update(ctx, &c, version)
}

// held reads a check of an open round and keeps others from writing it.
func (s *Service) held(ctx context.Context, id int64) (Check, error) {
	c, err := s.checks.Get(ctx, id)
	if err != nil {
		return c, err
	}
	if _, err := s.hold(ctx, c.RoundID); err != nil {
		return c, err
	}
	return s.checks.Get(ctx, id) // as it is now that nobody else writes
}

func reviewed() error {
	return apperr.New(apperr.Conflict, "check-reviewed", "Il RPCT ha già verificato questa misura: per correggere la risposta occorre che riapra la verifica")
}

// CheckActions says what the actor may do with a check of a round in this state.
func (s *Service) CheckActions(ctx context.Context, c Check, open bool) []string {
	out := []string{}
	if !open {
		return out
	}
	writes, leading := authz.Within(ctx, authz.PlanWrite, c.MunicipalityCode) == nil, leads(ctx, c.MunicipalityCode) == nil
	switch {
	case c.ReviewedAt != nil && leading:
		out = append(out, "review", "reopen")
	case c.ReviewedAt == nil && writes:
		out = append(out, "implementation")
		if leading {
			out = append(out, "link")
		}
		if leading && c.AnsweredAt != nil {
			out = append(out, "review")
		}
	}
	return slices.Clip(out)
}
