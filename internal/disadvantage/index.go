// Package disadvantage measures how hard put a municipality is, by components that can be seen one by one, and how the classes take part in
// the network. The measure serves to help where it is needed; it never becomes a ranking that others see.
package disadvantage

import (
	"strconv"

	"comunita/internal/platform/apperr"
	"comunita/internal/setting"
)

// Weights are the points of each component and where the classes begin. The index is inner-area class × factor + population + staff +
// secretary + distress + island.
type Weights struct {
	ClassA       int `json:"class_a"` // of the map of the inner areas 2020
	ClassB       int `json:"class_b"`
	ClassC       int `json:"class_c"`
	ClassD       int `json:"class_d"`
	ClassE       int `json:"class_e"`
	ClassF       int `json:"class_f"`
	ClassFactor  int `json:"class_factor"`
	Under1000    int `json:"under_1000"` // inhabitants
	Under3000    int `json:"under_3000"`
	Under5000    int `json:"under_5000"`
	StaffUnder10 int `json:"staff_under_10"`
	Secretary    int `json:"secretary"` // seat vacant, or held a scavalco
	Distress     int `json:"distress"`  // dissesto, riequilibrio or a commissioner
	Island       int `json:"island"`
	FromMedium   int `json:"from_medium"` // the least points of each class but the first
	FromHigh     int `json:"from_high"`
	FromVeryHigh int `json:"from_very_high"`
}

// Key is the setting that holds the weights; the defaults are those the founders proposed.
var Key = setting.Key[Weights]{Name: "disadvantage", Check: Weights.check, Default: Weights{ClassC: 1, ClassD: 2, ClassE: 3, ClassF: 4, ClassFactor: 2,
	Under1000: 3, Under3000: 2, Under5000: 1, StaffUnder10: 2, Secretary: 2, Distress: 2, Island: 1, FromMedium: 4, FromHigh: 8, FromVeryHigh: 11}}

// Classes are those of disadvantage, the lightest first.
var Classes = []string{"low", "medium", "high", "very_high"}

// The components, in the order of the index.
const (
	InnerArea  = "inner_area"
	Population = "population"
	Staff      = "staff"
	Secretary  = "secretary"
	Distress   = "distress"
	Island     = "island"
)

// Facts are what the index is made of. What is not known is nil, or empty.
type Facts struct {
	Class        string
	Population   int
	Island       bool
	Employees    *int
	Secretary    string // arrangement of who holds the seat today, "vacant" when it is declared so
	Financial    string // "unknown", "none", "dissesto" or "riequilibrio"
	Commissioner bool   // one is in office today
}

// Component is a part of the index. Points that are not Known are 0 and may be up to Most.
type Component struct {
	Name         string
	Points, Most int
	Known        bool
	Value        string // the fact, as a code or a number
	ClassIf      string // the class of the whole if the component were settled: at 0 points, or at Most where it is not known; "" where nobody can change it
}

// Index of a municipality. Where something is not known, Total and Class are the least they can be, Highest and HighestClass the most.
type Index struct {
	Components          []Component
	Total, Highest      int
	Class, HighestClass string
}

// Partial reports whether something is not known.
func (x Index) Partial() bool { return x.Highest > x.Total }

// Of computes the index.
func (w Weights) Of(f Facts) Index {
	x := Index{Components: []Component{
		{Name: InnerArea, Points: w.class(f.Class), Most: w.class("F"), Known: true, Value: f.Class},
		{Name: Population, Points: w.population(f.Population), Most: w.Under1000, Known: true, Value: strconv.Itoa(f.Population)},
		w.staff(f.Employees),
		settle(Secretary, w.Secretary, f.Secretary == "vacant" || f.Secretary == "scavalco", f.Secretary != "", f.Secretary),
		w.distress(f),
		settle(Island, w.Island, f.Island, true, strconv.FormatBool(f.Island)),
	}}
	for _, c := range x.Components {
		x.Total += c.Points
		x.Highest += c.Points
		if !c.Known {
			x.Highest += c.Most
		}
	}
	x.Class, x.HighestClass = w.Class(x.Total), w.Class(x.Highest)
	for i, c := range x.Components {
		switch movable := c.Name == Staff || c.Name == Secretary || c.Name == Distress; {
		case movable && !c.Known && c.Most > 0:
			x.Components[i].ClassIf = w.Class(x.Total + c.Most)
		case movable && c.Points > 0:
			x.Components[i].ClassIf = w.Class(x.Total - c.Points)
		}
	}
	return x
}

