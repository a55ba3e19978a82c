package db

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/page"
)

// Bounds of one list request. Search first looks at a small window of rows in the asked order (frequent words end there), then
// at the matches the index knows (rare words end there), then at a large window: every step is bounded, whatever the data.
const (
	totalCap    = 10_000
	smallWindow = 1_000
	candidates  = 2_000
	largeWindow = 20_000
)

// list is one list request, understood.
type list struct {
	where   Where
	owners  []string // restricted to these; nil and !scoped means every row
	scoped  bool
	sort    string // as in the cursor
	column  string
	desc    bool
	after   any
	afterID int64
	resumed bool
	words   string // tsquery, or ""
	raw     string
	size    int
}

// Find reads a list: one page of it, or all of it as a stream. where holds the resource's own filters.
func (r *Repo[T, P]) Find(req page.Request, where Where) page.Source[T] {
	return page.Source[T]{
		Page: func(ctx context.Context) (page.Of[T], error) { return r.page(ctx, req, where) },
		Each: func(ctx context.Context, yield func(T) error) error { return r.each(ctx, req, where, yield) },
	}
}

func (r *Repo[T, P]) understand(ctx context.Context, req page.Request, where Where) (list, error) {
	l := list{where: where, sort: orElse(req.Sort, r.First), size: req.Size()}
	key, desc := strings.CutPrefix(l.sort, "-")
	l.column, l.desc = r.Sort[key], desc
	if l.column == "" {
		return l, apperr.New(apperr.Invalid, "unknown-sort", "Ordinamento sconosciuto: %s", req.Sort).
			At("sort", "unknown-sort", "Valori ammessi: %s, anche preceduti da -", strings.Join(sorted(r.Sort), ", "))
	}
	if req.Cursor != "" {
		var err error
		kind := r.table.byName[l.column].FieldType
		if l.after, l.afterID, err = parseCursor(req.Cursor, l.sort, kind); err != nil {
			return l, err
		}
		l.resumed = true
	}
	l.where.conds, l.where.args = slices.Clone(where.conds), slices.Clone(where.args)
	switch {
	case req.UpdatedSince != "":
		t, err := time.Parse(time.RFC3339Nano, req.UpdatedSince)
		if err != nil || t.Year() < 1 || t.Year() > 9999 {
			return l, apperr.New(apperr.Invalid, "malformed", "La data di updated_since non è valida").
				At("updated_since", "datetime", "Istante in formato RFC 3339, per esempio 2026-11-23T10:00:00Z")
		}
		l.where.And("updated_at >= ?", t)
	case req.Archived:
		l.where.And("archived_at IS NOT NULL")
	default:
		l.where.And("archived_at IS NULL")
	}
	if req.Q != "" {
		l.raw = req.Q
		if l.words = r.Search.tsquery(req.Q); l.words == "" {
			l.where.And("false") // nothing but punctuation finds nothing
		}
	}
	set, all := r.owners(ctx)
	switch {
	case all && where.asked:
		l.owners, l.scoped = where.owners, true
	case all:
	case where.asked:
		l.scoped = true
		for _, o := range where.owners {
			if slices.Contains(set, o) {
				l.owners = append(l.owners, o)
			}
		}
	default:
		l.owners, l.scoped = set, true
	}
	slices.Sort(l.owners)
	l.owners = slices.Compact(l.owners)
	return l, nil
}

func (r *Repo[T, P]) page(ctx context.Context, req page.Request, where Where) (page.Of[T], error) {
	out := page.Of[T]{Items: []T{}, TotalRelation: "eq"}
	l, err := r.understand(ctx, req, where)
	if err != nil || l.scoped && len(l.owners) == 0 {
		return out, err
	}
	if l.words == "" {
		err = r.plain(ctx, l, &out)
	} else {
		err = r.search(ctx, l, &out)
	}
	if err != nil {
		return out, err
	}
	if len(out.Items) > l.size {
		out.Items = out.Items[:l.size]
		last := reflect.ValueOf(&out.Items[l.size-1]).Elem()
		out.NextCursor = cursor{l.sort, formatValue(r.table.value(last, l.column)), last.Addr().Interface().(P).row().ID}.String()
	}
	return out, nil
}

