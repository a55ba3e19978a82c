package register

import (
	"strings"

	"comunita/internal/evaluation"
)

// The seven steps that many small municipalities use, and the words that stand for them, onto the three of PNA 2019, All. 1: N, B- and B are low, M is
// medium, A, A+ and A++ high (dossier §2.6; the string as it was is kept beside).
var scale = map[string]int{
	"n": 1, "b-": 1, "b": 1, "b+": 1, "m": 2, "a": 3, "a+": 3, "a++": 3,
	"nullo": 1, "quasi nullo": 1, "molto basso": 1, "minimo": 1, "trascurabile": 1, "basso": 1, "bassa": 1, "molto bassa": 1, "low": 1,
	"medio": 2, "media": 2, "moderato": 2, "medium": 2,
	"alto": 3, "alta": 3, "molto alto": 3, "molto alta": 3, "altissimo": 3, "elevato": 3, "elevata": 3, "molto elevato": 3, "critico": 3, "high": 3,
}

// ParseLevel reads a level of risk in the words of an existing register; false for what stands for none.
func ParseLevel(text string) (level int, known bool) {
	s := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	s = strings.NewReplacer("–", "-", "−", "-", "－", "-", "＋", "+").Replace(s)
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s, "rischio"), "livello"))
	if level, known = scale[strings.ReplaceAll(s, " ", "")]; known {
		return level, true
	}
	if level, known = scale[s]; known {
		return level, true
	}
	code, words, found := strings.Cut(s, " ") // "A++ (rischio altissimo)", "M - medio"
	words = strings.Trim(words, " -()")
	if level, known = scale[code]; !found || !known {
		return 0, false
	}
	if other, alike := scale[strings.TrimSpace(strings.TrimPrefix(words, "rischio"))]; alike && other != level {
		return 0, false
	}
	return level, true
}

// asked is a question of PNA 2013, All. 5.
func asked(question string) *evaluation.Question {
	return evaluation.Described(evaluation.PNA2013).Question(question)
}

// ParseAnswer reads the answer to a question of PNA 2013, All. 5; false for a value that the question does not have.
func ParseAnswer(question, text string) (value int, admits bool) {
	s := strings.TrimSpace(text)
	s = strings.TrimSuffix(strings.TrimSuffix(s, ".0"), ",0")
	q := asked(question)
	if q == nil || len(s) != 1 || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	value = int(s[0] - '0')
	return value, q.Admits(value)
}
