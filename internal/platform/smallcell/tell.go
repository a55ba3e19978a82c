package smallcell

import (
	"math/bits"
	"slices"
	"strings"
)

// Population is who is counted: each body with its group in every division, which anybody may know, and the value it stands at, which only it does.
type Population struct {
	Bodies   []Body
	Values   int  // they are 0 to Values-1
	Harmless uint // values (1<<v) of which may be known that nobody stands at them
}

// Body is one of the counted.
type Body struct {
	Groups []string // one of each division
	Value  int
}

// Count is how many bodies of a group stand at one of the values (1<<v); "" is no group, and Everybody's is the whole.
type Count struct {
	Division int
	Group    string
	Values   uint
}

// Everybody is the division that has one group.
const Everybody = -1

// Tell decides which offers are told, each with all its counts or not at all. It tells one after the other, in their order, as long as from what
// is told, and from the groups of all bodies, nothing follows that comes to fewer than K: no count of a group nor of what the others leave of
// it, no sum or difference that holds few (see single). Offer everything that anybody is shown: who asks does not matter, so that
// answers to different people are parts of one and add up to nothing more; later offers never take back earlier ones.
func (p Population) Tell(offers [][]Count) []bool {
	r := newRelease(p, offers)
	if len(r.atoms) > mostAtoms {
		return make([]bool, len(offers)) // too many to look at: nothing
	}
	for _, o := range offers {
		if r.large(o) {
			before := *r
			r.add(o)
			if len(r.rows) > len(before.rows) && !r.safe() {
				*r = before
			}
		}
	}
	told := make([]bool, len(offers))
	h := r.shake()
	for i, o := range offers {
		told[i] = r.large(o) && !slices.ContainsFunc(o, func(c Count) bool { return !r.known(h, c) })
	}
	return told
}

// Cells tells counts one by one: every one of them to those who may see each of the counted.
func (p Population) Cells(counts []Count, everything bool) []Cell {
	offers, out := make([][]Count, len(counts)), make([]Cell, len(counts))
	for i, c := range counts {
		offers[i] = []Count{c}
	}
	told := make([]bool, len(counts))
	if !everything {
		told = p.Tell(offers)
	}
	for i, c := range counts {
		out[i] = Show(p.Of(c), everything || told[i])
	}
	return out
}

// Of counts.
func (p Population) Of(c Count) (n int) {
	for _, b := range p.Bodies {
		if c.Values>>b.Value&1 != 0 && c.holds(b.Groups) {
			n++
		}
	}
	return n
}

func (c Count) holds(groups []string) bool {
	return c.Division == Everybody || groups[c.Division] == c.Group
}

// atom holds the bodies that are in the same groups: how many stand at each value.
type atom struct {
	groups []string
	n      []int
	size   int
}

type release struct {
	Population
	atoms  []atom
	offers [][]Count
	counts []Count // of all offers, each once
	none   []Count // of these, the ones that hold nobody
	whole  []Count // the sizes of all groups, which are public
	sets   []set   // of these
	told   []Count
	rows   []row // what is told, as independent equations
}

func newRelease(p Population, offers [][]Count) *release {
	r := &release{Population: p, offers: offers}
	at := map[string]int{}
	for _, b := range p.Bodies {
		key := strings.Join(b.Groups, "\x00")
		i, known := at[key]
		if !known {
			i = len(r.atoms)
			at[key], r.atoms = i, append(r.atoms, atom{b.Groups, make([]int, p.Values), 0})
		}
		r.atoms[i].n[b.Value]++
		r.atoms[i].size++
	}
	for _, o := range offers {
		for _, c := range o {
			if len(r.atoms) > mostAtoms || r.set(c) == (set{}) {
				continue
			}
			if all := (Count{c.Division, c.Group, 1<<p.Values - 1}); !slices.Contains(r.whole, all) {
				r.whole, r.sets = append(r.whole, all), append(r.sets, r.set(c))
			}
			if !slices.Contains(r.counts, c) {
				if r.counts = append(r.counts, c); r.Of(c) == 0 {
					r.none = append(r.none, c)
				}
			}
		}
	}
	return r
}