// plain reads a page and its bounded total in one round trip.
func (r *Repo[T, P]) plain(ctx context.Context, l list, out *page.Of[T]) error {
	var rows, count query
	r.rows(&rows, l, l.size+1)
	count.add("SELECT count(*) FROM (SELECT 1 FROM " + r.table.name + " WHERE ")
	r.conditions(&count, l, false)
	count.add(" LIMIT " + strconv.Itoa(totalCap+1) + ") c")
	err := r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(rows.String(), rows.args...).Query(func(rows pgx.Rows) (err error) {
			out.Items, err = r.collect(rows, l.size+1)
			return err
		})
		b.Queue(count.String(), count.args...).QueryRow(func(row pgx.Row) error { return row.Scan(&out.Total) })
		return c.SendBatch(ctx, &b).Close()
	})
	if out.Total > totalCap {
		out.Total, out.TotalRelation = totalCap, "gte"
	}
	return err
}

// search reads a page of matches in bounded steps. The total is exact when every match was seen, else what was seen at least.
func (r *Repo[T, P]) search(ctx context.Context, l list, out *page.Of[T]) error {
	if err := r.window(ctx, l, smallWindow, out); err != nil || len(out.Items) > l.size {
		out.Total, out.TotalRelation = len(out.Items), "gte"
		return err
	}
	all, err := r.candidates(ctx, l)
	if err != nil {
		return err
	}
	out.Total = len(all)
	if len(all) < candidates {
		out.Items = r.cut(all, l)
		return nil
	}
	out.TotalRelation = "gte"
	if err := r.window(ctx, l, largeWindow, out); err != nil || len(out.Items) > l.size {
		return err
	}
	out.Items = r.cut(all, l) // matches abound but none is near the top: the best of those seen, and "at least" says refine
	return nil
}

// window looks for matches among the next n rows in the asked order.
func (r *Repo[T, P]) window(ctx context.Context, l list, n int, out *page.Of[T]) error {
	var q query
	q.add("SELECT " + r.table.columns + " FROM (")
	r.rowsWith(&q, l, n, ", "+r.Search.Column)
	q.add(") w WHERE ")
	r.matches(&q, l)
	r.order(&q, l, l.size+1)
	return r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		rows, err := c.Query(ctx, q.String(), q.args...)
		if err != nil {
			return err
		}
		out.Items, err = r.collect(rows, l.size+1)
		return err
	})
}

// candidates asks the search index, whatever the order; a sequential scan is forbidden because its cost has no bound.
func (r *Repo[T, P]) candidates(ctx context.Context, l list) ([]T, error) {
	var q query
	q.add("SELECT " + r.table.columns + " FROM " + r.table.name + " WHERE ")
	r.matches(&q, l)
	q.add(" AND ")
	r.conditions(&q, l, false)
	q.add(" LIMIT " + strconv.Itoa(candidates))
	var out []T
	err := r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue("SELECT set_config('enable_seqscan', 'off', true)")
		b.Queue(q.String(), q.args...).Query(func(rows pgx.Rows) (err error) {
			out, err = r.collect(rows, 64)
			return err
		})
		if unitFrom(ctx) != nil { // inside a transaction the setting would outlive the batch
			b.Queue("SELECT set_config('enable_seqscan', 'on', true)")
		}
		return c.SendBatch(ctx, &b).Close()
	})
	return out, err
}

func (r *Repo[T, P]) matches(q *query, l list) {
	match := r.Search.Column + " @@ to_tsquery('" + r.Search.Config + "', ?)"
	if r.Search.Similar == "" {
		q.add(match, l.words)
		return
	}
	q.add("("+match+" OR word_similarity(fold(?), fold("+r.Search.Similar+")) > 0.6)", l.words, l.raw)
}

// rows selects n rows in order. Several owners are merged from one short index scan each: PostgreSQL would sort them all instead.
func (r *Repo[T, P]) rows(q *query, l list, n int) { r.rowsWith(q, l, n, "") }

