package template

import (
	"fmt"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/paper"
)

// maxFields bounds the answer to a file that is wrong from end to end.
const maxFields = 60

// examine reads an uploaded file and refuses, by name, what keeps it from being a version of a template: 422 "template-file" when it is no
// harmless DOCX, 422 "template-placeholders" when its placeholders are not those of the template.
func examine(code string, file []byte) ([]string, error) {
	t, err := paper.Open(file)
	if p := paper.AsProblem(err); p != nil {
		return nil, apperr.New(apperr.Unprocessable, "template-file", "%s", p.Detail).At("/file", p.Code, "%s", p.Detail)
	}
	if err != nil {
		return nil, err
	}
	r := t.Inspect()
	e := apperr.New(apperr.Unprocessable, "template-placeholders", "I segnaposto del modello non sono quelli previsti: correggi quelli indicati")
	for _, name := range kinds[code].must {
		if !slices.Contains(r.Names, name) {
			_ = e.At("/placeholders/"+name, "missing", "Manca {{%s}}: %s", name, meaning(name))
		}
	}
	for _, name := range r.Names {
		switch p, known := find(name); {
		case !known:
			_ = e.At("/placeholders/"+name, "unknown", "{{%s}} non è tra i segnaposto disponibili%s", name, similar(name))
		case p.Person && !kinds[code].people:
			_ = e.At("/placeholders/"+name, "not-here", "{{%s}} è un dato di una persona: questo atto non ne ha bisogno", name)
		}
	}
	says := map[string]string{
		"unclosed": "Segnaposto non chiuso: manca }} dopo «%s»",
		"unopened": "Segnaposto non aperto: manca {{ prima di }} in «%s»",
		"name":     "Segnaposto scritto male: solo lettere minuscole senza accenti, cifre e trattini bassi, in «%s»",
	}
	for i, l := range r.Loose {
		_ = e.At(fmt.Sprintf("/text/%d", i), l.Code, says[l.Code], l.Near)
	}
	if len(e.Fields) > maxFields {
		e.Fields = e.Fields[:maxFields]
	}
	return r.Names, e.OrNil()
}

func meaning(name string) string {
	p, _ := find(name)
	return p.Meaning
}

// similar proposes the placeholder that differs by two letters at most.
func similar(name string) string {
	best, at := 3, ""
	for _, p := range Catalogue {
		if d := distance(name, p.Name); d < best {
			best, at = d, p.Name
		}
	}
	if at == "" {
		return ""
	}
	return ": forse {{" + at + "}}?"
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
