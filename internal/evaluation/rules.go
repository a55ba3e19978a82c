package evaluation

import (
	"context"
	"strings"
	"unicode/utf8"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/pii"
	"comunita/internal/setting"
)

// ShortestDeviation is how many characters say at least why a level is not the suggested one.
const ShortestDeviation = 40

// set checks new content, which may be partial, and puts it in with what follows from it.
func (s *Service) set(ctx context.Context, e *Evaluation, c Content) error {
	bad := apperr.Validation()
	method := Described(e.Method)
	kept := Indicators{}
	for code, a := range c.Indicators {
		q := method.Question(code)
		switch at := "/indicators/" + code; {
		case q == nil:
			_ = bad.At(at, "other-method", "Non è una domanda di questo metodo: %s", strings.Join(method.Codes(), ", "))
		case a.Value != nil && !q.Admits(*a.Value):
			_ = bad.At(at+"/value", "not-admitted", "Valori ammessi da questa domanda: %s", q.Admitted())
		default:
			pii.Check(bad, at+"/motivation", a.Motivation, at+"/evidence", a.Evidence)
		}
		if a != (Answer{}) {
			kept[code] = a
		}
	}
	pii.Check(bad, "/motivation", c.Motivation, "/evidence", c.Evidence, "/deviation", c.Deviation)
	if e.Method == PNA2013 && c.Deviation != "" {
		_ = bad.At("/deviation", "other-method", "Con questo metodo il livello si calcola: non c'è una proposta da cui discostarsi")
	}
	if err := bad.OrNil(); err != nil {
		return err
	}
	e.Indicators, e.Level = kept, c.Level
	e.Motivation, e.Evidence, e.Deviation, e.Original = c.Motivation, c.Evidence, c.Deviation, c.Original
	if err := s.derive(ctx, e); err != nil {
		return err
	}
	if e.Method == PNA2013 && c.Level != nil && !equal(c.Level, e.Level) {
		return apperr.Validation().At("/level", "computed", "Con questo metodo il livello si calcola dalle risposte: non si sceglie")
	}
	return nil
}

// derive works out what follows from the answers: the suggestion, or scores and level of the PNA 2013 in the bands of today.
func (s *Service) derive(ctx context.Context, e *Evaluation) error {
	values, all := e.Indicators.values(Described(e.Method).Codes())
	if e.Method == PNA2019 {
		e.Suggested = nil
		if all {
			level := Suggest([6]int(values)).Level
			e.Suggested = &level
		}
		return nil
	}
	e.Probability, e.Impact, e.Score, e.Level, e.FromMedium, e.FromHigh = nil, nil, nil, nil, nil, nil
	if !all {
		return nil
	}
	bands, err := s.Bands(ctx)
	if err != nil {
		return err
	}
	p, i, score := Score([6]int(values[:6]), [4]int(values[6:]))
	level := bands.Level(score)
	e.Probability, e.Impact, e.Score, e.Level, e.FromMedium, e.FromHigh = &p, &i, &score, &level, &bands.FromMedium, &bands.FromHigh
	return nil
}

// Bands are those of today.
func (s *Service) Bands(ctx context.Context) (Bands, error) {
	b, err := setting.Read(ctx, s.settings, BandsKey)
	return b.Value, err
}

// Missing names, by pointer, what a confirmation would ask for: for the PNA 2019 a value and a motivation of each indicator, an overall level with
// its own motivation and evidence, and why it is not the suggested one.
func (e *Evaluation) Missing() []apperr.Field {
	bad := apperr.Validation()
	need := func(missing bool, pointer, detail string) {
		if missing {
			_ = bad.At(pointer, "required", "%s", detail)
		}
	}
	blank := func(text string) bool { return strings.TrimSpace(text) == "" }
	for _, q := range Described(e.Method).Questions {
		a := e.Indicators[q.Code]
		need(a.Value == nil, "/indicators/"+q.Code+"/value", q.Code+": manca il valore")
		need(e.Method == PNA2019 && blank(a.Motivation), "/indicators/"+q.Code+"/motivation", q.Code+": manca la motivazione")
	}
	need(e.Level == nil && e.Method == PNA2019, "/level", "Manca il giudizio complessivo")
	need(blank(e.Motivation), "/motivation", "Manca la motivazione del giudizio complessivo")
	need(blank(e.Evidence) && e.Method == PNA2019, "/evidence", "Mancano le evidenze su cui si fonda il giudizio complessivo")
	if e.Suggested != nil && e.Level != nil && *e.Suggested != *e.Level {
		switch n := utf8.RuneCountInString(strings.TrimSpace(e.Deviation)); {
		case n == 0:
			need(true, "/deviation", "Il giudizio si discosta dalla proposta: spiega perché")
		case n < ShortestDeviation:
			_ = bad.At("/deviation", "min", "Lo scostamento dalla proposta si motiva con almeno %d caratteri: sono %d", ShortestDeviation, n)
		}
	}
	return bad.Fields
}

// incomplete is the refusal of a confirmation, or nil.
func (e *Evaluation) incomplete() error {
	missing := e.Missing()
	if len(missing) == 0 {
		return nil
	}
	err := apperr.New(apperr.Unprocessable, "evaluation-incomplete", "La valutazione non si può ancora confermare: completa quanto indicato")
	err.Fields = missing
	return err
}
