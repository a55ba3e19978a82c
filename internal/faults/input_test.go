package faults

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/internal/testkit"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Row I-2: bodies and headers without end are refused early, and cost no memory.
func TestHugeInput(t *testing.T) {
	i := install(t, "DATABASE_URL="+testkit.DSN(t))
	i.start()
	token := i.login()
	before := i.resident()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 20<<20))
	_ = z.Close()
	raw := func(head string, body io.Reader) string {
		conn, err := net.Dial("tcp", i.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		go func() {
			_, _ = io.WriteString(conn, head)
			_, _ = io.Copy(conn, body) // the server hangs up
		}()
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil {
			return err.Error()
		}
		return strings.TrimSpace(line)
	}
	post := "POST /api/v1/training-needs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer " + token + "\r\n"
	for range rounds(1) {
		for name, c := range map[string]struct {
			head string
			body io.Reader
			want []string
		}{
			"one byte more than a body may have": {post + fmt.Sprintf("Content-Length: %d\r\n\r\n", 1<<20+1), strings.NewReader(strings.Repeat(" ", 1<<20+1)), []string{"413"}},
			"100 MB":                             {post + fmt.Sprintf("Content-Length: %d\r\n\r\n", 100<<20), endless{}, []string{"413"}},
			"chunks without end":                 {post + "Transfer-Encoding: chunked\r\n\r\n", &chunks{}, []string{"413"}},
			"a gzip bomb":                        {post + fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", bomb.Len()), &bomb, []string{"415", "400"}},
			"ten thousand headers":               {"GET /livez HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-A: b\r\n", 10_000) + "\r\n", strings.NewReader(""), []string{"431"}},
			"an address of 64 KB":                {"GET /livez?" + strings.Repeat("a", 64<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", strings.NewReader(""), []string{"431", "414"}},
			"a header of 64 KB":                  {"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 64<<10) + "\r\n\r\n", strings.NewReader(""), []string{"431"}},
		} {
			line := raw(c.head, c.body)
			ok := false
			for _, w := range c.want {
				ok = ok || strings.Contains(line, " "+w+" ")
			}
			if !ok {
				t.Errorf("%s: %q, want %v", name, line, c.want)
			}
		}
	}
	if after := i.resident(); after > before+30 {
		t.Errorf("memory grew from %d to %d MB", before, after)
	}
	if code, body := i.send(http.MethodPost, "/training-needs", token, need); code != http.StatusCreated && code != http.StatusUnprocessableEntity {
		t.Errorf("afterwards: %d %s", code, body)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for n := range p {
		p[n] = ' '
	}
	return len(p), nil
}

type chunks struct{}

func (*chunks) Read(p []byte) (int, error) {
	return copy(p, "400\r\n"+strings.Repeat(" ", 1024)+"\r\n"), nil
}

// Row A-6: a flood of log-ins is held, tells when to come back, and leaves memory and everybody else alone.
func TestLogInFlood(t *testing.T) {
	i := install(t, "DATABASE_URL="+testkit.DSN(t), "COMUNITA_RATE_LIMIT_ANONYMOUS=300")
	i.start()
	token := i.login()
	before := i.resident()
	var mu sync.Mutex
	codes := map[int]int{}
	var wg sync.WaitGroup
	for g := range 32 {
		wg.Go(func() {
			for n := range rounds(20) {
				code, _ := i.send(http.MethodPost, "/auth/login", "", fmt.Sprintf(`{"email":"u%d-%d@example.org","password":"sbagliata del tutto %d"}`, g, n, n))
				mu.Lock()
				codes[code]++
				mu.Unlock()
			}
		})
	}
	slow := 0
	for range 20 {
		if code, body := i.send(http.MethodGet, "/training-needs", token, ""); code != http.StatusOK {
			t.Errorf("meanwhile: %d %s", code, body)
			slow++
		}
	}
	wg.Wait()
	if codes[http.StatusTooManyRequests] == 0 || codes[http.StatusOK] > 0 || codes[http.StatusInternalServerError] > 0 {
		t.Errorf("answers %v", codes)
	}
	if after := i.resident(); after > before+100 {
		t.Errorf("memory grew from %d to %d MB", before, after)
	}
	t.Logf("answers %v", codes)
}

// Row O-1: nothing secret and nothing people wrote reaches the log, at its most talkative.
func TestLogsKeepSecrets(t *testing.T) {
	i := install(t, "DATABASE_URL="+testkit.DSN(t), "COMUNITA_LOG_LEVEL=debug")
	i.start()
	token := i.login()
	const canary = "CANARINO77"
	i.send(http.MethodPost, "/auth/login", "", `{"email":"x@example.org","password":"`+canary+`"}`)
	i.send(http.MethodPost, "/auth/password", "", `{"token":"`+canary+`","password":"`+canary+`"}`)
	i.send(http.MethodPost, "/auth/password-reset", "", `{"email":"`+canary+`@example.org"}`)
	i.send(http.MethodPost, "/training-needs", token, strings.ReplaceAll(need, "prova", canary))
	i.send(http.MethodPost, "/training-needs", token, strings.ReplaceAll(need, `"webinar"`, `"`+canary+`"`))
	i.send(http.MethodGet, "/training-needs?q="+canary, token, "")
	i.send(http.MethodGet, "/training-needs?cursor="+canary, token, "")
	i.send(http.MethodGet, "/me", canary, "")
	i.send(http.MethodGet, "/me", "", "", "Cookie", "comunita_refresh="+canary, "X-Forwarded-For", canary)
	i.send(http.MethodPost, "/training-needs", token, need, "Idempotency-Key", canary)
	said := i.log.String()
	if !strings.Contains(said, "training-needs-create") {
		t.Fatal("the log says nothing")
	}
	for _, secret := range []string{canary, token, password, email} {
		if at := strings.Index(said, secret); at >= 0 {
			t.Errorf("the log has %q: …%s…", secret, said[max(0, at-200):min(len(said), at+60)])
		}
	}
}
