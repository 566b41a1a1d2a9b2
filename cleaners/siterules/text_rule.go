package siterules

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// textRule is a rule about lines.
type textRule struct {
	verb
	file  string
	line  int
	where string
	from  []cond // of the line that the rule is about, or of the first of several; none: from the document's begin
	to    []cond // of the last of several lines; none: to the document's end
	lines bool   // it is about several lines
	until bool   // the last of them stays
	reach int    // how many lines they may be; 0: any number
	at    int    // of such a rule, where it is in lineRules.ranges
}

// cond is what a rule asks of a line.
type cond struct {
	ask   ask
	shown string // the text as it was written
	text  string // folded
	glob  glob   // of what is looked for in a line
	exact bool
	stars bool // the text has a star that is not escaped
}

// ask is how a line is compared.
type ask uint8

// The ways to compare a line with a text.
const (
	equals ask = iota
	begins
	ends
	contains
	like
	inside // no line, but a stretch in one
	askCount
)

var askWords = [askCount]string{"equals", "begins", "ends", "contains", "like", "inside"}

func (a ask) String() string { return askWords[a] }

// How many lines a rule from one line to another takes where it does not say so, and
// may say. A line that is missing must not cost the article.
const (
	usualReach = 40
	maxReach   = 2_000
)

// readRule reads one rule. Its warning tells of what it hardly means.
func readRule(tokens []token) (r textRule, warning string, err error) {
	v, tokens, err := readVerb(tokens)
	if err != nil {
		return r, "", err
	}
	r.verb = v
	exact := len(tokens) > 0 && tokens[len(tokens)-1].is("exact")
	if exact {
		tokens = tokens[:len(tokens)-1]
	}
	switch {
	case len(tokens) == 0:
		return r, "", fmt.Errorf("nothing stands behind the colon: want a rule such as %s", exampleOf(v))
	case tokens[0].is("lines"):
		if v.field {
			return r, "", fmt.Errorf("a %s is one line: write %s", v.word, exampleOf(v))
		}
		err = r.readLines(tokens[1:], exact)
	case tokens[0].is("line"):
		r.from, tokens, err = readConds(tokens[1:], exact, false)
	case tokens[0].is("inside"):
		r.from, tokens, err = readConds(tokens, exact, true)
	case tokens[0].quoted:
		err = fmt.Errorf("how is a line compared with %s? Write one of line %s, or inside", tokens[0], strings.Join(askWords[:inside], ", line "))
	default:
		err = fmt.Errorf("%s is nothing that a rule is about%s", tokens[0], meant(tokens[0].text, []string{"line", "lines", "inside"}))
	}
	if err == nil && !r.lines && len(tokens) > 0 {
		err = fmt.Errorf("%s stands behind the rule's end", tokens[0])
	}
	if err != nil {
		return r, "", err
	}
	for _, c := range slices.Concat(r.from, r.to) {
		if w := c.doubt(); w != "" {
			warning = w
		}
	}
	return r, warning, nil
}

// readLines reads what stands behind lines: `from "TEXT" to "TEXT"`.
func (r *textRule) readLines(tokens []token, exact bool) (err error) {
	const form = `want lines from "…" to "…", or lines from "…" until "…"`
	r.lines, r.reach = true, usualReach
	if len(tokens) == 0 || !tokens[0].is("from") {
		return errors.New(form)
	}
	if tokens = tokens[1:]; len(tokens) > 0 && tokens[0].is("start") {
		tokens = tokens[1:]
	} else if r.from, tokens, err = readConds(tokens, exact, false); err != nil {
		return err
	}
	if len(tokens) < 2 || !tokens[0].is("to") && !tokens[0].is("until") {
		return errors.New(form)
	}
	if r.until = tokens[0].is("until"); tokens[1].is("end") {
		r.reach, r.until, tokens = 0, false, tokens[2:]
	} else if r.to, tokens, err = readConds(tokens[1:], exact, false); err != nil {
		return err
	}
	if len(r.from) == 0 && len(r.to) == 0 {
		return errors.New("from start to end is the whole document")
	}
	return r.readReach(tokens)
}

