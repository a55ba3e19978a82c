package identity

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// TokenPrefix begins every personal token, so that people and secret scanners recognise one.
const TokenPrefix = "cdp_pat_"

// Token is a personal access token, without its secret.
type Token struct {
	ID         int64
	Version    int64
	Name       string
	Hint       string
	Scopes     []string
	ExpiresAt  time.Time
	LastUsedAt *time.Time
	CreatedAt  time.Time
}

const tokenColumns = `id, version, name, hint, scopes, expires_at, last_used_at, created_at` //nolint:gosec // names of columns, no credential

// Tokens lists the caller's living tokens, the latest first.
func (s *Service) Tokens(ctx context.Context) ([]Token, error) {
	return db.Rows[Token](ctx, s.db, `SELECT `+tokenColumns+` FROM personal_tokens WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now()
		ORDER BY id DESC LIMIT 200`, authz.From(ctx).AccountID)
}

// NewToken makes a token narrowed to scopes the caller holds, for at most a year, and gives its secret, this once.
func (s *Service) NewToken(ctx context.Context, name string, scopes []authz.Permission, expires time.Time) (Token, string, error) {
	me, e := authz.From(ctx), apperr.Validation()
	for i, p := range scopes {
		if !authz.Known(p) || !me.Can(p) {
			_ = e.At("/scopes/"+strconv.Itoa(i), "not-held", "Non hai questo permesso: %s", p)
		}
	}
	if !expires.After(time.Now()) || expires.After(time.Now().AddDate(1, 0, 1)) {
		_ = e.At("/expires_on", "out-of-range", "La scadenza va da domani a un anno")
	}
	if err := e.OrNil(); err != nil {
		return Token{}, "", err
	}
	if me.SessionID == 0 {
		return Token{}, "", apperr.New(apperr.Forbidden, "session-required", "Un token si crea dopo l'accesso con password, non con un altro token")
	}
	n, err := db.Values[int](ctx, s.db, `SELECT count(*)::int FROM personal_tokens WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now()`, me.AccountID)
	if err != nil {
		return Token{}, "", err
	}
	if n[0] >= 50 {
		return Token{}, "", apperr.New(apperr.Conflict, "too-many-tokens", "Hai già 50 token: revocane qualcuno")
	}
	text := TokenPrefix + secret()
	out, err := db.Rows[Token](ctx, s.db, `INSERT INTO personal_tokens (account_id, name, hash, hint, scopes, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING `+tokenColumns, me.AccountID, name, hashOf(text), text[len(text)-4:], scopes, expires)
	if err != nil {
		return Token{}, "", err
	}
	return out[0], text, nil
}

// RevokeToken ends one of the caller's tokens.
func (s *Service) RevokeToken(ctx context.Context, id int64) error {
	n, err := s.db.Exec(ctx, `UPDATE personal_tokens SET revoked_at = now(), version = version + 1 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL`,
		id, authz.From(ctx).AccountID)
	if err == nil && n == 0 {
		err = apperr.New(apperr.NotFound, "token-not-found", "Questo token non c'è o è già revocato")
	}
	s.db.AfterCommit(ctx, s.actors.forget)
	return err
}

// ByToken is the actor of a personal token: its owner, narrowed to its scopes.
func (s *Service) ByToken(ctx context.Context, text string) (authz.Actor, error) {
	refused := apperr.New(apperr.Unauthenticated, "bad-token", "Il token non è valido o è scaduto")
	if !strings.HasPrefix(text, TokenPrefix) || len(text) > 100 {
		return authz.Actor{}, refused
	}
	p, err := s.actors.get(ctx, "token:"+string(hashOf(text)), func(ctx context.Context) (*principal, error) {
		type row struct {
			ID, AccountID int64
			Scopes        []string
			ExpiresAt     time.Time
		}
		found, err := db.Rows[row](ctx, s.db, `SELECT id, account_id, scopes, expires_at FROM personal_tokens WHERE hash = $1 AND revoked_at IS NULL`, hashOf(text))
		if err != nil || len(found) == 0 {
			return nil, err
		}
		p, err := s.actors.account(ctx, found[0].AccountID)
		if err != nil || p == nil {
			return nil, err
		}
		p.expires = found[0].ExpiresAt
		p.actor.Scopes = []authz.Permission{}
		for _, scope := range found[0].Scopes {
			p.actor.Scopes = append(p.actor.Scopes, authz.Permission(scope))
		}
		p.actor.Stamp = stampOf(p.actor)
		s.used.note(found[0].ID)
		return p, nil
	})
	if err != nil {
		return authz.Actor{}, err
	}
	if p == nil || p.state != "active" || time.Now().After(p.expires) {
		return authz.Actor{}, refused
	}
	return p.actor, nil
}

// usage remembers which tokens were used, to be written down now and then: never in the way of a request.
type usage struct {
	mu  sync.Mutex
	ids map[int64]time.Time
}

func (u *usage) note(id int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ids == nil {
		u.ids = map[int64]time.Time{}
	}
	u.ids[id] = time.Now()
}

// WriteUsage writes down when tokens were last used; call it every minute or so.
func (s *Service) WriteUsage(ctx context.Context) error {
	s.used.mu.Lock()
	ids := s.used.ids
	s.used.ids = nil
	s.used.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	return s.db.Do(authz.With(ctx, authz.System("tokens")), "token-usage", func(ctx context.Context) error {
		for id, at := range ids {
			s.db.Last(ctx, `UPDATE personal_tokens SET last_used_at = $2 WHERE id = $1`, id, at)
		}
		return nil
	})
}
