package faults

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/jackc/pgx/v5"

	"comunita/internal/testkit"
)

// ask is send with the whole answer.
func (i *installation) ask(method, path, token string, headers ...string) (*http.Response, string) {
	i.t.Helper()
	req, err := http.NewRequest(method, "http://"+i.addr+"/api/v1"+path, nil)
	if err != nil {
		i.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	for n := 0; n+1 < len(headers); n += 2 {
		req.Header.Set(headers[n], headers[n+1])
	}
	res, err := client.Do(req)
	if err != nil {
		i.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	var body strings.Builder
	if err := res.Write(&body); err != nil {
		i.t.Fatal(err)
	}
	return res, body.String()
}

// refusal demands a problem that says when to come back.
func refusal(t *testing.T, res *http.Response, code int) {
	t.Helper()
	wait, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if res.StatusCode != code || err != nil || wait < 1 || wait > 900 || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("%d, want %d; Retry-After %q, %s", res.StatusCode, code, res.Header.Get("Retry-After"), res.Header.Get("Content-Type"))
	}
}

// Row A-6: one account that asks too much is told when to come back; whoever is not that account, and the probes, go on.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	i := install(t, "DATABASE_URL="+testkit.DSN(t), "COMUNITA_RATE_LIMIT=60")
	i.start()
	token := i.login()
	held := 0
	for range 150 {
		res, _ := i.ask(http.MethodGet, "/training-needs?limit=1", token)
		if res.StatusCode == http.StatusOK {
			continue
		}
		refusal(t, res, http.StatusTooManyRequests)
		held++
	}
	if held < 60 {
		t.Errorf("%d of 150 held, at 60 a minute", held)
	}
	if out, code := i.command("", "status"); code != 0 {
		t.Errorf("the probe: %d %s", code, out)
	}
	if code, _ := i.send(http.MethodGet, "/me", "", ""); code != http.StatusUnauthorized {
		t.Errorf("somebody else: %d", code)
	}
}

// Rows F-2 and O-1: a refusal for want of a database is a problem that says when to come back, and its request id is found in the log.
func TestRefusalIsFoundInTheLog(t *testing.T) {
	t.Parallel()
	c, dsn := lay(t)
	i := install(t, "DATABASE_URL="+dsn)
	i.start()
	token := i.login()
	c.cut()
	begun := time.Now()
	res, body := i.ask(http.MethodGet, "/training-needs", token)
	refusal(t, res, http.StatusServiceUnavailable)
	if took := time.Since(begun); took > 4*time.Second {
		t.Errorf("told after %s", took)
	}
	id := res.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(body, `"request_id":"`+id) {
		t.Fatalf("request id %q: %s", id, body)
	}
	found := false
	for k := 0; k < 20 && !found; k++ {
		found = strings.Contains(i.log.String(), id)
		time.Sleep(50 * time.Millisecond)
	}
	if !found {
		t.Errorf("%s is not in the log after a second", id)
	}
	stopping := time.Now()
	if code := i.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("stopped without a database: exit %d\n%s", code, i.said())
	}
	t.Logf("stopped without a database in %s", time.Since(stopping))
}

// Row I-6: nothing a client sends is ever a statement: not in any parameter of any list, not in the cursor, not in a header.
func TestInjection(t *testing.T) {
	dsn := testkit.DSN(t)
	i := install(t, "DATABASE_URL="+dsn)
	i.start()
	token := i.login()
	if code, body := i.send(http.MethodPost, "/training-needs", token, need); code != http.StatusCreated {
		t.Fatalf("%d %s", code, body)
	}
	before := tables(t, dsn)
	payloads := []string{"' OR '1'='1", "1 OR 1=1", "1) OR 1=1--", "';SELECT pg_sleep(5)--", "year;SELECT pg_sleep(5)", "(SELECT pg_sleep(5))", "1||pg_sleep(5)",
		"-year,(SELECT pg_sleep(5))", `"; DROP TABLE training_needs CASCADE;--`, "x' UNION SELECT id,email,password_hash FROM accounts--", "$1", `\'; SELECT 1--`,
		"'||(SELECT version())||'", "year::text COLLATE \"C\"", "{\"$gt\":\"\"}", "%' AND 1=CAST((SELECT current_user) AS int)--"}
	check := func(what string, begun time.Time, code int, body string) {
		t.Helper()
		if code >= 500 || code == 0 || time.Since(begun) > 4*time.Second {
			t.Errorf("%s: %d after %s: %.200s", what, code, time.Since(begun), body)
		}
		for _, leak := range []string{"SQLSTATE", "syntax error", "PostgreSQL 1", "argon2id", "pgx"} {
			if strings.Contains(body, leak) {
				t.Errorf("%s: the answer has %q: %.300s", what, leak, body)
			}
		}
	}
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(testkit.Root(), "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for path, item := range doc.Paths.Map() {
		if item.Get == nil || strings.Contains(path, "{") {
			continue
		}
		for _, p := range item.Get.Parameters {
			if p.Value.In != "query" {
				continue
			}
			for _, v := range payloads {
				values := []string{v}
				if p.Value.Name == "cursor" {
					values = append(values, base64.RawURLEncoding.EncodeToString([]byte(v)), base64.RawURLEncoding.EncodeToString([]byte(`{"v":["`+v+`"],"id":1}`)))
				}
				for _, v := range values {
					begun := time.Now()
					code, body := i.send(http.MethodGet, path+"?"+url.Values{p.Value.Name: {v}}.Encode(), token, "")
					check(path+"?"+p.Value.Name+"="+v, begun, code, string(body))
					n++
				}
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d requests", n)
	}
	for _, v := range payloads {
		for _, name := range []string{"Idempotency-Key", "If-Match", "If-None-Match", "X-Request-Id", "X-Forwarded-For", "Cookie", "Authorization", "Accept-Language", "Origin"} {
			begun := time.Now()
			code, body := i.send(http.MethodPost, "/training-needs", token, `{}`, name, v)
			check(name+": "+v, begun, code, string(body))
		}
		begun := time.Now()
		code, body := i.send(http.MethodGet, "/training-needs/"+url.PathEscape(v), token, "")
		check("/training-needs/"+v, begun, code, string(body))
		name, _ := json.Marshal(v)
		code, body = i.send(http.MethodPost, "/auth/login", "", `{"email":`+string(name)+`,"password":`+string(name)+`}`)
		check("log-in "+v, begun, code, string(body))
		if code == http.StatusOK {
			t.Errorf("logged in with %s", v)
		}
	}
	// What would be true of every row finds none.
	if _, body := i.send(http.MethodGet, "/training-needs?q="+url.QueryEscape("zzz' OR '1'='1"), token, ""); !strings.Contains(string(body), `"total":0`) {
		t.Errorf("searched for a tautology: %s", body)
	}
	if after := tables(t, dsn); after != before {
		t.Errorf("%d tables and rows before, %d after", before, after)
	}
	t.Logf("%d addresses", n)
}

// tables counts tables and the rows of one.
func tables(t *testing.T, dsn string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), "SELECT count(*) + (SELECT count(*) FROM training_needs) FROM pg_tables WHERE schemaname = 'public'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
