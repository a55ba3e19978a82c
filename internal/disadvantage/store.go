package disadvantage

import (
	"context"

	"comunita/internal/platform/db"
)

type store struct{ db *db.DB }

// municipality is what the index and the participation are made of, today.
type municipality struct {
	IstatCode string
	Facts
	Member, Referent, Needs bool
}

// facts reads the municipalities with these codes, which may be former ones, or all of them.
func (s *store) facts(ctx context.Context, codes []string) ([]municipality, error) {
	return db.Rows[municipality](ctx, s.db, `WITH held AS (SELECT municipality_code, role, substitute, arrangement FROM mandates WHERE archived_at IS NULL
			AND municipality_code IS NOT NULL AND valid_from <= today() AND (valid_to IS NULL OR valid_to >= today()))
		SELECT m.istat_code, m.inner_area_class AS class, m.population, m.island, m.employees, m.financial_distress AS financial,
			coalesce((SELECT arrangement FROM held h WHERE h.municipality_code = m.istat_code AND h.role = 'secretary' AND NOT h.substitute), '') AS secretary,
			EXISTS (SELECT FROM held h WHERE h.municipality_code = m.istat_code AND h.role = 'commissioner') AS commissioner,
			EXISTS (SELECT FROM held h WHERE h.municipality_code = m.istat_code AND h.role = 'referent' AND NOT h.substitute) AS referent,
			m.adhesion IN ('member', 'referent_designated', 'operational') AS member,
			EXISTS (SELECT FROM training_needs n WHERE n.municipality_code = m.istat_code AND n.archived_at IS NULL
				AND n.year IN (extract(year FROM today()), extract(year FROM today()) + 1)) AS needs
		FROM municipalities m WHERE m.archived_at IS NULL AND ($1::text[] IS NULL OR m.istat_code = ANY($1) OR m.former_codes && $1)
		ORDER BY m.istat_code`, codes)
}
