package register

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is what texts are compared by: lower case, no accents, punctuation and blanks as one blank.
func fold(s string) string {
	var b strings.Builder
	blank := true
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
			blank = false
		case !blank:
			b.WriteByte(' ')
			blank = true
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}
