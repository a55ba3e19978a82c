package signature

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha1" //nolint:gosec // old signatures are read too, and say which digest they have
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"
)

func der(oid ...int) []byte {
	raw, err := asn1.Marshal(asn1.ObjectIdentifier(oid))
	if err != nil {
		panic(err)
	}
	return raw[2:]
}

var (
	oidSignedData = der(1, 2, 840, 113549, 1, 7, 2)
	oidTSTInfo    = der(1, 2, 840, 113549, 1, 9, 16, 1, 4)
	oidDigest     = der(1, 2, 840, 113549, 1, 9, 4)
	oidTime       = der(1, 2, 840, 113549, 1, 9, 5)
	oidTimestamp  = der(1, 2, 840, 113549, 1, 9, 16, 2, 14)
	oidPSS        = der(1, 2, 840, 113549, 1, 1, 10)
	oidPKCS1      = der(1, 2, 840, 113549, 1, 1, 1)
)

var digests = map[string]crypto.Hash{
	string(der(1, 3, 14, 3, 2, 26)):             crypto.SHA1,
	string(der(2, 16, 840, 1, 101, 3, 4, 2, 1)): crypto.SHA256,
	string(der(2, 16, 840, 1, 101, 3, 4, 2, 2)): crypto.SHA384,
	string(der(2, 16, 840, 1, 101, 3, 4, 2, 3)): crypto.SHA512,
	string(der(1, 2, 840, 113549, 1, 1, 5)):     crypto.SHA1, // with RSA, which then decide the digest
	string(der(1, 2, 840, 113549, 1, 1, 11)):    crypto.SHA256,
	string(der(1, 2, 840, 113549, 1, 1, 12)):    crypto.SHA384,
	string(der(1, 2, 840, 113549, 1, 1, 13)):    crypto.SHA512,
	string(der(1, 2, 840, 10045, 4, 1)):         crypto.SHA1, // with ECDSA
	string(der(1, 2, 840, 10045, 4, 3, 2)):      crypto.SHA256,
	string(der(1, 2, 840, 10045, 4, 3, 3)):      crypto.SHA384,
	string(der(1, 2, 840, 10045, 4, 3, 4)):      crypto.SHA512,
}

// cms is a parsed SignedData (RFC 5652, §5.1).
type cms struct {
	attached bool
	kind     string // OID of the content
	pieces   [][]byte
	certs    []*x509.Certificate
	signers  []signerInfo
	hashes   map[crypto.Hash][]byte
}

// signerInfo is one SignerInfo (§5.3).
type signerInfo struct {
	issuer, serial, key []byte // either issuer and serial, or key identifier
	digest              string
	algorithm           element
	parameters          []element
	attributes          []byte // as they were signed; none: the content itself was
	messageDigest       []byte
	time                time.Time
	value               []byte
	stamp               []byte
}

func (c *cms) content() []byte {
	if len(c.pieces) == 1 {
		return c.pieces[0]
	}
	return bytes.Join(c.pieces, nil)
}

// hash digests the content, once for each algorithm.
func (c *cms) hash(h crypto.Hash) []byte {
	if c.hashes[h] == nil {
		d := h.New()
		for _, p := range c.pieces {
			d.Write(p)
		}
		if c.hashes == nil {
			c.hashes = map[crypto.Hash][]byte{}
		}
		c.hashes[h] = d.Sum(nil)
	}
	return c.hashes[h]
}

func parseCMS(raw []byte) (*cms, error) {
	w := &walker{maxElements}
	outer, _, err := w.next(raw, 0) // a PDF fills up the room behind it with zeroes
	if err != nil || !outer.is(tagSequence) {
		return nil, errContainer
	}
	info, err := w.children(outer)
	if err != nil || len(info) != 2 || !info[0].same(oidSignedData) || !info[1].context(0) {
		return nil, errContainer
	}
	data, err := w.children(info[1])
	if err != nil || len(data) != 1 || !data[0].is(tagSequence) {
		return nil, errContainer
	}
	parts, err := w.children(data[0])
	if err != nil || len(parts) < 4 || !parts[0].is(tagInteger) || !parts[1].is(tagSet) || !parts[2].is(tagSequence) {
		return nil, errContainer
	}
	c := &cms{}
	if err := c.encapsulated(w, parts[2]); err != nil {
		return nil, err
	}
	last := parts[len(parts)-1]
	if !last.is(tagSet) {
		return nil, errContainer
	}
	for _, p := range parts[3 : len(parts)-1] {
		if p.context(0) {
			if err := c.certificates(w, p); err != nil {
				return nil, err
			}
		}
	}
	infos, err := w.children(last)
	if err != nil || len(infos) > maxSigners {
		return nil, errContainer
	}
	for _, e := range infos {
		s, err := parseSigner(w, e)
		if err != nil {
			return nil, err
		}
		c.signers = append(c.signers, s)
	}
	return c, nil
}

