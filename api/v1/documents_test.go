package v1_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"comunita/api/httpx"
	"comunita/api/server"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

const (
	pdf  = "application/pdf"
	docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// aPDF is a small file that looks like one; text makes it differ from others.
func aPDF(text string) []byte { return []byte("%PDF-1.7\n% " + text + "\n%%EOF\n") }

func uploadPath(municipality, kind, name string) string {
	path := "/documents?kind=" + kind + "&filename=" + name
	if municipality != "" {
		path += "&municipality=" + municipality
	}
	return path
}

// stored counts the files in the store.
func stored(t testing.TB, app *testkit.App) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(app.FilesDir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T, change ...func(*server.Options)) (app *testkit.App, mine, other testkit.Client) {
		t.Parallel()
		app = testkit.New(t, change...)
		app.Basics(t)
		return app, app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Referent, testkit.Malfa)
	}
	list := func(t *testing.T, c testkit.Client, query string) []v1.Document {
		t.Helper()
		found := testkit.JSON[page.Of[v1.Document]](c.Get(t, "/documents?"+query).Want(http.StatusOK))
		if found.Total != len(found.Items) {
			t.Errorf("%s: %d of %d", query, len(found.Items), found.Total)
		}
		return found.Items
	}

	t.Run("a file goes in and comes out as it is", func(t *testing.T) {
		app, mine, other := setup(t)
		body := aPDF("delibera")
		made := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "C:%5Catti%5CDelibera%20n.%2012%20%E2%80%93%20pi%C3%B9.PDF"), pdf, body).Want(http.StatusCreated)
		d := testkit.JSON[v1.Document](made)
		path := fmt.Sprintf("/documents/%d", d.ID)
		if d.Title != "Delibera n. 12 – più" || d.Filename != "Delibera n. 12 – più.PDF" || d.Media != pdf || d.Size != int64(len(body)) || d.Sharing != "own" ||
			d.Municipality != testkit.Milazzo || made.Header.Get("Location") != httpx.Base+path || strings.Join(d.Actions, " ") != "edit archive" {
			t.Errorf("%+v, Location %s", d, made.Header.Get("Location"))
		}
		got := mine.Get(t, path+"/content").Want(http.StatusOK)
		for name, want := range map[string]string{"Content-Type": pdf, "Content-Disposition": `attachment; filename="Delibera n. 12 _ pi_.PDF"; filename*=UTF-8''Delibera%20n.%2012%20%E2%80%93%20pi%C3%B9.PDF`,
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "ETag": `"` + d.SHA256 + `"`} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s", name, got.Header.Get(name))
			}
		}
		if !bytes.Equal(got.Body, body) {
			t.Errorf("%d bytes back", len(got.Body))
		}
		mine.Get(t, path+"/content", "If-None-Match", got.ETag()).Want(http.StatusNotModified)
		other.Get(t, path).Refused(http.StatusNotFound, "document-not-found")
		other.Get(t, path+"/content").Refused(http.StatusNotFound, "document-not-found")
		app.Anonymous().Get(t, path+"/content").Refused(http.StatusNotFound, "document-not-found")
		other.Get(t, path+"/history").Refused(http.StatusNotFound, "document-not-found")
		for _, answer := range []*testkit.Response{made, mine.Get(t, path), mine.Get(t, path+"/history").Want(http.StatusOK), mine.Get(t, "/documents", "Accept", "text/csv")} {
			if bytes.Contains(answer.Body, []byte("blob")) {
				t.Errorf("the key is told: %s", answer.Body)
			}
		}
		for _, q := range []string{"", "q=delibere", "municipality=" + testkit.Milazzo, "kind=act&kind=opinion", "sharing=own", "sort=title"} {
			if n := len(list(t, mine, q)); n != 1 {
				t.Errorf("%s finds %d", q, n)
			}
		}
		if n := len(list(t, mine, "kind=opinion")); n != 0 {
			t.Errorf("another kind finds %d", n)
		}
		if n := len(list(t, other, "")); n != 0 {
			t.Errorf("another municipality sees %d", n)
		}
	})

	t.Run("what is shared is read by the network, what is public by everybody", func(t *testing.T) {
		app, mine, other := setup(t)
		made := mine.Upload(t, uploadPath(testkit.Milazzo, "publication", "a.pdf"), pdf, aPDF("a")).Want(http.StatusCreated)
		path := fmt.Sprintf("/documents/%d", testkit.JSON[v1.Document](made).ID)
		share := func(sharing string) {
			t.Helper()
			made = mine.Put(t, path, v1.DocumentEdit{Title: "Avviso", Kind: "publication", Sharing: sharing}, "If-Match", made.ETag()).Want(http.StatusOK)
		}
		share("network")
		if d := testkit.JSON[v1.Document](other.Get(t, path).Want(http.StatusOK)); len(d.Actions) != 0 || d.Title != "Avviso" {
			t.Errorf("%+v", d)
		}
		if n := len(list(t, other, "municipality="+testkit.Milazzo)); n != 1 {
			t.Errorf("the network sees %d", n)
		}
		other.Get(t, path+"/content").Want(http.StatusOK)
		app.Anonymous().Get(t, path+"/content").Refused(http.StatusNotFound, "document-not-found")
		app.As(t, authz.Observer).Get(t, path+"/content").Refused(http.StatusNotFound, "document-not-found")
		share("public")
		app.Anonymous().Get(t, path+"/content").Want(http.StatusOK)
		app.Anonymous().Get(t, path).Refused(http.StatusUnauthorized, "login-required")
		other.Put(t, path, v1.DocumentEdit{Title: "x", Kind: "act", Sharing: "own"}, "If-Match", made.ETag()).Refused(http.StatusForbidden, "not-yours")
		mine.Put(t, path, v1.DocumentEdit{Title: " ", Kind: "deed", Sharing: "all"}, "If-Match", made.ETag()).
			Refused(http.StatusUnprocessableEntity, "validation", "/title", "/kind", "/sharing")
		mine.Delete(t, path+"?reason=Pubblicato+per+errore", "If-Match", made.ETag()).Want(http.StatusNoContent)
		app.Anonymous().Get(t, path+"/content").Refused(http.StatusNotFound, "document-not-found")
		mine.Get(t, path+"/content").Want(http.StatusOK) // archived is not gone
		mine.Delete(t, path, "If-Match", `"v4"`).Refused(http.StatusConflict, "document-archived")
	})

	t.Run("the network's own documents are the secretariat's", func(t *testing.T) {
		app, mine, _ := setup(t)
		office := app.As(t, authz.Secretariat)
		made := office.Upload(t, uploadPath("", "protocol", "p.pdf"), pdf, aPDF("p")).Want(http.StatusCreated)
		path := fmt.Sprintf("/documents/%d", testkit.JSON[v1.Document](made).ID)
		mine.Get(t, path).Refused(http.StatusNotFound, "document-not-found")
		mine.Upload(t, uploadPath("", "protocol", "p.pdf"), pdf, aPDF("q")).Refused(http.StatusUnprocessableEntity, "validation", "municipality")
		mine.Upload(t, uploadPath(testkit.Malfa, "act", "p.pdf"), pdf, aPDF("q")).Refused(http.StatusUnprocessableEntity, "validation", "municipality")
		app.As(t, authz.Coordinator, testkit.Milazzo).Upload(t, uploadPath(testkit.Milazzo, "act", "p.pdf"), pdf, aPDF("q")).Refused(http.StatusForbidden, "missing-permission")
		office.Upload(t, uploadPath("999999", "act", "p.pdf"), pdf, aPDF("q")).Refused(http.StatusUnprocessableEntity, "validation", "municipality")
		if n := stored(t, app); n != 1 {
			t.Errorf("%d files, want one", n)
		}
	})

	t.Run("content decides what a file is", func(t *testing.T) {
		app, mine, _ := setup(t)
		office := app.As(t, authz.Secretariat)
		exe := append([]byte("MZ\x90\x00"), make([]byte, 200)...)
		shared := append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00"), make([]byte, 200)...)
		for what, body := range map[string][]byte{"eseguibile di Windows": exe, "programma eseguibile.": shared, "HTML": []byte("<!doctype html><script>alert(1)</script>"), "vuoto": {},
			"PNG": append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), make([]byte, 40)...)} {
			r := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "delibera.pdf"), pdf, body).Refused(http.StatusUnprocessableEntity, "file-type", "/file")
			if !bytes.Contains(r.Body, []byte(what)) || !bytes.Contains(r.Body, []byte("PDF, P7M e P7S")) {
				t.Errorf("%s: %s", what, r.Body)
			}
		}
		office.Upload(t, uploadPath("", "other", "logo.png"), "image/png", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), make([]byte, 40)...)).Want(http.StatusCreated)
		office.Upload(t, uploadPath("", "other", "virus.png"), "image/png", exe).Refused(http.StatusUnprocessableEntity, "file-type", "/file")
		mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), "application/x-msdownload", exe).Refused(http.StatusUnsupportedMediaType, "content-type")
		mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("a"), "Content-Encoding", "gzip").Refused(http.StatusUnsupportedMediaType, "content-encoding")
		// declared as nothing in particular, a PDF is a PDF, whatever its name
		d := testkit.JSON[v1.Document](mine.Upload(t, uploadPath(testkit.Milazzo, "act", "..%2F..%2Fetc%2Fpasswd"), "application/octet-stream", aPDF("a")).Want(http.StatusCreated))
		if d.Media != pdf || d.Filename != "passwd.pdf" {
			t.Errorf("%+v", d)
		}
		mine.Upload(t, "/documents?kind=deed&municipality="+testkit.Milazzo, pdf, aPDF("a")).Refused(http.StatusBadRequest, "malformed", "kind", "filename")
		if n := stored(t, app); n != 2 {
			t.Errorf("%d files, want two", n)
		}
	})

	t.Run("who signed is told, and what is inside comes out", func(t *testing.T) {
		app, mine, other := setup(t)
		inner := aPDF("parere")
		container := p7m(t, inner)
		made := mine.Upload(t, uploadPath(testkit.Milazzo, "opinion", "Parere.pdf.p7m"), "application/pkcs7-mime", container).Want(http.StatusCreated)
		d := testkit.JSON[v1.Document](made)
		path := fmt.Sprintf("/documents/%d", d.ID)
		if again := testkit.JSON[v1.Document](mine.Get(t, path)); fmt.Sprint(again.Signature.Signers[0].SignedAt) != fmt.Sprint(d.Signature.Signers[0].SignedAt) {
			t.Errorf("stored otherwise: %+v", again)
		}
		s := d.Signature
		if s.Status != "signed" || s.Kind != "cades" || s.Trust != "not_verified" || s.InnerMedia != pdf || s.InnerName != "Parere.pdf" || len(s.Signers) != 1 || s.Signers[0].Name != "Mario Rossi" ||
			s.Signers[0].Integrity != "intact" || s.Signers[0].Validity != "within" || d.Title != "Parere" {
			t.Errorf("%+v", d)
		}
		for _, answer := range []*testkit.Response{made, mine.Get(t, path+"/history")} {
			if bytes.Contains(answer.Body, []byte("RSSMRA")) || bytes.Contains(answer.Body, []byte("signature\"")) && answer != made {
				t.Errorf("%s", answer.Body)
			}
		}
		got := mine.Get(t, path+"/content?inner=true").Want(http.StatusOK)
		if !bytes.Equal(got.Body, inner) || got.Header.Get("Content-Type") != pdf || !strings.Contains(got.Header.Get("Content-Disposition"), `"Parere.pdf"`) {
			t.Errorf("%q %v", got.Body, got.Header)
		}
		if got := mine.Get(t, path+"/content"); !bytes.Equal(got.Body, container) {
			t.Error("not the container")
		}
		other.Get(t, path+"/content?inner=true").Refused(http.StatusNotFound, "document-not-found")
		page := testkit.JSON[v1.Document](mine.Upload(t, uploadPath(testkit.Milazzo, "other", "pagina.p7m"), "application/pkcs7-mime", p7m(t, []byte("<!doctype html><script>alert(1)</script>"))).Want(http.StatusCreated))
		if got := mine.Get(t, fmt.Sprintf("/documents/%d/content?inner=true", page.ID)).Want(http.StatusOK); got.Header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("a page out of a container is %s", got.Header.Get("Content-Type"))
		}
		broken := testkit.JSON[v1.Document](mine.Upload(t, uploadPath(testkit.Milazzo, "act", "rotto.p7m"), "application/pkcs7-mime", container[:len(container)/2]).Want(http.StatusCreated))
		if broken.Signature.Status != "damaged" || broken.Signature.Reason == "" {
			t.Errorf("%+v", broken)
		}
		plain := testkit.JSON[v1.Document](mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("a")).Want(http.StatusCreated))
		if plain.Signature.Status != "unsigned" || plain.Signature.Kind != "none" {
			t.Errorf("%+v", plain)
		}
		mine.Get(t, fmt.Sprintf("/documents/%d/content?inner=true", plain.ID)).Refused(http.StatusNotFound, "nothing-inside")
		app.Exec(t, `UPDATE documents SET signature = '{}'`)
		if d := testkit.JSON[v1.Document](mine.Get(t, path)); d.Signature.Status != "unknown" {
			t.Errorf("%+v", d.Signature)
		}
	})

	t.Run("the same file twice is a slip", func(t *testing.T) {
		app, mine, other := setup(t)
		first := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf")+"&title=Prima", pdf, aPDF("a")).Want(http.StatusCreated)
		again := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "b.pdf"), pdf, aPDF("a")).Refused(http.StatusConflict, "document-duplicate", "/file")
		if !bytes.Contains(again.Body, []byte("Prima")) {
			t.Errorf("which one? %s", again.Body)
		}
		second := mine.Upload(t, uploadPath(testkit.Milazzo, "opinion", "b.pdf"), pdf, aPDF("a")).Want(http.StatusCreated)
		other.Upload(t, uploadPath(testkit.Malfa, "act", "a.pdf"), pdf, aPDF("a")).Want(http.StatusCreated)
		if n := stored(t, app); n != 3 {
			t.Errorf("%d files, want three", n)
		}
		mine.Put(t, fmt.Sprintf("/documents/%d", testkit.JSON[v1.Document](second).ID), v1.DocumentEdit{Title: "b", Kind: "act", Sharing: "own"}, "If-Match", second.ETag()).
			Refused(http.StatusConflict, "document-duplicate", "/file")
		mine.Delete(t, fmt.Sprintf("/documents/%d", testkit.JSON[v1.Document](first).ID), "If-Match", first.ETag()).Want(http.StatusNoContent)
		mine.Upload(t, uploadPath(testkit.Milazzo, "act", "b.pdf"), pdf, aPDF("a")).Want(http.StatusCreated)
	})

	t.Run("a repeated upload is one document", func(t *testing.T) {
		app, mine, _ := setup(t)
		path := uploadPath(testkit.Milazzo, "act", "a.pdf")
		a := mine.Upload(t, path, pdf, aPDF("a"), "Idempotency-Key", "k1").Want(http.StatusCreated)
		b := mine.Upload(t, path, pdf, aPDF("a"), "Idempotency-Key", "k1").Want(http.StatusCreated)
		if !bytes.Equal(a.Body, b.Body) || stored(t, app) != 1 || len(list(t, mine, "")) != 1 {
			t.Errorf("%s\n%s\n%d files", a.Body, b.Body, stored(t, app))
		}
		mine.Upload(t, path, pdf, aPDF("b"), "Idempotency-Key", "k1").Refused(http.StatusUnprocessableEntity, "idempotency-key-reused")
		if n := stored(t, app); n != 1 {
			t.Errorf("%d files, want one", n)
		}
	})

	t.Run("files without a document go after a day", func(t *testing.T) {
		app, mine, _ := setup(t)
		mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("a")).Want(http.StatusCreated)
		if _, err := app.Files.Put(t.Context(), strings.NewReader("a crash left me")); err != nil {
			t.Fatal(err)
		}
		if err := app.Documents.Sweep(t.Context(), time.Now().Add(-24*time.Hour)); err != nil || stored(t, app) != 2 {
			t.Errorf("too young, and gone: %d files, %v", stored(t, app), err)
		}
		if err := app.Documents.Sweep(t.Context(), time.Now().Add(time.Hour)); err != nil || stored(t, app) != 1 {
			t.Errorf("%d files, %v", stored(t, app), err)
		}
	})

	t.Run("what is in use stays", func(t *testing.T) {
		app, mine, _ := setup(t)
		made := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("a")).Want(http.StatusCreated)
		d := testkit.JSON[v1.Document](made)
		app.Documents.InUse(func(_ context.Context, id int64) (string, error) {
			return map[int64]string{d.ID: "l'adesione del comune"}[id], nil
		})
		r := mine.Delete(t, fmt.Sprintf("/documents/%d", d.ID), "If-Match", made.ETag()).Refused(http.StatusConflict, "document-in-use")
		if !bytes.Contains(r.Body, []byte("l'adesione")) {
			t.Errorf("%s", r.Body)
		}
	})

	t.Run("too large, cut, or a store that fails: nothing stays", func(t *testing.T) {
		app, mine, _ := setup(t, func(o *server.Options) { o.HTTP.MaxFile = 1 << 20 })
		path := uploadPath(testkit.Milazzo, "act", "a.pdf")
		if r := mine.Upload(t, path, pdf, append(aPDF("a"), make([]byte, 1<<20)...)).Refused(http.StatusRequestEntityTooLarge, "too-large", "/file"); !bytes.Contains(r.Body, []byte("Al più 1 MB")) {
			t.Errorf("%s", r.Body)
		}
		srv := httptest.NewServer(app)
		defer srv.Close()
		send := func(body io.Reader, length int64) (*http.Response, error) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+httpx.Base+path, body)
			if err != nil {
				t.Fatal(err)
			}
			req.ContentLength = length
			req.Header.Set("Content-Type", pdf)
			req.Header.Set("Authorization", "Bearer "+mine.Token())
			return srv.Client().Do(req)
		}
		for _, length := range []int64{-1, 2 << 30} { // two gigabytes, told or not
			endless := &endless{}
			res, err := send(endless, length)
			if err == nil {
				_ = res.Body.Close()
				if res.StatusCode != http.StatusRequestEntityTooLarge {
					t.Errorf("length %d: %d", length, res.StatusCode)
				}
			} else if _, broken := errors.AsType[net.Error](err); !broken { // the server hung up while we were sending
				t.Errorf("length %d: %v", length, err)
			}
			if n := endless.sent.Load(); n > 16<<20 {
				t.Errorf("length %d: %d bytes were taken", length, n)
			}
		}
		conn, err := net.Dial("tcp", srv.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nAuthorization: Bearer %s\r\nContent-Length: 5000\r\n\r\n%s", httpx.Base+path, pdf, mine.Token(), aPDF("half"))
		_ = conn.(*net.TCPConn).CloseWrite()
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if !bytes.Contains(answer, []byte(" 400 ")) || !bytes.Contains(answer, []byte("incomplete")) {
			t.Errorf("cut: %s", answer)
		}
		if n := stored(t, app); n != 0 || len(list(t, mine, "")) != 0 {
			t.Errorf("%d files stay", n)
		}
	})
}

