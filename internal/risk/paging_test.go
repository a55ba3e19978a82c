package risk_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

// many fills the table with n risks drawn from few values, so that filters overlap, instants tie and words repeat.
func many(t testing.TB, app *testkit.App, n int) {
	t.Helper()
	app.Exec(t, `ALTER TABLE risks DISABLE TRIGGER audit`)
	app.Exec(t, `INSERT INTO risks (code, municipality_code, area_code, process, event, description, typology, enabling_factors, measures, state, created_at, updated_at, archived_at)
		SELECT CASE WHEN i % 12 = 0 THEN chr(65 + i % 24 / 12) || '.' || lpad((i / 12)::text, 3, '0') ELSE '' END,
			CASE WHEN i % 12 <> 0 THEN (ARRAY['083049', '083011', '083043'])[1 + i * i % 3] END,
			chr(65 + (i % 24 / 12)), (ARRAY['Affidamento diretto', 'Concorso pubblico', 'Proroghe e rinnovi'])[1 + i % 3],
			(ARRAY['Requisiti su misura', 'Proroga ripetuta', 'Commissione irregolare', 'Fuga di notizie'])[1 + i * 7 % 4] || CASE WHEN i % 97 = 0 THEN ' urbanistica' ELSE '' END,
			'', (ARRAY['abuse', 'delay', ''])[1 + i * 5 % 3], CASE WHEN i % 4 = 0 THEN '{FA1,FA2}' WHEN i % 4 = 1 THEN '{FA2}' ELSE '{}' END::text[],
			CASE WHEN i % 5 = 0 THEN '{M01}' ELSE '{M02}' END::text[], CASE WHEN i % 12 = 0 THEN 'draft' ELSE 'local' END,
			'2026-01-01', '2026-01-01'::timestamptz + (i * 31 % $1 / 4) * interval '1 second', CASE WHEN i % 11 = 0 THEN '2026-11-01'::timestamptz END
		FROM generate_series(1, $1::int) i`, n)
	app.Exec(t, `ALTER TABLE risks ENABLE TRIGGER audit`)
	app.Exec(t, `ANALYZE risks`)
}

// walk reads every page of a query and gives the ids in order.
func walk(t testing.TB, c testkit.Client, query string) (ids []int64, pages int) {
	t.Helper()
	for cursor := ""; ; pages++ {
		p := testkit.JSON[page.Of[v1.Risk]](c.Get(t, "/risks?"+query+"&cursor="+url.QueryEscape(cursor)).Want(http.StatusOK))
		for _, r := range p.Items {
			ids = append(ids, r.ID)
		}
		if cursor = p.NextCursor; cursor == "" {
			return ids, pages
		}
		if pages > 5000 {
			t.Fatalf("%s does not end", query)
		}
	}
}

// exported gives the ids of the same query as one file.
func exported(t testing.TB, c testkit.Client, query string) (ids []int64) {
	t.Helper()
	res := c.Get(t, "/risks?"+query, "Accept", "application/x-ndjson").Want(http.StatusOK)
	for line := range strings.SplitSeq(strings.TrimSpace(string(res.Body)), "\n") {
		var r struct{ ID int64 }
		if line != "" && json.Unmarshal([]byte(line), &r) != nil {
			t.Fatalf("line %q", line)
		}
		if line != "" {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Walking all pages gives every row of the export once, in its order, whatever is asked and however small the bounds of one request are.
func TestPagesAreTheExport(t *testing.T) {
	t.Parallel()
	for name, bounds := range map[string]db.Bounds{
		"ordinary bounds": {}, "tiny bounds": {Total: 20, Window: 5, Candidates: 15, LargeWindow: 40, Windows: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := testkit.NewOn(t, db.Options{Bounds: bounds})
			app.Basics(t)
			many(t, app, 700)
			actors := []testkit.Client{app.As(t, authz.Secretariat), app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Observer),
				app.As(t, authz.Coordinator, testkit.Milazzo, testkit.Malfa)}
			found := 0
			rapid.Check(t, func(r *rapid.T) {
				some := func(name string, of ...string) (out string) {
					if rapid.IntRange(0, 2).Draw(r, name+" wanted") > 0 { // all at once would leave no row
						return ""
					}
					for _, v := range rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 2, rapid.ID).Draw(r, name) {
						out += "&" + name + "=" + v
					}
					return out
				}
				one := func(name string, of ...string) string {
					if v := rapid.SampledFrom(of).Draw(r, name); v != "" {
						return "&" + name + "=" + url.QueryEscape(v)
					}
					return ""
				}
				c := rapid.SampledFrom(actors).Draw(r, "actor")
				q := one("sort", "", "updated_at", "-updated_at", "code", "-code")
				if strings.Contains(q, "code") {
					q += "&scope=catalogue"
				} else {
					q += one("scope", "", "", "catalogue", "local")
				}
				q += some("area", "A", "B") + some("municipality", testkit.Milazzo, testkit.Capri) + some("typology", "abuse", "delay") +
					some("factor", "FA1", "FA2") + some("measure", "M01", "M02") + some("state", "draft", "local") +
					one("process", "", "", "Concorso pubblico") + one("archived", "", "", "true") +
					one("updated_since", "", "", "", "2026-01-01T00:01:00Z") + one("q", "", "proroga", "urbanistica", "affidamento", "mensa", "commissioni irregolari")
				if strings.Contains(q, "archived") && strings.Contains(q, "updated_since") {
					q = strings.ReplaceAll(q, "&archived=true", "")
				}
				want := exported(t, c, q[min(1, len(q)):])
				got, _ := walk(t, c, fmt.Sprintf("limit=%d%s", rapid.IntRange(7, 120).Draw(r, "limit"), q))
				found += len(want)
				if !slices.Equal(got, want) {
					r.Fatalf("%s: the pages hold %d rows, the export %d, or in another order", q, len(got), len(want))
				}
				first := testkit.JSON[page.Of[v1.Risk]](c.Get(t, "/risks?limit=1"+q).Want(http.StatusOK))
				if first.TotalRelation == "eq" && first.Total != len(want) || first.Total > len(want) {
					r.Fatalf("%s: total %d %s of %d", q, first.Total, first.TotalRelation, len(want))
				}
			})
			if found < 200 {
				t.Errorf("only %d rows in all: nothing was shown", found)
			}
		})
	}
}

