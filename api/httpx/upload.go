package httpx

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
)

// File is what came with an upload. Blob.Media is what the content is, Declared what the caller said it is.
type File struct {
	blob.Blob
	Declared string
}

// Admitted is implemented by the parameters of an upload that tell, before a byte is read, whether the caller may send it.
type Admitted interface {
	Admit(ctx context.Context) error
}

// Upload registers a POST whose body is a file of one of the media types. It is stored before the unit of work opens, and goes again when
// that fails; when nobody can tell whether it failed, the sweep of what has no row decides.
func Upload[In, Out any](a *API, op, path string, need authz.Permission, media []string,
	h func(context.Context, In, File) (Out, error), options ...Option,
) {
	r := newRoute[In, None, Out](op, http.MethodPost, path, need, options)
	r.Upload, r.Media = true, media
	a.add(r, func(c echo.Context) error {
		var in In
		if err := bind(c, &in); err != nil {
			return err
		}
		ctx := c.Request().Context()
		if by, ok := any(in).(Admitted); ok {
			if err := by.Admit(ctx); err != nil {
				return err
			}
		}
		file, err := a.receive(c, media)
		if err != nil {
			return err
		}
		kept := false
		defer func() { // after a panic too
			if !kept {
				a.discard(ctx, file.Blob)
			}
		}()
		var rep reply
		err = a.DB.Do(ctx, op, func(ctx context.Context) error {
			rep, err = once(ctx, a.DB, c, r, []byte(file.SHA256), func() (reply, error) {
				out, err := h(ctx, in, file)
				if err != nil {
					return reply{}, err
				}
				kept = true
				return encode(c, r.Status, out)
			})
			return err
		})
		if err != nil {
			kept = kept && uncertain(err)
			return err
		}
		return rep.send(c)
	})
}

// uncertain tells whether the work may have been committed although an error came back.
func uncertain(err error) bool {
	e, ok := errors.AsType[*apperr.Error](err)
	return ok && e.Kind == apperr.Unavailable
}

// receive stores the body, at its caller's pace.
func (a *API) receive(c echo.Context, media []string) (File, error) {
	req := c.Request()
	declared, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	switch {
	case err != nil || !slices.Contains(media, declared):
		return File{}, apperr.New(apperr.Unsupported, "content-type", "Serve Content-Type: %s", strings.Join(media, ", "))
	case req.Header.Get("Content-Encoding") != "":
		return File{}, apperr.New(apperr.Unsupported, "content-encoding", "Il corpo compresso non è accettato")
	case req.ContentLength > a.MaxFile:
		return File{}, tooLarge(c, a.MaxFile)
	}
	leave, err := a.uploads.enter(authz.From(req.Context()).ID)
	if err != nil {
		return File{}, err
	}
	defer leave()
	body := &paced{from: http.MaxBytesReader(c.Response(), req.Body, a.MaxFile), control: http.NewResponseController(c.Response()), begun: time.Now()}
	b, err := a.Files.Put(req.Context(), body)
	switch _, big := errors.AsType[*http.MaxBytesError](body.err); {
	case big:
		return File{}, tooLarge(c, a.MaxFile)
	case body.err != nil:
		return File{}, apperr.New(apperr.Invalid, "malformed", "Il file non è arrivato per intero: invialo di nuovo").
			At("/file", "incomplete", "Arrivato solo in parte").Because(body.err)
	case err != nil:
		return File{}, storeAway(err)
	}
	return File{b, declared}, nil
}

func tooLarge(c echo.Context, limit int64) error {
	c.Response().Header().Set("Connection", "close") // what is still on its way is not waited for
	return apperr.New(apperr.TooLarge, "too-large", "Il file supera %s", apperr.Bytes(limit)).At("/file", "too-large", "Al più %s", apperr.Bytes(limit))
}

func storeAway(err error) error {
	return apperr.New(apperr.Unavailable, "files-away", "L'archivio dei file non risponde: riprova tra poco").After(10 * time.Second).Because(err)
}

// discard takes away a file that has no use; if that fails, the sweep does it later.
func (a *API) discard(ctx context.Context, b blob.Blob) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := a.Files.Delete(ctx, b.Key); err != nil {
		slog.WarnContext(ctx, "file left to the sweep", "err", err)
	}
}

// The slowest line an upload or download is waited for, 64 kbit/s on the whole, after a time for which any pace will do: a rural line passes,
// who holds a connection open to hold it open does not.
const (
	slowest = 8 << 10 // bytes a second
	grace   = 30 * time.Second
)

// paced reads a body and puts off the deadlines of the connection as the body comes.
type paced struct {
	from    io.Reader
	control *http.ResponseController
	begun   time.Time
	n       int64
	err     error // of the body, not of who reads it
}

func (p *paced) Read(b []byte) (int, error) {
	deadline := p.begun.Add(grace + time.Duration(p.n)*time.Second/slowest)
	_ = p.control.SetReadDeadline(deadline)
	_ = p.control.SetWriteDeadline(deadline.Add(grace)) // leaves time to answer
	n, err := p.from.Read(b)
	p.n += int64(n)
	if err != nil && err != io.EOF {
		p.err = err
	}
	return n, err
}

// uploadsEach is how many files one account may be sending at a time.
const uploadsEach = 4

// gate counts who is inside.
type gate struct {
	mu     sync.Mutex
	inside map[string]int
}

func (g *gate) enter(who string) (leave func(), err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside[who] >= uploadsEach {
		return nil, apperr.New(apperr.TooMany, "too-many-uploads", "Stai già inviando %d file: attendi che finiscano", uploadsEach).After(10 * time.Second)
	}
	if g.inside == nil {
		g.inside = map[string]int{}
	}
	g.inside[who]++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.inside[who]--; g.inside[who] == 0 {
			delete(g.inside, who)
		}
	}, nil
}
