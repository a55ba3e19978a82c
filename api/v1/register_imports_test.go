package v1_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

// working is an app that works its jobs, with a catalogue of three entries.
func working(t *testing.T) *testkit.App {
	t.Helper()
	app := testkit.New(t)
	app.Basics(t)
	app.Exec(t, `INSERT INTO risks (id, code, area_code, process, event, typology, red_flags, state) VALUES
		(1, 'B.05', 'B', 'Affidamento diretto', 'Frazionamento artificioso dell''affidamento per restare sotto soglia', 'abuse', '{Importi simili}', 'validated'),
		(2, 'B.06', 'B', 'Proroghe e rinnovi', 'Proroghe ripetute al posto di una nuova gara', 'delay', '{}', 'validated'),
		(3, 'A.02', 'A', 'Concorso pubblico', 'Requisiti di accesso cuciti su un candidato', 'favouritism', '{}', 'superseded')`)
	app.Exec(t, `SELECT setval(pg_get_serial_sequence('risks', 'id'), 1000)`)
	stop, err := app.Jobs.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = stop(ctx)
	})
	return app
}

// book is an XLSX with these rows.
func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A register as municipalities keep it: a title above, merged cells, seven steps, and some bad rows.
var real_ = [][]any{
	{"COMUNE DI MILAZZO – REGISTRO DEI RISCHI – ALLEGATO A"},
	{"AREA DI RISCHIO", "PROCESSO", "EVENTO RISCHIOSO", "FATTORI ABILITANTI", "LIVELLO DI RISCHIO", "MOTIVAZIONE", "MISURE SPECIFICHE", "TEMPI DI ATTUAZIONE", "RESPONSABILE", "INDICATORE", "VALORE ATTESO", "Note d'ufficio"},
	{"Area appalti", "Affidamento diretto", "Frazionamento artificioso degli affidamenti per restare sotto la soglia", "Mancanza di controlli; consuetudine", "A++", "Affidamenti ripetuti", "Check-list per ogni affidamento", "entro il 30/06/2026", "Responsabile del settore", "n. check-list", "100%", "x"},
	{"", "", "", "", "", "", "Secondo istruttore", "semestrale", "Segretario comunale", "", "", ""},
	{"", "Proroghe", "Proroghe ripetute al posto della nuova gara", "", "M", "Due proroghe nell'anno", "check-list per ogni  affidamento", "", "", "", "", ""},
	{"", "Rendicontazione", "Evento che il catalogo non conosce affatto", "", "B-", "Mai accaduto", "", "", "", "", "", ""},
	{"Personale", "Concorso pubblico", "Requisiti cuciti su un candidato", "", "altissimo?", "Si vedrà", "", "", "", "", "", ""},
	{"Gestione cimiteri", "Concessioni", "Assegnazione di favore", "", "M", "", "", "", "", "", "", ""},
	{"Personale", "Concorso pubblico", "Tracce note all'ing. Bianchi", "", "A", "", "", "", "", "", "", ""},
	{"Area appalti", "Proroghe", "Proroghe ripetute al posto della nuova gara", "", "A", "", "", "", "", "", "", ""},
}

func upload(t testing.TB, c testkit.Client, municipality string, file []byte, query string) v1.RegisterImport {
	t.Helper()
	return testkit.JSON[v1.RegisterImport](c.Upload(t, "/register-imports?municipality="+municipality+"&year=2026&filename=registro.xlsx"+query, xlsxMedia, file).Want(http.StatusCreated))
}

func importPath(i v1.RegisterImport) string { return fmt.Sprintf("/register-imports/%d", i.ID) }

// settled waits for the queue.
func settled(t testing.TB, c testkit.Client, i v1.RegisterImport) v1.RegisterImport {
	t.Helper()
	for until := time.Now().Add(4 * time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		got := testkit.JSON[v1.RegisterImport](c.Get(t, importPath(i)).Want(http.StatusOK))
		if got.State != "checking" && got.State != "applying" {
			return got
		}
	}
	t.Fatalf("the import does not end: %s", c.Get(t, importPath(i)).Body)
	return i
}

