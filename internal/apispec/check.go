package apispec

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

var (
	verbs   = regexp.MustCompile(`(?i)(^|[/-])(get|post|put|patch|delete|list|create|update|read|edit|add|remove|fetch|do)([/-]|$)`)
	allowed = regexp.MustCompile(`^/?[a-z{}_/-]+$`)
)

// Check holds a document to the Italian interoperability guidelines (Linee guida sull'interoperabilità tecnica, ModI) and to the house rules.
func Check(doc *openapi3.T) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for path, item := range doc.Paths.Map() {
		if verbs.MatchString(path) || !allowed.MatchString(path) {
			bad("path %s: nouns in kebab-case only", path)
		}
		for method, op := range item.Operations() {
			at := method + " " + path
			if op.Summary == "" || op.Description == "" || len(op.Tags) == 0 {
				bad("%s: summary, description and tag are due", at)
			}
			if verbs.MatchString(strings.SplitN(op.OperationID, "-", 2)[0]) {
				bad("%s: operationId %s begins with a verb", at, op.OperationID)
			}
			for _, p := range op.Parameters {
				if p.Value.Description == "" && p.Value.In != "query" {
					bad("%s: parameter %s has no description", at, p.Value.Name)
				}
				schema(p.Value.Schema, at+" parameter "+p.Value.Name, bad)
			}
			for code, r := range op.Responses.Map() {
				if r.Ref == "" && (code[0] == '4' || code[0] == '5') && r.Value.Content.Get("application/problem+json") == nil {
					bad("%s: %s is not problem+json", at, code)
				}
			}
		}
	}
	for name, s := range doc.Components.Schemas {
		schema(s, name, bad)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func schema(ref *openapi3.SchemaRef, at string, bad func(string, ...any)) {
	if ref == nil || ref.Ref != "" || ref.Value == nil {
		return
	}
	s := ref.Value
	switch {
	case s.Type.Is("string"):
		if s.MaxLength == nil && len(s.Enum) == 0 && s.Format != "binary" {
			bad("%s: a string needs maxLength or an enum", at)
		}
	case s.Type.Is("array"):
		if s.MaxItems == nil {
			bad("%s: an array needs maxItems", at)
		}
	case s.Type.Is("integer"), s.Type.Is("number"):
		if s.Format == "" || s.Min == nil || s.Max == nil {
			bad("%s: a number needs a format and bounds", at)
		}
	}
	for name, p := range s.Properties {
		schema(p, at+"."+name, bad)
	}
	schema(s.Items, at+"[]", bad)
}
