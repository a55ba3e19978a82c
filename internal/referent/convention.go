package referent

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Convention is a row of conventions: municipalities that share one secretary (art. 98 c. 3 TUEL, art. 10 DPR 465/1997). Who shares it, and
// how much, are mandates.
type Convention struct {
	db.Row
	ConventionContent
	Complete bool // declared so by the secretariat; whether the shares still add up is another matter
}

// TableName tells GORM.
func (Convention) TableName() string { return "conventions" }

// ConventionContent is what people type in. ValidTo is the last day, nil while it lasts.
type ConventionContent struct {
	Name               string
	LeadCode           *string // the municipality that employs the secretary (capofila)
	ActKind, ActNumber string
	ActDate            *time.Time
	ValidFrom          time.Time
	ValidTo            *time.Time
}

// ConventionMember is a municipality of a convention on its day of reference: today, or its nearest day to today.
type ConventionMember struct {
	ConventionID, MandateID, PersonID int64
	Municipality, Name                string
	SharePercent                      *float64
}

// Conventions reads the conventions that a municipality within the actor's reach belongs to, or belonged.
func (s *Service) Conventions(p page.Request, f ConventionFilter) page.Source[Convention] {
	return page.Source[Convention]{
		Page: func(ctx context.Context) (page.Of[Convention], error) {
			return s.conventions.Find(p, f.where(ctx)).Page(ctx)
		},
		Each: func(ctx context.Context, yield func(Convention) error) error {
			return s.conventions.Find(p, f.where(ctx)).Each(ctx, yield)
		},
	}
}

// Convention finds one convention the actor may see.
func (s *Service) Convention(ctx context.Context, id int64) (Convention, error) {
	return s.conventions.visible(ctx, id)
}

// ConventionHistory pages through what happened to a convention.
func (s *Service) ConventionHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	if _, err := s.conventions.visible(ctx, id); err != nil {
		return page.Of[db.Change]{}, err
	}
	return s.conventions.History(ctx, id, p)
}

// ConventionNames gives the names of conventions.
func (s *Service) ConventionNames(ctx context.Context, ids []int64) (map[int64]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.conventions.names(ctx, ids)
}

// ConventionNamed finds a living convention by its name, for imports.
func (s *Service) ConventionNamed(ctx context.Context, name string) (Convention, error) {
	c, err := s.conventions.One(ctx, "lower(name) = lower(?) AND archived_at IS NULL", strings.TrimSpace(name))
	if db.IsNotFound(err) {
		err = apperr.Validation().At("/convention", "unknown", "Non c'è una convenzione con questo nome: va creata prima")
	}
	return c, err
}

// ConventionMembers gives by convention who belongs to it on its day of reference, the larger share first.
func (s *Service) ConventionMembers(ctx context.Context, ids []int64) (map[int64][]ConventionMember, error) {
	found, err := s.conventions.members(ctx, ids)
	out := make(map[int64][]ConventionMember, len(ids))
	for _, m := range found {
		out[m.ConventionID] = append(out[m.ConventionID], m)
	}
	return out, err
}

// Total is how much the shares of members add up to.
func Total(members []ConventionMember) float64 {
	sum := int64(0)
	for _, m := range members {
		if m.SharePercent != nil {
			sum += hundredths(*m.SharePercent)
		}
	}
	return float64(sum) / 100
}

// State is "ended", "complete" when it was declared so and the shares still add up to 100, or "open".
func (c *Convention) State(members []ConventionMember) string {
	switch {
	case c.ValidTo != nil && c.ValidTo.Before(authz.Today()):
		return "ended"
	case c.Complete && hundredths(Total(members)) == 100_00:
		return "complete"
	}
	return "open"
}

// CreateConvention adds a convention; its municipalities come with the mandates.
func (s *Service) CreateConvention(ctx context.Context, c ConventionContent) (Convention, error) {
	x := Convention{ConventionContent: c}
	if err := s.checkConvention(ctx, &x); err != nil {
		return x, err
	}
	return x, named(s.conventions.Create(ctx, &x))
}

