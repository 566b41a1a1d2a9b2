package exports

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// How much of a line a rule that is about a part of it names at least, so that it is not
// about half the language: letters, and words where the script has words.
const (
	leastLetters     = 8
	leastLettersWide = 4
	leastWords       = 2
	mostWords        = 5 // that are tried
	leastLabel       = 3 // letters before a colon: "Ad:" is too short
	mostLabel        = 40
	mostRuleText     = 400 // bytes of a text in a rule
)

// candidatesOf returns rules that hit the stretch of a correction, those that are tried
// first where they do the same first.
func candidatesOf(c *corrections.Correction, line string) (all []Suggestion, err error) {
	site := siteOf(c)
	switch {
	case site == "":
		return nil, fmt.Errorf("%w: the document's site is not known", ErrNoRule)
	case c.Want == document.Title:
		return nil, fmt.Errorf("%w: which line is the title changes with every document", ErrNoRule)
	}
	add := func(form, text, to string) {
		s := Suggestion{Site: site, Kind: c.Want, Form: form, Text: text, To: to}
		s.Rule = s.line()
		all = append(all, s)
	}
	lines := nonBlank(c.Text)
	text := foldSpace(c.Text)
	switch {
	case len(lines) == 0:
		return nil, fmt.Errorf("%w: the stretch is blank", ErrNoRule)
	case len(lines) > 1:
		for _, from := range beginnings(lines[0]) {
			for _, to := range beginnings(lines[len(lines)-1]) {
				add("lines", from, to)
			}
		}
	case line != "" && foldSpace(line) != text:
		for _, part := range insides(text) {
			add("inside", part, "")
		}
	default:
		if isBrief(text) {
			add("equals", text, "")
		}
		if label := labelOf(text); label != "" { // what comes behind it is another thing every time
			add("begins", label, "")
			break
		}
		for _, begin := range beginnings(text) {
			add("begins", begin, "")
		}
		for _, end := range endings(text) {
			add("ends", end, "")
		}
	}
	if len(lines) == 1 && (len(all) == 0 || all[0].Form != "inside") {
		add("equals", text, "")
	}
	return possible(all), nil
}

// briefWords is how many words a line has at most of which the whole is tried before its
// beginning, or letters in Chinese and its like: a label by itself is like no other line.
const (
	briefWords   = 3
	briefLetters = 6
)

func isBrief(text string) bool {
	if isWide(text) {
		return lettersIn(text) <= briefLetters
	}
	return len(strings.Fields(text)) <= briefWords
}

// possible leaves the candidates whose texts a rule can have, each once.
func possible(all []Suggestion) []Suggestion {
	out := all[:0]
	seen := make(map[string]bool)
	for _, s := range all {
		if len(s.Text) <= mostRuleText && len(s.To) <= mostRuleText && s.Text != "" && !seen[s.Rule] {
			seen[s.Rule] = true
			out = append(out, s)
		}
	}
	return out
}

// line returns the rule as it is written.
func (s *Suggestion) line() string {
	verb := "remove " + s.Kind.String()
	switch s.Kind {
	case document.Article:
		verb = "keep"
	case document.Recurring, document.Boilerplate:
		verb = "remove"
	}
	switch s.Form {
	case "inside":
		return fmt.Sprintf("%s: inside %s", verb, quoteGlob(s.Text))
	case "lines":
		return fmt.Sprintf("%s: lines from %s to %s", verb, quote(s.Text), quote(s.To))
	}
	return fmt.Sprintf("%s: line %s %s", verb, s.Form, quote(s.Text))
}

// quote returns a text as rules have it: nothing in it has a meaning.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `*`, `\*`, `?`, `\?`).Replace(text) + `"`
}

// anyText stands for any text in Suggestion.Text of the form inside.
const anyText = "\x00"

func quoteGlob(text string) string {
	parts := strings.Split(text, anyText)
	for i, part := range parts {
		quoted := quote(part)
		parts[i] = quoted[1 : len(quoted)-1]
	}
	return `"` + strings.Join(parts, "*") + `"`
}

