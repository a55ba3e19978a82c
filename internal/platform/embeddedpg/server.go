package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const logLimit = 10 << 20 // bytes of the server's log kept when it starts, and as many of the one before

// server is one life of the postmaster.
type server struct {
	pid    int
	cmd    *exec.Cmd
	exited chan struct{}
}

// first starts the server on a free port. Another try may find the port free again, or the memory of a killed predecessor released.
func (c *Cluster) first(ctx context.Context) (*server, error) {
	var errs error
	for wait := 50 * time.Millisecond; wait < 10*time.Second; wait *= 2 {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		c.port = l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
		s, err := c.launch(ctx)
		if err == nil {
			return s, nil
		}
		errs = err
		if ctx.Err() != nil || !passing.MatchString(err.Error()) {
			break
		}
		time.Sleep(wait)
	}
	return nil, errs
}

// passing are the complaints that go away by themselves.
var passing = regexp.MustCompile(`Address already in use|could not create any TCP/IP sockets|pre-existing shared memory|lock file .* already exists`)

// launch starts a postmaster and waits until it takes connections.
func (c *Cluster) launch(ctx context.Context) (*server, error) {
	log, from, err := c.openLog()
	if err != nil {
		return nil, err
	}
	defer log.Close()
	args := []string{"-D", c.data, "-k", c.sock, "-p", strconv.Itoa(c.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_permissions=0700"}
	for _, k := range slices.Sorted(maps.Keys(c.settings)) {
		args = append(args, "-c", k+"="+c.settings[k])
	}
	cmd := exec.Command(filepath.Join(c.bin, "postgres"), args...) //nolint:noctx // it outlives the start, and is stopped in order
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = "/", environment(), log, log
	// A process group of its own, so that Ctrl-C reaches us and we stop it in order. Should we be killed, it gets a fast shutdown.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.user.credential, Setpgid: true, Pdeathsig: syscall.SIGINT}
	s := &server{cmd: cmd, exited: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // Pdeathsig is about the thread that forked: keep it alive as long as the server
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(s.exited)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("postgres does not start: %w", err)
	}
	s.pid = cmd.Process.Pid
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	patience := time.After(5 * time.Second)
	for {
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), s.stop())
		case <-s.exited:
			return nil, c.complaint(from)
		case <-patience:
			slog.Info("the private database is recovering from an unclean stop", "log", filepath.Join(c.root, "log"))
		case <-tick.C:
			if p := c.postmaster(); p.pid == s.pid && p.status == "ready" {
				return s, nil
			}
		}
	}
}

// openLog appends to the server's log, and says where the new part begins.
func (c *Cluster) openLog() (*os.File, int64, error) {
	name := filepath.Join(c.root, "log")
	if info, err := os.Stat(name); err == nil && info.Size() > logLimit {
		_ = os.Rename(name, name+".1")
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	return f, size, err
}

var telling = regexp.MustCompile(`(?:FATAL|PANIC|ERROR|DETAIL|HINT|could not|cannot|denied).*`)

// complaint is what the server said before it gave up.
func (c *Cluster) complaint(from int64) error {
	name := filepath.Join(c.root, "log")
	var said []string
	if f, err := os.Open(name); err == nil {
		defer f.Close()
		raw, _ := io.ReadAll(io.NewSectionReader(f, from, 1<<20))
		said = telling.FindAllString(string(raw), 8)
	}
	text := "postgres gave up while starting (see " + name + "): " + strings.Join(said, "; ")
	if strings.Contains(text, "incompatible with server") {
		text += ". The data was made by another build of PostgreSQL: install that one again; or, with it, write `api backup FILE`, remove " + c.root + " and `api restore FILE`"
	}
	return errors.New(text)
}

// keep watches the server until ctx ends, and starts it again when it dies: the program outlives its database.
func (c *Cluster) keep(ctx context.Context, s *server) {
	defer close(c.done)
	for {
		select {
		case <-ctx.Done():
			c.stopped = s.stop()
			return
		case <-s.exited:
		}
		if ctx.Err() != nil {
			return
		}
		slog.Error("the private database ended by itself: starting it again", "pid", s.pid)
		for wait := 20 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
			next, err := c.launch(ctx)
			if err == nil {
				s = next
				break
			}
			if ctx.Err() != nil {
				return
			}
			slog.Warn("the private database is not back yet", "err", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
		}
		slog.Info("the private database is back", "pid", s.pid)
	}
}

// stop is fast first (transactions are rolled back), then immediate (the next start recovers).
func (s *server) stop() error {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = s.cmd.Process.Signal(sig)
		select {
		case <-s.exited:
			return nil
		case <-time.After(15 * time.Second):
		}
	}
	return fmt.Errorf("postgres (process %d) does not stop", s.pid)
}
