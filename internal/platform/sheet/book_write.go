package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Page is a sheet of a workbook that people read: its long texts are broken into lines.
type Page struct {
	Name   string // at most 31 characters, none of []:*?/\
	Header []string
	Widths []int // of the columns, in characters
	Rows   [][]any
}

// Book writes a workbook of several sheets.
func Book(w io.Writer, pages []Page) error {
	z := zip.NewWriter(w)
	var types, names, rels strings.Builder
	for i, p := range pages {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, typMain)
		fmt.Fprintf(&names, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, p.Name, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, nsRel, i+1)
	}
	for _, part := range xlsxParts {
		text := strings.NewReplacer(
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="`+typMain+`worksheet+xml"/>`, types.String(),
			`<sheet name="Dati" sheetId="1" r:id="rId1"/>`, names.String(),
			`<Relationship Id="rId1" Type="`+nsRel+`/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"`, rels.String()+fmt.Sprintf(`<Relationship Id="rId%d"`, len(pages)+1),
		).Replace(part[1])
		p, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(p, xmlHead+text)
		}
		if err != nil {
			return err
		}
	}
	for i, p := range pages {
		if err := p.write(z, i+1); err != nil {
			return err
		}
	}
	return z.Close()
}

func (p Page) write(z *zip.Writer, number int) error {
	part, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", number))
	if err != nil {
		return err
	}
	out := &XLSXWriter{w: bufio.NewWriterSize(part, 32<<10)}
	columns := ""
	for i, width := range p.Widths {
		columns += fmt.Sprintf(`<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
	}
	head := strings.Replace(sheetHead, "<sheetData>", "<cols>"+columns+"</cols><sheetData>", 1)
	if _, err := out.w.WriteString(xmlHead + head); err != nil {
		return err
	}
	titles := make([]any, len(p.Header))
	for i, h := range p.Header {
		titles[i] = h
	}
	if err := out.write(titles, styleHeading); err != nil {
		return err
	}
	for _, row := range p.Rows {
		if err := out.write(row, styleWrapped); err != nil {
			return err
		}
	}
	if _, err := out.w.WriteString("</sheetData></worksheet>"); err != nil {
		return err
	}
	return out.w.Flush()
}
