package v1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

// towns adds municipalities 083101…083109, alike in everything but what change says.
func towns(t *testing.T, app *testkit.App) {
	t.Helper()
	app.Exec(t, `INSERT INTO municipalities (istat_code, name, cadastral_code, population, population_year, area_km2, lat, lon, altimetric_zone, coastal, island, inner_area_class)
		SELECT '0831' || lpad(i::text, 2, '0'), 'Comune ' || i, 'Z1' || lpad(i::text, 2, '0'), 2000, 2021, 1, 38, 15, 'plain', false, false, 'D' FROM generate_series(1, 19) i`)
}

func town(i int) string { return fmt.Sprintf("0831%02d", i) }

func adopts(t *testing.T, app *testkit.App, e v1.Risk, towns ...int) {
	t.Helper()
	for _, i := range towns {
		app.Exec(t, `INSERT INTO risks (municipality_code, adopted_id, adopted_version, area_code, process, event, state, measures) VALUES ($1, $2, 1, 'B', 'p', 'e', 'local', '{M01}')`, town(i), e.ID)
	}
}

func TestRiskUpdates(t *testing.T) {
	t.Parallel()
	type stage struct {
		app                      *testkit.App
		mine, other, secretariat testkit.Client
		entry, local             v1.Risk
	}
	setup := func(t *testing.T) stage {
		t.Parallel()
		app := testkit.New(t)
		app.Basics(t)
		s := stage{app: app, mine: app.As(t, authz.Referent, testkit.Milazzo), other: app.As(t, authz.Referent, testkit.Malfa), secretariat: app.As(t, authz.Secretariat)}
		s.entry = testkit.JSON[v1.Risk](s.secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
		publishEntry(t, app, s.entry)
		s.local = testkit.JSON[v1.Risk](s.mine.Post(t, at(s.entry)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Event: "Proroghe della mensa",
			Motivation: "Due in un anno"}).Want(http.StatusCreated))
		return s
	}
	next := func(t *testing.T, s stage, number int, set string) {
		t.Helper()
		s.app.Exec(t, `INSERT INTO risk_versions (risk_id, number, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability)
			SELECT risk_id, number + 1, area_code, process, event, description, typology, enabling_factors, red_flags, measures, applicability FROM risk_versions
			WHERE risk_id = $1 AND number = $2`, s.entry.ID, number-1)
		s.app.Exec(t, `UPDATE risk_versions SET `+set+` WHERE risk_id = $1 AND number = $2`, s.entry.ID, number)
		s.app.Exec(t, `UPDATE risks SET published = $2 WHERE id = $1`, s.entry.ID, number)
	}
	fields := func(u v1.RiskUpdate) string {
		names := []string{}
		for _, f := range u.Fields {
			names = append(names, f.Field)
		}
		return strings.Join(names, " ")
	}

	t.Run("only what changed and is worded otherwise is to be decided, field by field", func(t *testing.T) {
		s := setup(t)
		s.mine.Get(t, at(s.local)+"/revision").Refused(http.StatusConflict, "nothing-to-update")
		s.mine.Get(t, at(s.entry)+"/revision").Refused(http.StatusConflict, "nothing-to-update")
		if n := risks(t, s.mine, "pending=true").Total; n != 0 {
			t.Errorf("%d pending", n)
		}
		next(t, s, 2, `event = 'Proroghe ripetute', typology = 'waste'`)
		next(t, s, 3, `event = 'Proroghe ripetute oltre il contratto', measures = '{M01,M02}', process = 'Proroghe'`)
		u := testkit.JSON[v1.RiskUpdate](s.mine.Get(t, at(s.local)+"/revision").Want(http.StatusOK))
		if u.From != 1 || u.To != 3 || fields(u) != "process event typology measures" {
			t.Errorf("%+v", u)
		}
		if e := u.Fields[1]; fmt.Sprint(e.Mine, e.Old, e.New) != "[Proroghe della mensa] [Proroghe ripetute al posto di una nuova gara] [Proroghe ripetute oltre il contratto]" {
			t.Errorf("%+v", e)
		}
		if found := risks(t, s.mine, "pending=true&scope=local"); found.Total != 1 || !slices.Contains(found.Items[0].Actions, "revision") {
			t.Errorf("%+v", found)
		}
		mine := testkit.JSON[page.Of[v1.MyMunicipality]](s.app.As(t, authz.Referent, testkit.Milazzo).Get(t, "/me/municipalities").Want(http.StatusOK))
		if !slices.ContainsFunc(mine.Items[0].Dues, func(d v1.Due) bool { return d.Code == "risk-updates" && d.Level == "amber" }) {
			t.Errorf("%+v", mine)
		}
		tag := s.mine.Get(t, at(s.local)).Want(http.StatusOK).ETag()
		post := func(c testkit.Client, b v1.RiskDecision) *testkit.Response {
			t.Helper()
			return c.Post(t, at(s.local)+"/revision", b, "If-Match", tag)
		}
		s.mine.Post(t, at(s.local)+"/revision", v1.RiskDecision{Version: 3}).Refused(http.StatusPreconditionRequired, "if-match-required")
		post(s.mine, v1.RiskDecision{Version: 2}).Refused(http.StatusConflict, "update-outdated")
		post(s.mine, v1.RiskDecision{Version: 3, Accept: []string{"typology", "measures", "description"}, Keep: []string{"event", "measures"}}).
			Refused(http.StatusUnprocessableEntity, "validation", "/process", "/measures", "/description")
		post(s.other, v1.RiskDecision{Version: 3}).Refused(http.StatusNotFound, "risk-not-found")
		s.other.Get(t, at(s.local)+"/revision").Refused(http.StatusNotFound, "risk-not-found")
		post(s.app.As(t, authz.Coordinator, testkit.Milazzo), v1.RiskDecision{Version: 3}).Refused(http.StatusForbidden, "missing-permission")
		good := v1.RiskDecision{Version: 3, Accept: []string{"typology", "measures"}, Keep: []string{"event", "process"}}
		var wg sync.WaitGroup
		codes := make([]int, 4)
		for i := range codes {
			wg.Go(func() { codes[i] = post(s.mine, good).Code })
		}
		wg.Wait()
		if slices.Sort(codes); codes[0] != http.StatusOK || codes[1] == http.StatusOK {
			t.Errorf("answers %v", codes)
		}
		r := testkit.JSON[v1.Risk](s.mine.Get(t, at(s.local)).Want(http.StatusOK))
		if r.Motivation != "Due in un anno" || r.Event != "Proroghe della mensa" || r.Process != "Proroghe e rinnovi" || r.Typology != "waste" ||
			len(r.Measures) != 2 || r.AdoptedVersion != 3 || slices.Contains(r.Actions, "revision") {
			t.Errorf("%+v", r)
		}
	})

	t.Run("who adopted what was never published is asked about every word that differs; nothing to decide is noted", func(t *testing.T) {
		s := setup(t)
		s.app.Exec(t, `UPDATE risks SET adopted_version = 0 WHERE id = $1`, s.local.ID)
		read := s.mine.Get(t, at(s.local)).Want(http.StatusOK)
		if u := testkit.JSON[v1.RiskUpdate](s.mine.Get(t, at(s.local)+"/revision").Want(http.StatusOK)); u.From != 0 || fields(u) != "event" {
			t.Errorf("%+v", u)
		}
		done := s.mine.Post(t, at(s.local)+"/revision", v1.RiskDecision{Version: 1, Accept: []string{"event"}}, "If-Match", read.ETag()).Want(http.StatusOK)
		next(t, s, 2, `typology = 'delay'`) // the same words again
		if u := testkit.JSON[v1.RiskUpdate](s.mine.Get(t, at(s.local)+"/revision").Want(http.StatusOK)); len(u.Fields) != 0 {
			t.Errorf("%+v", u)
		}
		noted := testkit.JSON[v1.Risk](s.mine.Post(t, at(s.local)+"/revision", v1.RiskDecision{Version: 2}, "If-Match", done.ETag()).Want(http.StatusOK))
		if noted.AdoptedVersion != 2 {
			t.Errorf("%+v", noted)
		}
	})

	t.Run("the entry reopened and rewritten disturbs no adopter", func(t *testing.T) {
		s := setup(t)
		e := s.secretariat.Get(t, at(s.entry)).Want(http.StatusOK)
		open := s.secretariat.Post(t, at(s.entry)+"/reopening", nil, "If-Match", e.ETag()).Want(http.StatusOK)
		s.secretariat.Put(t, at(s.entry), riskEdit(func(e *v1.RiskEdit) { e.Event = "Altro" }), "If-Match", open.ETag()).Want(http.StatusOK)
		s.mine.Get(t, at(s.local)+"/revision").Refused(http.StatusConflict, "nothing-to-update")
		if n := risks(t, s.mine, "pending=true").Total; n != 0 {
			t.Errorf("%d pending", n)
		}
	})
}

