// Package paper fills templates of word processors and turns the result into other formats.
//
// A template is a DOCX whose text holds placeholders such as {{comune}}. Reading one refuses whatever could run, reach out or grow beyond
// measure, by name and in Italian: people upload them.
package paper

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// Docx is the media type of a DOCX, ODT and PDF those of what it is turned into.
const (
	DocxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	OdtType  = "application/vnd.oasis.opendocument.text"
	PdfType  = "application/pdf"
)

// What a template may measure. An act of ten pages with a coat of arms is 200 kB.
const (
	MaxSize  = 5 << 20  // of the file
	maxWhole = 40 << 20 // of all that is in it
	maxPart  = 20 << 20
	maxParts = 400
	maxDepth = 200
)

// Problem says why a file is not a usable template: a code, stable, and an Italian sentence.
type Problem struct{ Code, Detail string }

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

func refuse(code, detail string, args ...any) error {
	return &Problem{code, fmt.Sprintf(detail, args...)}
}

// Template is a DOCX that was read and found harmless.
type Template struct {
	files []*zip.File
	parts map[string]*etree.Document // those with text, by name
}

const (
	mainType  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	wordTypes = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// withText are the kinds of part in which placeholders are looked for.
var withText = []string{"document.main+xml", "header+xml", "footer+xml", "footnotes+xml", "endnotes+xml"}

// Open reads a DOCX. The error is a *Problem when the file is to blame.
func Open(file []byte) (*Template, error) {
	if len(file) > MaxSize {
		return nil, refuse("too-large", "Il modello supera %d MiB", MaxSize>>20)
	}
	if bytes.HasPrefix(file, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return nil, refuse("not-docx", "È un documento .doc, o protetto da password: salvalo come DOCX senza protezione")
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, refuse("not-docx", "Non è un documento DOCX")
	}
	t := &Template{files: z.File, parts: map[string]*etree.Document{}}
	if err := t.measure(); err != nil {
		return nil, err
	}
	types, err := t.xml("[Content_Types].xml")
	if err != nil {
		return nil, err
	}
	if err := t.read(types); err != nil {
		return nil, err
	}
	return t, t.harmless()
}

// measure refuses archives that are not what a word processor writes, before anything in them is unpacked.
func (t *Template) measure() error {
	if len(t.files) > maxParts {
		return refuse("too-many-parts", "Il documento ha %d parti: al più %d", len(t.files), maxParts)
	}
	seen, whole := map[string]bool{}, uint64(0)
	for _, f := range t.files {
		name := strings.ToLower(f.Name)
		switch {
		case f.Flags&1 != 0:
			return refuse("encrypted", "Il documento è protetto da password")
		case seen[name]:
			return refuse("broken", "Il documento contiene due volte %s", clip(f.Name))
		case path.IsAbs(f.Name) || strings.Contains(f.Name, `\`) || slices.Contains(strings.Split(f.Name, "/"), ".."):
			return refuse("broken", "Il documento contiene un percorso non ammesso: %s", clip(f.Name))
		case f.UncompressedSize64 > maxPart:
			return refuse("too-large", "Una parte del documento, aperta, supera %d MiB: %s", maxPart>>20, clip(f.Name))
		}
		seen[name] = true
		if whole += f.UncompressedSize64; whole > maxWhole {
			return refuse("too-large", "Il documento, aperto, supera %d MiB", maxWhole>>20)
		}
	}
	return nil
}

// read finds the parts with text by their declared type.
func (t *Template) read(types *etree.Document) error {
	main := false
	for _, o := range types.FindElements("//Override") {
		kind, name := o.SelectAttrValue("ContentType", ""), strings.TrimPrefix(o.SelectAttrValue("PartName", ""), "/")
		if strings.Contains(strings.ToLower(kind), "macroenabled") {
			return refuse("macros", "Il documento contiene macro: salvalo come DOCX senza macro")
		}
		main = main || kind == mainType
		short, ours := strings.CutPrefix(kind, wordTypes)
		if !ours || !slices.Contains(withText, short) {
			continue
		}
		doc, err := t.xml(name)
		if err != nil {
			return err
		}
		t.parts[name] = doc
	}
	if !main {
		return refuse("not-docx", "Non è un documento DOCX: un modello .dotx o un altro formato va salvato come documento DOCX")
	}
	return nil
}

func (t *Template) file(name string) *zip.File {
	for _, f := range t.files {
		if strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return nil
}

// xml parses a part, never past its declared size, without entities.
func (t *Template) xml(name string) (*etree.Document, error) {
	f := t.file(name)
	if f == nil {
		return nil, refuse("broken", "Nel documento manca la parte %s", clip(name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, refuse("broken", "La parte %s del documento non si legge", clip(name))
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if err != nil || len(raw) > maxPart {
		return nil, refuse("broken", "La parte %s del documento non si legge", clip(name))
	}
	if err := shallow(raw); err != nil {
		return nil, err
	}
	doc := etree.NewDocument()
	doc.ReadSettings = etree.ReadSettings{PreserveCData: true}
	if err := doc.ReadFromBytes(raw); err != nil || doc.Root() == nil {
		return nil, refuse("broken", "La parte %s del documento non è XML valido", clip(name))
	}
	return doc, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// save writes the archive again, with the parts that have text as they are now. Equal input gives equal bytes.
func (t *Template) save() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range t.files {
		doc := t.parts[f.Name]
		if doc == nil {
			if err := z.Copy(f); err != nil {
				return nil, err
			}
			continue
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err == nil {
			_, err = doc.WriteTo(w)
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// AsProblem gives the Problem in err, or nil.
func AsProblem(err error) *Problem {
	p, _ := errors.AsType[*Problem](err)
	return p
}
