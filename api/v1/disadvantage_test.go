package v1_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

const settings = "/network-settings/disadvantage"

// crowd adds n municipalities of a class, population 2,000, everything known unless said otherwise; from and on are for their codes.
func crowd(t testing.TB, app *testkit.App, from, n int, class, adhesion string) {
	t.Helper()
	app.Exec(t, `INSERT INTO municipalities (istat_code, name, cadastral_code, population, population_year, area_km2, lat, lon, altimetric_zone, coastal, island, inner_area_class,
		employees, employees_year, financial_distress, adhesion)
		SELECT (100000 + i)::text, 'Comune ' || i, 'Z' || lpad(i::text, 3, '0'), 2000, 2021, 10, 38, 15, 'inland_hill', false, false, $3, 30, 2025, 'none', $4
		FROM generate_series($1::int, $1::int + $2::int - 1) i`, from, n, class, adhesion)
}

func TestDisadvantage(t *testing.T) {
	t.Parallel()

	t.Run("a municipality sees its own index and what would change it", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		own := n.As(t, authz.RPCT, testkit.Malfa)
		path := "/municipalities/083043/disadvantage"
		read := own.Get(t, path).Want(http.StatusOK)
		x := testkit.JSON[v1.Disadvantage](read)
		if x.Total != 8+3+1 || x.Highest != x.Total+6 || !x.Partial || x.Class != "very_high" || len(x.Components) != 6 || *x.Weights.ClassF != 4 {
			t.Errorf("%+v", x)
		}
		for _, c := range x.Components {
			if known := c.Name != "staff" && c.Name != "secretary" && c.Name != "distress"; c.Known != known || !known && c.Points != 0 {
				t.Errorf("what is not known is not zero: %+v", c)
			}
		}
		own.Get(t, path, "If-None-Match", read.ETag()).Want(http.StatusNotModified)

		carlo := n.person(t, "Carlo", "Amico")
		n.mandate(t, secretary(carlo, "scavalco", testkit.Malfa, "2026-01-01"))
		n.mandate(t, commissioner(carlo, "extraordinary", testkit.Malfa, "2026-01-01", "council"))
		m := n.Get(t, "/municipalities/083043")
		profile := testkit.JSON[v1.Municipality](m).MunicipalityProfile
		profile.Employees, profile.EmployeesYear = new(12), new(2025)
		n.Put(t, "/municipalities/083043/profile", profile, "If-Match", m.ETag()).Want(http.StatusOK)
		if x = testkit.JSON[v1.Disadvantage](own.Get(t, path)); x.Total != 12+2+2 || x.Partial {
			t.Errorf("%+v", x)
		}
		for _, c := range x.Components {
			if want := map[string]string{"secretary": "very_high", "distress": "very_high"}[c.Name]; c.ClassIf != want {
				t.Errorf("%+v", c)
			}
		}
		if testkit.JSON[v1.Disadvantage](n.Get(t, path)).Total != 16 {
			t.Error("the secretariat sees something else")
		}
	})

	t.Run("nobody sees another's", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		zone := n.As(t, authz.Coordinator, testkit.Malfa, testkit.Milazzo)
		for _, other := range []testkit.Client{zone, n.As(t, authz.RPCT, testkit.Capri), n.As(t, authz.Referent, testkit.Milazzo), n.As(t, authz.Observer), n.As(t, authz.Commissioner, testkit.Capri)} {
			other.Get(t, "/municipalities/083043/disadvantage").Refused(http.StatusNotFound, "disadvantage-not-found")
			other.Get(t, "/municipalities/999999/disadvantage").Refused(http.StatusNotFound, "disadvantage-not-found")
			other.Get(t, "/municipalities?disadvantage=very_high").Refused(http.StatusForbidden, "missing-permission")
			other.Get(t, settings).Refused(http.StatusForbidden, "missing-permission")
			if m := testkit.JSON[v1.Municipality](other.Get(t, "/municipalities/083043")); m.FinancialDistress != "" || strings.Contains(fmt.Sprint(m.Actions), "disadvantage") {
				t.Errorf("%+v", m)
			}
		}
		n.Anonymous().Get(t, "/municipalities/083043/disadvantage").Refused(http.StatusUnauthorized, "login-required")
		n.Anonymous().Get(t, "/network/disadvantage").Refused(http.StatusUnauthorized, "login-required")
		n.Anonymous().Get(t, "/municipalities?disadvantage=low").Refused(http.StatusUnauthorized, "login-required")
		got := testkit.JSON[page.Of[v1.Municipality]](n.Get(t, "/municipalities?disadvantage=very_high&disadvantage=low").Want(http.StatusOK))
		if got.Total != 2 || got.Items[0].Name != "Malfa" || got.Items[1].Name != "Milazzo" {
			t.Errorf("the secretariat lists %+v", got)
		}
		if got := testkit.JSON[page.Of[v1.Municipality]](n.Get(t, "/municipalities?disadvantage=high")).Total; got != 0 {
			t.Errorf("an empty class lists %d", got)
		}
		n.Get(t, "/municipalities?disadvantage=worst").Want(http.StatusBadRequest)
	})

	t.Run("financial distress", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(t)
		own := n.As(t, authz.RPCT, testkit.Malfa)
		path := "/municipalities/083043"
		put := func(change func(*v1.MunicipalityProfile)) *testkit.Response {
			m := own.Get(t, path)
			p := testkit.JSON[v1.Municipality](m).MunicipalityProfile
			change(&p)
			return own.Put(t, path+"/profile", p, "If-Match", m.ETag())
		}
		since := "/financial_distress_since"
		put(func(p *v1.MunicipalityProfile) { p.FinancialDistress = "dissesto" }).Refused(http.StatusUnprocessableEntity, "validation", since)
		put(func(p *v1.MunicipalityProfile) {
			p.FinancialDistress, p.FinancialDistressSince = "dissesto", "2099-01-01"
		}).
			Refused(http.StatusUnprocessableEntity, "validation", since)
		put(func(p *v1.MunicipalityProfile) { p.FinancialDistress, p.FinancialDistressSince = "none", "2024-01-01" }).
			Refused(http.StatusUnprocessableEntity, "validation", since)
		put(func(p *v1.MunicipalityProfile) { p.FinancialDistress = "crisi" }).Refused(http.StatusUnprocessableEntity, "validation", "/financial_distress")
		m := testkit.JSON[v1.Municipality](put(func(p *v1.MunicipalityProfile) {
			p.FinancialDistress, p.FinancialDistressSince, p.FinancialDistressAct = "riequilibrio", "2024-07-01", "Delibera di consiglio n. 31"
		}).Want(http.StatusOK))
		if m.FinancialDistress != "riequilibrio" || m.FinancialDistressSince != "2024-07-01" {
			t.Errorf("%+v", m)
		}
		n.As(t, authz.RPCT, testkit.Capri).Put(t, path+"/profile", m.MunicipalityProfile, "If-Match", `"v2"`).Refused(http.StatusForbidden, "not-yours")
		for who, c := range map[string]testkit.Client{"a colleague": n.As(t, authz.RPCT, testkit.Capri), "a coordinator": n.As(t, authz.Coordinator, testkit.Malfa)} {
			if told := string(c.Get(t, path+"/history").Want(http.StatusOK).Body); strings.Contains(told, "riequilibrio") || strings.Contains(told, "financial_distress") {
				t.Errorf("the history tells %s: %s", who, told)
			}
		}
		if told := string(own.Get(t, path+"/history").Want(http.StatusOK).Body); !strings.Contains(told, "riequilibrio") {
			t.Errorf("the history does not tell the municipality itself: %s", told)
		}
	})

	t.Run("the network is counted by class and nobody is told apart", func(t *testing.T) {
		t.Parallel()
		app := testkit.New(t)
		crowd(t, app, 1, 20, "A", "operational")                                            // 2 points: low
		crowd(t, app, 21, 8, "E", "operational")                                            // 8: high
		crowd(t, app, 29, 6, "E", "contacted")                                              // high
		crowd(t, app, 35, 2, "F", "operational")                                            // 10: high
		crowd(t, app, 37, 12, "C", "contacted")                                             // 4: medium
		crowd(t, app, 49, 6, "A", "contacted")                                              // low: were all of them members, who is none would be of no low class
		app.Exec(t, `UPDATE municipalities SET island = true WHERE inner_area_class = 'F'`) // 11: very high
		app.Exec(t, `UPDATE municipalities SET employees = NULL, employees_year = NULL WHERE inner_area_class = 'F'`)
		exact := testkit.JSON[v1.NetworkDisadvantage](app.As(t, authz.Secretariat).Get(t, "/network/disadvantage").Want(http.StatusOK))
		var got []string
		for _, c := range exact.Classes {
			got = append(got, fmt.Sprint(c.Class, " ", c.Municipalities.Count, c.Members.Count, c.Referents.Count, c.Needs.Count))
		}
		if strings.Join(got, ", ") != "low 26 20 0 0, medium 12 0 0 0, high 14 8 0 0, very_high 2 2 0 0" || exact.Partial.Count != 54 {
			t.Errorf("%v, %+v", got, exact.Partial) // no secretary is known
		}
		for _, c := range []testkit.Client{app.As(t, authz.Coordinator, "100001"), app.As(t, authz.Observer), app.As(t, authz.RPCT, "100001")} {
			r := c.Get(t, "/network/disadvantage").Want(http.StatusOK)
			x := testkit.JSON[v1.NetworkDisadvantage](r)
			if v := x.Classes[3]; !v.Municipalities.Suppressed || !v.Members.Suppressed || v.Municipalities.Count != 0 {
				t.Errorf("two municipalities are told apart: %+v", x)
			}
			if !x.Classes[1].Municipalities.Suppressed && !x.Classes[2].Municipalities.Suppressed { // or the difference tells
				t.Errorf("the hidden class follows from the others: %+v", x)
			}
			if v := x.Classes[0]; v.Municipalities.Count != 26 || v.Members.Count != 20 {
				t.Errorf("nothing is told: %+v", x)
			}
			if strings.Contains(string(r.Body), "Comune") || strings.Contains(string(r.Body), "10000") {
				t.Errorf("names: %s", r.Body)
			}
		}
		if r := app.Actor(authz.Actor{Scopes: []authz.Permission{authz.RiskRead}, Mandates: []authz.Mandate{{Role: authz.Secretariat}}}).Get(t, "/network/disadvantage"); strings.Contains(string(r.Body), `"count":2,`) {
			t.Errorf("a narrow token of the secretariat sees it all: %s", r.Body)
		}
	})
}

