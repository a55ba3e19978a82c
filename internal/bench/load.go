package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// request makes the n-th request of a cell: method, path, body, headers.
type request func(n int) (method, path string, body []byte, header map[string]string)

// sample is what one pass of one server measured.
type sample struct {
	perSecond         float64
	p50, p99          time.Duration
	serverMS, databMS float64 // CPU per request
	failed            int
	first             string // the first failure
}

// load sends requests over conns connections for the given time and reads every answer to its end.
func load(base, token string, conns int, long time.Duration, want int, r request) (times []time.Duration, failed int, first string) {
	transport := &http.Transport{MaxIdleConnsPerHost: conns, MaxConnsPerHost: conns, DisableCompression: true,
		DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 60 * time.Second}
	ctx, cancel := context.WithTimeout(context.Background(), long)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for c := range conns {
		wg.Go(func() {
			mine := make([]time.Duration, 0, 1<<14)
			bad, what := 0, ""
			for n := c; ctx.Err() == nil; n += conns {
				method, path, body, header := r(n)
				req, err := http.NewRequest(method, base+path, bytes.NewReader(body))
				if err != nil {
					bad, what = bad+1, err.Error()
					break
				}
				if token != "" {
					req.Header.Set("Authorization", "Bearer "+token)
				}
				for k, v := range header {
					req.Header.Set(k, v)
				}
				start := time.Now()
				res, err := client.Do(req)
				if err != nil {
					bad, what = bad+1, err.Error()
					continue
				}
				if res.StatusCode != want {
					text, _ := io.ReadAll(io.LimitReader(res.Body, 300))
					bad, what = bad+1, fmt.Sprintf("%s %s: %d %s", method, path, res.StatusCode, text)
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				mine = append(mine, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			times = append(times, mine...)
			failed += bad
			if first == "" {
				first = what
			}
		})
	}
	wg.Wait()
	slices.Sort(times)
	return times, failed, first
}

// pass measures one pass against a server whose processes are known.
func pass(s served, token string, conns int, long time.Duration, want int, r request) sample {
	server, database := cpu(s.pid), clusterCPU(s.postmaster)
	start := time.Now()
	times, failed, first := load(s.base, token, conns, long, want, r)
	took := time.Since(start).Seconds()
	n := float64(max(1, len(times)))
	out := sample{perSecond: n / took, serverMS: (cpu(s.pid) - server) * 1000 / n, databMS: (clusterCPU(s.postmaster) - database) * 1000 / n,
		failed: failed, first: first}
	if len(times) > 0 {
		out.p50, out.p99 = times[len(times)/2], times[len(times)*99/100]
	}
	return out
}

// median takes the middle pass by throughput.
func median(s []sample) sample {
	slices.SortFunc(s, func(a, b sample) int { return int(a.perSecond*1000) - int(b.perSecond*1000) })
	return s[len(s)/2]
}
