package embeddedpg

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// own takes the folder for this process. The lock dies with us, so it can never go stale.
func own(root string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(root, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		pid, _ := os.ReadFile(f.Name())
		_ = f.Close()
		return nil, fmt.Errorf("%w: process %s already runs the database in %s; stop it, or give this one another COMUNITA_DATA_DIR", ErrOwned, pid, root)
	}
	if err := errors.Join(f.Truncate(0), write(f, fmt.Sprint(os.Getpid()))); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func write(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// socketDir is a folder only the database's user enters, with a path short enough for a socket's.
func socketDir(root string, who account) (string, error) {
	dir := filepath.Join(root, "s")
	if len(dir) > 80 { // sun_path is 108 bytes, and ".s.PGSQL.65535.lock" goes in it
		dir = filepath.Join(os.TempDir(), "comunita-"+sum(root))
	}
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, os.ErrExist) {
		var info os.FileInfo
		if info, err = os.Lstat(dir); err == nil {
			if s := info.Sys().(*syscall.Stat_t); !info.IsDir() || info.Mode().Perm() != 0o700 ||
				s.Uid != uint32(os.Geteuid()) && (who.credential == nil || s.Uid != who.credential.Uid) {
				err = fmt.Errorf("%s is not a private folder of ours: remove it", dir)
			}
		}
	}
	if err != nil {
		return "", err
	}
	return dir, who.give(dir)
}

// password is what the loopback port asks for; the socket does not.
func password(root string, who account) (string, error) {
	name := filepath.Join(root, "password")
	if raw, err := os.ReadFile(name); err == nil && len(raw) >= 20 {
		return string(raw), nil
	}
	p := rand.Text()
	if err := os.WriteFile(name, []byte(p), 0o600); err != nil {
		return "", err
	}
	return p, who.give(name)
}

// initialise makes the data folder when there is none. initdb works next door, because half of one looks like a whole one; its
// folder has a new name each time, because a killed initdb leaves a child that goes on writing.
func (c *Cluster) initialise(ctx context.Context, throwAway bool) (bool, error) {
	if _, err := os.Stat(filepath.Join(c.data, "PG_VERSION")); err == nil {
		return false, nil
	}
	old, _ := filepath.Glob(filepath.Join(c.root, "data.new-*"))
	for _, dir := range old {
		_ = os.RemoveAll(dir)
	}
	dir, err := os.MkdirTemp(c.root, "data.new-")
	if err != nil {
		return false, err
	}
	if err := c.user.give(dir); err != nil {
		return false, err
	}
	// No Italian libc locale need exist: ICU brings the collation, and C.UTF-8 the character classes.
	args := []string{"-D", dir, "-U", superuser, "-E", "UTF8", "--data-checksums", "--auth-local=trust", "--auth-host=scram-sha-256",
		"--pwfile=" + filepath.Join(c.root, "password"), "--locale=C", "--lc-ctype=C.UTF-8", "--locale-provider=icu", "--icu-locale=it-IT"}
	if throwAway {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "initdb"), args...)
	cmd.Dir, cmd.Env = "/", environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.user.credential, Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // Pdeathsig is about the thread
	out, err := cmd.CombinedOutput()
	runtime.UnlockOSThread()
	if err != nil {
		_ = os.RemoveAll(dir)
		return false, fmt.Errorf("the database could not be made: %w\n%s", err, strings.TrimSpace(string(out)))
	}
	if err := os.Rename(dir, c.data); err != nil {
		return false, err
	}
	return true, syncDir(c.root)
}

// syncDir makes a rename survive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func environment() []string { return []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"} }
