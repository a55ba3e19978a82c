// Package reminder writes to those whose move it is: the rules that say after how long and in what words, the runs, and the letters that go
// out once and never twice.
package reminder

import (
	"context"
	"time"

	"comunita/internal/adhesion"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Service is what the API and the jobs call. Writes need a unit of work.
type Service struct {
	db        *db.DB
	rules     *rules
	runs      *runs
	reminders *reminders
	adhesions *adhesion.Service
	post      func(ctx context.Context, all []Letter) error
}

// NewService wires the service. post puts letters in the queue, in the unit of work that wants them sent.
func NewService(d *db.DB, adhesions *adhesion.Service, post func(ctx context.Context, all []Letter) error) *Service {
	return &Service{d, newRules(d), newRuns(d), newReminders(d), adhesions, post}
}

// Run is a row of reminder_runs: a round of letters somebody, or the calendar, sent.
type Run struct {
	db.Row
	Kind      string // reminder, contact or kit
	Automatic bool
	Actor     string
}

// TableName tells GORM.
func (Run) TableName() string { return "reminder_runs" }

// Reminder is a row of reminders: what a run asks of whom about one municipality.
type Reminder struct {
	db.Row
	RunID            int64
	AdhesionID       int64
	MunicipalityCode string
	Rule             string
	Since            time.Time
	Number           int
	Audience         string // municipality, coordinator or pec
	PersonID         *int64
	State            string
	Problem          string
	SentAt           *time.Time
	ProtocolNumber   string     // of a letter sent by certified mail, in the register of the Città Metropolitana
	ProtocolDate     *time.Time // and its day
}

// TableName tells GORM.
func (Reminder) TableName() string { return "reminders" }

// Line is what a run does about one municipality.
type Line struct {
	AdhesionID       int64
	MunicipalityCode string
	Name             string
	Rule             string
	Since            time.Time
	Number           int  // the how-manieth reminder of this wait
	People           int  // of the municipality, who get a letter
	Escalated        bool // the coordinator of the zone gets one too
	Listed           bool // it goes by certified mail as well, or only so where nobody has a mandate
	PEC              string
	RemindedToday    bool // nothing goes out: once a day is enough
}

// Plan is what a run does, or would do.
type Plan struct {
	Run     Run // without an id when it was only tried
	Lines   []Line
	Letters int // to people, each one whatever the number of their municipalities
}

// Whom narrows a run. Nothing given means everybody whose move it is.
type Whom struct {
	Municipalities, States []string
	Zones                  []int64
}

// Remind writes to those whose move it is: each person once, the coordinator of the zone where the wait is long, and a list of what goes by
// certified mail. Nobody is reminded of the same twice on a day, and who has answered gets nothing. With dry it only tells what it would do.
func (s *Service) Remind(ctx context.Context, w Whom, dry bool) (Plan, error) {
	return s.run(ctx, "reminder", w, false, dry)
}

// RemindByCalendar is the run of the rules that are automatic: after their days, and again after as many as they say.
func (s *Service) RemindByCalendar(ctx context.Context) error {
	return s.db.Do(ctx, "reminders-calendar", func(ctx context.Context) error {
		if err := s.resume(ctx); err != nil {
			return err
		}
		_, err := s.run(ctx, "reminder", Whom{}, true, false)
		return err
	})
}

// Invite takes one of the secretariat's first steps, contact or kit, for many municipalities at once, and writes to each what goes with it.
func (s *Service) Invite(ctx context.Context, do adhesion.Action, w Whom, on time.Time, note string, dry bool) (Plan, error) {
	from := adhesion.NotContacted
	if do == adhesion.Kit {
		from = adhesion.Contacted
	}
	w.States = []string{string(from)}
	plan, err := s.run(ctx, string(do), w, false, dry)
	if err != nil {
		return plan, err
	}
	ids := make([]int64, len(plan.Lines))
	for i, l := range plan.Lines {
		ids[i] = l.AdhesionID
	}
	return plan, s.adhesions.TakeAll(ctx, ids, from, do, on, note, dry)
}

func (s *Service) run(ctx context.Context, kind string, w Whom, automatic, dry bool) (Plan, error) {
	plan := Plan{Run: Run{Kind: kind, Automatic: automatic, Actor: authz.From(ctx).ID}}
	if !dry {
		if err := s.db.Lock(ctx, "reminders"); err != nil { // one run at a time: the next sees whom this one wrote to
			return plan, err
		}
	}
	var err error
	if plan.Lines, err = s.reminders.plan(ctx, kind, w, automatic); err != nil {
		return plan, err
	}
	due := make([]Line, 0, len(plan.Lines))
	for _, l := range plan.Lines {
		if !l.RemindedToday {
			due = append(due, l)
		}
	}
	if dry || automatic && len(due) == 0 {
		plan.Letters, err = s.reminders.people(ctx, due)
		return plan, err
	}
	if err := s.runs.Create(ctx, &plan.Run); err != nil {
		return plan, err
	}
	people, err := s.reminders.add(ctx, plan.Run.ID, due)
	if err != nil {
		return plan, err
	}
	plan.Letters = len(people)
	letters := make([]Letter, len(people))
	for i, id := range people {
		letters[i] = Letter{plan.Run.ID, id}
	}
	return plan, s.post(ctx, letters)
}

// Runs reads the runs, the latest first.
func (s *Service) Runs(p page.Request) page.Source[Run] { return s.runs.Find(p, db.Where{}) }

// RunOf finds one run.
func (s *Service) RunOf(ctx context.Context, id int64) (Run, error) { return s.runs.Get(ctx, id) }

// Filter narrows the list; within a field any value matches.
type Filter struct {
	Runs                              []int64
	Municipalities, States, Audiences []string
}

// Reminders reads what the runs asked of whom.
func (s *Service) Reminders(p page.Request, f Filter) page.Source[Reminder] {
	return s.reminders.Find(p, f.where())
}

// Outcome counts the letters of a run by what became of them.
type Outcome struct {
	RunID                                                 int64
	Municipalities, Queued, Sent, Failed, Skipped, Listed int
	Certified                                             int    // sent by certified mail
	Actor                                                 string // a name people know
}

// Outcomes counts by run.
func (s *Service) Outcomes(ctx context.Context, runs []int64) (map[int64]Outcome, error) {
	found, err := s.reminders.outcomes(ctx, runs)
	out := make(map[int64]Outcome, len(found))
	for _, o := range found {
		out[o.RunID] = o
	}
	return out, err
}

// Wordings gives what reminders say and where to, by id.
func (s *Service) Wordings(ctx context.Context, rows []Reminder) (map[int64]Wording, error) {
	return s.reminders.wordings(ctx, rows)
}