// mapped sends the proposals as they are, with the changes of a person.
func mapped(t testing.TB, c testkit.Client, i v1.RegisterImport, change func(*v1.RegisterMapping)) *testkit.Response {
	t.Helper()
	m := v1.RegisterMapping{Method: "pna2019", MeasureType: "TM01"}
	for _, col := range i.Columns {
		m.Columns = append(m.Columns, v1.RegisterMappingColumn{Heading: col.Heading, Field: col.Field})
	}
	if change != nil {
		change(&m)
	}
	return c.Do(t, http.MethodPut, importPath(i)+"/mapping", m, "If-Match", fmt.Sprintf(`"v%d"`, i.Version))
}

func rowsOf(t testing.TB, c testkit.Client, i v1.RegisterImport, query string) []v1.RegisterImportRow {
	t.Helper()
	return testkit.JSON[page.Of[v1.RegisterImportRow]](c.Get(t, importPath(i)+"/rows"+query).Want(http.StatusOK)).Items
}

func decide(t testing.TB, c testkit.Client, i v1.RegisterImport, r v1.RegisterImportRow, d v1.RegisterDecision) *testkit.Response {
	t.Helper()
	return c.Do(t, http.MethodPut, fmt.Sprintf("%s/rows/%d/decision", importPath(i), r.Number), d, "If-Match", fmt.Sprintf(`"v%d"`, r.Version))
}

func apply(t testing.TB, c testkit.Client, i v1.RegisterImport, onlyGood bool) *testkit.Response {
	t.Helper()
	return c.Do(t, http.MethodPost, importPath(i)+"/application", v1.RegisterApplication{OnlyGood: onlyGood}, "If-Match", fmt.Sprintf(`"v%d"`, i.Version))
}

func numbers(rows []v1.RegisterImportRow) (out []int) {
	for _, r := range rows {
		out = append(out, r.Number)
	}
	return out
}

