package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/sheet"
)

var columns = []sheet.Column{
	{Name: "istat", Aliases: []string{"Codice ISTAT"}, Required: true},
	{Name: "name", Aliases: []string{"Nome"}},
	{Name: "population", Aliases: []string{"Abitanti"}, Type: sheet.Integer},
	{Name: "area", Type: sheet.Number},
	{Name: "coastal", Type: sheet.Boolean},
	{Name: "since", Type: sheet.Date},
	{Name: "tags", Type: sheet.List},
}

func read(format string, data []byte, cols []sheet.Column, l sheet.Limits) ([]sheet.Row, error) {
	return readFrom(format, bytes.NewReader(data), cols, l)
}

func readFrom(format string, in io.Reader, cols []sheet.Column, l sheet.Limits) ([]sheet.Row, error) {
	r, err := sheet.Open(format, in, cols, l)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []sheet.Row
	for row, err := range r.Rows() {
		if err != nil {
			return out, err
		}
		out = append(out, row)
	}
	return out, nil
}

// refusal wants an *apperr.Error of that kind and code, whose details together contain the words.
func refusal(t *testing.T, err error, kind apperr.Kind, code string, words ...string) {
	t.Helper()
	e, ok := errors.AsType[*apperr.Error](err)
	if !ok || e.Kind != kind || e.Code != code {
		t.Fatalf("got %v, want %s/%s", err, kind, code)
	}
	text := e.Detail
	for _, f := range e.Fields {
		text += "\n" + f.Pointer + " " + f.Detail
		if len([]rune(f.Detail)) > 500 || len(f.Pointer) > 200 {
			t.Errorf("field too long: %+v", f)
		}
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q does not say %q", text, w)
		}
	}
}

func TestReadsCSVAsItComesFromPrograms(t *testing.T) {
	for name, text := range map[string]string{
		"semicolon":  "Codice ISTAT;Nome;Abitanti\n083048;Messina;221246\n\n083060;\"Naso; borgo\ne mare\";3513\n083061;Nizza;\n",
		"comma, BOM": "\ufeffCODICE istat,nome,Abitanti\r\n083048,Messina,221246\r\n\r\n083060,\"Naso; borgo\r\ne mare\",3513\r\n083061,Nizza\r\n",
		"tab":        "istat\tname\tpopulation\n083048\tMessina\t221246\n\t \t\n083060\t\"Naso; borgo\ne mare\"\t3513\n083061\tNizza\t\t\t\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := read("elenco/comuni.CSV", []byte(text), columns, sheet.Limits{})
			if err != nil || len(rows) != 3 {
				t.Fatal(rows, err)
			}
			if fmt.Sprint(rows[0].Cells) != "map[istat:083048 name:Messina population:221246]" || rows[0].Number != 2 {
				t.Error(rows[0])
			}
			if rows[1].Cells["name"] != "Naso; borgo\ne mare" || rows[1].Number != 4 {
				t.Error(rows[1])
			}
			if rows[2].Number != 5 || len(rows[2].Cells) != 2 {
				t.Error(rows[2])
			}
		})
	}
}

func TestCSVRefusals(t *testing.T) {
	small := sheet.Limits{Rows: 2, Columns: 3, Cell: 5, Bytes: 200}
	for name, c := range map[string]struct {
		text   string
		limits sheet.Limits
		kind   apperr.Kind
		code   string
		words  []string
	}{
		"empty":           {"", small, apperr.Unprocessable, "empty-file", []string{"vuoto"}},
		"blank":           {"\n;;\n \n", small, apperr.Unprocessable, "empty-file", nil},
		"unknown column":  {"istat;colore\n1;2\n", small, apperr.Unprocessable, "sheet-header", []string{"/rows/1/colore", "Colonna sconosciuta: «colore»"}},
		"repeated column": {"istat;nome;Name\n", small, apperr.Unprocessable, "sheet-header", []string{"Colonna ripetuta: «Name»"}},
		"missing column":  {"\nnome\nx\n", small, apperr.Unprocessable, "sheet-header", []string{"/rows/2/istat", "Manca la colonna «istat»"}},
		"no heading":      {"istat;;nome\n", small, apperr.Unprocessable, "sheet-header", []string{"La colonna B non ha titolo"}},
		"columns":         {"a;b;c;d\n", small, apperr.TooLarge, "too-many-columns", nil},
		"rows":            {"istat\n1\n2\n3\n", small, apperr.TooLarge, "too-many-rows", []string{"2 righe"}},
		"long cell":       {"istat\n1234567\n", small, apperr.Unprocessable, "long-cell", []string{"/rows/2/istat", "5 caratteri"}},
		"cell outside":    {"istat\n1;2\n", small, apperr.Unprocessable, "cell-outside", []string{"Riga 2"}},
		"bytes":           {"istat\n" + strings.Repeat("1\n", 200), sheet.Limits{Bytes: 200}, apperr.TooLarge, "file-too-large", nil},
		"windows-1252":    {"istat;nome\n08;Al\xec\n", small, apperr.Unprocessable, "not-utf8", []string{"riga 2", "CSV UTF-8"}},
		"utf-16":          {"\xff\xfei\x00", small, apperr.Unprocessable, "not-utf8", nil},
		"zip":             {"PK\x03\x04", small, apperr.Unprocessable, "not-csv", []string{".xlsx"}},
		"NUL":             {"istat\n1\x002\n", small, apperr.Unprocessable, "not-csv", nil},
		"control":         {"istat\n1\x012\n", small, apperr.Unprocessable, "control-character", nil},
		"open quote":      {"istat\n\"1\n", small, apperr.Unprocessable, "broken-csv", []string{"Riga 2"}},
		"bare quote":      {"istat\n1\n1\"2\n", small, apperr.Unprocessable, "broken-csv", []string{"Riga 3"}},
		"endless row":     {"istat\n\"" + strings.Repeat("x", 2<<20), sheet.Limits{}, apperr.Unprocessable, "long-row", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read("text/csv; charset=utf-8", []byte(c.text), columns, c.limits)
			refusal(t, err, c.kind, c.code, c.words...)
		})
	}
}

