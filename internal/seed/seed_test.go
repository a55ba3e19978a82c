package seed

import (
	"context"
	"os"
	"testing"
	"testing/fstest"

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
	if err := Reference(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int64{
		"municipalities": 108, "risk_areas": 16, "risks WHERE code <> '' AND state = 'draft'": 109, "enabling_factors": 8, "measure_types": 11, "measures": 34,
		"situations": 14, "behaviours WHERE state = 'draft'": 32, "training_topics": 20,
		"zone_sets WHERE operational": 1, "zones z JOIN zone_sets s ON s.id = z.set_id AND s.operational": 9,
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

func TestDemo(t *testing.T) {
	d := testkit.DB(t)
	hashes := 0
	hash := func(plain string) (string, error) { hashes++; return "hash of " + plain, nil }
	for range 2 {
		if err := Demo(t.Context(), d, hash); err != nil {
			t.Fatal(err)
		}
	}
	if hashes != len(Accounts()) {
		t.Errorf("%d hashes for %d accounts: it ran twice", hashes, len(Accounts()))
	}
	for query, least := range map[string]int64{
		"(SELECT DISTINCT adhesion FROM municipalities) a":                                                                             10,
		"(SELECT role FROM accounts a JOIN mandates m USING (person_id) GROUP BY role) r":                                              5,
		"(SELECT person_id FROM mandates WHERE role IN ('rpct', 'referent') GROUP BY person_id HAVING count(municipality_code) > 1) p": 20,
		"mandates WHERE valid_to < '2026-11-01'":                                                                                       5, "mandates WHERE substitute": 5,
		"municipalities m WHERE NOT EXISTS (SELECT FROM mandates WHERE municipality_code = istat_code AND role = 'rpct')": 3,
		"(SELECT DISTINCT municipality_code FROM risks WHERE adopted_id IS NOT NULL) r":                                   60,
		"risks WHERE code = '' AND adopted_id IS NULL":                                                                    20,
		"risks r JOIN risks c ON c.id = r.adopted_id WHERE r.description <> c.description":                                100,
		"(SELECT DISTINCT municipality_code FROM training_needs) n":                                                       75,
		"training_needs WHERE year = 2027":                                                                                30,
	} {
		if got := one[int64](t, d, "SELECT count(*) FROM "+query); got < least {
			t.Errorf("%s: %d, want at least %d", query, got, least)
		}
	}
	if got := one[int64](t, d, "SELECT count(*) FROM risks WHERE updated_at > now()"); got != 0 {
		t.Errorf("%d risks of tomorrow", got)
	}
	if got := one[int64](t, d, "SELECT count(*) FROM people WHERE office_email NOT LIKE '%@example.org'"); got != 0 {
		t.Errorf("%d people with an address that may be somebody's", got)
	}
	if err := password.Check("/password", Password); err != nil {
		t.Errorf("the demo password: %v", err)
	}
}

func TestBulk(t *testing.T) {
	d := testkit.DB(t)
	if err := Reference(t.Context(), d); err != nil {
		t.Fatal(err)
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
		"audit_log WHERE table_name = 'training_needs'": 0,
	} {
		if got := one[int64](t, d, "SELECT count(*) FROM "+query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if got := one[int64](t, d, "SELECT count(DISTINCT municipality_code) FROM risks"); got < 90 {
		t.Errorf("only %d municipalities have risks", got)
	}
}
