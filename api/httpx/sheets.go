package httpx

import (
	"net/http"

	"github.com/go-json-experiment/json"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

var formats = []format{
	{media: "application/x-ndjson", extension: "ndjson", whole: true, open: openNDJSON},
}

type ndjson struct{ w http.ResponseWriter }

func openNDJSON(w http.ResponseWriter, _ bool, _ []string) (rowWriter, error) { return ndjson{w}, nil }

// Row writes the one cell it is given, the whole object, on a line.
func (n ndjson) Row(cells []any) error {
	line, err := json.Marshal(cells[0])
	if err == nil {
		_, err = n.w.Write(append(line, '\n'))
	}
	return err
}

func (ndjson) Close() error { return nil }

func sheetRows[Row any](string, []byte) ([]bulkRow[Row], error) { panic("not yet") }
