package signature_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/digitorus/pdfsign/sign"
	"github.com/digitorus/timestamp"

	"comunita/internal/platform/signature"
)

// page is a PDF of one empty page that a library reads.
func page(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.7\n")
	for i, o := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", xref)
	file := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// authority stamps what it is asked to, at a time of its own.
func authority(t testing.TB, at time.Time) string {
	t.Helper()
	tsa := newSigner(t, "Prova TSA", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping} })
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		req, err := timestamp.ParseRequest(body)
		if err != nil {
			t.Error(err)
			return
		}
		stamp := timestamp.Timestamp{HashAlgorithm: req.HashAlgorithm, HashedMessage: req.HashedMessage, Time: at, SerialNumber: big.NewInt(7),
			Policy: asn1.ObjectIdentifier{1, 2, 3}, Certificates: nil, AddTSACertificate: true}
		answer, err := stamp.CreateResponseWithOpts(tsa.cert, tsa.key, crypto.SHA256)
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(answer)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// What another program signs and stamps is read.
func TestPDFsOfALibrary(t *testing.T) {
	t.Parallel()
	mario := newSigner(t, "Mario Rossi")
	noon := time.Now().UTC().Truncate(time.Hour).Add(-24 * 365 * time.Hour)
	for name, tsa := range map[string]string{"declared": "", "stamped": authority(t, noon)} {
		file := page(t)
		out := file + ".signed.pdf"
		err := sign.SignFile(file, out, sign.SignData{
			Signature: sign.SignDataSignature{CertType: sign.ApprovalSignature, Info: sign.SignDataSignatureInfo{Name: "Mario Rossi", Date: time.Now()}},
			Signer:    mario.key, DigestAlgorithm: crypto.SHA256, Certificate: mario.cert, CertificateChains: [][]*x509.Certificate{{mario.cert}}, TSA: sign.TSA{URL: tsa},
		})
		if err != nil {
			t.Fatal(name, err)
		}
		raw, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		f := read(t, raw)
		if f.Status != signature.Signed || f.Kind != signature.PAdES || len(f.Signers) != 1 || f.Signers[0].Integrity != signature.Intact || !f.Signers[0].Whole {
			t.Fatalf("%s: %+v", name, f)
		}
		s := f.Signers[0]
		switch name {
		case "declared":
			if s.Clock != signature.Declared || time.Since(*s.SignedAt).Abs() > 2*time.Hour || s.Validity != signature.Within {
				t.Errorf("%s: %+v %s", name, s, s.SignedAt)
			}
		case "stamped": // a year before the certificate began
			if s.Clock != signature.Stamped || !s.SignedAt.Equal(noon) || s.Validity != signature.Outside {
				t.Errorf("%s: %+v %s", name, s, s.SignedAt)
			}
		}
	}
}
