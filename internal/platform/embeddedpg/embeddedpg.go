// Package embeddedpg runs a private PostgreSQL cluster for an installation that has no database server of its own.
//
// It is the real server, found on the machine, with the settings of a real one: what is committed survives a kill -9 of
// everything. It never runs as root, belongs to one process at a time, and is started again when it dies.
package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	superuser = "postgres"
	// Database is the name of the program's database and of the role that owns it.
	Database = "comunita"
)

// Config says where the cluster lives.
type Config struct {
	Dir      string            // holds everything of the cluster; made when missing
	Settings map[string]string // of postgres, over the defaults below
}

var defaults = map[string]string{
	"synchronous_commit": "on",
	"max_wal_size":       "1GB", // bounds how long recovery after a crash takes
	"checkpoint_timeout": "5min",
	"shared_buffers":     "64MB",
	"jit":                "off",
	"log_line_prefix":    "%m [%p] ",
	"log_timezone":       "UTC",
	"timezone":           "UTC",
	"cluster_name":       Database,
}

// ErrOwned means that another process runs this cluster: see Running.
var ErrOwned = errors.New("the database folder is in use")

// Cluster is a running server.
type Cluster struct {
	bin, root, data, sock string
	port                  int
	password              string
	user                  account
	settings              map[string]string
	lock                  *os.File
	cancel                context.CancelFunc
	done                  chan struct{}
	stopped               error
}

// Start makes the cluster if there is none, starts it, and returns when it takes connections; ctx bounds that only. The errors
// say what to do.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	c, err := open(cfg)
	if err != nil {
		return nil, err
	}
	if err := c.start(ctx, false); err != nil {
		_ = c.lock.Close()
		return nil, err
	}
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// open finds a place, a user and binaries, and takes the lock.
func open(cfg Config) (*Cluster, error) {
	root, user, err := place(cfg.Dir)
	if err != nil {
		return nil, err
	}
	c := &Cluster{root: root, data: filepath.Join(root, "data"), user: user, settings: maps.Clone(defaults)}
	maps.Copy(c.settings, cfg.Settings)
	if c.lock, err = own(root); err != nil {
		return nil, err
	}
	if c.bin, err = c.binaries(cfg.Dir); err != nil {
		_ = c.lock.Close()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context, throwAway bool) error {
	begun := time.Now()
	var err error
	if c.sock, err = socketDir(c.root, c.user); err != nil {
		return err
	}
	if c.password, err = password(c.root, c.user); err != nil {
		return err
	}
	fresh, err := c.initialise(ctx, throwAway)
	if err != nil {
		return err
	}
	if err := c.reap(); err != nil {
		return err
	}
	s, err := c.first(ctx)
	if err != nil {
		return err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c.cancel, c.done = cancel, make(chan struct{})
	go c.keep(run, s)
	slog.Info("private database started", "dir", c.root, "new", fresh, "pid", s.pid, "port", c.port, "ms", time.Since(begun).Milliseconds())
	return nil
}

// Stop ends the server, letting running transactions roll back, and gives the folder free.
func (c *Cluster) Stop() error {
	c.cancel()
	<-c.done
	return errors.Join(c.stopped, c.lock.Close())
}

// DSN is the address of the program's database, as its owner, over the unix socket.
func (c *Cluster) DSN() string { return address(c.sock, c.port, Database, Database) }

// AdminDSN is the address of the maintenance database, as the superuser.
func (c *Cluster) AdminDSN() string { return address(c.sock, c.port, superuser, "postgres") }

// BinDir is where postgres is, and pg_dump when the machine has it.
func (c *Cluster) BinDir() string { return c.bin }

// PID is the postmaster's process id, 0 when it is down.
func (c *Cluster) PID() int { return c.postmaster().pid }

func address(sock string, port int, user, database string) string {
	q := url.Values{"host": {sock}, "port": {strconv.Itoa(port)}, "sslmode": {"disable"}}
	return fmt.Sprintf("postgres://%s@/%s?%s", user, database, q.Encode())
}

// Running gives the address of the cluster below dir when another process runs it, for commands used beside the server.
func Running(dir string) (dsn string, ok bool) {
	root, _, err := place(dir)
	if err != nil {
		return "", false
	}
	p := (&Cluster{data: filepath.Join(root, "data")}).postmaster()
	if p.status != "ready" || !p.alive() {
		return "", false
	}
	return address(p.sock, p.port, Database, Database), true
}
