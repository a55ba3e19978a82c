package register

import (
	"cmp"
	"slices"
	"strings"
)

// Field is something a register can say of a risk, with the headings it goes by.
type Field struct {
	Name, Label string
	aliases     []string
	longest     int // characters
}

// Fields are what an import can read, in the order of a register.
var Fields = []Field{
	{"area", "Area di rischio", []string{"area", "aree di rischio", "area a rischio", "macro area", "settore di rischio"}, 200},
	{"process", "Processo", []string{"processi", "denominazione processo", "nome processo", "descrizione processo", "procedimento", "processo fase attivita"}, 200},
	{"event", "Evento rischioso", []string{"evento", "eventi rischiosi", "rischio", "rischi", "descrizione rischio", "catalogo dei rischi", "rischio specifico", "comportamento a rischio", "possibili eventi rischiosi"}, 500},
	{"factors", "Fattori abilitanti", []string{"fattore abilitante", "cause", "fattori di rischio", "cause degli eventi rischiosi"}, 4000},
	{"level", "Livello di rischio", []string{"livello", "giudizio sintetico", "valutazione complessiva", "valutazione del rischio", "livello di esposizione al rischio", "grado di rischio", "rating", "rischio complessivo", "classe di rischio"}, 40},
	{"motivation", "Motivazione del giudizio", []string{"motivazione", "motivazioni", "motivazione della valutazione", "giustificazione"}, 4000},
	{"measure", "Misura", []string{"misure", "misura di prevenzione", "misure di prevenzione", "misura specifica", "misure specifiche", "trattamento", "misure di trattamento", "denominazione misura", "azioni"}, 300},
	{"measure_type", "Tipologia di misura", []string{"tipo misura", "tipologia misura", "tipologia", "categoria misura"}, 200},
	{"phases", "Fasi di attuazione", []string{"fasi", "fasi e modalita di attuazione", "modalita di attuazione", "fasi per l attuazione"}, 3000},
	{"timing", "Tempi di attuazione", []string{"tempi", "tempistica", "termine", "scadenza", "tempi di realizzazione", "termine di attuazione", "entro il"}, 300},
	{"responsible", "Responsabile dell'attuazione", []string{"responsabile", "responsabili", "soggetto responsabile", "ufficio responsabile", "responsabile della misura"}, 200},
	{"indicator", "Indicatore di monitoraggio", []string{"indicatore", "indicatori", "indicatori di attuazione", "indicatore di risultato"}, 500},
	{"target", "Valore atteso", []string{"target", "valore target", "risultato atteso", "valori attesi", "obiettivo"}, 200},
	{"Q1", "Q1 Livello di interesse esterno", []string{"interesse esterno", "livello di interesse"}, 40},
	{"Q2", "Q2 Grado di discrezionalità del decisore interno", []string{"discrezionalita del decisore", "grado di discrezionalita"}, 40},
	{"Q3", "Q3 Manifestazione di eventi corruttivi in passato", []string{"eventi corruttivi passati", "manifestazione di eventi corruttivi"}, 40},
	{"Q4", "Q4 Opacità del processo decisionale", []string{"opacita", "opacita del processo"}, 40},
	{"Q5", "Q5 Livello di collaborazione del responsabile", []string{"collaborazione del responsabile", "livello di collaborazione"}, 40},
	{"Q6", "Q6 Grado di attuazione delle misure", []string{"grado di attuazione delle misure di trattamento", "attuazione delle misure"}, 40},
	{"P1", "P1 Discrezionalità", []string{"discrezionalita"}, 10},
	{"P2", "P2 Rilevanza esterna", []string{"rilevanza esterna"}, 10},
	{"P3", "P3 Complessità del processo", []string{"complessita", "complessita del processo"}, 10},
	{"P4", "P4 Valore economico", []string{"valore economico"}, 10},
	{"P5", "P5 Frazionabilità del processo", []string{"frazionabilita", "frazionabilita del processo"}, 10},
	{"P6", "P6 Controlli", []string{"controlli", "controllo"}, 10},
	{"I1", "I1 Impatto organizzativo", []string{"impatto organizzativo"}, 10},
	{"I2", "I2 Impatto economico", []string{"impatto economico"}, 10},
	{"I3", "I3 Impatto reputazionale", []string{"impatto reputazionale"}, 10},
	{"I4", "I4 Impatto organizzativo, economico e sull'immagine", []string{"impatto sull immagine", "impatto organizzativo economico e sull immagine"}, 10},
}

// FieldNamed finds a field; false when there is none.
func FieldNamed(name string) (Field, bool) {
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return Fields[i], true
}

// question tells the method a field is an indicator of, or "".
func (f Field) question() string {
	switch {
	case len(f.Name) != 2:
		return ""
	case f.Name[0] == 'Q':
		return Qualitative
	}
	return Superseded
}

// Column is a heading of the file and the field it is; no field: it is not read.
type Column struct {
	Heading string  `json:"heading"`
	Field   string  `json:"field"`
	Score   float64 `json:"score"` // of the proposal, 0 to 1; 1 for what somebody said before
}

// likeness below which no field is proposed.
const likeness = 0.5

// Propose gives each heading the field it looks most like, each field once; what somebody said before (folded heading: field) comes first.
func Propose(headings []string, before map[string]string) []Column {
	out := make([]Column, len(headings))
	type pair struct {
		heading, field int
		score          float64
	}
	var pairs []pair
	for i, h := range headings {
		out[i].Heading = h
		folded := fold(h)
		grams := trigrams(folded)
		said, is := before[folded]
		for j, f := range Fields {
			if is && said == f.Name {
				pairs = append(pairs, pair{i, j, 2})
			} else if s := f.like(folded, grams); !is && s >= likeness {
				pairs = append(pairs, pair{i, j, s})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	taken := map[string]bool{}
	for _, p := range pairs {
		if name := Fields[p.field].Name; out[p.heading].Field == "" && !taken[name] {
			taken[name] = true
			out[p.heading].Field, out[p.heading].Score = name, min(p.score, 1)
		}
	}
	return out
}

// like compares a heading with a field, 0 to 1.
func (f Field) like(heading string, grams map[string]bool) float64 {
	if code, _, _ := strings.Cut(heading, " "); f.question() != "" && code == strings.ToLower(f.Name) {
		return 1
	}
	best := 0.0
	for _, known := range known[f.Name] {
		best = max(best, shared(grams, known))
	}
	return best
}

// known are the trigrams of the names of each field.
var known = func() map[string][]map[string]bool {
	out := map[string][]map[string]bool{}
	for _, f := range Fields {
		for _, name := range append([]string{f.Name, f.Label}, f.aliases...) {
			out[f.Name] = append(out[f.Name], trigrams(fold(name)))
		}
	}
	return out
}()

// similarity of two folded texts: the trigrams they share over those they have, as pg_trgm counts.
func similarity(a, b string) float64 { return shared(trigrams(a), trigrams(b)) }

func shared(x, y map[string]bool) float64 {
	n := 0
	for g := range x {
		if y[g] {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(n) / float64(len(x)+len(y)-n)
}

func trigrams(s string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(s) {
		padded := []rune("  " + word + " ")
		for i := 0; i+3 <= len(padded); i++ {
			out[string(padded[i:i+3])] = true
		}
	}
	return out
}
