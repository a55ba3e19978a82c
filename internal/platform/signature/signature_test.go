package signature_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"comunita/internal/platform/media"
	"comunita/internal/platform/signature"
)

// signer is a key with a certificate, and both in files for openssl.
type signer struct {
	key       crypto.Signer
	cert      *x509.Certificate
	keyFile   string
	certFile  string
	directory string
}

var serials atomic.Int64

func newSigner(t testing.TB, name string, change ...func(*x509.Certificate)) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signerWith(t, key, name, change...)
}

func signerWith(t testing.TB, key crypto.Signer, name string, change ...func(*x509.Certificate)) signer {
	t.Helper()
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Prova CA qualificata", Organization: []string{"Prestatore S.p.A."}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	template := &x509.Certificate{SerialNumber: big.NewInt(0xCAFE00 + serials.Add(1)), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		Subject:  pkix.Name{CommonName: name, Organization: []string{"Comune di Milazzo"}, SerialNumber: "TINIT-RSSMRA80A01F206X"}}
	for _, c := range change {
		c(template)
	}
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, root, key.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := signer{key, cert, filepath.Join(dir, "key.pem"), filepath.Join(dir, "cert.pem"), dir}
	for file, block := range map[string]*pem.Block{s.keyFile: {Type: "PRIVATE KEY", Bytes: pkcs8}, s.certFile: {Type: "CERTIFICATE", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// openssl signs content into a container.
func (s signer) openssl(t testing.TB, content []byte, options ...string) []byte {
	t.Helper()
	args := append([]string{"cms", "-sign", "-binary", "-outform", "DER", "-signer", s.certFile, "-inkey", s.keyFile}, options...)
	cmd := exec.Command("openssl", args...)
	cmd.Stdin = bytes.NewReader(content)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("openssl: %v %s", err, said.String())
	}
	return out.Bytes()
}

func (s signer) p7m(t testing.TB, content []byte, options ...string) []byte {
	t.Helper()
	return s.openssl(t, content, append([]string{"-nodetach"}, options...)...)
}

func read(t testing.TB, raw []byte) signature.Facts {
	t.Helper()
	f, err := signature.Read(bytes.NewReader(raw), int64(len(raw)), media.Sniff(raw[:min(len(raw), media.Head)]))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var pdf = []byte("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

func TestContainers(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	mario, anna := newSigner(t, "Mario Rossi"), signerWith(t, rsaKey, "Anna Bianchi")
	for name, c := range map[string]struct {
		raw    []byte
		digest string
	}{
		"ECDSA, SHA-256":       {mario.p7m(t, pdf, "-md", "sha256"), "SHA-256"},
		"ECDSA, SHA-384":       {mario.p7m(t, pdf, "-md", "sha384"), "SHA-384"},
		"CAdES":                {mario.p7m(t, pdf, "-md", "sha256", "-cades"), "SHA-256"},
		"RSA, SHA-512":         {anna.p7m(t, pdf, "-md", "sha512"), "SHA-512"},
		"RSA-PSS, SHA-256":     {anna.p7m(t, pdf, "-md", "sha256", "-keyopt", "rsa_padding_mode:pss"), "SHA-256"},
		"without attributes":   {anna.p7m(t, pdf, "-md", "sha256", "-noattr"), "SHA-256"},
		"by key identifier":    {withKeyID(t).p7m(t, pdf, "-md", "sha256", "-keyid"), "SHA-256"},
		"in pieces":            {mario.p7m(t, bytes.Repeat(pdf, 2000), "-md", "sha256", "-stream"), "SHA-256"},
		"PEM":                  {pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: mario.p7m(t, pdf, "-md", "sha256")}), "SHA-256"},
		"base64":               {[]byte(base64.StdEncoding.EncodeToString(mario.p7m(t, pdf, "-md", "sha256"))), "SHA-256"},
		"with a revoked SHA-1": {anna.p7m(t, pdf, "-md", "sha1"), "SHA-1"},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, c.raw)
			if f.Status != signature.Signed || f.Kind != signature.CAdES || len(f.Signers) != 1 || f.Inner != media.PDF {
				t.Fatalf("%+v", f)
			}
			s := f.Signers[0]
			if s.Integrity != signature.Intact || s.Digest != c.digest || !strings.HasPrefix(s.Serial, "cafe") || s.Issuer != "Prova CA qualificata" || s.Organisation != "Comune di Milazzo" ||
				!s.Whole || s.Layer != 1 || s.ValidTo == nil {
				t.Errorf("%+v", s)
			}
			if name != "without attributes" && (s.Clock != signature.Declared || s.Validity != signature.Within || time.Since(*s.SignedAt) > time.Minute) {
				t.Errorf("%+v", s)
			}
			inner, err := signature.Inner(bytes.NewReader(c.raw))
			if err != nil || !bytes.HasPrefix(inner, pdf) {
				t.Errorf("%q %v", inner[:min(20, len(inner))], err)
			}
		})
	}
}

