package v1

import (
	"context"
	"net/http"
	"slices"

	"comunita/api/httpx"
	"comunita/internal/evaluation"
	"comunita/internal/overview"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/smallcell"
)

// RiskMap is where the risks of a municipality stand in a year: its confirmed evaluations by process and by area.
type RiskMap struct {
	Municipality string           `json:"municipality" validate:"required,len=6" example:"083049"`
	Year         int              `json:"year" validate:"required" example:"2026"`
	Method       string           `json:"method" validate:"required" enums:"pna2019,pna2013" example:"pna2019"`
	Risks        int              `json:"risks" validate:"required" example:"42"` // local risks there are
	Confirmed    int              `json:"confirmed" validate:"required" example:"30"`
	Drafts       int              `json:"drafts" validate:"required" example:"7"`
	Processes    []RiskMapProcess `json:"processes" validate:"required,max=1000"` // the highest first
	Areas        []RiskMapArea    `json:"areas" validate:"required,max=100"`
} // @name RiskMap

// RiskMapProcess is a process, at the highest level of its events (PNA 2019, All. 1).
type RiskMapProcess struct {
	RiskMapArea
	Process       string `json:"process" validate:"required,max=200" example:"Affidamento diretto"`
	Level         string `json:"level,omitempty" enums:"low,medium,high" validate:"max=6" example:"high"`            // none while all is draft
	ResidualLevel string `json:"residual_level,omitempty" enums:"low,medium,high" validate:"max=6" example:"medium"` // with what was judged again after monitoring
} // @name RiskMapProcess

// RiskMapArea counts evaluations by level.
type RiskMapArea struct {
	Area   string `json:"area" validate:"required,max=2" example:"B"`
	Low    int    `json:"low" validate:"required" example:"1"`
	Medium int    `json:"medium" validate:"required" example:"3"`
	High   int    `json:"high" validate:"required" example:"2"`
	Drafts int    `json:"drafts" validate:"required" example:"0"`
} // @name RiskMapArea

// NetworkRiskMap tells how many adherent municipalities have their highest confirmed risk of an area at each level. It never names one.
type NetworkRiskMap struct {
	Year   int               `json:"year" validate:"required" example:"2026"`
	Method string            `json:"method" validate:"required" enums:"pna2019,pna2013" example:"pna2019"`
	Areas  []NetworkRiskArea `json:"areas" validate:"required,max=100"`
	Zones  []ZoneRiskMap     `json:"zones" validate:"required,max=200"`
} // @name NetworkRiskMap

// ZoneRiskMap is the part of an operational zone.
type ZoneRiskMap struct {
	ID    int64             `json:"id" validate:"required" example:"2"`
	Code  string            `json:"code" validate:"required,max=20" example:"Z2"`
	Name  string            `json:"name" validate:"required,max=120" example:"Milazzo e Valle del Mela"`
	Areas []NetworkRiskArea `json:"areas" validate:"required,max=100"`
} // @name ZoneRiskMap

// NetworkRiskArea counts municipalities by the highest level of their risks in an area.
type NetworkRiskArea struct {
	Area   string `json:"area" validate:"required,max=2" example:"B"`
	Low    Cell   `json:"low" validate:"required"`
	Medium Cell   `json:"medium" validate:"required"`
	High   Cell   `json:"high" validate:"required"`
} // @name NetworkRiskArea

// EvaluationCarryOver is the year to start.
type EvaluationCarryOver struct {
	Year int `json:"year" validate:"required,min=2014,max=2100" example:"2027"`
} // @name EvaluationCarryOver

// EvaluationsCarried is what starting a year from the one before did.
type EvaluationsCarried struct {
	Year      int              `json:"year" validate:"required" example:"2027"`
	Created   int              `json:"created" validate:"required" example:"37"` // drafts started from last year's
	There     int              `json:"there" validate:"required" example:"2"`    // were there already
	New       int              `json:"new" validate:"required" example:"4"`      // risks to evaluate for the first time
	Gone      int              `json:"gone" validate:"required" example:"1"`     // evaluated last year, archived since
	GoneRisks []EvaluationGone `json:"gone_risks" validate:"required,max=200"`   // the first of them
} // @name EvaluationsCarried

// EvaluationGone is an evaluation of last year whose risk is archived since.
type EvaluationGone struct {
	ID      int64  `json:"id" validate:"required" example:"12"`
	Risk    int64  `json:"risk" validate:"required" example:"7"`
	Area    string `json:"area" validate:"required,max=2" example:"B"`
	Process string `json:"process" validate:"required,max=200" example:"Affidamento diretto"`
	Event   string `json:"event" validate:"required,max=500" example:"Proroghe ripetute al posto della gara"`
	Level   string `json:"level,omitempty" enums:"low,medium,high" validate:"max=6" example:"high"`
	Reason  string `json:"reason" validate:"required,max=500" example:"Servizio passato all'unione"`
} // @name EvaluationGone

// RiskMapQuery says of which year, by which method.
type RiskMapQuery struct {
	Year   int    `query:"year" form:"year" validate:"required,min=2013,max=2100"`
	Method string `query:"method" form:"method" validate:"omitempty,oneof=pna2019 pna2013" enums:"pna2019,pna2013"` // pna2019 when missing
}

func (q RiskMapQuery) method() evaluation.Method {
	if q.Method == "" {
		return evaluation.PNA2019
	}
	return evaluation.Method(q.Method)
}

// RiskMapOf addresses the map of a municipality.
type RiskMapOf struct {
	ByIstatCode
	RiskMapQuery
}

