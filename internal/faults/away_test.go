package faults

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"comunita/internal/testkit"
)

// cable carries connections to the database until it is cut.
type cable struct {
	addr, network, to string
	mu                sync.Mutex
	l                 net.Listener
	open              map[net.Conn]bool
}

// lay gives a cable to the test database and the address of the database through it.
func lay(t *testing.T) (*cable, string) {
	t.Helper()
	cfg, err := pgx.ParseConfig(testkit.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	network, to := pgxAddress(cfg)
	c := &cable{addr: "127.0.0.1:0", network: network, to: to, open: map[net.Conn]bool{}}
	c.join(t)
	t.Cleanup(c.cut)
	dsn := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: c.addr, Path: "/" + cfg.Database, RawQuery: "sslmode=disable"}
	return c, dsn.String()
}

func pgxAddress(cfg *pgx.ConnConfig) (network, address string) {
	if strings.HasPrefix(cfg.Host, "/") {
		return "unix", cfg.Host + "/.s.PGSQL." + itoa(int(cfg.Port))
	}
	return "tcp", net.JoinHostPort(cfg.Host, itoa(int(cfg.Port)))
}

func (c *cable) join(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	c.l, c.addr = l, l.Addr().String()
	c.mu.Unlock()
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial(c.network, c.to)
			if err != nil {
				_ = near.Close()
				continue
			}
			c.mu.Lock()
			c.open[near], c.open[far] = true, true
			c.mu.Unlock()
			for _, pair := range [][2]net.Conn{{near, far}, {far, near}} {
				go func() {
					_, _ = io.Copy(pair[0], pair[1]) // ends with either side
					_ = errors.Join(near.Close(), far.Close())
				}()
			}
		}
	}()
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.l.Close()
	for conn := range c.open {
		_ = conn.Close()
	}
	clear(c.open)
}

// Row F-4: the database goes away and comes back: the server lives, says that it is not ready, and is again by itself.
func TestDatabaseAway(t *testing.T) {
	c, dsn := lay(t)
	i := install(t, "DATABASE_URL="+dsn)
	i.start()
	token := i.login()
	probe := func(path string) int {
		res, err := http.Get("http://" + i.addr + path)
		if err != nil {
			return 0
		}
		_ = res.Body.Close()
		return res.StatusCode
	}
	becomes := func(path string, want int) {
		t.Helper()
		for range 80 {
			if probe(path) == want {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("%s is %d, want %d", path, probe(path), want)
	}
	before := i.resident()
	for range rounds(2) {
		c.cut()
		becomes("/readyz", http.StatusServiceUnavailable)
		var wg sync.WaitGroup
		for range 32 {
			wg.Go(func() {
				if code, body := i.send(http.MethodGet, "/training-needs", token, ""); code != http.StatusServiceUnavailable {
					t.Errorf("without a database: %d %s", code, body)
				}
				if code, body := i.send(http.MethodPost, "/training-needs", token, need); code != http.StatusServiceUnavailable {
					t.Errorf("without a database: %d %s", code, body)
				}
			})
		}
		wg.Wait()
		if code := probe("/livez"); code != http.StatusOK {
			t.Errorf("/livez %d", code)
		}
		c.join(t)
		becomes("/readyz", http.StatusOK)
		if code, body := i.send(http.MethodGet, "/training-needs", token, ""); code != http.StatusOK {
			t.Errorf("with the database back: %d %s", code, body)
		}
	}
	if after := i.resident(); after > before+30 {
		t.Errorf("memory grew from %d to %d MB", before, after)
	}
	if code := i.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("exit %d\n%s", code, i.said())
	}
}

// Row F-14: new versions take the port over under load. Where the kernel cannot give every connection to the newest socket, those that
// wait in the queue of the leaving one are lost: few, and the log says so.
func TestHandOver(t *testing.T) {
	steered := steers(t)
	dsn := testkit.DSN(t)
	i := install(t, "DATABASE_URL="+dsn)
	i.start()
	token := i.login()
	stop, answered, failed := make(chan struct{}), atomic.Int64{}, atomic.Int64{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if code, _ := i.send(http.MethodGet, "/training-needs?limit=1", token, ""); code == http.StatusOK {
					answered.Add(1)
				} else {
					failed.Add(1)
				}
			}
		})
	}
	for range rounds(3) {
		old := *i
		mark := strings.Count(i.log.String(), "msg=serving")
		i.launch()
		for range 200 {
			if strings.Count(i.log.String(), "msg=serving") > mark {
				break
			}
			time.Sleep(25 * time.Millisecond)
		}
		if code := (&old).stop(syscall.SIGTERM); code != 0 {
			t.Errorf("the old one ended with %d\n%s", code, i.said())
		}
	}
	close(stop)
	wg.Wait()
	if n := failed.Load(); steered && n > 0 || n*50 > answered.Load() {
		t.Errorf("%d of %d requests failed", n, n+answered.Load())
	}
	t.Logf("connections steered by the kernel: %v; %d answered, %d failed", steered, answered.Load(), failed.Load())
}

// steers reports whether the kernel lets a program choose among the sockets of a port.
func steers(t *testing.T) bool {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	can := false
	_ = raw.Control(func(fd uintptr) {
		f := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
		err := unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_CBPF, &unix.SockFprog{Len: 1, Filter: &f})
		can = err == nil || !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, unix.ENOPROTOOPT)
	})
	return can
}
