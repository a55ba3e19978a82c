package risk

import (
	"context"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
	"comunita/internal/review"
)

// Comment is what the network says of a proposal, in the name of a role and of a municipality or a zone: never of a person.
type Comment struct {
	db.Row
	ProposalID       int64
	Role             string
	MunicipalityCode *string
	ZoneID           *int64
	Zone             string `gorm:"-"`
	Text             string
}

// TableName tells GORM.
func (Comment) TableName() string { return "proposal_comments" }

// Comments reads the discussion of a proposal the actor may see, the oldest first.
func (s *Service) Comments(ctx context.Context, id int64, p page.Request) (page.Of[Comment], error) {
	if _, err := s.proposals.Get(ctx, id); err != nil {
		return page.Of[Comment]{}, err
	}
	var w db.Where
	db.In(&w, "proposal_id", []int64{id})
	found, err := s.proposals.comments.Find(p, w).Page(ctx)
	if err != nil {
		return found, err
	}
	return found, s.proposals.nameZones(ctx, found.Items)
}

// Say adds to the discussion of a proposal, which is open from its presentation until it is validated or withdrawn. Who speaks for one of
// several municipalities says which.
func (s *Service) Say(ctx context.Context, id int64, municipality, text string) (Comment, error) {
	p, err := s.proposals.Get(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	if err := authz.Require(ctx, authz.CataloguePropose); err != nil {
		return Comment{}, err
	}
	if !discussed(&p) {
		return Comment{}, apperr.New(apperr.Conflict, "discussion-closed", "Si discute una proposta presentata e non ancora validata o ritirata")
	}
	reach := authz.From(ctx).Reach(authz.CataloguePropose)
	if municipality != "" && !reach.Has(municipality) {
		return Comment{}, apperr.Validation().At("/municipality", "not-yours", "Non puoi parlare per questo comune")
	}
	if err := pii.Refuse("/text", text); err != nil {
		return Comment{}, err
	}
	who := speaker(ctx, municipality)
	c := Comment{ProposalID: id, Role: string(who.Role), Text: text}
	switch {
	case who.Role == authz.Secretariat:
	case who.ZoneID != 0:
		c.ZoneID = &who.ZoneID
	case municipality != "":
		c.MunicipalityCode = &municipality
	case len(reach.Municipalities) == 1:
		c.MunicipalityCode = &reach.Municipalities[0]
	default:
		return c, apperr.Validation().At("/municipality", "required", "Scrivi per quale dei tuoi comuni parli")
	}
	if err := s.proposals.comments.Create(ctx, &c); err != nil {
		return c, err
	}
	all := []Comment{c}
	err = s.proposals.nameZones(ctx, all)
	return all[0], err
}

func discussed(p *Proposal) bool { return p.State == review.Proposed || p.State == review.InValidation }

func speaks(ctx context.Context, p *Proposal) bool {
	return discussed(p) && authz.From(ctx).Can(authz.CataloguePropose)
}

// speaker is the mandate in whose name the actor proposes and comments: one for the municipality, if given, or else the first.
func speaker(ctx context.Context, municipality string) authz.Mandate {
	for _, m := range authz.From(ctx).Mandates {
		if (authz.Actor{Mandates: []authz.Mandate{m}}).Can(authz.CataloguePropose) &&
			(municipality == "" || m.Role == authz.Secretariat || slices.Contains(m.Municipalities, municipality)) {
			return m
		}
	}
	return authz.Mandate{}
}
