package faults

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"comunita/internal/testkit"
)

// begin sends the head and the first half of a creation; finish sends the rest and gives the status.
func (i *installation) begin(token string) (finish func() int) {
	i.t.Helper()
	conn, err := net.Dial("tcp", i.addr)
	if err != nil {
		i.t.Fatal(err)
	}
	i.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	half := len(need) / 2
	if _, err := fmt.Fprintf(conn, "POST /api/v1/training-needs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
		token, len(need), need[:half]); err != nil {
		i.t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // it must have reached the handler
	return func() int {
		_, _ = io.WriteString(conn, need[half:]) // the answer tells
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			return 0
		}
		_ = res.Body.Close()
		return res.StatusCode
	}
}

// A server told to stop answers what it has begun, even when that takes longer than it takes connections.
func TestStopFinishesWhatRuns(t *testing.T) {
	t.Parallel()
	i := install(t, "DATABASE_URL="+testkit.DSN(t))
	i.start()
	token := i.login()
	finish := i.begin(token)
	_ = i.cmd.Process.Signal(syscall.SIGTERM)
	time.Sleep(1500 * time.Millisecond) // longer than it takes new connections
	if conn, err := net.Dial("tcp", i.addr); err == nil {
		_ = conn.Close()
		t.Error("it still takes connections")
	}
	select {
	case <-i.done:
		t.Fatalf("it left while a request ran:\n%s", i.said())
	default:
	}
	if code := finish(); code != http.StatusCreated {
		t.Errorf("the request in flight: %d\n%s", code, i.said())
	}
	begun := time.Now()
	if code := i.stop(0); code != 0 || time.Since(begun) > 8*time.Second {
		t.Errorf("exit %d after %s\n%s", code, time.Since(begun), i.said())
	}
	i.start()
	if _, body := i.send(http.MethodGet, "/training-needs", i.login(), ""); !strings.Contains(string(body), `"total":1`) {
		t.Errorf("what was answered is not there: %s", body)
	}
}

// A client that never ends does not hold it for ever, and whoever stops it learns which setting cut the client off.
func TestStopIsBounded(t *testing.T) {
	t.Parallel()
	i := install(t, "DATABASE_URL="+testkit.DSN(t), "COMUNITA_SHUTDOWN_TIMEOUT=2s")
	i.start()
	i.begin(i.login())
	begun := time.Now()
	code := i.stop(syscall.SIGTERM)
	if took := time.Since(begun); code != 1 || took < 1500*time.Millisecond || took > 10*time.Second || !strings.Contains(i.said(), "COMUNITA_SHUTDOWN_TIMEOUT") {
		t.Errorf("exit %d after %s\n%s", code, took, i.said())
	}
}
