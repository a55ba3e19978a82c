package httpx

import (
	"context"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// List registers a GET of a list: one page as JSON or, by Accept, the whole filtered set streamed as CSV, NDJSON or XLSX.
func List[In, Out any](a *API, op, path string, need authz.Permission, h func(context.Context, In) (page.Source[Out], error)) {
	r := newRoute[In, None, page.Of[Out]](op, http.MethodGet, path, need, nil)
	r.List = true
	columns := columnsOf(reflect.TypeFor[Out]())
	a.add(r, func(c echo.Context) error {
		var in In
		if err := bind(c, &in); err != nil {
			return err
		}
		format, err := negotiate(c.Request().Header.Get("Accept"))
		if err != nil {
			return err
		}
		ctx := c.Request().Context()
		source, err := h(ctx, in)
		if err != nil {
			return err
		}
		if format == nil {
			out, err := source.Page(ctx)
			if err != nil {
				return err
			}
			rep, err := encode(c, http.StatusOK, out)
			if err != nil {
				return err
			}
			if out.NextCursor != "" {
				u := *c.Request().URL
				q := u.Query()
				q.Set("cursor", out.NextCursor)
				u.RawQuery = q.Encode()
				c.Response().Header().Set("Link", "<"+u.RequestURI()+`>; rel="next"`)
			}
			return rep.send(c)
		}
		name := strings.ReplaceAll(strings.Trim(strings.TrimPrefix(c.Request().URL.Path, Base), "/"), "/", "-")
		return a.export(c, *format, name, columns, func(yield func(reflect.Value) error) error {
			return source.Each(ctx, func(row Out) error { return yield(reflect.ValueOf(row)) })
		})
	})
}

// Tabular is implemented by a response object that leaves as CSV or XLSX in words of its own, on as many rows as it needs.
type Tabular interface {
	Heading() []string // of the type: asked of the zero value
	Cells() [][]any
}

// format is one way to write a whole list.
type format struct {
	media, extension string
	whole            bool // a row is one cell: the object itself
	open             func(w http.ResponseWriter, italian bool, header []string) (rowWriter, error)
}

type rowWriter interface {
	Row(cells []any) error
	Close() error
}

// negotiate picks the first format of Accept that we write; nil is the JSON page.
func negotiate(accept string) (*format, error) {
	if accept == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(accept, ",") {
		media, _, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		switch media {
		case "application/json", "application/*", "*/*", "application/problem+json":
			return nil, nil
		}
		for i := range formats {
			if formats[i].media == media || media == "text/*" && formats[i].media == "text/csv" {
				return &formats[i], nil
			}
		}
	}
	return nil, &echo.HTTPError{Code: http.StatusNotAcceptable}
}

// export streams every row. At most cap(a.exports) run at once, because each holds a database connection for as long as its
// reader takes.
func (a *API) export(c echo.Context, f format, name string, columns []column, each func(func(reflect.Value) error) error) error {
	select {
	case a.exports <- struct{}{}:
		defer func() { <-a.exports }()
	default:
		return apperr.New(apperr.Unavailable, "busy", "Sono in corso altre esportazioni: riprova tra qualche secondo").After(5 * time.Second)
	}
	control := http.NewResponseController(c.Response())
	header := make([]string, len(columns))
	for i, col := range columns {
		header[i] = col.name
	}
	h := c.Response().Header()
	var w rowWriter
	start := func() error { // nothing is sent before the first row is there, so that an error is still a problem
		h.Set("Content-Type", f.media)
		if f.media == "text/csv" {
			h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
		}
		h.Set("Content-Disposition", `attachment; filename="`+name+"-"+time.Now().Format("2006-01-02")+"."+f.extension+`"`)
		c.Response().WriteHeader(http.StatusOK)
		var err error
		w, err = f.open(c.Response(), !wantsEnglish(c.Request().Header.Get("Accept-Language")), header)
		return err
	}
	n := 0
	err := each(func(row reflect.Value) error {
		if w == nil {
			if err := start(); err != nil {
				return err
			}
		}
		if n++; n%1000 == 1 {
			_ = control.SetWriteDeadline(time.Now().Add(30 * time.Second)) // a reader that stops reading is let go
		}
		if f.whole {
			return w.Row([]any{row.Interface()})
		}
		for _, cells := range cellsOf(row, columns) {
			if err := w.Row(cells); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && w == nil {
		err = start()
	}
	if err == nil {
		return w.Close()
	}
	if c.Response().Committed {
		exchangeOf(c.Request().Context()).err = err
		panic(http.ErrAbortHandler) // the file must not look complete
	}
	return err
}

// column is one field of a response object as a cell.
type column struct {
	name  string
	index []int
}

// columnsOf flattens a response type: scalars and lists of scalars become columns named as in JSON; what the caller may do next is left out. A
// Tabular has columns of its own.
func columnsOf(t reflect.Type) []column {
	var out []column
	if own, ok := reflect.Zero(t).Interface().(Tabular); ok {
		for _, name := range own.Heading() {
			out = append(out, column{name: name})
		}
		return out
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || name == "actions" {
			continue
		}
		ft := f.Type
		for ft.Kind() == reflect.Pointer || ft.Kind() == reflect.Slice {
			ft = ft.Elem()
		}
		if ft.Kind() == reflect.Struct && ft != reflect.TypeFor[time.Time]() {
			continue
		}
		out = append(out, column{name, f.Index})
	}
	return out
}

// cellsOf are the rows of one object in a table.
func cellsOf(row reflect.Value, columns []column) [][]any {
	if own, ok := row.Interface().(Tabular); ok {
		return own.Cells()
	}
	cells := make([]any, len(columns))
	for i, col := range columns {
		cells[i] = col.cell(row)
	}
	return [][]any{cells}
}

func (c column) cell(row reflect.Value) any {
	v := row.FieldByIndex(c.index)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice {
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = v.Index(i).String()
		}
		return strings.Join(parts, " | ")
	}
	if v.Kind() == reflect.String {
		return v.String()
	}
	return v.Interface()
}