func TestRegisterImport(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	i := upload(t, rpct, testkit.Milazzo, book(t, real_...), "&header_row=2")

	proposed := map[string]string{}
	for _, c := range i.Columns {
		proposed[c.Heading] = c.Field
	}
	for heading, want := range map[string]string{"AREA DI RISCHIO": "area", "PROCESSO": "process", "EVENTO RISCHIOSO": "event", "FATTORI ABILITANTI": "factors", "LIVELLO DI RISCHIO": "level",
		"MISURE SPECIFICHE": "measure", "TEMPI DI ATTUAZIONE": "timing", "RESPONSABILE": "responsible", "INDICATORE": "indicator", "VALORE ATTESO": "target", "Note d'ufficio": ""} {
		if proposed[heading] != want {
			t.Errorf("%s is proposed as %q", heading, proposed[heading])
		}
	}
	if i.State != "uploaded" || i.Rows != 8 || len(i.Areas) != 3 || i.Areas[1].Area != "A" || i.Areas[0].Said {
		t.Fatalf("%+v", i)
	}

	mapped(t, rpct, i, func(m *v1.RegisterMapping) { m.MeasureType = "" }).Refused(http.StatusUnprocessableEntity, "validation", "/measure_type")
	mapped(t, rpct, i, func(m *v1.RegisterMapping) { m.MeasureType = "TM99" }).Refused(http.StatusUnprocessableEntity, "validation", "/measure_type")
	mapped(t, rpct, i, func(m *v1.RegisterMapping) {
		m.Columns[2].Field, m.Columns[5].Field, m.Columns[6].Field, m.Columns[7].Field = "", "boh", "area", "P1"
		m.Columns[8].Heading = "Altra"
		m.Areas = []v1.RegisterMappingArea{{Text: "Area appalti", Area: "ZZ"}}
	}).Refused(http.StatusUnprocessableEntity, "validation", "/columns", "/columns/5/field", "/columns/6/field", "/columns/7/field", "/columns/8/heading", "/areas/Area appalti")
	mapped(t, rpct, i, func(m *v1.RegisterMapping) { m.Method = "pna2030" }).Refused(http.StatusUnprocessableEntity, "validation", "/method")
	rpct.Do(t, http.MethodPut, importPath(i)+"/mapping", v1.RegisterMapping{Method: "pna2019", Columns: []v1.RegisterMappingColumn{}}).Want(http.StatusPreconditionRequired)
	apply(t, rpct, i, false).Refused(http.StatusConflict, "import-state")

	appalti := func(m *v1.RegisterMapping) { m.Areas = []v1.RegisterMappingArea{{Text: "AREA APPALTI", Area: "B"}} }
	mapped(t, rpct, i, appalti).Want(http.StatusOK)
	mapped(t, rpct, i, appalti).Refused(http.StatusConflict, "import-state")
	i = settled(t, rpct, i)
	if i.State != "checked" || i.Good != 4 || i.Failed != 4 || i.Unconfirmed != 2 || i.Unmatched != 1 || i.Done != 8 {
		t.Fatalf("%+v", i)
	}
	if n := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister)).Total; n != 0 {
		t.Errorf("the dry run wrote %d risks", n)
	}

	t.Run("a report per row", func(t *testing.T) {
		var got []string
		for _, r := range rowsOf(t, rpct, i, "?outcome=failed") {
			for _, f := range r.Findings {
				if f.Blocking {
					got = append(got, fmt.Sprintf("%d %s %s", r.Number, f.Column, f.Code))
				}
			}
		}
		if want := []string{"7 LIVELLO DI RISCHIO unknown-level", "8 AREA DI RISCHIO unknown-area", "9 EVENTO RISCHIOSO personal-data", "10  other-level"}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		res := rpct.Get(t, importPath(i)+"/rows?outcome=failed", "Accept", "text/csv").Want(http.StatusOK)
		in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(res.Body, []byte("\xef\xbb\xbf"))))
		in.Comma = ';'
		table, err := in.ReadAll()
		if err != nil || len(table) != 5 || table[0][0] != "Riga" || table[1][0] != "7" || table[1][2] != "LIVELLO DI RISCHIO" || !strings.HasPrefix(table[1][3], "Livello sconosciuto: «altissimo?»") {
			t.Errorf("%v %q", err, table)
		}
		first := rowsOf(t, rpct, i, "?limit=1")[0]
		if first.Number != 3 || first.Original != "A++" || first.Level != "high" || first.Code != "B.05" || first.Score < 0.5 || !first.Leader || first.Texts[11] != "x" || first.Findings[0].Code != "unknown-factor" {
			t.Errorf("%+v", first)
		}
	})
	t.Run("matches wait for a person", func(t *testing.T) {
		waiting := rowsOf(t, rpct, i, "?match=proposed")
		if !slices.Equal(numbers(waiting), []int{3, 5}) || !slices.Equal(numbers(rowsOf(t, rpct, i, "?match=unmatched")), []int{6}) {
			t.Fatalf("%v", numbers(waiting))
		}
		decide(t, rpct, i, waiting[0], v1.RegisterDecision{Decision: "boh"}).Refused(http.StatusUnprocessableEntity, "validation", "/decision")
		decide(t, rpct, i, waiting[0], v1.RegisterDecision{Decision: "adopt", EntryID: 3}).Refused(http.StatusUnprocessableEntity, "validation", "/entry_id")
		decide(t, rpct, i, waiting[0], v1.RegisterDecision{Decision: "adopt"}).Want(http.StatusOK)
		decide(t, rpct, i, waiting[0], v1.RegisterDecision{Decision: "own"}).Refused(http.StatusPreconditionFailed, "stale-version")
		decide(t, rpct, i, waiting[1], v1.RegisterDecision{Decision: "adopt", EntryID: 1}).Refused(http.StatusUnprocessableEntity, "validation", "/entry_id")
		decide(t, rpct, i, waiting[1], v1.RegisterDecision{Decision: "own"}).Want(http.StatusOK)
		third := rowsOf(t, rpct, i, "?match=unmatched")[0]
		decide(t, rpct, i, third, v1.RegisterDecision{Decision: "adopt"}).Refused(http.StatusUnprocessableEntity, "validation", "/entry_id")
		second := v1.RegisterImportRow{Number: 4}
		second.Version = 2
		decide(t, rpct, i, second, v1.RegisterDecision{Decision: "own"}).Refused(http.StatusConflict, "row-without-match")
		second.Number = 99
		decide(t, rpct, i, second, v1.RegisterDecision{Decision: "own"}).Refused(http.StatusNotFound, "register-import-row-not-found")
		if got := numbers(rowsOf(t, rpct, i, "?match=decided")); !slices.Equal(got, []int{3, 5}) {
			t.Error(got)
		}
	})
	t.Run("who decides first", func(t *testing.T) {
		r := rowsOf(t, rpct, i, "?match=unmatched")[0]
		codes := make([]int, 6)
		var all sync.WaitGroup
		for n := range codes {
			all.Go(func() {
				who := app.As(t, authz.Referent, testkit.Milazzo)
				codes[n] = decide(t, who, i, r, v1.RegisterDecision{Decision: []string{"own", "adopt"}[n%2], EntryID: []int64{0, 2}[n%2]}).Code
			})
		}
		all.Wait()
		slices.Sort(codes)
		if codes[0] != 200 || codes[1] != 412 || codes[5] != 412 {
			t.Error(codes)
		}
		now := testkit.JSON[page.Of[v1.RegisterImportRow]](rpct.Get(t, importPath(i)+"/rows?match=decided")).Items
		decide(t, rpct, i, now[2], v1.RegisterDecision{Decision: "own"}).Want(http.StatusOK)
	})
	t.Run("what people decided stays when the mapping is said again", func(t *testing.T) {
		i = testkit.JSON[v1.RegisterImport](rpct.Get(t, importPath(i)))
		mapped(t, rpct, i, func(m *v1.RegisterMapping) {
			m.Areas = []v1.RegisterMappingArea{{Text: "Area appalti", Area: "B"}, {Text: "Gestione cimiteri", Area: "A"}}
		}).Want(http.StatusOK)
		i = settled(t, rpct, i)
		if i.Good != 5 || i.Failed != 3 || i.Confirmed != 3 {
			t.Fatalf("%+v", i)
		}
	})

	apply(t, rpct, i, false).Refused(http.StatusConflict, "import-has-errors")
	apply(t, rpct, i, true).Want(http.StatusOK)
	i = settled(t, rpct, i)
	if i.State != "applied" || i.Risks != 4 || i.Evaluations != 4 || i.Measures != 2 || len(i.Actions) != 0 {
		t.Fatalf("%+v", i)
	}
	apply(t, rpct, i, true).Refused(http.StatusConflict, "import-state")

	all := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister)).Items
	byEvent := map[string]v1.RegisterRow{}
	for _, r := range all {
		byEvent[r.Event] = r
	}
	first := byEvent["Frazionamento artificioso degli affidamenti per restare sotto la soglia"]
	if len(all) != 4 || first.Entry != "B.05" || first.Level != "high" || first.Original != "A++" || first.State != "draft" || first.Motivation != "Affidamenti ripetuti" || len(first.Measures) != 2 ||
		!slices.Equal(first.Factors, []string{"Mancanza di controlli"}) {
		t.Errorf("%+v", first)
	}
	m := first.Measures[0]
	if m.Title != "Check-list per ogni affidamento" || m.Responsible != "Responsabile del settore" || m.Target != "100%" || m.Indicator != "n. check-list" || m.Scope != "specific" || len(m.Phases) != 1 || m.Phases[0].DueOn != "2026-06-30" {
		t.Errorf("%+v", m)
	}
	second := byEvent["Proroghe ripetute al posto della nuova gara"]
	if second.Entry != "" || second.Level != "medium" || len(second.Measures) != 1 || second.Measures[0].ID != m.ID {
		t.Errorf("%+v", second)
	}
	risk := testkit.JSON[v1.Risk](rpct.Get(t, fmt.Sprintf("/risks/%d", first.RiskID)))
	if entry := testkit.JSON[v1.Risk](rpct.Get(t, fmt.Sprintf("/risks/%d", risk.AdoptedID))); risk.AdoptedVersion != entry.Published {
		t.Errorf("adopted at version %d of %d", risk.AdoptedVersion, entry.Published)
	}
	if a := testkit.JSON[v1.MeasureAdoption](rpct.Get(t, fmt.Sprintf("/measure-adoptions/%d", m.ID))); a.Complete != 5 {
		t.Errorf("all five attributes were in the file: %d", a.Complete)
	}
	if risk.Description != "Fattori abilitanti, come nel registro importato: consuetudine" || risk.Typology != "abuse" || !slices.Equal(risk.RedFlags, []string{"Importi simili"}) || risk.Motivation != "Affidamenti ripetuti" || risk.ExternalRef != fmt.Sprintf("import-%d-3", i.ID) {
		t.Errorf("%+v", risk)
	}

	t.Run("the same register again makes nothing twice", func(t *testing.T) {
		again := upload(t, rpct, testkit.Milazzo, book(t, real_...), "&header_row=2")
		for _, a := range again.Areas {
			if !a.Said && a.Text != "Personale" {
				t.Errorf("%s was said before", a.Text)
			}
		}
		mapped(t, rpct, again, func(m *v1.RegisterMapping) {
			m.Areas = []v1.RegisterMappingArea{{Text: "Area appalti", Area: "B"}, {Text: "Gestione cimiteri", Area: "A"}}
		}).Want(http.StatusOK)
		again = settled(t, rpct, again)
		if again.Known != 4 || again.Unconfirmed != 0 {
			t.Fatalf("%+v", again)
		}
		known := rowsOf(t, rpct, again, "?match=known")[0]
		if known.RiskID != first.RiskID || !slices.Equal(codesOf(known), []string{"unknown-factor", "evaluated", "known-measure"}) {
			t.Errorf("%+v", known)
		}
		apply(t, rpct, again, true).Want(http.StatusOK)
		again = settled(t, rpct, again)
		if again.State != "applied" || again.Risks+again.Evaluations+again.Measures != 0 {
			t.Errorf("%+v", again)
		}
		if rows := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister)); rows.Total != 4 {
			t.Error(rows.Total)
		}
	})
	t.Run("nobody else's", func(t *testing.T) {
		capri := app.As(t, authz.RPCT, testkit.Capri)
		for _, path := range []string{"", "/rows"} {
			capri.Get(t, importPath(i)+path).Refused(http.StatusNotFound, "register-import-not-found")
		}
		mapped(t, capri, i, nil).Refused(http.StatusNotFound, "register-import-not-found")
		apply(t, capri, i, true).Refused(http.StatusNotFound, "register-import-not-found")
		capri.Delete(t, importPath(i), "If-Match", `"v1"`).Refused(http.StatusNotFound, "register-import-not-found")
		decide(t, capri, i, v1.RegisterImportRow{Number: 3}, v1.RegisterDecision{Decision: "own"}).Want(http.StatusPreconditionFailed)
		row := v1.RegisterImportRow{Number: 3}
		row.Version = 1
		decide(t, capri, i, row, v1.RegisterDecision{Decision: "own"}).Refused(http.StatusNotFound, "register-import-not-found")
		capri.Upload(t, "/register-imports?municipality=083049&year=2026&filename=a.csv", "text/csv", []byte("a;b\n1;2")).Refused(http.StatusNotFound, "municipality-not-found")
		if n := testkit.JSON[page.Of[v1.RegisterImport]](capri.Get(t, "/register-imports")).Total; n != 0 {
			t.Error("sees others' imports")
		}
		coordinator := app.As(t, authz.Coordinator, testkit.Milazzo)
		coordinator.Get(t, importPath(i)).Want(http.StatusOK)
		mapped(t, coordinator, i, nil).Refused(http.StatusForbidden, "missing-permission")
	})
	t.Run("let go", func(t *testing.T) {
		x := upload(t, rpct, testkit.Milazzo, book(t, real_...), "&header_row=2")
		rpct.Delete(t, importPath(x)+"?reason=Doppione", "If-Match", fmt.Sprintf(`"v%d"`, x.Version)).Want(http.StatusNoContent)
		if n := len(rowsOf(t, rpct, x, "")); n != 0 {
			t.Errorf("%d rows left", n)
		}
		mapped(t, rpct, x, nil).Want(http.StatusConflict)
	})
}

