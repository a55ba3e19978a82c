package risk

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

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
func (r *releases) release(towns []town, x adoption, withConfirmed bool) released {
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
	key := releaseKey(p, withConfirmed)
	if out, known := r.made.Get(key); known {
		return out
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
	r.made.Add(key, out)
	return out
}

// releases keeps the last releases: one follows from who stands where and from nothing else, costs milliseconds, and a comparison of registers asks
// for one of each entry.
type releases struct {
	made *lru.Cache[[sha256.Size]byte, released]
}

// mostReleases is above the entries of a catalogue, with and without the confirmed.
const mostReleases = 2000

func newReleases() *releases {
	made, err := lru.New[[sha256.Size]byte, released](mostReleases)
	if err != nil {
		panic(err) // of a size below one only
	}
	return &releases{made}
}

// releaseKey tells one population from another.
func releaseKey(p smallcell.Population, withConfirmed bool) [sha256.Size]byte {
	var b []byte
	for _, x := range p.Bodies {
		for _, g := range x.Groups {
			b = append(append(b, g...), 0)
		}
		b = strconv.AppendInt(b, int64(x.Value), 10)
	}
	return sha256.Sum256(strconv.AppendBool(b, withConfirmed))
}

func set(codes []string) map[string]bool {
	out := make(map[string]bool, len(codes))
	for _, c := range codes {
		out[c] = true
	}
	return out
}
