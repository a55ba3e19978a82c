package risk

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// example is a network of the size of ours, an entry that two in five adopted.
func example() (towns []town, x adoption) {
	r := rand.New(rand.NewPCG(1, 1))
	towns = make([]town, 108)
	for i := range towns {
		towns[i] = town{fmt.Sprint(i), int64(1 + i/12), "Z", []string{"under-1000", "under-5000", "under-5000", "under-15000", "over"}[r.IntN(5)], string(rune('A' + r.IntN(6))),
			[]string{"inland", "inland", "coastal", "island"}[r.IntN(4)]}
		if r.IntN(5) < 2 {
			x.Adopters = append(x.Adopters, towns[i].Code)
		}
		if r.IntN(2) == 0 {
			x.Managed = append(x.Managed, towns[i].Code+" "+[]string{"cuc", "direct", "direct"}[r.IntN(3)])
		}
	}
	return towns, x
}

func BenchmarkRelease(b *testing.B) {
	towns, x := example()
	for b.Loop() {
		newReleases().release(towns, x, false)
	}
}

func BenchmarkReleaseAgain(b *testing.B) {
	towns, x := example()
	made := newReleases()
	for b.Loop() {
		made.release(towns, x, false)
	}
}

func TestWhatWasReleasedIsKeptUntilSomebodyChanges(t *testing.T) {
	towns, x := example()
	kept := newReleases()
	hold := func(want int, towns []town, x adoption, withConfirmed bool) {
		t.Helper()
		if !maps.Equal(newReleases().release(towns, x, withConfirmed), kept.release(towns, x, withConfirmed)) {
			t.Error("what is kept is not what would be released")
		}
		if got := kept.made.Len(); got != want {
			t.Errorf("%d releases are kept, not %d", got, want)
		}
	}
	hold(1, towns, x, false)
	again := adoption{Adopters: slices.Clone(x.Adopters), Managed: slices.Clone(x.Managed)}
	slices.Reverse(again.Adopters)
	slices.Reverse(again.Managed)
	hold(1, towns, again, false)
	hold(2, towns, x, true)
	hold(3, towns, adoption{Adopters: x.Adopters[1:], Managed: x.Managed}, false)
	hold(4, towns, adoption{Adopters: x.Adopters, Managed: x.Managed[1:]}, false)
	moved := slices.Clone(towns)
	moved[0].ZoneID++
	hold(5, moved, x, false)
}
