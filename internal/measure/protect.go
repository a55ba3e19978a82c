package measure

import (
	"math"
	"slices"

	"comunita/internal/platform/smallcell"
)

// cell is a share with who is in it; Told while nothing speaks against it.
type cell struct {
	Share
	excluded int
	of       []int // members, by their place in the network
}

func (c *cell) add(member int, adopts, excluded bool) {
	c.Members++
	c.of = append(c.of, member)
	switch {
	case excluded:
		c.excluded++
		return
	case adopts:
		c.Adopters++
	}
	c.Applicable++
}

// shown leaves out the numbers of what is not told.
func (c *cell) shown() Share {
	s := c.Share
	if !s.Told {
		s.Adopters, s.Applicable = 0, 0
	}
	return s
}

// few is a count that gives single bodies away.
func few(n int) bool { return n > 0 && n < smallcell.K }

// safe reports whether a cell can be told on its own: neither who adopts, nor who does not, nor to whom it does not apply are few.
func (c *cell) safe() bool {
	return c.Applicable >= smallcell.K && c.Adopters >= smallcell.K && !few(c.Applicable-c.Adopters) && !few(c.excluded)
}

func open(dimensions ...[]*cell) {
	for _, d := range dimensions {
		for _, c := range d {
			c.Told = true
		}
	}
}

// protect decides what is told of the network and of two divisions of it, which are public. A cell goes when it is not safe on its own; when,
// within its division, what is hidden could be had by subtraction; and when sums and differences of what is told, over both divisions, come down
// to fewer than smallcell.K municipalities.
func protect(all *cell, divisions ...[]*cell) {
	all.Told = all.safe()
	for _, d := range divisions {
		for _, c := range d {
			c.Told = c.safe()
		}
	}
	for {
		changed := false
		for _, d := range divisions {
			changed = settle(d) || changed
		}
		if !changed && !single(all, divisions) {
			break
		}
	}
}

// settle hides more of a division while its hidden part, which the rest leaves over, is one cell or holds few; it tells whether it did.
func settle(d []*cell) (changed bool) {
	for {
		hidden, shown, sum := 0, (*cell)(nil), cell{}
		for _, c := range d {
			if c.Told {
				if shown == nil || c.Adopters < shown.Adopters {
					shown = c
				}
				continue
			}
			hidden++
			sum.Adopters, sum.Applicable, sum.excluded = sum.Adopters+c.Adopters, sum.Applicable+c.Applicable, sum.excluded+c.excluded
		}
		if shown == nil || hidden == 0 || hidden > 1 && sum.safe() {
			return changed
		}
		shown.Told, changed = false, true
	}
}

// single looks for a few municipalities that what is told determines, and hides the smallest cell that holds them; it tells whether it did.
// Municipalities that are in the same cells cannot be told apart: they make an atom. What can be computed from the cells are their linear
// combinations, so that a set of atoms is determined when its vector lies in the space of theirs.
func single(all *cell, divisions [][]*cell) bool {
	cells := []*cell{}
	if all.Told {
		cells = append(cells, all)
	}
	for _, d := range divisions {
		for _, c := range d {
			if c.Told {
				cells = append(cells, c)
			}
		}
	}
	atoms, size := atomsOf(all, cells)
	found := determined(reduce(cells, len(size), atoms), size, make([]float64, len(size)), 0, smallcell.K-1)
	if found == nil {
		return false
	}
	least := (*cell)(nil)
	for _, c := range cells {
		holds := slices.ContainsFunc(c.of, func(m int) bool { return found[atoms[m]] != 0 })
		if c != all && holds && (least == nil || c.Adopters < least.Adopters) {
			least = c
		}
	}
	if least == nil { // of the network alone
		least = all
	}
	least.Told = false
	return true
}

// determined finds atoms, from one on, that hold at most so many members together and whose sum with those of set the rows span; nil when none do.
func determined(rows []echelon, size []int, set []float64, from, most int) []float64 {
	for a := from; a < len(size); a++ {
		if size[a] > most {
			continue
		}
		set[a] = 1
		if eliminate(slices.Clone(set), rows) < 0 {
			return set
		}
		if found := determined(rows, size, set, a+1, most-size[a]); found != nil {
			return found
		}
		set[a] = 0
	}
	return nil
}

// atomsOf numbers the members by the set of cells they are in; those in none are left out.
func atomsOf(all *cell, cells []*cell) (atom map[int]int, size []int) {
	key := map[int]string{}
	for i, c := range cells {
		for _, m := range c.of {
			key[m] += string(rune('0' + i))
		}
	}
	atom, number := map[int]int{}, map[string]int{}
	for _, m := range all.of {
		k := key[m]
		if k == "" {
			continue
		}
		n, known := number[k]
		if !known {
			n = len(size)
			number[k], size = n, append(size, 0)
		}
		atom[m] = n
		size[n]++
	}
	return atom, size
}

// reduce gives the cells, as vectors over the atoms, in reduced echelon form: each row with the place of its leading one.
func reduce(cells []*cell, n int, atoms map[int]int) (rows []echelon) {
	for _, c := range cells {
		v := make([]float64, n)
		for _, m := range c.of {
			v[atoms[m]] = 1
		}
		if lead := eliminate(v, rows); lead >= 0 {
			scale := v[lead]
			for i := range v {
				v[i] /= scale
			}
			for _, r := range rows {
				if f := r.v[lead]; f != 0 {
					for i := range r.v {
						r.v[i] -= f * v[i]
					}
				}
			}
			rows = append(rows, echelon{v, lead})
		}
	}
	return rows
}

type echelon struct {
	v    []float64
	lead int
}

// eliminate takes away from v what the rows span of it and gives the place of the first thing left, or -1.
func eliminate(v []float64, rows []echelon) int {
	for _, r := range rows {
		if f := v[r.lead]; f != 0 {
			for i := range v {
				v[i] -= f * r.v[i]
			}
		}
	}
	for i := range v {
		if math.Abs(v[i]) > 1e-9 {
			return i
		}
	}
	return -1
}
