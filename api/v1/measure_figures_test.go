package v1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/testkit"
)

// adherents adds 36 adherents 700001…700036: the first 18 of class E in zone Z1, the others of class F in zone Z2; Milazzo joins them, in E and Z1.
func adherents(t *testing.T, app *testkit.App) {
	t.Helper()
	app.Exec(t, `INSERT INTO municipalities (istat_code, name, cadastral_code, population, population_year, area_km2, lat, lon, altimetric_zone, coastal, island, inner_area_class, adhesion, pec)
		SELECT '7' || lpad(i::text, 5, '0'), 'Borgo ' || i, 'Z' || lpad(i::text, 3, '0'), 900 + i, 2021, 10, 38, 15, 'inland_hill', false, false,
			CASE WHEN i <= 18 THEN 'E' ELSE 'F' END, 'member', 'borgo' || i || '@pec.example.org' FROM generate_series(1, 36) i`)
	app.Exec(t, `UPDATE municipalities SET inner_area_class = 'E', adhesion = 'member' WHERE istat_code = '083049'`)
	app.Exec(t, `INSERT INTO zone_sets (code, name, valid_from) VALUES ('op', 'Operativo', '2020-01-01')`)
	app.Exec(t, `INSERT INTO operational_periods (set_id, valid_from) SELECT id, '2020-01-01' FROM zone_sets`)
	app.Exec(t, `INSERT INTO zones (set_id, code, name) SELECT id, z, 'Zona ' || z FROM zone_sets, unnest(ARRAY['Z1', 'Z2']) z`)
	app.Exec(t, `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) SELECT z.set_id, z.id, m.istat_code, '2020-01-01'
		FROM municipalities m JOIN zones z ON z.code = CASE m.inner_area_class WHEN 'E' THEN 'Z1' ELSE 'Z2' END WHERE m.adhesion = 'member'`)
}

// plans puts a measure in the plans of the adherents from one to another.
func plans(t *testing.T, app *testkit.App, code, status string, from, to int) {
	t.Helper()
	app.Exec(t, `INSERT INTO measure_adoptions (municipality_code, measure_code, title, type_code, scope, status, reason)
		SELECT '7' || lpad(i::text, 5, '0'), $1, 'Misura', 'TM01', 'specific', $2, 'r' FROM generate_series($3::int, $4::int) i`, code, status, from, to)
}

