package template

import (
	"context"

	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
)

type store struct {
	*db.Repo[Version, *Version]
	files *db.Repo[file, *file]
}

// file is a version with its content, which lists do not read.
type file struct {
	Version
	Content []byte
}

func newStore(d *db.DB) *store {
	sort := map[string]string{"number": "number", "updated_at": "updated_at"}
	return &store{
		db.NewRepo(db.Repo[Version, *Version]{DB: d, Name: "template-version", Label: "la versione", Owner: db.Unscoped, Sort: sort, First: "-number"}),
		db.NewRepo(db.Repo[file, *file]{DB: d, Name: "template-version", Label: "la versione", Owner: db.Unscoped, Sort: sort, First: "-number"}),
	}
}

// templates reads them all, or the one with a code, each with its published version.
func (s *store) templates(ctx context.Context, code string) ([]Template, error) {
	type row struct {
		ID, Version             int64
		Code, Name, Description string
	}
	rows, err := db.Rows[row](ctx, s.DB, `SELECT id, version, code, name, description FROM templates WHERE $1 IN ('', code) ORDER BY position, id`, code)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var w db.Where
	w.And("state = 'published'")
	if code != "" {
		w.And("template_code = ?", code)
	}
	current := map[string]Version{}
	err = s.Find(page.Request{Limit: 200}, w).Each(ctx, func(v Version) error {
		current[v.TemplateCode] = v
		return nil
	})
	out := make([]Template, len(rows))
	for i, r := range rows {
		out[i] = Template{ID: r.ID, Version: r.Version, Code: r.Code, Name: r.Name, Description: r.Description}
		if v, ok := current[r.Code]; ok {
			out[i].Current = &v
		}
	}
	return out, err
}

// before tells the number of the living version with this content, or 0, and the highest number so far.
func (s *store) before(ctx context.Context, code, digest string) (same, last int, err error) {
	type numbers struct{ Same, Last int }
	found, err := db.Rows[numbers](ctx, s.DB, `SELECT coalesce(max(number) FILTER (WHERE sha256 = $2 AND archived_at IS NULL), 0) AS same,
		coalesce(max(number), 0) AS last FROM template_versions WHERE template_code = $1`, code, digest)
	if err != nil || len(found) == 0 {
		return 0, 0, err
	}
	return found[0].Same, found[0].Last, nil
}

func (s *store) add(ctx context.Context, f *file) error { return s.files.Create(ctx, f) }

// retire supersedes the published version of a template.
func (s *store) retire(ctx context.Context, code string) error {
	_, err := s.DB.Exec(ctx, `UPDATE template_versions SET state = 'superseded', version = version + 1, updated_at = now()
		WHERE template_code = $1 AND state = 'published'`, code)
	return err
}

func (s *store) facts(ctx context.Context, code string) ([]facts, error) {
	return db.Rows[facts](ctx, s.DB, `SELECT m.istat_code, m.name, m.pec, m.population, m.population_year, m.employees,
		coalesce(z.name, '') AS zone_name, coalesce(z.code, '') AS zone_code
		FROM municipalities m
		LEFT JOIN (current_members k JOIN zone_sets s ON s.id = k.set_id AND s.operational JOIN zones z ON z.id = k.zone_id AND z.archived_at IS NULL)
			ON k.municipality_code = m.istat_code
		WHERE m.istat_code = $1`, code)
}

// officers are those who hold a post today, the latest first.
func (s *store) officers(ctx context.Context, code string) ([]officer, error) {
	return db.Rows[officer](ctx, s.DB, `SELECT d.role, p.given_name, p.family_name, p.qualification, p.office_email, p.office_phone, d.substitute,
		d.act_kind, d.act_number, d.act_date, d.replaces
		FROM mandates d JOIN people p ON p.id = d.person_id
		WHERE d.municipality_code = $1 AND d.archived_at IS NULL AND d.valid_from <= today() AND (d.valid_to IS NULL OR d.valid_to >= today())
		ORDER BY d.valid_from DESC, d.id DESC LIMIT 50`, code)
}
