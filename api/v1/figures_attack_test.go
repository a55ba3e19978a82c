package v1_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/smallcell"
	"comunita/internal/testkit"
)

// place is a municipality as anybody knows it.
type place struct{ code, zone, band, class, coast, form string }

// spies are people who pool all that they are told of one hidden yes or no of each municipality.
type spies struct {
	places []place
	sets   map[string][]bool // of a told count: who could be in it
	counts map[string]int
}

func (s *spies) hear(t *testing.T, key string, n int, in func(place) bool) {
	t.Helper()
	if was, heard := s.counts[key]; heard && was != n {
		t.Errorf("%s: %d to one, %d to another", key, was, n)
	}
	set := make([]bool, len(s.places))
	for i, p := range s.places {
		set[i] = in(p)
	}
	s.sets[key], s.counts[key] = set, n
}

// solve fails when they single somebody out: by a count that is few or all, by the difference of two of which one lies within the other, by what
// groups that have nothing in common leave of a third, or by any equation, also when some of them work for three of the counted.
func (s *spies) solve(t *testing.T, what string, r *rand.Rand) {
	t.Helper()
	rows := [][]bool{}
	check := func(key string, set []bool, n int) {
		size := 0
		for _, in := range set {
			if in {
				size++
			}
		}
		if size > 0 && (n < smallcell.K || size-n < smallcell.K) {
			t.Errorf("%s: %s: %d of %d municipalities", what, key, n, size)
		}
	}
	less := func(a, b []bool) (out []bool, within bool) {
		out, within = slices.Clone(a), true
		for i := range b {
			within = within && (!b[i] || a[i])
			out[i] = a[i] && !b[i]
		}
		return out, within
	}
	for key, set := range s.sets {
		check(key, set, s.counts[key])
		rows = append(rows, set)
		for other, inner := range s.sets {
			rest, within := less(set, inner)
			if !within || other == key {
				continue
			}
			left := s.counts[key] - s.counts[other]
			check(key+" - "+other, rest, left)
			for third, more := range s.sets {
				if rest, within := less(rest, more); within {
					check(key+" - "+other+" - "+third, rest, left-s.counts[third])
				}
			}
		}
	}
	for range 30 {
		mine := r.Perm(len(s.places))[:r.IntN(4)]
		for i := range s.places {
			one := make([]bool, len(s.places))
			if one[i] = true; !slices.Contains(mine, i) && rank(append(slices.Clone(rows), one), mine) == rank(rows, mine) {
				t.Errorf("%s: who knows %v learns of %s", what, mine, s.places[i].code)
			}
		}
	}
}

// rank counts the independent equations, modulo a prime, without the unknowns that somebody knows.
func rank(sets [][]bool, known []int) (n int) {
	const prime = 1_000_003
	rows := make([][]int, len(sets))
	for i, set := range sets {
		rows[i] = make([]int, len(set))
		for k, in := range set {
			if in && !slices.Contains(known, k) {
				rows[i][k] = 1
			}
		}
	}
	for column := 0; n < len(rows) && column < len(rows[0]); column++ {
		p := slices.IndexFunc(rows[n:], func(r []int) bool { return r[column] != 0 })
		if p < 0 {
			continue
		}
		rows[n], rows[n+p] = rows[n+p], rows[n]
		for _, r := range rows[n+1:] {
			if f := r[column]; f != 0 {
				for k := range r {
					r[k] = (r[k]*rows[n][column] - f*rows[n][k]) % prime
				}
			}
		}
		n++
	}
	return n
}

