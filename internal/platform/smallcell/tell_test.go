package smallcell_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"comunita/internal/platform/smallcell"
)

// somewhere draws a population in divisions that follow one another more or less, as zones and classes do on a map, and all that could be told of it.
func somewhere(r *rapid.T) (p smallcell.Population, offers [][]smallcell.Count) {
	size, divisions := rapid.IntRange(12, 70).Draw(r, "bodies"), rapid.IntRange(1, 3).Draw(r, "divisions")
	p.Values = rapid.IntRange(2, 4).Draw(r, "values")
	if p.Values == 3 && rapid.Bool().Draw(r, "harmless") {
		p.Harmless = 4
	}
	groups := make([]int, divisions)
	for d := range groups {
		groups[d] = rapid.IntRange(2, 6).Draw(r, "groups")
	}
	often := rapid.SliceOfN(rapid.IntRange(0, 9), p.Values, p.Values).Draw(r, "often")
	whim := rapid.SliceOfN(rapid.IntRange(0, 99), size, size)
	where, strays, value := whim.Draw(r, "where"), whim.Draw(r, "strays"), whim.Draw(r, "value")
	for i := range size {
		b := smallcell.Body{Groups: make([]string, divisions)}
		for d, n := range groups {
			at := i * n / size
			if d > 0 && strays[i] < 20*d {
				at = where[i] % n
			}
			b.Groups[d] = fmt.Sprint(at)
		}
		left := value[i] * (1 + sum(often)) / 100
		for left > often[b.Value] && b.Value < p.Values-1 {
			left -= often[b.Value]
			b.Value++
		}
		p.Bodies = append(p.Bodies, b)
	}
	together := rapid.Bool().Draw(r, "together")
	offer := func(division int, group string) {
		all := []smallcell.Count{}
		for v := range p.Values {
			all = append(all, smallcell.Count{Division: division, Group: group, Values: 1 << v})
		}
		if together {
			offers = append(offers, all)
			return
		}
		for _, c := range all {
			offers = append(offers, []smallcell.Count{c})
		}
	}
	offer(smallcell.Everybody, "")
	for d, n := range groups {
		for g := range n {
			offer(d, fmt.Sprint(g))
		}
	}
	return p, offers
}

func sum(list []int) (n int) {
	for _, x := range list {
		n += x
	}
	return n
}

// reader has all that is told and solves it, by elimination: unknowns are the counts of those who are in the same groups and stand at the same value.
type reader struct {
	p     smallcell.Population
	index map[string]int // of the groups
	size  []int
	n     []int
	rows  [][]*big.Rat // reduced, each with a leading one
	leads []int
}

func newReader(p smallcell.Population) *reader {
	x := &reader{p: p, index: map[string]int{}}
	for _, b := range p.Bodies {
		key := strings.Join(b.Groups, " ")
		if _, known := x.index[key]; !known {
			x.index[key], x.size, x.n = len(x.size), append(x.size, 0), append(x.n, make([]int, p.Values)...)
		}
		x.size[x.index[key]]++
		x.n[x.index[key]*p.Values+b.Value]++
	}
	for i := range x.size {
		v := make([]int, len(x.n))
		for k := range p.Values {
			v[i*p.Values+k] = 1
		}
		x.learn(v)
	}
	return x
}

func (x *reader) vector(c smallcell.Count) []int {
	v := make([]int, len(x.n))
	for _, b := range x.p.Bodies {
		if i := x.index[strings.Join(b.Groups, " ")]; c.Division == smallcell.Everybody || b.Groups[c.Division] == c.Group {
			for k := range x.p.Values {
				v[i*x.p.Values+k] = int(c.Values >> k & 1)
			}
		}
	}
	return v
}

// left gives what is left of a sum after what is known is taken away.
func (x *reader) left(v []int) ([]*big.Rat, int) {
	e := make([]*big.Rat, len(v))
	for i, n := range v {
		e[i] = big.NewRat(int64(n), 1)
	}
	for i, row := range x.rows {
		if f := new(big.Rat).Set(e[x.leads[i]]); f.Sign() != 0 {
			for k := range e {
				if row[k].Sign() != 0 {
					e[k] = new(big.Rat).Sub(e[k], new(big.Rat).Mul(f, row[k]))
				}
			}
		}
	}
	return e, slices.IndexFunc(e, func(r *big.Rat) bool { return r.Sign() != 0 })
}

