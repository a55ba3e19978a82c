package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// actors remembers what accounts and clients may do. Whatever changes it forgets everything: at once in this process, by NOTIFY in
// the others. While nobody listens, nothing is remembered.
type actors struct {
	db        *db.DB
	mu        sync.RWMutex
	known     map[string]*principal
	age       atomic.Int64 // counts the forgettings: what was read before one must not be kept after it
	listening atomic.Bool
}

type principal struct {
	actor    authz.Actor
	state    string
	stamp    int
	sessions []int64
	expires  time.Time // of a personal token
	day      time.Time // the mandates were judged on
	read     time.Time
}

func newActors(d *db.DB) *actors { return &actors{db: d, known: map[string]*principal{}} }

func (a *actors) forget() {
	a.age.Add(1)
	a.mu.Lock()
	a.known = map[string]*principal{}
	a.mu.Unlock()
}

// get reads through the memory; a nil principal means unknown.
func (a *actors) get(ctx context.Context, key string, read func(context.Context) (*principal, error)) (*principal, error) {
	day := authz.Today()
	a.mu.RLock()
	p := a.known[key]
	a.mu.RUnlock()
	if p != nil && p.day.Equal(day) && time.Since(p.read) < time.Minute && a.listening.Load() {
		return p, nil
	}
	age := a.age.Load()
	p, err := read(ctx)
	if err != nil || p == nil {
		return nil, err
	}
	p.day, p.read = day, time.Now()
	a.mu.Lock()
	if a.age.Load() == age && len(a.known) < 50_000 {
		a.known[key] = p
	}
	a.mu.Unlock()
	return p, nil
}

// listen forgets on every notification and, having been deaf, on every reconnection.
func (a *actors) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := a.hear(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("not listening for changes of access", "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(500 * time.Millisecond):
			}
		}
	}
}

func (a *actors) hear(ctx context.Context) error {
	c, err := pgx.ConnectConfig(ctx, a.db.Pool().Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "LISTEN access"); err != nil {
		return err
	}
	a.forget()
	a.listening.Store(true)
	defer a.listening.Store(false)
	for {
		if _, err := c.WaitForNotification(ctx); err != nil {
			return err
		}
		a.forget()
	}
}

type mandateRow struct {
	Role           authz.Role `json:"role"`
	Municipality   string     `json:"municipality"`
	ZoneID         int64      `json:"zone_id"`
	Municipalities []string   `json:"municipalities"`
	From           string     `json:"from"`
	To             string     `json:"to"`
}

// account reads an account with its mandates, the municipalities they reach today, and its live sessions, in one query.
func (a *actors) account(ctx context.Context, id int64) (*principal, error) {
	type row struct {
		PersonID int64
		State    string
		Stamp    int
		Mandates []byte
		Sessions []int64
	}
	found, err := db.Rows[row](ctx, a.db, `SELECT a.person_id, a.state, a.stamp,
		coalesce((SELECT jsonb_agg(jsonb_build_object('role', m.role, 'municipality', coalesce(m.municipality_code, ''), 'zone_id', coalesce(m.zone_id, 0),
			'from', m.valid_from, 'to', coalesce(m.valid_to::text, ''), 'municipalities', CASE WHEN m.municipality_code IS NOT NULL THEN jsonb_build_array(m.municipality_code)
				ELSE coalesce((SELECT jsonb_agg(z.municipality_code) FROM zone_members z JOIN operational_periods o ON o.set_id = z.set_id
					WHERE z.zone_id = m.zone_id AND z.valid_from <= $2 AND (z.valid_to IS NULL OR z.valid_to >= $2)
					AND o.valid_from <= $2 AND (o.valid_to IS NULL OR o.valid_to >= $2)), '[]') END) ORDER BY m.id)
			FROM mandates m WHERE m.person_id = a.person_id AND m.archived_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= $2)), '[]') AS mandates,
		ARRAY(SELECT s.id FROM sessions s WHERE s.account_id = a.id AND s.revoked_at IS NULL AND s.expires_at > now()) AS sessions
		FROM accounts a WHERE a.id = $1`, id, authz.Today())
	if err != nil || len(found) == 0 {
		return nil, err
	}
	r := found[0]
	var mandates []mandateRow
	if err := json.Unmarshal(r.Mandates, &mandates); err != nil {
		return nil, err
	}
	p := &principal{state: r.State, stamp: r.Stamp, sessions: r.Sessions,
		actor: authz.Actor{ID: actorID(id), AccountID: id, PersonID: r.PersonID}}
	for _, m := range mandates {
		p.actor.Mandates = append(p.actor.Mandates, authz.Mandate{Role: m.Role, Municipality: m.Municipality, ZoneID: m.ZoneID,
			Municipalities: m.Municipalities, From: dayOf(m.From), To: dayOf(m.To)})
	}
	p.actor.Stamp = stampOf(p.actor)
	return p, nil
}

// stampOf is short and changes with whatever the actor may do today.
func stampOf(a authz.Actor) string {
	h := sha256.New()
	fmt.Fprint(h, authz.Today().Unix(), a.ID, a.Mandates, a.Scopes)
	return hex.EncodeToString(h.Sum(nil)[:6])
}

func actorID(account int64) string { return "account:" + strconv.FormatInt(account, 10) }

func dayOf(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s) // the database wrote it
	return t
}

// BySession is the actor of an access token: the account must be active, its stamp the token's, the session alive.
func (s *Service) BySession(ctx context.Context, account, session int64, stamp int) (authz.Actor, error) {
	key := actorID(account)
	read := func(ctx context.Context) (*principal, error) { return s.actors.account(ctx, account) }
	p, err := s.actors.get(ctx, key, read)
	if err != nil {
		return authz.Actor{}, err
	}
	if p != nil && !slices.Contains(p.sessions, session) { // perhaps opened a moment ago by another process
		if p, err = read(ctx); err != nil {
			return authz.Actor{}, err
		}
	}
	if p == nil || p.state != "active" || p.stamp != stamp || !slices.Contains(p.sessions, session) {
		return authz.Actor{}, ended()
	}
	a := p.actor
	a.SessionID = session
	return a, nil
}
