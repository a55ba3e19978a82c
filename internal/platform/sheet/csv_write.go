package sheet

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
)

// CSVWriter writes rows as they come.
type CSVWriter struct {
	w      *csv.Writer
	comma  rune
	record []string
}

// CSV begins a file in UTF-8 with BOM. With the semicolon, which an Italian Excel expects, decimals have a comma and booleans
// are sì and no; otherwise they are as in JSON. Texts are guarded (see Guard).
func CSV(w io.Writer, comma rune, header []string) (*CSVWriter, error) {
	if _, err := w.Write(boms[0]); err != nil {
		return nil, err
	}
	out := &CSVWriter{w: csv.NewWriter(w), comma: comma}
	out.w.Comma = comma
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = h
	}
	return out, out.Row(cells)
}

// Row writes nil, strings, booleans, numbers, time.Time (midnight is a day, the rest an instant), encoding.TextMarshaler and
// pointers to them.
func (c *CSVWriter) Row(cells []any) error {
	c.record = c.record[:0]
	for _, v := range cells {
		text, err := c.text(v)
		if err != nil {
			return err
		}
		c.record = append(c.record, text)
	}
	return c.w.Write(c.record)
}

// Close writes what is still held back. It does not close the io.Writer.
func (c *CSVWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

func (c *CSVWriter) text(v any) (string, error) {
	v, err := cell(v)
	if err != nil {
		return "", err
	}
	switch v := v.(type) {
	case string:
		return Guard(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		s := strconv.FormatFloat(v, 'f', -1, 64)
		if c.comma == ';' {
			s = strings.Replace(s, ".", ",", 1)
		}
		return s, checkFloat(v)
	case bool:
		if c.comma == ';' {
			return map[bool]string{true: "sì", false: "no"}[v], nil
		}
		return strconv.FormatBool(v), nil
	case time.Time:
		if isDate(v) {
			return v.Format("2006-01-02"), nil
		}
		return v.Format(time.RFC3339), nil
	}
	return "", nil
}