func TestRegisterImportOfTheSupersededMethod(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	file := book(t, []any{"Area", "Processo", "Rischio", "P1", "P2", "P3", "P4", "P5", "P6 Controlli", "I1", "I2", "I3", "I4"},
		[]any{"B", "Affidamento diretto", "Frazionamento artificioso", 2, 5, 1, 5, 5, 2, 4, 1, 0, 4}, []any{"B", "Affidamento diretto", "Preventivi di comodo", 2, 1, 2, 5, 5, 2, 4, 1, 0, 4})
	for control, want := range map[string]struct {
		p6    int
		score float64
	}{"annex": {2, 7.5}, "inverted": {4, 22. / 6 * 2.25}} {
		municipality := map[string]string{"annex": testkit.Milazzo, "inverted": testkit.Capri}[control]
		rpct := app.As(t, authz.RPCT, municipality)
		i := upload(t, rpct, municipality, file, "")
		old := func(m *v1.RegisterMapping) { m.Method, m.Control = "pna2013", control }
		mapped(t, rpct, i, nil).Refused(http.StatusUnprocessableEntity, "validation", "/columns/3/field")
		mapped(t, rpct, i, func(m *v1.RegisterMapping) { m.Method = "pna2013" }).Refused(http.StatusUnprocessableEntity, "validation", "/control")
		mapped(t, rpct, i, old).Want(http.StatusOK)
		i = settled(t, rpct, i)
		bad := rowsOf(t, rpct, i, "?outcome=failed")
		if i.Good != 1 || len(bad) != 1 || len(bad[0].Findings) != 2 || bad[0].Findings[0].Column != "P2" || bad[0].Findings[1].Column != "P3" || bad[0].Findings[0].Code != "not-in-scale" {
			t.Fatalf("%+v %+v", i, bad)
		}
		apply(t, rpct, i, true).Want(http.StatusOK)
		settled(t, rpct, i)
		r := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, "/municipalities/"+municipality+"/register")).Items[0]
		p6 := r.Indicators[slices.IndexFunc(r.Indicators, func(x v1.RegisterIndicator) bool { return x.Code == "P6" })].Value
		if !r.Superseded || r.Level != "medium" || p6 != want.p6 || *r.Score-want.score > 1e-9 || want.score-*r.Score > 1e-9 {
			t.Errorf("%s: %+v, score %v", control, r, *r.Score)
		}
	}
	_ = rpct
}

