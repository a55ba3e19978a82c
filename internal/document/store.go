package document

import (
	"context"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct{ *db.Repo[Document, *Document] }

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Document, *Document]{
		DB: d, Name: "document", Label: "il documento", Owner: "owner", Shared: true, Read: authz.AdhesionRead,
		May:    func(ctx context.Context, d *Document) error { return may(ctx, d.Municipality()) },
		Sort:   map[string]string{"updated_at": "updated_at", "title": "title"},
		First:  "-updated_at",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

func (f Filter) where() db.Where {
	var w db.Where
	db.Key(&w, "municipality_code", f.Municipalities)
	db.Key(&w, "kind", f.Kinds)
	db.Key(&w, "sharing", f.Sharing)
	return w
}

// same finds the living document of the same content, owner and kind, and keeps others from writing one until the unit of work ends.
func (s *store) same(ctx context.Context, d Document) (Document, error) {
	if err := s.DB.Lock(ctx, "document", d.Municipality(), d.Kind, d.SHA256); err != nil {
		return Document{}, err
	}
	return s.One(ctx, "coalesce(municipality_code, '') = ? AND kind = ? AND sha256 = ? AND archived_at IS NULL AND id <> ?",
		d.Municipality(), d.Kind, d.SHA256, d.ID)
}

// named tells which of the keys are those of documents.
func (s *store) named(ctx context.Context, keys []string) (map[string]bool, error) {
	found, err := db.Values[string](ctx, s.DB, `SELECT blob_key FROM documents WHERE blob_key = ANY($1)`, keys)
	out := make(map[string]bool, len(found))
	for _, key := range found {
		out[key] = true
	}
	return out, err
}

func (s *store) empty(ctx context.Context) (bool, error) {
	found, err := db.Values[bool](ctx, s.DB, `SELECT NOT EXISTS (SELECT FROM documents)`)
	return err == nil && found[0], err
}

// explain names what the database refused.
func explain(err error) error {
	if db.Constraint(err) == "documents_municipality_code_fkey" {
		return apperr.Validation().At("municipality", "unknown", "Comune sconosciuto").Because(err)
	}
	return err
}
