package siterules

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A site config is a file of Full-Text RSS (FTR, fivefilters.org), of which thousands
// are public. Its name says what host it is for. Each line is a directive, its value an
// XPath expression mostly. What winnow makes of each stands in ftr_directives.go.

// configEnding is what the names of site configs end in.
const configEnding = ".txt"

// configForm is what site configs are called, for people.
const configForm = "site config"

// globalConfig is the name of the site config for all sites.
const globalConfig = "global"

// config is a site config while it is read.
type config struct {
	name    string
	parsed  parsed
	page    *pageRules
	line    int // that is read
	kind    document.Kind
	finds   []pendingFind
	ignored map[string]*ignoredLines
}

// pendingFind is a find_string whose replace_string has not come yet.
type pendingFind struct {
	line int
	text string
}

// ignoredLines is the lines with a directive that is not used.
type ignoredLines struct {
	first, count int
	word         string
}

func parseConfig(name, text string) parsed {
	c := config{name: name, page: &pageRules{isPlain: true}, kind: document.Boilerplate, ignored: map[string]*ignoredLines{}}
	sites, everywhere, problem := configSites(name)
	if problem != "" {
		c.parsed.warnings = append(c.parsed.warnings, Problem{Text: problem})
		return c.parsed
	}
	for i, line := range strings.Split(text, "\n") {
		c.line = i + 1
		if err := c.read(strings.TrimSpace(line)); err != nil {
			c.parsed.wrong = append(c.parsed.wrong, Problem{Line: c.line, Text: err.Error()})
		}
	}
	for _, f := range c.finds {
		c.parsed.wrong = append(c.parsed.wrong, Problem{Line: f.line, Text: "find_string has no replace_string below it"})
	}
	for _, directive := range sortedKeys(c.ignored) {
		lines := c.ignored[directive]
		text := directive + " " + lines.word
		if lines.count > 1 {
			text += fmt.Sprintf(" (%d lines)", lines.count)
		}
		c.parsed.warnings = append(c.parsed.warnings, Problem{Line: lines.first, Text: text})
	}
	if everywhere {
		sites = nil
	}
	c.parsed.parts = []part{{sites: sites, page: c.page}}
	return c.parsed
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// configSites returns which hosts a site config of that name is for: "example.com.txt"
// for example.com and www.example.com, ".example.com.txt" for all hosts below
// example.com.
func configSites(name string) (sites []string, everywhere bool, problem string) {
	host := strings.ToLower(strings.TrimSuffix(path.Base(name), configEnding))
	if host == globalConfig {
		return nil, true, ""
	}
	below, isBelow := strings.CutPrefix(host, ".")
	if isBelow {
		host = below
	}
	host = strings.TrimPrefix(host, "www.")
	site, err := readSite(host)
	if err != nil || !strings.Contains(host, ".") {
		return nil, false, "is named for no host, as example.com.txt is, and passed over"
	}
	if isBelow {
		return []string{belowSite + site}, false, ""
	}
	return []string{exactSite + site}, false, ""
}

// kindComment is a comment by which a site config says what the directives below take
// out, which the form has no word for.
const kindComment = "# winnow: kind "

func (c *config) read(line string) error {
	if name, ok := strings.CutPrefix(line, kindComment); ok {
		return readKind(name, &c.kind)
	}
	if line == "" || line[0] == '#' {
		return nil
	}
	name, argument, hasArgument, value, err := splitDirective(line)
	if err != nil {
		return err
	}
	d, known := directives()[name]
	switch {
	case !known:
		c.ignore(name, "is no directive that is known, and ignored")
		return nil
	case d.word != "":
		if hasArgument && !d.argument {
			return fmt.Errorf("%s has nothing in brackets", name)
		}
		c.ignore(name, d.word)
		return nil
	case hasArgument && !d.argument:
		return fmt.Errorf("%s has nothing in brackets", name)
	case value == "" && !d.mayBeEmpty:
		return fmt.Errorf("%s has no value", name)
	}
	counts, err := d.read(c, argument, hasArgument, value)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if counts {
		c.parsed.rules = append(c.parsed.rules, Rule{Line: c.line, Text: line})
	}
	return nil
}

func (c *config) ignore(directive, word string) {
	lines := c.ignored[directive]
	if lines == nil {
		lines = &ignoredLines{first: c.line, word: word}
		c.ignored[directive] = lines
	}
	lines.count++
}

// splitDirective reads "NAME: VALUE" or "NAME(ARGUMENT): VALUE".
func splitDirective(line string) (name, argument string, hasArgument bool, value string, err error) {
	n := strings.IndexAny(line, "(:")
	if n < 0 {
		return "", "", false, "", errors.New("want DIRECTIVE: VALUE")
	}
	name = strings.TrimSpace(line[:n])
	if line[n] == ':' {
		return name, "", false, strings.TrimSpace(line[n+1:]), nil
	}
	argument, value, ok := strings.Cut(line[n+1:], "):")
	if !ok {
		return name, "", false, "", fmt.Errorf("want %s(…): VALUE", name)
	}
	return name, argument, true, strings.TrimSpace(value), nil
}

// readKind reads what a comment says is taken out below it.
func readKind(name string, kind *document.Kind) error {
	k, err := document.ParseKind(strings.TrimSpace(name))
	if err != nil || !k.Removable() || k == document.Recurring {
		return fmt.Errorf("%q is no kind that a rule can take something out as: want one such as %s or %s", name, document.Related, document.Advertisement)
	}
	*kind = k
	return nil
}
