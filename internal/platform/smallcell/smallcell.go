// Package smallcell keeps counts shown to others from giving away single bodies. It is the one place where the project decides what can be told.
//
// The rules are those of statistical disclosure control for tables of frequencies (Handbook on Statistical Disclosure Control, 2nd ed. 2024, § 5.2,
// written for Eurostat): identification, by a threshold; group attribute disclosure, where all of a group stand alike («6, 0, 6»): it names each of
// them; within-group disclosure, where who is in a cell takes itself away; differencing, of figures that overlap, within and between tables.
package smallcell

// K is the smallest count that is told. Nobody who knows four of the counted, being them or working for them, learns of a fifth.
const K = 5

// Cell is a count as others may see it: when it is Suppressed, Count is 0 and says nothing.
type Cell struct {
	Count      int
	Suppressed bool
}

// Of tells n unless it is below K; zero is below it like the others, so that its absence tells nothing either.
func Of(n int) Cell { return Show(n, n >= K) }

// Part tells n beside a total that is told too, and of which nobody knows who is in it: not when the difference would give the rest away.
func Part(n, total int) Cell {
	rest := total - n
	return Show(n, n >= K && (rest == 0 || rest >= K))
}

// Show tells n, or that it is not told.
func Show(n int, told bool) Cell {
	if !told {
		return Cell{Suppressed: true}
	}
	return Cell{Count: n}
}
