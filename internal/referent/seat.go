package referent

import (
	"context"
	"slices"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// place is what a role is held for.
var place = map[authz.Role]string{authz.RPCT: "municipality", authz.Secretary: "municipality", authz.Commissioner: "municipality",
	authz.Referent: "municipality", authz.Coordinator: "zone", authz.Secretariat: "network", authz.Observer: "network"}

var italian = map[authz.Role]string{authz.RPCT: "RPCT", authz.Secretary: "segretario comunale", authz.Commissioner: "commissario",
	authz.Referent: "referente", authz.Coordinator: "coordinatore di zona", authz.Secretariat: "segreteria", authz.Observer: "osservatore"}

// single are the roles with one holder at a time for a place; substitutes stand beside. Commissioners are not: a commission for the council
// has three members (art. 144 TUEL), and one ad acta is for one act.
var single = []authz.Role{authz.RPCT, authz.Secretary, authz.Coordinator}

// The arrangements of a secretary that others than this package ask for. Regents and scavalco: art. 19 DPR 465/1997; scavalco is on loan
// beside the work for another body (art. 1 c. 557 L. 311/2004).
const (
	InConvention = "convention"
	Scavalco     = "scavalco"
	Vacant       = "vacant"
)

// arrangements are how a role may be held; the vicesegretario (a substitute) has none.
var arrangements = map[authz.Role][]string{authz.Secretary: {"holder", InConvention, "regent", Scavalco, Vacant},
	authz.Commissioner: {"extraordinary", "ad_acta"}}

// check refuses what single fields cannot show, and people and places that are not there.
func (s *Service) check(ctx context.Context, m *Mandate, succeed bool) error {
	e := m.Term.check()
	known, err := s.mandates.known(ctx, m)
	if err != nil {
		return err
	}
	m.checkArrangement(e)
	m.checkShare(e)
	if m.PersonID != nil && !known.Person {
		_ = e.At("/person", "unknown", "Non c'è una persona con questo numero, o è archiviata")
	}
	if m.ConventionID != nil && !known.Convention {
		_ = e.At("/convention_id", "unknown", "Non c'è una convenzione con questo numero, o è archiviata")
	}
	for _, p := range []struct {
		kind, pointer, says string
		given, known        bool
	}{
		{"municipality", "/municipality", "Non c'è un comune con questo codice", m.MunicipalityCode != nil, known.Municipality},
		{"zone", "/zone_id", "Non c'è una zona con questo numero", m.ZoneID != nil, known.Zone},
	} {
		switch {
		case p.given != (place[m.Role] == p.kind) && p.given:
			_ = e.At(p.pointer, "not-for-role", "Questo ruolo non è per un singolo ente")
		case p.given != (place[m.Role] == p.kind):
			_ = e.At(p.pointer, "required", "Campo obbligatorio per questo ruolo")
		case p.given && !p.known:
			_ = e.At(p.pointer, "unknown", "%s", p.says)
		}
	}
	if succeed && (m.Substitute || place[m.Role] == "network") {
		_ = e.At("/succeed", "no-seat", "Si succede a chi è titolare dell'incarico in un comune o in una zona")
	}
	return e.OrNil()
}

// checkArrangement refuses what does not go with the role and the way it is held.
func (p Post) checkArrangement(e *apperr.Error) {
	ways := arrangements[p.Role]
	if p.Role == authz.Secretary && p.Substitute {
		ways = nil
	}
	switch {
	case p.Arrangement == "" && ways != nil:
		_ = e.At("/arrangement", "required", "Indica in che modo è coperto l'incarico")
	case p.Arrangement != "" && !slices.Contains(ways, p.Arrangement):
		_ = e.At("/arrangement", "not-for-role", "Questa modalità non vale per il ruolo scelto")
	}
	switch {
	case p.Vacant() && p.PersonID != nil:
		_ = e.At("/person", "vacant-with-person", "Una sede vacante non ha una persona: toglila, o scegli un'altra modalità")
	case !p.Vacant() && p.PersonID == nil:
		_ = e.At("/person", "required", "Indica la persona; senza persona si registra solo una sede di segreteria vacante")
	}
	switch in := p.Arrangement == InConvention; {
	case in && p.ConventionID == nil:
		_ = e.At("/convention_id", "required", "Indica la convenzione di segreteria")
	case !in && p.ConventionID != nil:
		_ = e.At("/convention_id", "not-for-role", "La convenzione si indica solo per il segretario in convenzione")
	}
	switch commissioner := p.Role == authz.Commissioner; {
	case commissioner && len(p.Replaces) == 0:
		_ = e.At("/replaces", "required", "Indica quale organo sostituisce: sindaco, giunta o consiglio")
	case !commissioner && len(p.Replaces) > 0:
		_ = e.At("/replaces", "not-for-role", "Solo un commissario sostituisce un organo")
	}
}

func (m *Mandate) checkShare(e *apperr.Error) {
	if m.SharePercent != nil && m.Arrangement != InConvention {
		_ = e.At("/share_percent", "not-for-role", "La quota di tempo vale solo per il segretario in convenzione")
	}
}

func (t Term) check() *apperr.Error {
	e := apperr.Validation()
	if t.ValidFrom.Year() < 1990 || t.ValidFrom.Year() > 2100 {
		_ = e.At("/from", "range", "Una data tra il 1990 e il 2100")
	}
	if t.ValidTo != nil && t.ValidTo.Before(t.ValidFrom) {
		_ = e.At("/to", "before-from", "L'incarico non può finire prima di cominciare")
	}
	if t.ValidTo != nil && t.ValidTo.Year() > 2200 {
		_ = e.At("/to", "range", "Una data fino al 2200")
	}
	if t.ActDate != nil && t.ActDate.After(authz.Today()) {
		_ = e.At("/act_date", "future", "La data non può essere nel futuro")
	}
	return e
}

// seat refuses a mandate whose place is taken in its days. With succeed the holder who came before leaves first.
func (s *Service) seat(ctx context.Context, m *Mandate, succeed bool) error {
	holders, err := s.mandates.holders(ctx, m)
	if err != nil {
		return err
	}
	if succeed {
		if holders, err = s.unseat(ctx, m, holders); err != nil {
			return err
		}
	}
	for _, h := range holders {
		switch {
		case slices.Contains(single, m.Role) && !m.Substitute && !h.Substitute && h.PersonID == 0:
			return apperr.New(apperr.Conflict, "seat-taken", "La sede di segreteria è dichiarata vacante %s: chi arriva subentra", h.since()).
				At("/from", "taken", "Sede vacante %s", h.since())
		case m.PersonID != nil && h.PersonID == *m.PersonID:
			return apperr.New(apperr.Conflict, "mandate-duplicate", "Questa persona ha già l'incarico di %s %s", italian[m.Role], h.since()).
				At("/from", "taken", "Incarico già in corso %s", h.since())
		case slices.Contains(single, m.Role) && !m.Substitute && !h.Substitute:
			return apperr.New(apperr.Conflict, "seat-taken", "L'incarico di %s è occupato da %s %s", italian[m.Role], h.Name, h.since()).
				At("/from", "taken", "Posto occupato %s", h.since())
		}
	}
	return nil
}

// unseat ends the mandate of the one holder who began before m, the day before m begins, and gives the others.
func (s *Service) unseat(ctx context.Context, m *Mandate, holders []holder) ([]holder, error) {
	before := func(h holder) bool { return !h.Substitute && h.ValidFrom.Before(m.ValidFrom) }
	i := slices.IndexFunc(holders, before)
	if i < 0 {
		return holders, nil
	}
	if slices.ContainsFunc(holders[i+1:], before) {
		return nil, apperr.Validation().At("/succeed", "several", "Ci sono più titolari: concludi prima l'incarico di chi viene sostituito")
	}
	last, err := s.mandates.Get(ctx, holders[i].ID)
	if err != nil {
		return nil, err
	}
	eve := m.ValidFrom.AddDate(0, 0, -1)
	last.ValidTo = &eve
	return slices.Delete(holders, i, i+1), s.mandates.Update(ctx, &last, last.Version)
}

// since tells in words how long a holder has the place.
func (h holder) since() string {
	text := "dal " + italianDay(h.ValidFrom)
	if h.ValidTo != nil {
		text += " al " + italianDay(*h.ValidTo)
	}
	return text
}

func italianDay(t time.Time) string { return t.Format("02/01/2006") }

// explain names what the database refused.
func explain(err error) error {
	if c := db.Constraint(err); c == "people_email" || strings.HasPrefix(c, "accounts_email") {
		return apperr.New(apperr.Conflict, "referent-duplicate", "Questo indirizzo e-mail è già di un'altra persona").
			At("/office_email", "taken", "Indirizzo già usato").Because(err)
	}
	return err
}