func (r *Repo[T, P]) rowsWith(q *query, l list, n int, more string) {
	if len(l.owners) < 2 {
		q.add("SELECT " + r.table.columns + more + " FROM " + r.table.name + " WHERE ")
		r.conditions(q, l, true)
		r.order(q, l, n)
		return
	}
	q.add("SELECT x.* FROM unnest(?::text[]) AS o(o) CROSS JOIN LATERAL (SELECT "+r.table.columns+more+" FROM "+r.table.name+
		" WHERE "+r.Owner+" = o.o AND ", l.owners)
	one := l
	one.scoped = false
	r.conditions(q, one, true)
	r.order(q, l, n)
	q.add(") x")
	r.order(q, l, n)
}

func (r *Repo[T, P]) conditions(q *query, l list, resume bool) {
	q.all(l.where.conds, l.where.args)
	if l.scoped && len(l.owners) == 1 {
		q.add(" AND "+r.Owner+" = ?", l.owners[0])
	} else if l.scoped {
		q.add(" AND "+r.Owner+" = ANY(?)", l.owners)
	}
	if resume && l.resumed {
		sign := " > "
		if l.desc {
			sign = " < "
		}
		q.add(" AND ("+l.column+", id)"+sign+"(?, ?)", l.after, l.afterID)
	}
}

func (r *Repo[T, P]) order(q *query, l list, n int) {
	dir := ""
	if l.desc {
		dir = " DESC"
	}
	q.WriteString(" ORDER BY " + l.column + dir + ", id" + dir)
	if n > 0 {
		q.WriteString(" LIMIT " + strconv.Itoa(n)) // literal: a bound LIMIT makes PostgreSQL plan anew every time
	}
}

func (r *Repo[T, P]) collect(rows pgx.Rows, n int) ([]T, error) {
	defer rows.Close()
	out := make([]T, 0, min(n, 256))
	into := make([]any, len(r.table.fields))
	for rows.Next() {
		out = append(out, *new(T))
		if err := rows.Scan(r.table.targets(reflect.ValueOf(&out[len(out)-1]).Elem(), into)...); err != nil {
			return out, err
		}
	}
	return out, rows.Err()
}

// cut sorts candidates as asked and keeps one page and a row. Text is compared as the database's "italian" collation would.
func (r *Repo[T, P]) cut(all []T, l list) []T {
	type keyed struct {
		value any
		id    int64
		row   T
	}
	ks := make([]keyed, 0, len(all))
	for i := range all {
		v := reflect.ValueOf(&all[i]).Elem()
		ks = append(ks, keyed{r.table.value(v, l.column), P(&all[i]).row().ID, all[i]})
	}
	order := comparer()
	cmp := func(a, b keyed) int {
		c := order(a.value, b.value)
		if c == 0 {
			c = int(a.id - b.id)
		}
		if l.desc {
			return -c
		}
		return c
	}
	slices.SortFunc(ks, cmp)
	var out []T
	start := keyed{value: l.after, id: l.afterID}
	for _, k := range ks {
		if l.resumed && cmp(k, start) <= 0 {
			continue
		}
		if out = append(out, k.row); len(out) > l.size {
			break
		}
	}
	if out == nil {
		out = []T{}
	}
	return out
}

// each streams every row of a list, in order, from one snapshot.
func (r *Repo[T, P]) each(ctx context.Context, req page.Request, where Where, yield func(T) error) error {
	req.Cursor = ""
	l, err := r.understand(ctx, req, where)
	if err != nil || l.scoped && len(l.owners) == 0 {
		return err
	}
	var q query
	q.add("SELECT " + r.table.columns + " FROM " + r.table.name + " WHERE ")
	r.conditions(&q, l, false)
	if l.words != "" {
		q.add(" AND ")
		r.matches(&q, l)
	}
	r.order(&q, l, 0)
	return r.DB.Stream(ctx, q.String(), q.args, func(rows pgx.Rows) error {
		var t T
		if err := rows.Scan(r.table.targets(reflect.ValueOf(&t).Elem(), make([]any, len(r.table.fields)))...); err != nil {
			return err
		}
		return yield(t)
	})
}

func sorted(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
