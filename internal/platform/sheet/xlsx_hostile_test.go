package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/sheet"
)

// The parts of the smallest workbook, to be replaced one by one.
func parts() map[string]string {
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	return map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"_rels/.rels":                `<Relationships><Relationship Id="a" Type="` + rel + `officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="x" id="9" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="` + rel + `worksheet" Target="s.xml"/><Relationship Id="b" Type="` + rel + `sharedStrings" Target="t.xml"/></Relationships>`,
		"xl/t.xml":                   `<sst><si><t>istat</t></si><si/></sst>`,
		"xl/s.xml":                   table(`<row><c t="s"><v>0</v></c></row><row r="5"><c/><c t="inlineStr"><is><t>no</t></is></c></row>`),
	}
}

func table(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }

func pack(parts map[string]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, text)
	}
	_ = z.Close()
	return out.Bytes()
}

func TestSmallestWorkbook(t *testing.T) {
	body, entries := handmade(parts())
	if _, err := read("a.xlsx", directory(body.Bytes(), entries), nil, sheet.Limits{}); err == nil || !strings.Contains(err.Error(), "cell-outside") {
		t.Fatal("the archives made by hand should be read up to their B5:", err)
	}
	p := parts()
	p["xl/s.xml"] = table(`<row><c t="s"><v>0</v></c><c/><c t="s"><v>1</v></c></row><row r="5"><c/><c r="A5" t="str"><v>x</v></c></row>`)
	_, err := read("a.xlsx", pack(p), columns, sheet.Limits{})
	refusal(t, err, apperr.Unprocessable, "broken-sheet") // A5 after A5
	p["xl/s.xml"] = table(`<row><c t="s"><v>0</v></c><c/><c t="s"><v>1</v></c></row><row r="5"><c t="str"><v>x</v></c></row>`)
	rows, err := read("a.xlsx", pack(p), columns, sheet.Limits{})
	if err != nil || len(rows) != 1 || rows[0].Number != 5 || rows[0].Cells["istat"] != "x" {
		t.Fatal(rows, err)
	}
}

