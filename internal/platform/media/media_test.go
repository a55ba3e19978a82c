package media_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"testing"

	"comunita/internal/platform/media"
)

func TestSniff(t *testing.T) {
	var docx bytes.Buffer
	z := zip.NewWriter(&docx)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte("<x/>"))
	}
	_ = z.Close()
	der := append([]byte{0x30, 0x82, 0x10, 0x00, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}, make([]byte, 200)...)
	ber := append([]byte{0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}, make([]byte, 200)...)
	for want, contents := range map[string][][]byte{
		media.CMS: {der, ber, []byte(base64.StdEncoding.EncodeToString(der)), []byte("-----BEGIN PKCS7-----\nMII"),
			[]byte("MIIQAAYJ\r\nKoZIhvcNAQcCAAAAAAAAAAAA")},
		"application/pdf": {[]byte("%PDF-1.4\n")},
		"application/vnd.microsoft.portable-executable": {append([]byte("MZ\x90\x00"), make([]byte, 100)...)},
		"application/x-elf":                             {append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 100)...)},
		"text/html":                                     {[]byte("<!doctype html><script>alert(1)</script>")},
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {docx.Bytes()},
	} {
		for i, c := range contents {
			if got := media.Sniff(c); got != want {
				t.Errorf("%s %d: %s", want, i, got)
			}
		}
	}
}
