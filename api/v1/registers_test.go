package v1_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"comunita/api/server"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/platform/paper"
	"comunita/internal/testkit"
)

const xlsxMedia = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// planned is Milazzo with four risks: evaluated with two measures, by the superseded method, not at all, and archived after its year; a general
// measure beside. Capri has a risk of its own.
func planned(t testing.TB, app *testkit.App) {
	t.Helper()
	for _, stmt := range []string{
		`INSERT INTO risks (id, code, area_code, process, event, state) VALUES (1, 'B.05', 'B', 'Affidamento diretto', 'Frazionamento', 'validated')`,
		`INSERT INTO risks (id, municipality_code, area_code, process, event, enabling_factors, state, adopted_id, adopted_version, motivation) VALUES
			(11, '083049', 'B', 'Affidamento diretto', 'Frazionamento artificioso & proroghe <ripetute>', '{FA2,FA1}', 'local', 1, 1, 'Emerso nei controlli')`,
		`INSERT INTO risks (id, municipality_code, area_code, process, event, state) VALUES (12, '083049', 'B', 'Affidamento diretto', 'Preventivi di comodo', 'local'),
			(13, '083049', 'A', 'Concorso pubblico', '=Requisiti cuciti su un candidato', 'local'), (21, '083011', 'A', 'Concorso pubblico', 'Tracce note', 'local')`,
		`INSERT INTO risks (id, municipality_code, area_code, process, event, state, archived_at) VALUES (14, '083049', 'A', 'Mobilità', 'Mobilità senza criteri', 'local', '2026-03-01')`,
		`INSERT INTO evaluations (risk_id, municipality_code, year, method, state, indicators, suggested, level, motivation, evidence, deviation, treatment, treatment_motivation, residual) VALUES
			(11, '083049', 2026, 'pna2019', 'confirmed', '{"Q1": {"value": 3, "motivation": "Importi rilevanti", "evidence": "Elenco"}, "Q2": {"value": 2, "motivation": "Criteri parziali"}}', 3, 2,
			'Affidamenti ripetuti', 'Referto', 'Il controllo è stato rafforzato a giugno con un secondo istruttore', 'treat', 'Livello alto', 1)`,
		`INSERT INTO evaluations (risk_id, municipality_code, year, method, state, indicators, level, original, motivation, probability, impact, score) VALUES
			(12, '083049', 2026, 'pna2013', 'draft', '{"P1": {"value": 2}, "P6": {"value": 2}, "I3": {"value": 0}}', 3, 'A++', 'Da un vecchio registro', 3.3333333333, 2.25, 7.5)`,
		`INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level, motivation) VALUES (14, '083049', 2025, 'pna2019', 'confirmed', 1, 'Pochi casi')`,
		`INSERT INTO measure_adoptions (id, municipality_code, measure_code, title, type_code, scope, status, responsible, indicator, target, reason) VALUES
			(31, '083049', 'M01', 'Check-list per ogni affidamento', 'TM01', 'specific', 'in_progress', 'Responsabile del settore', 'determine con check-list / determine', '100%', ''),
			(32, '083049', NULL, 'Secondo istruttore', 'TM01', 'specific', 'planned', '', '', '', ''), (33, '083049', NULL, 'Codice di comportamento', 'TM01', 'general', 'implemented', 'RPCT', 'adozione', 'sì', ''),
			(41, '083011', NULL, 'Di altri', 'TM01', 'general', 'planned', '', '', '', '')`,
		`INSERT INTO measure_phases (adoption_id, position, name, starts_on, due_on, done_on) VALUES (31, 1, 'Modello', '2026-01-01', '2026-03-31', '2026-03-15'), (31, 2, 'Uso', NULL, '2026-12-31', NULL)`,
		`INSERT INTO measure_risks (adoption_id, risk_id) VALUES (31, 11), (32, 11)`,
		`INSERT INTO monitoring_rounds (id, municipality_code, year, number, due_on, state, share_percent) VALUES (51, '083049', 2026, 1, '2026-07-31', 'closed', 30), (52, '083049', 2026, 2, '2026-12-31', 'open', 30)`,
		`INSERT INTO monitoring_checks (round_id, adoption_id, municipality_code, sampled, implementation, confirmed, suitability, findings) VALUES
			(51, 31, '083049', true, 'yes', 'partly', 'yes', 'Nove su dieci'), (52, 31, '083049', true, '', '', '', ''), (52, 33, '083049', false, 'yes', '', '', '')`,
		`SELECT setval(pg_get_serial_sequence(t, 'id'), 1000) FROM unnest('{risks,measure_adoptions,monitoring_rounds}'::text[]) t`,
	} {
		app.Exec(t, stmt)
	}
}

