package risk

import (
	"context"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Update is what a municipality has to decide on since the entry it adopted has a newer published version: the fields that changed between the
// two versions and that it words otherwise than the newer one. None may be left: then it only has to be noted.
type Update struct {
	From, To int64
	Fields   []UpdateField
}

// UpdateField is one of them: the municipality's words, and those of the entry before and now.
type UpdateField struct {
	Field          string
	Mine, Old, New []string
}

// Update tells what there is to decide on for a local risk. A version published before the entry had any counts as empty.
func (s *Service) Update(ctx context.Context, id int64) (Update, error) {
	r, err := s.risks.Get(ctx, id)
	if err != nil {
		return Update{}, err
	}
	u, _, err := s.update(ctx, &r)
	return u, err
}

func (s *Service) update(ctx context.Context, r *Risk) (Update, Words, error) {
	nothing := apperr.New(apperr.Conflict, "nothing-to-update", "Le parole sono già state confrontate con l'ultima versione pubblicata")
	if r.AdoptedID == nil || r.ArchivedAt != nil {
		return Update{}, Words{}, nothing
	}
	found, err := s.risks.between(ctx, *r.AdoptedID, *r.AdoptedVersion)
	if err != nil {
		return Update{}, Words{}, err
	}
	if len(found) == 0 || found[0].Number == *r.AdoptedVersion {
		return Update{}, Words{}, nothing
	}
	newest, before := found[0], Words{}
	if len(found) > 1 {
		before = found[1].Words
	}
	u := Update{From: *r.AdoptedVersion, To: newest.Number, Fields: []UpdateField{}}
	mine, old := r.fields(), before.fields()
	for i, f := range newest.fields() {
		if !f.same(old[i]) && !f.same(mine[i]) {
			u.Fields = append(u.Fields, UpdateField{f.name, mine[i].values(), old[i].values(), f.values()})
		}
	}
	return u, newest.Words, nil
}

// Decide accepts the new words of some fields and keeps the municipality's own in the others, all those there are to decide on, and notes that
// the risk was compared with version number. Its motivation stays as it is.
func (s *Service) Decide(ctx context.Context, id, version, number int64, accept, keep []string) (Risk, error) {
	r, err := s.risks.Get(ctx, id)
	if err != nil {
		return r, err
	}
	if err := mayWrite(ctx, &r); err != nil {
		return r, err
	}
	u, newest, err := s.update(ctx, &r)
	if err != nil {
		return r, err
	}
	if number != u.To {
		return r, apperr.New(apperr.Conflict, "update-outdated", "Nel frattempo è uscita la versione %d: guardala prima di decidere", u.To)
	}
	failed := apperr.Validation()
	for _, f := range u.Fields {
		if slices.Contains(accept, f.Field) == slices.Contains(keep, f.Field) {
			_ = failed.At("/"+f.Field, "undecided", "Scegli se accettare il testo nuovo o tenere il tuo")
		}
	}
	for _, name := range slices.Concat(accept, keep) {
		if !slices.ContainsFunc(u.Fields, func(f UpdateField) bool { return f.Field == name }) {
			_ = failed.At("/"+name, "nothing", "In questo campo non c'è niente da decidere")
		}
	}
	if err := failed.OrNil(); err != nil {
		return r, err
	}
	mine := r.fields()
	for i, f := range newest.fields() {
		if slices.Contains(accept, f.name) {
			mine[i].take(f)
		}
	}
	r.AdoptedVersion, r.ChangedBy, r.Edited = &number, authz.From(ctx).ID, true
	err = s.risks.Update(ctx, &r, version)
	return r, err
}
