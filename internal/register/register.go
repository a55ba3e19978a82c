// Package register takes the plan of a municipality away, in the order and words of the PNA (area, process, event, enabling factors, judgement,
// motivation, measures with their five attributes: PNA 2019, All. 1), and takes an existing register in.
package register

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"comunita/internal/evaluation"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/paper"
)

// The methods of evaluation: PNA 2019, All. 1, and PNA 2013, All. 5, which it superseded.
const (
	Qualitative = string(evaluation.PNA2019)
	Superseded  = string(evaluation.PNA2013)
)

// The largest register of the network has some two thousand risks: MaxLines bounds what is held at once to write a document, MaxConverted one that
// LibreOffice has to lay out.
const (
	MaxLines     = 30_000
	MaxConverted = 5_000
	maxTotal     = 1_000 // counted for a page, as in every list
)

// Filter says which register. No year: the latest that was evaluated. No method: the qualitative one, and where a risk lacks it the superseded one. The
// rest says which of its risks; nothing: all.
type Filter struct {
	Year   int
	Method string
	Areas  []string
	States []string // "todo" is a risk that was not evaluated
	Levels []int
	Words  string
	Risk   int64
}

// narrow reports whether only some of the risks are wanted.
func (f Filter) narrow() bool {
	return len(f.Areas)+len(f.States)+len(f.Levels) > 0 || f.Words != "" || f.Risk != 0
}

// Register is what a municipality writes into its plan for a year.
type Register struct {
	Code, Name string // of the municipality, today
	Year       int
	Lines      []Line
}

// Line is one risk with its judgement and its measures. The last line may be no risk: it has the measures that treat no single one.
type Line struct {
	RiskID                                int64 // 0: no risk
	EvaluationID                          int64 // 0: not evaluated
	Entry                                 string
	Area, AreaName, Process, Event        string
	Factors                               []string
	Method, State                         string // "" while it is not evaluated
	Level, Suggested, Residual            int    // 1 low, 2 medium, 3 high; 0 unknown
	Original, Motivation, Evidence        string
	Deviation, Treatment, TreatmentReason string
	ResidualMotivation                    string
	Indicators                            map[string]Indicator
	Probability, Impact, Score            *float64
	Measures                              []Measure
}

// Indicator is the answer to one question of the method.
type Indicator struct {
	Value      int    `json:"value"`
	Motivation string `json:"motivation"`
	Evidence   string `json:"evidence"`
}

// Measure is a measure the municipality adopted, with the five attributes and what monitoring found in the year.
type Measure struct {
	ID          int64   `json:"id"`
	Code        string  `json:"code"`
	Title       string  `json:"title"`
	Type        string  `json:"type"`
	TypeName    string  `json:"type_name"`
	Scope       string  `json:"scope"`
	Status      string  `json:"status"`
	Phases      []Phase `json:"phases"`
	Responsible string  `json:"responsible"`
	Indicator   string  `json:"indicator"`
	Baseline    string  `json:"baseline"`
	Target      string  `json:"target"`
	Value       string  `json:"value"`
	Reason      string  `json:"reason"`
	Check       *Check  `json:"check"`
}

// Phase is a step of a measure; days are YYYY-MM-DD or "".
type Phase struct {
	Name   string `json:"name"`
	Starts string `json:"starts"`
	Due    string `json:"due"`
	Done   string `json:"done"`
}

// Check is what the last round of monitoring of the year found.
type Check struct {
	Round          int    `json:"round"`
	Implementation string `json:"implementation"`
	Confirmed      string `json:"confirmed"`
	Suitability    string `json:"suitability"`
	Findings       string `json:"findings"`
}

// Service is what the API and the jobs call. Writes need a unit of work.
type Service struct {
	store   *store
	convert *paper.Converter
}

// NewService wires the service; without a converter documents are DOCX only.
func NewService(d *db.DB, convert *paper.Converter) *Service {
	return &Service{newStore(d), convert}
}

// read gives a register of a municipality within reach, of so many lines at most; a former ISTAT code will do.
func (s *Service) read(ctx context.Context, code string, f Filter, most int) (Register, error) {
	out, err := s.begin(ctx, code, f)
	if err != nil {
		return out, err
	}
	if n, err := s.store.count(ctx, out.Code, out.Year, f, most); err != nil || n > most {
		return out, cmp.Or(err, error(apperr.New(apperr.Unprocessable, "register-too-large", "Il registro ha più di %d rischi, troppi per questo formato: chiedi un'area di rischio per volta, o la tabella", most).
			At("area", "too-many", "Indica una o più aree di rischio")))
	}
	err = s.store.each(ctx, out.Code, out.Year, f, func(l Line) error {
		out.Lines = append(out.Lines, l)
		return nil
	})
	if err != nil {
		return out, err
	}
	return out, s.end(ctx, &out, f)
}