func (c *cms) encapsulated(w *walker, e element) error {
	parts, err := w.children(e)
	if err != nil || len(parts) == 0 || len(parts) > 2 || !parts[0].is(tagOID) {
		return errContainer
	}
	c.kind = parts[0].oid()
	if len(parts) == 1 {
		return nil
	}
	inside, rest, err := w.next(parts[1].content, 0)
	if err != nil || len(rest) > 0 || inside.tag&^0x20 != tagOctets {
		return errContainer
	}
	c.attached = true
	c.pieces, err = w.octets(inside, 0)
	return err
}

// certificates keeps those that can be read: one that is odd must not hide the signer's.
func (c *cms) certificates(w *walker, e element) error {
	all, err := w.children(e)
	if err != nil || len(all) > 200 {
		return errContainer
	}
	for _, one := range all {
		if cert, err := x509.ParseCertificate(one.full); err == nil {
			c.certs = append(c.certs, cert)
		}
	}
	return nil
}

func parseSigner(w *walker, e element) (s signerInfo, err error) {
	parts, err := w.children(e)
	if err != nil || !e.is(tagSequence) || len(parts) < 5 {
		return s, errContainer
	}
	switch id := parts[1]; {
	case id.is(tagSequence):
		names, err := w.children(id)
		if err != nil || len(names) != 2 || !names[1].is(tagInteger) {
			return s, errContainer
		}
		s.issuer, s.serial = names[0].full, names[1].content
	case id.context(0):
		s.key = id.content
	default:
		return s, errContainer
	}
	algorithm, err := w.children(parts[2])
	if err != nil || len(algorithm) == 0 || !algorithm[0].is(tagOID) {
		return s, errContainer
	}
	s.digest = algorithm[0].oid()
	rest := parts[3:]
	if rest[0].context(0) {
		if err := s.signed(w, rest[0]); err != nil {
			return s, err
		}
		rest = rest[1:]
	}
	if len(rest) < 2 || rest[1].tag&^0x20 != tagOctets {
		return s, errContainer
	}
	if s.parameters, err = w.children(rest[0]); err != nil || len(s.parameters) == 0 || !s.parameters[0].is(tagOID) {
		return s, errContainer
	}
	s.algorithm, s.parameters = s.parameters[0], s.parameters[1:]
	value, err := w.octets(rest[1], 0)
	if err != nil {
		return s, err
	}
	s.value = bytes.Join(value, nil)
	if len(rest) > 2 && rest[2].context(1) {
		err = attributes(w, rest[2], func(oid, value element) {
			if oid.same(oidTimestamp) && s.stamp == nil {
				s.stamp = value.full
			}
		})
	}
	return s, err
}

// signed reads the signed attributes, and puts them in the form that was signed (§5.4).
func (s *signerInfo) signed(w *walker, e element) error {
	s.attributes = append(append([]byte{tagSet}, derLength(len(e.content))...), e.content...)
	return attributes(w, e, func(oid, value element) {
		switch {
		case oid.same(oidDigest) && value.is(tagOctets):
			s.messageDigest = value.content
		case oid.same(oidTime):
			s.time = parseTime(value)
		}
	})
}

// attributes hands over the first value of each.
func attributes(w *walker, e element, each func(oid, value element)) error {
	all, err := w.children(e)
	if err != nil {
		return err
	}
	for _, a := range all {
		parts, err := w.children(a)
		if err != nil || len(parts) != 2 || !parts[0].is(tagOID) {
			return errContainer
		}
		values, err := w.children(parts[1])
		if err != nil {
			return err
		}
		if len(values) > 0 {
			each(parts[0], values[0])
		}
	}
	return nil
}

