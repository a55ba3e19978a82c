package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/disadvantage"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/platform/smallcell"
	"comunita/internal/setting"
)

// Disadvantage is how hard put a municipality is: the sum of its components. Where a fact is not known, total and class are the least they can be.
type Disadvantage struct {
	Components   []DisadvantageComponent `json:"components" validate:"required,max=20"`
	Total        int                     `json:"total" validate:"required" example:"11"`
	Highest      int                     `json:"highest" validate:"required" example:"13"` // were everything that is not known to weigh
	Partial      bool                    `json:"partial" validate:"required" example:"true"`
	Class        string                  `json:"class" validate:"required" enums:"low,medium,high,very_high" example:"high"`
	HighestClass string                  `json:"highest_class" validate:"required" enums:"low,medium,high,very_high" example:"very_high"`
	Weights      DisadvantageWeights     `json:"weights" validate:"required"`
} // @name Disadvantage

// DisadvantageComponent is a part of the index.
type DisadvantageComponent struct {
	Name    string `json:"name" validate:"required" enums:"inner_area,population,staff,secretary,distress,island" example:"staff"`
	Points  int    `json:"points" validate:"required" example:"0"` // 0 where not known
	Most    int    `json:"most" validate:"required" example:"2"`
	Known   bool   `json:"known" validate:"required" example:"false"`
	Value   string `json:"value,omitempty" validate:"max=20" example:"scavalco"`                                       // the fact: a class, a number, an arrangement, a condition, true or false
	ClassIf string `json:"class_if,omitempty" enums:"low,medium,high,very_high" validate:"max=20" example:"very_high"` // of the whole if this were settled: at 0 points, or at most where not known; missing where nobody can change it
} // @name DisadvantageComponent

// DisadvantageWeights are the points of the components and where the classes begin. PUT replaces all of them.
type DisadvantageWeights struct {
	ClassA       *int `json:"class_a" validate:"required,min=0,max=20" example:"0"` // of the map of the inner areas 2020, times class_factor
	ClassB       *int `json:"class_b" validate:"required,min=0,max=20" example:"0"`
	ClassC       *int `json:"class_c" validate:"required,min=0,max=20" example:"1"`
	ClassD       *int `json:"class_d" validate:"required,min=0,max=20" example:"2"`
	ClassE       *int `json:"class_e" validate:"required,min=0,max=20" example:"3"`
	ClassF       *int `json:"class_f" validate:"required,min=0,max=20" example:"4"`
	ClassFactor  *int `json:"class_factor" validate:"required,min=0,max=10" example:"2"`
	Under1000    *int `json:"under_1000" validate:"required,min=0,max=20" example:"3"` // inhabitants
	Under3000    *int `json:"under_3000" validate:"required,min=0,max=20" example:"2"`
	Under5000    *int `json:"under_5000" validate:"required,min=0,max=20" example:"1"`
	StaffUnder10 *int `json:"staff_under_10" validate:"required,min=0,max=20" example:"2"`
	Secretary    *int `json:"secretary" validate:"required,min=0,max=20" example:"2"` // seat vacant, or held a scavalco
	Distress     *int `json:"distress" validate:"required,min=0,max=20" example:"2"`  // dissesto, riequilibrio or a commissioner
	Island       *int `json:"island" validate:"required,min=0,max=20" example:"1"`
	FromMedium   *int `json:"from_medium" validate:"required,min=1,max=400" example:"4"` // the least points of the class
	FromHigh     *int `json:"from_high" validate:"required,min=1,max=400" example:"8"`
	FromVeryHigh *int `json:"from_very_high" validate:"required,min=1,max=400" example:"11"`
} // @name DisadvantageWeights

// DisadvantageSetting is the weights as the secretariat has set them.
type DisadvantageSetting struct {
	httpx.Meta
	Value    DisadvantageWeights `json:"value" validate:"required"`
	Standard DisadvantageWeights `json:"standard" validate:"required"` // those of the program
} // @name DisadvantageSetting

// DisadvantagePreview is what other weights would do.
type DisadvantagePreview struct {
	Classes []DisadvantageShift `json:"classes" validate:"required,max=10"`
	Moved   int                 `json:"moved" validate:"required" example:"7"` // municipalities that would change class
} // @name DisadvantagePreview

