package register

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/paper"
	"comunita/internal/platform/pii"
	"comunita/internal/platform/sheet"
)

// MaxAnswer is how many characters ANAC's form takes in an answer.
const MaxAnswer = 2000

// annual is a row of annual_reports.
type annual struct {
	db.Row
	MunicipalityCode string
	Year             int
	Answers          map[string]string `gorm:"serializer:json"`
}

// TableName tells GORM.
func (annual) TableName() string { return "annual_reports" }

// Answer is a question of the yearly report with what was typed and what the data suggest.
type Answer struct {
	ID, Question, Text, Suggestion string
}

// Shown is what was typed or, without it, the suggestion.
func (a Answer) Shown() string {
	if a.Text != "" {
		return a.Text
	}
	return a.Suggestion
}

// Origin tells whose words are shown.
func (a Answer) Origin() string {
	switch {
	case a.Text != "":
		return "Scritta dal comune"
	case a.Suggestion != "":
		return "Proposta dai dati, da verificare"
	}
	return "Da compilare"
}

// Part is one of the three sheets of the form.
type Part struct {
	Name    string
	Answers []Answer
}

// Annual is the yearly report of the RPCT of a municipality (art. 1 c. 14 L. 190/2012), in the three sheets of ANAC's form. Version counts what was
// saved: 1 for nothing yet.
type Annual struct {
	ID, Version int64
	Code, Name  string
	Year        int
	Parts       []Part
	Editable    bool
}

// Annual gives the report of a year.
func (s *Service) Annual(ctx context.Context, code string, year int) (Annual, error) {
	m, err := s.within(ctx, authz.PlanRead, code)
	if err != nil {
		return Annual{}, err
	}
	saved, err := s.store.annual(ctx, m.Code, year)
	if err != nil {
		return Annual{}, err
	}
	facts, err := s.store.facts(ctx, m.Code, year)
	if err != nil {
		return Annual{}, err
	}
	out := Annual{ID: saved.ID, Version: saved.Version + 1, Code: m.Code, Name: m.Name, Year: year, Parts: form(m.Name, facts),
		Editable: authz.From(ctx).Reach(authz.PlanWrite).Has(m.Code)}
	for _, p := range out.Parts {
		for i := range p.Answers {
			p.Answers[i].Text = saved.Answers[p.Answers[i].ID]
		}
	}
	return out, nil
}

// Reply is an answer to save; an empty text goes back to the suggestion.
type Reply struct{ ID, Text string }

// SaveAnnual replaces the answers of a year.
func (s *Service) SaveAnnual(ctx context.Context, code string, year int, version int64, replies []Reply) (Annual, error) {
	m, err := s.within(ctx, authz.PlanRead, code)
	if err != nil {
		return Annual{}, err
	}
	if err := authz.Within(ctx, authz.PlanWrite, m.Code); err != nil {
		return Annual{}, err
	}
	if err := checkReplies(replies); err != nil {
		return Annual{}, err
	}
	if err := s.store.db.Lock(ctx, "annual-report", m.Code, strconv.Itoa(year)); err != nil {
		return Annual{}, err
	}
	row, err := s.store.annual(ctx, m.Code, year)
	if err != nil {
		return Annual{}, err
	}
	row.MunicipalityCode, row.Year, row.Answers = m.Code, year, map[string]string{}
	for _, r := range replies {
		if text := strings.TrimSpace(r.Text); text != "" {
			row.Answers[r.ID] = text
		}
	}
	switch {
	case row.ID == 0 && version == 1:
		err = s.store.annuals.Create(ctx, &row)
	case row.ID == 0:
		err = apperr.New(apperr.PreconditionFailed, "stale-version", "If-Match non corrisponde a nessuna versione: rileggi i dati")
	default:
		err = s.store.annuals.Update(ctx, &row, version-1)
	}
	if err != nil {
		return Annual{}, err
	}
	return s.Annual(ctx, m.Code, year)
}

