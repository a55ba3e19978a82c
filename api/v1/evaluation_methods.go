package v1

import (
	"context"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/evaluation"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/setting"
)

// EvaluationMethod is a way to judge a risk: its questions word for word and the values each admits.
type EvaluationMethod struct {
	Method      string               `json:"method" validate:"required" enums:"pna2019,pna2013" example:"pna2019"`
	Name        string               `json:"name" validate:"required,max=60" example:"PNA 2019, Allegato 1"`
	Source      string               `json:"source" validate:"required,max=120" example:"PNA 2019 (delibera ANAC n. 1064/2019), Allegato 1, § 4.2"`
	Superseded  bool                 `json:"superseded" validate:"required" example:"false"`
	Note        string               `json:"note" validate:"required,max=500" example:"Valutazione qualitativa e motivata, senza medie"`
	Questions   []EvaluationQuestion `json:"questions" validate:"required,max=20"`
	Probability []EvaluationOption   `json:"probability" validate:"required,max=10"` // what the mean of the probability is called, by its whole part
	Impact      []EvaluationOption   `json:"impact" validate:"required,max=10"`
	Bands       []EvaluationBand     `json:"bands" validate:"required,max=3"` // of the score, where the level is computed
} // @name EvaluationMethod

// EvaluationQuestion is a question of a method.
type EvaluationQuestion struct {
	Code     string             `json:"code" validate:"required,max=2" example:"Q3"`
	Group    string             `json:"group,omitempty" enums:"probability,impact" validate:"max=20" example:"probability"`
	Name     string             `json:"name" validate:"required,max=120" example:"Manifestazione di eventi corruttivi in passato"`
	Text     string             `json:"text" validate:"required,max=500" example:"Nel processo, nell'ente o in realtà simili, si sono già manifestati eventi corruttivi?"`
	Note     string             `json:"note" validate:"required,max=300" example:"Più è alto, più cresce il rischio"`
	Evidence string             `json:"evidence" validate:"required,max=300" example:"Sentenze, procedimenti disciplinari, rassegna stampa"`
	Options  []EvaluationOption `json:"options" validate:"required,max=10"`
} // @name EvaluationQuestion

// EvaluationOption is a value and what it says.
type EvaluationOption struct {
	Value int    `json:"value" validate:"required,min=0,max=5" example:"3"`
	Text  string `json:"text" validate:"required,max=300" example:"Alto"`
} // @name EvaluationOption

// EvaluationBand is a level with the scores it covers: From is within, To is not, except for the last.
type EvaluationBand struct {
	Level string  `json:"level" validate:"required" enums:"low,medium,high" example:"medium"`
	From  float64 `json:"from" validate:"required,min=0,max=25" example:"6"`
	To    float64 `json:"to" validate:"required,min=0,max=25" example:"16"`
	ToIn  bool    `json:"to_included" validate:"required" example:"false"`
} // @name EvaluationBand

// EvaluationSuggestion is what the assistant proposes for six values, and why.
type EvaluationSuggestion struct {
	SuggestedLevel string             `json:"suggested_level" validate:"required" enums:"low,medium,high" example:"high"`
	Explanation    []EvaluationReason `json:"explanation" validate:"required,max=10"`
} // @name EvaluationSuggestion

// EvaluationSuggestionQuery are the values of the six indicators of the PNA 2019.
type EvaluationSuggestionQuery struct {
	Q1 int `query:"q1" form:"q1" validate:"required,min=1,max=3"`
	Q2 int `query:"q2" form:"q2" validate:"required,min=1,max=3"`
	Q3 int `query:"q3" form:"q3" validate:"required,min=1,max=3"`
	Q4 int `query:"q4" form:"q4" validate:"required,min=1,max=3"`
	Q5 int `query:"q5" form:"q5" validate:"required,min=1,max=3"`
	Q6 int `query:"q6" form:"q6" validate:"required,min=1,max=3"`
}

// EvaluationBands say where the levels of the superseded method begin, the least value within. PUT replaces both.
type EvaluationBands struct {
	FromMedium float64 `json:"from_medium" validate:"required,min=0,max=25" example:"6"`
	FromHigh   float64 `json:"from_high" validate:"required,min=0,max=25" example:"16"`
} // @name EvaluationBands

// EvaluationBandsSetting is the bands as the secretariat has set them.
type EvaluationBandsSetting struct {
	httpx.Meta
	Value    EvaluationBands `json:"value" validate:"required"`
	Standard EvaluationBands `json:"standard" validate:"required"` // those of the program
} // @name EvaluationBandsSetting

// EvaluationMethods serves the methods, the assistant and the bands.
type EvaluationMethods struct{ Settings *setting.Service }

