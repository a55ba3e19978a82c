// Package setting keeps what the secretariat sets for the whole network: values of a type each, with their defaults and rules in code.
package setting

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Setting is a row of settings.
type Setting struct {
	db.Row
	Key   string
	Value string `gorm:"type:jsonb"` // what it does not say has the default of the key
}

// TableName tells GORM.
func (Setting) TableName() string { return "settings" }

// Key is a setting whose value is a T: a struct with JSON names. Its row has to come with a migration.
type Key[T any] struct {
	Name    string
	Default T
	Check   func(T, *apperr.Error) // adds what is wrong, by pointer
}

// Of is the value of a setting, with its row.
type Of[T any] struct {
	db.Row
	Value T
}

// Service is what the API and the domains call. Writes need a unit of work.
type Service struct{ store *store }

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{newStore(d)} }

// Read gives the value of a setting to the program; who may see it is for the caller to say.
func Read[T any](ctx context.Context, s *Service, k Key[T]) (Of[T], error) {
	row, err := s.store.One(ctx, "key = ?", k.Name)
	if err != nil {
		return Of[T]{}, err
	}
	out := Of[T]{row.Row, k.Default}
	return out, json.Unmarshal([]byte(row.Value), &out.Value)
}

// Set replaces the value of a setting: for the secretariat.
func Set[T any](ctx context.Context, s *Service, k Key[T], version int64, value T) (Of[T], error) {
	if err := authz.Require(ctx, authz.SettingWrite); err != nil {
		return Of[T]{}, err
	}
	if err := k.Valid(value); err != nil {
		return Of[T]{}, err
	}
	row, err := s.store.One(ctx, "key = ?", k.Name)
	if err != nil {
		return Of[T]{}, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return Of[T]{}, err
	}
	row.Value = string(text)
	err = s.store.Update(ctx, &row, version)
	return Of[T]{row.Row, value}, err
}

// Valid says what is wrong with a value, by pointer.
func (k Key[T]) Valid(value T) error {
	e := apperr.Validation()
	if k.Check != nil {
		k.Check(value, e)
	}
	return e.OrNil()
}

// History pages through what happened to a setting; each member of its value is a field of its own, named as in its JSON.
func (s *Service) History(ctx context.Context, name string, p page.Request) (page.Of[db.Change], error) {
	row, err := s.store.One(ctx, "key = ?", name)
	if err != nil {
		return page.Of[db.Change]{}, err
	}
	found, err := s.store.History(ctx, row.ID, p)
	for i := range found.Items {
		found.Items[i].Fields = spread(found.Items[i].Fields)
	}
	return found, err
}

// spread takes the change of a value apart into those of its members.
func spread(fields []db.FieldChange) []db.FieldChange {
	out := []db.FieldChange{}
	for _, f := range fields {
		if f.Field != "value" {
			continue
		}
		before, after := members(f.Old), members(f.New)
		for _, name := range names(before, after) {
			if string(before[name]) != string(after[name]) {
				out = append(out, db.FieldChange{Field: name, Old: before[name], New: after[name]})
			}
		}
	}
	return out
}

func members(value json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	_ = json.Unmarshal(value, &out) // what is no object has no members
	return out
}

func names(sets ...map[string]json.RawMessage) []string {
	all := map[string]bool{}
	for _, set := range sets {
		for name := range set {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
