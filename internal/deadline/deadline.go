// Package deadline keeps the yearly calendar of who prevents corruption in a municipality: what falls due, on which day by law and on which it
// counts, for whom, by which act. The days are no constants: ANAC has moved the yearly report every recent year, and the PIAO follows the
// budget (art. 1 c. 14 L. 190/2012; art. 6 DL 80/2021 and art. 8 DM 132/2022). Legal deadlines are public.
package deadline

import (
	"context"
	"regexp"
	"slices"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Deadline is a row of deadlines. Code is the same every year; Edited ones follow the reference data no longer.
type Deadline struct {
	db.Row
	Edition string
	Edited  bool
	Content
}

// TableName tells GORM.
func (Deadline) TableName() string { return "deadlines" }

// Content is what people type in. EffectiveDate is the day that counts, in Year or in the December before; Planned says that nobody has set it yet. AppliesTo is all or a
// regime of municipalities; simplified are all under 50 staff, the small ones too.
type Content struct {
	Code          string
	Year          int
	Title         string
	LegalDate     *time.Time
	EffectiveDate time.Time
	Planned       bool
	SourceAct     string
	AppliesTo     string
	Product, Note string
}

// Filter narrows a list; within a field any value matches, all fields must. Regimes are of municipalities: what applies to them is found.
type Filter struct {
	Years          []int
	Codes, Regimes []string
	From, To       *time.Time // of the effective date
}

// applies says which deadlines are those of a regime; a municipality of undetermined regime had better know all.
var applies = map[string][]string{
	"ordinary":     {"all", "ordinary"},
	"simplified":   {"all", "simplified"},
	"small":        {"all", "simplified", "small"},
	"undetermined": {"all", "ordinary", "simplified", "small"},
}

var codes = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Concerns tells whether the deadline is one of a municipality of this regime.
func (d Deadline) Concerns(regime string) bool { return slices.Contains(applies[regime], d.AppliesTo) }

// Service is what the API and other domains call. Writes need a unit of work.
type Service struct{ deadlines *store }

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{newStore(d)} }

// List reads the deadlines.
func (s *Service) List(p page.Request, f Filter) page.Source[Deadline] {
	return s.deadlines.Find(p, f.where())
}

// Get finds one.
func (s *Service) Get(ctx context.Context, id int64) (Deadline, error) {
	return s.deadlines.Get(ctx, id)
}

// History pages through what happened to a deadline.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.deadlines.History(ctx, id, p)
}

// Next gives the living deadlines from today on, the nearest first, at most n.
func (s *Service) Next(ctx context.Context, n int) ([]Deadline, error) {
	today := authz.Today()
	found, err := s.List(page.Request{Limit: n}, Filter{From: &today}).Page(ctx)
	return found.Items, err
}

// Create adds a deadline.
func (s *Service) Create(ctx context.Context, c Content) (Deadline, error) {
	d := Deadline{Content: c, Edited: true}
	if err := check(c); err != nil {
		return d, err
	}
	return d, explain(s.deadlines.Create(ctx, &d))
}

// Edit replaces what people type in.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Deadline, error) {
	d, err := s.deadlines.Get(ctx, id)
	if err == nil {
		err = s.deadlines.Live(&d)
	}
	if err == nil {
		err = check(c)
	}
	if err != nil {
		return d, err
	}
	d.Content, d.Edited = c, true
	return d, explain(s.deadlines.Update(ctx, &d, version))
}

// Archive takes a deadline out of the calendar, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	d, err := s.deadlines.Get(ctx, id)
	if err != nil {
		return err
	}
	d.Edited = true
	return s.deadlines.Archive(ctx, &d, version, reason)
}

// CarryOver copies the living deadlines of a year to the next, as planned, on the day of the law where there is one: a postponement holds for
// its year. What the next year has already, archived or not, stays as it is. It gives how many were copied and how many there were.
func (s *Service) CarryOver(ctx context.Context, from int) (copied, of int, err error) {
	if err := mayWrite(ctx); err != nil {
		return 0, 0, err
	}
	copied, of, err = s.deadlines.carryOver(ctx, from)
	if err == nil && of == 0 {
		err = apperr.Validation().At("/from", "nothing", "Nel %d non c'è nessuna scadenza da riportare", from)
	}
	return copied, of, err
}

// Actions says what the actor may do with a deadline.
func (s *Service) Actions(ctx context.Context, d Deadline) []string {
	if d.ArchivedAt != nil || mayWrite(ctx) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

// mayWrite is for the network as a whole.
func mayWrite(ctx context.Context) error { return authz.Within(ctx, authz.DeadlineWrite, "") }

func check(c Content) error {
	e := apperr.Validation()
	if !codes.MatchString(c.Code) {
		_ = e.At("/code", "format", "Lettere minuscole, cifre e trattini: per esempio relazione-rpct")
	}
	if d := c.EffectiveDate; d.Year() != c.Year && (d.Year() != c.Year-1 || d.Month() != time.December) {
		_ = e.At("/effective_date", "other-year", "La data effettiva cade nel %d, o nel dicembre prima", c.Year)
	}
	if c.LegalDate != nil && (c.LegalDate.Year() < c.Year-1 || c.LegalDate.Year() > c.Year+1) {
		_ = e.At("/legal_date", "other-year", "La data di legge è di un altro anno")
	}
	if c.SourceAct == "" && !c.Planned {
		_ = e.At("/source_act", "required", "Indica l'atto che fissa la data, oppure segnala che la data è solo prevista")
	}
	pii.Check(e, "/title", c.Title, "/source_act", c.SourceAct, "/product", c.Product, "/note", c.Note)
	return e.OrNil()
}

// explain names what the database refused.
func explain(err error) error {
	if db.Constraint(err) == "deadlines_once" {
		return apperr.New(apperr.Conflict, "deadline-duplicate", "Questo codice c'è già in quell'anno, forse tra le scadenze archiviate").
			At("/code", "duplicate", "Già presente nell'anno").Because(err)
	}
	return err
}
