package server_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func trainingNeed(persons int) v1.TrainingNeedNew {
	return v1.TrainingNeedNew{Municipality: testkit.Milazzo, TrainingNeedEdit: v1.TrainingNeedEdit{Year: 2026, Topic: "TF01", Level: "general",
		Reason: "legal_duty", Audience: "tutti", Persons: persons, CurrentLevel: 1, DesiredLevel: 2, Priority: "low", Mode: "webinar"}}
}

// Row C-1: the same key from many at once, again after success, with another payload, from another caller: one row, one stored answer.
func TestSameKeyManyTimes(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	c, other := app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.RPCT, testkit.Milazzo)
	keys := rounds(10)
	for k := range keys {
		key := fmt.Sprintf("key-%d", k)
		var wg sync.WaitGroup
		answers := make(chan *testkit.Response, 64)
		for range 64 {
			wg.Go(func() { answers <- c.Post(t, "/training-needs", trainingNeed(3), "Idempotency-Key", key) })
		}
		wg.Wait()
		close(answers)
		stored := ""
		for r := range answers {
			switch r.Code {
			case http.StatusCreated:
				if stored == "" {
					stored = string(r.Body)
				} else if string(r.Body) != stored {
					t.Fatalf("two answers under one key: %s %s", stored, r.Body)
				}
			case http.StatusConflict, http.StatusServiceUnavailable:
			default:
				t.Fatalf("%d %s", r.Code, r.Body)
			}
		}
		if again := c.Post(t, "/training-needs", trainingNeed(3), "Idempotency-Key", key).Want(http.StatusCreated); string(again.Body) != stored {
			t.Errorf("replay differs: %s %s", stored, again.Body)
		}
		c.Post(t, "/training-needs", trainingNeed(4), "Idempotency-Key", key).Refused(http.StatusUnprocessableEntity, "idempotency-key-reused")
		if mine := other.Post(t, "/training-needs", trainingNeed(3), "Idempotency-Key", key).Want(http.StatusCreated); string(mine.Body) == stored {
			t.Error("another caller's key replayed")
		}
	}
	if found := testkit.JSON[page.Of[v1.TrainingNeed]](c.Get(t, "/training-needs?limit=1")); found.Total != 2*keys {
		t.Errorf("%d rows, want %d", found.Total, 2*keys)
	}
}

// Row C-2: many editors of one row: as many accepted edits as version increments, every loser told the current version.
func TestNoLostUpdate(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	c := app.As(t, authz.Referent, testkit.Milazzo)
	path := fmt.Sprintf("/training-needs/%d", testkit.JSON[httpx.Meta](c.Post(t, "/training-needs", trainingNeed(1))).ID)
	var accepted, refused atomic.Int64
	var wg sync.WaitGroup
	for e := range 32 {
		wg.Go(func() {
			for range rounds(8) {
				tag := c.Get(t, path).ETag()
				switch r := c.Put(t, path, trainingNeed(e+1).TrainingNeedEdit, "If-Match", tag); r.Code {
				case http.StatusOK:
					accepted.Add(1)
				case http.StatusPreconditionFailed:
					refused.Add(1)
				case http.StatusServiceUnavailable: // the pool is small on purpose
				default:
					t.Errorf("%d %s", r.Code, r.Body)
				}
			}
		})
	}
	wg.Wait()
	if v := testkit.JSON[httpx.Meta](c.Get(t, path)).Version; v != 1+accepted.Load() {
		t.Errorf("version %d after %d accepted edits", v, accepted.Load())
	}
	if refused.Load() == 0 {
		t.Error("nobody ever lost: the test did not race")
	}
}

// Row F-3: every connection of the pool is killed again and again: no read fails, no write happens twice.
func TestBackendsKilled(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	c := app.As(t, authz.Referent, testkit.Milazzo)
	admin := testkit.Admin(t)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var reads, writes atomic.Int64
	for g := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if g%2 == 0 {
					if r := c.Get(t, "/training-needs?limit=5"); r.Code != http.StatusOK {
						t.Errorf("a read failed: %d %s", r.Code, r.Body)
					}
					reads.Add(1)
					continue
				}
				key := fmt.Sprintf("w-%d-%d", g, n)
				for range 20 { // the client's part: repeat with the same key until answered
					r := c.Post(t, "/training-needs", trainingNeed(1), "Idempotency-Key", key)
					if r.Code == http.StatusCreated {
						writes.Add(1)
						break
					}
					if r.Code != http.StatusServiceUnavailable && r.Code != http.StatusConflict {
						t.Errorf("a write failed: %d %s", r.Code, r.Body)
						break
					}
				}
			}
		})
	}
	for n := 0; n < rounds(10) || n < rounds(100) && (reads.Load() < 50 || writes.Load() < 20); n++ {
		time.Sleep(100 * time.Millisecond)
		if _, err := admin.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`, app.Database); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	wg.Wait()
	if found := testkit.JSON[page.Of[v1.TrainingNeed]](c.Get(t, "/training-needs?limit=1")); int64(found.Total) != writes.Load() && found.TotalRelation == "eq" {
		t.Errorf("%d rows for %d acknowledged writes", found.Total, writes.Load())
	}
	if reads.Load() < 50 || writes.Load() < 20 {
		t.Errorf("only %d reads and %d writes ran", reads.Load(), writes.Load())
	}
}

// Row F-9: slow queries hold every connection and many more clients come: nobody hangs, the excess is told to come back, and
// all is well when the slow ones end. Four times the pool at once must not dead-lock.
func TestPoolExhausted(t *testing.T) {
	app := testkit.New(t)
	app.Basics(t)
	c := app.As(t, authz.Referent, testkit.Milazzo)
	var slow sync.WaitGroup
	for range 8 {
		slow.Go(func() { _, _ = app.DB.Pool().Exec(t.Context(), "SELECT pg_sleep(2.5)") })
	}
	time.Sleep(200 * time.Millisecond)
	var wg sync.WaitGroup
	var fine, busy atomic.Int64
	start := time.Now()
	for range 128 {
		wg.Go(func() {
			switch r := c.Get(t, "/training-needs"); r.Code {
			case http.StatusOK:
				fine.Add(1)
			case http.StatusServiceUnavailable:
				busy.Add(1)
				if r.Header.Get("Retry-After") == "" {
					t.Error("503 without Retry-After")
				}
			default:
				t.Errorf("%d %s", r.Code, r.Body)
			}
		})
	}
	wg.Wait()
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("the excess waited %s", took)
	}
	if busy.Load() == 0 {
		t.Error("nobody was told to come back: the pool was not full")
	}
	slow.Wait()
	for range 4 * 8 * 4 {
		wg.Go(func() {
			if r := c.Get(t, "/training-needs"); r.Code != http.StatusOK {
				t.Errorf("after the storm: %d %s", r.Code, r.Body)
			}
		})
	}
	wg.Wait()
}
