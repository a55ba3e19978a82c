package register

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// ImportRow is a row of register_import_rows.
type ImportRow struct {
	db.Row
	ImportID         int64
	MunicipalityCode string
	Number           int
	Cells            db.Texts          `gorm:"type:text[]"` // as they came
	Corrections      map[string]string `gorm:"serializer:json"`
	Parsed           parsed            `gorm:"serializer:json"`
	Findings         []Finding         `gorm:"serializer:json"`
	Outcome          string
	Leader           bool
	Key              string // of its event, where the row by itself is good
	RiskID           *int64
	EntryID          *int64
	Score            float32
	Decision         string
}

// TableName tells GORM.
func (ImportRow) TableName() string { return "register_import_rows" }

// What became of a row in the check.
const (
	Good   = "good"
	Failed = "failed"
)

// What a person decided about an event: that it is a catalogue entry, or that it stays as the register has it.
const (
	Adopt = "adopt"
	Own   = "own"
)

// RowFilter narrows the rows of an import. Match: "proposed" awaits a decision, "decided" has one, "unmatched" looks like nothing in the catalogue,
// "known" is in the register already; all of events, that is of their first rows.
type RowFilter struct {
	Outcomes []string
	Match    string
}

// RowView is a row with what is told beside it.
type RowView struct {
	ImportRow
	Area, Process, Event, Measure, Original string
	Level                                   int
	Code, EntryEvent                        string // of the catalogue entry
}

// Rows reads the rows of an import the actor may see, in the order of the file.
func (s *Importer) Rows(ctx context.Context, id int64, p page.Request, f RowFilter) (page.Source[RowView], error) {
	if _, err := s.store.Get(ctx, id); err != nil {
		return page.Source[RowView]{}, err
	}
	return page.Batch(s.store.rows.Find(p, f.where(id)), s.rowViews), nil
}

// Row finds one row of an import by its number.
func (s *Importer) Row(ctx context.Context, id int64, number int) (RowView, error) {
	r, err := s.store.rows.One(ctx, "import_id = ? AND number = ?", id, number)
	if err != nil {
		return RowView{}, err
	}
	v, err := s.rowViews(ctx, []ImportRow{r})
	if err != nil {
		return RowView{}, err
	}
	return v[0], nil
}

func (s *Importer) rowViews(ctx context.Context, rows []ImportRow) ([]RowView, error) {
	var ids []int64
	for _, r := range rows {
		if r.EntryID != nil {
			ids = append(ids, *r.EntryID)
		}
	}
	entries, err := s.store.entries(ctx, ids)
	out := make([]RowView, len(rows))
	for i, r := range rows {
		p := r.Parsed
		out[i] = RowView{ImportRow: r, Area: p.Area, Process: p.Process, Event: p.Event, Measure: p.Measure, Original: p.Original, Level: p.Level}
		if r.EntryID != nil {
			e := entries[*r.EntryID]
			out[i].Code, out[i].EntryEvent = e.Code, e.Event
		}
	}
	return out, err
}

// Decide says what the event of a row is: the entry proposed or another one, by its id, or the municipality's own risk. An entry is adopted once.
func (s *Importer) Decide(ctx context.Context, id int64, number int, version int64, decision string, entry int64) (RowView, error) {
	i, err := s.open(ctx, id, Checked)
	if err != nil {
		return RowView{}, err
	}
	r, err := s.store.rows.One(ctx, "import_id = ? AND number = ?", id, number)
	switch {
	case err != nil:
		return RowView{}, err
	case !r.Leader || r.Outcome != Good || r.RiskID != nil:
		return RowView{}, apperr.New(apperr.Conflict, "row-without-match", "Questa riga non attende una corrispondenza: non è la prima di un evento, ha errori o il rischio è già nel registro")
	case decision == Adopt && entry == 0 && r.EntryID == nil:
		return RowView{}, apperr.Validation().At("/entry_id", "required", "Indica la voce di catalogo")
	}
	if decision == Adopt {
		if entry == 0 {
			entry = *r.EntryID
		}
		if err := s.adoptable(ctx, i, r, entry); err != nil {
			return RowView{}, err
		}
		if r.EntryID == nil || *r.EntryID != entry {
			r.EntryID, r.Score = &entry, 0
		}
	}
	r.Decision = decision
	if err := s.store.rows.Update(ctx, &r, version); err != nil {
		return RowView{}, err
	}
	return s.Row(ctx, id, number)
}

func (s *Importer) adoptable(ctx context.Context, i Import, r ImportRow, entry int64) error {
	found, err := s.store.adoptable(ctx, i, r.Number, entry)
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return apperr.Validation().At("/entry_id", "not-adoptable", "Si adotta una voce di catalogo validata: questa non lo è")
	case found[0].Adopted:
		return apperr.Validation().At("/entry_id", "adopted", "Il comune ha già adottato la voce %s", found[0].Code)
	case found[0].Row != 0:
		return apperr.Validation().At("/entry_id", "taken", "La voce %s è già abbinata alla riga %d: una voce si adotta una volta sola", found[0].Code, found[0].Row)
	}
	return nil
}