// EditConvention replaces what people type in.
func (s *Service) EditConvention(ctx context.Context, id, version int64, c ConventionContent) (Convention, error) {
	x, err := s.living(ctx, id)
	if err != nil {
		return x, err
	}
	x.ConventionContent = c
	if err := s.checkConvention(ctx, &x); err != nil {
		return x, err
	}
	return x, named(s.conventions.Update(ctx, &x, version))
}

// CompleteConvention declares that every municipality and share is there. Until then shares may be missing; beyond 100 they never go.
func (s *Service) CompleteConvention(ctx context.Context, id, version int64) (Convention, error) {
	x, err := s.living(ctx, id)
	if err != nil {
		return x, err
	}
	members, err := s.conventions.members(ctx, []int64{id})
	if err != nil {
		return x, err
	}
	if problem := wanting(members); problem != "" {
		return x, apperr.New(apperr.Conflict, "convention-incomplete", "La convenzione non è completa: %s", problem)
	}
	x.Complete = true
	return x, s.conventions.Update(ctx, &x, version)
}

// ArchiveConvention takes a convention that nobody belongs to any more out of the lists, with its reason.
func (s *Service) ArchiveConvention(ctx context.Context, id, version int64, reason string) error {
	x, err := s.conventions.visible(ctx, id)
	if err != nil {
		return err
	}
	if err := s.conventions.lock(ctx, id); err != nil {
		return err
	}
	members, err := s.conventions.reachedBy(ctx, id, authz.Today(), nil)
	if err != nil {
		return err
	}
	if len(members) > 0 {
		return apperr.New(apperr.Conflict, "convention-in-use", "Ne fanno ancora parte %s: concludi prima gli incarichi", list(whole(members)))
	}
	return s.conventions.Archive(ctx, &x, version, reason)
}

// ConventionActions says what the actor may do with a convention in a state.
func (s *Service) ConventionActions(ctx context.Context, c Convention, state string) []string {
	switch {
	case c.ArchivedAt != nil || mayWrite(ctx) != nil:
		return []string{}
	case state == "open":
		return []string{"edit", "completion", "archive"}
	}
	return []string{"edit", "archive"}
}

func (s *Service) living(ctx context.Context, id int64) (Convention, error) {
	x, err := s.conventions.visible(ctx, id)
	if err == nil {
		err = s.conventions.Live(&x)
	}
	if err == nil {
		err = s.conventions.lock(ctx, id)
	}
	return x, err
}

func (s *Service) checkConvention(ctx context.Context, c *Convention) error {
	c.Name = strings.TrimSpace(c.Name)
	e := apperr.Validation()
	if c.ValidFrom.Year() < 1990 || c.ValidFrom.Year() > 2100 {
		_ = e.At("/valid_from", "range", "Una data tra il 1990 e il 2100")
	}
	if c.ValidTo != nil && c.ValidTo.Before(c.ValidFrom) {
		_ = e.At("/valid_to", "before-from", "La convenzione non può finire prima di cominciare")
	}
	if c.ActDate != nil && c.ActDate.After(authz.Today()) {
		_ = e.At("/act_date", "future", "La data non può essere nel futuro")
	}
	if c.LeadCode != nil {
		known, err := s.mandates.known(ctx, &Mandate{Post: Post{MunicipalityCode: c.LeadCode}})
		if err != nil {
			return err
		}
		if !known.Municipality {
			_ = e.At("/lead_municipality", "unknown", "Non c'è un comune con questo codice")
		}
	}
	if c.ID == 0 {
		return e.OrNil()
	}
	all, err := s.conventions.reachedBy(ctx, c.ID, time.Time{}, nil)
	if err != nil {
		return err
	}
	var early, late []partner
	for _, p := range all {
		if p.ValidFrom.Before(c.ValidFrom) {
			early = append(early, p)
		}
		if c.ValidTo != nil && (p.ValidTo == nil || p.ValidTo.After(*c.ValidTo)) {
			late = append(late, p)
		}
	}
	if len(early) > 0 {
		_ = e.At("/valid_from", "members-before", "Ci sono incarichi che cominciano prima: %s", list(whole(early)))
	}
	if len(late) > 0 {
		_ = e.At("/valid_to", "members-beyond", "Ci sono incarichi che durano oltre: %s", list(whole(late)))
	}
	return e.OrNil()
}

