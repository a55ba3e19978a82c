package v1

import (
	"context"
	"time"

	"comunita/api/httpx"
	"comunita/internal/overview"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/smallcell"
)

// OverviewQuery says which evaluations are meant; without a year this one's.
type OverviewQuery struct {
	Year   int    `query:"year" form:"year" validate:"omitempty,min=2013,max=2100"`
	Method string `query:"method" form:"method" validate:"omitempty,oneof=pna2019 pna2013" enums:"pna2019,pna2013"`
}

func (q OverviewQuery) edition() overview.Edition {
	e := overview.Edition{Year: q.Year, Method: q.Method}
	if e.Year == 0 {
		e.Year = authz.Today().Year()
	}
	if e.Method == "" {
		e.Method = "pna2019"
	}
	return e
}

// NetworkOverview is how the members stand, in figures that give no single municipality away.
type NetworkOverview struct {
	Year    int               `json:"year" validate:"required" example:"2026"`
	Method  string            `json:"method" validate:"required" enums:"pna2019,pna2013" example:"pna2019"`
	Years   []int             `json:"years" validate:"required,max=100" example:"2026"` // there is something to see for
	Live    bool              `json:"live" validate:"required" example:"false"`         // as it stands now, nothing kept back: for who may read every plan
	Members int               `json:"members" validate:"required" example:"41"`
	Areas   []OverviewSubject `json:"areas" validate:"required,max=100"` // by highest level: no judgement, low, medium, high
	Steps   []OverviewSubject `json:"steps" validate:"required,max=10"`  // evaluated, planned, monitored: not yet, done
} // @name NetworkOverview

// OverviewSubject divides the members. A subject is published anew when five municipalities at least stand differently.
type OverviewSubject struct {
	Code        string          `json:"code" validate:"required,max=20" example:"B"`
	PublishedAt *time.Time      `json:"published_at,omitempty" example:"2026-11-23T10:00:00Z"`
	Network     []Cell          `json:"network" validate:"required,max=4"`
	Zones       []OverviewGroup `json:"zones" validate:"required,max=200"`
} // @name OverviewSubject

// OverviewGroup is a zone; 0 stands for the members without one.
type OverviewGroup struct {
	ID      int64  `json:"id" validate:"required" example:"2"`
	Code    string `json:"code" validate:"required,max=20" example:"Z2"`
	Name    string `json:"name" validate:"required,max=120" example:"Milazzo e Valle del Mela"`
	Members int    `json:"members" validate:"required" example:"12"`
	Cells   []Cell `json:"cells" validate:"required,max=4"`
} // @name OverviewGroup

// MunicipalOverview is how the plan of a municipality stands.
type MunicipalOverview struct {
	Year         int               `json:"year" validate:"required" example:"2026"`
	Method       string            `json:"method" validate:"required" enums:"pna2019,pna2013" example:"pna2019"`
	Municipality string            `json:"municipality" validate:"required,len=6" example:"083049"`
	Risks        int               `json:"risks" validate:"required" example:"41"`     // of its own, living
	Draft        int               `json:"draft" validate:"required" example:"3"`      // of them with a judgement begun
	Confirmed    int               `json:"confirmed" validate:"required" example:"30"` // and with a confirmed one
	Areas        []OverviewArea    `json:"areas" validate:"required,max=100"`
	Measures     []OverviewMeasure `json:"measures" validate:"required,max=10"`
	Complete     int               `json:"complete" validate:"required" example:"12"` // measures with phases, timing, responsible, indicator and target (PNA 2019, All. 1, §5)
	Round        *OverviewRound    `json:"round,omitempty"`                           // the last one
} // @name MunicipalOverview

// OverviewArea counts the confirmed judgements in an area; 0 is no level, 1 low, 2 medium, 3 high.
type OverviewArea struct {
	Code   string `json:"code" validate:"required,max=2" example:"B"`
	Risks  int    `json:"risks" validate:"required" example:"7"`
	Low    int    `json:"low" validate:"required" example:"2"`
	Medium int    `json:"medium" validate:"required" example:"3"`
	High   int    `json:"high" validate:"required" example:"1"`
	Level  int    `json:"level" validate:"required" enums:"0,1,2,3" example:"3"`  // the highest
	Before int    `json:"before" validate:"required" enums:"0,1,2,3" example:"2"` // the highest of the year before
} // @name OverviewArea

// OverviewMeasure counts the measures with a status.
type OverviewMeasure struct {
	Status string `json:"status" validate:"required" enums:"planned,in_progress,implemented,partly_implemented,not_implemented,not_applicable" example:"in_progress"`
	Count  int    `json:"count" validate:"required" example:"9"`
} // @name OverviewMeasure

