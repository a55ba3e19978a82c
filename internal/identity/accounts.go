package identity

import (
	"context"
	"fmt"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/password"
)

const mailLines = `

Se non aspettava questo messaggio può ignorarlo.

La Comunità di Pratiche`

// Invite gives a person an account, or a new link to one not used yet, and mails the link. Call it inside a unit of work.
func (s *Service) Invite(ctx context.Context, person int64) error {
	type row struct {
		Email string
		State *string
		ID    *int64
	}
	found, err := db.Rows[row](ctx, s.db, `SELECT lower(p.office_email) AS email, a.state, a.id FROM people p LEFT JOIN accounts a ON a.person_id = p.id
		WHERE p.id = $1 AND p.archived_at IS NULL FOR UPDATE OF p`, person)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return apperr.New(apperr.NotFound, "referent-not-found", "Non trovo la persona richiesta")
	}
	p := found[0]
	var id int64
	switch {
	case p.State == nil:
		ids, err := db.Values[int64](ctx, s.db, `INSERT INTO accounts (person_id, email) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id`, person, p.Email)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return apperr.New(apperr.Conflict, "account-duplicate", "Questo indirizzo e-mail ha già un accesso")
		}
		id = ids[0]
	case *p.State == "invited":
		id = *p.ID
	default:
		return apperr.New(apperr.Conflict, "account-exists", "Questa persona ha già un accesso: può reimpostare la password da sé")
	}
	link, err := s.link(ctx, id, "invitation", InvitationLife)
	if err != nil {
		return err
	}
	return s.post(ctx, Letter{To: p.Email, Subject: "Invito alla Comunità di Pratiche", Text: fmt.Sprintf(`Gentile collega,

per entrare nella Comunità di Pratiche scelga la sua password entro sette giorni:

%s%s`, link, mailLines)})
}

// RequestReset mails a link to whoever has an account; for anybody else it does nothing that can be noticed. Call it inside a unit of work.
func (s *Service) RequestReset(ctx context.Context, email string) error {
	a, err := s.byEmail(ctx, normal(email))
	if err != nil || a.State != "active" {
		return err
	}
	recent, err := db.Values[int](ctx, s.db, `SELECT 1 FROM account_links WHERE account_id = $1 AND purpose = 'reset' AND created_at > $2 AND used_at IS NULL LIMIT 1`,
		a.ID, time.Now().Add(-time.Minute))
	if err != nil || len(recent) > 0 {
		return err
	}
	link, err := s.link(ctx, a.ID, "reset", ResetLife)
	if err != nil {
		return err
	}
	return s.post(ctx, Letter{To: a.Email, Subject: "Reimpostare la password", Text: fmt.Sprintf(`Per scegliere una nuova password, entro un'ora:

%s%s`, link, mailLines)})
}

// link makes the only valid link of its purpose. The secret travels in the fragment, which browsers send to no server.
func (s *Service) link(ctx context.Context, account int64, purpose string, life time.Duration) (string, error) {
	token := secret()
	if _, err := s.db.Exec(ctx, `UPDATE account_links SET used_at = now() WHERE account_id = $1 AND used_at IS NULL`, account); err != nil {
		return "", err
	}
	_, err := s.db.Exec(ctx, `INSERT INTO account_links (account_id, purpose, hash, expires_at) VALUES ($1, $2, $3, $4)`,
		account, purpose, hashOf(token), time.Now().Add(life))
	return s.base + "/imposta-password#token=" + token, err
}

// SetPassword uses a link, once: the account becomes active, every session and token of before ends. Call it outside a unit of work.
func (s *Service) SetPassword(ctx context.Context, token, plain string) error {
	dead := apperr.New(apperr.Unprocessable, "link-expired", "Il collegamento è scaduto o già usato: chiedine un altro")
	found, err := db.Values[int64](ctx, s.db, `SELECT account_id FROM account_links WHERE hash = $1 AND used_at IS NULL AND expires_at > now()`, hashOf(token))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return dead
	}
	a, err := s.account(ctx, `a.id = $1`, found[0])
	if err != nil {
		return err
	}
	if a.State == "disabled" {
		return dead
	}
	hash, err := s.newHash(ctx, plain, a)
	if err != nil {
		return err
	}
	return s.db.Do(authz.With(ctx, authz.Actor{ID: actorID(a.ID)}), "password-set", func(ctx context.Context) error {
		n, err := s.db.Exec(ctx, `UPDATE account_links SET used_at = now() WHERE hash = $1 AND used_at IS NULL AND expires_at > now()`, hashOf(token))
		if err != nil {
			return err
		}
		if n == 0 {
			return dead
		}
		return s.store(ctx, a.ID, hash, 0)
	})
}

// ChangePassword needs the present one; the caller's session goes on, the others end. Call it outside a unit of work.
func (s *Service) ChangePassword(ctx context.Context, current, plain string) (Entry, error) {
	me := authz.From(ctx)
	a, err := s.account(ctx, `a.id = $1`, me.AccountID)
	if err != nil {
		return Entry{}, err
	}
	ok, err := s.passwords.Verify(ctx, current, a.PasswordHash)
	if err != nil {
		return Entry{}, err
	}
	if !ok {
		return Entry{}, apperr.Validation().At("/current", "wrong", "La password attuale non è corretta")
	}
	hash, err := s.newHash(ctx, plain, a)
	if err != nil {
		return Entry{}, err
	}
	err = s.db.Do(ctx, "password-change", func(ctx context.Context) error { return s.store(ctx, a.ID, hash, me.SessionID) })
	return Entry{AccountID: a.ID, SessionID: me.SessionID, Stamp: a.Stamp + 1}, err
}

