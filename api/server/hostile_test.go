package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/testkit"
)

// rounds multiplies the random part of a suite: make soak sets SOAK.
func rounds(n int) int {
	if k, err := strconv.Atoi(os.Getenv("SOAK")); err == nil {
		return n * k
	}
	return n
}

// nasty are values that broke other systems of this kind: a NUL, numbers beyond every type, wrong shapes, tricks of writing.
var nasty = []string{
	`null`, `true`, `""`, `"  "`, `"\u0000"`, `"a\u0000b"`, `"\ud800"`, `"\udfff\ud800"`, `"\u202eabc"`, `"` + strings.Repeat("x", 5001) + `"`, `-1`, `0`, `-0`, `1.5`,
	`1e308`, `1e999`, `9223372036854775808`, `-9223372036854775809`, `2147483648`, `"duemila"`, `"0000-00-00"`, `"9999-99-99"`, `"2026-02-30"`, `[]`, `[[]]`, `[null]`,
	`["\u0000"]`, `{}`, `{"a":1}`, `"'; DROP TABLE risks; --"`, `"<script>alert(1)</script>"`, `"=1+1"`, `"../../etc/passwd"`, `[` + strings.Repeat(`"x",`, 6000) + `"x"]`,
}

var smuggled = []string{"id", "version", "role", "roles", "actor", "owner", "municipality_id", "created_by", "approved_at", "is_admin", "state", "edited", "edition",
	"archived_at", "updated_at", "password_hash", "stamp", "__proto__", "constructor"}

type bodyOf struct {
	httpx.Route
	schema  *openapi3.Schema
	example map[string]any
}

func bodies(t *testing.T, routes []httpx.Route) []bodyOf {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(testkit.Root(), "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []bodyOf
	for _, r := range routes {
		path := httpx.Base + r.Path
		_ = path
		item := doc.Paths.Find(braces(r.Path))
		op := item.GetOperation(r.Method)
		if op.RequestBody == nil || r.Bulk || r.Form || r.Upload {
			continue
		}
		s := op.RequestBody.Value.Content.Get("application/json").Schema.Value
		example := map[string]any{}
		for name, p := range s.Properties {
			if v := exampleOf(p.Value); v != nil {
				example[name] = v
			}
		}
		out = append(out, bodyOf{r, s, example})
	}
	return out
}

func exampleOf(s *openapi3.Schema) any {
	if s.Example != nil {
		if _, list := s.Example.([]any); s.Type.Is("array") && !list {
			return []any{s.Example}
		}
		return s.Example
	}
	if s.Type.Is("array") && s.Items != nil {
		if v := exampleOf(s.Items.Value); v != nil {
			return []any{v}
		}
		return []any{}
	}
	if s.Type.Is("object") {
		out := map[string]any{}
		for name, p := range s.Properties {
			out[name] = exampleOf(p.Value)
		}
		return out
	}
	return nil
}

func braces(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "{" + p[1:] + "}"
		}
	}
	return strings.Join(parts, "/")
}

func concrete(path string) string {
	return strings.NewReplacer(":istat_code", testkit.Malfa, ":external_ref", "x-1", ":id", "1", ":year", "2026", ":number", "1").Replace(path)
}

