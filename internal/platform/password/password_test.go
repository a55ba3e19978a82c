package password_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/password"
)

func TestHashAndVerify(t *testing.T) {
	h := password.NewHasher(2, time.Second)
	stored, err := h.Hash(t.Context(), "perché no, domani")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(stored, err)
	}
	if again, _ := h.Hash(t.Context(), "perché no, domani"); again == stored {
		t.Error("the same salt twice")
	}
	for plain, want := range map[string]bool{
		"perché no, domani":       true,
		"perche\u0301 no, domani": true, // the same letters, typed on another system
		"perche no, domani":       false,
		"":                        false,
		"perché no, domani ":      false,
	} {
		if ok, err := h.Verify(t.Context(), plain, stored); ok != want || err != nil {
			t.Errorf("%q: %v, %v", plain, ok, err)
		}
	}
	if password.NeedsRehash(stored) {
		t.Error("a hash of today needs another one")
	}
}

func TestHashesOfAnotherProgram(t *testing.T) {
	// From the reference implementation: argon2 -id -t 2 -k 65536 -p 1, "password" and "somesalt".
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := password.NewHasher(1, time.Second).Verify(t.Context(), "password", reference); !ok || err != nil {
		t.Error(ok, err)
	}
	if !password.NeedsRehash(reference) {
		t.Error("other costs, and no rehash")
	}
}

func TestCorruptHashes(t *testing.T) {
	h := password.NewHasher(1, time.Second)
	good, _ := h.Hash(t.Context(), "x")
	for _, stored := range []string{"x", "$", "$2y$10$abc", good + "$", good[:len(good)-1], good + "=", strings.Replace(good, "m=19456", "m=999999999", 1),
		strings.Replace(good, "t=2", "t=4294967295", 1), strings.Replace(good, "p=1", "p=0", 1), strings.Replace(good, "m=19456", "m=4", 1),
		strings.Replace(good, "v=19", "v=16", 1), strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "t=2", "t=02", 1),
		"$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$YQ"} {
		if ok, err := h.Verify(t.Context(), "x", stored); ok || !errors.Is(err, password.ErrCorrupt) {
			t.Errorf("%s: %v, %v", stored, ok, err)
		}
		if !password.NeedsRehash(stored) {
			t.Errorf("%s need not be made again", stored)
		}
	}
}

func TestUnknownUserTakesAsLong(t *testing.T) {
	h := password.NewHasher(1, time.Second)
	stored, _ := h.Hash(t.Context(), "x")
	took := func(stored string) time.Duration {
		start := time.Now()
		if ok, err := h.Verify(t.Context(), "y", stored); ok || err != nil {
			t.Fatal(ok, err)
		}
		return time.Since(start)
	}
	// in turns, and as often as a busy machine needs: the fastest of both come together, unless one of them does less
	known, unknown := time.Hour, time.Hour
	for round := range 60 {
		known, unknown = min(known, took(stored)), min(unknown, took(""))
		if round >= 3 && unknown >= known/2 && unknown <= known*2 {
			return
		}
	}
	t.Errorf("known %v, unknown %v", known, unknown)
}

// The hash that unknown users are compared with is all zeros; nothing may be accepted through it.
func TestNobodyHasNoPassword(t *testing.T) {
	h := password.NewHasher(1, time.Second)
	zeros := "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for _, stored := range []string{"", zeros} {
		if ok, _ := h.Verify(t.Context(), "", stored); ok {
			t.Error("accepted")
		}
	}
}

func TestTooManyAtOnce(t *testing.T) {
	h := password.NewHasher(1, time.Millisecond)
	busy := make(chan error, 8)
	for range cap(busy) {
		go func() { _, err := h.Hash(context.Background(), "x"); busy <- err }()
	}
	turnedAway := 0
	for range cap(busy) {
		if err := <-busy; err != nil {
			e, ok := errors.AsType[*apperr.Error](err)
			if !ok || e.Kind != apperr.Unavailable || e.RetryAfter == 0 {
				t.Fatal(err)
			}
			turnedAway++
		}
	}
	if turnedAway == 0 {
		t.Error("eight hashes at once with one slot and no patience")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := password.NewHasher(1, time.Second).Verify(ctx, "x", ""); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if ok, err := h.Verify(t.Context(), "x", ""); ok || err != nil {
		t.Error("the slots were not given back:", err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password")
	h := password.NewHasher(4, time.Minute)
	f.Fuzz(func(t *testing.T, stored, plain string) {
		ok, err := h.Verify(t.Context(), plain, stored)
		if err != nil && !errors.Is(err, password.ErrCorrupt) || ok && err != nil {
			t.Fatal(ok, err)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	h := password.NewHasher(1, time.Minute)
	for b.Loop() {
		_, _ = h.Verify(b.Context(), "x", "")
	}
}
