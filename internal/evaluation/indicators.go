package evaluation

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"comunita/internal/platform/db"
)

// Indicators are the answers given so far, by the code of their question.
type Indicators map[string]Answer

// Answer to a question; no Value means none yet.
type Answer struct {
	Value      *int   `json:"value,omitempty"`
	Motivation string `json:"motivation,omitempty"`
	Evidence   string `json:"evidence,omitempty"`
}

// Value hands the database JSON.
func (i Indicators) Value() (driver.Value, error) {
	if i == nil {
		return "{}", nil
	}
	text, err := json.Marshal(map[string]Answer(i))
	return string(text), err
}

// values are the answers to some questions, in their order; ok when all are given.
func (i Indicators) values(codes []string) (out []int, ok bool) {
	for _, code := range codes {
		v := i[code].Value
		if v == nil {
			return nil, false
		}
		out = append(out, *v)
	}
	return out, true
}

func (a Answer) equal(b Answer) bool {
	return equal(a.Value, b.Value) && a.Motivation == b.Motivation && a.Evidence == b.Evidence
}

func (i Indicators) equal(other Indicators) bool { return maps.EqualFunc(i, other, Answer.equal) }

// sameValues ignores the words.
func (i Indicators) sameValues(other Indicators) bool {
	return maps.EqualFunc(i, other, func(a, b Answer) bool { return equal(a.Value, b.Value) })
}

// spread takes a change of the indicators apart: Q1, Q1_motivation, Q1_evidence.
func spread(fields []db.FieldChange) []db.FieldChange {
	out := []db.FieldChange{}
	for _, f := range fields {
		if f.Field != "indicators" {
			out = append(out, f)
			continue
		}
		var before, after map[string]map[string]json.RawMessage
		_ = json.Unmarshal(f.Old, &before) // nothing, before it was created
		_ = json.Unmarshal(f.New, &after)
		codes := slices.Sorted(maps.Keys(before))
		codes = append(codes, slices.Collect(maps.Keys(after))...)
		slices.Sort(codes)
		for _, code := range slices.Compact(codes) {
			for _, part := range []struct{ member, field string }{{"value", "%s"}, {"motivation", "%s_motivation"}, {"evidence", "%s_evidence"}} {
				a, b := before[code][part.member], after[code][part.member]
				if string(a) != string(b) {
					out = append(out, db.FieldChange{Field: fmt.Sprintf(part.field, code), Old: a, New: b})
				}
			}
		}
	}
	return out
}
