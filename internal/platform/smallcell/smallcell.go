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
