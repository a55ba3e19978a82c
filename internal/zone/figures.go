package zone

import "math"

// Figures say what a group of municipalities weighs and how far apart it lies.
type Figures struct {
	Municipalities, Peripheral, Remote, Islands int
	Population                                  int64
	Employees, EmployeesUnknown                 int // staff, and the municipalities that have not said theirs
	Meeting, Seat                               *Meeting
	Widest                                      *Leg // between the two seats that lie farthest apart
	AverageKm                                   float64
}

// Meeting is what it takes to meet at a place: every municipality sends one.
type Meeting struct {
	Place                     string // ISTAT code
	TotalKm, AverageKm, MaxKm float64
	Farthest                  string // who travels most, "" when nobody does
	Sea                       bool   // somebody crosses the sea, or the roads of an island: those are straight lines
	Legs                      []Leg  // in the order of the codes
}

// Leg is the way of one.
type Leg struct {
	From, To string
	Way
}

// Measure sums up a group. The seat may be "", or none of the group; the best meeting place is the one of the group to which all travel least
// in total, then the least at most, then the first by code.
func Measure(group []Place, seat string) Figures {
	f := Figures{Municipalities: len(group)}
	pairs := 0.0
	for i, p := range group {
		f.Population += int64(p.Population)
		if p.Employees == nil {
			f.EmployeesUnknown++
		} else {
			f.Employees += *p.Employees
		}
		f.Peripheral += one(p.Peripheral())
		f.Remote += one(p.Remote())
		f.Islands += one(p.Island)
		if m := meeting(group, p); f.Meeting == nil || m.before(f.Meeting) {
			f.Meeting = m
		}
		if p.Code == seat {
			f.Seat = meeting(group, p)
		}
		for _, q := range group[:i] {
			way := Between(p, q)
			f.AverageKm += way.Cost()
			if pairs++; f.Widest == nil || way.Cost() > f.Widest.Cost() {
				f.Widest = &Leg{q.Code, p.Code, way}
			}
		}
	}
	if pairs > 0 {
		f.AverageKm /= pairs
	}
	return f
}

func (m *Meeting) before(other *Meeting) bool {
	const near = 1e-9
	switch {
	case math.Abs(m.TotalKm-other.TotalKm) > near:
		return m.TotalKm < other.TotalKm
	case math.Abs(m.MaxKm-other.MaxKm) > near:
		return m.MaxKm < other.MaxKm
	}
	return m.Place < other.Place
}

func meeting(group []Place, at Place) *Meeting {
	m := &Meeting{Place: at.Code, Legs: []Leg{}}
	for _, p := range group {
		if p.Code == at.Code {
			continue
		}
		way := Between(p, at)
		m.Legs = append(m.Legs, Leg{p.Code, at.Code, way})
		m.TotalKm += way.Cost()
		m.Sea = m.Sea || way.Sea
		if way.Cost() > m.MaxKm {
			m.MaxKm, m.Farthest = way.Cost(), p.Code
		}
	}
	m.AverageKm = m.TotalKm / float64(max(1, len(m.Legs)))
	return m
}

// Balance compares the zones of a design in one respect.
type Balance struct {
	Least, Most, Mean float64
	Variation         float64 // coefficient of variation: standard deviation over mean, 0 when all are equal
	Ratio             float64 // of the most to the least; 0 when the least is nothing
}

// Weigh computes it; of nothing it is the zero Balance.
func Weigh(values []float64) (b Balance) {
	if len(values) == 0 {
		return b
	}
	b.Least, b.Most = values[0], values[0]
	for _, v := range values {
		b.Least, b.Most, b.Mean = min(b.Least, v), max(b.Most, v), b.Mean+v/float64(len(values))
	}
	for _, v := range values {
		b.Variation += (v - b.Mean) * (v - b.Mean) / float64(len(values))
	}
	if b.Mean > 0 {
		b.Variation = math.Sqrt(b.Variation) / b.Mean
	}
	if b.Least > 0 {
		b.Ratio = b.Most / b.Least
	}
	return b
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
