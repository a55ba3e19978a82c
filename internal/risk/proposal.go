package risk

import (
	"context"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/review"
)

// Proposal is what a municipality, or its coordinator, would have in the catalogue: a new entry, or other words for one.
type Proposal struct {
	db.Row
	MunicipalityCode string
	Role             string // of who proposes: no person's name
	Presented        bool
	RevisesID        *int64
	BaseVersion      *int64 // the row version of the entry when the words were last written
	EntryID          *int64 // what became of it, once validated
	Number           *int64
	Words
	Motivation string
	State      review.State
	Note       string
	ChangedBy  string
}

// TableName tells GORM.
func (Proposal) TableName() string { return "proposals" }

// ProposalView is a proposal with what is told beside it.
type ProposalView struct {
	Proposal
	EntryCode string // of the entry it revises or has become
	Now       *Words // that entry's words as they are now, beside a proposal read by itself
	Actions   []string
}

// ProposalFilter narrows a list; within a field any value matches, all fields must.
type ProposalFilter struct {
	Areas, Municipalities, States, Typologies []string
	Revises                                   int64
}

// Proposals reads the proposals the actor may see: those presented, and the drafts within reach.
func (s *Service) Proposals(p page.Request, f ProposalFilter) page.Source[ProposalView] {
	return page.Batch(s.proposals.Find(p, f.where()), s.proposalViews)
}

// Proposal finds one proposal.
func (s *Service) Proposal(ctx context.Context, id int64) (ProposalView, error) {
	p, err := s.proposals.Get(ctx, id)
	if err != nil {
		return ProposalView{}, err
	}
	return s.ProposalView(ctx, p)
}

// Propose writes a draft in the name of a municipality within reach: of a new entry or, with the id of one, of a change to it.
func (s *Service) Propose(ctx context.Context, municipality string, revises int64, c Content) (Proposal, error) {
	p := Proposal{MunicipalityCode: municipality, State: review.Draft}
	if !authz.From(ctx).Reach(authz.CataloguePropose).Has(municipality) {
		return p, apperr.Validation().At("/municipality", "not-yours", "Non puoi proporre per questo comune")
	}
	p.Role = string(speaker(ctx, municipality).Role)
	if revises != 0 {
		p.RevisesID = &revises
	}
	if err := s.setProposal(ctx, &p, c); err != nil {
		return p, err
	}
	err := s.proposals.Create(ctx, &p)
	return p, explain(err)
}

// EditProposal replaces the words of a draft; a change is from then on one to the entry as it is now.
func (s *Service) EditProposal(ctx context.Context, id, version int64, c Content) (Proposal, error) {
	p, err := s.proposals.Get(ctx, id)
	if err != nil {
		return p, err
	}
	if err := mayPropose(ctx, &p); err != nil {
		return p, err
	}
	if p.State != review.Draft {
		return p, apperr.New(apperr.Conflict, "proposal-presented", "La proposta è già stata presentata: per cambiarla va riportata in bozza")
	}
	if err := s.setProposal(ctx, &p, c); err != nil {
		return p, err
	}
	err = s.proposals.Update(ctx, &p, version)
	return p, err
}

// setProposal gives p new words, if they are in order.
func (s *Service) setProposal(ctx context.Context, p *Proposal, c Content) error {
	code := ""
	if p.RevisesID != nil {
		e, err := s.risks.Get(ctx, *p.RevisesID)
		if db.IsNotFound(err) || err == nil && e.MunicipalityCode != nil {
			return apperr.Validation().At("/revises_id", "unknown", "Non è una voce del catalogo")
		}
		if err != nil {
			return err
		}
		if e.ArchivedAt != nil || e.Retired {
			return apperr.Validation().At("/revises_id", "retired", "La voce %s è superata o archiviata: proponi una voce nuova", e.Code)
		}
		code, p.BaseVersion = e.Code, &e.Version
	}
	v, err := s.checkWords(ctx, code, c)
	if err != nil {
		return err
	}
	required(v.Failed(), "/motivation", c.Motivation, "Scrivi perché lo proponi")
	if c.AdoptedVersion != 0 {
		_ = v.Failed().At("/adopted_version", "local-only", "Solo un rischio locale adotta una voce")
	}
	if err := v.Err(); err != nil {
		return err
	}
	p.Words, p.Motivation, p.ChangedBy = c.words(), c.Motivation, authz.From(ctx).ID
	return nil
}

