package pii_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/pii"
)

func TestFind(t *testing.T) {
	for want, texts := range map[string][]string{
		"un indirizzo di posta elettronica": {"scrivere a mario.rossi@comune.example.it entro venerdì", "PEC: x@pec.it"},
		"un codice fiscale":                 {"RSSMRA85T10A562S", "intestato a rssmra85t10a562s, residente", "omocodo RSSMRA85T10A56NH", "RSS MRA 85T10 A562S"},
		"un IBAN":                           {"IT60X0542811101000000123456", "su IT60 X054 2811 1010 0000 0123 456 ogni mese", "IT 60 X 05428 11101 000000123456", "BE68 5390 0754 7034 ogni mese"},
		"un numero di telefono": {"chiamare 347 1234567", "3471234567", "tel. 090 123456", "090/1234567", "+39 090 1234567", "cell: 347.123.4567",
			"0941.123456", "090 12 34 567", "(+39) 3471234567", "cell.\u00a03471234567"},
		"il nome di una persona": {
			"il sig. Rossi chiede", "la dott.ssa Bianchi", "l'ing. Verdi approva", "l'arch. M. Neri", "Giuseppe Bianchi sollecita la pratica", "secondo Maria D'Amico",
			"la sig.ra Ferro", "avv. De Luca", "Antonino Lo Presti firma da solo", "il geom. D’Agostino",
			"ing.Verdi", "dr.ssa Neri", "i sigg. Rossi", "dott.\u00a0Rossi", "Maria\u00a0Ferro", "GIUSEPPE BIANCHI firma", "sig.ra ROSSI", "in piazza, Mario Bianchi decide",
			"la scuola. Mario Bianchi decide", "Mario BIANCHI",
		},
		"": {
			"", "Il funzionario riceve regali d'uso oltre 150 euro", "protocollo 0012345/2025 del 10/03/2025", "CIG 7654321ABC, CUP J51B21004930006", "art. 1, c. 7, L. 190/2012",
			"lavori in via Giuseppe Garibaldi e piazza Antonello da Messina", "istituto Giovanni Verga", "Comune di Santa Teresa di Riva, Sant'Angelo di Brolo, San Marco d'Alunzio",
			"importo di 1.250.000,00 euro", "Barcellona Pozzo di Gotto e Santa Lucia del Mela", "l'ing. capo firma", "Il Segretario Comunale verifica", "ISTAT 083049",
			"Rosa dei nominativi proposta dall'ufficio", "Santa Maria di Gesù", "gara da 3.471.234 euro", "33 concorrenti, 347 domande", "delibera n. 347 1234", "RSSMRA85T10A562T",
			"IT00X0542811101000000123456", "PNRR M1C1 1.4.3", "Grazia del ricorso", "Massimo ribasso", "Massimo Ribasso",
			"fondi per 350.000.000 euro", "euro 345 000 000", "CIG 3471234567", "decreto n. 3471234567", "determina 0012/12345", "protocollo 0012-123456", "capitolo 01 1030299",
			"istituto comprensivo Giovanni Paolo", "scuola dell'infanzia Maria Montessori", "via Generale Carlo Alberto", "sala Rosario Livatino", "bene intitolato a Rosario Livatino",
			"geom. UTC", "dott. Commercialista", "avv. Distrettuale", "Marina Militare", "CRITERI PER LA ROSA DEGLI OPERATORI", "P. IVA 01234567890", "CPV 45000000-7",
		},
	} {
		for _, text := range texts {
			if got := pii.Find(text); got != want {
				t.Errorf("%q: %q, want %q", text, got, want)
			}
		}
	}
}

// Letters that are more than a byte, or fold into one that is not, used to overrun the tables.
func TestFindFoldsLetters(t *testing.T) {
	for _, text := range []string{"RSS\u212aRA85T10A562S", "I\u212a60X0542811101000000123456", "\u017fSSMRA85T10A562S", "\xff\xfeRSSMRA85T10"} {
		_ = pii.Find(text)
	}
	if got := pii.Find("ＲＳＳＭＲＡ８５Ｔ１０Ａ５６２Ｓ"); got != "un codice fiscale" {
		t.Errorf("full width: %q", got)
	}
}

// Municipalities bear names of people.
func TestPlacesAreNotPeople(t *testing.T) {
	f, err := os.Open("../../seed/data/municipalities.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 100 {
		t.Fatal(len(rows), err)
	}
	for _, r := range rows[1:] {
		for _, name := range append(strings.Split(r[3], "|"), r[1], r[2]) {
			for _, text := range []string{name, "Comune di " + name, "Affidamenti a " + name, strings.ToUpper(name)} {
				if what := pii.Find(text); what != "" {
					t.Errorf("%q: %s", text, what)
				}
			}
		}
	}
}

// What was found is told, never repeated.
func TestCheckDoesNotRepeat(t *testing.T) {
	failed := apperr.Validation()
	pii.Check(failed, "/event", "il sig. Rossi", "/process", "Proroghe")
	if len(failed.Fields) != 1 || failed.Fields[0].Pointer != "/event" || failed.Fields[0].Code != "personal-data" || strings.Contains(failed.Fields[0].Detail, "Rossi") {
		t.Errorf("%+v", failed.Fields)
	}
}

// Sixteen times the text takes about sixteen times as long, not 256: ten times more is allowed for a busy machine.
func TestFindIsLinear(t *testing.T) {
	for _, piece := range []string{"a.", "@a", "it60 ", "IT60X054 ", "Maria ", "0 ", "sig. ", "rss mra "} {
		took := func(n int) time.Duration {
			text, start := strings.Repeat(piece, n), time.Now()
			pii.Find(text)
			return time.Since(start)
		}
		if small, large := max(took(200), time.Millisecond), took(3200); large > 160*small {
			t.Errorf("%q: %v, then %v", piece, small, large)
		}
	}
}

// The reference and demo texts are what people write: none is refused.
func TestNoFalseAlarms(t *testing.T) {
	for _, pattern := range []string{"risks", "behaviours", "measures", "processes", "demo/words", "demo/local_risks", "demo/grounds", "demo/needs", "demo/motivations"} {
		raw, err := os.ReadFile("../../seed/data/" + pattern + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if what := pii.Find(line); what != "" {
				t.Errorf("%s: %s in %q", pattern, what, line)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("il sig. Rossi, RSSMRA85T10A562S, 347 1234567")
	f.Add("RSS\u212aRA85T10A562S IT60 X054 2811 1010 0000 0123 456")
	f.Fuzz(func(t *testing.T, text string) {
		if found := pii.Find(text); found == "" && strings.Contains(text, " RSSMRA85T10A562S ") {
			t.Errorf("%q: not found", text)
		}
	})
}
