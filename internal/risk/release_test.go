package risk

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func BenchmarkRelease(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	towns := make([]town, 108)
	var x adoption
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
	for b.Loop() {
		release(towns, x, false)
	}
}
