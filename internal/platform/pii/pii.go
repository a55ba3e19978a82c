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
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

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

// Refuse is Check for texts that come alone: nil when none holds personal data.
func Refuse(texts ...string) error {
	failed := apperr.Validation()
	Check(failed, texts...)
	return failed.OrNil()
}

// Find names in Italian the first kind of personal data a text seems to hold; empty when none.
func Find(text string) string {
	// One dress for blanks and letters: (?i)[a-z] matches the Kelvin sign too, and the codes are counted byte by byte.
	text = strings.ReplaceAll(norm.NFKC.String(text), "\t", " ")
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
	{"un codice fiscale", regexp.MustCompile(`(?i)\b[a-z]{3} ?[a-z]{3} ?[0-9lmnp-v]{2}[abcdehlmprst][0-9lmnp-v]{2} ?[a-z][0-9lmnp-v]{3}[a-z]\b`), fiscalCode},
	{"un IBAN", regexp.MustCompile(`(?i)\b(it|sm) ?[0-9]{2} ?[a-z] ?[0-9]{5} ?[0-9]{5} ?[a-z0-9]{12}\b`), iban},
	{"un IBAN", regexp.MustCompile(`(?i)\b[a-z]{2}[0-9]{2}( ?[a-z0-9]{4}){3,7}( ?[a-z0-9]{1,3})?\b`), iban},
	// Ten digits make a mobile number (nine are an amount); a district is 02, 06 or three or four digits.
	{"un numero di telefono", regexp.MustCompile(`(\+39|0039)\)?[ ./-]?[03][0-9 ./-]{6,12}[0-9]|\b3[0-9]{2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{4}\b|\b0(2|6|[1-9][0-9]{1,2})[ ./-][0-9]{5,8}\b|\b0[1-9][0-9]{1,2}( [0-9]{2,3}){3}\b|(?i:tel|cell|telefono|cellulare)[.: ]+[0-9][0-9 ./-]{5,12}[0-9]`), whole},
	{"il nome di una persona", regexp.MustCompile(`\b(?i:sig|sigg|sig\.ra|signor|signora|dr|dr\.ssa|dott|dott\.ssa|dottor|dottoressa|geom|geometra|ing|ingegner|arch|architetto|avv|avvocato|rag|ragionier|prof|prof\.ssa|m\.llo|maresciallo)(?:\. *| +)(?:\p{Lu}\. ?)?(\p{Lu}[\p{L}'’]+)`), titled},
}

// What stands before digits that are no telephone: "CIG 3471234567".
var registers = regexp.MustCompile(`(?i)(\b(cig|cup|prot|protocollo|decreto|delibera|determina|determinazione|capitolo|euro|importo di)|€)[ .:]*(n\.? ?)?$`)

// whole refuses a run of digits that goes on: a protocol or CIG number.
func whole(text string, from, to int) bool {
	digit := func(r byte) bool { return r >= '0' && r <= '9' }
	return (to == len(text) || !digit(text[to])) && (from == 0 || !digit(text[from-1]) && text[from-1] != '/' && text[from-1] != '.') &&
		!registers.MatchString(text[max(0, from-24):from])
}

// The check character (DM 23/12/1976): values of the odd places, the even ones count as they are.
var oddPlace = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