// RiskMaps serves the maps, and the start of a year from the one before. The map of the network tells what the overview tells, cell by cell: two
// ways of keeping back the same counts would give away by difference what each of them hides.
type RiskMaps struct {
	Service   *evaluation.Service
	Overviews *overview.Service
}

// Routes is the whole surface of the resource.
func (t RiskMaps) Routes(a *httpx.API) {
	httpx.Query(a, "municipalities-risk-map", "/municipalities/:istat_code/risk-map", authz.PlanRead, t.municipality)
	httpx.Query(a, "network-risk-map", "/network/risk-map", authz.RiskRead, t.network)
	httpx.Command(a, "municipalities-evaluations-carry-over", http.MethodPost, "/municipalities/:istat_code/evaluations/carry-over", authz.PlanWrite, t.carryOver,
		httpx.Status(http.StatusOK))
}

// @Summary      La mappa dei rischi di un comune
// @Description  Valutazioni confermate dell'anno per processo e per area. Il livello di un processo è il più alto dei suoi eventi (PNA 2019, All. 1).
// @Tags         evaluations
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query RiskMapQuery true "anno e metodo"
// @Success      200 {object} RiskMap
// @Router       /municipalities/{istat_code}/risk-map [get]
func (t RiskMaps) municipality(ctx context.Context, in RiskMapOf) (RiskMap, error) {
	m, err := t.Service.Map(ctx, in.IstatCode, in.Year, in.method())
	area := func(a evaluation.AreaRow) RiskMapArea { return RiskMapArea{a.Area, a.Low, a.Medium, a.High, a.Unknown} }
	return RiskMap{Municipality: m.Municipality, Year: in.Year, Method: string(in.method()), Risks: m.Risks, Confirmed: m.Confirmed, Drafts: m.Unfinished,
		Areas: convert(m.Areas, area), Processes: convert(m.Processes, func(p evaluation.ProcessRow) RiskMapProcess {
			return RiskMapProcess{area(evaluation.AreaRow{Area: p.Area, Low: p.Low, Medium: p.Medium, High: p.High, Unknown: p.Unknown}), p.Process,
				levelName(p.Level), levelName(p.Residual)}
		})}, err
}

// @Summary      La mappa dei rischi della rete e delle sue zone
// @Description  Quanti comuni aderenti hanno il rischio più alto di un'area a ciascun livello; mai quali. Sono le stesse cifre del quadro della rete, con le stesse taciute: i numeri sotto cinque, e quelli da cui si ricaverebbero. La segreteria, che può leggere ogni piano, vede i numeri di adesso.
// @Tags         evaluations
// @Param        query query RiskMapQuery true "anno e metodo"
// @Success      200 {object} NetworkRiskMap
// @Router       /network/risk-map [get]
func (t RiskMaps) network(ctx context.Context, in RiskMapQuery) (NetworkRiskMap, error) {
	n, err := t.Overviews.Network(ctx, overview.Edition{Year: in.Year, Method: string(in.method())})
	out := NetworkRiskMap{Year: in.Year, Method: string(in.method()), Areas: []NetworkRiskArea{}, Zones: []ZoneRiskMap{}}
	for _, x := range n.Subjects {
		if x.Step() {
			continue
		}
		out.Areas = append(out.Areas, presentLevels(x.Code, x.Network))
		for _, g := range x.Zones {
			if g.ID == 0 {
				continue
			}
			at := slices.IndexFunc(out.Zones, func(z ZoneRiskMap) bool { return z.ID == g.ID })
			if at < 0 {
				at = len(out.Zones)
				out.Zones = append(out.Zones, ZoneRiskMap{g.ID, g.Code, g.Name, []NetworkRiskArea{}})
			}
			out.Zones[at].Areas = append(out.Zones[at].Areas, presentLevels(x.Code, g.Cells))
		}
	}
	return out, err
}

// presentLevels leaves out the first cell: those without a judgement.
func presentLevels(area string, c []smallcell.Cell) NetworkRiskArea {
	return NetworkRiskArea{area, presentCell(c[1]), presentCell(c[2]), presentCell(c[3])}
}

// @Summary      Comincia le valutazioni di un anno da quelle dell'anno prima
// @Description  Ogni rischio ancora vivo ha una bozza con le risposte dell'anno prima, da riguardare e confermare; ciò che c'è già resta com'è, quindi si può ripetere. I rischi archiviati nel frattempo non si riportano e sono nominati.
// @Tags         evaluations
// @Param        istat_code path string true "codice ISTAT"
// @Param        body body EvaluationCarryOver true "l'anno da cominciare"
// @Success      200 {object} EvaluationsCarried
// @Router       /municipalities/{istat_code}/evaluations/carry-over [post]
func (t RiskMaps) carryOver(ctx context.Context, in ByIstatCode, b EvaluationCarryOver) (EvaluationsCarried, error) {
	c, err := t.Service.CarryOver(ctx, in.IstatCode, b.Year)
	return EvaluationsCarried{Year: b.Year, Created: c.Created, There: c.There, New: c.New, Gone: c.Gone, GoneRisks: convert(c.GoneRisks, func(g evaluation.GoneRow) EvaluationGone {
		return EvaluationGone{g.ID, g.RiskID, g.Area, g.Process, g.Event, levelName(g.Level), g.Reason}
	})}, err
}

// Variant is all it shows: it has no version.
func (m RiskMap) Variant() string { return digest(m) }

// Variant is all it shows: it has no version.
func (m NetworkRiskMap) Variant() string { return digest(m) }