func checkReplies(replies []Reply) error {
	failed := apperr.Validation()
	known := map[string]bool{}
	for _, p := range form("", facts{}) {
		for _, a := range p.Answers {
			known[a.ID] = true
		}
	}
	for i, r := range replies {
		pointer := fmt.Sprintf("/answers/%d/text", i)
		if n := utf8.RuneCountInString(r.Text); n > MaxAnswer {
			_ = failed.At(pointer, "max", "Al più %d caratteri: sono %d", MaxAnswer, n)
		}
		if !known[r.ID] {
			_ = failed.At(fmt.Sprintf("/answers/%d/id", i), "unknown", "Domanda sconosciuta o ripetuta: %s", clip(r.ID))
		}
		known[r.ID] = false
		if !strings.HasPrefix(r.ID, "A.") { // the first sheet names the RPCT
			pii.Check(failed, pointer, r.Text)
		}
	}
	return failed.OrNil()
}

// AnnualBook is the report as a workbook of three sheets.
func (s *Service) AnnualBook(ctx context.Context, code string, year int) (Paper, error) {
	a, err := s.Annual(ctx, code, year)
	if err != nil {
		return Paper{}, err
	}
	pages := make([]sheet.Page, len(a.Parts))
	for i, p := range a.Parts {
		pages[i] = sheet.Page{Name: p.Name, Header: []string{"ID", "Domanda", "Risposta (max 2.000 caratteri)", "Origine della risposta"}, Widths: []int{10, 60, 90, 30}}
		for _, q := range p.Answers {
			pages[i].Rows = append(pages[i].Rows, []any{q.ID, q.Question, q.Shown(), q.Origin()})
		}
	}
	var out bytes.Buffer
	err = sheet.Book(&out, pages)
	return Paper{a.filename() + ".xlsx", SheetMedia[1], out.Bytes()}, err
}

// AnnualDocument is the report to read.
func (s *Service) AnnualDocument(ctx context.Context, code string, year int, as string) (Paper, error) {
	a, err := s.Annual(ctx, code, year)
	if err != nil {
		return Paper{}, err
	}
	owner := "Comune di " + a.Name
	annex := paper.Annex{Owner: owner, Title: "Relazione annuale del RPCT", Subtitle: fmt.Sprintf("Anno %d", a.Year), Footer: fmt.Sprintf("%s – Relazione annuale del RPCT %d", owner, a.Year),
		Notes: []string{"Art. 1, comma 14, legge 190/2012", "Estratto il " + today() + ": le risposte proposte dai dati vanno verificate"}}
	for _, p := range a.Parts {
		section := paper.Section{Heading: p.Name, Columns: []paper.AnnexColumn{{Title: "ID", Width: 5}, {Title: "Domanda", Width: 32}, {Title: "Risposta", Width: 50}, {Title: "Origine", Width: 13}}}
		for _, q := range p.Answers {
			section.Rows = append(section.Rows, []string{q.ID, q.Question, q.Shown(), q.Origin()})
		}
		annex.Sections = append(annex.Sections, section)
	}
	return s.print(ctx, annex, a.filename(), paper.Format(as))
}

func (a Annual) filename() string {
	return fmt.Sprintf("relazione-rpct-%s-%d", slug(a.Name), a.Year)
}

// facts is what the platform knows for the report of a year.
type facts struct {
	Officer  *officer
	Seats    int // municipalities the RPCT serves
	Risks    int
	Judged   map[string]int // levels
	Measures []counted
	Rounds   []round
}

type officer struct {
	GivenName, FamilyName, Qualification, Since, Act string
}

type counted struct {
	Type, TypeName, Scope, Status, Title, Reason string
	Confirmed, Suitability                       string
}

type round struct {
	Number, Share, Sampled, Answered, Reviewed int
	State                                      string
}

func (f facts) count(keep func(counted) bool) (n int) {
	for _, m := range f.Measures {
		if keep(m) {
			n++
		}
	}
	return n
}
