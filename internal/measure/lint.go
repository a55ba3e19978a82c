package measure

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"comunita/internal/vocabulary"
)

// Completeness says which of the five attributes of a programmed measure are there (PNA 2019, All. 1 §5), and teaches the others.
type Completeness struct {
	Score      int
	Attributes []Attribute // always five, in the order of the PNA
	Warnings   []Warning
}

// Attribute is one of the five: there, missing, or so abstract that nobody could tell whether it is there. Message says what is missing, Example
// how it could read.
type Attribute struct{ Name, State, Message, Example string }

// Warning is about wording that is no attribute; Field is a pointer.
type Warning struct{ Field, Message string }

// The states of an attribute.
const (
	Present  = "present"
	Missing  = "missing"
	Abstract = "abstract"
)

// Abstract measures are what ANAC finds fault with most: words that announce an attitude instead of something to be done and seen.
var vague = []*regexp.Regexp{
	regexp.MustCompile(`\b(maggiore?|piu|massima|particolare|costante|dovuta|opportuna) (attenzione|cura|sensibilita|consapevolezza|vigilanza|rigore|trasparenza|collaborazione|impegno|diligenza)\b`),
	regexp.MustCompile(`\b(massimo|maggiore?|piu) (rigore|impegno|controllo|coinvolgimento|scrupolo)\b`),
	regexp.MustCompile(`\b(rafforza|migliora|potenzia|incrementa|favori|promuove|garanti|assicura|accresce)(re|mento|zione)?( dell[aeo]?| del| della| la| il| l)? ?'?(trasparenza|legalita|cultura della legalita|attenzione|efficienza|imparzialita|correttezza|rispetto|buon andamento)\b`),
	regexp.MustCompile(`\brispetto (puntuale |rigoroso |scrupoloso )?(della normativa|delle norme|della legge|delle disposizioni|della disciplina)( vigent[ei])?\b`),
	regexp.MustCompile(`\b(ove|per quanto|se|quando) (possibile|necessario|opportuno)\b|\bnei limiti del possibile\b|\bcompatibilmente con\b`),
	regexp.MustCompile(`\bda (definire|individuare|stabilire|valutare|precisare)\b`),
}

// nobody is a responsible who can be called to account for nothing; anyhow a target that says neither how much nor when.
var (
	nobody = regexp.MustCompile(`^(tutti|tutto il personale|tutti i (dipendenti|responsabili|settori|dirigenti)|chi di dovere|l'ente|il comune|amministrazione|l'amministrazione)\.?$`)
	anyhow = regexp.MustCompile(`^(miglioramento|riduzione|aumento|incremento|adeguat[oaie]|positiv[oa]|tempestiv[oa]|tempestivamente|continu[oa]|costante|quanto prima|il piu possibile|in corso d'anno)\.?$`)
)

// abstractly finds the words in a text that promise nothing, or gives "".
func abstractly(text string) string {
	folded := fold(text)
	for _, r := range vague {
		if found := r.FindString(folded); found != "" {
			return found
		}
	}
	return ""
}

// fold puts texts in the form the patterns are written in: small letters, no accents, straight apostrophes.
func fold(text string) string {
	text = strings.ReplaceAll(strings.ToLower(text), "’", "'")
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

// states judges the five attributes, in their order.
func states(p Plan) [5]string {
	out := [5]string{Present, Present, stateOf(p.Responsible, nobody), stateOf(p.Indicator, nil), stateOf(p.Target, anyhow)}
	for _, f := range p.Phases {
		if abstractly(f.Name) != "" {
			out[0] = Abstract
		}
		if f.DueOn == nil {
			out[1] = Missing
		}
	}
	if len(p.Phases) == 0 {
		out[0], out[1] = Missing, Missing
	}
	return out
}

func stateOf(text string, more *regexp.Regexp) string {
	switch {
	case strings.TrimSpace(text) == "":
		return Missing
	case abstractly(text) != "" || more != nil && more.MatchString(strings.TrimSpace(fold(text))):
		return Abstract
	}
	return Present
}

// Score counts the attributes that are there, five at most.
func Score(p Plan) (n int) {
	for _, s := range states(p) {
		if s == Present {
			n++
		}
	}
	return n
}

// says has, for each attribute, its name, what to say when it is missing, and when it is abstract.
var says = [5][3]string{
	{"phases", "Mancano le fasi: scrivi con quali passi la misura si realizza", "Una fase è solo un'intenzione: scrivi che cosa si fa"},
	{"timing", "Manca la scadenza di almeno una fase: senza, nessuno può dire se è in ritardo", ""},
	{"responsible", "Manca il responsabile dell'attuazione: indica un ufficio o un ruolo, mai una persona", "«Tutti» non risponde di nulla: indica un ufficio o un ruolo"},
	{"indicator", "Manca l'indicatore: che cosa si conta, o si vede, per dire che la misura è attuata", "L'indicatore non si può misurare: scrivi che cosa si conta, o quale atto deve esserci"},
	{"target", "Manca il valore atteso: quanto deve fare l'indicatore, ed entro quando", "Il valore atteso non dice né quanto né quando: scrivi un numero, una percentuale o un sì con la data"},
}

// complete explains the state of a plan; the examples come from the type's indicator and, where it has them, from the measure of the catalogue.
func complete(p Plan, t vocabulary.MeasureType, m vocabulary.Measure) Completeness {
	phases := "Modello → adozione → uso → verifica semestrale"
	if m.Phases != "" {
		phases = m.Phases
	}
	first := "Adozione del modello"
	if len(p.Phases) > 0 {
		first = p.Phases[0].Name
	} else if all := steps(phases); len(all) > 0 {
		first = all[0]
	}
	examples := [5]string{phases, first + ": entro il 31 marzo", orElse(m.Responsible, "Responsabile del settore competente"), orElse(t.Indicator, m.Indicator),
		orElse(m.Target, target(orElse(p.Indicator, t.Indicator)))}
	c := Completeness{Score: Score(p), Attributes: make([]Attribute, 5), Warnings: []Warning{}}
	for i, state := range states(p) {
		a := Attribute{Name: says[i][0], State: state}
		switch state {
		case Missing:
			a.Message, a.Example = says[i][1], examples[i]
		case Abstract:
			a.Message, a.Example = says[i][2], examples[i]
		}
		c.Attributes[i] = a
	}
	for _, f := range []struct{ at, text string }{{"/title", p.Title}, {"/description", p.Description}} {
		if found := abstractly(f.text); found != "" {
			c.Warnings = append(c.Warnings, Warning{f.at, "«" + found + "» è un proposito, non una misura: scrivi che cosa si fa, chi lo fa e come si vede"})
		}
	}
	if p.Scope == Specific && len(p.Risks) == 0 {
		c.Warnings = append(c.Warnings, Warning{"/risks", "Una misura specifica tratta almeno un rischio: indica quale"})
	}
	return c
}

// target is how the value expected of an indicator could read.
func target(indicator string) string {
	switch {
	case strings.Contains(indicator, "sì/no"):
		return "sì, entro il 31 dicembre"
	case strings.Contains(indicator, "/"), strings.Contains(indicator, "%"):
		return "100%"
	}
	return "almeno 2 l'anno"
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
