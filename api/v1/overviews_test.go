package v1_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/smallcell"
	"comunita/internal/testkit"
)

// judged is a network of thirty members in three zones, ten each, with n evaluations: levels, years, methods and states mixed.
func judged(t testing.TB, n int) *testkit.App {
	t.Helper()
	app := testkit.New(t)
	app.Basics(t)
	crowd(t, app, 1, 30, "E", "member")
	for _, stmt := range []string{
		`INSERT INTO zone_sets (code, name, valid_from) VALUES ('zone', 'Zone', '2020-01-01')`,
		`INSERT INTO operational_periods (set_id, valid_from) SELECT id, '2020-01-01' FROM zone_sets`,
		`INSERT INTO zones (set_id, code, name) SELECT s.id, 'Z' || i, 'Zona ' || i FROM zone_sets s, generate_series(1, 3) i`,
		`INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) SELECT z.set_id, z.id, (100000 + i)::text, '2020-01-01'
			FROM generate_series(1, 30) i JOIN zones z ON z.code = 'Z' || 1 + i % 3`,
		`ALTER TABLE risks DISABLE TRIGGER audit`, `ALTER TABLE evaluations DISABLE TRIGGER audit`,
	} {
		app.Exec(t, stmt)
	}
	app.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, state)
		SELECT (100001 + i % 30)::text, chr(65 + i / 30 % 2), 'Affidamento', 'Evento ' || i, 'local' FROM generate_series(0, $1::int - 1) i`, n)
	app.Exec(t, `INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level)
		SELECT r.id, r.municipality_code, 2025 + y, CASE WHEN (hashint8(r.id) & 65535) % 7 = 0 THEN 'pna2013' ELSE 'pna2019' END, CASE WHEN (hashint8(r.id * 7) & 65535) % 5 = 0 THEN 'draft' ELSE 'confirmed' END,
			1 + (hashint8(r.id * 31 + y) & 65535) % 3 FROM risks r, generate_series(0, 1) y WHERE r.municipality_code > '1'`)
	app.Exec(t, `ALTER TABLE evaluations ENABLE TRIGGER audit`)
	app.Exec(t, `ALTER TABLE risks ENABLE TRIGGER audit`)
	return app
}

// plain is what the prepared counts have to be.
const plain = `SELECT e.year, e.method, e.municipality_code, r.area_code, e.level, count(*)::int AS evaluations FROM evaluations e JOIN risks r ON r.id = e.risk_id
	WHERE e.state = 'confirmed' AND e.archived_at IS NULL GROUP BY 1, 2, 3, 4, 5`

// astray counts the prepared counts that plain SQL does not give, and those that are missing.
func astray(t testing.TB, app *testkit.App) int {
	t.Helper()
	n, err := db.Values[int](t.Context(), app.DB, `SELECT count(*) FROM (SELECT * FROM evaluation_counts WHERE evaluations <> 0) c FULL JOIN (`+plain+`) p
		USING (year, method, municipality_code, area_code, level) WHERE c.evaluations IS DISTINCT FROM p.evaluations`)
	if err != nil {
		t.Fatal(err)
	}
	return n[0]
}

func publish(t testing.TB, app *testkit.App) int64 {
	t.Helper()
	n, err := app.Overviews.Publish(authz.With(t.Context(), authz.System("jobs")))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOverviews(t *testing.T) {
	t.Parallel()

	t.Run("prepared counts stay what plain SQL counts", func(t *testing.T) {
		t.Parallel()
		app := judged(t, 900)
		if n := astray(t, app); n != 0 {
			t.Fatalf("%d astray after the first rows", n)
		}
		r := rand.New(rand.NewPCG(4, 4))
		for i := range 200 {
			id := r.IntN(1800)
			switch r.IntN(7) {
			case 0:
				app.Exec(t, `UPDATE evaluations SET state = 'draft' WHERE id % 50 = $1::int % 50`, id)
			case 1:
				app.Exec(t, `UPDATE evaluations SET state = 'confirmed' WHERE id % 40 = $1::int % 40`, id)
			case 2:
				app.Exec(t, `UPDATE evaluations SET level = 1 + (level + 1) % 3 WHERE id % 30 = $1::int % 30`, id)
			case 3:
				app.Exec(t, `UPDATE evaluations SET archived_at = now() WHERE id = $1`, id)
			case 4:
				app.Exec(t, `UPDATE risks SET area_code = CASE area_code WHEN 'A' THEN 'B' ELSE 'A' END WHERE id % 60 = $1::int % 60`, id)
			case 5:
				app.Exec(t, `DELETE FROM evaluations WHERE id = $1`, id)
			case 6:
				app.Exec(t, `UPDATE evaluations SET year = 2024 WHERE id = $1 AND year = 2025`, id)
			}
			if n := astray(t, app); n != 0 {
				t.Fatalf("%d astray after change %d", n, i)
			}
		}
		if n, _ := db.Values[int](t.Context(), app.DB, `SELECT sum(evaluations)::int FROM evaluation_counts`); n[0] < 300 {
			t.Errorf("only %d are left: nothing was counted", n[0])
		}
	})

	t.Run("the secretariat sees the members as plain SQL divides them", func(t *testing.T) {
		t.Parallel()
		app := judged(t, 300)
		app.Exec(t, `DELETE FROM evaluations WHERE municipality_code IN ('100001', '100002')`)
		n := testkit.JSON[v1.NetworkOverview](app.As(t, authz.Secretariat).Get(t, "/network/overview?year=2025").Want(http.StatusOK))
		if !n.Live || n.Members != 30 || len(n.Areas) != 2 || len(n.Steps) != 3 || len(n.Areas[0].Zones) != 3 {
			t.Fatalf("%+v", n)
		}
		for _, a := range n.Areas {
			for i, z := range append([]v1.OverviewGroup{{Cells: a.Network}}, a.Zones...) {
				want, err := db.Values[int](t.Context(), app.DB, `WITH m AS (SELECT m.istat_code, coalesce(max(e.level), 0) AS level FROM municipalities m
						LEFT JOIN zone_members k ON k.municipality_code = m.istat_code LEFT JOIN (evaluations e JOIN risks r ON r.id = e.risk_id AND r.area_code = $1)
						ON e.municipality_code = m.istat_code AND e.year = 2025 AND e.method = 'pna2019' AND e.state = 'confirmed'
						WHERE m.adhesion = 'member' AND ($2::bigint = 0 OR k.zone_id = $2) GROUP BY 1)
					SELECT count(m.level) FROM generate_series(0, 3) l LEFT JOIN m ON m.level = l GROUP BY l ORDER BY l`, a.Code, z.ID)
				got := []int{}
				for _, c := range z.Cells {
					got = append(got, c.Count)
				}
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("area %s group %d: %v, plain SQL %v %v", a.Code, i, got, want, err)
				}
			}
		}
		if e := n.Steps[0]; e.Code != "evaluated" || e.Network[1].Count != 28 || e.Network[0].Count != 2 {
			t.Errorf("%+v", e)
		}
	})

	t.Run("a municipality sees its own plan, nobody else does", func(t *testing.T) {
		t.Parallel()
		app := judged(t, 300)
		app.Exec(t, `INSERT INTO measure_adoptions (municipality_code, measure_code, title, type_code, scope, status, responsible, indicator, target)
			VALUES ('100003', 'M01', 'Check-list', 'TM01', 'specific', 'in_progress', 'RUP', 'n. check-list', '100%'), ('100003', 'M02', 'Controllo', 'TM01', 'specific', 'planned', '', '', '')`)
		app.Exec(t, `INSERT INTO measure_phases (adoption_id, position, name, due_on) SELECT id, 1, 'Adozione', '2026-12-31' FROM measure_adoptions WHERE measure_code = 'M01'`)
		app.Exec(t, `INSERT INTO monitoring_rounds (municipality_code, year, number, due_on, share_percent) VALUES ('100003', 2026, 1, '2026-07-31', 30)`)
		app.Exec(t, `INSERT INTO monitoring_checks (round_id, adoption_id, municipality_code, sampled, answered_at) SELECT r.id, a.id, '100003', true,
			CASE WHEN a.measure_code = 'M01' THEN now() END FROM monitoring_rounds r, measure_adoptions a`)
		path := "/municipalities/100003/overview?year=2026"
		read := app.As(t, authz.Referent, "100003").Get(t, path).Want(http.StatusOK)
		m := testkit.JSON[v1.MunicipalOverview](read)
		if m.Risks != 10 || len(m.Areas) != 2 || len(m.Measures) != 2 || m.Complete != 1 || m.Round == nil || m.Round.Checks != 2 || m.Round.Answered != 1 || m.Round.Reviewed != 0 {
			t.Errorf("%+v", m)
		}
		sum := 0
		for _, a := range m.Areas {
			if a.Level == 0 || a.Before == 0 || a.Risks != 5 {
				t.Errorf("%+v", a)
			}
			sum += a.Low + a.Medium + a.High
		}
		if sum == 0 || sum != m.Confirmed {
			t.Errorf("%d judgements in areas, %d confirmed", sum, m.Confirmed)
		}
		app.As(t, authz.Referent, "100003").Get(t, path, "If-None-Match", read.ETag()).Want(http.StatusNotModified)
		app.As(t, authz.RPCT, "100004").Get(t, path).Refused(http.StatusNotFound, "municipality-not-found")
		app.As(t, authz.Secretariat).Get(t, "/municipalities/999999/overview").Refused(http.StatusNotFound, "municipality-not-found")
		app.Exec(t, `UPDATE municipalities SET former_codes = '{199999}' WHERE istat_code = '100003'`)
		if old := testkit.JSON[v1.MunicipalOverview](app.As(t, authz.Referent, "100003").Get(t, "/municipalities/199999/overview?year=2026").Want(http.StatusOK)); old.Municipality != "100003" || old.Risks != 10 {
			t.Errorf("by its former code: %+v", old)
		}
		app.As(t, authz.Observer).Get(t, path).Refused(http.StatusForbidden, "missing-permission")
		app.Anonymous().Get(t, path).Refused(http.StatusUnauthorized, "login-required")
		app.Anonymous().Get(t, "/network/overview").Refused(http.StatusUnauthorized, "login-required")
		app.As(t, authz.Observer).Get(t, "/network/overview?year=1999").Refused(http.StatusBadRequest, "malformed", "year")
		app.As(t, authz.Observer).Get(t, "/network/overview?method=pna2022").Refused(http.StatusBadRequest, "malformed", "method")
	})

	t.Run("figures move when five municipalities have moved", func(t *testing.T) {
		t.Parallel()
		app := judged(t, 300)
		look := func() v1.NetworkOverview {
			return testkit.JSON[v1.NetworkOverview](app.As(t, authz.Observer).Get(t, "/network/overview?year=2026").Want(http.StatusOK))
		}
		if n := look(); len(n.Areas) != 0 || n.Live {
			t.Errorf("before anything is published: %+v", n)
		}
		if publish(t, app) == 0 {
			t.Error("nothing published")
		}
		before := look()
		if publish(t, app) != 0 {
			t.Error("published twice what has not changed")
		}
		app.Exec(t, `UPDATE evaluations SET state = 'draft' WHERE year = 2026 AND municipality_code <= '100004'`)
		if n := publish(t, app); n != 0 || !reflect.DeepEqual(before, look()) {
			t.Errorf("four municipalities moved %d subjects", n)
		}
		app.Exec(t, `UPDATE evaluations SET state = 'draft' WHERE year = 2026 AND municipality_code <= '100006'`)
		publish(t, app)
		if reflect.DeepEqual(before, look()) {
			t.Error("six municipalities moved nothing")
		}
		if s := look().Steps[0]; s.Code != "evaluated" || s.Network[1].Count != 24 || s.Network[0].Count != 6 {
			t.Errorf("%+v", s)
		}
	})
}

// Somebody who reads all that the network is told, for every year and method, before and after each change, subtracts whatever he can from whatever
// he can: no difference may belong to fewer than five municipalities.
func TestOverviewUnderAttack(t *testing.T) {
	t.Parallel()
	app := judged(t, 600)
	app.Exec(t, `INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level) SELECT r.id, r.municipality_code, 2024, 'pna2019', 'confirmed', 3 FROM risks r
		WHERE r.municipality_code = '100007' AND r.area_code = 'B' LIMIT 1`) // alone that year
	eve := app.As(t, authz.Referent, "100030")
	r := rand.New(rand.NewPCG(7, 7))
	var was map[string][]v1.Cell
	compared := 0
	app.Exec(t, `CREATE TABLE last_figures AS SELECT * FROM overview_figures`)
	for round := range 12 {
		before := compared
		publish(t, app)
		seen := map[string][]v1.Cell{}
		for _, year := range []int{2024, 2025, 2026} {
			for _, method := range []string{"pna2019", "pna2013"} {
				n := testkit.JSON[v1.NetworkOverview](eve.Get(t, fmt.Sprintf("/network/overview?year=%d&method=%s", year, method)).Want(http.StatusOK))
				beside(t, eve, year, method, n)
				for _, x := range append(n.Areas, n.Steps...) {
					key := fmt.Sprint(year, method, x.Code)
					seen[key] = x.Network
					rows, total := [][]v1.Cell{}, 0
					for _, z := range x.Zones {
						seen[fmt.Sprint(key, " zone ", z.ID)] = z.Cells
						rows = append(rows, z.Cells)
						total += z.Members
						single(t, key, z.Members, z.Cells)
					}
					single(t, key, total, x.Network)
					for j, c := range x.Network { // the network less all zones that tell
						rest, hidden := c.Count, 0
						for _, z := range rows {
							if rest -= z[j].Count; z[j].Suppressed {
								hidden++
							}
						}
						if !c.Suppressed && hidden > 0 && rest > 0 && rest < smallcell.K {
							t.Errorf("%s value %d: %d municipalities are left over", key, j, rest)
						}
					}
				}
			}
		}
		for _, n := range movers(t, app) {
			if compared++; was != nil && n < smallcell.K {
				t.Errorf("round %d: the figures of a subject moved by %d municipalities", round, n)
			}
		}
		if changed := !reflect.DeepEqual(was, seen); was != nil && changed != (compared > before) {
			t.Errorf("round %d: seen to change %v, published %v", round, changed, compared > before)
		}
		was = seen
		for range 1 + r.IntN(9) { // now and then one municipality, now and then many
			app.Exec(t, `UPDATE evaluations SET level = $1 WHERE year = 2026 AND municipality_code = $2`, 1+r.IntN(3), fmt.Sprint(100001+r.IntN(30)))
		}
	}
	if compared < 40 {
		t.Errorf("only %d subjects were published", compared)
	}
}

// beside: the map of the network, which counts the same, tells the very same cells and no others.
func beside(t *testing.T, eve testkit.Client, year int, method string, n v1.NetworkOverview) {
	t.Helper()
	m := testkit.JSON[v1.NetworkRiskMap](eve.Get(t, fmt.Sprintf("/network/risk-map?year=%d&method=%s", year, method)).Want(http.StatusOK))
	same := func(a v1.NetworkRiskArea, cells []v1.Cell) bool {
		return reflect.DeepEqual([]v1.Cell{a.Low, a.Medium, a.High}, cells[1:])
	}
	if len(m.Areas) != len(n.Areas) {
		t.Fatalf("%d areas in the map, %d in the overview", len(m.Areas), len(n.Areas))
	}
	for i, x := range n.Areas {
		if m.Areas[i].Area != x.Code || !same(m.Areas[i], x.Network) {
			t.Errorf("%d %s %s: %+v beside %+v", year, method, x.Code, m.Areas[i], x.Network)
		}
		for _, z := range m.Zones {
			at := slices.IndexFunc(x.Zones, func(g v1.OverviewGroup) bool { return g.ID == z.ID })
			if at < 0 || !same(z.Areas[i], x.Zones[at].Cells) {
				t.Errorf("%d %s %s %s: %+v", year, method, x.Code, z.Name, z.Areas[i])
			}
		}
	}
}

// movers counts, for each subject published since it was last asked, the municipalities that stand differently.
func movers(t *testing.T, app *testkit.App) []int {
	t.Helper()
	n, err := db.Values[int](t.Context(), app.DB, `SELECT count(*)::int FROM overview_figures f FULL JOIN last_figures l USING (year, method, subject, municipality_code)
		WHERE (f.zone_id, f.value) IS DISTINCT FROM (l.zone_id, l.value) GROUP BY year, method, subject`)
	if err != nil {
		t.Fatal(err)
	}
	app.Exec(t, `DELETE FROM last_figures`)
	app.Exec(t, `INSERT INTO last_figures SELECT * FROM overview_figures`)
	return n
}

// single fails when a line of which the total is known gives a small count away.
func single(t *testing.T, key string, members int, line []v1.Cell) {
	t.Helper()
	sum, hidden := 0, 0
	for _, c := range line {
		if c.Suppressed {
			hidden++
			if c.Count != 0 {
				t.Errorf("%s: a suppressed cell says %d", key, c.Count)
			}
		} else if sum += c.Count; c.Count < smallcell.K {
			t.Errorf("%s: %d is told", key, c.Count)
		}
	}
	if rest := members - sum; hidden > 0 && rest > 0 && rest < smallcell.K && sum > 0 {
		t.Errorf("%s: %d of %d municipalities are left over", key, rest, members)
	}
}

// A million evaluations of two years by 108 members; what an observer and a municipality then wait for.
func BenchmarkOverviews(b *testing.B) {
	app := testkit.New(b)
	app.Basics(b)
	crowd(b, app, 1, 108, "E", "member")
	for _, stmt := range []string{
		`ALTER TABLE risks DISABLE TRIGGER audit`, `ALTER TABLE evaluations DISABLE TRIGGER audit`,
		`INSERT INTO risk_areas (code, name, kind, position) SELECT chr(66 + i), 'Area ' || i, 'specific', 2 + i FROM generate_series(1, 14) i`,
	} {
		app.Exec(b, stmt)
	}
	for part := range 50 { // each within the time a statement has
		app.Exec(b, `WITH r AS (INSERT INTO risks (municipality_code, area_code, process, event, state)
				SELECT (100001 + i % 108)::text, chr(65 + i / 108 % 16), 'Affidamento', 'Evento ' || i, 'local' FROM generate_series($1::int * 10000, $1::int * 10000 + 9999) i RETURNING id)
			SELECT count(*) FROM r`, part)
		app.Exec(b, `INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level)
			SELECT r.id, r.municipality_code, 2025 + y, 'pna2019', 'confirmed', 1 + (hashint8(r.id * 31 + y) & 65535) % 3 FROM risks r, generate_series(0, 1) y
			WHERE r.id > $1::int * 10000 AND r.id <= $1::int * 10000 + 10000`, part)
	}
	for _, stmt := range []string{
		`ALTER TABLE evaluations ENABLE TRIGGER audit`, `ALTER TABLE risks ENABLE TRIGGER audit`, `ANALYZE evaluation_counts, municipalities`,
	} {
		app.Exec(b, stmt)
	}
	publish(b, app)
	for name, ask := range map[string]struct {
		as   testkit.Client
		path string
	}{
		"network published": {app.As(b, authz.Observer), "/network/overview"},
		"network live":      {app.As(b, authz.Secretariat), "/network/overview"},
		"municipality":      {app.As(b, authz.RPCT, "100003"), "/municipalities/100003/overview"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				ask.as.Get(b, ask.path).Want(http.StatusOK)
			}
		})
	}
	b.Run("plain SQL", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Values[int](b.Context(), app.DB, `SELECT count(*)::int FROM (`+plain+`) p`); err != nil {
				b.Fatal(err)
			}
		}
	})
}
