package siterules

import (
	"errors"
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// textTest is a test that stands among rules for text: lines, and what the rules of
// the site it stands below make of them. Nothing else is asked, no cleaner and no model.
//
//	test "Read more: Bridge closes" removed as related
//	test "He said so. (Photo: Ada Lee) She did not." becomes "He said so. She did not."
//	test "Sign up for our letter" "Your address" removed "The council met." kept
type textTest struct {
	file  string
	line  int
	steps []testStep
}

// testStep is lines, one below the other, and what each is to be.
type testStep struct {
	lines []string
	want  string        // one of wants
	kind  document.Kind // of what is removed as a kind; Article: any
	value string        // that a line becomes or a field gets
}

// What a test may want of a line.
const (
	wantRemoved   = "removed"
	wantKept      = "kept"
	wantBecomes   = "becomes"
	wantTitle     = "title"
	wantByline    = "byline"
	wantPublished = "published"
)

var wants = []string{wantRemoved, wantKept, wantBecomes, wantTitle, wantByline, wantPublished}

// readTest reads what stands behind test.
func readTest(tokens []token) (t textTest, err error) {
	for len(tokens) > 0 {
		var s testStep
		for len(tokens) > 0 && tokens[0].quoted {
			s.lines = append(s.lines, plainText(tokens[0].text))
			tokens = skip(tokens[1:], ",")
		}
		if len(s.lines) == 0 {
			return t, fmt.Errorf(`%s stands where a line in quotation marks is wanted, as in test "…" removed`, tokens[0])
		}
		if tokens, err = s.readWant(tokens); err != nil {
			return t, err
		}
		t.steps = append(t.steps, s)
	}
	if len(t.steps) == 0 {
		return t, errors.New(`want a line and what becomes of it, as in test "…" removed, or test "…" kept`)
	}
	return t, nil
}

func (s *testStep) readWant(tokens []token) (rest []token, err error) {
	if len(tokens) == 0 {
		return nil, fmt.Errorf("what is to become of the line? Write one of %s", strings.Join(wants, ", "))
	}
	for _, w := range wants {
		if tokens[0].is(w) {
			s.want = w
		}
	}
	if s.want == "" {
		return nil, fmt.Errorf("%s is nothing that can become of a line%s", tokens[0], meant(tokens[0].text, wants))
	}
	switch tokens = tokens[1:]; {
	case s.want == wantKept:
	case s.want == wantRemoved:
		if len(tokens) < 2 || !tokens[0].is("as") {
			break
		}
		if s.kind, err = removableKind(tokens[1]); err != nil {
			return nil, err
		}
		tokens = tokens[2:]
	case len(tokens) == 0 || !tokens[0].quoted:
		return nil, fmt.Errorf(`want a text in quotation marks behind %s`, s.want)
	default:
		s.value = plainText(tokens[0].text)
		tokens = tokens[1:]
	}
	return tokens, nil
}

// Test runs the tests that stand among the rules, and returns those that fail and how
// many there are.
func (s *Set) Test() (failed Problems, tests int) {
	return s.test(func(document.Ruled) {})
}

// HeldInTests returns the rules, by file and line, that hold for a line of a test.
func (s *Set) HeldInTests() map[string]bool {
	held := map[string]bool{}
	s.test(func(r document.Ruled) { held[r.Where] = true })
	return held
}

// test runs the tests, and calls said with all that rules say of their lines.
func (s *Set) test(said func(document.Ruled)) (failed Problems, tests int) {
	if s == nil {
		return nil, 0
	}
	for i := range s.parts {
		p := &s.parts[i]
		for _, t := range p.tests {
			tests++
			if wrong := t.run(s.rulesOf(p), said); wrong != "" {
				failed = append(failed, Problem{t.file, t.line, wrong})
			}
		}
	}
	return failed, tests
}

// rulesOf returns the rules that documents of a part's first site obey.
func (s *Set) rulesOf(p *part) *Rules {
	if len(p.sites) == 0 {
		return s.For("", "")
	}
	site := p.sites[0]
	if strings.Contains(site, ".") {
		return s.For(site, "")
	}
	return s.For("", site)
}

// run returns what is wrong with a test under the rules, empty for nothing.
func (t *textTest) run(rules *Rules, said func(document.Ruled)) string {
	doc := &document.Document{}
	for _, s := range t.steps {
		for _, line := range s.lines {
			start := len(doc.Text)
			doc.Text += line + "\n"
			doc.Blocks = append(doc.Blocks, document.Block{Span: document.Span{Start: start, End: start + len(line)}})
		}
	}
	doc.Source = doc.Text
	rules.Lines(doc)
	for _, r := range doc.Ruled {
		said(r)
	}
	i := 0
	for _, s := range t.steps {
		for range s.lines {
			if got := outcomeOf(doc, i); !got.meets(&s) {
				return fmt.Sprintf("%q %s; the test wants it %s", doc.Of(i), got, s.wanted())
			}
			i++
		}
	}
	return ""
}

func (s *testStep) wanted() string {
	switch {
	case s.want == wantRemoved && s.kind != document.Article:
		return "removed as " + s.kind.String()
	case s.want == wantRemoved || s.want == wantKept:
		return s.want
	case s.want == wantBecomes:
		return fmt.Sprintf("to become %q", s.value)
	}
	return fmt.Sprintf("as %s %q", s.want, s.value)
}

// outcome is what rules make of one line.
type outcome struct {
	left    string           // what is not removed, white space folded
	cut     bool             // something is
	said    []document.Ruled // what rules say of it
	changed string           // "as related by a.rules:3"
}

func outcomeOf(doc *document.Document, i int) outcome {
	span := doc.Blocks[i].Span
	removed, kept := make([]bool, span.Len()), make([]bool, span.Len())
	var o outcome
	var by []string
	for _, r := range doc.Ruled {
		if !r.Span.Overlaps(span) {
			continue
		}
		o.said = append(o.said, r)
		by = append(by, fmt.Sprintf("%s by %s", strings.TrimPrefix(r.Rule, "site/"), r.Where))
		mask := removed
		if r.Kind == document.Article {
			mask = kept
		}
		if r.Kind != document.Title {
			for k := max(r.Span.Start, span.Start); k < min(r.Span.End, span.End); k++ {
				mask[k-span.Start] = true
			}
		}
	}
	var left strings.Builder
	for k := range removed {
		if removed[k] && !kept[k] {
			o.cut = true
			continue
		}
		left.WriteByte(doc.Text[span.Start+k])
	}
	o.left, o.changed = strings.Join(strings.Fields(left.String()), " "), strings.Join(by, ", ")
	return o
}

func (o *outcome) meets(s *testStep) bool {
	switch s.want {
	case wantKept:
		return !o.cut
	case wantBecomes:
		return o.left == strings.Join(strings.Fields(s.value), " ")
	case wantRemoved:
		return o.cut && o.left == "" && (s.kind == document.Article || o.has("site/"+s.kind.String(), ""))
	}
	return o.has("site/"+s.want, s.value)
}

func (o *outcome) has(rule, value string) bool {
	for _, r := range o.said {
		if r.Rule == rule && r.Value == value {
			return true
		}
	}
	return false
}

// String says what became of the line, as the end of a sentence about it.
func (o outcome) String() string {
	switch {
	case len(o.said) == 0:
		return "is kept, for no rule holds"
	case !o.cut:
		return "is kept: " + o.changed
	case o.left == "":
		return "is removed: " + o.changed
	}
	return fmt.Sprintf("becomes %q: %s", o.left, o.changed)
}
