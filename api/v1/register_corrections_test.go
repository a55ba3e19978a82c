package v1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

// correct sends texts in place of cells: heading, text, heading, text…
func correct(t testing.TB, c testkit.Client, i v1.RegisterImport, r v1.RegisterImportRow, cells ...string) *testkit.Response {
	t.Helper()
	b := v1.RegisterCorrection{Cells: []v1.RegisterCell{}}
	for n := 0; n < len(cells); n += 2 {
		b.Cells = append(b.Cells, v1.RegisterCell{Column: cells[n], Text: cells[n+1]})
	}
	return c.Do(t, http.MethodPut, fmt.Sprintf("%s/rows/%d/correction", importPath(i), r.Number), b, "If-Match", fmt.Sprintf(`"v%d"`, r.Version))
}

func rowAt(t testing.TB, c testkit.Client, i v1.RegisterImport, number int) v1.RegisterImportRow {
	t.Helper()
	for _, r := range rowsOf(t, c, i, "?limit=200") {
		if r.Number == number {
			return r
		}
	}
	t.Fatalf("no row %d", number)
	return v1.RegisterImportRow{}
}

func codesOf(r v1.RegisterImportRow) (out []string) {
	for _, f := range r.Findings {
		out = append(out, f.Code)
	}
	return out
}