func fiscalCode(text string, from, to int) bool {
	code, sum := strings.ToUpper(strings.ReplaceAll(text[from:to], " ", "")), 0
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

// iban checks ISO 7064 mod 97-10, without the words of four letters that may follow in a match.
func iban(text string, from, to int) bool {
	for match := text[from:to]; len(match) > 14; match = match[:max(0, strings.LastIndex(match, " "))] {
		code := strings.ToUpper(strings.ReplaceAll(match, " ", ""))
		var digits strings.Builder
		for _, r := range code[4:] + code[:4] {
			if r >= 'A' {
				digits.WriteString(strconv.Itoa(int(r - 'A' + 10)))
			} else {
				digits.WriteRune(r)
			}
		}
		if n, ok := new(big.Int).SetString(digits.String(), 10); ok && n.Mod(n, big.NewInt(97)).Int64() == 1 {
			return true
		}
	}
	return false
}

// titled tells "ing. Rossi" from "l'ing. Capo" and "geom. UTC": an office may follow a title.
func titled(text string, from, to int) bool {
	last := words.FindAllString(text[from:to], -1)
	name := last[len(last)-1]
	return !offices[strings.ToLower(name)] && (len(name) > 3 || name != strings.ToUpper(name))
}

//go:embed names.txt
var given string

var firstNames = set(strings.Fields(given)...)

// What follows a title or a given name and is no surname: l'ing. Capo, dott. Commercialista, Marina Militare.
var offices = set("capo", "comunale", "responsabile", "dirigente", "segretario", "sindaco", "incaricato", "progettista", "generale", "direttore", "istruttore",
	"commercialista", "commercialisti", "distrettuale", "civico", "tecnico", "ordinario", "associato", "ambientale", "ufficio", "settore", "area", "servizio", "suap", "suel",
	"militare", "mercantile", "ribasso")

// What stands before a name that is a place, a law or an institution: via Giuseppe Garibaldi, istituto Giovanni Verga, decreto Draghi.
var dedications = set("via", "viale", "piazza", "piazzetta", "corso", "largo", "vico", "vicolo", "contrada", "rione", "lungomare", "ponte", "villa", "palazzo", "parco",
	"istituto", "scuola", "liceo", "plesso", "ospedale", "teatro", "museo", "biblioteca", "stadio", "fondazione", "san", "santa", "santo", "sant", "s", "don", "beato",
	"chiesa", "parrocchia", "porto", "aeroporto", "monte", "isola", "comune", "legge", "decreto", "riforma", "asilo", "nido", "sala", "aula", "auditorium", "centro",
	"caserma", "cimitero", "strada", "premio", "papa", "intitolato", "intitolata")

// What may stand between the two: istituto comprensivo Giovanni Verga, via Generale Carlo Alberto Dalla Chiesa, intitolata a Rosario Livatino.
var between = set("comprensivo", "superiore", "tecnico", "primaria", "secondaria", "elementare", "media", "materna", "infanzia", "dell", "scolastico", "comunale", "civico",
	"statale", "sportivo", "generale", "polifunzionale", "diurno", "nido", "a", "al", "di")

var words = regexp.MustCompile(`[\p{L}]+`)

// names looks for a given name followed by another word with a capital, neither after a dedication. A name may be in capitals where the words
// around it are not.
func names(text string) bool {
	at := words.FindAllStringIndex(text, -1)
	word := func(i int) string {
		if i < 0 || i >= len(at) {
			return ""
		}
		return text[at[i][0]:at[i][1]]
	}
	for i := 0; i+1 < len(at); i++ {
		first, second := word(i), word(i+1)
		if !firstNames[strings.ToLower(first)] || offices[strings.ToLower(second)] || strings.Trim(text[at[i][1]:at[i+1][0]], " ") != "" {
			continue
		}
		mixed := capital(first) && (capital(second) || second == "D" || shout(second))
		loud := shout(first) && shout(second) && !shout(word(i-1)) && !shout(word(i+2))
		if (mixed || loud) && !dedicated(text, at, i) {
			return true
		}
	}
	return false
}

// dedicated looks back from word i, within its clause, for what is named after people.
func dedicated(text string, at [][]int, i int) bool {
	for back := i - 1; back >= max(0, i-3); back-- {
		word := strings.ToLower(text[at[back][0]:at[back][1]])
		gap := text[at[back][1]:at[back+1][0]]
		switch {
		case strings.ContainsAny(gap, ",;:!?\n") || strings.Contains(gap, ".") && word != "s":
			return false
		case dedications[word]:
			return true
		case !between[word]:
			return false
		}
	}
	return false
}

// capital reports whether a word begins with a capital and is not an acronym.
func capital(word string) bool {
	letters := []rune(word)
	return len(letters) > 1 && unicode.IsUpper(letters[0]) && !unicode.IsUpper(letters[1])
}

// shout reports whether a word is in capitals and too long for most acronyms.
func shout(word string) bool { return len(word) > 3 && word == strings.ToUpper(word) }

func set(words ...string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}