// Each hands over a register of a municipality within reach, line by line, with its year.
func (s *Service) Each(ctx context.Context, code string, f Filter, yield func(l Line, year int) error) error {
	r, err := s.begin(ctx, code, f)
	if err != nil {
		return err
	}
	if err := s.store.each(ctx, r.Code, r.Year, f, func(l Line) error { return yield(l, r.Year) }); err != nil {
		return err
	}
	if err := s.end(ctx, &r, f); err != nil || len(r.Lines) == 0 {
		return err
	}
	return yield(r.Lines[0], r.Year)
}

// AreaSum counts the risks of an area in a register, and those with a confirmed judgement.
type AreaSum struct {
	Code, Name       string
	Risks, Confirmed int
}

// Summary is how far a register has come.
type Summary struct {
	Code  string // of the municipality, today
	Year  int
	Areas []AreaSum // with a risk, in their order
}

// Summary counts a register of a municipality within reach.
func (s *Service) Summary(ctx context.Context, code string, f Filter) (Summary, error) {
	r, err := s.begin(ctx, code, f)
	if err != nil {
		return Summary{}, err
	}
	areas, err := s.store.sums(ctx, r.Code, r.Year, f)
	return Summary{r.Code, r.Year, areas}, err
}

// Page gives some lines of a register, after the risk that the cursor names.
func (s *Service) Page(ctx context.Context, code string, f Filter, p page.Request) (Register, page.Of[Line], error) {
	after := int64(0)
	if p.Cursor != "" {
		var err error
		if after, err = strconv.ParseInt(p.Cursor, 36, 64); err != nil || after < 1 {
			return Register{}, page.Of[Line]{}, apperr.New(apperr.Invalid, "bad-cursor", "Il cursore non è valido: riparti dalla prima pagina").At("cursor", "bad-cursor", "Cursore non valido")
		}
	}
	out, err := s.begin(ctx, code, f)
	if err != nil {
		return out, page.Of[Line]{}, err
	}
	of := page.Of[Line]{TotalRelation: "eq"}
	if of.Total, err = s.store.count(ctx, out.Code, out.Year, f, maxTotal); err != nil {
		return out, of, err
	}
	if of.Total > maxTotal {
		of.Total, of.TotalRelation = maxTotal, "gte"
	}
	out.Lines, err = s.store.lines(ctx, out.Code, out.Year, f, after, p.Size()+1)
	if n := p.Size(); len(out.Lines) > n {
		out.Lines, of.NextCursor = out.Lines[:n], strconv.FormatInt(out.Lines[n-1].RiskID, 36)
	} else if err == nil {
		err = s.end(ctx, &out, f)
	}
	of.Items = out.Lines
	return out, of, err
}

func (s *Service) begin(ctx context.Context, code string, f Filter) (Register, error) {
	m, err := s.within(ctx, authz.PlanRead, code)
	out := Register{Code: m.Code, Name: m.Name, Year: f.Year}
	if out.Year == 0 {
		out.Year = m.LatestYear
	}
	return out, err
}

// end adds the measures of no single risk; some of the risks have none.
func (s *Service) end(ctx context.Context, r *Register, f Filter) error {
	if f.narrow() {
		return nil
	}
	loose, err := s.store.loose(ctx, r.Code, r.Year)
	if len(loose) > 0 {
		r.Lines = append(r.Lines, Line{Factors: []string{}, Measures: loose})
	}
	return err
}

// Formats lists what documents are handed out as on this installation.
func (s *Service) Formats() []paper.Format { return s.convert.Formats() }

// within finds a municipality the permission reaches; anything else is not there.
func (s *Service) within(ctx context.Context, p authz.Permission, code string) (municipality, error) {
	found, err := s.store.municipality(ctx, code)
	if err == nil && (len(found) == 0 || !authz.From(ctx).Reach(p).Has(found[0].Code)) {
		err = apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune richiesto, o non è tra quelli che puoi vedere")
	}
	if err != nil {
		return municipality{}, err
	}
	if found[0].LatestYear == 0 {
		found[0].LatestYear = thisYear()
	}
	return found[0], nil
}

func thisYear() int { return authz.Today().Year() }

// today is the day on title pages.
func today() string { return authz.Today().Format(italianDay) }

const italianDay = "02/01/2006"

// italian shows a day as people write it.
func italian(day string) string {
	if t, err := time.Parse(time.DateOnly, day); err == nil {
		return t.Format(italianDay)
	}
	return day
}
