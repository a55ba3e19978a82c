package httpx

import (
	"context"
	"time"

	"github.com/sethvargo/go-limiter"
	"github.com/sethvargo/go-limiter/memorystore"
)

// Limiter counts requests per caller and minute, in this process.
type Limiter struct{ store limiter.Store }

// NewLimiter allows n requests a minute.
func NewLimiter(n int) (*Limiter, error) {
	s, err := memorystore.New(&memorystore.Config{Tokens: uint64(max(1, n)), Interval: time.Minute})
	return &Limiter{s}, err
}

// Close stops its clean-up.
func (l *Limiter) Close() { _ = l.store.Close(context.Background()) }

func (l *Limiter) take(ctx context.Context, key string) (limit, remaining uint64, reset time.Duration, ok bool) {
	limit, remaining, at, ok, err := l.store.Take(ctx, key)
	if err != nil { // only after Close
		return 1, 0, time.Second, false
	}
	return limit, remaining, max(0, time.Until(time.Unix(0, int64(at)))), ok
}