func TestDisadvantageWeights(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	secretariat := app.As(t, authz.Secretariat)
	read := secretariat.Get(t, settings).Want(http.StatusOK)
	s := testkit.JSON[v1.DisadvantageSetting](read)
	if *s.Value.FromVeryHigh != 11 || *s.Standard.ClassFactor != 2 || s.Version != 1 {
		t.Errorf("%+v", s)
	}
	other := s.Value
	other.Island, other.FromVeryHigh = new(0), new(12)
	shifts := testkit.JSON[v1.DisadvantagePreview](secretariat.Post(t, settings+"/preview", other).Want(http.StatusOK))
	if shifts.Moved != 1 || shifts.Classes[3].Before != 1 || shifts.Classes[3].After != 0 || shifts.Classes[2].After != 1 {
		t.Errorf("%+v", shifts)
	}
	if again := secretariat.Get(t, settings); again.ETag() != read.ETag() {
		t.Error("a preview saved")
	}
	bad := other
	bad.ClassF, bad.FromHigh = new(0), new(3)
	secretariat.Post(t, settings+"/preview", bad).Refused(http.StatusUnprocessableEntity, "validation", "/class_f", "/from_high")
	secretariat.Put(t, settings, bad, "If-Match", read.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/class_f", "/from_high")
	bad = other
	bad.Secretary = nil
	secretariat.Put(t, settings, bad, "If-Match", read.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/secretary")
	bad.Secretary = new(21)
	secretariat.Put(t, settings, bad, "If-Match", read.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/secretary")
	bad = other
	bad.FromVeryHigh = new(18)
	secretariat.Put(t, settings, bad, "If-Match", read.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "/from_very_high")
	secretariat.Put(t, settings, json.RawMessage(`{"class_g": 1}`), "If-Match", read.ETag()).Refused(http.StatusBadRequest, "malformed", "/class_g")
	secretariat.Put(t, settings, other).Refused(http.StatusPreconditionRequired, "if-match-required")

	saved := testkit.JSON[v1.DisadvantageSetting](secretariat.Put(t, settings, other, "If-Match", read.ETag()).Want(http.StatusOK))
	if *saved.Value.Island != 0 || *saved.Standard.Island != 1 || saved.Version != 2 {
		t.Errorf("%+v", saved)
	}
	secretariat.Put(t, settings, s.Value, "If-Match", read.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
	if x := testkit.JSON[v1.Disadvantage](secretariat.Get(t, "/municipalities/083043/disadvantage")); x.Total != 11 || x.Class != "high" {
		t.Errorf("the new weights do not count: %+v", x)
	}
	secretariat.Put(t, settings, func() v1.DisadvantageWeights { w := other; w.Island = new(1); return w }(), "If-Match", `"v2"`).Want(http.StatusOK)
	h := testkit.JSON[page.Of[v1.HistoryEntry]](secretariat.Get(t, settings+"/history").Want(http.StatusOK))
	if len(h.Items) != 2 || fmt.Sprint(h.Items[0].Changes) != "[{island 0 1}]" {
		t.Errorf("history %+v", h)
	}
	for _, role := range []authz.Role{authz.RPCT, authz.Coordinator, authz.Observer} {
		c := app.As(t, role, testkit.Milazzo)
		c.Get(t, settings+"/history").Refused(http.StatusForbidden, "missing-permission")
		c.Put(t, settings, other, "If-Match", `"v3"`).Refused(http.StatusForbidden, "missing-permission")
		c.Post(t, settings+"/preview", other).Refused(http.StatusForbidden, "missing-permission")
	}
}
