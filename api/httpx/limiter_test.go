package httpx

import (
	"testing"
	"testing/synctest"
	"time"
)

// A caller has n requests at once and gets them back within a minute, whatever n is; others are not touched.
func TestLimiter(t *testing.T) {
	for _, n := range []int{1, 60, 1200, 1_000_000} {
		synctest.Test(t, func(t *testing.T) {
			l := NewLimiter(n)
			for k := range n {
				if limit, remaining, _, ok := l.take("a"); !ok || limit != n || remaining != n-k-1 {
					t.Fatalf("request %d of %d: %v, limit %d, remaining %d", k+1, n, ok, limit, remaining)
				}
			}
			_, remaining, reset, ok := l.take("a")
			if ok || remaining != 0 || reset <= 0 || reset > time.Minute/time.Duration(n)+time.Microsecond {
				t.Errorf("one too many: %v, remaining %d, again in %s", ok, remaining, reset)
			}
			if _, _, _, ok := l.take("b"); !ok {
				t.Error("another caller is refused")
			}
			time.Sleep(reset)
			if _, _, _, ok := l.take("a"); !ok {
				t.Errorf("refused after the %s it was told", reset)
			}
			time.Sleep(61 * time.Second)
			l.take("c")
			if len(l.callers) != 1 {
				t.Errorf("%d callers remembered", len(l.callers))
			}
			if _, remaining, _, _ := l.take("a"); remaining != n-1 {
				t.Errorf("a minute later %d remain", remaining)
			}
		})
	}
}
