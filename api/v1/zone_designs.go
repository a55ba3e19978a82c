package v1

import (
	"context"
	"math"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/zone"
)

// ZoneDesign is the design of a draft, or the composition of another set, with its figures; id and version are those of the set.
type ZoneDesign struct {
	httpx.Meta
	Set     string `json:"set" validate:"required,max=40" example:"zone-2027"`
	SetName string `json:"set_name" validate:"required,max=120" example:"Zone 2027"`
	Draft   bool   `json:"draft" example:"true"`
	ZoneDrawing
	Places []ZonePlace `json:"places" validate:"required,max=1000"` // every municipality of the network
} // @name ZoneDesign

// ZoneDrawing is a design with its figures.
type ZoneDrawing struct {
	Zones      []ZoneDrawn `json:"zones" validate:"required,max=100"`
	Unassigned []string    `json:"unassigned" validate:"required,max=1000" example:"083049"` // municipalities in no zone
	Whole      ZoneFigures `json:"whole" validate:"required"`
	Balance    struct {
		Municipalities ZoneBalance `json:"municipalities" validate:"required"`
		Population     ZoneBalance `json:"population" validate:"required"`
		Employees      ZoneBalance `json:"employees" validate:"required"`
	} `json:"balance" validate:"required"`
	Detour float64 `json:"detour" validate:"required" example:"1.4"` // how much longer than the straight line a road is taken to be
} // @name ZoneDrawing

// ZoneDrawn is a zone of a design with its figures.
type ZoneDrawn struct {
	ZoneDesignZone
	Figures ZoneFigures `json:"figures" validate:"required"`
} // @name ZoneDrawn

// ZoneDesignZone is a zone of a design. The name may be missing only where nothing is saved.
type ZoneDesignZone struct {
	Code           string   `json:"code" validate:"required,max=20" example:"Z2"`
	Name           string   `json:"name,omitempty" validate:"max=120" example:"Milazzo e Valle del Mela"`
	Seat           string   `json:"seat,omitempty" validate:"omitempty,len=6,max=6,number" example:"083049"`       // where it means to meet, one of its own
	Municipalities []string `json:"municipalities" validate:"required,max=500,dive,len=6,number" example:"083049"` // ISTAT codes
} // @name ZoneDesignZone

// ZoneDesignEdit is a whole design.
type ZoneDesignEdit struct {
	Zones []ZoneDesignZone `json:"zones" validate:"required,max=100,dive"`
} // @name ZoneDesignEdit

// ZonePlace is a municipality as designs see it.
type ZonePlace struct {
	Municipality   string `json:"municipality" validate:"required,len=6" example:"083049"`
	Name           string `json:"name" validate:"required,max=80" example:"Milazzo"`
	Population     int    `json:"population" validate:"required" example:"30397"`
	Employees      *int   `json:"employees,omitempty" example:"180"` // missing when unknown
	InnerAreaClass string `json:"inner_area_class" validate:"required" enums:"A,B,C,D,E,F" example:"A"`
	Island         bool   `json:"island" example:"false"`
} // @name ZonePlace

// ZoneFigures say what a zone weighs and how far apart it lies, in kilometres; with an island there is no road, only the straight line.
type ZoneFigures struct {
	ZoneTotals
	Employees        int          `json:"employees" validate:"required" example:"610"`
	EmployeesUnknown int          `json:"employees_unknown" validate:"required" example:"2"` // municipalities that have not said theirs
	Remote           int          `json:"remote" validate:"required" example:"1"`            // of inner-area class F
	Islands          int          `json:"islands" validate:"required" example:"0"`
	AverageKm        float64      `json:"average_km" validate:"required" example:"11.2"` // between two of its seats, by road where there is one
	Widest           *ZoneLeg     `json:"widest,omitempty"`                              // between the two that lie farthest apart
	Meeting          *ZoneMeeting `json:"meeting,omitempty"`                             // the place to which all travel least
	AtSeat           *ZoneMeeting `json:"at_seat,omitempty"`                             // at the seat, when one is chosen
} // @name ZoneFigures

// ZoneMeeting is what it takes to meet at a place, one from each municipality.
type ZoneMeeting struct {
	Municipality string    `json:"municipality" validate:"required,len=6" example:"083049"`
	TotalKm      float64   `json:"total_km" validate:"required" example:"118.3"`
	AverageKm    float64   `json:"average_km" validate:"required" example:"9.9"`
	MaxKm        float64   `json:"max_km" validate:"required" example:"16.4"`
	Farthest     string    `json:"farthest,omitempty" validate:"max=6" example:"083035"` // who travels most
	BySea        bool      `json:"by_sea" example:"false"`
	Legs         []ZoneLeg `json:"legs" validate:"required,max=500"`
} // @name ZoneMeeting

