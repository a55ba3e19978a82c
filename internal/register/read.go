package register

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"comunita/internal/evaluation"
	"comunita/internal/measure"
	"comunita/internal/platform/pii"
	"comunita/internal/vocabulary"
)

// Finding is something to say about a row of an import; a blocking one keeps the row out.
type Finding struct {
	Column   string `json:"column"` // the heading; "" for the row
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	Blocking bool   `json:"blocking"`
}

// parsed is a row as it was understood.
type parsed struct {
	Area        string               `json:"area"`
	Process     string               `json:"process"`
	Event       string               `json:"event"`
	Factors     []string             `json:"factors"`
	FactorsText string               `json:"factors_text"` // what is no known factor
	Level       int                  `json:"level"`
	Suggested   int                  `json:"suggested"` // by the assistant, where the file answers all six indicators
	Original    string               `json:"original"`
	Motivation  string               `json:"motivation"`
	Indicators  map[string]Indicator `json:"indicators"`
	Probability *float64             `json:"probability"`
	Impact      *float64             `json:"impact"`
	Score       *float64             `json:"score"`
	Bands       *evaluation.Bands    `json:"bands"` // by which the score gave the level
	Measure     string               `json:"measure"`
	MeasureType string               `json:"measure_type"`
	Phases      []string             `json:"phases"`
	Due         string               `json:"due"`
	Timing      string               `json:"timing"`
	Responsible string               `json:"responsible"`
	Indicator   string               `json:"indicator"`
	Target      string               `json:"target"`
	Complete    int                  `json:"complete"` // how many of the five attributes of the measure are there
}

// reader understands the rows of one import, one after the other.
type reader struct {
	method, control string
	measureType     string
	areas           map[string]string // folded words: code
	words           *vocabulary.Lists
	bands           evaluation.Bands
	columns         []Column
	last            parsed // of the row before, with what it took from those above
	lastNumber      int
	lastFailed      bool
}

// reader knows what an import says of itself, and the lists of today.
func (s *Importer) reader(ctx context.Context, i Import) (*reader, error) {
	lists, err := s.words.All(ctx)
	if err != nil {
		return nil, err
	}
	bands, err := s.evaluations.Bands(ctx)
	return &reader{method: i.Method, control: i.Control, measureType: i.MeasureType, areas: i.Areas, words: lists, bands: bands, columns: i.Columns}, err
}

// after sets the reader behind a row that was read before; nil is the top.
func (r *reader) after(before *ImportRow) {
	if before != nil {
		r.last, r.lastNumber, r.lastFailed = before.Parsed, before.Number, before.Outcome == Failed
	}
}

// understand reads a row, as people corrected it.
func (r *reader) understand(row *ImportRow) {
	row.Parsed, row.Findings = r.row(row.Number, row.Cells, row.Corrections)
	row.Outcome = Good
	if slices.ContainsFunc(row.Findings, func(f Finding) bool { return f.Blocking }) {
		row.Outcome = Failed
	}
}

// row understands the cells of one row. A merged cell of a spreadsheet has its text in the first row only: an empty area or process is that of the
// row above, and a row with nothing but a measure goes on with the event above.
func (r *reader) row(number int, cells []string, corrections map[string]string) (parsed, []Finding) {
	one := rowReader{reader: r, out: parsed{Indicators: map[string]Indicator{}, Factors: []string{}, Phases: []string{}}, text: map[string]string{}, came: map[string]string{}, heading: map[string]string{}}
	for i, c := range r.columns {
		if c.Field == "" {
			continue
		}
		one.heading[c.Field] = c.Heading
		if i < len(cells) {
			one.came[c.Field] = strings.TrimSpace(cells[i])
		}
		one.text[c.Field] = one.came[c.Field]
		if text, is := corrections[c.Heading]; is {
			one.text[c.Field] = strings.TrimSpace(text)
		}
	}
	one.where()
	one.judgement()
	one.measure()
	one.personal()
	r.last, r.lastNumber = one.out, number
	r.lastFailed = slices.ContainsFunc(one.findings, func(f Finding) bool { return f.Blocking })
	return one.out, one.findings
}

type rowReader struct {
	*reader
	out           parsed
	text, heading map[string]string
	came          map[string]string // the text before it was corrected
	findings      []Finding
}

func (r *rowReader) wrong(field, code, detail string, args ...any) {
	r.findings = append(r.findings, Finding{r.heading[field], code, fmt.Sprintf(detail, args...), true})
}

func (r *rowReader) note(field, code, detail string, args ...any) {
	r.findings = append(r.findings, Finding{r.heading[field], code, fmt.Sprintf(detail, args...), false})
}

