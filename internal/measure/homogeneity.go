package measure

import (
	"context"
	"slices"
	"strings"

	"comunita/internal/platform/authz"
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

// shares counts one measure in the network, the zones and the classes, and tells what can be told of all three together. Where it does not apply
// to a few municipalities only, these stay in the count: leaving them out would tell of them.
func (n *network) shares(code string, everything bool) told {
	all := cell{Share: Share{Key: "network", Name: "Tutta la rete"}}
	zones, classes := map[string]*cell{}, map[string]*cell{}
	group := func(m map[string]*cell, key, name string) *cell {
		if m[key] == nil {
			m[key] = &cell{Share: Share{Key: key, Name: name}}
		}
		return m[key]
	}
	excluded := 0
	for _, x := range n.members {
		if applies, has := n.adopted[code][x.Code]; has && !applies {
			excluded++
		}
	}
	kept := !everything && few(excluded)
	for i, x := range n.members {
		applies, has := n.adopted[code][x.Code]
		has = has && (applies || !kept)
		into := []*cell{&all, group(classes, x.Class, "Classe "+x.Class)}
		if x.Zone != "" {
			into = append(into, group(zones, x.Zone, x.ZoneName))
		} else {
			into = append(into, group(zones, "", "Senza zona"))
		}
		for _, c := range into {
			c.add(i, has && applies, has && !applies)
		}
	}
	z, k := ordered(zones), ordered(classes)
	if everything {
		open([]*cell{&all}, z, k)
	} else {
		protect(&all, z, k)
	}
	return told{all.Share, plain(z), plain(k)}
}

// areas counts one measure by the areas of the risks it treats: among the adherents that have local risks of the area. These sets are nobody's
// knowledge, so that each is held against the network only.
func (n *network) areas(code string, whole Share, areas []vocabulary.Area, everything bool) []Share {
	var out []Share
	for _, a := range areas {
		c := cell{Share: Share{Key: a.Code, Name: a.Name}}
		for i, x := range n.members {
			if n.areasOf[a.Code][x.Code] {
				applies, has := n.adopted[code][x.Code]
				c.add(i, n.treating[code+a.Code][x.Code] && applies, has && !applies)
			}
		}
		if c.Members == 0 {
			continue
		}
		c.Told = everything || whole.Told && c.safe() && !few(len(n.members)-c.Members) && !few(whole.Adopters-c.Adopters)
		if !c.Told { // how many have risks of the area is not public
			c.Members = 0
		}
		out = append(out, c.shown())
	}
	return out
}

func ordered(m map[string]*cell) []*cell {
	out := make([]*cell, 0, len(m))
	for _, c := range m {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *cell) int {
		if a.Name != b.Name {
			return strings.Compare(a.Name, b.Name)
		}
		return strings.Compare(a.Key, b.Key)
	})
	return out
}

func plain(cells []*cell) []Share {
	out := make([]Share, len(cells))
	for i, c := range cells {
		out[i] = c.shown()
	}
	return out
}
