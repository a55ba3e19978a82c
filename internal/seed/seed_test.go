package seed

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"comunita/internal/identity"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/password"
	"comunita/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

func one[T any](t *testing.T, d *db.DB, query string, args ...any) T {
	t.Helper()
	out, err := db.Values[T](t.Context(), d, query, args...)
	if err != nil || len(out) != 1 {
		t.Fatalf("%s: %v, %v", query, out, err)
	}
	return out[0]
}

func TestReference(t *testing.T) {
	d := testkit.DB(t)
	done := make(chan error)
	for range 3 { // processes that start together
		go func() { done <- Reference(t.Context(), d) }()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]int64{
		"municipalities": 108, "risk_areas": 16, "risks WHERE code <> '' AND state = 'draft'": 109, "enabling_factors": 8, "measure_types": 11, "measures": 34,
		"situations": 14, "behaviours WHERE state = 'draft'": 32, "training_topics": 20, "milestones": 16, "deadlines": 30,
		"zone_sets s WHERE s.operational": 1, "zones z JOIN zone_sets s ON s.id = z.set_id AND s.operational": 9,
		"zone_members m JOIN zone_sets s ON s.id = m.set_id AND s.operational": 108,
	} {
		if got := one[int64](t, d, "SELECT count(*) FROM "+query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if got := one[int64](t, d, "SELECT count(*) FROM processes"); got < 100 {
		t.Errorf("%d processes", got)
	}

	t.Run("a second run changes nothing", func(t *testing.T) {
		before := one[int64](t, d, "SELECT count(*) FROM audit_log")
		if err := Reference(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := reference(t.Context(), d, Edition+".1", files); err != nil { // a newer edition with the same facts
			t.Fatal(err)
		}
		if got := one[int64](t, d, "SELECT count(*) FROM audit_log WHERE table_name <> 'seeds'"); got != before-1 {
			t.Errorf("%d rows written again", got-before+1)
		}
	})

	t.Run("a newer edition updates only what nobody edited", func(t *testing.T) {
		err := d.Do(authz.With(t.Context(), authz.System("test")), "test", func(ctx context.Context) error {
			_, err := d.Exec(ctx, "UPDATE risks SET event = 'Parole nostre', edited = true, version = version + 1 WHERE code = 'A.02'")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		newer := fstest.MapFS{}
		entries, _ := files.ReadDir("data")
		for _, e := range entries {
			if raw, err := files.ReadFile("data/" + e.Name()); err == nil {
				newer["data/"+e.Name()] = &fstest.MapFile{Data: raw}
			}
		}
		newer["data/risks.csv"] = &fstest.MapFile{Data: []byte("code,area_code,process,event,typology,enabling_factors,measures\n" +
			"A.01,A,Processo nuovo,Evento nuovo,abuse,FA1,M01\nA.02,A,Processo nuovo,Evento nuovo,abuse,FA1,M01\n")}
		if err := reference(t.Context(), d, Edition+".2", newer); err != nil {
			t.Fatal(err)
		}
		if got := one[string](t, d, "SELECT string_agg(event || ' ' || version, ', ' ORDER BY code) FROM risks WHERE code IN ('A.01', 'A.02')"); got != "Evento nuovo 2, Parole nostre 2" {
			t.Error(got)
		}
		if got := one[int64](t, d, "SELECT count(*) FROM risks"); got != 109 {
			t.Errorf("%d risks: an edition removes nothing", got)
		}
		if err := reference(t.Context(), d, Edition, files); err != nil { // an older program
			t.Fatal(err)
		}
		if got := one[string](t, d, "SELECT event FROM risks WHERE code = 'A.01'"); got != "Evento nuovo" {
			t.Errorf("an older edition won: %s", got)
		}
	})
}

func demo(t *testing.T, d *db.DB) (hashes int) {
	t.Helper()
	if err := Demo(t.Context(), d, func(plain string) (string, error) { hashes++; return "hash of " + plain, nil }); err != nil {
		t.Fatal(err)
	}
	return hashes
}

func TestTheProtocolIsPlainText(t *testing.T) {
	d := testkit.DB(t)
	demo(t, d)
	text, err := db.Values[string](t.Context(), d, "SELECT text FROM protocol_versions")
	if err != nil || len(text) != 1 {
		t.Fatal(text, err)
	}
	if marks := regexp.MustCompile(`(?m)[%|@#{}*]|^[=~>] `).FindAllString(text[0], -1); len(marks) > 0 {
		t.Errorf("the public text shows marks of the template: %q", marks)
	}
	if !strings.Contains(text[0], "\nPer la ______\n\nPer il ______\n") {
		t.Errorf("who signs: %s", text[0][len(text[0])-300:])
	}
}

func TestDemo(t *testing.T) {
	d := testkit.DB(t)
	if err := d.Do(authz.With(t.Context(), authz.System("test")), "test", func(ctx context.Context) error { // somebody is there already
		_, err := d.Exec(ctx, "INSERT INTO people (given_name, family_name, office_email) VALUES ('Prima', 'Di Tutti', 'prima@example.org')")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	demo(t, d)
	if demo(t, d) != 0 {
		t.Error("it ran twice")
	}
	for query, least := range map[string]int64{
		"(SELECT DISTINCT adhesion FROM municipalities) a": 10,
		"(SELECT person_id FROM mandates WHERE role IN ('rpct', 'referent') GROUP BY person_id HAVING count(municipality_code) > 1) p":                      20,
		"mandates a JOIN mandates b ON b.municipality_code = a.municipality_code AND (a.role, b.role) = ('rpct', 'rpct') AND b.valid_from = a.valid_to + 1": 5,
		"mandates WHERE substitute AND role = 'rpct'": 5,
		"municipalities m WHERE NOT EXISTS (SELECT FROM mandates WHERE municipality_code = istat_code AND role = 'rpct')": 3,
		"(SELECT DISTINCT municipality_code FROM risks WHERE adopted_id IS NOT NULL) r":                                   60,
		"risks WHERE code = '' AND adopted_id IS NULL":                                                                    20,
		"risks r JOIN risks c ON c.id = r.adopted_id WHERE r.description <> c.description":                                100,
		"(SELECT DISTINCT municipality_code FROM training_needs) n":                                                       75,
		"training_needs WHERE year = 2027":                                                                                30,
		"(SELECT DISTINCT municipality_code FROM measure_adoptions) a":                                                    60,
		"measure_adoptions WHERE municipality_code = '083049'":                                                            5,
		"measure_adoptions WHERE complete < 5":                                                                            50,
		"measure_adoptions WHERE complete = 5":                                                                            50,
		"risks WHERE state = 'validated'":                                                                                 12,
		"behaviours WHERE state = 'validated'":                                                                            5,
		"monitoring_rounds WHERE state = 'open'":                                                                          2,
		"monitoring_checks WHERE reviewed_at IS NOT NULL":                                                                 5,
		"monitoring_checks WHERE answered_at IS NULL":                                                                     5,
		"risks WHERE state = 'superseded'":                                                                                1,
		"behaviours WHERE state = 'superseded'":                                                                           1,
		"proposals":                                                                                                       3, "proposal_comments": 2, "municipal_processes": 5, "area_aliases": 3,
		"risks r JOIN risks c ON c.id = r.adopted_id WHERE r.adopted_version < c.published":                                                                                 5,
		"audit_log WHERE table_name = 'risks' AND new ->> 'state' = 'validated' AND old ->> 'state' = 'draft' AND actor LIKE 'account:%' AND actor <> new ->> 'changed_by'": 12,
	} {
		if got := one[int64](t, d, "SELECT count(*) FROM "+query); got < least {
			t.Errorf("%s: %d, want at least %d", query, got, least)
		}
	}
	for query, what := range map[string]string{
		"SELECT event FROM risks WHERE updated_at > now()":                                                                                                         "a risk of tomorrow",
		"SELECT description FROM training_needs WHERE updated_at > now()":                                                                                          "a need of tomorrow",
		"SELECT office_email FROM people WHERE office_email NOT LIKE '%@example.org'":                                                                              "an address that may be somebody's",
		"SELECT act_number FROM mandates WHERE act_date > valid_from":                                                                                              "a mandate older than its act",
		"SELECT m.act_kind FROM mandates m JOIN people p ON p.id = person_id WHERE p.given_name = 'Prima'":                                                         "a mandate of who is not of the demo",
		"SELECT r.event FROM risks r JOIN risks c ON c.id = r.adopted_id WHERE c.state = 'superseded'":                                                             "an adoption of what is superseded",
		"SELECT r.event FROM risks r WHERE adopted_id IS NOT NULL AND motivation = ''":                                                                             "an adoption without a reason",
		"SELECT title FROM measure_adoptions WHERE status IN ('not_implemented', 'not_applicable') AND reason = ''":                                                "a measure not done without a reason",
		"SELECT title FROM measure_adoptions WHERE status = 'implemented'":                                                                                         "a measure done without evidence",
		"SELECT title FROM measure_adoptions a WHERE NOT EXISTS (SELECT FROM measure_phases WHERE adoption_id = a.id)":                                             "a measure without phases",
		"SELECT t.code FROM training_needs n JOIN training_topics t ON t.code = n.topic_code WHERE n.level <> t.level":                                             "a need on another level than its topic",
		"SELECT r.event FROM risks r JOIN risks c ON c.id = r.adopted_id WHERE r.adopted_version NOT BETWEEN 1 AND c.published":                                    "an adoption of what was never published",
		"SELECT event FROM risks r WHERE published <> (SELECT count(*) FROM risk_versions v WHERE v.risk_id = r.id)":                                               "an entry whose versions are not counted",
		"SELECT c.process FROM monitoring_checks c JOIN monitoring_rounds r ON r.id = c.round_id WHERE r.state = 'closed' AND c.sampled AND c.reviewed_at IS NULL": "a closed round without its checks",
	} {
		if got, err := db.Values[string](t.Context(), d, query); err != nil || len(got) > 0 {
			t.Errorf("%s: %q %v", what, got, err)
		}
	}
}

func TestDemoAccounts(t *testing.T) {
	d := testkit.DB(t)
	if hashes := demo(t, d); hashes != len(demoAccounts) {
		t.Errorf("%d hashes for %d accounts", hashes, len(demoAccounts))
	}
	if err := password.Check("/password", Password); err != nil {
		t.Errorf("the demo password: %v", err)
	}
	roles := map[string]authz.Role{"segreteria della rete": authz.Secretariat, "osservatore": authz.Observer, "coordinatore": authz.Coordinator, "RPCT": authz.RPCT,
		"segretario comunale": authz.Secretary, "commissario": authz.Commissioner,
		"referente": authz.Referent, "sistema (client_credentials)": authz.Client}
	found := map[authz.Role]bool{}
	for _, a := range Accounts() {
		role := roles[a.Role]
		found[role] = true
		if role == authz.Client {
			if _, _, err := identity.NewService(d, nil, nil, "").Exchange(t.Context(), a.Email, a.Password); err != nil {
				t.Errorf("%s: %v", a.Email, err)
			}
			continue
		}
		if got := one[string](t, d, `SELECT a.password_hash || ' ' || m.role || ' ' || coalesce(string_agg(z.name, ', '), string_agg(c.name, ', ' ORDER BY c.name), '')
			FROM accounts a JOIN mandates m USING (person_id) LEFT JOIN zones z ON z.id = m.zone_id LEFT JOIN municipalities c ON c.istat_code = m.municipality_code
			WHERE a.email = $1 AND m.valid_from <= today() AND (m.valid_to IS NULL OR m.valid_to >= today()) GROUP BY a.id, m.role`, a.Email); got != "hash of "+a.Password+" "+string(role)+" "+a.Where {
			t.Errorf("%+v: %s", a, got)
		}
	}
	for _, role := range authz.Roles {
		if !found[role] {
			t.Errorf("nobody is %s", role)
		}
	}
}

func TestBulk(t *testing.T) {
	d := testkit.DB(t)
	if err := Reference(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	indexes := map[string]int64{}
	for _, table := range []string{"risks", "training_needs"} {
		indexes[table] = one[int64](t, d, `SELECT count(*) FROM pg_index WHERE indrelid = $1::regclass AND indisvalid`, table)
	}
	if err := Bulk(t.Context(), d, Size{Risks: 2000, Needs: 1000}); err != nil {
		t.Fatal(err)
	}
	if err := Skew(t.Context(), d, 300); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int64{
		"risks WHERE code = ''": 2300, "training_needs": 1000,
		"(SELECT id FROM risks ORDER BY updated_at DESC LIMIT 300) newest JOIN risks USING (id) WHERE search @@ to_tsquery('italian', 'affidamento')": 0,
		"audit_log WHERE table_name = 'training_needs'": 0, "risks WHERE updated_at > '2027-01-01'": 0,
	} {
		if got := one[int64](t, d, "SELECT count(*) FROM "+query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	for _, table := range []string{"risks", "training_needs"} {
		if got := one[int64](t, d, `SELECT count(*) FROM pg_index WHERE indrelid = $1::regclass AND indisvalid`, table); got != indexes[table] || got < 8 {
			t.Errorf("%s: %d indexes, had %d", table, got, indexes[table])
		}
		if one[bool](t, d, `SELECT bool_or(tgenabled <> 'O') FROM pg_trigger WHERE tgrelid = $1::regclass`, table) {
			t.Errorf("%s: the audit trigger stayed off", table)
		}
	}
	if got := one[string](t, d, `SELECT coalesce(max(m.name), '') FROM (SELECT municipality_code, count(*) AS n FROM risks WHERE code = '' GROUP BY 1 ORDER BY n DESC LIMIT 1) most
		JOIN municipalities m ON istat_code = municipality_code`); got != "Messina" {
		t.Errorf("%q has most risks", got)
	}
	if got := one[int64](t, d, "SELECT count(*) FROM risks WHERE code = '' AND search @@ to_tsquery('italian', 'affidamento')"); got < 100 || got > 1000 {
		t.Errorf("the frequent word is in %d of 2000", got)
	}
	if got := one[int64](t, d, "SELECT count(DISTINCT municipality_code) FROM risks"); got < 90 {
		t.Errorf("only %d municipalities have risks", got)
	}
}