func TestHostileParts(t *testing.T) {
	lol := `<!DOCTYPE sst [<!ENTITY a "` + strings.Repeat("lol", 1000) + `"><!ENTITY b "` + strings.Repeat("&a;", 1000) + `">]>`
	for name, c := range map[string]struct{ part, text, code string }{
		"billion laughs":     {"xl/t.xml", lol + `<sst><si><t>&b;</t></si></sst>`, "broken-sheet"},
		"entity alone":       {"xl/t.xml", `<sst><si><t>&b;</t></si></sst>`, "broken-sheet"},
		"external entity":    {"xl/s.xml", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + table(`<row><c t="str"><v>&x;</v></c></row>`), "broken-sheet"},
		"nesting":            {"xl/s.xml", strings.Repeat("<a>", 100_000), "broken-sheet"},
		"deep but closed":    {"xl/s.xml", `<worksheet>` + strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100) + `<sheetData/></worksheet>`, "broken-sheet"},
		"sheet elsewhere":    {"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="/worksheet" TargetMode="External" Target="s.xml"/></Relationships>`, "no-sheet"},
		"huge token":         {"xl/s.xml", table(`<row><c t="str"><v>` + random(1<<20+9) + `</v></c></row>`), "broken-sheet"},
		"huge attribute":     {"xl/s.xml", `<worksheet a="` + random(1<<20+9) + `">`, "broken-sheet"},
		"cut off":            {"xl/s.xml", `<worksheet><sheetData><row><c t="s"><v>0</v></c></row>`, "broken-sheet"},
		"no table":           {"xl/s.xml", `<worksheet/>`, "broken-sheet"},
		"wrong string":       {"xl/s.xml", table(`<row><c t="s"><v>7</v></c></row>`), "broken-sheet"},
		"negative string":    {"xl/s.xml", table(`<row><c t="s"><v>-1</v></c></row>`), "broken-sheet"},
		"unknown kind":       {"xl/s.xml", table(`<row><c t="z"><v>0</v></c></row>`), "broken-sheet"},
		"wrong reference":    {"xl/s.xml", table(`<row><c r="A9" t="s"><v>0</v></c></row>`), "broken-sheet"},
		"reference overflow": {"xl/s.xml", table(`<row><c r="AAAAAAAAAAAAAAAAAAAA1" t="s"><v>0</v></c></row>`), "broken-sheet"},
		"row backwards":      {"xl/s.xml", table(`<row r="2"/><row r="2"/>`), "broken-sheet"},
		"row overflow":       {"xl/s.xml", table(`<row r="9999999999"/>`), "broken-sheet"},
		"NUL":                {"xl/s.xml", table(`<row><c t="str"><v>istat</v></c></row><row><c t="str"><v>_x0000_</v></c></row>`), "control-character"},
		"error value":        {"xl/s.xml", table(`<row><c t="e"><v>#REF!</v></c></row>`), "cell-error"},
		"not finite":         {"xl/s.xml", table(`<row><c><v>NaN</v></c></row>`), "bad-number"},
		"10^308":             {"xl/s.xml", table(`<row><c><v>1e308</v></c></row>`), "bad-number"},
		"hidden sheet only":  {"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet state="hidden" r:id="a"/></sheets></workbook>`, "no-sheet"},
		"no book":            {"_rels/.rels", `<Relationships/>`, "broken-sheet"},
		"outside the book":   {"_rels/.rels", `<Relationships><Relationship Type="/officeDocument" Target="../../etc/passwd"/></Relationships>`, "broken-sheet"},
		"utf-16":             {"xl/s.xml", `<?xml version="1.0" encoding="utf-16"?>` + table(""), "broken-sheet"},
		"macros":             {"xl/vbaProject.bin", "x", "macros"},
		"external link":      {"xl/externalLinks/externalLink1.xml", "x", "external-links"},
		"query":              {`xl\connections.xml`, "x", "external-links"},
		"embedded":           {"xl/embeddings/a.bin", "x", "embedded-files"},
	} {
		t.Run(name, func(t *testing.T) {
			p := parts()
			p[c.part] = c.text
			_, err := read("a.xlsx", pack(p), columns, sheet.Limits{})
			refusal(t, err, apperr.Unprocessable, c.code)
		})
	}
}

// random is text that does not compress well enough to look like a bomb.
func random(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]byte, n)
	for i := range out {
		out[i] = 'a' + byte(r.IntN(26))
	}
	return string(out)
}

func TestOldAndOtherFiles(t *testing.T) {
	_, err := read("a.xlsx", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), nil, sheet.Limits{})
	refusal(t, err, apperr.Unprocessable, "old-sheet", "password")
	for _, text := range []string{"", "x", "istat;nome\n", "PK\x05\x06" + strings.Repeat("\x00", 18)} {
		_, err := read("a.xlsx", []byte(text), nil, sheet.Limits{})
		refusal(t, err, apperr.Unprocessable, "broken-sheet")
	}
}

// entry is a part of a hand-made archive: its bytes may be shared with another entry's.
type entry struct {
	name             string
	at, packed, size int
	crc              uint32
}

// directory ends an archive whose local headers are already in body.
func directory(body []byte, entries []entry) []byte {
	out := bytes.NewBuffer(body)
	start := out.Len()
	for _, e := range entries {
		le(out, uint32(0x02014b50), uint16(20), uint16(20), uint16(0), uint16(8), uint32(0), e.crc, uint32(e.packed), uint32(e.size),
			uint16(len(e.name)), uint16(0), uint16(0), uint16(0), uint16(0), uint32(0), uint32(e.at))
		out.WriteString(e.name)
	}
	le(out, uint32(0x06054b50), uint16(0), uint16(0), uint16(len(entries)), uint16(len(entries)), uint32(out.Len()-start), uint32(start), uint16(0))
	return out.Bytes()
}

func local(out *bytes.Buffer, e entry) {
	le(out, uint32(0x04034b50), uint16(20), uint16(0), uint16(8), uint32(0), e.crc, uint32(e.packed), uint32(e.size), uint16(len(e.name)), uint16(0))
	out.WriteString(e.name)
}

