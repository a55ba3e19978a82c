package db

import (
	"database/sql/driver"
	"reflect"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm/schema"
)

// Row is embedded in every table-shaped struct.
type Row struct {
	ID            int64 `gorm:"primaryKey"`
	Version       int64
	CreatedAt     time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt     time.Time `gorm:"autoUpdateTime:false"`
	ArchivedAt    *time.Time
	ArchiveReason string
}

func (r *Row) row() *Row { return r }

type rowOf[T any] interface {
	*T
	row() *Row
}

// Texts is a text[] column; give the field the tag `gorm:"type:text[]"`. Never null.
type Texts []string

// Value hands pgx a plain slice.
func (t Texts) Value() (driver.Value, error) {
	if t == nil {
		return []string{}, nil
	}
	return []string(t), nil
}

// table is what GORM's reading of a struct tells the readers: names, and where each value goes.
type table struct {
	name    string
	columns string // comma separated, in the order of fields
	id      int    // which of them is the id
	fields  []*schema.Field
	byName  map[string]*schema.Field
}

var schemas sync.Map // GORM's own cache of parsed structs

func tableOf[T any]() *table {
	s, err := schema.Parse(new(T), &schemas, schema.NamingStrategy{})
	if err != nil {
		panic("db: " + err.Error())
	}
	t := &table{name: s.Table, byName: map[string]*schema.Field{}}
	var names []string
	for _, f := range s.Fields {
		if f.DBName == "" {
			continue
		}
		if f.DBName == "id" {
			t.id = len(t.fields)
		}
		t.fields = append(t.fields, f)
		t.byName[f.DBName] = f
		names = append(names, f.DBName)
	}
	t.columns = strings.Join(names, ", ")
	return t
}

// targets are the addresses a row is scanned into.
func (t *table) targets(v reflect.Value, into []any) []any {
	for i, f := range t.fields {
		into[i] = v.FieldByIndex(f.StructField.Index).Addr().Interface()
	}
	return into
}

// value reads one column of a row.
func (t *table) value(v reflect.Value, column string) any {
	return v.FieldByIndex(t.byName[column].StructField.Index).Interface()
}
