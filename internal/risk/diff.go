package risk

import (
	"cmp"
	"context"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/smallcell"
)

// Likeness is a way in which municipalities are alike.
type Likeness string

// The ways: inhabitants (under 1,000, 5,000 – the small municipalities of art. 1 c. 2 L. 158/2017 – 15,000 – art. 72 and 73 TUEL – or more),
// class of the map of the inner areas, island or coast or neither, and form of management of the process that the entry is about.
const (
	Inhabitants Likeness = "population"
	InnerArea   Likeness = "inner_area"
	Coast       Likeness = "coast"
	Management  Likeness = "management"
)

var likenesses = []Likeness{Inhabitants, InnerArea, Coast, Management}

// Missing is an entry of the catalogue that a municipality has not adopted and others like it have: PNA 2019 All. 1 § 4.1 has the RPCT look at
// what similar administrations found. Small counts are kept back, and so is what would give one away by subtraction.
type Missing struct {
	ID   int64
	Code string
	Words
	Network smallcell.Cell
	Reasons []Reason // at least one, the most frequent first
}

// Reason tells how many of the municipalities like this one in one way have it.
type Reason struct {
	Likeness Likeness
	Value    string // what they have in common: "under-5000", "F", "island", "cuc"
	Count    int
}

// MissingFrom lists what municipalities like this one have in their registers and it has not, the most frequent first.
func (s *Service) MissingFrom(ctx context.Context, municipality string) ([]Missing, error) {
	if authz.Within(ctx, authz.LocalRiskRead, municipality) != nil {
		return nil, apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune richiesto, o non è tra quelli che puoi vedere")
	}
	cohorts, err := s.risks.cohorts(ctx, municipality)
	if err != nil || len(cohorts) == 0 {
		return []Missing{}, err
	}
	rows, err := s.risks.missing(ctx, municipality)
	if err != nil {
		return nil, err
	}
	out := []Missing{}
	for start := 0; start < len(rows); {
		end := start
		for end < len(rows) && rows[end].ID == rows[start].ID {
			end++
		}
		if m := tell(rows[start:end], cohorts); len(m.Reasons) > 0 {
			out = append(out, m)
		}
		start = end
	}
	slices.SortStableFunc(out, func(a, b Missing) int { return cmp.Compare(b.Reasons[0].Count, a.Reasons[0].Count) })
	return out[:min(len(out), mostMissing)], nil
}

const mostMissing = 500

// adopters are the municipalities that adopted an entry and are alike in the same ways: bit i of Mask is likenesses[i].
type adopters struct {
	ID   int64
	Code string
	Words
	Mask, N                                  int
	Population, InnerArea, Coast, Management string // of the municipality that asks
}

// cohort is how many municipalities of the network are alike in exactly the ways of Mask.
type cohort struct{ Mask, N int }

// tell counts the adopters of one entry by likeness. A count is not told beside others told when one group lies within the other and the
// difference is small: it would be the count of the rest.
func tell(rows []adopters, cohorts []cohort) Missing {
	first := rows[0]
	m := Missing{ID: first.ID, Code: first.Code, Words: first.Words, Reasons: []Reason{}}
	count := func(has, hasNot int) (n int) {
		for _, r := range rows {
			if r.Mask&has == has && r.Mask&hasNot == 0 {
				n += r.N
			}
		}
		return n
	}
	total := count(0, 0)
	m.Network = smallcell.Of(total)
	values := []string{first.Population, first.InnerArea, first.Coast, first.Management}
	told := []int{}
	for i, l := range likenesses {
		bit := 1 << i
		cell := smallcell.Part(count(bit, 0), total)
		if values[i] == "" || cell.Suppressed || slices.ContainsFunc(told, func(other int) bool {
			return nested(cohorts, bit, other) && small(count(other, bit)) || nested(cohorts, other, bit) && small(count(bit, other))
		}) {
			continue
		}
		told = append(told, bit)
		m.Reasons = append(m.Reasons, Reason{l, values[i], cell.Count})
	}
	slices.SortStableFunc(m.Reasons, func(a, b Reason) int { return cmp.Compare(b.Count, a.Count) })
	return m
}

func small(n int) bool { return n > 0 && n < smallcell.K }

// nested reports whether who is alike in the way inner is so in the way outer too. Forms of management differ by process and are nobody's
// to list: they count as nested, to be safe.
func nested(cohorts []cohort, inner, outer int) bool {
	if management := 1 << 3; inner == management || outer == management {
		return true
	}
	return !slices.ContainsFunc(cohorts, func(c cohort) bool { return c.Mask&inner != 0 && c.Mask&outer == 0 })
}
