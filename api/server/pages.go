package server

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"comunita/api/httpx"
)

// pages serves what is not the API: probes, metrics, the reference documentation and the SPA.
func pages(e *echo.Echo, o Options) {
	httpx.Mount(e, http.MethodGet, "/livez", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("ok\n"))
	}))
	httpx.Mount(e, http.MethodGet, "/readyz", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		if err := o.DB.Ping(r.Context()); err != nil {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("database away\n"))
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	}))
	if o.HTTP.Metrics != nil {
		httpx.Mount(e, http.MethodGet, "/metrics", httpx.Local(o.HTTP.Metrics.Handler()))
	}
	docs := httpx.Docs(o.Spec)
	httpx.Mount(e, http.MethodGet, "/api/openapi.yaml", docs)
	httpx.Mount(e, http.MethodGet, "/api/docs", docs)
	httpx.Mount(e, http.MethodGet, "/api/docs/*", docs)
	if o.Web != "" {
		spa := httpx.SPA(o.Web, o.Site.Owner)
		httpx.Mount(e, http.MethodGet, "/*", spa)
		httpx.Mount(e, http.MethodHead, "/*", spa)
	}
}
