package risk

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/review"
)

var codes = regexp.MustCompile(`^[A-Z]{1,2}\.[0-9]{2,3}$`)

func (s *Service) createEntry(ctx context.Context, code string, c Content) (Risk, error) {
	if err := authz.Require(ctx, authz.CatalogueWrite); err != nil {
		return Risk{}, err
	}
	r := Risk{Code: code, State: review.Draft}
	switch {
	case c.AdoptedVersion != 0:
		return r, apperr.Validation().At("/adopted_version", "local-only", "Solo un rischio locale adotta una voce")
	case code != "" && !codes.MatchString(code):
		return r, apperr.Validation().At("/code", "format", "Un codice è fatto dell'area, un punto e due o tre cifre: B.05")
	case code != "" && !strings.HasPrefix(code, c.AreaCode+"."):
		return r, apperr.Validation().At("/code", "area", "Il codice comincia con l'area: %s", c.AreaCode)
	}
	if err := s.check(ctx, r, c); err != nil {
		return r, err
	}
	if code == "" {
		var err error
		if r.Code, err = s.risks.nextCode(ctx, c.AreaCode); err != nil {
			return r, err
		}
	}
	r.set(ctx, c)
	err := s.risks.Create(ctx, &r)
	return r, err
}

// PutEntry creates or updates the catalogue entry with a code. Only a draft is changed.
func (s *Service) PutEntry(ctx context.Context, code string, c Content) (r Risk, created, changed bool, err error) {
	r, err = s.risks.byCode(ctx, code)
	if db.IsNotFound(err) {
		r, err = s.createEntry(ctx, code, c)
		return r, true, true, err
	}
	if err != nil {
		return r, false, false, err
	}
	if err = mayWrite(ctx, &r); err != nil || r.same(c) && r.ArchivedAt == nil {
		return r, false, false, err
	}
	if err = s.editable(ctx, &r); err == nil {
		err = s.check(ctx, r, c)
	}
	if err != nil {
		return r, false, false, err
	}
	r.set(ctx, c)
	err = s.risks.Update(ctx, &r, r.Version)
	return r, false, true, err
}

// Unknown gives those of codes that no living entry of the catalogue has.
func (s *Service) Unknown(ctx context.Context, codes []string) ([]string, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	known, err := db.Values[string](ctx, s.risks.DB, `SELECT code FROM risks WHERE code = ANY($1) AND code <> '' AND archived_at IS NULL`, codes)
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, c := range codes {
		if !slices.Contains(known, c) {
			unknown = append(unknown, c)
		}
	}
	return unknown, nil
}
