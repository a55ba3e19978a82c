package sheet

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// style is how a number is meant.
type style struct {
	date  bool
	zeros int // width of a format like 000000, which keeps the leading zeros of a code
}

func (b *book) readStyles(part string) error {
	x, err := b.open(part)
	if err != nil {
		return err
	}
	custom, inCells := map[string]style{}, false
	return x.elements(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			custom[attribute(e, "numFmtId")] = styleOf(attribute(e, "formatCode"))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if !inCells {
				break
			}
			if len(b.styles) == 65_536 {
				return bomb()
			}
			id := attribute(e, "numFmtId")
			s, ok := custom[id]
			if n, err := strconv.Atoi(id); !ok && err == nil {
				s.date = n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
			}
			b.styles = append(b.styles, s)
		}
		return nil
	})
}

// styleOf reads a number format: a date has day, month, year or hour signs outside quotes, escapes and brackets.
func styleOf(code string) style {
	if code != "" && strings.Trim(code, "0") == "" && len(code) <= 20 {
		return style{zeros: len(code)}
	}
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"', code[i] == '[':
			end := strings.IndexByte(code[i+1:], map[byte]byte{'"': '"', '[': ']'}[code[i]])
			if end < 0 {
				return style{}
			}
			i += end + 1
		case code[i] == '\\', code[i] == '_', code[i] == '*':
			i++
		case code[i] == ';':
			return style{}
		case c == 'd', c == 'm', c == 'y', c == 'h', c == 's':
			return style{date: true}
		}
	}
	return style{}
}

// number writes the number of a cell as a person reads it, or not at all.
func (b *book) number(raw string, s style) (string, bool) {
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1e15 {
		return "", false
	}
	if s.date {
		return b.date(f)
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64) // programs show 15 digits, and store 0.30000000000000004
	out := strconv.FormatFloat(f, 'f', -1, 64)
	if pad := s.zeros - len(out); pad > 0 && f >= 0 && f == math.Trunc(f) {
		out = strings.Repeat("0", pad) + out
	}
	return out, true
}

// date reads a day number. The 1900 calendar counts a 29 February that never was.
func (b *book) date(serial float64) (string, bool) {
	if serial < 0 || serial >= 2_958_466 { // year 10000
		return "", false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if b.date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if serial < 60 {
		epoch = epoch.AddDate(0, 0, 1)
	}
	day, fraction := math.Modf(serial)
	seconds := time.Duration(math.Round(fraction*86400)) * time.Second
	t := epoch.AddDate(0, 0, int(day)).Add(seconds)
	switch {
	case seconds == 0:
		return t.Format("2006-01-02"), true
	case day == 0:
		return t.Format("15:04:05"), true
	}
	return t.Format("2006-01-02T15:04:05"), true
}
