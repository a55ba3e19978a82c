package agenda

import (
	"context"

	"comunita/internal/adhesion"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Adhesions is the source of what an adhesion waits for: the next step of the municipality, late when the state has lasted longer than its
// rule allows; how to join, for who has not; whom it waits for, where that is not the municipality; the end of what it signed.
func Adhesions(s *adhesion.Service) Source {
	return func(ctx context.Context, municipalities []string) (map[string][]Due, error) {
		found, err := s.Board(page.Request{Limit: 200}, adhesion.Filter{Municipalities: municipalities}).Page(ctx)
		out := make(map[string][]Due, len(found.Items))
		for _, t := range found.Items {
			out[t.MunicipalityCode] = about(t)
		}
		return out, err
	}
}

func about(t adhesion.Tile) (out []Due) {
	state := string(t.State)
	switch t.State {
	case adhesion.NotContacted, adhesion.Contacted:
		out = append(out, Due{Code: "joining", Level: Amber, Day: &t.Since, State: state})
	case adhesion.ProtocolSigned, adhesion.Suspended, adhesion.Declined, adhesion.Withdrawn:
		out = append(out, Due{Code: "adhesion-waits", Level: Green, Day: &t.Since, State: state})
	}
	switch waits := adhesion.Waiting(t.State) == "municipality"; {
	case waits && t.Overdue():
		out = append(out, Due{Code: "adhesion-late", Level: Red, Day: t.DueOn, State: state})
	case waits:
		out = append(out, Due{Code: "adhesion", Level: Amber, Day: &t.Since, State: state})
	}
	if today := authz.Today(); t.State.Member() && t.EndsOn != nil && !t.EndsOn.Before(today) && !t.NoticeOn.After(today) {
		out = append(out, Due{Code: "agreement-ending", Level: Amber, Day: t.EndsOn})
	}
	return out
}
