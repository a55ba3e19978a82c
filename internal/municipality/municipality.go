// Package municipality keeps the municipalities of the network: who they are, where they lie, how far their adhesion has come.
package municipality

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Municipality is a row of municipalities. Regime follows from employees and population, in the database.
type Municipality struct {
	db.Row
	Content
	Profile
	Regime string `gorm:"->"`
	// How far the adhesion has come, and since when: adhesion keeps it.
	Adhesion     string     `gorm:"->"`
	AdhesionDate *time.Time `gorm:"->"`
	Edition      string
	Edited       bool // by people: a newer edition of the reference data leaves it alone
}

// TableName tells GORM.
func (Municipality) TableName() string { return "municipalities" }

// Content is what the secretariat keeps: identity, territory.
type Content struct {
	IstatCode          string
	FormerCodes        db.Texts `gorm:"type:text[]"`
	Name, OfficialName string
	Aliases            db.Texts `gorm:"type:text[]"`
	CadastralCode      string
	Population         int
	PopulationYear     int
	AreaKm2            float64 `gorm:"column:area_km2"`
	Lat, Lon           float64
	AltitudeM          *int
	AltimetricZone     string
	Coastal, Island    bool
	InnerAreaClass     string
	MinutesToPole      *float64
	ReferencePole      string
	PostalCode         string
	PhonePrefix        string
}

