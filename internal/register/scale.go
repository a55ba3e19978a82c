package register

import "strings"

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

// admitted are the values of the questions of PNA 2013, All. 5: P2 has no 1, P3 and P4 only odd ones, P5 and I2 the extremes, I3 alone a 0.
var admitted = map[string]string{
	"P1": "12345", "P2": "25", "P3": "135", "P4": "135", "P5": "15", "P6": "12345",
	"I1": "12345", "I2": "15", "I3": "012345", "I4": "12345",
}

// ParseAnswer reads the answer to a question of PNA 2013, All. 5; false for a value that the question does not have.
func ParseAnswer(question, text string) (value int, admits bool) {
	s := strings.TrimSpace(text)
	s = strings.TrimSuffix(strings.TrimSuffix(s, ".0"), ",0")
	if len(s) != 1 || !strings.Contains(admitted[question], s) {
		return 0, false
	}
	return int(s[0] - '0'), true
}

// score is the formula of Allegato 5: the mean of the probabilities times the mean of the impacts, unrounded; false unless all ten are there.
func score(answers map[string]Indicator) (probability, impact float64, whole bool) {
	for q := range admitted {
		a, ok := answers[q]
		if !ok {
			return 0, 0, false
		}
		if q[0] == 'P' {
			probability += float64(a.Value)
		} else {
			impact += float64(a.Value)
		}
	}
	return probability / 6, impact / 4, true
}
