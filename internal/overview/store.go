package overview

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/db"
	"comunita/internal/platform/smallcell"
)

type store struct{ db *db.DB }

// group is a subject in a zone: how many members stand at each value.
type group struct {
	Subject              string
	PublishedAt          time.Time
	ZoneID               int64
	Code, Name           string
	Members              int
	None, Low, Mid, High int
}

func (g group) counts(subject string) []int {
	if (Subject{Code: subject}).Step() {
		return []int{g.None, g.Low}
	}
	return []int{g.None, g.Low, g.Mid, g.High}
}

type figures struct {
	years  []int
	groups []group
}

func (s *store) figures(ctx context.Context, e Edition, live bool) (out figures, err error) {
	source := "(SELECT f.*, s.published_at FROM overview_figures f JOIN overview_subjects s USING (year, method, subject))"
	if live {
		source = "(SELECT n.*, '0001-01-01Z'::timestamptz AS published_at FROM overview_now n)"
	}
	err = s.db.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(`SELECT DISTINCT year::int FROM evaluation_counts WHERE method = $1 AND evaluations > 0 UNION SELECT extract(year FROM today())::int ORDER BY 1 DESC`, e.Method).
			Query(func(rows pgx.Rows) (err error) {
				out.years, err = pgx.CollectRows(rows, pgx.RowTo[int])
				return err
			})
		b.Queue(`SELECT f.subject, f.published_at, f.zone_id, coalesce(z.code, '') AS code, coalesce(z.name, '') AS name, count(*) AS members,
				count(*) FILTER (WHERE value = 0) AS none, count(*) FILTER (WHERE value = 1) AS low, count(*) FILTER (WHERE value = 2) AS mid, count(*) FILTER (WHERE value = 3) AS high
			FROM `+source+` f LEFT JOIN zones z ON z.id = f.zone_id LEFT JOIN risk_areas a ON a.code = f.subject WHERE f.year = $1 AND f.method = $2
			GROUP BY f.subject, f.published_at, f.zone_id, z.code, z.name, a.position ORDER BY a.position NULLS FIRST, f.subject, z.code NULLS LAST, f.zone_id`, e.Year, e.Method).
			Query(func(rows pgx.Rows) (err error) {
				out.groups, err = pgx.CollectRows(rows, pgx.RowToStructByName[group])
				return err
			})
		return c.SendBatch(ctx, &b).Close()
	})
	return out, err
}

func (s *store) publish(ctx context.Context) (int64, error) {
	return s.db.Exec(ctx, `WITH now AS MATERIALIZED (SELECT * FROM overview_now),
		differ AS (SELECT year, method, subject, count(*) AS n FROM now n FULL JOIN overview_figures p USING (year, method, subject, municipality_code)
			WHERE (n.zone_id, n.value) IS DISTINCT FROM (p.zone_id, p.value) GROUP BY 1, 2, 3),
		changed AS MATERIALIZED (SELECT d.year, d.method, d.subject FROM differ d LEFT JOIN overview_subjects s USING (year, method, subject)
			WHERE d.n >= $1 OR s.subject IS NULL),
		gone AS (DELETE FROM overview_figures f USING changed c WHERE (f.year, f.method, f.subject) = (c.year, c.method, c.subject)
			AND NOT EXISTS (SELECT FROM now n WHERE (n.year, n.method, n.subject, n.municipality_code) = (f.year, f.method, f.subject, f.municipality_code))),
		fresh AS (INSERT INTO overview_figures (year, method, subject, municipality_code, zone_id, value)
			SELECT n.year, n.method, n.subject, n.municipality_code, n.zone_id, n.value FROM now n JOIN changed USING (year, method, subject)
			ON CONFLICT (year, method, subject, municipality_code) DO UPDATE SET zone_id = excluded.zone_id, value = excluded.value)
		INSERT INTO overview_subjects (year, method, subject, published_at) SELECT year, method, subject, now() FROM changed
		ON CONFLICT (year, method, subject) DO UPDATE SET published_at = excluded.published_at`, smallcell.K)
}

