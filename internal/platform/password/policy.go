package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"comunita/internal/platform/apperr"
)

// The bounds of a password, in characters.
const (
	MinLength = 12
	MaxLength = 200
)

// enough is the least strength, in bits. zxcvbn gives three points of four from 34 (10^10 guesses); ours is a cruder estimate,
// and this is where it stops accepting what zxcvbn would not.
const enough = 40

// Check refuses a password that is too short or easy to guess for who knows what about says: name, e-mail address, municipality.
// The error is an *apperr.Error on the field at pointer. It takes some milliseconds.
func Check(pointer, plain string, about ...string) error {
	problem := apperr.Validation()
	plain = norm.NFC.String(plain)
	switch n := utf8.RuneCountInString(plain); {
	case n < MinLength:
		_ = problem.At(pointer, "short-password", "Servono almeno %d caratteri: bastano quattro parole a caso", MinLength)
	case n > MaxLength:
		_ = problem.At(pointer, "long-password", "Al più %d caratteri", MaxLength)
	case !utf8.ValidString(plain) || strings.ContainsFunc(plain, unicode.IsControl):
		_ = problem.At(pointer, "control-character", "La password contiene un carattere non ammesso")
	default:
		switch bits, known := strength(plain, about); {
		case known:
			_ = problem.At(pointer, "leaked-password", "Questa password è tra quelle più usate e già rubate altrove: scegline un'altra")
		case bits < enough:
			_ = problem.At(pointer, "weak-password", "Password facile da indovinare: evita nomi, date, luoghi e parole comuni, oppure usa quattro parole a caso")
		}
	}
	return problem.OrNil()
}