// DisadvantageShift counts the municipalities of a class with the weights of now, and with the others.
type DisadvantageShift struct {
	Class  string `json:"class" validate:"required" enums:"low,medium,high,very_high" example:"high"`
	Before int    `json:"before" validate:"required" example:"40"`
	After  int    `json:"after" validate:"required" example:"43"`
} // @name DisadvantageShift

// NetworkDisadvantage is how the classes of disadvantage take part in the network. It never names a municipality.
type NetworkDisadvantage struct {
	Classes []ClassParticipation `json:"classes" validate:"required,max=10"`
	Partial SmallCount           `json:"partial" validate:"required"` // municipalities some of whose facts are not known: they may belong to a higher class
} // @name NetworkDisadvantage

// ClassParticipation counts the municipalities of a class.
type ClassParticipation struct {
	Class          string     `json:"class" validate:"required" enums:"low,medium,high,very_high" example:"high"`
	Municipalities SmallCount `json:"municipalities" validate:"required"`
	Members        SmallCount `json:"members" validate:"required"`   // their adhesion is complete
	Referents      SmallCount `json:"referents" validate:"required"` // somebody is their referent today
	Needs          SmallCount `json:"needs" validate:"required"`     // they sent training needs for this year or the next
} // @name ClassParticipation

// SmallCount is a count that is not told where it would give single municipalities away.
type SmallCount struct {
	Count      int  `json:"count" validate:"required" example:"12"` // 0 when suppressed
	Suppressed bool `json:"suppressed" validate:"required" example:"false"`
} // @name SmallCount

// DisadvantageAPI serves the index of disadvantage and its weights.
type DisadvantageAPI struct {
	Service  *disadvantage.Service
	Settings *setting.Service
}

// Routes is the whole surface of the resource.
func (d DisadvantageAPI) Routes(a *httpx.API) {
	httpx.Query(a, "municipalities-disadvantage", "/municipalities/:istat_code/disadvantage", authz.Authenticated, d.read)
	httpx.Query(a, "network-disadvantage", "/network/disadvantage", authz.Authenticated, d.network)
	httpx.Query(a, "network-settings-disadvantage-read", "/network-settings/disadvantage", authz.SettingWrite, d.weights)
	httpx.Query(a, "network-settings-disadvantage-history", "/network-settings/disadvantage/history", authz.SettingWrite, d.history)
	httpx.Command(a, "network-settings-disadvantage-edit", http.MethodPut, "/network-settings/disadvantage", authz.SettingWrite, d.edit)
	httpx.Command(a, "network-settings-disadvantage-preview", http.MethodPost, "/network-settings/disadvantage/preview", authz.SettingWrite, d.preview,
		httpx.NoReplay(), httpx.Status(http.StatusOK))
}

// @Summary      L'indice di disagio di un comune
// @Description  Per il comune stesso e per la segreteria: le componenti, i pesi, il totale, la classe, che cosa la cambierebbe. Per gli altri non c'è.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Success      200 {object} Disadvantage
// @Router       /municipalities/{istat_code}/disadvantage [get]
func (d DisadvantageAPI) read(ctx context.Context, in ByIstatCode) (Disadvantage, error) {
	x, w, err := d.Service.Of(ctx, in.IstatCode)
	return Disadvantage{Total: x.Total, Highest: x.Highest, Partial: x.Partial(), Class: x.Class, HighestClass: x.HighestClass, Weights: presentWeights(w),
		Components: convert(x.Components, func(c disadvantage.Component) DisadvantageComponent { return DisadvantageComponent(c) })}, err
}

// @Summary      Adesione e partecipazione per classe di disagio
// @Description  Quanti comuni per classe, quanti aderiscono, hanno un referente, hanno mandato fabbisogni; mai i nomi. I numeri che farebbero riconoscere un comune non si dicono, se non alla segreteria.
// @Tags         network
// @Success      200 {object} NetworkDisadvantage
// @Router       /network/disadvantage [get]
func (d DisadvantageAPI) network(ctx context.Context, _ httpx.None) (NetworkDisadvantage, error) {
	rows, partial, err := d.Service.Participation(ctx)
	return NetworkDisadvantage{Partial: SmallCount(partial), Classes: convert(rows, func(p disadvantage.Participation) ClassParticipation {
		cell := func(c smallcell.Cell) SmallCount { return SmallCount(c) }
		return ClassParticipation{p.Class, cell(p.Municipalities), cell(p.Members), cell(p.Referents), cell(p.Needs)}
	})}, err
}

