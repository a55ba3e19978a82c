package db

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"comunita/internal/platform/apperr"
)

// cursor is where a page ended: the sort value and id of its last row. Opaque to callers, validated on the way in.
type cursor struct {
	Sort  string `json:"s"`
	Value string `json:"v"`
	ID    int64  `json:"i"`
}

func (c cursor) String() string {
	b, _ := json.Marshal(c) // two strings and a number always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}

func badCursor() error {
	return apperr.New(apperr.Invalid, "bad-cursor", "Il cursore non è valido: riparti dalla prima pagina").
		At("cursor", "bad-cursor", "Cursore non valido")
}

// parseCursor reads a cursor made for the same sort order and gives its value as the type of the sort column.
func parseCursor(text, sort string, kind reflect.Type) (any, int64, error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || !utf8.Valid(b) {
		return nil, 0, badCursor()
	}
	var c cursor
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil || d.More() || c.Sort != sort || c.ID < 0 {
		return nil, 0, badCursor()
	}
	v, err := parseValue(c.Value, kind)
	if err != nil {
		return nil, 0, badCursor()
	}
	return v, c.ID, nil
}

func parseValue(text string, kind reflect.Type) (any, error) {
	switch kind {
	case reflect.TypeFor[time.Time]():
		t, err := time.Parse(time.RFC3339Nano, text)
		if err == nil && (t.Year() < 1 || t.Year() > 9999) {
			return nil, badCursor()
		}
		return t, err
	case reflect.TypeFor[int64](), reflect.TypeFor[int]():
		return strconv.ParseInt(text, 10, 64)
	case reflect.TypeFor[float64]():
		return strconv.ParseFloat(text, 64)
	}
	if strings.ContainsRune(text, 0) {
		return nil, badCursor()
	}
	return text, nil
}

func formatValue(v any) string {
	switch v := v.(type) {
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case int64:
		return strconv.FormatInt(v, 10)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return reflect.ValueOf(v).String()
}

var intType = reflect.TypeFor[int64]()
