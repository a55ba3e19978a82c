// Package v1 is version 1 of the API: one file per resource, each with its response and request objects, routes and handlers.
//
// @title    La Comunità di Pratiche
// @version  1.0.0
// @accept   json
// @produce  json
package v1

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"comunita/api/httpx"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Stamps are the dates every row carries.
type Stamps struct {
	CreatedAt     time.Time  `json:"created_at" validate:"required" example:"2026-11-23T10:00:00Z"`
	UpdatedAt     time.Time  `json:"updated_at" validate:"required" example:"2026-11-23T10:00:00Z"`
	ArchivedAt    *time.Time `json:"archived_at,omitempty" example:"2026-11-23T10:00:00Z"`
	ArchiveReason string     `json:"archive_reason,omitempty" validate:"max=500" example:"Inserito per errore"`
}

func stamps(r db.Row) Stamps {
	return Stamps{CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), ArchivedAt: r.ArchivedAt, ArchiveReason: r.ArchiveReason}
}

// HistoryPaging pages through a history.
type HistoryPaging struct {
	Limit  int    `query:"limit" form:"limit" validate:"omitempty,min=1,max=200"`
	Cursor string `query:"cursor" form:"cursor" validate:"omitempty,max=600"`
}

// HistoryQuery addresses the history of one row.
type HistoryQuery struct {
	httpx.ByID
	HistoryPaging
}

func (q HistoryPaging) page() page.Request { return page.Request{Limit: q.Limit, Cursor: q.Cursor} }

// HistoryEntry tells who did what to a row, and when.
type HistoryEntry struct {
	ID        int64           `json:"id" validate:"required" example:"41"`
	At        time.Time       `json:"at" validate:"required" example:"2026-11-23T10:00:00Z"`
	Actor     string          `json:"actor" validate:"required,max=200" example:"Maria Bianchi"`
	Operation string          `json:"operation" validate:"required,max=80" example:"training-needs-edit"`
	Action    string          `json:"action" validate:"required" enums:"created,updated,deleted" example:"updated"`
	Changes   []HistoryChange `json:"changes" validate:"required,max=100"`
} // @name HistoryEntry

// HistoryChange is one field before and after, as text people can read; lists are joined by commas.
type HistoryChange struct {
	Field string `json:"field" validate:"required,max=80" example:"priority"`
	Old   string `json:"old" validate:"required,max=5000" example:"medium"`
	New   string `json:"new" validate:"required,max=5000" example:"high"`
} // @name HistoryChange

var actions = map[string]string{"INSERT": "created", "UPDATE": "updated", "DELETE": "deleted"}

func presentHistory(p page.Of[db.Change], err error) (page.Of[HistoryEntry], error) {
	out := page.Of[HistoryEntry]{Items: make([]HistoryEntry, len(p.Items)), NextCursor: p.NextCursor, Total: p.Total, TotalRelation: p.TotalRelation}
	for i, c := range p.Items {
		e := HistoryEntry{ID: c.ID, At: c.At.UTC(), Actor: c.Actor, Operation: c.Operation, Action: actions[c.Action], Changes: make([]HistoryChange, len(c.Fields))}
		for j, f := range c.Fields {
			e.Changes[j] = HistoryChange{f.Field, plain(f.Old), plain(f.New)}
		}
		out.Items[i] = e
	}
	return out, err
}

const longest = 5000 // of a value in a history

// plain writes a JSON value as text.
func plain(raw json.RawMessage) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		out := ""
		for i, x := range v {
			if i > 0 {
				out += ", "
			}
			switch x := x.(type) {
			case string:
				out += x
			case map[string]any: // a zone of a design: its name and its municipalities
				out += fmt.Sprintf("%v: %v", x["name"], x["municipalities"])
			}
		}
		if text := []rune(out); len(text) > longest {
			out = string(text[:longest])
		}
		return out
	}
	return string(raw)
}

// ByExternalRef addresses a row by the key of the outside system that writes it.
type ByExternalRef struct {
	IstatCode   string `param:"istat_code" validate:"len=6,numeric"`
	ExternalRef string `param:"external_ref" validate:"min=1,max=80"`
}

// RemovalReason documents the parameter of an archiving for the contract; httpx.Removal carries it.
type RemovalReason struct {
	Reason string `query:"reason" form:"reason" validate:"max=500"`
}

// one presents a single row as present does many.
func one[R, A any](ctx context.Context, present func(context.Context, []R) ([]A, error)) func(R, error) (A, error) {
	return func(row R, err error) (out A, _ error) {
		if err != nil {
			return out, err
		}
		all, err := present(ctx, []R{row})
		if err != nil {
			return out, err
		}
		return all[0], nil
	}
}

func upserted(id int64, created, changed bool) httpx.Upserted {
	u := httpx.Upserted{ID: id, Status: httpx.Unchanged}
	switch {
	case created:
		u.Status = httpx.Created
	case changed:
		u.Status = httpx.Updated
	}
	return u
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// day and date turn dates into text and back; the tags have checked the text.
func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

func date(text string) *time.Time {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return &t
	}
	return nil
}

// digest is a Variant: it tells what an answer shows beyond its row. As JSON, because printing tells where a pointer points, not to what.
func digest(parts ...any) string {
	h := fnv.New64a()
	_ = json.NewEncoder(h).Encode(parts)
	return "-" + strconv.FormatUint(h.Sum64(), 36)
}
