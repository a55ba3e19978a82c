package archtest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every row of the security ledger names a test that exists; a row that does not apply says why.
func TestSecurityLedger(t *testing.T) {
	root := filepath.Join("..", "..")
	f, err := os.Open(filepath.Join(root, "docs", "security", "asvs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], []string{"requirement", "level", "state", "proof", "note"}) {
		t.Fatalf("header %v", rows[0])
	}
	id := regexp.MustCompile(`^V\d{1,2}\.\d{1,2}\.\d{1,2}$`)
	seen := map[string]bool{}
	for _, r := range rows[1:] {
		req, state, proof, note := r[0], r[2], r[3], r[4]
		if !id.MatchString(req) || seen[req] {
			t.Errorf("%s: bad or repeated requirement", req)
		}
		seen[req] = true
		switch state {
		case "done", "partial":
			if !provenBy(root, proof) {
				t.Errorf("%s: no test %q", req, proof)
			}
			if state == "partial" && note == "" {
				t.Errorf("%s: partial, but what is missing?", req)
			}
		case "not_applicable":
			if note == "" {
				t.Errorf("%s: why does it not apply?", req)
			}
		default:
			t.Errorf("%s: state %q", req, state)
		}
	}
	if provenBy(root, "api/server:TestThatDoesNotExist") {
		t.Error("the ledger believes anything")
	}
}

func provenBy(root, proof string) bool {
	where, name, ok := strings.Cut(proof, ":")
	if !ok || name == "" {
		return false
	}
	files := []string{filepath.Join(root, where)}
	want := name
	if !strings.HasPrefix(where, "frontend/") {
		files, _ = filepath.Glob(filepath.Join(root, where, "*_test.go"))
		want = "func " + name + "("
	}
	return slices.ContainsFunc(files, func(f string) bool {
		b, err := os.ReadFile(f)
		return err == nil && strings.Contains(string(b), want)
	})
}
