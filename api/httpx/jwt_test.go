package httpx

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comunita/internal/platform/apperr"
)

func b64(v any) string {
	raw, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Row A-4: sixty and more forged tokens, each refused with the same answer.
func TestForgedTokens(t *testing.T) {
	dir := t.TempDir()
	k, err := OpenKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	good, err := k.Sign("account:1", 5, 1, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := k.Verify(good); err != nil || c.Subject != "account:1" || c.Session != 5 {
		t.Fatal(c, err)
	}
	parts := strings.Split(good, ".")
	key := k.keys[k.newest]
	now := time.Now().Unix()
	header := func(change map[string]any) map[string]any {
		h := map[string]any{"alg": "EdDSA", "typ": tokenType, "kid": k.newest}
		for n, v := range change {
			if h[n] = v; v == nil {
				delete(h, n)
			}
		}
		return h
	}
	claims := func(change map[string]any) map[string]any {
		c := map[string]any{"sub": "account:1", "iss": issuer, "aud": audience, "iat": now, "exp": now + 600, "sid": 5, "stamp": 1}
		for n, v := range change {
			if c[n] = v; v == nil {
				delete(c, n)
			}
		}
		return c
	}
	sign := func(h, c any) string {
		text := b64(h) + "." + b64(c)
		return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(text)))
	}
	if _, err := k.Verify(sign(header(nil), claims(nil))); err != nil {
		t.Fatal("the forger cannot even make a good one:", err)
	}
	hs := func(alg string, secret []byte) string {
		text := b64(header(map[string]any{"alg": alg})) + "." + parts[1]
		m := hmac.New(sha256.New, secret)
		m.Write([]byte(text))
		return text + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
	}
	_, stranger, _ := ed25519.GenerateKey(rand.Reader)
	public := key.Public().(ed25519.PublicKey)
	pem, _ := os.ReadFile(filepath.Join(dir, k.newest+".pem"))
	forged := map[string]string{
		"empty": "", "dots": "..", "one part": parts[0], "two parts": parts[0] + "." + parts[1], "four parts": good + "." + parts[2], "no signature": parts[0] + "." + parts[1] + ".",
		"other signature": parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 64)), "half signature": good[:len(good)-40],
		"padding": good + "=", "spaces": " " + good, "newline": good + "\n", "huge": good + strings.Repeat("A", 8000), "std base64": strings.NewReplacer("-", "+", "_", "/").Replace(good) + "==",
		"HS256 public": hs("HS256", public), "HS256 pem": hs("HS256", pem), "HS256 empty": hs("HS256", nil), "HS384": hs("HS384", public), "HS512": hs("HS512", public), "HS weak": hs("HS256", []byte("secret")),
		"stranger": func() string {
			text := b64(header(nil)) + "." + parts[1]
			return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(stranger, []byte(text)))
		}(),
		"signature of another": func() string {
			other, _ := k.Sign("account:2", 5, 1, time.Minute)
			return parts[0] + "." + parts[1] + "." + strings.Split(other, ".")[2]
		}(),
		"tampered claims": parts[0] + "." + b64(claims(map[string]any{"sub": "account:2"})) + "." + parts[2],
		"not json":        base64.RawURLEncoding.EncodeToString([]byte("x")) + "." + parts[1] + "." + parts[2],
		"claims not json": parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte("[]")) + "." + parts[2],
	}
	for _, alg := range []any{"none", "None", "nOnE", "NONE", "", nil, "RS256", "PS256", "ES256", "ES512", "eddsa", "Ed25519", 7} {
		h := header(map[string]any{"alg": alg})
		forged[fmt.Sprintf("alg %v", alg)] = sign(h, claims(nil))
		forged[fmt.Sprintf("alg %v unsigned", alg)] = b64(h) + "." + parts[1] + "."
	}
	for _, kid := range []any{"", nil, "../../../dev/null", "../" + k.newest, k.newest + ".pem", "' OR 1=1 --", "http://evil.example/key", "/etc/passwd", 1, []string{k.newest}, k.newest + "\x00"} {
		forged[fmt.Sprintf("kid %v", kid)] = sign(header(map[string]any{"kid": kid}), claims(nil))
	}
	for _, name := range []string{"jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "cty"} {
		forged["header "+name] = sign(header(map[string]any{name: "https://evil.example"}), claims(nil))
	}
	for _, typ := range []any{"JWT", nil, "at+JWT ", "refresh"} {
		forged[fmt.Sprintf("typ %v", typ)] = sign(header(map[string]any{"typ": typ}), claims(nil))
	}
	for name, change := range map[string]map[string]any{
		"expired": {"exp": now - 60}, "no exp": {"exp": nil}, "exp text": {"exp": "domani"}, "exp huge": {"exp": 1e300}, "nbf future": {"nbf": now + 600}, "iat future": {"iat": now + 600},
		"no iat": {"iat": nil}, "lives a year": {"exp": now + 365*24*3600}, "iss other": {"iss": "evil"}, "no iss": {"iss": nil}, "aud other": {"aud": "evil"}, "no aud": {"aud": nil}, "aud empty": {"aud": []string{}},
	} {
		forged["claim "+name] = sign(header(nil), claims(change))
	}
	if len(forged) < 60 {
		t.Errorf("only %d forgeries", len(forged))
	}
	for name, token := range forged {
		_, err := k.Verify(token)
		e, ok := errors.AsType[*apperr.Error](err)
		if !ok || e.Kind != apperr.Unauthenticated || e.Code != "bad-token" || e.Detail != "Il token non è valido o è scaduto" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Row A-5: two keys alive, the old one retired while serving.
func TestKeyRotation(t *testing.T) {
	dir := t.TempDir()
	k, err := OpenKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	first := k.newest
	old, _ := k.Sign("account:1", 1, 1, time.Minute)
	if _, err := NewKey(dir); err != nil {
		t.Fatal(err)
	}
	k.looked = time.Time{}
	young, _ := k.Sign("account:1", 1, 1, time.Minute)
	if k.newest == first {
		t.Error("the new key does not sign")
	}
	for _, token := range []string{old, young} {
		if _, err := k.Verify(token); err != nil {
			t.Error(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, first+".pem")); err != nil {
		t.Fatal(err)
	}
	k.looked = time.Time{}
	if _, err := k.Verify(old); err == nil {
		t.Error("the token of a retired key is believed")
	}
	if _, err := k.Verify(young); err != nil {
		t.Error(err)
	}
}

// A key is removed only when no token it signed can be valid any more: twenty minutes after its successor came.
func TestRotateKeys(t *testing.T) {
	dir := t.TempDir()
	for _, age := range []time.Duration{50 * time.Minute, 30 * time.Minute, 5 * time.Minute} {
		kid, err := NewKey(dir)
		if err != nil {
			t.Fatal(err)
		}
		older := time.Now().UTC().Add(-age).Format(keyTime) + "-aaaaaa"
		if err := os.Rename(filepath.Join(dir, kid+".pem"), filepath.Join(dir, older+".pem")); err != nil {
			t.Fatal(err)
		}
	}
	_, removed, err := RotateKeys(dir)
	if err != nil || removed != 1 {
		t.Errorf("%d removed, %v: want the one whose successor is 30 minutes old", removed, err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*.pem"))
	if len(left) != 3 {
		t.Errorf("left %v", left)
	}
}

func FuzzVerify(f *testing.F) {
	k, err := OpenKeys(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	good, _ := k.Sign("account:1", 1, 1, time.Minute)
	f.Add(good)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := k.Verify(token); err == nil && token != good {
			t.Errorf("believed %q", token)
		}
	})
}