// p7m signs a content with a certificate made for the occasion.
func p7m(t testing.TB, content []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	run := func(in []byte, args ...string) []byte {
		cmd := exec.Command("openssl", args...)
		cmd.Dir, cmd.Stdin = dir, bytes.NewReader(in)
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("openssl %v: %v %s", args, err, said.String())
		}
		return out
	}
	run(nil, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "c.pem", "-days", "2", "-subj", "/CN=RSSMRA80A01F206X/O=Comune di Milazzo/GN=Mario/SN=Rossi/serialNumber=TINIT-RSSMRA80A01F206X")
	return run(content, "cms", "-sign", "-binary", "-nodetach", "-cades", "-md", "sha256", "-outform", "DER", "-signer", "c.pem", "-inkey", "k.pem")
}

// endless gives as many bytes as are asked for.
type endless struct{ sent atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.sent.Add(int64(len(p))) > 2<<30 {
		return 0, io.EOF
	}
	return len(p), nil
}

// A page is one round trip, whatever it shows; so are many documents at once.
func TestDocumentsBudget(t *testing.T) {
	t.Parallel()
	app, trace := testkit.Traced(t, false)
	app.Basics(t)
	mine := app.As(t, authz.Referent, testkit.Milazzo)
	var ids []int64
	for n := range 3 {
		made := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF(fmt.Sprint(n))).Want(http.StatusCreated)
		ids = append(ids, testkit.JSON[v1.Document](made).ID)
	}
	trace.Trips()
	for _, path := range []string{"/documents", "/documents?kind=act&municipality=" + testkit.Milazzo, fmt.Sprintf("/documents/%d", ids[0])} {
		mine.Get(t, path).Want(http.StatusOK)
		if trips := trace.Trips(); len(trips) != 1 {
			t.Errorf("%s: %d trips\n%s", path, len(trips), strings.Join(trips, "\n"))
		}
	}
	for who, want := range map[authz.Role]int{authz.Secretariat: 3, authz.Observer: 0} {
		ctx := authz.With(t.Context(), authz.Actor{ID: "account:1", Mandates: []authz.Mandate{{Role: who}}})
		found, err := app.Documents.Of(ctx, ids)
		if trips := trace.Trips(); err != nil || len(found) != want || len(trips) != 1 {
			t.Errorf("%s: %d found in %d trips, %v", who, len(found), len(trips), err)
		}
	}
}

