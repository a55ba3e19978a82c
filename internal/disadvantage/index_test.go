package disadvantage

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comunita/internal/platform/smallcell"
)

// The example of the proposal: an ultra-peripheral island of 947 inhabitants, 8 employees, a secretary a scavalco.
func TestIndexByHand(t *testing.T) {
	t.Parallel()
	eight, many := 8, 210
	for _, c := range []struct {
		f     Facts
		total int
		class string
	}{
		{Facts{Class: "F", Population: 947, Island: true, Employees: &eight, Secretary: "scavalco", Financial: "none"}, 8 + 3 + 2 + 2 + 0 + 1, "very_high"},
		{Facts{Class: "A", Population: 30397, Employees: &many, Secretary: "holder", Financial: "none"}, 0, "low"},
		{Facts{Class: "E", Population: 4318, Employees: &many, Secretary: "regent", Financial: "riequilibrio"}, 6 + 1 + 2, "high"},
		{Facts{Class: "C", Population: 2999, Employees: &many, Secretary: "vacant", Financial: "none", Commissioner: true}, 2 + 2 + 2 + 2, "high"},
		{Facts{Class: "D", Population: 5000, Employees: &many, Secretary: "convention", Financial: "none"}, 4, "medium"},
	} {
		if x := Key.Default.Of(c.f); x.Total != c.total || x.Class != c.class || x.Partial() || x.Highest != x.Total {
			t.Errorf("%+v: %+v, want %d %s", c.f, x, c.total, c.class)
		}
	}
	x := Key.Default.Of(Facts{Class: "E", Population: 2000, Financial: "unknown"})
	if x.Total != 8 || x.Highest != 14 || !x.Partial() || x.Class != "high" || x.HighestClass != "very_high" {
		t.Errorf("a lower bound: %+v", x)
	}
}

func drawn[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// weights that the rules accept.
func weights(r *rand.Rand) Weights {
	rising := func(n, most int) []int {
		out := make([]int, n)
		for i := range out {
			out[i] = r.IntN(most)
		}
		slices.Sort(out)
		return out
	}
	for {
		c, p := rising(6, 8), rising(3, 6)
		w := Weights{c[0], c[1], c[2], c[3], c[4], c[5], r.IntN(4), p[2], p[1], p[0], r.IntN(5), r.IntN(5), r.IntN(5), r.IntN(3), 0, 0, 0}
		w.FromMedium = 1 + r.IntN(6)
		w.FromHigh = w.FromMedium + 1 + r.IntN(5)
		w.FromVeryHigh = w.FromHigh + 1 + r.IntN(5)
		if Key.Valid(w) == nil {
			return w
		}
	}
}

func facts(r *rand.Rand) Facts {
	f := Facts{Class: drawn(r, "A", "B", "C", "D", "E", "F"), Population: drawn(r, 182, 999, 1000, 2999, 3000, 4999, 5000, 230000), Island: r.IntN(2) == 0,
		Secretary: drawn(r, "", "holder", "convention", "regent", "scavalco", "vacant"), Financial: drawn(r, "unknown", "none", "dissesto", "riequilibrio"),
		Commissioner: r.IntN(4) == 0}
	if r.IntN(3) > 0 {
		n := r.IntN(40)
		f.Employees = &n
	}
	return f
}

// For any weights that the rules accept and any facts: the total is the sum of the components; it is within its bounds; what gets worse never
// lowers it; what becomes known keeps it between the bounds; and settling a component leads to the class it says.
func TestIndexProperties(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 14))
	partial, promised := 0, 0
	for range 5_000 {
		w, f := weights(r), facts(r)
		x := w.Of(f)
		sum, unknown := 0, 0
		for _, c := range x.Components {
			sum += c.Points
			if c.Points < 0 || c.Points > c.Most || !c.Known && c.Points != 0 {
				t.Fatalf("%+v", c)
			}
			if !c.Known {
				unknown += c.Most
			}
		}
		if sum != x.Total || x.Highest != x.Total+unknown || x.Highest > w.most() || x.Class != w.Class(x.Total) || x.HighestClass != w.Class(x.Highest) {
			t.Fatalf("%+v of %+v: %+v", w, f, x)
		}
		worse := f
		switch r.IntN(5) {
		case 0:
			worse.Class = string(rune(min(worse.Class[0]+1, 'F')))
		case 1:
			worse.Population /= 2
		case 2:
			worse.Island = true
		case 3:
			worse.Commissioner = true
		case 4:
			if worse.Secretary != "" {
				worse.Secretary = "vacant"
			}
		}
		if w.Of(worse).Total < x.Total {
			t.Fatalf("%+v is better off than %+v with %+v", worse, f, w)
		}
		if x.Partial() {
			partial++
		}
		told := f
		if told.Employees == nil {
			n := r.IntN(40)
			told.Employees = &n
		}
		if told.Secretary == "" {
			told.Secretary = drawn(r, "holder", "scavalco")
		}
		if told.Financial == "unknown" {
			told.Financial = drawn(r, "none", "dissesto")
		}
		if y := w.Of(told); y.Partial() || y.Total < x.Total || y.Total > x.Highest {
			t.Fatalf("told all, %+v is outside %+v", y, x)
		}
		for _, c := range x.Components {
			if c.Name == Secretary && c.Known && c.ClassIf != "" {
				promised++
				settled := f
				settled.Secretary = "holder"
				if got := w.Of(settled).Class; got != c.ClassIf {
					t.Fatalf("a holder was to make it %s: %s", c.ClassIf, got)
				}
			}
		}
	}
	if partial < 1000 || promised < 1000 {
		t.Errorf("only %d and %d cases", partial, promised)
	}
}

