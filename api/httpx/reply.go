package httpx

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"comunita/internal/platform/authz"
)

// reply is an answer in the form it is stored under an idempotency key.
type reply struct {
	status   int
	version  int64
	variant  string // of what a GET shows beyond the row; If-Match ignores it
	location string
	body     []byte
}

// encode writes the answer as JSON: no null arrays, instants in UTC.
func encode(c echo.Context, status int, out any) (reply, error) {
	if _, none := out.(None); none {
		return reply{status: status}, nil
	}
	body, err := json.Marshal(out)
	r := reply{status: status, body: body}
	if m, ok := out.(hasMeta); ok {
		r.version = m.meta().Version
		if status == http.StatusCreated {
			tail := strconv.FormatInt(m.meta().ID, 10)
			if l, ok := out.(Located); ok {
				tail = l.Locator()
			}
			if r.location = strings.TrimSuffix(c.Request().URL.Path, "/") + "/" + tail; strings.HasPrefix(tail, "/") {
				r.location = Base + tail
			}
		}
	}
	return r, err
}

// tagged tells whether an answer has an ETag: a row has, and what is no row if it says what it shows.
func (r reply) tagged() bool { return r.version != 0 || r.variant != "" }

// etag names the version and what the actor may do, because what a response offers depends on both. If-Match reads only the version.
func etag(c echo.Context, r reply) string {
	stamp := authz.From(c.Request().Context()).Stamp
	if stamp == "" {
		stamp = "anonymous"
	}
	return `"v` + strconv.FormatInt(r.version, 10) + "-" + stamp + r.variant + `"`
}

// matches implements If-None-Match for strong tags.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == tag || part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}

func (r reply) send(c echo.Context) error {
	h := c.Response().Header()
	if r.tagged() {
		h.Set("ETag", etag(c, r))
	}
	if r.location != "" {
		h.Set("Location", r.location)
	}
	if len(r.body) == 0 {
		return c.NoContent(r.status)
	}
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(r.body)))
	c.Response().WriteHeader(r.status)
	_, err := c.Response().Write(r.body)
	return err
}