func TestMeasureFigures(t *testing.T) {
	t.Parallel()

	homogeneity := func(t *testing.T, c testkit.Client, query string) map[string]string {
		t.Helper()
		out := map[string]string{}
		for _, m := range testkit.JSON[v1.MeasureHomogeneity](c.Get(t, "/measure-homogeneity?"+query).Want(http.StatusOK)).Items {
			for _, g := range append([]v1.MeasureShare{m.Network}, m.Groups...) {
				told := fmt.Sprintf("%d/%d %d%%", g.Adopters, g.Applicable, g.Percent)
				if g.Suppressed {
					told = "-"
				}
				out[m.Code+" "+g.Key] = told
			}
		}
		return out
	}

	t.Run("shares are told by zone, class and area, unless they are few", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t)
		app.Basics(t)
		adherents(t, app)
		plans(t, app, "M01", "planned", 1, 10)         // 10 of 19 in E
		plans(t, app, "M01", "implemented", 19, 26)    // 8 of 18 in F
		plans(t, app, "M01", "not_applicable", 27, 31) // five, all in F: 8 of 13
		plans(t, app, "M02", "planned", 1, 12)         // 12 in E, 3 in F: a few there
		plans(t, app, "M02", "planned", 19, 21)
		reader := app.As(t, authz.Observer)
		for query, want := range map[string]string{
			"by=zone":              "map[M01 Z1:10/19 53% M01 Z2:8/13 62% M01 network:18/32 56% M02 Z1:- M02 Z2:- M02 network:15/37 41%]",
			"by=class&measure=M01": "map[M01 E:10/19 53% M01 F:8/13 62% M01 network:18/32 56%]",
			"by=zone&type=TM09":    "map[]",
		} {
			if got := fmt.Sprint(homogeneity(t, reader, query)); got != want {
				t.Errorf("%s: %s", query, got)
			}
		}
		if got := homogeneity(t, app.As(t, authz.Secretariat), "by=zone"); got["M02 Z2"] != "3/18 17%" {
			t.Errorf("who sees every plan: %v", got)
		}
		// by area: among those who have risks of it
		app.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, state) SELECT istat_code, 'B', 'p', 'e', 'local' FROM municipalities WHERE istat_code BETWEEN '700001' AND '700024'`)
		app.Exec(t, `INSERT INTO measure_risks (adoption_id, risk_id) SELECT a.id, r.id FROM measure_adoptions a JOIN risks r USING (municipality_code) WHERE a.measure_code = 'M01' AND a.municipality_code BETWEEN '700001' AND '700010'`)
		if got := fmt.Sprint(homogeneity(t, reader, "by=area&measure=M01")); got != "map[M01 B:10/24 42% M01 network:18/32 56%]" {
			t.Errorf("%s", got)
		}
		reader.Get(t, "/measure-homogeneity?by=name").Refused(http.StatusBadRequest, "malformed", "by")
		app.Anonymous().Get(t, "/measure-homogeneity").Refused(http.StatusUnauthorized, "login-required")
	})

	t.Run("a municipality sees what similar ones have and it has not, and whom to ask", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t)
		adherents(t, p.app)
		plans(t, p.app, "M01", "implemented", 1, 12)
		plans(t, p.app, "M01", "planned", 19, 25)
		plans(t, p.app, "M02", "planned", 1, 14)
		plans(t, p.app, "M02", "planned", 19, 28)
		p.app.Exec(t, `UPDATE measure_adoptions SET tells_at = '2026-10-01' WHERE municipality_code = '700003' AND measure_code = 'M01'`)
		gaps := func() []v1.MeasureGap {
			return testkit.JSON[v1.MeasureGaps](p.mine.Get(t, "/measure-gaps?municipality="+testkit.Milazzo).Want(http.StatusOK)).Items
		}
		got := gaps()
		if len(got) != 2 || got[0].Code != "M02" || got[0].Share.Percent != 74 || len(got[0].Reasons) != 3 || !strings.Contains(got[0].Reasons[0], "14 comuni su 19 della stessa classe") ||
			got[1].Code != "M01" || got[1].Tellers != 1 {
			t.Errorf("%+v", got)
		}
		if strings.Contains(fmt.Sprint(got), "Borgo") {
			t.Errorf("a name: %+v", got)
		}
		tellers := testkit.JSON[v1.MeasureTellers](p.mine.Get(t, address("measures", got[1].ID)+"/tellers").Want(http.StatusOK)).Items
		if len(tellers) != 1 || tellers[0].Name != "Borgo 3" || tellers[0].PEC != "borgo3@pec.example.org" || tellers[0].Since != "2026-10-01" {
			t.Errorf("%+v", tellers)
		}
		p.app.Exec(t, `UPDATE measure_adoptions SET tells_at = NULL WHERE municipality_code = '700003' AND measure_code = 'M01'`) // withdrawn
		if none := testkit.JSON[v1.MeasureTellers](p.mine.Get(t, address("measures", got[1].ID)+"/tellers").Want(http.StatusOK)).Items; len(none) != 0 {
			t.Errorf("%+v", none)
		}
		p.adopt(t)
		if left := gaps(); len(left) != 1 || left[0].Code != "M02" {
			t.Errorf("%+v", left)
		}
		p.other.Get(t, "/measure-gaps?municipality="+testkit.Milazzo).Refused(http.StatusNotFound, "municipality-not-found")
		p.app.As(t, authz.Secretariat).Get(t, "/measure-gaps?municipality=999999").Refused(http.StatusNotFound, "municipality-not-found")
		p.mine.Get(t, "/measure-gaps").Refused(http.StatusBadRequest, "malformed", "municipality")
		p.app.As(t, authz.Observer).Get(t, address("measures", got[1].ID)+"/tellers").Refused(http.StatusForbidden, "missing-permission")
	})

	t.Run("the adviser ranks measures for a local risk, with its reasons", func(t *testing.T) {
		t.Parallel()
		p := newPlanning(t) // its risk: area B, factors FA1 and FA2, measure M01 indicated
		adherents(t, p.app)
		p.app.Exec(t, `UPDATE measures SET areas = '{B}', enabling_factors = '{FA2}', small_variant = 'Un modulo solo' WHERE code = 'M02'`)
		p.app.Exec(t, `INSERT INTO measures (code, name, type_code, position, areas) VALUES ('M03', 'Altro', 'TM01', 3, '{A}'), ('M04', 'Per tutti', 'TM01', 4, '{}')`)
		p.app.Exec(t, `UPDATE municipalities SET population = 2000 WHERE istat_code = '083049'`)
		plans(t, p.app, "M02", "implemented", 1, 14)
		plans(t, p.app, "M02", "implemented", 19, 25)
		p.app.Exec(t, `INSERT INTO monitoring_rounds (municipality_code, year, number, due_on, share_percent) SELECT DISTINCT municipality_code, 2026, 1, '2026-12-31'::date, 100 FROM measure_adoptions`)
		p.app.Exec(t, `INSERT INTO monitoring_checks (round_id, adoption_id, municipality_code, sampled, suitability, reviewed_at)
			SELECT r.id, a.id, a.municipality_code, true, 'yes', now() FROM measure_adoptions a JOIN monitoring_rounds r USING (municipality_code) WHERE a.municipality_code <= '700006'`)
		advice := func() []v1.AdvisedMeasure {
			return testkit.JSON[v1.RiskAdvice](p.mine.Get(t, at(p.risk)+"/advice").Want(http.StatusOK)).Items
		}
		got := advice()
		if len(got) != 3 || got[0].Code != "M02" || got[1].Code != "M01" || got[2].Code != "M04" {
			t.Fatalf("%+v", got)
		}
		first := got[0]
		if first.Share.Percent != 74 || first.Suitability != "high" || first.Effort != "low" || fmt.Sprint(first.Neutralises) != "[FA2]" || first.AdoptionID != 0 {
			t.Errorf("%+v", first)
		}
		for i, want := range []string{"14 comuni su 19", "Agisce su «Mancanza di trasparenza»", "giudicano idonea", "Chiede poco", "Un modulo solo"} {
			if !strings.Contains(first.Reasons[i], want) {
				t.Errorf("reason %d: %q, want %q", i, first.Reasons[i], want)
			}
		}
		if !slices.Contains(got[1].Reasons, "È tra quelle indicate per questo rischio") || got[1].Suitability != "unknown" || !got[1].Share.Suppressed {
			t.Errorf("%+v", got[1])
		}
		a, _ := p.adopt(t)
		if again := advice(); again[1].AdoptionID != a.ID || !again[1].Treats {
			t.Errorf("%+v", again[1])
		}
		p.other.Get(t, at(p.risk)+"/advice").Refused(http.StatusNotFound, "risk-not-found")
		entry := testkit.JSON[v1.Risk](p.app.As(t, authz.Secretariat).Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
		p.mine.Get(t, at(entry)+"/advice").Refused(http.StatusConflict, "risk-not-local")
		p.app.As(t, authz.Observer).Get(t, at(entry)+"/advice").Refused(http.StatusForbidden, "missing-permission")
	})
}

// How often these ask the database is a promise, whatever the number of rows.
func TestMeasuresRoundTrips(t *testing.T) {
	t.Parallel()
	app, trace := testkit.Traced(t, false)
	app.Basics(t)
	adherents(t, app)
	plans(t, app, "M01", "planned", 1, 36)
	mine := app.As(t, authz.Referent, testkit.Milazzo)
	risk := testkit.JSON[v1.Risk](mine.Post(t, "/risks", localRisk()).Want(http.StatusCreated))
	made := testkit.JSON[v1.MeasureAdoption](mine.Post(t, "/measure-adoptions", v1.MeasureAdoptionNew{Municipality: testkit.Milazzo, Measure: "M01"}).Want(http.StatusCreated))
	for path, budget := range map[string]int{
		"/measures?scope=specific": 1, "/measure-adoptions": 2, address("measure-adoptions", made.ID): 2, "/measure-homogeneity?by=area": 1,
		"/measure-gaps?municipality=" + testkit.Milazzo: 2, at(risk) + "/advice": 3,
	} {
		mine.Get(t, path)
		trace.Trips()
		mine.Get(t, path).Want(http.StatusOK)
		if trips := trace.Trips(); len(trips) > budget {
			t.Errorf("%s: %d round trips, the budget is %d:\n  %s", path, len(trips), budget, strings.Join(trips, "\n  "))
		}
	}
}