const milazzoRegister = "/municipalities/083049/register"

func TestRegister(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	planned(t, app)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)

	t.Run("in the order of the PNA, with judgement, measures and what monitoring found", func(t *testing.T) {
		all := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister).Want(http.StatusOK))
		var got []string
		for _, r := range all.Items {
			got = append(got, fmt.Sprintf("%s %d %s %s %d", r.Area, r.RiskID, r.Method, r.Level, len(r.Measures)))
		}
		if want := []string{"A 13   0", "B 11 pna2019 medium 2", "B 12 pna2013 high 0", " 0   1"}; !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
		r := all.Items[1]
		if r.Entry != "B.05" || r.Suggested != "high" || r.Residual != "low" || r.Year != 2026 || r.Superseded || len(r.Indicators) != 2 || r.Indicators[0].Motivation != "Importi rilevanti" ||
			!slices.Equal(r.Factors, []string{"Mancanza di controlli", "Mancanza di trasparenza"}) {
			t.Errorf("%+v", r)
		}
		m := r.Measures[0]
		if m.Code != "M01" || len(m.Phases) != 2 || m.Phases[0].DoneOn != "2026-03-15" || m.Check == nil || m.Check.Round != 1 || m.Check.Confirmed != "partly" || m.Check.Suitability != "yes" {
			t.Errorf("%+v %+v", m, m.Check)
		}
		if old := all.Items[2]; !old.Superseded || old.Original != "A++" || *old.Score != 7.5 || old.State != "draft" {
			t.Errorf("%+v", old)
		}
	})
	t.Run("by year, method and area", func(t *testing.T) {
		for query, want := range map[string][]int64{
			"?year=2025": {14, 0}, "?year=2026&method=pna2019": {13, 11, 12, 0}, "?area=A": {13}, "?year=2027": {13, 11, 12, 0}, "?year=2024": {0},
		} {
			var got []int64
			for _, r := range testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister+query).Want(http.StatusOK)).Items {
				got = append(got, r.RiskID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		rpct.Get(t, milazzoRegister+"?year=1999").Refused(http.StatusBadRequest, "malformed", "year")
		rpct.Get(t, milazzoRegister+"?method=pna2030").Refused(http.StatusBadRequest, "malformed", "method")
	})
	t.Run("by state, level, words and risk, with the counts of as many", func(t *testing.T) {
		for query, want := range map[string][]int64{
			"?year=2026&state=todo": {13}, "?year=2026&state=todo&state=draft": {13, 12}, "?year=2026&level=medium&level=high": {11, 12}, "?year=2026&level=low": {},
			"?year=2026&q=preventivo": {12}, "?year=2026&q=affidamenti": {11, 12}, "?year=2026&q=affidamento+diretto+frazion": {11}, "?year=2026&q=...": {}, "?year=2026&q=b.05": {11}, "?year=2026&risk=12": {12},
			"?year=2026&risk=21": {}, "?year=2026&area=B&state=confirmed&method=pna2019": {11}, "?year=2026&method=pna2013&state=todo": {13, 11}, "?year=2025&q=mobilità": {14},
		} {
			got := []int64{}
			p := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister+query).Want(http.StatusOK))
			for _, r := range p.Items {
				got = append(got, r.RiskID)
			}
			sum := testkit.JSON[v1.RegisterSummary](rpct.Get(t, milazzoRegister+"/summary"+query).Want(http.StatusOK))
			if !slices.Equal(got, want) || p.Total != len(want) || sum.Risks != len(want) {
				t.Errorf("%s: %v of %d, counted %d, want %v", query, got, p.Total, sum.Risks, want)
			}
		}
		sum := testkit.JSON[v1.RegisterSummary](rpct.Get(t, milazzoRegister+"/summary").Want(http.StatusOK))
		want := v1.RegisterSummary{Municipality: "083049", Year: 2026, Risks: 3, Confirmed: 1, Areas: []v1.RegisterAreaSum{
			{Code: "A", Name: sum.Areas[0].Name, Risks: 1}, {Code: "B", Name: sum.Areas[1].Name, Risks: 2, Confirmed: 1}}}
		if !reflect.DeepEqual(sum, want) {
			t.Errorf("%+v, want %+v", sum, want)
		}
		for query, field := range map[string]string{"state=done": "state[0]", "level=4": "level[0]", "risk=0x1": "risk", "risk=-1": "risk", "q=" + strings.Repeat("x", 201): "q"} {
			rpct.Get(t, milazzoRegister+"?"+query).Refused(http.StatusBadRequest, "malformed", field)
			rpct.Get(t, milazzoRegister+"/summary?"+query).Refused(http.StatusBadRequest, "malformed", field)
		}
	})
	t.Run("page by page", func(t *testing.T) {
		var got []int64
		cursor := ""
		for pages := 1; ; pages++ {
			p := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister+"?limit=1&cursor="+cursor).Want(http.StatusOK))
			for _, r := range p.Items {
				got = append(got, r.RiskID)
			}
			if cursor = p.NextCursor; p.Total != 3 || pages > 5 {
				t.Fatal(p.Total, pages)
			} else if cursor == "" {
				break
			}
		}
		if !slices.Equal(got, []int64{13, 11, 12, 0}) {
			t.Error(got)
		}
		rpct.Get(t, milazzoRegister+"?cursor=!").Refused(http.StatusBadRequest, "bad-cursor", "cursor")
	})
	t.Run("nobody else's", func(t *testing.T) {
		for _, path := range []string{"/municipalities/083011/register", "/municipalities/083011/register/document", "/municipalities/083011/register/summary", "/municipalities/999999/register"} {
			rpct.Get(t, path).Refused(http.StatusNotFound, "municipality-not-found")
			rpct.Get(t, path, "Accept", xlsxMedia).Want(http.StatusNotFound)
		}
		app.As(t, authz.Observer).Get(t, milazzoRegister).Refused(http.StatusForbidden, "missing-permission")
		app.As(t, authz.Observer).Get(t, milazzoRegister+"/summary").Refused(http.StatusForbidden, "missing-permission")
		app.Anonymous().Get(t, milazzoRegister).Want(http.StatusUnauthorized)
		app.As(t, authz.Secretariat).Get(t, milazzoRegister).Want(http.StatusOK)
	})
	t.Run("the spreadsheet says what the API says, cell by cell", func(t *testing.T) {
		want := expectedCells(testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister)).Items)
		res := rpct.Get(t, milazzoRegister, "Accept", xlsxMedia).Want(http.StatusOK)
		if name := res.Get("Content-Disposition"); !strings.Contains(name, `filename="municipalities-083049-register-`) {
			t.Error(name)
		}
		book, err := excelize.OpenReader(bytes.NewReader(res.Body))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("Dati")
		if err != nil {
			t.Fatal(err)
		}
		same(t, rows, want)
		res = rpct.Get(t, milazzoRegister, "Accept", "text/csv").Want(http.StatusOK)
		in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(res.Body, []byte("\xef\xbb\xbf"))))
		in.Comma = ';'
		rows, err = in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i := range row {
				row[i] = strings.ReplaceAll(row[i], "3,3333333333", "3.3333333333")
				row[i] = strings.ReplaceAll(strings.ReplaceAll(row[i], "2,25", "2.25"), "7,5", "7.5")
			}
		}
		same(t, rows, want)
		lines := bytes.Count(rpct.Get(t, milazzoRegister, "Accept", "application/x-ndjson").Want(http.StatusOK).Body, []byte("\n"))
		if lines != 4 {
			t.Errorf("%d lines of NDJSON", lines)
		}
		rpct.Get(t, milazzoRegister, "Accept", "image/png").Want(http.StatusNotAcceptable)
	})
	t.Run("a document for the plan", func(t *testing.T) {
		res := rpct.Get(t, milazzoRegister+"/document").Want(http.StatusOK)
		text := part(t, res.Body, "word/document.xml")
		for _, want := range []string{"Comune di Milazzo", "Anno 2026", "Area A – Personale", "Area B – Contratti pubblici", "proroghe &lt;ripetute&gt;", "MEDIO", "Metodo superato (PNA 2013)",
			"In origine: A++", "1) Modello – entro il 31/03/2026 (conclusa il 15/03/2026)", "Valore atteso: 100%", "attuata in parte (verificata dal RPCT)", "w:tblHeader", `w:orient="landscape"`,
			"Misure non legate a un singolo evento rischioso", "Non valutato"} {
			if !strings.Contains(text, want) {
				t.Errorf("the document lacks %q", want)
			}
		}
		rpct.Get(t, milazzoRegister+"/document?format=pdf").Refused(http.StatusServiceUnavailable, "converter-missing")
		rpct.Get(t, milazzoRegister+"/document?format=rtf").Refused(http.StatusBadRequest, "malformed", "format")
	})
}

