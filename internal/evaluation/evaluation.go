// Package evaluation keeps what a municipality judges of its risks, year by year, by the PNA 2019 (Allegato 1: qualitative, motivated, no mean) or
// by the superseded PNA 2013 (Allegato 5), and draws the maps of it.
package evaluation

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
	"comunita/internal/platform/workflow"
	"comunita/internal/risk"
	"comunita/internal/setting"
)

// Evaluation is a row of evaluations.
type Evaluation struct {
	db.Row
	RiskID                     int64
	MunicipalityCode           string // the risk's
	Year                       int
	Method                     Method
	State                      State
	Indicators                 Indicators `gorm:"type:jsonb"`
	Suggested, Level           *Level
	Motivation, Evidence       string
	Deviation                  string // why the level is not the suggested one
	Original                   string // the level as an imported register wrote it
	Probability, Impact, Score *float64
	FromMedium, FromHigh       *float64 // the bands in which the score gave the level
	Treatment                  string
	TreatmentMotivation        string
	TreatmentLevel             *Level // that it was decided for
	Residual                   *Level // judged again once the measures are monitored
	ResidualMotivation         string
	PreviousID                 *int64 // of the year before, from which this one started
}

// TableName tells GORM.
func (Evaluation) TableName() string { return "evaluations" }

// State of an evaluation, and Action that leads to the next.
type (
	State  string
	Action string
)

// The states and the steps between them.
const (
	Draft        State  = "draft"
	Confirmed    State  = "confirmed"
	Confirmation Action = "confirmation"
	Reopening    Action = "reopening"
)

// Flow is the life of an evaluation.
var Flow = workflow.Flow[State, Action]{
	{From: Draft, Do: Confirmation, To: Confirmed, Need: authz.PlanWrite},
	{From: Confirmed, Do: Reopening, To: Draft, Need: authz.PlanWrite},
}

// Content is what people type in; a draft may lack any of it.
type Content struct {
	Indicators                                Indicators
	Level                                     *Level
	Motivation, Evidence, Deviation, Original string
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Municipalities, Methods, Levels, States []string
	Years                                   []int
	Risk                                    int64
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	evaluations *store
	risks       *risk.Service
	settings    *setting.Service
}

// NewService wires the service.
func NewService(d *db.DB, risks *risk.Service, settings *setting.Service) *Service {
	return &Service{newStore(d), risks, settings}
}

// List reads the evaluations the actor may see.
func (s *Service) List(p page.Request, f Filter) page.Source[View] {
	return page.Batch(s.evaluations.Find(p, f.where()), s.views)
}

// Get finds one evaluation.
func (s *Service) Get(ctx context.Context, id int64) (Evaluation, error) {
	return s.evaluations.Get(ctx, id)
}

// History pages through what happened to an evaluation; each indicator is a field of its own.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	found, err := s.evaluations.History(ctx, id, p)
	for i := range found.Items {
		found.Items[i].Fields = spread(found.Items[i].Fields)
	}
	return found, err
}

// Create starts the evaluation of a local risk for a year, empty.
func (s *Service) Create(ctx context.Context, riskID int64, year int, m Method) (Evaluation, error) {
	e, err := s.begin(ctx, riskID, year, m)
	if err == nil {
		err = s.evaluations.Create(ctx, &e)
	}
	return e, err
}

func (s *Service) begin(ctx context.Context, riskID int64, year int, m Method) (Evaluation, error) {
	r, err := s.risks.Get(ctx, riskID)
	switch {
	case db.IsNotFound(err):
		return Evaluation{}, apperr.Validation().At("/risk", "unknown", "Non c'è un rischio con questo numero tra quelli che puoi vedere")
	case err != nil:
		return Evaluation{}, err
	case r.MunicipalityCode == nil:
		return Evaluation{}, apperr.Validation().At("/risk", "local-only", "Si valuta il rischio di un comune: una voce di catalogo va prima adottata")
	case r.ArchivedAt != nil:
		return Evaluation{}, apperr.Validation().At("/risk", "archived", "Il rischio è archiviato")
	}
	return Evaluation{RiskID: r.ID, MunicipalityCode: *r.MunicipalityCode, Year: year, Method: m, State: Draft, Indicators: Indicators{}}, nil
}

// Edit replaces what people type in. A confirmed evaluation has to be reopened first.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Evaluation, error) {
	e, err := s.draft(ctx, id)
	if err == nil {
		err = s.set(ctx, &e, c)
	}
	if err != nil {
		return e, err
	}
	err = s.evaluations.Update(ctx, &e, version)
	return e, err
}

// Put creates or updates the evaluation of a risk for a year by a method, as outside systems and imports do.
func (s *Service) Put(ctx context.Context, riskID int64, year int, m Method, c Content) (e Evaluation, created, changed bool, err error) {
	e, err = s.evaluations.locked(ctx, riskID, year, m)
	if db.IsNotFound(err) {
		if e, err = s.begin(ctx, riskID, year, m); err == nil {
			err = s.set(ctx, &e, c)
		}
		if err == nil {
			err = s.evaluations.Create(ctx, &e)
		}
		return e, true, true, err
	}
	if err != nil {
		return e, false, false, err
	}
	before := e
	if err = s.set(ctx, &e, c); err != nil || e.same(before) {
		return e, false, false, err
	}
	if before.State != Draft {
		return before, false, false, reopenFirst()
	}
	err = s.evaluations.Update(ctx, &e, e.Version)
	return e, false, true, err
}

