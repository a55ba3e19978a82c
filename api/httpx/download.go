package httpx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
)

// Content is a file to hand over.
type Content struct {
	Name   string // as the caller's computer shall call it
	Media  string
	Size   int64  // -1 when it is not known
	ETag   string // changes with the content, without quotes; "" for none
	Inline bool   // show it rather than save it; ignored for what could run in a page
	Open   func(ctx context.Context) (io.ReadCloser, error)
}

// Generated is content that was made just now.
func Generated(name, media string, body []byte) Content {
	return Content{Name: name, Media: media, Size: int64(len(body)),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }}
}

// showable are the types a browser shows without running anything in them.
var showable = []string{"application/pdf", "image/png", "image/jpeg", "text/plain"}

// Download registers a GET that streams a file of one of the media types, which the contract names.
func Download[In any](a *API, op, path string, need authz.Permission, media []string, h func(context.Context, In) (Content, error), options ...Option) {
	r := newRoute[In, None, None](op, http.MethodGet, path, need, append([]Option{Status(http.StatusOK)}, options...))
	r.Download, r.Media = true, media
	a.add(r, func(c echo.Context) error {
		var in In
		if err := bind(c, &in); err != nil {
			return err
		}
		ctx := c.Request().Context()
		content, err := h(ctx, in)
		if err != nil {
			return err
		}
		head := c.Response().Header()
		if content.ETag != "" {
			tag := `"` + content.ETag + `"`
			head.Set("ETag", tag)
			if matches(c.Request().Header.Get("If-None-Match"), tag) {
				return c.NoContent(http.StatusNotModified)
			}
		}
		from, err := content.Open(ctx)
		if errors.Is(err, blob.ErrNotFound) {
			return fmt.Errorf("a row without its file: %w", err)
		}
		if err != nil {
			head.Del("ETag")
			if _, ours := errors.AsType[*apperr.Error](err); ours {
				return err
			}
			return storeAway(err)
		}
		defer from.Close()
		how := "attachment"
		if content.Inline && slices.Contains(showable, content.Media) {
			how = "inline"
		}
		head.Set("Content-Type", content.Media)
		head.Set("Content-Disposition", disposition(how, content.Name))
		head.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		if content.Size >= 0 {
			head.Set("Content-Length", strconv.FormatInt(content.Size, 10))
		}
		c.Response().WriteHeader(r.Status)
		if err := send(c, from, content.Size); err != nil {
			exchangeOf(ctx).err = err
			panic(http.ErrAbortHandler) // the file must not look complete
		}
		return nil
	})
}

// send copies, putting the deadline off as the caller reads.
func send(c echo.Context, from io.Reader, size int64) error {
	control, begun := http.NewResponseController(c.Response()), time.Now()
	var n int64
	for {
		_ = control.SetWriteDeadline(begun.Add(grace + time.Duration(n)*time.Second/slowest))
		k, err := io.CopyN(c.Response(), from, 256<<10)
		n += k
		if errors.Is(err, io.EOF) {
			if size >= 0 && n != size {
				return fmt.Errorf("%d bytes of %d", n, size)
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// disposition names a file twice (RFC 6266): in ASCII for old programs, and as it is (RFC 5987).
func disposition(how, name string) string {
	var plain, coded strings.Builder
	for _, r := range name {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%/`, r) {
			r = '_'
		}
		plain.WriteRune(r)
	}
	for i := range len(name) {
		b := name[i]
		if b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || strings.IndexByte("!#$&+-.^_`|~", b) >= 0 {
			coded.WriteByte(b)
		} else {
			fmt.Fprintf(&coded, "%%%02X", b)
		}
	}
	return how + `; filename="` + plain.String() + `"; filename*=UTF-8''` + coded.String()
}
