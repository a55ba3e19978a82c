package evaluation

import (
	"slices"
	"strconv"
	"strings"
)

// Method is a way to judge a risk.
type Method string

// The methods. PNA 2013 is superseded by the annex of 2019: it is kept for what was judged by it, and for comparison.
const (
	PNA2019 Method = "pna2019"
	PNA2013 Method = "pna2013"
)

// Level of a risk, of a treatment's residue, of a process.
type Level int16

// The levels: BASSO, MEDIO, ALTO, the least scale that the PNA 2019 admits.
const (
	Low Level = iota + 1
	Medium
	High
)

var levelNames = []string{"", "low", "medium", "high"}

// String is the level's name in the API.
func (l Level) String() string { return levelNames[l] }

// LevelOf reads the name of a level; nil when there is none.
func LevelOf(name string) *Level {
	if i := slices.Index(levelNames, name); i > 0 {
		l := Level(i)
		return &l
	}
	return nil
}

// Description of a method: what pages and outside systems show, so that no one needs a copy of it.
type Description struct {
	Method               Method
	Name, Source         string
	Superseded           bool
	Note                 string
	Questions            []Question
	Probability, Impacts []Answerable // what the means of pna2013 are called
}

// Question of a method, with the values it admits.
type Question struct {
	Code, Group, Name, Text string
	Note                    string // how its scale runs, where that surprises
	Evidence                string // what usually proves the answer
	Options                 []Answerable
}

// Answerable is a value and what it says.
type Answerable struct {
	Value int
	Text  string
}

// Values are those a question admits.
func (q Question) Values() []int {
	out := make([]int, len(q.Options))
	for i, o := range q.Options {
		out[i] = o.Value
	}
	return out
}

// Admits tells whether a value is one of the question's scale.
func (q *Question) Admits(value int) bool { return slices.Contains(q.Values(), value) }

// Admitted are the values of the scale, to be told: "1, 3, 5".
func (q *Question) Admitted() string {
	var out []string
	for _, v := range q.Values() {
		out = append(out, strconv.Itoa(v))
	}
	return strings.Join(out, ", ")
}

// Codes are those of the questions of a method, in its order.
func (d *Description) Codes() []string {
	out := make([]string, len(d.Questions))
	for i, q := range d.Questions {
		out[i] = q.Code
	}
	return out
}

// Described gives the method, or nil.
func Described(m Method) *Description {
	for i := range Methods {
		if Methods[i].Method == m {
			return &Methods[i]
		}
	}
	return nil
}

// Question finds a question of the method, or nil.
func (d *Description) Question(code string) *Question {
	for i := range d.Questions {
		if d.Questions[i].Code == code {
			return &d.Questions[i]
		}
	}
	return nil
}
