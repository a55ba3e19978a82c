package risk

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/page"
)

// Version is an entry as it was published: what municipalities adopt and compare their words with.
type Version struct {
	ID     int64 `gorm:"primaryKey"`
	RiskID int64
	Number int64
	Words
	ValidatedOn *time.Time
	ValidatedBy string // the name its body had then; "" where nobody wrote it down
	GroupID     *int64
	ZoneID      *int64
	ProposalID  *int64
	PublishedAt time.Time
}

// TableName tells GORM.
func (Version) TableName() string { return "risk_versions" }

func (v Version) from(step Step) Version {
	day := step.day()
	v.ValidatedOn = &day
	if step.GroupID != 0 {
		v.GroupID = &step.GroupID
	} else {
		v.ZoneID = &step.ZoneID
	}
	return v
}

// publish makes the words of an entry its next version, if the row is still at version.
func (s *Service) publish(ctx context.Context, r *Risk, version int64, v Version) error {
	r.Published++
	r.Retired = false
	v.Number, v.Words, v.PublishedAt = r.Published, r.Words, time.Now().UTC()
	if r.ID == 0 {
		if err := s.risks.Create(ctx, r); err != nil {
			return err
		}
	} else if err := s.risks.Update(ctx, r, version); err != nil {
		return err
	}
	v.RiskID = r.ID
	return s.risks.addVersion(ctx, &v)
}

// Versions lists the published versions of an entry, the newest first: a page as the cursor of p says.
func (s *Service) Versions(ctx context.Context, id int64, p page.Request) (page.Of[Version], error) {
	if _, err := s.risks.Get(ctx, id); err != nil {
		return page.Of[Version]{}, err
	}
	return s.risks.versions(ctx, id, p)
}

// Compare tells field by field what differs between two published versions of an entry.
func (s *Service) Compare(ctx context.Context, id, from, to int64) ([]Difference, error) {
	if _, err := s.risks.Get(ctx, id); err != nil {
		return nil, err
	}
	found, err := s.risks.numbered(ctx, id, []int64{from, to})
	if err != nil {
		return nil, err
	}
	failed := apperr.Validation()
	for _, n := range []struct {
		at string
		of int64
	}{{"from", from}, {"to", to}} {
		if _, ok := found[n.of]; !ok {
			_ = failed.At(n.at, "unknown", "La voce non ha una versione pubblicata %d", n.of)
		}
	}
	if err := failed.OrNil(); err != nil {
		return nil, err
	}
	return Differences(found[from].Words, found[to].Words), nil
}
