package seed

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"strings"

	"comunita/internal/platform/db"
)

var (
	protocolMarks  = regexp.MustCompile(`(?m)^(@.*\n|/// |#+ |[=~>] |---$)|\*\*`)
	protocolBlanks = regexp.MustCompile(`\{\{[a-z_]+\}\}`)
	protocolSides  = regexp.MustCompile(`(?m)^% (.*) \| (.*)$`) // who signs, side by side on paper
	protocolGaps   = regexp.MustCompile(`\n{3,}`)
)

// loadProtocol makes the first text of the protocol of understanding of the template's, with blanks where each agreement differs. A network that
// has a text keeps its own.
func loadProtocol(ctx context.Context, d *db.DB, edition string, from fs.FS) error {
	raw, err := fs.ReadFile(from, "data/templates/protocol.txt")
	if errors.Is(err, fs.ErrNotExist) { // an edition that brings none
		return nil
	}
	if err != nil {
		return err
	}
	text := protocolSides.ReplaceAllString(string(raw), "$1\n\n$2\n")
	text = protocolBlanks.ReplaceAllString(protocolMarks.ReplaceAllString(text, ""), "______")
	text = strings.TrimSpace(protocolGaps.ReplaceAllString(text, "\n\n"))
	_, err = d.Exec(ctx, `INSERT INTO protocol_versions (number, title, text, state, published_on, edition, edited)
		SELECT 1, 'Protocollo d''intesa della Comunità di Pratiche', $1, 'current', today(), $2, false WHERE NOT EXISTS (SELECT FROM protocol_versions)`, text, edition)
	return err
}
