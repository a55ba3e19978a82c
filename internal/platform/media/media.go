// Package media tells what a file is by its content, whatever it is called.
package media

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Head is how much of a file Sniff looks at: the parts that tell an office document may come late.
const Head = 256 << 10

// The types the program knows by name. CMS is that of signed containers (.p7m, RFC 5652), however they are wrapped.
const (
	PDF     = "application/pdf"
	CMS     = "application/pkcs7-mime"
	Unknown = "application/octet-stream"
)

func init() { mimetype.SetLimit(Head) }

// Sniff tells the media type by the first bytes of a content, without parameters; application/octet-stream when it tells nothing.
func Sniff(head []byte) string {
	if isCMS(head) {
		return CMS
	}
	media, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	return media
}

var (
	signedData = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02} // OID 1.2.840.113549.1.7.2
	pemLabels  = []string{"-----BEGIN PKCS7-----", "-----BEGIN CMS-----", "-----BEGIN PKCS #7 SIGNED DATA-----"}
)

// isCMS knows signed data as DER or BER, in PEM or in bare base64: Italian signing programs write all of them.
func isCMS(head []byte) bool {
	head = head[:min(len(head), 4096)]
	if isSigned(head) {
		return true
	}
	text := strings.TrimSpace(string(head))
	for _, label := range pemLabels {
		if strings.HasPrefix(text, label) {
			return true
		}
	}
	if !strings.HasPrefix(text, "M") { // 0x30 is the first byte, so M is the first letter
		return false
	}
	text = strings.NewReplacer("\n", "", "\r", "").Replace(text[:min(len(text), 128)])
	raw, _ := base64.StdEncoding.DecodeString(text[:len(text)/4*4])
	return isSigned(raw)
}

// isSigned looks for the object identifier right behind the header of a sequence.
func isSigned(raw []byte) bool {
	if len(raw) < 16 || raw[0] != 0x30 {
		return false
	}
	skip := 2
	if raw[1] > 0x80 {
		skip += int(raw[1] & 0x7f)
	}
	return skip <= 10 && len(raw) > skip && bytes.HasPrefix(raw[skip:], signedData)
}
