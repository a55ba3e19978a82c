package smallcell

// Table tells a table of counts whose margins are known: the rows divide a population into groups, the columns by a property, and total is the sum
// of the rows, told as a row of its own. The size of each row is public. No count below K is told, none can be computed from what is told, and
// no line hides fewer than K together: further counts are kept back until that is so.
func Table(rows [][]int) (total []Cell, told [][]Cell) {
	if len(rows) == 0 {
		return nil, nil
	}
	t := table{n: make([][]int, len(rows)+1), hidden: make([][]bool, len(rows)+1)}
	t.n[len(rows)] = make([]int, len(rows[0])) // the sum is the last row
	for i, r := range rows {
		t.n[i] = r
		for j, n := range r {
			t.n[len(rows)][j] += n
		}
	}
	for i, r := range t.n {
		t.hidden[i] = make([]bool, len(r))
		for j, n := range r {
			t.hidden[i][j] = n < K
		}
	}
	for t.keepBack() {
	}
	told = make([][]Cell, len(t.n))
	for i, r := range t.n {
		for j, n := range r {
			c := Cell{Count: n}
			if t.hidden[i][j] {
				c = Cell{Suppressed: true}
			}
			told[i] = append(told[i], c)
		}
	}
	return told[len(rows)], told[:len(rows)]
}

type table struct {
	n      [][]int
	hidden [][]bool
}

type at struct{ i, j int }

// keepBack hides one more count where what is hidden can be told; false when there is nothing more to hide.
func (t *table) keepBack() bool {
	for i := range t.n {
		if line := t.row(i); t.weak(line) && t.hide(line) {
			return true
		}
	}
	for j := range t.n[0] {
		last := len(t.n) - 1
		if line := t.column(j)[:last]; !t.hidden[last][j] && t.weak(line) {
			return t.hide(line) || t.hide([]at{{last, j}})
		}
	}
	for i, r := range t.n {
		for j, n := range r {
			if t.hidden[i][j] && n > 0 && n < K && t.computed(at{i, j}) && (t.hide(append(t.row(i), t.column(j)...)) || t.hide(t.all())) {
				return true
			}
		}
	}
	return false
}

func (t *table) row(i int) (line []at) {
	for j := range t.n[i] {
		line = append(line, at{i, j})
	}
	return line
}

func (t *table) column(j int) (line []at) {
	for i := range t.n {
		line = append(line, at{i, j})
	}
	return line
}

func (t *table) all() (line []at) {
	for i := range t.n {
		line = append(line, t.row(i)...)
	}
	return line
}

// weak reports whether the counts a line hides are few together: their sum is what the others leave of a known total.
func (t *table) weak(line []at) bool {
	sum := 0
	for _, c := range line {
		if t.hidden[c.i][c.j] {
			sum += t.n[c.i][c.j]
		}
	}
	return sum > 0 && sum < K
}

// hide takes the smallest count of a line that still shows away.
func (t *table) hide(line []at) bool {
	least := at{-1, -1}
	for _, c := range line {
		if !t.hidden[c.i][c.j] && (least.i < 0 || t.n[c.i][c.j] < t.n[least.i][least.j]) {
			least = c
		}
	}
	if least.i < 0 {
		return false
	}
	t.hidden[least.i][least.j] = true
	return true
}

// computed reports whether a hidden count follows from the sums of rows and columns. Each is an equation in the hidden counts of its line; taken
// as an edge between its row and its column, a count is free exactly where it lies on a cycle of hidden ones.
func (t *table) computed(c at) bool {
	rows, columns := map[int]bool{c.i: true}, map[int]bool{}
	for grown := true; grown; {
		grown = false
		for i, r := range t.hidden {
			for j, hidden := range r {
				if hidden && (at{i, j}) != c && rows[i] != columns[j] {
					rows[i], columns[j], grown = true, true, true
				}
			}
		}
	}
	return !columns[c.j]
}

// Plain tells everything, to those who may see each of the counted.
func Plain(rows [][]int) (total []Cell, told [][]Cell) {
	for _, r := range rows {
		line := make([]Cell, len(r))
		if total == nil {
			total = make([]Cell, len(r))
		}
		for j, n := range r {
			line[j].Count = n
			total[j].Count += n
		}
		told = append(told, line)
	}
	return total, told
}
