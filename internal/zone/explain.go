package zone

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// drawn is a zone of a proposal with what there is to say of it.
type drawn struct {
	members []int
	figures Figures
	index   int // in the division
}

// tell names the zones and gives the reasons.
func (d *division) tell() Proposal {
	zones := make([]drawn, len(d.zones))
	for z, members := range d.zones {
		zones[z] = drawn{members, Measure(d.those(members), ""), z}
	}
	d.order(zones)
	p := Proposal{Zones: Design{}, Reasons: []string{}, Whys: map[string]string{}, Unmet: append([]string{}, d.unmet...)}
	for n, z := range zones {
		p.Zones = append(p.Zones, DesignZone{Code: "Z" + strconv.Itoa(n+1), Name: d.name(z), Seat: z.figures.Meeting.Place, Municipalities: codesOf(d.those(z.members))})
	}
	place := make([]int, len(zones)) // in the proposal, of each zone of the division
	for n, z := range zones {
		place[z.index] = n
	}
	for n, z := range zones {
		p.Reasons = append(p.Reasons, d.reason(z))
		if short := d.beyond(z, p.Zones[n].Name); short != "" {
			p.Unmet = append(p.Unmet, short)
		}
		for _, i := range z.members {
			p.Whys[d.places[i].Code] = d.why(i, z, zones, place, p.Zones)
		}
	}
	return p
}

func (d *division) those(members []int) []Place {
	out := make([]Place, len(members))
	for n, i := range members {
		out[n] = d.places[i]
	}
	return out
}

func codesOf(places []Place) []string {
	out := make([]string, len(places))
	for i, p := range places {
		out[i] = p.Code
	}
	return out
}

// name is after the most populous municipality.
func (d *division) name(z drawn) string {
	largest := slices.MaxFunc(d.those(z.members), func(a, b Place) int { return a.Population - b.Population })
	if z.figures.Islands == z.figures.Municipalities {
		return "Isole (" + largest.Name + ")"
	}
	return "Zona di " + largest.Name
}

func (d *division) reason(z drawn) string {
	f := z.figures
	out := []string{fmt.Sprintf("%s, %s abitanti.", count(f.Municipalities, "comune", "comuni"), thousands(f.Population))}
	if m := f.Meeting; f.Municipalities > 1 {
		out = append(out, fmt.Sprintf("Il luogo d'incontro migliore è %s: in media %s%s, il più lontano è %s con %s.", d.named(m.Place), km(m.AverageKm),
			either(m.Sea, " in linea d'aria, per mare o su strade d'isola", " di strada stimata"), d.named(m.Farthest), km(m.MaxKm)))
	}
	for g, a := range d.wish.Together {
		held := 0
		for _, i := range z.members {
			held += one(slices.Contains(d.groups[i], g))
		}
		if held > 1 {
			out = append(out, fmt.Sprintf("Tiene insieme %d dei %d comuni di «%s».", held, d.sizes[g], a.Name))
		}
	}
	if d.wish.Adjacent && f.Municipalities > 1 && d.whole(z.members) {
		out = append(out, "È tutta d'un pezzo: ogni capoluogo ne ha un altro della zona vicino (vicinanza tra capoluoghi, non confini amministrativi).")
	}
	return strings.Join(out, " ")
}

// beyond says why a zone is not within the bounds, "" when it is.
func (d *division) beyond(z drawn, name string) string {
	n := len(z.members)
	switch {
	case n < d.wish.Min && z.figures.Islands == n && !d.wish.Mix:
		return sentence("%s: %s, meno di %d. Le isole non si mescolano con la terraferma: restano una zona a sé.", name, count(n, "comune", "comuni"), d.wish.Min)
	case n < d.wish.Min:
		return sentence("%s: %s, meno di %d. Intorno non ce n'erano altri da aggiungere senza togliere il minimo alle zone vicine.", name, count(n, "comune", "comuni"), d.wish.Min)
	case n > d.wish.Max:
		return sentence("%s: %s, più di %d. Le zone vicine non potevano prenderne altri.", name, count(n, "comune", "comuni"), d.wish.Max)
	}
	return ""
}

// why compares the zone a place is in with the one whose meeting place is the nearest.
func (d *division) why(i int, own drawn, zones []drawn, place []int, named Design) string {
	p, best := d.places[i], own
	at := func(z drawn) float64 { return d.ways[i][d.at[z.figures.Meeting.Place]] }
	for _, z := range zones {
		if (d.wish.Mix || d.places[z.members[0]].Island == p.Island) && at(z) < at(best)-1e-9 {
			best = z
		}
	}
	mine := named[place[own.index]]
	if own.figures.Meeting.Place == p.Code {
		return sentence("%s è il luogo d'incontro di «%s»: è da qui che gli altri comuni della zona distano meno.", p.Name, mine.Name)
	}
	way := Between(p, d.places[d.at[own.figures.Meeting.Place]])
	if best.index == own.index {
		return sentence("Assegnato a «%s» perché il luogo d'incontro più vicino è %s, a %s %s.%s", mine.Name, d.named(own.figures.Meeting.Place), km(way.Cost()),
			either(way.Sea, "in linea d'aria", "di strada stimata"), d.neighbours(i, own))
	}
	return sentence("Assegnato a «%s» (%s, a %s): più vicino sarebbe %s, a %s, ma %s.%s", mine.Name, d.named(own.figures.Meeting.Place), km(way.Cost()),
		d.named(best.figures.Meeting.Place), km(at(best)), d.hindrance(i, own, best, named[place[best.index]].Name), d.neighbours(i, own))
}

func (d *division) hindrance(i int, own, other drawn, name string) string {
	switch adjacent := slices.ContainsFunc(d.near[i], func(j int) bool { return d.zone[j] == other.index }); {
	case len(other.members) >= d.wish.Max:
		return fmt.Sprintf("«%s» ha già %s, il massimo", name, count(len(other.members), "comune", "comuni"))
	case len(own.members) <= d.wish.Min:
		return fmt.Sprintf("senza di lui la sua zona scenderebbe sotto il minimo di %s", count(d.wish.Min, "comune", "comuni"))
	case d.wish.Adjacent && !adjacent:
		return fmt.Sprintf("nessun capoluogo di «%s» gli è vicino", name)
	case d.wish.Adjacent && !d.whole(without(own.members, i)):
		return "senza di lui la sua zona si spezzerebbe"
	case d.bond(merged(other.members, []int{i}))-d.bond(other.members) < d.bond(own.members)-d.bond(without(own.members, i)):
		return "resta con i comuni con cui è già associato"
	case d.wish.Balance:
		return fmt.Sprintf("così gli abitanti delle zone sono più vicini tra loro che spostandolo in «%s»", name)
	}
	return "spostandolo i viaggi di tutti, sommati, si allungherebbero"
}

func (d *division) neighbours(i int, own drawn) string {
	var names []string
	for _, j := range d.near[i] {
		if d.zone[j] == own.index {
			names = append(names, d.places[j].Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " Vicini nella stessa zona: " + strings.Join(names, ", ") + "."
}

func (d *division) named(code string) string { return d.places[d.at[code]].Name }

func sentence(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func count(n int, single, many string) string {
	if n == 1 {
		return "1 " + single
	}
	return strconv.Itoa(n) + " " + many
}

func between(least, most int) string {
	if least >= most {
		return strconv.Itoa(least)
	}
	return fmt.Sprintf("da %d a %d", least, most)
}

func km(v float64) string {
	if v < 10 {
		return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1) + " km"
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + " km"
}

func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return digits
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}