func TestRegisterImportCorrections(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	i := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Processo", "Evento", "Livello", "Motivazione", "Misura", "Responsabile", "Tempi", "Indicatore", "Target"},
		[]any{"B", "Affidamento diretto", "Frazionamento artificioso dell'affidamento per restare sotto soglia", "altino", "Si ripete", "Check-list", "Maggiore attenzione", "31/12/2026", "n. check-list", "100%"}, // 2
		[]any{"", "", "", "", "", "Rotazione", "Segretario comunale", "", "", ""},                  // 3 goes on with 2
		[]any{"Cose strane", "Concessioni", "Assegnazione di favore", "M", "", "", "", "", "", ""}, // 4
		[]any{"", "Altro", "Un evento che non somiglia", "B", "", "", "", "", "", ""},              // 5 has the area of 4
		[]any{"A", "Concorso", "Tracce note prima", "A", "", "Rotazione", "Economo", "", "", ""},   // 6
		[]any{"A", "Concorso", "Tracce note prima", "M", "", "", "", "", "", ""},                   // 7 contradicts 6
	), "")
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	i = settled(t, rpct, i)
	if i.Good != 1 || i.Failed != 5 {
		t.Fatalf("%+v", i)
	}
	second := rowAt(t, rpct, i, 2)
	t.Run("refusals", func(t *testing.T) {
		correct(t, rpct, i, second, "Colore", "rosso", "Livello", "ALTO", "Livello", "M").Refused(http.StatusUnprocessableEntity, "validation", "/cells/0/column", "/cells/2/column")
		correct(t, rpct, i, second, "Livello", "ALTO", "Motivazione", "Lo dice l'ing. Bianchi").Refused(http.StatusUnprocessableEntity, "validation", "/cells/1/text")
		correct(t, rpct, i, second, "Livello", strings.Repeat("x", 10_001)).Refused(http.StatusUnprocessableEntity, "validation", "/cells/0/text")
		stale := second
		stale.Version++
		correct(t, rpct, i, stale, "Livello", "ALTO").Refused(http.StatusPreconditionFailed, "stale-version")
		correct(t, app.As(t, authz.RPCT, testkit.Capri), i, second, "Livello", "ALTO").Refused(http.StatusNotFound, "register-import-not-found")
		correct(t, app.As(t, authz.Coordinator, testkit.Milazzo), i, second, "Livello", "ALTO").Refused(http.StatusForbidden, "missing-permission")
		nowhere := second
		nowhere.Number = 99
		correct(t, rpct, i, nowhere, "Livello", "ALTO").Refused(http.StatusNotFound, "register-import-row-not-found")
		if got := rowAt(t, rpct, i, 2); got.Version != second.Version || len(got.Fixed) != 0 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a cell, with the row that goes on with it", func(t *testing.T) {
		got := testkit.JSON[v1.RegisterImportRow](correct(t, rpct, i, second, "Livello", "A+", "Motivazione", "Si ripete").Want(http.StatusOK))
		if got.Outcome != "good" || got.Level != "high" || got.Original != "altino" || got.Texts[3] != "altino" || got.Code != "B.05" || !got.Leader ||
			!slices.Equal(got.Fixed, []v1.RegisterCell{{Column: "Livello", Text: "A+"}}) {
			t.Errorf("%+v", got)
		}
		if third := rowAt(t, rpct, i, 3); third.Outcome != "good" || third.Event != got.Event || third.Leader {
			t.Errorf("%+v", third)
		}
		now := testkit.JSON[v1.RegisterImport](rpct.Get(t, importPath(i)))
		if now.Good != 3 || now.Failed != 3 || now.Unconfirmed != 1 || now.Version == i.Version || now.State != "checked" {
			t.Errorf("%+v", now)
		}
		apply(t, rpct, i, true).Refused(http.StatusPreconditionFailed, "stale-version") // what the caller saw is no longer so
		if n := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister)).Total; n != 0 {
			t.Errorf("the dry run wrote %d risks", n)
		}
		if rotation := rowAt(t, rpct, i, 6); !slices.Equal(codesOf(rotation), []string{"other-attributes"}) || !strings.Contains(rotation.Findings[0].Detail, "riga 3") {
			t.Errorf("%+v", rotation.Findings)
		}
	})
	t.Run("what the rows below take from it", func(t *testing.T) {
		fourth := testkit.JSON[v1.RegisterImportRow](correct(t, rpct, i, rowAt(t, rpct, i, 4), "Area", "A").Want(http.StatusOK))
		if fifth := rowAt(t, rpct, i, 5); fourth.Outcome != "good" || fifth.Outcome != "good" || fifth.Area != "A" || !fifth.Leader {
			t.Errorf("%+v %+v", fourth, fifth)
		}
	})
	t.Run("an event whose level was contradicted", func(t *testing.T) {
		sixth := testkit.JSON[v1.RegisterImportRow](correct(t, rpct, i, rowAt(t, rpct, i, 6), "Livello", "MEDIO").Want(http.StatusOK))
		if seventh := rowAt(t, rpct, i, 7); seventh.Outcome != "good" || len(seventh.Findings) != 0 || seventh.Leader {
			t.Errorf("%+v", seventh)
		}
		sixth = testkit.JSON[v1.RegisterImportRow](correct(t, rpct, i, sixth).Want(http.StatusOK)) // as it came
		if seventh := rowAt(t, rpct, i, 7); sixth.Level != "high" || len(sixth.Fixed) != 0 || seventh.Outcome != "failed" || !slices.Equal(codesOf(seventh), []string{"other-level"}) {
			t.Errorf("%+v %+v", sixth, seventh)
		}
		seventh := testkit.JSON[v1.RegisterImportRow](correct(t, rpct, i, rowAt(t, rpct, i, 7), "Evento", "Tracce note dopo").Want(http.StatusOK))
		if seventh.Outcome != "good" || !seventh.Leader || seventh.Level != "medium" {
			t.Errorf("%+v", seventh)
		}
	})
	t.Run("a decision stays, unless the same entry is taken", func(t *testing.T) {
		decide(t, rpct, i, rowAt(t, rpct, i, 2), v1.RegisterDecision{Decision: "adopt"}).Want(http.StatusOK)
		two := testkit.JSON[v1.RegisterImportRow](correct(t, rpct, i, rowAt(t, rpct, i, 2), "Livello", "ALTO").Want(http.StatusOK))
		if two.Decision != "adopt" || two.Code != "B.05" {
			t.Errorf("%+v", two)
		}
	})
	t.Run("the history says who", func(t *testing.T) {
		var n int
		err := app.DB.Pool().QueryRow(t.Context(), `SELECT count(*) FROM audit_log WHERE table_name = 'register_import_rows' AND operation = 'register-imports-correction'
			AND new->'corrections' = '{"Livello": "A+"}' AND NOT new ? 'cells'`).Scan(&n)
		if err != nil || n != 1 {
			t.Error(err, n)
		}
	})
	i = testkit.JSON[v1.RegisterImport](rpct.Get(t, importPath(i)))
	if i.Failed != 0 || i.Good != 6 {
		t.Fatalf("%+v", i)
	}
	apply(t, rpct, i, false).Want(http.StatusOK)
	i = settled(t, rpct, i)
	if i.State != "applied" || i.Risks != 5 || i.Measures != 2 {
		t.Fatalf("%+v", i)
	}
	correct(t, rpct, i, rowAt(t, rpct, i, 2), "Livello", "M").Refused(http.StatusConflict, "import-state")
	r := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister+"?area=B")).Items[0]
	if r.Original != "altino" || r.Level != "high" {
		t.Errorf("%+v", r)
	}
}

// What is stored of the completeness of an imported measure is what its page says, abstract words included.
func TestRegisterImportCompleteness(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	i := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Processo", "Evento", "Misura", "Fasi di attuazione", "Responsabile", "Tempi", "Indicatore", "Target"},
		[]any{"B", "Affidamento", "Uno", "Check-list", "Uso della check-list", "Responsabile del settore", "31/12/2026", "n. check-list", "100%"},
		[]any{"B", "Affidamento", "Due", "Attenzione", "Maggiore attenzione agli affidamenti", "Tutti", "31/12/2026", "Rispetto della normativa", "miglioramento"},
		[]any{"B", "Affidamento", "Tre", "Due fasi", "Modello; Uso", "Economo", "31/12/2026", "", "100%"}), "")
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	i = settled(t, rpct, i)
	apply(t, rpct, i, false).Want(http.StatusOK)
	settled(t, rpct, i)
	for title, want := range map[string]int{"Check-list": 5, "Attenzione": 1, "Due fasi": 3} {
		var id int64
		var stored int
		if err := app.DB.Pool().QueryRow(t.Context(), `SELECT id, complete FROM measure_adoptions WHERE title = $1`, title).Scan(&id, &stored); err != nil {
			t.Fatal(err)
		}
		if a := testkit.JSON[v1.MeasureAdoption](rpct.Get(t, fmt.Sprintf("/measure-adoptions/%d", id))); stored != want || a.Completeness.Score != want {
			t.Errorf("%s: %d stored, %d shown, want %d", title, stored, a.Completeness.Score, want)
		}
	}
	if n := testkit.JSON[page.Of[v1.MeasureAdoption]](rpct.Get(t, "/measure-adoptions?incomplete=true")).Total; n != 2 {
		t.Errorf("%d incomplete", n)
	}
}

