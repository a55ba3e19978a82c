// Package identity knows who may log in, how, and what they may do today: accounts, sessions, personal tokens, municipal systems.
//
// Passwords are argon2id; every secret that is not a password is random, stored as a hash and shown once (ASVS 5.0 V6, V7, V9).
package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/password"
)

// Lifetimes of what gives access.
const (
	AccessLife     = 15 * time.Minute
	IdleLife       = 30 * time.Minute
	SessionLife    = 12 * time.Hour
	InvitationLife = 7 * 24 * time.Hour
	ResetLife      = time.Hour
	deviceLife     = 180 * 24 * time.Hour
	grace          = 5 * time.Second // a refresh token used twice within it is two tabs, not a thief
)

// Letter is a mail to somebody who asked for it; it is sent when the unit of work commits.
type Letter struct{ To, Subject, Text string }

// Service is what the API and the command line call.
type Service struct {
	db        *db.DB
	passwords *password.Hasher
	post      func(ctx context.Context, l Letter) error
	base      string // public address of the site
	actors    *actors
	used      usage
	clients   *clients
}

// NewService wires the service; post enqueues a letter in the unit of work of its context.
func NewService(d *db.DB, p *password.Hasher, post func(context.Context, Letter) error, base string) *Service {
	return &Service{db: d, passwords: p, post: post, base: strings.TrimSuffix(base, "/"), actors: newActors(d), clients: newClients(d)}
}

// Account is a row of accounts.
type Account struct {
	ID           int64
	PersonID     int64
	Email        string
	PasswordHash string
	State        string
	Stamp        int
	GivenName    string
	FamilyName   string
}

// Origin says where a request comes from.
type Origin struct {
	IP        netip.Addr
	UserAgent string
	Device    string // the known-device cookie
}

// Entry is a successful log-in or refresh. Refresh is empty when the cookie stays as it is.
type Entry struct {
	AccountID, SessionID int64
	Stamp                int
	Refresh, Device      string
	RefreshUntil         time.Time
}

// secret makes 256 random bits in URL-safe text.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashOf(s string) []byte {
	h := sha256.Sum256([]byte(s))
	return h[:]
}

func normal(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func wrong() error {
	return apperr.New(apperr.Unauthenticated, "wrong-credentials", "E-mail o password non corretti")
}

func ended() error {
	return apperr.New(apperr.Unauthenticated, "session-ended", "La sessione è terminata: accedi di nuovo")
}

// Login opens a session. A wrong password and an unknown address get the same answer after the same time. Call it outside a unit of work.
func (s *Service) Login(ctx context.Context, email, plain string, from Origin) (Entry, error) {
	a, err := s.byEmail(ctx, normal(email))
	if err != nil {
		return Entry{}, err
	}
	known := from.Device != "" && a.ID != 0 && s.knownDevice(ctx, a.ID, from.Device)
	if err := s.throttled(ctx, normal(email), from.IP, known); err != nil {
		return Entry{}, err
	}
	ok, err := s.passwords.Verify(ctx, plain, a.PasswordHash)
	if err != nil {
		return Entry{}, err
	}
	if !ok || a.State != "active" {
		if err := s.failed(ctx, normal(email), from.IP); err != nil {
			return Entry{}, err
		}
		return Entry{}, wrong()
	}
	rehash := ""
	if password.NeedsRehash(a.PasswordHash) {
		if rehash, err = s.passwords.Hash(ctx, plain); err != nil {
			return Entry{}, err
		}
	}
	e := Entry{AccountID: a.ID, Stamp: a.Stamp, Refresh: secret(), RefreshUntil: time.Now().Add(SessionLife)}
	if !known {
		e.Device = secret()
	}
	err = s.db.Do(authz.With(ctx, authz.Actor{ID: actorID(a.ID)}), "session-create", func(ctx context.Context) error {
		return s.open(ctx, &e, from, rehash, normal(email))
	})
	s.actors.forget()
	return e, err
}

// Refresh exchanges a refresh token for the next one. One that was used before ends the session, because somebody else has it.
// Call it outside a unit of work.
func (s *Service) Refresh(ctx context.Context, token string) (e Entry, err error) {
	if token == "" {
		return e, ended()
	}
	stolen := false
	err = s.db.Do(authz.With(ctx, authz.System("session")), "session-refresh", func(ctx context.Context) error {
		r, err := s.lockRefresh(ctx, hashOf(token))
		if err != nil {
			return err
		}
		now := time.Now()
		switch {
		case r.RevokedAt != nil || r.State != "active" || now.After(r.ExpiresAt) || now.Sub(r.LastUsedAt) > IdleLife:
			return ended()
		case r.UsedAt != nil && now.Sub(*r.UsedAt) > grace:
			stolen = true
			return s.revoke(ctx, "id = $1", r.SessionID)
		}
		e = Entry{AccountID: r.AccountID, SessionID: r.SessionID, Stamp: r.Stamp, RefreshUntil: r.ExpiresAt}
		if r.UsedAt != nil {
			return nil
		}
		e.Refresh = secret()
		return s.rotate(ctx, r.SessionID, hashOf(token), hashOf(e.Refresh))
	})
	if stolen {
		s.actors.forget()
		return Entry{}, ended()
	}
	return e, err
}

// Logout ends the session of a refresh token; an unknown one is no error.
func (s *Service) Logout(ctx context.Context, token string) error {
	err := s.revoke(ctx, "id = (SELECT session_id FROM refresh_tokens WHERE hash = $1)", hashOf(token))
	s.db.AfterCommit(ctx, s.actors.forget)
	return err
}

// LogoutEverywhere ends every session and access token of the caller at once.
func (s *Service) LogoutEverywhere(ctx context.Context) error {
	id := authz.From(ctx).AccountID
	if err := s.revoke(ctx, "account_id = $1", id); err != nil {
		return err
	}
	_, err := s.db.Exec(ctx, `UPDATE accounts SET stamp = stamp + 1, version = version + 1, updated_at = now() WHERE id = $1`, id)
	s.db.AfterCommit(ctx, s.actors.forget)
	return err
}

// Forget drops what is remembered of actors: call it when something that grants access has changed.
func (s *Service) Forget() { s.actors.forget() }

// Listen keeps what is remembered true when another process changes it, until ctx ends.
func (s *Service) Listen(ctx context.Context) { s.actors.listen(ctx) }
