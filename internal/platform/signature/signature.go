// Package signature reads who signed a file, when, and whether the file is still what was signed: PDF with signatures inside (PAdES, ETSI EN
// 319 142) and signed containers (CAdES, .p7m, ETSI EN 319 122).
//
// It checks the mathematics against the certificate in the file. Whose certificate that is, whether its issuer is qualified and whether it was
// revoked (eIDAS, art. 32) it does not check: the chain of trust is not verified, and whoever shows these facts says so.
package signature

import (
	"errors"
	"io"
	"time"

	"comunita/internal/platform/media"
)

// Status is what the whole amounts to.
type Status string

// The statuses: Damaged when the container cannot be read or a signature does not belong to the content.
const (
	Signed   Status = "signed"
	Unsigned Status = "unsigned"
	Damaged  Status = "damaged"
)

// Kind is how the signatures are attached.
type Kind string

// The kinds.
const (
	None  Kind = "none"
	PAdES Kind = "pades"
	CAdES Kind = "cades"
)

// Facts are what a file says of its signatures. They are kept as JSON.
type Facts struct {
	Status  Status   `json:"status"`
	Kind    Kind     `json:"kind"`
	Reason  string   `json:"reason,omitempty"` // of Damaged, in Italian
	Signers []Signer `json:"signers,omitempty"`
	Inner   string   `json:"inner,omitempty"` // media type of the file inside a container
}

// Integrity tells whether a signature belongs to the content.
type Integrity string

// The integrities: Unverifiable when the content is elsewhere or the algorithm is not known here.
const (
	Intact       Integrity = "intact"
	Broken       Integrity = "broken"
	Unverifiable Integrity = "unverifiable"
)

// Clock tells where the time of a signature comes from: a time stamping authority, or the signer's own computer.
type Clock string

// The clocks.
const (
	Stamped  Clock = "timestamp"
	Declared Clock = "declared"
	Unstated Clock = "none"
)

// Validity tells whether a certificate was within its dates when it signed.
type Validity string

// The validities.
const (
	Within  Validity = "within"
	Outside Validity = "outside"
	Unclear Validity = "unknown"
)

// Signer is one signature. Nothing of the certificate is kept beyond this; a tax code within a name is masked.
type Signer struct {
	Name         string     `json:"name"`
	Organisation string     `json:"organisation,omitempty"`
	Serial       string     `json:"serial,omitempty"` // of the certificate, in hex
	Issuer       string     `json:"issuer,omitempty"`
	SignedAt     *time.Time `json:"signed_at,omitempty"`
	Clock        Clock      `json:"clock"`
	Digest       string     `json:"digest,omitempty"`
	ValidFrom    *time.Time `json:"valid_from,omitempty"`
	ValidTo      *time.Time `json:"valid_to,omitempty"`
	Validity     Validity   `json:"validity"`
	Integrity    Integrity  `json:"integrity"`
	Reason       string     `json:"reason,omitempty"` // of an integrity other than intact, in Italian
	Whole        bool       `json:"whole"`            // covers all of the file: nothing was added later
	Layer        int        `json:"layer"`            // 1 is the outermost container
}

const (
	largest    = 64 << 20 // bytes of a file whose signatures are read
	maxSigners = 50
	maxLayers  = 4
)

// They bound the memory: this many files at a time. Unpacking may wait for a store far away, which must not hold up who only reads.
var reading, unpacking = make(chan struct{}, 2), make(chan struct{}, 2)

// Read tells what a file of a media type says of its signatures; a file of another type is unsigned. The error is the reader's: what is wrong
// with the file is a fact.
func Read(r io.ReaderAt, size int64, kind string) (Facts, error) {
	if kind != media.PDF && kind != media.CMS {
		return Facts{Status: Unsigned, Kind: None}, nil
	}
	if size > largest {
		return Facts{Status: Damaged, Kind: kindOf(kind), Reason: "il file è troppo grande per leggerne le firme"}, nil
	}
	reading <- struct{}{}
	defer func() { <-reading }()
	raw, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return Facts{}, err
	}
	return read(raw, kind), nil
}

// Inner gives what is inside a container, and inside the containers in it.
func Inner(r io.Reader) ([]byte, error) {
	unpacking <- struct{}{}
	defer func() { <-unpacking }()
	raw, err := io.ReadAll(io.LimitReader(r, largest+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > largest {
		return nil, errContainer
	}
	for range maxLayers {
		c, err := parseCMS(unwrap(raw))
		if err != nil {
			return nil, err
		}
		if !c.attached {
			return nil, ErrDetached
		}
		if raw = c.content(); media.Sniff(raw) != media.CMS {
			return raw, nil
		}
	}
	return nil, errContainer
}

// ErrDetached says that a container holds signatures only.
var ErrDetached = errors.New("signature: nothing inside")

func kindOf(kind string) Kind {
	if kind == media.CMS {
		return CAdES
	}
	return PAdES
}

func read(raw []byte, kind string) Facts {
	f := Facts{Status: Unsigned, Kind: None}
	if kind == media.PDF {
		readPDF(&f, raw, 1)
	} else {
		f.Kind = CAdES
		readContainer(&f, raw, 1)
	}
	for _, s := range f.Signers {
		if s.Integrity == Broken && f.Status != Damaged {
			f.Status, f.Reason = Damaged, "una firma non corrisponde al contenuto: "+s.Reason
		}
	}
	return f
}

func (f *Facts) damage(reason string) {
	if f.Status != Damaged {
		f.Status, f.Reason = Damaged, reason
	}
}

// add keeps a signature, unless there are too many.
func (f *Facts) add(s Signer) bool {
	if len(f.Signers) == maxSigners {
		f.damage("ha più firme di quante se ne leggono")
		return false
	}
	if f.Status == Unsigned {
		f.Status = Signed
	}
	f.Signers = append(f.Signers, s)
	return true
}

// readContainer reads a container and what is inside it.
func readContainer(f *Facts, raw []byte, layer int) {
	if layer > maxLayers {
		f.damage("troppe buste una dentro l'altra")
		return
	}
	c, err := parseCMS(unwrap(raw))
	switch {
	case err != nil:
		f.damage("la busta firmata non si legge per intero: il file è rovinato o incompleto")
		return
	case len(c.signers) == 0:
		f.damage("la busta non contiene firme")
	}
	for _, s := range c.signers {
		facts := c.facts(s, c.hash, c.attached)
		facts.Layer, facts.Whole = layer, c.attached
		if !f.add(facts) {
			return
		}
	}
	if !c.attached {
		return
	}
	inner := c.content()
	f.Inner = media.Sniff(inner[:min(len(inner), media.Head)])
	switch f.Inner {
	case media.CMS:
		readContainer(f, inner, layer+1)
	case media.PDF:
		readPDF(f, inner, layer+1)
	}
}
