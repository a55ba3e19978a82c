package db

import (
	"strconv"
	"strings"
)

// Where collects the conditions of a list; all must hold. The zero value has none.
type Where struct {
	conds  []string
	args   []any
	owners []string // asked for: narrows the scope, never widens it
	asked  bool
}

// And adds a condition with ? for each argument.
func (w *Where) And(cond string, args ...any) {
	w.conds = append(w.conds, cond)
	w.args = append(w.args, args...)
}

// In adds column = ANY(values) when there are values.
func In[T any](w *Where, column string, values []T) {
	if len(values) > 0 {
		w.And(column+" = ANY(?)", values)
	}
}

// Overlap adds "the array column shares a value" when there are values.
func (w *Where) Overlap(column string, values []string) {
	if len(values) > 0 {
		w.And(column+" && ?::text[]", values)
	}
}

// Owners narrows the list to rows of these municipalities; "" stands for the network's own.
func (w *Where) Owners(codes ...string) {
	if len(codes) > 0 {
		w.owners, w.asked = append(w.owners, codes...), true
	}
}

// query numbers the placeholders of what is written to it.
type query struct {
	strings.Builder
	args []any
}

// add writes a fragment, giving each ? the next number.
func (q *query) add(fragment string, args ...any) {
	n := len(q.args)
	for i := 0; i < len(fragment); i++ {
		if fragment[i] == '?' {
			n++
			q.WriteByte('$')
			q.WriteString(strconv.Itoa(n))
			continue
		}
		q.WriteByte(fragment[i])
	}
	q.args = append(q.args, args...)
	if n != len(q.args) {
		panic("db: placeholders and arguments differ in " + fragment)
	}
}

func (q *query) all(conds []string, args []any) {
	for i, c := range conds {
		if i > 0 {
			q.WriteString(" AND ")
		}
		n := strings.Count(c, "?")
		q.add(c, args[:n]...)
		args = args[n:]
	}
	if len(conds) == 0 {
		q.WriteString("true")
	}
}
