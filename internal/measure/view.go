package measure

import (
	"context"

	"comunita/internal/vocabulary"
)

// View is an adoption with its parts, what is to be said of its completeness, and what the actor may do with it.
type View struct {
	Adoption
	Phases  []Phase
	Risks   []Treated
	Lint    Completeness
	Actions []string
}

// Treated is a risk that a measure treats.
type Treated struct {
	ID             int64
	Area           string
	Process, Event string
}

// View completes one adoption.
func (s *Service) View(ctx context.Context, a Adoption) (View, error) {
	vs, err := s.views(ctx, []Adoption{a})
	if err != nil {
		return View{}, err
	}
	return vs[0], nil
}

// views asks once for the parts of all rows.
func (s *Service) views(ctx context.Context, rows []Adoption) ([]View, error) {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	parts, err := s.adoptions.beside(ctx, ids)
	if err != nil {
		return nil, err
	}
	lists, err := s.words.All(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]View, len(rows))
	for i, a := range rows {
		b := parts[a.ID]
		out[i] = View{Adoption: a, Phases: b.Phases, Risks: b.Risks, Actions: s.AdoptionActions(ctx, a),
			Lint: complete(a.plan(b), typeOf(lists, a.TypeCode), measureOf(lists, a.MeasureCode))}
	}
	return out, nil
}

func typeOf(l *vocabulary.Lists, code string) vocabulary.MeasureType {
	for _, t := range l.Types {
		if t.Code == code {
			return t
		}
	}
	return vocabulary.MeasureType{}
}

func measureOf(l *vocabulary.Lists, code *string) vocabulary.Measure {
	for _, m := range l.Measures {
		if code != nil && m.Code == *code {
			return m
		}
	}
	return vocabulary.Measure{}
}
