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

// Bounds limit one list request. Search first looks at a small window of rows in the asked order (frequent words end there), then at the
// matches the index knows (rare words end there), then at large windows: every step is bounded, whatever the data.
type Bounds struct {
	Total       int // rows counted; 1,000
	Window      int // rows in the small window; 1,000
	Candidates  int // matches the index is asked for; 2,000
	LargeWindow int // rows in a large window; 10,000
	Windows     int // large ones in one request, while nothing at all was found; 4
}

func (b Bounds) orDefault() Bounds {
	return Bounds{orElse(b.Total, 1_000), orElse(b.Window, 1_000), orElse(b.Candidates, 2_000), orElse(b.LargeWindow, 10_000), orElse(b.Windows, 4)}
}

// list is one list request, understood.
type list struct {
	inside  conditions // what an ordered index walk meets only: keys, and the range asked for in the sort column itself
	filter  conditions // what is looked at row by row
	owners  []string   // restricted to these; none and !scoped means every row
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
	l := list{inside: where.keys.with(conditions{}), filter: where.conditions.with(conditions{}), sort: orElse(req.Sort, r.First), size: req.Size()}
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
	switch {
	case req.UpdatedSince != "":
		t, err := time.Parse(time.RFC3339Nano, req.UpdatedSince)
		if err != nil || t.Year() < 1 || t.Year() > 9999 {
			return l, apperr.New(apperr.Invalid, "malformed", "La data di updated_since non è valida").
				At("updated_since", "datetime", "Istante in formato RFC 3339, per esempio 2026-11-23T10:00:00Z")
		}
		if l.column == "updated_at" {
			l.inside.And("updated_at >= ?", t)
		} else {
			l.filter.And("updated_at >= ?", t)
		}
	case req.Archived:
		l.filter.And("archived_at IS NOT NULL")
	default:
		l.filter.And("archived_at IS NULL")
	}
	if req.Q != "" && r.Search.Column == "" {
		return l, apperr.New(apperr.Invalid, "malformed", "Questo elenco non si può cercare per parole").At("q", "unsupported", "Ricerca non disponibile qui")
	}
	if req.Q != "" {
		l.raw = req.Q
		if l.words = r.Search.Query(req.Q); l.words == "" {
			l.filter.And("false") // nothing but punctuation finds nothing
		}
	}
	r.scope(ctx, &l, where)
	return l, nil
}

// scope restricts a list to the rows the actor may read and, among them, to those asked for.
func (r *Repo[T, P]) scope(ctx context.Context, l *list, where Where) {
	set, all := r.owners(ctx)
	switch {
	case all && where.asked:
		l.owners, l.scoped = where.owners, true
	case all && where.local:
		l.filter.And(r.Owner + " <> ''")
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
	if where.local {
		l.owners = slices.DeleteFunc(l.owners, func(o string) bool { return o == "" })
	}
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
	r.rows(&rows, l, l.inside.with(l.filter), l.size+1, "")
	count.add("SELECT count(*) FROM (SELECT 1 FROM " + r.table.name + " WHERE ")
	r.conditions(&count, l, l.inside.with(l.filter), false)
	count.add(" LIMIT " + strconv.Itoa(r.DB.options.Bounds.Total+1) + ") c")
	err := r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(rows.String(), rows.args...).Query(func(rows pgx.Rows) (err error) {
			out.Items, err = r.collect(rows, l.size+1)
			return err
		})
		b.Queue(count.String(), count.args...).QueryRow(func(row pgx.Row) error { return row.Scan(&out.Total) })
		return c.SendBatch(ctx, &b).Close()
	})
	if bound := r.DB.options.Bounds.Total; out.Total > bound {
		out.Total, out.TotalRelation = bound, "gte"
	}
	return err
}

