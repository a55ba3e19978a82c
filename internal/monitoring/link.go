package monitoring

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/pii"
)

// TokenPrefix begins the token of every link, so that the server and secret scanners recognise one.
const TokenPrefix = "cdp_link_"

// How many links of a check can be alive, and how many files come by one.
const (
	mostLinks = 10
	mostFiles = 5
)

// Link is a row of monitoring_links: whoever holds its token answers one check, once, until a day. Archived is revoked.
type Link struct {
	db.Row
	CheckID          int64
	MunicipalityCode string
	Office           string
	Hash             []byte
	CheckVersion     int64
	Mailed           bool
	ExpiresAt        time.Time
	UsedAt           *time.Time
}

// TableName tells GORM.
func (Link) TableName() string { return "monitoring_links" }

// State of a link now: active, used, expired or revoked.
func (l Link) State() string {
	switch {
	case l.UsedAt != nil:
		return "used"
	case l.ArchivedAt != nil:
		return "revoked"
	case !l.ExpiresAt.After(time.Now()):
		return "expired"
	}
	return "active"
}

// usable says why a link opens nothing any more.
func (l Link) usable() error {
	const ask = " Se serve ancora, chiedine un altro a chi te l'ha mandato."
	switch l.State() {
	case "used":
		return apperr.New(apperr.Conflict, "link-used", "La risposta è già stata registrata il %s: grazie. Per correggerla chiedi un altro collegamento.", italian(*l.UsedAt))
	case "revoked":
		return apperr.New(apperr.Conflict, "link-revoked", "Questo collegamento è stato annullato."+ask)
	case "expired":
		return apperr.New(apperr.Conflict, "link-expired", "Questo collegamento è scaduto il %s."+ask, italian(l.ExpiresAt))
	}
	return nil
}

func italian(t time.Time) string { return t.In(rome).Format("02/01/2006") }

// Links reads the links of checks that the actor may see.
func (s *Service) Links(p page.Request, checks []int64) page.Source[Link] {
	var w db.Where
	db.In(&w, "check_id", checks)
	return s.links.Find(p, w)
}

// Link finds one.
func (s *Service) Link(ctx context.Context, id int64) (Link, error) { return s.links.Get(ctx, id) }

// Invite makes a link to a check for an office, good for some days, and gives its token, this once. With an address it is mailed too; the address
// is kept no longer than the letter is.
func (s *Service) Invite(ctx context.Context, check int64, office string, days int, email string) (Link, string, error) {
	c, err := s.held(ctx, check)
	if err != nil {
		if db.IsNotFound(err) {
			err = apperr.Validation().At("/check", "unknown", "Non trovo questa verifica")
		}
		return Link{}, "", err
	}
	if err := leads(ctx, c.MunicipalityCode); err != nil {
		return Link{}, "", err
	}
	if c.ReviewedAt != nil {
		return Link{}, "", reviewed()
	}
	if err := pii.Refuse("/office", office); err != nil {
		return Link{}, "", err
	}
	alive, err := s.links.alive(ctx, check)
	if err != nil {
		return Link{}, "", err
	}
	if alive >= mostLinks {
		return Link{}, "", apperr.New(apperr.Conflict, "too-many-links", "Per questa misura ci sono già %d collegamenti in attesa: annullane qualcuno", alive)
	}
	token := TokenPrefix + secret()
	l := Link{CheckID: check, MunicipalityCode: c.MunicipalityCode, Office: office, Hash: hashOf(token), CheckVersion: c.Version, Mailed: email != "",
		ExpiresAt: time.Now().UTC().Truncate(time.Microsecond).AddDate(0, 0, days)}
	if err := s.links.Create(ctx, &l); err != nil || email == "" {
		return l, token, err
	}
	q, err := s.links.question(ctx, l.ID)
	if err != nil {
		return l, token, err
	}
	return l, token, s.post(ctx, Letter{To: email, Subject: "Monitoraggio delle misure: tre domande", Text: fmt.Sprintf(`Gentile collega,

il Comune di %s verifica come procede la misura «%s».
Bastano tre risposte, senza registrarsi, entro il %s:

%s

Il collegamento vale per una sola risposta. Chi non se ne occupa può ignorare questo messaggio.

La Comunità di Pratiche`, q.Municipality, q.Title, italian(l.ExpiresAt), s.Address(token))})
}

// Address is where a token leads. It travels in the fragment, which browsers send to no server.
func (s *Service) Address(token string) string { return s.base + "/rispondi#token=" + token }

// Revoke ends a link that nobody has used.
func (s *Service) Revoke(ctx context.Context, id, version int64, reason string) error {
	l, err := s.links.Get(ctx, id)
	if err != nil {
		return err
	}
	c, err := s.checks.Get(ctx, l.CheckID)
	if err == nil {
		err = s.db.Lock(ctx, "monitoring-round", strconv.FormatInt(c.RoundID, 10))
	}
	if err == nil {
		l, err = s.links.Get(ctx, id)
	}
	if err == nil && l.UsedAt != nil {
		err = apperr.New(apperr.Conflict, "link-used", "Il collegamento è già servito: c'è la risposta")
	}
	if err != nil {
		return err
	}
	return s.links.Archive(ctx, &l, version, reason)
}

