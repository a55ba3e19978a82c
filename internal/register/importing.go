package register

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"comunita/internal/evaluation"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/sheet"
	"comunita/internal/vocabulary"
)

// Import is a row of register_imports.
type Import struct {
	db.Row
	MunicipalityCode             string
	Year                         int
	Method                       string
	Filename                     string
	SHA256                       string `gorm:"column:sha256"`
	State                        string
	Headings                     db.Texts          `gorm:"type:text[]"`
	Columns                      []Column          `gorm:"serializer:json"`
	Areas                        map[string]string `gorm:"serializer:json"`
	Control                      string
	MeasureType                  string
	Total, Done, Good, Failed    int
	OnlyGood                     bool
	Problem                      string
	Risks, Evaluations, Measures int
	ChangedBy                    string
}

// TableName tells GORM.
func (Import) TableName() string { return "register_imports" }

// The states of an import: the check is the dry run.
const (
	Uploaded = "uploaded"
	Checking = "checking"
	Checked  = "checked"
	Applying = "applying"
	Applied  = "applied"
)

// How the file answers P6, whether controls neutralise the risk: 5 is "not at all" in All. 5, and some bodies wrote it the other way round.
const (
	AsAnnex  = "annex"
	Inverted = "inverted"
)

// MaxRows is how many rows an import may have.
const MaxRows = 20_000

// limits are those of a register of twenty thousand rows; a real one has some hundred.
var limits = sheet.Limits{Bytes: 20 << 20, Unpacked: 64 << 20, Rows: MaxRows}

