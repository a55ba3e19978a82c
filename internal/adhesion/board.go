package adhesion

import (
	"context"
	"time"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Tile is a row of the board: an adhesion with what people look for it by.
type Tile struct {
	db.Row
	MunicipalityCode string
	State            State
	Since            time.Time
	Resumes          State
	Name             string
	Population       int
	InnerAreaClass   string
	PEC              string `gorm:"column:pec"`
	ZoneID           *int64
	ZoneCode         *string
	ZoneName         *string
	DueOn            *time.Time // when the state has lasted as long as its rule allows
	ActKind          string
	EndsOn           *time.Time // of what it signed; nil where nothing was signed, or silence renews it
	NoticeOn         *time.Time // since when the end is near: as many days before as the agreement gives notice
}

// TableName tells GORM.
func (Tile) TableName() string { return "adhesion_board" }

// Days is how long the state has lasted.
func (t *Tile) Days() int { return int(authz.Today().Sub(t.Since).Hours() / 24) }

// Overdue reports whether the state has lasted longer than its rule allows.
func (t *Tile) Overdue() bool { return t.DueOn != nil && t.DueOn.Before(authz.Today()) }

// Filter narrows the board; within a field any value matches, all fields must.
type Filter struct {
	Municipalities, States, Classes []string
	Zones                           []int64
	Waiting                         string // "secretariat" or "municipality"
	Overdue                         *bool
	Expiring                        *bool // members whose agreement ends within its days of notice, without tacit renewal
	ProtocolPending                 *bool // members that have not accepted the current text of the protocol
}

// Board reads the adhesions within the actor's reach.
func (s *Service) Board(p page.Request, f Filter) page.Source[Tile] {
	return s.board.Find(p, f.where())
}

// Tile finds the board's row of a municipality.
func (s *Service) Tile(ctx context.Context, code string) (Tile, error) {
	return s.board.One(ctx, "municipality_code = ?", code)
}

// Count is how many municipalities are in a state, and how long on average they have been.
type Count struct {
	State          State
	Municipalities int
	Days           float64
}

// Funnel counts the municipalities within the actor's reach by state, in the order of the states.
func (s *Service) Funnel(ctx context.Context) ([]Count, error) { return s.board.funnel(ctx) }

// statesOf are the states whose next step waits for somebody.
func statesOf(waiting string) (out []string) {
	for _, s := range States() {
		if Waiting(s) == waiting {
			out = append(out, string(s))
		}
	}
	return out
}

// States lists every state, in order.
func States() []State {
	return append(append(append([]State{}, joining...), members...), aside...)
}
