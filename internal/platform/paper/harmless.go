package paper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/beevik/etree"
)

// shallow refuses, without building anything, a DOCTYPE (and with it entities), and nesting beyond what a document has.
func shallow(raw []byte) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	depth := 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return refuse("broken", "Il documento contiene XML non valido")
		}
		switch token.(type) {
		case xml.Directive:
			return refuse("doctype", "Il documento contiene una dichiarazione DOCTYPE, che non è ammessa")
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return refuse("broken", "Il documento è annidato oltre misura")
			}
		case xml.EndElement:
			depth--
		}
	}
}

// Parts that a text does not need and that could run, or hide, something else.
var forbiddenParts = []struct{ has, code, what string }{
	{"vbaproject", "macros", "macro"}, {"vbadata", "macros", "macro"}, {"/embeddings/", "embedded", "un file incorporato"},
	{"oleobject", "embedded", "un oggetto OLE"}, {"/activex/", "embedded", "un controllo ActiveX"}, {"afchunk", "embedded", "un altro documento"},
	{".bin", "embedded", "un file binario"}, {".exe", "embedded", "un programma"},
}

// Elements that pull something else in.
var forbiddenElements = map[string]string{
	"altChunk": "un altro documento", "object": "un oggetto incorporato", "OLEObject": "un oggetto OLE", "subDoc": "un altro documento",
	"control": "un controllo ActiveX", "script": "uno script",
}

// Fields that read files, data or the network when a document is opened or converted.
var reachingField = regexp.MustCompile(`(?i)^\s*(INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE|RD|MACROBUTTON|AUTOTEXT|GOTOBUTTON|EMBED)\b`)

// harmless refuses what could run, or reach out of the document.
func (t *Template) harmless() error {
	for _, f := range t.files {
		name := strings.ToLower(f.Name)
		for _, bad := range forbiddenParts {
			if strings.Contains("/"+name, bad.has) && !strings.HasSuffix(name, "printersettings1.bin") {
				return refuse(bad.code, "Il documento contiene %s (%s): toglilo e salva di nuovo", bad.what, clip(f.Name))
			}
		}
		if strings.HasSuffix(name, ".rels") {
			rels, err := t.xml(f.Name)
			if err == nil {
				err = related(rels)
			}
			if err != nil {
				return err
			}
		}
	}
	for _, doc := range t.parts {
		for e := range elements(doc.Root()) {
			if what, bad := forbiddenElements[e.Tag]; bad {
				return refuse("embedded", "Il documento contiene %s: toglilo e salva di nuovo", what)
			}
			field := ""
			switch e.Tag {
			case "instrText":
				field = e.Text()
			case "fldSimple":
				field = e.SelectAttrValue("instr", "")
			}
			if reachingField.MatchString(field) {
				return refuse("external", "Il documento contiene un campo che legge altrove (%s): toglilo e salva di nuovo", clip(strings.TrimSpace(field)))
			}
		}
		if p := splitField(doc.Root()); p != "" {
			return refuse("external", "Il documento contiene un campo che legge altrove (%s): toglilo e salva di nuovo", clip(p))
		}
	}
	return nil
}

// splitField finds such a field whose instruction is in several pieces.
func splitField(root *etree.Element) string {
	var whole strings.Builder
	for e := range elements(root) {
		switch {
		case e.Tag == "fldChar" && e.SelectAttrValue("fldCharType", "") == "begin":
			whole.Reset()
		case e.Tag == "instrText":
			whole.WriteString(e.Text())
			if text := whole.String(); reachingField.MatchString(text) {
				return strings.TrimSpace(text)
			}
		}
	}
	return ""
}

// related refuses targets outside the document, other than addresses that a reader may follow.
func related(rels *etree.Document) error {
	for _, r := range rels.FindElements("//Relationship") {
		if !strings.EqualFold(r.SelectAttrValue("TargetMode", ""), "External") {
			continue
		}
		kind, target := r.SelectAttrValue("Type", ""), r.SelectAttrValue("Target", "")
		kind = kind[strings.LastIndex(kind, "/")+1:]
		u, err := url.Parse(target)
		if kind == "hyperlink" && err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto") {
			continue
		}
		return refuse("external", "Il documento rimanda a qualcosa fuori di sé (%s: %s): toglilo e salva di nuovo", clip(kind), clip(target))
	}
	return nil
}
