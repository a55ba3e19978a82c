package db

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Search says how a table is searched: Column is a tsvector made with fold(), Config the text search configuration that
// made it. Similar optionally names a text column compared by trigrams when no row of the table has the words: for names people mistype.
// It wants an index: USING gin (fold(column) gin_trgm_ops).
type Search struct {
	Column  string
	Config  string // "italian" or "simple"
	Similar string
}

// Query turns what people type into a tsquery: every word must occur, the last one (every one for names) perhaps only begun.
// Only letters and digits survive, so no operator of the query language can be smuggled in. Empty when nothing is left.
func (s Search) Query(q string) string {
	words := strings.FieldsFunc(fold(q), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) > 12 {
		words = words[:12]
	}
	for i, w := range words {
		if s.Config == "simple" || i == len(words)-1 && len(w) > 2 {
			words[i] = w + ":*"
		}
	}
	return strings.Join(words, " & ")
}

// fold mirrors the SQL function of the same name closely enough for single words: lower case, accents dropped.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
