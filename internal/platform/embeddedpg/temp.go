package embeddedpg

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const tempName = "comunita-pg-"

// TempCluster is a throw-away cluster.
type TempCluster struct{ *Cluster }

// Temp runs a cluster for tests in a new folder below dir ("" is memory where the machine has it), quick because it does not
// survive a crash. Its AdminDSN is the one to use: it has no database of the program.
func Temp(ctx context.Context, dir string) (*TempCluster, error) {
	if dir == "" {
		dir = "/dev/shm"
		if probe, err := os.MkdirTemp(dir, tempName); err != nil {
			dir = os.TempDir()
		} else {
			_ = os.Remove(probe)
		}
	}
	sweep(dir)
	root, err := os.MkdirTemp(dir, tempName)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(root, 0o755); err != nil { //nolint:gosec // the unprivileged user has to get through to its own private folder
		return nil, err
	}
	c, err := open(Config{Dir: root, Settings: map[string]string{
		"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "300", "shared_buffers": "256MB",
	}})
	if err == nil {
		if err = c.start(ctx, true); err == nil {
			return &TempCluster{c}, nil
		}
		_ = c.lock.Close()
	}
	return nil, errors.Join(err, os.RemoveAll(root))
}

// Stop ends it and removes its folder.
func (t *TempCluster) Stop() error {
	return errors.Join(t.Cluster.Stop(), os.RemoveAll(t.root))
}

// sweep removes what killed test runs left behind: folders whose lock nobody holds.
func sweep(dir string) {
	old, _ := filepath.Glob(filepath.Join(dir, tempName+"*"))
	for _, root := range old {
		f, err := os.Open(filepath.Join(root, "lock"))
		if err != nil {
			continue
		}
		if info, err := f.Stat(); err != nil || time.Since(info.ModTime()) < time.Minute {
			_ = f.Close()
			continue // another run may be just about to lock it
		}
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			if c := (&Cluster{root: root, data: filepath.Join(root, "data")}); c.reap() == nil {
				_ = os.RemoveAll(root)
			}
		}
		_ = f.Close()
	}
}