func TestRiskCopies(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	capri := "083011"
	mine := app.As(t, authz.Secretary, testkit.Milazzo, testkit.Malfa, capri)
	secretariat := app.As(t, authz.Secretariat)
	entry := testkit.JSON[v1.Risk](secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
	publishEntry(t, app, entry)
	adopted := testkit.JSON[v1.Risk](mine.Post(t, at(entry)+"/adoption", v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "Solo di Milazzo"}).Want(http.StatusCreated))
	own := testkit.JSON[v1.Risk](mine.Post(t, "/risks", localRisk(func(e *v1.RiskEdit) { e.Event, e.Motivation = "Tutto nostro", "Nostra" })).Want(http.StatusCreated))
	there := testkit.JSON[v1.Risk](mine.Post(t, at(entry)+"/adoption", v1.RiskAdoption{Municipality: capri, Event: "Parole di Capri", Motivation: "Di Capri"}).Want(http.StatusCreated))
	send := func(query string, b v1.RiskCopies) string {
		t.Helper()
		out := testkit.JSON[v1.RiskCopied](mine.Post(t, "/risks/copies"+query, b).Want(http.StatusOK))
		said := []string{}
		for _, r := range out.Rows {
			said = append(said, fmt.Sprint(r.Status, len(r.Differences), strings.Split(r.Problem, " ")[0]))
		}
		return strings.Join(said, " ")
	}
	both := v1.RiskCopies{Risks: []int64{adopted.ID, own.ID}, Municipalities: []string{testkit.Malfa, capri}}
	if got := send("?dry_run=true", both); got != "failed0L'adozione exists1 created0 created0" {
		t.Errorf("tried without a motivation: %s", got)
	}
	both.Motivation = "Stessi uffici"
	if got := send("?dry_run=true", both); got != "created0 exists1 created0 created0" {
		t.Errorf("tried: %s", got)
	}
	if n := risks(t, mine, "").Total; n != 4 {
		t.Errorf("trying wrote: %d", n)
	}
	if got := send("", both); got != "created0 exists1 created0 created0" {
		t.Errorf("done: %s", got)
	}
	if got := send("", both); got != "unchanged0 exists1 unchanged0 unchanged0" {
		t.Errorf("again: %s", got)
	}
	for _, r := range risks(t, mine, "municipality="+testkit.Malfa).Items {
		if r.Motivation != "Stessi uffici" || r.Event == entry.Event && (r.AdoptedID != entry.ID || r.AdoptedVersion != 1) {
			t.Errorf("%+v", r)
		}
	}
	both.Replace = true
	if got := send("", both); got != "unchanged0 updated1 unchanged0 unchanged0" {
		t.Errorf("replaced: %s", got)
	}
	if r := testkit.JSON[v1.Risk](mine.Get(t, at(there)).Want(http.StatusOK)); r.Event != entry.Event || r.Motivation != "Di Capri" {
		t.Errorf("the motivation there is kept: %+v", r)
	}
	mine.Delete(t, at(there), "If-Match", `"v2"`).Want(http.StatusNoContent)
	both.WithMotivation, both.Municipalities = true, []string{capri, testkit.Milazzo}
	if got := send("", both); got != "created0 failed0Il unchanged0 failed0Il" {
		t.Errorf("with motivations: %s", got)
	}
	if found := risks(t, mine, fmt.Sprintf("municipality=%s&adopted=%d", capri, entry.ID)); found.Items[0].Motivation != "Solo di Milazzo" {
		t.Errorf("%+v", found.Items)
	}
	if got := send("", v1.RiskCopies{Risks: []int64{entry.ID, 99999}, Municipalities: []string{capri}, Motivation: "x"}); got != "failed0Non failed0Non" {
		t.Errorf("an entry and nothing: %s", got)
	}
	post := func(c testkit.Client, b v1.RiskCopies) *testkit.Response { return c.Post(t, "/risks/copies", b) }
	post(app.As(t, authz.Referent, testkit.Milazzo), v1.RiskCopies{Risks: []int64{own.ID}, Municipalities: []string{testkit.Malfa}}).
		Refused(http.StatusUnprocessableEntity, "validation", "/municipalities/0")
	if out := testkit.JSON[v1.RiskCopied](post(app.As(t, authz.Referent, testkit.Malfa), v1.RiskCopies{Risks: []int64{own.ID}, Municipalities: []string{testkit.Malfa}}).
		Want(http.StatusOK)); out.Rows[0].Status != "failed" {
		t.Errorf("another's risk: %+v", out)
	}
	post(mine, v1.RiskCopies{Risks: []int64{own.ID}, Municipalities: []string{capri}, Motivation: "Lo dice il sig. Rossi"}).
		Refused(http.StatusUnprocessableEntity, "validation", "/motivation")
	many := make([]int64, 100)
	for i := range many {
		many[i] = int64(i + 1)
	}
	codes := []string{capri, testkit.Malfa, testkit.Milazzo, "083001", "083002", "083003"}
	post(secretariat, v1.RiskCopies{Risks: many, Municipalities: codes}).Refused(http.StatusUnprocessableEntity, "validation", "/risks")
	post(app.As(t, authz.Observer), both).Refused(http.StatusForbidden, "missing-permission")
}

