package v1

import (
	"context"

	"comunita/api/httpx"
	"comunita/internal/measure"
	"comunita/internal/platform/authz"
)

// MeasureHomogeneity tells how alike the network is in its measures.
type MeasureHomogeneity struct {
	By    string               `json:"by" validate:"required" enums:"zone,class,area" example:"zone"`
	Items []HomogeneousMeasure `json:"items" validate:"required,max=1000"`
} // @name MeasureHomogeneity

// HomogeneousMeasure is the share of one measure in the network and in groups of it.
type HomogeneousMeasure struct {
	MeasureName
	Network MeasureShare   `json:"network" validate:"required"`
	Groups  []MeasureShare `json:"groups" validate:"required,max=100"`
} // @name HomogeneousMeasure

// MeasureName is a measure of the catalogue in brief.
type MeasureName struct {
	ID   int64  `json:"id" validate:"required" example:"7"`
	Code string `json:"code" validate:"required,max=4" example:"M01"`
	Name string `json:"name" validate:"required,max=300" example:"Check-list istruttoria per ogni affidamento sotto soglia"`
	Type string `json:"type" validate:"required,max=4" example:"TM01"`
} // @name MeasureName

// MeasureShare is how many of the adherents to whom a measure applies adopt it. What is suppressed says nothing.
type MeasureShare struct {
	Key        string `json:"key" validate:"required,max=20" example:"Z1"` // code of the zone, class or area; «network» for the whole
	Name       string `json:"name" validate:"required,max=200" example:"Nebrodi occidentali"`
	Adopters   int    `json:"adopters" validate:"required" example:"12"`
	Applicable int    `json:"applicable" validate:"required" example:"18"`
	Percent    int    `json:"percent" validate:"required,min=0,max=100" example:"67"`
	Suppressed bool   `json:"suppressed" validate:"required" example:"false"`
} // @name MeasureShare

// MeasureGaps are the measures that a municipality does not have and similar ones widely do.
type MeasureGaps struct {
	Items []MeasureGap `json:"items" validate:"required,max=1000"`
} // @name MeasureGaps

// MeasureGap is one of them; the reasons name no municipality.
type MeasureGap struct {
	MeasureName
	Share   MeasureShare `json:"share" validate:"required"` // the widest among those of its class, its zone and the network
	Reasons []string     `json:"reasons" validate:"required,max=10" example:"La adottano 12 comuni su 18 della stessa zona"`
	Tellers int          `json:"tellers" validate:"required" example:"2"` // municipalities that are willing to tell how they did it
} // @name MeasureGap

// MeasureTellers are the municipalities that consented to be asked about a measure they carried out.
type MeasureTellers struct {
	Items []MeasureTeller `json:"items" validate:"required,max=500"`
} // @name MeasureTellers

// MeasureTeller is one of them, with the addresses of the body and of nobody in it.
type MeasureTeller struct {
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"`
	Name         string `json:"name" validate:"required,max=80" example:"Milazzo"`
	PEC          string `json:"pec" validate:"max=254" example:"protocollo@pec.example.org"`
	Website      string `json:"website" validate:"max=254" example:"https://www.example.org"`
	Since        string `json:"since" validate:"required,max=10" example:"2026-11-23"`
} // @name MeasureTeller

// RiskAdvice ranks the measures for a risk, the fittest first.
type RiskAdvice struct {
	Items []AdvisedMeasure `json:"items" validate:"required,max=20"`
} // @name RiskAdvice

// AdvisedMeasure is a measure for a risk, with the reasons why it stands where it does.
type AdvisedMeasure struct {
	MeasureName
	Scope          string       `json:"scope" validate:"required" enums:"general,specific" example:"specific"`
	SmallVariant   string       `json:"small_variant" validate:"required,max=1000" example:"Un solo modulo di dieci domande"`
	Sustainability string       `json:"sustainability" validate:"required,max=1000" example:"Dieci minuti per atto"`
	Share          MeasureShare `json:"share" validate:"required"` // among similar municipalities or, where that cannot be told, in the network
	Effort         string       `json:"effort" validate:"required" enums:"low,medium,high" example:"low"`
	Suitability    string       `json:"suitability" validate:"required" enums:"high,mixed,low,unknown" example:"high"` // as similar municipalities judged it
	Neutralises    []string     `json:"neutralises" validate:"required,max=20" example:"FA2"`                          // enabling factors of the risk
	AdoptionID     int64        `json:"adoption_id,omitzero" example:"8"`                                              // in the plan of the municipality already
	Treats         bool         `json:"treats" validate:"required" example:"false"`                                    // and for this risk
	Tellers        int          `json:"tellers" validate:"required" example:"2"`
	Reasons        []string     `json:"reasons" validate:"required,max=10" example:"Agisce su «Mancanza di trasparenza»"`
} // @name AdvisedMeasure

