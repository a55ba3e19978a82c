package identity

import (
	"context"
	"net/netip"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

const accountColumns = `a.id, a.person_id, a.email, a.password_hash, a.state, a.stamp, p.given_name, p.family_name`

// byEmail gives the zero account for an unknown address.
func (s *Service) byEmail(ctx context.Context, email string) (Account, error) {
	return s.account(ctx, `a.email = $1`, email)
}

func (s *Service) account(ctx context.Context, cond string, arg any) (Account, error) {
	found, err := db.Rows[Account](ctx, s.db, `SELECT `+accountColumns+` FROM accounts a JOIN people p ON p.id = a.person_id WHERE `+cond, arg)
	if err != nil || len(found) == 0 {
		return Account{}, err
	}
	return found[0], nil
}

func (s *Service) knownDevice(ctx context.Context, account int64, device string) bool {
	n, err := db.Values[int](ctx, s.db, `SELECT 1 FROM known_devices WHERE hash = $1 AND account_id = $2 AND created_at > $3`,
		hashOf(device), account, time.Now().Add(-deviceLife))
	return err == nil && len(n) == 1
}

func (s *Service) open(ctx context.Context, e *Entry, from Origin, rehash, email string) error {
	agent := from.UserAgent
	if len(agent) > 300 {
		agent = agent[:300]
	}
	ids, err := db.Values[int64](ctx, s.db, `INSERT INTO sessions (account_id, user_agent, expires_at) VALUES ($1, $2, $3) RETURNING id`,
		e.AccountID, agent, e.RefreshUntil)
	if err != nil {
		return err
	}
	e.SessionID = ids[0]
	s.db.Last(ctx, `INSERT INTO refresh_tokens (hash, session_id) VALUES ($1, $2)`, hashOf(e.Refresh), e.SessionID)
	if e.Device != "" {
		s.db.Last(ctx, `INSERT INTO known_devices (hash, account_id) VALUES ($1, $2)`, hashOf(e.Device), e.AccountID)
	}
	if rehash != "" {
		s.db.Last(ctx, `UPDATE accounts SET password_hash = $2 WHERE id = $1`, e.AccountID, rehash)
	}
	s.db.Last(ctx, `DELETE FROM login_failures WHERE key = ANY($1)`, keysOf(email, from.IP)[:1])
	return nil
}

type refreshRow struct {
	SessionID, AccountID  int64
	UsedAt, RevokedAt     *time.Time
	ExpiresAt, LastUsedAt time.Time
	State                 string
	Stamp                 int
}

func (s *Service) lockRefresh(ctx context.Context, hash []byte) (refreshRow, error) {
	found, err := db.Rows[refreshRow](ctx, s.db, `SELECT s.id AS session_id, s.account_id, r.used_at, s.revoked_at, s.expires_at, s.last_used_at, a.state, a.stamp
		FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id JOIN accounts a ON a.id = s.account_id WHERE r.hash = $1 FOR UPDATE OF r, s`, hash)
	if err != nil {
		return refreshRow{}, err
	}
	if len(found) == 0 {
		return refreshRow{}, ended()
	}
	return found[0], nil
}

func (s *Service) rotate(ctx context.Context, session int64, old, next []byte) error {
	s.db.Last(ctx, `UPDATE refresh_tokens SET used_at = now() WHERE hash = $1`, old)
	s.db.Last(ctx, `UPDATE sessions SET last_used_at = now() WHERE id = $1`, session)
	_, err := s.db.Exec(ctx, `INSERT INTO refresh_tokens (hash, session_id) VALUES ($1, $2)`, next, session)
	return err
}

func (s *Service) revoke(ctx context.Context, cond string, args ...any) error {
	_, err := s.db.Exec(ctx, `UPDATE sessions SET revoked_at = now() WHERE revoked_at IS NULL AND `+cond, args...)
	return err
}

// Log-in failures are counted in windows of a quarter of an hour.
const (
	window        = 15 * time.Minute
	perAccountNet = 10  // one account from one network
	perNetwork    = 100 // one network, whatever the account
	perAccount    = 50  // one account from everywhere; never holds back a known device
)

// keysOf names the counters of an attempt: account and network, network, account.
func keysOf(email string, ip netip.Addr) [][]byte {
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	net := "unknown"
	if p, err := ip.Prefix(bits); err == nil {
		net = p.String()
	}
	return [][]byte{hashOf("an\n" + email + "\n" + net), hashOf("n\n" + net), hashOf("a\n" + email)}
}

func (s *Service) throttled(ctx context.Context, email string, ip netip.Addr, known bool) error {
	keys := keysOf(email, ip)
	type counter struct {
		Key      []byte
		Since    time.Time
		Failures int
	}
	found, err := db.Rows[counter](ctx, s.db, `SELECT key, since, failures FROM login_failures WHERE key = ANY($1) AND since > $2`, keys, time.Now().Add(-window))
	if err != nil {
		return err
	}
	for _, c := range found {
		limit := perAccountNet
		switch string(c.Key) {
		case string(keys[1]):
			limit = perNetwork
		case string(keys[2]):
			limit = perAccount
		}
		if c.Failures >= limit && !known {
			return apperr.New(apperr.TooMany, "too-many-attempts", "Troppi tentativi di accesso: riprova tra qualche minuto, o reimposta la password").
				After(time.Until(c.Since.Add(window)))
		}
	}
	return nil
}

func (s *Service) failed(ctx context.Context, email string, ip netip.Addr) error {
	return s.db.Do(authz.With(ctx, authz.System("login")), "login-failure", func(ctx context.Context) error {
		_, err := s.db.Exec(ctx, `INSERT INTO login_failures (key, since, failures) SELECT k, now(), 1 FROM unnest($1::bytea[]) k ORDER BY k
			ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN login_failures.since > now() - interval '15 minutes' THEN login_failures.failures + 1 ELSE 1 END,
			since = CASE WHEN login_failures.since > now() - interval '15 minutes' THEN login_failures.since ELSE now() END`, keysOf(email, ip))
		return err
	})
}
