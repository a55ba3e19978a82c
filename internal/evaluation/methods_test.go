package evaluation

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

// Written by a program of its own from the words of the dossier (§ 2.6): one line for each of the 729 inputs.
//
//go:embed testdata/assistant.txt
var table string

func TestAssistantOverAllInputs(t *testing.T) {
	t.Parallel()
	want, count := map[string]string{}, map[string]int{}
	for line := range strings.Lines(table) {
		input, level, _ := strings.Cut(strings.TrimSpace(line), " ")
		want[input] = level
	}
	if len(want) != 729 {
		t.Fatalf("%d lines", len(want))
	}
	letters := map[Level]string{Low: "B", Medium: "M", High: "A"}
	for input, level := range want {
		s := Suggest(digits(input))
		count[letters[s.Level]]++
		if letters[s.Level] != level {
			t.Errorf("%s → %s, want %s", input, letters[s.Level], level)
		}
		if len(s.Reason) == 0 {
			t.Errorf("%s explains nothing", input)
		}
	}
	if count["A"] != 357 || count["M"] != 352 || count["B"] != 20 {
		t.Errorf("distribution %v", count)
	}
	for input, level := range map[string]string{"331133": "A", "311323": "M", "111133": "B", "111113": "M", "221133": "M", "211133": "B", "113133": "A"} {
		if got := letters[Suggest(digits(input)).Level]; got != level || want[input] != level {
			t.Errorf("vector %s → %s, table %s, want %s", input, got, want[input], level)
		}
	}
}

func digits(s string) (out [6]int) {
	for i := range out {
		out[i] = int(s[i] - '0')
	}
	return out
}

// The explanation lists the rules that fired, those and no others.
func TestAssistantExplains(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		"331133": "two-high interest-and-discretion", "311323": "two-high measures-implemented", "111133": "none", "111113": "little-collaboration",
		"221133": "two-medium", "211133": "none", "113133": "past-events", "311133": "one-high", "333333": "two-high past-events interest-and-discretion",
		"111111": "little-collaboration little-implementation", "321111": "one-high two-medium little-collaboration little-implementation",
	} {
		var rules []string
		for _, r := range Suggest(digits(input)).Reason {
			rules = append(rules, r.Rule)
		}
		if got := strings.Join(rules, " "); got != want {
			t.Errorf("%s: %s, want %s", input, got, want)
		}
	}
	if text := Suggest(digits("331133")).Reason[0].Text; !strings.Contains(text, "Q1, Q2") {
		t.Errorf("which ones: %s", text)
	}
}

func TestScore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p       [6]int
		i       [4]int
		pp, ii  float64
		r       float64
		inBands Level
	}{
		{[6]int{2, 2, 1, 1, 1, 1}, [4]int{1, 1, 0, 1}, 8.0 / 6, 0.75, 1, Low},
		{[6]int{2, 5, 1, 5, 5, 2}, [4]int{4, 1, 0, 4}, 20.0 / 6, 2.25, 7.5, Medium},
		{[6]int{1, 2, 1, 1, 1, 1}, [4]int{1, 1, 0, 1}, 7.0 / 6, 0.75, 0.875, Low},
		{[6]int{5, 5, 5, 5, 5, 5}, [4]int{5, 5, 5, 5}, 5, 5, 25, High},
		{[6]int{3, 5, 3, 3, 5, 3}, [4]int{1, 1, 2, 2}, 22.0 / 6, 1.5, 5.5, Low}, // in the hole between 5 and 6
		{[6]int{2, 5, 1, 1, 1, 2}, [4]int{3, 1, 5, 3}, 2, 3, 6, Medium},         // the least value is within
		{[6]int{4, 5, 3, 5, 5, 2}, [4]int{5, 1, 5, 5}, 4, 4, 16, High},          // so is this one
		{[6]int{5, 5, 5, 5, 5, 5}, [4]int{3, 5, 2, 2}, 5, 3, 15, Medium},
	} {
		p, i, r := Score(c.p, c.i)
		if p != c.pp || i != c.ii || r != c.r || BandsKey.Default.Level(r) != c.inBands {
			t.Errorf("%v %v → %v %v %v %v, want %v %v %v %v", c.p, c.i, p, i, r, BandsKey.Default.Level(r), c.pp, c.ii, c.r, c.inBands)
		}
	}
}

// Classes are of the value as it is: 15.999 shows as 16.00 and is medium.
func TestBandsAreOfUnroundedValues(t *testing.T) {
	t.Parallel()
	b := Bands{FromMedium: 6, FromHigh: 16}
	for score, want := range map[float64]Level{5.999: Low, 6: Medium, 15.999: Medium, 16: High, 0.875: Low, 25: High} {
		if got := b.Level(score); got != want {
			t.Errorf("%v is %v", score, got)
		}
	}
	for _, bad := range []Bands{{0.5, 16}, {6, 6}, {6, 26}} {
		if BandsKey.Valid(bad) == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}

// The scales have their traps: P2 no 1, only I3 a 0, P3 and P4 odd values only, P5 and I2 one or five.
func TestScales(t *testing.T) {
	t.Parallel()
	all := []int{1, 2, 3, 4, 5}
	want := map[string][]int{"P1": all, "P2": {2, 5}, "P3": {1, 3, 5}, "P4": {1, 3, 5}, "P5": {1, 5}, "P6": all, "I1": all, "I2": {1, 5},
		"I3": {0, 1, 2, 3, 4, 5}, "I4": all, "Q1": {1, 2, 3}, "Q2": {1, 2, 3}, "Q3": {1, 2, 3}, "Q4": {1, 2, 3}, "Q5": {1, 2, 3}, "Q6": {1, 2, 3}}
	seen := 0
	for _, m := range Methods {
		for _, q := range m.Questions {
			seen++
			if !slices.Equal(q.Values(), want[q.Code]) {
				t.Errorf("%s admits %v", q.Code, q.Values())
			}
		}
	}
	if seen != len(want) || !Described(PNA2013).Superseded || Described(PNA2019).Superseded {
		t.Errorf("%d questions", seen)
	}
}