func (x *reader) learn(v []int) {
	e, lead := x.left(v)
	if lead < 0 {
		return
	}
	by := new(big.Rat).Inv(e[lead])
	for k := range e {
		e[k] = new(big.Rat).Mul(e[k], by)
	}
	for i, row := range x.rows {
		if f := row[lead]; f.Sign() != 0 {
			next := make([]*big.Rat, len(row))
			for k := range row {
				next[k] = new(big.Rat).Sub(row[k], new(big.Rat).Mul(f, e[k]))
			}
			x.rows[i] = next
		}
	}
	x.rows, x.leads = append(x.rows, e), append(x.leads, lead)
}

func (x *reader) knows(v []int) bool {
	_, lead := x.left(v)
	return lead < 0
}

func (x *reader) one(atom, value int) []int {
	v := make([]int, len(x.n))
	v[atom*x.p.Values+value] = 1
	return v
}

// Whatever the population and its divisions, nobody who knows who is in which group, and has all that is told of all of them, computes a count below
// five, nor that a group stands alike; nor does who works for three of the counted learn of a fourth. Every told count is true, and the order in
// which the bodies come changes nothing.
func TestWhatIsToldGivesNobodyAway(t *testing.T) {
	t.Parallel()
	shown, kept, pairs := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		p, offers := somewhere(r)
		told := p.Tell(offers)
		mixed := p
		mixed.Bodies = rapid.Permutation(p.Bodies).Draw(r, "mixed")
		if again := mixed.Tell(offers); !slices.Equal(told, again) {
			r.Fatalf("another order tells other things: %v %v", told, again)
		}
		x := newReader(p)
		enough := func(n int, values uint) bool { return n >= smallcell.K || n == 0 && values&^p.Harmless == 0 }
		for i, o := range offers {
			if !told[i] {
				kept++
				continue
			}
			shown++
			for _, c := range o {
				if x.learn(x.vector(c)); !enough(p.Of(c), c.Values) {
					r.Fatalf("%d is told: %+v", p.Of(c), c)
				}
				if p.Of(c) == 0 { // nobody is nobody anywhere
					for i, n := range x.vector(c) {
						if n > 0 {
							x.learn(x.one(i/p.Values, i%p.Values))
						}
					}
				}
			}
		}
		for _, o := range offers { // and what the others leave
			for _, c := range o {
				for _, values := range []uint{c.Values, 1<<p.Values - 1 - c.Values} {
					c.Values = values
					if rest := 1<<p.Values - 1 - values; rest&^p.Harmless == 0 && p.Of(smallcell.Count{Division: c.Division, Group: c.Group, Values: rest}) == 0 {
						continue // all of a group, of which it may be known that nobody is elsewhere
					}
					if n, v := p.Of(c), x.vector(c); sum(v) > 0 && !enough(n, values) && x.knows(v) {
						r.Fatalf("%d can be computed: %+v", n, c)
					}
				}
			}
		}
		for d := range len(p.Bodies[0].Groups) { // the whole less the groups that are told
			for v := range p.Values {
				rest := x.vector(smallcell.Count{Division: smallcell.Everybody, Values: 1 << v})
				n, hidden := p.Of(smallcell.Count{Division: smallcell.Everybody, Values: 1 << v}), false
				for i, o := range offers {
					for _, c := range o {
						if c.Division == d && c.Values == 1<<v {
							if told[i] {
								n -= p.Of(c)
								for k, y := range x.vector(c) {
									rest[k] -= y
								}
							} else {
								hidden = hidden || slices.Contains(x.vector(c), 1)
							}
						}
					}
				}
				if hidden && !enough(n, 1<<v) && x.knows(rest) {
					r.Fatalf("the groups of division %d leave %d of value %d", d, n, v)
				}
			}
		}
		small := []int{}
		for a, size := range x.size {
			for v := range p.Values {
				if n := x.n[a*p.Values+v]; x.knows(x.one(a, v)) && (!enough(n, 1<<v) || size < smallcell.K && n > 0) {
					r.Fatalf("of %d bodies alike %d are known to stand at %d", size, n, v)
				}
			}
			if size == 1 {
				small = append(small, a)
			}
		}
		for i, a := range small { // two by two, each knows of itself
			for _, b := range small[:i] {
				insider := *x
				insider.rows, insider.leads = slices.Clone(x.rows), slices.Clone(x.leads)
				for v := range p.Values {
					insider.learn(x.one(a, v))
				}
				pairs++
				for v := range p.Values {
					if insider.knows(x.one(b, v)) && x.n[b*p.Values+v] > 0 {
						r.Fatalf("%d knows where %d stands", a, b)
					}
				}
			}
		}
	})
	if shown < 100 || kept < 100 || pairs < 100 {
		t.Errorf("%d shown, %d kept back, %d pairs: nothing was tried", shown, kept, pairs)
	}
}
