package register

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/pii"
)

// Cell is what a person writes in place of a cell of the file, by the heading of its column.
type Cell struct{ Heading, Text string }

// Correct replaces what a person corrected of a row of a checked import, and checks at once what depends on it: the row, those below that go on
// with it, the events and measures they tell of. The cells stay as they came; a cell that is not named is again as it came.
func (s *Importer) Correct(ctx context.Context, id int64, number int, version int64, cells []Cell) (RowView, error) {
	i, err := s.open(ctx, id, Checked)
	if err != nil {
		return RowView{}, err
	}
	r, err := s.store.rows.One(ctx, "import_id = ? AND number = ?", id, number)
	if err != nil {
		return RowView{}, err
	}
	if r.Corrections, err = corrections(i, r, cells); err != nil {
		return RowView{}, err
	}
	if err := s.store.rows.Update(ctx, &r, version); err != nil {
		return RowView{}, err
	}
	if err := s.checkFrom(ctx, i, number); err != nil {
		return RowView{}, err
	}
	return s.Row(ctx, id, number)
}

// corrections are the texts that differ from those of the file. They are audited, so nobody is named in them.
func corrections(i Import, r ImportRow, cells []Cell) (map[string]string, error) {
	bad, out, named := apperr.Validation(), map[string]string{}, map[string]bool{}
	for n, c := range cells {
		at := slices.Index(i.Headings, c.Heading)
		switch pointer := fmt.Sprintf("/cells/%d", n); {
		case at < 0:
			_ = bad.At(pointer+"/column", "unknown", "Nel file non c'è la colonna «%s»", clip(c.Heading))
		case named[c.Heading]:
			_ = bad.At(pointer+"/column", "duplicate", "La colonna «%s» c'è già", clip(c.Heading))
		default:
			pii.Check(bad, pointer+"/text", c.Text)
			if c.Text != r.Cells[at] {
				out[c.Heading] = c.Text
			}
		}
		named[c.Heading] = true
	}
	return out, bad.OrNil()
}

// checkFrom checks a row again, and those below until one is understood as before: what comes after depends on no more than that.
func (s *Importer) checkFrom(ctx context.Context, i Import, number int) error {
	r, err := s.reader(ctx, i)
	if err != nil {
		return err
	}
	if i.Done, err = s.store.above(ctx, i.ID, number); err != nil {
		return err
	}
	events, measures := map[string]bool{}, map[string]bool{}
	for again := true; again && i.Done < i.Total; {
		before, rows, err := s.store.from(ctx, i)
		if err != nil {
			return err
		}
		r.after(before)
		changed := rows[:0]
		for _, row := range rows {
			was := row
			r.understand(&row)
			if again = row.Number == number || !reflect.DeepEqual(was.Parsed, row.Parsed) || was.Outcome != row.Outcome; !again {
				break
			}
			events[was.Key], measures[was.Parsed.Measure], measures[row.Parsed.Measure] = true, true, true
			changed = append(changed, row)
		}
		if err := s.store.put(ctx, changed); err != nil {
			return err
		}
		i.Done += len(changed)
	}
	delete(events, "")
	delete(measures, "")
	return s.store.conclude(ctx, i, &touched{slices.Sorted(maps.Keys(events)), slices.Sorted(maps.Keys(measures))})
}
