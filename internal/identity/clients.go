package identity

import (
	"context"
	"crypto/subtle"
	"strconv"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Client is a municipal system: a row of clients.
type Client struct {
	db.Row
	ClientID       string
	Name           string
	SecretHash     []byte
	Scopes         db.Texts `gorm:"type:text[]"`
	Municipalities db.Texts `gorm:"type:text[]"`
	Stamp          int
}

type clients = db.Repo[Client, *Client]

func newClients(d *db.DB) *clients {
	return db.NewRepo(db.Repo[Client, *Client]{DB: d, Name: "client", Label: "il sistema", Owner: db.Unscoped,
		Sort: map[string]string{"updated_at": "updated_at"}, First: "-updated_at"})
}

// Clients lists the municipal systems.
func (s *Service) Clients(p page.Request) page.Source[Client] { return s.clients.Find(p, db.Where{}) }

// Client finds one.
func (s *Service) Client(ctx context.Context, id int64) (Client, error) {
	return s.clients.Get(ctx, id)
}

// ClientHistory pages through what happened to one.
func (s *Service) ClientHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.clients.History(ctx, id, p)
}

// NewClient registers a system and gives its secret, this once.
func (s *Service) NewClient(ctx context.Context, name string, scopes, municipalities []string) (Client, string, error) {
	c := Client{ClientID: "cdp_" + secret()[:16], Name: name, Scopes: scopes, Municipalities: municipalities, Stamp: 1}
	text := secret()
	c.SecretHash = hashOf(text)
	if err := s.checkClient(ctx, c); err != nil {
		return c, "", err
	}
	err := s.clients.Create(ctx, &c)
	return c, text, err
}

// EditClient replaces name, scopes and municipalities.
func (s *Service) EditClient(ctx context.Context, id, version int64, name string, scopes, municipalities []string) (Client, error) {
	c, err := s.clients.Get(ctx, id)
	if err != nil {
		return c, err
	}
	if err := s.clients.Live(&c); err != nil {
		return c, err
	}
	c.Name, c.Scopes, c.Municipalities = name, scopes, municipalities
	if err := s.checkClient(ctx, c); err != nil {
		return c, err
	}
	err = s.clients.Update(ctx, &c, version)
	s.db.AfterCommit(ctx, s.actors.forget)
	return c, err
}

// NewSecret replaces the secret; tokens given out for the old one die.
func (s *Service) NewSecret(ctx context.Context, id, version int64) (Client, string, error) {
	c, err := s.clients.Get(ctx, id)
	if err != nil {
		return c, "", err
	}
	if err := s.clients.Live(&c); err != nil {
		return c, "", err
	}
	text := secret()
	c.SecretHash, c.Stamp = hashOf(text), c.Stamp+1
	err = s.clients.Update(ctx, &c, version)
	s.db.AfterCommit(ctx, s.actors.forget)
	return c, text, err
}

// ArchiveClient shuts a system out.
func (s *Service) ArchiveClient(ctx context.Context, id, version int64, reason string) error {
	c, err := s.clients.Get(ctx, id)
	if err != nil {
		return err
	}
	s.db.AfterCommit(ctx, s.actors.forget)
	return s.clients.Archive(ctx, &c, version, reason)
}

func (s *Service) checkClient(ctx context.Context, c Client) error {
	e := apperr.Validation()
	for i, p := range c.Scopes {
		if !(authz.Actor{Mandates: []authz.Mandate{{Role: authz.Client}}}).Can(authz.Permission(p)) {
			_ = e.At("/scopes/"+strconv.Itoa(i), "not-for-clients", "Un sistema non può avere questo permesso: %s", p)
		}
	}
	unknown, err := db.Values[int](ctx, s.db, `SELECT ord::int - 1 FROM unnest($1::text[]) WITH ORDINALITY AS u(code, ord)
		WHERE NOT EXISTS (SELECT FROM municipalities m WHERE m.istat_code = u.code)`, []string(c.Municipalities))
	if err != nil {
		return err
	}
	for _, i := range unknown {
		_ = e.At("/municipalities/"+strconv.Itoa(i), "unknown", "Comune sconosciuto: %s", c.Municipalities[i])
	}
	return e.OrNil()
}

// Exchange checks the credentials of a system (RFC 6749, section 4.4) and gives its id and stamp for an access token.
func (s *Service) Exchange(ctx context.Context, clientID, clientSecret string) (id int64, stamp int, err error) {
	c, err := s.clients.One(ctx, "client_id = ? AND archived_at IS NULL", clientID)
	if err != nil && !db.IsNotFound(err) {
		return 0, 0, err
	}
	if subtle.ConstantTimeCompare(c.SecretHash, hashOf(clientSecret)) != 1 {
		return 0, 0, apperr.New(apperr.Unauthenticated, "bad-client", "Credenziali del sistema non valide")
	}
	return c.ID, c.Stamp, nil
}

// ByClient is the actor of a system's access token.
func (s *Service) ByClient(ctx context.Context, id int64, stamp int) (authz.Actor, error) {
	p, err := s.actors.get(ctx, "client:"+strconv.FormatInt(id, 10), func(ctx context.Context) (*principal, error) {
		c, err := s.clients.One(ctx, "id = ? AND archived_at IS NULL", id)
		if db.IsNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		a := authz.Actor{ID: "client:" + strconv.FormatInt(id, 10), Scopes: []authz.Permission{},
			Mandates: []authz.Mandate{{Role: authz.Client, Municipalities: c.Municipalities, From: time.Unix(0, 0)}}}
		for _, scope := range c.Scopes {
			a.Scopes = append(a.Scopes, authz.Permission(scope))
		}
		a.Stamp = stampOf(a)
		return &principal{actor: a, state: "active", stamp: c.Stamp}, nil
	})
	if err != nil {
		return authz.Actor{}, err
	}
	if p == nil || p.stamp != stamp {
		return authz.Actor{}, apperr.New(apperr.Unauthenticated, "bad-token", "Il token non è valido o è scaduto")
	}
	return p.actor, nil
}
