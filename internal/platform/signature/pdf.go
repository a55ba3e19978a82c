package signature

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"regexp"
	"strconv"
	"time"
)

var (
	byteRange = regexp.MustCompile(`^/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]`)
	anyRange  = []byte("/ByteRange")
	stampKind = regexp.MustCompile(`/SubFilter\s*/ETSI\.RFC3161`)
)

// readPDF reads the signatures of a PDF from its bytes. A signature says which bytes it covers (ISO 32000-2, §12.8.1): all but itself, so the
// file need not be understood, and no stream be unpacked, to find and check it.
func readPDF(f *Facts, raw []byte, layer int) {
	if layer == 1 {
		f.Kind = None
	}
	found := 0
	for at := 0; ; {
		i := bytes.Index(raw[at:], anyRange)
		if i < 0 {
			break
		}
		at += i
		m := byteRange.FindSubmatch(raw[at:min(len(raw), at+256)])
		at += len(anyRange)
		if m == nil {
			continue // a field that is not signed yet
		}
		if layer == 1 {
			f.Kind = PAdES
		}
		if found++; found > maxSigners {
			f.damage("ha più firme di quante se ne leggono")
			return
		}
		var span [4]int
		for k := range span {
			span[k], _ = strconv.Atoi(string(m[k+1]))
		}
		if !readSpan(f, raw, span, layer) {
			return
		}
	}
	if end := raw[max(0, len(raw)-2048):]; !bytes.Contains(end, []byte("%%EOF")) {
		f.damage("il PDF è incompleto: manca la fine")
	}
}

// readSpan reads the signature in the gap between two spans; false ends the reading.
func readSpan(f *Facts, raw []byte, span [4]int, layer int) bool {
	from, to := span[0]+span[1], span[2]
	end := span[2] + span[3]
	if span[0] != 0 || from+2 > to || to > len(raw) || end > len(raw) || raw[from] != '<' || raw[to-1] != '>' {
		f.damage("una firma indica parti che nel file non ci sono: il file è stato tagliato o modificato")
		return true
	}
	digits := bytes.Join(bytes.Fields(raw[from+1:to-1]), nil)
	der := make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(der, digits[:len(digits)/2*2]); err != nil {
		f.damage("una firma non si legge: il file è rovinato")
		return true
	}
	hashes := map[crypto.Hash][]byte{}
	digest := func(h crypto.Hash) []byte {
		if hashes[h] == nil {
			d := h.New()
			d.Write(raw[:from])
			d.Write(raw[to:end])
			hashes[h] = d.Sum(nil)
		}
		return hashes[h]
	}
	near := dictionary(raw, from, to)
	c, err := parseCMS(der)
	switch {
	case err != nil:
		f.damage("una firma non si legge: il file è rovinato")
		return true
	case c.kind == string(oidTSTInfo) && stampKind.Match(near): // a time stamp on the document, not a signature
		if _, ok := readToken(der, digest); !ok {
			f.damage("una marca temporale non corrisponde al contenuto")
		}
		return true
	}
	for _, s := range c.signers {
		if s.time.IsZero() { // PAdES puts it beside (EN 319 142-1, §5.3)
			s.time = declared(near)
		}
		facts := c.facts(s, digest, true)
		facts.Layer, facts.Whole = layer, len(bytes.TrimSpace(raw[end:])) == 0
		if !f.add(facts) {
			return false
		}
	}
	return true
}

// dictionary is what stands around the value of a signature, up to the bounds of its object.
func dictionary(raw []byte, from, to int) []byte {
	const most = 8 << 10
	before, after := raw[max(0, from-most):from], raw[to:min(len(raw), to+most)]
	if i := bytes.LastIndex(before, []byte(" obj")); i >= 0 {
		before = before[i:]
	}
	if i := bytes.Index(after, []byte("endobj")); i >= 0 {
		after = after[:i]
	}
	return bytes.Join([][]byte{before, after}, []byte(" "))
}

var pdfTime = regexp.MustCompile(`/M\s*\(D:(\d{14})(?:Z|([+-])(\d\d)'?(\d\d)?)?`)

// declared is the time the signing program wrote (ISO 32000-2, §7.9.4).
func declared(near []byte) time.Time {
	m := pdfTime.FindSubmatch(near)
	if m == nil {
		return time.Time{}
	}
	t, err := time.Parse("20060102150405", string(m[1]))
	if err != nil {
		return time.Time{}
	}
	hours, _ := strconv.Atoi(string(m[3]))
	minutes, _ := strconv.Atoi(string(m[4]))
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if string(m[2]) == "-" {
		offset = -offset
	}
	return t.Add(-offset)
}
