package config

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// setting is one variable: its name, its value in a Config, and how to show it.
type setting struct {
	name, say string
	field     reflect.StructField
	value     reflect.Value
}

// settings walks the struct in the order it is written.
func settings(c *Config) []setting {
	var out []setting
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		for f, field := range v.Fields() {
			if name, ok := f.Tag.Lookup("env"); ok {
				out = append(out, setting{name, f.Tag.Get("say"), f, field})
			} else {
				walk(field)
			}
		}
	}
	walk(reflect.ValueOf(c).Elem())
	return out
}

var kinds = map[string]string{
	"int": "a whole number", "int64": "a whole number", "bool": "true or false", "time.Duration": "a duration such as 30s or 5m",
	"[]netip.Prefix": "networks such as 10.0.0.0/8, separated by commas", "slog.Level": "debug, info, warn or error",
}

// parse fills c and gives one sentence for each value of the wrong type. The values themselves are left out: they may be secret.
func parse(c *Config, vars map[string]string) (wrong []string) {
	err := env.ParseWithOptions(c, env.Options{Environment: vars})
	if err == nil {
		return nil
	}
	all, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return []string{err.Error()}
	}
	for _, e := range all.Errors {
		p, ok := errors.AsType[env.ParseError](e)
		if !ok {
			wrong = append(wrong, e.Error())
			continue
		}
		i := slices.IndexFunc(settings(c), func(s setting) bool { return s.field.Name == p.Name })
		wrong = append(wrong, fmt.Sprintf("%s must be %s", settings(c)[i].name, kinds[p.Type.String()]))
	}
	return wrong
}

// unknown refuses what begins like one of ours and is not: a misspelt limit must not go unnoticed.
func unknown(vars map[string]string) (wrong []string) {
	known := map[string]bool{}
	for _, s := range settings(&Config{}) {
		known[s.name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if strings.HasPrefix(name, prefix) && !known[name] {
			wrong = append(wrong, name+" is not a setting: `api config` lists them")
		}
	}
	return wrong
}