var italianLevel = map[string]string{"": "", "low": "BASSO", "medium": "MEDIO", "high": "ALTO"}

// expectedCells writes the table by hand from the answer of the API.
func expectedCells(items []v1.RegisterRow) [][]string {
	out := [][]string{{"Area di rischio", "Denominazione dell'area", "Processo", "Evento rischioso", "Fattori abilitanti", "Anno", "Metodo", "Livello di rischio", "Livello proposto",
		"Livello originario", "Indicatori", "Probabilità", "Impatto", "Valore (P × I)", "Motivazione del giudizio", "Dati ed evidenze", "Motivazione dello scostamento",
		"Ponderazione", "Livello residuo", "Misura", "Tipologia di misura", "Misura generale o specifica", "Fasi di attuazione", "Tempi di attuazione",
		"Responsabile dell'attuazione", "Indicatore di monitoraggio", "Valore atteso", "Stato di attuazione", "Esito del monitoraggio", "Idoneità"}}
	number := func(f *float64) string {
		if f == nil {
			return ""
		}
		return fmt.Sprint(*f)
	}
	date := func(iso string) string { return iso[8:] + "/" + iso[5:7] + "/" + iso[:4] }
	for _, r := range items {
		year, method, area := "", map[string]string{"pna2019": "PNA 2019, All. 1", "pna2013": "PNA 2013, All. 5 (metodo superato)"}[r.Method], r.AreaName
		if r.Method != "" {
			year = fmt.Sprint(r.Year)
		}
		if r.RiskID == 0 {
			area = "Misure non legate a un singolo evento rischioso"
		}
		indicators := []string{}
		ordered := slices.Clone(r.Indicators)
		slices.SortStableFunc(ordered, func(a, b v1.RegisterIndicator) int { return strings.Compare(b.Code[:1], a.Code[:1]) })
		for _, i := range ordered {
			value := fmt.Sprint(i.Value)
			if r.Method == "pna2019" {
				value = []string{"", "BASSO", "MEDIO", "ALTO"}[i.Value]
			}
			text := i.Code + " " + i.Name + ": " + value
			if i.Motivation != "" {
				text += " (" + i.Motivation + ")"
			}
			indicators = append(indicators, text)
		}
		treatment := map[string]string{"": "", "treat": "trattare il rischio"}[r.Treatment]
		if r.TreatmentMotivation != "" {
			treatment += ": " + r.TreatmentMotivation
		}
		event := r.Event
		if strings.HasPrefix(event, "=") {
			event = "'" + event // no formula
		}
		head := []string{r.Area, area, r.Process, event, strings.Join(r.Factors, "; "), year, method, italianLevel[r.Level], italianLevel[r.Suggested], r.Original,
			strings.Join(indicators, "; "), number(r.Probability), number(r.Impact), number(r.Score), r.Motivation, r.Evidence, r.Deviation, treatment, italianLevel[r.Residual]}
		if len(r.Measures) == 0 {
			out = append(out, append(head, make([]string, 11)...))
		}
		for _, m := range r.Measures {
			var phases, timing []string
			for i, p := range m.Phases {
				phases = append(phases, fmt.Sprintf("%d) %s", i+1, p.Name))
				text := fmt.Sprintf("%d) entro il %s", i+1, date(p.DueOn))
				if p.DoneOn != "" {
					text += ", conclusa il " + date(p.DoneOn)
				}
				timing = append(timing, text)
			}
			found, suitable := "", ""
			if m.Check != nil {
				found = map[string]string{"yes": "attuata (dichiarata dall'ufficio)"}[m.Check.Implementation]
				if m.Check.Confirmed != "" {
					found = map[string]string{"partly": "attuata in parte (verificata dal RPCT)"}[m.Check.Confirmed]
				}
				if m.Check.Suitability != "" {
					suitable = "idonea: " + m.Check.Findings
				}
			}
			out = append(out, append(slices.Clone(head), m.Title, m.TypeName, map[string]string{"general": "generale", "specific": "specifica"}[m.Scope], strings.Join(phases, "; "),
				strings.Join(timing, "; "), m.Responsible, m.Indicator, m.Target,
				map[string]string{"planned": "da avviare", "in_progress": "in corso", "implemented": "attuata"}[m.Status], found, suitable))
		}
	}
	return out
}

