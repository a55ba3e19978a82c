package agenda

import (
	"context"

	"comunita/internal/monitoring"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Monitoring is the source of the rounds of monitoring that wait to be closed, late once their day has passed.
func Monitoring(s *monitoring.Service) Source {
	return func(ctx context.Context, municipalities []string) (map[string][]Due, error) {
		if !authz.From(ctx).Can(authz.PlanRead) {
			return nil, nil
		}
		found, err := s.Rounds(page.Request{Limit: 200}, monitoring.RoundFilter{Municipalities: municipalities, States: []string{"open"}}).Page(ctx)
		out := make(map[string][]Due, len(found.Items))
		for _, r := range found.Items {
			d := Due{Code: "monitoring", Level: Amber, Day: &r.DueOn, Year: r.Year}
			if r.DueOn.Before(authz.Today()) {
				d.Code, d.Level = "monitoring-late", Red
			}
			out[r.MunicipalityCode] = append(out[r.MunicipalityCode], d)
		}
		return out, err
	}
}