func TestFacets(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	app.Exec(t, `INSERT INTO risks (code, area_code, process, event, state, typology, enabling_factors, measures) VALUES
		('A.01', 'A', 'Concorso', 'Requisiti su misura', 'validated', 'favouritism', '{FA1,FA2}', '{M01}'), ('B.01', 'B', 'Gara', 'Proroga', 'draft', 'delay', '{FA1}', '{}'),
		('B.02', 'B', 'Gara', 'Fuga', 'validated', 'leak', '{}', '{M01,M02}')`)
	app.Exec(t, `INSERT INTO risks (municipality_code, area_code, process, event, state) VALUES ('083049', 'A', 'p', 'e', 'local')`)
	c := app.As(t, authz.Observer)
	for query, want := range map[string]string{
		"":                       "3 [{A 1} {B 2}] [{delay 1} {favouritism 1} {leak 1}] [{FA1 2} {FA2 1}] [{M01 2} {M02 1}] [{draft 1} {validated 2}]",
		"area=B":                 "2 [{A 1} {B 2}] [{delay 1} {leak 1}] [{FA1 1}] [{M01 1} {M02 1}] [{draft 1} {validated 1}]",
		"area=B&state=validated": "1 [{A 1} {B 1}] [{leak 1}] [] [{M01 1} {M02 1}] [{draft 1} {validated 1}]",
		"q=proroghe":             "1 [{B 1}] [{delay 1}] [{FA1 1}] [] [{draft 1}]",
	} {
		f := testkit.JSON[v1.RiskFacets](c.Get(t, "/risks/facets?"+query).Want(http.StatusOK))
		if got := fmt.Sprint(f.Total, " ", f.Area, f.Typology, f.Factor, f.Measure, f.State); strings.ReplaceAll(got, "][", "] [") != want {
			t.Errorf("%s: %s", query, got)
		}
	}
	c.Get(t, "/risks/facets?state=local").Refused(http.StatusBadRequest, "malformed", "state[0]")
	app.Anonymous().Get(t, "/risks/facets").Refused(http.StatusUnauthorized, "login-required")
}