// ZoneLeg is the way from one seat to another: a straight line and, on land, an estimate of the road.
type ZoneLeg struct {
	From   string  `json:"from" validate:"required,max=6" example:"083049"`
	To     string  `json:"to" validate:"required,max=6" example:"083035"`
	Km     float64 `json:"km" validate:"required" example:"11.7"`
	RoadKm float64 `json:"road_km,omitempty" example:"16.4"` // missing where the way is by sea
	BySea  bool    `json:"by_sea" example:"false"`
} // @name ZoneLeg

// ZoneBalance compares the zones in one respect.
type ZoneBalance struct {
	Least     float64 `json:"least" validate:"required" example:"15021"`
	Most      float64 `json:"most" validate:"required" example:"242993"`
	Mean      float64 `json:"mean" validate:"required" example:"67025.4"`
	Variation float64 `json:"variation" validate:"required" example:"0.93"` // coefficient of variation; 0 when all are equal
	Ratio     float64 `json:"ratio" validate:"required" example:"16.2"`     // of the most to the least; 0 when the least is nothing
} // @name ZoneBalance

// ZoneComparison sets the zones of two sets side by side; id and version are those of the first.
type ZoneComparison struct {
	httpx.Meta
	This  ZoneCompared   `json:"this" validate:"required"`
	With  ZoneCompared   `json:"with" validate:"required"`
	Pairs []ZonePair     `json:"pairs" validate:"required,max=200"`
	Moves []ZoneDeparted `json:"moves" validate:"required,max=1000"`
} // @name ZoneComparison

// ZoneCompared is one side.
type ZoneCompared struct {
	ID      int64  `json:"id" validate:"required" example:"1"`
	Set     string `json:"set" validate:"required,max=40" example:"zone-omogenee"`
	SetName string `json:"set_name" validate:"required,max=120" example:"Zone omogenee dei referenti"`
	ZoneDrawing
} // @name ZoneCompared

// ZonePair are a zone and the one it continues: the one that shares most members with it. One is missing for what is new, or is no more.
type ZonePair struct {
	This string `json:"this,omitempty" validate:"max=20" example:"Z2"`
	With string `json:"with,omitempty" validate:"max=20" example:"Z2"`
} // @name ZonePair

// ZoneDeparted is a municipality that changes zone; a side is missing where it has none.
type ZoneDeparted struct {
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"`
	From         string `json:"from,omitempty" validate:"max=20" example:"Z2"`
	To           string `json:"to,omitempty" validate:"max=20" example:"Z3"`
} // @name ZoneDeparted

// ZoneWish is what an automatic proposal has to respect.
type ZoneWish struct {
	Zones    *int     `json:"zones,omitempty" validate:"omitempty,min=1,max=100" example:"9"` // as many as the bounds suggest, if not said
	Min      *int     `json:"min,omitempty" validate:"omitempty,min=1,max=500" example:"8"`   // municipalities in a zone; 8 if not said
	Max      *int     `json:"max,omitempty" validate:"omitempty,min=1,max=500" example:"18"`  // 18 if not said
	Nearness string   `json:"nearness,omitempty" validate:"omitempty,oneof=adjacent distance" enums:"adjacent,distance" example:"adjacent"`
	Mix      bool     `json:"mix,omitempty" example:"false"`     // islands with the mainland
	Balance  bool     `json:"balance,omitempty" example:"false"` // similar populations
	Together []string `json:"together,omitempty" validate:"max=20,dive,max=40" example:"unioni-di-comuni"`
} // @name ZoneWish

// ZoneProposal is a division of the whole network that explains itself. Neighbourhood is of seats, not of administrative boundaries.
type ZoneProposal struct {
	ZoneDrawing
	Reasons []string          `json:"reasons" validate:"required,max=100" example:"13 comuni, 73.003 abitanti."` // by zone, in the order of zones
	Whys    []ZoneProposalWhy `json:"whys" validate:"required,max=1000"`
	Unmet   []string          `json:"unmet" validate:"required,max=100" example:"Isole (Lipari): 4 comuni, meno di 8."`
} // @name ZoneProposal

// ZoneProposalWhy says why a municipality is where it is.
type ZoneProposalWhy struct {
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"`
	Why          string `json:"why" validate:"required,max=2000" example:"Milazzo è il luogo d'incontro di «Zona di Milazzo»."`
} // @name ZoneProposalWhy

type (
	// ZoneCompareWith names the set to compare with: the operational one, if not said.
	ZoneCompareWith struct {
		With *int64 `query:"with" form:"with" validate:"omitempty,min=1"`
	}
	// ZoneComparisonQuery addresses a comparison.
	ZoneComparisonQuery struct {
		httpx.ByID
		ZoneCompareWith
	}
)

