package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The committed files are those that the texts make: run make templates.
func TestTemplatesAreCurrent(t *testing.T) {
	n := 0
	for _, dir := range []string{"../../seed/data/templates", "../../../frontend/e2e/files"} {
		texts, err := filepath.Glob(filepath.Join(dir, "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range texts {
			n++
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := docx(string(text))
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(strings.TrimSuffix(name, ".txt") + ".docx")
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is not current: make templates (%v)", name, err)
			}
		}
	}
	if n < 7 {
		t.Errorf("only %d texts", n)
	}
}
