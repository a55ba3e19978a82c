package httpx

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter counts requests per caller, in this process: n at once, and n a minute in the long run.
type Limiter struct {
	n       int
	mu      sync.Mutex
	callers map[string]*rate.Limiter
	swept   time.Time
}

// NewLimiter allows n requests a minute.
func NewLimiter(n int) *Limiter {
	return &Limiter{n: max(1, n), callers: map[string]*rate.Limiter{}, swept: time.Now()}
}

// take counts one request. reset is when the caller has all of limit again or, when refused, when the next one is allowed.
func (l *Limiter) take(key string) (limit, remaining int, reset time.Duration, ok bool) {
	now := time.Now()
	perSecond := float64(l.n) / 60
	l.mu.Lock()
	if now.Sub(l.swept) > time.Minute { // who has been away that long starts anew anyway
		for k, c := range l.callers {
			if c.TokensAt(now) >= float64(l.n) {
				delete(l.callers, k)
			}
		}
		l.swept = now
	}
	c := l.callers[key]
	if c == nil {
		c = rate.NewLimiter(rate.Limit(perSecond), l.n)
		l.callers[key] = c
	}
	l.mu.Unlock()
	ok = c.AllowN(now, 1)
	left := max(0, c.TokensAt(now))
	wanted := float64(l.n)
	if !ok {
		wanted = 1
	}
	return l.n, int(left), time.Duration(math.Ceil((wanted - left) / perSecond * float64(time.Second))), ok
}