func TestRegisterImportRefusesHostileFiles(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	const path = "/register-imports?municipality=083049&year=2026&filename=registro"
	formula := excelize.NewFile()
	_ = formula.SetSheetRow("Sheet1", "A1", &[]any{"Area", "Evento"})
	_ = formula.SetCellFormula("Sheet1", "A2", `HYPERLINK("http://example.org")`)
	var withFormula bytes.Buffer
	if err := formula.Write(&withFormula); err != nil {
		t.Fatal(err)
	}
	many := bytes.Repeat([]byte("B;Evento\n"), 20_001)
	for name, c := range map[string]struct {
		media string
		file  []byte
		code  int
		want  string
	}{
		"formula":       {xlsxMedia, withFormula.Bytes(), 422, "formula"},
		"no sheet":      {xlsxMedia, []byte("PK\x03\x04 nothing"), 422, "broken-sheet"},
		"not a table":   {"text/csv", []byte("PK\x03\x04"), 422, "not-csv"},
		"latin-1":       {"text/csv", []byte("Area;Attivit\xe0\nB;x"), 422, "not-utf8"},
		"empty":         {"text/csv", []byte("\n\n"), 422, "empty-file"},
		"only titles":   {"text/csv", []byte("Area;Evento\n"), 422, "no-rows"},
		"title above":   {"text/csv", []byte("REGISTRO\nArea;Evento\nB;x"), 422, "cell-outside"},
		"long cell":     {"text/csv", append([]byte("Area\n"), bytes.Repeat([]byte("x"), 10_001)...), 422, "long-cell"},
		"too many rows": {"text/csv", append([]byte("Area;Evento\n"), many...), 413, "too-many-rows"},
		"macros":        {"application/vnd.ms-excel.sheet.macroenabled.12", []byte("PK"), 415, "content-type"},
		"html":          {"text/html", []byte("<table>"), 415, "content-type"},
	} {
		if res := rpct.Upload(t, path, c.media, c.file); res.Code != c.code || !strings.Contains(string(res.Body), "/problems/"+c.want) {
			t.Errorf("%s: %d %.300s", name, res.Code, res.Body)
		}
	}
	rpct.Upload(t, "/register-imports?municipality=083049&year=1812&filename=", "text/csv", []byte("Area\nB")).Refused(http.StatusBadRequest, "malformed", "year", "filename")
	if n := testkit.JSON[page.Of[v1.RegisterImport]](rpct.Get(t, "/register-imports")).Total; n != 0 {
		t.Errorf("%d imports of files that were refused", n)
	}
	left := 0
	_ = filepath.WalkDir(app.FilesDir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left++
		}
		return err
	})
	if left != 0 {
		t.Errorf("%d files left", left)
	}
}

