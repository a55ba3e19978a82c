package sheet_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"comunita/internal/platform/sheet"
)

type writer interface {
	Row(cells []any) error
	Close() error
}

func open(format string, w io.Writer, header []string) (writer, error) {
	switch format {
	case "a.xlsx":
		return sheet.XLSX(w, header)
	case "a.tsv":
		return sheet.CSV(w, '\t', header)
	case "a.csv":
		return sheet.CSV(w, ';', header)
	}
	return sheet.CSV(w, ',', header)
}

func written(t testing.TB, format string, header []string, rows ...[]any) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := open(format, &out, header)
	for _, r := range rows {
		if err == nil {
			err = w.Row(r)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// text draws what people and attackers write. CSV does not tell the line ends \r\n and \n apart, so \r\n is left out.
var text = rapid.Custom(func(t *rapid.T) string {
	prefix := rapid.SampledFrom([]string{"", "", "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠", "'", "''=", "' -", " =", "\u200b=", "\"", "_x0041_", "_x005F_", "0", "&<>"}).Draw(t, "prefix")
	s := prefix + rapid.StringOf(rapid.RuneFrom([]rune("aZ0èŁ水🙂'\"=+-@;,\t\n\r _x&<]>\u00a0\u202e\ufffe"))).Draw(t, "text")
	return crlf.ReplaceAllString(s, "\n")
})

var crlf = regexp.MustCompile(`\r+\n`)

func TestTextsSurviveTheRoundTripAndAreNeverFormulas(t *testing.T) {
	for _, format := range []string{"a.csv", "a.tsv", "text/csv", "a.xlsx"} {
		t.Run(format, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				var rows [][]any
				for range rapid.IntRange(1, 5).Draw(rt, "rows") {
					rows = append(rows, []any{"x", text.Draw(rt, "a"), text.Draw(rt, "b")})
				}
				data := written(t, format, []string{"k", "a", "b"}, rows...)
				got, err := read(format, data, nil, sheet.Limits{})
				if err != nil || len(got) != len(rows) {
					rt.Fatalf("%d rows, %v", len(got), err)
				}
				for i, r := range rows {
					for j, key := range []string{"k", "a", "b"} {
						want, got := r[j].(string), got[i].Cells[key]
						if blank := strings.TrimSpace(want) == "" && strings.TrimSpace(got) == ""; got != want && !blank {
							rt.Fatalf("row %d, %s: got %q, want %q", i, key, got, want)
						}
					}
				}
			})
		})
	}
}

