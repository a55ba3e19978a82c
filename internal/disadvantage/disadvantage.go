package disadvantage

import (
	"context"
	"slices"
	"strconv"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/smallcell"
	"comunita/internal/setting"
)

// Service is what the API calls.
type Service struct {
	store    *store
	settings *setting.Service
}

// NewService wires the service.
func NewService(d *db.DB, settings *setting.Service) *Service { return &Service{&store{d}, settings} }

// Of gives the index of a municipality, and its weights, to whoever works for it and to the secretariat. For others there is none.
func (s *Service) Of(ctx context.Context, code string) (Index, Weights, error) {
	found, err := s.store.facts(ctx, []string{code})
	if err != nil {
		return Index{}, Weights{}, err
	}
	if len(found) == 0 || !authz.From(ctx).Reach(authz.MunicipalityWrite).Has(found[0].IstatCode) {
		return Index{}, Weights{}, apperr.New(apperr.NotFound, "disadvantage-not-found", "L'indice di un comune lo vedono solo il comune stesso e la segreteria")
	}
	w, err := setting.Read(ctx, s.settings, Key)
	return w.Value.Of(found[0].Facts), w.Value, err
}

// Codes are the municipalities in some classes: for the secretariat.
func (s *Service) Codes(ctx context.Context, classes []string) ([]string, error) {
	if err := authz.Require(ctx, authz.MunicipalityAdmin); err != nil {
		return nil, err
	}
	all, w, err := s.all(ctx)
	out := []string{}
	for _, m := range all {
		if slices.Contains(classes, w.Of(m.Facts).Class) {
			out = append(out, m.IstatCode)
		}
	}
	return out, err
}

// Participation is how the municipalities of a class take part: how many there are, how many have joined, have a referent today, have sent
// needs for this year or the next.
type Participation struct {
	Class                                     string
	Municipalities, Members, Referents, Needs smallcell.Cell
}

// Participation counts by class, and how many indexes miss something. The secretariat, which may list the municipalities, sees every count;
// others none that would give single municipalities away.
func (s *Service) Participation(ctx context.Context) ([]Participation, smallcell.Cell, error) {
	all, w, err := s.all(ctx)
	if err != nil {
		return nil, smallcell.Cell{}, err
	}
	everything := authz.From(ctx).Can(authz.MunicipalityAdmin)
	standing := make([]Index, len(all))
	partial := smallcell.Population{Values: 2}
	for i, m := range all {
		standing[i] = w.Of(m.Facts)
		partial.Bodies = append(partial.Bodies, smallcell.Body{Value: bit(standing[i].Partial())})
	}
	return participation(all, standing, everything), partial.Cells([]smallcell.Count{{Division: smallcell.Everybody, Values: 1 << 1}}, everything)[0], nil
}

func bit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// participation counts the classes. Who has joined, has a referent, has sent needs is known, who is of which class is not: so the classes are what
// has to be kept, and these are the groups. Nothing is told of a class that is itself too small.
func participation(all []municipality, standing []Index, everything bool) []Participation {
	p := smallcell.Population{Values: len(Classes)}
	for i, m := range all {
		p.Bodies = append(p.Bodies, smallcell.Body{Value: slices.Index(Classes, standing[i].Class),
			Groups: []string{strconv.Itoa(bit(m.Member)), strconv.Itoa(bit(m.Referent)), strconv.Itoa(bit(m.Needs))}})
	}
	counts := []smallcell.Count{}
	for i := range Classes {
		counts = append(counts, smallcell.Count{Division: smallcell.Everybody, Values: 1 << i})
		for d := range 3 {
			counts = append(counts, smallcell.Count{Division: d, Group: "1", Values: 1 << i})
		}
	}
	out := make([]Participation, len(Classes))
	cells := p.Cells(counts, everything)
	for i, class := range Classes {
		c := cells[4*i : 4*i+4]
		if c[0].Suppressed {
			c[1], c[2], c[3] = c[0], c[0], c[0]
		}
		out[i] = Participation{class, c[0], c[1], c[2], c[3]}
	}
	return out
}

// Shift is how many municipalities are in a class now, and would be with other weights.
type Shift struct {
	Class         string
	Before, After int
}

// Preview tells what other weights would do, and how many municipalities would change class: for the secretariat, before it saves them.
func (s *Service) Preview(ctx context.Context, other Weights) ([]Shift, int, error) {
	if err := authz.Require(ctx, authz.SettingWrite); err != nil {
		return nil, 0, err
	}
	if err := Key.Valid(other); err != nil {
		return nil, 0, err
	}
	all, w, err := s.all(ctx)
	out := make([]Shift, len(Classes))
	for i, class := range Classes {
		out[i].Class = class
	}
	moved := 0
	for _, m := range all {
		before, after := w.Of(m.Facts).Class, other.Of(m.Facts).Class
		out[slices.Index(Classes, before)].Before++
		out[slices.Index(Classes, after)].After++
		if before != after {
			moved++
		}
	}
	return out, moved, err
}

func (s *Service) all(ctx context.Context) ([]municipality, Weights, error) {
	all, err := s.store.facts(ctx, nil)
	if err != nil {
		return nil, Weights{}, err
	}
	w, err := setting.Read(ctx, s.settings, Key)
	return all, w.Value, err
}
