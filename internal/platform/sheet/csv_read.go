package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

const recordMax = 1 << 20 // bytes of one CSV row or one XML token: far above any real one, far below what hurts

var boms = [][]byte{{0xEF, 0xBB, 0xBF}, {0xFF, 0xFE}, {0xFE, 0xFF}}

type csvSource struct {
	r     *csv.Reader
	in    *budget
	comma rune
	row   int // number of the last row read
	line  int // line it ended on
}

func openCSV(r io.Reader, l Limits) (source, error) {
	whole := &budget{r: r, left: l.Bytes, err: tooLarge("file-too-large", "Il file supera %d MB", l.Bytes>>20)}
	record := &budget{r: whole, err: refused("long-row", "Una riga del file è troppo lunga: forse manca una virgoletta di chiusura")}
	record.left = recordMax
	in := bufio.NewReaderSize(record, 64<<10)
	head, err := in.Peek(64 << 10)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if bytes.HasPrefix(head, boms[1]) || bytes.HasPrefix(head, boms[2]) {
		return nil, notUTF8("Il file")
	}
	if bytes.HasPrefix(head, boms[0]) {
		head = head[3:]
		_, _ = in.Discard(3)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.IndexByte(head, 0) >= 0 {
		return nil, refused("not-csv", "Il file non è un CSV: se è un foglio di calcolo, il suo nome deve finire in .xlsx")
	}
	s := &csvSource{r: csv.NewReader(in), in: record, comma: separator(head)}
	s.r.Comma, s.r.FieldsPerRecord, s.r.ReuseRecord = s.comma, -1, true
	return s, nil
}

// separator is the most frequent candidate in the first line, outside quotes.
func separator(head []byte) rune {
	count, quoted := map[rune]int{}, false
	for _, c := range string(bytes.TrimLeft(head, "\r\n")) {
		if c == '"' {
			quoted = !quoted
		}
		if (c == '\n' || c == '\r') && !quoted {
			break
		}
		if !quoted {
			count[c]++
		}
	}
	best := ';'
	for _, c := range ",\t" {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

func (s *csvSource) next() (int, []string, error) {
	s.in.left = recordMax
	cells, err := s.r.Read()
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return 0, nil, refused("broken-csv", "Riga %d del file: virgolette fuori posto. Una cella con virgolette va tutta tra virgolette, e quelle interne raddoppiate",
			parse.StartLine)
	}
	if err != nil {
		return 0, nil, err
	}
	// Blank lines are rows for a spreadsheet program, lines inside quotes are not.
	first, _ := s.r.FieldPos(0)
	last, _ := s.r.FieldPos(len(cells) - 1)
	s.row += first - s.line
	s.line = last + strings.Count(cells[len(cells)-1], "\n")
	return s.row, cells, nil
}

func (s *csvSource) decimal() byte {
	if s.comma == ',' {
		return '.'
	}
	return ','
}

func (*csvSource) Close() error { return nil }

// budget reads at most left bytes more and then fails with err.
type budget struct {
	r    io.Reader
	left int64
	err  error
}

func (b *budget) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if int64(n) > b.left {
		return 0, b.err
	}
	b.left -= int64(n)
	return n, err
}