// same compares tables; a short row ends in empty cells.
func same(t *testing.T, got, want [][]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		for j := range want[i] {
			cell := ""
			if j < len(got[i]) {
				cell = got[i][j]
			}
			if cell != want[i][j] {
				t.Errorf("row %d, column %s: %q, want %q", i+1, want[0][j], cell, want[i][j])
			}
		}
	}
}

// A page of a large register is read from where it begins, in the order of the index, and no further than it goes.
func TestRegisterPageCostsTheSameInALargeRegister(t *testing.T) {
	t.Parallel()
	app, trace := testkit.Traced(t, true)
	app.Basics(t)
	app.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, state) SELECT '083049', CASE WHEN n % 2 = 0 THEN 'A' ELSE 'B' END, 'Processo ' || n % 600, 'Evento ' || n, 'local' FROM generate_series(1, 12000) n`)
	app.Exec(t, `ANALYZE risks`)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	p := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister+"?limit=50&area=B").Want(http.StatusOK))
	trace.Plans()
	next := testkit.JSON[page.Of[v1.RegisterRow]](rpct.Get(t, milazzoRegister+"?limit=50&cursor="+p.NextCursor).Want(http.StatusOK))
	if len(next.Items) != 50 || next.Items[0].Area != "B" {
		t.Fatalf("%d rows", len(next.Items))
	}
	plan := slices.DeleteFunc(trace.Plans(), func(p string) bool { return !strings.Contains(p, "WITH place AS") })
	if len(plan) != 1 || !strings.Contains(plan[0], `"risks_register"`) {
		t.Fatalf("%d plans: %.3000s", len(plan), strings.Join(plan, "\n"))
	}
	for _, rows := range regexp.MustCompile(`"Actual Rows": (\d+)`).FindAllStringSubmatch(plan[0], -1) {
		if n, _ := strconv.Atoi(rows[1]); n > 200 {
			t.Errorf("a step of the plan reads %d rows for a page of 50: %s", n, plan[0])
			break
		}
	}
}

func TestRegisterDocuments(t *testing.T) {
	t.Parallel()
	convert := paper.NewConverter("", filepath.Join(t.TempDir(), "paper"))
	if len(convert.Formats()) == 1 {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice is missing: .ci/setup paper")
		}
		t.Skip("no LibreOffice")
	}
	app := testkit.New(t, func(o *server.Options) { o.Paper = convert })
	app.Basics(t)
	planned(t, app)
	// enough for many pages
	app.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, description, state, enabling_factors)
		SELECT '083049', CASE WHEN n % 2 = 0 THEN 'A' ELSE 'B' END, 'Processo ' || n / 10, 'Evento rischioso numero ' || n || ' con parole sufficienti a occupare due righe della cella', '', 'local', '{FA1,FA2}'
		FROM generate_series(1, 80) n`)
	app.Exec(t, `INSERT INTO evaluations (risk_id, municipality_code, year, method, level, motivation) SELECT id, '083049', 2026, 'pna2019', 1 + id % 3, repeat('Motivazione del giudizio complessivo, con i dati raccolti. ', 4)
		FROM risks WHERE process LIKE 'Processo %'`)
	app.Exec(t, `INSERT INTO measure_risks (adoption_id, risk_id) SELECT 31 + n % 2, id FROM risks, generate_series(0, 1) n WHERE process LIKE 'Processo %'`)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	odt := rpct.Get(t, milazzoRegister+"/document?format=odt").Want(http.StatusOK)
	if kind := part(t, odt.Body, "mimetype"); kind != paper.OdtType {
		t.Error(kind)
	}
	pdf := rpct.Get(t, milazzoRegister+"/document?format=pdf").Want(http.StatusOK)
	file := filepath.Join(t.TempDir(), "register.pdf")
	if err := os.WriteFile(file, pdf.Body, 0o600); err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("KEEP_REGISTER"); keep != "" {
		_ = os.WriteFile(keep, pdf.Body, 0o600)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := bytes.Split(bytes.TrimRight(text, "\f"), []byte("\f"))
	if len(pages) < 8 {
		t.Fatalf("%d pages", len(pages))
	}
	if !bytes.Contains(pages[0], []byte("Registro dei rischi e delle misure")) || bytes.Contains(pages[0], []byte("Pagina 1")) {
		t.Errorf("the first page is no title page: %s", pages[0])
	}
	for i, p := range pages[1:] {
		if !bytes.Contains(p, []byte("Evento rischioso")) && !bytes.Contains(p, []byte("rischioso")) || !bytes.Contains(p, []byte("Motivazione")) {
			t.Errorf("page %d has no header: %.600s", i+2, p)
		}
		if !bytes.Contains(p, fmt.Appendf(nil, "Pagina %d di %d", i+2, len(pages))) {
			t.Errorf("page %d has no number", i+2)
		}
	}
}

