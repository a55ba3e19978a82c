package paper

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Annex is a document made of tables: a title page, then a section each, on pages that lie on their side.
type Annex struct {
	Owner, Title, Subtitle string
	Notes                  []string // on the title page
	Footer                 string   // of every page but the first
	Sections               []Section
}

// Section is a heading and a table whose header comes again on every page, or only text when it has no columns.
type Section struct {
	Heading, Note string
	Columns       []AnnexColumn
	Rows          [][]string // a cell that says As goes on from the one above; \n begins a new line
}

// AnnexColumn is a column of a table; its width is a part of the whole.
type AnnexColumn struct {
	Title string
	Width int
}

// As is the text of a cell that is one with the cell above.
const As = "\x00"

const (
	pageWidth   = 16838 // A4 on its side, in twentieths of a point
	pageHeight  = 11906
	pageMargin  = 720
	usableWidth = pageWidth - 2*pageMargin
)

// Docx writes the annex. Equal annexes give equal bytes.
func (r Annex) Docx() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	before, after, _ := strings.Cut(fmt.Sprintf(annexDocument, "\x00", pageWidth, pageHeight, pageMargin), "\x00")
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", annexTypes}, {"_rels/.rels", annexRels}, {"word/_rels/document.xml.rels", annexDocumentRels}, {"word/styles.xml", annexStyles},
		{"docProps/core.xml", fmt.Sprintf(annexCore, xmlText(r.Title+" – "+r.Owner))},
		{"word/footer1.xml", fmt.Sprintf(annexFooter, usableWidth, xmlText(r.Footer))},
		{"word/document.xml", before},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		b := bufio.NewWriterSize(w, 1<<16)
		put(b, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+part.text)
		if part.name == "word/document.xml" {
			r.titlePage(b)
			for _, s := range r.Sections {
				s.write(b)
			}
			put(b, after)
		}
		if err := b.Flush(); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

func (r Annex) titlePage(b *bufio.Writer) {
	paragraphOf(b, "Owner", r.Owner)
	paragraphOf(b, "Title", r.Title)
	paragraphOf(b, "Subtitle", r.Subtitle)
	for _, note := range r.Notes {
		paragraphOf(b, "Note", note)
	}
}

func (s Section) write(b *bufio.Writer) {
	paragraphOf(b, "Heading1", s.Heading)
	if s.Note != "" {
		paragraphOf(b, "Normal", s.Note)
	}
	if len(s.Columns) == 0 {
		return
	}
	whole := 0
	for _, c := range s.Columns {
		whole += c.Width
	}
	widths := make([]int, len(s.Columns))
	for i, c := range s.Columns {
		widths[i] = usableWidth * c.Width / whole
	}
	for rows := s.Rows; ; {
		n := tableEnd(rows)
		s.table(b, widths, rows[:n])
		if rows = rows[n:]; len(rows) == 0 {
			return
		}
		paragraphOf(b, "Cell", "") // without it word processors join the two again
	}
}

// tableRows is how long a table is before the next one begins: what lays pages out takes the longer for each row the longer the table is.
const tableRows = 40

// tableEnd is where a table may end, after tableRows: no cell goes on below.
func tableEnd(rows [][]string) int {
	for n := tableRows; n < len(rows); n++ {
		if !slices.Contains(rows[n], As) {
			return n
		}
	}
	return len(rows)
}

func (s Section) table(b *bufio.Writer, widths []int, rows [][]string) {
	put(b, `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/>`)
	fmt.Fprintf(b, `<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`, usableWidth)
	for _, w := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, w)
	}
	put(b, `</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range s.Columns {
		cellOf(b, widths[i], "CellHead", `<w:shd w:val="clear" w:color="auto" w:fill="D9E2EC"/>`, c.Title)
	}
	put(b, `</w:tr>`)
	for n, row := range rows {
		put(b, `<w:tr>`)
		for i, text := range row {
			merge := ""
			switch {
			case text == As:
				merge, text = `<w:vMerge/>`, ""
			case n+1 < len(rows) && rows[n+1][i] == As:
				merge = `<w:vMerge w:val="restart"/>`
			}
			cellOf(b, widths[i], "Cell", merge, text)
		}
		put(b, `</w:tr>`)
	}
	put(b, `</w:tbl>`)
}

func cellOf(b *bufio.Writer, width int, style, more, text string) {
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>`, width, more)
	paragraphOf(b, style, text)
	put(b, `</w:tc>`)
}

func paragraphOf(b *bufio.Writer, style, text string) {
	put(b, `<w:p><w:pPr><w:pStyle w:val="`+style+`"/></w:pPr>`)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			put(b, `<w:r><w:br/></w:r>`)
		}
		if line != "" {
			put(b, `<w:r><w:t xml:space="preserve">`+xmlText(line)+`</w:t></w:r>`)
		}
	}
	put(b, `</w:p>`)
}

// put writes a text; Flush tells what went wrong.
func put(b *bufio.Writer, text string) { _, _ = b.WriteString(text) }

// xmlText is a text as XML: what XML cannot hold becomes a blank.
func xmlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r < ' ' || r == 0xFFFE || r == 0xFFFF || r == 0x7F:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
