package sheet

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
)

// Type is what the cells of a column become in JSON.
type Type int

// The types. A List is written a | b | c.
const (
	Text Type = iota
	Integer
	Number
	Boolean
	Date
	List
)

// ListSeparator stands between the items of a List in one cell.
const ListSeparator = " | "

// Object gives the row as a JSON object, without the empty cells, to be decoded like any other body. Its error, an
// *apperr.Error, names all cells that are not what their column wants, with pointers relative to the object.
func (r Row) Object() (json.RawMessage, error) {
	out, problems := map[string]any{}, apperr.Validation()
	for _, c := range r.columns {
		cell, ok := r.Cells[c.Name]
		if !ok {
			continue
		}
		value, wrong := convert(c.Type, cell, r.decimal)
		if wrong != "" {
			_ = problems.At("/"+c.Name, "wrong-type", "Riga %d, colonna «%s»: %s", r.Number, c.Name, wrong)
			continue
		}
		out[c.Name] = value
	}
	if err := problems.OrNil(); err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

func convert(t Type, cell string, decimal byte) (any, string) {
	trimmed := strings.TrimSpace(cell)
	switch t {
	case Integer:
		n, err := strconv.ParseInt(trimmed, 10, 64)
		if err != nil {
			return nil, "serve un numero intero, senza punti né spazi"
		}
		return n, ""
	case Number:
		return number(trimmed, decimal)
	case Boolean:
		switch strings.ToLower(trimmed) {
		case "sì", "si", "vero", "true", "1", "x":
			return true, ""
		case "no", "falso", "false", "0":
			return false, ""
		}
		return nil, "serve sì o no"
	case Date:
		for _, layout := range []string{"2006-01-02", "2/1/2006"} {
			if d, err := time.Parse(layout, trimmed); err == nil && d.Year() >= 1800 && d.Year() < 2200 {
				return d.Format("2006-01-02"), ""
			}
		}
		return nil, "serve una data come 31/12/2026"
	case List:
		items := []string{}
		for item := range strings.SplitSeq(cell, "|") {
			if item = strings.TrimSpace(item); item != "" {
				items = append(items, item)
			}
		}
		return items, ""
	}
	return cell, ""
}

var (
	decimalNumber = regexp.MustCompile(`^-?\d{1,15}([.,]\d{1,15})?$`)
	groupedNumber = regexp.MustCompile(`^-?\d{1,3}[.,]\d{3}$`)
)

// number takes both decimal signs, except where the other one could as well group thousands.
func number(s string, decimal byte) (any, string) {
	if !decimalNumber.MatchString(s) {
		return nil, "serve un numero, senza separatore delle migliaia"
	}
	if groupedNumber.MatchString(s) && strings.IndexByte(s, decimal) < 0 {
		return nil, "non si capisce se il segno separa le migliaia o i decimali: scrivi il numero senza migliaia e con «" + string(decimal) + "» per i decimali"
	}
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil {
		return nil, "serve un numero"
	}
	return f, ""
}
