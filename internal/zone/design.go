package zone

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Design is a division of municipalities into zones, with no dates.
type Design []DesignZone

// DesignZone is one of them. Seat is where it means to meet, "" for nowhere yet.
type DesignZone struct {
	Code           string   `json:"code"`
	Name           string   `json:"name"`
	Seat           string   `json:"seat,omitempty"`
	Municipalities []string `json:"municipalities"`
}

// Value hands the database its JSON.
func (d Design) Value() (driver.Value, error) {
	if d == nil {
		return "[]", nil
	}
	text, err := json.Marshal([]DesignZone(d))
	return string(text), err
}

// clone has no null lists.
func (d Design) clone() Design {
	out := Design{}
	for _, z := range d {
		z.Municipalities = append([]string{}, z.Municipalities...)
		out = append(out, z)
	}
	return out
}

// Drawing is a design measured: figures by zone, the municipalities in no zone, the balance between the zones that have members.
type Drawing struct {
	Set                               Set
	Zones                             Design
	Figures                           []Figures
	Places                            []Place
	Unassigned                        []string
	Whole                             Figures
	Municipalities, Population, Staff Balance
}

// Design gives the design of a draft, or the composition of any other set: today's or, when it is valid only later, that of its first day.
func (s *Service) Design(ctx context.Context, id int64) (Drawing, error) {
	x, err := s.Set(ctx, id)
	if err != nil {
		return Drawing{}, err
	}
	return s.drawing(ctx, x)
}

func (s *Service) drawing(ctx context.Context, x Set) (Drawing, error) {
	zones, err := x.Design, error(nil)
	if !x.Draft {
		day := authz.Today()
		if x.ValidFrom.After(day) {
			day = x.ValidFrom
		}
		zones, err = s.sets.composed(ctx, x.ID, day)
	}
	if err != nil {
		return Drawing{}, err
	}
	out, err := s.draw(ctx, zones)
	out.Set = x
	return out, err
}

// Preview measures a design that nobody has saved.
func (s *Service) Preview(ctx context.Context, zones Design) (Drawing, error) {
	if err := s.checkDesign(ctx, zones, false); err != nil {
		return Drawing{}, err
	}
	return s.draw(ctx, zones)
}

// SaveDesign replaces the whole design of a draft.
func (s *Service) SaveDesign(ctx context.Context, id, version int64, zones Design) (Drawing, error) {
	x, err := s.Set(ctx, id)
	if err == nil {
		err = s.sets.Live(&x)
	}
	if err == nil && !x.Draft {
		err = apperr.New(apperr.Conflict, "zone-set-not-draft", "Solo una bozza si disegna senza date: salva il disegno in una nuova bozza")
	}
	if err == nil {
		err = s.checkDesign(ctx, zones, true)
	}
	if err != nil {
		return Drawing{}, err
	}
	x.Design = zones.clone()
	if err := s.sets.Update(ctx, &x, version); err != nil {
		return Drawing{}, err
	}
	return s.drawing(ctx, x)
}

// draw leaves out the members that are no longer municipalities of the network.
func (s *Service) draw(ctx context.Context, zones Design) (Drawing, error) {
	places, err := s.sets.places(ctx)
	if err != nil {
		return Drawing{}, err
	}
	return Draw(zones, places), nil
}

// Draw measures a design over the places of a network; it changes neither.
func Draw(zones Design, places []Place) Drawing {
	out := Drawing{Zones: Design{}, Figures: []Figures{}, Places: places, Unassigned: []string{}, Whole: Measure(nil, "")}
	at := make(map[string]Place, len(places))
	for _, p := range places {
		at[p.Code] = p
	}
	taken := make(map[string]bool, len(places))
	var sizes, people, staff []float64
	for _, z := range zones {
		group, live := []Place{}, []string{}
		for _, code := range z.Municipalities {
			if p, known := at[code]; known {
				group, live, taken[code] = append(group, p), append(live, code), true
			}
		}
		z.Municipalities = live
		f := Measure(group, z.Seat)
		out.Zones, out.Figures = append(out.Zones, z), append(out.Figures, f)
		out.Whole.add(f)
		if len(group) > 0 {
			sizes, people, staff = append(sizes, float64(len(group))), append(people, float64(f.Population)), append(staff, float64(f.Employees))
		}
	}
	for _, p := range places {
		if !taken[p.Code] {
			out.Unassigned = append(out.Unassigned, p.Code)
		}
	}
	out.Municipalities, out.Population, out.Staff = Weigh(sizes), Weigh(people), Weigh(staff)
	return out
}

// add sums up what can be summed.
func (f *Figures) add(g Figures) {
	f.Municipalities += g.Municipalities
	f.Peripheral += g.Peripheral
	f.Remote += g.Remote
	f.Islands += g.Islands
	f.Population += g.Population
	f.Employees += g.Employees
	f.EmployeesUnknown += g.EmployeesUnknown
}

