package httpx

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// once replays the stored reply when a caller repeats an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07).
// The key is bound to the caller and the request, kept 24 hours, and commits with the work: a roll-back forgets it. While the
// first request is still running, a repeat is told to come back.
func once(ctx context.Context, d *db.DB, c echo.Context, r Route, raw []byte, work func() (reply, error)) (reply, error) {
	key, actor := c.Request().Header.Get("Idempotency-Key"), authz.From(ctx).ID
	if key == "" || !r.Replay || actor == "" {
		return work()
	}
	if len(key) > 255 || !printable(key) {
		return reply{}, apperr.New(apperr.Invalid, "bad-idempotency-key", "La Idempotency-Key ha al più 255 caratteri ASCII stampabili").
			At("Idempotency-Key", "bad-idempotency-key", "Al più 255 caratteri ASCII stampabili")
	}
	sum := sha256.Sum256(append([]byte(c.Request().Method+" "+c.Request().URL.RequestURI()+"\n"), raw...))
	lock := sha256.Sum256([]byte(actor + "\n" + key))
	type stored struct {
		Mine     bool
		Request  []byte
		Status   *int
		Version  *int64
		Location *string
		Body     []byte
	}
	found, err := db.Rows[stored](ctx, d, `SELECT l.mine, k.request, k.status, k.version, k.location, k.body
		FROM (SELECT pg_try_advisory_xact_lock($1) AS mine) l LEFT JOIN idempotency_keys k ON k.actor = $2 AND k.key = $3`,
		int64(binary.BigEndian.Uint64(lock[:8])), actor, key)
	if err != nil {
		return reply{}, err
	}
	old := found[0]
	switch {
	case old.Status != nil && string(old.Request) != string(sum[:]):
		return reply{}, apperr.New(apperr.Unprocessable, "idempotency-key-reused", "Questa Idempotency-Key è già servita per un'altra richiesta")
	case old.Status != nil:
		return reply{status: *old.Status, version: *old.Version, location: *old.Location, body: old.Body}, nil
	case !old.Mine:
		return reply{}, apperr.New(apperr.Conflict, "in-flight", "La stessa richiesta è ancora in corso: riprova tra un istante").After(time.Second)
	}
	rep, err := work()
	if err == nil {
		d.Last(ctx, `INSERT INTO idempotency_keys (actor, key, operation, request, status, version, location, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, actor, key, r.Op, sum[:], rep.status, rep.version, rep.location, rep.body)
	}
	return rep, err
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x21 || s[i] > 0x7e {
			return false
		}
	}
	return true
}