func TestRegisterDiff(t *testing.T) {
	t.Parallel()
	type stage struct {
		app         *testkit.App
		mine        testkit.Client
		entry       v1.Risk
		secretariat testkit.Client
	}
	setup := func(t *testing.T) stage {
		t.Parallel()
		app := testkit.New(t)
		app.Basics(t)
		towns(t, app)
		s := stage{app: app, mine: app.As(t, authz.Referent, town(19)), secretariat: app.As(t, authz.Secretariat)}
		s.entry = testkit.JSON[v1.Risk](s.secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
		publishEntry(t, app, s.entry)
		// others, unlike town 19, of whom six have it
		crowd(t, app, 1, 12, "A", "contacted")
		app.Exec(t, `UPDATE municipalities SET population = 20000, coastal = true, island = false, inner_area_class = 'A'
			WHERE istat_code BETWEEN '100001' AND '100012' OR istat_code < '083100'`)
		app.Exec(t, `INSERT INTO risks (municipality_code, adopted_id, adopted_version, area_code, process, event, state, measures)
			SELECT istat_code, $1, 1, 'B', 'p', 'e', 'local', '{M01}' FROM municipalities WHERE istat_code BETWEEN '100001' AND '100006'`, s.entry.ID)
		return s
	}
	diff := func(t *testing.T, c testkit.Client, municipality string) string {
		t.Helper()
		d := testkit.JSON[v1.RegisterDiff](c.Get(t, "/municipalities/"+municipality+"/register-diff").Want(http.StatusOK))
		out := []string{}
		for _, m := range d.Items {
			out = append(out, fmt.Sprint(m.Code, m.Reasons))
		}
		return strings.Join(out, " ")
	}

	t.Run("what five like it have, and why; its own adoption takes it off the list", func(t *testing.T) {
		s := setup(t)
		adopts(t, s.app, s.entry, 1, 2, 3, 4)
		if got := diff(t, s.mine, town(19)); got != "" {
			t.Errorf("four: %s", got)
		}
		adopts(t, s.app, s.entry, 5)
		if got := diff(t, s.mine, town(19)); got != "B.01[{population under-5000 5} {inner_area D 5} {coast inland 5}]" {
			t.Errorf("five: %s", got)
		}
		s.app.Exec(t, `INSERT INTO municipal_processes (municipality_code, name, area_code, management_form, owner_body)
			SELECT istat_code, 'proroghe E rinnovi', 'B', 'cuc', 'Centrale' FROM municipalities WHERE istat_code BETWEEN '083101' AND '083119'`)
		if got := diff(t, s.mine, town(19)); !strings.Contains(got, "{management cuc 5}") {
			t.Errorf("with its form of management: %s", got)
		}
		s.mine.Post(t, at(s.entry)+"/adoption", v1.RiskAdoption{Municipality: town(19), Motivation: "Anche da noi"}).Want(http.StatusCreated)
		if got := diff(t, s.mine, town(19)); got != "" {
			t.Errorf("adopted: %s", got)
		}
		s.mine.Get(t, "/municipalities/"+town(1)+"/register-diff").Refused(http.StatusNotFound, "municipality-not-found")
		s.app.As(t, authz.Observer).Get(t, "/municipalities/"+town(1)+"/register-diff").Refused(http.StatusForbidden, "missing-permission")
		s.app.As(t, authz.Coordinator, town(18)).Get(t, "/municipalities/"+town(18)+"/register-diff").Want(http.StatusOK)
	})

	t.Run("what would give a small count by subtraction is not told", func(t *testing.T) {
		s := setup(t)
		// nineteen inland and under 5,000, five of them in class C, where eight more have nothing, the others in D
		crowd(t, s.app, 13, 8, "C", "contacted")
		s.app.Exec(t, `UPDATE municipalities SET inner_area_class = 'C' WHERE istat_code BETWEEN '083110' AND '083114'`)
		adopts(t, s.app, s.entry, 1, 2, 3, 4, 5, 6, 7, 10)
		// class D holds seven adopters, class A six, the network fourteen: the last would stand alone in class C
		if got := diff(t, s.mine, town(19)); strings.Contains(got, "inner_area") || !strings.Contains(got, "{population under-5000 8}") {
			t.Errorf("the difference to the network: %s", got)
		}
		adopts(t, s.app, s.entry, 11, 12, 13, 14)
		if got := diff(t, s.mine, town(19)); !strings.Contains(got, "{inner_area D 7}") || !strings.Contains(got, "{population under-5000 12}") {
			t.Errorf("five outside: %s", got)
		}
		// one adopter of 7,000 inhabitants: the band would give it away beside the network
		s.app.Exec(t, `UPDATE municipalities SET population = 7000 WHERE istat_code BETWEEN '083115' AND '083118'`)
		adopts(t, s.app, s.entry, 15)
		if got := diff(t, s.mine, town(19)); strings.Contains(got, "population") {
			t.Errorf("the one of another band: %s", got)
		}
	})

	// Whatever is adopted, and whatever the municipalities are like: told counts and their differences, where one group lies within another,
	// leave nobody in a group of less than five.
	t.Run("attacked at random", func(t *testing.T) {
		s := setup(t)
		for seed := range 12 {
			s.app.Exec(t, `DELETE FROM risks WHERE adopted_id IS NOT NULL`)
			s.app.Exec(t, `UPDATE municipalities SET inner_area_class = CASE WHEN (i * 7 + $1) % 5 < 2 THEN 'C' ELSE 'D' END, island = i <= $1, coastal = i <= $1 + 5,
				population = CASE WHEN (i + $1) % 4 = 0 THEN 7000 ELSE 2000 END FROM (SELECT istat_code AS code, substr(istat_code, 5)::int AS i FROM municipalities) n
				WHERE istat_code = code AND istat_code BETWEEN '083101' AND '083118'`, seed)
			in := map[int]bool{}
			for i := 1; i <= 18; i++ {
				if (i*i+seed*3)%7 < 5 {
					in[i] = true
					adopts(t, s.app, s.entry, i)
				}
			}
			alike := func(like string, i int) bool {
				switch like {
				case "population":
					return (i+seed)%4 != 0
				case "inner_area":
					return (i*7+seed)%5 >= 2
				}
				return i > seed+5 // inland
			}
			d := testkit.JSON[v1.RegisterDiff](s.mine.Get(t, "/municipalities/"+town(19)+"/register-diff").Want(http.StatusOK))
			groups := []func(int) bool{func(int) bool { return true }}
			for _, m := range d.Items {
				for _, r := range m.Reasons {
					groups = append(groups, func(i int) bool { return alike(r.Likeness, i) })
					n := 0
					for i := range in {
						if alike(r.Likeness, i) {
							n++
						}
					}
					if n != r.Count || n < 5 {
						t.Errorf("seed %d: %s %d, in truth %d", seed, r.Likeness, r.Count, n)
					}
				}
			}
			for a, outer := range groups {
				for b, inner := range groups {
					rest, nested := 0, true
					for i := 1; i <= 18; i++ {
						nested = nested && (!inner(i) || outer(i))
						if in[i] && outer(i) && !inner(i) {
							rest++
						}
					}
					if nested && rest > 0 && rest < 5 {
						t.Errorf("seed %d: groups %d and %d tell of %d", seed, a, b, rest)
					}
				}
			}
		}
	})
}

func TestRecurrenceOfWhatIsConfirmed(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	towns(t, app)
	tables(t, app)
	crowd(t, app, 1, 20, "A", "contacted") // ten in each zone, that have nothing
	app.Exec(t, `INSERT INTO zones (id, set_id, code, name) VALUES (902, 901, 'Z2', 'Alcantara')`)
	app.Exec(t, `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) SELECT 901, CASE WHEN istat_code <= '083110' OR istat_code BETWEEN '100001' AND '100010' THEN 901 ELSE 902 END, istat_code, '2020-01-01'
		FROM municipalities`)
	entry := testkit.JSON[v1.Risk](app.As(t, authz.Secretariat).Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
	publishEntry(t, app, entry)
	adopts(t, app, entry, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
	judged := func(year, level int, towns ...int) {
		for _, i := range towns {
			app.Exec(t, `INSERT INTO evaluations (risk_id, municipality_code, year, method, state, level, suggested) SELECT id, municipality_code, $1, 'pna2019', 'confirmed', $2, $2
				FROM risks WHERE municipality_code = $3 AND adopted_id = $4`, year, level, town(i), entry.ID)
		}
	}
	read := func(c testkit.Client) v1.RiskRecurrence {
		t.Helper()
		return testkit.JSON[v1.RiskRecurrence](c.Get(t, at(entry)+"/recurrence").Want(http.StatusOK))
	}
	one, both := app.As(t, authz.Referent, town(1)), app.As(t, authz.Coordinator, town(1), town(11))
	judged(2025, 1, 1, 2, 3, 4)
	if r := read(one); r.Network.Count != 15 || !r.Confirmed.Suppressed || r.Level != "" || r.Trend != "" || r.ConfirmedZones != 0 || fmt.Sprint(r.Measures) != "[{M01 15}]" {
		t.Errorf("four confirmed: %+v", r)
	}
	judged(2025, 1, 5)
	judged(2026, 2, 1, 2, 3)
	judged(2026, 3, 4)
	if r := read(one); r.Confirmed.Count != 5 || r.Level != "medium" || r.Trend != "" || r.ConfirmedZones != 0 || !r.Zones[0].Confirmed.Suppressed {
		t.Errorf("five confirmed, four in both years, none in the other zone: %+v", r)
	}
	judged(2026, 3, 5)
	if r := read(one); r.Trend != "rising" || r.Level != "medium" || r.Zones[0].Count != 10 {
		t.Errorf("all in both years: %+v", r)
	}
	judged(2026, 3, 11, 12, 13, 14, 15)
	if r := read(one); r.Zones[0].Count != 10 || r.Zones[0].Confirmed.Count != 5 || r.ConfirmedZones != 2 || r.Confirmed.Count != 10 {
		t.Errorf("five in each zone: %+v", r)
	}
	app.Exec(t, `DELETE FROM evaluations WHERE municipality_code BETWEEN '083111' AND '083115'`)
	// one more in the other zone: both zones told would leave it alone
	judged(2026, 1, 11)
	r := read(both)
	if r.Confirmed.Count != 6 || !r.Zones[0].Confirmed.Suppressed || !r.Zones[1].Confirmed.Suppressed {
		t.Errorf("one elsewhere: %+v", r)
	}
	// a zone of three adopters beside one of twelve: neither is told
	app.Exec(t, `UPDATE risks SET archived_at = now() WHERE municipality_code IN ('083111', '083112')`)
	if r := read(both); r.Network.Count != 13 || !r.Zones[0].Suppressed || !r.Zones[1].Suppressed {
		t.Errorf("three elsewhere: %+v", r)
	}
	app.Exec(t, `UPDATE risks SET measures = '{M01,M02}' WHERE municipality_code BETWEEN '083101' AND '083109' AND adopted_id IS NOT NULL`)
	if r := read(one); fmt.Sprint(r.Measures) != "[{M01 13}]" {
		t.Errorf("nine of thirteen would tell of the four others: %+v", r.Measures)
	}
}

func TestProcesses(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	mine, other := app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Referent, testkit.Malfa)
	process := func(change ...func(*v1.MunicipalProcessNew)) v1.MunicipalProcessNew {
		p := v1.MunicipalProcessNew{Municipality: testkit.Milazzo, MunicipalProcessEdit: v1.MunicipalProcessEdit{Name: "Proroghe e Rinnovi", Area: "B", ManagementForm: "cuc",
			OwnerBody: "Centrale unica", Office: "Ufficio contratti"}}
		for _, c := range change {
			c(&p)
		}
		return p
	}
	made := mine.Post(t, "/processes", process()).Want(http.StatusCreated)
	p := testkit.JSON[v1.MunicipalProcess](made)
	where := fmt.Sprintf("/processes/%d", p.ID)
	mine.Post(t, "/processes", process(func(p *v1.MunicipalProcessNew) { p.Name = "PROROGHE e rinnovi" })).Refused(http.StatusConflict, "process-duplicate")
	mine.Post(t, "/processes", process(func(p *v1.MunicipalProcessNew) { p.Name, p.OwnerBody, p.Area = "x", "", "Z" })).
		Refused(http.StatusUnprocessableEntity, "validation", "/area", "/owner_body")
	mine.Post(t, "/processes", process(func(p *v1.MunicipalProcessNew) { p.Name, p.ManagementForm = "x", "direct" })).Refused(http.StatusUnprocessableEntity, "validation", "/owner_body")
	mine.Post(t, "/processes", process(func(p *v1.MunicipalProcessNew) { p.Name, p.ManagementForm = " ", "boh" })).
		Refused(http.StatusUnprocessableEntity, "validation", "/name", "/management_form")
	mine.Post(t, "/processes", process(func(p *v1.MunicipalProcessNew) { p.Name, p.Office = "x", "Ufficio del geom. Bruno" })).Refused(http.StatusUnprocessableEntity, "validation", "/office")
	other.Post(t, "/processes", process()).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
	app.As(t, authz.Secretariat).Post(t, "/processes", process(func(p *v1.MunicipalProcessNew) { p.Municipality = "083999" })).
		Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
	other.Get(t, where).Refused(http.StatusNotFound, "process-not-found")
	other.Get(t, where+"/history").Refused(http.StatusNotFound, "process-not-found")
	other.Put(t, where, p.MunicipalProcessEdit, "If-Match", made.ETag()).Refused(http.StatusNotFound, "process-not-found")
	coordinator := app.As(t, authz.Coordinator, testkit.Milazzo)
	coordinator.Get(t, where).Want(http.StatusOK)
	coordinator.Put(t, where, p.MunicipalProcessEdit, "If-Match", made.ETag()).Refused(http.StatusForbidden, "missing-permission")
	app.As(t, authz.Observer).Get(t, "/processes").Refused(http.StatusForbidden, "missing-permission")
	for query, want := range map[string]int{"": 1, "management_form=cuc": 1, "management_form=srr": 0, "area=B": 1, "area=A": 0, "q=centrale": 1, "sort=-updated_at": 1} {
		if got := testkit.JSON[page.Of[v1.MunicipalProcess]](mine.Get(t, "/processes?"+query).Want(http.StatusOK)).Total; got != want {
			t.Errorf("%s: %d", query, got)
		}
	}
	// the risks of a process are found by its form of management
	mine.Post(t, "/risks", localRisk()).Want(http.StatusCreated)
	for query, want := range map[string]int{"management=cuc": 1, "management=srr": 0, "management=srr&management=cuc": 1} {
		if got := risks(t, mine, query).Total; got != want {
			t.Errorf("%s: %d", query, got)
		}
	}
	edited := mine.Put(t, where, v1.MunicipalProcessEdit{Name: "Proroghe e rinnovi", Area: "B", ManagementForm: "direct"}, "If-Match", made.ETag()).Want(http.StatusOK)
	mine.Put(t, where, p.MunicipalProcessEdit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
	mine.Delete(t, where+"?reason=lo+dice+la+dott.ssa+Neri", "If-Match", edited.ETag()).Refused(http.StatusUnprocessableEntity, "validation", "reason")
	mine.Delete(t, where, "If-Match", edited.ETag()).Want(http.StatusNoContent)
	mine.Put(t, where, p.MunicipalProcessEdit, "If-Match", `"v3"`).Refused(http.StatusConflict, "process-archived")
	mine.Post(t, "/processes", process()).Want(http.StatusCreated)

	alias := v1.AreaAliasNew{Municipality: testkit.Milazzo, AreaAliasEdit: v1.AreaAliasEdit{Alias: "Appalti e contratti", Area: "B"}}
	named := mine.Post(t, "/area-aliases", alias).Want(http.StatusCreated)
	a := testkit.JSON[v1.AreaAlias](named)
	where = fmt.Sprintf("/area-aliases/%d", a.ID)
	alias.Alias = "APPALTI e contratti"
	mine.Post(t, "/area-aliases", alias).Refused(http.StatusConflict, "area-alias-duplicate")
	alias.Alias, alias.Area = "Il sig. Rossi", "Z"
	mine.Post(t, "/area-aliases", alias).Refused(http.StatusUnprocessableEntity, "validation", "/area", "/alias")
	other.Post(t, "/area-aliases", alias).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
	other.Get(t, where).Refused(http.StatusNotFound, "area-alias-not-found")
	for query, want := range map[string]int{"": 1, "area=B": 1, "area=A": 0, "q=app": 1, "municipality=" + testkit.Milazzo: 1} {
		if got := testkit.JSON[page.Of[v1.AreaAlias]](mine.Get(t, "/area-aliases?"+query).Want(http.StatusOK)).Total; got != want {
			t.Errorf("%s: %d", query, got)
		}
	}
	mine.Get(t, where).Want(http.StatusOK)
	moved := mine.Put(t, where, v1.AreaAliasEdit{Alias: "Reclutamento", Area: "A"}, "If-Match", named.ETag()).Want(http.StatusOK)
	other.Put(t, where, v1.AreaAliasEdit{Alias: "x", Area: "A"}, "If-Match", moved.ETag()).Refused(http.StatusNotFound, "area-alias-not-found")
	mine.Delete(t, where, "If-Match", named.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
	mine.Delete(t, where, "If-Match", moved.ETag()).Want(http.StatusNoContent)
	mine.Put(t, where, v1.AreaAliasEdit{Alias: "x", Area: "A"}, "If-Match", `"v3"`).Refused(http.StatusConflict, "area-alias-archived")
}
