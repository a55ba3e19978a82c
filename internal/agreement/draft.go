package agreement

import (
	"cmp"
	"context"
	"strconv"
)

// Values gives what is known of the protocol that a municipality signs or has signed, by the names that drafts of acts have for it. What is not
// known is empty.
func (s *Service) Values(ctx context.Context, municipality string) (map[string]string, error) {
	w, err := s.agreements.wording(ctx, municipality)
	if err != nil {
		return nil, err
	}
	out := map[string]string{"repertorio": w.Repertory, "titolare_rappresentante": w.Owner, "titolare_qualita": w.OwnerQuality,
		"rappresentante": w.Representative, "rappresentante_qualita": w.RepresentativeQuality}
	if n := cmp.Or(w.Signed, w.Current); n > 0 {
		out["protocollo_versione"] = strconv.Itoa(n)
	}
	return out, nil
}
