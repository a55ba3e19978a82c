package db

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"comunita/internal/platform/page"
)

// Change is one entry of a row's history.
type Change struct {
	ID        int64
	At        time.Time
	Actor     string // a name people know
	Operation string
	Action    string // INSERT, UPDATE or DELETE
	Fields    []FieldChange
}

// FieldChange is one column before and after, as JSON; nil where there was nothing.
type FieldChange struct {
	Field    string
	Old, New json.RawMessage
}

// Part is a table whose rows are parts of another's: their history is part of its.
type Part struct {
	Table  string
	Column string // holds the id of the row they are part of; audit_log wants a partial index on it
	Name   string // tells the parts of one row apart: always among the fields
}

// bookkeeping changes with every write and tells people nothing: who wrote is the entry's own.
var bookkeeping = []string{"id", "version", "created_at", "updated_at", "edition", "edited", "changed_by", "set_id", "actor"}

// History pages through what happened to a row the actor may see and to its parts, newest first. The request's cursor is the only part used.
func (r *Repo[T, P]) History(ctx context.Context, id int64, req page.Request) (page.Of[Change], error) {
	out := page.Of[Change]{Items: []Change{}, TotalRelation: "eq"}
	if _, err := r.Get(ctx, id); err != nil {
		return out, err
	}
	before := int64(1) << 62
	if req.Cursor != "" {
		v, _, err := parseCursor(req.Cursor, "-id", intType)
		if err != nil {
			return out, err
		}
		before = v.(int64)
	}
	type entry struct {
		ID, Total                           int64
		At                                  time.Time
		Actor, Operation, TableName, Action string
		Old, New                            *json.RawMessage
	}
	of := "(table_name = $1 AND row_id = $2"
	for _, p := range r.Parts {
		of += " OR table_name = '" + p.Table + "' AND (coalesce(new, old) ->> '" + p.Column + "')::bigint = $2"
	}
	of += ")"
	found, err := Rows[entry](ctx, r.DB, `SELECT id, at, actor_name(actor) AS actor, operation, table_name, action, old, new,
		(SELECT count(*) FROM (SELECT 1 FROM audit_log WHERE `+of+` LIMIT 10000) c) AS total
		FROM audit_log WHERE `+of+` AND id < $3 ORDER BY id DESC LIMIT $4`,
		r.table.name, id, before, req.Size()+1)
	if err != nil {
		return out, err
	}
	for i, e := range found {
		out.Total = int(e.Total)
		if i == req.Size() {
			out.NextCursor = cursor{"-id", formatValue(found[i-1].ID), 0}.String()
			break
		}
		fields, err := differences(e.Old, e.New)
		if err != nil {
			return out, err
		}
		for _, p := range r.Parts {
			if p.Table == e.TableName {
				fields = p.named(fields, e.New)
			}
		}
		out.Items = append(out.Items, Change{e.ID, e.At, e.Actor, e.Operation, e.Action, fields})
	}
	return out, nil
}

// named leaves out which row it is a part of, and tells which part it is even when that has not changed.
func (p Part) named(fields []FieldChange, after *json.RawMessage) []FieldChange {
	fields = slices.DeleteFunc(fields, func(f FieldChange) bool { return f.Field == p.Column })
	var row map[string]json.RawMessage
	if after == nil || json.Unmarshal(*after, &row) != nil || slices.ContainsFunc(fields, func(f FieldChange) bool { return f.Field == p.Name }) {
		return fields
	}
	return append([]FieldChange{{p.Name, row[p.Name], row[p.Name]}}, fields...)
}

func differences(before, after *json.RawMessage) ([]FieldChange, error) {
	var a, b map[string]json.RawMessage
	for _, p := range []struct {
		raw  *json.RawMessage
		into *map[string]json.RawMessage
	}{{before, &a}, {after, &b}} {
		if p.raw != nil {
			if err := json.Unmarshal(*p.raw, p.into); err != nil {
				return nil, err
			}
		}
	}
	out := []FieldChange{}
	for k, v := range b {
		if !bytes.Equal(a[k], v) && !slices.Contains(bookkeeping, k) && !(before == nil && blank(v)) {
			out = append(out, FieldChange{k, a[k], v})
		}
	}
	for k, v := range a {
		if _, still := b[k]; !still && !slices.Contains(bookkeeping, k) {
			out = append(out, FieldChange{k, v, nil})
		}
	}
	slices.SortFunc(out, func(x, y FieldChange) int { return bytes.Compare([]byte(x.Field), []byte(y.Field)) })
	return out, nil
}

func blank(v json.RawMessage) bool {
	return slices.Contains([]string{"null", `""`, "[]", "{}"}, string(v))
}
