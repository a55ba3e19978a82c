package evaluation

import (
	"context"
	"slices"

	"comunita/internal/platform/apperr"
)

// Change is how an evaluation stands to that of the year before, of the same risk by the same method.
type Change string

// The changes. Gone is one whose risk has been archived since; words alone do not make one changed, level or values do.
const (
	New       Change = "new"
	Changed   Change = "changed"
	Unchanged Change = "unchanged"
	Gone      Change = "gone"
)

// View is an evaluation with what is told beside it.
type View struct {
	Evaluation
	beside
	Change   Change
	Outdated bool     // that those of today are not the ones in which the level was given
	Reasons  []Reason // of the suggestion
	Missing  []apperr.Field
	Actions  []string
}

// beside is what other rows say: the risk, and the evaluation of the year before.
type beside struct {
	EvaluationID     int64
	Area             string
	Process, Event   string
	Archived         bool // the risk
	BeforeID         *int64
	BeforeLevel      *Level
	BeforeResidual   *Level
	BeforeIndicators Indicators
	Monitored        bool // measures of the risk were reviewed: a residual level can be judged
}

// View completes one evaluation.
func (s *Service) View(ctx context.Context, e Evaluation) (View, error) {
	vs, err := s.views(ctx, []Evaluation{e})
	if err != nil {
		return View{}, err
	}
	return vs[0], nil
}

func (s *Service) views(ctx context.Context, rows []Evaluation) ([]View, error) {
	told, err := s.evaluations.beside(ctx, rows)
	if err != nil {
		return nil, err
	}
	var bands Bands
	if slices.ContainsFunc(rows, func(e Evaluation) bool { return e.Method == PNA2013 }) {
		if bands, err = s.Bands(ctx); err != nil {
			return nil, err
		}
	}
	out := make([]View, len(rows))
	for i, e := range rows {
		v := View{Evaluation: e, beside: told[e.ID], Outdated: bands.otherwise(e), Reasons: []Reason{}, Actions: e.actions(ctx, told[e.ID].Monitored)}
		v.Change = v.change()
		if e.State == Draft && e.ArchivedAt == nil {
			v.Missing = e.Missing()
		}
		if values, all := e.Indicators.values(Described(e.Method).Codes()); all && e.Method == PNA2019 {
			v.Reasons = Suggest([6]int(values)).Reason
		}
		out[i] = v
	}
	return out, nil
}

func (v *View) change() Change {
	switch {
	case v.Archived:
		return Gone
	case v.BeforeID == nil:
		return New
	case equal(v.Level, v.BeforeLevel) && v.Indicators.sameValues(v.BeforeIndicators):
		return Unchanged
	}
	return Changed
}
