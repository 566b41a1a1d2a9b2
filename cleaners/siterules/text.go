package siterules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/winnow-news/winnow/cleaners/document"
)

// What rules for text may have.
const (
	maxTextBytes = 500 // of one text of a rule
	maxStars     = 8   // in one glob
	maxTexts     = 200 // in one rule
	maxPartRules = 5_000
)

// textReader reads a file of rules for text.
//
//	site example.com other.example
//	remove related: line begins "Read more:"
//	keep: line equals "Advertisement"
//	everywhere
//	remove newsletter: lines from "Sign up for" to "Unsubscribe at any time"
//	test "Read more: Bridge closes" removed as related
type textReader struct {
	parsed
	name    string
	line    int       // from 1
	section *textPart // what rules are for now; nil above the first
	all     []*textPart
}

// textPart is the rules below one line that names sites.
type textPart struct {
	line  int
	sites []string
	rules []textRule
	tests []textTest
}

// parseText reads a file of rules for text.
func parseText(name, text string) parsed {
	r := textReader{name: name}
	for line := range strings.SplitSeq(text, "\n") {
		r.line++
		tokens, err := tokensOf(line)
		if err == nil && len(tokens) > 0 {
			err = r.read(tokens, strings.TrimSpace(line))
		}
		if err != nil {
			r.wrong = append(r.wrong, Problem{Line: r.line, Text: err.Error()})
		}
	}
	for _, s := range r.all {
		if len(s.rules) == 0 && len(s.tests) == 0 {
			r.warnings = append(r.warnings, Problem{Line: s.line, Text: "no rule stands below this line"})
			continue
		}
		if len(s.rules) > maxPartRules {
			r.wrong = append(r.wrong, Problem{Line: s.line, Text: fmt.Sprintf("%d rules stand below this line: at most %d may", len(s.rules), maxPartRules)})
			continue
		}
		r.parts = append(r.parts, part{sites: s.sites, lines: newLineRules(s.rules), tests: s.tests})
	}
	return r.parsed
}

// read reads one line that says something.
func (r *textReader) read(tokens []token, line string) error {
	first := tokens[0]
	switch {
	case first.is("site"):
		r.open(r.readSites(tokens[1:]))
		return nil
	case first.is("everywhere"):
		r.open(nil)
		if len(tokens) > 1 {
			return fmt.Errorf("%s stands behind everywhere: nothing can", tokens[1])
		}
		return nil
	case r.section == nil:
		return errors.New(`no site is named above this line: begin with "site example.com", or with "everywhere"`)
	case first.is("test"):
		test, err := readTest(tokens[1:])
		test.file, test.line = r.name, r.line
		r.section.tests = append(r.section.tests, test)
		return err
	}
	rule, warning, err := readRule(tokens)
	if err != nil {
		return err
	}
	if warning != "" {
		r.warnings = append(r.warnings, Problem{Line: r.line, Text: warning})
	}
	rule.file, rule.line, rule.where = r.name, r.line, where(r.name, r.line)
	r.section.rules = append(r.section.rules, rule)
	r.rules = append(r.rules, Rule{Line: r.line, Text: line})
	return nil
}

func (r *textReader) open(sites []string) {
	r.section = &textPart{line: r.line, sites: sites}
	r.all = append(r.all, r.section)
}

// readSites reads the hosts behind site, with or without commas between them.
func (r *textReader) readSites(tokens []token) (sites []string) {
	named := make(map[string]bool, len(tokens))
	for _, t := range tokens {
		if t.is(",") {
			continue
		}
		site, err := readSite(t.text)
		if err == nil {
			err = checkSite(site)
		}
		if err != nil {
			r.wrong = append(r.wrong, Problem{Line: r.line, Text: err.Error()})
			continue
		}
		if rest, ok := strings.CutPrefix(site, "www."); ok {
			r.warnings = append(r.warnings, Problem{Line: r.line, Text: fmt.Sprintf("%s is only what has www in its address: %s is all of the site", site, rest)})
		}
		if named[site] {
			r.warnings = append(r.warnings, Problem{Line: r.line, Text: site + " is named twice"})
			continue
		}
		named[site] = true
		sites = append(sites, site)
	}
	if len(tokens) == 0 {
		r.wrong = append(r.wrong, Problem{Line: r.line, Text: "names no site: want one such as site example.com"})
	}
	return sites
}

// checkSite returns an error for what is the end of many sites' names.
func checkSite(site string) error {
	suffix, icann := publicsuffix.PublicSuffix(site)
	if icann && suffix == site {
		return fmt.Errorf("%s is no site, but the end of very many: rules for all sites stand below everywhere", site)
	}
	return nil
}

// verbOf is what a rule does, by its first word.
type verb struct {
	word  string
	kind  document.Kind // of what it marks
	rule  string        // of the site cleaner; empty where the kind tells
	field bool          // it has a value
}

// The words that rules begin with.
var verbs = [...]verb{
	{word: "remove", kind: document.Boilerplate},
	{word: "keep", kind: document.Article, rule: "site/keep"},
	{word: "title", kind: document.Title, rule: "site/title", field: true},
	{word: "byline", kind: document.Metadata, rule: "site/byline", field: true},
	{word: "published", kind: document.Metadata, rule: "site/published", field: true},
}

// readVerb reads what stands before the colon, and returns the tokens behind it.
func readVerb(tokens []token) (v verb, rest []token, err error) {
	first := tokens[0]
	at := slices.IndexFunc(verbs[:], func(v verb) bool { return first.is(v.word) })
	if at < 0 {
		return v, nil, fmt.Errorf("%s begins no rule%s", first, meant(first.text, verbWords()))
	}
	v, tokens = verbs[at], tokens[1:]
	if v.word == "remove" && len(tokens) > 0 && !tokens[0].is(":") {
		if v.kind, err = removableKind(tokens[0]); err != nil {
			return v, nil, err
		}
		tokens = tokens[1:]
	}
	if len(tokens) == 0 || !tokens[0].is(":") {
		return v, nil, fmt.Errorf(`want a colon behind %s, as in %s`, said(v), exampleOf(v))
	}
	if v.rule == "" {
		v.rule = "site/" + v.kind.String()
	}
	return v, tokens[1:], nil
}

func said(v verb) string {
	if v.word == "remove" {
		return "remove " + v.kind.String()
	}
	return v.word
}

func exampleOf(v verb) string { return said(v) + `: line begins "…"` }

// removableKind reads the kind behind remove.
func removableKind(t token) (document.Kind, error) {
	kind, err := document.ParseKind(strings.ToLower(t.text))
	switch {
	case t.quoted:
		return kind, fmt.Errorf(`%s stands where a kind is wanted: write remove: line equals %s`, t, t)
	case err != nil:
		return kind, fmt.Errorf("unknown kind %q%s", t.text, meant(t.text, kindWords()))
	case kind == document.Article:
		return kind, errors.New("article is what is kept: write keep: in its place")
	case kind == document.Title:
		return kind, errors.New("a title is not removed but becomes the field: write title: in its place")
	case kind == document.Recurring:
		return kind, errors.New("recurring is what memory finds: name what the text is, or remove: without a kind")
	}
	return kind, nil
}

func verbWords() []string {
	words := []string{"site", "everywhere", "test"}
	for _, v := range verbs {
		words = append(words, v.word)
	}
	return words
}

func kindWords() (words []string) {
	for _, k := range document.Kinds() {
		if k.Removable() && k != document.Recurring {
			words = append(words, k.String())
		}
	}
	return words
}
