// Package password stores passwords as argon2id hashes and refuses those that are easy to guess.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"

	"comunita/internal/platform/apperr"
)

// The cost of a hash: OWASP's first choice where memory is scarce.
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	threads = 1
	saltLen = 16
	keyLen  = 32
)

// ErrCorrupt means that what is stored is not a hash of ours: a fault, not a wrong password.
var ErrCorrupt = errors.New("password: the stored hash cannot be read")

// Hasher bounds how many hashes are computed at once: each takes 19 MiB and a core for some 25 ms.
type Hasher struct {
	slots *semaphore.Weighted
	wait  time.Duration
}

// NewHasher lets parallel hashes run at once; whoever waits longer than wait is turned away with apperr.Unavailable (503).
func NewHasher(parallel int, wait time.Duration) *Hasher {
	return &Hasher{slots: semaphore.NewWeighted(int64(parallel)), wait: wait}
}

// Hash gives the PHC string to store.
func (h *Hasher) Hash(ctx context.Context, plain string) (string, error) {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails
	p := phc{memory: memory, passes: passes, threads: threads, salt: salt, key: make([]byte, keyLen)}
	key, err := h.derive(ctx, p, plain)
	p.key = key
	return p.String(), err
}

// Verify tells whether plain is the password of the stored hash. With an empty hash (no such user, no password yet) it takes
// the same time and says no. Its errors are apperr.Unavailable, ErrCorrupt and ctx's.
func (h *Hasher) Verify(ctx context.Context, plain, stored string) (bool, error) {
	known := stored != ""
	if !known {
		stored = nobody
	}
	p, err := parse(stored)
	if err != nil {
		return false, err
	}
	key, err := h.derive(ctx, p, plain)
	return err == nil && subtle.ConstantTimeCompare(key, p.key) == 1 && known, err
}

// NeedsRehash tells whether the hash was made with other costs than today's, so that it is worth making again at the next login.
func NeedsRehash(stored string) bool {
	p, err := parse(stored)
	return err != nil || p.memory != memory || p.passes != passes || p.threads != threads || len(p.key) != keyLen || len(p.salt) != saltLen
}

func (h *Hasher) derive(ctx context.Context, p phc, plain string) ([]byte, error) {
	waiting, cancel := context.WithTimeout(ctx, h.wait)
	defer cancel()
	if err := h.slots.Acquire(waiting, 1); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, apperr.New(apperr.Unavailable, "busy", "Ci sono troppi accessi insieme: riprova tra qualche secondo").After(3 * time.Second)
	}
	defer h.slots.Release(1)
	return argon2.IDKey([]byte(norm.NFC.String(plain)), p.salt, p.passes, p.memory, p.threads, uint32(len(p.key))), nil
}

// phc is a hash with all that is needed to check it.
type phc struct {
	memory, passes uint32
	threads        uint8
	salt, key      []byte
}

const layout = "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"

// nobody is the hash that unknown users are compared with.
var nobody = phc{memory, passes, threads, make([]byte, saltLen), make([]byte, keyLen)}.String()

func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf(layout, p.memory, p.passes, p.threads, b64(p.salt), b64(p.key))
}

// parse takes only what String writes, within bounds that a tampered database cannot turn into an outage.
func parse(s string) (phc, error) {
	var p phc
	parts := strings.Split(s, "$")
	if len(parts) != 6 {
		return p, ErrCorrupt
	}
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads)
	b64 := base64.RawStdEncoding.Strict()
	if err == nil {
		p.salt, err = b64.DecodeString(parts[4])
	}
	if err == nil {
		p.key, err = b64.DecodeString(parts[5])
	}
	if err != nil || p.String() != s || p.memory < 8*uint32(p.threads) || p.memory > 64*1024 || p.passes < 1 || p.passes > 10 ||
		p.threads < 1 || p.threads > 4 || len(p.salt) < 8 || len(p.salt) > 64 || len(p.key) < 16 || len(p.key) > 64 {
		return p, ErrCorrupt
	}
	return p, nil
}
