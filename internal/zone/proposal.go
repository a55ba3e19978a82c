package zone

import (
	"math"
	"slices"
	"strings"
)

// What the automatic proposal weighs against kilometres of estimated road.
const (
	together = 15.0   // staying with all of an association is worth this to a municipality
	equal    = 60.0   // a zone with twice the mean population, or nobody, costs this
	outside  = 1000.0 // each municipality beyond the bounds costs this: bounds go before ways
	sweeps   = 60     // at most, over every municipality; it settles long before
)

// Wish is what a proposal has to respect.
type Wish struct {
	Zones, Min, Max int  // how many zones (0: as the bounds suggest), and municipalities in each
	Adjacent        bool // whole zones by neighbourhood of the seats, otherwise by distance alone
	Mix             bool // islands with the mainland
	Balance         bool // similar populations
	Together        []Association
}

// Association is a group of municipalities that already work together: a soft preference.
type Association struct {
	Name  string
	Codes []string
}

// Proposal is a division of all places, in zones ordered from west to east and islands last, with its reasons in Italian.
type Proposal struct {
	Zones   Design
	Reasons []string          // by zone
	Whys    map[string]string // by municipality
	Unmet   []string          // what could not be had, and why
}

// Propose divides places. The same input gives the same answer.
func Propose(places []Place, w Wish) Proposal {
	l := survey(places)
	l.meet(w.Mix)
	d := &division{land: l, wish: w, zone: make([]int, len(l.places))}
	d.groups, d.sizes = make([][]int, len(l.places)), make([]int, len(w.Together))
	for g, a := range w.Together {
		for _, code := range a.Codes {
			if i, known := l.at[code]; known {
				d.groups[i] = append(d.groups[i], g)
				d.sizes[g]++
			}
		}
	}
	d.begin()
	d.settle()
	return d.tell()
}

// division is a proposal being made.
type division struct {
	*land
	wish   Wish
	zone   []int   // of each place
	zones  [][]int // places of each, sorted
	costs  []float64
	fair   float64 // mean population of a zone
	groups [][]int // associations of each place
	sizes  []int   // places of each association
	unmet  []string
}

// begin puts every place in a zone: those of the mainland and those of the islands apart. Each starts alone; the smallest joins the neighbour
// with which it travels least, until there are as many zones as wanted.
func (d *division) begin() {
	var shores [2][]int
	for i, p := range d.places {
		shores[one(p.Island && !d.wish.Mix)] = append(shores[one(p.Island && !d.wish.Mix)], i)
	}
	wanted := d.wish.Zones
	if sea := len(shores[1]); sea > 0 {
		k := d.count(sea, 0)
		if d.join(shores[1], k); wanted > 0 {
			wanted = max(1, wanted-k)
		}
	}
	if len(shores[0]) > 0 {
		d.join(shores[0], d.count(len(shores[0]), wanted))
	}
	var people float64
	for _, p := range d.places {
		people += float64(p.Population)
	}
	d.fair = max(1, people/float64(max(1, len(d.zones))))
	for z, members := range d.zones {
		for _, i := range members {
			d.zone[i] = z
		}
	}
	d.costs = make([]float64, len(d.zones))
	for z := range d.zones {
		d.costs[z] = d.cost(d.zones[z])
	}
}

// count is how many zones n places make: those wanted, as far as the bounds allow.
func (d *division) count(n, wanted int) int {
	least := (n + d.wish.Max - 1) / d.wish.Max
	most := max(1, n/d.wish.Min)
	k := wanted
	if k == 0 {
		k = int(math.Round(2 * float64(n) / float64(d.wish.Min+d.wish.Max)))
	}
	k = max(1, min(max(k, least), max(most, least)))
	if wanted > 0 && k != wanted {
		d.unmet = append(d.unmet, sentence("Con %s da dividere e da %d a %d per zona se ne possono fare %s: le zone chieste erano di più o di meno.",
			count(n, "comune", "comuni"), d.wish.Min, d.wish.Max, between(least, most)))
	}
	return k
}

func (d *division) join(shore []int, k int) {
	regions := make([][]int, len(shore))
	home := map[int]int{}
	for r, i := range shore {
		regions[r], home[i] = []int{i}, r
	}
	left := len(regions)
	stuck := map[int]bool{}
	for left > k {
		smallest := -1
		for r, members := range regions {
			if len(members) > 0 && !stuck[r] && (smallest < 0 || len(members) < len(regions[smallest])) {
				smallest = r
			}
		}
		if smallest < 0 {
			break
		}
		best, least := -1, math.Inf(1)
		for _, r := range d.partners(regions, smallest, home) {
			if len(regions[r])+len(regions[smallest]) > d.wish.Max {
				continue
			}
			both := merged(regions[r], regions[smallest])
			if more := d.meetingCost(both) - d.bond(both) - d.meetingCost(regions[r]) + d.bond(regions[r]); more < least {
				best, least = r, more
			}
		}
		if best < 0 {
			stuck[smallest] = true
			continue
		}
		clear(stuck) // what it could not join may now be joined by others
		regions[best] = merged(regions[best], regions[smallest])
		for _, i := range regions[smallest] {
			home[i] = best
		}
		regions[smallest] = nil
		left--
	}
	if left > k {
		d.scatter(regions, home, left-k)
	}
	for _, members := range regions {
		if len(members) > 0 {
			d.zones = append(d.zones, members)
		}
	}
}

