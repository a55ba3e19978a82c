// Package template keeps the acts the network drafts for its municipalities and fills them in: the resolution of the Giunta or the act that
// stands in its place, the protocol (art. 15 L. 241/1990), the designation of the referent. A template has numbered versions; one at a time is
// published, and drafts are made of it.
package template

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/platform/paper"
	"comunita/internal/platform/pii"
)

// Template is an act the network drafts; Current is its published version, nil while there is none.
type Template struct {
	ID, Version             int64
	Code, Name, Description string
	Current                 *Version
}

// Version is a row of template_versions, without its file.
type Version struct {
	db.Row
	TemplateCode string
	Number       int
	State        string
	Note         string
	Placeholders db.Texts `gorm:"type:text[]"`
	SHA256       string   `gorm:"column:sha256"`
	Size         int64
	Builtin      bool // came with the program
	PublishedAt  *time.Time
}

// TableName tells GORM.
func (Version) TableName() string { return "template_versions" }

// The states of a version.
const (
	Draft      = "draft"
	Published  = "published"
	Superseded = "superseded"
)

// Media are the types of the files that come out; the first is also what goes in.
var Media = []string{paper.DocxType, paper.OdtType, paper.PdfType}

// Network is the body that promotes the network, as acts name it.
type Network struct{ Name, PEC string }

// Service is what the API and other domains call. Writes need a unit of work.
type Service struct {
	store   *store
	files   blob.Store
	convert *paper.Converter
	sources []Source
}

// NewService wires the service. Values of later sources win over those of earlier ones.
func NewService(d *db.DB, files blob.Store, convert *paper.Converter, of Network, sources ...Source) *Service {
	s := newStore(d)
	return &Service{s, files, convert, append([]Source{registry{s, of}}, sources...)}
}

// Formats lists what drafts are handed out as on this installation.
func (s *Service) Formats() []string {
	out := []string{}
	for _, f := range s.convert.Formats() {
		out = append(out, string(f))
	}
	return out
}

// List reads the templates with their published versions.
func (s *Service) List(ctx context.Context) ([]Template, error) { return s.store.templates(ctx, "") }

// Get finds a template.
func (s *Service) Get(ctx context.Context, code string) (Template, error) {
	found, err := s.store.templates(ctx, code)
	if err == nil && len(found) == 0 {
		err = apperr.New(apperr.NotFound, "template-not-found", "Non trovo il modello richiesto")
	}
	if err != nil {
		return Template{}, err
	}
	return found[0], nil
}

// Versions reads the versions of a template.
func (s *Service) Versions(code string, p page.Request) page.Source[Version] {
	var w db.Where
	db.Key(&w, "template_code", []string{code})
	return s.store.Find(p, w)
}

// Version finds one version.
func (s *Service) Version(ctx context.Context, code string, number int) (Version, error) {
	return s.store.One(ctx, "template_code = ? AND number = ?", code, number)
}

// Upload makes a draft of a stored file, which is not needed afterwards.
func (s *Service) Upload(ctx context.Context, code, note string, b blob.Blob) (Version, error) {
	if _, err := s.Get(ctx, code); err != nil {
		return Version{}, err
	}
	if b.Size > paper.MaxSize {
		return Version{}, apperr.New(apperr.TooLarge, "too-large", "Il modello supera %s", apperr.Bytes(paper.MaxSize)).At("/file", "too-large", "Al più %s", apperr.Bytes(paper.MaxSize))
	}
	if err := pii.Refuse("note", note); err != nil {
		return Version{}, err
	}
	from, err := s.files.Open(ctx, b.Key)
	if err != nil {
		return Version{}, err
	}
	defer from.Close()
	content, err := io.ReadAll(io.LimitReader(from, paper.MaxSize))
	if err != nil {
		return Version{}, err
	}
	v, err := s.add(ctx, code, note, content)
	if err == nil {
		s.store.DB.AfterCommit(ctx, func() { _ = s.files.Delete(context.WithoutCancel(ctx), b.Key) }) // or the sweep does it
	}
	return v, err
}

func (s *Service) add(ctx context.Context, code, note string, content []byte) (Version, error) {
	names, err := examine(code, content)
	if err != nil {
		return Version{}, err
	}
	if err := s.store.DB.Lock(ctx, "template", code); err != nil {
		return Version{}, err
	}
	sum := sha256.Sum256(content)
	f := file{Version: Version{TemplateCode: code, State: Draft, Note: note, Placeholders: names, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))},
		Content: content}
	same, last, err := s.store.before(ctx, code, f.SHA256)
	if err != nil {
		return Version{}, err
	}
	if same > 0 {
		return Version{}, apperr.New(apperr.Conflict, "template-duplicate", "Questo file è già la versione %d del modello", same)
	}
	f.Number = last + 1
	return f.Version, s.store.add(ctx, &f)
}

