package signature

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"errors"
)

// errContainer is any defect of a container; which one helps nobody.
var errContainer = errors.New("signature: not a readable container")

// element is one BER element (X.690). Signing programs write long contents in pieces of unknown length, which encoding/asn1 does not read.
type element struct {
	tag     byte   // class, form and number: the first byte
	full    []byte // with header
	content []byte // without
}

func (e element) is(tag byte) bool     { return e.tag == tag }
func (e element) constructed() bool    { return e.tag&0x20 != 0 }
func (e element) context(n byte) bool  { return e.tag&^0x20 == 0x80|n }
func (e element) oid() string          { return string(e.content) }
func (e element) same(oid []byte) bool { return e.tag == tagOID && bytes.Equal(e.content, oid) }

const (
	tagInteger  = 0x02
	tagOctets   = 0x04
	tagOID      = 0x06
	tagUTCTime  = 0x17
	tagTime     = 0x18
	tagSequence = 0x30
	tagSet      = 0x31
	maxDepth    = 24
	maxElements = 2_000_000 // of one file, each time they are walked
	maxChildren = 5_000     // of what is not content
)

// walker reads elements, with a budget: nothing a file says makes it run longer than the file is long, give or take.
type walker struct{ left int }

// next reads the first element of b.
func (w *walker) next(b []byte, depth int) (element, []byte, error) {
	if w.left--; w.left < 0 || depth > maxDepth || len(b) < 2 || b[0]&0x1f == 0x1f {
		return element{}, nil, errContainer
	}
	if b[1] == 0x80 {
		return w.indefinite(b, depth)
	}
	head, n := 2, int(b[1])
	if b[1] > 0x80 {
		size := int(b[1] & 0x7f)
		if size > 4 || len(b) < 2+size {
			return element{}, nil, errContainer
		}
		n = 0
		for _, d := range b[2 : 2+size] {
			n = n<<8 | int(d)
		}
		head += size
	}
	if n > len(b)-head {
		return element{}, nil, errContainer
	}
	return element{b[0], b[:head+n], b[head : head+n]}, b[head+n:], nil
}

// indefinite reads an element that ends with two zero bytes.
func (w *walker) indefinite(b []byte, depth int) (element, []byte, error) {
	if b[0]&0x20 == 0 {
		return element{}, nil, errContainer
	}
	rest := b[2:]
	for {
		if len(rest) < 2 {
			return element{}, nil, errContainer
		}
		if rest[0] == 0 && rest[1] == 0 {
			end := len(b) - len(rest)
			return element{b[0], b[:end+2], b[2:end]}, rest[2:], nil
		}
		var err error
		if _, rest, err = w.next(rest, depth+1); err != nil {
			return element{}, nil, err
		}
	}
}

// children reads the elements within one.
func (w *walker) children(e element) ([]element, error) {
	var out []element
	for rest := e.content; len(rest) > 0; {
		child, after, err := w.next(rest, 0)
		if err != nil {
			return nil, err
		}
		if len(out) == maxChildren {
			return nil, errContainer
		}
		out, rest = append(out, child), after
	}
	return out, nil
}

// octets gives the pieces of an octet string, which may itself be in pieces.
func (w *walker) octets(e element, depth int) ([][]byte, error) {
	if !e.constructed() {
		return [][]byte{e.content}, nil
	}
	var out [][]byte
	for rest := e.content; len(rest) > 0; {
		child, after, err := w.next(rest, depth)
		if err != nil || child.tag&^0x20 != tagOctets || depth > maxDepth {
			return nil, errContainer
		}
		pieces, err := w.octets(child, depth+1)
		if err != nil {
			return nil, err
		}
		out, rest = append(out, pieces...), after
	}
	return out, nil
}

// derLength is a length as DER writes it.
func derLength(n int) []byte {
	if n < 0x80 {
		return []byte{byte(n)}
	}
	var digits []byte
	for ; n > 0; n >>= 8 {
		digits = append([]byte{byte(n)}, digits...)
	}
	return append([]byte{0x80 | byte(len(digits))}, digits...)
}

// unwrap takes a container out of PEM or bare base64.
func unwrap(raw []byte) []byte {
	if len(raw) > 0 && raw[0] == tagSequence {
		return raw
	}
	text := bytes.TrimSpace(raw)
	if block, _ := pem.Decode(text); block != nil {
		return block.Bytes
	}
	text = bytes.Join(bytes.Fields(text), nil)
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(out, text)
	if err != nil {
		return raw
	}
	return out[:n]
}