// Twenty thousand rows, three hundred of them bad: within the limits, in one go, with a report that can be paged and downloaded whole.
func TestRegisterImportOfTwentyThousandRows(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	var file bytes.Buffer
	file.WriteString("Area;Processo;Evento rischioso;Livello;Motivazione;Misura\n")
	for n := range 20_000 {
		level := []string{"N", "B-", "B", "M", "A", "A+", "A++"}[n%7]
		if n%67 == 0 && n < 67*300 {
			level = "boh"
		}
		fmt.Fprintf(&file, "%s;Processo %d;Evento rischioso numero %d del vecchio registro;%s;Motivazione della riga %d;Misura %d\n", []string{"A", "B"}[n%2], n%300, n, level, n, n%50)
	}
	i := testkit.JSON[v1.RegisterImport](rpct.Upload(t, "/register-imports?municipality=083049&year=2026&filename=grande.csv", "text/csv", file.Bytes()).Want(http.StatusCreated))
	begun := time.Now()
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	i = settled(t, rpct, i)
	t.Logf("checked in %v", time.Since(begun))
	if i.State != "checked" || i.Rows != 20_000 || i.Failed != 299 || i.Good != 19_701 {
		t.Fatalf("%+v", i)
	}
	seen, cursor := 0, ""
	for {
		p := testkit.JSON[page.Of[v1.RegisterImportRow]](rpct.Get(t, importPath(i)+"/rows?outcome=failed&limit=200&cursor="+cursor).Want(http.StatusOK))
		seen += len(p.Items)
		if cursor = p.NextCursor; cursor == "" {
			break
		}
	}
	if lines := bytes.Count(rpct.Get(t, importPath(i)+"/rows?outcome=failed", "Accept", "text/csv").Body, []byte("\n")); seen != 299 || lines != 300 {
		t.Errorf("%d rows in pages, %d lines", seen, lines)
	}
	apply(t, rpct, i, false).Refused(http.StatusConflict, "import-has-errors")
	begun = time.Now()
	apply(t, rpct, i, true).Want(http.StatusOK)
	i = settled(t, rpct, i)
	t.Logf("applied in %v", time.Since(begun))
	if i.State != "applied" || i.Risks != 19_701 || i.Evaluations != 19_701 || i.Measures != 50 {
		t.Fatalf("%+v", i)
	}
	largeRegister(t, rpct)
}