// @Summary      I pesi dell'indice di disagio
// @Description  Per la segreteria, con quelli di partenza.
// @Tags         network
// @Success      200 {object} DisadvantageSetting
// @Router       /network-settings/disadvantage [get]
func (d DisadvantageAPI) weights(ctx context.Context, _ httpx.None) (DisadvantageSetting, error) {
	return presentDisadvantage(setting.Read(ctx, d.Settings, disadvantage.Key))
}

// @Summary      Storia dei pesi dell'indice di disagio
// @Description  Chi, quando, che cosa è cambiato, peso per peso, dal più recente.
// @Tags         network
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /network-settings/disadvantage/history [get]
func (d DisadvantageAPI) history(ctx context.Context, q HistoryPaging) (page.Of[HistoryEntry], error) {
	return presentHistory(d.Settings.History(ctx, disadvantage.Key.Name, q.page()))
}

// @Summary      Sostituisce i pesi dell'indice di disagio
// @Description  Per la segreteria; vuole If-Match. L'indice cambia subito per tutti i comuni.
// @Tags         network
// @Param        body body DisadvantageWeights true "i pesi"
// @Success      200 {object} DisadvantageSetting
// @Router       /network-settings/disadvantage [put]
func (d DisadvantageAPI) edit(ctx context.Context, in httpx.Versioned, b DisadvantageWeights) (DisadvantageSetting, error) {
	return presentDisadvantage(setting.Set(ctx, d.Settings, disadvantage.Key, in.Version(), b.weights()))
}

// @Summary      Che cosa cambierebbe con altri pesi
// @Description  Per la segreteria: quanti comuni in ogni classe prima e dopo. Non salva niente.
// @Tags         network
// @Param        body body DisadvantageWeights true "i pesi da provare"
// @Success      200 {object} DisadvantagePreview
// @Router       /network-settings/disadvantage/preview [post]
func (d DisadvantageAPI) preview(ctx context.Context, _ httpx.None, b DisadvantageWeights) (DisadvantagePreview, error) {
	rows, moved, err := d.Service.Preview(ctx, b.weights())
	return DisadvantagePreview{convert(rows, func(s disadvantage.Shift) DisadvantageShift { return DisadvantageShift(s) }), moved}, err
}

// Variant is all it shows: it has no version.
func (d Disadvantage) Variant() string { return digest(d) }

// Variant is all it shows: it has no version.
func (n NetworkDisadvantage) Variant() string { return digest(n) }

func presentDisadvantage(s setting.Of[disadvantage.Weights], err error) (DisadvantageSetting, error) {
	return DisadvantageSetting{httpx.Meta{ID: s.ID, Version: s.Version}, presentWeights(s.Value), presentWeights(disadvantage.Key.Default)}, err
}

func presentWeights(w disadvantage.Weights) DisadvantageWeights {
	return DisadvantageWeights{&w.ClassA, &w.ClassB, &w.ClassC, &w.ClassD, &w.ClassE, &w.ClassF, &w.ClassFactor, &w.Under1000, &w.Under3000, &w.Under5000,
		&w.StaffUnder10, &w.Secretary, &w.Distress, &w.Island, &w.FromMedium, &w.FromHigh, &w.FromVeryHigh}
}

func (b DisadvantageWeights) weights() disadvantage.Weights {
	return disadvantage.Weights{ClassA: *b.ClassA, ClassB: *b.ClassB, ClassC: *b.ClassC, ClassD: *b.ClassD, ClassE: *b.ClassE, ClassF: *b.ClassF,
		ClassFactor: *b.ClassFactor, Under1000: *b.Under1000, Under3000: *b.Under3000, Under5000: *b.Under5000, StaffUnder10: *b.StaffUnder10,
		Secretary: *b.Secretary, Distress: *b.Distress, Island: *b.Island, FromMedium: *b.FromMedium, FromHigh: *b.FromHigh, FromVeryHigh: *b.FromVeryHigh}
}
