package smallcell

import (
	"cmp"
	"math/bits"
	"slices"
)

// What is told are equations in the hidden counts, one of each atom and value. Nobody can tell the truth from another solution: add to the counts a
// solution of the homogeneous equations, chosen at random, and a sum that does not move is fixed by what is told, one that moves is not. Numbers are
// those modulo a prime, where sums are exact and one that moves comes out as zero once in 10^18.
const prime = 1<<61 - 1

// row is an equation whose sum is known, zero where the rows before it lead.
type row struct {
	v    []uint64
	lead int
}

// add tells an offer, and what of nobody is known with it: where a count is zero, so is each part of it.
func (r *release) add(offer []Count) {
	r.told = append(slices.Clip(r.told), offer...)
	r.rows = slices.Clip(r.rows)
	for _, c := range offer {
		r.equation(r.vector(c))
	}
	for before := -1; before < len(r.rows); {
		before = len(r.rows)
		h := r.shake()
		for _, c := range r.none {
			if r.known(h, c) {
				for i, in := range r.vector(c) {
					if in != 0 {
						one := make([]uint64, len(h))
						one[i] = 1
						r.equation(one)
					}
				}
			}
		}
	}
}

func (r *release) vector(c Count) []uint64 {
	out := make([]uint64, len(r.atoms)*r.Values)
	for i, a := range r.atoms {
		if c.holds(a.groups) {
			for v := range r.Values {
				out[i*r.Values+v] = uint64(c.Values >> v & 1)
			}
		}
	}
	return out
}

// equation adds an independent one. The size of each atom is public: the count of its last value is what the others leave.
func (r *release) equation(v []uint64) {
	for i := range r.atoms {
		counts := v[i*r.Values : (i+1)*r.Values]
		for j := range counts {
			if j != r.Values-1 {
				counts[j] = minus(counts[j], counts[r.Values-1])
			}
		}
		counts[r.Values-1] = 0
	}
	for _, x := range r.rows {
		if f := v[x.lead]; f != 0 {
			for i, y := range x.v {
				if y != 0 {
					v[i] = minus(v[i], times(f, y))
				}
			}
		}
	}
	lead := slices.IndexFunc(v, func(x uint64) bool { return x != 0 })
	if lead < 0 {
		return
	}
	scale := inverse(v[lead])
	for i := range v {
		v[i] = times(v[i], scale)
	}
	r.rows = append(r.rows, row{v, lead})
}

// shake gives a solution of the homogeneous equations.
func (r *release) shake() []uint64 {
	h := make([]uint64, len(r.atoms)*r.Values)
	for i := range h {
		h[i] = scramble(uint64(i)) % prime
	}
	for i := range r.atoms {
		h[(i+1)*r.Values-1] = 0
	}
	for _, x := range slices.Backward(r.rows) {
		sum := uint64(0)
		for i, y := range x.v {
			if i != x.lead && y != 0 {
				sum = plus(sum, times(y, h[i]))
			}
		}
		h[x.lead] = minus(0, sum)
	}
	for i := range r.atoms {
		counts := h[i*r.Values : (i+1)*r.Values]
		for _, x := range counts[:r.Values-1] {
			counts[r.Values-1] = minus(counts[r.Values-1], x)
		}
	}
	return h
}

// known reports whether a count does not move.
func (r *release) known(h []uint64, c Count) bool {
	sum := uint64(0)
	for i, a := range r.atoms {
		for v := range r.Values {
			if c.Values>>v&1 != 0 && c.holds(a.groups) {
				sum = plus(sum, h[i*r.Values+v])
			}
		}
	}
	return sum == 0
}

// term is a hidden count, as it moves; weight is what must stay K or more together.
type term struct {
	h      uint64
	weight int
	part
}

// part is a count of an atom; the counts of all its parts are its size, which is no secret.
type part struct{ atom, number, parts int }