// Everybody who has an account pools all answers about who adopted an entry of the catalogue and a measure: the recurrence of each zone, the
// comparison of each municipality with those like it by inhabitants, class, coast and management, the homogeneity of zones and classes, the
// advice and the gaps.
func TestFiguresUnderAttack(t *testing.T) {
	t.Parallel()
	app := testkit.New(t)
	app.Basics(t)
	crowd(t, app, 1, 57, "A", "member")
	tables(t, app)
	app.Exec(t, `INSERT INTO zones (id, set_id, code, name) SELECT 900 + i, 901, 'Z' || i, 'Zona ' || i FROM generate_series(2, 4) i`)
	entry := testkit.JSON[v1.Risk](app.As(t, authz.Secretariat).Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
	publishEntry(t, app, entry)
	heard := map[string]int{}
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 3))
		app.Exec(t, `DELETE FROM risks WHERE adopted_id IS NOT NULL`)
		for _, table := range []string{"measure_adoptions", "municipal_processes", "zone_members"} {
			app.Exec(t, `DELETE FROM `+table)
		}
		places := []place{}
		eager := 3 + r.IntN(4)
		for i, code := range codes(t, app, `SELECT istat_code FROM municipalities ORDER BY 1 DESC`) {
			p := place{code: code, zone: fmt.Sprint("Zona ", 2+i*3/60), band: []string{"under-5000", "under-5000", "under-15000", "over"}[r.IntN(4)],
				class: string(rune('A' + (i/20+r.IntN(4)/3)%3)), coast: []string{"inland", "inland", "coastal", "island"}[r.IntN(4)], form: []string{"cuc", "direct", ""}[r.IntN(3)]}
			app.Exec(t, `UPDATE municipalities SET population = $2, inner_area_class = $3, coastal = $4, island = $5, adhesion = $6 WHERE istat_code = $1`, code,
				map[string]int{"under-5000": 2000, "under-15000": 9000, "over": 30000}[p.band], p.class, p.coast == "coastal", p.coast == "island",
				[]string{"member", "member", "member", "contacted"}[r.IntN(4)])
			app.Exec(t, `INSERT INTO zone_members (set_id, zone_id, municipality_code, valid_from) SELECT 901, id, $1, '2020-01-01' FROM zones WHERE name = $2`, code, p.zone)
			if p.form != "" {
				app.Exec(t, `INSERT INTO municipal_processes (municipality_code, name, area_code, management_form, owner_body) VALUES ($1, 'Proroghe e rinnovi', 'B', $2, 'Ente')`, code, p.form)
			}
			if r.IntN(10) < eager {
				app.Exec(t, `INSERT INTO risks (municipality_code, adopted_id, adopted_version, area_code, process, event, state) VALUES ($1, $2, 1, 'B', 'p', 'e', 'local')`, code, entry.ID)
			}
			if r.IntN(10) < eager {
				app.Exec(t, `INSERT INTO measure_adoptions (municipality_code, measure_code, title, type_code, scope, status) VALUES ($1, 'M01', 'Misura', 'TM01', 'specific', 'planned')`, code)
			}
			places = append(places, p)
		}
		entries := spies{places, map[string][]bool{}, map[string]int{}}
		measures := spies{adherentsAmong(t, app, places), map[string][]bool{}, map[string]int{}}
		share := func(s v1.MeasureShare, in func(place) bool) {
			if !s.Suppressed {
				measures.hear(t, s.Name, s.Adopters, in)
				heard[s.Key]++
			}
		}
		for i, p := range places {
			who := app.As(t, authz.Referent, p.code)
			if i%3 == 0 { // a secretary of three, who sees three zones at most
				who = app.As(t, authz.Secretary, p.code, places[(i+20)%60].code, places[(i+40)%60].code)
			}
			told := testkit.JSON[v1.RiskRecurrence](who.Get(t, at(entry)+"/recurrence").Want(http.StatusOK))
			if !told.Network.Suppressed {
				entries.hear(t, "network", told.Network.Count, func(place) bool { return true })
			}
			for _, z := range told.Zones {
				if !z.Suppressed {
					heard["zone"]++
					entries.hear(t, z.Name, z.Count, func(o place) bool { return o.zone == z.Name })
				}
			}
			for _, m := range testkit.JSON[v1.RegisterDiff](who.Get(t, "/municipalities/"+p.code+"/register-diff").Want(http.StatusOK)).Items {
				if !m.Network.Suppressed {
					entries.hear(t, "network", m.Network.Count, func(place) bool { return true })
				}
				for _, x := range m.Reasons {
					heard[x.Likeness]++
					entries.hear(t, x.Likeness+" "+x.Value, x.Count, func(o place) bool {
						return map[string]string{"population": o.band, "inner_area": o.class, "coast": o.coast, "management": o.form}[x.Likeness] == x.Value
					})
				}
			}
			for _, g := range testkit.JSON[v1.MeasureGaps](who.Get(t, "/measure-gaps?municipality="+p.code).Want(http.StatusOK)).Items {
				share(g.Share, func(o place) bool {
					return map[string]bool{"Tutta la rete": true, "Classe " + o.class: true, o.zone: true}[g.Share.Name]
				})
			}
		}
		for _, by := range []string{"zone", "class"} {
			for _, m := range testkit.JSON[v1.MeasureHomogeneity](app.As(t, authz.Observer).Get(t, "/measure-homogeneity?measure=M01&by="+by).Want(http.StatusOK)).Items {
				for _, g := range append([]v1.MeasureShare{m.Network}, m.Groups...) {
					share(g, func(o place) bool {
						return map[string]bool{"Tutta la rete": true, "Classe " + o.class: true, o.zone: true}[g.Name]
					})
				}
			}
		}
		entries.solve(t, fmt.Sprint("seed ", seed, ", an entry"), r)
		measures.solve(t, fmt.Sprint("seed ", seed, ", a measure"), r)
	}
	for _, kind := range []string{"zone", "population", "inner_area", "coast", "management", "network"} {
		if heard[kind] == 0 {
			t.Errorf("nothing told by %s: nothing was tried (%v)", kind, heard)
		}
	}
}

func codes(t *testing.T, app *testkit.App, query string) []string {
	t.Helper()
	out, err := db.Values[string](t.Context(), app.DB, query)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func adherentsAmong(t *testing.T, app *testkit.App, places []place) []place {
	t.Helper()
	joined := codes(t, app, `SELECT istat_code FROM municipalities WHERE adhesion = 'member'`)
	return slices.DeleteFunc(slices.Clone(places), func(p place) bool { return !slices.Contains(joined, p.code) })
}