// fits is the text of a field, unless it is too long.
func (r *rowReader) fits(field string) string {
	f, _ := FieldNamed(field)
	text := r.text[field]
	if n := utf8.RuneCountInString(text); n > f.longest {
		r.wrong(field, "too-long", "Al più %d caratteri: sono %d", f.longest, n)
		return string([]rune(text)[:f.longest])
	}
	return text
}

// where is the area, the process and the event of the row.
func (r *rowReader) where() {
	area, process, event := r.fits("area"), r.fits("process"), r.fits("event")
	r.out.Area, r.out.Process, r.out.Event = r.last.Area, r.last.Process, event
	onward := area == "" && process == "" && event == ""
	if onward {
		r.out.Event = r.last.Event
	}
	if onward && r.lastFailed && r.out.Event != "" {
		r.wrong("event", "continues-failed", "È il seguito della riga %d, che ha errori", r.lastNumber)
		return
	}
	if process != "" {
		r.out.Process = process
	}
	if area != "" {
		if r.out.Area = r.areas[fold(area)]; r.out.Area == "" {
			r.out.Area = areaNamed(r.words.Areas, area)
		}
		if r.out.Area == "" {
			r.wrong("area", "unknown-area", "Area sconosciuta: «%s». Indica a quale area corrisponde", clip(area))
		}
	}
	for _, x := range []struct{ field, value, missing string }{{"area", area + r.out.Area, "Manca l'area di rischio"}, {"process", r.out.Process, "Manca il processo"}, {"event", r.out.Event, "Manca l'evento rischioso"}} {
		if x.value == "" {
			r.wrong(x.field, "required", "%s", x.missing)
		}
	}
	if onward && r.last.Event != "" && r.text["measure"] == "" {
		r.wrong("event", "required", "La riga non ha né un evento né una misura")
	}
}

// judgement is the level with its motivation, factors and the indicators of the method.
func (r *rowReader) judgement() {
	r.out.Motivation = r.fits("motivation")
	if level := r.fits("level"); level != "" {
		var known bool
		if r.out.Level, known = ParseLevel(level); !known {
			r.wrong("level", "unknown-level", "Livello sconosciuto: «%s». Valgono BASSO, MEDIO, ALTO oppure N, B-, B, M, A, A+, A++", clip(level))
		}
		r.out.Original = cmp.Or(head(r.came["level"], 40), level)
	}
	for _, f := range Fields {
		text := r.text[f.Name]
		if f.question() != r.method || text == "" {
			continue
		}
		var value int
		var ok bool
		if r.method == Qualitative {
			if value, ok = ParseLevel(text); !ok {
				r.wrong(f.Name, "unknown-level", "Valore sconosciuto: «%s». Valgono BASSO, MEDIO, ALTO oppure N, B-, B, M, A, A+, A++", clip(text))
			}
		} else if value, ok = ParseAnswer(f.Name, text); !ok {
			r.wrong(f.Name, "not-in-scale", "«%s» non è tra i valori di %s: %s (PNA 2013, All. 5)", clip(text), f.Name, asked(f.Name).Admitted())
		} else if f.Name == "P6" && r.control == Inverted {
			value = 6 - value
		}
		if ok {
			r.out.Indicators[f.Name] = Indicator{Value: value}
		}
	}
	r.follows()
	r.factors()
}

// follows is what the answers come to, once all are there: the suggestion of the assistant, or the score with its level, which is not chosen.
func (r *rowReader) follows() {
	var values []int
	for _, code := range evaluation.Described(evaluation.Method(r.method)).Codes() {
		if a, is := r.out.Indicators[code]; is {
			values = append(values, a.Value)
		}
	}
	switch {
	case r.method == Qualitative && len(values) == 6:
		r.out.Suggested = int(evaluation.Suggest([6]int(values)).Level)
	case r.method == Superseded && len(values) == 10:
		p, i, s := evaluation.Score([6]int(values[:6]), [4]int(values[6:]))
		r.out.Probability, r.out.Impact, r.out.Score, r.out.Bands = &p, &i, &s, &r.bands
		level := int(r.bands.Level(s))
		if r.out.Level != 0 && r.out.Level != level {
			r.note("level", "computed-level", "Con questo metodo il livello si calcola dalle risposte: è %s, il file dice «%s»", Levels[level], clip(r.out.Original))
		}
		r.out.Level = level
	}
}

var separators = regexp.MustCompile(`[;\n|•]+|\s+-\s+`)

