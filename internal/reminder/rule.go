package reminder

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// Rule is a row of reminder_rules: how long a state may last before whoever is to act is reminded, how often again, and from which day on
// the coordinator of the zone is told. State is one of the adhesion, or "acceptance" for a new text of the protocol.
type Rule struct {
	db.Row
	State string
	RuleContent
}

// TableName tells GORM.
func (Rule) TableName() string { return "reminder_rules" }

// RuleContent is what people type in. The text follows the name of the municipality.
type RuleContent struct {
	Days, RepeatDays, EscalateDays int
	Subject, Text                  string
	PEC                            bool `gorm:"column:pec"`
	Automatic                      bool // sent every day without anybody asking
}

// Rules reads the rules: there is one for each state that waits for somebody.
func (s *Service) Rules(p page.Request) page.Source[Rule] { return s.rules.Find(p, db.Where{}) }

// Rule finds one.
func (s *Service) Rule(ctx context.Context, id int64) (Rule, error) { return s.rules.Get(ctx, id) }

// RuleHistory pages through what happened to a rule.
func (s *Service) RuleHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.rules.History(ctx, id, p)
}

// EditRule replaces what people type in.
func (s *Service) EditRule(ctx context.Context, id, version int64, c RuleContent) (Rule, error) {
	r, err := s.rules.Get(ctx, id)
	if err != nil {
		return r, err
	}
	e := apperr.Validation()
	if c.EscalateDays < c.Days {
		_ = e.At("/escalate_days", "before-days", "Il coordinatore si avvisa dopo il comune, non prima")
	}
	pii.Check(e, "/subject", c.Subject, "/text", c.Text) // the same words go to every municipality
	if err := e.OrNil(); err != nil {
		return r, err
	}
	r.RuleContent = c
	return r, s.rules.Update(ctx, &r, version)
}
