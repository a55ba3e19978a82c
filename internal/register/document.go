package register

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"comunita/internal/platform/paper"
)

// Paper is a document ready to hand over.
type Paper struct {
	Name, Media string
	Body        []byte
}

// Media are the types of the documents.
var Media = []string{paper.DocxType, paper.OdtType, paper.PdfType}

// Document writes the register as an annex of the plan: a table for each area, on pages that lie on their side.
func (s *Service) Document(ctx context.Context, code string, f Filter, as string) (Paper, error) {
	most := MaxLines
	if paper.Format(as) != paper.Docx {
		most = MaxConverted
	}
	r, err := s.read(ctx, code, f, most)
	if err != nil {
		return Paper{}, err
	}
	return s.print(ctx, r.annex(), fmt.Sprintf("registro-dei-rischi-%s-%d", slug(r.Name), r.Year), paper.Format(as))
}

func (s *Service) print(ctx context.Context, r paper.Annex, name string, as paper.Format) (Paper, error) {
	docx, err := r.Docx()
	if err != nil {
		return Paper{}, err
	}
	body, err := s.convert.Convert(ctx, docx, as)
	return Paper{name + "." + string(as), as.Media(), body}, err
}

// The motivation is as wide as what is written in it: it decides how many pages there are.
var annexColumns = []paper.AnnexColumn{
	{Title: "Processo", Width: 9}, {Title: "Evento rischioso", Width: 13}, {Title: "Fattori abilitanti", Width: 8}, {Title: "Giudizio", Width: 8},
	{Title: "Motivazione", Width: 31}, {Title: "Misura", Width: 11}, {Title: "Fasi e tempi", Width: 10}, {Title: "Responsabile", Width: 8},
	{Title: "Indicatore e valore atteso", Width: 8}, {Title: "Monitoraggio", Width: 8},
}

func (r Register) annex() paper.Annex {
	owner := "Comune di " + r.Name
	out := paper.Annex{
		Owner: owner, Title: "Registro dei rischi e delle misure", Subtitle: fmt.Sprintf("Anno %d", r.Year), Footer: fmt.Sprintf("%s – Registro dei rischi %d", owner, r.Year),
		Notes: []string{
			"Allegato alla sottosezione «Rischi corruttivi e trasparenza» del PIAO (sezione 2.3)",
			"Area di rischio → processo → evento rischioso → fattori abilitanti → giudizio → motivazione → misure, secondo il PNA 2019, Allegato 1",
			"Estratto il " + today(),
		},
	}
	if r.superseded() {
		out.Notes = append(out.Notes, "I giudizi segnati «metodo superato» seguono il PNA 2013, Allegato 5, sostituito dal PNA 2019, Allegato 1")
	}
	for from := 0; from < len(r.Lines); {
		to := from + 1
		for to < len(r.Lines) && r.Lines[to].Area == r.Lines[from].Area {
			to++
		}
		out.Sections = append(out.Sections, section(r.Lines[from:to]))
		from = to
	}
	if len(r.Lines) == 0 {
		out.Sections = []paper.Section{{Heading: "Nessun rischio", Note: "Per questo anno il registro non ha rischi."}}
	}
	return out
}

func (r Register) superseded() bool {
	for _, l := range r.Lines {
		if l.Method == Superseded {
			return true
		}
	}
	return false
}

func section(lines []Line) paper.Section {
	first := lines[0]
	out := paper.Section{Heading: fmt.Sprintf("Area %s – %s", first.Area, first.AreaName), Columns: annexColumns}
	if first.RiskID == 0 {
		out.Heading = LooseMeasures
	}
	process := ""
	for _, l := range lines {
		measures := l.Measures
		if len(measures) == 0 {
			measures = []Measure{{}}
		}
		for i, m := range measures {
			risk := []string{l.Process, l.Event, strings.Join(l.Factors, "\n"), l.judgement(), l.reasons()}
			for c := range risk {
				if i > 0 || c == 0 && l.RiskID != 0 && l.Process == process {
					risk[c] = paper.As
				}
			}
			process = l.Process
			out.Rows = append(out.Rows, append(risk, m.named(), m.steps(), m.Responsible, stacked(m.Indicator, labelled("Valore atteso", m.Target)), m.monitoring()))
		}
	}
	return out
}

// judgement is the level with what led to it.
func (l Line) judgement() string {
	if l.Method == "" {
		if l.RiskID == 0 {
			return ""
		}
		return "Non valutato"
	}
	level := Levels[l.Level]
	if level == "" {
		level = "Senza livello"
	}
	if l.State == "draft" {
		level += " (bozza)"
	}
	value := ""
	if l.Score != nil {
		value = "P × I = " + decimal(*l.Score)
	}
	how := ""
	if l.Method == Superseded {
		how = "Metodo superato (PNA 2013)"
	}
	return stacked(level, value, how, labelled("Proposto", Levels[l.Suggested]), labelled("In origine", l.Original), labelled("Residuo", Levels[l.Residual]))
}

// reasons is the motivation of the judgement and, below, the indicators.
func (l Line) reasons() string {
	return stacked(l.Motivation, labelled("Scostamento", l.Deviation), labelled("Evidenze", l.Evidence), labelled("Ponderazione", l.treatment()),
		strings.ReplaceAll(l.indicators(), "; ", "\n"))
}

func (m Measure) named() string {
	if m.Title == "" {
		return ""
	}
	return stacked(m.Title, m.TypeName+", "+scopes[m.Scope])
}

func (m Measure) steps() string {
	out := make([]string, len(m.Phases))
	for i, p := range m.Phases {
		out[i] = fmt.Sprintf("%d) %s", i+1, p.Name)
		if p.Due != "" {
			out[i] += " – entro il " + italian(p.Due)
		}
		if p.Done != "" {
			out[i] += " (conclusa il " + italian(p.Done) + ")"
		}
	}
	return stacked(out...)
}

func (m Measure) monitoring() string {
	return stacked(statuses[m.Status], m.found(), m.suitability(), labelled("Motivo", m.Reason))
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + ": " + text
}

// stacked puts what is not empty on a line each.
func stacked(texts ...string) string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, "\n")
}

// decimal shows a number with two decimals at most, as Italian does.
func decimal(f float64) string {
	return strings.Replace(strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", f), "0"), "."), ".", ",", 1)
}

// slug is a name as a file: "Forza d'Agrò" is "forza-d-agro".
func slug(name string) string {
	words := strings.FieldsFunc(fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}
