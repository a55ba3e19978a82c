package paper

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const (
	ns    = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>`
)

// document makes a DOCX with this body; more alternates names and contents of parts.
func document(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	parts := []string{"[Content_Types].xml", types, "word/header1.xml", `<w:hdr ` + ns + `><w:p><w:r><w:t>{{ente}}</w:t></w:r></w:p></w:hdr>`,
		"word/document.xml", `<w:document ` + ns + `><w:body>` + body + `</w:body></w:document>`}
	for i := 0; i < len(more); i += 2 {
		if at := slices.Index(parts, more[i]); at >= 0 {
			parts[at+1] = more[i+1]
		} else {
			parts = append(parts, more[i], more[i+1])
		}
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(t testing.TB, file []byte) *Template {
	t.Helper()
	x, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// texts are those of the paragraphs of the main part.
func texts(t testing.TB, file []byte) []string {
	t.Helper()
	var out []string
	for _, p := range paragraphs(open(t, file).parts["word/document.xml"].Root()) {
		out = append(out, p.text)
	}
	return out
}

func run(s string) string { return `<w:r><w:rPr><w:b/></w:rPr><w:t>` + s + `</w:t></w:r>` }

func par(runs ...string) string { return `<w:p>` + strings.Join(runs, "") + `</w:p>` }

func TestFill(t *testing.T) {
	values := map[string]string{"ente": "Comune di Forza d'Agrò", "a": "Rossi & Figli <b>", "righe": "uno\r\ndue\ntre", "vuoto": ""}
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"whole":                {par(run("Il {{ente}} e {{a}}.")), []string{"Il Comune di Forza d'Agrò e Rossi & Figli <b>."}},
		"split":                {par(run("Il {"), `<w:proofErr w:type="spellStart"/>`, run("{en"), run("te}"), run("} qui")), []string{"Il Comune di Forza d'Agrò qui"}},
		"shared boundary":      {par(run("{{en"), run("te}} e {{"), run("a}}!")), []string{"Comune di Forza d'Agrò e Rossi & Figli <b>!"}},
		"spaces":               {par(run("{{ ente }}")), []string{"Comune di Forza d'Agrò"}},
		"blank":                {par(run("n. {{vuoto}} del {{ignoto}}")), []string{"n. ______ del ______"}},
		"value is no template": {par(run("{{a}}{{b}}")), []string{"Rossi & Figli <b>______"}},
		"list":                 {par(run("{{righe}}")), []string{"uno", "due", "tre"}},
		"lines":                {par(run("Vedi {{righe}} qui")), []string{"Vedi uno\ndue\ntre qui"}},
		"hyperlink":            {par(`<w:hyperlink>`, run("{{en"), `</w:hyperlink>`, run("te}}")), []string{"Comune di Forza d'Agrò"}},
		"deleted":              {par(`<w:del><w:r><w:delText>{{x</w:delText></w:r></w:del>`, run("{{ente}}")), []string{"Comune di Forza d'Agrò"}},
		"table":                {`<w:tbl><w:tr><w:tc>` + par(run("{{ente}}")) + `</w:tc></w:tr></w:tbl>`, []string{"Comune di Forza d'Agrò"}},
		"cdata":                {par(`<w:r><w:t><![CDATA[{{ente}}]]></w:t></w:r>`), []string{"Comune di Forza d'Agrò"}},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := open(t, document(t, c.body)).Fill(values)
			if err != nil {
				t.Fatal(err)
			}
			if got := texts(t, out); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			head := paragraphs(open(t, out).parts["word/header1.xml"].Root())
			if head[0].text != "Comune di Forza d'Agrò" {
				t.Errorf("header %q", head[0].text)
			}
		})
	}
}

func TestInspect(t *testing.T) {
	r := open(t, document(t, par(run("Il {{comune}} di {{en"), run("te}}"))+par(run("la zona {{zona senza fine"))+par(run("fine}} e {{Nome Errato}}"))+
		par(run("{{prima {{ente}}")))).Inspect()
	if !slices.Equal(r.Names, []string{"comune", "ente"}) {
		t.Errorf("%q", r.Names)
	}
	want := []Loose{{"unclosed", "la zona {{zona senza fine"}, {"unopened", "fine}} e {{Nome Errato}}"}, {"name", "fine}} e {{Nome Errato}}"}, {"unclosed", "{{prima {{ente}}"}}
	if !slices.Equal(r.Loose, want) {
		t.Errorf("%q", r.Loose)
	}
}

func TestRefused(t *testing.T) {
	ok := par(run("{{ente}}"))
	rels := func(kind, target string) string {
		return `<Relationships xmlns="r"><Relationship Id="1" Type="http://x/` + kind + `" Target="` + target + `" TargetMode="External"/></Relationships>`
	}
	bomb := strings.Repeat(" ", maxPart+1)
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"empty":          {nil, "not-docx"},
		"text":           {[]byte("ciao"), "not-docx"},
		"old":            {[]byte{0xD0, 0xCF, 0x11, 0xE0, 0, 0}, "not-docx"},
		"huge":           {make([]byte, MaxSize+1), "too-large"},
		"spreadsheet":    {document(t, ok, "[Content_Types].xml", `<Types/>`), "not-docx"},
		"macro type":     {document(t, ok, "[Content_Types].xml", strings.Replace(types, "vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main", 1)), "macros"},
		"macro":          {document(t, ok, "word/vbaProject.bin", "x"), "macros"},
		"ole":            {document(t, ok, "word/embeddings/oleObject1.bin", "x"), "embedded"},
		"program":        {document(t, ok, "word/media/a.exe", "x"), "embedded"},
		"object":         {document(t, par(`<w:object/>`)), "embedded"},
		"chunk":          {document(t, `<w:altChunk/>`), "embedded"},
		"picture":        {document(t, ok, "word/_rels/document.xml.rels", rels("image", "http://169.254.169.254/")), "external"},
		"attached":       {document(t, ok, "word/_rels/settings.xml.rels", rels("attachedTemplate", "file:///C:/x.dotm")), "external"},
		"local link":     {document(t, ok, "word/_rels/document.xml.rels", rels("hyperlink", "file:///etc/passwd")), "external"},
		"field":          {document(t, par(`<w:r><w:instrText> INCLUDETEXT "/etc/passwd" </w:instrText></w:r>`)), "external"},
		"split field":    {document(t, par(`<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText></w:r>`)), "external"},
		"simple field":   {document(t, par(`<w:fldSimple w:instr=" includepicture x"/>`)), "external"},
		"doctype":        {document(t, ok, "word/document.xml", `<!DOCTYPE x [<!ENTITY a "b">]><w:document `+ns+`/>`), "doctype"},
		"entity":         {document(t, par(`<w:r><w:t>&a;</w:t></w:r>`)), "broken"},
		"deep":           {document(t, strings.Repeat("<w:sdt>", maxDepth+1)+strings.Repeat("</w:sdt>", maxDepth+1)), "broken"},
		"not xml":        {document(t, "<w:p>"), "broken"},
		"absent part":    {document(t, ok, "[Content_Types].xml", strings.Replace(types, "document.xml", "altro.xml", 1)), "broken"},
		"climbing":       {document(t, ok, "../x", "y"), "broken"},
		"bomb":           {document(t, ok, "word/media/a.png", bomb), "too-large"},
		"two bombs":      {document(t, ok, "a.png", bomb[1:], "b.png", bomb[1:], "c.png", bomb[1:]), "too-large"},
		"hyperlink kept": {document(t, ok, "word/_rels/document.xml.rels", rels("hyperlink", "https://www.cittametropolitana.me.it/")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(c.file)
			p := AsProblem(err)
			switch {
			case c.code == "" && err != nil:
				t.Error(err)
			case c.code != "" && (p == nil || p.Code != c.code || p.Detail == ""):
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
	parts := make([]string, 0, 2*maxParts)
	for i := range maxParts {
		parts = append(parts, fmt.Sprintf("media/%d.png", i), "x")
	}
	if p := AsProblem(second(Open(document(t, ok, parts...)))); p == nil || p.Code != "too-many-parts" {
		t.Error(p)
	}
}

func second[T any](_ T, err error) error { return err }

// However Word cuts a paragraph into runs, what is filled is what a plain replacement in its text gives; and values never become marks.
func TestFillIsReplacement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom([]string{"{{a}}", "{{bb}}", "{{ c1 }}", "{{A}}", "{", "}", "{{", "}}", "x", "è ", "&<>", "{{zz}}"}), 1, 8).Draw(t, "pieces")
		text := strings.Join(pieces, "")
		values := map[string]string{}
		for _, k := range []string{"a", "bb", "c1"} {
			values[k] = rapid.SampledFrom([]string{"", "v", "{{a}}", "}}", "é & <b>", "{"}).Draw(t, k)
		}
		var runs []string
		for rest := []rune(text); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			runs = append(runs, run(escaped(string(rest[:n]))))
			rest = rest[n:]
		}
		marks, _ := scan(text)
		want, at := "", 0
		for _, m := range marks {
			want += text[at:m.from] + orBlank(values[m.name])
			at = m.to
		}
		want += text[at:]
		x, err := Open(documentOf(par(runs...)))
		if err != nil {
			t.Fatal(err)
		}
		out, err := x.Fill(values)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Open(out)
		if err != nil {
			t.Fatal(err)
		}
		if got := paragraphs(back.parts["word/document.xml"].Root())[0].text; got != want {
			t.Fatalf("%q: %q, want %q", text, got, want)
		}
	})
}

func documentOf(body string) []byte { return document(&testing.T{}, body) }

func orBlank(s string) string {
	if s == "" {
		return Blank
	}
	return s
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"{{a}}", "{{a", "a}}", "{{{a}}}", "{{ a }} {{", "}}{{", "è{{à}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		marks, loose := scan(s)
		at := 0
		for _, m := range marks {
			if m.from < at || m.to > len(s) || s[m.from:m.from+2] != "{{" || s[m.to-2:m.to] != "}}" || !wellNamed.MatchString(m.name) {
				t.Fatalf("%q: %+v", s, m)
			}
			at = m.to
		}
		if len(marks)+len(loose) == 0 && (strings.Contains(s, "{{") || strings.Contains(s, "}}")) {
			t.Fatalf("%q: nothing said", s)
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(document(f, par(run("{{ente}}"))))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		x, err := Open(file)
		if err != nil {
			if AsProblem(err) == nil {
				t.Fatal(err)
			}
			return
		}
		x.Inspect()
		if _, err := x.Fill(map[string]string{"ente": "E"}); err != nil && AsProblem(err) == nil {
			t.Fatal(err)
		}
	})
}

// A long section is several tables, none of which begins in the middle of a cell; no row is lost.
func TestAnnexDividesLongTables(t *testing.T) {
	rows := make([][]string, 200)
	for i := range rows {
		rows[i] = []string{"Processo", "Evento " + strconv.Itoa(i)}
		if i%9 != 0 {
			rows[i][0] = As
		}
	}
	docx, err := Annex{Sections: []Section{{Heading: "Area", Columns: []AnnexColumn{{"Processo", 1}, {"Evento", 1}}, Rows: rows}}}.Docx()
	if err != nil {
		t.Fatal(err)
	}
	tables := strings.Split(partOf(t, docx, "word/document.xml"), "<w:tbl>")[1:]
	if len(tables) != 5 {
		t.Errorf("%d tables", len(tables))
	}
	n := 0
	for _, table := range tables {
		n += strings.Count(table, "Evento ")
		body := strings.SplitN(table, "</w:tr>", 3)
		if !strings.Contains(body[0], "<w:tblHeader/>") || strings.Contains(body[1], "<w:vMerge/>") {
			t.Errorf("a table begins with %s", body[:2])
		}
	}
	if n != len(rows) {
		t.Errorf("%d rows", n)
	}
}

func partOf(t *testing.T, docx []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
