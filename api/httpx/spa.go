package httpx

import (
	"bytes"
	"html"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

const spaPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// SPA serves the built single page application: its files, and its index for every other address a person can paste. The index
// carries neutral Open Graph tags, so that a link shared in a chat shows what the site is and nothing private.
func SPA(dir, owner string) http.Handler {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return http.NotFoundHandler()
	}
	files := http.FileServerFS(root.FS())
	index := sync.OnceValues(func() ([]byte, error) { return os.ReadFile(filepath.Join(dir, "index.html")) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", spaPolicy)
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if strings.HasPrefix(name, "api/") || name == "api" {
			h.Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"type":"/problems/not-found","title":"Non trovato","status":404}`))
			return
		}
		if info, err := root.Stat(name); name != "" && name != "index.html" && err == nil && !info.IsDir() {
			h.Del("Vary")
			h.Set("Cache-Control", "public, max-age=3600")
			if strings.HasPrefix(name, "assets/") {
				h.Set("Cache-Control", "public, max-age=31536000, immutable") // the name holds the content's hash
			}
			serveCompressed(w, r, root, name, files)
			return
		}
		if path.Ext(name) != "" {
			http.NotFound(w, r)
			return
		}
		page, err := index()
		if err != nil {
			http.NotFound(w, r)
			return
		}
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(bytes.Replace(page, []byte("</head>"), []byte(openGraph(owner)+"</head>"), 1))
	})
}

func openGraph(owner string) string {
	return `<meta property="og:type" content="website"><meta property="og:site_name" content="La Comunità di Pratiche">` +
		`<meta property="og:title" content="La Comunità di Pratiche"><meta property="og:description" content="La rete dei responsabili ` +
		`anticorruzione dei comuni. ` + html.EscapeString(owner) + `">`
}

// serveCompressed prefers the .br or .gz file made at build time.
func serveCompressed(w http.ResponseWriter, r *http.Request, root *os.Root, name string, files http.Handler) {
	for _, c := range []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), c.coding) {
			continue
		}
		f, err := root.Open(name + c.suffix)
		if err != nil {
			continue
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			continue
		}
		w.Header().Set("Content-Encoding", c.coding)
		w.Header().Add("Vary", "Accept-Encoding")
		http.ServeContent(w, r, name, info.ModTime(), f)
		return
	}
	files.ServeHTTP(w, r)
}
