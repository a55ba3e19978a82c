package smallcell

import (
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
			if !slices.ContainsFunc(r.atoms, func(a atom) bool { return c.holds(a.groups) }) {
				continue
			}
			if all := (Count{c.Division, c.Group, 1<<p.Values - 1}); !slices.Contains(r.whole, all) {
				r.whole = append(r.whole, all)
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

// lines looks at each group by values, and at each division of the whole by groups: what the known counts of a line leave of it.
func (r *release) lines(known []Count) bool {
	parts := map[Count][]uint{} // of each group, the values that are known apart
	for _, w := range r.whole {
		blocks := []uint{w.Values}
		for _, c := range known {
			if c.Division == w.Division && c.Group == w.Group {
				blocks = split(blocks, c.Values)
			}
		}
		for _, b := range blocks {
			if len(blocks) > 1 && !r.enough(r.count(Count{w.Division, w.Group, b}), b) {
				return false
			}
		}
		parts[Count{w.Division, w.Group, 0}] = blocks
	}
	for _, values := range masks(known, parts[Count{Everybody, "", 0}]) {
		for d := range r.divisions() {
			n, left := 0, false
			for _, a := range r.atoms {
				if !apart(parts[Count{d, a.groups[d], 0}], values) {
					n, left = n+a.at(values), true
				}
			}
			if left && !r.enough(n, values) {
				return false
			}
		}
	}
	return true
}

func (r *release) divisions() int {
	if len(r.atoms) == 0 {
		return 0
	}
	return len(r.atoms[0].groups)
}

// masks are the sets of values, known of everybody, by which a division is looked at: those that are told, and what they leave.
func masks(known []Count, whole []uint) (out []uint) {
	for _, c := range known {
		out = append(out, c.Values)
	}
	out = append(out, whole...)
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(values uint) bool { return !apart(whole, values) || len(whole) < 2 })
}

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

// apart reports whether some values are a union of blocks.
func apart(blocks []uint, values uint) bool {
	return len(blocks) > 1 && !slices.ContainsFunc(blocks, func(b uint) bool { return b&values != 0 && b&^values != 0 })
}
