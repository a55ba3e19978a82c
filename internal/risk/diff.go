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
// what similar administrations found. What is told is part of the release of the entry.
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
	towns, err := s.risks.towns(ctx)
	at := slices.IndexFunc(towns, func(t town) bool { return t.Code == municipality })
	if err != nil || at < 0 {
		return []Missing{}, err
	}
	rows, err := s.risks.missing(ctx, municipality)
	if err != nil {
		return nil, err
	}
	out := []Missing{}
	for _, r := range rows {
		if m := r.tell(s.releases, towns, towns[at]); len(m.Reasons) > 0 {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Missing) int { return cmp.Compare(b.Reasons[0].Count, a.Reasons[0].Count) })
	return out[:min(len(out), mostMissing)], nil
}

const mostMissing = 500

// lacking is an entry that a municipality has not adopted, with who has.
type lacking struct {
	ID   int64
	Code string
	Words
	Management string // of its process in the municipality that asks
	adoption
}

// tell gives what an entry's release says of those like me.
func (r lacking) tell(made *releases, towns []town, me town) Missing {
	m := Missing{ID: r.ID, Code: r.Code, Words: r.Words, Reasons: []Reason{}}
	if len(r.Adopters) < smallcell.K {
		return m
	}
	told := made.release(towns, r.adoption, false)
	m.Network = told.adopters(smallcell.Everybody, "")
	for i, value := range []string{me.Population, me.InnerArea, me.Coast, r.Management} {
		if cell := told.adopters(i+1, value); value != "" && !cell.Suppressed {
			m.Reasons = append(m.Reasons, Reason{likenesses[i], value, cell.Count})
		}
	}
	slices.SortStableFunc(m.Reasons, func(a, b Reason) int { return cmp.Compare(b.Count, a.Count) })
	return m
}