// readReach reads `within N lines`, or nothing.
func (r *textRule) readReach(tokens []token) (err error) {
	if len(tokens) == 0 {
		return nil
	}
	if !tokens[0].is("within") || len(tokens) != 3 || !tokens[2].is("lines") {
		return fmt.Errorf("%s stands behind the rule's end: only within %d lines can", tokens[0], usualReach)
	}
	if r.reach, err = strconv.Atoi(tokens[1].text); err != nil || r.reach < 1 || r.reach > maxReach {
		return fmt.Errorf("within %s lines: want a number from 1 to %d", tokens[1], maxReach)
	}
	return nil
}

// readConds reads a way to compare and the texts that it is about. Where one of the
// lines that stand around others is meant, begins may be left out.
func readConds(tokens []token, exact, within bool) (conds []cond, rest []token, err error) {
	how := begins
	if len(tokens) > 0 && tokens[0].is("line") {
		tokens = tokens[1:]
	}
	if len(tokens) > 0 && !tokens[0].quoted {
		at := slices.IndexFunc(askWords[:], func(w string) bool { return tokens[0].is(w) })
		if at < 0 || ask(at) == inside && !within {
			return nil, nil, fmt.Errorf("%s is no way to compare a line%s", tokens[0], meant(tokens[0].text, askWords[:inside]))
		}
		how, tokens = ask(at), tokens[1:]
		tokens = skip(skip(skip(tokens, "with"), "any"), "of")
	}
	for len(tokens) > 0 && tokens[0].quoted {
		c, err := newCond(how, tokens[0].text, exact)
		if err != nil {
			return nil, nil, err
		}
		conds = append(conds, c)
		tokens = tokens[1:]
		if next := skip(skip(tokens, ","), "or"); len(next) > 0 && len(next) < len(tokens) && next[0].quoted {
			tokens = next
		}
	}
	switch {
	case len(conds) == 0:
		return nil, nil, fmt.Errorf(`%s what? Want a text in quotation marks, as in line %s "…"`, how, how)
	case len(conds) > maxTexts:
		return nil, nil, fmt.Errorf("%d texts in one rule: at most %d can be", len(conds), maxTexts)
	}
	return conds, tokens, nil
}

func skip(tokens []token, word string) []token {
	if len(tokens) > 0 && tokens[0].is(word) {
		return tokens[1:]
	}
	return tokens
}

// newCond returns what a rule asks of a line.
func newCond(how ask, written string, exact bool) (cond, error) {
	text := written
	if how != like && how != inside {
		text = plainText(text)
	}
	c := cond{ask: how, shown: plainText(written), text: foldText(text, exact), exact: exact, stars: strings.ContainsRune(written, anyText)}
	for double := string(anyText) + string(anyText); strings.Contains(c.text, double); {
		c.text = strings.ReplaceAll(c.text, double, string(anyText))
	}
	switch {
	case c.text == "":
		return c, errors.New(`a text is empty: it would hold for every line`)
	case (how == like || how == inside || how == contains) && literals(c.text) == 0:
		return c, fmt.Errorf("%q would hold for every line", c.shown)
	case strings.Count(c.text, string(anyText)) > maxStars:
		return c, fmt.Errorf("%q has more than %d stars", c.shown, maxStars)
	}
	if how >= contains {
		c.glob = newGlob(c.text, how != like)
	}
	return c, nil
}

// doubt returns what a condition hardly means, empty for nothing.
func (c *cond) doubt() string {
	switch {
	case c.ask <= contains && c.stars:
		return fmt.Sprintf("the star in %q stands for itself: what any text may stand for is written line like, or inside", c.shown)
	case c.ask == like && !strings.ContainsAny(c.text, string(anyText)+string(anyChar)):
		return fmt.Sprintf("%q has neither * nor ?: line equals says the same", c.shown)
	case c.ask >= contains && literals(c.text) < 2:
		return fmt.Sprintf("%q holds for very many lines", c.shown)
	}
	return ""
}
