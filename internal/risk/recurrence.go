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
	var towns []town
	var x adoption
	mine := map[int64]bool{}
	for _, c := range counts {
		if c.Kind != "town" {
			continue
		}
		towns = append(towns, c.town())
		mine[c.ID] = mine[c.ID] || c.Mine
		if c.N > 0 {
			x.Adopters = append(x.Adopters, c.Code)
		}
		if c.Confirmed > 0 {
			x.Confirmed = append(x.Confirmed, c.Code)
		}
		if form := c.Groups[3]; form != "" {
			x.Managed = append(x.Managed, c.Code+" "+form)
		}
	}
	told := s.releases.release(towns, x, true)
	out.Network, out.Confirmed = told.adopters(smallcell.Everybody, ""), told.confirmed(smallcell.Everybody, "")
	for _, z := range zonesOf(towns) {
		if !told.confirmed(0, z.Zone()).Suppressed {
			out.ConfirmedZones++
		}
		if mine[z.ZoneID] {
			out.Zones = append(out.Zones, ZoneRecurrence{z.ZoneID, z.ZoneName, told.adopters(0, z.Zone()), told.confirmed(0, z.Zone())})
		}
	}
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
		case "measure":
			if cell := smallcell.Part(c.N, out.Network.Count); !cell.Suppressed && len(out.Measures) < mostMeasures {
				out.Measures = append(out.Measures, MeasureUse{c.Name, cell.Count})
			}
		}
	}
	return out, nil
}

// zonesOf lists the operational zones, by name: of each the first town.
func zonesOf(towns []town) (out []town) {
	for _, t := range towns {
		if t.ZoneID != 0 && !slices.ContainsFunc(out, func(o town) bool { return o.ZoneID == t.ZoneID }) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b town) int {
		return cmp.Or(cmp.Compare(a.ZoneName, b.ZoneName), cmp.Compare(a.ZoneID, b.ZoneID))
	})
	return out
}