// scatter gives the places of the smallest regions one by one to their neighbours, beyond the bounds if it has to: settle mends that.
func (d *division) scatter(regions [][]int, home map[int]int, times int) {
	for range times {
		smallest := -1
		for r, members := range regions {
			if len(members) > 0 && (smallest < 0 || len(members) < len(regions[smallest])) {
				smallest = r
			}
		}
		for len(regions[smallest]) > 0 {
			place, to, least := -1, -1, math.Inf(1)
			for _, i := range regions[smallest] {
				for _, j := range d.near[i] {
					if r, on := home[j]; on && r != smallest {
						if more := d.meetingCost(merged(regions[r], []int{i})) - d.meetingCost(regions[r]) + outside*float64(max(0, len(regions[r])+1-d.wish.Max)); more < least {
							place, to, least = i, r, more
						}
					}
				}
			}
			if place < 0 {
				return // nobody near: it stays a zone of its own
			}
			regions[to], home[place] = merged(regions[to], []int{place}), to
			regions[smallest] = slices.DeleteFunc(slices.Clone(regions[smallest]), func(i int) bool { return i == place })
		}
	}
}

// partners are the regions that have a neighbour in one, sorted.
func (d *division) partners(regions [][]int, r int, home map[int]int) []int {
	var out []int
	for _, i := range regions[r] {
		for _, j := range d.near[i] {
			if other, on := home[j]; on && other != r && !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	slices.Sort(out)
	return out
}

func merged(a, b []int) []int {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return out
}

// meetingCost is what all travel to the best place among them.
func (d *division) meetingCost(members []int) float64 {
	least := math.Inf(1)
	for _, at := range members {
		total := 0.0
		for _, i := range members {
			if total += d.ways[at][i]; total >= least {
				break
			}
		}
		least = min(least, total)
	}
	if len(members) == 0 {
		return 0
	}
	return least
}

// cost is what a zone costs: ways, bounds, and whatever the wish adds.
func (d *division) cost(members []int) float64 {
	n := len(members)
	total := d.meetingCost(members) + outside*float64(max(0, d.wish.Min-n)+max(0, n-d.wish.Max))
	if d.wish.Balance {
		people := 0.0
		for _, i := range members {
			people += float64(d.places[i].Population)
		}
		total += equal * math.Abs(people-d.fair) / d.fair
	}
	return total - d.bond(members)
}

// bond is what the associations whose members a zone holds together are worth.
func (d *division) bond(members []int) (worth float64) {
	if len(d.sizes) == 0 {
		return 0
	}
	held := make([]int, len(d.sizes))
	for _, i := range members {
		for _, g := range d.groups[i] {
			held[g]++
		}
	}
	for g, c := range held {
		if d.sizes[g] > 1 {
			worth += together * float64(c*(c-1)) / float64(d.sizes[g]-1)
		}
	}
	return worth
}

// settle moves single places to another zone while that makes the whole cheaper, always in the same order.
func (d *division) settle() {
	for range sweeps {
		moved := false
		for i := range d.places {
			to, gain := -1, -1e-6
			for _, z := range d.choices(i) {
				if change := d.change(i, z); change < gain {
					to, gain = z, change
				}
			}
			if to >= 0 {
				d.move(i, to)
				moved = true
			}
		}
		if !moved {
			return
		}
	}
}

// choices are the zones a place may move to: those of its neighbours or, by distance alone, those of its own shore.
func (d *division) choices(i int) []int {
	if len(d.zones[d.zone[i]]) == 1 || d.wish.Adjacent && !d.whole(without(d.zones[d.zone[i]], i)) {
		return nil
	}
	var out []int
	if d.wish.Adjacent {
		for _, j := range d.near[i] {
			if z := d.zone[j]; z != d.zone[i] && !slices.Contains(out, z) {
				out = append(out, z)
			}
		}
		slices.Sort(out)
		return out
	}
	for z := range d.zones {
		if z != d.zone[i] && (d.wish.Mix || d.places[d.zones[z][0]].Island == d.places[i].Island) {
			out = append(out, z)
		}
	}
	return out
}

func (d *division) change(i, to int) float64 {
	from := d.zone[i]
	return d.cost(without(d.zones[from], i)) + d.cost(merged(d.zones[to], []int{i})) - d.costs[from] - d.costs[to]
}

func (d *division) move(i, to int) {
	from := d.zone[i]
	d.zones[from], d.zones[to] = without(d.zones[from], i), merged(d.zones[to], []int{i})
	d.zone[i] = to
	d.costs[from], d.costs[to] = d.cost(d.zones[from]), d.cost(d.zones[to])
}

// whole tells whether members are connected by neighbourhood.
func (d *division) whole(members []int) bool {
	if len(members) == 0 {
		return true
	}
	seen := map[int]bool{members[0]: true}
	for queue := []int{members[0]}; len(queue) > 0; queue = queue[1:] {
		for _, j := range d.near[queue[0]] {
			if _, in := slices.BinarySearch(members, j); in && !seen[j] {
				seen[j] = true
				queue = append(queue, j)
			}
		}
	}
	return len(seen) == len(members)
}

func without(members []int, i int) []int {
	return slices.DeleteFunc(slices.Clone(members), func(j int) bool { return j == i })
}

// order sorts the zones from west to east by their meeting places, islands last.
func (d *division) order(zones []drawn) {
	slices.SortFunc(zones, func(a, b drawn) int {
		x, y := d.places[d.at[a.figures.Meeting.Place]], d.places[d.at[b.figures.Meeting.Place]]
		switch {
		case x.Island != y.Island:
			return one(x.Island) - one(y.Island)
		case x.Lon != y.Lon:
			if x.Lon < y.Lon {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Code, y.Code)
	})
}
