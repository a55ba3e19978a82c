package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Restore fills the installation, whose database must be empty and whose folder must have none of the files, and compares the
// result with the manifest. Nothing is touched before the file has proved whole.
func (i Installation) Restore(ctx context.Context, file string) (m Manifest, err error) {
	if err := os.MkdirAll(i.DataDir, 0o700); err != nil {
		return m, err
	}
	work, err := os.MkdirTemp(i.DataDir, ".backup-")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if m, err = unpack(file, work); err != nil {
		return m, fmt.Errorf("%s: %w", file, err)
	}
	for name := range m.Files {
		if _, err := os.Lstat(filepath.Join(i.DataDir, filepath.FromSlash(name))); err == nil {
			return m, fmt.Errorf("%s has %s already: restore into an empty folder", i.DataDir, name)
		}
	}
	conn, err := pgx.Connect(ctx, i.DSN)
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if there, err := contents(ctx, conn); err != nil || len(there) > 0 {
		return m, errors.Join(err, fmt.Errorf("the database has %d tables already: restore into an empty one", len(there)))
	}
	err = i.tool(ctx, conn.PgConn().ParameterStatus("server_version"), "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error",
		"--single-transaction", "--dbname="+conn.Config().Database, filepath.Join(work, dumpName))
	if err != nil {
		return m, err
	}
	for name := range m.Files {
		to := filepath.Join(i.DataDir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return m, err
		}
		if err := os.Rename(filepath.Join(work, filesDir, filepath.FromSlash(name)), to); err != nil {
			return m, err
		}
	}
	now, err := contents(ctx, conn)
	if err != nil {
		return m, err
	}
	if !maps.Equal(now, m.Tables) {
		return m, fmt.Errorf("what was restored is not what was saved: %s", difference(now, m.Tables))
	}
	_, err = conn.Exec(ctx, "ANALYZE")
	return m, err
}

func contents(ctx context.Context, conn *pgx.Conn) (out map[string]Table, err error) {
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		out, err = tables(ctx, tx)
		return err
	})
	return out, err
}

func difference(now, saved map[string]Table) string {
	var out []string
	for name, t := range saved {
		if now[name] != t {
			out = append(out, fmt.Sprintf("%s (%d rows, saved %d)", name, now[name].Rows, t.Rows))
		}
	}
	for name := range now {
		if _, ok := saved[name]; !ok {
			out = append(out, name+" (not saved)")
		}
	}
	return strings.Join(out, ", ")
}

var errDamaged = errors.New("the backup is damaged or not ours")

// unpack extracts the file and checks it against its manifest. A path that leads out of the folder is refused by os.Root.
func unpack(file, to string) (m Manifest, err error) {
	f, err := os.Open(file)
	if err != nil {
		return m, err
	}
	defer f.Close()
	root, err := os.OpenRoot(to)
	if err != nil {
		return m, err
	}
	defer root.Close()
	sums := map[string]string{}
	for t := tar.NewReader(f); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || h.Typeflag != tar.TypeReg {
			return m, errors.Join(errDamaged, err)
		}
		if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(h.Name)), 0o700); err != nil {
			return m, errors.Join(errDamaged, err)
		}
		out, err := root.OpenFile(filepath.FromSlash(h.Name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return m, errors.Join(errDamaged, err)
		}
		sum := sha256.New()
		_, err = io.Copy(io.MultiWriter(out, sum), t) //nolint:gosec // G110: the operator's own backup, as big as what it holds
		if err = errors.Join(err, out.Close()); err != nil {
			return m, errors.Join(errDamaged, err)
		}
		if name, ok := strings.CutPrefix(h.Name, filesDir); ok {
			sums[name] = hex.EncodeToString(sum.Sum(nil))
		}
	}
	text, err := root.ReadFile(manifestName)
	if err != nil {
		return m, errors.Join(errDamaged, err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, errors.Join(errDamaged, err)
	}
	if m.Format != format {
		return m, fmt.Errorf("format %d of backup, and this program knows %d", m.Format, format)
	}
	if !maps.Equal(sums, m.Files) {
		return m, errDamaged
	}
	return m, nil
}
