package seed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"comunita/internal/platform/db"
	"comunita/internal/platform/paper"
)

// A built-in version follows another built-in one; beside a version that people published it waits as a draft. A file that is there already,
// whoever brought it, is left as it is.
const (
	retireBuiltin = `UPDATE template_versions v SET state = 'superseded', version = version + 1, updated_at = now()
		WHERE template_code = $1 AND state = 'published' AND builtin AND NOT EXISTS (
			SELECT FROM template_versions s WHERE s.template_code = $1 AND s.sha256 = $2 AND s.archived_at IS NULL)`
	addBuiltin = `INSERT INTO template_versions (template_code, number, state, note, placeholders, sha256, size, content, builtin, published_at)
		SELECT $1, 1 + coalesce(max(number), 0), CASE WHEN bool_or(state = 'published') THEN 'draft' ELSE 'published' END, 'Modello fornito con la piattaforma',
			$3, $2, octet_length($4::bytea), $4, true, CASE WHEN bool_or(state = 'published') THEN NULL ELSE now() END
		FROM template_versions WHERE template_code = $1
		HAVING NOT coalesce(bool_or(sha256 = $2 AND archived_at IS NULL), false)`
)

// loadTemplates brings the built-in acts; internal/tools/gentemplates makes their files.
func loadTemplates(ctx context.Context, d *db.DB, from fs.FS) error {
	found, err := fs.Glob(from, "data/templates/*.docx")
	if err != nil {
		return err
	}
	for _, name := range found {
		file, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		t, err := paper.Open(file)
		if err != nil {
			return fmt.Errorf("seed %s: %w", name, err)
		}
		code, sum := strings.TrimSuffix(path.Base(name), ".docx"), sha256.Sum256(file)
		digest := hex.EncodeToString(sum[:])
		if _, err := d.Exec(ctx, retireBuiltin, code, digest); err != nil {
			return fmt.Errorf("seed %s: %w", name, err)
		}
		if _, err := d.Exec(ctx, addBuiltin, code, digest, t.Inspect().Names, file); err != nil {
			return fmt.Errorf("seed %s: %w", name, err)
		}
	}
	return nil
}
