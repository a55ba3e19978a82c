package httpx

import (
	"bytes"
	"net/http"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"

	"comunita/internal/platform/sheet"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

var formats = []format{
	{media: "text/csv", extension: "csv", open: func(w http.ResponseWriter, italian bool, header []string) (rowWriter, error) {
		comma := ','
		if italian {
			comma = ';'
		}
		return sheet.CSV(w, comma, header)
	}},
	{media: xlsxType, extension: "xlsx", open: func(w http.ResponseWriter, _ bool, header []string) (rowWriter, error) {
		return sheet.XLSX(w, header)
	}},
	{media: "application/x-ndjson", extension: "ndjson", whole: true, open: func(w http.ResponseWriter, _ bool, _ []string) (rowWriter, error) {
		return ndjson{w}, nil
	}},
}

type ndjson struct{ w http.ResponseWriter }

// Row writes the one cell it is given, the whole object, on a line.
func (n ndjson) Row(cells []any) error {
	line, err := json.Marshal(cells[0])
	if err == nil {
		_, err = n.w.Write(append(line, '\n'))
	}
	return err
}

func (ndjson) Close() error { return nil }

// sheetRows reads a table whose header names the fields as the JSON form does. Each row becomes a JSON object, so that a table and a
// JSON body are checked by the same rules.
func sheetRows[Row any](media string, raw []byte) ([]bulkRow[Row], error) {
	table, err := sheet.Open(media, bytes.NewReader(raw), sheetColumns(reflect.TypeFor[Row]()), sheet.Limits{Rows: MaxRows})
	if err != nil {
		return nil, err
	}
	defer table.Close()
	var out []bulkRow[Row]
	for r, err := range table.Rows() {
		if err != nil {
			return nil, err
		}
		row := bulkRow[Row]{number: r.Number}
		object, err := r.Object()
		if err == nil {
			err = decode(object, &row.value)
		}
		row.err = err
		out = append(out, row)
	}
	return out, someRows(len(out))
}

func sheetColumns(t reflect.Type) []sheet.Column {
	var out []sheet.Column
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		rules, ft := f.Tag.Get("validate"), f.Type
		for ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		c := sheet.Column{Name: name, Required: strings.Contains(rules, "required")}
		switch ft.Kind() {
		case reflect.Int, reflect.Int64:
			c.Type = sheet.Integer
		case reflect.Float64:
			c.Type = sheet.Number
		case reflect.Bool:
			c.Type = sheet.Boolean
		case reflect.Slice:
			c.Type = sheet.List
		case reflect.String:
			if strings.Contains(rules, "datetime=") {
				c.Type = sheet.Date
			}
		}
		out = append(out, c)
	}
	return out
}
