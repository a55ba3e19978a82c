package monitoring

import (
	"context"
	"fmt"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Round is a row of monitoring_rounds.
type Round struct {
	db.Row
	MunicipalityCode            string
	Year, Number, RoundsPlanned int
	DueOn                       time.Time
	State                       string // open or closed
	SharePercent                int
	ShareReason                 string
	Processes, ProcessesSampled int
	Outcome                     string
}

// TableName tells GORM.
func (Round) TableName() string { return "monitoring_rounds" }

func (r Round) open() bool { return r.State == "open" && r.ArchivedAt == nil }

// Opening is what people type in to open a round.
type Opening struct {
	Year, RoundsPlanned, SharePercent int
	ShareReason                       string
	DueOn                             time.Time
}

// RoundFilter narrows a list; within a field any value matches, all fields must.
type RoundFilter struct {
	Municipalities, States []string
	Years                  []int
}

// Advice is how often, and on how many processes, a municipality is to look at its measures at least.
type Advice struct {
	Rounds, SharePercent int
	Basis                string
}

// Advise follows PNA 2022 (delibera ANAC n. 7/2023, § 10): up to 15 staff once a year on 30 % of the processes, chosen by risk; up to 30 twice on
// 30 %; up to 49 twice on 50 %. From 50 on, or where nobody has said how many, nothing is simplified: all of them (PNA 2019 All. 1 § 6).
func Advise(employees *int) Advice {
	const small = "PNA 2022 (delibera ANAC n. 7/2023), semplificazioni sotto i 50 dipendenti"
	switch {
	case employees == nil || *employees >= 50:
		return Advice{1, 100, "PNA 2019, All. 1, § 6"}
	case *employees <= 15:
		return Advice{1, 30, small}
	case *employees <= 30:
		return Advice{2, 30, small}
	}
	return Advice{2, 50, small}
}

// Outlook is what one needs to know before opening a round.
type Outlook struct {
	Advice
	Employees                   *int
	Measures, Processes, Judged int    // measures to check; processes, and those of them with a confirmed evaluation
	LatestNumber, RoundsPlanned int    // of the year
	OpenRound                   *int64 // which has to be closed first
}

// Outlook tells it for a municipality within the actor's reach and a year.
func (s *Service) Outlook(ctx context.Context, municipality string, year int) (Outlook, error) {
	if !authz.From(ctx).Reach(authz.PlanRead).Has(municipality) {
		return Outlook{}, s.rounds.NotFound()
	}
	o, err := s.rounds.outlook(ctx, municipality, year)
	o.Advice = Advise(o.Employees)
	return o, err
}

// Rounds reads the rounds the actor may see.
func (s *Service) Rounds(p page.Request, f RoundFilter) page.Source[Round] {
	return s.rounds.Find(p, f.where())
}

// Round finds one.
func (s *Service) Round(ctx context.Context, id int64) (Round, error) { return s.rounds.Get(ctx, id) }

// RoundHistory pages through what happened to a round.
func (s *Service) RoundHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.rounds.History(ctx, id, p)
}

// Progress counts the checks of rounds, by round.
func (s *Service) Progress(ctx context.Context, ids []int64) (map[int64]Progress, error) {
	return s.rounds.progress(ctx, ids)
}

// Open begins the next round of a municipality in a year: one check for each of its measures in force, those of the riskiest processes marked
// as sampled (see sample). One round at a time.
func (s *Service) Open(ctx context.Context, municipality string, o Opening) (Round, error) {
	if err := leads(ctx, municipality); err != nil {
		return Round{}, apperr.Validation().At("/municipality", "not-yours", "Non puoi aprire un giro di monitoraggio in questo comune")
	}
	if err := s.db.Lock(ctx, "monitoring", municipality); err != nil {
		return Round{}, err
	}
	known, err := s.Outlook(ctx, municipality, o.Year)
	if err != nil {
		return Round{}, err
	}
	if known.OpenRound != nil {
		return Round{}, apperr.New(apperr.Conflict, "round-open", "Un giro di monitoraggio è ancora aperto: chiudilo prima di aprirne un altro")
	}
	if known.Measures == 0 {
		return Round{}, apperr.New(apperr.Conflict, "nothing-to-monitor", "Il comune non ha ancora misure adottate: non c'è nulla da monitorare")
	}
	if err := o.check(known); err != nil {
		return Round{}, err
	}
	number := known.LatestNumber + 1
	r := Round{MunicipalityCode: municipality, Year: o.Year, Number: number, RoundsPlanned: max(o.RoundsPlanned, number), DueOn: o.DueOn, State: "open",
		SharePercent: o.SharePercent, ShareReason: o.ShareReason}
	if err := s.rounds.Create(ctx, &r); err != nil {
		return r, err
	}
	r.Processes, r.ProcessesSampled, err = s.rounds.sample(ctx, r)
	return r, err
}

