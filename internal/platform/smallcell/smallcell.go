// Package smallcell keeps counts shown to others from giving away single bodies.
package smallcell

// K is the smallest count that is told.
const K = 5

// Cell is a count as others may see it: when it is Suppressed, Count is 0 and says nothing.
type Cell struct {
	Count      int
	Suppressed bool
}

// Of tells n unless it is below K; zero is below it like the others, so that its absence tells nothing either.
func Of(n int) Cell {
	if n < K {
		return Cell{Suppressed: true}
	}
	return Cell{Count: n}
}

// Part tells n beside a total that is told too: not when the difference would give the rest away.
func Part(n, total int) Cell {
	if rest := total - n; rest > 0 && rest < K {
		return Cell{Suppressed: true}
	}
	return Of(n)
}

// Column tells counts whose sum is told too, each Part of its own whole. As many more are kept back as it takes for the sum not to give the
// hidden ones away: never one alone, nor several that are together fewer than K.
func Column(counts, wholes []int) []Cell {
	out := make([]Cell, len(counts))
	for i, n := range counts {
		out[i] = Part(n, wholes[i])
	}
	for {
		hidden, sum, least := 0, 0, -1
		for i, c := range out {
			switch {
			case c.Suppressed:
				hidden, sum = hidden+1, sum+counts[i]
			case least < 0 || c.Count < out[least].Count:
				least = i
			}
		}
		if hidden == 0 || least < 0 || hidden > 1 && sum >= K {
			return out
		}
		out[least] = Cell{Suppressed: true}
	}
}