// search reads a page of matches in bounded steps. The total is exact when the index knew every match, else what was seen at least.
// A page can end early, even empty, with a cursor: then as many rows were looked at as one request may, and the next goes on from there.
func (r *Repo[T, P]) search(ctx context.Context, l list, out *page.Of[T]) error {
	bounds := r.DB.options.Bounds
	if _, err := r.window(ctx, l, bounds.Window, false, out); err != nil || len(out.Items) > l.size {
		out.Total, out.TotalRelation = len(out.Items), "gte"
		return err
	}
	if err := r.candidates(ctx, l, out); err != nil || out.Total < bounds.Candidates {
		return err
	}
	out.TotalRelation = "gte"
	for range bounds.Windows {
		end, err := r.window(ctx, l, bounds.LargeWindow, true, out)
		if err != nil || end == nil || len(out.Items) > l.size {
			out.NextCursor = "" // of the empty window before, from which this one went on
			return err
		}
		out.NextCursor = cursor{l.sort, formatValue(end.value), end.id}.String()
		if len(out.Items) > 0 {
			break
		}
		l.after, l.afterID, l.resumed = end.value, end.id, true
	}
	return nil
}

// position is where a window ended.
type position struct {
	value any
	id    int64
}

// window looks for matches among the next n rows in the asked order and, if asked, tells where it ended: nil when there are fewer rows.
func (r *Repo[T, P]) window(ctx context.Context, l list, n int, ends bool, out *page.Of[T]) (*position, error) {
	var q, last query
	q.add("SELECT " + r.table.columns + " FROM (")
	r.rows(&q, l, l.inside, n, ", "+r.Search.Column)
	q.add(") w WHERE ")
	r.matches(&q, l)
	q.add(" AND ")
	q.all(l.filter)
	r.order(&q, l, l.size+1)
	last.add("SELECT " + l.column + ", id, count(*) OVER () FROM (")
	r.rows(&last, l, l.inside, n, "")
	last.add(") w")
	back := l
	back.desc = !l.desc
	r.order(&last, back, 1)
	var end *position
	err := r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(q.String(), q.args...).Query(func(rows pgx.Rows) (err error) {
			out.Items, err = r.collect(rows, l.size+1)
			return err
		})
		if ends {
			b.Queue(last.String(), last.args...).Query(func(rows pgx.Rows) error {
				value, id, seen := reflect.New(r.table.byName[l.column].FieldType), int64(0), 0
				_, err := pgx.ForEachRow(rows, []any{value.Interface(), &id, &seen}, func() error {
					if seen == n {
						end = &position{value.Elem().Interface(), id}
					}
					return nil
				})
				return err
			})
		}
		return c.SendBatch(ctx, &b).Close()
	})
	return end, err
}

// candidates reads the page out of all matches, when they are few: it asks the search index first and sorts what that gives. out.Total is
// how many there are, at most Bounds.Candidates: then there is no page. Any plan but a walk of the search or the scope index would have no
// bound, and neither would the index on its own, which collects all rows of a frequent word before it gives the first: a sample of them tells
// beforehand that they are too many.
func (r *Repo[T, P]) candidates(ctx context.Context, l list, out *page.Of[T]) error {
	most := r.DB.options.Bounds.Candidates
	limit := strconv.Itoa(most)
	var sample, q query
	sample.add("SELECT set_config('app.matches', (SELECT count(*) FROM (SELECT 1 FROM " + r.table.name + " WHERE ")
	r.matches(&sample, l)
	sample.add(" AND ")
	r.conditions(&sample, l, l.inside.with(l.filter), false)
	sample.add(" LIMIT " + limit + ") s)::text, true), set_config('gin_fuzzy_search_limit', '0', true)")
	q.add("WITH c AS MATERIALIZED (SELECT " + r.table.columns + " FROM " + r.table.name + " WHERE current_setting('app.matches')::int < " + limit + " AND ")
	r.matches(&q, l)
	q.add(" AND ")
	r.conditions(&q, l, l.inside.with(l.filter), false)
	q.add(" LIMIT " + limit + ") SELECT CASE WHEN current_setting('app.matches')::int < " + limit + " THEN n.total ELSE " + limit +
		" END, x.* FROM (SELECT count(*) AS total FROM c) n LEFT JOIN (SELECT * FROM c WHERE true")
	r.resume(&q, l)
	r.order(&q, l, l.size+1)
	q.add(") x ON true")
	r.order(&q, l, 0)
	return r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue("SELECT set_config('enable_indexscan', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true), set_config('gin_fuzzy_search_limit', '" +
			strconv.Itoa(10*most) + "', true)")
		b.Queue(sample.String(), sample.args...)
		b.Queue(q.String(), q.args...).Query(func(rows pgx.Rows) (err error) {
			out.Items, err = r.collect(rows, l.size+1, &out.Total)
			return err
		})
		if unitFrom(ctx) != nil { // inside a transaction the settings would outlive the batch
			b.Queue("SELECT set_config('enable_indexscan', 'on', true), set_config('plan_cache_mode', 'auto', true)")
		}
		return c.SendBatch(ctx, &b).Close()
	})
}

