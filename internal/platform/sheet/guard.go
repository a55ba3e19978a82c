package sheet

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Guard keeps a spreadsheet program from computing a text: an apostrophe goes before what it could take for a formula.
func Guard(s string) string {
	if dangerous(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// Unguard gives back what Guard was given.
func Unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && dangerous(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

// dangerous looks behind blanks and invisible characters, which some programs drop on import.
func dangerous(s string) bool {
	for s != "" {
		c, n := utf8.DecodeRuneInString(s)
		switch c {
		case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−':
			return true
		}
		if !unicode.IsSpace(c) && !unicode.In(c, unicode.Cf, unicode.Cc) {
			return false
		}
		s = s[n:]
	}
	return false
}
