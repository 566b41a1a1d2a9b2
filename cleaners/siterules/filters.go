package siterules

import (
	"errors"
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A filter list is a list of a content blocker (Adblock Plus, uBlock Origin, AdGuard).
// Of what is in one, the filters that hide elements of pages say what is no part of an
// article: "example.com##.ad-box". All else is about requests, styles and scripts.

const (
	// filterEnding is what the names of filter lists end in.
	filterEnding = ".filters"
	filterForm   = "filter list"
	// maxHiding is how many selectors a list has at most, each counted for every site.
	// One line can name a thousand of either.
	maxHiding = 500_000
	// filterKind is a comment by which a list says what the filters below take out.
	filterKind = "! winnow: kind "
)

// filterList is a list while it is read.
type filterList struct {
	name   string
	parsed parsed
	bySite map[string]*pageRules // "": all sites
	sites  []string              // in the order they came in
	line   int
	kind   document.Kind
	made   int                      // selectors, each counted for every site that it is for
	unused map[string]*ignoredLines // by what they are
}

// unsupportedError is a filter that is right and that winnow can't do. It names what it
// is, for counting.
type unsupportedError string

func (e unsupportedError) Error() string { return string(e) }

func parseFilters(name, text string) parsed {
	l := filterList{name: name, bySite: map[string]*pageRules{}, kind: document.Advertisement, unused: map[string]*ignoredLines{}}
	for line := range strings.SplitSeq(text, "\n") {
		l.line++
		var cannot unsupportedError
		switch err := l.read(strings.TrimSpace(line)); {
		case errors.As(err, &cannot):
			l.count(string(cannot))
		case err != nil:
			l.parsed.wrong = append(l.parsed.wrong, Problem{Line: l.line, Text: err.Error()})
		}
	}
	for _, what := range sortedKeys(l.unused) {
		lines := l.unused[what]
		l.parsed.warnings = append(l.parsed.warnings, Problem{Line: lines.first, Text: fmt.Sprintf("%s: not supported, ignored (%d, this is the first)", what, lines.count)})
	}
	for _, site := range l.sites {
		one := part{page: l.bySite[site]}
		if site != "" {
			one.sites = []string{site}
		}
		l.parsed.parts = append(l.parsed.parts, one)
	}
	return l.parsed
}

func (l *filterList) count(what string) {
	if l.unused[what] == nil {
		l.unused[what] = &ignoredLines{first: l.line}
	}
	l.unused[what].count++
}

func (l *filterList) read(line string) error {
	switch {
	case strings.HasPrefix(line, filterKind):
		return readKind(line[len(filterKind):], &l.kind)
	case line == "", line[0] == '!', line[0] == '[' && strings.HasSuffix(line, "]") && strings.Contains(line, "Adblock"):
		return nil
	}
	domains, mark, selector, err := splitFilter(line)
	if err != nil {
		return err
	}
	return l.filter(line, domains, strings.Contains(mark, "@"), selector)
}

// splitFilter parts a filter for elements at its mark: "##", "#@#", "#?#".
func splitFilter(line string) (domains, mark, selector string, err error) {
	for from := 0; ; {
		at := strings.IndexByte(line[from:], '#')
		if at < 0 {
			return "", "", "", unsupportedError("filters for requests")
		}
		at += from
		end := at + 1
		for end < len(line) && strings.IndexByte("@?$%", line[end]) >= 0 {
			end++
		}
		if end < len(line) && line[end] == '#' {
			domains, mark, selector = line[:at], line[at:end+1], strings.TrimSpace(line[end+1:])
			break
		}
		from = at + 1
	}
	switch {
	case strings.Contains(mark, "$"):
		return "", "", "", unsupportedError("styles and snippets (" + mark + ")")
	case strings.Contains(mark, "%"):
		return "", "", "", unsupportedError("scripts (" + mark + ")")
	case strings.HasPrefix(selector, "+js("), strings.HasPrefix(selector, "script:inject("):
		return "", "", "", unsupportedError("scripts (##+js)")
	case strings.HasPrefix(selector, "^"):
		return "", "", "", unsupportedError("filters for a page's source (##^)")
	case strings.HasPrefix(domains, "[$"):
		return "", "", "", unsupportedError("modifiers ([$…]##)")
	case strings.ContainsAny(domains, "/|^"):
		return "", "", "", unsupportedError("domains with a path or pattern")
	case selector == "":
		return "", "", "", errors.New("has no selector")
	}
	return domains, mark, selector, nil
}

// filter takes in a filter for elements.
func (l *filterList) filter(line, domains string, exception bool, text string) error {
	included, excluded, err := readDomains(domains)
	if err != nil {
		return err
	}
	found, err := parseSelectors(text)
	if err != nil {
		return err
	}
	if l.made += len(included) * len(found); l.made > maxHiding {
		return fmt.Errorf("with this line the list hides something of a site %d times: at most %d can be", l.made, maxHiding)
	}
	at := where(l.name, l.line)
	for _, site := range excluded {
		if exception {
			return unsupportedError("exceptions (#@#) with a domain that is excepted itself")
		}
		l.rulesOf(site).spareAlso(at)
	}
	for _, site := range included {
		rules := l.rulesOf(site)
		for _, f := range found {
			if exception {
				rules.spareAlso(f.text)
				continue
			}
			rules.addRule(pageRule{where: at, kind: l.kind, selector: f.text, up: f.up}, []selector{{chain: f.chain}})
		}
	}
	l.parsed.rules = append(l.parsed.rules, Rule{Line: l.line, Text: line})
	return nil
}

func (l *filterList) rulesOf(site string) *pageRules {
	rules := l.bySite[site]
	if rules == nil {
		rules = &pageRules{}
		l.bySite[site] = rules
		l.sites = append(l.sites, site)
	}
	return rules
}

// spareAlso has a selector, or the filter at a place, not count for the part's sites.
func (p *pageRules) spareAlso(what string) {
	if p.spare == nil {
		p.spare = map[string]bool{}
	}
	p.spare[what] = true
}

// readDomains reads "a.com,b.*,~c.a.com". Without a domain to include it is for all.
func readDomains(list string) (included, excluded []string, err error) {
	seen := map[string]bool{}
	for domain := range strings.SplitSeq(list, ",") {
		domain = strings.TrimSpace(domain)
		name, isExcluded := strings.CutPrefix(domain, "~")
		if name == "" || name == "*" {
			if isExcluded || name == "" && list != "" {
				return nil, nil, fmt.Errorf("%q names no domain", domain)
			}
			continue
		}
		base, isEntity := strings.CutSuffix(name, anySuffix)
		site, err := readSite(base)
		if err != nil {
			return nil, nil, err
		}
		if isEntity {
			site += anySuffix
		}
		if isExcluded {
			excluded = append(excluded, site)
		} else if !seen[site] {
			seen[site] = true
			included = append(included, site)
		}
	}
	if len(included) == 0 {
		included = []string{""}
	}
	return included, excluded, nil
}
