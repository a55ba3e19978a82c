package v1

import (
	"context"
	"errors"
	"slices"

	"comunita/api/httpx"
	"comunita/internal/platform/apperr"
	"comunita/internal/risk"
)

// RiskUpdate is what a municipality has to decide on since the entry it adopted has a newer published version.
type RiskUpdate struct {
	From   int64             `json:"from" validate:"required" example:"1"` // the version its words were compared with; 0: none was published then
	To     int64             `json:"to" validate:"required" example:"2"`
	Fields []RiskUpdateField `json:"fields" validate:"required,max=8"` // none: nothing differs, it only has to be noted
} // @name RiskUpdate

// RiskUpdateField is a field to decide on: the municipality's words, and those of the entry before and now.
type RiskUpdateField struct {
	Field string   `json:"field" validate:"required" enums:"process,event,description,typology,enabling_factors,red_flags,measures,applicability" example:"event"`
	Mine  []string `json:"mine" validate:"required,max=30,dive,max=4000" example:"Proroghe della mensa"`
	Old   []string `json:"old" validate:"required,max=30,dive,max=4000" example:"Proroghe ripetute"`
	New   []string `json:"new" validate:"required,max=30,dive,max=4000" example:"Proroghe ripetute al posto di una nuova gara"`
} // @name RiskUpdateField

// RiskDecision takes the new words of some fields and keeps one's own in the others: all those there are to decide on.
type RiskDecision struct {
	Version int64    `json:"version" validate:"required,min=1" example:"2"` // the published version that was looked at
	Accept  []string `json:"accept" validate:"max=8,unique,dive,max=40" example:"description"`
	Keep    []string `json:"keep" validate:"max=8,unique,dive,max=40" example:"event"`
} // @name RiskDecision

// RiskCopies asks for copies of local risks in other municipalities.
type RiskCopies struct {
	Risks          []int64  `json:"risks" validate:"required,min=1,max=100,unique,dive,min=1" example:"41"`
	Municipalities []string `json:"municipalities" validate:"required,min=1,max=50,unique,dive,len=6,numeric" example:"083043"`
	WithMotivation bool     `json:"with_motivation,omitzero" example:"false"`                                                               // copies the motivations of the originals
	Motivation     string   `json:"motivation,omitempty" validate:"max=4000" example:"Gli uffici dei tre comuni lavorano allo stesso modo"` // of the copies, when those of the originals are not copied
	Replace        bool     `json:"replace,omitzero" example:"false"`                                                                       // the words of what is there already
} // @name RiskCopies

// RiskCopy is what becomes of a risk in a municipality.
type RiskCopy struct {
	RiskID       int64             `json:"risk_id" validate:"required" example:"41"`
	Municipality string            `json:"municipality" validate:"required,len=6" example:"083043"`
	Status       string            `json:"status" validate:"required" enums:"created,updated,unchanged,exists,failed" example:"created"` // exists: there is one already, left alone
	ID           int64             `json:"id,omitzero" example:"57"`                                                                     // of the risk there
	Differences  []FieldDifference `json:"differences" validate:"required,max=8"`                                                        // of what is there from the original
	Problem      string            `json:"problem,omitempty" validate:"max=500" example:"L'adozione di una voce di catalogo va motivata"`
} // @name RiskCopy

// RiskCopied is the outcome, row by row.
type RiskCopied struct {
	Rows []RiskCopy `json:"rows" validate:"required,max=500"`
} // @name RiskCopied

// FacetQuery is what is chosen in the explorer of the catalogue.
type FacetQuery struct {
	Q        string   `query:"q" form:"q" validate:"omitempty,max=200"`
	Area     []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
	State    []string `query:"state" form:"state" validate:"max=5,dive,oneof=draft proposed in_validation validated superseded" enums:"draft,proposed,in_validation,validated,superseded"`
	Typology []string `query:"typology" form:"typology" validate:"max=9,dive,oneof=abuse omission delay leak conflict falsification favouritism capture waste" enums:"abuse,omission,delay,leak,conflict,falsification,favouritism,capture,waste"`
	Factor   []string `query:"factor" form:"factor" validate:"max=20,dive,max=4"`
	Measure  []string `query:"measure" form:"measure" validate:"max=50,dive,max=4"`
}

// RiskFacets counts the entries of the catalogue by what one can filter by: how many there would be, had one chosen this value.
type RiskFacets struct {
	Total    int          `json:"total" validate:"required" example:"109"` // with all that is chosen
	Area     []FacetCount `json:"area" validate:"required,max=60"`
	Typology []FacetCount `json:"typology" validate:"required,max=9"`
	Factor   []FacetCount `json:"factor" validate:"required,max=60"`
	Measure  []FacetCount `json:"measure" validate:"required,max=200"`
	State    []FacetCount `json:"state" validate:"required,max=5"`
} // @name RiskFacets

// FacetCount is a value and how many entries have it.
type FacetCount struct {
	Value string `json:"value" validate:"required,max=20" example:"B"`
	Count int    `json:"count" validate:"required" example:"17"`
} // @name FacetCount

// RegisterDiff is what municipalities like this one have in their registers and it has not.
type RegisterDiff struct {
	Items []MissingRisk `json:"items" validate:"required,max=500"` // the most frequent first
} // @name RegisterDiff

// MissingRisk is an entry of the catalogue to consider, with the reasons.
type MissingRisk struct {
	ID   int64  `json:"id" validate:"required" example:"12"`
	Code string `json:"code" validate:"required,max=7" example:"B.05"`
	RiskEdit
	Network Cell            `json:"network" validate:"required"` // municipalities of the network that adopted it
	Reasons []MissingReason `json:"reasons" validate:"required,max=4"`
} // @name MissingRisk