func (s *Service) newHash(ctx context.Context, plain string, a Account) (string, error) {
	if err := password.Check("/password", plain, a.Email, a.GivenName, a.FamilyName); err != nil {
		return "", err
	}
	return s.passwords.Hash(ctx, plain)
}

// store writes a new password: the stamp ends every access token, the revocation every session but keep. Without a session to keep the
// password was lost or given anew, and whoever found it may have made personal tokens: they end too.
func (s *Service) store(ctx context.Context, account int64, hash string, keep int64) error {
	if err := s.revoke(ctx, "account_id = $1 AND id <> $2", account, keep); err != nil {
		return err
	}
	if keep == 0 {
		if _, err := s.db.Exec(ctx, `UPDATE personal_tokens SET revoked_at = now(), version = version + 1 WHERE account_id = $1 AND revoked_at IS NULL`, account); err != nil {
			return err
		}
	}
	_, err := s.db.Exec(ctx, `UPDATE accounts SET password_hash = $2, state = 'active', stamp = stamp + 1, version = version + 1, updated_at = now() WHERE id = $1`, account, hash)
	s.db.AfterCommit(ctx, s.actors.forget)
	return err
}

// Grant gives a person found by e-mail an active account with a password: for the first account of an installation and for
// emergencies, from the command line. It needs a unit of work of the system.
func (s *Service) Grant(ctx context.Context, given, family, email, plain string, role authz.Role) error {
	email = normal(email)
	hash, err := s.newHash(ctx, plain, Account{Email: email, GivenName: given, FamilyName: family})
	if err != nil {
		return err
	}
	a, err := s.byEmail(ctx, email)
	if err != nil {
		return err
	}
	if a.ID == 0 {
		ids, err := db.Values[int64](ctx, s.db, `INSERT INTO people (given_name, family_name, office_email) VALUES ($1, $2, $3) RETURNING id`, given, family, email)
		if err != nil {
			return err
		}
		if _, err := s.db.Exec(ctx, `INSERT INTO mandates (person_id, role, valid_from) VALUES ($1, $2, current_date)`, ids[0], role); err != nil {
			return err
		}
		accounts, err := db.Values[int64](ctx, s.db, `INSERT INTO accounts (person_id, email) VALUES ($1, $2) RETURNING id`, ids[0], email)
		if err != nil {
			return err
		}
		a.ID = accounts[0]
	}
	return s.store(ctx, a.ID, hash, 0)
}

// Session is one of the caller's open sessions.
type Session struct {
	ID                    int64
	UserAgent             string
	CreatedAt, LastUsedAt time.Time
	ExpiresAt             time.Time
}

// Sessions lists the caller's open sessions, the latest first.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	return db.Rows[Session](ctx, s.db, `SELECT id, user_agent, created_at, last_used_at, expires_at FROM sessions
		WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now() AND last_used_at > $2 ORDER BY last_used_at DESC LIMIT 100`,
		authz.From(ctx).AccountID, time.Now().Add(-IdleLife))
}

// EndSession ends one of the caller's sessions.
func (s *Service) EndSession(ctx context.Context, id int64) error {
	n, err := s.db.Exec(ctx, `UPDATE sessions SET revoked_at = now() WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL`, id, authz.From(ctx).AccountID)
	if err == nil && n == 0 {
		err = apperr.New(apperr.NotFound, "session-not-found", "Questa sessione non c'è o è già terminata")
	}
	s.db.AfterCommit(ctx, s.actors.forget)
	return err
}

// Place is a municipality the caller writes for.
type Place struct{ IstatCode, Name string }

// Profile is what the caller's pages need to know of them.
type Profile struct {
	GivenName, FamilyName, Email string
	Municipalities               []Place
}

// Profile describes the caller; a municipal system has a name only.
func (s *Service) Profile(ctx context.Context) (Profile, error) {
	me := authz.From(ctx)
	a, err := s.account(ctx, `a.id = $1`, me.AccountID)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{GivenName: a.GivenName, FamilyName: a.FamilyName, Email: a.Email, Municipalities: []Place{}}
	if reach := me.Reach(authz.MunicipalityWrite); !reach.All && len(reach.Municipalities) > 0 {
		p.Municipalities, err = db.Rows[Place](ctx, s.db, `SELECT istat_code, name FROM municipalities WHERE istat_code = ANY($1) ORDER BY name`, reach.Municipalities)
	}
	return p, err
}

// CleanUp deletes what has outlived its use: old keys of repeated requests, links, sessions, devices, counters.
func (s *Service) CleanUp(ctx context.Context) error {
	return s.db.Do(ctx, "cleanup", func(ctx context.Context) error {
		for _, stmt := range []string{
			`DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'`,
			`DELETE FROM account_links WHERE expires_at < now() - interval '30 days'`,
			`DELETE FROM sessions WHERE expires_at < now() - interval '1 day'`,
			`DELETE FROM known_devices WHERE created_at < now() - interval '180 days'`,
			`DELETE FROM login_failures WHERE since < now() - interval '1 day'`,
		} {
			if _, err := s.db.Exec(ctx, stmt); err != nil {
				return err
			}
		}
		return nil
	})
}
