package risk

import (
	"slices"
	"strconv"
	"strings"

	"comunita/internal/platform/smallcell"
)

// town is a municipality with the groups it is in, which are public: its operational zone and the ways of likenesses but the last.
type town struct {
	Code                         string
	ZoneID                       int64
	ZoneName                     string
	Population, InnerArea, Coast string
}

// Zone names the group of its zone, "" outside all: nobody is told of those.
func (t town) Zone() string {
	if t.ZoneID == 0 {
		return ""
	}
	return strconv.FormatInt(t.ZoneID, 10)
}

// adoption is who adopted an entry, who of these confirmed an evaluation of it, and how the process of the entry is managed, as "code form".
type adoption struct{ Adopters, Confirmed, Managed []string }

// A municipality has not adopted an entry, has, or has confirmed an evaluation of it too. That all who adopted it confirmed gives nobody away: who
// adopted it is not known.
const (
	unadopted = iota
	unconfirmed
	confirmed
)

// released is what can be told of an entry to anybody.
type released map[smallcell.Count]smallcell.Cell

func (r released) adopters(division int, group string) smallcell.Cell {
	return r.cell(smallcell.Count{Division: division, Group: group, Values: 1<<unconfirmed | 1<<confirmed})
}

func (r released) confirmed(division int, group string) smallcell.Cell {
	return r.cell(smallcell.Count{Division: division, Group: group, Values: 1 << confirmed})
}

func (r released) cell(c smallcell.Count) smallcell.Cell {
	if cell, known := r[c]; known {
		return cell
	}
	return smallcell.Cell{Suppressed: true}
}

// release decides what is told of an entry, by zone and by each likeness, at once: what the recurrence tells of the zones of one municipality and the
// comparison tells another of those like it are figures of the same adopters, and are added and subtracted by whoever has both. The adopters come
// first, so that they are the same with the confirmed and without.
func release(towns []town, x adoption, withConfirmed bool) released {
	p := smallcell.Population{Values: 3, Harmless: 1 << unconfirmed}
	adopts, confirms, forms := set(x.Adopters), set(x.Confirmed), map[string]string{}
	for _, m := range x.Managed {
		code, form, _ := strings.Cut(m, " ")
		forms[code] = form
	}
	groups := []smallcell.Count{{Division: smallcell.Everybody}}
	for _, t := range towns {
		b := smallcell.Body{Groups: []string{t.Zone(), t.Population, t.InnerArea, t.Coast, forms[t.Code]}}
		switch {
		case adopts[t.Code] && confirms[t.Code]:
			b.Value = confirmed
		case adopts[t.Code]:
			b.Value = unconfirmed
		}
		p.Bodies = append(p.Bodies, b)
		for d, g := range b.Groups {
			if c := (smallcell.Count{Division: d, Group: g}); g != "" && !slices.Contains(groups, c) {
				groups = append(groups, c)
			}
		}
	}
	// an order that all see: by division and group
	slices.SortFunc(groups, func(a, b smallcell.Count) int {
		if a.Division != b.Division {
			return a.Division - b.Division
		}
		return strings.Compare(a.Group, b.Group)
	})
	var offers [][]smallcell.Count
	count := func(c smallcell.Count, values uint) smallcell.Count { c.Values = values; return c }
	for _, g := range groups {
		offers = append(offers, []smallcell.Count{count(g, 1<<unconfirmed|1<<confirmed)})
	}
	if withConfirmed {
		for _, g := range groups {
			if g.Division <= 0 { // of the network and the zones only
				offers = append(offers, []smallcell.Count{count(g, 1<<confirmed), count(g, 1<<unconfirmed)})
			}
		}
	}
	out := released{}
	for i, told := range p.Tell(offers) {
		out[offers[i][0]] = smallcell.Show(p.Of(offers[i][0]), told)
	}
	return out
}

func set(codes []string) map[string]bool {
	out := make(map[string]bool, len(codes))
	for _, c := range codes {
		out[c] = true
	}
	return out
}
