package setting

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct{ *db.Repo[Setting, *Setting] }

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Setting, *Setting]{
		DB: d, Name: "setting", Label: "l'impostazione", Owner: db.Unscoped,
		May:   func(ctx context.Context, _ *Setting) error { return authz.Within(ctx, authz.SettingWrite, "") },
		Sort:  map[string]string{"key": "key"},
		First: "key",
	})}
}
