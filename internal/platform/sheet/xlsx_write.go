package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode/utf8"
)

// XLSXWriter writes rows as they come, in constant memory: the sheet is the last part of the archive and is compressed on the way.
type XLSXWriter struct {
	zip *zip.Writer
	w   *bufio.Writer
	row int
	buf []byte
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const (
	nsMain  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	nsRel   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	nsPack  = `xmlns="http://schemas.openxmlformats.org/package/2006/`
	typMain = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

// The cell styles, in the order of styles.xml.
const (
	styleDate    = "1"
	styleInstant = "2"
	styleHeading = "3"
	styleWrapped = "4"
)

var xlsxParts = [][2]string{
	{"[Content_Types].xml", `<Types ` + nsPack + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + typMain + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + typMain + `styles+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + typMain + `worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships ` + nsPack + `relationships"><Relationship Id="rId1" Type="` + nsRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook ` + nsMain + ` xmlns:r="` + nsRel + `"><sheets><sheet name="Dati" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships ` + nsPack + `relationships"><Relationship Id="rId1" Type="` + nsRel + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + nsRel + `/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet ` + nsMain + `><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>` +
		`<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>`},
}

const sheetHead = `<worksheet ` + nsMain + `><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
	`<sheetFormatPr defaultRowHeight="15" defaultColWidth="18"/><sheetData>`

// XLSX begins a workbook of one sheet with a bold header that stays in place.
func XLSX(w io.Writer, header []string) (*XLSXWriter, error) {
	out := &XLSXWriter{zip: zip.NewWriter(w)}
	for _, part := range xlsxParts {
		p, err := out.zip.Create(part[0])
		if err == nil {
			_, err = io.WriteString(p, xmlHead+part[1])
		}
		if err != nil {
			return nil, err
		}
	}
	p, err := out.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	out.w = bufio.NewWriterSize(p, 32<<10)
	if _, err := out.w.WriteString(xmlHead + sheetHead); err != nil {
		return nil, err
	}
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = h
	}
	return out, out.write(cells, styleHeading)
}

// Row writes the same values as CSVWriter.Row, numbers as numbers and days as days. Instants lose their offset: they show the
// clock of the location they are given in.
func (x *XLSXWriter) Row(cells []any) error { return x.write(cells, "") }

// Close ends the archive. It does not close the io.Writer.
func (x *XLSXWriter) Close() error {
	if _, err := x.w.WriteString("</sheetData></worksheet>"); err != nil {
		return err
	}
	if err := x.w.Flush(); err != nil {
		return err
	}
	return x.zip.Close()
}

func (x *XLSXWriter) write(cells []any, style string) error {
	if x.row++; x.row > maxRow {
		return fmt.Errorf("sheet: more than %d rows", maxRow)
	}
	row := strconv.Itoa(x.row)
	b := append(append(append(x.buf[:0], `<row r="`...), row...), `">`...)
	for i, v := range cells {
		v, err := cell(v)
		if err != nil {
			return err
		}
		if v == nil || v == "" {
			continue
		}
		b = append(append(append(append(b, `<c r="`...), letters(i)...), row...), '"')
		if b, err = appendCell(b, v, style); err != nil {
			return err
		}
		b = append(b, `</c>`...)
	}
	x.buf = append(b, `</row>`...)
	_, err := x.w.Write(x.buf)
	return err
}

// appendCell writes the rest of a <c> after its reference. Numbers that a float64 cannot hold and days before the calendar of
// spreadsheets are written as text.
func appendCell(b []byte, v any, style string) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		if v > -1<<53 && v < 1<<53 {
			return append(strconv.AppendInt(append(b, `><v>`...), v, 10), `</v>`...), nil
		}
		return appendText(b, strconv.FormatInt(v, 10), style), nil
	case float64:
		return append(strconv.AppendFloat(append(b, `><v>`...), v, 'g', -1, 64), `</v>`...), checkFloat(v)
	case bool:
		return append(append(b, ` t="b"><v>`...), map[bool]string{true: "1</v>", false: "0</v>"}[v]...), nil
	case time.Time:
		if v.Year() < 1901 || v.Year() > 9999 {
			return appendText(b, v.Format("2006-01-02"), style), nil
		}
		clock := time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC)
		days := float64(clock.Unix()-time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()) / 86_400
		style = styleInstant
		if isDate(v) {
			style = styleDate
		}
		b = append(append(append(b, ` s="`...), style...), `"><v>`...)
		return append(strconv.AppendFloat(b, days, 'f', -1, 64), `</v>`...), nil
	case string:
		if v = Guard(v); utf8.RuneCountInString(v) > 32_767 {
			return nil, fmt.Errorf("sheet: a cell holds at most 32767 characters")
		}
		return appendText(b, v, style), nil
	}
	return nil, fmt.Errorf("sheet: cannot write a %T in a cell", v)
}

func appendText(b []byte, s, style string) []byte {
	if style != "" {
		b = append(append(append(b, ` s="`...), style...), '"')
	}
	b = append(b, ` t="inlineStr"><is><t xml:space="preserve">`...)
	for i, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			b = fmt.Appendf(b, "_x%04X_", r)
		case r == '_' && escapedRune.MatchString(s[i:min(i+7, len(s))]):
			b = append(b, "_x005F_"...)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, `</t></is>`...)
}