// testOf returns a test line that holds the rule to the correction.
func testOf(c *corrections.Correction, s *Suggestion) string {
	text := foldSpace(c.Text)
	if s.Form == "lines" || s.Form == "selector" || len(text) > mostRuleText {
		return ""
	}
	if s.Kind == document.Article {
		return fmt.Sprintf("test %s kept\n", quote(text))
	}
	kind := s.Kind
	if kind == document.Recurring {
		kind = document.Boilerplate
	}
	return fmt.Sprintf("test %s removed as %s\n", quote(text), kind)
}

func nonBlank(text string) (lines []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = foldSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// beginnings returns the beginnings of a line that a rule may go by, the most general
// first: its label, then more and more words, then all of it.
func beginnings(line string) (all []string) {
	if label := labelOf(line); label != "" {
		all = append(all, label)
	}
	words := strings.Fields(line)
	for n := leastWords; n <= mostWords && n < len(words); n++ {
		if begin := strings.Join(words[:n], " "); tells(begin) {
			all = append(all, begin)
		}
	}
	if len(words) == 1 && isWide(line) { // a script without spaces
		for n := leastLettersWide; n <= 3*leastLettersWide && n < utf8.RuneCountInString(line); n += leastLettersWide {
			if begin := string([]rune(line)[:n]); tells(begin) {
				all = append(all, begin)
			}
		}
	}
	if len(all) == 0 || len(words) <= mostWords {
		all = append(all, line)
	}
	return unique(all)
}

// labelOf returns the beginning of a line up to a colon, if that looks like a label.
func labelOf(line string) string {
	for i, r := range line {
		if i > mostLabel {
			return ""
		}
		if r == ':' || r == '：' || r == '»' || r == '>' {
			label := line[:i+utf8.RuneLen(r)]
			if lettersIn(label) >= leastLabel && i+utf8.RuneLen(r) < len(line) {
				return label
			}
			return ""
		}
		if r == '.' || r == '。' || r == '"' || r == '“' {
			return ""
		}
	}
	return ""
}

// endings returns the ends of a line that a rule may go by, more and more words.
func endings(line string) (all []string) {
	words := strings.Fields(line)
	for n := leastWords; n <= mostWords && n < len(words); n++ {
		if end := strings.Join(words[len(words)-n:], " "); tells(end) {
			all = append(all, end)
		}
	}
	return all
}

// insides returns texts with which a stretch in a line is found, the most general first.
func insides(text string) (all []string) {
	words := strings.Fields(text)
	if n := len(words); n >= 3 {
		first, last := words[0], words[n-1]
		_, size := utf8.DecodeLastRuneInString(last)
		closing := last[len(last)-size:]
		if isBracket(text[:1]) && isBracket(closing) { // "(Photo: Ada Lee)"
			all = append(all, first+" "+anyText+closing)
		}
		if label := labelOf(strings.TrimLeft(text, "([")); label != "" && isBracket(closing) {
			opening := text[:len(text)-len(strings.TrimLeft(text, "(["))]
			all = append(all, opening+label+" "+anyText+closing)
		}
		if n > 2*leastWords {
			all = append(all, strings.Join(words[:leastWords], " ")+" "+anyText+" "+strings.Join(words[n-leastWords:], " "))
		}
	}
	return append(unique(all), text)
}

func isBracket(s string) bool { return strings.ContainsAny(s, "()[]") }

// tells reports whether a text is long enough for a rule.
func tells(text string) bool {
	if isWide(text) {
		return lettersIn(text) >= leastLettersWide
	}
	return lettersIn(text) >= leastLetters
}

// isWide reports a text of Chinese and its like, of which a letter says more.
func isWide(text string) bool { return len(text) > 2*utf8.RuneCountInString(text) }

func lettersIn(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func unique(all []string) (out []string) {
	seen := make(map[string]bool)
	for _, s := range all {
		if !seen[s] {
			seen[s], out = true, append(out, s)
		}
	}
	return out
}
