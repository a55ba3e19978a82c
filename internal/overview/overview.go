// Package overview sums up the evaluations, measures and monitoring of the municipalities: each for itself, and the network and its zones in
// figures that never give a single municipality away.
package overview

import (
	"context"
	"slices"
	"strconv"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/smallcell"
)

// Steps are the subjects that are no area: whether a member has confirmed evaluations, has adopted measures, has closed a round of monitoring.
var Steps = []string{"evaluated", "planned", "monitored"}

// Edition says which evaluations are meant.
type Edition struct {
	Year   int
	Method string
}

// Subject divides the members by what they stand at: an area by its highest level (0 no judgement, 1 low, 2 medium, 3 high: the highest event
// prevails, PNA 2019 All. 1 §4.2), a step by whether it is taken (0, 1).
type Subject struct {
	Code        string    // of the area or step
	PublishedAt time.Time // zero: as it stands now
	Network     []smallcell.Cell
	Zones       []Group
}

// Step reports whether the subject is one of Steps.
func (x Subject) Step() bool { return slices.Contains(Steps, x.Code) }

// Group is a zone of the operational set; ID 0 holds the members without one.
type Group struct {
	ID         int64
	Code, Name string
	Members    int
	Cells      []smallcell.Cell
}

// Network is the overview of the whole.
type Network struct {
	Edition
	Years    []int // with evaluations by this method, and this year's
	Live     bool  // every count as it stands now: for those who may see each municipality anyway
	Members  int
	Subjects []Subject
}

// Service is what the API and the jobs call.
type Service struct{ store *store }

// NewService wires the service.
func NewService(d *db.DB) *Service { return &Service{&store{d}} }

// Network gives the figures of an edition: to who sees every plan as they stand, to others as they were last published.
func (s *Service) Network(ctx context.Context, e Edition) (Network, error) {
	out := Network{Edition: e, Live: authz.From(ctx).Reach(authz.PlanRead).All, Subjects: []Subject{}}
	found, err := s.store.figures(ctx, e, out.Live)
	if err != nil {
		return out, err
	}
	out.Years = found.years
	for _, f := range found.groups {
		if len(out.Subjects) == 0 || out.Subjects[len(out.Subjects)-1].Code != f.Subject {
			out.Subjects = append(out.Subjects, Subject{Code: f.Subject, PublishedAt: f.PublishedAt})
		}
		last := &out.Subjects[len(out.Subjects)-1]
		last.Zones = append(last.Zones, Group{ID: f.ZoneID, Code: f.Code, Name: f.Name, Members: f.Members})
	}
	at := 0
	for i := range out.Subjects {
		x := &out.Subjects[i]
		rows := make([][]int, len(x.Zones))
		members := 0
		for k := range x.Zones {
			rows[k] = found.groups[at].counts(x.Code)
			members += x.Zones[k].Members
			at++
		}
		x.tell(rows, out.Live)
		out.Members = max(out.Members, members)
	}
	return out, nil
}

func (x *Subject) tell(rows [][]int, everything bool) {
	p := smallcell.Population{}
	counts := []smallcell.Count{}
	offer := func(division int, zone string) {
		for v := range rows[0] {
			counts = append(counts, smallcell.Count{Division: division, Group: zone, Values: 1 << v})
		}
	}
	offer(smallcell.Everybody, "")
	for k, row := range rows {
		zone := strconv.FormatInt(x.Zones[k].ID, 10)
		p.Values = len(row)
		for v, n := range row {
			p.Bodies = append(p.Bodies, slices.Repeat([]smallcell.Body{{Groups: []string{zone}, Value: v}}, n)...)
		}
		offer(0, zone)
	}
	told := slices.Collect(slices.Chunk(p.Cells(counts, everything), p.Values))
	x.Network = told[0]
	for k := range x.Zones {
		x.Zones[k].Cells = told[k+1]
	}
}

// Municipality is the overview of one.
type Municipality struct {
	Edition
	Code                    string // today
	Areas                   []Area
	Measures                []Measures
	Complete                int // measures with the five attributes of PNA 2019 All. 1 §5
	Round                   *Round
	Risks, Draft, Confirmed int // living local risks; their evaluations
}

// Area of a municipality: its living risks, its confirmed judgements by level, the highest of this year and of the last.
type Area struct {
	Code              string
	Risks             int
	Low, Medium, High int
	Level, Before     int
}

// Measures counts those with a status.
type Measures struct {
	Status string
	Count  int
}

// Round is the last one of monitoring.
type Round struct {
	ID                         int64
	Year, Number               int
	State                      string
	Checks, Answered, Reviewed int // sampled; answered at the first level; reviewed at the second
}

// Municipality gives the overview of a municipality within reach; a former ISTAT code will do.
func (s *Service) Municipality(ctx context.Context, code string, e Edition) (Municipality, error) {
	found, err := s.store.db.Present(ctx, code)
	if err != nil {
		return Municipality{}, err
	}
	if found == "" || !authz.From(ctx).Reach(authz.PlanRead).Has(found) {
		return Municipality{}, apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune richiesto, o non è tra quelli che puoi vedere")
	}
	return s.store.municipality(ctx, found, e)
}

// Publish brings the figures that others see up to date, subject by subject, where at least smallcell.K municipalities stand differently. It
// tells how many subjects it published.
func (s *Service) Publish(ctx context.Context) (int64, error) {
	var n int64
	err := s.store.db.Do(ctx, "overview-publish", func(ctx context.Context) (err error) {
		if err = s.store.db.Lock(ctx, "overview"); err == nil {
			n, err = s.store.publish(ctx)
		}
		return err
	})
	return n, err
}