// MissingReason tells how many municipalities that are alike in one way have it; never fewer than five, never which.
type MissingReason struct {
	Likeness string `json:"likeness" validate:"required" enums:"population,inner_area,coast,management" example:"population"`
	// what they have in common: a band of inhabitants, a class of inner areas, island, coastal or inland, a form of management
	Value string `json:"value" validate:"required,max=20" example:"under-5000"`
	Count int    `json:"count" validate:"required" example:"12"`
} // @name MissingReason

// @Summary      Che cosa c'è da decidere su un rischio adottato
// @Description  Solo i campi cambiati tra la versione adottata e l'ultima pubblicata, e che il comune scrive in un altro modo. 409 se è già stato confrontato.
// @Tags         risks
// @Param        id path int true "rischio locale"
// @Success      200 {object} RiskUpdate
// @Router       /risks/{id}/revision [get]
func (t Risks) update(ctx context.Context, in httpx.ByID) (RiskUpdate, error) {
	u, err := t.Service.Update(ctx, in.ID)
	return RiskUpdate{u.From, u.To, convert(u.Fields, func(f risk.UpdateField) RiskUpdateField { return RiskUpdateField(f) })}, err
}

// @Summary      Decide campo per campo sulla nuova versione della voce adottata
// @Description  Accetta i testi nuovi o tiene i propri, in una richiesta sola. La motivazione del comune resta sempre. Vuole If-Match.
// @Tags         risks
// @Param        id path int true "rischio locale"
// @Param        body body RiskDecision true "le scelte"
// @Success      200 {object} Risk
// @Router       /risks/{id}/revision [post]
func (t Risks) decide(ctx context.Context, in httpx.ByVersion, b RiskDecision) (Risk, error) {
	r, err := t.Service.Decide(ctx, in.ID, in.Version(), b.Version, b.Accept, b.Keep)
	return t.present(ctx, r, err)
}

// @Summary      Copia rischi locali in altri comuni per cui si scrive
// @Description  Con dry_run mostra che cosa accadrebbe e le differenze da ciò che c'è già. Le motivazioni si copiano solo su richiesta; un esito per riga.
// @Tags         risks
// @Param        query query DryRun false "prova senza scrivere"
// @Param        body body RiskCopies true "che cosa e dove"
// @Success      200 {object} RiskCopied
// @Router       /risks/copies [post]
func (t Risks) copies(ctx context.Context, in DryRun, b RiskCopies) (RiskCopied, error) {
	rows, err := t.Service.CopyTo(ctx, risk.Copy{Risks: b.Risks, Municipalities: b.Municipalities, WithMotivation: b.WithMotivation,
		Motivation: b.Motivation, Replace: b.Replace, DryRun: in.DryRun})
	return RiskCopied{convert(rows, func(c risk.Copied) RiskCopy {
		return RiskCopy{c.RiskID, c.Municipality, c.Status, c.ID, presentDifferences(c.Differences), sentence(c.Err)}
	})}, err
}

// @Summary      Quante voci di catalogo per area, tipologia, fattore, misura e stato
// @Description  Per esplorare il catalogo: ogni numero dice quante voci resterebbero scegliendo quel valore, con le altre scelte già fatte.
// @Tags         risks
// @Param        query query FacetQuery false "le scelte"
// @Success      200 {object} RiskFacets
// @Router       /risks/facets [get]
func (t Risks) facets(ctx context.Context, q FacetQuery) (RiskFacets, error) {
	f, err := t.Service.Facets(ctx, q.Q, risk.Filter{Areas: q.Area, States: q.State, Typologies: q.Typology, Factors: q.Factor, Measures: q.Measure})
	return RiskFacets{f.Total, counts(f.Area), counts(f.Typology), counts(f.Factor), counts(f.Measure), counts(f.State)}, err
}

// @Summary      Che cosa hanno i comuni simili e questo no
// @Description  Le voci di catalogo adottate da comuni della stessa fascia di abitanti, classe di area interna, posizione o forma di gestione. Mai quali comuni, mai meno di cinque.
// @Tags         risks
// @Param        istat_code path string true "codice ISTAT del comune"
// @Success      200 {object} RegisterDiff
// @Router       /municipalities/{istat_code}/register-diff [get]
func (t Risks) missing(ctx context.Context, in ByIstatCode) (RegisterDiff, error) {
	found, err := t.Service.MissingFrom(ctx, in.IstatCode)
	return RegisterDiff{convert(found, func(m risk.Missing) MissingRisk {
		return MissingRisk{ID: m.ID, Code: m.Code, RiskEdit: presentWords(m.Words), Network: presentCell(m.Network),
			Reasons: convert(m.Reasons, func(r risk.Reason) MissingReason { return MissingReason{string(r.Likeness), r.Value, r.Count} })}
	})}, err
}

func counts(m map[string]int) []FacetCount {
	out := make([]FacetCount, 0, len(m))
	for value, n := range m {
		out = append(out, FacetCount{value, n})
	}
	slices.SortFunc(out, func(a, b FacetCount) int {
		if a.Value < b.Value {
			return -1
		}
		return 1
	})
	return out
}

// sentence says what was refused, in one row of many.
func sentence(err error) string {
	var e *apperr.Error
	if !errors.As(err, &e) {
		return ""
	}
	if len(e.Fields) > 0 {
		return e.Fields[0].Detail
	}
	return e.Detail
}