func withKeyID(t testing.TB) signer {
	return newSigner(t, "Mario Rossi", func(c *x509.Certificate) { c.SubjectKeyId = []byte{1, 2, 3, 4, 5, 6, 7, 8} })
}

func TestTwoSignersAndTwoContainers(t *testing.T) {
	t.Parallel()
	mario, anna := newSigner(t, "Mario Rossi"), newSigner(t, "Anna Bianchi")
	both := mario.p7m(t, pdf, "-signer", anna.certFile, "-inkey", anna.keyFile)
	if f := read(t, both); len(f.Signers) != 2 || f.Status != signature.Signed || f.Signers[0].Name == f.Signers[1].Name {
		t.Errorf("%+v", f)
	}
	nested := anna.p7m(t, mario.p7m(t, pdf))
	f := read(t, nested)
	if len(f.Signers) != 2 || f.Signers[0].Name != "Anna Bianchi" || f.Signers[0].Layer != 1 || f.Signers[1].Name != "Mario Rossi" || f.Signers[1].Layer != 2 || f.Inner != media.PDF {
		t.Errorf("%+v", f)
	}
	if inner, err := signature.Inner(bytes.NewReader(nested)); err != nil || !bytes.Equal(inner, pdf) {
		t.Errorf("%q %v", inner, err)
	}
	for range 5 {
		nested = anna.p7m(t, nested)
	}
	if f := read(t, nested); f.Status != signature.Damaged || !strings.Contains(f.Reason, "troppe buste") {
		t.Errorf("%+v", f)
	}
}

func TestWhatIsWrongIsTold(t *testing.T) {
	t.Parallel()
	mario := newSigner(t, "Mario Rossi")
	whole := mario.p7m(t, pdf)
	changed := bytes.Replace(whole, []byte("/Catalog"), []byte("/Cutalog"), 1)
	if f := read(t, changed); f.Status != signature.Damaged || f.Signers[0].Integrity != signature.Broken || !strings.Contains(f.Reason, "cambiato dopo la firma") {
		t.Errorf("changed: %+v", f)
	}
	forged := bytes.Clone(whole)
	forged[len(forged)-3] ^= 1
	if f := read(t, forged); f.Status != signature.Damaged || !strings.Contains(f.Reason, "non è quella del certificato") {
		t.Errorf("forged: %+v", f)
	}
	if f := read(t, whole[:len(whole)/2]); f.Status != signature.Damaged || f.Kind != signature.CAdES || !strings.Contains(f.Reason, "incompleto") {
		t.Errorf("cut: %+v", f)
	}
	detached := mario.openssl(t, pdf)
	if f := read(t, detached); f.Status != signature.Signed || f.Signers[0].Integrity != signature.Unverifiable || f.Signers[0].Name != "Mario Rossi" {
		t.Errorf("detached: %+v", f)
	}
	if _, err := signature.Inner(bytes.NewReader(detached)); !errors.Is(err, signature.ErrDetached) {
		t.Errorf("detached: %v", err)
	}
	if f := read(t, mario.p7m(t, pdf, "-nocerts")); f.Signers[0].Integrity != signature.Unverifiable || !strings.Contains(f.Signers[0].Reason, "certificato") {
		t.Errorf("no certificate: %+v", f)
	}
	expired := newSigner(t, "Anna Bianchi", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-30 * time.Minute) })
	if f := read(t, expired.p7m(t, pdf)); f.Status != signature.Signed || f.Signers[0].Validity != signature.Outside || f.Signers[0].Integrity != signature.Intact {
		t.Errorf("expired: %+v", f)
	}
	if f := read(t, pdf); f.Status != signature.Unsigned || f.Kind != signature.None || len(f.Signers) != 0 {
		t.Errorf("unsigned: %+v", f)
	}
	if f := read(t, pdf[:30]); f.Status != signature.Damaged || !strings.Contains(f.Reason, "manca la fine") {
		t.Errorf("half a PDF: %+v", f)
	}
}

// A tax code is kept nowhere, wherever a certificate has it.
func TestTaxCodesAreMasked(t *testing.T) {
	t.Parallel()
	const code = "RSSMRA80A01F206X"
	for cn, want := range map[string]string{
		"ROSSI MARIO/" + code + "/7420040000123456": "ROSSI MARIO/[codice fiscale]/7420040000123456",
		code:            "Mario Rossi",
		"TINIT-" + code: "Mario Rossi",
		"":              "Mario Rossi",
	} {
		s := newSigner(t, cn, func(c *x509.Certificate) {
			c.Subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 42}, Value: "Mario"}, {Type: asn1.ObjectIdentifier{2, 5, 4, 4}, Value: "Rossi"}}
		})
		f := read(t, s.p7m(t, pdf))
		text, err := json.Marshal(f)
		if err != nil || bytes.Contains(text, []byte(code)) || f.Signers[0].Name != want {
			t.Errorf("%q: %s %v", cn, text, err)
		}
	}
}

