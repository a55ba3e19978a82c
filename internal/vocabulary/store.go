package vocabulary

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/db"
)

func load(ctx context.Context, d *db.DB) (*Lists, error) {
	l := &Lists{}
	err := d.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		var b pgx.Batch
		queue(&b, &l.Areas, `SELECT code, name, kind, origin FROM risk_areas ORDER BY position`)
		queue(&b, &l.Processes, `SELECT code, area_code, name FROM processes ORDER BY position`)
		queue(&b, &l.Factors, `SELECT code, name, note FROM enabling_factors ORDER BY position`)
		queue(&b, &l.Types, `SELECT code, name, slug, indicator FROM measure_types ORDER BY position`)
		queue(&b, &l.Measures, `SELECT code, name, type_code, areas, indicator, target, responsible, phases, archived_at IS NOT NULL AS archived FROM measures ORDER BY position, id`)
		queue(&b, &l.Situations, `SELECT code, name, reference FROM situations ORDER BY position`)
		queue(&b, &l.Topics, `SELECT code, name, level, areas, audience, frequency FROM training_topics ORDER BY position`)
		return c.SendBatch(ctx, &b).Close()
	})
	return l, err
}

func queue[T any](b *pgx.Batch, into *[]T, sql string) {
	b.Queue(sql).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
}

func one[T any](c *Check, pointer, code string, list []T, of func(T) string) {
	if !slices.ContainsFunc(list, func(t T) bool { return of(t) == code }) {
		c.unknown(pointer, code)
	}
}

func many[T any](c *Check, pointer string, codes []string, list []T, of func(T) string) {
	for i, code := range codes {
		one(c, fmt.Sprintf("%s/%d", pointer, i), code, list, of)
	}
}
