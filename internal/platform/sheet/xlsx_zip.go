package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"math"
	"os"
	"slices"
	"strings"
)

// archive is a checked zip: nothing in it is unpacked before the sizes it declares were found bearable, and the zip package
// stops a part that turns out larger than declared.
type archive struct {
	parts  map[string]*zip.File // by lower-case name
	tokens int                  // that may still be read
	file   io.Closer
}

// directoryMax bounds what reading the directory of parts may take: a 10 MB file can hold 200,000 empty parts.
const directoryMax = 256 << 10

func openArchive(r io.Reader, l Limits) (*archive, error) {
	in, size, file, err := seekable(r, l.Bytes)
	if err != nil {
		return nil, err
	}
	a := &archive{parts: map[string]*zip.File{}, tokens: tokensMax, file: file}
	if err := a.check(in, size, l); err != nil {
		_ = file.Close()
		return nil, err
	}
	return a, nil
}

func (a *archive) check(in io.ReaderAt, size int64, l Limits) error {
	magic := make([]byte, 8)
	if _, err := in.ReadAt(magic, 0); err != nil && err != io.EOF {
		return err
	}
	if bytes.HasPrefix(magic, []byte("\xD0\xCF\x11\xE0")) {
		return refused("old-sheet", "Il file è protetto da una password o nel vecchio formato .xls: salvalo come .xlsx senza password")
	}
	limited := &readerAt{ReaderAt: in, left: directoryMax}
	z, err := zip.NewReader(limited, size)
	if limited.left < 0 || err == nil && len(z.File) > l.Entries {
		return bomb()
	}
	if err != nil {
		return broken(err)
	}
	limited.left = math.MaxInt64
	return a.index(z.File, size, l)
}

// index refuses parts that share bytes, repeat a name, unpack to too much, or do what a table need not do.
func (a *archive) index(files []*zip.File, size int64, l Limits) error {
	type span struct{ from, to int64 }
	var spans []span
	left := uint64(l.Unpacked)
	for _, f := range files {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if err := refuseActive(name); err != nil {
			return err
		}
		packed, unpacked := f.CompressedSize64, f.UncompressedSize64
		if unpacked > left || unpacked > 1<<20 && unpacked/uint64(l.Ratio) > packed {
			return bomb()
		}
		left -= unpacked
		from, err := f.DataOffset()
		if err != nil || packed > uint64(size) || from+int64(packed) > size || a.parts[name] != nil {
			return broken(err)
		}
		if packed > 0 {
			spans = append(spans, span{from, from + int64(packed)})
		}
		a.parts[name] = f
	}
	slices.SortFunc(spans, func(x, y span) int { return cmp.Compare(x.from, y.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return broken(nil)
		}
	}
	return nil
}

func refuseActive(name string) error {
	switch {
	case strings.Contains(name, "vbaproject"), strings.Contains(name, "macrosheets/"), strings.Contains(name, "activex/"):
		return refused("macros", "I file con macro non sono ammessi: salva il foglio come .xlsx o CSV")
	case strings.Contains(name, "externallinks/"), strings.HasSuffix(name, "connections.xml"), strings.Contains(name, "querytables/"):
		return refused("external-links", "Il foglio è collegato ad altri file: interrompi i collegamenti (Dati → Modifica collegamenti) e salvalo di nuovo")
	case strings.Contains(name, "embeddings/"):
		return refused("embedded-files", "Il foglio contiene altri file: toglili e salvalo di nuovo")
	}
	return nil
}

func (a *archive) open(name string) (*xmlReader, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, broken(os.ErrNotExist)
	}
	in, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	return newXML(in, &a.tokens), nil
}

// readerAt stops a caller that reads more than left bytes in all.
type readerAt struct {
	io.ReaderAt
	left int64
}

func (r *readerAt) ReadAt(p []byte, off int64) (int, error) {
	if r.left -= int64(len(p)); r.left < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	return r.ReaderAt.ReadAt(p, off)
}

// seekable uses what is in memory as it is and spools anything else to a file that has no name any more.
func seekable(r io.Reader, most int64) (io.ReaderAt, int64, io.Closer, error) {
	tooBig := tooLarge("file-too-large", "Il file supera %d MB", most>>20)
	if m, ok := r.(interface {
		io.ReaderAt
		Size() int64
	}); ok {
		if m.Size() > most {
			return nil, 0, nil, tooBig
		}
		return m, m.Size(), io.NopCloser(nil), nil
	}
	f, err := os.CreateTemp("", "sheet-*")
	if err != nil {
		return nil, 0, nil, err
	}
	_ = os.Remove(f.Name())
	n, err := io.Copy(f, &budget{r: r, left: most, err: tooBig})
	if err != nil {
		_ = f.Close()
		return nil, 0, nil, err
	}
	return f, n, f, nil
}
