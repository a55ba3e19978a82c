package config

import (
	"fmt"
	"net"
	"reflect"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Redacted prints every setting as NAME=value, one a line, with the secrets hidden.
func (c Config) Redacted() string {
	var b strings.Builder
	for _, s := range settings(&c) {
		fmt.Fprintf(&b, "%s=%s\n", s.name, s.shown())
	}
	return b.String()
}

func (s setting) shown() string {
	if s.value.IsZero() && s.value.Kind() == reflect.String {
		return ""
	}
	switch s.say {
	case "secret":
		return "[hidden]"
	case "address":
		return address(s.value.String())
	}
	if s.value.Kind() == reflect.Slice {
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(s.value.Interface()), " ", ","), "[]")
	}
	return fmt.Sprint(s.value.Interface())
}

// address keeps what tells one database from another; its options may hold secrets too, so they go.
func address(dsn string) string {
	p, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return "[hidden]"
	}
	return fmt.Sprintf("postgres://%s@%s/%s", p.User, net.JoinHostPort(p.Host, strconv.Itoa(int(p.Port))), p.Database)
}