// Row I-1: every field of every body gets every nasty value; nothing answers 5xx, refusals are problems, wrong types name the field.
func TestNastyBodies(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	c := app.As(t, authz.Secretariat)
	n := 0
	for _, b := range bodies(t, app.API.Routes) {
		for field, p := range b.schema.Properties {
			for _, value := range nasty {
				raw := with(b.example, field, value)
				r := c.Do(t, b.Method, concrete(b.Path), raw, "If-Match", `"v1"`)
				n++
				if r.Code >= 500 {
					t.Errorf("%s %s=%.60s: %d %s", b.Op, field, value, r.Code, r.Body)
				}
				if r.Code < 400 {
					continue
				}
				problem := testkit.JSON[httpx.Problem](r)
				if wrongType(p.Value, value) && r.Code == http.StatusBadRequest && (len(problem.Errors) == 0 || !strings.HasPrefix(problem.Errors[0].Pointer, "/"+field)) {
					t.Errorf("%s %s=%.60s: the refusal does not name the field: %s", b.Op, field, value, r.Body)
				}
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d requests", n)
	}
}

func wrongType(s *openapi3.Schema, value string) bool {
	return s.Type.Is("integer") && strings.HasPrefix(value, `"d`) || s.Type.Is("string") && (value == "true" || value == "[]")
}

func with(example map[string]any, field, value string) []byte {
	m := map[string]json.RawMessage{}
	for k, v := range example {
		m[k], _ = json.Marshal(v)
	}
	delete(m, field)
	raw, _ := json.Marshal(m)
	if len(m) == 0 {
		return []byte(`{"` + field + `":` + value + `}`)
	}
	return []byte(`{"` + field + `":` + value + `,` + string(raw[1:]))
}

// Row A-2: members that no form offers are refused by name, whatever the operation.
func TestSmuggledMembers(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	secretariat, link := app.As(t, authz.Secretariat), app.As(t, authz.Link, testkit.Milazzo)
	for _, b := range bodies(t, app.API.Routes) {
		c := secretariat
		if b.Need == authz.MonitoringAnswer {
			c = link
		}
		for _, name := range smuggled {
			if b.schema.Properties[name] != nil {
				continue
			}
			r := c.Do(t, b.Method, concrete(b.Path), with(b.example, name, `"1"`), "If-Match", `"v1"`)
			r.Refused(http.StatusBadRequest, "malformed", "/"+name)
		}
	}
}

// Rows I-3 and I-1 for addresses: every parameter of every GET with every nasty value, and the hard cap on page sizes.
func TestNastyParameters(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	c := app.As(t, authz.Secretariat)
	values := []string{"", "-1", "0", "1e9", "9223372036854775808", "x", "\x00", "\xff", "%", "'", "a;b", "\u202e", strings.Repeat("9", 300), "../..", "true", "null",
		"{}", "[]", "*", "=cmd()", strconv.Itoa(math.MaxInt32 + 1), "2026-13-45", "0000-01-01T00:00:00Z", "99999-01-01T00:00:00Z"}
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(testkit.Root(), "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range app.API.Routes {
		if r.Method != http.MethodGet {
			continue
		}
		names := []string{"fields", "offset", "page"}
		for _, p := range doc.Paths.Find(braces(r.Path)).Get.Parameters {
			if p.Value.In == "query" {
				names = append(names, p.Value.Name)
			}
		}
		for _, name := range names {
			for _, v := range values {
				res := c.Get(t, concrete(r.Path)+"?"+url.Values{name: {v}}.Encode())
				n++
				if res.Code >= 500 {
					t.Errorf("%s ?%s=%.40q: %d %s", r.Op, name, v, res.Code, res.Body)
				}
				if name == "limit" && (v == "-1" || v == "1e9") && res.Code != http.StatusBadRequest {
					t.Errorf("%s: limit %s answers %d", r.Op, v, res.Code)
				}
			}
		}
		for i := 1; i < len(strings.Split(r.Path, ":")); i++ {
			for _, v := range []string{"x", "-1", "0", "9223372036854775808", "%00", "..%2f..", "%ff", "83049"} {
				path := strings.NewReplacer(":istat_code", v, ":external_ref", v, ":id", v).Replace(r.Path)
				if res := c.Get(t, path); res.Code >= 500 || res.Code < 400 {
					t.Errorf("%s: %d %s", path, res.Code, res.Body)
				}
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d requests", n)
	}
}

// Row X-5: the exact header set, on success and on refusal; private answers are never shared by caches; CORS is closed.
func TestHeaders(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	c := app.As(t, authz.Secretariat)
	for _, r := range app.API.Routes {
		res := c.Do(t, r.Method, concrete(r.Path), nil, "Origin", "https://evil.example", "If-Match", `"v1"`)
		policy := "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
		if res.Header.Get("Content-Disposition") != "" { // a file, which nothing may run
			policy = "default-src 'none'; frame-ancestors 'none'; sandbox"
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy":    policy,
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", r.Op, name, got, want)
			}
		}
		if cc := res.Header.Get("Cache-Control"); !strings.Contains(cc, "no-store") && !(strings.Contains(cc, "private") && strings.Contains(res.Header.Get("Vary"), "Authorization")) {
			t.Errorf("%s: Cache-Control %q, Vary %q", r.Op, cc, res.Header.Get("Vary"))
		}
		for _, name := range []string{"X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} {
			if res.Header.Get(name) == "" {
				t.Errorf("%s: no %s", r.Op, name)
			}
		}
		if res.Header.Get("Server") != "" || res.Header.Get("X-Powered-By") != "" {
			t.Errorf("%s tells what it runs on", r.Op)
		}
	}
}

// Row A-1, the outer wall: what a role may not call, and rows of other municipalities, behave as if they were not there; the inner
// wall is tried with the route's permission granted to everybody.
func TestOtherRowsDoNotExist(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	owner := app.As(t, authz.Referent, testkit.Milazzo)
	made := owner.Post(t, "/training-needs", map[string]any{"municipality": testkit.Milazzo, "year": 2026, "topic": "TF01", "level": "general", "reason": "legal_duty",
		"audience": "tutti", "persons": 2, "current_level": 1, "desired_level": 2, "priority": "low", "mode": "webinar"}).Want(http.StatusCreated)
	id := testkit.JSON[httpx.Meta](made).ID
	stranger := app.As(t, authz.RPCT, testkit.Malfa)
	for _, suffix := range []string{"", "/history"} {
		there := stranger.Get(t, fmt.Sprintf("/training-needs/%d%s", id, suffix)).Want(http.StatusNotFound)
		nowhere := stranger.Get(t, fmt.Sprintf("/training-needs/%d%s", id+1000, suffix)).Want(http.StatusNotFound)
		if a, b := anonymise(there.Body), anonymise(nowhere.Body); a != b {
			t.Errorf("what is not yours is told from what is not there: %s %s", a, b)
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		var body any
		if method == http.MethodPut {
			body = map[string]any{"year": 2026, "topic": "TF01", "level": "general", "reason": "legal_duty", "audience": "tutti", "persons": 9, "current_level": 1,
				"desired_level": 2, "priority": "low", "mode": "webinar"}
		}
		stranger.Do(t, method, fmt.Sprintf("/training-needs/%d", id), body, "If-Match", `"v1"`).Want(http.StatusNotFound)
	}
	if r := owner.Get(t, fmt.Sprintf("/training-needs/%d", id)); testkit.JSON[httpx.Meta](r).Version != 1 {
		t.Errorf("a stranger changed the row: %s", r.Body)
	}
}

func anonymise(body []byte) string {
	var p map[string]any
	_ = json.Unmarshal(body, &p)
	delete(p, "request_id")
	delete(p, "instance")
	out, _ := json.Marshal(p)
	return string(out)
}