// Routes is the whole surface of the resource.
func (t EvaluationMethods) Routes(a *httpx.API) {
	httpx.Query(a, "evaluation-methods-list", "/evaluation-methods", authz.VocabularyRead, t.list)
	httpx.Query(a, "evaluation-suggestion-read", "/evaluation-suggestion", authz.VocabularyRead, t.suggestion)
	httpx.Query(a, "network-settings-evaluation-bands-read", "/network-settings/evaluation-bands", authz.SettingWrite, t.bands)
	httpx.Query(a, "network-settings-evaluation-bands-history", "/network-settings/evaluation-bands/history", authz.SettingWrite, t.history)
	httpx.Command(a, "network-settings-evaluation-bands-edit", http.MethodPut, "/network-settings/evaluation-bands", authz.SettingWrite, t.edit)
}

// @Summary      I metodi di valutazione
// @Description  Domande parola per parola, valori ammessi da ciascuna e, per il metodo superato, fasce dei livelli. Interi e sempre insieme.
// @Tags         evaluations
// @Success      200 {object} page.Of[EvaluationMethod]
// @Router       /evaluation-methods [get]
func (t EvaluationMethods) list(ctx context.Context, _ httpx.None) (page.Of[EvaluationMethod], error) {
	b, err := setting.Read(ctx, t.Settings, evaluation.BandsKey)
	options := func(in []evaluation.Answerable) []EvaluationOption {
		return convert(in, func(o evaluation.Answerable) EvaluationOption { return EvaluationOption(o) })
	}
	return page.Whole(convert(evaluation.Methods, func(m evaluation.Description) EvaluationMethod {
		out := EvaluationMethod{Method: string(m.Method), Name: m.Name, Source: m.Source, Superseded: m.Superseded, Note: m.Note,
			Probability: options(m.Probability), Impact: options(m.Impacts), Bands: []EvaluationBand{},
			Questions: convert(m.Questions, func(q evaluation.Question) EvaluationQuestion {
				return EvaluationQuestion{q.Code, q.Group, q.Name, q.Text, q.Note, q.Evidence, options(q.Options)}
			})}
		if m.Method == evaluation.PNA2013 {
			out.Bands = []EvaluationBand{{"low", 0, b.Value.FromMedium, false}, {"medium", b.Value.FromMedium, b.Value.FromHigh, false}, {"high", b.Value.FromHigh, 25, true}}
		}
		return out
	})), err
}

// @Summary      La proposta dell'assistente
// @Description  Per i sei valori del PNA 2019: livello proposto e regole scattate. Propone, non decide; non salva niente.
// @Tags         evaluations
// @Param        query query EvaluationSuggestionQuery true "i sei valori, da 1 (basso) a 3 (alto)"
// @Success      200 {object} EvaluationSuggestion
// @Router       /evaluation-suggestion [get]
func (t EvaluationMethods) suggestion(_ context.Context, q EvaluationSuggestionQuery) (EvaluationSuggestion, error) {
	s := evaluation.Suggest([6]int{q.Q1, q.Q2, q.Q3, q.Q4, q.Q5, q.Q6})
	return EvaluationSuggestion{s.Level.String(), convert(s.Reason, func(r evaluation.Reason) EvaluationReason { return EvaluationReason(r) })}, nil
}

// @Summary      Le fasce dei livelli del PNA 2013
// @Description  Per la segreteria, con quelle di partenza. Il valore d'inizio è compreso.
// @Tags         network
// @Success      200 {object} EvaluationBandsSetting
// @Router       /network-settings/evaluation-bands [get]
func (t EvaluationMethods) bands(ctx context.Context, _ httpx.None) (EvaluationBandsSetting, error) {
	return presentBands(setting.Read(ctx, t.Settings, evaluation.BandsKey))
}

// @Summary      Storia delle fasce dei livelli del PNA 2013
// @Description  Chi, quando, che cosa è cambiato, dal più recente.
// @Tags         network
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /network-settings/evaluation-bands/history [get]
func (t EvaluationMethods) history(ctx context.Context, q HistoryPaging) (page.Of[HistoryEntry], error) {
	return presentHistory(t.Settings.History(ctx, evaluation.BandsKey.Name, q.page()))
}

// @Summary      Sostituisce le fasce dei livelli del PNA 2013
// @Description  Per la segreteria; vuole If-Match. Valgono da quando una valutazione è salvata o confermata di nuovo: i giudizi già dati restano, con le fasce con cui sono stati dati (bands nella valutazione).
// @Tags         network
// @Param        body body EvaluationBands true "dove cominciano i livelli"
// @Success      200 {object} EvaluationBandsSetting
// @Router       /network-settings/evaluation-bands [put]
func (t EvaluationMethods) edit(ctx context.Context, in httpx.Versioned, b EvaluationBands) (EvaluationBandsSetting, error) {
	return presentBands(setting.Set(ctx, t.Settings, evaluation.BandsKey, in.Version(), evaluation.Bands(b)))
}

func presentBands(s setting.Of[evaluation.Bands], err error) (EvaluationBandsSetting, error) {
	return EvaluationBandsSetting{httpx.Meta{ID: s.ID, Version: s.Version}, EvaluationBands(s.Value), EvaluationBands(evaluation.BandsKey.Default)}, err
}
