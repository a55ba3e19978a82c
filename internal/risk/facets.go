package risk

import (
	"context"
	"errors"
	"slices"

	"comunita/internal/platform/page"
)

// Facets counts the living entries of the catalogue by what one can filter by. Each count answers "how many, if I chose this one instead":
// what is chosen in the same facet does not count against it, what is chosen in the others does.
type Facets struct {
	Area, Typology, Factor, Measure, State map[string]int
	Total                                  int
}

// mostEntries is how many entries are counted; the catalogue has some hundreds.
const mostEntries = 5000

var errEnough = errors.New("enough")

// Facets reads the catalogue once.
func (s *Service) Facets(ctx context.Context, q string, f Filter) (Facets, error) {
	out := Facets{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, 0}
	read := 0
	err := s.risks.Find(page.Request{Q: q}, Filter{Scope: Catalogue}.where()).Each(ctx, func(r Risk) error {
		if read++; read > mostEntries {
			return errEnough
		}
		facets := []struct {
			counts map[string]int
			chosen []string
			values []string
		}{{out.Area, f.Areas, []string{r.AreaCode}}, {out.Typology, f.Typologies, []string{r.Typology}}, {out.State, f.States, []string{string(r.State)}},
			{out.Factor, f.Factors, r.EnablingFactors}, {out.Measure, f.Measures, r.Measures}}
		misses := []int{}
		for i, facet := range facets {
			if len(facet.chosen) > 0 && !slices.ContainsFunc(facet.values, func(v string) bool { return slices.Contains(facet.chosen, v) }) {
				misses = append(misses, i)
			}
		}
		if len(misses) == 0 {
			out.Total++
		}
		for i, facet := range facets {
			if len(misses) == 0 || len(misses) == 1 && misses[0] == i {
				for _, v := range facet.values {
					if v != "" {
						facet.counts[v]++
					}
				}
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return out, err
}
