package embeddedpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postmaster is what postmaster.pid tells.
type postmaster struct {
	pid, port    int
	sock, status string
}

func (c *Cluster) postmaster() (p postmaster) {
	raw, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	if err != nil {
		return p
	}
	lines := append(strings.Split(string(raw), "\n"), make([]string, 8)...)
	p.pid, _ = strconv.Atoi(lines[0])
	p.port, _ = strconv.Atoi(lines[3])
	p.sock, p.status = lines[4], strings.TrimSpace(lines[7])
	return p
}

func (p postmaster) alive() bool {
	err := syscall.Kill(p.pid, 0)
	return p.pid > 0 && (err == nil || errors.Is(err, syscall.EPERM))
}

// runs tells whether pid is a postgres on our data. A zombie is not: its command line is empty.
func (c *Cluster) runs(pid int) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(line), "postgres\x00-D\x00"+c.data+"\x00")
}

// reap stops a server that outlived its owner, and removes a pid file whose number has since gone to some other program, which
// PostgreSQL would take for a server. The file of a dead one stays: PostgreSQL reads in it which memory has to be free.
func (c *Cluster) reap() error {
	p := c.postmaster()
	if !p.alive() {
		return nil
	}
	if !c.runs(p.pid) {
		return os.Remove(filepath.Join(c.data, "postmaster.pid"))
	}
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		_ = syscall.Kill(p.pid, sig)
		for range 1000 {
			if !c.runs(p.pid) {
				return nil
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return fmt.Errorf("an earlier postgres (process %d) in %s does not stop: end it by hand", p.pid, c.root)
}
