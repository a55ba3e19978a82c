// Package archtest holds the dependency rules of the repository.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "comunita/"

// layers is the whole rule: a package may import its own layer's `may` list and nothing else of ours.
// The first matching prefix wins; "internal/*" stands for one domain package.
var layers = []struct {
	in  string
	may []string
}{
	{"api/server", []string{"api/httpx", "api/v1", "internal/*", "internal/platform"}},
	{"api/v1", []string{"api/httpx", "internal/*", "internal/platform/apperr", "internal/platform/authz", "internal/platform/page", "internal/platform/db", "internal/platform/smallcell"}},
	{"api/httpx", []string{"internal/platform"}},
	{"api", []string{"api/server", "api/httpx", "api/v1", "internal/*", "internal/seed", "internal/backup", "internal/platform", "migrations"}},
	{"internal/platform", []string{"internal/platform", "migrations"}},
	{"internal/apispec", []string{"api/httpx", "internal/platform/authz"}},
	{"internal/testkit", []string{"api/httpx", "api/v1", "api/server", "internal/*", "internal/seed", "internal/platform", "migrations"}},
	{"internal/bench", []string{"api/httpx", "api/v1", "api/server", "internal/*", "internal/seed", "internal/platform", "migrations"}},
	{"internal/tools", []string{"api/server", "internal/apispec", "internal/seed", "internal/platform"}},
	{"internal/seed", []string{"internal/platform", "migrations"}},
	{"internal/backup", []string{"internal/platform"}},
	{"internal", []string{"internal/platform"}}, // a domain package: never HTTP, never another domain package unless listed below
	{"migrations", nil},
}

// domains is the map of the business: which domain package may know which other.
// It has to stay free of cycles (the compiler sees to that) and short (you do).
var domains = map[string][]string{
	"vocabulary":   nil,
	"identity":     nil,
	"municipality": nil,
	"zone":         nil,
	"network":      nil,
	"organisation": nil,
	"milestone":    nil,
	"referent":     nil,
	"review":       nil,
	"risk":         {"vocabulary", "review"},
	"behaviour":    {"vocabulary", "review", "risk"},
	"measure":      {"vocabulary", "risk"},
	"training":     {"vocabulary"},
	"agreement":    nil,
	"adhesion":     {"agreement", "document", "referent"},
	"document":     nil,
	"reminder":     {"adhesion"},
	"template":     nil,
	"finder":       nil,
	"setting":      nil,
	"disadvantage": {"setting"},
	"process":      {"vocabulary"},
	"monitoring":   {"document"},
	"deadline":     nil,
	"agenda":       {"adhesion", "deadline", "monitoring"},
	"overview":     nil,
	"evaluation":   {"risk", "setting"},
	"confirmation": nil,
	"register":     {"evaluation", "measure", "vocabulary"},
}

// thirdParty says who may import the libraries we want to be able to replace.
var thirdParty = map[string][]string{
	"github.com/labstack/echo/v4":   {"api/httpx/", "api/server/", "internal/bench/"},
	"gorm.io/gorm":                  {"internal/platform/db/", "internal/platform/jobs/", "/store.go"},
	"github.com/golang-jwt/jwt":     {"api/httpx/"},
	"github.com/swaggo/swag":        {"internal/apispec/"},
	"github.com/minio/minio-go":     {"internal/platform/blob/"},
	"github.com/arran4/golang-ical": {"internal/deadline/"},
}

func eachFile(t *testing.T, mode parser.Mode, visit func(rel string, f *ast.File)) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"node_modules", "frontend", "var", ".git"}, d.Name()) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, mode)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		visit(filepath.ToSlash(rel), f)
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

func TestImports(t *testing.T) {
	n := 0
	eachFile(t, parser.ImportsOnly, func(rel string, f *ast.File) {
		n++
		for _, spec := range f.Imports {
			check(t, rel, strings.Trim(spec.Path.Value, `"`))
		}
	})
	if n < 30 {
		t.Errorf("only %d files were looked at", n)
	}
}

func check(t *testing.T, file, imp string) {
	for lib, where := range thirdParty {
		if imp == lib || strings.HasPrefix(imp, lib+"/") {
			ok := false
			for _, w := range where {
				ok = ok || strings.Contains("/"+file, "/"+strings.TrimPrefix(w, "/"))
			}
			if !ok {
				t.Errorf("%s imports %s: only %v may", file, lib, where)
			}
		}
	}
	ours, ok := strings.CutPrefix(imp, module)
	if !ok {
		return
	}
	pkg := path.Dir(file)
	for _, l := range layers {
		if pkg != l.in && !strings.HasPrefix(pkg, l.in+"/") {
			continue
		}
		if name, ok := strings.CutPrefix(pkg, "internal/"); ok && isDomain(pkg) {
			may, known := domains[name]
			if !known {
				t.Errorf("%s: add %q to domains in archtest", file, name)
			}
			if slices.Contains(may, strings.TrimPrefix(ours, "internal/")) {
				return
			}
		}
		for _, m := range l.may {
			if ours == m || strings.HasPrefix(ours, m+"/") || m == "internal/*" && isDomain(ours) {
				return
			}
		}
		t.Errorf("%s imports %s: a package in %s may only import %v", file, ours, l.in, l.may)
		return
	}
}

func isDomain(pkg string) bool {
	name, ok := strings.CutPrefix(pkg, "internal/")
	return ok && !strings.Contains(name, "/") && !slices.Contains([]string{"apispec", "archtest", "testkit", "tools", "seed", "bench", "backup", "faults"}, name)
}

// SQL is never built from values: text made by Sprintf or Sprint must not reach the database, and neither must GORM's traps
// (Or across conditions, Save, AutoMigrate). The static half of row I-6.
func TestNoSQLFromValues(t *testing.T) {
	banned := []string{"Save", "AutoMigrate", "Or"}
	eachFile(t, 0, func(rel string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if strings.HasSuffix(rel, "store.go") && slices.Contains(banned, sel.Sel.Name) {
				t.Errorf("%s: %s is banned", rel, sel.Sel.Name)
			}
			if slices.Contains([]string{"Exec", "Query", "QueryRow", "Raw", "Where", "And", "Queue"}, sel.Sel.Name) {
				for _, arg := range call.Args {
					if inner, ok := arg.(*ast.CallExpr); ok {
						if s, ok := inner.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "Sprint") {
							t.Errorf("%s: SQL made by %s", rel, s.Sel.Name)
						}
					}
				}
			}
			return true
		})
	})
}
