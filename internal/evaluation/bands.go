package evaluation

import (
	"comunita/internal/platform/apperr"
	"comunita/internal/setting"
)

// Bands say where the levels of the PNA 2013 begin. No official ones exist. They are half-open, the least value within: low is below
// FromMedium, medium from it on and below FromHigh, high from FromHigh to 25.
type Bands struct {
	FromMedium float64 `json:"from_medium"`
	FromHigh   float64 `json:"from_high"`
}

// BandsKey is the setting that holds the bands. The defaults are those of a real plan (1-5 low, 6-15 medium, 16-25 high), without its holes.
var BandsKey = setting.Key[Bands]{Name: "evaluation-bands", Check: Bands.check, Default: Bands{FromMedium: 6, FromHigh: 16}}

// otherwise tells whether a level was given in other bands than these, or in bands nobody knows.
func (b Bands) otherwise(e Evaluation) bool {
	return e.Method == PNA2013 && e.Level != nil && (!equal(e.FromMedium, &b.FromMedium) || !equal(e.FromHigh, &b.FromHigh))
}

// Level is that of a score, which is not rounded.
func (b Bands) Level(score float64) Level {
	switch {
	case score >= b.FromHigh:
		return High
	case score >= b.FromMedium:
		return Medium
	}
	return Low
}

func (b Bands) check(e *apperr.Error) {
	if b.FromMedium <= 0.875 {
		_ = e.At("/from_medium", "unreachable", "Più di 0,875, il valore più basso che si può ottenere: altrimenti nessun rischio sarebbe basso")
	}
	if b.FromHigh <= b.FromMedium {
		_ = e.At("/from_high", "order", "Più della soglia del livello medio")
	}
	if b.FromHigh > 25 {
		_ = e.At("/from_high", "unreachable", "Al più 25, il valore più alto che si può ottenere")
	}
}

// Score by the PNA 2013: the mean of P1…P6, of I1…I4, and their product. Whole numbers until the last division, so that nothing is rounded on the
// way.
func Score(p [6]int, i [4]int) (probability, impact, score float64) {
	sum := func(values []int) (n int) {
		for _, v := range values {
			n += v
		}
		return n
	}
	ps, is := sum(p[:]), sum(i[:])
	return float64(ps) / 6, float64(is) / 4, float64(ps*is) / 24
}
