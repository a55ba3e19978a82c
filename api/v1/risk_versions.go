package v1

import (
	"context"
	"time"

	"comunita/api/httpx"
	"comunita/internal/platform/page"
	"comunita/internal/review"
	"comunita/internal/risk"
)

// ReturnNote says why something goes back to draft.
type ReturnNote struct {
	Reason string `json:"reason" validate:"required,filled,max=500" example:"Manca il fattore abilitante"`
} // @name ReturnNote

// Validation says who validated, a thematic table or a zone, and on which day: today, when left out.
type Validation struct {
	Body        string `json:"body" validate:"required,oneof=thematic_table zone" enums:"thematic_table,zone" example:"thematic_table"`
	BodyID      int64  `json:"body_id" validate:"required,min=1" example:"5"` // of the group of the project, or of the zone
	ValidatedOn string `json:"validated_on,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2026-11-20"`
} // @name Validation

func (v Validation) step() risk.Step {
	step := risk.Step{Action: review.Validation, Day: date(v.ValidatedOn), Body: risk.Body{GroupID: v.BodyID}}
	if v.Body == "zone" {
		step.Body = risk.Body{ZoneID: v.BodyID}
	}
	return step
}

// RiskVersion is an entry of the catalogue as it was published.
type RiskVersion struct {
	Number int64 `json:"number" validate:"required" example:"2"`
	RiskEdit
	ValidatedOn string    `json:"validated_on,omitempty" example:"2026-11-20"`
	ValidatedBy string    `json:"validated_by,omitempty" validate:"max=120" example:"Tavolo contratti pubblici"` // absent where nobody wrote it down
	PublishedAt time.Time `json:"published_at" validate:"required" example:"2026-11-20T10:00:00Z"`
	ProposalID  int64     `json:"proposal_id,omitzero" example:"7"` // where its words came from, if from a proposal
} // @name RiskVersion

// FieldDifference is a field that two versions say in other ways, as lists of values: text is a list of one, and of none when empty.
type FieldDifference struct {
	Field string   `json:"field" validate:"required" enums:"process,event,description,typology,enabling_factors,red_flags,measures,applicability" example:"event"`
	Old   []string `json:"old" validate:"required,max=30,dive,max=4000" example:"Proroghe ripetute"`
	New   []string `json:"new" validate:"required,max=30,dive,max=4000" example:"Proroghe ripetute al posto di una nuova gara"`
} // @name FieldDifference

// VersionDiff is what differs between two published versions of an entry.
type VersionDiff struct {
	From   int64             `json:"from" validate:"required" example:"1"`
	To     int64             `json:"to" validate:"required" example:"2"`
	Fields []FieldDifference `json:"fields" validate:"required,max=8"`
} // @name VersionDiff

// RiskVersionsQuery pages through the versions of an entry.
type RiskVersionsQuery struct {
	httpx.ByID
	HistoryPaging
}

// VersionPair names two published versions.
type VersionPair struct {
	From int64 `query:"from" form:"from" validate:"required,min=1"`
	To   int64 `query:"to" form:"to" validate:"required,min=1"`
}

// VersionPairQuery names two published versions of an entry.
type VersionPairQuery struct {
	httpx.ByID
	VersionPair
}

// @Summary      Le versioni pubblicate di una voce di catalogo
// @Description  Dalla più recente: il testo, chi l'ha validato e quando.
// @Tags         risks
// @Param        id path int true "voce di catalogo"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[RiskVersion]
// @Router       /risks/{id}/versions [get]
func (t Risks) versions(ctx context.Context, in RiskVersionsQuery) (page.Of[RiskVersion], error) {
	p, err := t.Service.Versions(ctx, in.ID, in.page())
	return page.Of[RiskVersion]{NextCursor: p.NextCursor, Total: p.Total, TotalRelation: "eq", Items: convert(p.Items, func(v risk.Version) RiskVersion {
		return RiskVersion{Number: v.Number, RiskEdit: presentWords(v.Words), ValidatedOn: day(v.ValidatedOn), ValidatedBy: v.ValidatedBy,
			PublishedAt: v.PublishedAt.UTC(), ProposalID: deref(v.ProposalID)}
	})}, err
}

// @Summary      Che cosa cambia tra due versioni pubblicate
// @Description  Campo per campo; i campi uguali non compaiono.
// @Tags         risks
// @Param        id path int true "voce di catalogo"
// @Param        query query VersionPair true "le due versioni"
// @Success      200 {object} VersionDiff
// @Router       /risks/{id}/version-diff [get]
func (t Risks) compare(ctx context.Context, in VersionPairQuery) (VersionDiff, error) {
	found, err := t.Service.Compare(ctx, in.ID, in.From, in.To)
	return VersionDiff{From: in.From, To: in.To, Fields: presentDifferences(found)}, err
}

func presentDifferences(found []risk.Difference) []FieldDifference {
	return convert(found, func(d risk.Difference) FieldDifference { return FieldDifference{d.Field, d.Old, d.New} })
}

func presentWords(w risk.Words) RiskEdit {
	return RiskEdit{Area: w.AreaCode, Process: w.Process, Event: w.Event, Description: w.Description, Typology: w.Typology,
		EnablingFactors: list(w.EnablingFactors), RedFlags: list(w.RedFlags), Measures: list(w.Measures), Applicability: w.Applicability}
}

// list is never null.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
