package sheet

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"time"
)

// cell is a value in the few kinds that a table has: nil, string, bool, int64, float64, time.Time.
func cell(v any) (any, error) {
	switch v := v.(type) {
	case nil, string, bool, int64, float64, time.Time:
		return v, nil
	case encoding.TextMarshaler:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			return nil, nil
		}
		text, err := v.MarshalText()
		return string(text), err
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer:
		if r.IsNil() {
			return nil, nil
		}
		return cell(r.Elem().Interface())
	case reflect.String:
		return r.String(), nil
	case reflect.Bool:
		return r.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(r.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return r.Float(), nil
	}
	return nil, fmt.Errorf("sheet: cannot write a %T in a cell", v)
}

func checkFloat(f float64) error {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return fmt.Errorf("sheet: cannot write %v in a cell", f)
	}
	return nil
}

// isDate tells a day from an instant.
func isDate(t time.Time) bool {
	h, m, s := t.Clock()
	return h == 0 && m == 0 && s == 0
}