// ZoneDesigns serves the designer of zones.
type ZoneDesigns struct{ Service *zone.Service }

// Routes is the whole surface of the resource.
func (z ZoneDesigns) Routes(a *httpx.API) {
	httpx.Query(a, "zone-designs-read", "/zone-sets/:id/design", authz.ZoneWrite, z.read)
	httpx.Command(a, "zone-designs-edit", http.MethodPut, "/zone-sets/:id/design", authz.ZoneWrite, z.edit)
	httpx.Query(a, "zone-designs-comparison", "/zone-sets/:id/comparison", authz.ZoneWrite, z.comparison)
	httpx.Command(a, "zone-designs-figures", http.MethodPost, "/zone-designs/figures", authz.ZoneWrite, z.figures, httpx.NoReplay(), httpx.Status(http.StatusOK))
	httpx.Command(a, "zone-designs-proposals", http.MethodPost, "/zone-designs/proposals", authz.ZoneWrite, z.proposals, httpx.NoReplay(), httpx.Status(http.StatusOK))
}

// @Summary      Il disegno di un insieme di zone
// @Description  Di una bozza il suo disegno, di un altro insieme la composizione di oggi (o del primo giorno, se vale solo in seguito), con le cifre di ogni zona
// @Description  e i comuni senza zona. Le distanze sono tra i capoluoghi: in linea d'aria e, sulla terraferma, di strada stimata.
// @Tags         zones
// @Param        id path int true "insieme"
// @Success      200 {object} ZoneDesign
// @Router       /zone-sets/{id}/design [get]
func (z ZoneDesigns) read(ctx context.Context, in httpx.ByID) (ZoneDesign, error) {
	d, err := z.Service.Design(ctx, in.ID)
	return zoneDesign(d), err
}

// @Summary      Sostituisce il disegno di una bozza
// @Description  Tutte le zone in una scrittura: un comune sta in una sola zona, e può restare senza. Vuole If-Match con l'ETag letto.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        body body ZoneDesignEdit true "il disegno"
// @Success      200 {object} ZoneDesign
// @Router       /zone-sets/{id}/design [put]
func (z ZoneDesigns) edit(ctx context.Context, in httpx.ByVersion, b ZoneDesignEdit) (ZoneDesign, error) {
	d, err := z.Service.SaveDesign(ctx, in.ID, in.Version(), design(b.Zones))
	return zoneDesign(d), err
}

// @Summary      Confronta due insiemi di zone
// @Description  Chi si sposta da dove a dove, dall'altro insieme a questo, e le cifre di entrambi. Una zona continua quella con cui ha più comuni in comune.
// @Tags         zones
// @Param        id path int true "insieme"
// @Param        query query ZoneCompareWith false "l'altro"
// @Success      200 {object} ZoneComparison
// @Router       /zone-sets/{id}/comparison [get]
func (z ZoneDesigns) comparison(ctx context.Context, in ZoneComparisonQuery) (ZoneComparison, error) {
	c, err := z.Service.Compare(ctx, in.ID, in.With)
	return zoneComparison(c), err
}

// @Summary      Le cifre di un disegno
// @Description  Misura un disegno senza salvarlo.
// @Tags         zones
// @Param        body body ZoneDesignEdit true "il disegno"
// @Success      200 {object} ZoneDrawing
// @Router       /zone-designs/figures [post]
func (z ZoneDesigns) figures(ctx context.Context, _ httpx.None, b ZoneDesignEdit) (ZoneDrawing, error) {
	d, err := z.Service.Preview(ctx, design(b.Zones))
	return zoneDrawing(d), err
}

// @Summary      Proposta automatica di zone
// @Description  Divide tutti i comuni secondo i vincoli e spiega ogni scelta; non salva nulla. Gli stessi vincoli danno la stessa proposta. La vicinanza è tra
// @Description  capoluoghi, non tra confini amministrativi.
// @Tags         zones
// @Param        body body ZoneWish true "i vincoli"
// @Success      200 {object} ZoneProposal
// @Router       /zone-designs/proposals [post]
func (z ZoneDesigns) proposals(ctx context.Context, _ httpx.None, b ZoneWish) (ZoneProposal, error) {
	w := zone.Wish{Zones: deref(b.Zones), Min: 8, Max: 18, Adjacent: b.Nearness != "distance", Mix: b.Mix, Balance: b.Balance}
	if b.Min != nil {
		w.Min = *b.Min
	}
	if b.Max != nil {
		w.Max = *b.Max
	}
	p, d, err := z.Service.Suggest(ctx, w, b.Together)
	out := ZoneProposal{ZoneDrawing: zoneDrawing(d), Reasons: p.Reasons, Whys: []ZoneProposalWhy{}, Unmet: p.Unmet}
	for _, place := range d.Places {
		out.Whys = append(out.Whys, ZoneProposalWhy{place.Code, p.Whys[place.Code]})
	}
	return out, err
}

