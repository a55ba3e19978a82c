package deadline

import (
	"context"
	"fmt"
	"strings"

	ics "github.com/arran4/golang-ical"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// How far back, in days, and how many events a calendar holds: whoever subscribes keeps what has just passed.
const (
	lookBack = 90
	most     = 200
)

// Calendar writes the deadlines of a regime as an iCalendar (RFC 5545), whole days, for programs that subscribe to it. An event keeps its UID
// when it moves or changes, so that the subscriber's moves too; it holds no personal data. Anybody may ask.
func (s *Service) Calendar(ctx context.Context, regime string) ([]byte, error) {
	from := authz.Today().AddDate(0, 0, -lookBack)
	found, err := s.List(page.Request{Limit: most}, Filter{Regimes: []string{regime}, From: &from}).Page(ctx)
	if err != nil {
		return nil, err
	}
	c := ics.NewCalendarFor("Comunità di Pratiche")
	c.SetMethod(ics.MethodPublish)
	c.SetXWRCalName("Scadenze anticorruzione")
	c.SetXPublishedTTL("P1D")
	c.SetRefreshInterval("P1D")
	for _, d := range found.Items {
		e := c.AddEvent(fmt.Sprintf("scadenza-%s-%d@comunita-di-pratiche", d.Code, d.Year))
		e.SetDtStampTime(d.UpdatedAt)
		e.SetModifiedAt(d.UpdatedAt)
		e.SetSequence(int(d.Version) - 1)
		e.SetAllDayStartAt(d.EffectiveDate)
		e.SetAllDayEndAt(d.EffectiveDate.AddDate(0, 0, 1))
		e.SetTimeTransparency(ics.TransparencyTransparent)
		e.SetSummary(d.summary())
		e.SetDescription(d.description())
		e.SetStatus(ics.ObjectStatusConfirmed)
		if d.Planned {
			e.SetStatus(ics.ObjectStatusTentative)
		}
	}
	return []byte(c.Serialize(ics.WithNewLineWindows)), nil
}

func (d Deadline) summary() string {
	if d.Planned {
		return d.Title + " (data prevista)"
	}
	return d.Title
}

func (d Deadline) description() string {
	var lines []string
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, label+text)
		}
	}
	if d.Planned {
		add("", "La data è solo prevista: nessun atto l'ha ancora fissata.")
	}
	if d.LegalDate != nil && !d.LegalDate.Equal(d.EffectiveDate) {
		add("Data di legge: ", d.LegalDate.Format("02/01/2006"))
	}
	add("Fonte: ", d.SourceAct)
	add("Che cosa produrre: ", d.Product)
	add("", d.Note)
	return strings.Join(lines, "\n")
}
