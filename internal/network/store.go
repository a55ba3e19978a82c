package network

import (
	"context"

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

func queue[T any](b *pgx.Batch, into *[]T, sql string) {
	b.Queue(sql).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
}
