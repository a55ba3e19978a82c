package measure

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/smallcell"
	"comunita/internal/vocabulary"
)

// Share is how many of the adherents of a group to whom a measure applies have it in their plan: the homogeneity of the network («misure
// omogenee» of the act of adhesion). What would give single municipalities away is not told.
type Share struct {
	Key, Name            string
	Members              int // adherents of the group
	Adopters, Applicable int
	Told                 bool
}

// Percent is the share itself; 0 when it is not told.
func (s Share) Percent() int {
	if !s.Told || s.Applicable == 0 {
		return 0
	}
	return (100*s.Adopters + s.Applicable/2) / s.Applicable
}

// Homogeneity is the share of one measure in the network and in groups of it.
type Homogeneity struct {
	Measure Entry
	Network Share
	Groups  []Share
}

// The groupings: by operational zone, by class of inner area, by area of the risks a measure treats.
const (
	ByZone  = "zone"
	ByClass = "class"
	ByArea  = "area"
)

// HomogeneityFilter narrows the measures; none of a field means all.
type HomogeneityFilter struct{ Measures, Types, Areas []string }

// Homogeneity counts the adopters of the measures of the catalogue, in the network and by one of the groupings.
func (s *Service) Homogeneity(ctx context.Context, by string, f HomogeneityFilter) ([]Homogeneity, error) {
	lists, err := s.words.All(ctx)
	if err != nil {
		return nil, err
	}
	n, err := s.adoptions.network(ctx, by == ByArea)
	if err != nil {
		return nil, err
	}
	everything := authz.From(ctx).Reach(authz.PlanRead).All
	out := []Homogeneity{}
	for _, m := range n.catalogue {
		if !f.allows(m) {
			continue
		}
		told := n.shares(m.Code, everything)
		h := Homogeneity{Measure: m, Network: told.network, Groups: told.zones}
		switch by {
		case ByClass:
			h.Groups = told.classes
		case ByArea:
			h.Groups = n.areas(m.Code, told.network, lists.Areas, everything)
		}
		out = append(out, h)
	}
	return out, nil
}

func (f HomogeneityFilter) allows(m Entry) bool {
	among := func(list []string, codes ...string) bool {
		return len(list) == 0 || slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(list, c) })
	}
	return among(f.Measures, m.Code) && among(f.Types, m.TypeCode) && (len(m.Areas) == 0 || among(f.Areas, m.Areas...))
}

// member is an adherent with the groups it is in today.
type member struct{ Code, Class, Zone, ZoneName string }

// Entry is what is told of a measure of the catalogue beside a number.
type Entry struct {
	ID                          int64
	Code, Name, TypeCode, Scope string
	Areas, EnablingFactors      []string
	Phases, SmallVariant        string
	Sustainability              string
}

// use is a measure of the catalogue in a plan; Excluded when it does not apply there.
type use struct {
	Measure, Municipality string
	Excluded              bool
}

// network is what the shares are counted from.
type network struct {
	catalogue []Entry // what is in it now
	members   []member
	adopted   map[string]map[string]bool // by measure and municipality: whether it applies
	areasOf   map[string]map[string]bool // by area: municipalities with a local risk of it
	treating  map[string]map[string]bool // by measure and area: municipalities
}

type told struct {
	network        Share
	zones, classes []Share
}

// How a member stands to a measure. That it applies everywhere gives nobody away.
const (
	without = iota
	adopting
	excluded
)

// shares counts one measure in the network, the zones and the classes, and tells what can be told of all three together. Where it does not apply
// to a few municipalities only, these stay in the count: leaving them out would tell of them.
func (n *network) shares(code string, everything bool) told {
	p := smallcell.Population{Values: 3, Harmless: 1 << excluded}
	apart := 0
	for _, m := range n.members {
		b := smallcell.Body{Groups: []string{m.Zone, m.Class}}
		if applies, has := n.adopted[code][m.Code]; applies {
			b.Value = adopting
		} else if has {
			b.Value = excluded
			apart++
		}
		p.Bodies = append(p.Bodies, b)
	}
	if !everything && apart < smallcell.K {
		p.Values = excluded
		for i := range p.Bodies {
			if p.Bodies[i].Value == excluded {
				p.Bodies[i].Value = without
			}
		}
	}
	out := told{Share{Key: "network", Name: "Tutta la rete"}, n.groups(zoneOf), n.groups(classOf)}
	offers, shares := [][]smallcell.Count{}, []*Share{}
	offer := func(division int, s *Share) {
		one := []smallcell.Count{}
		for _, v := range []int{adopting, without, excluded}[:p.Values] {
			one = append(one, smallcell.Count{Division: division, Group: s.Key, Values: 1 << v})
		}
		offers, shares = append(offers, one), append(shares, s)
	}
	offer(smallcell.Everybody, &out.network)
	for d, list := range [][]Share{out.zones, out.classes} {
		for i := range list {
			offer(d, &list[i])
		}
	}
	tells := slices.Repeat([]bool{true}, len(offers))
	if !everything {
		tells = p.Tell(offers)
	}
	for i, s := range shares {
		s.Adopters, s.Members = p.Of(offers[i][0]), p.Of(smallcell.Count{Division: offers[i][0].Division, Group: s.Key, Values: 1<<3 - 1})
		s.Applicable = s.Adopters + p.Of(offers[i][1])
		*s = s.shown(tells[i])
	}
	return out
}

// shown leaves out the numbers of what is not told.
func (s Share) shown(told bool) Share {
	if s.Told = told; !told {
		s.Adopters, s.Applicable = 0, 0
	}
	return s
}

func zoneOf(m member) Share {
	if m.Zone == "" {
		return Share{Name: "Senza zona"}
	}
	return Share{Key: m.Zone, Name: m.ZoneName}
}

func classOf(m member) Share { return Share{Key: m.Class, Name: "Classe " + m.Class} }

// groups lists those that the members are in, by name.
func (n *network) groups(of func(member) Share) (out []Share) {
	for _, m := range n.members {
		if s := of(m); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Share) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Key, b.Key)) })
	return out
}

// areas counts one measure by the areas of the risks it treats: among the adherents that have local risks of the area. These sets are nobody's
// knowledge, so that each is held against the network only.
func (n *network) areas(code string, whole Share, areas []vocabulary.Area, everything bool) []Share {
	var out []Share
	for _, a := range areas {
		s, apart := Share{Key: a.Code, Name: a.Name}, 0
		for _, x := range n.members {
			if !n.areasOf[a.Code][x.Code] {
				continue
			}
			s.Members++
			switch applies, has := n.adopted[code][x.Code]; {
			case has && !applies:
				apart++
			case n.treating[code+a.Code][x.Code]:
				s.Adopters++
			}
		}
		if s.Members == 0 {
			continue
		}
		s.Applicable = s.Members - apart
		s = s.shown(everything || whole.Told && !slices.ContainsFunc([]smallcell.Cell{smallcell.Part(s.Adopters, s.Applicable),
			smallcell.Part(s.Applicable, s.Members), smallcell.Part(s.Members, len(n.members)), smallcell.Part(s.Adopters, whole.Adopters)},
			func(c smallcell.Cell) bool { return c.Suppressed }))
		if !s.Told { // how many have risks of the area is not public
			s.Members = 0
		}
		out = append(out, s)
	}
	return out
}