func (o Opening) check(known Outlook) error {
	e, today := apperr.Validation(), authz.Today()
	if o.Year != today.Year() && o.Year != today.Year()-1 {
		_ = e.At("/year", "range", "Un giro si apre per l'anno in corso o per quello prima")
	}
	if known.LatestNumber >= 4 {
		_ = e.At("/year", "full", "In quest'anno ci sono già quattro giri")
	}
	if o.DueOn.Before(today) || o.DueOn.After(today.AddDate(1, 0, 0)) {
		_ = e.At("/due_on", "range", "Un giorno da oggi a un anno")
	}
	rounds := "un giro"
	if known.Rounds > 1 {
		rounds = fmt.Sprintf("%d giri", known.Rounds)
	}
	if blank(o.ShareReason) && (o.SharePercent < known.SharePercent || o.RoundsPlanned < known.Rounds) {
		_ = e.At("/share_reason", "required", "Per questo comune si raccomanda almeno %s l'anno sul %d%% dei processi (%s): se è meno, spiega perché",
			rounds, known.SharePercent, known.Basis)
	}
	pii.Check(e, "/share_reason", o.ShareReason)
	return e.OrNil()
}

// Edit changes the day a round is due on, and what is written of its review so far.
func (s *Service) Edit(ctx context.Context, id, version int64, dueOn time.Time, outcome string) (Round, error) {
	r, err := s.writable(ctx, id)
	if err != nil {
		return r, err
	}
	e := apperr.Validation()
	if !dueOn.Equal(r.DueOn) && (dueOn.Before(authz.Today()) || dueOn.After(authz.Today().AddDate(1, 0, 0))) {
		_ = e.At("/due_on", "range", "Un giorno da oggi a un anno")
	}
	pii.Check(e, "/outcome", outcome)
	if err := e.OrNil(); err != nil {
		return r, err
	}
	r.DueOn, r.Outcome = dueOn, outcome
	return r, s.rounds.Update(ctx, &r, version)
}

// Close ends a round with its review (riesame): every sampled check has both levels. In the same unit of work each measure takes the state the
// RPCT confirmed – implemented, partly, not – with the value found, and the reason why not; what was not due yet stays as it is.
func (s *Service) Close(ctx context.Context, id, version int64, outcome string) (Round, error) {
	r, err := s.writable(ctx, id)
	if err != nil {
		return r, err
	}
	e := apperr.Validation()
	if blank(outcome) {
		_ = e.At("/outcome", "required", "Scrivi l'esito del riesame: che cosa funziona, che cosa va cambiato")
	}
	pii.Check(e, "/outcome", outcome)
	if err := e.OrNil(); err != nil {
		return r, err
	}
	found, err := s.rounds.progress(ctx, []int64{id})
	if err != nil {
		return r, err
	}
	if p := found[id]; p.SampledReviewed < p.Sampled {
		return r, apperr.New(apperr.Conflict, "round-incomplete", "Il giro non si chiude: delle %d misure del campione mancano %d risposte di chi le attua e %d verifiche del RPCT",
			p.Sampled, p.Sampled-p.SampledAnswered, p.Sampled-p.SampledReviewed)
	}
	r.State, r.Outcome = "closed", outcome
	if err := s.rounds.Update(ctx, &r, version); err != nil {
		return r, err
	}
	return r, s.rounds.settle(ctx, id)
}

// Archive takes a round that was opened by mistake out of the lists, with its reason; a closed one is history.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	r, err := s.writable(ctx, id)
	if err != nil {
		return err
	}
	return s.rounds.Archive(ctx, &r, version, reason)
}

// writable holds a round that the actor leads.
func (s *Service) writable(ctx context.Context, id int64) (Round, error) {
	r, err := s.rounds.Get(ctx, id)
	if err == nil {
		err = leads(ctx, r.MunicipalityCode)
	}
	if err != nil {
		return r, err
	}
	return s.hold(ctx, id)
}

// RoundActions says what the actor may do with a round.
func (s *Service) RoundActions(ctx context.Context, r Round) []string {
	if !r.open() || leads(ctx, r.MunicipalityCode) != nil {
		return []string{}
	}
	return []string{"edit", "close", "archive"}
}
