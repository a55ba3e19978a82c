package main

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
)

// refSearch asks the same bounded steps as the product: a window of the newest, then the index.
func refSearch(c echo.Context, db *pgxpool.Pool, words string) error {
	ctx := c.Request().Context()
	words += ":*"
	rows, err := db.Query(ctx, "SELECT "+refColumns+" FROM (SELECT "+refColumns+`, search FROM risks WHERE archived_at IS NULL
		ORDER BY updated_at DESC, id DESC LIMIT 1000) w WHERE search @@ to_tsquery('italian', $1) ORDER BY updated_at DESC, id DESC LIMIT 21`, words)
	if err != nil {
		return err
	}
	found, err := refCollect(rows)
	if err != nil {
		return err
	}
	if len(found) < 21 {
		var b pgx.Batch
		b.Queue("SELECT set_config('enable_seqscan', 'off', true)")
		b.Queue("SELECT "+refColumns+" FROM risks WHERE search @@ to_tsquery('italian', $1) AND archived_at IS NULL LIMIT 2000", words).
			Query(func(rows pgx.Rows) (err error) { found, err = refCollect(rows); return err })
		if err := db.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		found = found[:min(20, len(found))]
	}
	return c.JSON(http.StatusOK, refPage{Items: found, Total: len(found)})
}

func refCSV(w http.ResponseWriter, rows pgx.Rows) error {
	defer rows.Close()
	out := csv.NewWriter(w)
	for rows.Next() {
		var r refRisk
		if err := rows.Scan(r.targets()...); err != nil {
			return err
		}
		municipality := ""
		if r.Municipality != nil {
			municipality = *r.Municipality
		}
		if err := out.Write([]string{r.Code, municipality, r.Area, r.Process, r.Event, r.Description, r.Typology, strings.Join(r.EnablingFactors, " | "),
			strings.Join(r.RedFlags, " | "), strings.Join(r.Measures, " | "), r.Applicability, r.Motivation, r.State, r.UpdatedAt.Format(time.RFC3339)}); err != nil {
			return err
		}
	}
	out.Flush()
	return rows.Err()
}