// factors are found by code or by name; the rest is kept as text.
func (r *rowReader) factors() {
	var rest []string
	for _, part := range parts(r.fits("factors")) {
		code := r.factor(part)
		if code == "" {
			rest = append(rest, part)
		} else if !slices.Contains(r.out.Factors, code) {
			r.out.Factors = append(r.out.Factors, code)
		}
	}
	if len(rest) > 0 {
		r.out.FactorsText = strings.Join(rest, "; ")
		r.note("factors", "unknown-factor", "Non è tra i fattori abilitanti del PNA: resta nella descrizione del rischio («%s»)", clip(r.out.FactorsText))
	}
}

func (r *rowReader) factor(text string) string {
	best, code := 0.45, ""
	for _, f := range r.words.Factors {
		if strings.EqualFold(strings.TrimSpace(text), f.Code) {
			return f.Code
		}
		if s := similarity(fold(text), fold(f.Name)); s > best {
			best, code = s, f.Code
		}
	}
	return code
}

// measure is the treatment with its five attributes.
func (r *rowReader) measure() {
	m := &r.out
	m.Measure, m.Responsible, m.Indicator, m.Target, m.Timing = r.fits("measure"), r.fits("responsible"), r.fits("indicator"), r.fits("target"), r.fits("timing")
	phases := r.fits("phases")
	if m.Measure == "" {
		for _, f := range []string{"phases", "responsible", "indicator", "target", "timing", "measure_type"} {
			if r.text[f] != "" {
				r.wrong("measure", "required", "Ci sono attributi di una misura, ma manca la misura")
				break
			}
		}
		return
	}
	m.Phases = parts(phases)
	for _, p := range m.Phases {
		if utf8.RuneCountInString(p) > 300 {
			r.wrong("phases", "too-long", "Una fase ha al più 300 caratteri: separale con «;» o a capo")
		}
	}
	if m.Due = lastDay(m.Timing); m.Timing != "" && m.Due == "" {
		r.note("timing", "no-date", "Non si riconosce una data: «%s» resta come nota della fase", clip(m.Timing))
	}
	if len(m.Phases) == 0 && m.Timing != "" {
		m.Phases = []string{"Attuazione della misura"}
	}
	if m.MeasureType = r.typeOf(r.text["measure_type"]); m.MeasureType == "" {
		m.MeasureType = r.measureType
		if r.text["measure_type"] != "" && m.MeasureType != "" {
			r.note("measure_type", "unknown-type", "Tipologia sconosciuta: «%s». Si usa quella scelta per l'importazione", clip(r.text["measure_type"]))
		}
	}
	if m.MeasureType == "" {
		r.wrong("measure_type", "unknown-type", "Tipologia di misura sconosciuta: «%s»", clip(r.text["measure_type"]))
	}
	plan := measure.Plan{Words: measure.Words{Responsible: m.Responsible, Indicator: m.Indicator, Target: m.Target}}
	for n, name := range m.Phases {
		f := measure.Phase{Name: name}
		if day, err := time.Parse(time.DateOnly, m.Due); err == nil && n == len(m.Phases)-1 {
			f.DueOn = &day
		}
		plan.Phases = append(plan.Phases, f)
	}
	m.Complete = measure.Score(plan)
}

func (r *rowReader) typeOf(text string) string {
	best, code := 0.45, ""
	for _, t := range r.words.Types {
		if strings.EqualFold(text, t.Code) {
			return t.Code
		}
		name := fold(t.Name)
		if s := similarity(fold(text), name); s > best || text != "" && strings.HasPrefix(name, fold(text)) {
			best, code = max(s, best), t.Code
		}
	}
	return code
}

// personal looks for persons where there is no place for them; a responsible is an office.
func (r *rowReader) personal() {
	for _, field := range []string{"process", "event", "motivation", "measure", "phases", "timing", "responsible", "indicator"} {
		if what := pii.Find(r.text[field]); what != "" {
			r.wrong(field, "personal-data", "Qui sembra esserci %s: scrivi il ruolo, non la persona", what)
		}
	}
}

func parts(text string) []string {
	out := []string{}
	for _, p := range separators.Split(text, -1) {
		if p = strings.Trim(strings.TrimSpace(p), "–-→"); p != "" {
			out = append(out, strings.TrimSpace(p))
		}
	}
	return out
}

var days = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b`)

// lastDay is the last day written in a text, YYYY-MM-DD, or "".
func lastDay(text string) string {
	last := ""
	for _, m := range days.FindAllStringSubmatch(text, -1) {
		day := m[1] + "-" + m[2] + "-" + m[3]
		if m[6] != "" {
			day = fmt.Sprintf("%s-%02s-%02s", m[6], m[5], m[4])
		}
		if t, err := time.Parse(time.DateOnly, day); err == nil && t.Year() >= 2000 && t.Year() < 2100 && day > last {
			last = day
		}
	}
	return last
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return head(s, 59) + "…"
	}
	return s
}

// head is the first n characters of a text.
func head(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