// A search whose first window is empty and whose second is the last gives its rows once.
func TestMatchesInTheLastWindow(t *testing.T) {
	t.Parallel()
	app := testkit.NewOn(t, db.Options{Bounds: db.Bounds{Total: 20, Window: 5, Candidates: 10, LargeWindow: 40, Windows: 2}})
	app.Basics(t)
	app.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, description, typology, state, updated_at)
		SELECT '083049', 'A', 'Affidamento diretto', CASE WHEN i > 45 THEN 'Proroga' ELSE 'Altro' END, '', '', 'local', '2026-01-01'::timestamptz + i * interval '1 second'
		FROM generate_series(1, 60) i`)
	got, _ := walk(t, app.As(t, authz.Secretariat), "limit=30&sort=updated_at&q=proroga&municipality="+testkit.Milazzo)
	if len(got) != 15 {
		t.Errorf("15 rows match, the pages hold %d", len(got))
	}
}

// C-5: no row twice and no stable row missed while others write.
func TestWalkingWhileOthersWrite(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	many(t, app, 1200)
	secretariat := app.As(t, authz.Secretariat)
	for _, query := range []string{"limit=10&municipality=" + testkit.Milazzo + "&municipality=" + testkit.Malfa, "limit=10&sort=updated_at", "limit=5&q=proroga"} {
		stable := exported(t, secretariat, query)
		touched := map[int64]bool{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		stop := make(chan struct{})
		for w := range 8 {
			wg.Go(func() {
				c := app.As(t, authz.Secretariat)
				for n := 0; n < 60; n++ {
					select {
					case <-stop:
						return
					default:
					}
					if (n+w)%2 == 0 {
						c.Post(t, "/risks", v1.RiskNew{Municipality: testkit.Malfa, RiskEdit: v1.RiskEdit{Area: "B", Process: "p", Event: "Proroga"}}).Want(http.StatusCreated)
						continue
					}
					id := stable[rand.IntN(len(stable))]
					mu.Lock()
					touched[id] = true
					mu.Unlock()
					c.Delete(t, fmt.Sprintf("/risks/%d", id), "If-Match", `"v1"`) // refused when another writer was first
				}
			})
		}
		got, pages := walk(t, secretariat, query)
		close(stop)
		wg.Wait()
		seen := map[int64]int{}
		for _, id := range got {
			if seen[id]++; seen[id] > 1 {
				t.Errorf("%s: row %d twice", query, id)
			}
		}
		for _, id := range stable {
			if !touched[id] && seen[id] == 0 {
				t.Errorf("%s: row %d, which nobody touched, was missed", query, id)
			}
		}
		if pages < 20 || len(touched) == 0 {
			t.Errorf("%s: only %d pages and %d archived: nothing was shown", query, pages, len(touched))
		}
	}
}

// Whatever comes as a cursor is answered with rows or refused by name, never with a failure.
func FuzzCursorOverHTTP(f *testing.F) {
	app := testkit.New(f)
	app.Basics(f)
	many(f, app, 60)
	secretariat := app.As(f, authz.Secretariat)
	good := testkit.JSON[page.Of[v1.Risk]](secretariat.Get(f, "/risks?limit=3")).NextCursor
	for _, s := range []string{good, good[1:], good + "A", "", "zzz", "eyJzIjoiLXVwZGF0ZWRfYXQiLCJ2IjoiMDAwMS0wMS0wMVQwMDowMDowMFoiLCJpIjo5MjIzMzcyMDM2ODU0Nzc1ODA3fQ",
		"eyJzIjoiLXVwZGF0ZWRfYXQiLCJ2IjoiOTk5OTktMTItMzFUMDA6MDA6MDBaIiwiaSI6MX0", "bnVsbA", "e30", "W10"} {
		for _, sort := range []string{"", "code"} {
			f.Add(s, sort)
		}
	}
	f.Fuzz(func(t *testing.T, cursor, sort string) {
		res := secretariat.Get(t, "/risks?scope=catalogue&sort="+url.QueryEscape(sort)+"&cursor="+url.QueryEscape(cursor))
		if res.Code != http.StatusOK && res.Code != http.StatusBadRequest {
			t.Errorf("%q %q: %d %s", cursor, sort, res.Code, res.Body)
		}
		if res.Code == http.StatusBadRequest && len(testkit.JSON[httpx.Problem](res).Errors) == 0 {
			t.Errorf("%q %q: the refusal names nothing: %s", cursor, sort, res.Body)
		}
	})
}
