package disadvantage

import "comunita/internal/platform/smallcell"

// counts of a class: municipalities, members, with referents, with needs.
type counts [4]int

func (c *counts) add(m municipality) {
	for i, yes := range [4]bool{true, m.Member, m.Referent, m.Needs} {
		if yes {
			c[i]++
		}
	}
}

// tell turns counts into cells. Everything, or: no count below smallcell.K, no part whose rest is, nothing of a class that is itself too
// small; and, because the sums over all classes are public, never one hidden count alone in a column, nor hidden ones that are few together.
func tell(rows []counts, everything bool) [][4]smallcell.Cell {
	out := make([][4]smallcell.Cell, len(rows))
	for i, r := range rows {
		for j, n := range r {
			if everything {
				out[i][j] = smallcell.Cell{Count: n}
			} else {
				out[i][j] = smallcell.Part(n, r[0])
			}
		}
	}
	if everything {
		return out
	}
	for j := range len(counts{}) {
		for i := range out {
			if out[i][0].Suppressed {
				out[i][j] = smallcell.Cell{Suppressed: true}
			}
		}
		for weak(rows, out, j) {
			hide(rows, out, j)
		}
	}
	return out
}

// weak reports whether what a column hides can be told from its sum.
func weak(rows []counts, out [][4]smallcell.Cell, column int) bool {
	hidden, sum, shown := 0, 0, 0
	for i := range out {
		if out[i][column].Suppressed {
			hidden, sum = hidden+1, sum+rows[i][column]
		} else {
			shown++
		}
	}
	return shown > 0 && (hidden == 1 || hidden > 0 && sum < smallcell.K)
}

// hide takes the smallest count of a column that still shows away; that of the municipalities takes its class along.
func hide(rows []counts, out [][4]smallcell.Cell, column int) {
	least := -1
	for i := range out {
		if !out[i][column].Suppressed && (least < 0 || rows[i][column] < rows[least][column]) {
			least = i
		}
	}
	out[least][column] = smallcell.Cell{Suppressed: true}
}
