package adhesion

import (
	"context"
	"slices"
	"strconv"

	"comunita/internal/platform/apperr"
)

// wanted is the kind of document that has to be there for a step, and what to say when it is not: the act goes out with its signed file, the
// protocol is void without one (art. 15 c. 2-bis L. 241/1990).
var wanted = map[Action]struct{ kind, says string }{
	Transmission: {"act", "Carica l'atto firmato (PDF o .p7m)"},
	Signature:    {"protocol", "Carica il protocollo firmato (PDF o .p7m)"},
}

// papers refuses documents that are not the municipality's, and a step whose document is not there.
func (s *Service) papers(ctx context.Context, code string, do Action, ids []int64) error {
	e := apperr.Validation()
	found, err := s.documents.Of(ctx, ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if d, ok := found[id]; !ok || d.Municipality() != code || d.ArchivedAt != nil {
			_ = e.At("/documents/"+strconv.Itoa(i), "unknown", "Non è un documento di questo comune")
		}
	}
	if err := s.lacksPaper(ctx, code, do, e); err != nil {
		return err
	}
	return e.OrNil()
}

func (s *Service) lacksPaper(ctx context.Context, code string, do Action, e *apperr.Error) error {
	w, ok := wanted[do]
	if !ok {
		return nil
	}
	kinds, err := s.store.kinds(ctx, code)
	if err == nil && !slices.Contains(kinds, w.kind) {
		_ = e.At("/documents", "required", "%s", w.says)
	}
	return err
}

// Missing names what the next step of an adhesion asks for and is not there.
func (s *Service) Missing(ctx context.Context, a Adhesion) ([]apperr.Field, error) {
	e, do := apperr.Validation(), NextStep(a.State)
	a.lacks(do, e)
	err := s.lacksPaper(ctx, a.MunicipalityCode, do, e)
	return e.Fields, err
}

// Using tells which adhesion's step, or which agreement, a document is a paper of.
func (s *Service) Using(ctx context.Context, document int64) (string, error) {
	return s.store.using(ctx, document)
}