func (r *Repo[T, P]) matches(q *query, l list) {
	match := r.Search.Column + " @@ to_tsquery('" + r.Search.Config + "', ?)"
	if r.Search.Similar == "" {
		q.add(match, l.words)
		return
	}
	// only what nothing answers to by its letters is looked for by resemblance
	q.add("("+match+" OR NOT EXISTS (SELECT FROM "+r.table.name+" WHERE "+match+") AND fold(?) <% fold("+r.Search.Similar+"))", l.words, l.words, l.raw)
}

// rows selects the next n rows in order. Several owners are merged from one short index scan each: PostgreSQL would sort them all instead.
func (r *Repo[T, P]) rows(q *query, l list, where conditions, n int, more string) {
	if len(l.owners) < 2 {
		q.add("SELECT " + r.table.columns + more + " FROM " + r.table.name + " WHERE ")
		r.conditions(q, l, where, true)
		r.order(q, l, n)
		return
	}
	q.add("SELECT x.* FROM unnest(?::text[]) AS o(o) CROSS JOIN LATERAL (SELECT "+r.table.columns+more+" FROM "+r.table.name+
		" WHERE "+r.Owner+" = o.o AND ", l.owners)
	one := l
	one.scoped = false
	r.conditions(q, one, where, true)
	r.order(q, l, n)
	q.add(") x")
	r.order(q, l, n)
}

func (r *Repo[T, P]) conditions(q *query, l list, where conditions, resume bool) {
	q.all(where)
	if l.scoped && len(l.owners) == 1 {
		q.add(" AND "+r.Owner+" = ?", l.owners[0])
	} else if l.scoped {
		q.add(" AND "+r.Owner+" = ANY(?)", l.owners)
	}
	if resume {
		r.resume(q, l)
	}
}

// resume goes on after the last row of the page before.
func (r *Repo[T, P]) resume(q *query, l list) {
	if !l.resumed {
		return
	}
	sign := " > "
	if l.desc {
		sign = " < "
	}
	q.add(" AND ("+l.column+", id)"+sign+"(?, ?)", l.after, l.afterID)
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

// collect reads rows; the columns before those of T go into first, and a row without an id holds nothing else.
func (r *Repo[T, P]) collect(rows pgx.Rows, n int, first ...any) ([]T, error) {
	defer rows.Close()
	out := make([]T, 0, min(n, 256))
	into := make([]any, len(first)+len(r.table.fields))
	copy(into, first)
	for rows.Next() {
		if len(first) > 0 && rows.RawValues()[len(first)+r.table.id] == nil {
			for i := range r.table.fields {
				into[len(first)+i] = nil
			}
			if err := rows.Scan(into...); err != nil {
				return out, err
			}
			continue
		}
		out = append(out, *new(T))
		r.table.targets(reflect.ValueOf(&out[len(out)-1]).Elem(), into[len(first):])
		if err := rows.Scan(into...); err != nil {
			return out, err
		}
	}
	return out, rows.Err()
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
	r.conditions(&q, l, l.inside.with(l.filter), false)
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
