package blob_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"comunita/internal/platform/blob"
)

// stores gives each kind of store, with a count of what lies about.
func stores(t *testing.T) map[string]struct {
	blob.Store
	dir string
} {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("comunita"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	spool := t.TempDir()
	s3, err := blob.NewS3(blob.S3Config{Endpoint: srv.URL, Bucket: "comunita", Region: "eu-south-1", AccessKey: "a", SecretKey: "b", PathStyle: true, Spool: spool})
	if err != nil {
		t.Fatal(err)
	}
	if err := s3.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return map[string]struct {
		blob.Store
		dir string
	}{"folder": {blob.NewFolder(dir), dir}, "s3": {s3, spool}}
}

func TestAFileIsKeptWholeOrNotAtAll(t *testing.T) {
	for name, s := range stores(t) {
		t.Run(name, func(t *testing.T) {
			body := "%PDF-1.7\n" + strings.Repeat("x", 100_000)
			b, err := s.Put(t.Context(), strings.NewReader(body))
			sum := sha256.Sum256([]byte(body))
			if err != nil || b.Size != int64(len(body)) || b.SHA256 != hex.EncodeToString(sum[:]) || b.Media != "application/pdf" {
				t.Fatalf("%+v %v", b, err)
			}
			r, err := s.Open(t.Context(), b.Key)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err := errors.Join(err, r.Close()); err != nil || string(got) != body {
				t.Fatalf("%d bytes, %v", len(got), err)
			}
			if keys := older(t, s, time.Now().Add(time.Minute)); len(keys) != 1 || keys[0] != b.Key {
				t.Errorf("listed %v", keys)
			}
			if keys := older(t, s, time.Now().Add(-time.Minute)); len(keys) != 0 {
				t.Errorf("too young, and listed: %v", keys)
			}
			if err := errors.Join(s.Delete(t.Context(), b.Key), s.Delete(t.Context(), b.Key)); err != nil {
				t.Error(err)
			}
			if _, err := s.Open(t.Context(), b.Key); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("deleted, and opened: %v", err)
			}
			for _, key := range []string{"../../etc/passwd", "aa/../../x", "", "/etc/passwd", "parts/../keys"} {
				if _, err := s.Open(t.Context(), key); !errors.Is(err, blob.ErrKey) {
					t.Errorf("%q: %v", key, err)
				}
				if err := s.Delete(t.Context(), key); !errors.Is(err, blob.ErrKey) {
					t.Errorf("%q: %v", key, err)
				}
			}
			cut := errors.New("the line was cut")
			if _, err := s.Put(t.Context(), io.MultiReader(strings.NewReader(body), iotest.ErrReader(cut))); !errors.Is(err, cut) {
				t.Errorf("cut: %v", err)
			}
			if keys := older(t, s, time.Now().Add(time.Minute)); len(keys) != 0 {
				t.Errorf("left over: %v", keys)
			}
			_ = filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, _ error) error {
				if e.Type().IsRegular() {
					t.Errorf("left over: %s", path)
				}
				return nil
			})
		})
	}
}

// What a crash leaves unfinished is found by its age.
func TestUnfinishedFilesAreFound(t *testing.T) {
	for name, s := range stores(t) {
		dir := filepath.Join(s.dir, "parts")
		if name == "s3" {
			dir = s.dir
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		part := filepath.Join(dir, "part.123")
		old := time.Now().Add(-48 * time.Hour)
		if err := errors.Join(os.WriteFile(part, []byte("half"), 0o600), os.Chtimes(part, old, old)); err != nil {
			t.Fatal(err)
		}
		for _, key := range older(t, s, time.Now().Add(-24*time.Hour)) {
			if err := s.Delete(t.Context(), key); err != nil {
				t.Error(err)
			}
		}
		if _, err := os.Stat(part); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: still there: %v", name, err)
		}
	}
}

func TestAWrongBucketIsToldAtOnce(t *testing.T) {
	srv := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	c := blob.S3Config{Endpoint: srv.URL, Bucket: "comunita", AccessKey: "a", SecretKey: "b", PathStyle: true, Spool: t.TempDir()}
	s, err := blob.NewS3(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); err == nil || errors.Is(err, blob.ErrAway) {
		t.Errorf("no bucket: %v", err)
	}
	srv.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if err := s.Check(ctx); !errors.Is(err, blob.ErrAway) {
		t.Errorf("away: %v", err)
	}
}

func older(t *testing.T, s blob.Store, before time.Time) (out []string) {
	t.Helper()
	if err := s.Older(t.Context(), before, func(keys []string) error { out = append(out, keys...); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}
