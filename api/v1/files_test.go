package v1_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"comunita/api/httpx"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/testkit"
)

// What a route makes of a file that came in: it stays when the work is committed, or may have been.
func TestAFileGoesWithItsWork(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	who := app.As(t, authz.Secretariat)
	type kind struct {
		Kind string `query:"kind"`
	}
	httpx.Upload(app.API, "trials", "/trials", authz.Authenticated, []string{pdf}, func(ctx context.Context, in kind, _ httpx.File) (httpx.None, error) {
		switch in.Kind {
		case "panic":
			panic("on purpose")
		case "refusal":
			return httpx.None{}, apperr.New(apperr.Conflict, "busy", "No")
		case "fault":
			return httpx.None{}, errors.New("on purpose")
		case "at the commit":
			app.DB.Last(ctx, "SELECT 1/0")
		case "lost at the commit":
			app.DB.Last(ctx, "SELECT pg_terminate_backend(pg_backend_pid())")
		}
		return httpx.None{}, nil
	})
	for _, c := range []struct {
		kind         string
		status, left int
	}{{"panic", 500, 0}, {"refusal", 409, 0}, {"fault", 500, 0}, {"at+the+commit", 500, 0}, {"lost+at+the+commit", 503, 1}, {"well", 204, 2}} {
		rec := send(t, app, who, "/trials?kind="+c.kind, bytes.NewReader(aPDF(c.kind)))
		if n := stored(t, app); rec.Code != c.status || n != c.left {
			t.Errorf("%s: %d, %d files; want %d, %d: %s", c.kind, rec.Code, n, c.status, c.left, rec.Body)
		}
	}
	if rec := send(t, app, app.Anonymous(), "/trials", explosive{t}); rec.Code != http.StatusUnauthorized {
		t.Errorf("nobody: %d", rec.Code)
	}
}

// One account sends a few files at a time, others are not held up.
func TestUploadsOfOneAccountAreBounded(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	who, other := app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Referent, testkit.Milazzo)
	var wg sync.WaitGroup
	var pipes []*io.PipeWriter
	for range 4 {
		r, w := io.Pipe()
		pipes = append(pipes, w)
		wg.Go(func() { send(t, app, who, uploadPath(testkit.Milazzo, "act", "a.pdf"), r) })
		_, _ = w.Write([]byte("%PDF")) // it is being read
	}
	who.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("fifth")).Refused(http.StatusTooManyRequests, "too-many-uploads")
	other.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("other")).Want(http.StatusCreated)
	for _, w := range pipes {
		_ = w.CloseWithError(io.ErrUnexpectedEOF)
	}
	wg.Wait()
	who.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("fifth")).Want(http.StatusCreated)
	if n := stored(t, app); n != 2 {
		t.Errorf("%d files, want two", n)
	}
}

func TestGeneratedFiles(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	type which struct {
		Media  string `query:"media"`
		Inline bool   `query:"inline"`
	}
	httpx.Download(app.API, "trials", "/trials", authz.Public, []string{pdf}, func(_ context.Context, in which) (httpx.Content, error) {
		c := httpx.Generated(`a"b\c;.pdf`, in.Media, []byte("content"))
		c.Inline = in.Inline
		return c, nil
	})
	for query, want := range map[string]string{
		"media=application/pdf&inline=true": `inline; filename="a_b_c;.pdf"; filename*=UTF-8''a%22b%5Cc%3B.pdf`,
		"media=application/pdf":             `attachment; filename="a_b_c;.pdf"; filename*=UTF-8''a%22b%5Cc%3B.pdf`,
		"media=text/html&inline=true":       `attachment; filename="a_b_c;.pdf"; filename*=UTF-8''a%22b%5Cc%3B.pdf`,
		"media=image/svg%2Bxml&inline=true": `attachment; filename="a_b_c;.pdf"; filename*=UTF-8''a%22b%5Cc%3B.pdf`,
	} {
		rec := httptest.NewRecorder()
		app.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, httpx.Base+"/trials?"+query, nil))
		if got := rec.Header().Get("Content-Disposition"); rec.Code != http.StatusOK || got != want || rec.Header().Get("Content-Length") != "7" || rec.Body.String() != "content" {
			t.Errorf("%s: %d %s", query, rec.Code, got)
		}
	}
}

// send goes past the check of the contract, for routes of the test.
func send(t *testing.T, app *testkit.App, who testkit.Client, path string, body io.Reader) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, httpx.Base+path, body)
	req.Header.Set("Content-Type", pdf)
	if who.Token() != "" {
		req.Header.Set("Authorization", "Bearer "+who.Token())
	}
	rec := httptest.NewRecorder()
	app.ServeHTTP(rec, req)
	return rec
}

// explosive must not be read.
type explosive struct{ t *testing.T }

func (e explosive) Read([]byte) (int, error) {
	e.t.Error("the body was read before the permission was looked at")
	return 0, io.EOF
}
