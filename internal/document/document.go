// Package document keeps the files that prove what a municipality or the network did: acts, opinions, protocols, appointments, receipts of
// certified mail. What a document is comes from its content; the digest makes it the one that was received (art. 3 DPCM 13 novembre 2014,
// now "Linee guida sulla formazione, gestione e conservazione dei documenti informatici", AgID 2021, §2.1.1).
package document

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/db"
	"comunita/internal/platform/media"
	"comunita/internal/platform/page"
	"comunita/internal/platform/signature"
)

// Document is a row of documents.
type Document struct {
	db.Row
	MunicipalityCode *string // none: the network's own
	Kind             string
	Title            string
	Filename         string
	Media            string
	Size             int64
	SHA256           string `gorm:"column:sha256"`
	BlobKey          string // never shown
	Sharing          string
	Signature        Signature `gorm:"serializer:json"` // as they were when the file came
}

// Signature is what a file says of its signatures.
type Signature = signature.Facts

// TableName tells GORM.
func (Document) TableName() string { return "documents" }

// Who may read a document: its owner, whoever may read documents, everybody.
const (
	Own     = "own"
	Network = "network"
	Public  = "public"
)

// Municipality is the ISTAT code, or "" for the network's own.
func (d Document) Municipality() string {
	if d.MunicipalityCode == nil {
		return ""
	}
	return *d.MunicipalityCode
}

// Filter narrows a list; within a field any value matches, all fields must.
type Filter struct{ Municipalities, Kinds, Sharing []string }

// Use tells what refers to a document, in Italian ("l'adesione del comune di Malfa"), or "".
type Use func(ctx context.Context, id int64) (string, error)

// Service is what the API, the jobs and other domains call. Writes need a unit of work.
type Service struct {
	docs  *store
	files blob.Store
	uses  []Use
}

// NewService wires the service; files may be nil where only the contract is wanted.
func NewService(d *db.DB, files blob.Store) *Service {
	return &Service{docs: newStore(d), files: files}
}

// InUse registers what keeps documents from being archived. Call it while the program is put together.
func (s *Service) InUse(u Use) { s.uses = append(s.uses, u) }

// List reads the documents the actor may see.
func (s *Service) List(p page.Request, f Filter) page.Source[Document] {
	return s.docs.Find(p, f.where())
}

// Get finds one document the actor may see; nobody in particular sees the public ones, while they live.
func (s *Service) Get(ctx context.Context, id int64) (Document, error) {
	d, err := s.docs.Get(ctx, id)
	if err == nil && !authz.From(ctx).Can(authz.AdhesionRead) && (d.Sharing != Public || d.ArchivedAt != nil) {
		return Document{}, s.docs.NotFound()
	}
	return d, err
}

// Of finds the documents with these ids that the actor may see, archived or not, in one query.
func (s *Service) Of(ctx context.Context, ids []int64) (map[int64]Document, error) {
	return s.docs.Among(ctx, ids)
}

// Open reads the content of a document the actor may see.
func (s *Service) Open(ctx context.Context, id int64) (io.ReadCloser, error) {
	d, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.files.Open(ctx, d.BlobKey)
}

// Inside reads what is within a signed container, and within those in it, with its media type. The name is that of the container without its
// ending.
func (s *Service) Inside(ctx context.Context, d Document) (name, kind string, body []byte, err error) {
	nothing := apperr.New(apperr.NotFound, "nothing-inside", "Questo documento non ne contiene un altro")
	if d.Media != media.CMS || d.Signature.Inner == "" {
		return "", "", nil, nothing
	}
	r, err := s.Open(ctx, d.ID)
	if err != nil {
		return "", "", nil, err
	}
	defer r.Close()
	if body, err = signature.Inner(r); err != nil {
		return "", "", nil, nothing.Because(err)
	}
	if kind = media.Sniff(body[:min(len(body), media.Head)]); !slices.Contains(Media, kind) {
		kind = media.Unknown // nothing that a browser might run
	}
	return innerName(d.Filename, kind), kind, body, nil
}

// InnerName is what the file within a signed container is called; "" when there is none.
func (d Document) InnerName() string {
	if d.Media != media.CMS || d.Signature.Inner == "" {
		return ""
	}
	return innerName(d.Filename, d.Signature.Inner)
}

// History pages through what happened to a document.
func (s *Service) History(ctx context.Context, id int64, p page.Request) (page.Of[db.Change], error) {
	return s.docs.History(ctx, id, p)
}

// Admit says whether the actor may add a document of this municipality, or of the network ("").
func Admit(ctx context.Context, municipality string) error {
	if may(ctx, municipality) == nil {
		return nil
	}
	return apperr.Validation().At("municipality", "not-yours", "Non puoi scrivere per questo comune")
}

// Add makes a document of a stored file, of a municipality or of the network (""). The title may be empty: then the name of the file is it.
func (s *Service) Add(ctx context.Context, municipality, kind, title, filename, sharing string, b blob.Blob) (Document, error) {
	if err := Admit(ctx, municipality); err != nil {
		return Document{}, err
	}
	if err := accepted(municipality, b); err != nil {
		return Document{}, err
	}
	d := Document{Kind: kind, Filename: cleanName(filename, b.Media), Media: b.Media, Size: b.Size, SHA256: b.SHA256, BlobKey: b.Key, Sharing: sharing, Signature: b.Signed}
	if municipality != "" {
		d.MunicipalityCode = &municipality
	}
	if d.Title = strings.TrimSpace(visible(title)); d.Title == "" {
		d.Title = stem(d.Filename)
	}
	if err := s.unique(ctx, d); err != nil {
		return Document{}, err
	}
	err := explain(s.docs.Create(ctx, &d))
	return d, err
}

// Keep is Add for a file that comes from somebody who does not see the documents: where the municipality has the same one already, it is that.
func (s *Service) Keep(ctx context.Context, municipality, kind, title, filename string, b blob.Blob) (Document, error) {
	old, err := s.docs.same(ctx, Document{MunicipalityCode: &municipality, Kind: kind, SHA256: b.SHA256})
	if db.IsNotFound(err) {
		return s.Add(ctx, municipality, kind, title, filename, Own, b)
	}
	return old, err
}

// Edit changes what a document is called and who reads it; its content stays.
func (s *Service) Edit(ctx context.Context, id, version int64, title, kind, sharing string) (Document, error) {
	d, err := s.docs.Get(ctx, id)
	if err == nil {
		err = s.docs.Live(&d)
	}
	if err != nil {
		return d, err
	}
	moved := d.Kind != kind
	d.Title, d.Kind, d.Sharing = title, kind, sharing
	if moved {
		if err := s.unique(ctx, d); err != nil {
			return d, err
		}
	}
	err = s.docs.Update(ctx, &d, version)
	return d, err
}

// Archive takes a document out of the lists, with its reason; the file stays.
func (s *Service) Archive(ctx context.Context, id, version int64, reason string) error {
	d, err := s.docs.Get(ctx, id)
	if err != nil {
		return err
	}
	for _, use := range s.uses {
		by, err := use(ctx, id)
		if err != nil {
			return err
		}
		if by != "" {
			return apperr.New(apperr.Conflict, "document-in-use", "Non si può archiviare: lo usa %s", by)
		}
	}
	return s.docs.Archive(ctx, &d, version, reason)
}

// Actions says what the actor may do with a document.
func (s *Service) Actions(ctx context.Context, d Document) []string {
	if d.ArchivedAt != nil || may(ctx, d.Municipality()) != nil {
		return []string{}
	}
	return []string{"edit", "archive"}
}

// Empty tells whether there is no document at all, whoever asks.
func (s *Service) Empty(ctx context.Context) (bool, error) { return s.docs.empty(ctx) }

// Sweep takes away the files stored before an instant that no document names: what a crash left between file and row.
func (s *Service) Sweep(ctx context.Context, before time.Time) error {
	return s.files.Older(ctx, before, func(keys []string) error {
		named, err := s.docs.named(ctx, keys)
		if err != nil {
			return err
		}
		for _, key := range keys {
			if !named[key] {
				if err := s.files.Delete(ctx, key); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// unique refuses the same content twice under one owner and kind, naming the first.
func (s *Service) unique(ctx context.Context, d Document) error {
	old, err := s.docs.same(ctx, d)
	if db.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return apperr.New(apperr.Conflict, "document-duplicate", "Questo file c'è già: è il documento %d, «%s»", old.ID, old.Title).
		At("/file", "duplicate", "Già presente come «%s»", old.Title)
}

func may(ctx context.Context, municipality string) error {
	if municipality == "" {
		return authz.Within(ctx, authz.AdhesionAdmin, "")
	}
	return authz.Within(ctx, authz.AdhesionWrite, municipality)
}