// Variant puts into the ETag what changes without the set: municipalities and their figures.
func (d ZoneDesign) Variant() string { return digest(d.Zones, d.Unassigned, d.Whole, d.Places) }

// Variant does so for both sides.
func (c ZoneComparison) Variant() string { return digest(c.This, c.With) }

func design(zones []ZoneDesignZone) zone.Design {
	return convert(zones, func(z ZoneDesignZone) zone.DesignZone { return zone.DesignZone(z) })
}

func zoneDesign(d zone.Drawing) ZoneDesign {
	return ZoneDesign{httpx.Meta{ID: d.Set.ID, Version: d.Set.Version}, d.Set.Code, d.Set.Name, d.Set.Draft, zoneDrawing(d),
		convert(d.Places, func(p zone.Place) ZonePlace {
			return ZonePlace{p.Code, p.Name, p.Population, p.Employees, p.InnerAreaClass, p.Island}
		})}
}

func zoneDrawing(d zone.Drawing) ZoneDrawing {
	out := ZoneDrawing{Zones: []ZoneDrawn{}, Unassigned: append([]string{}, d.Unassigned...), Whole: zoneFigures(d.Whole), Detour: zone.Detour}
	for i, z := range d.Zones {
		out.Zones = append(out.Zones, ZoneDrawn{ZoneDesignZone(z), zoneFigures(d.Figures[i])})
	}
	out.Balance.Municipalities, out.Balance.Population, out.Balance.Employees = zoneBalance(d.Municipalities), zoneBalance(d.Population), zoneBalance(d.Staff)
	return out
}

func zoneFigures(f zone.Figures) ZoneFigures {
	out := ZoneFigures{ZoneTotals: zoneTotals(f.Municipalities, f.Peripheral, f.Population), Employees: f.Employees, EmployeesUnknown: f.EmployeesUnknown,
		Remote: f.Remote, Islands: f.Islands, AverageKm: rounded(f.AverageKm, 1), Meeting: zoneMeeting(f.Meeting), AtSeat: zoneMeeting(f.Seat)}
	if f.Widest != nil {
		leg := zoneLeg(*f.Widest)
		out.Widest = &leg
	}
	return out
}

func zoneMeeting(m *zone.Meeting) *ZoneMeeting {
	if m == nil {
		return nil
	}
	return &ZoneMeeting{m.Place, rounded(m.TotalKm, 1), rounded(m.AverageKm, 1), rounded(m.MaxKm, 1), m.Farthest, m.Sea, convert(m.Legs, zoneLeg)}
}

func zoneLeg(l zone.Leg) ZoneLeg {
	return ZoneLeg{l.From, l.To, rounded(l.Km, 1), rounded(l.RoadKm, 1), l.Sea}
}

func zoneBalance(b zone.Balance) ZoneBalance {
	return ZoneBalance{b.Least, b.Most, rounded(b.Mean, 1), rounded(b.Variation, 4), rounded(b.Ratio, 2)}
}

func zoneComparison(c zone.Comparison) ZoneComparison {
	side := func(d zone.Drawing) ZoneCompared {
		return ZoneCompared{d.Set.ID, d.Set.Code, d.Set.Name, zoneDrawing(d)}
	}
	code := func(d zone.Drawing, i int) string {
		if i < 0 {
			return ""
		}
		return d.Zones[i].Code
	}
	out := ZoneComparison{Meta: httpx.Meta{ID: c.This.Set.ID, Version: c.This.Set.Version}, This: side(c.This), With: side(c.With), Pairs: []ZonePair{}}
	continued := map[int]bool{}
	for i, j := range c.Same {
		out.Pairs = append(out.Pairs, ZonePair{code(c.This, i), code(c.With, j)})
		continued[j] = true
	}
	for j := range c.With.Zones {
		if !continued[j] {
			out.Pairs = append(out.Pairs, ZonePair{With: code(c.With, j)})
		}
	}
	out.Moves = convert(c.Moves, func(m zone.Move) ZoneDeparted {
		return ZoneDeparted{m.Municipality, code(c.With, m.From), code(c.This, m.To)}
	})
	return out
}

func rounded(v float64, digits int) float64 {
	unit := math.Pow10(digits)
	return math.Round(v*unit) / unit
}