// handmade packs parts, without the directory.
func handmade(parts map[string]string) (*bytes.Buffer, []entry) {
	var body bytes.Buffer
	var entries []entry
	for name, text := range parts {
		packed := deflated([]byte(text))
		e := entry{name, body.Len(), len(packed), len(text), crc32.ChecksumIEEE([]byte(text))}
		local(&body, e)
		body.Write(packed)
		entries = append(entries, e)
	}
	return &body, entries
}

func le(out *bytes.Buffer, values ...any) {
	for _, v := range values {
		_ = binary.Write(out, binary.LittleEndian, v)
	}
}

func deflated(text []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, 9)
	_, _ = w.Write(text)
	_ = w.Close()
	return out.Bytes()
}

func TestBombs(t *testing.T) {
	gigabyte := func() []byte {
		var block bytes.Buffer
		w, _ := flate.NewWriter(&block, 9)
		_, _ = w.Write(bytes.Repeat([]byte("<row/>"), 1<<18))
		_ = w.Flush() // what follows may be the same bytes again
		packed := bytes.Repeat(block.Bytes(), 1<<30/(6<<18))
		e := entry{"xl/s.xml", 0, len(packed), 1 << 30, 0}
		var body bytes.Buffer
		local(&body, e)
		body.Write(packed)
		return directory(body.Bytes(), []entry{e})
	}
	overlapping := func(same bool) []byte { // the same bytes for every part, or parts that quote the headers after them
		body, entries := handmade(parts())
		kernel := deflated(bytes.Repeat([]byte("x"), 100_000))
		start := body.Len()
		for i := range 100 {
			e := entry{fmt.Sprintf("xl/%02d.xml", i), body.Len(), len(kernel), 100_000, 0}
			if same {
				e.at = start
			} else {
				e.packed += (99 - i) * (30 + len(e.name))
			}
			if !same || i == 0 {
				local(body, e)
			}
			entries = append(entries, e)
		}
		body.Write(kernel)
		return directory(body.Bytes(), entries)
	}
	twice := func() []byte { // which of the two a program reads is anyone's guess
		body, entries := handmade(parts())
		more, again := handmade(map[string]string{"XL/s.xml": table("")})
		again[0].at += body.Len()
		body.Write(more.Bytes())
		return directory(body.Bytes(), append(entries, again...))
	}
	dense := func() []byte {
		p := parts()
		p["xl/media/a.bin"] = strings.Repeat("x", 2<<20)
		return pack(p)
	}
	liar := func() []byte { // says one byte, holds 8 MB
		packed := deflated(bytes.Repeat([]byte("<row/>"), 8<<20/6))
		e := entry{"_rels/.rels", 0, len(packed), 1, 0}
		var body bytes.Buffer
		local(&body, e)
		body.Write(packed)
		return directory(body.Bytes(), []entry{e})
	}
	many := func(n int) []byte {
		var body bytes.Buffer
		e := entry{name: "", at: 0}
		local(&body, e)
		return directory(body.Bytes(), make([]entry, n))
	}
	amplified := func() []byte { // one long text shown in every cell
		p := parts()
		p["xl/t.xml"] = `<sst><si><t>istat</t></si><si><t>` + strings.Repeat("x", 9_999) + `</t></si></sst>`
		p["xl/s.xml"] = table(`<row><c t="s"><v>0</v></c></row>` + strings.Repeat(`<row><c t="s"><v>1</v></c></row>`, 4_999))
		return pack(p)
	}
	manyStrings := func() []byte {
		p := parts()
		p["xl/t.xml"] = `<sst>` + strings.Repeat(`<si/>`, 600_000) + `</sst>`
		p["noise"] = "" // the ratio is not what refuses it
		return pack(p)
	}
	manyTokens := func() []byte {
		p := parts()
		p["xl/s.xml"] = table(`<row><c t="s"><v>0</v></c></row>` + strings.Repeat(`<row><c/><c/></row>`, 11<<20/19))
		return pack(p)
	}
	for name, c := range map[string]struct {
		data func() []byte
		code string
		l    sheet.Limits
	}{
		"1 GB sheet":       {gigabyte, "sheet-too-large", sheet.Limits{}},
		"same bytes":       {func() []byte { return overlapping(true) }, "broken-sheet", sheet.Limits{}},
		"quoted headers":   {func() []byte { return overlapping(false) }, "broken-sheet", sheet.Limits{}},
		"same name":        {twice, "broken-sheet", sheet.Limits{}},
		"ratio":            {dense, "sheet-too-large", sheet.Limits{}},
		"together":         {dense, "sheet-too-large", sheet.Limits{Ratio: 1 << 20, Unpacked: 2 << 20}},
		"wrong size":       {liar, "broken-sheet", sheet.Limits{}},
		"201 parts":        {func() []byte { return many(201) }, "sheet-too-large", sheet.Limits{}},
		"200,000 parts":    {func() []byte { return many(200_000) }, "sheet-too-large", sheet.Limits{}},
		"one text for all": {amplified, "sheet-too-large", sheet.Limits{}},
		"empty cells":      {manyTokens, "sheet-too-large", sheet.Limits{Ratio: 1 << 20}},
		"empty strings":    {manyStrings, "sheet-too-large", sheet.Limits{Ratio: 1 << 20}},
	} {
		t.Run(name, func(t *testing.T) {
			kind := apperr.TooLarge
			if c.code == "broken-sheet" {
				kind = apperr.Unprocessable
			}
			data := c.data()
			peak, took := cost(func() {
				r, err := sheet.Open("a.xlsx", bytes.NewReader(data), columns, c.l)
				if err == nil {
					for _, err = range r.Rows() {
						continue
					}
					_ = r.Close()
				}
				refusal(t, err, kind, c.code)
			})
			if peak > 16<<20 || took > 10*time.Second { // with the race detector; a second without
				t.Errorf("took %v and %d KB more", took, peak>>10)
			}
			t.Logf("%d KB file: %v, %d KB more", len(data)>>10, took, peak>>10)
		})
	}
}

