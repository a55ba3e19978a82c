package faults

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"comunita/internal/testkit"
)

const upload = "/documents?municipality=083049&kind=act&filename=atto.pdf"

func (i *installation) uploadHead(token string) string {
	return "POST /api/v1" + upload + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\nAuthorization: Bearer " + token + "\r\n"
}

// files lists what lies in the store, parts included.
func (i *installation) files() (out []string) {
	i.t.Helper()
	err := filepath.WalkDir(filepath.Join(i.dir, "files"), func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && e.Type().IsRegular() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		i.t.Fatal(err)
	}
	return out
}

type listed struct {
	Total int `json:"total"`
	Items []struct {
		ID     int64  `json:"id"`
		SHA256 string `json:"sha256"`
	} `json:"items"`
}

func (i *installation) documents(token string) (found listed) {
	i.t.Helper()
	if code, raw := i.send(http.MethodGet, "/documents?limit=200", token, ""); code != http.StatusOK || json.Unmarshal(raw, &found) != nil {
		i.t.Fatalf("%d %s", code, raw)
	}
	return found
}

func (i *installation) dial() net.Conn {
	i.t.Helper()
	conn, err := net.Dial("tcp", i.addr)
	if err != nil {
		i.t.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	return conn
}

// Two gigabytes are refused early and cost nothing; an upload cut half-way leaves neither row nor file; a slow one that goes on gets through.
func TestUploads(t *testing.T) {
	t.Parallel()
	i := install(t, "DATABASE_URL="+testkit.DSN(t), "COMUNITA_REQUEST_TIMEOUT=1s", "COMUNITA_STATEMENT_TIMEOUT=1s")
	i.start()
	token := i.login()
	before := i.resident()
	for name, c := range map[string]struct {
		length string
		body   io.Reader
	}{
		"2 GB, told":              {fmt.Sprintf("Content-Length: %d\r\n\r\n", 2<<30), endless{}},
		"2 GB and more, in parts": {"Transfer-Encoding: chunked\r\n\r\n", &chunks{}},
	} {
		conn := i.dial()
		sent := &counted{r: c.body}
		go func() {
			_, _ = io.WriteString(conn, i.uploadHead(token)+c.length)
			_, _ = io.Copy(conn, sent) // the server hangs up
		}()
		line, err := bufio.NewReader(conn).ReadString('\n')
		_ = conn.Close()
		if !strings.Contains(line, " 413 ") {
			t.Errorf("%s: %q %v", name, line, err)
		}
		if n := sent.n.Load(); n > 40<<20 {
			t.Errorf("%s: %d MB were taken", name, n>>20)
		}
	}
	if after := i.resident(); after > before+60 {
		t.Errorf("memory grew from %d to %d MB", before, after)
	}
	for name, leave := range map[string]func(*net.TCPConn){
		"hangs up":      func(c *net.TCPConn) { _ = c.Close() },
		"is cut":        func(c *net.TCPConn) { _ = c.SetLinger(0); _ = c.Close() },
		"stops sending": func(c *net.TCPConn) { _ = c.CloseWrite() },
	} {
		conn := i.dial()
		fmt.Fprintf(conn, "%sContent-Length: 1000000\r\n\r\n%%PDF-1.7\n%s", i.uploadHead(token), strings.Repeat("x", 500_000))
		time.Sleep(50 * time.Millisecond)
		leave(conn.(*net.TCPConn))
		_ = name
	}
	for range 100 {
		if len(i.files()) == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if left, found := i.files(), i.documents(token); len(left) > 0 || found.Total > 0 {
		t.Errorf("left over: %v, %d rows", left, found.Total)
	}

	conn := i.dial() // three times as long as a request may take
	defer conn.Close()
	fmt.Fprintf(conn, "%sContent-Length: %d\r\n\r\n%%PDF-1.7\n", i.uploadHead(token), 9+30*1000)
	for range 30 {
		time.Sleep(100 * time.Millisecond)
		_, _ = io.WriteString(conn, strings.Repeat("x", 1000))
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); !strings.Contains(line, " 201 ") {
		t.Errorf("a slow line: %q %v", line, err)
	}
	if left, found := i.files(), i.documents(token); len(left) != 1 || found.Total != 1 {
		t.Errorf("%v, %d rows", left, found.Total)
	}
}

type counted struct {
	r io.Reader
	n atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// The process is killed while files come in: every row has its file, and what has no row is swept a day later.
func TestKilledBetweenFileAndRow(t *testing.T) {
	t.Parallel()
	i := install(t, "DATABASE_URL="+testkit.DSN(t))
	i.start()
	token := i.login()
	for round := range rounds(3) {
		half := i.dial()
		fmt.Fprintf(half, "%sContent-Length: 1000000\r\n\r\n%%PDF-1.7\n%s", i.uploadHead(token), strings.Repeat("x", 500_000))
		for n := range 4 {
			go func() {
				for k := 0; ; k++ {
					body := fmt.Sprintf("%%PDF-1.7\n%% %d %d %d\n%%%%EOF\n", round, n, k)
					if code, _ := i.send(http.MethodPost, upload, token, body, "Content-Type", "application/pdf"); code == 0 {
						return
					}
				}
			}()
		}
		time.Sleep(time.Duration(200+50*round) * time.Millisecond)
		i.stop(syscall.SIGKILL)
		_ = half.Close()
		i.start()
	}
	// what no crash could be relied on to leave
	orphan := filepath.Join(i.dir, "files", "zz", strings.Repeat("z", 24))
	if err := errors.Join(os.MkdirAll(filepath.Dir(orphan), 0o700), os.WriteFile(orphan, []byte("a file without a row"), 0o600)); err != nil {
		t.Fatal(err)
	}
	i.stop(syscall.SIGTERM)
	yesterday := time.Now().Add(-25 * time.Hour)
	parts := 0
	for _, path := range i.files() {
		if strings.Contains(path, "parts") {
			parts++
		}
		if err := os.Chtimes(path, yesterday, yesterday); err != nil {
			t.Fatal(err)
		}
	}
	if parts == 0 {
		t.Error("no upload was interrupted: nothing was tried")
	}
	i.start() // sweeps at the start
	found := i.documents(token)
	for range 800 { // the queue first finds out that its last leader has gone
		if len(i.files()) == found.Total {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if left := i.files(); len(left) != found.Total || found.Total == 0 {
		t.Errorf("%d files, %d rows\n%s", len(left), found.Total, i.said())
	}
	for _, d := range found.Items {
		if code, raw := i.send(http.MethodGet, fmt.Sprintf("/documents/%d/content", d.ID), token, ""); code != http.StatusOK {
			t.Errorf("document %d: %d %s", d.ID, code, raw)
		}
	}
}
