package httpx

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// MaxRows is how many rows one bulk request may hold.
const MaxRows = 5000

// Outcome is what became of one row.
type Outcome string

// The outcomes; RolledBack marks rows that were fine but went with a failed one.
const (
	Created    Outcome = "created"
	Updated    Outcome = "updated"
	Unchanged  Outcome = "unchanged"
	Failed     Outcome = "failed"
	RolledBack Outcome = "rolled_back"
)

// Upserted is what a bulk or external write did to one row.
type Upserted struct {
	ID     int64
	Status Outcome
}

// BulkQuery are the options of every bulk operation.
type BulkQuery struct {
	DryRun  bool   `query:"dry_run" form:"dry_run"`                                                          // do everything but commit
	OnError string `query:"on_error" form:"on_error" validate:"omitempty,oneof=stop skip" enums:"stop,skip"` // stop: one bad row undoes all (default)
}

// BulkResult reports on every row.
type BulkResult struct {
	Committed bool      `json:"committed" validate:"required" example:"true"` // false after a dry run or a stop
	Created   int       `json:"created" validate:"required" example:"1"`
	Updated   int       `json:"updated" validate:"required" example:"0"`
	Unchanged int       `json:"unchanged" validate:"required" example:"0"`
	Failed    int       `json:"failed" validate:"required" example:"0"`
	Results   []BulkRow `json:"results" validate:"required,max=5000"`
} // @name BulkResult

// BulkRow is the result of one row; row is its number in the file or its position, from 1.
type BulkRow struct {
	Row     int      `json:"row" validate:"required" example:"2"`
	Status  Outcome  `json:"status" validate:"required" swaggertype:"string" enums:"created,updated,unchanged,failed,rolled_back" example:"created"`
	ID      int64    `json:"id,omitzero" example:"7"`
	Problem *Problem `json:"problem,omitempty"`
} // @name BulkRow

// Bulk registers a POST of many rows. apply creates or updates one row in its own savepoint.
func Bulk[Row any](a *API, op, path string, need authz.Permission, apply func(context.Context, Row) (Upserted, error)) {
	r := newRoute[BulkQuery, page.Rows[Row], BulkResult](op, http.MethodPost, path, need, []Option{Status(http.StatusOK)})
	r.Bulk = true
	a.add(r, func(c echo.Context) error {
		var in BulkQuery
		if err := bind(c, &in); err != nil {
			return err
		}
		raw, err := readBody(c, a.MaxUpload)
		if err != nil {
			return err
		}
		rows, err := bulkRows[Row](c.Request().Header.Get("Content-Type"), raw)
		if err != nil {
			return err
		}
		var rep reply
		err = a.DB.Do(c.Request().Context(), op, func(ctx context.Context) error {
			rep, err = once(ctx, a.DB, c, r, raw, func() (reply, error) {
				out, err := applyRows(ctx, a.DB, in, rows, apply)
				if err != nil {
					return reply{}, err
				}
				return encode(c, r.Status, out)
			})
			return err
		})
		if e, ok := errors.AsType[*notCommitted](err); ok {
			rep, err = encode(c, r.Status, e.result)
		}
		if err != nil {
			return err
		}
		return rep.send(c)
	})
}

// notCommitted carries the report of a unit of work that is rolled back on purpose.
type notCommitted struct{ result BulkResult }

func (*notCommitted) Error() string { return "bulk: rolled back, as asked" }

type bulkRow[Row any] struct {
	number int
	value  Row
	err    error
}

func applyRows[Row any](ctx context.Context, d *db.DB, in BulkQuery, rows []bulkRow[Row],
	apply func(context.Context, Row) (Upserted, error),
) (BulkResult, error) {
	out := BulkResult{Committed: true, Results: make([]BulkRow, 0, len(rows))}
	for _, row := range rows {
		var done Upserted
		err := row.err
		if err == nil {
			err = d.Nested(ctx, func(ctx context.Context) error {
				var err error
				done, err = apply(ctx, row.value)
				return err
			})
		}
		result := BulkRow{Row: row.number, Status: done.Status, ID: done.ID}
		if err != nil {
			p, _ := problemOf(err)
			if p.Status >= 500 {
				return out, err
			}
			result = BulkRow{Row: row.number, Status: Failed, Problem: &p}
		}
		out.Results = append(out.Results, result)
		switch result.Status {
		case Created:
			out.Created++
		case Updated:
			out.Updated++
		case Unchanged:
			out.Unchanged++
		case Failed:
			out.Failed++
		}
	}
	if in.DryRun {
		out.Committed = false
		return out, &notCommitted{out}
	}
	if out.Failed > 0 && in.OnError != "skip" {
		for i := range out.Results {
			if out.Results[i].Status != Failed {
				out.Results[i].Status, out.Results[i].ID = RolledBack, 0
			}
		}
		out.Committed, out.Created, out.Updated, out.Unchanged = false, 0, 0, 0
		return out, &notCommitted{out}
	}
	return out, nil
}

// bulkRows reads the rows of a body; what is wrong with one row is kept with it, what is wrong with the whole is the error.
func bulkRows[Row any](contentType string, raw []byte) ([]bulkRow[Row], error) {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media = ""
	}
	switch media {
	case "application/json":
		var body struct {
			Rows []jsontext.Value `json:"rows"`
		}
		if err := decode(raw, &body); err != nil {
			return nil, err
		}
		if len(body.Rows) > MaxRows {
			return nil, tooManyRows()
		}
		return eachRow[Row](func(yield func(int, []byte) error) error {
			for i, v := range body.Rows {
				if err := yield(i+1, v); err != nil {
					return err
				}
			}
			return nil
		})
	case "application/x-ndjson":
		return eachRow[Row](func(yield func(int, []byte) error) error {
			n := 0
			for line := range bytes.Lines(raw) {
				if line = bytes.TrimSpace(line); len(line) == 0 {
					continue
				}
				if n++; n > MaxRows {
					return tooManyRows()
				}
				if err := yield(n, line); err != nil {
					return err
				}
			}
			return nil
		})
	case "text/csv", xlsxType:
		return sheetRows[Row](media, raw)
	}
	return nil, apperr.New(apperr.Unsupported, "content-type",
		"Serve Content-Type: application/json, application/x-ndjson, text/csv o %s", xlsxType)
}

func tooManyRows() error {
	return apperr.New(apperr.TooLarge, "too-many-rows", "Al più %d righe per volta: dividi il file", MaxRows)
}

func eachRow[Row any](rows func(func(int, []byte) error) error) ([]bulkRow[Row], error) {
	var out []bulkRow[Row]
	err := rows(func(n int, raw []byte) error {
		row := bulkRow[Row]{number: n}
		row.err = decode(raw, &row.value)
		out = append(out, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, someRows(len(out))
}

func someRows(n int) error {
	if n == 0 {
		return apperr.New(apperr.Unprocessable, "no-rows", "Non c'è nessuna riga da importare")
	}
	return nil
}
