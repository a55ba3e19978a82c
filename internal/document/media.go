package document

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/blob"
	"comunita/internal/platform/media"
)

// The types of content: of acts, which are signed, and of what the secretariat shares besides.
const (
	docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	odt  = "application/vnd.oasis.opendocument.text"
	png  = "image/png"
	jpeg = "image/jpeg"
)

// Media lists every type a document can have.
var Media = []string{media.PDF, media.CMS, docx, odt, xlsx, png, jpeg}

// accepted refuses a content by what it is, whatever it is called.
func accepted(municipality string, b blob.Blob) error {
	may, list := Media[:2], "PDF, P7M e P7S"
	if municipality == "" {
		may, list = Media, "PDF, P7M, P7S, DOCX, ODT, XLSX, PNG e JPEG"
	}
	if b.Size > 0 && slices.Contains(may, b.Media) {
		return nil
	}
	what := found[b.Media]
	switch {
	case b.Size == 0:
		what = "un file vuoto"
	case what == "" && strings.HasPrefix(b.Media, "text/"):
		what = "un testo (" + b.Media + ")"
	case what == "":
		what = "un contenuto di tipo " + b.Media
	}
	return apperr.New(apperr.Unprocessable, "file-type", "Il file non è accettato: è %s. Si accettano %s", what, list).
		At("/file", "file-type", "È %s; si accettano %s", what, list)
}

// found names what people send by mistake.
var found = map[string]string{
	"application/octet-stream":                      "un contenuto che non si riconosce",
	"application/vnd.microsoft.portable-executable": "un programma eseguibile di Windows",
	"application/x-elf":                             "un programma eseguibile",
	"application/x-executable":                      "un programma eseguibile",
	"application/x-sharedlib":                       "un programma eseguibile",
	"application/x-object":                          "un programma eseguibile",
	"application/x-mach-binary":                     "un programma eseguibile",
	"application/zip":                               "un archivio ZIP",
	"text/html":                                     "una pagina web (HTML)",
	"image/svg+xml":                                 "un'immagine SVG",
	"application/msword":                            "un documento Word del vecchio formato (DOC)",
	docx:                                            "un documento Word (DOCX)",
	odt:                                             "un documento di testo (ODT)",
	xlsx:                                            "un foglio di calcolo (XLSX)",
	png:                                             "un'immagine (PNG)",
	jpeg:                                            "un'immagine (JPEG)",
}

// extensions are the usual ones of a type; the first is given to a name that has none of them.
var extensions = map[string][]string{
	media.PDF: {".pdf"}, media.CMS: {".p7m", ".p7s"}, docx: {".docx"}, odt: {".odt"}, xlsx: {".xlsx"}, png: {".png"}, jpeg: {".jpg", ".jpeg"},
}

const longestName = 160

// cleanName keeps the last part of a name, without what no file name needs, ending as its content wants.
func cleanName(name, kind string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/|?*`, r) {
			return '_'
		}
		return r
	}, visible(name))
	name = strings.Trim(name, ". ")
	if name == "" || name == "/" {
		name = "documento"
	}
	ends := extensions[kind]
	ok := slices.ContainsFunc(ends, func(e string) bool { return strings.HasSuffix(strings.ToLower(name), e) })
	if runes := []rune(name); len(runes) > longestName {
		name = string(runes[:longestName])
		ok = false
	}
	if !ok && len(ends) > 0 {
		name += ends[0]
	}
	return name
}

// visible drops the characters that hide or turn others.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
}

// innerName is the name of what a container holds.
func innerName(name, kind string) string {
	for _, end := range extensions[media.CMS] {
		for strings.HasSuffix(strings.ToLower(name), end) {
			name = name[:len(name)-len(end)]
		}
	}
	return cleanName(name, kind)
}

// stem is a name without its extensions.
func stem(name string) string {
	for {
		ext := path.Ext(name)
		known := false
		for _, e := range extensions {
			known = known || slices.Contains(e, strings.ToLower(ext))
		}
		if !known || len(ext) == len(name) {
			return name
		}
		name = strings.TrimSuffix(name, ext)
	}
}
