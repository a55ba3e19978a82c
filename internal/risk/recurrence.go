package risk

import (
	"cmp"
	"context"
	"slices"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/smallcell"
)

// Recurrence tells how common an entry is, never where: small numbers are kept back, and so is what would give them away by subtraction.
type Recurrence struct {
	Network        smallcell.Cell   // municipalities that adopted it
	Confirmed      smallcell.Cell   // of these, those that confirmed an evaluation of it
	ConfirmedZones int              // operational zones where that many did that the number can be told
	Level          int              // the usual one, median of the last confirmed of each municipality: 1 low to 3 high; 0: too few
	Trend          string           // of the usual level since the year before, where enough have both: rising, falling, steady; "": too few
	Measures       []MeasureUse     // that most of them want or have, the most frequent first
	Zones          []ZoneRecurrence // the operational zones of the actor's municipalities
}

// ZoneRecurrence is the count of one zone.
type ZoneRecurrence struct {
	ZoneID          int64
	Name            string
	Cell, Confirmed smallcell.Cell
}

// MeasureUse tells how many municipalities treat the risk with a measure.
type MeasureUse struct {
	Code  string
	Count int
}

const mostMeasures = 5

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
	out := Recurrence{Zones: []ZoneRecurrence{}, Measures: []MeasureUse{}}
	network := counts[slices.IndexFunc(counts, func(c recurrence) bool { return c.Kind == "network" })]
	total, confirmed := network.N, network.Confirmed
	out.Network, out.Confirmed = smallcell.Of(total), smallcell.Part(confirmed, total)
	for _, c := range counts {
		switch c.Kind {
		case "levels":
			if c.N >= smallcell.K {
				out.Level = c.Confirmed
			}
		case "trend":
			if c.N >= smallcell.K {
				out.Trend = [...]string{"falling", "steady", "rising"}[cmp.Compare(c.Confirmed, 0)+1]
			}
		case "zones":
			out.ConfirmedZones = c.N
		case "measure":
			if cell := smallcell.Part(c.N, total); !cell.Suppressed && len(out.Measures) < mostMeasures {
				out.Measures = append(out.Measures, MeasureUse{c.Name, cell.Count})
			}
		case "zone":
			z := ZoneRecurrence{c.ID, c.Name, smallcell.Part(c.N, total), smallcell.Part(c.Confirmed, c.N)}
			if smallcell.Part(c.Confirmed, confirmed).Suppressed || out.Confirmed.Suppressed {
				z.Confirmed = smallcell.Cell{Suppressed: true}
			}
			out.Zones = append(out.Zones, z)
		}
	}
	complement(out.Zones, total, func(z *ZoneRecurrence) *smallcell.Cell { return &z.Cell })
	complement(out.Zones, confirmed, func(z *ZoneRecurrence) *smallcell.Cell { return &z.Confirmed })
	return out, nil
}

// complement keeps zones back, the smallest first, until those told leave nothing of the total, or enough.
func complement(zones []ZoneRecurrence, total int, of func(*ZoneRecurrence) *smallcell.Cell) {
	cells := []*smallcell.Cell{}
	rest := total
	for i := range zones {
		if c := of(&zones[i]); !c.Suppressed {
			cells, rest = append(cells, c), rest-c.Count
		}
	}
	slices.SortFunc(cells, func(a, b *smallcell.Cell) int { return cmp.Compare(a.Count, b.Count) })
	for _, c := range cells {
		if !small(rest) {
			return
		}
		rest += c.Count
		*c = smallcell.Cell{Suppressed: true}
	}
}