// Do takes a step in the life of an evaluation. Confirmation names everything that is missing.
func (s *Service) Do(ctx context.Context, id, version int64, a Action) (Evaluation, error) {
	e, err := s.live(ctx, id)
	if err != nil {
		return e, err
	}
	if e.State, err = Flow.Step(ctx, e.State, a); err != nil {
		return e, err
	}
	if a == Confirmation {
		if err := s.derive(ctx, &e); err != nil { // the bands of today
			return e, err
		}
		if err := e.incomplete(); err != nil {
			return e, err
		}
	}
	err = s.evaluations.Update(ctx, &e, version)
	return e, err
}

// Treat keeps what was decided of a confirmed risk (treat it, keep the measures there are, no further treatment), and why (PNA 2019, All. 1 §4.3).
func (s *Service) Treat(ctx context.Context, id, version int64, treatment, motivation string) (Evaluation, error) {
	return s.after(ctx, id, version, motivation, func(e *Evaluation) error {
		e.Treatment, e.TreatmentMotivation, e.TreatmentLevel = treatment, motivation, e.Level
		return nil
	})
}

// Reassess keeps the level that is left once the measures are monitored, and why: judged as the level was (PNA 2019, All. 1 §§ 4.3 and 6). In the
// year of the evaluation or later the RPCT has to have reviewed a measure that treats the risk or, where none does, one that holds for all.
func (s *Service) Reassess(ctx context.Context, id, version int64, residual Level, motivation string) (Evaluation, error) {
	return s.after(ctx, id, version, motivation, func(e *Evaluation) error {
		told, err := s.evaluations.beside(ctx, []Evaluation{*e})
		if err == nil && !told[e.ID].Monitored {
			err = apperr.New(apperr.Conflict, "measures-not-monitored", "Il rischio residuo si giudica dopo il monitoraggio delle misure: "+
				"per il %d il RPCT non ha ancora verificato nessuna misura di questo rischio (PNA 2019, All. 1, § 6)", e.Year)
		}
		e.Residual, e.ResidualMotivation = &residual, motivation
		return err
	})
}

// after changes what is decided on a confirmed evaluation.
func (s *Service) after(ctx context.Context, id, version int64, motivation string, change func(*Evaluation) error) (Evaluation, error) {
	e, err := s.live(ctx, id)
	if err == nil {
		err = pii.Refuse("/motivation", motivation)
	}
	switch {
	case err != nil:
		return e, err
	case e.State != Confirmed:
		return e, apperr.New(apperr.Conflict, "evaluation-not-confirmed", "Si decide su una valutazione confermata: questa è ancora una bozza")
	}
	if err := change(&e); err != nil {
		return e, err
	}
	err = s.evaluations.Update(ctx, &e, version)
	return e, err
}

// Archive takes a draft out of the lists, with its reason.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	e, err := s.evaluations.Get(ctx, id)
	switch {
	case err != nil:
		return err
	case e.ArchivedAt == nil && e.State != Draft:
		return reopenFirst()
	}
	return s.evaluations.Archive(ctx, &e, version, reason)
}

func (s *Service) live(ctx context.Context, id int64) (Evaluation, error) {
	e, err := s.evaluations.Get(ctx, id)
	if err == nil {
		err = authz.Within(ctx, authz.PlanWrite, e.MunicipalityCode)
	}
	if err == nil {
		err = s.evaluations.Live(&e)
	}
	return e, err
}

func (s *Service) draft(ctx context.Context, id int64) (Evaluation, error) {
	e, err := s.live(ctx, id)
	if err == nil && e.State != Draft {
		err = reopenFirst()
	}
	return e, err
}

func reopenFirst() error {
	return apperr.New(apperr.Conflict, "evaluation-confirmed", "La valutazione è confermata: per cambiarla occorre prima riaprirla")
}

// actions says what the actor may do with an evaluation whose measures were, or were not, monitored.
func (e *Evaluation) actions(ctx context.Context, monitored bool) []string {
	if e.ArchivedAt != nil || authz.Within(ctx, authz.PlanWrite, e.MunicipalityCode) != nil {
		return []string{}
	}
	out := []string{"treatment"}
	switch {
	case e.State == Draft:
		out = []string{"edit", "archive"}
	case monitored:
		out = append(out, "residual")
	}
	for _, a := range Flow.Open(ctx, e.State) {
		out = append(out, string(a))
	}
	return out
}

// same reports whether two states of an evaluation hold the same content.
func (e *Evaluation) same(other Evaluation) bool {
	return e.Indicators.equal(other.Indicators) && equal(e.Level, other.Level) && e.Motivation == other.Motivation && e.Evidence == other.Evidence &&
		e.Deviation == other.Deviation && e.Original == other.Original
}

func equal[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }
