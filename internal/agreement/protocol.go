package agreement

import (
	"context"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

// Protocol is a row of protocol_versions: one text of the protocol of understanding. A draft is edited, what is published is not.
type Protocol struct {
	db.Row
	Number int
	Text
	State       string
	PublishedOn *time.Time
	Edition     string
	Edited      bool
}

// TableName tells GORM.
func (Protocol) TableName() string { return "protocol_versions" }

// Text is what people type in.
type Text struct{ Title, Changes, Text string }

// The states of a text.
const (
	Draft      = "draft"
	Current    = "current"
	Superseded = "superseded"
)

// Protocols reads the texts: what is published is public, drafts are of the secretariat.
func (s *Service) Protocols(p page.Request) page.Source[Protocol] {
	find := func(ctx context.Context) page.Source[Protocol] { return s.protocols.Find(p, published(ctx)) }
	return page.Source[Protocol]{
		Page: func(ctx context.Context) (page.Of[Protocol], error) { return find(ctx).Page(ctx) },
		Each: func(ctx context.Context, yield func(Protocol) error) error { return find(ctx).Each(ctx, yield) },
	}
}

// Protocol finds one text the actor may read.
func (s *Service) Protocol(ctx context.Context, id int64) (Protocol, error) {
	x, err := s.protocols.Get(ctx, id)
	if err == nil && x.State == Draft && !admin(ctx) {
		return Protocol{}, s.protocols.NotFound()
	}
	return x, err
}

// ProtocolHistory pages through what happened to a text.
func (s *Service) ProtocolHistory(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	if _, err := s.Protocol(ctx, id); err != nil {
		return page.Of[db.Change]{}, err
	}
	return s.protocols.History(ctx, id, p)
}

// Write adds a draft with the next number.
func (s *Service) Write(ctx context.Context, t Text) (Protocol, error) {
	if err := s.protocols.DB.Lock(ctx, "protocol-version"); err != nil {
		return Protocol{}, err
	}
	n, err := s.protocols.last(ctx)
	if err != nil {
		return Protocol{}, err
	}
	x := Protocol{Number: n + 1, Text: t, State: Draft, Edited: true}
	return x, s.protocols.Create(ctx, &x)
}

// Rewrite replaces the text of a draft.
func (s *Service) Rewrite(ctx context.Context, id, version int64, t Text) (Protocol, error) {
	x, err := s.draft(ctx, id)
	if err != nil {
		return x, err
	}
	x.Text, x.Edited = t, true
	return x, s.protocols.Update(ctx, &x, version)
}

// Publish makes a draft the current text; the one that was is superseded, and every member is asked to accept anew.
func (s *Service) Publish(ctx context.Context, id, version int64) (Protocol, error) {
	if err := s.protocols.DB.Lock(ctx, "protocol-version"); err != nil {
		return Protocol{}, err
	}
	x, err := s.draft(ctx, id)
	if err != nil {
		return x, err
	}
	if x.Number > 1 && x.Changes == "" {
		return x, apperr.Validation().At("/changes", "required", "Indica che cosa cambia: chi ha già firmato deve poterlo leggere")
	}
	if err := s.protocols.supersede(ctx); err != nil {
		return x, err
	}
	today := authz.Today()
	x.State, x.PublishedOn = Current, &today
	return x, s.protocols.Update(ctx, &x, version)
}

// Discard archives a draft, with its reason.
func (s *Service) Discard(ctx context.Context, id, version int64, reason string) error {
	x, err := s.draft(ctx, id)
	if err != nil {
		return err
	}
	return s.protocols.Archive(ctx, &x, version, reason)
}

// ProtocolActions says what the actor may do with a text.
func (s *Service) ProtocolActions(ctx context.Context, x Protocol) []string {
	if x.State != Draft || x.ArchivedAt != nil || !admin(ctx) {
		return []string{}
	}
	return []string{"edit", "publication", "archive"}
}

func (s *Service) draft(ctx context.Context, id int64) (Protocol, error) {
	x, err := s.Protocol(ctx, id)
	if err == nil {
		err = s.protocols.Live(&x)
	}
	if err == nil && x.State != Draft {
		err = apperr.New(apperr.Conflict, "protocol-published", "Il testo è pubblicato e non cambia: per modificarlo si scrive una nuova versione")
	}
	return x, err
}

func admin(ctx context.Context) bool { return authz.From(ctx).Reach(authz.AdhesionAdmin).All }
