package v1_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

const milazzo, malfa = "/municipalities/" + testkit.Milazzo, "/municipalities/" + testkit.Malfa

// names lists the municipalities a query finds, in order.
func names(t *testing.T, c testkit.Client, query string) string {
	t.Helper()
	var out []string
	for _, m := range testkit.JSON[page.Of[v1.Municipality]](c.Get(t, "/municipalities?"+query).Want(http.StatusOK)).Items {
		out = append(out, m.Name)
	}
	return strings.Join(out, ", ")
}

// more puts municipalities with difficult names beside the three of the fixture.
func more(t *testing.T, app *testkit.App) {
	t.Helper()
	app.Exec(t, `INSERT INTO municipalities (istat_code, name, official_name, aliases, former_codes, cadastral_code, population, population_year, area_km2, lat, lon,
		altimetric_zone, coastal, island, inner_area_class, employees, employees_year, adhesion)
		VALUES ('083089', 'Santa Teresa di Riva', '', '{}', '{}', 'I311', 9287, 2021, 8.1, 37.9, 15.4, 'coastal_hill', true, false, 'D', 60, 2025, 'member'),
		       ('083053', 'Moio Alcantara', '', '{}', '{}', 'F277', 679, 2021, 8.4, 37.9, 15.0, 'inland_mountain', false, false, 'F', 12, 2025, 'member'),
		       ('083084', 'Sant''Agata di Militello', '', '{}', '{}', 'I199', 12191, 2021, 33.5, 38.1, 14.6, 'coastal_hill', true, false, 'E', 49, 2025, 'contacted'),
		       ('083100', 'Tripi', 'Tripi - Abakainon', '{Abaceno}', '{083999}', 'L431', 785, 2021, 54.3, 38.0, 15.1, 'inland_mountain', false, false, 'E', NULL, NULL, 'declined')`)
}

