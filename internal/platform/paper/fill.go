package paper

import (
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"
)

func (p *paragraph) fill(values map[string]string) {
	marks, _ := scan(p.text)
	if len(marks) == 1 && strings.TrimSpace(p.text) == p.text[marks[0].from:marks[0].to] && p.multiply(values[marks[0].name]) {
		return
	}
	for i := len(marks) - 1; i >= 0; i-- { // backwards: what is before stays where it was
		v := clean(values[marks[i].name])
		if v == "" {
			v = Blank
		}
		p.replace(marks[i], v)
	}
	for _, piece := range p.pieces {
		if piece.element != nil && piece.text != content(piece.element) {
			lines(piece.element, piece.text)
		}
	}
}

// multiply makes a paragraph of each line, all like this one.
func (p *paragraph) multiply(value string) bool {
	all := strings.Split(clean(value), "\n")
	if len(all) < 2 || p.element.Parent() == nil {
		return false
	}
	for i, line := range all {
		e := p.element
		if i < len(all)-1 {
			e = p.element.Copy()
			p.element.Parent().InsertChildAt(p.element.Index(), e)
		}
		one := &paragraph{element: e}
		one.collect(e)
		marks, _ := scan(one.text)
		one.replace(marks[0], line)
		for _, piece := range one.pieces {
			if piece.element != nil && piece.text != content(piece.element) {
				lines(piece.element, piece.text)
			}
		}
	}
	return true
}

// replace writes a value where a mark begins and takes the rest of the mark away, from however many pieces it is in.
func (p *paragraph) replace(m mark, value string) {
	for i := range p.pieces {
		x := &p.pieces[i]
		end := x.from + len(x.text)
		from, to := max(m.from, x.from), min(m.to, end)
		if x.element == nil || from >= to {
			continue
		}
		put := ""
		if from == m.from {
			put = value
		}
		x.text = x.text[:from-x.from] + put + x.text[to-x.from:]
	}
	// Pieces after this one keep their places: marks are replaced from the last to the first, and none before is moved.
}

// lines writes text into a w:t; what follows a line feed goes into a w:t of its own behind a w:br.
func lines(t *etree.Element, text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			at := t.Index() + 1
			br := etree.NewElement("w:br")
			next := etree.NewElement("w:t")
			t.Parent().InsertChildAt(at, br)
			t.Parent().InsertChildAt(at+1, next)
			t = next
		}
		for _, c := range t.Child {
			if d, ok := c.(*etree.CharData); ok {
				d.Data = ""
			}
		}
		t.SetText(line)
		t.CreateAttr("xml:space", "preserve")
	}
}

// clean takes out what XML cannot hold, and the ways in which systems end a line.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, s)
}