// Whatever the counts: none below K is told, no hidden one follows from the total of its row or the sum of its column.
func TestCountsGiveNobodyAway(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 5))
	told := 0
	for range 5_000 {
		rows, all, standing := make([][4]int, len(Classes)), []municipality{}, []Index{}
		for i := range rows {
			n := r.IntN(40)
			rows[i] = [4]int{n, r.IntN(n + 1), r.IntN(n + 1), r.IntN(n + 1)}
			for _, k := range r.Perm(n) {
				all = append(all, municipality{Member: k < rows[i][1], Referent: (k+7)%n < rows[i][2], Needs: n-1-k < rows[i][3]})
				standing = append(standing, Index{Class: Classes[i]})
			}
		}
		out := [][4]smallcell.Cell{}
		for _, p := range participation(all, standing, false) {
			out = append(out, [4]smallcell.Cell{p.Municipalities, p.Members, p.Referents, p.Needs})
		}
		for j := range len(rows[0]) {
			hidden, sum := 0, 0
			for i := range out {
				c := out[i][j]
				switch {
				case c.Suppressed && c.Count != 0, !c.Suppressed && c.Count != rows[i][j], !c.Suppressed && c.Count < smallcell.K,
					!c.Suppressed && out[i][0].Suppressed:
					t.Fatalf("%v: %v", rows, out)
				case c.Suppressed:
					hidden, sum = hidden+1, sum+rows[i][j]
				default:
					told++
					if rest := rows[i][0] - c.Count; rest > 0 && rest < smallcell.K {
						t.Fatalf("%v tells who is left: %v", rows, out)
					}
				}
			}
			if hidden == 1 || hidden > 0 && hidden < len(out) && sum < smallcell.K {
				t.Fatalf("column %d of %v can be told from its sum: %v", j, rows, out)
			}
		}
	}
	if told < 10_000 {
		t.Errorf("only %d counts told", told)
	}
}

func TestWeightsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for pointer, change := range map[string]func(*Weights){
		"/class_e":        func(w *Weights) { w.ClassE = 1 },
		"/class_b":        func(w *Weights) { w.ClassA, w.ClassB = 1, 0 },
		"/under_1000":     func(w *Weights) { w.Under1000 = 0 },
		"/from_high":      func(w *Weights) { w.FromHigh = w.FromMedium },
		"/from_medium":    func(w *Weights) { w.FromMedium = 0 },
		"/from_very_high": func(w *Weights) { w.FromVeryHigh = 19 },
	} {
		w := Key.Default
		change(&w)
		if err := Key.Valid(w); err == nil {
			t.Errorf("%s is accepted: %+v", pointer, w)
		}
	}
	if err := Key.Valid(Key.Default); err != nil {
		t.Error(err)
	}
}
