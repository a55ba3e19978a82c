package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
)

// The reference is what a good engineer writes by hand for these queries and nothing else: echo, pgx, a struct, encoding/json.
// No login, no roles, no audit, no limits, no ETag. It belongs to the benchmark, not to the product.

type refRisk struct {
	ID              int64      `json:"id"`
	Version         int64      `json:"version"`
	CreatedAt       time.Time  `json:"created_at"`
	UpdatedAt       time.Time  `json:"updated_at"`
	ArchivedAt      *time.Time `json:"archived_at,omitempty"`
	ArchiveReason   string     `json:"archive_reason,omitempty"`
	Code            string     `json:"code"`
	Municipality    *string    `json:"municipality"`
	AdoptedID       *int64     `json:"adopted_id,omitempty"`
	AdoptedVersion  *int64     `json:"adopted_version,omitempty"`
	Area            string     `json:"area"`
	Process         string     `json:"process"`
	Event           string     `json:"event"`
	Description     string     `json:"description"`
	Typology        string     `json:"typology"`
	EnablingFactors []string   `json:"enabling_factors"`
	RedFlags        []string   `json:"red_flags"`
	Measures        []string   `json:"measures"`
	Applicability   string     `json:"applicability"`
	Motivation      string     `json:"motivation"`
	State           string     `json:"state"`
	ExternalRef     *string    `json:"external_ref,omitempty"`
}

const refColumns = `id, version, created_at, updated_at, archived_at, archive_reason, code, municipality_code, adopted_id, adopted_version, area_code,
	process, event, description, typology, enabling_factors, red_flags, measures, applicability, motivation, state, external_ref`

func (r *refRisk) targets() []any {
	return []any{&r.ID, &r.Version, &r.CreatedAt, &r.UpdatedAt, &r.ArchivedAt, &r.ArchiveReason, &r.Code, &r.Municipality, &r.AdoptedID,
		&r.AdoptedVersion, &r.Area, &r.Process, &r.Event, &r.Description, &r.Typology, &r.EnablingFactors, &r.RedFlags, &r.Measures,
		&r.Applicability, &r.Motivation, &r.State, &r.ExternalRef}
}

type refPage struct {
	Items []refRisk `json:"items"`
	Total int       `json:"total"`
}

func refCollect(rows pgx.Rows) ([]refRisk, error) {
	defer rows.Close()
	out := make([]refRisk, 0, 21)
	for rows.Next() {
		var r refRisk
		if err := rows.Scan(r.targets()...); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// reference serves until it is killed; it prints its address.
func reference(dsn string, pool int) error {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return err
	}
	cfg.MaxConns = int32(pool)
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	db, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		return err
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/risks", func(c echo.Context) error {
		q, ctx := c.QueryParams(), c.Request().Context()
		if words := q.Get("q"); words != "" {
			return refSearch(c, db, words)
		}
		args := []any{q.Get("municipality"), q["area"]}
		after := ""
		if at := q.Get("after"); at != "" {
			t, err := time.Parse(time.RFC3339Nano, at)
			if err != nil {
				return err
			}
			id, _ := strconv.ParseInt(q.Get("id"), 10, 64)
			after, args = " AND (updated_at, id) < ($3, $4)", append(args, t, id)
		}
		where := "owner = $1 AND area_code = ANY($2) AND archived_at IS NULL"
		var out refPage
		var b pgx.Batch
		b.Queue("SELECT "+refColumns+" FROM risks WHERE "+where+after+" ORDER BY updated_at DESC, id DESC LIMIT 21", args...).
			Query(func(rows pgx.Rows) (err error) { out.Items, err = refCollect(rows); return err })
		b.Queue("SELECT count(*) FROM (SELECT 1 FROM risks WHERE "+where+" LIMIT 1001) c", args[:2]...).
			QueryRow(func(row pgx.Row) error { return row.Scan(&out.Total) })
		if err := db.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, out)
	})
	e.GET("/risks/:id", func(c echo.Context) error {
		var r refRisk
		id, _ := strconv.ParseInt(c.Param("id"), 10, 64)
		if err := db.QueryRow(c.Request().Context(), "SELECT "+refColumns+" FROM risks WHERE id = $1", id).Scan(r.targets()...); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, r)
	})
	e.POST("/risks", func(c echo.Context) error {
		var r refRisk
		if err := json.NewDecoder(c.Request().Body).Decode(&r); err != nil {
			return err
		}
		ctx := c.Request().Context()
		// the audit trigger wants its settings, so the bare insert is a transaction too: one round trip more than a table without a trail
		err := pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "SELECT set_config('app.actor', 'reference', true), set_config('app.operation', 'reference', true)"); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `INSERT INTO risks (version, municipality_code, area_code, process, event, description, typology, enabling_factors,
				red_flags, measures, applicability, motivation, state) VALUES (1, $1, $2, $3, $4, $5, $6, $7, '{}', $8, $9, $10, 'local') RETURNING `+refColumns,
				r.Municipality, r.Area, r.Process, r.Event, r.Description, r.Typology, r.EnablingFactors, r.Measures, r.Applicability, r.Motivation).Scan(r.targets()...)
		})
		if err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, r)
	})
	e.GET("/export", func(c echo.Context) error {
		rows, err := db.Query(c.Request().Context(), "SELECT "+refColumns+" FROM risks WHERE area_code = $1 AND archived_at IS NULL ORDER BY updated_at DESC, id DESC", c.QueryParam("area"))
		if err != nil {
			return err
		}
		return refCSV(c.Response(), rows)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	_ = os.Stdout.Sync()
	return http.Serve(l, e)
}
