package zone

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// territories draws places as scattered as those of a province, some of them islands; no two in one point.
func territories(most int) *rapid.Generator[[]Place] {
	return rapid.Custom(func(t *rapid.T) []Place {
		n := rapid.IntRange(1, most).Draw(t, "n")
		out := make([]Place, n)
		for i := range out {
			out[i] = Place{Code: fmt.Sprintf("%06d", 83000+i), Name: fmt.Sprintf("Comune %d", i), Population: rapid.IntRange(0, 200_000).Draw(t, "people"),
				Lat: 37.7 + rapid.Float64Range(0, 0.8).Draw(t, "lat"), Lon: 14.2 + rapid.Float64Range(0, 1.3).Draw(t, "lon"),
				Island: rapid.IntRange(0, 9).Draw(t, "sea") == 0, InnerAreaClass: rapid.SampledFrom([]string{"A", "C", "D", "E", "F"}).Draw(t, "class")}
			if rapid.Bool().Draw(t, "said") {
				staff := rapid.IntRange(0, 500).Draw(t, "staff")
				out[i].Employees = &staff
			}
		}
		return out
	})
}

func TestProposalsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		places := territories(70).Draw(t, "places")
		w := Wish{Min: rapid.IntRange(1, 10).Draw(t, "min"), Adjacent: rapid.Bool().Draw(t, "adjacent"), Mix: rapid.Bool().Draw(t, "mix"),
			Balance: rapid.Bool().Draw(t, "balance"), Zones: rapid.IntRange(0, 12).Draw(t, "zones")}
		w.Max = w.Min + rapid.IntRange(0, 12).Draw(t, "more")
		if rapid.Bool().Draw(t, "associated") {
			w.Together = []Association{{"Unione", codesOf(places[:len(places)/2])}, {"Altra", codesOf(places[len(places)/3:])}}
		}
		p := Propose(places, w)
		seen := map[string]int{}
		for _, z := range p.Zones {
			islands := 0
			for _, code := range z.Municipalities {
				seen[code]++
				if places[slices.Index(codesOf(places), code)].Island {
					islands++
				}
			}
			if !w.Mix && islands > 0 && islands < len(z.Municipalities) {
				t.Fatalf("%s mixes islands with the mainland", z.Name)
			}
			if n := len(z.Municipalities); (n < w.Min || n > w.Max) && !slices.ContainsFunc(p.Unmet, func(s string) bool { return strings.HasPrefix(s, z.Name+": ") }) {
				t.Fatalf("%s has %d, bounds %d-%d, and nobody says why: %v", z.Name, n, w.Min, w.Max, p.Unmet)
			}
			if !slices.Contains(z.Municipalities, z.Seat) || len(z.Municipalities) == 0 {
				t.Fatalf("%+v", z)
			}
		}
		for _, place := range places {
			if seen[place.Code] != 1 || p.Whys[place.Code] == "" {
				t.Fatalf("%s is in %d zones because %q", place.Code, seen[place.Code], p.Whys[place.Code])
			}
		}
		if len(p.Reasons) != len(p.Zones) || len(seen) != len(places) {
			t.Fatal("not every zone has its reasons")
		}
		again := slices.Clone(places)
		slices.Reverse(again)
		if other := Propose(again, w); !reflect.DeepEqual(p, other) {
			t.Fatal("another order of the same places, another proposal")
		}
	})
}

func TestAdjacentProposalsAreWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		places := territories(60).Draw(t, "places")
		l := survey(places)
		l.meet(false)
		d := division{land: l}
		for _, z := range Propose(places, Wish{Min: 4, Max: 9, Adjacent: true}).Zones {
			var members []int
			for _, code := range z.Municipalities {
				members = append(members, l.at[code])
			}
			slices.Sort(members)
			if !d.whole(members) {
				t.Fatalf("%s is in pieces", z.Name)
			}
		}
	})
}

func TestFiguresAreThoseOfTheMembers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		group := territories(25).Draw(t, "group")
		f := Measure(group, group[0].Code)
		people, staff, unknown := int64(0), 0, 0
		for _, p := range group {
			people += int64(p.Population)
			if p.Employees == nil {
				unknown++
			} else {
				staff += *p.Employees
			}
			total := 0.0
			for _, q := range group {
				total += Between(p, q).Cost()
			}
			if total < f.Meeting.TotalKm-1e-6 {
				t.Fatalf("all travel less to %s", p.Code)
			}
		}
		if f.Population != people || f.Employees != staff || f.EmployeesUnknown != unknown || f.Municipalities != len(group) || len(f.Meeting.Legs) != len(group)-1 {
			t.Fatalf("%+v", f)
		}
		if f.Seat == nil || f.Seat.TotalKm < f.Meeting.TotalKm-1e-6 || f.Meeting.MaxKm > f.Meeting.TotalKm+1e-6 {
			t.Fatalf("%+v", f)
		}
		for _, leg := range f.Meeting.Legs {
			if leg.Sea != (leg.RoadKm == 0 && leg.Km > 0) && leg.Km > 0 {
				t.Fatalf("a road over the sea: %+v", leg)
			}
		}
	})
}

func TestDistancesAndBalance(t *testing.T) {
	t.Parallel()
	messina, milazzo := Place{Code: "a", Lat: 38.1938, Lon: 15.5540}, Place{Code: "b", Lat: 38.2206, Lon: 15.2415}
	if way := Between(messina, milazzo); math.Abs(way.Km-27.5) > 0.5 || math.Abs(way.RoadKm-way.Km*1.4) > 1e-9 || way.Sea {
		t.Errorf("%+v", way)
	}
	milazzo.Island = true
	if way := Between(messina, milazzo); way.RoadKm != 0 || !way.Sea {
		t.Errorf("%+v", way)
	}
	if b := Weigh([]float64{2, 4, 6}); b.Mean != 4 || b.Ratio != 3 || math.Abs(b.Variation-math.Sqrt(8.0/3)/4) > 1e-9 {
		t.Errorf("%+v", b)
	}
	if Weigh(nil) != (Balance{}) || Weigh([]float64{0, 5}).Ratio != 0 {
		t.Error("nothing to weigh")
	}
}

// scattered are n municipalities, always the same.
func scattered(n int) []Place {
	places := make([]Place, n)
	for i := range places {
		places[i] = Place{Code: fmt.Sprintf("%06d", i), Name: "x", Population: 100 * i, Lat: 37.7 + math.Mod(float64(i)*0.618, 1)*0.8, Lon: 14.2 + math.Mod(float64(i)*0.414, 1)*1.3}
	}
	return places
}

func TestManyMunicipalitiesAreDivided(t *testing.T) {
	for _, n := range []int{108, 400} {
		if p := Propose(scattered(n), Wish{Min: 8, Max: 18, Adjacent: true, Balance: true}); len(p.Unmet) > 0 {
			t.Errorf("%d municipalities: %v", n, p.Unmet)
		}
	}
}

func BenchmarkPropose(b *testing.B) {
	for _, n := range []int{108, 400} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Propose(scattered(n), Wish{Min: 8, Max: 18, Adjacent: true, Balance: true})
			}
		})
	}
}