// Publish makes a draft the version that drafts are made of; the one that was is superseded.
func (s *Service) Publish(ctx context.Context, code string, number int, version int64) (Version, error) {
	if err := s.store.DB.Lock(ctx, "template", code); err != nil {
		return Version{}, err
	}
	v, err := s.draft(ctx, code, number)
	if err != nil {
		return v, err
	}
	if err := s.store.retire(ctx, code); err != nil {
		return v, err
	}
	at := time.Now().UTC().Truncate(time.Microsecond)
	v.State, v.PublishedAt = Published, &at
	return v, s.store.Update(ctx, &v, version)
}

// Archive takes a draft away; published versions stay, because acts were made of them.
func (s *Service) Archive(ctx context.Context, code string, number int, version int64, reason string) error {
	v, err := s.draft(ctx, code, number)
	if err != nil {
		return err
	}
	return s.store.Archive(ctx, &v, version, reason)
}

func (s *Service) draft(ctx context.Context, code string, number int) (Version, error) {
	v, err := s.Version(ctx, code, number)
	if err == nil {
		err = s.store.Live(&v)
	}
	if err == nil && v.State != Draft {
		err = apperr.New(apperr.Conflict, "template-not-draft", "È possibile solo per una bozza: questa versione è già stata pubblicata")
	}
	return v, err
}

// Actions says what the actor may do with a version.
func (s *Service) Actions(ctx context.Context, v Version) []string {
	if v.State != Draft || v.ArchivedAt != nil || !authz.From(ctx).Can(authz.TemplateWrite) {
		return []string{}
	}
	return []string{"publication", "archive"}
}

// TemplateActions says what the actor may do with a template.
func (s *Service) TemplateActions(ctx context.Context) []string {
	if authz.From(ctx).Can(authz.TemplateWrite) {
		return []string{"upload"}
	}
	return []string{}
}

// Paper is a document ready to hand over.
type Paper struct {
	Name  string
	Media string
	Body  []byte
}

// Original gives the file of a version as it was uploaded, with its placeholders.
func (s *Service) Original(ctx context.Context, code string, number int) (Paper, error) {
	f, err := s.store.files.One(ctx, "template_code = ? AND number = ?", code, number)
	return Paper{kinds[code].slug + "-modello-v" + itoa(number) + ".docx", paper.DocxType, f.Content}, err
}

// Preview fills a version with the data of a municipality or, without one, with samples.
func (s *Service) Preview(ctx context.Context, code string, number int, municipality string, as string) (Paper, error) {
	f, err := s.store.files.One(ctx, "template_code = ? AND number = ?", code, number)
	if err != nil {
		return Paper{}, err
	}
	values := samples()
	if municipality != "" {
		if values, err = s.values(ctx, municipality); err != nil {
			return Paper{}, err
		}
	}
	return s.make(ctx, code, f.Content, values, as)
}

// Drafted is a draft a municipality can have, and what nobody has said yet.
type Drafted struct {
	Template Template
	Blanks   []Placeholder
}

// Drafts tells which drafts there are for a municipality within reach.
func (s *Service) Drafts(ctx context.Context, municipality string) ([]Drafted, error) {
	values, err := s.values(ctx, municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.List(ctx)
	out := []Drafted{}
	for _, t := range all {
		if t.Current == nil {
			continue
		}
		d := Drafted{Template: t}
		for _, p := range Placeholders(t.Code) {
			if values[p.Name] == "" && slices.Contains(t.Current.Placeholders, p.Name) {
				d.Blanks = append(d.Blanks, p)
			}
		}
		out = append(out, d)
	}
	return out, err
}

// Draft fills the published version of a template with the data of a municipality within reach.
func (s *Service) Draft(ctx context.Context, municipality, code, as string) (Paper, error) {
	values, err := s.values(ctx, municipality)
	if err != nil {
		return Paper{}, err
	}
	f, err := s.store.files.One(ctx, "template_code = ? AND state = 'published'", code)
	if err != nil {
		return Paper{}, err
	}
	return s.make(ctx, code, f.Content, values, as)
}

func (s *Service) make(ctx context.Context, code string, content []byte, values map[string]string, as string) (Paper, error) {
	t, err := paper.Open(content)
	if err != nil {
		return Paper{}, err
	}
	filled, err := t.Fill(values)
	if err != nil {
		return Paper{}, err
	}
	body, err := s.convert.Convert(ctx, filled, paper.Format(as))
	return Paper{kinds[code].slug + "-" + slug(values["comune"]) + "." + as, paper.Format(as).Media(), body}, err
}

// slug is a name as a file: "Forza d'Agrò" is "forza-d-agro".
func slug(name string) string {
	plain := strings.NewReplacer("à", "a", "è", "e", "é", "e", "ì", "i", "ò", "o", "ù", "u").Replace(strings.ToLower(name))
	words := strings.FieldsFunc(plain, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}
