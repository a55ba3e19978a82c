package pii_test

import (
	"os"
	"strings"
	"testing"

	"comunita/internal/platform/pii"
)

func TestFind(t *testing.T) {
	for want, texts := range map[string][]string{
		"un indirizzo di posta elettronica": {"scrivere a mario.rossi@comune.example.it entro venerdì", "PEC: x@pec.it"},
		"un codice fiscale":                 {"RSSMRA85T10A562S", "intestato a rssmra85t10a562s, residente", "omocodo RSSMRA85T10A56NH"},
		"un IBAN":                           {"IT60X0542811101000000123456", "su IT60 X054 2811 1010 0000 0123 456 ogni mese"},
		"un numero di telefono":             {"chiamare 347 1234567", "3471234567", "tel. 090 123456", "090/1234567", "+39 090 1234567", "cell: 347.123.4567"},
		"il nome di una persona": {
			"il sig. Rossi chiede", "la dott.ssa Bianchi", "l'ing. Verdi approva", "l'arch. M. Neri", "Giuseppe Bianchi sollecita la pratica", "secondo Maria D'Amico",
			"la sig.ra Ferro", "avv. De Luca", "Antonino Lo Presti firma da solo", "il geom. D’Agostino",
		},
		"": {
			"", "Il funzionario riceve regali d'uso oltre 150 euro", "protocollo 0012345/2025 del 10/03/2025", "CIG 7654321ABC, CUP J51B21004930006", "art. 1, c. 7, L. 190/2012",
			"lavori in via Giuseppe Garibaldi e piazza Antonello da Messina", "istituto Giovanni Verga", "Comune di Santa Teresa di Riva, Sant'Angelo di Brolo, San Marco d'Alunzio",
			"importo di 1.250.000,00 euro", "Barcellona Pozzo di Gotto e Santa Lucia del Mela", "l'ing. capo firma", "Il Segretario Comunale verifica", "ISTAT 083049",
			"Rosa dei nominativi proposta dall'ufficio", "Santa Maria di Gesù", "gara da 3.471.234 euro", "33 concorrenti, 347 domande", "delibera n. 347 1234", "RSSMRA85T10A562T",
			"IT00X0542811101000000123456", "PNRR M1C1 1.4.3", "Grazia del ricorso", "Massimo ribasso",
		},
	} {
		for _, text := range texts {
			if got := pii.Find(text); got != want {
				t.Errorf("%q: %q, want %q", text, got, want)
			}
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
	f.Fuzz(func(t *testing.T, text string) {
		if found := pii.Find(text); found == "" && strings.Contains(text, " RSSMRA85T10A562S ") {
			t.Errorf("%q: not found", text)
		}
	})
}