// DoProposal takes a step of the life of a proposal. Validated, its words become the next version of the entry it revises, or a new entry
// under the next code of its area.
func (s *Service) DoProposal(ctx context.Context, id, version int64, step Step) (Proposal, error) {
	p, err := s.proposals.Get(ctx, id)
	if err != nil {
		return p, err
	}
	if p.State, err = ProposalFlow.Step(ctx, p.entry(), step.Action); err != nil {
		return p, err
	}
	name, err := s.checkStep(ctx, step)
	if err != nil {
		return p, err
	}
	p.Note = strings.TrimSpace(step.Note)
	switch step.Action {
	case review.Presentation, review.Withdrawal:
		if err := mayPropose(ctx, &p); err != nil {
			return p, err
		}
		p.Presented = p.Presented || step.Action == review.Presentation
	case review.Validation:
		v := Version{ValidatedBy: name, ProposalID: &p.ID}.from(step)
		if err := s.become(ctx, &p, v); err != nil {
			return p, err
		}
	}
	err = s.proposals.Update(ctx, &p, version)
	return p, err
}

// become publishes the words of a proposal.
func (s *Service) become(ctx context.Context, p *Proposal, v Version) error {
	e := Risk{}
	if p.RevisesID != nil {
		var err error
		if e, err = s.risks.Get(ctx, *p.RevisesID); err != nil {
			return err
		}
		if e.Version != *p.BaseVersion || e.ArchivedAt != nil {
			return apperr.New(apperr.Conflict, "proposal-outdated",
				"La voce %s è cambiata dopo la proposta: riporta la proposta in bozza, perché chi l'ha scritta la confronti con la voce di oggi", e.Code)
		}
	} else {
		var err error
		if e.Code, err = s.risks.nextCode(ctx, p.AreaCode); err != nil {
			return err
		}
	}
	e.Words, e.State, e.Note, e.ChangedBy, e.Edited = p.Words, review.Validated, "", p.ChangedBy, true
	if err := s.publish(ctx, &e, e.Version, v); err != nil {
		return err
	}
	p.EntryID, p.Number = &e.ID, &e.Published
	return nil
}

func (p *Proposal) entry() review.Entry { return review.Entry{State: p.State, ChangedBy: p.ChangedBy} }

// mayPropose fails unless p is in the name of a municipality the actor proposes for.
func mayPropose(ctx context.Context, p *Proposal) error {
	return authz.Within(ctx, authz.CataloguePropose, p.MunicipalityCode)
}

// ProposalView completes one proposal.
func (s *Service) ProposalView(ctx context.Context, p Proposal) (ProposalView, error) {
	vs, err := s.proposalViews(ctx, []Proposal{p})
	if err != nil {
		return ProposalView{}, err
	}
	return vs[0], nil
}

// proposalViews asks once for the entries of all rows.
func (s *Service) proposalViews(ctx context.Context, rows []Proposal) ([]ProposalView, error) {
	var ids []int64
	about := func(p Proposal) int64 {
		switch {
		case p.EntryID != nil:
			return *p.EntryID
		case p.RevisesID != nil:
			return *p.RevisesID
		}
		return 0
	}
	for _, p := range rows {
		if id := about(p); id != 0 {
			ids = append(ids, id)
		}
	}
	entries, err := s.risks.Among(ctx, ids)
	out := make([]ProposalView, len(rows))
	for i, p := range rows {
		out[i] = ProposalView{Proposal: p, Actions: proposalActions(ctx, &p)}
		if e, ok := entries[about(p)]; ok {
			out[i].EntryCode, out[i].Now = e.Code, &e.Words
		}
	}
	return out, err
}

func proposalActions(ctx context.Context, p *Proposal) []string {
	out := []string{}
	mine := mayPropose(ctx, p) == nil
	if mine && p.State == review.Draft {
		out = append(out, "edit")
	}
	for _, a := range ProposalFlow.Open(ctx, p.entry()) {
		if own := a == string(review.Presentation) || a == string(review.Withdrawal); !own || mine {
			out = append(out, a)
		}
	}
	if speaks(ctx, p) {
		out = append(out, "comment")
	}
	return out
}