func TestAnnualReport(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	planned(t, app)
	app.Exec(t, `INSERT INTO people (id, given_name, family_name, qualification, office_email) VALUES (71, 'Maria', 'Bianchi', 'Segretario generale', 'm.bianchi@example.org')`)
	app.Exec(t, `INSERT INTO mandates (person_id, role, municipality_code, act_kind, act_number, valid_from) VALUES (71, 'rpct', '083049', 'Decreto sindacale', '3/2024', '2024-02-01'), (71, 'rpct', '083011', '', '', '2024-02-01')`)
	app.Exec(t, `UPDATE measure_adoptions SET status = 'not_implemented', reason = 'Manca il personale' WHERE id = 32`)
	rpct := app.As(t, authz.RPCT, testkit.Milazzo)
	const path = "/municipalities/083049/annual-reports/2026"
	get := func(c testkit.Client) v1.AnnualReport {
		return testkit.JSON[v1.AnnualReport](c.Get(t, path).Want(http.StatusOK))
	}
	answers := func(r v1.AnnualReport) map[string]v1.AnnualReportAnswer {
		out := map[string]v1.AnnualReportAnswer{}
		for _, s := range r.Sheets {
			for _, a := range s.Answers {
				out[a.ID] = a
			}
		}
		return out
	}
	first := get(rpct)
	suggested := answers(first)
	for id, want := range map[string]string{"A.1": "Comune di Milazzo", "A.4": "Bianchi", "A.7": "01/02/2024 – Decreto sindacale 3/2024", "A.2": "",
		"1.B": "«Secondo istruttore» (non attuata): Manca il personale.", "1.D": "Il RPCT svolge la funzione in 2 comuni: il tempo disponibile per ciascuno è limitato.",
		"2.B": "3 eventi rischiosi nel registro 1 di livello MEDIO", "2.C": "1 misura: 1 attuata.", "3.A": "2 misure: 1 in corso, 1 non attuata.", "3.C": "1 idonea, 0 idonee in parte, 0 non idonee.",
		"4.1": "3 misure: 1 attuata, 1 in corso, 1 non attuata. «Secondo istruttore» (non attuata): Manca il personale.", "4.2": ""} {
		if got := suggested[id]; got.Suggestion != want || got.Text != "" {
			t.Errorf("%s: %q, want %q", id, got.Suggestion, want)
		}
	}
	if !strings.HasPrefix(suggested["1.A"].Suggestion, "Il piano prevede 3 misure") || !strings.Contains(suggested["2.A"].Suggestion, "giro 1") || first.Version != 1 || len(first.Sheets[1].Answers) != 4 {
		t.Errorf("%+v", first)
	}
	put := func(c testkit.Client, version int64, replies ...v1.AnnualReportReply) *testkit.Response {
		return c.Do(t, http.MethodPut, path, v1.AnnualReportEdit{Answers: replies}, "If-Match", fmt.Sprintf(`"v%d"`, version))
	}
	put(rpct, 2, v1.AnnualReportReply{ID: "1.A", Text: "Prima"}).Refused(http.StatusPreconditionFailed, "stale-version")
	put(rpct, 1, v1.AnnualReportReply{ID: "1.B", Text: "Breve"}, v1.AnnualReportReply{ID: "1.A", Text: strings.Repeat("è", 2001)}).Refused(http.StatusUnprocessableEntity, "validation", "/answers/1/text")
	put(rpct, 1, v1.AnnualReportReply{ID: "9.Z", Text: "x"}, v1.AnnualReportReply{ID: "1.A", Text: "Ha agito il geom. Rossi"}).Refused(http.StatusUnprocessableEntity, "validation", "/answers/0/id", "/answers/1/text")
	put(rpct, 1, v1.AnnualReportReply{ID: "1.A", Text: strings.Repeat("è", 2000)}, v1.AnnualReportReply{ID: "A.4", Text: "Verdi"}).Want(http.StatusOK)
	put(rpct, 1, v1.AnnualReportReply{ID: "1.A", Text: "Altro"}).Refused(http.StatusPreconditionFailed, "stale-version")
	saved := get(rpct)
	if saved.Version != 2 || answers(saved)["A.4"].Text != "Verdi" || answers(saved)["A.4"].Suggestion != "Bianchi" {
		t.Errorf("%+v", saved)
	}

	res := rpct.Get(t, path+"/content").Want(http.StatusOK)
	file, err := excelize.OpenReader(bytes.NewReader(res.Body))
	if err != nil {
		t.Fatal(err)
	}
	if got := file.GetSheetList(); !slices.Equal(got, []string{"Anagrafica", "Considerazioni generali", "Misure anticorruzione"}) {
		t.Error(got)
	}
	for _, s := range saved.Sheets {
		rows, err := file.GetRows(s.Name)
		if err != nil || len(rows) != len(s.Answers)+1 {
			t.Fatalf("%s: %d rows, %v", s.Name, len(rows), err)
		}
		for i, a := range s.Answers {
			shown, origin := a.Text, "Scritta dal comune"
			if shown == "" {
				shown, origin = a.Suggestion, "Proposta dai dati, da verificare"
			}
			if shown == "" {
				origin = "Da compilare"
			}
			if want := []string{a.ID, a.Question, shown, origin}; !slices.Equal(rows[i+1], want) {
				t.Errorf("%q, want %q", rows[i+1], want)
			}
		}
	}
	if text := part(t, rpct.Get(t, path+"/content?format=docx").Want(http.StatusOK).Body, "word/document.xml"); !strings.Contains(text, "Relazione annuale del RPCT") || !strings.Contains(text, "Verdi") {
		t.Error("the document lacks its words")
	}
	capri := app.As(t, authz.RPCT, testkit.Capri)
	capri.Get(t, path).Refused(http.StatusNotFound, "municipality-not-found")
	capri.Get(t, path+"/content").Want(http.StatusNotFound)
	put(capri, 2).Refused(http.StatusUnprocessableEntity, "validation", "/answers")
	put(capri, 2, v1.AnnualReportReply{ID: "1.A", Text: "x"}).Refused(http.StatusNotFound, "municipality-not-found")
	coordinator := app.As(t, authz.Coordinator, testkit.Milazzo)
	if r := get(coordinator); len(r.Actions) != 0 {
		t.Error(r.Actions)
	}
	put(coordinator, 2, v1.AnnualReportReply{ID: "1.A", Text: "x"}).Refused(http.StatusForbidden, "missing-permission")
	rpct.Get(t, "/municipalities/083049/annual-reports/1900").Refused(http.StatusBadRequest, "malformed")
}
