package db

import (
	"slices"
	"strconv"
	"strings"
)

// Where collects the conditions of a list; all must hold. The zero value has none.
type Where struct {
	conditions            // looked at row by row, within whatever bounds the list has
	keys       conditions // columns that indexes begin with, so that a walk meets no other rows
	owners     []string   // asked for: narrows the scope, never widens it
	asked      bool
	local      bool // leave out the network's own rows
}

// conditions are SQL with ? for each argument.
type conditions struct {
	conds []string
	args  []any
}

// And adds a condition with ? for each argument.
func (c *conditions) And(cond string, args ...any) {
	c.conds = append(c.conds, cond)
	c.args = append(c.args, args...)
}

// with gives both, leaving them as they are.
func (c conditions) with(more conditions) conditions {
	return conditions{slices.Concat(c.conds, more.conds), slices.Concat(c.args, more.args)}
}

// In adds "column is one of values" when there are values.
func In[T any](w *Where, column string, values []T) { in(&w.conditions, column, values) }

// Key is In for a column that has an index with the orders of the list behind it: (column, updated_at, id). One value is then found by
// walking that index, whatever else is asked; several are filtered.
func Key[T any](w *Where, column string, values []T) {
	if len(values) == 1 {
		in(&w.keys, column, values)
		return
	}
	in(&w.conditions, column, values)
}

// One value is compared with =, because PostgreSQL does not see that an index serves the order after = ANY.
func in[T any](c *conditions, column string, values []T) {
	switch len(values) {
	case 0:
	case 1:
		c.And(column+" = ?", values[0])
	default:
		c.And(column+" = ANY(?)", values)
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

// Local leaves out the network's own rows.
func (w *Where) Local() { w.local = true }

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

func (q *query) all(c conditions) {
	if len(c.conds) == 0 {
		q.WriteString("true")
	}
	args := c.args
	for i, cond := range c.conds {
		if i > 0 {
			q.WriteString(" AND ")
		}
		n := strings.Count(cond, "?")
		q.add(cond, args[:n]...)
		args = args[n:]
	}
}
