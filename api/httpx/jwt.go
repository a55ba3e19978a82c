package httpx

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"comunita/internal/platform/apperr"
)

// Access tokens are JWTs after RFC 8725: one algorithm, explicit type, issuer and audience, short life.
const (
	tokenType = "at+jwt"
	issuer    = "comunita"
	audience  = "comunita-api"
	leeway    = 30 * time.Second
	maxToken  = 4096
)

// Claims is what an access token says: whom it stands for, in which session, and the stamp that revokes it.
type Claims struct {
	jwt.RegisteredClaims
	Session int64 `json:"sid,omitempty"`
	Stamp   int   `json:"stamp"`
}

// Keys are the Ed25519 keys of a folder: the newest signs, all verify. Files may be added and removed while serving.
type Keys struct {
	dir     string
	mu      sync.RWMutex
	keys    map[string]ed25519.PrivateKey
	newest  string
	looked  time.Time
	changed time.Time // of the folder
	seen    map[[32]byte]Claims
	parser  *jwt.Parser
}

// OpenKeys reads the folder, making the first key when there is none.
func OpenKeys(dir string) (*Keys, error) {
	k := &Keys{dir: dir, seen: map[[32]byte]Claims{}, parser: jwt.NewParser(jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithIssuer(issuer),
		jwt.WithAudience(audience), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(leeway), jwt.WithStrictDecoding())}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := k.read(); err != nil {
		return nil, err
	}
	if k.newest != "" {
		return k, nil
	}
	if _, err := NewKey(dir); err != nil {
		return nil, err
	}
	return k, k.read()
}

// outlived is how long after its successor came a key may still be wanted: the life of a token, and a margin.
const outlived = 20 * time.Minute

// RotateKeys adds a key, with which a running server signs within a second, and removes those that no valid token needs any more.
func RotateKeys(dir string) (kid string, removed int, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", 0, err
	}
	if kid, err = NewKey(dir); err != nil {
		return "", 0, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.pem"))
	if err != nil {
		return kid, 0, err
	}
	slices.Sort(files)
	for i, f := range files[:len(files)-1] {
		successor, err := made(files[i+1])
		if err != nil {
			return kid, removed, err
		}
		if time.Since(successor) < outlived {
			break
		}
		if err := os.Remove(f); err != nil {
			return kid, removed, err
		}
		removed++
	}
	return kid, removed, nil
}

const keyTime = "20060102T150405.000000"

// made is when a key came, from the name of its file.
func made(file string) (time.Time, error) {
	stamp, _, _ := strings.Cut(filepath.Base(file), "-")
	return time.Parse(keyTime, stamp)
}

// NewKey adds a key to the folder and gives its id.
func NewKey(dir string) (string, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return "", err
	}
	kid := time.Now().UTC().Format(keyTime) + "-" + strings.ToLower(rand.Text()[:6])
	tmp := filepath.Join(dir, "."+kid)
	if err := os.WriteFile(tmp, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		return "", err
	}
	return kid, os.Rename(tmp, filepath.Join(dir, kid+".pem"))
}

func (k *Keys) read() error {
	info, err := os.Stat(k.dir)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(k.dir, "*.pem"))
	if err != nil {
		return err
	}
	keys := map[string]ed25519.PrivateKey{}
	var ids []string
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		block, _ := pem.Decode(raw)
		if block == nil {
			return fmt.Errorf("%s holds no key", f)
		}
		parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		private, ok := parsed.(ed25519.PrivateKey)
		if !ok {
			return fmt.Errorf("%s is not an Ed25519 key", f)
		}
		kid := strings.TrimSuffix(filepath.Base(f), ".pem")
		keys[kid], ids = private, append(ids, kid)
	}
	slices.Sort(ids) // the names begin with the time they were made
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys, k.changed, k.looked, k.seen = keys, info.ModTime(), time.Now(), map[[32]byte]Claims{}
	if len(ids) > 0 {
		k.newest = ids[len(ids)-1]
	}
	return nil
}

// fresh looks at the folder at most once a second; an unreadable folder leaves the keys as they are.
func (k *Keys) fresh() {
	k.mu.RLock()
	due := time.Since(k.looked) > time.Second
	k.mu.RUnlock()
	if !due {
		return
	}
	k.mu.Lock()
	k.looked = time.Now()
	changed := k.changed
	k.mu.Unlock()
	if info, err := os.Stat(k.dir); err == nil && !info.ModTime().Equal(changed) {
		_ = k.read()
	}
}

// Sign makes an access token.
func (k *Keys) Sign(subject string, session int64, stamp int, life time.Duration) (string, error) {
	k.fresh()
	k.mu.RLock()
	kid, key := k.newest, k.keys[k.newest]
	k.mu.RUnlock()
	if key == nil {
		return "", errors.New("no signing key")
	}
	now := time.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, Claims{Session: session, Stamp: stamp, RegisteredClaims: jwt.RegisteredClaims{
		Subject: subject, Issuer: issuer, Audience: jwt.ClaimStrings{audience}, IssuedAt: jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(life)), ID: rand.Text()}})
	t.Header["kid"], t.Header["typ"] = kid, tokenType
	return t.SignedString(key)
}

// Verify checks an access token: the same refusal whatever is wrong. A signature found good is remembered until it expires,
// because checking it costs more than everything else a request does; whether the token still counts is for the caller to check.
func (k *Keys) Verify(token string) (Claims, error) {
	k.fresh()
	if len(token) > maxToken || strings.ContainsFunc(token, notTokenChar) { // base64 would skip line breaks
		return Claims{}, badToken(errors.New("too long, or not base64url"))
	}
	sum := sha256.Sum256([]byte(token))
	k.mu.RLock()
	c, ok := k.seen[sum]
	k.mu.RUnlock()
	if ok {
		if time.Now().After(c.ExpiresAt.Add(leeway)) {
			return Claims{}, badToken(errors.New("expired"))
		}
		return c, nil
	}
	t, err := k.parser.ParseWithClaims(token, &c, k.key)
	if err != nil || !t.Valid {
		return Claims{}, badToken(err)
	}
	if c.IssuedAt == nil || c.ExpiresAt.Sub(c.IssuedAt.Time) > time.Hour {
		return Claims{}, badToken(errors.New("lives too long"))
	}
	k.mu.Lock()
	if len(k.seen) > 20_000 {
		k.seen = map[[32]byte]Claims{}
	}
	k.seen[sum] = c
	k.mu.Unlock()
	return c, nil
}

// key picks the verification key; headers that would let the token choose are refused.
func (k *Keys) key(t *jwt.Token) (any, error) {
	for name := range t.Header {
		if !slices.Contains([]string{"alg", "typ", "kid"}, name) {
			return nil, fmt.Errorf("header %s", name)
		}
	}
	kid, _ := t.Header["kid"].(string)
	k.mu.RLock()
	key, ok := k.keys[kid]
	k.mu.RUnlock()
	if t.Header["typ"] != tokenType || !ok {
		return nil, errors.New("type or key")
	}
	return key.Public(), nil
}

func notTokenChar(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
}

func badToken(cause error) error {
	return apperr.New(apperr.Unauthenticated, "bad-token", "Il token non è valido o è scaduto").Because(cause)
}
