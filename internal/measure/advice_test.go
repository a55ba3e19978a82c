package measure

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"comunita/internal/vocabulary"
)

var factors = []vocabulary.Factor{{Code: "FA1", Name: "controlli"}, {Code: "FA2", Name: "trasparenza"}, {Code: "FA3", Name: "norme"}}

func anyFacts(r *rand.Rand, code string) facts {
	n := 5 + r.IntN(40)
	f := facts{measure: Entry{Code: code, Phases: []string{"a", "a → b", "a → b → c", "a → b → c → d", "a → b → c → d → e"}[r.IntN(5)]}, factors: []string{"FA1", "FA2"},
		near:   similar{Share{Told: r.IntN(3) > 0, Adopters: r.IntN(n), Applicable: n, Name: "x"}, "comuni"},
		judged: judgements{Yes: r.IntN(6), Partly: r.IntN(6), No: r.IntN(6)}, indicated: r.IntN(2) == 0, own: r.IntN(2) == 0}
	for _, w := range factors {
		if r.IntN(2) == 0 {
			f.measure.EnablingFactors = append(f.measure.EnablingFactors, w.Code)
		}
	}
	f.at.Small = r.IntN(2) == 0
	if r.IntN(2) == 0 {
		f.measure.SmallVariant = "variante"
	}
	return f
}

func order(all []facts) []Advice {
	var out []Advice
	for _, f := range all {
		out = append(out, f.advice(factors))
	}
	return ranked(out)
}

// The order does not depend on how the measures come, and what speaks for a measure never takes it further down.
func TestTheOrderFollowsTheReasons(t *testing.T) {
	place := func(all []Advice, code string) int {
		return slices.IndexFunc(all, func(a Advice) bool { return a.Measure.Code == code })
	}
	moved := map[string]int{}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 3))
		all := make([]facts, 12)
		for i := range all {
			all[i] = anyFacts(r, fmt.Sprintf("M%02d", i+1))
		}
		before := order(all)
		other := slices.Clone(all)
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		if after := order(other); !reflect.DeepEqual(before, after) {
			t.Fatalf("seed %d: the order depends on how they come", seed)
		}
		for name, better := range map[string]func(*facts){
			"more adopters": func(f *facts) { f.near.share.Adopters = f.near.share.Applicable },
			"told":          func(f *facts) { f.near.share.Told = true },
			"suitable":      func(f *facts) { f.judged.Yes, f.judged.No = f.judged.Yes+f.judged.No, 0 },
			"more factors":  func(f *facts) { f.measure.EnablingFactors = []string{"FA1", "FA2", "FA3"} },
			"fewer phases":  func(f *facts) { f.measure.Phases = "a" },
			"a variant":     func(f *facts) { f.measure.SmallVariant = "variante" },
			"indicated":     func(f *facts) { f.indicated = true },
			"for its area":  func(f *facts) { f.own = true },
		} {
			i := r.IntN(len(all))
			changed := slices.Clone(all)
			better(&changed[i])
			was, is := place(before, all[i].measure.Code), place(order(changed), all[i].measure.Code)
			if is > was {
				t.Fatalf("seed %d: %s took %s from %d to %d", seed, name, all[i].measure.Code, was, is)
			}
			if is < was {
				moved[name]++
			}
		}
	}
	if len(moved) != 8 {
		t.Errorf("not everything counts: %v", moved)
	}
}

func TestWhatIsTooFewIsNotJudged(t *testing.T) {
	for want, j := range map[string]judgements{
		"unknown ": {Yes: 4}, "high della rete": {Yes: 5}, "high della stessa classe": {Yes: 9, ClassYes: 5}, "mixed della rete": {Partly: 5, ClassPartly: 4},
		"low della stessa classe": {Yes: 20, No: 6, ClassNo: 6},
	} {
		if level, like := j.level(); level+" "+like != want {
			t.Errorf("%+v: %s %s, want %s", j, level, like, want)
		}
	}
}
