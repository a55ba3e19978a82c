// Package risk keeps the catalogue of recurring risks by area and typology, and the local risks of the municipalities, which may adopt an
// entry of the catalogue and keep their own words.
package risk

import (
	"context"
	"reflect"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/review"
	"comunita/internal/vocabulary"
)

// Risk is a row of risks: an entry of the catalogue, with a code, or a local risk, with a municipality.
type Risk struct {
	db.Row
	Code             string
	MunicipalityCode *string
	Owner            string `gorm:"->"` // the municipality, or ""
	AdoptedID        *int64
	AdoptedVersion   *int64 // the published version it was compared with; 0: adopted when none was
	Words
	Motivation  string
	State       review.State
	Published   int64  // the number of the last published version of an entry; 0: none yet
	Retired     bool   // an entry out of use, until it is validated again
	Note        string // why it went back to draft
	ExternalRef *string
	ChangedBy   string
	Edited      bool
}

// TableName tells GORM.
func (Risk) TableName() string { return "risks" }

// Local is the state of every local risk: the review is for what the network shares.
const Local review.State = "local"

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	risks     *store
	proposals *proposals
	words     *vocabulary.Service
	releases  *releases
}

// NewService wires the service.
func NewService(d *db.DB, words *vocabulary.Service) *Service {
	return &Service{risks: newStore(d), proposals: newProposals(d), words: words, releases: newReleases()}
}

// List reads the entries and the local risks the actor may see.
func (s *Service) List(p page.Request, f Filter) (page.Source[View], error) {
	if strings.TrimPrefix(p.Sort, "-") == "code" && f.Scope != Catalogue {
		return page.Source[View]{}, apperr.New(apperr.Invalid, "unknown-sort", "L'ordine per codice vale solo per il catalogo").
			At("sort", "catalogue-only", "Con questo ordine serve scope=catalogue")
	}
	return page.Batch(s.risks.Find(p, f.where()), s.views), nil
}

// Get finds one risk.
func (s *Service) Get(ctx context.Context, id int64) (Risk, error) { return s.risks.Get(ctx, id) }

// History pages through what happened to a risk.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.risks.History(ctx, id, p)
}

// Create adds a risk for a municipality the actor writes for or, without one, a draft entry of the catalogue: under the code given, which
// begins with its area, or the next free one.
func (s *Service) Create(ctx context.Context, municipality, code string, c Content) (Risk, error) {
	if municipality == "" {
		return s.createEntry(ctx, code, c)
	}
	if code != "" {
		return Risk{}, apperr.Validation().At("/code", "catalogue-only", "Il codice è delle voci di catalogo, non dei rischi locali")
	}
	return s.createLocal(ctx, Risk{MunicipalityCode: &municipality}, c)
}

func (s *Service) createLocal(ctx context.Context, r Risk, c Content) (Risk, error) {
	if !authz.From(ctx).Reach(authz.LocalRiskWrite).Has(*r.MunicipalityCode) {
		return Risk{}, apperr.Validation().At("/municipality", "not-yours", "Non puoi scrivere per questo comune")
	}
	if err := s.check(ctx, r, c); err != nil {
		return Risk{}, err
	}
	r.State = Local
	r.set(ctx, c)
	err := explain(s.risks.Create(ctx, &r))
	return r, err
}

// Edit replaces what people type in. An entry that is no draft has to be reopened first.
func (s *Service) Edit(ctx context.Context, id, version int64, c Content) (Risk, error) {
	r, err := s.risks.Get(ctx, id)
	if err != nil {
		return r, err
	}
	if err := s.editable(ctx, &r); err != nil {
		return r, err
	}
	if err := s.check(ctx, r, c); err != nil {
		return r, err
	}
	r.set(ctx, c)
	err = s.risks.Update(ctx, &r, version)
	return r, err
}

// Put creates or updates the local risk an outside system knows by its own reference; an archived one comes back to life.
func (s *Service) Put(ctx context.Context, municipality, ref string, c Content) (r Risk, created, changed bool, err error) {
	if !authz.From(ctx).Reach(authz.LocalRiskWrite).Has(municipality) {
		return r, false, false, s.risks.NotFound()
	}
	r, err = s.risks.locked(ctx, municipality, ref)
	if db.IsNotFound(err) {
		r, err = s.createLocal(ctx, Risk{MunicipalityCode: &municipality, ExternalRef: &ref}, c)
		return r, true, true, err
	}
	if err == nil {
		err = s.check(ctx, r, c)
	}
	if err != nil {
		return r, false, false, err
	}
	if r.same(c) && r.ArchivedAt == nil {
		return r, false, false, nil
	}
	r.set(ctx, c)
	r.ArchivedAt, r.ArchiveReason = nil, ""
	err = explain(s.risks.Update(ctx, &r, r.Version))
	return r, false, true, err
}

// Archive takes a risk out of the lists, with its reason. A validated entry has to be superseded or reopened first.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	r, err := s.risks.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := mayWrite(ctx, &r); err != nil {
		return err
	}
	if r.MunicipalityCode == nil {
		if err := r.entry().CanArchive(); err != nil {
			return err
		}
	}
	return s.risks.Archive(ctx, &r, version, reason)
}

// editable fails unless the actor may change the content of r as it stands.
func (s *Service) editable(ctx context.Context, r *Risk) error {
	if err := mayWrite(ctx, r); err != nil {
		return err
	}
	if err := s.risks.Live(r); err != nil || r.MunicipalityCode != nil {
		return err
	}
	return r.entry().CanEdit()
}

// check collects what is wrong with new content for r.
func (s *Service) check(ctx context.Context, r Risk, c Content) error {
	v, err := s.checkWords(ctx, r.Code, c)
	if err != nil {
		return err
	}
	if r.MunicipalityCode == nil && c.Motivation != "" {
		_ = v.Failed().At("/motivation", "local-only", "La motivazione è dei rischi locali, non delle voci di catalogo")
	}
	if r.AdoptedID != nil {
		required(v.Failed(), "/motivation", c.Motivation, "L'adozione di una voce di catalogo va motivata")
	}
	if err := s.checkAdopted(ctx, v, r, c); err != nil {
		return err
	}
	return v.Err()
}

func (r *Risk) set(ctx context.Context, c Content) {
	r.Words, r.Motivation = c.words(), c.Motivation
	if c.AdoptedVersion != 0 {
		r.AdoptedVersion = &c.AdoptedVersion
	}
	r.ChangedBy, r.Edited = authz.From(ctx).ID, true
}

// same reports whether setting c would change nothing.
func (r *Risk) same(c Content) bool {
	after := *r
	after.set(context.Background(), c)
	after.ChangedBy, after.Edited = r.ChangedBy, r.Edited
	for _, list := range []*db.Texts{&after.EnablingFactors, &after.RedFlags, &after.Measures} {
		if *list == nil {
			*list = db.Texts{}
		}
	}
	return reflect.DeepEqual(after, *r)
}

func (r *Risk) entry() review.Entry { return review.Entry{State: r.State, ChangedBy: r.ChangedBy} }

// mayWrite fails unless the actor may write the content of r.
func mayWrite(ctx context.Context, r *Risk) error {
	if r.MunicipalityCode == nil {
		return authz.Require(ctx, authz.CatalogueWrite)
	}
	return authz.Within(ctx, authz.LocalRiskWrite, *r.MunicipalityCode)
}