// single reports whether a sum of up to three hidden counts is fixed that comes to fewer than K, or a sum or difference of counts of fewer than K bodies:
// of these, who knows all but one learns that one. Atoms that no told count divides are one, and so are values.
func (r *release) single(h []uint64) bool {
	type cell struct{ atom, values uint64 }
	type merged struct {
		h        uint64
		n        int
		harmless bool
	}
	cells, size, order := map[cell]merged{}, map[uint64]int{}, map[uint64][]uint64{}
	for i, a := range r.atoms {
		in, at := uint64(0), make([]uint64, r.Values)
		for k, c := range r.told {
			if c.holds(a.groups) {
				mark := scramble(uint64(k) << 20)
				in ^= mark
				for v := range at {
					at[v] ^= mark * uint64(c.Values>>v&1)
				}
			}
		}
		size[in] += a.size
		for v := range at {
			m, seen := cells[cell{in, at[v]}]
			if !seen {
				m.harmless = true
				order[in] = append(order[in], at[v])
			}
			cells[cell{in, at[v]}] = merged{plus(m.h, h[i*r.Values+v]), m.n + a.n[v], m.harmless && r.Harmless>>v&1 != 0}
		}
	}
	var counts, bodies []term
	for in, parts := range order {
		if in == 0 {
			continue // of no group that is told of
		}
		for i, p := range parts {
			m, of := cells[cell{in, p}], part{int(in >> 1), i, len(parts)}
			if m.n >= K || m.n == 0 && m.harmless {
				continue
			}
			counts = append(counts, term{m.h, m.n, of})
			if size[in] < K && (i == 0 || len(parts) > 2) { // of two, one moves as the other does, the other way
				bodies = append(bodies, term{m.h, size[in], of})
			}
		}
	}
	return fixedSum(counts) || fixedDifference(bodies)
}

// fixedSum reports whether up to three terms that weigh less than K do not move together.
func fixedSum(terms []term) bool {
	at := make(map[uint64][]int, len(terms))
	for i, a := range terms {
		for j, b := range terms[:i] {
			if a.weight+b.weight >= K {
				continue
			}
			h := plus(a.h, b.h)
			if h == 0 && secret(a.part, b.part) {
				return true
			}
			for _, k := range at[minus(0, h)] {
				if c := terms[k]; k < j && a.weight+b.weight+c.weight < K && secret(a.part, b.part, c.part) {
					return true
				}
			}
		}
		if a.h == 0 && secret(a.part) {
			return true
		}
		at[a.h] = append(at[a.h], i)
	}
	return false
}

// fixedDifference reports whether up to four terms that weigh less than K, added or subtracted, do not move together: two and two that move alike.
func fixedDifference(terms []term) bool {
	type pair struct {
		h    uint64
		a, b int32 // b is a where there is but one
	}
	all := make([]pair, 0, len(terms)*(len(terms)+1))
	for i, a := range terms {
		all = append(all, pair{min(a.h, prime-a.h), int32(i), int32(i)})
		for j, b := range terms[:i] {
			if a.weight+b.weight < K {
				s, d := plus(a.h, b.h), minus(a.h, b.h)
				all = append(all, pair{min(s, prime-s), int32(i), int32(j)}, pair{min(d, prime-d), int32(i), int32(j)})
			}
		}
	}
	of := func(p pair) ([]part, int) {
		if p.a == p.b {
			return []part{terms[p.a].part}, terms[p.a].weight
		}
		return []part{terms[p.a].part, terms[p.b].part}, terms[p.a].weight + terms[p.b].weight
	}
	var often [1 << 16]bool // most move like no other: these need no order
	var once [1 << 16]bool
	for _, p := range all {
		at := p.h % (1 << 16)
		often[at], once[at] = often[at] || once[at] || p.h == 0, true
	}
	all = slices.DeleteFunc(all, func(p pair) bool { return !often[p.h%(1<<16)] })
	slices.SortFunc(all, func(a, b pair) int { return cmp.Compare(a.h, b.h) })
	for i, p := range all {
		if p.h != 0 && (i+1 == len(all) || all[i+1].h != p.h) {
			continue
		}
		one, weight := of(p)
		if p.h == 0 && secret(one...) {
			return true
		}
		for _, q := range all[i+1:] {
			if q.h != p.h {
				break
			}
			if two, more := of(q); weight+more < K && secret(append(two, one...)...) {
				return true
			}
		}
	}
	return false
}

// secret reports whether parts, each there once, are more than all those of some atoms.
func secret(of ...part) bool {
	full := true
	for i, p := range of {
		n := 0
		for k, q := range of {
			if p == q && i != k {
				return false
			}
			if p.atom == q.atom {
				n++
			}
		}
		full = full && n == p.parts
	}
	return !full
}

func plus(a, b uint64) uint64 { return (a + b) % prime }

func minus(a, b uint64) uint64 { return (a + prime - b) % prime }

func times(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return (lo&prime + (hi<<3 | lo>>61)) % prime
}

// inverse is a to the power of prime-2 (Fermat).
func inverse(a uint64) uint64 {
	x := uint64(1)
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 != 0 {
			x = times(x, a)
		}
		a = times(a, a)
	}
	return x
}

// scramble is the finalizer of splitmix64: the same numbers every time, in no order.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
