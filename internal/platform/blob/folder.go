package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Folder is a Store in a local folder, which may not exist yet.
type Folder struct{ dir string }

// NewFolder keeps files below dir.
func NewFolder(dir string) Folder { return Folder{dir} }

// Put writes beside, syncs and renames.
func (s Folder) Put(_ context.Context, r io.Reader) (Blob, error) {
	part, b, err := spool(filepath.Join(s.dir, partDir), r)
	if err != nil {
		return Blob{}, err
	}
	b.Key = newKey()
	to := filepath.Join(s.dir, filepath.FromSlash(b.Key))
	if err = os.MkdirAll(filepath.Dir(to), 0o700); err == nil {
		err = os.Rename(part, to)
	}
	if err == nil {
		err = errors.Join(syncDir(filepath.Dir(to)), syncDir(s.dir)) // the folder may be new
	}
	if err != nil {
		return Blob{}, errors.Join(err, ignoreAbsent(os.Remove(part)))
	}
	return b, nil
}

// Open reads a file.
func (s Folder) Open(_ context.Context, key string) (io.ReadCloser, error) {
	if !keyShape.MatchString(key) {
		return nil, ErrKey
	}
	f, err := os.Open(filepath.Join(s.dir, filepath.FromSlash(key)))
	if err != nil {
		return nil, notFound(err)
	}
	return f, nil
}

// Delete removes a file.
func (s Folder) Delete(_ context.Context, key string) error {
	if !keyShape.MatchString(key) {
		return ErrKey
	}
	return ignoreAbsent(os.Remove(filepath.Join(s.dir, filepath.FromSlash(key))))
}

// Older walks the folder.
func (s Folder) Older(ctx context.Context, before time.Time, batch func([]string) error) error {
	var keys []string
	err := filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err = errors.Join(err, ctx.Err()); err != nil || !e.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(s.dir, path)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if key := filepath.ToSlash(rel); err == nil && keyShape.MatchString(key) && info.ModTime().Before(before) {
			keys = append(keys, key)
		}
		if len(keys) == batchSize {
			err = errors.Join(err, batch(keys))
			keys = nil
		}
		return err
	})
	if err == nil && len(keys) > 0 {
		err = batch(keys)
	}
	return err
}

// syncDir makes a rename outlive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func ignoreAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
