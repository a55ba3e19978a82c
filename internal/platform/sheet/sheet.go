// Package sheet reads tables that people upload (CSV, XLSX) and writes the ones they download.
//
// What it reads is hostile until proven otherwise: every size is bounded before it is believed, formulas, macros and links to
// other files are refused, and every refusal says in Italian what to do, and where.
package sheet

import (
	"errors"
	"io"
	"iter"
	"mime"
	"path"
	"slices"
	"strings"
)

// Limits bound what Open accepts. A zero field means its default.
type Limits struct {
	Bytes    int64 // of the file as it came; 10 MiB
	Unpacked int64 // of all parts of a spreadsheet together; 24 MiB
	Ratio    int64 // unpacked to packed, for parts above 1 MiB; 150
	Entries  int   // parts in a spreadsheet; 200
	Sheets   int   // 20
	Rows     int   // that hold something, without the header; 5,000
	Columns  int   // 100
	Cell     int   // characters in a cell; 10,000
	Header   int   // the row of the titles, for tables with something above; 0: the first that holds something
}

func (l Limits) orDefault() Limits {
	fill(&l.Bytes, 10<<20)
	fill(&l.Unpacked, 24<<20)
	fill(&l.Ratio, 150)
	fill(&l.Entries, 200)
	fill(&l.Sheets, 20)
	fill(&l.Rows, 5000)
	fill(&l.Columns, 100)
	fill(&l.Cell, 10_000)
	return l
}

func fill[N int | int64](field *N, value N) {
	if *field == 0 {
		*field = value
	}
}

// Column is a column the caller knows.
type Column struct {
	Name     string   // the key of Row.Cells and of Row.Object
	Aliases  []string // other headings that mean the same; letter case and outer blanks never matter
	Type     Type     // what Row.Object makes of it
	Required bool     // the heading must be there; whether a cell may be empty is the caller's business
}

// Row is one row that holds something.
type Row struct {
	Number int               // as the spreadsheet program shows it: the header is usually 1
	Cells  map[string]string // by Column.Name; an empty cell is absent. Dates are YYYY-MM-DD, decimals as in the file

	columns []Column
	decimal byte
}

// Reader gives the rows of one table, once.
type Reader struct {
	columns []Column
	at      []int // index into columns of each position in the file
	limits  Limits
	text    int64 // bytes of cells so far: a spreadsheet can show one long text in every cell
	rows    source
}

// source is a table in some format. next gives io.EOF at the end; its cells are valid until the following call.
type source interface {
	next() (number int, cells []string, err error)
	decimal() byte // how the file itself writes decimals
	io.Closer
}

// Open reads the header of a table and checks it against columns; with no columns any header is taken as it is.
// format is a media type or the name of the file. Of a spreadsheet the first visible sheet is read.
//
// Errors are *apperr.Error: Unsupported for another format, TooLarge beyond a limit, Unprocessable for the rest, with
// pointers like /rows/7/name. Any other error is the reader's own. Close the Reader when done.
func Open(format string, r io.Reader, columns []Column, l Limits) (*Reader, error) {
	l = l.orDefault()
	open, err := opener(format)
	if err != nil {
		return nil, err
	}
	rows, err := open(r, l)
	if err != nil {
		return nil, err
	}
	out := &Reader{columns: columns, limits: l, rows: rows}
	if err := out.readHeader(); err != nil {
		_ = rows.Close()
		return nil, err
	}
	return out, nil
}

// Headings are the titles of the columns, in the order of the file.
func (r *Reader) Headings() []string {
	out := make([]string, len(r.at))
	for i, at := range r.at {
		out[i] = r.columns[at].Name
	}
	return out
}

// Close releases the temporary file, if there was one.
func (r *Reader) Close() error { return r.rows.Close() }

// Rows gives every row that holds something, and ends after the first error.
func (r *Reader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for n := 0; ; n++ {
			row, err := r.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && n == r.limits.Rows {
				err = tooLarge("too-many-rows", "Al più %d righe per volta: dividi il file", r.limits.Rows)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (r *Reader) next() (Row, error) {
	for {
		number, cells, err := r.rows.next()
		if err != nil {
			return Row{}, err
		}
		row := Row{Number: number, Cells: map[string]string{}, columns: r.columns, decimal: r.rows.decimal()}
		for i, value := range cells {
			if value == "" || strings.TrimSpace(value) == "" {
				continue
			}
			if i >= len(r.at) {
				return Row{}, at(number, "extra", "cell-outside", "Riga %d: c'è una cella oltre l'ultima colonna dell'intestazione", number)
			}
			name := r.columns[r.at[i]].Name
			if err := r.checkCell(number, name, value); err != nil {
				return Row{}, err
			}
			if r.text += int64(len(value)); r.text > r.limits.Unpacked {
				return Row{}, bomb()
			}
			row.Cells[name] = Unguard(value)
		}
		if len(row.Cells) > 0 {
			return row, nil
		}
	}
}

var readers = map[string]func(io.Reader, Limits) (source, error){
	"text/csv": openCSV, "text/tab-separated-values": openCSV, "text/plain": openCSV,
	".csv": openCSV, ".tsv": openCSV, ".txt": openCSV,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": openXLSX, ".xlsx": openXLSX,
}

var macros = []string{".xlsm", ".xltm", ".xlsb", ".xlam",
	"application/vnd.ms-excel.sheet.macroenabled.12", "application/vnd.ms-excel.sheet.binary.macroenabled.12"}

func opener(format string) (func(io.Reader, Limits) (source, error), error) {
	media, params, _ := mime.ParseMediaType(format)
	for _, key := range []string{strings.ToLower(path.Ext(format)), media} {
		if slices.Contains(macros, key) {
			return nil, unsupported("macros", "I file con macro non sono ammessi: salva il foglio come .xlsx o CSV")
		}
		if open, ok := readers[key]; ok {
			if cs := strings.ToLower(params["charset"]); cs != "" && cs != "utf-8" && cs != "us-ascii" {
				return nil, notUTF8("Il file")
			}
			return open, nil
		}
	}
	return nil, unsupported("sheet-format", "Formato non riconosciuto: serve un file CSV o .xlsx")
}