func parseTime(e element) (t time.Time) {
	text := string(e.content)
	layouts := []string{"20060102150405Z", "20060102150405.999999999Z", "20060102150405-0700"}
	if e.is(tagUTCTime) {
		layouts = []string{"060102150405Z", "0601021504Z", "060102150405-0700"}
	} else if !e.is(tagTime) {
		return t
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			if e.is(tagUTCTime) && t.Year() >= 2050 {
				t = t.AddDate(-100, 0, 0)
			}
			return t.UTC()
		}
	}
	return time.Time{}
}

func (c *cms) certOf(s signerInfo) *x509.Certificate {
	serial := new(big.Int).SetBytes(s.serial)
	for _, cert := range c.certs {
		if s.key != nil && bytes.Equal(cert.SubjectKeyId, s.key) || s.serial != nil && bytes.Equal(cert.RawIssuer, s.issuer) && cert.SerialNumber.Cmp(serial) == 0 {
			return cert
		}
	}
	return nil
}

var (
	errMismatch  = errors.New("il contenuto è cambiato dopo la firma")
	errForged    = errors.New("la firma non è quella del certificato che porta")
	errAlgorithm = errors.New("l'algoritmo della firma non è tra quelli che si sanno verificare")
)

// verify checks a signature over content of the given digest.
func (s signerInfo) verify(cert *x509.Certificate, digest func(crypto.Hash) []byte) error {
	h, ok := digests[s.digest]
	if !ok {
		return errAlgorithm
	}
	if own, ok := digests[s.algorithm.oid()]; ok && len(s.attributes) == 0 {
		h = own
	}
	sum := digest(h)
	if len(s.attributes) > 0 {
		if !bytes.Equal(sum, s.messageDigest) {
			return errMismatch
		}
		if own, ok := digests[s.algorithm.oid()]; ok {
			h = own
		}
		d := h.New()
		d.Write(s.attributes)
		sum = d.Sum(nil)
	}
	var err error
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() > 16384 {
			return errAlgorithm
		}
		if s.algorithm.same(oidPSS) {
			err = rsa.VerifyPSS(key, h, sum, s.value, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto})
		} else if _, known := digests[s.algorithm.oid()]; known || s.algorithm.same(oidPKCS1) {
			err = rsa.VerifyPKCS1v15(key, h, sum, s.value)
		} else {
			return errAlgorithm
		}
	case *ecdsa.PublicKey:
		if !ecdsa.VerifyASN1(key, sum, s.value) {
			err = errForged
		}
	default:
		return errAlgorithm
	}
	if err != nil && len(s.attributes) == 0 {
		return errMismatch // which of the two cannot be told
	}
	if err != nil {
		return errForged
	}
	return nil
}

// stamped gives the time a time stamping authority put on a signature (RFC 3161), if its token is for this signature and sound in itself.
func (s signerInfo) stamped() (time.Time, bool) {
	if len(s.stamp) == 0 {
		return time.Time{}, false
	}
	return readToken(s.stamp, func(h crypto.Hash) []byte {
		d := h.New()
		d.Write(s.value)
		return d.Sum(nil)
	})
}

// readToken gives the time in a token over what has the given digest.
func readToken(raw []byte, digest func(crypto.Hash) []byte) (none time.Time, ok bool) {
	c, err := parseCMS(raw)
	if err != nil || c.kind != string(oidTSTInfo) || !c.attached || len(c.signers) != 1 {
		return none, false
	}
	w := &walker{maxElements}
	outer, _, err := w.next(c.content(), 0)
	if err != nil {
		return none, false
	}
	info, err := w.children(outer)
	if err != nil || len(info) < 5 {
		return none, false
	}
	imprint, err := w.children(info[2])
	if err != nil || len(imprint) != 2 {
		return none, false
	}
	algorithm, err := w.children(imprint[0])
	if err != nil || len(algorithm) == 0 {
		return none, false
	}
	h, known := digests[algorithm[0].oid()]
	cert := c.certOf(c.signers[0])
	if !known || cert == nil || !bytes.Equal(digest(h), imprint[1].content) || c.signers[0].verify(cert, c.hash) != nil {
		return none, false
	}
	t := parseTime(info[4])
	return t, !t.IsZero()
}
