package httpx

import (
	"context"
	"net/http"
	"net/netip"
)

// Exchange is what a handler may know and say of the HTTP exchange beyond its parameters and body.
type Exchange struct {
	RequestID string
	IP        netip.Addr // of the caller, as the trusted proxies tell it
	request   *http.Request
	response  http.ResponseWriter
	op        string // for the log
	problem   string
	err       error
}

type exchangeKey struct{}

// ExchangeOf gives the exchange of a request's context; the zero Exchange outside one.
func ExchangeOf(ctx context.Context) *Exchange { return exchangeOf(ctx) }

func exchangeOf(ctx context.Context) *Exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*Exchange); ok {
		return x
	}
	return &Exchange{}
}

// Header reads a request header.
func (x *Exchange) Header(name string) string {
	if x.request == nil {
		return ""
	}
	return x.request.Header.Get(name)
}

// Request is the request itself, for what checks it as a whole (cross-origin protection).
func (x *Exchange) Request() *http.Request { return x.request }

// Cookie reads a cookie, or "".
func (x *Exchange) Cookie(name string) string {
	if x.request == nil {
		return ""
	}
	c, err := x.request.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// SetCookie adds a cookie to the answer. Call it only once the work can no longer fail, or on purpose with a failure.
func (x *Exchange) SetCookie(c *http.Cookie) {
	if x.response != nil {
		http.SetCookie(x.response, c)
	}
}