// An imported judgement has what one typed in would have: the suggestion, or the level that follows from the score.
func TestRegisterImportJudgements(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	i := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Processo", "Evento", "Livello", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6"},
		[]any{"B", "Affidamento", "Uno", "BASSO", "A", "A", "B", "B", "A", "A"}), "")
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	i = settled(t, rpct, i)
	apply(t, rpct, i, false).Want(http.StatusOK)
	settled(t, rpct, i)
	e := testkit.JSON[page.Of[v1.Evaluation]](rpct.Get(t, "/evaluations")).Items[0]
	if e.SuggestedLevel != "high" || e.Level != "low" || !slices.ContainsFunc(e.Missing, func(m v1.EvaluationMissing) bool { return m.Pointer == "/deviation" }) {
		t.Errorf("%+v", e)
	}

	old := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Processo", "Rischio", "Livello", "P1", "P2", "P3", "P4", "P5", "P6", "I1", "I2", "I3", "I4"},
		[]any{"B", "Affidamento", "Due", "ALTO", 2, 5, 1, 5, 5, 2, 4, 1, 0, 4}), "")
	mapped(t, rpct, old, func(m *v1.RegisterMapping) { m.Method, m.Control = "pna2013", "annex" }).Want(http.StatusOK)
	old = settled(t, rpct, old)
	if r := rowsOf(t, rpct, old, "")[0]; r.Level != "medium" || r.Original != "ALTO" || !slices.Equal(codesOf(r), []string{"computed-level"}) {
		t.Errorf("%+v", r)
	}
	apply(t, rpct, old, false).Want(http.StatusOK)
	settled(t, rpct, old)
	if e := testkit.JSON[page.Of[v1.Evaluation]](rpct.Get(t, "/evaluations?method=pna2013")).Items[0]; e.Level != "medium" || e.Original != "ALTO" || *e.Score != 7.5 {
		t.Errorf("%+v", e)
	}
}

// A measure that the municipality has already stays as it is: whoever imports is told.
func TestRegisterImportOfAKnownMeasure(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	app.Exec(t, `INSERT INTO measure_adoptions (municipality_code, title, type_code, scope) VALUES ('083049', 'Check-list', 'TM01', 'specific')`)
	i := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Processo", "Evento", "Misura", "Target"}, []any{"B", "Affidamento", "Uno", "CHECK-list", "100%"}), "")
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	i = settled(t, rpct, i)
	if r := rowsOf(t, rpct, i, "")[0]; r.Outcome != "good" || !slices.Equal(codesOf(r), []string{"known-measure"}) {
		t.Errorf("%+v", r)
	}
}

// Whoever gives an import up names nobody in the reason.
func TestRegisterImportIsGivenUpWithoutNames(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	i := upload(t, rpct, testkit.Milazzo, book(t, []any{"Area", "Evento"}, []any{"B", "Uno"}), "")
	rpct.Delete(t, importPath(i)+"?reason=Lo+chiede+l%27ing.+Bianchi", "If-Match", fmt.Sprintf(`"v%d"`, i.Version)).Refused(http.StatusUnprocessableEntity, "validation", "reason")
}

// In a register of twenty thousand rows a cell is corrected while one waits.
func TestRegisterImportCorrectionOfALargeRegister(t *testing.T) {
	t.Parallel()
	app := working(t)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	var file strings.Builder
	file.WriteString("Area;Processo;Evento rischioso;Livello;Misura\n")
	for n := range 20_000 {
		fmt.Fprintf(&file, "%s;Processo %d;Evento rischioso numero %d del vecchio registro;%s;Misura %d\n", []string{"A", "B"}[n%2], n%300, n, map[bool]string{true: "boh", false: "M"}[n == 100], n%50)
	}
	i := testkit.JSON[v1.RegisterImport](rpct.Upload(t, "/register-imports?municipality=083049&year=2026&filename=grande.csv", "text/csv", []byte(file.String())).Want(http.StatusCreated))
	mapped(t, rpct, i, nil).Want(http.StatusOK)
	i = settled(t, rpct, i)
	begun := time.Now()
	correct(t, rpct, i, rowsOf(t, rpct, i, "?outcome=failed")[0], "Livello", "ALTO").Want(http.StatusOK)
	t.Logf("corrected in %v", time.Since(begun))
	if now := testkit.JSON[v1.RegisterImport](rpct.Get(t, importPath(i))); now.Good != 20_000 || time.Since(begun) > 10*time.Second {
		t.Errorf("%+v after %v", now, time.Since(begun))
	}
}
