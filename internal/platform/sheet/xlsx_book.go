package sheet

import (
	"encoding/xml"
	"path"
	"strings"
)

// book is what must be known before the cells make sense.
type book struct {
	*archive
	sheet    string // part of the first visible sheet
	date1904 bool
	styles   []style  // by the s attribute of a cell
	text     []byte   // shared strings, one after the other: a slice of strings would cost 16 bytes for each empty one
	ends     []uint32 // where each ends
}

const sharedMax = 200_000 // strings a book may share: 5,000 rows of 40 different ones

func openBook(a *archive, l Limits) (*book, error) {
	b := &book{archive: a}
	root, err := b.relations("")
	if err != nil {
		return nil, err
	}
	main := root.byType("/officeDocument")
	links, err := b.relations(main)
	if err != nil {
		return nil, err
	}
	if err := b.readWorkbook(main, links, l); err != nil {
		return nil, err
	}
	if part := links.byType("/styles"); part != "" {
		if err := b.readStyles(part); err != nil {
			return nil, err
		}
	}
	if part := links.byType("/sharedStrings"); part != "" {
		return b, b.readShared(part)
	}
	return b, nil
}

func (b *book) readWorkbook(part string, links relations, l Limits) error {
	x, err := b.open(part)
	if err != nil {
		return err
	}
	sheets := 0
	err = x.elements(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attribute(e, "date1904")
			b.date1904 = v == "1" || v == "true"
		case "sheet":
			if sheets++; sheets > l.Sheets {
				return tooLarge("too-many-sheets", "Al più %d fogli in un file", l.Sheets)
			}
			if state := attribute(e, "state"); b.sheet == "" && (state == "" || state == "visible") {
				if link := links[linkID(e)]; strings.HasSuffix(link.kind, "/worksheet") {
					b.sheet = link.target
				}
			}
		}
		return nil
	})
	if err == nil && b.sheet == "" {
		err = refused("no-sheet", "Nel file non c'è nessun foglio visibile")
	}
	return err
}

func (b *book) readShared(part string) error {
	x, err := b.open(part)
	if err != nil {
		return err
	}
	return x.elements(func(e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		if len(b.ends) == sharedMax {
			return bomb()
		}
		b.text, err = x.text(b.text)
		b.ends = append(b.ends, uint32(len(b.text)))
		return err
	})
}

// shared is the string with that number, nil without one.
func (b *book) shared(i int) []byte {
	if i < 0 || i >= len(b.ends) {
		return nil
	}
	from := uint32(0)
	if i > 0 {
		from = b.ends[i-1]
	}
	return b.text[from:b.ends[i]:b.ends[i]]
}

type link struct{ kind, target string }

// relations are the links of a part, by id.
type relations map[string]link

func (r relations) byType(suffix string) string {
	for _, l := range r {
		if strings.HasSuffix(l.kind, suffix) {
			return l.target
		}
	}
	return ""
}

func (b *book) relations(part string) (relations, error) {
	dir, name := path.Split(part)
	x, err := b.open(dir + "_rels/" + name + ".rels")
	if err != nil {
		return nil, err
	}
	out := relations{}
	return out, x.elements(func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attribute(e, "TargetMode") == "External" {
			return nil
		}
		target := attribute(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		out[attribute(e, "Id")] = link{attribute(e, "Type"), strings.TrimPrefix(path.Clean("/"+target), "/")}
		return nil
	})
}

// linkID is the id attribute that has a prefix (r:id), which is not the one of the sheet.
func linkID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}
