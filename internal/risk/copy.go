package risk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Copy asks for local risks in other municipalities the actor writes for. The motivations of the originals are copied only WithMotivation;
// Motivation is for the copies of adoptions, which need one, when they are not. What a target has already is left alone unless Replace.
type Copy struct {
	Risks          []int64
	Municipalities []string
	WithMotivation bool
	Motivation     string
	Replace        bool
	DryRun         bool
}

// Copied is what becomes of a risk in a municipality, and how what is there already differs from it.
type Copied struct {
	RiskID       int64
	Municipality string
	Status       string // created, updated, unchanged, exists (left alone) or failed
	ID           int64  // of the risk there; 0 when it is not there (yet)
	Differences  []Difference
	Err          error
}

const mostCopies = 500

// CopyTo copies, or with DryRun only tells what would become of each risk in each municipality.
func (s *Service) CopyTo(ctx context.Context, c Copy) ([]Copied, error) {
	if err := s.checkCopy(ctx, c); err != nil {
		return nil, err
	}
	sources, err := s.risks.Among(ctx, c.Risks)
	if err != nil {
		return nil, err
	}
	there, err := s.risks.counterparts(ctx, sources, c.Municipalities)
	if err != nil {
		return nil, err
	}
	out := make([]Copied, 0, len(c.Risks)*len(c.Municipalities))
	for _, id := range c.Risks {
		source, ok := sources[id]
		for _, municipality := range c.Municipalities {
			row := Copied{RiskID: id, Municipality: municipality, Differences: []Difference{}}
			if !ok || source.MunicipalityCode == nil || source.ArchivedAt != nil {
				row.Status, row.Err = "failed", s.risks.NotFound()
			} else if *source.MunicipalityCode == municipality {
				row.Status, row.Err = "failed", apperr.New(apperr.Conflict, "copy-to-itself", "Il rischio è già di questo comune")
			} else if row.Err = s.copyOne(ctx, c, &source, there[counterpart(&source, municipality)], &row); row.Err != nil {
				row.Status = "failed"
			}
			out = append(out, row)
		}
	}
	return out, nil
}

func (s *Service) checkCopy(ctx context.Context, c Copy) error {
	failed := apperr.Validation()
	if len(c.Risks)*len(c.Municipalities) > mostCopies {
		_ = failed.At("/risks", "too-many", "Al più %d copie per volta: riduci i rischi o i comuni", mostCopies)
	}
	reach := authz.From(ctx).Reach(authz.LocalRiskWrite)
	for i, m := range c.Municipalities {
		if !reach.Has(m) {
			_ = failed.At(fmt.Sprintf("/municipalities/%d", i), "not-yours", "Non puoi scrivere per questo comune")
		}
	}
	if err := failed.OrNil(); err != nil {
		return err
	}
	// the words of the originals were checked when they were written; what is new here is the motivation
	v, err := s.checkWords(ctx, "", Content{Motivation: c.Motivation})
	if err != nil {
		return err
	}
	for _, f := range v.Failed().Fields {
		if f.Pointer == "/motivation" {
			_ = failed.At(f.Pointer, f.Code, "%s", f.Detail)
		}
	}
	return failed.OrNil()
}

func (s *Service) copyOne(ctx context.Context, c Copy, source, there *Risk, row *Copied) error {
	motivation := c.Motivation
	if c.WithMotivation {
		motivation = source.Motivation
	}
	target := Risk{MunicipalityCode: &row.Municipality, AdoptedID: source.AdoptedID, AdoptedVersion: source.AdoptedVersion, State: Local}
	row.Status = "created"
	if there != nil {
		row.ID, row.Differences = there.ID, Differences(there.Words, source.Words)
		switch {
		case len(row.Differences) == 0:
			row.Status = "unchanged"
			return nil
		case !c.Replace:
			row.Status = "exists"
			return nil
		}
		row.Status, target = "updated", *there
		if !c.WithMotivation {
			motivation = there.Motivation // never lost
		}
	}
	if target.AdoptedID != nil && strings.TrimSpace(motivation) == "" {
		return apperr.Validation().At("/motivation", "required", "L'adozione di una voce di catalogo va motivata")
	}
	if c.DryRun {
		return nil
	}
	target.Words, target.Motivation = source.Words, motivation
	target.EnablingFactors, target.RedFlags, target.Measures = slices.Clone(source.EnablingFactors), slices.Clone(source.RedFlags), slices.Clone(source.Measures)
	target.ChangedBy, target.Edited = authz.From(ctx).ID, true
	err := s.risks.DB.Nested(ctx, func(ctx context.Context) error {
		if there != nil {
			return s.risks.Update(ctx, &target, target.Version)
		}
		return explain(s.risks.Create(ctx, &target))
	})
	row.ID = target.ID
	return err
}

// counterpart says what a risk is recognised by in a municipality: the entry it adopts or, without one, its process and event.
func counterpart(r *Risk, municipality string) string {
	if r.AdoptedID != nil {
		return fmt.Sprintf("%s\x1f%d", municipality, *r.AdoptedID)
	}
	return municipality + "\x1f" + strings.ToLower(r.Process) + "\x1f" + strings.ToLower(r.Event)
}
