package password

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The method is zxcvbn's: a password is as strong as its cheapest description in words, dates, sequences, repetitions and
// single characters. It is written here because the Go ports keep 10 MB of English words in memory from the start of the program.

//go:embed words/words.txt.gz
var packedWords []byte

const (
	anyCharacter = 4  // bits of a character that nothing explains
	longestWord  = 40 // in words.txt.gz
)

// strength is the number of bits of the cheapest description; known is true of a password that is in the list as it is.
func strength(plain string, about []string) (bits float64, known bool) {
	as := []rune(plain)
	n := len(as)
	words, known := newWords(as, about)
	best := make([]float64, n+1)
	for end := 1; end <= n; end++ {
		best[end] = best[end-1] + anyCharacter
		for start := end - 1; start >= 0; start-- {
			cost := repeated(words.folded, start, end)
			if end-start <= longestWord {
				cost = min(cost, words.cost(start, end), sequence(words.folded[start:end]), date(as[start:end]))
			}
			best[end] = min(best[end], best[start]+cost)
		}
	}
	return best[n], known
}

// words knows which parts of the password are words, in any of its readings.
type words struct {
	as, folded []rune
	readings   [][]rune       // folded, then with digits and signs read as letters
	rank       map[string]int // 0: not in the list
}

var leet = []map[rune]rune{
	{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g', '@': 'a', '$': 's', '!': 'i', '€': 'e', '|': 'i'},
	{'0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '6': 'g', '2': 'z', '@': 'a', '$': 's', '!': 'l', '|': 'l'},
}

func newWords(as []rune, about []string) (*words, bool) {
	w := &words{as: as, folded: fold(as), rank: map[string]int{}}
	w.readings = [][]rune{w.folded}
	for _, m := range leet {
		reading := make([]rune, len(as))
		for i, r := range w.folded {
			if reading[i] = r; m[r] != 0 {
				reading[i] = m[r]
			}
		}
		w.readings = append(w.readings, reading)
	}
	for _, reading := range w.readings {
		for start := range reading {
			for end := start + 3; end <= min(len(reading), start+longestWord); end++ {
				w.rank[string(reading[start:end])] = 0
			}
		}
	}
	for _, text := range about {
		for _, part := range strings.FieldsFunc(string(fold([]rune(norm.NFC.String(text)))), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if _, occurs := w.rank[part]; occurs {
				w.rank[part] = 1
			}
		}
	}
	rank, known := 1, false
	z, err := gzip.NewReader(bytes.NewReader(packedWords))
	if err != nil {
		panic(err) // embedded: it is there or the tests do not pass
	}
	for lines := bufio.NewScanner(z); lines.Scan(); rank++ {
		if len(lines.Bytes()) == 0 {
			rank = 0
			continue
		}
		if old, occurs := w.rank[string(lines.Bytes())]; occurs && (old == 0 || rank < old) {
			w.rank[lines.Text()] = rank
			known = known || string(w.folded) == lines.Text()
		}
	}
	return w, known
}

// cost is that of the part as a word: its rank, a bit for capitals, a bit for digits in place of letters.
func (w *words) cost(start, end int) float64 {
	best := math.Inf(1)
	if end-start < 3 {
		return best
	}
	capitals := 0.0
	for _, r := range w.as[start:end] {
		if unicode.IsUpper(r) {
			capitals = 1
		}
	}
	for i, reading := range w.readings {
		if rank := w.rank[string(reading[start:end])]; rank > 0 {
			best = min(best, math.Log2(float64(rank))+capitals+min(float64(i), 1))
		}
	}
	return best
}

// fold makes lower case without accents, rune by rune.
func fold(rs []rune) []rune {
	out := make([]rune, len(rs))
	for i, r := range rs {
		out[i] = []rune(norm.NFD.String(string(unicode.ToLower(r))))[0]
	}
	return out
}

// repeated is the cost of a part that says again what stands right before it, or what was said before.
func repeated(rs []rune, start, end int) float64 {
	part := rs[start:end]
	if n := len(part); n <= start && slices.Equal(rs[start-n:start], part) {
		return 1
	}
	if len(part) >= 3 && len(part) <= longestWord {
		for at := range max(0, start-len(part)+1) {
			if slices.Equal(rs[at:at+len(part)], part) {
				return 2 + math.Log2(float64(start))
			}
		}
	}
	return math.Inf(1)
}

// rows are walks over the keyboard, in both directions.
var rows = func() (out [][]rune) {
	for _, row := range []string{"qwertyuiopèasdfghjklòàùzxcvbnm,.-", "1234567890'ì", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0pò-", "qazwsxedcrfvtgbyhnujmik", "!\"£$%&/()=?", "!@#$%^&*()"} {
		there := []rune(row)
		back := slices.Clone(there)
		slices.Reverse(back)
		out = append(out, there, back)
	}
	return out
}()

// sequence is the cost of abc, 987, asdf and the like.
func sequence(rs []rune) float64 {
	if len(rs) < 3 {
		return math.Inf(1)
	}
	cost := 5 + math.Log2(float64(len(rs)))
	if strings.ContainsRune("a1q0z9", rs[0]) { // where everyone begins
		cost -= 4
	}
	if step := rs[1] - rs[0]; step == 1 || step == -1 {
		even := true
		for i := 2; i < len(rs); i++ {
			even = even && rs[i]-rs[i-1] == step
		}
		if even {
			return cost
		}
	}
	for _, row := range rows {
		if walks(row, rs) {
			return cost
		}
	}
	return math.Inf(1)
}

func walks(row, part []rune) bool {
	for at := range max(0, len(row)-len(part)+1) {
		if slices.Equal(row[at:at+len(part)], part) {
			return true
		}
	}
	return false
}

// date is the cost of a year and of a day written in digits, with or without signs between.
func date(rs []rune) float64 {
	digits := 0
	for i, r := range rs {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("/-. _", r) || i == 0 || i == len(rs)-1:
			return math.Inf(1)
		}
	}
	s := string(rs)
	switch {
	case digits == 4 && len(rs) == 4 && (s[:2] == "19" || s[:2] == "20"):
		return 6.5
	case len(rs) > digits+2 || digits != 6 && digits != 8:
		return math.Inf(1)
	case digits == 8 && (strings.Contains(s, "19") || strings.Contains(s, "20")), digits == 6:
		return 16
	}
	return math.Inf(1)
}
