package evaluation

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Map is where the risks of a municipality stand in a year: by process, at the highest level of its events (PNA 2019, All. 1 §4.2), and by area.
type Map struct {
	Municipality                 string
	Risks, Confirmed, Unfinished int // living local risks; evaluations of the year confirmed, and still in draft
	Processes                    []ProcessRow
	Areas                        []AreaRow
}

// ProcessRow counts the confirmed evaluations of a process, or of an area, by level.
type (
	ProcessRow struct {
		Area, Process              string
		Level, Residual            *Level // the highest; Residual once the measures are monitored, where that was judged
		Low, Medium, High, Unknown int    // Unknown are drafts
	}
	AreaRow struct {
		Area                       string
		Low, Medium, High, Unknown int
	}
)

// MostProcesses is how many processes a map shows, the highest first.
const MostProcesses = 1000

// Map draws the map of a municipality the actor may read.
func (s *Service) Map(ctx context.Context, municipality string, year int, m Method) (Map, error) {
	code, err := s.evaluations.municipality(ctx, municipality, authz.PlanRead)
	if err != nil {
		return Map{}, err
	}
	return s.evaluations.riskMap(ctx, code, year, m)
}

func (s *store) riskMap(ctx context.Context, code string, year int, m Method) (Map, error) {
	out := Map{Municipality: code, Processes: []ProcessRow{}, Areas: []AreaRow{}}
	type row struct {
		ProcessRow
		WholeArea bool
		Risks     int
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT r.area_code AS area, coalesce(r.process, '') AS process, grouping(r.process) = 1 AS whole_area,
			max(e.level) FILTER (WHERE e.state = 'confirmed') AS level, max(coalesce(e.residual, e.level)) FILTER (WHERE e.state = 'confirmed') AS residual,
			count(*) FILTER (WHERE e.state = 'confirmed' AND e.level = 1) AS low, count(*) FILTER (WHERE e.state = 'confirmed' AND e.level = 2) AS medium,
			count(*) FILTER (WHERE e.state = 'confirmed' AND e.level = 3) AS high, count(*) FILTER (WHERE e.state = 'draft') AS unknown,
			(SELECT count(*) FROM risks l WHERE l.owner = $1 AND l.archived_at IS NULL) AS risks
		FROM evaluations e JOIN risks r ON r.id = e.risk_id AND r.archived_at IS NULL
		WHERE e.municipality_code = $1 AND e.year = $2 AND e.method = $3 AND e.archived_at IS NULL
		GROUP BY GROUPING SETS ((r.area_code, r.process), (r.area_code))
		ORDER BY whole_area DESC, CASE WHEN grouping(r.process) = 1 THEN 0 ELSE coalesce(-max(e.level) FILTER (WHERE e.state = 'confirmed'), 0) END, r.area_code, r.process
		LIMIT 1100`, code, year, m)
	for _, r := range found {
		switch out.Risks = r.Risks; {
		case r.WholeArea:
			out.Areas = append(out.Areas, AreaRow{r.Area, r.Low, r.Medium, r.High, r.Unknown})
			out.Confirmed += r.Low + r.Medium + r.High
			out.Unfinished += r.Unknown
		case len(out.Processes) < MostProcesses:
			out.Processes = append(out.Processes, r.ProcessRow)
		}
	}
	if err == nil && len(found) == 0 {
		var n []int
		if n, err = db.Values[int](ctx, s.DB, `SELECT count(*) FROM risks WHERE owner = $1 AND archived_at IS NULL`, code); err == nil {
			out.Risks = n[0]
		}
	}
	return out, err
}
