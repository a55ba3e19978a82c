package network

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/db"
)

// load asks everything in one round trip.
func load(ctx context.Context, d *db.DB) (*Numbers, error) {
	n := &Numbers{}
	err := d.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(`SELECT count(*), coalesce(sum(population), 0), count(*) FILTER (WHERE adhesion IN ('member', 'referent_designated', 'operational'))
			FROM municipalities WHERE archived_at IS NULL`).QueryRow(func(r pgx.Row) error { return r.Scan(&n.Municipalities, &n.Population, &n.Members) })
		b.Queue(`SELECT (SELECT count(*) FROM risks WHERE owner = '' AND archived_at IS NULL AND state <> 'superseded'),
			(SELECT count(*) FROM behaviours WHERE archived_at IS NULL AND state <> 'superseded'), (SELECT count(*) FROM measures)`).
			QueryRow(func(r pgx.Row) error {
				return r.Scan(&n.Risks, &n.Behaviours, &n.Measures)
			})
		queue(&b, &n.Adhesions, `SELECT adhesion AS state, count(*) AS municipalities FROM municipalities WHERE archived_at IS NULL GROUP BY adhesion ORDER BY adhesion`)
		queue(&b, &n.Zones, `SELECT z.id, z.code, z.name, count(m.id) AS municipalities, coalesce(sum(m.population), 0) AS population,
			count(m.id) FILTER (WHERE m.inner_area_class IN ('E', 'F')) AS peripheral
			FROM zone_sets s JOIN zones z ON z.set_id = s.id LEFT JOIN current_members k ON k.zone_id = z.id
			LEFT JOIN municipalities m ON m.istat_code = k.municipality_code AND m.archived_at IS NULL
			WHERE s.operational AND z.archived_at IS NULL GROUP BY z.id ORDER BY z.code, z.id`)
		return c.SendBatch(ctx, &b).Close()
	})
	return n, err
}

func queue[T any](b *pgx.Batch, into *[]T, sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
}

// called finds the living municipality that has, or had, a code.
const called = `(istat_code = $1 OR former_codes @> ARRAY[$1]) AND archived_at IS NULL ORDER BY istat_code = $1 DESC LIMIT 1`

// advantage asks everything in one round trip; nil when there is no such municipality.
func (s *Service) advantage(ctx context.Context, code string) (*Advantage, error) {
	a := &Advantage{}
	err := s.db.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		b.Queue(`SELECT m.istat_code, m.name, m.adhesion, m.population, m.inner_area_class, coalesce(z.id, 0), coalesce(z.code, ''), coalesce(z.name, ''),
				(SELECT count(*) FROM current_members k JOIN municipalities o ON o.istat_code = k.municipality_code AND o.archived_at IS NULL WHERE k.zone_id = z.id),
				(SELECT count(*) FROM current_members k JOIN municipalities o ON o.istat_code = k.municipality_code AND o.archived_at IS NULL
					WHERE k.zone_id = z.id AND o.adhesion IN ('member', 'referent_designated', 'operational'))
			FROM (SELECT * FROM municipalities WHERE `+called+`) m LEFT JOIN current_members k ON k.municipality_code = m.istat_code AND k.set_id = (SELECT s.id FROM zone_sets s WHERE s.operational)
			LEFT JOIN zones z ON z.id = k.zone_id`, code).
			QueryRow(func(r pgx.Row) error {
				return r.Scan(&a.Code, &a.Name, &a.Adhesion, &a.Population, &a.InnerAreaClass, &a.ZoneID, &a.ZoneCode, &a.ZoneName, &a.ZoneSize, &a.ZoneMembers)
			})
		queue(&b, &a.Neighbours, `SELECT o.istat_code AS code, o.name, round((6371 * acos(least(1, sin(radians(m.lat)) * sin(radians(o.lat))
				+ cos(radians(m.lat)) * cos(radians(o.lat)) * cos(radians(o.lon - m.lon)))))::numeric, 1)::float8 AS km,
				coalesce((SELECT max(x.happened_on) FROM adhesions a JOIN adhesion_steps x ON x.adhesion_id = a.id
					WHERE a.municipality_code = o.istat_code AND x.action = 'membership' AND x.annulled_by IS NULL), o.adhesion_date) AS since
			FROM (SELECT id, lat, lon FROM municipalities WHERE `+called+`) m
			JOIN municipalities o ON o.id <> m.id AND o.archived_at IS NULL AND o.adhesion IN ('member', 'referent_designated', 'operational') ORDER BY km, o.id LIMIT 6`, code)
		b.Queue(`SELECT (SELECT count(*) FROM measures), (SELECT count(*) FROM risks WHERE owner = '' AND archived_at IS NULL AND state = 'validated'),
				(SELECT count(*) FROM behaviours WHERE archived_at IS NULL AND state = 'validated'), count(DISTINCT n.topic_code), count(DISTINCT n.municipality_code), coalesce(sum(n.persons), 0)
			FROM training_needs n WHERE n.archived_at IS NULL AND n.year >= extract(year FROM today())`).QueryRow(func(r pgx.Row) error {
			return r.Scan(&a.Measures, &a.Risks, &a.Behaviours, &a.Topics, &a.Learners, &a.People)
		})
		return c.SendBatch(ctx, &b).Close()
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return a, err
}