// LinkActions says what the actor may do with a link.
func (s *Service) LinkActions(ctx context.Context, l Link) []string {
	if l.State() != "active" || leads(ctx, l.MunicipalityCode) != nil {
		return []string{}
	}
	return []string{"archive"}
}

// ByToken is the actor of a link: nobody but the holder of its token, who may answer its check and nothing else.
func (s *Service) ByToken(ctx context.Context, token string) (authz.Actor, error) {
	unknown := apperr.New(apperr.Unauthenticated, "link-unknown", "Il collegamento non è valido: controlla di averlo copiato per intero, o chiedine un altro a chi te l'ha mandato")
	if len(token) > 100 {
		return authz.Actor{}, unknown
	}
	l, err := s.links.byHash(system(ctx), hashOf(token))
	if db.IsNotFound(err) {
		return authz.Actor{}, unknown
	}
	if err == nil {
		err = l.usable()
	}
	if err != nil {
		return authz.Actor{}, err
	}
	return authz.Actor{ID: "link:" + strconv.FormatInt(l.ID, 10), Scopes: []authz.Permission{authz.MonitoringAnswer}, Stamp: "link",
		Mandates: []authz.Mandate{{Role: authz.Link, Municipality: l.MunicipalityCode, Municipalities: []string{l.MunicipalityCode}}}}, nil
}

// Question is what the holder of a link is told.
func (s *Service) Question(ctx context.Context) (Question, error) {
	l, err := s.mine(ctx)
	if err != nil {
		return Question{}, err
	}
	q, err := s.links.question(ctx, l.ID)
	if err == nil && !q.Open {
		err = apperr.New(apperr.Conflict, "round-closed", "Il giro di monitoraggio è stato chiuso: la risposta non serve più. Grazie lo stesso.")
	}
	return q, err
}

// Attach takes a file by the link of the actor: it becomes a document of the municipality and evidence of the check.
func (s *Service) Attach(ctx context.Context, b blob.Blob) (Question, error) {
	l, c, err := s.answering(ctx)
	if err != nil {
		return Question{}, err
	}
	q, err := s.links.question(ctx, l.ID)
	if err != nil {
		return q, err
	}
	if len(q.Files) >= mostFiles {
		return q, apperr.New(apperr.Conflict, "link-full", "Sono già arrivati %d documenti, di più non se ne possono allegare", mostFiles)
	}
	title := []rune(fmt.Sprintf("Monitoraggio %d/%d: %s", q.Year, q.Number, q.Title))
	d, err := s.docs.Keep(system(ctx), c.MunicipalityCode, "other", string(title[:min(len(title), 200)]), "evidenza", b)
	if err == nil {
		err = s.checks.attach(ctx, c.ID, d.ID, l.ID)
	}
	if err != nil {
		return q, err
	}
	return s.links.question(ctx, l.ID)
}

// Reply answers the check of the actor's link, once: the first level, by the office of the link.
func (s *Service) Reply(ctx context.Context, a Answer) error {
	l, c, err := s.answering(ctx)
	if err != nil {
		return err
	}
	about, err := s.checks.about(ctx, []int64{c.ID})
	if err != nil {
		return err
	}
	a.Office = l.Office
	if err := a.check(len(about[c.ID].Evidence)); err != nil {
		return err
	}
	c.set(a)
	if err := s.checks.Update(system(ctx), &c, c.Version); err != nil {
		return err
	}
	l.UsedAt = c.AnsweredAt
	return s.links.Update(system(ctx), &l, l.Version)
}

// answering holds the check of the actor's link, if it still takes an answer: the link is good, the round open, and nobody has written the check
// since the link was made.
func (s *Service) answering(ctx context.Context) (Link, Check, error) {
	l, err := s.mine(ctx)
	if err != nil {
		return l, Check{}, err
	}
	c, err := s.held(system(ctx), l.CheckID)
	if err != nil {
		return l, c, err
	}
	if l, err = s.mine(ctx); err != nil { // used or revoked meanwhile
		return l, c, err
	}
	if c.Version != l.CheckVersion {
		return l, c, apperr.New(apperr.Conflict, "check-answered", "Nel frattempo l'ente ha registrato una risposta per questa misura: la tua non serve più. Grazie lo stesso.")
	}
	return l, c, nil
}

// mine is the link of the actor, while it is good.
func (s *Service) mine(ctx context.Context) (Link, error) {
	text, ok := strings.CutPrefix(authz.From(ctx).ID, "link:")
	id, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil {
		return Link{}, s.links.NotFound()
	}
	l, err := s.links.Get(system(ctx), id)
	if err == nil {
		err = l.usable()
	}
	return l, err
}

// system reaches the one check of a link, which its actor's permissions do not; the audit trail keeps naming the link.
func system(ctx context.Context) context.Context { return authz.With(ctx, authz.System("link")) }

func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashOf(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}
