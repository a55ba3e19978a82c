package sheet

import (
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

const maxRow = 1_048_576 // of any spreadsheet program

type xlsxSource struct {
	*book
	x      *xmlReader
	limits Limits
	row    int
	last   int // column of the cell before
	cells  []string
	buf    []byte
}

func openXLSX(r io.Reader, l Limits) (source, error) {
	a, err := openArchive(r, l)
	if err != nil {
		return nil, err
	}
	s := &xlsxSource{limits: l}
	if s.book, err = openBook(a, l); err == nil {
		s.x, err = s.open(s.sheet)
	}
	if err == nil {
		err = s.skipTo("sheetData")
	}
	if err != nil {
		_ = a.file.Close()
		return nil, err
	}
	return s, nil
}

func (*xlsxSource) decimal() byte { return '.' }

func (s *xlsxSource) Close() error {
	_ = s.x.part.Close()
	return s.file.Close()
}

func (s *xlsxSource) skipTo(element string) error {
	for {
		t, err := s.x.next()
		if err != nil {
			return noEOF(err)
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == element {
			return nil
		}
	}
}

// next gives the next <row>; what follows the rows is never looked at.
func (s *xlsxSource) next() (int, []string, error) {
	s.cells = s.cells[:0]
	for {
		t, err := s.x.next()
		if err != nil {
			return 0, nil, noEOF(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				err = s.startRow(t)
			case "c":
				err = s.cell(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "row":
				return s.row, s.cells, nil
			case "sheetData":
				return 0, nil, io.EOF
			}
		}
		if err != nil {
			return 0, nil, err
		}
	}
}

func (s *xlsxSource) startRow(e xml.StartElement) error {
	n := s.row + 1
	if r := attribute(e, "r"); r != "" {
		var err error
		if n, err = strconv.Atoi(r); err != nil || n <= s.row || n > maxRow {
			return broken(err)
		}
	}
	s.row, s.last = n, -1
	return nil
}

func (s *xlsxSource) cell(e xml.StartElement) error {
	column, err := s.columnOf(attribute(e, "r"))
	if err != nil {
		return err
	}
	text, err := s.cellText(column)
	if err != nil || len(text) == 0 {
		return err
	}
	if column >= s.limits.Columns {
		return tooLarge("too-many-columns", "Cella %s: al più %d colonne", s.name(column), s.limits.Columns)
	}
	kind := attribute(e, "t")
	if kind == "s" {
		i, err := strconv.Atoi(string(text))
		if text = s.shared(i); err != nil || text == nil {
			return broken(err)
		}
	}
	if len(text) > s.limits.Cell*utf8.UTFMax {
		return at(s.row, s.name(column), "long-cell", "%s: al più %d caratteri in una cella", s.name(column), s.limits.Cell)
	}
	raw := string(text)
	var value string
	switch kind {
	case "s", "inlineStr", "str":
		value = unescape(raw)
	case "b":
		value = map[string]string{"1": "sì", "true": "sì"}[raw]
		if value == "" {
			value = "no"
		}
	case "d":
		value = strings.TrimSuffix(raw, "T00:00:00")
	case "e":
		return at(s.row, s.name(column), "cell-error", "%s: la cella contiene un errore (%s)", s.name(column), shown(raw))
	case "", "n":
		var st style
		if i, err := strconv.Atoi(attribute(e, "s")); err == nil && i >= 0 && i < len(s.styles) {
			st = s.styles[i]
		}
		var ok bool
		if value, ok = s.number(raw, st); !ok {
			return at(s.row, s.name(column), "bad-number", "%s: numero o data non valido", s.name(column))
		}
	default:
		return broken(nil)
	}
	for len(s.cells) <= column {
		s.cells = append(s.cells, "")
	}
	s.cells[column] = value
	return nil
}

// cellText is what stands between <c> and </c>.
func (s *xlsxSource) cellText(column int) ([]byte, error) {
	s.buf = s.buf[:0]
	for depth := s.x.depth; s.x.depth >= depth; {
		t, err := s.x.next()
		if err != nil {
			return nil, noEOF(err)
		}
		if e, ok := t.(xml.StartElement); ok {
			switch e.Name.Local {
			case "f":
				return nil, at(s.row, s.name(column), "formula", "%s: formula non ammessa. Copia la colonna e incollala come valori", s.name(column))
			case "v", "is":
				if s.buf, err = s.x.text(s.buf); err != nil {
					return nil, err
				}
			}
		}
	}
	return s.buf, nil
}

func (s *xlsxSource) name(column int) string { return letters(column) + itoa(s.row) }

// columnOf reads "B7" as 1; without a reference it is the column after the last one.
func (s *xlsxSource) columnOf(ref string) (int, error) {
	if ref == "" {
		s.last++
		return s.last, nil
	}
	n, i := 0, 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && n < 1<<15; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 || n > 16_384 || ref[i:] != itoa(s.row) || n-1 <= s.last {
		return 0, broken(nil)
	}
	s.last = n - 1
	return s.last, nil
}

var escapedRune = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape undoes the spreadsheet's own way to write characters that XML has not.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escapedRune.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		return string(rune(n))
	})
}
