package testkit

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"comunita/api/httpx"
)

// Client sends requests as one actor.
type Client struct {
	app   *App
	token string
}

// Response is a recorded response, already checked against openapi.yaml.
type Response struct {
	t    testing.TB
	Code int
	http.Header
	Body []byte
}

// Token is what the client is known by.
func (c Client) Token() string { return c.token }

// Get reads a path below the base of the API.
func (c Client) Get(t testing.TB, path string, headers ...string) *Response {
	t.Helper()
	return c.Do(t, http.MethodGet, path, nil, headers...)
}

// Post, Put and Delete write one.
func (c Client) Post(t testing.TB, path string, body any, headers ...string) *Response {
	t.Helper()
	return c.Do(t, http.MethodPost, path, body, headers...)
}

// Put replaces.
func (c Client) Put(t testing.TB, path string, body any, headers ...string) *Response {
	t.Helper()
	return c.Do(t, http.MethodPut, path, body, headers...)
}

// Delete archives.
func (c Client) Delete(t testing.TB, path string, headers ...string) *Response {
	t.Helper()
	return c.Do(t, http.MethodDelete, path, nil, headers...)
}

// Upload sends a file.
func (c Client) Upload(t testing.TB, path, media string, file []byte, headers ...string) *Response {
	t.Helper()
	return c.Do(t, http.MethodPost, path, file, append([]string{"Content-Type", media}, headers...)...)
}

// Do sends body as JSON, or as it is when it is a []byte or a string; headers alternate name and value.
func (c Client) Do(t testing.TB, method, path string, body any, headers ...string) *Response {
	t.Helper()
	var buf bytes.Buffer
	switch b := body.(type) {
	case nil:
	case []byte:
		buf.Write(b)
	case string:
		buf.WriteString(b)
	default:
		if err := json.NewEncoder(&buf).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	req := httptest.NewRequestWithContext(t.Context(), method, httpx.Base+path, &buf)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	c.app.ServeHTTP(rec, req)
	checkContract(t, req, rec)
	return &Response{t: t, Code: rec.Code, Header: rec.Header(), Body: rec.Body.Bytes()}
}

// Want fails unless the status is code.
func (r *Response) Want(code int) *Response {
	r.t.Helper()
	if r.Code != code {
		r.t.Fatalf("status %d, want %d: %s", r.Code, code, r.Body)
	}
	return r
}

// ETag is the tag to send back.
func (r *Response) ETag() string { return r.Get("ETag") }

// Refused fails unless the answer is a problem with the status and code, naming every pointer given.
func (r *Response) Refused(status int, code string, pointers ...string) *Response {
	r.t.Helper()
	r.Want(status)
	p := JSON[httpx.Problem](r)
	if p.Type != "/problems/"+code {
		r.t.Fatalf("problem %s, want %s: %s", p.Type, code, r.Body)
	}
	for _, want := range pointers {
		found := false
		for _, f := range p.Errors {
			found = found || f.Pointer == want && f.Detail != ""
		}
		if !found {
			r.t.Errorf("no error names %s: %s", want, r.Body)
		}
	}
	return r
}

// JSON reads the body into a T.
func JSON[T any](r *Response) T {
	r.t.Helper()
	var v T
	if err := json.Unmarshal(r.Body, &v); err != nil {
		r.t.Fatalf("%v: %s", err, r.Body)
	}
	return v
}

var spec = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(Root(), "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	doc.Servers = openapi3.Servers{{URL: httpx.Base}}
	return gorillamux.NewRouter(doc)
})

func checkContract(t testing.TB, req *http.Request, rec *httptest.ResponseRecorder) {
	t.Helper()
	router, err := spec()
	if err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	if rec.Code == http.StatusNotFound && strings.Contains(rec.Body.String(), "/problems/not-found") || rec.Code == http.StatusMethodNotAllowed {
		return // the router's own answer for an address that is not in the contract
	}
	route, params, err := router.FindRoute(req)
	if err != nil {
		t.Fatalf("%s %s is not in openapi.yaml: %v", req.Method, req.URL.Path, err)
	}
	if media := rec.Header().Get("Content-Type"); media != "" && !strings.Contains(media, "json") || strings.Contains(media, "ndjson") {
		return // exports and files are not JSON; their tests read them
	}
	err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		t.Errorf("%s %s: %d breaks openapi.yaml: %v", req.Method, req.URL.Path, rec.Code, err)
	}
}
