package paper

import (
	"iter"
	"strings"

	"github.com/beevik/etree"
)

// elements walks a tree in the order of the document.
func elements(root *etree.Element) iter.Seq[*etree.Element] {
	return func(yield func(*etree.Element) bool) { walk(root, yield) }
}

func walk(e *etree.Element, yield func(*etree.Element) bool) bool {
	if e == nil {
		return true
	}
	if !yield(e) {
		return false
	}
	for _, c := range e.ChildElements() {
		if !walk(c, yield) {
			return false
		}
	}
	return true
}

// paragraph is the text of a w:p, which Word cuts into runs as it likes.
type paragraph struct {
	element *etree.Element
	pieces  []piece
	text    string
}

// piece is a w:t at its place in the text of its paragraph; what stands for another character (a tab, a break) has no element.
type piece struct {
	element *etree.Element
	from    int
	text    string
}

var breaks = map[string]string{"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "fldChar": "", "drawing": "", "pict": ""}

func paragraphs(root *etree.Element) []*paragraph {
	var out []*paragraph
	for e := range elements(root) {
		if e.Tag == "p" && e.Space == "w" {
			p := &paragraph{element: e}
			p.collect(e)
			out = append(out, p)
		}
	}
	return out
}

func (p *paragraph) collect(e *etree.Element) {
	for _, c := range e.ChildElements() {
		switch {
		case c.Tag == "p" && c.Space == "w", c.Tag == "pPr", c.Tag == "rPr", c.Tag == "del": // a text box has paragraphs of its own
		case c.Tag == "t" && c.Space == "w":
			p.add(c, content(c))
		default:
			if s := breaks[c.Tag]; s != "" && c.Space == "w" {
				p.add(nil, s)
			}
			p.collect(c)
		}
	}
}

func (p *paragraph) add(e *etree.Element, text string) {
	p.pieces = append(p.pieces, piece{e, len(p.text), text})
	p.text += text
}

// content is all the text in e: an editor may leave it in several pieces.
func content(e *etree.Element) string {
	var b strings.Builder
	for _, c := range e.Child {
		if d, ok := c.(*etree.CharData); ok {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
