package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// writers create training needs, each under its own key again and again until told to stop; what was acknowledged is counted.
type writers struct {
	acknowledged atomic.Int64
	wrong        sync.Map
	stop         chan struct{}
	wg           sync.WaitGroup
}

func (i *installation) write(n int, token string) *writers {
	w := &writers{stop: make(chan struct{})}
	for g := range n {
		w.wg.Go(func() {
			for k := 0; ; k++ {
				for { // the client's part: the same key until it is answered
					select {
					case <-w.stop:
						return
					default:
					}
					code, body := i.send(http.MethodPost, "/training-needs", token, need, "Idempotency-Key", fmt.Sprintf("w-%d-%d", g, k))
					if code == http.StatusCreated {
						w.acknowledged.Add(1)
						break
					}
					if code != 0 && code != http.StatusServiceUnavailable && code != http.StatusConflict {
						w.wrong.Store(fmt.Sprintf("%d %s", code, body), true)
					}
					time.Sleep(5 * time.Millisecond)
				}
			}
		})
	}
	return w
}

// end stops the writers and compares what was acknowledged with what is there, each row with its trail. A write that was not answered when
// they stopped may be there too.
func (w *writers) end(t *testing.T, i *installation, token string, unanswered int64) {
	t.Helper()
	close(w.stop)
	w.wg.Wait()
	w.wrong.Range(func(k, _ any) bool { t.Errorf("a write was answered %s", k); return true })
	var found struct{ Items []struct{ ID int64 } }
	_, raw := i.send(http.MethodGet, "/training-needs?limit=50", token, "")
	if err := json.Unmarshal(raw, &found); err != nil {
		t.Fatal(err)
	}
	_, raw = i.send(http.MethodGet, "/training-needs", token, "", "Accept", "application/x-ndjson")
	rows := int64(bytes.Count(raw, []byte("\n"))) // a list counts to a thousand only
	if acked := w.acknowledged.Load(); rows < acked || rows > acked+unanswered {
		t.Errorf("%d rows for %d acknowledged writes", rows, acked)
	}
	for _, row := range found.Items {
		var history struct{ Items []struct{ Action string } }
		_, raw := i.send(http.MethodGet, fmt.Sprintf("/training-needs/%d/history", row.ID), token, "")
		if err := json.Unmarshal(raw, &history); err != nil || len(history.Items) != 1 {
			t.Errorf("the trail of %d: %s", row.ID, raw)
		}
	}
	if w.acknowledged.Load() < 50 {
		t.Errorf("only %d writes: nothing was shown", w.acknowledged.Load())
	}
	t.Logf("%d writes acknowledged, %d there", w.acknowledged.Load(), rows)
}

// Row F-1: the server and its private database are killed in the middle of writes; the next start recovers, nothing is lost or doubled.
func TestKilledServerLosesNothing(t *testing.T) {
	i := install(t)
	i.start()
	token := i.login()
	const n = 8
	w := i.write(n, token)
	for range rounds(2) {
		time.Sleep(time.Duration(300+rand.IntN(300)) * time.Millisecond)
		if pid := i.postmaster(); rand.IntN(2) == 0 { // the whole tree, or the server alone: then its database is an orphan
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		i.stop(syscall.SIGKILL)
		i.start()
	}
	time.Sleep(300 * time.Millisecond)
	w.end(t, i, token, n)
}

// Row F-2: PostgreSQL is killed under load: the server stays, reads wait for it for a while, no acknowledged write is lost.
func TestKilledPostmaster(t *testing.T) {
	i := install(t)
	i.start()
	token := i.login()
	pid := i.cmd.Process.Pid
	const n = 4
	w := i.write(n, token)
	stop, reads, failed := make(chan struct{}), atomic.Int64{}, atomic.Int64{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				switch code, body := i.send(http.MethodGet, "/training-needs?limit=5", token, ""); code {
				case http.StatusOK:
				case http.StatusServiceUnavailable:
					failed.Add(1)
				default:
					t.Errorf("a read was answered %d %s", code, body)
				}
				reads.Add(1)
			}
		})
	}
	longest := time.Duration(0)
	for range rounds(2) {
		time.Sleep(500 * time.Millisecond)
		before, begun := i.postmaster(), time.Now()
		if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for range 400 {
			if i.postmaster() != before {
				break
			}
			time.Sleep(25 * time.Millisecond)
		}
		if i.postmaster() == before {
			t.Fatalf("the database was not started again:\n%s", i.said())
		}
		longest = max(longest, time.Since(begun))
	}
	time.Sleep(500 * time.Millisecond)
	close(stop)
	wg.Wait()
	if i.cmd.Process.Pid != pid || i.cmd.ProcessState != nil {
		t.Error("the server did not survive its database")
	}
	// Reads wait for a second and a half; on a machine so busy that the database needs longer they are told to come back.
	if failed.Load() > 0 && longest < 1300*time.Millisecond {
		t.Errorf("%d of %d reads failed, and the database was away for %s at most", failed.Load(), reads.Load(), longest)
	}
	t.Logf("the database was away for %s at most; %d of %d reads were told to come back", longest, failed.Load(), reads.Load())
	w.end(t, i, token, n)
}
