package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"

	"comunita/internal/platform/apperr"
)

var errTooMuch = errors.New("xml: token or nesting beyond any real spreadsheet")

// xmlReader reads the tokens of one part. Document types are refused, so there are no entities to expand or to fetch, and no
// token may take more than recordMax bytes.
type xmlReader struct {
	d     *xml.Decoder
	in    *byteBudget
	part  io.Closer
	left  *int // tokens, of all parts together
	depth int
}

// tokensMax is room for 5,000 rows of 100 cells, and half a second of work.
const tokensMax = 3_000_000

func newXML(part io.ReadCloser, left *int) *xmlReader {
	in := &byteBudget{Reader: bufio.NewReader(part)}
	return &xmlReader{d: xml.NewDecoder(in), in: in, part: part, left: left}
}

// next gives the next token, valid until the following call, and io.EOF only where the document may end. Namespaces are not
// resolved: local names are enough to read a spreadsheet.
func (x *xmlReader) next() (xml.Token, error) {
	if *x.left--; *x.left < 0 {
		return nil, bomb()
	}
	x.in.left = recordMax
	t, err := x.d.RawToken()
	if errors.Is(err, io.EOF) && x.depth > 0 {
		err = io.ErrUnexpectedEOF
	}
	switch t.(type) {
	case xml.StartElement:
		x.depth++
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		err = errTooMuch
	}
	if err == nil && (x.depth < 0 || x.depth > 64) {
		err = errTooMuch
	}
	return t, asBroken(err)
}

// elements calls each for every element, and closes the part.
func (x *xmlReader) elements(each func(xml.StartElement) error) error {
	defer func() { _ = x.part.Close() }()
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := each(e); err != nil {
				return err
			}
		}
	}
}

// text gathers the characters up to the end of the element just begun, leaving out phonetic hints.
func (x *xmlReader) text(out []byte) ([]byte, error) {
	hint := 0
	for depth := x.depth; ; {
		t, err := x.next()
		if err != nil {
			return nil, noEOF(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if hint == 0 && t.Name.Local == "rPh" {
				hint = x.depth
			}
		case xml.EndElement:
			if x.depth < hint {
				hint = 0
			}
			if x.depth < depth {
				return out, nil
			}
		case xml.CharData:
			if hint == 0 {
				out = append(out, t...)
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// asBroken turns what the zip and xml packages say into a refusal.
func asBroken(err error) error {
	if _, ours := errors.AsType[*apperr.Error](err); err == nil || errors.Is(err, io.EOF) || ours {
		return err
	}
	return broken(err)
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return broken(io.ErrUnexpectedEOF)
	}
	return err
}

// byteBudget fails once left bytes were read since left was set.
type byteBudget struct {
	*bufio.Reader
	left int
}

func (b *byteBudget) ReadByte() (byte, error) {
	if b.left--; b.left < 0 {
		return 0, errTooMuch
	}
	return b.Reader.ReadByte()
}
