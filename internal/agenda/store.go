package agenda

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct{ db *db.DB }

// ruled is a municipality with its regime.
type ruled struct{ Name, Regime string }

func (s *store) regimes(ctx context.Context, codes []string) ([]ruled, error) {
	return db.Rows[ruled](ctx, s.db, `SELECT name, regime FROM municipalities WHERE istat_code = ANY($1) AND archived_at IS NULL ORDER BY name`, codes)
}

// states reads everything in one query. A mandate ends when nobody in the role comes after, not even the same person.
func (s *store) states(ctx context.Context, codes []string) ([]state, error) {
	return db.Rows[state](ctx, s.db, `WITH held AS (
			SELECT municipality_code, role, person_id, valid_from, valid_to, valid_from <= today() AND (valid_to IS NULL OR valid_to >= today()) AS now,
				CASE WHEN valid_to BETWEEN today() AND today() + $2::int AND valid_to = max(coalesce(valid_to, 'infinity')) OVER (PARTITION BY municipality_code, role)
					THEN valid_to END AS ends
			FROM mandates WHERE municipality_code = ANY($1) AND archived_at IS NULL AND NOT substitute AND role IN ('rpct', 'secretary', 'referent')
				AND (valid_to IS NULL OR valid_to >= today())),
		now AS (SELECT municipality_code, coalesce(bool_or(role = 'rpct'), false) AS rpct, coalesce(bool_or(role = 'referent'), false) AS referent,
				min(valid_from) FILTER (WHERE person_id IS NULL) AS vacant, min(ends) FILTER (WHERE role = 'rpct') AS rpct_ends,
				min(ends) FILTER (WHERE role = 'secretary' AND person_id IS NOT NULL) AS secretary_ends, min(ends) FILTER (WHERE role = 'referent') AS ref_ends
			FROM held WHERE now GROUP BY municipality_code)
		SELECT m.istat_code, m.name, m.employees, m.adhesion, coalesce(n.rpct, false) AS rpct, coalesce(n.referent, false) AS referent, n.vacant,
			n.rpct_ends, n.secretary_ends, n.ref_ends, y.year,
			EXISTS (SELECT FROM risks r WHERE r.municipality_code = m.istat_code AND r.archived_at IS NULL) AS risks,
			EXISTS (SELECT FROM risks r JOIN risks e ON e.id = r.adopted_id WHERE r.owner = m.istat_code AND r.adopted_id IS NOT NULL AND r.archived_at IS NULL
				AND e.archived_at IS NULL AND r.adopted_version < e.published) AS updates,
			EXISTS (SELECT FROM protocol_versions p WHERE p.state = 'current' AND NOT EXISTS (SELECT FROM agreement_signatures g
				WHERE g.municipality_code = m.istat_code AND g.protocol_version_id = p.id AND g.archived_at IS NULL)) AS text,
			EXISTS (SELECT FROM training_needs t WHERE t.municipality_code = m.istat_code AND t.year = y.year AND t.archived_at IS NULL) AS needs
		FROM municipalities m LEFT JOIN now n ON n.municipality_code = m.istat_code CROSS JOIN (SELECT $3::int AS year) y
		WHERE m.istat_code = ANY($1) AND m.archived_at IS NULL ORDER BY m.name`, codes, notice, authz.Today().Year()+1)
}