// shares refuses a mandate outside the days of its convention, and one whose share would bring a day beyond 100.
func (s *Service) shares(ctx context.Context, m *Mandate) error {
	if m.ConventionID == nil {
		return nil
	}
	if err := s.conventions.lock(ctx, *m.ConventionID); err != nil {
		return err
	}
	c, err := s.conventions.Get(ctx, *m.ConventionID)
	if err != nil {
		return err
	}
	e := apperr.Validation()
	if m.ValidFrom.Before(c.ValidFrom) {
		_ = e.At("/from", "before-convention", "La convenzione comincia il %s", italianDay(c.ValidFrom))
	}
	if c.ValidTo != nil && (m.ValidTo == nil || m.ValidTo.After(*c.ValidTo)) {
		_ = e.At("/to", "after-convention", "La convenzione finisce il %s", italianDay(*c.ValidTo))
	}
	if m.SharePercent == nil {
		return e.OrNil()
	}
	partners, err := s.conventions.reachedBy(ctx, c.ID, m.ValidFrom, m)
	if err != nil {
		return err
	}
	days := []time.Time{m.ValidFrom} // between them nothing is added
	for _, p := range partners {
		if p.ValidFrom.After(m.ValidFrom) && (m.ValidTo == nil || !p.ValidFrom.After(*m.ValidTo)) {
			days = append(days, p.ValidFrom)
		}
	}
	for _, day := range days {
		with := on(partners, day)
		if taken := hundredths(Total(with)); taken+hundredths(*m.SharePercent) > 100_00 {
			_ = e.At("/share_percent", "over-100", "Dal %s le quote supererebbero il 100%%: %s; restano %s punti", italianDay(day), list(with), points(100_00-taken))
			break
		}
	}
	return e.OrNil()
}

// on are the members on a day.
func on(partners []partner, day time.Time) (out []ConventionMember) {
	for _, p := range partners {
		if !p.ValidFrom.After(day) && (p.ValidTo == nil || !p.ValidTo.Before(day)) {
			out = append(out, p.ConventionMember)
		}
	}
	return out
}

func whole(partners []partner) (out []ConventionMember) {
	for _, p := range partners {
		out = append(out, p.ConventionMember)
	}
	return out
}

// wanting says in words what keeps a convention from being complete, "" for nothing.
func wanting(members []ConventionMember) string {
	var without []string
	for _, m := range members {
		if m.SharePercent == nil {
			without = append(without, m.Name)
		}
	}
	total := hundredths(Total(members))
	switch {
	case len(members) < 2:
		return "servono almeno due comuni con un incarico in convenzione"
	case len(without) > 0 && total < 100_00:
		return "mancano " + points(100_00-total) + " punti su 100 e la quota di " + strings.Join(without, ", ") + " (" + list(members) + ")"
	case len(without) > 0:
		return "manca la quota di " + strings.Join(without, ", ") + " (" + list(members) + ")"
	case total != 100_00:
		return "mancano " + points(100_00-total) + " punti su 100 (" + list(members) + ")"
	}
	for _, m := range members {
		if m.PersonID != members[0].PersonID {
			return "i comuni non hanno lo stesso segretario (" + members[0].Name + ", " + m.Name + ")"
		}
	}
	return ""
}

// list names municipalities with their shares: "Milazzo 60%, Malfa senza quota".
func list(members []ConventionMember) string {
	out := make([]string, len(members))
	for i, m := range members {
		out[i] = m.Name + " senza quota"
		if m.SharePercent != nil {
			out[i] = m.Name + " " + points(hundredths(*m.SharePercent)) + "%"
		}
	}
	return strings.Join(out, ", ")
}

func hundredths(share float64) int64 { return int64(math.Round(share * 100)) }

func points(hundredths int64) string {
	return strings.Replace(strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64), ".", ",", 1)
}

// named says which name the database refused.
func named(err error) error {
	if db.Constraint(err) == "conventions_unique" {
		return apperr.New(apperr.Conflict, "convention-duplicate", "C'è già una convenzione con questo nome").At("/name", "taken", "Nome già usato").Because(err)
	}
	return err
}
