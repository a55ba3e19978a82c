package document

import (
	"strings"
	"testing"

	"comunita/internal/platform/media"
)

func TestNamesAreCleaned(t *testing.T) {
	for given, want := range map[string]string{
		"delibera.pdf":                    "delibera.pdf",
		"DELIBERA.PDF":                    "DELIBERA.PDF",
		"../../etc/passwd":                "passwd.pdf",
		`C:\atti\delibera n. 1.pdf`:       "delibera n. 1.pdf",
		"":                                "documento.pdf",
		"..":                              "documento.pdf",
		"/":                               "_.pdf",
		"a\x00b\r\nc.pdf":                 "abc.pdf",
		"fattura\u202efdp.exe":            "fatturafdp.exe.pdf", // turned around it would read as a PDF
		`<img src=x>|?*.pdf`:              "_img src=x____.pdf",
		strings.Repeat("è", 300) + ".pdf": strings.Repeat("è", longestName) + ".pdf",
		"atto.pdf.p7m":                    "atto.pdf.p7m.pdf", // a PDF, whatever it says
	} {
		if got := cleanName(given, media.PDF); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	if got := innerName("Parere.PDF.P7M.p7m", media.PDF); got != "Parere.PDF" {
		t.Error(got)
	}
	if got := stem("Parere.pdf.p7m"); got != "Parere" {
		t.Error(got)
	}
	if got := stem(".pdf"); got != ".pdf" {
		t.Error(got)
	}
}
