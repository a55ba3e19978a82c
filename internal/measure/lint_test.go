package measure

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"comunita/internal/vocabulary"
)

func TestAbstractly(t *testing.T) {
	for text, want := range map[string]bool{
		"Maggiore attenzione alla rotazione":                        true,
		"maggior attenzione nella scelta del contraente":            true,
		"Più trasparenza":                                           true,
		"Massima trasparenza nelle procedure":                       true,
		"Rafforzamento della cultura della legalità":                true,
		"Garantire il rispetto dei termini":                         true,
		"Migliorare l’efficienza degli uffici":                      true,
		"Rispetto rigoroso della normativa vigente":                 true,
		"Rotazione del personale ove possibile":                     true,
		"Responsabile da individuare":                               true,
		"Check-list firmata per ogni affidamento":                   false,
		"Pubblicazione trimestrale dell'elenco":                     false,
		"Controllo successivo potenziato su un campione di 20 atti": false,
		"Corso di quattro ore con test finale":                      false,
		"Disciplinare per gli incarichi legali":                     false,
		"":                                                          false,
	} {
		if got := abstractly(text) != ""; got != want {
			t.Errorf("%q: abstract %v", text, got)
		}
	}
}

// What the catalogue itself says is never called abstract, and adopting it gives all but the days.
func TestTheCatalogueIsConcrete(t *testing.T) {
	f, err := os.Open("../seed/data/measures.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 35 {
		t.Fatal(len(rows), err)
	}
	for _, r := range rows[1:] {
		for i, cell := range r {
			if found := abstractly(cell); found != "" {
				t.Errorf("%s, %s: %q", r[0], rows[0][i], found)
			}
		}
		var p Plan
		p.fill(Measure{Content: Content{Name: r[1], TypeCode: r[2], Indicator: r[4], Target: r[5], Responsible: r[6], Phases: r[7], Scope: r[8]}})
		if got := states(p); got != [5]string{Present, Missing, Present, Present, Present} || len(p.Phases) < 2 {
			t.Errorf("%s: %v, %d phases", r[0], got, len(p.Phases))
		}
		if r[8] == "specific" == (r[8] == "general") || r[9] == "" || r[10] == "" || r[12] == "" {
			t.Errorf("%s: scope %q, factors %q, variant %q, effort %q", r[0], r[8], r[9], r[10], r[12])
		}
	}
}

func TestCompleteness(t *testing.T) {
	due := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	whole := Plan{Words: Words{Title: "Check-list", Scope: Specific, Responsible: "RUP", Indicator: "determine con check-list / determine", Target: "100%"},
		Phases: []Phase{{Name: "Modello", DueOn: &due}}, Risks: []int64{1}}
	kind := vocabulary.MeasureType{Indicator: "n. controlli effettuati / n. atti da controllare"}
	for name, x := range map[string]struct {
		change   func(*Plan)
		score    int
		states   string
		warnings string
	}{
		"whole":                     {func(*Plan) {}, 5, "present present present present present", ""},
		"empty":                     {func(p *Plan) { *p = Plan{} }, 0, "missing missing missing missing missing", ""},
		"a phase without a day":     {func(p *Plan) { p.Phases = append(p.Phases, Phase{Name: "Uso"}) }, 4, "present missing present present present", ""},
		"a phase that is a wish":    {func(p *Plan) { p.Phases[0].Name = "Maggiore attenzione" }, 4, "abstract present present present present", ""},
		"everybody":                 {func(p *Plan) { p.Responsible = "Tutti i dipendenti" }, 4, "present present abstract present present", ""},
		"a role to be found":        {func(p *Plan) { p.Responsible = "Da individuare" }, 4, "present present abstract present present", ""},
		"an indicator of attitudes": {func(p *Plan) { p.Indicator = "maggiore attenzione" }, 4, "present present present abstract present", ""},
		"a target without number":   {func(p *Plan) { p.Target = "Miglioramento" }, 4, "present present present present abstract", ""},
		"a wish for a title":        {func(p *Plan) { p.Title = "Maggiore attenzione agli affidamenti" }, 5, "present present present present present", "/title"},
		"no risk":                   {func(p *Plan) { p.Risks = nil }, 5, "present present present present present", "/risks"},
		"no risk, but general":      {func(p *Plan) { p.Risks, p.Scope = nil, "general" }, 5, "present present present present present", ""},
		"only blanks":               {func(p *Plan) { p.Responsible = "  " }, 4, "present present missing present present", ""},
	} {
		p := whole
		p.Phases = append([]Phase{}, whole.Phases...)
		x.change(&p)
		c := complete(p, kind, vocabulary.Measure{})
		var got, warned []string
		for _, a := range c.Attributes {
			got = append(got, a.State)
			if (a.State == Present) != (a.Message == "") || (a.State == Present) != (a.Example == "") {
				t.Errorf("%s: %+v", name, a)
			}
		}
		for _, w := range c.Warnings {
			warned = append(warned, w.Field)
		}
		if c.Score != x.score || Score(p) != x.score || strings.Join(got, " ") != x.states || strings.Join(warned, " ") != x.warnings {
			t.Errorf("%s: %d, %v, %v", name, c.Score, got, warned)
		}
	}
	c := complete(Plan{}, kind, vocabulary.Measure{})
	if c.Attributes[3].Example != kind.Indicator || c.Attributes[4].Example != "100%" {
		t.Errorf("%+v", c.Attributes)
	}
}
