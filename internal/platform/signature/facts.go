package signature

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// facts says of one signature what people want to know. there tells whether the content is at hand.
func (c *cms) facts(s signerInfo, digest func(crypto.Hash) []byte, there bool) Signer {
	f := Signer{Clock: Unstated, Validity: Unclear, Integrity: Intact}
	if h, ok := digests[s.digest]; ok {
		f.Digest = h.String()
	}
	if t, ok := s.stamped(); ok {
		f.SignedAt, f.Clock = &t, Stamped
	} else if !s.time.IsZero() {
		f.SignedAt, f.Clock = &s.time, Declared
	}
	cert := c.certOf(s)
	if cert == nil {
		f.Name, f.Integrity, f.Reason = "firmatario sconosciuto", Unverifiable, "il certificato di chi ha firmato non è nel file o non si legge"
		return f
	}
	f.name(cert)
	if f.SignedAt != nil {
		f.Validity = Within
		if f.SignedAt.Before(cert.NotBefore) || f.SignedAt.After(cert.NotAfter) {
			f.Validity = Outside
		}
	}
	if !there {
		f.Integrity, f.Reason = Unverifiable, "il documento firmato non è dentro questo file"
		return f
	}
	switch err := s.verify(cert, digest); {
	case err == nil:
	case errors.Is(err, errAlgorithm):
		f.Integrity, f.Reason = Unverifiable, err.Error()
	default:
		f.Integrity, f.Reason = Broken, err.Error()
	}
	return f
}

func (f *Signer) name(cert *x509.Certificate) {
	from, to := cert.NotBefore.UTC().Truncate(time.Second), cert.NotAfter.UTC().Truncate(time.Second)
	f.ValidFrom, f.ValidTo = &from, &to
	f.Serial = short(hex.EncodeToString(cert.SerialNumber.Bytes()))
	f.Issuer = short(cert.Issuer.CommonName)
	if f.Issuer == "" {
		f.Issuer = short(strings.Join(cert.Issuer.Organization, ", "))
	}
	f.Organisation = short(strings.Join(cert.Subject.Organization, ", "))
	if f.Name = short(cert.Subject.CommonName); f.Name != "" && f.Name != masked {
		return
	}
	var given, family string
	for _, a := range cert.Subject.Names {
		text, _ := a.Value.(string)
		switch {
		case a.Type.Equal(asn1.ObjectIdentifier{2, 5, 4, 42}):
			given = text
		case a.Type.Equal(asn1.ObjectIdentifier{2, 5, 4, 4}):
			family = text
		}
	}
	if name := short(given + " " + family); name != "" {
		f.Name = name
	} else if f.Name == "" {
		f.Name = f.Organisation
	}
	if f.Name == "" {
		f.Name = "firmatario senza nome"
	}
}

// masked stands for a tax code, which old certificates have in the name of their holder: nobody needs it here (art. 5 c. 1 lett. c GDPR).
const masked = "[codice fiscale]"

var taxCode = regexp.MustCompile(`(?i)(TINIT-|IT:)?\b?[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]`)

// short makes a text of a certificate fit to keep: visible, of one line, without tax codes, bounded.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(taxCode.ReplaceAllString(s, masked)), " ")
	if runes := []rune(s); len(runes) > 200 {
		s = string(runes[:200])
	}
	return s
}