// Profile is what a municipality says of itself. Employees are those in service on 31 December of EmployeesYear. FinancialDistress is
// "unknown", "none", "dissesto" (art. 244 TUEL) or "riequilibrio" (art. 243-bis TUEL); the last two have a day and an act.
type Profile struct {
	PEC                    string `gorm:"column:pec"`
	Website                string
	Employees              *int
	EmployeesYear          *int
	FinancialDistress      string
	FinancialDistressSince *time.Time
	FinancialDistressAct   string
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct {
	Zones                                                        []int64
	ZoneSet, ZoneCode                                            string // without a set, the code is of the operational one
	Municipalities, Classes, Regimes, Adhesions, AltimetricZones []string
	Coastal, Island                                              *bool
	PopulationMin, PopulationMax                                 *int
	Vacant                                                       string   // a role nobody holds there today
	Among                                                        []string // nil: all; only these
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct{ store *store }

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{newStore(d)} }

// List reads the municipalities: they are public.
func (s *Service) List(p page.Request, f Filter) page.Source[Municipality] {
	return s.store.Find(p, f.where())
}

// Get finds a municipality by its ISTAT code, or one it had before.
func (s *Service) Get(ctx context.Context, code string) (Municipality, error) {
	return s.store.byCode(ctx, code)
}

// Zones gives the zones that municipalities belong to today, the operational one first.
func (s *Service) Zones(ctx context.Context, codes []string) (map[string][]Membership, error) {
	found, err := s.store.zones(ctx, codes)
	out := make(map[string][]Membership, len(codes))
	for _, m := range found {
		out[m.Municipality] = append(out[m.Municipality], m)
	}
	return out, err
}

// Officers tells who serves in a municipality now and who did before, to those whose permission reaches it.
func (s *Service) Officers(ctx context.Context, code string) ([]Officer, error) {
	m, err := s.store.byCode(ctx, code)
	if err != nil {
		return nil, err
	}
	if authz.Within(ctx, authz.ReferentRead, m.IstatCode) != nil {
		return nil, s.store.NotFound()
	}
	return s.store.officers(ctx, m.IstatCode)
}

// History pages through what happened to a municipality; its financial distress only for the municipality itself and the secretariat.
func (s *Service) History(ctx context.Context, code string, p page.Request) (page.Of[db.Change], error) {
	m, err := s.store.byCode(ctx, code)
	if err != nil {
		return page.Of[db.Change]{}, err
	}
	out, err := s.store.History(ctx, m.ID, p)
	if !authz.From(ctx).Reach(authz.MunicipalityWrite).Has(m.IstatCode) { // as the row itself: nobody else's business
		for i := range out.Items {
			out.Items[i].Fields = slices.DeleteFunc(out.Items[i].Fields, func(f db.FieldChange) bool {
				return strings.HasPrefix(f.Field, "financial_distress")
			})
		}
	}
	return out, err
}

// Create adds a municipality.
func (s *Service) Create(ctx context.Context, c Content, p Profile) (Municipality, error) {
	m := Municipality{Content: c, Profile: p, Edited: true}
	if err := s.check(ctx, &m); err != nil {
		return m, err
	}
	if err := s.store.Create(ctx, &m); err != nil {
		return m, err
	}
	return s.store.Get(ctx, m.ID)
}

// Edit replaces what the secretariat keeps. A new ISTAT code leaves the old one among the former.
func (s *Service) Edit(ctx context.Context, code string, version int64, c Content) (Municipality, error) {
	m, err := s.store.byCode(ctx, code)
	if err == nil {
		err = s.store.Live(&m)
	}
	if err != nil {
		return m, err
	}
	if c.IstatCode != m.IstatCode && !slices.Contains(c.FormerCodes, m.IstatCode) {
		c.FormerCodes = append(slices.Clone(c.FormerCodes), m.IstatCode)
	}
	m.Content = c
	return s.update(ctx, m, version)
}

// EditProfile replaces what a municipality says of itself: for whoever writes for it, and for the secretariat.
func (s *Service) EditProfile(ctx context.Context, code string, version int64, p Profile) (Municipality, error) {
	m, err := s.store.byCode(ctx, code)
	if err == nil {
		err = authz.Within(ctx, authz.MunicipalityWrite, m.IstatCode)
	}
	if err == nil {
		err = s.store.Live(&m)
	}
	if err != nil {
		return m, err
	}
	m.Profile = p
	return s.update(ctx, m, version)
}

// Put creates or updates the municipality with this ISTAT code: change gets it as it is now, or with nothing but the code. An archived
// one comes back to life.
func (s *Service) Put(ctx context.Context, code string, change func(*Municipality) error) (m Municipality, created, changed bool, err error) {
	m, err = s.store.locked(ctx, code)
	if created = db.IsNotFound(err); created {
		m.IstatCode, err = code, nil
	}
	if err != nil {
		return m, false, false, err
	}
	before := m
	if err := change(&m); err != nil {
		return m, false, false, err
	}
	m.IstatCode = before.IstatCode // change may have been told a former one
	m.normalise()
	if !created && m.ArchivedAt == nil && reflect.DeepEqual(before, m) {
		return m, false, false, nil
	}
	m.Edited, m.ArchivedAt, m.ArchiveReason = true, nil, ""
	if err := s.check(ctx, &m); err != nil {
		return m, false, false, err
	}
	if created {
		return m, true, true, s.store.Create(ctx, &m)
	}
	return m, false, true, s.store.Update(ctx, &m, m.Version)
}

// Archive takes a municipality out of the lists, with its reason.
func (s *Service) Archive(ctx context.Context, code string, version int64, reason string) error {
	m, err := s.store.byCode(ctx, code)
	if err != nil {
		return err
	}
	return s.store.Archive(ctx, &m, version, reason)
}

// Actions says what the actor may do with a municipality.
func (s *Service) Actions(ctx context.Context, m Municipality) []string {
	out := []string{}
	actor := authz.From(ctx)
	if m.ArchivedAt == nil && actor.Can(authz.MunicipalityAdmin) {
		out = append(out, "edit", "archive")
	}
	if m.ArchivedAt == nil && actor.Reach(authz.MunicipalityWrite).Has(m.IstatCode) {
		out = append(out, "profile", "disadvantage")
	}
	if actor.Reach(authz.ReferentRead).Has(m.IstatCode) {
		out = append(out, "officers")
	}
	if actor.Reach(authz.AdhesionRead).Has(m.IstatCode) {
		out = append(out, "drafts")
	}
	if actor.Reach(authz.PlanRead).Has(m.IstatCode) {
		out = append(out, "plan")
	}
	return out
}

// update writes m and reads it back, because the database derives the regime.
func (s *Service) update(ctx context.Context, m Municipality, version int64) (Municipality, error) {
	m.Edited = true
	if err := s.check(ctx, &m); err != nil {
		return m, err
	}
	if err := s.store.Update(ctx, &m, version); err != nil {
		return m, err
	}
	return s.store.Get(ctx, m.ID)
}

// check refuses what single fields cannot show.
func (s *Service) check(ctx context.Context, m *Municipality) error {
	m.normalise()
	e := apperr.Validation()
	for _, f := range formats {
		if v := f.of(m); !f.pattern.MatchString(v) {
			_ = e.At(f.pointer, "format", "%s", f.says)
		}
	}
	if m.Employees != nil && m.EmployeesYear == nil {
		_ = e.At("/employees_year", "required", "Indica a quale 31 dicembre si riferisce il numero di dipendenti")
	}
	if m.Employees == nil && m.EmployeesYear != nil {
		_ = e.At("/employees", "required", "Indica il numero di dipendenti, o togli l'anno")
	}
	switch distressed := m.FinancialDistress == "dissesto" || m.FinancialDistress == "riequilibrio"; {
	case distressed && m.FinancialDistressSince == nil:
		_ = e.At("/financial_distress_since", "required", "Indica da quando")
	case !distressed && m.FinancialDistressSince != nil:
		_ = e.At("/financial_distress_since", "not-for-state", "La data vale solo per il dissesto e il riequilibrio")
	case distressed && m.FinancialDistressSince.After(authz.Today()):
		_ = e.At("/financial_distress_since", "future", "La data non può essere nel futuro")
	}
	if err := s.codes(ctx, m, e); err != nil {
		return err
	}
	return e.OrNil()
}

// codes refuses former codes that are, or were, somebody else's, and a code that was: either would lead to two municipalities.
func (s *Service) codes(ctx context.Context, m *Municipality, e *apperr.Error) error {
	taken, err := s.store.taken(ctx, m.ID, append(slices.Clone(m.FormerCodes), m.IstatCode))
	if err != nil {
		return err
	}
	for i, code := range m.FormerCodes {
		switch {
		case code == m.IstatCode || slices.Contains(m.FormerCodes[:i], code):
			_ = e.At(at("/former_codes", i), "duplicate", "%s è ripetuto", code)
		case slices.ContainsFunc(taken, func(t use) bool { return t.Code == code }):
			_ = e.At(at("/former_codes", i), "taken", "%s è di un altro comune", code)
		}
	}
	if slices.Contains(taken, use{m.IstatCode, true}) {
		_ = e.At("/istat_code", "taken", "%s è stato il codice di un altro comune", m.IstatCode)
	}
	return nil
}
