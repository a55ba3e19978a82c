// Command bench prints how the whole server compares with a minimal hand-written handler and with pgbench, asked the same things
// in the same minutes on this machine. `make bench` builds the server and runs it; it is a measurement, never a test.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

type options struct {
	api, dsn     string
	postmaster   int
	risks, needs int
	seconds      time.Duration
	passes       int
	conns        []int
	skew         int
	out, only    string
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == "reference" {
		if err := reference(os.Args[2], 16); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	var o options
	flag.StringVar(&o.api, "api", "bin/api", "the server's binary")
	flag.IntVar(&o.risks, "risks", 120_000, "local risks to generate")
	flag.IntVar(&o.needs, "needs", 100_000, "training needs to generate")
	flag.IntVar(&o.skew, "skew", 234_000, "newest rows without the searched word, for the skewed set")
	flag.DurationVar(&o.seconds, "for", 3*time.Second, "length of one pass")
	flag.IntVar(&o.passes, "passes", 3, "passes of each cell; the median counts")
	flag.StringVar(&o.out, "out", "", "write the table to this file too")
	flag.StringVar(&o.only, "only", "", "measure only the operations whose name matches this regular expression")
	flag.Parse()
	o.conns = []int{16, 64}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(o options) (err error) {
	stand, err := newStand(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stand.close()) }()
	var table bytes.Buffer
	w := io.MultiWriter(os.Stdout, &table)
	fmt.Fprintf(w, "%s · %d cores · %s · PostgreSQL %s, fsync on · %s risks, %s needs\n\n", time.Now().Format("2006-01-02 15:04"), runtime.NumCPU(),
		runtime.Version(), stand.version, thousands(o.risks), thousands(o.needs))
	fmt.Fprintf(w, "ready %s after start with the database up · %.0f MB at rest\n\n", stand.ready.Round(time.Millisecond), resident(stand.product.pid))
	fmt.Fprintln(w, "| operation | conns | req/s | p50 ms | p99 ms | CPU ms/req: server + database | reference: req/s · CPU | **ratio by CPU** · by req/s | pgbench tps |")
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---:|---:|---:|---:|")
	f, err := stand.learn()
	if err != nil {
		return err
	}
	only, err := regexp.Compile(o.only)
	if err != nil {
		return err
	}
	all := append(cells(f, time.Now().Format("150405")), boards(f)...)
	for _, conns := range o.conns {
		for _, c := range all {
			if only.MatchString(c.name) {
				stand.measure(w, c, conns)
			}
		}
	}
	if o.only == "" {
		stand.export(w, f)
	}
	fmt.Fprintf(w, "\n%.0f MB after the load\n", resident(stand.product.pid))
	if o.skew > 0 && o.only == "" {
		if err := stand.skew(o.skew); err != nil {
			return err
		}
		fmt.Fprintf(w, "\nSkewed set: %s newest rows without the word.\n\n", thousands(o.skew))
		for _, c := range skewed(f) {
			stand.measure(w, c, 16)
		}
	}
	if o.out != "" {
		return os.WriteFile(o.out, table.Bytes(), 0o644)
	}
	return nil
}

// measure interleaves the servers pass by pass, so that the machine's mood is shared, and prints one row.
func (s *stand) measure(w io.Writer, c cell, conns int) {
	var product, ref []sample
	for range s.passes {
		product = append(product, pass(s.product, s.token, conns, s.seconds, c.status, c.product))
		if c.reference != nil {
			ref = append(ref, pass(s.reference, "", conns, s.seconds, c.status, c.reference))
		}
	}
	p := median(product)
	fmt.Fprintf(w, "| %s | %d | %.0f | %.2f | %.2f | %.3f + %.3f |", c.name, conns, p.perSecond, millis(p.p50), millis(p.p99), p.serverMS, p.databMS)
	if len(ref) > 0 {
		r := median(ref)
		fmt.Fprintf(w, " %.0f · %.3f + %.3f | **%.2f** · %.2f |", r.perSecond, r.serverMS, r.databMS,
			(r.serverMS+r.databMS)/(p.serverMS+p.databMS), p.perSecond/r.perSecond)
	} else {
		fmt.Fprint(w, " – | – |")
	}
	fmt.Fprintf(w, " %s |\n", s.pgbench(c.pgbench, conns))
	for _, x := range append(product, ref...) {
		if x.failed > 0 {
			fmt.Fprintf(w, "\n%d requests failed, the first with: %s\n\n", x.failed, x.first)
			break
		}
	}
}

func (s *stand) pgbench(script string, conns int) string {
	bin := filepath.Join(s.binDir, "pgbench")
	if _, err := os.Stat(bin); err != nil || script == "" {
		return "–"
	}
	file := filepath.Join(s.dir, "script.sql")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		return "–"
	}
	out, err := exec.Command(bin, "-n", "-M", "prepared", "-c", fmt.Sprint(conns), "-j", "2", "-T", fmt.Sprint(int(s.seconds.Seconds())), "-f", file, s.dsn).Output()
	if err != nil {
		return "failed"
	}
	for line := range strings.Lines(string(out)) {
		if v, ok := strings.CutPrefix(line, "tps = "); ok {
			tps, _, _ := strings.Cut(v, ".")
			return tps
		}
	}
	return "–"
}

func (s *stand) export(w io.Writer, f facts) {
	for _, x := range []struct {
		name, url, token string
	}{{"product", s.product.base + "/api/v1/risks?area=" + url.QueryEscape(f.area), s.token}, {"reference", s.reference.base + "/export?area=" + f.area, ""}} {
		req, _ := http.NewRequest(http.MethodGet, x.url, nil)
		req.Header.Set("Accept", "text/csv")
		if x.token != "" {
			req.Header.Set("Authorization", "Bearer "+x.token)
		}
		start := time.Now()
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			fmt.Fprintln(w, err)
			return
		}
		first := time.Since(start)
		n := 0
		scan := bufio.NewScanner(res.Body)
		scan.Buffer(make([]byte, 1<<16), 1<<20)
		for scan.Scan() {
			n++
		}
		_ = res.Body.Close()
		took := time.Since(start)
		fmt.Fprintf(w, "\nCSV export, %s: %d rows in %s, %.0f rows/s, first byte after %s", x.name, n, took.Round(time.Millisecond), float64(n)/took.Seconds(), first.Round(time.Millisecond))
	}
	fmt.Fprintln(w)
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func postJSON(url string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	res, err := http.Post(url, "application/json", bytes.NewReader(raw))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		text, _ := io.ReadAll(res.Body)
		return fmt.Errorf("%s: %d %s", url, res.StatusCode, text)
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// ask reads one answer of the product and its ETag.
func (s *stand) ask(path string, into any) (etag string, err error) {
	req, err := http.NewRequest(http.MethodGet, s.product.base+path, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		return "", fmt.Errorf("%s: %d %s", path, res.StatusCode, text)
	}
	if into != nil {
		err = json.NewDecoder(res.Body).Decode(into)
	}
	return res.Header.Get("ETag"), err
}
