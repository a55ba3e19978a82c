//go:build ignore

// gen writes words.txt.gz from the npm packages named in README.md:
//
//	npm pack @zxcvbn-ts/language-common@4.1.3 @zxcvbn-ts/language-it@3.0.2 @zxcvbn-ts/language-en@4.1.1   # unpacked as common/, it/, en/
//	go run gen.go common/package/src it/package/src en/package/src
package main

import (
	"compress/gzip"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// first are the words that people in an Italian town hall think of first.
const first = `password comune comunita municipio messina sicilia segretario segreteria sindaco assessore giunta consiglio ufficio
protocollo ragioneria tributi anagrafe tecnico vigili polizia anticorruzione trasparenza rpct piao anac pratiche referente rete
utente accesso benvenuto benvenuta cambiami provvisoria temporanea amministratore admin gennaio febbraio marzo aprile maggio giugno
luglio agosto settembre ottobre novembre dicembre lunedi martedi mercoledi giovedi venerdi sabato domenica primavera estate autunno
inverno forza amore ciao juventus juve inter milan napoli palermo catania italia roma`

func main() {
	common, it, en := os.Args[1], os.Args[2], os.Args[3]
	passwords := read(common, "passwords")
	const most = 15_000
	long := slices.DeleteFunc(slices.Clone(passwords[most:]), func(p string) bool { return len(p) < 12 }) // the rest can hardly be chosen here
	lists := [][]string{strings.Fields(first), append(passwords[:most:most], long...), read(it, "commonWords")[:10_000], read(en, "commonWords")[:10_000],
		read(it, "lastnames"), read(it, "firstnames")}
	f, err := os.Create("words.txt.gz")
	check(err)
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	check(err)
	for _, list := range lists {
		seen := map[string]bool{}
		for _, w := range list {
			if w = fold(w); len(w) >= 3 && len(w) <= 40 && !seen[w] && !strings.ContainsAny(w, "\n\r") {
				seen[w] = true
				_, err = z.Write([]byte(w + "\n"))
				check(err)
			}
		}
		_, err = z.Write([]byte("\n")) // the next list counts from one again
		check(err)
	}
	check(z.Close())
	check(f.Close())
}

// fold is what the package does to a password before it looks for words.
func fold(s string) string {
	return strings.Map(func(r rune) rune { return []rune(norm.NFD.String(string(r)))[0] }, strings.ToLower(norm.NFC.String(s)))
}

func read(dir, name string) (out []string) {
	b, err := os.ReadFile(filepath.Join(dir, name+".json"))
	check(err)
	check(json.Unmarshal(b, &out))
	return out
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
