package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// cell is one operation, asked of the product and of the reference in the same words.
type cell struct {
	name      string
	status    int
	product   request
	reference request // nil: the product alone
	pgbench   string  // a script for pgbench -M prepared; empty: none
}

// facts are what the cells need to know of the data.
type facts struct {
	municipality   string
	municipalities []string // all of them
	area           string
	id, maxID      int64
	etag           string
	deepCursor     string // of the product, some thousand rows down
	deepAt         time.Time
	deepID         int64
	frequent, rare string
}

func get(paths ...string) request {
	return func(n int) (string, string, []byte, map[string]string) {
		return http.MethodGet, paths[n%len(paths)], nil, nil
	}
}

func cells(f facts, run string) []cell {
	filter := "municipality=" + f.municipality + "&area=" + f.area
	ids := make([]string, 64)
	refIDs := make([]string, 64)
	for i := range ids {
		id := f.id + int64(i)*(f.maxID-f.id)/64
		ids[i], refIDs[i] = fmt.Sprintf("/api/v1/risks/%d", id), fmt.Sprintf("/risks/%d", id)
	}
	body := map[string]any{
		"area": f.area, "process": "Affidamento diretto", "event": "Preventivi raccolti solo per forma da imprese non realmente concorrenti",
		"description": "Gli operatori invitati sono sempre gli stessi e le offerte differiscono di pochi euro", "typology": "favouritism",
		"enabling_factors": []string{"FA1", "FA4"}, "measures": []string{"M01", "M08"}, "motivation": "Emerso nel controllo successivo del primo semestre",
	}
	body["municipality"] = f.municipality
	raw, _ := json.Marshal(body)
	json_ := map[string]string{"Content-Type": "application/json"}
	list := fmt.Sprintf(`SELECT * FROM risks WHERE owner = '%s' AND area_code = ANY('{%s}') AND archived_at IS NULL ORDER BY updated_at DESC, id DESC LIMIT 21;`, f.municipality, f.area)
	return []cell{
		{"list 20, two filters", 200, get("/api/v1/risks?limit=20&" + filter), get("/risks?" + filter), list},
		{"deep page", 200, get("/api/v1/risks?limit=20&" + filter + "&cursor=" + f.deepCursor),
			get("/risks?" + filter + "&after=" + url.QueryEscape(f.deepAt.Format(time.RFC3339Nano)) + fmt.Sprintf("&id=%d", f.deepID)), ""},
		{"get", 200, get(ids...), get(refIDs...), fmt.Sprintf("\\set id random(%d, %d)\nSELECT * FROM risks WHERE id = :id;", f.id, f.maxID)},
		{"get, 304", 304, func(int) (string, string, []byte, map[string]string) {
			return http.MethodGet, ids[0], nil, map[string]string{"If-None-Match": f.etag}
		}, nil, ""},
		{"search, frequent word", 200, get("/api/v1/risks?limit=20&q=" + f.frequent), get("/risks?q=" + f.frequent), ""},
		{"search, rare word", 200, get("/api/v1/risks?limit=20&q=" + f.rare), get("/risks?q=" + f.rare), ""},
		{"create, audited, idempotent", 201, func(n int) (string, string, []byte, map[string]string) {
			return http.MethodPost, "/api/v1/risks", raw, map[string]string{"Content-Type": "application/json", "Idempotency-Key": fmt.Sprintf("%s-%d", run, n)}
		}, func(int) (string, string, []byte, map[string]string) { return http.MethodPost, "/risks", raw, json_ }, ""},
	}
}

func skewed(f facts) []cell {
	return []cell{{"search on the skewed set", 200, get("/api/v1/risks?limit=20&q=" + f.frequent), get("/risks?q=" + f.frequent), ""}}
}

// boards are what shows the whole network at once.
func boards(f facts) []cell {
	type zone struct {
		Code           string   `json:"code"`
		Municipalities []string `json:"municipalities"`
	}
	var design struct {
		Zones []zone `json:"zones"`
	}
	for part := range slices.Chunk(f.municipalities, 12) {
		design.Zones = append(design.Zones, zone{fmt.Sprintf("Z%d", len(design.Zones)+1), part})
	}
	body, _ := json.Marshal(design)
	return []cell{
		{"numbers of the network", 200, get("/api/v1/network"), nil, ""},
		{"adhesion board, whole", 200, get("/api/v1/adhesions?limit=200&sort=name"), nil, ""},
		{"adhesion board, funnel", 200, get("/api/v1/adhesions/funnel"), nil, ""},
		{"zone report", 200, get("/api/v1/zone-report"), nil, ""},
		{"figures of a design", 200, func(int) (string, string, []byte, map[string]string) {
			return http.MethodPost, "/api/v1/zone-designs/figures", body, map[string]string{"Content-Type": "application/json"}
		}, nil, ""},
	}
}
