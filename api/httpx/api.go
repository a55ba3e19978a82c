// Package httpx is the only package that knows Echo.
//
// A resource hands it typed functions; httpx does, once for all of them: the permission check, binding, validation, the unit of
// work, If-Match, idempotency, ETag, content negotiation and problem+json.
package httpx

import (
	"context"
	"net/http"
	"reflect"

	"github.com/labstack/echo/v4"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/db"
)

// Route is one registered operation. The route table drives the spec generator and the tests.
type Route struct {
	Op, Method, Path string
	Need             authz.Permission
	Status           int          // of success
	Versioned        bool         // wants If-Match
	List             bool         // a page, also as CSV, NDJSON or XLSX
	Bulk             bool         // rows as JSON, NDJSON, CSV or XLSX
	Replay           bool         // honours Idempotency-Key
	Form             bool         // takes application/x-www-form-urlencoded
	Upload, Download bool         // the body, or the answer, is a file
	Media            []string     // of that file
	In, Body, Out    reflect.Type // parameters, body, answer
	alone            bool
}

// API collects the routes of one version of the API.
type API struct {
	Group     *echo.Group
	DB        *db.DB
	Routes    []Route
	MaxBody   int64 // bytes of an ordinary body
	MaxUpload int64 // bytes of a bulk body
	MaxFile   int64 // bytes of a file
	Files     blob.Store
	exports   chan struct{}
	uploads   gate
}

// Option says how an operation differs from its kind.
type Option func(*Route)

// Status changes the success status.
func Status(code int) Option { return func(r *Route) { r.Status = code } }

// NoReplay keeps the answer of a POST out of the idempotency store, because it holds a secret or changes nothing.
func NoReplay() Option { return func(r *Route) { r.Replay = false } }

// Alone makes a command open its own units of work: it does slow things between them, or keeps what it wrote when it refuses.
func Alone() Option { return func(r *Route) { r.alone = true; r.Replay = false } }

// Form makes an operation take a URL-encoded form, as OAuth demands.
func Form() Option { return func(r *Route) { r.Form = true; r.Replay = false } }

type (
	// None stands for "no parameters", "no body" or "no content".
	None struct{}
	// ByID addresses one row.
	ByID struct {
		ID int64 `param:"id" validate:"min=1"`
	}
	// Versioned is embedded in the parameters of what changes an existing row: the caller must send If-Match.
	Versioned struct{ version int64 }
	// ByVersion addresses one row in the version the caller last saw.
	ByVersion struct {
		ByID
		Versioned
	}
	// Removal addresses one row to archive; the reason is kept with it.
	Removal struct {
		ByVersion
		Reason string `query:"reason" validate:"max=500"`
	}
	// Meta is embedded in every response object that has an id and a version.
	Meta struct {
		ID      int64 `json:"id" validate:"required" example:"7"`
		Version int64 `json:"version" validate:"required" example:"3"`
	}
)

// Version is what If-Match said.
func (v *Versioned) Version() int64     { return v.version }
func (v *Versioned) setVersion(n int64) { v.version = n }
func (m Meta) meta() Meta               { return m }

type hasMeta interface{ meta() Meta }

// Located is implemented by a response object whose address does not end in its id: Locator gives what it ends in or, with a leading
// slash, the whole of it below Base.
type Located interface{ Locator() string }

// Variant is implemented by a response object that shows more than its own row at its version: the rest, in brief, goes into the
// ETag of a GET.
type Variant interface{ Variant() string }

func newRoute[In, Body, Out any](op, method, path string, need authz.Permission, options []Option) Route {
	_, versioned := any(new(In)).(interface{ setVersion(int64) })
	r := Route{Op: op, Method: method, Path: path, Need: need, Versioned: versioned, Status: http.StatusOK}
	r.In, r.Body, r.Out = reflect.TypeFor[In](), reflect.TypeFor[Body](), reflect.TypeFor[Out]()
	none := reflect.TypeFor[None]()
	switch {
	case r.Out == none:
		r.Status = http.StatusNoContent
	case method == http.MethodPost && !versioned:
		r.Status = http.StatusCreated
	}
	r.Replay = method == http.MethodPost
	for _, o := range options {
		o(&r)
	}
	return r
}

func (a *API) add(r Route, h echo.HandlerFunc) {
	if r.Need == "" {
		panic(r.Op + ": say which permission it needs, or authz.Public")
	}
	a.Routes = append(a.Routes, r)
	a.Group.Add(r.Method, r.Path, func(c echo.Context) error {
		exchangeOf(c.Request().Context()).op = r.Op
		if err := authz.Require(c.Request().Context(), r.Need); err != nil {
			return err
		}
		return h(c)
	})
}

// Query registers a GET of one object.
func Query[In, Out any](a *API, op, path string, need authz.Permission, h func(context.Context, In) (Out, error), options ...Option) {
	r := newRoute[In, None, Out](op, http.MethodGet, path, need, options)
	a.add(r, func(c echo.Context) error {
		var in In
		if err := bind(c, &in); err != nil {
			return err
		}
		out, err := h(c.Request().Context(), in)
		if err != nil {
			return err
		}
		rep, err := encode(c, r.Status, out)
		if err != nil {
			return err
		}
		if v, ok := any(out).(Variant); ok {
			rep.variant = v.Variant()
		}
		if rep.tagged() && matches(c.Request().Header.Get("If-None-Match"), etag(c, rep)) {
			rep = reply{status: http.StatusNotModified, version: rep.version, variant: rep.variant}
		}
		return rep.send(c)
	})
}

// Command registers a write: it runs in one unit of work, audited as op.
func Command[In, Body, Out any](a *API, op, method, path string, need authz.Permission,
	h func(context.Context, In, Body) (Out, error), options ...Option,
) {
	r := newRoute[In, Body, Out](op, method, path, need, options)
	a.add(r, func(c echo.Context) error {
		var in In
		var body Body
		if err := bind(c, &in); err != nil {
			return err
		}
		raw, err := readBody(c, a.MaxBody)
		if err != nil {
			return err
		}
		if err := decodeBody(c, r, raw, &body); err != nil {
			return err
		}
		var rep reply
		if r.alone {
			out, err := h(c.Request().Context(), in, body)
			if err != nil {
				return err
			}
			if rep, err = encode(c, r.Status, out); err != nil {
				return err
			}
			return rep.send(c)
		}
		err = a.DB.Do(c.Request().Context(), op, func(ctx context.Context) error {
			rep, err = once(ctx, a.DB, c, r, raw, func() (reply, error) {
				out, err := h(ctx, in, body)
				if err != nil {
					return reply{}, err
				}
				return encode(c, r.Status, out)
			})
			return err
		})
		if err != nil {
			return err
		}
		return rep.send(c)
	})
}