// largeRegister takes a register of nineteen thousand risks away in every way there is.
func largeRegister(t *testing.T, rpct testkit.Client) {
	t.Helper()
	if n := bytes.Count(rpct.Get(t, milazzoRegister, "Accept", "text/csv").Want(http.StatusOK).Body, []byte("\n")); n != 19_702 {
		t.Errorf("%d lines of CSV, want the heading and 19,701 risks", n)
	}
	book, err := excelize.OpenReader(bytes.NewReader(rpct.Get(t, milazzoRegister, "Accept", xlsxMedia).Want(http.StatusOK).Body))
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := book.GetRows("Dati"); err != nil || len(rows) != 19_702 {
		t.Errorf("%d rows of XLSX: %v", len(rows), err)
	}
	docx := part(t, rpct.Get(t, milazzoRegister+"/document").Want(http.StatusOK).Body, "word/document.xml")
	if n := strings.Count(docx, "del vecchio registro<"); n != 19_701 {
		t.Errorf("%d events in the DOCX", n)
	}
	rpct.Get(t, milazzoRegister+"/document?format=pdf").Refused(http.StatusUnprocessableEntity, "register-too-large", "area")
	p := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister).Want(http.StatusOK))
	if p.Total != 1_000 || p.TotalRelation != "gte" {
		t.Errorf("%d %s", p.Total, p.TotalRelation)
	}
	if sum := testkit.JSON[v1.RegisterSummary](rpct.Get(t, milazzoRegister+"/summary").Want(http.StatusOK)); sum.Risks != 19_701 || len(sum.Areas) != 2 {
		t.Errorf("%+v", sum)
	}
}

