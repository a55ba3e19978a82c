package paper

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Report is what a template asks for.
type Report struct {
	Names []string // of its placeholders, sorted, each once
	Loose []Loose  // marks that nothing closes or opens, and names that cannot be one
}

// Loose is a mark that makes no placeholder.
type Loose struct {
	Code string // "unclosed", "unopened" or "name"
	Near string // the text around it
}

// mark is a placeholder in a text, from the first brace to behind the last.
type mark struct {
	from, to int
	name     string
}

var wellNamed = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// scan finds the placeholders of a text, and what looks like one but is none.
func scan(text string) (marks []mark, loose []Loose) {
	for at := 0; at < len(text); {
		open, shut := index(text, "{{", at), index(text, "}}", at)
		switch {
		case open < 0 && shut < 0:
			return marks, loose
		case open < 0 || shut >= 0 && shut < open:
			loose = append(loose, Loose{"unopened", around(text, shut, shut+2)})
			at = shut + 2
			continue
		}
		next := index(text, "{{", open+2)
		if shut < 0 || next >= 0 && next < shut {
			end := len(text)
			if next >= 0 {
				end = next
			}
			loose = append(loose, Loose{"unclosed", around(text, open, min(end, open+40))})
			at = end
			continue
		}
		name := strings.TrimSpace(text[open+2 : shut])
		if wellNamed.MatchString(name) {
			marks = append(marks, mark{open, shut + 2, name})
		} else {
			loose = append(loose, Loose{"name", around(text, open, shut+2)})
		}
		at = shut + 2
	}
	return marks, loose
}

func index(text, what string, from int) int {
	if from >= len(text) {
		return -1
	}
	if i := strings.Index(text[from:], what); i >= 0 {
		return from + i
	}
	return -1
}

// around shows a place of a text with some words on both sides, on one line.
func around(text string, from, to int) string {
	const words = 30
	a, b := max(0, from-words), min(len(text), to+words)
	for a > 0 && !utf8.RuneStart(text[a]) {
		a--
	}
	for b < len(text) && !utf8.RuneStart(text[b]) {
		b++
	}
	return strings.ToValidUTF8(strings.Join(strings.Fields(text[a:b]), " "), "�")
}

// Inspect tells which placeholders a template has, and where it is written badly.
func (t *Template) Inspect() Report {
	names, r := map[string]bool{}, Report{}
	for _, part := range slices.Sorted(maps.Keys(t.parts)) {
		for _, p := range paragraphs(t.parts[part].Root()) {
			marks, loose := scan(p.text)
			for _, m := range marks {
				names[m.name] = true
			}
			r.Loose = append(r.Loose, loose...)
		}
	}
	r.Names = slices.Sorted(maps.Keys(names))
	return r
}

// Blank is what stands where nothing is known, for a pen to fill.
const Blank = "______"

// Fill puts values where the template asks for them and gives the new DOCX. Without a value there is a Blank. A value with several lines
// becomes as many paragraphs where a placeholder is alone in its own, and line breaks elsewhere. The template cannot be filled again.
func (t *Template) Fill(values map[string]string) ([]byte, error) {
	for _, doc := range t.parts {
		for _, p := range paragraphs(doc.Root()) {
			p.fill(values)
		}
	}
	return t.save()
}
