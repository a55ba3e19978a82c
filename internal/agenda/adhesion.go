package agenda

import (
	"context"

	"comunita/internal/adhesion"
	"comunita/internal/platform/page"
)

// Adhesions is the source of what an adhesion waits for: the next step of the municipality, late when the state has lasted longer than its
// rule allows.
func Adhesions(s *adhesion.Service) Source {
	return func(ctx context.Context, municipalities []string) (map[string][]Due, error) {
		found, err := s.Board(page.Request{Limit: 200}, adhesion.Filter{Municipalities: municipalities, Waiting: "municipality"}).Page(ctx)
		out := make(map[string][]Due, len(found.Items))
		for _, t := range found.Items {
			d := Due{Code: "adhesion", Level: Amber, Day: &t.Since, State: string(t.State)}
			if t.Overdue() {
				d.Code, d.Level, d.Day = "adhesion-late", Red, t.DueOn
			}
			out[t.MunicipalityCode] = []Due{d}
		}
		return out, err
	}
}
