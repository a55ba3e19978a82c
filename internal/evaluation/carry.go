package evaluation

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Carried is what starting a year from the one before did, and what it left.
type Carried struct {
	Created   int       // drafts started from last year's
	There     int       // were there already
	Gone      int       // of last year, whose risk is archived since: not taken along
	New       int       // risks that no evaluation tells of, neither last year nor this one
	GoneRisks []GoneRow // the first of them
}

// GoneRow is an evaluation of last year whose risk is archived since.
type GoneRow struct {
	ID, RiskID     int64
	Area           string
	Process, Event string
	Level          *Level
	Reason         string // of the archiving
}

// MostGone is how many of those that are gone are named.
const MostGone = 200

// CarryOver starts the evaluations of a municipality for a year from those of the year before: drafts with the same answers and the treatment decided
// then, to be looked at again and confirmed. The residual level stays behind: it says what was left after that year's monitoring. What is there already, or was there and was archived, stays as it is; so it may be repeated.
func (s *Service) CarryOver(ctx context.Context, municipality string, year int) (Carried, error) {
	code, err := s.evaluations.municipality(ctx, municipality, authz.PlanWrite)
	if err != nil {
		return Carried{}, err
	}
	return s.evaluations.carryOver(ctx, code, year)
}

func (s *store) carryOver(ctx context.Context, code string, year int) (Carried, error) {
	// The counts see the table as it was before: a statement does not see its own rows.
	counts, err := db.Rows[struct{ Created, There, Gone, New int }](ctx, s.DB, `WITH last AS (
			SELECT p.*, r.archived_at IS NOT NULL AS gone, EXISTS (SELECT FROM evaluations e WHERE e.risk_id = p.risk_id AND e.year = $2 AND e.method = p.method) AS there
			FROM evaluations p JOIN risks r ON r.id = p.risk_id WHERE p.municipality_code = $1 AND p.year = $2::int - 1 AND p.archived_at IS NULL),
		made AS (
			INSERT INTO evaluations (risk_id, municipality_code, year, method, indicators, suggested, level, motivation, evidence, deviation, original,
				probability, impact, score, from_medium, from_high, treatment, treatment_motivation, treatment_level, previous_id)
			SELECT risk_id, municipality_code, $2, method, indicators, suggested, level, motivation, evidence, deviation, original,
				probability, impact, score, from_medium, from_high, treatment, treatment_motivation, treatment_level, id
			FROM last WHERE NOT gone AND NOT there ORDER BY id
			ON CONFLICT (risk_id, year, method) WHERE archived_at IS NULL DO NOTHING RETURNING risk_id)
		SELECT (SELECT count(*) FROM made) AS created, (SELECT count(*) FROM last WHERE there AND NOT gone) AS there, (SELECT count(*) FROM last WHERE gone) AS gone,
			(SELECT count(*) FROM risks r WHERE r.owner = $1 AND r.archived_at IS NULL AND NOT EXISTS (SELECT FROM evaluations e
				WHERE e.risk_id = r.id AND e.year IN ($2, $2::int - 1) AND e.archived_at IS NULL)) AS new`, code, year)
	if err != nil {
		return Carried{}, err
	}
	c := Carried{Created: counts[0].Created, There: counts[0].There, Gone: counts[0].Gone, New: counts[0].New, GoneRisks: []GoneRow{}}
	if c.Gone > 0 {
		c.GoneRisks, err = db.Rows[GoneRow](ctx, s.DB, `SELECT p.id, p.risk_id, r.area_code AS area, r.process, r.event, p.level, r.archive_reason AS reason
			FROM evaluations p JOIN risks r ON r.id = p.risk_id AND r.archived_at IS NOT NULL
			WHERE p.municipality_code = $1 AND p.year = $2::int - 1 AND p.archived_at IS NULL ORDER BY r.area_code, r.process, p.id LIMIT $3`, code, year, MostGone)
	}
	return c, err
}