func (s *store) municipality(ctx context.Context, code string, e Edition) (Municipality, error) {
	out := Municipality{Edition: e, Code: code}
	err := s.db.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(`SELECT a.code, coalesce(r.n, 0) AS risks, coalesce(l.low, 0) AS low, coalesce(l.medium, 0) AS medium, coalesce(l.high, 0) AS high,
				coalesce(l.level, 0) AS level, coalesce(p.level, 0) AS before FROM risk_areas a
			LEFT JOIN (SELECT area_code, count(*) AS n FROM risks WHERE owner = $1 AND archived_at IS NULL GROUP BY 1) r ON r.area_code = a.code
			LEFT JOIN (SELECT area_code, max(level) AS level, sum(evaluations) FILTER (WHERE level = 1) AS low, sum(evaluations) FILTER (WHERE level = 2) AS medium,
				sum(evaluations) FILTER (WHERE level = 3) AS high FROM evaluation_counts
				WHERE municipality_code = $1 AND year = $2 AND method = $3 AND evaluations > 0 GROUP BY 1) l ON l.area_code = a.code
			LEFT JOIN (SELECT area_code, max(level) AS level FROM evaluation_counts
				WHERE municipality_code = $1 AND year = $2 - 1 AND method = $3 AND evaluations > 0 GROUP BY 1) p ON p.area_code = a.code
			WHERE r.n > 0 OR l.level > 0 OR p.level > 0 ORDER BY a.position`, code, e.Year, e.Method).Query(func(rows pgx.Rows) (err error) {
			out.Areas, err = pgx.CollectRows(rows, pgx.RowToStructByName[Area])
			return err
		})
		b.Queue(`SELECT status, count(*) FROM measure_adoptions WHERE municipality_code = $1 AND archived_at IS NULL GROUP BY 1 ORDER BY 1`, code).Query(func(rows pgx.Rows) (err error) {
			out.Measures, err = pgx.CollectRows(rows, pgx.RowToStructByName[Measures])
			return err
		})
		b.Queue(`SELECT count(*) FROM measure_adoptions m WHERE municipality_code = $1 AND archived_at IS NULL AND responsible <> '' AND indicator <> '' AND target <> ''
			AND EXISTS (SELECT FROM measure_phases p WHERE p.adoption_id = m.id)
			AND NOT EXISTS (SELECT FROM measure_phases p WHERE p.adoption_id = m.id AND p.due_on IS NULL)`, code).QueryRow(func(r pgx.Row) error { return r.Scan(&out.Complete) })
		b.Queue(`SELECT m.id, m.year, m.number, m.state, count(c.id) FILTER (WHERE c.sampled) AS checks, count(c.answered_at) FILTER (WHERE c.sampled) AS answered,
				count(c.reviewed_at) FILTER (WHERE c.sampled) AS reviewed
			FROM monitoring_rounds m LEFT JOIN monitoring_checks c ON c.round_id = m.id AND c.archived_at IS NULL
			WHERE m.municipality_code = $1 AND m.archived_at IS NULL GROUP BY m.id ORDER BY m.year DESC, m.number DESC LIMIT 1`, code).Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Round])
			if len(found) > 0 {
				out.Round = found[0]
			}
			return err
		})
		b.Queue(`SELECT count(*), count(e.id) FILTER (WHERE e.state = 'draft'), count(e.id) FILTER (WHERE e.state = 'confirmed') FROM risks r
			LEFT JOIN evaluations e ON e.risk_id = r.id AND e.year = $2 AND e.method = $3 AND e.archived_at IS NULL
			WHERE r.owner = $1 AND r.archived_at IS NULL`, code, e.Year, e.Method).QueryRow(func(r pgx.Row) error { return r.Scan(&out.Risks, &out.Draft, &out.Confirmed) })
		return c.SendBatch(ctx, &b).Close()
	})
	return out, err
}
