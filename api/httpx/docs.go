package httpx

import (
	"net/http"
	"net/netip"
	"os"
	"strings"

	swaggerui "github.com/swaggo/files/v2"
)

const docsPage = `<!doctype html>
<html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API – Comunità di Pratiche</title><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>
`

const docsStart = `SwaggerUIBundle({url: '/api/openapi.yaml', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null});
`

// Docs serves the contract and a reference page over it that asks nothing of third parties.
func Docs(spec string) http.Handler {
	assets := http.StripPrefix("/api/docs/", http.FileServerFS(swaggerui.FS))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-cache")
		// the reference page sets styles from its scripts, and draws its icons from data addresses
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		switch name := strings.TrimPrefix(r.URL.Path, "/api/"); name {
		case "openapi.yaml":
			body, err := os.ReadFile(spec)
			if err != nil {
				http.NotFound(w, r)
				return
			}
			h.Set("Content-Type", "application/yaml; charset=utf-8")
			_, _ = w.Write(body)
		case "docs", "docs/":
			h.Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(docsPage))
		case "docs/start.js":
			h.Set("Content-Type", "text/javascript; charset=utf-8")
			_, _ = w.Write([]byte(docsStart))
		case "docs/swagger-ui.css", "docs/swagger-ui-bundle.js":
			assets.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	})
}

// Local serves only callers on the same machine or private network, as a scraper of metrics is; others see nothing there.
func Local(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ip := ExchangeOf(r.Context()).IP
		if !private(ip) {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func private(ip netip.Addr) bool { return ip.IsLoopback() || ip.IsPrivate() }