// OverviewRound is how far a round of monitoring has come, of the measures in its sample.
type OverviewRound struct {
	ID       int64  `json:"id" validate:"required" example:"4"`
	Year     int    `json:"year" validate:"required" example:"2026"`
	Number   int    `json:"number" validate:"required" example:"1"`
	State    string `json:"state" validate:"required" enums:"open,closed" example:"open"`
	Checks   int    `json:"checks" validate:"required" example:"12"`
	Answered int    `json:"answered" validate:"required" example:"8"` // at the first level
	Reviewed int    `json:"reviewed" validate:"required" example:"5"` // at the second
} // @name OverviewRound

// Overviews serves the sums of evaluations, measures and monitoring.
type Overviews struct{ Service *overview.Service }

type municipalOverviewQuery struct {
	IstatCode string `param:"istat_code" validate:"len=6,numeric"`
	OverviewQuery
}

// Routes is the whole surface of the resource.
func (o Overviews) Routes(a *httpx.API) {
	httpx.Query(a, "network-overview", "/network/overview", authz.RiskRead, o.network)
	httpx.Query(a, "municipalities-overview", "/municipalities/:istat_code/overview", authz.PlanRead, o.municipality)
}

// @Summary      Il quadro della rete: livelli di rischio, misure, monitoraggio
// @Description  Per area il livello prevalente dei comuni aderenti (vale l'evento più alto, PNA 2019, All. 1), nella rete e nelle zone operative. Mai un comune: i numeri sotto cinque, e quelli da cui si ricaverebbero, sono taciuti, e un argomento si aggiorna quando almeno cinque comuni sono cambiati. La segreteria, che può leggere ogni piano, vede i numeri di adesso.
// @Tags         network
// @Param        query query OverviewQuery false "anno e metodo"
// @Success      200 {object} NetworkOverview
// @Router       /network/overview [get]
func (o Overviews) network(ctx context.Context, q OverviewQuery) (NetworkOverview, error) {
	n, err := o.Service.Network(ctx, q.edition())
	out := NetworkOverview{Year: n.Year, Method: n.Method, Years: n.Years, Live: n.Live, Members: n.Members, Areas: []OverviewSubject{}, Steps: []OverviewSubject{}}
	for _, x := range n.Subjects {
		if x.Step() {
			out.Steps = append(out.Steps, presentSubject(x))
		} else {
			out.Areas = append(out.Areas, presentSubject(x))
		}
	}
	return out, err
}

// @Summary      Il quadro di un comune
// @Description  Rischi, valutazioni per area con il livello più alto e quello dell'anno prima, misure per stato, ultimo giro di monitoraggio.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query OverviewQuery false "anno e metodo"
// @Success      200 {object} MunicipalOverview
// @Router       /municipalities/{istat_code}/overview [get]
func (o Overviews) municipality(ctx context.Context, q municipalOverviewQuery) (MunicipalOverview, error) {
	m, err := o.Service.Municipality(ctx, q.IstatCode, q.edition())
	out := MunicipalOverview{Year: m.Year, Method: m.Method, Municipality: m.Code, Risks: m.Risks, Draft: m.Draft, Confirmed: m.Confirmed, Complete: m.Complete,
		Areas:    convert(m.Areas, func(a overview.Area) OverviewArea { return OverviewArea(a) }),
		Measures: convert(m.Measures, func(x overview.Measures) OverviewMeasure { return OverviewMeasure(x) })}
	if r := m.Round; r != nil {
		out.Round = &OverviewRound{r.ID, r.Year, r.Number, r.State, r.Checks, r.Answered, r.Reviewed}
	}
	return out, err
}

func presentSubject(x overview.Subject) OverviewSubject {
	out := OverviewSubject{Code: x.Code, Network: cells(x.Network), Zones: convert(x.Zones, func(g overview.Group) OverviewGroup {
		return OverviewGroup{g.ID, g.Code, g.Name, g.Members, cells(g.Cells)}
	})}
	if !x.PublishedAt.IsZero() {
		at := x.PublishedAt.UTC()
		out.PublishedAt = &at
	}
	return out
}

func cells(c []smallcell.Cell) []Cell { return convert(c, presentCell) }

// Variant is all it shows: it has no version.
func (n NetworkOverview) Variant() string { return digest(n) }

// Variant is all it shows: it has no version.
func (m MunicipalOverview) Variant() string { return digest(m) }