func TestHeaderSaysEverythingAtOnce(t *testing.T) {
	_, err := read("a.csv", []byte("nome;x;y;nome\n"), columns, sheet.Limits{})
	refusal(t, err, apperr.Unprocessable, "sheet-header", "«x»", "«y»", "ripetuta: «nome»", "Manca la colonna «istat»")
}

func TestAnyHeaderWithoutColumns(t *testing.T) {
	rows, err := read("a.csv", []byte("x,y\n1,2\n"), nil, sheet.Limits{})
	if err != nil || rows[0].Cells["y"] != "2" {
		t.Fatal(rows, err)
	}
	_, err = read("a.csv", []byte("x,X\n1,2\n"), nil, sheet.Limits{})
	refusal(t, err, apperr.Unprocessable, "sheet-header", "ripetuta")
}

func TestFormats(t *testing.T) {
	for format, code := range map[string]string{
		"a.xlsm": "macros", "a.XLSB": "macros", "application/vnd.ms-excel.sheet.macroEnabled.12": "macros",
		"a.xls": "sheet-format", "a.ods": "sheet-format", "a.csv.exe": "sheet-format", "": "sheet-format", "image/png": "sheet-format",
	} {
		_, err := read(format, nil, nil, sheet.Limits{})
		refusal(t, err, apperr.Unsupported, code)
	}
	_, err := read("text/csv; charset=windows-1252", []byte("a\n"), nil, sheet.Limits{})
	refusal(t, err, apperr.Unprocessable, "not-utf8")
}

