// Package blob keeps files: whole or not at all, under keys that tell nothing, in a local folder or in an S3-compatible store.
//
// A file is put before the row that names it is written, and taken away when that row does not come about; what a crash leaves between the two
// is found by its age.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"

	"comunita/internal/platform/media"
	"comunita/internal/platform/signature"
)

// Blob is a stored file.
type Blob struct {
	Key    string // where it is; never shown
	SHA256 string // of the content, in hex
	Size   int64
	Media  string // what the content is, whatever its name
	Signed signature.Facts
}

// Store keeps files. All of it is safe for concurrent use.
type Store interface {
	// Put stores what r gives under a new key. When r fails nothing stays, and the error wraps r's.
	Put(ctx context.Context, r io.Reader) (Blob, error)
	// Open reads a file; ErrNotFound when there is none.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
	// Delete takes a file away; one that is not there is no error.
	Delete(ctx context.Context, key string) error
	// Older hands over, a few hundred at a time, the keys of what was stored before an instant, unfinished files included.
	Older(ctx context.Context, before time.Time, batch func(keys []string) error) error
}

// ErrNotFound says that there is no file under a key.
var ErrNotFound = errors.New("blob: no such file")

// ErrKey refuses what no Store gave as a key.
var ErrKey = errors.New("blob: not a key")

const (
	batchSize = 500
	partDir   = "parts"
)

var keyShape = regexp.MustCompile(`^([a-z2-7]{2}/[a-z2-7]{24}|` + partDir + `/[0-9a-z.]{1,60})$`)

// newKey is 130 random bits; the first two letters spread the files over folders.
func newKey() string {
	s := strings.ToLower(rand.Text())
	return s[:2] + "/" + s[2:26]
}

// spool writes r to a new private file below dir, on disk for good, and says what it is. The caller removes the file.
func spool(dir string, r io.Reader) (path string, b Blob, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", b, err
	}
	f, err := os.CreateTemp(dir, "part.")
	if err != nil {
		return "", b, err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	h := sha256.New()
	if b.Size, err = io.Copy(io.MultiWriter(f, h), r); err != nil {
		return "", b, fmt.Errorf("blob: %w", err)
	}
	head := make([]byte, min(b.Size, media.Head))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", b, err
	}
	b.SHA256, b.Media = hex.EncodeToString(h.Sum(nil)), media.Sniff(head)
	if b.Signed, err = signature.Read(f, b.Size, b.Media); err != nil {
		return "", b, err
	}
	return f.Name(), b, f.Sync()
}

// notFound turns an absent file into ErrNotFound.
func notFound(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound
	}
	return err
}
