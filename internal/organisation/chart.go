package organisation

import (
	"context"
	"time"

	"comunita/internal/platform/authz"
)

// Chart is the organigramma on a day.
type Chart struct {
	On     time.Time
	Groups []Node
}

// Node is a group with who sits in it on the day of the chart.
type Node struct {
	Group
	Members []Sitting
}

// Sitting is a seat on the day of the chart. ID is zero for the coordinator of a zone, whose seat is a mandate; ZoneID is zero for all others.
// Name is empty for a vacant zone and for an outside body.
type Sitting struct {
	GroupID, ID           int64
	Role, Office          string
	ZoneID                int64
	ZoneName              string
	PersonID              *int64
	GivenName, FamilyName string
	Substitute, Vacant    bool
	ValidFrom             *time.Time
	ValidTo               *time.Time
	ActKind, ActNumber    string
	ActDate               *time.Time
}

// Chart reads the groups that exist on a day and who sits in them. Persons, their days and acts are only for who may know them: for others
// they are not even read.
func (s *Service) Chart(ctx context.Context, day time.Time) (Chart, error) {
	out := Chart{On: day}
	rows, err := s.groups.on(ctx, day)
	if err != nil {
		return out, err
	}
	read := s.members.offices
	if authz.From(ctx).Can(authz.OrganisationRead) {
		read = s.members.sitting
	}
	seats, err := read(ctx, day)
	if err != nil {
		return out, err
	}
	at := make(map[int64]int, len(rows))
	for i, g := range rows {
		at[g.ID] = i
		out.Groups = append(out.Groups, Node{Group: g})
	}
	for i := range out.Groups { // below a group that is not there on the day, one stands at the top
		if g := &out.Groups[i]; g.ParentID != nil {
			if _, there := at[*g.ParentID]; !there {
				g.ParentID = nil
			}
		}
	}
	for _, m := range seats {
		if i, there := at[m.GroupID]; there {
			out.Groups[i].Members = append(out.Groups[i].Members, m)
		}
	}
	return out, nil
}
