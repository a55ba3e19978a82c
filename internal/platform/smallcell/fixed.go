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

// term is a hidden count, or the sum or difference of two, as it moves; of is what it is made of, weight what must stay K or more together.
type term struct {
	h      uint64
	weight int
	of     []part
}

// part is a count of an atom; the counts of all its parts are its size, which is no secret.
type part struct{ atom, number, parts int }

// single reports whether a sum of up to four hidden counts is fixed that comes to fewer than K, or a sum or difference of counts of fewer than K bodies:
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
			m, of := cells[cell{in, p}], []part{{int(in >> 1), i, len(parts)}}
			if m.n >= K || m.n == 0 && m.harmless {
				continue
			}
			counts = append(counts, term{m.h, m.n, of})
			if size[in] < K {
				bodies = append(bodies, term{m.h, size[in], of})
			}
		}
	}
	return fixed(counts, false) || fixed(bodies, true)
}

// fixed reports whether up to four terms, added or also subtracted, weigh less than K and do not move together.
func fixed(terms []term, signed bool) bool {
	all := slices.Clone(terms)
	for i, a := range terms {
		for _, b := range terms[:i] {
			if w := a.weight + b.weight; w < K {
				of := []part{a.of[0], b.of[0]}
				if all = append(all, term{plus(a.h, b.h), w, of}); signed {
					all = append(all, term{minus(a.h, b.h), w, of})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b term) int { return cmp.Compare(min(a.h, prime-a.h), min(b.h, prime-b.h)) })
	for i, a := range all {
		if a.h == 0 && secret(a.of) {
			return true
		}
		for _, b := range all[i+1:] {
			if b.h != a.h && b.h != prime-a.h {
				break
			}
			if a.weight+b.weight < K && (signed || b.h != a.h) && secret(slices.Concat(a.of, b.of)) {
				return true
			}
		}
	}
	return false
}

// secret reports whether parts, each there once, are more than all those of some atoms.
func secret(of []part) bool {
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
