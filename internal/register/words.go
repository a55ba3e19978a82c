package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"comunita/internal/evaluation"
)

// Levels are the words of the scale of PNA 2019, All. 1, by 1, 2, 3.
var Levels = []string{"", "BASSO", "MEDIO", "ALTO"}

// Methods are the names people know the methods by.
var Methods = map[string]string{Qualitative: "PNA 2019, All. 1", Superseded: "PNA 2013, All. 5 (metodo superato)"}

// Questions are the names of the indicators of both methods: PNA 2019, All. 1, box 9; PNA 2013, All. 5.
var Questions = func() map[string]string {
	out := map[string]string{}
	for _, m := range evaluation.Methods {
		for _, q := range m.Questions {
			out[q.Code] = q.Name
		}
	}
	return out
}()

var (
	scopes     = map[string]string{"general": "generale", "specific": "specifica"}
	statuses   = map[string]string{"planned": "da avviare", "in_progress": "in corso", "implemented": "attuata", "partly_implemented": "attuata parzialmente", "not_implemented": "non attuata", "not_applicable": "non applicabile"}
	treatments = map[string]string{"treat": "trattare il rischio", "keep": "mantenere le misure esistenti", "none": "nessun ulteriore trattamento"}
	done       = map[string]string{"yes": "attuata", "partly": "attuata in parte", "no": "non attuata", "not_due": "non ancora dovuta"}
	suitable   = map[string]string{"yes": "idonea", "partly": "idonea in parte", "no": "non idonea"}
)

// Headings are the columns of a register as a table.
var Headings = []string{
	"Area di rischio", "Denominazione dell'area", "Processo", "Evento rischioso", "Fattori abilitanti", "Anno", "Metodo", "Livello di rischio", "Livello proposto",
	"Livello originario", "Indicatori", "Probabilità", "Impatto", "Valore (P × I)", "Motivazione del giudizio", "Dati ed evidenze", "Motivazione dello scostamento",
	"Ponderazione", "Livello residuo", "Misura", "Tipologia di misura", "Misura generale o specifica", "Fasi di attuazione", "Tempi di attuazione",
	"Responsabile dell'attuazione", "Indicatore di monitoraggio", "Valore atteso", "Stato di attuazione", "Esito del monitoraggio", "Idoneità",
}

// Cells are the rows of a line in a table: one for each of its measures, one when it has none.
func (l Line) Cells(year int) [][]any {
	head := []any{
		l.Area, l.AreaName, l.Process, l.Event, strings.Join(l.Factors, "; "), nil, Methods[l.Method], Levels[l.Level], Levels[l.Suggested], l.Original, l.indicators(), l.Probability,
		l.Impact, l.Score, l.Motivation, l.Evidence, l.Deviation, l.treatment(), Levels[l.Residual],
	}
	if l.Method != "" {
		head[5] = year
	}
	if l.RiskID == 0 {
		head[1] = LooseMeasures
	}
	if len(l.Measures) == 0 {
		return [][]any{append(head, make([]any, len(Headings)-len(head))...)}
	}
	out := make([][]any, len(l.Measures))
	for i, m := range l.Measures {
		out[i] = append(slices.Clone(head), m.Title, m.TypeName, scopes[m.Scope], m.phases(), m.timing(), m.Responsible, m.Indicator, m.Target, statuses[m.Status], m.found(), m.suitability())
	}
	return out
}

// LooseMeasures stands where an area would, before the measures that treat no single risk.
const LooseMeasures = "Misure non legate a un singolo evento rischioso"

// indicators writes the answers in the order of the method: "Q1 Livello di interesse esterno: ALTO (motivazione)".
func (l Line) indicators() string {
	var out []string
	for _, code := range slices.SortedFunc(maps.Keys(l.Indicators), inOrder) {
		i := l.Indicators[code]
		text := fmt.Sprintf("%s %s: %d", code, Questions[code], i.Value)
		if l.Method == Qualitative && i.Value >= 0 && i.Value < len(Levels) {
			text = fmt.Sprintf("%s %s: %s", code, Questions[code], Levels[i.Value])
		}
		if i.Motivation != "" {
			text += " (" + i.Motivation + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// inOrder puts probability before impact, as Allegato 5 does.
func inOrder(a, b string) int {
	if a[:1] != b[:1] {
		return strings.Compare(b, a)
	}
	return strings.Compare(a, b)
}

func (l Line) treatment() string {
	return sentence(treatments[l.Treatment], l.TreatmentReason)
}

// phases lists the steps; timing says until when each.
func (m Measure) phases() string {
	out := make([]string, len(m.Phases))
	for i, p := range m.Phases {
		out[i] = fmt.Sprintf("%d) %s", i+1, p.Name)
	}
	return strings.Join(out, "; ")
}

func (m Measure) timing() string {
	var out []string
	for i, p := range m.Phases {
		if p.Due == "" {
			continue
		}
		text := fmt.Sprintf("%d) entro il %s", i+1, italian(p.Due))
		if p.Done != "" {
			text += ", conclusa il " + italian(p.Done)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// found is what the second level confirmed or, until then, what the first said.
func (m Measure) found() string {
	if m.Check == nil {
		return ""
	}
	what, who := m.Check.Confirmed, "verificata dal RPCT"
	if what == "" {
		what, who = m.Check.Implementation, "dichiarata dall'ufficio"
	}
	if what == "" {
		return ""
	}
	return fmt.Sprintf("%s (%s)", done[what], who)
}

func (m Measure) suitability() string {
	if m.Check == nil {
		return ""
	}
	return sentence(suitable[m.Check.Suitability], m.Check.Findings)
}

// sentence joins a word and its reason.
func sentence(word, reason string) string {
	if word == "" || reason == "" {
		return word + reason
	}
	return word + ": " + reason
}
