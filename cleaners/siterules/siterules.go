// Package siterules reads what people wrote about the documents of a site: what is no
// part of the article, what is, and where a page has its title, author and date. It
// finds what such rules select in one document. What becomes of that is said by the
// cleaner suite/site, and decided by assembly, as with all other rules.
//
// A Set is all rules of one folder. It does not change, and any number of goroutines
// may use it.
//
//   - load.go, forms.go: from the files of a folder to a Set
//   - lookup.go: which rules are for a document
//   - text.go, text_token.go, text_rule.go, text_meant.go: rules for lines of text, read
//   - text_match.go, text_fold.go, text_runes.go, text_glob.go: a line compared with all of them
//   - text_mark.go: a document's lines, one by one
//   - text_vain.go: rules that change nothing
//   - ftr.go and those beside it: site configs, with XPath
//   - filters.go and those beside it: filter lists, with selectors of CSS
//   - select.go and those beside it, steps.go: what both select in a page, within bounds
//   - trial.go, trial_pages.go: the tests that stand among rules
package siterules

import (
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"sync"
)

// Set is the rules of one folder. A nil Set has none.
type Set struct {
	digest   string
	files    map[string][]byte
	parts    []part
	rules    []Rule
	warnings Problems

	bySite     map[string][]int32 // host or site token → its parts
	byToken    map[string][]int32 // the site token that a host has → its parts
	everywhere []int32            // the parts for all sites
	suffixes   bool               // some are for a name with any public suffix
	tokens     bool               // some are for a name without a dot

	scratches sync.Pool // of *scratch
}

// Rule is one rule, for people.
type Rule struct {
	File string
	Line int
	Form string // of the file it is in: "rules for text"
	Text string // as it stands there
}

// Where returns the rule's file and line, as document.Ruled has them.
func (r Rule) Where() string { return where(r.File, r.Line) }

func where(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }

// Problem is one thing that is wrong with the rules, or that they say in vain.
type Problem struct {
	File string
	Line int    // from 1; 0 for the file as a whole
	Text string // what is wrong, and what is wanted
}

// String returns the problem as compilers write one: "FILE:LINE: TEXT".
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return where(p.File, p.Line) + ": " + p.Text
}

// Problems is the error of rules that can't be taken.
type Problems []Problem

// Error has every problem, a line each.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// Load reads all rules of a folder and those below it. Its error is Problems, or says
// which file can't be read; one broken rule refuses the whole set. Files whose names
// end as no form of rules does are passed over, and so is what is hidden.
func Load(folder fs.FS) (*Set, error) { return load(folder) }

// FromFiles returns the Set of files by name, as Files returns them. Its error is
// Problems.
func FromFiles(files map[string][]byte) (*Set, error) { return fromFiles(files, nil, nil) }

// Digest names the rules: equal for equal files, whatever their order and times. It is
// empty for no rules.
func (s *Set) Digest() string {
	if s == nil {
		return ""
	}
	return s.digest
}

// Files returns the files of the set by name, from which FromFiles makes it again. The
// map is the caller's, its contents are not.
func (s *Set) Files() map[string][]byte {
	if s == nil {
		return nil
	}
	return maps.Clone(s.files)
}

// Rules returns all rules, by file and line.
func (s *Set) Rules() []Rule {
	if s == nil {
		return nil
	}
	return s.rules
}

// Warnings returns what the rules say in vain, by file and line.
func (s *Set) Warnings() Problems {
	if s == nil {
		return nil
	}
	return s.warnings
}

// Stats is how much there is of a set.
type Stats struct {
	Files, Sites, Rules int
	ByForm              map[string]int // rules
}

// Stats counts files, sites (the hosts and tokens that rules name) and rules.
func (s *Set) Stats() Stats {
	of := Stats{ByForm: map[string]int{}}
	if s == nil {
		return of
	}
	of.Files, of.Sites, of.Rules = len(s.files), len(s.bySite), len(s.rules)
	for i := range s.rules {
		of.ByForm[s.rules[i].Form]++
	}
	return of
}
