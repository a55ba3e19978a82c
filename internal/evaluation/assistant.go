package evaluation

import "strings"

// Reason is a rule of the assistant that fired, in words.
type Reason struct{ Rule, Text string }

// Suggestion is what the assistant proposes, and why. It proposes, a person decides.
type Suggestion struct {
	Level  Level
	Reason []Reason
}

// Suggest weighs the six indicators of the PNA 2019, each 1 to 3. The rules are ours (dossier § 2.6): the PNA wants a motivated judgement and no
// mean. Q1 to Q4 drive the risk up; of Q5 and Q6 it is the little that does.
func Suggest(q [6]int) Suggestion {
	high := above(q, High)
	past, both := q[2] == 3, q[0] == 3 && q[1] == 3
	var s Suggestion
	add := func(level Level, fired bool, rule, text string) {
		if fired {
			s.Level = level
			s.Reason = append(s.Reason, Reason{rule, text})
		}
	}
	add(High, len(high) >= 2, "two-high", "Almeno due indicatori tra Q1, Q2, Q3 e Q4 sono alti ("+strings.Join(high, ", ")+")")
	add(High, past, "past-events", "Eventi corruttivi si sono già manifestati (Q3 alto)")
	add(High, both, "interest-and-discretion", "Interesse esterno e discrezionalità sono entrambi alti (Q1 e Q2)")
	if s.Level == High {
		add(Medium, q[5] == 3 && q[2] == 1 && !both, "measures-implemented",
			"Si scende da alto a medio: le misure sono attuate (Q6 alto), non risultano eventi passati (Q3 basso) e interesse e discrezionalità non sono entrambi alti")
		return s
	}
	medium := above(q, Medium)
	add(Medium, len(high) == 1, "one-high", "Un indicatore tra Q1, Q2, Q3 e Q4 è alto ("+strings.Join(high, ", ")+")")
	add(Medium, len(medium) >= 2, "two-medium", "Almeno due indicatori tra Q1, Q2, Q3 e Q4 sono almeno medi ("+strings.Join(medium, ", ")+")")
	add(Medium, q[4] == 1, "little-collaboration", "La collaborazione del responsabile è bassa (Q5)")
	add(Medium, q[5] == 1, "little-implementation", "L'attuazione delle misure è bassa (Q6)")
	if s.Level == 0 {
		add(Low, true, "none", "Nessuna regola indica un livello più alto di basso")
	}
	return s
}

// above names the driving indicators that are at least at a level.
func above(q [6]int, level Level) []string {
	var out []string
	for i, code := range []string{"Q1", "Q2", "Q3", "Q4"} {
		if q[i] >= int(level) {
			out = append(out, code)
		}
	}
	return out
}
