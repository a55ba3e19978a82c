package register

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"comunita/internal/evaluation"
	"comunita/internal/vocabulary"
)

func TestParseLevel(t *testing.T) {
	for text, want := range map[string]int{
		"N": 1, "B-": 1, "B": 1, "M": 2, "A": 3, "A+": 3, "A++": 3, " a++ ": 3, "B −": 1, "A + +": 3, "basso": 1, "MEDIO": 2, "Alto": 3, "quasi nullo": 1, "Rischio medio": 2, "livello alto": 3,
		"A++ (rischio altissimo)": 3, "M - medio": 2, "molto  ALTO": 3,
		"": 0, "A+++": 0, "boh": 0, "7": 0, "alto basso": 0, "A+ basso": 0, "M-": 0, "n.d.": 0, "++": 0,
	} {
		if got, known := ParseLevel(text); got != want || known != (want > 0) {
			t.Errorf("%q: %d, %v; want %d", text, got, known, want)
		}
	}
}

// Exact scales of PNA 2013, All. 5: dossier §2.5.
func TestParseAnswer(t *testing.T) {
	for question, values := range map[string]string{"P1": "12345", "P2": "25", "P3": "135", "P4": "135", "P5": "15", "P6": "12345", "I1": "12345", "I2": "15", "I3": "012345", "I4": "12345"} {
		for v := '0'; v <= '9'; v++ {
			if got, ok := ParseAnswer(question, string(v)); ok != strings.ContainsRune(values, v) || ok && got != int(v-'0') {
				t.Errorf("%s=%c: %d, %v", question, v, got, ok)
			}
		}
		for _, bad := range []string{"", "-1", "1.5", "12", "uno", "٣"} {
			if _, ok := ParseAnswer(question, bad); ok {
				t.Errorf("%s takes %q", question, bad)
			}
		}
	}
	if got, ok := ParseAnswer("P1", "4,0"); !ok || got != 4 {
		t.Error("a spreadsheet writes 4,0")
	}
}

func TestPropose(t *testing.T) {
	got := map[string]string{}
	for _, c := range Propose([]string{"N.", "AREA DI RISCHIO", "Processo", "EVENTO RISCHIOSO", "Livello di rischio ", "Motivazione", "Misure specifiche", "Tempi", "Responsabile", "Indicatori", "Target", "Note"}, nil) {
		got[c.Heading] = c.Field
	}
	for heading, want := range map[string]string{"N.": "", "AREA DI RISCHIO": "area", "Processo": "process", "EVENTO RISCHIOSO": "event", "Livello di rischio ": "level", "Motivazione": "motivation",
		"Misure specifiche": "measure", "Tempi": "timing", "Responsabile": "responsible", "Indicatori": "indicator", "Target": "target", "Note": ""} {
		if got[heading] != want {
			t.Errorf("%q is %q, want %q", heading, got[heading], want)
		}
	}
	said := Propose([]string{"Note", "EVENTO", "Rischio"}, map[string]string{"note": "motivation", "evento": "", "rischio": "event"})
	if said[0].Field != "motivation" || said[1].Field != "" || said[2].Field != "event" || said[2].Score != 1 {
		t.Errorf("what was said before comes first: %+v", said)
	}
}

func TestLastDay(t *testing.T) {
	for text, want := range map[string]string{"entro il 31/12/2026": "2026-12-31", "dal 1.3.2026 al 30.6.2026": "2026-06-30", "2026-05-01": "2026-05-01", "31/02/2026": "", "semestrale": "", "12/2026": "", "1/1/0999": ""} {
		if got := lastDay(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Rows that go on with those above, as merged cells come out of a spreadsheet.
func TestRowsGoOn(t *testing.T) {
	r := reader{method: Qualitative, measureType: "TM01", words: &vocabulary.Lists{Areas: []vocabulary.Area{{Code: "B", Name: "Contratti pubblici"}}},
		columns: []Column{{Field: "area"}, {Field: "process"}, {Field: "event"}, {Field: "level"}, {Field: "measure"}}}
	for n, row := range []struct {
		cells []string
		event string
		codes string
	}{
		{[]string{"", "", "", "", "Una misura"}, "", "required required required"},
		{[]string{"B", "Affidamenti", "Frazionamento", "A+", "Check-list"}, "Frazionamento", ""},
		{[]string{"", "", "", "", "Secondo istruttore"}, "Frazionamento", ""},
		{[]string{"", "", "Proroghe", "M", ""}, "Proroghe", ""},
		{[]string{"", "Altro processo", "", "M", ""}, "", "required"},
		{[]string{"", "", "", "", "Misura di nessuno"}, "", "required"},
		{[]string{"contratti  PUBBLICI", "Affidamenti", "Varianti", "7", ""}, "Varianti", "unknown-level"},
		{[]string{"Appalti", "Affidamenti", "Varianti", "B-", ""}, "Varianti", "unknown-area"},
		{[]string{"B", "Affidamenti", "Favori al geom. Rossi", "B-", ""}, "Favori al geom. Rossi", "personal-data"},
	} {
		p, findings := r.row(n+2, row.cells, nil)
		var codes []string
		for _, f := range findings {
			codes = append(codes, f.Code)
		}
		if p.Event != row.event || strings.Join(codes, " ") != row.codes {
			t.Errorf("row %d: %q %v, want %q %q", n, p.Event, codes, row.event, row.codes)
		}
	}
}

func FuzzParseLevel(f *testing.F) {
	for _, s := range []string{"A++", "B-", "Rischio (alto)", "m - medio", "\x00", "＋＋"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		level, known := ParseLevel(s)
		if known != (level >= 1 && level <= 3) {
			t.Errorf("%q: %d, %v", s, level, known)
		}
		if again, _ := ParseLevel(" " + strings.ToUpper(strings.ToLower(s)) + " "); utf8.ValidString(s) && sameCase(s) && again != level {
			t.Errorf("%q depends on letter case or blanks: %d, %d", s, level, again)
		}
		for _, q := range evaluation.Described(evaluation.PNA2013).Codes() {
			if v, ok := ParseAnswer(q, s); ok && !asked(q).Admits(v) {
				t.Errorf("%s takes %q as %d", q, s, v)
			}
		}
	})
}

// sameCase tells whether a text survives a change of letter case: some letters do not.
func sameCase(s string) bool {
	lower := strings.ToLower(s)
	return strings.Compare(strings.ToLower(strings.ToUpper(lower)), lower) == 0
}

func FuzzPropose(f *testing.F) {
	f.Add("Area\nProcesso\nEvento\nMisura", "area", "event")
	f.Add("Rischio\nRischio alto\nP1\nP1 discrezionalità\n\xff", "rischio", "level")
	f.Fuzz(func(t *testing.T, lines, heading, field string) {
		headings := strings.Split(lines, "\n")
		if len(headings) > 30 {
			return
		}
		got := Propose(headings, map[string]string{fold(heading): field})
		var taken []string
		for i, c := range got {
			if c.Heading != headings[i] || c.Score < 0 || c.Score > 1 {
				t.Fatalf("%+v for %q", c, headings[i])
			}
			if c.Field == "" {
				continue
			}
			if _, known := FieldNamed(c.Field); !known || slices.Contains(taken, c.Field) {
				t.Fatalf("%q is given twice, or is no field", c.Field)
			}
			taken = append(taken, c.Field)
		}
		if again := Propose(headings, map[string]string{fold(heading): field}); !slices.Equal(again, got) {
			t.Fatal("not always the same")
		}
	})
}
