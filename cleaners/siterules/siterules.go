// Package siterules reads what people wrote about the documents of a site: what is no
// part of the article, what is, and where a page has its title, author and date. It
// finds what such rules select in one document. What becomes of that is said by the
// cleaner suite/site, and decided by assembly, as with all other rules.
//
// A Set is all rules of one folder. It does not change, and any number of goroutines
// may use it.
package siterules

import (
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Set is the rules of one folder. A nil Set has none.
type Set struct {
	digest string
	files  []file
}

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
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
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

// Load reads all rules of a folder. Its error is Problems, or says which file can't be
// read; one broken rule refuses the whole set.
func Load(folder fs.FS) (*Set, error) { return load(folder) }

// Digest names the rules: equal for equal files, whatever their order and times. It is
// empty for no rules.
func (s *Set) Digest() string {
	if s == nil {
		return ""
	}
	return s.digest
}

// For returns the rules for the documents of a host ("www.example.com"), or, where
// that is not known, of a site ("example-com"). It returns nil where there are none.
func (s *Set) For(host, site string) *Rules {
	if s == nil {
		return nil
	}
	return s.rulesFor(host, site)
}

// Rules is what one document obeys. Nil is nothing.
type Rules struct{ files []*file }

// Select returns what the rules say of elements of a page, nil when that is nothing.
// It changes nothing.
func (r *Rules) Select(page *html.Node) map[*html.Node][]document.Ruled {
	if r == nil || page == nil {
		return nil
	}
	return nil
}

// Lines adds to doc.Ruled what the rules say of its lines.
func (r *Rules) Lines(doc *document.Document) {
	if r == nil {
		return
	}
	for _, f := range r.files {
		f.lines(doc)
	}
}
