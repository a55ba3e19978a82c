package zone

import (
	"math"
	"slices"
	"strings"
)

// Detour is how much longer the road is than the straight line, as designs estimate it: without a road network the way is not measured.
// National detour indexes lie between 1.2 and 1.6, about 1.4 where roads wind (Ballou, Rahardja, Sakai, "Selected country circuity factors
// for road travel distance estimation", Transportation Research A 36, 2002).
const Detour = 1.4

// Place is a municipality as designs see it: where its seat is, and what counts in a zone.
type Place struct {
	Code, Name     string
	Population     int
	Employees      *int
	Lat, Lon       float64
	Island         bool
	InnerAreaClass string
}

// Peripheral tells whether it is far from services: inner-area class E or F (Strategia nazionale aree interne, map of 2020).
func (p Place) Peripheral() bool { return p.InnerAreaClass == "E" || p.InnerAreaClass == "F" }

// Remote tells whether it is of the farthest class, F.
func (p Place) Remote() bool { return p.InnerAreaClass == "F" }

// Way is how far two seats are: as the crow flies and, on land, by an estimate of the road. With an island there is the sea between, or a
// road that we know nothing of: only the straight line is told.
type Way struct {
	Km, RoadKm float64
	Sea        bool
}

// Cost is what designs compare ways by.
func (w Way) Cost() float64 { return max(w.Km, w.RoadKm) }

// Between measures the way from one seat to another.
func Between(a, b Place) Way {
	km := straight(a, b)
	if a.Island || b.Island {
		return Way{Km: km, Sea: a.Code != b.Code}
	}
	return Way{Km: km, RoadKm: km * Detour}
}

// straight is the great-circle distance in kilometres, by the haversine formula on a sphere of the Earth's mean radius.
func straight(a, b Place) float64 {
	const radius, degree = 6371.0088, math.Pi / 180
	x := math.Sin((b.Lat - a.Lat) * degree / 2)
	y := math.Sin((b.Lon - a.Lon) * degree / 2)
	h := x*x + math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*y*y
	return 2 * radius * math.Asin(math.Sqrt(min(1, h)))
}

// land is a territory prepared for design: every way measured once.
type land struct {
	places []Place
	at     map[string]int
	ways   [][]float64 // costs
	near   [][]int     // neighbours, sorted
}

// survey prepares places, in the order of their codes.
func survey(places []Place) *land {
	l := &land{places: slices.Clone(places), at: make(map[string]int, len(places))}
	slices.SortFunc(l.places, func(a, b Place) int { return strings.Compare(a.Code, b.Code) })
	l.ways = make([][]float64, len(l.places))
	for i, p := range l.places {
		l.at[p.Code] = i
		l.ways[i] = make([]float64, len(l.places))
		for j := range i {
			way := Between(l.places[j], p).Cost()
			l.ways[i][j], l.ways[j][i] = way, way
		}
	}
	return l
}

// meet finds neighbours. Without boundaries, two seats are neighbours when no third one lies in the circle that has them at its ends
// (Gabriel and Sokal, "A new statistical approach to geographic variation analysis", 1969: of Delaunay's edges those that pass between
// nobody else's). The sea divides, unless asked to mix; whatever is kept together is connected by land.
func (l *land) meet(mix bool) {
	l.near = make([][]int, len(l.places))
	sq := make([][]float64, len(l.places))
	for i, a := range l.places {
		sq[i] = make([]float64, len(l.places))
		for j, b := range l.places {
			d := straight(a, b)
			sq[i][j] = d * d
		}
	}
	for i, a := range l.places {
		for j := range i {
			if !mix && a.Island != l.places[j].Island {
				continue
			}
			empty := true
			for k := range l.places {
				if k != i && k != j && (mix || l.places[k].Island == a.Island) && sq[i][k]+sq[k][j] < sq[i][j] {
					empty = false
					break
				}
			}
			if empty {
				l.near[i], l.near[j] = append(l.near[i], j), append(l.near[j], i)
			}
		}
	}
	for i := range l.near {
		slices.Sort(l.near[i])
	}
}
