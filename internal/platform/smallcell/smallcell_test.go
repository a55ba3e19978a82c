package smallcell_test

import (
	"slices"
	"testing"

	"comunita/internal/platform/smallcell"
)

func TestCells(t *testing.T) {
	for n, want := range map[int]smallcell.Cell{0: {0, true}, 4: {0, true}, 5: {5, false}, 23: {23, false}} {
		if got := smallcell.Of(n); got != want {
			t.Errorf("Of(%d) = %+v", n, got)
		}
	}
	for _, c := range []struct {
		n, total int
		want     smallcell.Cell
	}{{6, 12, smallcell.Cell{Count: 6}}, {6, 7, smallcell.Cell{Suppressed: true}}, {6, 6, smallcell.Cell{Count: 6}}, {3, 40, smallcell.Cell{Suppressed: true}}} {
		if got := smallcell.Part(c.n, c.total); got != c.want {
			t.Errorf("Part(%d, %d) = %+v", c.n, c.total, got)
		}
	}
}

// What is hidden cannot be told from the sum: there are two at least, and together they are no small number.
func TestColumn(t *testing.T) {
	hidden := func(cells []smallcell.Cell) (out []int) {
		for i, c := range cells {
			if c.Suppressed {
				out = append(out, i)
			}
		}
		return out
	}
	for _, c := range []struct{ counts, want []int }{
		{[]int{9, 8, 7}, nil},
		{[]int{9, 8, 3}, []int{1, 2}},
		{[]int{9, 0, 0, 6, 7}, []int{1, 2, 3}},
		{[]int{4, 4, 9}, []int{0, 1}},
		{[]int{4}, []int{0}},
		{[]int{0, 0}, []int{0, 1}},
	} {
		if got := hidden(smallcell.Column(c.counts, c.counts)); !slices.Equal(got, c.want) {
			t.Errorf("%v hides %v, want %v", c.counts, got, c.want)
		}
	}
	if got := hidden(smallcell.Column([]int{9, 9}, []int{11, 9})); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("the rest of a whole: %v", got)
	}
}