// signed is a PDF with a signature field as ISO 32000 wants it, the container made by openssl.
func (s signer) signed(t testing.TB, before []byte) []byte {
	t.Helper()
	const room = 16 << 10
	const field = "9 0 obj<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20260301103000+01'00')/ByteRange[0 %010d %010d %010d]/Contents"
	from := len(before) + len(fmt.Sprintf(field, 0, 0, 0))
	tail := ">>endobj\n%%EOF\n"
	to := from + 2 + room
	whole := string(before) + fmt.Sprintf(field, from, to, len(tail))
	value := s.openssl(t, []byte(whole+tail), "-md", "sha256", "-cades")
	return []byte(fmt.Sprintf("%s<%x%s>%s", whole, value, strings.Repeat("0", room-2*len(value)), tail))
}

func TestPDFs(t *testing.T) {
	t.Parallel()
	mario, anna := newSigner(t, "Mario Rossi"), newSigner(t, "Anna Bianchi")
	one := mario.signed(t, pdf)
	f := read(t, one)
	if f.Status != signature.Signed || f.Kind != signature.PAdES || len(f.Signers) != 1 || f.Signers[0].Integrity != signature.Intact || !f.Signers[0].Whole {
		t.Fatalf("%+v", f)
	}
	two := anna.signed(t, one)
	f = read(t, two)
	if f.Status != signature.Signed || len(f.Signers) != 2 || f.Signers[0].Whole || !f.Signers[1].Whole || f.Signers[0].Integrity != signature.Intact || f.Signers[1].Name != "Anna Bianchi" {
		t.Errorf("%+v", f)
	}
	if f := read(t, append(bytes.Clone(one), []byte("7 0 obj<<>>endobj\n%%EOF\n")...)); f.Status != signature.Signed || f.Signers[0].Whole {
		t.Errorf("grown: %+v", f)
	}
	if f := read(t, bytes.Replace(one, []byte("/Catalog"), []byte("/Cutalog"), 1)); f.Status != signature.Damaged || f.Signers[0].Integrity != signature.Broken {
		t.Errorf("changed: %+v", f)
	}
	if f := read(t, one[:len(one)-9000]); f.Status != signature.Damaged {
		t.Errorf("cut: %+v", f)
	}
	// a container around a signed PDF shows both
	f = read(t, anna.p7m(t, one))
	if f.Kind != signature.CAdES || len(f.Signers) != 2 || f.Signers[1].Name != "Mario Rossi" || f.Signers[1].Layer != 2 {
		t.Errorf("%+v", f)
	}
}

func FuzzRead(f *testing.F) {
	mario := newSigner(f, "Mario Rossi")
	f.Add(mario.p7m(f, pdf))
	f.Add(mario.p7m(f, mario.p7m(f, pdf), "-stream"))
	f.Add(mario.signed(f, pdf))
	f.Add(bytes.Repeat([]byte{0x30, 0x80}, 5000))
	f.Add(append([]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}, 0xa0, 0x80))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, kind := range []string{media.PDF, media.CMS} {
			begun := time.Now()
			facts, err := signature.Read(bytes.NewReader(raw), int64(len(raw)), kind)
			if err != nil || facts.Status == "" || facts.Kind == "" || len(facts.Signers) > 50 {
				t.Errorf("%+v %v", facts, err)
			}
			if facts.Status == signature.Damaged && facts.Reason == "" {
				t.Errorf("damaged, but why? %+v", facts)
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("%d bytes took %s", len(raw), took)
			}
		}
		_, _ = signature.Inner(bytes.NewReader(raw))
	})
}

// Deep nesting, many pieces, many signatures: bounded, whatever the file says.
func TestHostileFilesAreBounded(t *testing.T) {
	t.Parallel()
	oid := []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	deep := append(append([]byte{0x30, 0x80}, oid...), bytes.Repeat([]byte{0xa0, 0x80}, 10<<20)...)
	pieces := append(append([]byte{0x30, 0x80}, oid...), append([]byte{0xa0, 0x80, 0x24, 0x80}, bytes.Repeat([]byte{0x04, 0x00}, 10<<20)...)...)
	ranges := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("/ByteRange[0 1 2 3]"), 1<<20)...)
	for name, raw := range map[string][]byte{"deep": deep, "pieces": pieces, "ranges": ranges} {
		begun := time.Now()
		if f := read(t, raw); f.Status != signature.Damaged {
			t.Errorf("%s: %+v", name, f)
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}
