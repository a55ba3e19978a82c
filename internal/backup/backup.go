// Package backup writes an installation to one file, and makes an empty installation of such a file.
//
// The file is a tar: the database as pg_dump's custom format, the files of the data folder, and a manifest by which a restore
// proves itself: rows and a sum of every table, counted in the snapshot that was dumped, and the digest of every file. The signing
// keys stay out: an access token lives a quarter of an hour, and a key in a backup could sign for anybody.
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
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/embeddedpg"
)

// Installation is what is saved and what is filled.
type Installation struct {
	DSN     string // of the database
	DataDir string
	Version string // of the program, for the manifest
}

const (
	format       = 1
	dumpName     = "database.dump"
	manifestName = "manifest.json"
	filesDir     = "files/"
)

// apart are the folders below DataDir that are not files of the installation.
var apart = []string{"postgres", "pgnpm", "keys", "spool", "paper", filepath.Join("files", "parts")}

// Manifest says what a backup holds.
type Manifest struct {
	Format     int               `json:"format"`
	Program    string            `json:"program"`
	PostgreSQL string            `json:"postgresql"`
	TakenAt    time.Time         `json:"taken_at"`
	Tables     map[string]Table  `json:"tables"`
	Files      map[string]string `json:"files"` // SHA-256 by path
}

// Table is what a table held: Sum adds up a hash of each row, so that the order does not matter.
type Table struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"`
}

// Write saves the installation to a new file, which is complete or not there. The server may go on working: the database is that of
// one moment.
func (i Installation) Write(ctx context.Context, file string) (m Manifest, err error) {
	if _, err := os.Lstat(file); err == nil {
		return m, fmt.Errorf("%s is there already", file)
	}
	work, err := os.MkdirTemp(filepath.Dir(file), ".backup-")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if m, err = i.dump(ctx, filepath.Join(work, dumpName)); err != nil {
		return m, err
	}
	part, err := os.OpenFile(filepath.Join(work, "part"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return m, err
	}
	err = i.pack(part, work, &m)
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return m, err
	}
	return m, os.Rename(part.Name(), file)
}

// dump runs pg_dump on the snapshot in which it counts.
func (i Installation) dump(ctx context.Context, to string) (m Manifest, err error) {
	conn, err := pgx.Connect(ctx, i.DSN)
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return m, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	var snapshot string
	if err := tx.QueryRow(ctx, "SELECT pg_export_snapshot()").Scan(&snapshot); err != nil {
		return m, err
	}
	m = Manifest{Format: format, Program: i.Version, TakenAt: time.Now().UTC(), PostgreSQL: conn.PgConn().ParameterStatus("server_version"), Files: map[string]string{}}
	if m.Tables, err = tables(ctx, tx); err != nil {
		return m, err
	}
	return m, i.tool(ctx, m.PostgreSQL, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+snapshot, "--file="+to)
}

// tables reads what every table holds.
func tables(ctx context.Context, tx pgx.Tx) (map[string]Table, error) {
	for _, set := range []string{"SET LOCAL timezone = 'UTC'", "SET LOCAL datestyle = 'ISO'", "SET LOCAL statement_timeout = 0"} {
		if _, err := tx.Exec(ctx, set); err != nil {
			return nil, err
		}
	}
	rows, _ := tx.Query(ctx, `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	out := map[string]Table{}
	for _, name := range names {
		var t Table
		err := tx.QueryRow(ctx, "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM "+pgx.Identifier{name}.Sanitize()+" t").Scan(&t.Rows, &t.Sum)
		if err != nil {
			return nil, err
		}
		out[name] = t
	}
	return out, nil
}

// tool runs one of PostgreSQL's programs against the database; the address goes through the environment, where ps does not show it.
func (i Installation) tool(ctx context.Context, server, name string, args ...string) error {
	bin, err := embeddedpg.Tool(filepath.Join(i.DataDir, "postgres"), name, server)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, bin, args...)
	cmd.Env = append(os.Environ(), environment(i.DSN)...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(said)))
	}
	return nil
}

// environment is a DSN in libpq's variables.
func environment(dsn string) []string {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil
	}
	out := []string{"PGHOST=" + c.Host, fmt.Sprint("PGPORT=", c.Port), "PGUSER=" + c.User, "PGDATABASE=" + c.Database, "PGPASSWORD=" + c.Password}
	if c.TLSConfig == nil {
		out = append(out, "PGSSLMODE=disable")
	} else if !c.TLSConfig.InsecureSkipVerify {
		out = append(out, "PGSSLMODE=verify-full")
	} else {
		out = append(out, "PGSSLMODE=require")
	}
	return out
}

// pack writes the dump, the files and at last the manifest.
func (i Installation) pack(w io.Writer, work string, m *Manifest) error {
	t := tar.NewWriter(w)
	if _, err := add(t, dumpName, filepath.Join(work, dumpName)); err != nil {
		return err
	}
	err := filepath.WalkDir(i.DataDir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // no folder, or a file that has just gone
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(i.DataDir, path)
		if err != nil {
			return err
		}
		if e.IsDir() && (slices.Contains(apart, name) || strings.HasPrefix(name, ".backup-")) {
			return fs.SkipDir
		}
		if !e.Type().IsRegular() || filepath.Dir(path) == work {
			return nil
		}
		sum, err := add(t, filesDir+filepath.ToSlash(name), path)
		m.Files[filepath.ToSlash(name)] = sum
		return err
	})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: m.TakenAt}); err != nil {
		return err
	}
	if _, err := t.Write(text); err != nil {
		return err
	}
	return t.Close()
}

// add copies a file into the tar and gives its digest.
func add(t *tar.Writer, name, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(t, h), f, info.Size()); err != nil {
		return "", fmt.Errorf("%s changed while it was read: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