// Class is the class of disadvantage that a number of points falls into.
func (w Weights) Class(points int) string {
	switch {
	case points >= w.FromVeryHigh:
		return "very_high"
	case points >= w.FromHigh:
		return "high"
	case points >= w.FromMedium:
		return "medium"
	}
	return "low"
}

func (w Weights) class(c string) int {
	return w.ClassFactor * map[string]int{"A": w.ClassA, "B": w.ClassB, "C": w.ClassC, "D": w.ClassD, "E": w.ClassE, "F": w.ClassF}[c]
}

func (w Weights) population(n int) int {
	switch {
	case n < 1000:
		return w.Under1000
	case n < 3000:
		return w.Under3000
	case n < 5000:
		return w.Under5000
	}
	return 0
}

func (w Weights) staff(employees *int) Component {
	if employees == nil {
		return settle(Staff, w.StaffUnder10, false, false, "")
	}
	return settle(Staff, w.StaffUnder10, *employees < 10, true, strconv.Itoa(*employees))
}

// distress is known without the balance where a commissioner is in office.
func (w Weights) distress(f Facts) Component {
	value := f.Financial
	if f.Commissioner {
		value = "commissioner"
	}
	return settle(Distress, w.Distress, f.Commissioner || f.Financial == "dissesto" || f.Financial == "riequilibrio", f.Commissioner || f.Financial != "unknown", value)
}

func settle(name string, most int, counts, known bool, value string) Component {
	c := Component{Name: name, Most: most, Known: known, Value: value}
	if known && counts {
		c.Points = most
	}
	return c
}

// most is what the worst off municipality there could be would have.
func (w Weights) most() int {
	return w.class("F") + w.Under1000 + w.StaffUnder10 + w.Secretary + w.Distress + w.Island
}

// check keeps the index from going down where things get worse.
func (w Weights) check(e *apperr.Error) {
	for _, step := range []struct {
		pointer   string
		low, high int
		says      string
	}{
		{"/class_b", w.ClassA, w.ClassB, "Non meno della classe A"},
		{"/class_c", w.ClassB, w.ClassC, "Non meno della classe B"},
		{"/class_d", w.ClassC, w.ClassD, "Non meno della classe C"},
		{"/class_e", w.ClassD, w.ClassE, "Non meno della classe D"},
		{"/class_f", w.ClassE, w.ClassF, "Non meno della classe E"},
		{"/under_3000", w.Under5000, w.Under3000, "Non meno di quanto vale stare sotto 5.000 abitanti"},
		{"/under_1000", w.Under3000, w.Under1000, "Non meno di quanto vale stare sotto 3.000 abitanti"},
		{"/from_medium", 1, w.FromMedium, "Almeno 1: sotto questa soglia la classe è bassa"},
		{"/from_high", w.FromMedium + 1, w.FromHigh, "Più della soglia della classe media"},
		{"/from_very_high", w.FromHigh + 1, w.FromVeryHigh, "Più della soglia della classe alta"},
	} {
		if step.high < step.low {
			_ = e.At(step.pointer, "order", "%s", step.says)
		}
	}
	if most := w.most(); w.FromVeryHigh > most {
		_ = e.At("/from_very_high", "unreachable", "Con questi pesi l'indice arriva al massimo a %d: nessuno potrebbe essere in questa classe", most)
	}
}
