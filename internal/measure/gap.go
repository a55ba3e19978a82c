package measure

import (
	"context"
	"fmt"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Gap is a measure that a municipality does not have and similar ones widely do. Reasons say which, never who.
type Gap struct {
	Measure Entry
	Share   Share // the widest of those of its class, its zone and the network
	Reasons []string
	Tellers int // who can be asked
}

// wide is the share, in hundredths, from which a measure counts as widely adopted: by similar municipalities, and by the whole network.
const (
	wideAmongSimilar = 50
	wideInNetwork    = 60
)

// Gaps lists what a municipality within reach could look at, the most widely adopted first. It counts with what the homogeneity tells anyhow.
func (s *Service) Gaps(ctx context.Context, municipality string) ([]Gap, error) {
	if !authz.From(ctx).Reach(authz.PlanRead).Has(municipality) {
		return nil, unknownMunicipality()
	}
	at, err := s.adoptions.standing(ctx, municipality, 0)
	if err == nil && !at.Known {
		err = unknownMunicipality()
	}
	if err != nil {
		return nil, err
	}
	n, err := s.adoptions.network(ctx, false)
	if err != nil {
		return nil, err
	}
	out := []Gap{}
	for _, m := range n.catalogue {
		if _, has := at.Has[m.Code]; has {
			continue
		}
		g := Gap{Measure: m, Reasons: []string{}, Tellers: at.Tellers[m.Code]}
		for _, x := range n.around(m.Code, at) {
			least := wideAmongSimilar
			if x.share.Key == "network" {
				least = wideInNetwork
			}
			if x.share.Percent() < least {
				continue
			}
			g.Reasons = append(g.Reasons, x.reason())
			if x.share.Percent() > g.Share.Percent() {
				g.Share = x.share
			}
		}
		if len(g.Reasons) > 0 {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b Gap) int { return b.Share.Percent() - a.Share.Percent() }) // then as the catalogue has them
	return out, nil
}

// Tellers are the municipalities that are willing to tell how they did a measure, by name, because they consented.
func (s *Service) Tellers(ctx context.Context, id int64) ([]Teller, error) {
	m, err := s.measures.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.adoptions.tellers(ctx, m.Code)
}

// similar is a share among municipalities that are like one in some way.
type similar struct {
	share Share
	like  string
}

func (x similar) reason() string {
	return fmt.Sprintf("La adottano %d comuni su %d %s", x.share.Adopters, x.share.Applicable, x.like)
}

// around gives the shares of a measure among the similar ones of a municipality that can be told, the nearest first.
func (n *network) around(code string, at standing) []similar {
	told, out := n.shares(code, false), []similar{}
	for _, g := range told.classes {
		if g.Told && g.Key == at.Class {
			out = append(out, similar{g, "della stessa classe di area interna (" + at.Class + ")"})
		}
	}
	for _, g := range told.zones {
		if g.Told && g.Key == at.Zone && at.Zone != "" {
			out = append(out, similar{g, "della stessa zona"})
		}
	}
	if told.network.Told {
		out = append(out, similar{told.network, "della rete"})
	}
	return out
}

func unknownMunicipality() error {
	return apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune richiesto, o non è tra quelli di cui puoi vedere il piano")
}
