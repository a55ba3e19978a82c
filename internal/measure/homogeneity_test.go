package measure

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"comunita/internal/platform/smallcell"
)

// somewhere makes a network at random: zones follow the classes more or less, as they do on a map.
func somewhere(r *rand.Rand) *network {
	n := &network{adopted: map[string]map[string]bool{"M01": {}}}
	zones, classes, size := 2+r.IntN(4), 2+r.IntN(4), 20+r.IntN(60)
	eager, mixed, absent := r.Float64(), r.Float64(), 0.1*float64(r.IntN(3))
	for i := range size {
		m := member{Code: fmt.Sprintf("%06d", i), Zone: fmt.Sprint(i * zones / size)}
		m.ZoneName, m.Class = "Z"+m.Zone, string(rune('A'+i*zones/size%classes))
		if r.Float64() < mixed/4 {
			m.Class = string(rune('A' + r.IntN(classes)))
		}
		n.members = append(n.members, m)
		switch x := r.Float64(); {
		case x < eager:
			n.adopted["M01"][m.Code] = true
		case x < eager+absent*r.Float64():
			n.adopted["M01"][m.Code] = false
		}
	}
	return n
}

// An attacker who knows who is in which zone and class adds what is told of some zones, takes away what is told of some classes or of the
// network, and so on. Whatever set is left over is no set of a few municipalities, and nothing told counts few.
func TestNoDifferenceSinglesOut(t *testing.T) {
	shown := 0
	for seed := range uint64(1500) {
		r := rand.New(rand.NewPCG(seed, 7))
		n := somewhere(r)
		x := n.shares("M01", false)
		if x.network.Told {
			checkShare(t, seed, x.network)
		}
		known := func(list []Share, of func(member) string) (sets [][]int) {
			hidden, sum := 0, 0
			for _, s := range list {
				if !s.Told {
					hidden++
					if s.Adopters+s.Applicable != 0 {
						t.Fatalf("seed %d: %+v shows what is not told", seed, s)
					}
					continue
				}
				shown++
				checkShare(t, seed, s)
				sum += s.Adopters
				var set []int
				for i, m := range n.members {
					if of(m) == s.Key {
						set = append(set, i)
					}
				}
				sets = append(sets, set)
			}
			if rest := x.network.Adopters - sum; x.network.Told && hidden > 0 && rest < smallcell.K {
				t.Fatalf("seed %d: the hidden groups hold %d", seed, rest)
			}
			return sets
		}
		zones := known(x.zones, func(m member) string { return m.Zone })
		classes := known(x.classes, func(m member) string { return m.Class })
		if x.network.Told {
			all := make([]int, len(n.members))
			for i := range all {
				all[i] = i
			}
			classes = append(classes, all)
		}
		// every sum and difference with the factors 1, 0 and -1
		cells := append(zones, classes...)
		factor := make([]int, len(cells))
		var attack func(int)
		attack = func(at int) {
			if at < len(cells) {
				for _, f := range []int{0, 1, -1} {
					factor[at] = f
					attack(at + 1)
				}
				return
			}
			weight := make([]int, len(n.members))
			for c, set := range cells {
				for _, i := range set {
					weight[i] += factor[c]
				}
			}
			few, clean := 0, true
			for _, w := range weight {
				few, clean = few+w, clean && (w == 0 || w == 1)
			}
			if clean && few > 0 && few < smallcell.K {
				t.Fatalf("seed %d: %v leaves %d municipalities over", seed, factor, few)
			}
		}
		if len(cells) <= 8 {
			attack(0)
		}
	}
	if shown < 1000 {
		t.Errorf("only %d cells were told: the test proves little", shown)
	}
}

func checkShare(t *testing.T, seed uint64, s Share) {
	t.Helper()
	if s.Adopters < smallcell.K || s.Applicable-s.Adopters < smallcell.K || s.Members > s.Applicable && s.Members-s.Applicable < smallcell.K {
		t.Fatalf("seed %d: %+v", seed, s)
	}
}

func TestPercent(t *testing.T) {
	for want, s := range map[int]Share{50: {Adopters: 5, Applicable: 10, Told: true}, 67: {Adopters: 6, Applicable: 9, Told: true}, 0: {Adopters: 6, Applicable: 9}} {
		if s.Percent() != want {
			t.Errorf("%+v: %d", s, s.Percent())
		}
	}
}

func BenchmarkShares(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	n := &network{adopted: map[string]map[string]bool{"M01": {}}}
	for i := range 108 {
		m := member{Code: fmt.Sprintf("%06d", i), Zone: fmt.Sprint(i / 12), ZoneName: fmt.Sprint(i / 12), Class: string(rune('A' + i*6/108))}
		if i%5 == 0 {
			m.Class = string(rune('A' + r.IntN(6)))
		}
		n.members = append(n.members, m)
		if r.IntN(2) == 0 {
			n.adopted["M01"][m.Code] = true
		}
	}
	for b.Loop() {
		n.shares("M01", false)
	}
}
