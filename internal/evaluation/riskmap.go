package evaluation

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/smallcell"
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

// NetworkMap tells, by area, how many municipalities have their highest confirmed risk at each level: in the network, and in its operational zones.
type NetworkMap struct {
	Areas []AreaCells
	Zones []ZoneCells
}

// AreaCells are the municipalities at each level in an area.
type AreaCells struct {
	Area   string
	Levels [3]smallcell.Cell // low, medium, high
}

// ZoneCells are those of a zone, for the areas of the network in their order.
type ZoneCells struct {
	ID         int64
	Code, Name string
	Areas      []AreaCells
}

// Network draws the map of everybody. Who may not read every municipality is told no count that would give single ones away, neither by itself nor
// by what is left between the network and its zones; which municipality it is, nobody is told.
func (s *Service) Network(ctx context.Context, year int, m Method) (NetworkMap, error) {
	zones, counts, err := s.evaluations.network(ctx, year, m)
	if err != nil {
		return NetworkMap{}, err
	}
	return tell(zones, counts, authz.From(ctx).Reach(authz.PlanRead).All), nil
}

// areaCount are the municipalities of a zone (0: of none) at each level in an area.
type areaCount struct {
	Area              string
	ZoneID            int64
	Low, Medium, High int
}

func (s *store) network(ctx context.Context, year int, m Method) ([]ZoneCells, []areaCount, error) {
	type zone struct {
		ID         int64
		Code, Name string
	}
	zones, err := db.Rows[zone](ctx, s.DB, `SELECT z.id, z.code, z.name FROM zones z JOIN zone_sets s ON s.id = z.set_id AND s.operational
		WHERE z.archived_at IS NULL ORDER BY z.code, z.id`)
	if err != nil {
		return nil, nil, err
	}
	out := make([]ZoneCells, len(zones))
	for i, z := range zones {
		out[i] = ZoneCells{ID: z.ID, Code: z.Code, Name: z.Name, Areas: []AreaCells{}}
	}
	counts, err := db.Rows[areaCount](ctx, s.DB, `WITH top AS (
			SELECT e.municipality_code, r.area_code AS area, max(e.level) AS level FROM evaluations e JOIN risks r ON r.id = e.risk_id AND r.archived_at IS NULL
			WHERE e.year = $1 AND e.method = $2 AND e.state = 'confirmed' AND e.archived_at IS NULL GROUP BY 1, 2)
		SELECT t.area, coalesce(z.id, 0) AS zone_id, count(*) FILTER (WHERE level = 1) AS low, count(*) FILTER (WHERE level = 2) AS medium,
			count(*) FILTER (WHERE level = 3) AS high
		FROM top t LEFT JOIN (current_members k JOIN zone_sets s ON s.id = k.set_id AND s.operational JOIN zones z ON z.id = k.zone_id AND z.archived_at IS NULL)
			ON k.municipality_code = t.municipality_code
		GROUP BY 1, 2 ORDER BY 1, 2`, year, m)
	return out, counts, err
}

// tell turns counts into cells, area by area and level by level: a column of zones whose sum is the network's.
func tell(zones []ZoneCells, counts []areaCount, everything bool) NetworkMap {
	out := NetworkMap{Areas: []AreaCells{}, Zones: zones}
	for len(counts) > 0 {
		n := 0
		for n < len(counts) && counts[n].Area == counts[0].Area {
			n++
		}
		out.add(counts[:n], everything)
		counts = counts[n:]
	}
	return out
}

func (m *NetworkMap) add(area []areaCount, everything bool) {
	rows := make([][3]int, len(m.Zones), len(m.Zones)+1) // one for each zone and, where somebody is in none, one for them
	for _, c := range area {
		row := [3]int{c.Low, c.Medium, c.High}
		at := -1
		for i, z := range m.Zones {
			if z.ID == c.ZoneID {
				at = i
			}
		}
		if at < 0 {
			rows = append(rows, row)
			continue
		}
		rows[at] = row
	}
	wholes, sums, all := make([]int, len(rows)), [3]int{}, 0
	for i, r := range rows {
		for level, n := range r {
			wholes[i], sums[level], all = wholes[i]+n, sums[level]+n, all+n
		}
	}
	network := AreaCells{Area: area[0].Area}
	cells := make([]AreaCells, len(m.Zones))
	for i := range cells {
		cells[i].Area = area[0].Area
	}
	for level, sum := range sums {
		column := make([]int, len(rows))
		for i, r := range rows {
			column[i] = r[level]
		}
		network.Levels[level] = smallcell.Part(sum, all)
		told := smallcell.Column(column, wholes)
		if everything {
			network.Levels[level] = smallcell.Cell{Count: sum}
		}
		for i := range cells {
			switch {
			case everything:
				cells[i].Levels[level] = smallcell.Cell{Count: column[i]}
			case network.Levels[level].Suppressed:
				cells[i].Levels[level] = smallcell.Cell{Suppressed: true}
			default:
				cells[i].Levels[level] = told[i]
			}
		}
	}
	m.Areas = append(m.Areas, network)
	for i := range m.Zones {
		m.Zones[i].Areas = append(m.Zones[i].Areas, cells[i])
	}
}