// cost runs f and tells how much the heap grew at most.
func cost(f func()) (peak uint64, took time.Duration) {
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			runtime.ReadMemStats(&now)
			if now.HeapInuse > before.HeapInuse {
				peak = max(peak, now.HeapInuse-before.HeapInuse)
			}
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	start := time.Now()
	f()
	took = time.Since(start)
	close(done)
	<-watched
	return peak, took
}

func FuzzXLSX(f *testing.F) {
	f.Add(pack(parts()))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) { check(t, "a.xlsx", data) })
}

func FuzzSheetXML(f *testing.F) {
	f.Add(`<row r="2"><c r="B2" t="s" s="1"><v>1</v></c></row>`, `<si><r><t>a</t></r><rPh>b</rPh></si>`, `[$-410]dd/mm/yyyy;@`)
	f.Add(`<row><c s="1"><v>46349.25</v></c><c><f>1</f></c></row>`, `<si/>`, `000000`)
	f.Add(`<row><c t="inlineStr"><is><t>_x000D_</t></is></c></row>`, `<si/>`, `"d"\h_m*s[s]0`)
	f.Fuzz(func(t *testing.T, rows, shared, format string) {
		p := parts()
		p["xl/s.xml"] = table(`<row><c t="s"><v>0</v></c></row>` + rows)
		p["xl/t.xml"] = `<sst><si><t>istat</t></si>` + shared + `</sst>`
		p["xl/y.xml"] = `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="` + format + `"/></numFmts><cellXfs><xf/><xf numFmtId="200"/></cellXfs></styleSheet>`
		p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], `</R`, `<Relationship Id="c" Type="/styles" Target="y.xml"/></R`, 1)
		check(t, "a.xlsx", pack(p))
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("istat;name\n1;\"a\nb\"\n\n2;'=x\n"))
	f.Add([]byte("\ufeffistat,name\r\n1,2\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) { check(t, "a.csv", data) })
}

// check wants rows in order, or a refusal.
func check(t *testing.T, format string, data []byte) {
	rows, err := read(format, data, columns, sheet.Limits{})
	if err != nil {
		if e, ok := errors.AsType[*apperr.Error](err); !ok || e.Detail == "" {
			t.Fatalf("%T: %v", err, err)
		}
	}
	last := 0
	for _, r := range rows {
		if r.Number <= last || len(r.Cells) == 0 {
			t.Fatalf("row %d after %d", r.Number, last)
		}
		last = r.Number
		_, _ = r.Object()
	}
}