// SheetMedia are the types of the files that are read.
var SheetMedia = []string{"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// Work is what is left to the queue: to check an import, or to apply it.
type Work struct {
	Import int64 `json:"import"`
}

// Importer takes registers in. Writes need a unit of work.
type Importer struct {
	store       *imports
	words       *vocabulary.Service
	evaluations *evaluation.Service
	files       blob.Store
	post        func(ctx context.Context, w Work) error
}

// NewImporter wires the importer. post puts work in the queue, in the unit of work that wants it done.
func NewImporter(d *db.DB, words *vocabulary.Service, evaluations *evaluation.Service, files blob.Store, post func(ctx context.Context, w Work) error) *Importer {
	return &Importer{newImports(d), words, evaluations, files, post}
}

// Admit asks, before a file is read, whether the actor may import for a municipality.
func Admit(ctx context.Context, municipality string) error {
	if !authz.From(ctx).Reach(authz.PlanWrite).Has(municipality) {
		return apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune richiesto, o non è tra quelli che puoi vedere")
	}
	return nil
}

// Upload describes a file to import.
type Upload struct {
	Municipality, Filename, Media string
	Year, HeaderRow               int
}

// Upload reads a stored file into an import, whose fields are then proposed. The file is not needed afterwards.
func (s *Importer) Upload(ctx context.Context, u Upload, b blob.Blob) (Import, error) {
	if err := Admit(ctx, u.Municipality); err != nil {
		return Import{}, err
	}
	from, err := s.files.Open(ctx, b.Key)
	if err != nil {
		return Import{}, err
	}
	defer from.Close()
	i, err := s.read(ctx, u, b, from)
	if err == nil {
		s.store.DB.AfterCommit(ctx, func() { _ = s.files.Delete(context.WithoutCancel(ctx), b.Key) }) // or the sweep does it
	}
	return i, err
}

func (s *Importer) read(ctx context.Context, u Upload, b blob.Blob, from io.Reader) (Import, error) {
	l := limits
	l.Header = u.HeaderRow
	table, err := sheet.Open(u.Media, from, nil, l)
	if err != nil {
		return Import{}, err
	}
	defer table.Close()
	i := Import{MunicipalityCode: u.Municipality, Year: u.Year, Filename: u.Filename, SHA256: b.SHA256, State: Uploaded, Headings: table.Headings(),
		Areas: map[string]string{}, ChangedBy: authz.From(ctx).ID}
	before, err := s.store.mapping(ctx, u.Municipality)
	if err != nil {
		return i, err
	}
	i.Columns = Propose(i.Headings, before.Columns)
	i.Areas = before.Areas
	if err := s.store.Create(ctx, &i); err != nil {
		return i, explain(err)
	}
	batch := newBatch(i)
	for row, err := range table.Rows() {
		if err != nil {
			return i, err
		}
		batch.add(row.Number, i.Headings, row.Cells)
		if batch.full() {
			if err := s.store.addRows(ctx, batch); err != nil {
				return i, err
			}
		}
	}
	if err := s.store.addRows(ctx, batch); err != nil {
		return i, err
	}
	if i.Total = batch.total; i.Total == 0 {
		return i, apperr.New(apperr.Unprocessable, "no-rows", "Non c'è nessuna riga da importare")
	}
	return i, s.store.Update(ctx, &i, i.Version)
}

// Mapping is how a file is to be read, as a person says it.
type Mapping struct {
	Method      string
	Columns     []Column          // heading and field
	Areas       map[string]string // words of the file: code of the area
	Control     string
	MeasureType string
}

// Map says how the file of an import is to be read, remembers it for the municipality, and has the rows checked. It may be said again until the
// import is applied; what people decided about rows stays.
func (s *Importer) Map(ctx context.Context, id, version int64, m Mapping) (Import, error) {
	i, err := s.open(ctx, id, Uploaded, Checked)
	if err != nil {
		return i, err
	}
	if err := s.checkMapping(ctx, i, m); err != nil {
		return i, err
	}
	i.Method, i.Control, i.MeasureType, i.Areas = m.Method, m.Control, m.MeasureType, map[string]string{}
	for words, code := range m.Areas {
		i.Areas[fold(words)] = code
	}
	said := map[string]string{}
	for _, c := range m.Columns {
		said[c.Heading] = c.Field
	}
	remembered := map[string]string{}
	for n, heading := range i.Headings {
		i.Columns[n] = Column{Heading: heading, Field: said[heading], Score: 1}
		remembered[fold(heading)] = said[heading]
	}
	i.State, i.Done, i.Good, i.Failed, i.Problem, i.ChangedBy = Checking, 0, 0, 0, "", authz.From(ctx).ID
	if err := s.store.Update(ctx, &i, version); err != nil {
		return i, err
	}
	if err := s.store.remember(ctx, i.MunicipalityCode, remembered, i.Areas); err != nil {
		return i, err
	}
	return i, s.post(ctx, Work{i.ID})
}

func (s *Importer) checkMapping(ctx context.Context, i Import, m Mapping) error {
	words, err := s.words.Check(ctx)
	if err != nil {
		return err
	}
	lists, err := s.words.All(ctx)
	if err != nil {
		return err
	}
	failed := words.Failed()
	at := map[string]bool{}
	annex := false
	for n, c := range m.Columns {
		f, known := FieldNamed(c.Field)
		switch pointer := fmt.Sprintf("/columns/%d/field", n); {
		case c.Field == "":
		case !known:
			_ = failed.At(pointer, "unknown", "Campo sconosciuto: %s", clip(c.Field))
		case at[c.Field]:
			_ = failed.At(pointer, "duplicate", "«%s» è già un'altra colonna", f.Label)
		case f.question() != "" && f.question() != m.Method:
			_ = failed.At(pointer, "method", "«%s» è di un altro metodo di valutazione", f.Label)
		}
		if !slices.Contains(i.Headings, c.Heading) {
			_ = failed.At(fmt.Sprintf("/columns/%d/heading", n), "unknown", "Nel file non c'è la colonna «%s»", clip(c.Heading))
		}
		at[c.Field], annex = true, annex || f.question() == Superseded
	}
	for _, name := range []string{"area", "process", "event"} {
		if f, _ := FieldNamed(name); !at[name] {
			_ = failed.At("/columns", "missing-"+name, "Indica quale colonna è «%s»", f.Label)
		}
	}
	if annex && m.Control == "" {
		_ = failed.At("/control", "required", "Indica come il file risponde alla domanda sui controlli (P6): 5 vuol dire controllo inutile, come nell'Allegato 5, o controllo efficace?")
	}
	if at["measure"] && !at["measure_type"] && m.MeasureType == "" {
		_ = failed.At("/measure_type", "required", "Il file non dice di che tipologia sono le misure: scegline una per tutte")
	}
	if m.MeasureType != "" {
		if !slices.ContainsFunc(lists.Types, func(t vocabulary.MeasureType) bool { return t.Code == m.MeasureType }) {
			_ = failed.At("/measure_type", "unknown", "Codice sconosciuto: %s", clip(m.MeasureType))
		}
	}
	for text, code := range m.Areas {
		words.Area("/areas/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(clip(text)), code)
	}
	return words.Err()
}

// Apply has a checked import written: all rows, or with onlyGood those without errors.
func (s *Importer) Apply(ctx context.Context, id, version int64, onlyGood bool) (Import, error) {
	i, err := s.open(ctx, id, Checked)
	if err != nil {
		return i, err
	}
	switch {
	case i.Failed > 0 && !onlyGood:
		return i, apperr.New(apperr.Conflict, "import-has-errors", "%d righe su %d hanno errori: correggi e ricontrolla, oppure chiedi di importare solo le righe buone", i.Failed, i.Total)
	case i.Good == 0:
		return i, apperr.New(apperr.Conflict, "import-empty", "Nessuna riga si può importare")
	}
	i.State, i.OnlyGood, i.Problem, i.ChangedBy = Applying, onlyGood, "", authz.From(ctx).ID
	if err := s.store.Update(ctx, &i, version); err != nil {
		return i, err
	}
	return i, s.post(ctx, Work{i.ID})
}

// Discard takes an import that was not applied away, with its rows.
func (s *Importer) Discard(ctx context.Context, id, version int64, reason string) error {
	i, err := s.open(ctx, id, Uploaded, Checked)
	if err != nil {
		return err
	}
	if err := s.store.Archive(ctx, &i, version, reason); err != nil {
		return err
	}
	return s.store.dropRows(ctx, id)
}

// open finds an import the actor may write, in one of the states, and keeps others from writing it, or its rows.
func (s *Importer) open(ctx context.Context, id int64, states ...string) (Import, error) {
	if err := s.store.DB.Lock(ctx, "register-import", strconv.FormatInt(id, 10)); err != nil {
		return Import{}, err
	}
	i, err := s.store.Get(ctx, id)
	if err != nil {
		return i, err
	}
	if err := authz.Within(ctx, authz.PlanWrite, i.MunicipalityCode); err != nil {
		return i, err
	}
	if err := s.store.Live(&i); err != nil {
		return i, err
	}
	if !slices.Contains(states, i.State) {
		return i, apperr.New(apperr.Conflict, "import-state", "L'importazione è %s: questo passo ora non è possibile", stateWords[i.State])
	}
	return i, nil
}

var stateWords = map[string]string{Uploaded: "da abbinare", Checking: "in controllo", Checked: "controllata", Applying: "in corso", Applied: "conclusa"}

// List reads the imports the actor may see.
func (s *Importer) List(p page.Request, municipalities []string) page.Source[Import] {
	var w db.Where
	w.Owners(municipalities...)
	return s.store.Find(p, w)
}

// Get finds one.
func (s *Importer) Get(ctx context.Context, id int64) (Import, error) { return s.store.Get(ctx, id) }

// Actions says what the actor may do with an import.
func (s *Importer) Actions(ctx context.Context, i Import) []string {
	if i.ArchivedAt != nil || !authz.From(ctx).Reach(authz.PlanWrite).Has(i.MunicipalityCode) {
		return []string{}
	}
	switch {
	case i.State == Uploaded:
		return []string{"mapping", "archive"}
	case i.State == Checked && i.Good > 0:
		return []string{"mapping", "application", "archive"}
	case i.State == Checked:
		return []string{"mapping", "archive"}
	}
	return []string{}
}

// View is an import with what a person has to say about it.
type View struct {
	Import
	Words       []AreaWords // found in the column of areas
	Unconfirmed int         // events with a proposal nobody decided on
	Confirmed   int
	Unmatched   int // events without a proposal
	Known       int // events that are in the register already
}

// AreaWords are words the file uses for an area.
type AreaWords struct {
	Text string
	Rows int
	Area string // as said, or proposed
	Said bool
}

// View completes an import.
func (s *Importer) View(ctx context.Context, i Import) (View, error) {
	v := View{Import: i}
	lists, err := s.words.All(ctx)
	if err != nil {
		return v, err
	}
	if v.Words, err = s.store.areaWords(ctx, i); err != nil {
		return v, err
	}
	for n := range v.Words {
		w := &v.Words[n]
		if w.Area, w.Said = i.Areas[fold(w.Text)]; !w.Said {
			w.Area = areaLike(lists.Areas, w.Text)
		}
	}
	return v, s.store.matches(ctx, &v)
}

// areaNamed is the area that a text is the letter or the name of, or "".
func areaNamed(areas []vocabulary.Area, text string) string {
	for _, a := range areas {
		if fold(text) == strings.ToLower(a.Code) || fold(text) == fold(a.Name) {
			return a.Code
		}
	}
	return ""
}

// areaLike proposes the area that words mean, by letter or by name, or "".
func areaLike(areas []vocabulary.Area, text string) string {
	folded := fold(text)
	words := strings.Fields(strings.TrimPrefix(strings.TrimPrefix(folded, "area di rischio "), "area "))
	best, code := 0.35, ""
	for _, a := range areas {
		letter := strings.ToLower(a.Code)
		if len(words) > 0 && words[0] == letter {
			return a.Code
		}
		if s := similarity(folded, fold(a.Name)); s > best {
			best, code = s, a.Code
		}
	}
	return code
}
