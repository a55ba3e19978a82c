// Package migrations embeds the SQL files of this folder, applied in order and forward only.
package migrations

import "embed"

// FS holds the migrations, named NNNNN_verb_noun.sql.
//
//go:embed *.sql
var FS embed.FS