func TestMunicipalities(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, secretariat testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		return app, app.As(t, authz.Secretariat)
	}
	ptr := func(n int) *int { return &n }
	edit := func(m v1.Municipality, change ...func(*v1.MunicipalityEdit)) v1.MunicipalityEdit {
		for _, c := range change {
			c(&m.MunicipalityEdit)
		}
		return m.MunicipalityEdit
	}

	t.Run("anybody finds them, as people write them", func(t *testing.T) {
		app, _ := setup(t)
		more(t, app)
		c := app.Anonymous()
		for q, want := range map[string]string{
			"s teresa di riva": "Santa Teresa di Riva", "S. Teresa": "Santa Teresa di Riva", "mojo alcantara": "Moio Alcantara", "caprileone": "Capri Leone",
			"milazo": "Milazzo", "MILÀZZO": "Milazzo", "sant agata": "Sant'Agata di Militello", "agata mil": "Sant'Agata di Militello", "abacen": "Tripi",
			"083999": "", "f206": "Milazzo", "083049": "Milazzo", "napoli": "", "'": "", "mil": "Milazzo, Sant'Agata di Militello",
		} {
			if got := names(t, c, "q="+url.QueryEscape(q)); got != want {
				t.Errorf("%q finds %q, want %q", q, got, want)
			}
		}
	})

	t.Run("lists filter and sort", func(t *testing.T) {
		app, secretariat := setup(t)
		more(t, app)
		app.Exec(t, `INSERT INTO people (id, given_name, family_name, office_email) VALUES (1, 'Maria', 'Bianchi', 'm@example.org')`)
		app.Exec(t, `INSERT INTO mandates (person_id, role, municipality_code, substitute, valid_from, valid_to) VALUES
			(1, 'rpct', '083049', false, '2020-01-01', NULL), (1, 'rpct', '083043', false, '2020-01-01', '2021-01-01'), (1, 'rpct', '083053', true, '2020-01-01', NULL),
			(1, 'rpct', '083084', false, '2026-01-01', NULL), (1, 'referent', '083043', false, '2026-01-01', NULL)`)
		c := app.Anonymous()
		for query, want := range map[string]string{
			"limit=3":                                 "Capri Leone, Malfa, Milazzo",
			"sort=-population&limit=2":                "Milazzo, Sant'Agata di Militello",
			"sort=population&limit=1":                 "Moio Alcantara",
			"class=A&class=F":                         "Malfa, Milazzo, Moio Alcantara",
			"class=F&coastal=true":                    "Malfa",
			"island=true":                             "Malfa",
			"island=false&class=F":                    "Moio Alcantara",
			"regime=ordinary":                         "Santa Teresa di Riva",
			"regime=simplified":                       "Sant'Agata di Militello",
			"regime=small":                            "Moio Alcantara",
			"regime=undetermined&class=E":             "Capri Leone, Tripi",
			"adhesion=member":                         "Moio Alcantara, Santa Teresa di Riva",
			"altimetric_zone=inland_mountain":         "Moio Alcantara, Tripi",
			"population_min=800&population_max=5000":  "Capri Leone, Malfa",
			"municipality=083043&municipality=083100": "Malfa, Tripi",
			"vacant=rpct":                             "Capri Leone, Malfa, Moio Alcantara, Santa Teresa di Riva, Tripi",
			"vacant=referent&class=F":                 "Moio Alcantara",
			"updated_since=2099-01-01T00:00:00Z":      "",
			"archived=true":                           "",
		} {
			if got := names(t, c, query); got != want {
				t.Errorf("%s finds %q, want %q", query, got, want)
			}
		}
		first := testkit.JSON[page.Of[v1.Municipality]](c.Get(t, "/municipalities?limit=4"))
		if first.Total != 7 || names(t, c, "limit=4&cursor="+first.NextCursor) != "Sant'Agata di Militello, Santa Teresa di Riva, Tripi" {
			t.Errorf("second page of %d: %s", first.Total, names(t, c, "limit=4&cursor="+first.NextCursor))
		}
		for query, pointer := range map[string]string{"class=G": "class[0]", "regime=big": "regime[0]", "adhesion=x": "adhesion[0]", "coastal=forse": "coastal",
			"population_min=-1": "population_min", "vacant=mayor": "vacant", "zone=0": "zone[0]", "municipality=83049": "municipality[0]", "sort=lat": "sort"} {
			if r := c.Get(t, "/municipalities?"+query).Want(http.StatusBadRequest); !strings.Contains(string(r.Body), `"`+pointer+`"`) {
				t.Errorf("%s: %s", query, r.Body)
			}
		}
		_ = secretariat
	})

	t.Run("a code leads to its municipality, a former one too", func(t *testing.T) {
		app, secretariat := setup(t)
		more(t, app)
		c := app.Anonymous()
		r := c.Get(t, "/municipalities/083999").Want(http.StatusOK)
		m := testkit.JSON[v1.Municipality](r)
		if m.IstatCode != "083100" || m.OfficialName != "Tripi - Abakainon" || m.Regime != "undetermined" || len(m.Actions) != 0 || m.Employees != nil || m.Zones == nil {
			t.Errorf("%+v", m)
		}
		c.Get(t, "/municipalities/083100", "If-None-Match", r.ETag()).Want(http.StatusNotModified)
		for _, bad := range []string{"83049", "0830490", "08304a", "%2B83049", "-83049"} {
			c.Get(t, "/municipalities/"+bad).Refused(http.StatusBadRequest, "malformed", "istat_code")
		}
		c.Get(t, "/municipalities/000000").Refused(http.StatusNotFound, "municipality-not-found")
		secretariat.Get(t, "/municipalities/000000/history").Refused(http.StatusNotFound, "municipality-not-found")
		secretariat.Get(t, "/municipalities/000000/officers").Refused(http.StatusNotFound, "municipality-not-found")
		secretariat.Delete(t, "/municipalities/000000", "If-Match", `"v1"`).Refused(http.StatusNotFound, "municipality-not-found")
	})

	t.Run("the secretariat keeps identity, territory and adhesion", func(t *testing.T) {
		app, secretariat := setup(t)
		more(t, app)
		app.Exec(t, `UPDATE municipalities SET edited = false, edition = '2026.1'`)
		app.Exec(t, `INSERT INTO training_needs (municipality_code, year, topic_code, level, reason, audience, persons, current_level, desired_level, priority, motivation, mode)
			VALUES ('083049', 2026, 'TF01', 'general', 'legal_duty', 'tutti', 2, 1, 2, 'low', '', 'webinar')`)
		r := secretariat.Get(t, milazzo)
		m := testkit.JSON[v1.Municipality](r)
		if strings.Join(m.Actions, " ") != "edit archive profile disadvantage officers drafts plan" {
			t.Errorf("actions %v", m.Actions)
		}
		secretariat.Put(t, milazzo, edit(m)).Refused(http.StatusPreconditionRequired, "if-match-required")
		got := testkit.JSON[v1.Municipality](secretariat.Put(t, milazzo, edit(m, func(e *v1.MunicipalityEdit) {
			e.IstatCode, e.Population, e.Aliases = "083200", 30000, []string{"Mylae"}
		}), "If-Match", r.ETag()).Want(http.StatusOK))
		if got.Version != 2 || got.Population != 30000 || got.Adhesion != "not_contacted" || fmt.Sprint(got.FormerCodes) != "[083049]" {
			t.Errorf("%+v", got)
		}
		// everything that refers to it follows, and the old address still leads there
		if n := testkit.JSON[v1.Municipality](secretariat.Get(t, milazzo)); n.IstatCode != "083200" || names(t, secretariat, "q=mylae") != "Milazzo" {
			t.Errorf("%+v", n)
		}
		if needs := testkit.JSON[page.Of[v1.TrainingNeed]](secretariat.Get(t, "/training-needs?municipality=083200")); needs.Total != 1 {
			t.Errorf("%d needs followed", needs.Total)
		}
		history := testkit.JSON[page.Of[v1.HistoryEntry]](secretariat.Get(t, milazzo+"/history"))
		changes := fmt.Sprint(history.Items[0].Changes)
		for _, want := range []string{"{istat_code 083049 083200}", "{population 30397 30000}", "{aliases  Mylae}"} {
			if !strings.Contains(changes, want) {
				t.Errorf("the history does not say %s: %s", want, changes)
			}
		}
		var edited bool
		if err := app.DB.Pool().QueryRow(t.Context(), `SELECT edited AND edition = '2026.1' FROM municipalities WHERE id = $1`, got.ID).Scan(&edited); err != nil || !edited {
			t.Errorf("not marked as edited by people: %v", err)
		}
		late := secretariat.Put(t, milazzo, edit(got), "If-Match", r.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		if !strings.Contains(string(late.Body), `"version":2`) {
			t.Errorf("the refusal does not say which version: %s", late.Body)
		}
		for _, role := range []authz.Role{authz.RPCT, authz.Referent, authz.Coordinator, authz.Observer, authz.Client} {
			app.As(t, role, testkit.Milazzo).Put(t, milazzo, edit(got), "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
		}
		app.Anonymous().Put(t, milazzo, edit(got), "If-Match", `"v2"`).Refused(http.StatusUnauthorized, "login-required")

		bad := func(pointer string, change func(*v1.MunicipalityEdit)) {
			t.Helper()
			secretariat.Put(t, milazzo, edit(got, change), "If-Match", `"v2"`).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		bad("/name", func(e *v1.MunicipalityEdit) { e.Name = "  " })
		bad("/istat_code", func(e *v1.MunicipalityEdit) { e.IstatCode = "83049" })
		bad("/istat_code", func(e *v1.MunicipalityEdit) { e.IstatCode = "083999" })
		bad("/former_codes/1", func(e *v1.MunicipalityEdit) { e.FormerCodes = []string{"083049", testkit.Malfa} })
		bad("/former_codes/0", func(e *v1.MunicipalityEdit) { e.FormerCodes = []string{"083999"} })
		bad("/former_codes/0", func(e *v1.MunicipalityEdit) { e.FormerCodes = []string{"083200"} })
		bad("/former_codes/1", func(e *v1.MunicipalityEdit) { e.FormerCodes = []string{"083777", "083777"} })
		bad("/cadastral_code", func(e *v1.MunicipalityEdit) { e.CadastralCode = "f206" })
		bad("/postal_code", func(e *v1.MunicipalityEdit) { e.PostalCode = "980" })
		bad("/phone_prefix", func(e *v1.MunicipalityEdit) { e.PhonePrefix = "zero" })
		bad("/coastal", func(e *v1.MunicipalityEdit) { e.Coastal = nil })
		bad("/lat", func(e *v1.MunicipalityEdit) { e.Lat = 91 })
		bad("/inner_area_class", func(e *v1.MunicipalityEdit) { e.InnerAreaClass = "G" })
		secretariat.Put(t, milazzo, edit(got, func(e *v1.MunicipalityEdit) { e.IstatCode = testkit.Malfa }), "If-Match", `"v2"`).
			Refused(http.StatusConflict, "municipality-duplicate")
	})

	t.Run("a municipality keeps its own data, and only its own", func(t *testing.T) {
		app, secretariat := setup(t)
		mine := app.As(t, authz.Referent, testkit.Malfa)
		r := mine.Get(t, malfa)
		if m := testkit.JSON[v1.Municipality](r); strings.Join(m.Actions, " ") != "profile disadvantage officers drafts plan" {
			t.Errorf("actions %v", m.Actions)
		}
		if m := testkit.JSON[v1.Municipality](mine.Get(t, milazzo)); len(m.Actions) != 0 {
			t.Errorf("actions on another municipality: %v", m.Actions)
		}
		profile := v1.MunicipalityProfile{PEC: "comune@pec.malfa.example.org", Website: "https://malfa.example.org/", Employees: ptr(18), EmployeesYear: ptr(2025)}
		mine.Put(t, malfa+"/profile", profile).Refused(http.StatusPreconditionRequired, "if-match-required")
		m := testkit.JSON[v1.Municipality](mine.Put(t, malfa+"/profile", profile, "If-Match", r.ETag()).Want(http.StatusOK))
		if m.Regime != "small" || m.PEC != profile.PEC || *m.Employees != 18 || m.Population != 947 {
			t.Errorf("%+v", m)
		}
		m = testkit.JSON[v1.Municipality](app.As(t, authz.Client, testkit.Malfa).Put(t, malfa+"/profile", v1.MunicipalityProfile{Employees: ptr(50), EmployeesYear: ptr(2025)},
			"If-Match", `"v2"`).Want(http.StatusOK))
		if m.Regime != "ordinary" || m.PEC != "" {
			t.Errorf("%+v", m)
		}
		mine.Put(t, malfa+"/profile", profile, "If-Match", `"v2"`).Refused(http.StatusPreconditionFailed, "stale-version")
		mine.Put(t, malfa+"/profile", v1.MunicipalityProfile{Employees: ptr(3)}, "If-Match", `"v3"`).Refused(http.StatusUnprocessableEntity, "validation", "/employees_year")
		mine.Put(t, malfa+"/profile", v1.MunicipalityProfile{EmployeesYear: ptr(2025)}, "If-Match", `"v3"`).Refused(http.StatusUnprocessableEntity, "validation", "/employees")
		mine.Put(t, malfa+"/profile", v1.MunicipalityProfile{PEC: "non è", Website: "javascript:alert(1)"}, "If-Match", `"v3"`).
			Refused(http.StatusUnprocessableEntity, "validation", "/pec", "/website")
		mine.Put(t, malfa+"/profile", map[string]any{"population": 5}, "If-Match", `"v3"`).Refused(http.StatusBadRequest, "malformed", "/population")
		mine.Put(t, milazzo+"/profile", profile, "If-Match", `"v1"`).Refused(http.StatusForbidden, "not-yours")
		app.As(t, authz.Coordinator, testkit.Malfa).Put(t, malfa+"/profile", profile, "If-Match", `"v3"`).Refused(http.StatusForbidden, "missing-permission")
		secretariat.Put(t, milazzo+"/profile", profile, "If-Match", `"v1"`).Want(http.StatusOK)
	})

	t.Run("one is added and archived", func(t *testing.T) {
		app, secretariat := setup(t)
		yes, no := true, false
		fresh := v1.MunicipalityNew{MunicipalityEdit: v1.MunicipalityEdit{IstatCode: "083109", Name: "Nuovo Comune", CadastralCode: "Z999", Population: 1200, PopulationYear: 2026,
			AreaKm2: 12.34567, Lat: 38.1, Lon: 15.1, AltimetricZone: "coastal_hill", Coastal: &yes, Island: &no, InnerAreaClass: "D"},
			MunicipalityProfile: v1.MunicipalityProfile{Employees: ptr(10), EmployeesYear: ptr(2025)}}
		r := secretariat.Post(t, "/municipalities", fresh).Want(http.StatusCreated)
		m := testkit.JSON[v1.Municipality](r)
		if r.Header.Get("Location") != httpx.Base+"/municipalities/083109" || m.Regime != "small" || m.AreaKm2 != 12.3457 || m.AltitudeM != nil {
			t.Errorf("%s %+v", r.Header.Get("Location"), m)
		}
		secretariat.Post(t, "/municipalities", fresh).Refused(http.StatusConflict, "municipality-duplicate")
		secretariat.Post(t, "/municipalities", map[string]any{"istat_code": "083110"}).
			Refused(http.StatusUnprocessableEntity, "validation", "/name", "/population", "/coastal", "/inner_area_class", "/cadastral_code")
		app.As(t, authz.Referent, "083109").Post(t, "/municipalities", fresh).Refused(http.StatusForbidden, "missing-permission")
		secretariat.Delete(t, "/municipalities/083109").Refused(http.StatusPreconditionRequired, "if-match-required")
		app.As(t, authz.RPCT, "083109").Delete(t, "/municipalities/083109", "If-Match", r.ETag()).Refused(http.StatusForbidden, "missing-permission")
		secretariat.Delete(t, "/municipalities/083109?reason=fusione", "If-Match", r.ETag()).Want(http.StatusNoContent)
		gone := testkit.JSON[v1.Municipality](app.Anonymous().Get(t, "/municipalities/083109").Want(http.StatusOK))
		if gone.ArchivedAt == nil || gone.ArchiveReason != "fusione" || names(t, secretariat, "q=nuovo") != "" || names(t, secretariat, "archived=true") != "Nuovo Comune" {
			t.Errorf("%+v", gone)
		}
		secretariat.Put(t, "/municipalities/083109", fresh.MunicipalityEdit, "If-Match", `"v2"`).Refused(http.StatusConflict, "municipality-archived")
		secretariat.Put(t, "/municipalities/083109/profile", fresh.MunicipalityProfile, "If-Match", `"v2"`).Refused(http.StatusConflict, "municipality-archived")
		secretariat.Delete(t, "/municipalities/083109", "If-Match", `"v2"`).Refused(http.StatusConflict, "municipality-archived")
	})

	t.Run("who serves there is told within reach", func(t *testing.T) {
		app, secretariat := setup(t)
		app.Exec(t, `INSERT INTO people (id, given_name, family_name, qualification, office_email, office_phone) VALUES (1, 'Maria', 'Bianchi', 'Segretaria', 'm@example.org', '090'),
			(2, 'Ugo', 'Rossi', '', 'u@example.org', '')`)
		app.Exec(t, `INSERT INTO mandates (person_id, role, municipality_code, substitute, act_kind, act_number, act_date, valid_from, valid_to, archived_at) VALUES
			(1, 'rpct', '083049', false, 'Decreto', '12', '2019-12-20', '2020-01-01', '2024-12-31', NULL),
			(2, 'rpct', '083049', false, 'Decreto', '3', '2024-12-20', '2025-01-01', NULL, NULL),
			(1, 'referent', '083049', true, '', '', NULL, '2023-01-01', NULL, NULL),
			(1, 'referent', '083049', false, '', '', NULL, '2022-01-01', NULL, now()),
			(1, 'rpct', '083043', false, '', '', NULL, '2022-01-01', NULL, NULL)`)
		out := testkit.JSON[page.Of[v1.MunicipalityOfficer]](app.As(t, authz.Referent, testkit.Milazzo).Get(t, milazzo+"/officers").Want(http.StatusOK))
		var got []string
		for _, o := range out.Items {
			got = append(got, fmt.Sprintf("%s %s %v %v %s %s %s", o.FamilyName, o.Role, o.Substitute, o.Current, o.From, o.To, o.ActNumber))
		}
		if want := "Rossi rpct false true 2025-01-01  3|Bianchi referent true true 2023-01-01  |Bianchi rpct false false 2020-01-01 2024-12-31 12"; strings.Join(got, "|") != want {
			t.Errorf("%q, want %q", got, want)
		}
		app.As(t, authz.Referent, testkit.Malfa).Get(t, milazzo+"/officers").Refused(http.StatusNotFound, "municipality-not-found")
		app.As(t, authz.Coordinator, testkit.Milazzo).Get(t, milazzo+"/officers").Want(http.StatusOK)
		app.As(t, authz.Observer).Get(t, milazzo+"/officers").Refused(http.StatusForbidden, "missing-permission")
		app.Anonymous().Get(t, milazzo+"/officers").Refused(http.StatusUnauthorized, "login-required")
		app.As(t, authz.Observer).Get(t, milazzo+"/history").Refused(http.StatusForbidden, "missing-permission")
		if empty := testkit.JSON[page.Of[v1.MunicipalityOfficer]](secretariat.Get(t, "/municipalities/083011/officers")); empty.Total != 0 || empty.Items == nil {
			t.Errorf("%+v", empty)
		}
	})

	t.Run("many are imported by their code", func(t *testing.T) {
		app, secretariat := setup(t)
		table := "istat_code;population;population_year;employees;employees_year;minutes_to_pole;aliases\n" +
			"083043;950;2024;18;2025;84,5;Amalfi delle Eolie | Marfa\n083049;;;;;3;\n083011;;;40;;;\n083555;100;2024;;;;\n"
		post := func(query string) httpx.BulkResult {
			t.Helper()
			return testkit.JSON[httpx.BulkResult](secretariat.Post(t, "/municipalities/bulk?"+query, table, "Content-Type", "text/csv", "Accept-Language", "it").Want(http.StatusOK))
		}
		pointers := func(r httpx.BulkRow) (out string) {
			for _, f := range r.Problem.Errors {
				out += f.Pointer + " "
			}
			return out
		}
		for _, query := range []string{"", "dry_run=true", "dry_run=true&on_error=skip"} {
			if out := post(query); out.Committed || out.Failed != 2 {
				t.Errorf("%s: %+v", query, out)
			}
			if m := testkit.JSON[v1.Municipality](secretariat.Get(t, malfa)); m.Version != 1 {
				t.Errorf("%s was written", query)
			}
		}
		out := post("on_error=skip")
		if !out.Committed || out.Updated != 2 || out.Failed != 2 || out.Results[2].Row != 4 || pointers(out.Results[2]) != "/employees_year " {
			t.Errorf("%+v", out)
		}
		for _, p := range []string{"/name ", "/cadastral_code ", "/area_km2 ", "/coastal ", "/island ", "/altimetric_zone ", "/inner_area_class "} {
			if !strings.Contains(pointers(out.Results[3]), p) {
				t.Errorf("a new municipality without %s: %s", p, pointers(out.Results[3]))
			}
		}
		m := testkit.JSON[v1.Municipality](secretariat.Get(t, malfa))
		if m.Population != 950 || *m.Employees != 18 || m.Regime != "small" || *m.MinutesToPole != 84.5 || len(m.Aliases) != 2 || m.Name != "Malfa" || m.AreaKm2 != 8.8 {
			t.Errorf("%+v", m)
		}
		if again := post("on_error=skip"); again.Unchanged != 2 || again.Updated != 0 || testkit.JSON[v1.Municipality](secretariat.Get(t, malfa)).Version != m.Version {
			t.Errorf("again: %+v", again)
		}
		whole := map[string]any{"istat_code": "083109", "name": "Nuovo", "cadastral_code": "Z999", "population": 10, "population_year": 2026, "area_km2": 1.23456, "lat": 38.1, "lon": 15.1,
			"altimetric_zone": "plain", "coastal": false, "island": false, "inner_area_class": "C", "minutes_to_pole": 12.34}
		rows := map[string]any{"rows": []any{whole, whole, map[string]any{"istat_code": "083109", "website": "boh"}, map[string]any{"istat_code": "x"}, map[string]any{"istat_code": "083043", "boh": 1}}}
		out = testkit.JSON[httpx.BulkResult](secretariat.Post(t, "/municipalities/bulk?on_error=skip", rows).Want(http.StatusOK))
		if out.Created != 1 || out.Unchanged != 1 || out.Failed != 3 || pointers(out.Results[2]) != "/website " || pointers(out.Results[3]) != "/istat_code /istat_code " && pointers(out.Results[3]) != "/istat_code " ||
			pointers(out.Results[4]) != "/boh " {
			t.Errorf("%+v", out)
		}
		// a former code leads to its municipality here too, and does not become its code again
		app.Exec(t, `UPDATE municipalities SET former_codes = '{083777}' WHERE istat_code = '083043'`)
		out = testkit.JSON[httpx.BulkResult](secretariat.Post(t, "/municipalities/bulk", `{"istat_code":"083777","aliases":[]}`, "Content-Type", "application/x-ndjson").Want(http.StatusOK))
		if m = testkit.JSON[v1.Municipality](secretariat.Get(t, malfa)); out.Updated != 1 || m.IstatCode != testkit.Malfa || len(m.Aliases) != 0 {
			t.Errorf("%+v %+v", out, m)
		}
		secretariat.Delete(t, malfa, "If-Match", fmt.Sprintf(`"v%d"`, m.Version)).Want(http.StatusNoContent)
		out = testkit.JSON[httpx.BulkResult](secretariat.Post(t, "/municipalities/bulk", map[string]any{"rows": []any{map[string]any{"istat_code": testkit.Malfa}}}))
		if m = testkit.JSON[v1.Municipality](secretariat.Get(t, malfa)); out.Updated != 1 || m.ArchivedAt != nil {
			t.Errorf("an archived one did not come back: %+v", out)
		}
		app.As(t, authz.RPCT, testkit.Malfa).Post(t, "/municipalities/bulk", rows).Refused(http.StatusForbidden, "missing-permission")
		secretariat.Post(t, "/municipalities/bulk", "istat_code;sindaco\n083043;x\n", "Content-Type", "text/csv").Refused(http.StatusUnprocessableEntity, "sheet-header")

		csv := string(app.Anonymous().Get(t, "/municipalities?class=F", "Accept", "text/csv", "Accept-Language", "it").Want(http.StatusOK).Body)
		if !strings.HasPrefix(csv, "\ufeffid;version;istat_code;former_codes;name;") || !strings.Contains(csv, ";Malfa;") || strings.Contains(csv, "Milazzo") {
			t.Errorf("csv: %s", csv)
		}
		nd := string(app.Anonymous().Get(t, "/municipalities", "Accept", "application/x-ndjson").Want(http.StatusOK).Body)
		if strings.Count(nd, "\n") != 4 || !strings.Contains(nd, `"zones":[]`) {
			t.Errorf("ndjson: %s", nd)
		}
	})

	t.Run("two create the same one at once", func(t *testing.T) {
		_, secretariat := setup(t)
		row := map[string]any{"rows": []any{map[string]any{"istat_code": "083109", "name": "Nuovo", "cadastral_code": "Z999", "population": 10, "population_year": 2026,
			"area_km2": 1, "lat": 38, "lon": 15, "altimetric_zone": "plain", "coastal": false, "island": false, "inner_area_class": "C"}}}
		var wg sync.WaitGroup
		outs := make([]httpx.BulkResult, 4)
		for i := range outs {
			wg.Go(func() { outs[i] = testkit.JSON[httpx.BulkResult](secretariat.Post(t, "/municipalities/bulk", row)) })
		}
		wg.Wait()
		created, unchanged := 0, 0
		for _, o := range outs {
			created, unchanged = created+o.Created, unchanged+o.Unchanged
		}
		if created != 1 || unchanged != 3 {
			t.Errorf("%+v", outs)
		}
	})
}
