// Package apispec turns the swag annotations and the route table into openapi.yaml.
package apispec

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/swaggo/swag"
	"go.yaml.in/yaml/v3"

	"comunita/api/httpx"
)

// Generate parses the annotations under root and adds what the route table knows. It fails when they disagree, or when the
// result breaks the Italian guidelines.
func Generate(root string, routes []httpx.Route) ([]byte, error) {
	doc, err := parse(root)
	if err != nil {
		return nil, err
	}
	describe(doc)
	for _, r := range routes {
		op := operation(doc, r)
		if op == nil {
			return nil, fmt.Errorf("%s: route %s %s has no swag annotation", r.Op, r.Method, r.Path)
		}
		if err := agree(op, r); err != nil {
			return nil, fmt.Errorf("%s: the annotation does not match the handler: %w", r.Op, err)
		}
		tighten(op, r.In)
		decorate(op, r)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.OperationID == "" {
				return nil, fmt.Errorf("annotation %s %s has no route", method, path)
			}
		}
	}
	refine(doc)
	out, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	whole, err := openapi3.NewLoader().LoadFromData(out) // resolves the references
	if err == nil {
		err = Check(whole)
	}
	if err != nil {
		return nil, err
	}
	var tree any // JSON is YAML: a second pass sorts the keys
	if err := yaml.Unmarshal(out, &tree); err != nil {
		return nil, err
	}
	return yaml.Marshal(tree)
}

func parse(root string) (*openapi3.T, error) {
	p := swag.New(swag.SetDebugger(log.New(io.Discard, "", 0)))
	p.RequiredByDefault = false
	dirs := []string{ // the only packages whose types may appear in the contract: domain types cannot leak into it
		filepath.Join(root, "api"),
		filepath.Join(root, "internal", "platform", "page"),
		filepath.Join(root, "internal", "platform", "apperr"),
	}
	if err := p.ParseAPIMultiSearchDir(dirs, "v1/common.go", 1); err != nil {
		return nil, fmt.Errorf("swag: %w", err)
	}
	raw, err := json.Marshal(p.GetSwagger())
	if err != nil {
		return nil, err
	}
	raw = generic.ReplaceAll(raw, []byte("${2}${1}")) // page.Of-v1_Zone → ZonePage, below
	raw = pageName.ReplaceAll(raw, []byte("${1}Page"))
	raw = pkgPrefix.ReplaceAll(raw, []byte("$1"))
	var v2 openapi2.T
	if err := json.Unmarshal(raw, &v2); err != nil {
		return nil, err
	}
	return openapi2conv.ToV3(&v2)
}

var (
	generic   = regexp.MustCompile(`page\.(Of|Rows)-(?:v1_|httpx_)?(\w+)`)
	pageName  = regexp.MustCompile(`\b([A-Z]\w*)Of\b`)
	pkgPrefix = regexp.MustCompile(`(#/definitions/|")(?:apperr|httpx|v1)\.`)
	param     = regexp.MustCompile(`:(\w+)`)
)

func operation(doc *openapi3.T, r httpx.Route) *openapi3.Operation {
	item := doc.Paths.Find(param.ReplaceAllString(r.Path, "{$1}"))
	if item == nil {
		return nil
	}
	return item.GetOperation(r.Method)
}

// agree compares an annotation with the Go types of its handler: comments can lie, types cannot.
func agree(op *openapi3.Operation, r httpx.Route) error {
	said, real := map[string]bool{}, map[string]bool{}
	for _, p := range op.Parameters {
		said[p.Value.In+" "+p.Value.Name] = true
	}
	for _, f := range reflect.VisibleFields(r.In) {
		for tag, in := range map[string]string{"query": "query ", "param": "path "} {
			if name := f.Tag.Get(tag); name != "" {
				real[in+name] = true
			}
		}
	}
	if !maps.Equal(said, real) {
		return fmt.Errorf("parameters %v, want %v", slices.Sorted(maps.Keys(said)), slices.Sorted(maps.Keys(real)))
	}
	body := "None"
	if op.RequestBody != nil {
		body = schemaName(op.RequestBody.Value.Content)
	}
	if want := typeName(r.Body); body != want {
		return fmt.Errorf("body %s, want %s", body, want)
	}
	success := 0
	for code, resp := range op.Responses.Map() {
		if code[0] != '2' {
			continue
		}
		success++
		if code != fmt.Sprint(r.Status) {
			return fmt.Errorf("success is %s, want %d", code, r.Status)
		}
		if want := typeName(r.Out); schemaName(resp.Value.Content) != want {
			return fmt.Errorf("response %s is %s, want %s", code, schemaName(resp.Value.Content), want)
		}
	}
	if success != 1 {
		return fmt.Errorf("%d success answers, want one", success)
	}
	return nil
}

func schemaName(c openapi3.Content) string {
	for _, m := range c {
		if m.Schema != nil {
			return m.Schema.Ref[strings.LastIndex(m.Schema.Ref, "/")+1:]
		}
	}
	return "None"
}

func typeName(t reflect.Type) string {
	for prefix, suffix := range map[string]string{"Of[": "Page", "Rows[": "Rows"} {
		if elem, ok := strings.CutPrefix(t.Name(), prefix); ok {
			return strings.TrimSuffix(elem[strings.LastIndex(elem, ".")+1:], "]") + suffix
		}
	}
	return t.Name()
}
