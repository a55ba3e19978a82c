// Package faults breaks the built program from outside: kills it, takes its database away, floods it, and reads what its operators would
// see. Rows F, I-2, O-1 of the reliability table; SOAK multiplies the rounds.
package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"comunita/internal/testkit"
)

const (
	email    = "segreteria@example.org"
	password = "quattro gatti sul molo di Milazzo"
)

var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "comunita-faults-")
	if err == nil {
		binary = filepath.Join(dir, "api")
		build := exec.Command("go", "build", "-o", binary, "../../api")
		build.Stderr = os.Stderr
		err = build.Run()
	}
	code := 1
	if err == nil {
		code = testkit.Main(m)
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// rounds is n, times SOAK.
func rounds(n int) int {
	if times, err := strconv.Atoi(os.Getenv("SOAK")); err == nil {
		return n * times
	}
	return n
}

// output is what a process wrote so far.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// said is the log without the requests.
func (i *installation) said() string {
	var out strings.Builder
	for line := range strings.Lines(i.log.String()) {
		if !strings.Contains(line, "msg=request") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// installation is a data folder, an address, and perhaps a server that runs there.
type installation struct {
	t    *testing.T
	dir  string
	addr string
	env  []string
	log  *output
	cmd  *exec.Cmd
	done chan struct{}
}

func install(t *testing.T, env ...string) *installation {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	i := &installation{t: t, dir: t.TempDir(), addr: l.Addr().String(), log: &output{}}
	i.env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "COMUNITA_DATA_DIR=" + i.dir, "COMUNITA_ADDR=" + i.addr, "COMUNITA_BASE_URL=http://" + i.addr,
		"COMUNITA_SPEC=" + filepath.Join(testkit.Root(), "openapi.yaml"), "COMUNITA_WEB_DIR=" + i.dir + "/none", "COMUNITA_RATE_LIMIT=10000000", "COMUNITA_RATE_LIMIT_ANONYMOUS=10000000"}, env...)
	t.Cleanup(func() {
		i.stop(syscall.SIGTERM)
		if m := regexp.MustCompile(`private database started" dir=(\S+)`).FindStringSubmatch(i.log.String()); m != nil {
			_ = os.RemoveAll(m[1]) // of root's, it is outside the data folder
		}
	})
	return i
}

// command runs one to its end.
func (i *installation) command(in string, args ...string) (out string, code int) {
	i.t.Helper()
	ctx, cancel := context.WithTimeout(i.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env, cmd.Stdin = i.env, strings.NewReader(in)
	raw, _ := cmd.CombinedOutput() // the exit code tells
	return string(raw), cmd.ProcessState.ExitCode()
}

// start runs the server and waits until it is ready.
func (i *installation) start() {
	i.t.Helper()
	i.launch()
	for range 600 {
		select {
		case <-i.done:
			i.t.Fatalf("the server ended:\n%s", i.said())
		default:
		}
		if res, err := http.Get("http://" + i.addr + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	i.t.Fatalf("not ready in 15 s:\n%s", i.said())
}

// launch only starts it.
func (i *installation) launch() {
	i.t.Helper()
	cmd := exec.Command(binary, "serve")
	cmd.Env, cmd.Stdout, cmd.Stderr = i.env, i.log, i.log
	if err := cmd.Start(); err != nil {
		i.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }() // its code is read from ProcessState
	i.cmd, i.done = cmd, done
}

// stop sends a signal, waits for the end and gives the exit code, -1 after a kill.
func (i *installation) stop(s syscall.Signal) int {
	if i.cmd == nil {
		return 0
	}
	_ = i.cmd.Process.Signal(s)
	<-i.done
	code := i.cmd.ProcessState.ExitCode()
	i.cmd = nil
	return code
}

// postmaster is the process id of the private cluster, from the log.
func (i *installation) postmaster() int {
	i.t.Helper()
	found := regexp.MustCompile(`private database (?:started|is back).* pid=(\d+)`).FindAllStringSubmatch(i.log.String(), -1)
	if len(found) == 0 {
		i.t.Fatalf("no postmaster in the log:\n%s", i.said())
	}
	pid, _ := strconv.Atoi(found[len(found)-1][1])
	return pid
}

// login makes the first account, if need be, and gives an access token.
func (i *installation) login() string {
	i.t.Helper()
	body := fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)
	code, answer := i.send(http.MethodPost, "/auth/login", "", body)
	if code == http.StatusUnauthorized {
		if out, exit := i.command(password+"\n", "user", "grant", "--email", email, "--name", "Ada", "--surname", "Cardinale"); exit != 0 {
			i.t.Fatal(out)
		}
		code, answer = i.send(http.MethodPost, "/auth/login", "", body)
	}
	var access struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(answer, &access); err != nil || code != http.StatusOK {
		i.t.Fatalf("log-in: %d %s", code, answer)
	}
	return access.Token
}

var client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}}

// send gives the status, 0 when the connection broke.
func (i *installation) send(method, path, token, body string, headers ...string) (int, []byte) {
	req, err := http.NewRequest(method, "http://"+i.addr+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return 0, nil
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for n := 0; n+1 < len(headers); n += 2 {
		req.Header.Set(headers[n], headers[n+1])
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, raw
}

const need = `{"municipality":"083049","year":2026,"topic":"TF07","description":"prova","level":"specific","reason":"new_rules","audience":"RUP","persons":3,"current_level":2,"desired_level":3,"priority":"low","motivation":"","mode":"webinar"}`

// resident is the memory of the server in MB.
func (i *installation) resident() int {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", i.cmd.Process.Pid))
	m := regexp.MustCompile(`VmRSS:\s+(\d+)`).FindSubmatch(raw)
	if m == nil {
		return 0
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return kb / 1024
}