func TestGuard(t *testing.T) {
	for _, s := range []string{"=1+1", "+39", "-1", "@SUM", "\t=1", "\r", "\n=", "＝1", "＋1", "－1", "＠a", " =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "'=1", "''+1", "−1"} {
		if got := sheet.Guard(s); got != "'"+s || sheet.Unguard(got) != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	for _, s := range []string{"", "a=1", "l'ente", "'ndrangheta", "'", "1-2", " a", "«=»"} {
		if got := sheet.Guard(s); got != s || sheet.Unguard(s) != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

type slug string

func TestValuesKeepTheirKind(t *testing.T) {
	day, n := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), -7
	rome := time.FixedZone("", 3600)
	header := []string{"istat", "n", "f", "b", "day", "instant", "nothing", "named", "huge"}
	row := []any{"083048", &n, 1234.5, true, day, time.Date(2026, 11, 23, 9, 30, 0, 0, rome), (*int)(nil), slug("=x"), int64(math.MaxInt64)}
	for format, want := range map[string]string{
		"a.csv":    "\ufeffistat;n;f;b;day;instant;nothing;named;huge\n083048;-7;1234,5;sì;2026-11-23;2026-11-23T09:30:00+01:00;;'=x;9223372036854775807\n",
		"text/csv": "\ufeffistat,n,f,b,day,instant,nothing,named,huge\n083048,-7,1234.5,true,2026-11-23,2026-11-23T09:30:00+01:00,,'=x,9223372036854775807\n",
	} {
		if got := written(t, format, header, row); string(got) != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, "a.xlsx", header, row)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset, "C2": excelize.CellTypeUnset,
		"D2": excelize.CellTypeBool, "E2": excelize.CellTypeUnset, "H2": excelize.CellTypeInlineString, "I2": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("Dati", name); got != want || err != nil {
			t.Errorf("%s is of type %v, %v", name, got, err)
		}
	}
	for name, want := range map[string]string{"A2": "083048", "B2": "-7", "C2": "1234.5", "D2": "TRUE", "E2": "11-23-26", "F2": "23/11/2026 09:30", "G2": "", "H2": "'=x"} {
		if got, err := f.GetCellValue("Dati", name); got != want || err != nil {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	cols := []sheet.Column{{Name: "istat"}, {Name: "n", Type: sheet.Integer}, {Name: "f", Type: sheet.Number}, {Name: "b", Type: sheet.Boolean},
		{Name: "day", Type: sheet.Date}, {Name: "instant"}, {Name: "nothing"}, {Name: "named"}, {Name: "huge", Type: sheet.Integer}}
	for _, format := range []string{"a.csv", "text/csv", "a.xlsx"} {
		rows, err := read(format, written(t, format, header, row), cols, sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		object, err := rows[0].Object()
		if err != nil || !strings.Contains(string(object), `"b":true,"day":"2026-11-23","f":1234.5,"huge":9223372036854775807,`) {
			t.Errorf("%s: %s, %v", format, object, err)
		}
	}
}

func TestNumbersAndDaysSurviveTheRoundTrip(t *testing.T) {
	cols := []sheet.Column{{Name: "n", Type: sheet.Integer}, {Name: "f", Type: sheet.Number}, {Name: "d", Type: sheet.Date}}
	for _, format := range []string{"a.csv", "text/csv", "a.xlsx"} {
		rapid.Check(t, func(rt *rapid.T) {
			n := rapid.Int64Range(-1e15, 1e15).Draw(rt, "n")
			f := float64(rapid.Int64Range(-1e12, 1e12).Draw(rt, "f")) / 100
			d := time.Date(1901, 1, 1+rapid.IntRange(0, 100_000).Draw(rt, "d"), 0, 0, 0, 0, time.UTC)
			rows, err := read(format, written(t, format, []string{"n", "f", "d"}, []any{n, f, d}), cols, sheet.Limits{})
			if err != nil {
				rt.Fatal(err)
			}
			object, err := rows[0].Object()
			if want := fmt.Sprintf(`{"d":"%s","f":%v,"n":%d}`, d.Format("2006-01-02"), jsonNumber(f), n); err != nil || string(object) != want {
				rt.Fatalf("%s: got %s, %v, want %s", format, object, err, want)
			}
		})
	}
}

func jsonNumber(f float64) string {
	s := fmt.Sprintf("%.2f", f)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func TestWritersRefuse(t *testing.T) {
	for _, v := range []any{math.NaN(), math.Inf(-1), struct{}{}, []int{1}, map[string]int{}} {
		for _, format := range []string{"a.csv", "a.xlsx"} {
			w, _ := open(format, io.Discard, []string{"a"})
			if err := w.Row([]any{v}); err == nil {
				t.Errorf("%s takes %v", format, v)
			}
		}
	}
	w, _ := open("a.xlsx", io.Discard, []string{"a"})
	if err := w.Row([]any{strings.Repeat("è", 32_768)}); err == nil {
		t.Error("a cell too long for any spreadsheet program was written")
	}
}

func TestWritingTakesConstantMemory(t *testing.T) {
	for _, format := range []string{"a.csv", "a.xlsx"} {
		peak, took := cost(func() {
			w, _ := open(format, io.Discard, []string{"a", "b"})
			for i := range 50_000 {
				_ = w.Row([]any{i, "testo di una riga"})
			}
			_ = w.Close()
		})
		if peak > 4<<20 {
			t.Errorf("%s: %d KB", format, peak>>10)
		}
		t.Log(format, took)
	}
}

// LibreOffice has the last word on what is computed and whether a file opens.
func TestLibreOfficeComputesNothing(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed; the guard and the cell types are tested above without it")
	}
	nasty := []string{"=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", " =1+1", "'=1+1", `=HYPERLINK("http://x";"y")`, "=cmd|' /C calc'!A0"}
	rows := make([][]any, len(nasty))
	for i, s := range nasty {
		rows[i] = []any{s, "fine"}
	}
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain.csv")
	if err := os.WriteFile(plain, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = exec.Command(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "fods", "--outdir", dir, plain).Run()
	if _, err := os.Stat(filepath.Join(dir, "plain.fods")); err != nil {
		t.Skip("LibreOffice is here without Calc; the guard and the cell types are tested above without it")
	}
	for format, file := range map[string]string{"a.csv": "semicolon.csv", "text/csv": "comma.csv", "a.xlsx": "book.xlsx"} {
		in := filepath.Join(dir, file)
		if err := os.WriteFile(in, written(t, format, []string{"a", "b"}, rows...), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", "fods", "--outdir", dir, in}
		if format == "a.csv" {
			args = append(args[:2], append([]string{"--infilter=CSV:59,34,76,1"}, args[2:]...)...)
		}
		if out, err := exec.Command(soffice, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		flat, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(file, filepath.Ext(file))+".fods"))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(flat, []byte("table:formula")) || !bytes.Contains(flat, []byte("fine")) || !utf8.Valid(flat) {
			t.Errorf("%s: a text was computed, or the file did not open", file)
		}
	}
}

func BenchmarkXLSXRow(b *testing.B) {
	w, _ := open("a.xlsx", io.Discard, []string{"a"})
	for b.Loop() {
		if w.Row([]any{1, "testo di una riga", 2.5, true, "Alì Terme"}) != nil {
			w, _ = open("a.xlsx", io.Discard, []string{"a"})
		}
	}
}

// The slowest file within the limits.
func BenchmarkWorstXLSX(b *testing.B) {
	p := parts()
	p["xl/s.xml"] = table(`<row><c t="s"><v>0</v></c></row>` + strings.Repeat(`<row><c/><c/></row>`, 23<<20/19))
	data := pack(p)
	for b.Loop() {
		if _, err := read("a.xlsx", data, columns, sheet.Limits{Ratio: 1 << 20}); err == nil {
			b.Fatal("more than could be read in a second was read")
		}
	}
}
