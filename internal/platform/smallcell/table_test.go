package smallcell_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"comunita/internal/platform/smallcell"
)

// attack solves the equations that a reader of a told table has, by elimination, and gives every hidden count that they fix.
func attack(rows [][]int, total []smallcell.Cell, told [][]smallcell.Cell) map[[2]int]int {
	all := append(append([][]smallcell.Cell{}, told...), total)
	width, last := len(total), len(rows)
	sizes := make([]int, last+1)
	for i, r := range rows {
		for _, n := range r {
			sizes[i] += n
			sizes[last] += n
		}
	}
	unknowns := len(all) * width
	var equations [][]*big.Rat
	add := func(coefficients map[int]int64, value int) {
		e := make([]*big.Rat, unknowns+1)
		for i := range e {
			e[i] = big.NewRat(coefficients[i], 1)
		}
		e[unknowns] = big.NewRat(int64(value), 1)
		equations = append(equations, e)
	}
	for i, r := range all {
		sum := map[int]int64{}
		for j, c := range r {
			sum[i*width+j] = 1
			if !c.Suppressed {
				add(map[int]int64{i*width + j: 1}, c.Count)
			}
		}
		add(sum, sizes[i])
	}
	for j := range width {
		column := map[int]int64{last*width + j: -1}
		for i := range rows {
			column[i*width+j] = 1
		}
		add(column, 0)
	}
	pivots := []int{}
	for column, row := 0, 0; column < unknowns && row < len(equations); column++ {
		p := row
		for p < len(equations) && equations[p][column].Sign() == 0 {
			p++
		}
		if p == len(equations) {
			continue
		}
		equations[row], equations[p] = equations[p], equations[row]
		inverse := new(big.Rat).Inv(equations[row][column])
		for k := range equations[row] {
			equations[row][k] = new(big.Rat).Mul(equations[row][k], inverse)
		}
		for i, e := range equations {
			if f := new(big.Rat).Set(e[column]); i != row && f.Sign() != 0 {
				for k := range e {
					e[k] = new(big.Rat).Sub(e[k], new(big.Rat).Mul(f, equations[row][k]))
				}
			}
		}
		pivots = append(pivots, column)
		row++
	}
	found := map[[2]int]int{}
	for row, column := range pivots {
		free := false
		for k := range unknowns {
			free = free || k != column && equations[row][k].Sign() != 0
		}
		if i, j := column/width, column%width; !free && all[i][j].Suppressed {
			found[[2]int{i, j}] = int(equations[row][unknowns].Num().Int64())
		}
	}
	return found
}

// Whatever the counts, nobody who knows the sizes of the groups can compute one that is small, and what is told is true.
func TestTableGivesNothingSmallAway(t *testing.T) {
	t.Parallel()
	shown, kept := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 6), rapid.IntRange(0, 20)), 4, 4), 1, 9).Draw(r, "rows")
		total, told := smallcell.Table(rows)
		sums := make([]int, 4)
		for i, row := range rows {
			for j, n := range row {
				sums[j] += n
				c := told[i][j]
				switch {
				case c.Suppressed && c.Count != 0:
					r.Fatalf("a suppressed cell says %d", c.Count)
				case !c.Suppressed && (c.Count != n || n < smallcell.K):
					r.Fatalf("%d told as %+v", n, c)
				case c.Suppressed:
					kept++
				default:
					shown++
				}
			}
		}
		for j, c := range total {
			if !c.Suppressed && c.Count != sums[j] {
				r.Fatalf("%d told as %+v", sums[j], c)
			}
		}
		for at, n := range attack(rows, total, told) {
			if n > 0 && n < smallcell.K {
				r.Fatalf("%v is %d: row %d column %d of %v", at, n, at[0], at[1], told)
			}
		}
	})
	if shown < 100 || kept < 100 {
		t.Errorf("%d shown, %d kept back: nothing was tried", shown, kept)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	hidden := smallcell.Cell{Suppressed: true}
	total, told := smallcell.Table([][]int{{12, 20}, {9, 30}})
	if total[0].Count != 21 || told[0][1].Count != 20 || told[1][0].Count != 9 {
		t.Errorf("large counts: %v %v", total, told)
	}
	if total, told = smallcell.Table([][]int{{2, 20}, {9, 30}}); told[0][0] != hidden || told[0][1] != hidden || told[1][0] != hidden && total[0] != hidden {
		t.Errorf("the 2 can be computed: %v %v", total, told)
	}
	if total, told = smallcell.Table(nil); total != nil || told != nil {
		t.Error("nothing is something")
	}
}