// A check that was interrupted goes on where it was, with the row above still in mind.
func TestRegisterImportGoesOn(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	i := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Processo", "Evento", "Misura"}, []any{"B", "Affidamenti", "Frazionamento", "Una"}, []any{"", "", "", "Due"}), "")
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	app.Exec(t, `UPDATE register_import_rows SET parsed = jsonb_build_object('area', 'B', 'process', 'Affidamenti', 'event', 'Frazionamento', 'level', 0, 'original', '', 'motivation', '', 'measure', 'Una',
		'measure_type', 'TM01', 'phases', '[]'::jsonb, 'factors', '[]'::jsonb, 'indicators', '{}'::jsonb, 'due', '', 'timing', '', 'responsible', '', 'indicator', '', 'target', '', 'factors_text', ''), outcome = 'good' WHERE number = 2`)
	app.Exec(t, `UPDATE register_imports SET done = 1`)
	stop, err := app.Jobs.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop(context.WithoutCancel(t.Context())) }()
	i = settled(t, rpct, i)
	if i.Good != 2 || i.Failed != 0 {
		t.Fatalf("%+v", i)
	}
	app.Exec(t, `UPDATE risk_areas SET position = 7 WHERE code = 'B'`)
	apply(t, rpct, i, false).Want(http.StatusOK)
	if i = settled(t, rpct, i); i.State != "applied" || i.Risks != 1 || i.Measures != 2 || i.Evaluations != 0 {
		t.Errorf("%+v", i)
	}
}

// An entry that was superseded between the decision and the import stops it, and gives it back.
func TestRegisterImportOfAnEntryThatIsGone(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	i := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Processo", "Evento"}, []any{"B", "Affidamenti", "Frazionamento artificioso dell'affidamento per restare sotto soglia"}), "")
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	i = settled(t, rpct, i)
	decide(t, rpct, i, rowsOf(t, rpct, i, "")[0], v1.RegisterDecision{Decision: "adopt"}).Want(http.StatusOK)
	app.Exec(t, `UPDATE risks SET state = 'superseded' WHERE id = 1`)
	apply(t, rpct, i, false).Want(http.StatusOK)
	i = settled(t, rpct, i)
	if i.State != "checked" || !strings.Contains(i.Problem, "B.05") || i.Risks != 0 {
		t.Fatalf("%+v", i)
	}
	decide(t, rpct, i, rowsOf(t, rpct, i, "")[0], v1.RegisterDecision{Decision: "own"}).Want(http.StatusOK)
	apply(t, rpct, i, false).Want(http.StatusOK)
	if i = settled(t, rpct, i); i.State != "applied" || i.Risks != 1 {
		t.Errorf("%+v", i)
	}
}