// checkDesign names what is wrong, and where; a preview need not have names yet.
func (s *Service) checkDesign(ctx context.Context, zones Design, named bool) error {
	var codes []string
	for _, z := range zones {
		codes = append(codes, z.Municipalities...)
	}
	known, err := s.zones.known(ctx, codes)
	if err != nil {
		return err
	}
	live := make(map[string]bool, len(known))
	for _, code := range known {
		live[code] = true
	}
	e := apperr.Validation()
	seen, used := map[string]string{}, map[string]bool{}
	for i, z := range zones {
		at := "/zones/" + strconv.Itoa(i)
		name := z.Name
		if strings.TrimSpace(name) == "" {
			name = z.Code
		}
		switch {
		case !zoneCode.MatchString(z.Code):
			_ = e.At(at+"/code", "format", "Solo lettere senza accenti, cifre e trattini, per esempio Z1")
		case used[z.Code]:
			_ = e.At(at+"/code", "duplicate", "Due zone hanno il codice %s", z.Code)
		}
		used[z.Code] = true
		if named && strings.TrimSpace(z.Name) == "" {
			_ = e.At(at+"/name", "required", "La zona %s vuole un nome", z.Code)
		}
		if z.Seat != "" && !slices.Contains(z.Municipalities, z.Seat) {
			_ = e.At(at+"/seat", "outside", "Il luogo d'incontro deve essere uno dei comuni della zona")
		}
		for j, code := range z.Municipalities {
			at := at + "/municipalities/" + strconv.Itoa(j)
			switch before, twice := seen[code]; {
			case !live[code]:
				_ = e.At(at, "unknown", "Non c'è un comune con il codice %s", code)
			case twice:
				_ = e.At(at, "duplicate", "Il comune %s è già nella zona «%s»", code, before)
			default:
				seen[code] = name
			}
		}
	}
	return e.OrNil()
}

// Move is a municipality that changes zone from one set to another; a zone is -1 where it is in none.
type Move struct {
	Municipality string
	From, To     int // among the zones of either drawing
}

// Comparison sets two drawings side by side. Same gives, by zone of This, the zone of With that shares most members with it, -1 for none:
// that is the zone it continues, whatever its code.
type Comparison struct {
	This, With Drawing
	Same       []int
	Moves      []Move
}

// Compare tells who moves from another set, the operational one unless said, to this.
func (s *Service) Compare(ctx context.Context, id int64, with *int64) (Comparison, error) {
	this, err := s.Design(ctx, id)
	if err != nil {
		return Comparison{}, err
	}
	var other int64
	if with != nil {
		other = *with
	} else if other, err = s.sets.operationalOn(ctx, authz.Today()); err != nil {
		return Comparison{}, err
	}
	x, err := s.Set(ctx, other)
	if db.IsNotFound(err) && with != nil {
		err = apperr.New(apperr.Invalid, "malformed", "Non c'è l'insieme con cui confrontare").At("with", "unknown", "Insieme di zone sconosciuto")
	}
	if err != nil {
		return Comparison{}, err
	}
	that, err := s.drawing(ctx, x)
	if err != nil {
		return Comparison{}, err
	}
	return compare(this, that), nil
}

func compare(this, with Drawing) Comparison {
	c := Comparison{This: this, With: with, Same: Matched(this.Zones, with.Zones), Moves: []Move{}}
	now, before := homes(this.Zones), homes(with.Zones)
	for _, p := range this.Places {
		to, in := now[p.Code]
		from, was := before[p.Code]
		switch {
		case !in && !was, in && was && c.Same[to] == from:
			continue
		case !in:
			to = -1
		case !was:
			from = -1
		}
		c.Moves = append(c.Moves, Move{p.Code, from, to})
	}
	return c
}

func homes(zones Design) map[string]int {
	out := map[string]int{}
	for i, z := range zones {
		for _, code := range z.Municipalities {
			out[code] = i
		}
	}
	return out
}

// Matched pairs the zones of two designs, those with most members in common first; ties go to equal codes, then to the first.
func Matched(a, b Design) []int {
	type pair struct{ i, j, common, alike int }
	var pairs []pair
	home := homes(b)
	for i, z := range a {
		common := make([]int, len(b))
		for _, code := range z.Municipalities {
			if j, in := home[code]; in {
				common[j]++
			}
		}
		for j, n := range common {
			if alike := one(z.Code == b[j].Code); n > 0 || alike > 0 {
				pairs = append(pairs, pair{i, j, n, alike})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		if x.common != y.common {
			return y.common - x.common
		}
		return y.alike - x.alike
	})
	out, taken := make([]int, len(a)), map[int]bool{}
	for i := range out {
		out[i] = -1
	}
	for _, p := range pairs {
		if out[p.i] < 0 && !taken[p.j] {
			out[p.i], taken[p.j] = p.j, true
		}
	}
	return out
}

// Suggest proposes a division of the whole network. Together are codes of sets whose zones are kept together where it costs little.
func (s *Service) Suggest(ctx context.Context, w Wish, together []string) (Proposal, Drawing, error) {
	e := apperr.Validation()
	if w.Max < w.Min {
		_ = e.At("/max", "range", "Il massimo non può essere meno del minimo")
	}
	known, err := s.sets.associations(ctx, together)
	if err != nil {
		return Proposal{}, Drawing{}, err
	}
	for i, code := range together {
		if !slices.ContainsFunc(known, func(a association) bool { return a.Set == code }) {
			_ = e.At("/together/"+strconv.Itoa(i), "unknown", "Non c'è un insieme di zone con comuni e con il codice %s", code)
		}
	}
	if err := e.OrNil(); err != nil {
		return Proposal{}, Drawing{}, err
	}
	for _, a := range known {
		w.Together = append(w.Together, Association{a.Name, a.Codes})
	}
	places, err := s.sets.places(ctx)
	if err != nil {
		return Proposal{}, Drawing{}, err
	}
	p := Propose(places, w)
	return p, Draw(p.Zones, places), nil
}
