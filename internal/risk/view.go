package risk

import (
	"context"

	"comunita/internal/platform/authz"
)

// View is a risk with what is told beside it.
type View struct {
	Risk
	SourceCode    string // of the entry it adopts
	SourceVersion int64  // the last published version of that entry
	Actions       []string
}

// View completes one risk.
func (s *Service) View(ctx context.Context, r Risk) (View, error) {
	vs, err := s.views(ctx, []Risk{r})
	if err != nil {
		return View{}, err
	}
	return vs[0], nil
}

// views asks once for all rows: about the entries that local risks adopt, and whether the actor's municipalities adopted the entries shown.
func (s *Service) views(ctx context.Context, rows []Risk) ([]View, error) {
	reach := authz.From(ctx).Reach(authz.LocalRiskWrite)
	var sources, entries []int64
	for i := range rows {
		if rows[i].AdoptedID != nil {
			sources = append(sources, *rows[i].AdoptedID)
		}
		if !reach.All && len(reach.Municipalities) > 0 && rows[i].adoptable() {
			entries = append(entries, rows[i].ID)
		}
	}
	beside, err := s.risks.beside(ctx, sources, entries, reach.Municipalities)
	if err != nil {
		return nil, err
	}
	out := make([]View, len(rows))
	for i, r := range rows {
		v := View{Risk: r}
		if r.AdoptedID != nil {
			v.SourceCode, v.SourceVersion = beside[*r.AdoptedID].Code, beside[*r.AdoptedID].Published
		}
		can := reach.All || beside[r.ID].Adoptions < len(reach.Municipalities)
		v.Actions = actions(ctx, &r, v.SourceVersion, can)
		out[i] = v
	}
	return out, nil
}

func actions(ctx context.Context, r *Risk, source int64, canAdopt bool) []string {
	out := []string{}
	if r.ArchivedAt != nil {
		return out
	}
	entry := r.MunicipalityCode == nil
	if mayWrite(ctx, r) == nil {
		if !entry || r.entry().CanEdit() == nil {
			out = append(out, "edit")
		}
		if !entry || r.entry().CanArchive() == nil {
			out = append(out, "archive")
		}
		if r.AdoptedID != nil && source > *r.AdoptedVersion {
			out = append(out, "revision")
		}
		if reach := authz.From(ctx).Reach(authz.LocalRiskWrite); !entry && (reach.All || len(reach.Municipalities) > 1) {
			out = append(out, "copies")
		}
	}
	if canAdopt && r.adoptable() {
		out = append(out, "adoption")
	}
	if entry && !r.Retired && authz.From(ctx).Can(authz.CataloguePropose) {
		out = append(out, "proposal")
	}
	if entry {
		out = append(out, Flow.Open(ctx, r.entry())...)
	}
	return out
}
