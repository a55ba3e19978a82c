package risk

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/vocabulary"
)

// Adopt makes a municipality's own risk of the last published version of an entry; what c leaves empty is copied from it. A municipality adopts
// an entry once while the adoption lives.
func (s *Service) Adopt(ctx context.Context, id int64, municipality string, c Content) (Risk, error) {
	e, err := s.risks.inUse(ctx, id)
	if err != nil {
		return Risk{}, err
	}
	if e == nil {
		return Risk{}, s.notAdoptable(ctx, id)
	}
	own := c.words()
	theirs := e.fields()
	for i, f := range own.fields() {
		if f.empty() {
			f.take(theirs[i])
		}
	}
	own.AreaCode = e.AreaCode
	c.set(own)
	c.AdoptedVersion = e.Number
	return s.createLocal(ctx, Risk{MunicipalityCode: &municipality, AdoptedID: &id, AdoptedVersion: &e.Number}, c)
}

// notAdoptable says why.
func (s *Service) notAdoptable(ctx context.Context, id int64) error {
	e, err := s.risks.Get(ctx, id)
	if err != nil {
		return err
	}
	why := "Si adotta una voce di catalogo in uso: questa non lo è"
	switch {
	case e.MunicipalityCode != nil || e.ArchivedAt != nil:
	case e.Published == 0:
		why = "La voce non è ancora stata validata: si adotta una voce pubblicata"
	case e.Retired:
		why = "La voce è superata: non si adotta più"
	}
	return apperr.New(apperr.Conflict, "risk-not-adoptable", "%s", why)
}

// adoptable reports whether an entry has a published version in use; being reopened for editing does not matter.
func (r *Risk) adoptable() bool {
	return r.MunicipalityCode == nil && r.ArchivedAt == nil && r.Published > 0 && !r.Retired
}

// checkAdopted lets the published version that the words were compared with go forward only, and not beyond what there is.
func (s *Service) checkAdopted(ctx context.Context, v *vocabulary.Check, r Risk, c Content) error {
	switch {
	case c.AdoptedVersion == 0:
	case r.AdoptedID == nil:
		_ = v.Failed().At("/adopted_version", "not-adopted", "Questo rischio non adotta una voce di catalogo")
	case c.AdoptedVersion < *r.AdoptedVersion:
		_ = v.Failed().At("/adopted_version", "backwards", "La versione confrontata non può tornare indietro")
	case c.AdoptedVersion > *r.AdoptedVersion:
		e, err := s.risks.Get(ctx, *r.AdoptedID)
		if err != nil {
			return err
		}
		if c.AdoptedVersion > e.Published {
			_ = v.Failed().At("/adopted_version", "unknown", "La voce di catalogo è alla versione pubblicata %d", e.Published)
		}
	}
	return nil
}
