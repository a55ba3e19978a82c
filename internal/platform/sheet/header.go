package sheet

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"comunita/internal/platform/apperr"
)

// readHeader takes the first row that holds something and says everything that is wrong with it at once.
func (r *Reader) readHeader() error {
	number, cells, err := r.firstRow()
	if err != nil {
		return err
	}
	if len(cells) > r.limits.Columns {
		return tooLarge("too-many-columns", "Al più %d colonne", r.limits.Columns)
	}
	problems := apperr.New(apperr.Unprocessable, "sheet-header", "L'intestazione del file non va bene: correggi le colonne indicate")
	refuse := func(column, code, detail string, args ...any) {
		if e, ok := errors.AsType[*apperr.Error](at(number, column, code, detail, args...)); ok {
			problems.Fields = append(problems.Fields, e.Fields...)
		}
	}
	open := len(r.columns) == 0
	known, seen := map[string]int{}, map[int]bool{}
	for i, c := range r.columns {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			known[heading(name)] = i
		}
	}
	for i, cell := range cells {
		name := strings.TrimSpace(Unguard(cell))
		at, ok := known[heading(name)]
		switch {
		case !utf8.ValidString(name):
			return notUTF8("La riga " + itoa(number))
		case name == "":
			refuse(letters(i), "no-heading", "La colonna %s non ha titolo", letters(i))
		case utf8.RuneCountInString(name) > 100:
			refuse(name, "long-heading", "Il titolo della colonna %s è troppo lungo", letters(i))
		case !ok && !open:
			refuse(name, "unknown-column", "Colonna sconosciuta: «%s»", shown(name))
		case ok && seen[at]:
			refuse(name, "duplicate-column", "Colonna ripetuta: «%s»", shown(name))
		case open:
			at = len(r.columns)
			known[heading(name)] = at
			r.columns = append(r.columns, Column{Name: name})
		}
		if _, ok := known[heading(name)]; ok {
			seen[at] = true
		}
		r.at = append(r.at, at)
	}
	for i, c := range r.columns {
		if c.Required && !seen[i] {
			refuse(c.Name, "missing-column", "Manca la colonna «%s»", c.Name)
		}
	}
	return problems.OrNil()
}

// firstRow is the first row with something in it, from Limits.Header on, without the empty cells at its end.
func (r *Reader) firstRow() (int, []string, error) {
	for {
		number, cells, err := r.rows.next()
		if errors.Is(err, io.EOF) {
			return 0, nil, refused("empty-file", "Il file è vuoto: nella prima riga servono i titoli delle colonne")
		}
		if err != nil {
			return 0, nil, err
		}
		if number < r.limits.Header {
			continue
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > 0 {
			return number, cells, nil
		}
	}
}

// heading folds a title so that people may write it as they like.
func heading(s string) string {
	return strings.ToLower(norm.NFC.String(strings.Join(strings.Fields(s), " ")))
}

func (r *Reader) checkCell(row int, column, value string) error {
	if !utf8.ValidString(value) {
		return notUTF8("La riga " + itoa(row))
	}
	if len(value) > r.limits.Cell && utf8.RuneCountInString(value) > r.limits.Cell {
		return at(row, column, "long-cell", "Riga %d, colonna «%s»: al più %d caratteri in una cella", row, column, r.limits.Cell)
	}
	if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' }) {
		return at(row, column, "control-character", "Riga %d, colonna «%s»: contiene un carattere non ammesso", row, column)
	}
	return nil
}