// HomogeneityQuery says how the network is divided and which measures are wanted.
type HomogeneityQuery struct {
	By      string   `query:"by" form:"by" validate:"omitempty,oneof=zone class area" enums:"zone,class,area"` // zone is the default
	Measure []string `query:"measure" form:"measure" validate:"max=50,dive,max=4"`
	Type    []string `query:"type" form:"type" validate:"max=20,dive,max=4"`
	Area    []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
}

// MeasureGapQuery says whose gaps.
type MeasureGapQuery struct {
	Municipality string `query:"municipality" form:"municipality" validate:"required,len=6,numeric"`
}

// MeasureFigures serves what the plans say together.
type MeasureFigures struct{ Service *measure.Service }

// Routes is the whole surface of the resource.
func (t MeasureFigures) Routes(a *httpx.API) {
	httpx.Query(a, "measure-homogeneity-read", "/measure-homogeneity", authz.RiskRead, t.homogeneity)
	httpx.Query(a, "measure-gaps-read", "/measure-gaps", authz.PlanRead, t.gaps)
	httpx.Query(a, "measures-tellers", "/measures/:id/tellers", authz.PlanRead, t.tellers)
	httpx.Query(a, "risks-advice", "/risks/:id/advice", authz.PlanRead, t.advice)
}

// @Summary      Omogeneità delle misure nella rete
// @Description  Aderenti che adottano ciascuna misura su quelli a cui si applica: nella rete e per zona, classe di area interna o area di rischio. Mai quali; ciò che farebbe riconoscere singoli comuni, anche per differenza, non è detto.
// @Tags         measures
// @Param        query query HomogeneityQuery false "suddivisione e misure"
// @Success      200 {object} MeasureHomogeneity
// @Router       /measure-homogeneity [get]
func (t MeasureFigures) homogeneity(ctx context.Context, q HomogeneityQuery) (MeasureHomogeneity, error) {
	if q.By == "" {
		q.By = measure.ByZone
	}
	found, err := t.Service.Homogeneity(ctx, q.By, measure.HomogeneityFilter{Measures: q.Measure, Types: q.Type, Areas: q.Area})
	return MeasureHomogeneity{q.By, convert(found, func(h measure.Homogeneity) HomogeneousMeasure {
		return HomogeneousMeasure{measureName(h.Measure), presentShare(h.Network), convert(h.Groups, presentShare)}
	})}, err
}

// @Summary      Misure che i comuni simili hanno e il comune no
// @Description  Diffuse tra i comuni della stessa classe di area interna, della stessa zona o della rete; con i motivi, senza nomi.
// @Tags         measures
// @Param        query query MeasureGapQuery true "il comune"
// @Success      200 {object} MeasureGaps
// @Router       /measure-gaps [get]
func (t MeasureFigures) gaps(ctx context.Context, q MeasureGapQuery) (MeasureGaps, error) {
	found, err := t.Service.Gaps(ctx, q.Municipality)
	return MeasureGaps{convert(found, func(g measure.Gap) MeasureGap {
		return MeasureGap{measureName(g.Measure), presentShare(g.Share), g.Reasons, g.Tellers}
	})}, err
}

// @Summary      Chiedi a chi l'ha già fatto
// @Description  I comuni che hanno attuato la misura e acconsentono a raccontarlo, con i recapiti dell'ente.
// @Tags         measures
// @Param        id path int true "misura"
// @Success      200 {object} MeasureTellers
// @Router       /measures/{id}/tellers [get]
func (t MeasureFigures) tellers(ctx context.Context, in httpx.ByID) (MeasureTellers, error) {
	found, err := t.Service.Tellers(ctx, in.ID)
	return MeasureTellers{convert(found, func(x measure.Teller) MeasureTeller {
		return MeasureTeller{x.Municipality, x.Name, x.PEC, x.Website, day(&x.Since)}
	})}, err
}

// @Summary      Misure consigliate per un rischio locale
// @Description  Ordinate per diffusione tra i comuni simili, idoneità giudicata nel monitoraggio, fattori abilitanti neutralizzati e impegno; ciascuna con i motivi.
// @Tags         measures
// @Param        id path int true "rischio locale"
// @Success      200 {object} RiskAdvice
// @Router       /risks/{id}/advice [get]
func (t MeasureFigures) advice(ctx context.Context, in httpx.ByID) (RiskAdvice, error) {
	found, err := t.Service.Advise(ctx, in.ID)
	return RiskAdvice{convert(found, func(a measure.Advice) AdvisedMeasure {
		return AdvisedMeasure{measureName(a.Measure), a.Measure.Scope, a.Measure.SmallVariant, a.Measure.Sustainability, presentShare(a.Share), a.Effort,
			a.Suitability, a.Neutralises, a.Adopted, a.Treats, a.Tellers, a.Reasons}
	})}, err
}

func measureName(m measure.Entry) MeasureName { return MeasureName{m.ID, m.Code, m.Name, m.TypeCode} }

func presentShare(s measure.Share) MeasureShare {
	if s.Key == "" && s.Name == "" { // nothing that could be told
		s.Key, s.Name = "network", "Tutta la rete"
	}
	return MeasureShare{s.Key, s.Name, s.Adopters, s.Applicable, s.Percent(), !s.Told}
}
