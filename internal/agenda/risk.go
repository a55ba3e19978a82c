package agenda

import (
	"context"

	"comunita/internal/risk"
)

// Risks is the source of the adopted entries of the catalogue that have a newer published version to decide on.
func Risks(s *risk.Service) Source {
	return func(ctx context.Context, municipalities []string) (map[string][]Due, error) {
		found, err := s.Pending(ctx, municipalities)
		out := make(map[string][]Due, len(found))
		for _, m := range found {
			out[m] = []Due{{Code: "risk-updates", Level: Amber}}
		}
		return out, err
	}
}