// failing is a store that cannot write.
type failing struct{ blob.Store }

func (failing) Put(_ context.Context, r io.Reader) (blob.Blob, error) {
	_, _ = io.Copy(io.Discard, r)
	return blob.Blob{}, errors.New("disk full")
}

func (failing) Open(context.Context, string) (io.ReadCloser, error) {
	return nil, errors.New("gone fishing")
}

func TestAFileStoreThatIsAway(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	mine := app.As(t, authz.Referent, testkit.Milazzo)
	made := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "a.pdf"), pdf, aPDF("a")).Want(http.StatusCreated)
	files := app.API.Files
	app.API.Files = failing{files}
	r := mine.Upload(t, uploadPath(testkit.Milazzo, "act", "b.pdf"), pdf, aPDF("b")).Refused(http.StatusServiceUnavailable, "files-away")
	if r.Header.Get("Retry-After") == "" || bytes.Contains(r.Body, []byte("disk")) {
		t.Errorf("%s", r.Body)
	}
	app.API.Files = files
	// the file of a living row has gone: that is our fault, not the caller's
	app.Exec(t, `UPDATE documents SET blob_key = 'aa/aaaaaaaaaaaaaaaaaaaaaaaa'`)
	mine.Get(t, fmt.Sprintf("/documents/%d/content", testkit.JSON[v1.Document](made).ID)).Refused(http.StatusInternalServerError, "internal")
}