func TestObject(t *testing.T) {
	for name, c := range map[string]struct{ text, want, wrong string }{
		"all types":   {"istat;population;area;coastal;since;tags;name\n083048;221246;213,12;Sì;1/2/2026;a | b;-5 per cento\n", `{"area":213.12,"coastal":true,"istat":"083048","name":"-5 per cento","population":221246,"since":"2026-02-01","tags":["a","b"]}`, ""},
		"comma file":  {"istat,area,coastal\n083048,213.125,FALSE\n", `{"area":213.125,"coastal":false,"istat":"083048"}`, ""},
		"grouped":     {"istat;area\n1;1.250\n", "", "migliaia"},
		"not integer": {"istat;population\n1;1.250\n", "", "/population Riga 2, colonna «population»: serve un numero intero"},
		"overflow":    {"istat;population\n1;9223372036854775808\n", "", "intero"},
		"exponent":    {"istat;area\n1;1e308\n", "", "numero"},
		"not a day":   {"istat;since\n1;31/02/2026\n", "", "data"},
		"year 0":      {"istat;since\n1;0000-01-01\n", "", "data"},
		"not boolean": {"istat;coastal\n1;forse\n", "", "sì o no"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := read("a.csv", []byte(c.text), columns, sheet.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := rows[0].Object()
			if c.wrong != "" {
				refusal(t, err, apperr.Unprocessable, "validation", c.wrong)
			} else if err != nil || string(got) != c.want {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}

// workbook makes a file with another program's library.
func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func set(f *excelize.File, row int, values ...any) {
	_ = f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &values)
}

func TestReadsXLSX(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		set(f, 2, "istat", "name", "population", "area", "coastal", "since")
		set(f, 3, "083048", "Alì «è»\n=1+1", 221246, 0.1+0.2, true, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
		set(f, 7, 83048, nil, nil, 1e-7, false, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
		padded, _ := f.NewStyle(&excelize.Style{CustomNumFmt: new("000000")})
		italian, _ := f.NewStyle(&excelize.Style{CustomNumFmt: new(`[$-410]dd/mm/yyyy;@`)})
		euro, _ := f.NewStyle(&excelize.Style{CustomNumFmt: new(`#,##0.00 "my euros";[Red]-#,##0.00`)})
		set(f, 8, 83048, nil, nil, 1234.5, nil, 46349)
		_ = f.SetCellStyle("Sheet1", "A8", "A8", padded)
		_ = f.SetCellStyle("Sheet1", "D8", "D8", euro)
		_ = f.SetCellStyle("Sheet1", "F8", "F8", italian)
		_ = f.SetCellRichText("Sheet1", "B8", []excelize.RichTextRun{{Text: "Na"}, {Text: "so", Font: &excelize.Font{Bold: true}}})
		_, _ = f.NewSheet("Note")
	})
	rows, err := read("Comuni.xlsx", data, columns, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"3 map[area:0.3 coastal:sì istat:083048 name:Alì «è»\n=1+1 population:221246 since:2026-11-23]",
		"7 map[area:0.0000001 coastal:no istat:83048 since:2026-11-23T09:30:00]",
		"8 map[area:1234.5 istat:083048 name:Naso since:2026-11-23]",
	} {
		if got := fmt.Sprint(rows[i].Number, " ", rows[i].Cells); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if object, err := rows[0].Object(); err != nil || !strings.Contains(string(object), `"since":"2026-11-23"`) {
		t.Error(string(object), err)
	}
}

func TestReadsAStreamThatIsNotInMemory(t *testing.T) {
	data := workbook(t, func(f *excelize.File) { set(f, 1, "istat"); set(f, 2, "083048") })
	rows, err := readFrom("a.xlsx", io.MultiReader(bytes.NewReader(data)), columns, sheet.Limits{})
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	_, err = readFrom("a.xlsx", io.MultiReader(bytes.NewReader(data)), columns, sheet.Limits{Bytes: 100})
	refusal(t, err, apperr.TooLarge, "file-too-large")
}

func TestDatesOf1904AndBefore1900March(t *testing.T) {
	yes := true
	data := workbook(t, func(f *excelize.File) {
		set(f, 1, "x")
		set(f, 2, 0.0)
		short, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		_ = f.SetCellStyle("Sheet1", "A2", "A2", short)
		_ = f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
	})
	rows, err := read("a.xlsx", data, nil, sheet.Limits{})
	if err != nil || rows[0].Cells["x"] != "1904-01-01" {
		t.Fatal(rows, err)
	}
}

func TestXLSXRefusals(t *testing.T) {
	header := func(f *excelize.File) { set(f, 1, "istat", "name") }
	for name, c := range map[string]struct {
		fill  func(f *excelize.File)
		kind  apperr.Kind
		code  string
		words []string
	}{
		"formula": {func(f *excelize.File) { set(f, 7, "083048"); _ = f.SetCellFormula("Sheet1", "B7", "1+1") },
			apperr.Unprocessable, "formula", []string{"B7: formula non ammessa", "/rows/7/B7"}},
		"formula in the header": {func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "B1", "1+1") },
			apperr.Unprocessable, "formula", []string{"B1"}},
		"rows":           {func(f *excelize.File) { set(f, 2, "1"); set(f, 9, "2"); set(f, 10, "3") }, apperr.TooLarge, "too-many-rows", nil},
		"columns":        {func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "Z2", 1) }, apperr.TooLarge, "too-many-columns", []string{"Z2"}},
		"cell outside":   {func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "C2", 1) }, apperr.Unprocessable, "cell-outside", nil},
		"long cell":      {func(f *excelize.File) { set(f, 2, strings.Repeat("è", 51)) }, apperr.Unprocessable, "long-cell", nil},
		"very long cell": {func(f *excelize.File) { set(f, 2, strings.Repeat("è", 500)) }, apperr.Unprocessable, "long-cell", []string{"A2"}},
		"sheets":         {func(f *excelize.File) { _, _ = f.NewSheet("b"); _, _ = f.NewSheet("c") }, apperr.TooLarge, "too-many-sheets", nil},
		"unknown column": {func(f *excelize.File) { set(f, 1, "istat", "colore") }, apperr.Unprocessable, "sheet-header", []string{"/rows/1/colore"}},
	} {
		t.Run(name, func(t *testing.T) {
			data := workbook(t, func(f *excelize.File) { header(f); c.fill(f) })
			_, err := read("a.xlsx", data, columns, sheet.Limits{Rows: 2, Columns: 20, Cell: 50, Sheets: 2})
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			refusal(t, err, c.kind, c.code, c.words...)
		})
	}
}
