// Package pii finds personal data in texts that are about recurring situations, where they have no place: catalogue and local risks,
// behaviours, reasons of a training need (data minimisation, art. 5 c. 1 lett. c GDPR; a behaviour is recurring, never somebody's).
//
// It is a net with known holes: it knows addresses, codes, numbers and names in their usual dress, not a person told by circumstances. The
// review by a second pair of eyes stays.
package pii

import (
	_ "embed"
	"math/big"
	"regexp"
	"strings"
	"unicode"

	"comunita/internal/platform/apperr"
)

// Check adds a field of the code "personal-data" to failed for each text that seems to hold personal data. texts are pairs of JSON pointer
// and text.
func Check(failed *apperr.Error, texts ...string) {
	for i := 0; i+1 < len(texts); i += 2 {
		if what := Find(texts[i+1]); what != "" {
			_ = failed.At(texts[i], "personal-data", "Qui sembra esserci %s: scrivi il ruolo, non la persona («un funzionario», «il responsabile del settore»)", what)
		}
	}
}

// Find names in Italian the first kind of personal data a text seems to hold; empty when none.
func Find(text string) string {
	for _, k := range kinds {
		for _, at := range k.pattern.FindAllStringIndex(text, -1) {
			if k.is == nil || k.is(text, at[0], at[1]) {
				return k.name
			}
		}
	}
	if names(text) {
		return "il nome di una persona"
	}
	return ""
}

var kinds = []struct {
	name    string
	pattern *regexp.Regexp
	is      func(text string, from, to int) bool
}{
	{"un indirizzo di posta elettronica", regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}`), nil},
	// Digits replaced by letters when two people would have the same code (omocodia, DM 23/12/1976).
	{"un codice fiscale", regexp.MustCompile(`(?i)\b[a-z]{6}[0-9lmnp-v]{2}[abcdehlmprst][0-9lmnp-v]{2}[a-z][0-9lmnp-v]{3}[a-z]\b`), fiscalCode},
	{"un IBAN", regexp.MustCompile(`(?i)\b[a-z]{2}[0-9]{2}( ?[a-z0-9]{4}){3,7}( ?[a-z0-9]{1,3})?\b`), iban},
	{"un numero di telefono", regexp.MustCompile(`(\+39|0039)[ ./-]?[03][0-9 ./-]{6,12}[0-9]|\b3[0-9]{2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3,4}\b|\b0[0-9]{1,3}[ /-][0-9]{5,8}\b|(?i:tel|cell|telefono|cellulare)[.: ]+[0-9][0-9 ./-]{5,12}[0-9]`), whole},
	{"il nome di una persona", regexp.MustCompile(`\b(?i:sig|sig\.ra|signor|signora|dott|dott\.ssa|dottor|dottoressa|geom|geometra|ing|ingegner|avv|arch|rag|ragionier|prof|prof\.ssa|m\.llo|maresciallo)\.? +(\p{Lu}\. ?)?(\p{Lu}[\p{L}'’]+)`), titled},
}

// whole refuses a run of digits that goes on: a protocol or CIG number.
func whole(text string, from, to int) bool {
	digit := func(r byte) bool { return r >= '0' && r <= '9' }
	return (to == len(text) || !digit(text[to])) && (from == 0 || !digit(text[from-1]) && text[from-1] != '/' && text[from-1] != '.')
}

// The check character (DM 23/12/1976): values of the odd places, the even ones count as they are.
var oddPlace = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

func fiscalCode(text string, from, to int) bool {
	code, sum := strings.ToUpper(text[from:to]), 0
	for i := range 15 {
		n := int(code[i] - 'A')
		if code[i] <= '9' {
			n = int(code[i] - '0')
		}
		if i%2 == 0 {
			n = oddPlace[n]
		}
		sum += n
	}
	return byte('A'+sum%26) == code[15]
}

// iban checks ISO 7064 mod 97-10.
func iban(text string, from, to int) bool {
	code := strings.ToUpper(strings.ReplaceAll(text[from:to], " ", ""))
	var digits strings.Builder
	for _, r := range code[4:] + code[:4] {
		if r >= 'A' {
			digits.WriteString(big.NewInt(int64(r - 'A' + 10)).String())
		} else {
			digits.WriteRune(r)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && n.Mod(n, big.NewInt(97)).Int64() == 1
}

// titled tells "ing. Rossi" from "l'ing. Capo" and "arch. Comunale": an office may follow a title.
func titled(text string, from, to int) bool {
	words := strings.Fields(text[from:to])
	return !offices[strings.ToLower(words[len(words)-1])]
}

//go:embed names.txt
var given string

var firstNames = set(strings.Fields(given)...)

var offices = set("capo", "comunale", "responsabile", "dirigente", "segretario", "sindaco", "incaricato", "progettista", "generale", "direttore", "istruttore")

// What stands before a name that is a place, a law or an institution: via Giuseppe Garibaldi, istituto Giovanni Verga, decreto Draghi.
var dedications = set("via", "viale", "piazza", "piazzetta", "corso", "largo", "vico", "vicolo", "contrada", "rione", "lungomare", "ponte", "villa", "palazzo", "parco",
	"istituto", "scuola", "liceo", "plesso", "ospedale", "teatro", "museo", "biblioteca", "stadio", "fondazione", "san", "santa", "santo", "sant", "s", "don", "beato",
	"chiesa", "parrocchia", "porto", "aeroporto", "monte", "isola", "comune", "legge", "decreto", "riforma")

var words = regexp.MustCompile(`[\p{L}]+`)

// names looks for a given name followed by another word with a capital, neither after a dedication.
func names(text string) bool {
	at := words.FindAllStringIndex(text, -1)
	for i := 0; i+1 < len(at); i++ {
		first, second := text[at[i][0]:at[i][1]], text[at[i+1][0]:at[i+1][1]]
		if !capital(first) || !capital(second) && second != "D" || !firstNames[strings.ToLower(first)] || offices[strings.ToLower(second)] {
			continue
		}
		if text[at[i][1]:at[i+1][0]] != " " {
			continue
		}
		if i > 0 && dedications[strings.ToLower(text[at[i-1][0]:at[i-1][1]])] {
			continue
		}
		return true
	}
	return false
}

// capital reports whether a word begins with a capital and is not an acronym.
func capital(word string) bool {
	letters := []rune(word)
	return len(letters) > 1 && unicode.IsUpper(letters[0]) && !unicode.IsUpper(letters[1])
}

func set(words ...string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}
