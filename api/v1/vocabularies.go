package v1

import (
	"context"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/vocabulary"
)

// Vocabularies are the reference lists, each in its own order.
type Vocabularies struct {
	RiskAreas       []RiskArea       `json:"risk_areas" validate:"required,max=100"`
	Processes       []Process        `json:"processes" validate:"required,max=1000"`
	EnablingFactors []EnablingFactor `json:"enabling_factors" validate:"required,max=100"`
	MeasureTypes    []MeasureType    `json:"measure_types" validate:"required,max=50"`
	Measures        []Measure        `json:"measures" validate:"required,max=1000"`
	Situations      []Situation      `json:"situations" validate:"required,max=100"`
	TrainingTopics  []TrainingTopic  `json:"training_topics" validate:"required,max=1000"`
	Contexts        []string         `json:"contexts" validate:"required,max=50" example:"ufficio-monocratico"`
} // @name Vocabularies

// RiskArea is an area of risk; letters A-H are the general ones of the PNA.
type RiskArea struct {
	Code   string `json:"code" validate:"required,max=2" example:"B"`
	Name   string `json:"name" validate:"required,max=200" example:"Contratti pubblici"`
	Kind   string `json:"kind" validate:"required" enums:"general,specific,local" example:"general"`
	Origin string `json:"origin" validate:"required,max=300" example:"L. 190/2012 art. 1 c. 16 lett. b"`
} // @name RiskArea

// Process is a typical process of a municipality.
type Process struct {
	Code string `json:"code" validate:"required,max=8" example:"B-P05"`
	Area string `json:"area" validate:"required,max=2" example:"B"`
	Name string `json:"name" validate:"required,max=200" example:"Affidamento diretto"`
} // @name Process

// EnablingFactor makes a risk possible (PNA 2019, All. 1).
type EnablingFactor struct {
	Code string `json:"code" validate:"required,max=4" example:"FA2"`
	Name string `json:"name" validate:"required,max=300" example:"Mancanza di trasparenza"`
	Note string `json:"note" validate:"required,max=500" example:"Fasi e criteri non conoscibili dall'esterno"`
} // @name EnablingFactor

// MeasureType is one of the eleven types of measure of the PNA.
type MeasureType struct {
	Code      string `json:"code" validate:"required,max=4" example:"TM01"`
	Name      string `json:"name" validate:"required,max=200" example:"Controllo"`
	Slug      string `json:"slug" validate:"required,max=40" example:"control"`
	Indicator string `json:"indicator" validate:"required,max=300" example:"n. controlli effettuati"`
} // @name MeasureType

// Measure is an example measure with its five attributes: phases, timing in them, responsible, indicator, target.
type Measure struct {
	Code        string   `json:"code" validate:"required,max=4" example:"M01"`
	Name        string   `json:"name" validate:"required,max=300" example:"Check-list istruttoria per ogni affidamento sotto soglia"`
	Type        string   `json:"type" validate:"required,max=4" example:"TM01"`
	Areas       []string `json:"areas" validate:"required,max=30" example:"B"`
	Indicator   string   `json:"indicator" validate:"required,max=300" example:"determine con check-list / determine di affidamento"`
	Target      string   `json:"target" validate:"required,max=200" example:"100%"`
	Responsible string   `json:"responsible" validate:"required,max=200" example:"RUP"`
	Phases      string   `json:"phases" validate:"required,max=500" example:"modello di zona → adozione → uso → verifica semestrale"`
	Archived    bool     `json:"archived,omitzero" example:"false"` // named where it was used, not to be chosen any more
} // @name Measure

// Situation classifies behaviours by the articles of the code of conduct (DPR 62/2013).
type Situation struct {
	Code      string `json:"code" validate:"required,max=3" example:"S04"`
	Name      string `json:"name" validate:"required,max=200" example:"Rapporti con fornitori e contraenti"`
	Reference string `json:"reference" validate:"required,max=300" example:"art. 14"`
} // @name Situation

// TrainingTopic is a topic of training.
type TrainingTopic struct {
	Code      string   `json:"code" validate:"required,max=5" example:"TF07"`
	Name      string   `json:"name" validate:"required,max=300" example:"Contratti pubblici: affidamenti sotto soglia"`
	Level     string   `json:"level" validate:"required" enums:"general,specific" example:"specific"`
	Areas     []string `json:"areas" validate:"required,max=30" example:"B"`
	Audience  string   `json:"audience" validate:"required,max=300" example:"RUP, istruttori, CUC"`
	Frequency string   `json:"frequency" validate:"required,max=200" example:"annuale"`
} // @name TrainingTopic

// VocabularyAPI serves the reference lists.
type VocabularyAPI struct{ Service *vocabulary.Service }

// Routes is the whole surface of the resource.
func (v VocabularyAPI) Routes(a *httpx.API) {
	httpx.Query(a, "vocabularies-read", "/vocabularies", authz.Public, v.read)
}

// @Summary      I vocabolari: aree, processi, fattori abilitanti, misure, situazioni, temi
// @Description  Liste di riferimento con cui si descrivono rischi, comportamenti e fabbisogni; pubbliche.
// @Tags         vocabularies
// @Success      200 {object} Vocabularies
// @Router       /vocabularies [get]
func (v VocabularyAPI) read(ctx context.Context, _ httpx.None) (Vocabularies, error) {
	l, err := v.Service.All(ctx)
	if err != nil {
		return Vocabularies{}, err
	}
	return Vocabularies{
		RiskAreas:       convert(l.Areas, func(x vocabulary.Area) RiskArea { return RiskArea(x) }),
		Processes:       convert(l.Processes, func(x vocabulary.Process) Process { return Process{x.Code, x.AreaCode, x.Name} }),
		EnablingFactors: convert(l.Factors, func(x vocabulary.Factor) EnablingFactor { return EnablingFactor(x) }),
		MeasureTypes:    convert(l.Types, func(x vocabulary.MeasureType) MeasureType { return MeasureType(x) }),
		Measures: convert(l.Measures, func(x vocabulary.Measure) Measure {
			return Measure{x.Code, x.Name, x.TypeCode, x.Areas, x.Indicator, x.Target, x.Responsible, x.Phases, x.Archived}
		}),
		Situations: convert(l.Situations, func(x vocabulary.Situation) Situation { return Situation(x) }),
		TrainingTopics: convert(l.Topics, func(x vocabulary.Topic) TrainingTopic {
			return TrainingTopic{x.Code, x.Name, x.Level, x.Areas, x.Audience, x.Frequency}
		}),
		Contexts: vocabulary.Contexts,
	}, nil
}

func convert[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = f(a)
	}
	return out
}
