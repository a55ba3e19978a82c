package risk

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/smallcell"
	"comunita/internal/review"
	"comunita/internal/vocabulary"
)

// Adopt makes a municipality's own risk of a catalogue entry; what c leaves empty is copied from the entry. A municipality adopts an entry
// once while the adoption lives.
func (s *Service) Adopt(ctx context.Context, id int64, municipality string, c Content) (Risk, error) {
	e, err := s.risks.Get(ctx, id)
	if err != nil {
		return e, err
	}
	if !e.adoptable() {
		return e, apperr.New(apperr.Conflict, "risk-not-adoptable", "Si adotta una voce di catalogo in uso: questa non lo è")
	}
	c.AreaCode, c.AdoptedVersion = e.AreaCode, e.Version
	for _, p := range []struct {
		own  *string
		from string
	}{{&c.Process, e.Process}, {&c.Event, e.Event}, {&c.Description, e.Description}, {&c.Typology, e.Typology}, {&c.Applicability, e.Applicability}} {
		if *p.own == "" {
			*p.own = p.from
		}
	}
	for _, p := range []struct {
		own  *[]string
		from []string
	}{{&c.EnablingFactors, e.EnablingFactors}, {&c.RedFlags, e.RedFlags}, {&c.Measures, e.Measures}} {
		if len(*p.own) == 0 {
			*p.own = p.from
		}
	}
	return s.createLocal(ctx, Risk{MunicipalityCode: &municipality, AdoptedID: &e.ID, AdoptedVersion: &e.Version}, c)
}

func (r *Risk) adoptable() bool {
	return r.MunicipalityCode == nil && r.ArchivedAt == nil && r.State != review.Superseded
}

// checkAdopted lets the version of the entry that the words were compared with go forward only, and not beyond what there is.
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
		if c.AdoptedVersion > e.Version {
			_ = v.Failed().At("/adopted_version", "unknown", "La voce di catalogo è alla versione %d", e.Version)
		}
	}
	return nil
}

// Recurrence tells how many municipalities adopted an entry, never which; small numbers are kept back.
type Recurrence struct {
	Network smallcell.Cell
	Zones   []ZoneRecurrence // the operational zones of the actor's municipalities
}

// ZoneRecurrence is the count of one zone.
type ZoneRecurrence struct {
	ZoneID int64
	Name   string
	Cell   smallcell.Cell
}

// Recurrence counts the adoptions of an entry or, given a local risk, of the entry it adopts.
func (s *Service) Recurrence(ctx context.Context, id int64) (Recurrence, error) {
	r, err := s.risks.Get(ctx, id)
	if err != nil {
		return Recurrence{}, err
	}
	if r.AdoptedID != nil {
		id = *r.AdoptedID
	}
	counts, err := s.risks.recurrence(ctx, id, authz.From(ctx).Reach(authz.RiskRead).Municipalities)
	if err != nil {
		return Recurrence{}, err
	}
	out := Recurrence{Zones: []ZoneRecurrence{}}
	for _, c := range counts {
		out.Network = smallcell.Of(c.Network)
		if c.ZoneID != 0 {
			out.Zones = append(out.Zones, ZoneRecurrence{c.ZoneID, c.Name, smallcell.Part(c.Here, c.Network)})
		}
	}
	return out, nil
}
