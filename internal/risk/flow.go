package risk

import (
	"context"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/pii"
	"comunita/internal/platform/workflow"
	"comunita/internal/review"
)

type (
	flow = workflow.Flow[review.State, review.Action]
	move = workflow.Move[review.State, review.Action]
)

// moves is the way from draft to validated; presenting takes the permission given.
func moves(presents authz.Permission, more ...move) flow {
	return append(flow{
		{From: review.Draft, Do: review.Presentation, To: review.Proposed, Need: presents},
		{From: review.Proposed, Do: review.Examination, To: review.InValidation, Need: authz.CatalogueReview},
		{From: review.InValidation, Do: review.Validation, To: review.Validated, Need: authz.CatalogueReview},
		{From: review.Proposed, Do: review.Return, To: review.Draft, Need: authz.CatalogueReview},
		{From: review.InValidation, Do: review.Return, To: review.Draft, Need: authz.CatalogueReview},
	}, more...)
}

// Flow is the life of a catalogue entry: its keepers present it to the network, it is taken into validation, and a thematic table or a zone
// validates it; until then it can go back to draft, with a note that says why.
var Flow = review.Flow{Flow: moves(authz.CatalogueWrite,
	move{From: review.Validated, Do: review.Supersession, To: review.Superseded, Need: authz.CatalogueReview},
	move{From: review.Validated, Do: review.Reopening, To: review.Draft, Need: authz.CatalogueReview},
	move{From: review.Superseded, Do: review.Reopening, To: review.Draft, Need: authz.CatalogueReview})}

// ProposalFlow is the life of a proposal: the same, and whoever made it may withdraw it before it is validated.
var ProposalFlow = review.Flow{Flow: moves(authz.CataloguePropose,
	move{From: review.Draft, Do: review.Withdrawal, To: review.Withdrawn, Need: authz.CataloguePropose},
	move{From: review.Proposed, Do: review.Withdrawal, To: review.Withdrawn, Need: authz.CataloguePropose},
	move{From: review.InValidation, Do: review.Withdrawal, To: review.Withdrawn, Need: authz.CataloguePropose})}

// Step is what comes with a step of the review: Note with a return, Body and Day with a validation.
type Step struct {
	Action review.Action
	Note   string
	Body
	Day *time.Time // none: today
}

// Body is who validates: a thematic table (a group of the project) or a zone, one of them.
type Body struct{ GroupID, ZoneID int64 }

// checkStep collects what is missing from a step; the name is that of the body which validates.
func (s *Service) checkStep(ctx context.Context, step Step) (name string, err error) {
	failed := apperr.Validation()
	switch step.Action {
	case review.Return:
		required(failed, "/reason", step.Note, "Scrivi perché la voce torna in bozza")
		pii.Check(failed, "/reason", step.Note)
	case review.Validation:
		if step.Day != nil && step.Day.After(authz.Today()) {
			_ = failed.At("/validated_on", "future", "La validazione è già avvenuta: il giorno non può essere futuro")
		}
		if name, err = s.risks.body(ctx, step.Body, step.day()); err != nil {
			return "", err
		}
		switch {
		case name != "":
		case step.GroupID != 0:
			_ = failed.At("/body_id", "unknown", "Non è un tavolo tematico attivo in quel giorno")
		default:
			_ = failed.At("/body_id", "unknown", "Non è una zona di quelle operative in quel giorno")
		}
	}
	return name, failed.OrNil()
}

func (s Step) day() time.Time {
	if s.Day == nil {
		return authz.Today()
	}
	return *s.Day
}

// Do takes a step of the review of an entry. Validation publishes its next version.
func (s *Service) Do(ctx context.Context, id, version int64, step Step) (Risk, error) {
	r, err := s.risks.Get(ctx, id)
	if err != nil {
		return r, err
	}
	if err := s.risks.Live(&r); err != nil {
		return r, err
	}
	if r.State, err = Flow.Step(ctx, r.entry(), step.Action); err != nil {
		return r, err
	}
	name, err := s.checkStep(ctx, step)
	if err != nil {
		return r, err
	}
	r.Note = strings.TrimSpace(step.Note)
	r.Edited = true // people decided on it: a newer edition of the seed leaves it alone
	switch step.Action {
	case review.Supersession:
		r.Retired = true
	case review.Validation:
		return r, s.publish(ctx, &r, version, Version{ValidatedBy: name}.from(step))
	}
	err = s.risks.Update(ctx, &r, version)
	return r, err
}
