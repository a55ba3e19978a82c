package smallcell_test

import (
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
