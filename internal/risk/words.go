package risk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/db"
	"comunita/internal/platform/pii"
	"comunita/internal/vocabulary"
)

// Words are what an entry says: the same columns in a risk, in a proposal and in a published version.
type Words struct {
	AreaCode        string
	Process         string
	Event           string
	Description     string
	Typology        string
	EnablingFactors db.Texts `gorm:"type:text[]"`
	RedFlags        db.Texts `gorm:"type:text[]"`
	Measures        db.Texts `gorm:"type:text[]"`
	Applicability   string
}

// field is one of the Words: either text or list is set.
type field struct {
	name string
	text *string
	list *db.Texts
}

// fields gives the words one by one, under the names that the API has for them; the area comes with the code of the entry and is not among
// them.
func (w *Words) fields() []field {
	return []field{
		{"process", &w.Process, nil}, {"event", &w.Event, nil}, {"description", &w.Description, nil}, {"typology", &w.Typology, nil},
		{"enabling_factors", nil, &w.EnablingFactors}, {"red_flags", nil, &w.RedFlags}, {"measures", nil, &w.Measures},
		{"applicability", &w.Applicability, nil},
	}
}

func (f field) same(other field) bool {
	if f.text != nil {
		return *f.text == *other.text
	}
	return slices.Equal(*f.list, *other.list)
}

func (f field) take(other field) {
	if f.text != nil {
		*f.text = *other.text
		return
	}
	*f.list = slices.Clone(*other.list)
}

func (f field) empty() bool {
	return f.text != nil && *f.text == "" || f.list != nil && len(*f.list) == 0
}

// Values are the words of a field, one unless it is a list.
func (f field) values() []string {
	switch {
	case f.text == nil:
		return append([]string{}, *f.list...)
	case *f.text == "":
		return []string{}
	}
	return []string{*f.text}
}

// Difference is a field that two versions of the words say in other ways: its values before and after.
type Difference struct {
	Field    string
	Old, New []string
}

// Differences tells field by field what after says in another way than before.
func Differences(before, after Words) []Difference {
	out := []Difference{}
	old := before.fields()
	for i, f := range after.fields() {
		if !f.same(old[i]) {
			out = append(out, Difference{f.name, old[i].values(), f.values()})
		}
	}
	return out
}

// Content is what people type in. Motivation is for local risks and proposals, AdoptedVersion for local risks only; AdoptedVersion 0 leaves it
// as it is.
type Content struct {
	AreaCode, Process, Event, Description, Typology string
	EnablingFactors, RedFlags, Measures             []string
	Applicability, Motivation                       string
	AdoptedVersion                                  int64
}

func (c Content) words() Words {
	return Words{AreaCode: c.AreaCode, Process: c.Process, Event: c.Event, Description: c.Description, Typology: c.Typology,
		EnablingFactors: c.EnablingFactors, RedFlags: c.RedFlags, Measures: c.Measures, Applicability: c.Applicability}
}

func (c *Content) set(w Words) {
	c.AreaCode, c.Process, c.Event, c.Description, c.Typology = w.AreaCode, w.Process, w.Event, w.Description, w.Typology
	c.EnablingFactors, c.RedFlags, c.Measures, c.Applicability = w.EnablingFactors, w.RedFlags, w.Measures, w.Applicability
}

// checkWords collects what is wrong with words by themselves, whatever they are for. code is that of the entry, if there is one.
func (s *Service) checkWords(ctx context.Context, code string, c Content) (*vocabulary.Check, error) {
	v, err := s.words.Check(ctx)
	if err != nil {
		return nil, err
	}
	v.Area("/area", c.AreaCode)
	v.Factors("/enabling_factors", c.EnablingFactors)
	v.Measures("/measures", c.Measures)
	if code != "" && !strings.HasPrefix(code, c.AreaCode+".") {
		_ = v.Failed().At("/area", "code", "Il codice %s è di un'altra area", code)
	}
	pii.Check(v.Failed(), "/process", c.Process, "/event", c.Event, "/description", c.Description, "/applicability", c.Applicability, "/motivation", c.Motivation)
	for i, flag := range c.RedFlags {
		pii.Check(v.Failed(), fmt.Sprintf("/red_flags/%d", i), flag)
	}
	return v, nil
}

func required(failed *apperr.Error, pointer, text, message string) {
	if strings.TrimSpace(text) == "" {
		_ = failed.At(pointer, "required", "%s", message)
	}
}