func (r *release) set(c Count) (s set) {
	for i, a := range r.atoms {
		if c.holds(a.groups) {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

// count is Of, by atoms.
func (r *release) count(c Count) (n int) {
	for _, a := range r.atoms {
		if c.holds(a.groups) {
			n += a.at(c.Values)
		}
	}
	return n
}

func (a atom) at(values uint) (n int) {
	for v, x := range a.n {
		n += x * int(values>>v&1)
	}
	return n
}

// enough reports whether n bodies at some values, or that there are none, may be known.
func (r *release) enough(n int, values uint) bool { return n >= K || n == 0 && values&^r.Harmless == 0 }

func (r *release) large(offer []Count) bool {
	return !slices.ContainsFunc(offer, func(c Count) bool {
		return !r.enough(r.count(c), c.Values)
	})
}

// safe reports whether all that follows from what is told is enough.
func (r *release) safe() bool {
	h := r.shake()
	known := slices.DeleteFunc(slices.Clone(r.counts), func(c Count) bool { return !r.known(h, c) })
	return r.lines(known) && !r.single(h)
}

// lines looks at each group by values, and at each group by what the known groups within it leave of it.
func (r *release) lines(known []Count) bool {
	parts := make([][]uint, len(r.whole)) // of each group, the values that are known apart
	values := []uint{}
	for i, w := range r.whole {
		parts[i] = []uint{w.Values}
		for _, c := range known {
			if c.Division == w.Division && c.Group == w.Group {
				parts[i] = split(parts[i], c.Values)
				values = append(values, c.Values)
			}
		}
		if len(parts[i]) == 1 {
			continue
		}
		for _, b := range parts[i] {
			if !r.enough(r.count(Count{w.Division, w.Group, b}), b) {
				return false
			}
		}
		values = append(values, parts[i]...)
	}
	slices.Sort(values)
	for _, v := range slices.Compact(values) {
		groups := []group{}
		for i, w := range r.whole {
			if apart(parts[i], v) {
				groups = append(groups, group{w.Division, r.sets[i]})
			}
		}
		if !r.rests(groups, v) {
			return false
		}
	}
	return true
}

// rests takes known groups away from a known group that holds them: none, one or two of any division, then all of one division that are left in it.
func (r *release) rests(groups []group, values uint) bool {
	enough := func(s set) bool {
		for d := range r.divisions() {
			rest := s
			for _, g := range groups {
				if g.division == d && g.within(s) {
					rest = rest.without(g.set)
				}
			}
			if !r.holds(rest, values) {
				return false
			}
		}
		return true
	}
	for _, f := range groups {
		if !enough(f.set) {
			return false
		}
		for i, g := range groups {
			if !g.within(f.set) || g.set == f.set {
				continue
			}
			rest := f.without(g.set)
			if !enough(rest) {
				return false
			}
			for _, h := range groups[:i] {
				if h.within(rest) && !enough(rest.without(h.set)) {
					return false
				}
			}
		}
	}
	return true
}

// holds reports whether enough of a set stand at some values.
func (r *release) holds(s set, values uint) bool {
	n := 0
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			if n += r.atoms[64*i+bits.TrailingZeros64(word)].at(values); n >= K {
				return true
			}
		}
	}
	return s == set{} || r.enough(n, values)
}

func (r *release) divisions() int {
	if len(r.atoms) == 0 {
		return 0
	}
	return max(1, len(r.atoms[0].groups))
}

type group struct {
	division int
	set
}

// set is one of atoms, of which there is room for mostAtoms.
type set [mostAtoms / 64]uint64

const mostAtoms = 512

func (s set) without(o set) set {
	for i := range s {
		s[i] &^= o[i]
	}
	return s
}

func (s set) within(o set) bool { return s.without(o) == set{} }

// split divides the blocks by some values.
func split(blocks []uint, values uint) (out []uint) {
	for _, b := range blocks {
		for _, x := range []uint{b & values, b &^ values} {
			if x != 0 {
				out = append(out, x)
			}
		}
	}
	return out
}

// apart reports whether some values, not all, are a union of blocks.
func apart(blocks []uint, values uint) bool {
	return len(blocks) > 1 && !slices.ContainsFunc(blocks, func(b uint) bool { return b&values != 0 && b&^values != 0 })
}
