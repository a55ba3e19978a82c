package measure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/smallcell"
	"comunita/internal/vocabulary"
)

// Advice is a measure for a risk, with the reasons why it stands where it does.
type Advice struct {
	Measure     Entry
	Share       Share    // among similar municipalities or, where that cannot be told, in the network
	Effort      string   // low, medium or high
	Suitability string   // as similar municipalities judged it: high, mixed, low or unknown
	Neutralises []string // factors of the risk
	Adopted     int64    // its adoption in the municipality, if there is one
	Treats      bool     // that adoption treats this risk already
	Tellers     int
	Reasons     []string
	weight      int
}

// maxAdvice is how many measures are told for a risk.
const maxAdvice = 20

// Advise ranks the measures of the catalogue for a local risk within reach: by how widely similar municipalities adopt them, by how they judged
// them in monitoring, by which of its enabling factors they neutralise and by the effort they take (PNA 2019, All. 1 §5: capacity to neutralise the
// factor, sustainability, adaptation to the organisation). The same facts always give the same order.
func (s *Service) Advise(ctx context.Context, id int64) ([]Advice, error) {
	r, err := s.risks.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.MunicipalityCode == nil {
		return nil, apperr.New(apperr.Conflict, "risk-not-local", "Il consiglio si chiede per un rischio locale: adotta prima la voce di catalogo")
	}
	if !authz.From(ctx).Reach(authz.PlanRead).Has(*r.MunicipalityCode) {
		return nil, apperr.New(apperr.NotFound, "risk-not-found", "Non trovo il rischio richiesto, o non è tra quelli che puoi vedere")
	}
	at, err := s.adoptions.standing(ctx, *r.MunicipalityCode, id)
	if err != nil {
		return nil, err
	}
	n, err := s.adoptions.network(ctx, false)
	if err != nil {
		return nil, err
	}
	lists, err := s.words.All(ctx)
	if err != nil {
		return nil, err
	}
	var out []Advice
	for _, m := range n.catalogue {
		f := facts{measure: m, at: at, judged: at.Judged[m.Code], indicated: slices.Contains(r.Measures, m.Code), own: slices.Contains(m.Areas, r.AreaCode), factors: r.EnablingFactors}
		if !f.indicated && !f.own && len(m.Areas) > 0 {
			continue
		}
		if near := n.around(m.Code, at); len(near) > 0 {
			f.near = near[0]
		}
		out = append(out, f.advice(lists.Factors))
	}
	return ranked(out), nil
}

// ranked puts the heaviest first, and of equals the first of the catalogue.
func ranked(all []Advice) []Advice {
	slices.SortFunc(all, func(a, b Advice) int {
		if a.weight != b.weight {
			return b.weight - a.weight
		}
		return strings.Compare(a.Measure.Code, b.Measure.Code)
	})
	return all[:min(len(all), maxAdvice)]
}

// facts are what a measure is weighed by.
type facts struct {
	measure        Entry
	near           similar
	at             standing
	judged         judgements
	indicated, own bool // by the risk or the entry it adopts; for the very area of the risk
	factors        []string
}

// The weights, in points of a hundred and a little more.
const (
	byAdoption    = 35
	bySuitability = 25
	byFactors     = 25
	byEffort      = 15
	byIndication  = 20
	byOwnArea     = 5
)

func (f facts) advice(words []vocabulary.Factor) Advice {
	a := Advice{Measure: f.measure, Share: f.near.share, Effort: f.effort(), Neutralises: []string{}, Reasons: []string{},
		Adopted: f.at.Has[f.measure.Code].ID, Treats: f.at.Has[f.measure.Code].Treats, Tellers: f.at.Tellers[f.measure.Code]}
	because := func(points int, reason string, args ...any) {
		a.weight += points
		if reason != "" {
			a.Reasons = append(a.Reasons, fmt.Sprintf(reason, args...))
		}
	}
	if f.indicated {
		because(byIndication, "È tra quelle indicate per questo rischio")
	}
	if f.own {
		because(byOwnArea, "")
	}
	if f.near.share.Told {
		because(byAdoption*f.near.share.Percent()/100, "%s", f.near.reason())
	}
	var names []string
	for _, w := range words {
		if slices.Contains(f.factors, w.Code) && slices.Contains(f.measure.EnablingFactors, w.Code) {
			a.Neutralises = append(a.Neutralises, w.Code)
			names = append(names, "«"+w.Name+"»")
		}
	}
	if len(names) > 0 {
		because(byFactors*len(names)/len(f.factors), "Agisce su %s", strings.Join(names, ", "))
	}
	level, like := f.judged.level()
	a.Suitability = level
	switch level {
	case "high":
		because(bySuitability, "I comuni %s che l'hanno verificata la giudicano idonea", like)
	case "mixed":
		because(bySuitability/2, "I comuni %s che l'hanno verificata la giudicano idonea solo in parte", like)
	case "low":
		because(0, "I comuni %s che l'hanno verificata la giudicano poco idonea", like)
	default:
		because(bySuitability/2, "")
	}
	n := len(steps(f.measure.Phases))
	switch a.Effort {
	case "low":
		because(byEffort, "Chiede poco: %s", counted(n))
	case "medium":
		because(byEffort/2, "Chiede un impegno medio: %s", counted(n))
	default:
		because(0, "Chiede impegno: %s", counted(n))
	}
	if f.fits() {
		because(0, "C'è una variante per i comuni piccoli: %s", f.measure.SmallVariant)
	}
	return a
}

// fits reports whether the municipality is small and the measure has a way for it.
func (f facts) fits() bool { return f.at.Small && f.measure.SmallVariant != "" }

// effort goes by the number of phases; a variant for small municipalities makes it easier for one.
func (f facts) effort() string {
	n := len(steps(f.measure.Phases))
	if f.fits() {
		n--
	}
	switch {
	case n <= 2:
		return "low"
	case n == 3:
		return "medium"
	}
	return "high"
}

// level sums up what was found of the suitability, among those of the same class if they are enough, else in the network; only the gist is told.
func (j judgements) level() (level, like string) {
	for _, x := range []struct {
		yes, partly, no int
		like            string
	}{{j.ClassYes, j.ClassPartly, j.ClassNo, "della stessa classe"}, {j.Yes, j.Partly, j.No, "della rete"}} {
		n := x.yes + x.partly + x.no
		if n < smallcell.K {
			continue
		}
		switch points := 100 * (2*x.yes + x.partly) / (2 * n); {
		case points >= 75:
			return "high", x.like
		case points >= 40:
			return "mixed", x.like
		}
		return "low", x.like
	}
	return "unknown", ""
}

func counted(phases int) string {
	switch phases {
	case 0:
		return "nessuna fase prevista"
	case 1:
		return "una fase"
	}
	return fmt.Sprintf("%d fasi", phases)
}
