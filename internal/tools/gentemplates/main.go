// Command gentemplates writes the built-in templates of acts: a DOCX of each text below internal/seed/data/templates, so that a change can be
// reviewed as text. Run it from the root of the repository. The same text gives the same bytes.
//
// A line of a text is a paragraph. What it begins with says what it is:
//
//	@title @header @footer  properties of the document, text on the following pages
//	# ## ///                heading of the act, of its parts, of articles and annexes
//	^ = > ~                 small and centred, centred, to the right, a small note
//	1) a) - 1.              numbered, lettered, dashed and article paragraphs, hanging
//	? LABEL | text          the framed subject        : label | text    a line of data
//	+ a | b                 a row of a table, the first is its head      % a | b   signatures
//	---                     a rule
//
// **bold** within a line.
package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	log.SetFlags(0)
	var texts []string
	for _, dir := range []string{"internal/seed/data/templates", "frontend/e2e/files"} { // the latter: what the stories upload
		found, err := filepath.Glob(filepath.Join(dir, "*.txt"))
		if err != nil || len(found) == 0 {
			log.Fatal("no texts in ", dir, ": run from the root of the repository")
		}
		texts = append(texts, found...)
	}
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		file, err := docx(string(text))
		if err != nil {
			log.Fatal(name, ": ", err)
		}
		if err := os.WriteFile(strings.TrimSuffix(name, ".txt")+".docx", file, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// docx makes the file.
func docx(text string) ([]byte, error) {
	var p page
	p.read(text)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", fmt.Sprintf(core, escape(p.title))},
		{"word/document.xml", fmt.Sprintf(document, p.body.String())},
		{"word/styles.xml", styles},
		{"word/settings.xml", settings},
		{"word/header1.xml", fmt.Sprintf(header, runs(p.header))},
		{"word/footer1.xml", fmt.Sprintf(footer, runs(p.footer))},
		{"word/_rels/document.xml.rels", documentRels},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + part.content))
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// page is a text as it is read.
type page struct {
	title, header, footer string
	body                  strings.Builder
	table                 []string // rows not written yet
	kind                  byte
}

var numbered = regexp.MustCompile(`^(\d{1,2}[.)]|[a-z]\)|-) +(.*)$`)

func (p *page) read(text string) {
	for line := range strings.Lines(text + "\n") {
		line = strings.TrimRight(line, "\n")
		mark, rest, _ := strings.Cut(line, " ")
		if len(p.table) > 0 && (mark == "" || mark[0] != p.kind) {
			p.flush()
		}
		switch mark {
		case "":
		case "@title":
			p.title = rest
		case "@header":
			p.header = rest
		case "@footer":
			p.footer = rest
		case "---":
			p.paragraph("Rule", "")
		case "?", ":", "+", "%":
			p.kind, p.table = mark[0], append(p.table, rest)
			if mark == "%" || mark == "?" {
				p.flush()
			}
		case "#":
			p.paragraph("Heading1", rest)
		case "##":
			p.paragraph("Heading2", rest)
		case "///":
			p.paragraph("Heading3", rest)
		case "^":
			p.paragraph("Emblem", rest)
		case "=":
			p.paragraph("Centred", rest)
		case ">":
			p.paragraph("Addressee", rest)
		case "~":
			p.paragraph("Note", rest)
		default:
			if m := numbered.FindStringSubmatch(line); m != nil {
				style := "Point"
				if m[1] == "-" {
					style, m[1] = "Dash", "–"
					if strings.HasPrefix(m[2], "[") { // a box to tick stays with who signs for it
						style = "Box"
					}
				}
				fmt.Fprintf(&p.body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s<w:r><w:tab/></w:r>%s</w:p>`, style, runs(m[1]), runs(m[2]))
				continue
			}
			if strings.HasSuffix(line, ":**") || strings.HasSuffix(line, ":") {
				p.paragraph("Lead", line)
				continue
			}
			p.paragraph("BodyText", line)
		}
	}
	p.flush()
}

func (p *page) paragraph(style, text string) {
	fmt.Fprintf(&p.body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p>`, style, runs(text))
}

// width of the text, in twentieths of a point.
const width = 9298

// flush writes the rows collected so far as a table.
func (p *page) flush() {
	if len(p.table) == 0 {
		return
	}
	var rows [][]string
	for _, r := range p.table {
		cells := strings.Split(r, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	p.table = nil
	n := len(rows[0])
	widths := make([]int, n)
	for i := range widths {
		widths[i] = width / n
	}
	style := "Grid"
	switch p.kind {
	case '?':
		style, widths = "Frame", []int{1500, width - 1500}
		p.paragraph("Gap", "")
	case ':':
		style, widths = "Data", []int{2900, width - 2900}
	case '%':
		style = "Signatures"
	case '+':
		if n == 4 && rows[0][0] != "Presenti" {
			widths = []int{1500, 2500, 2800, width - 6800}
			if rows[0][0] == "Componente" {
				widths = []int{4700, 1998, 1300, 1300}
			}
		}
	}
	fmt.Fprintf(&p.body, `<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`, style, width)
	for _, w := range widths {
		fmt.Fprintf(&p.body, `<w:gridCol w:w="%d"/>`, w)
	}
	p.body.WriteString(`</w:tblGrid>`)
	for i, cells := range rows {
		head := p.kind == '+' && i == 0
		p.body.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if head {
			p.body.WriteString(`<w:tblHeader/>`)
		}
		p.body.WriteString(`</w:trPr>`)
		for j, c := range cells {
			para := map[byte]string{'?': "Cell", ':': "Cell", '+': "Cell", '%': "Signature"}[p.kind]
			if head || j == 0 && p.kind == '?' {
				c = "**" + c + "**"
			}
			if p.kind == ':' && j == 1 {
				para = "CellValue"
			}
			fmt.Fprintf(&p.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p>`, widths[j], para, runs(c))
			if p.kind == '%' && c != "" && !strings.HasPrefix(c, "Data ") && !strings.HasPrefix(c, "Dalla ") {
				p.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="Signature"/></w:pPr>` + runs("______________________") + `</w:p>`)
			}
			p.body.WriteString(`</w:tc>`)
		}
		p.body.WriteString(`</w:tr>`)
	}
	p.body.WriteString(`</w:tbl>`)
	p.paragraph("Gap", "")
}

// runs writes text with **bold** in it.
func runs(text string) string {
	var out strings.Builder
	for i, part := range strings.Split(text, "**") {
		if part == "" {
			continue
		}
		bold := ""
		if i%2 == 1 {
			bold = `<w:rPr><w:b/></w:rPr>`
		}
		out.WriteString(`<w:r>` + bold + `<w:t xml:space="preserve">` + escape(part) + `</w:t></w:r>`)
	}
	return out.String()
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
