package exports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// ErrNoRule is of a correction that no rule of a site can say. What wraps it says why.
var ErrNoRule = errors.New("no rule says that")

// Suggestion is a rule that does what a correction wants, and what else it would do in
// the documents of the site that are known.
type Suggestion struct {
	Site string
	Kind document.Kind // article: it keeps
	Form string        // equals, begins, ends, contains, inside, lines; selector
	Text string        // what is looked for; of lines, the first
	To   string        // of lines, the last

	Rule string // the line that says it: "remove related: line begins \"Read more:\""
	File string // a file with it alone: its site above and a test below, or, of a selector, its kind above

	Right    int      // lines that it would change and that were corrected so
	Alike    int      // lines of which nobody has said anything, and that begin or end with the same telling words: likely the same thing
	Wrong    int      // other lines that it would change and that nobody complained of
	Already  int      // lines that it hits and that are so already: it may be in force, or another rule may do it
	Examples []string // of Alike and Wrong, a few
}

// Documents are those that suggestions are tried on. A *catalog.Memory is that.
type Documents interface {
	SiteDocuments(ctx context.Context, site string, most int) iter.Seq2[catalog.SiteDocument, error]
}

// suggestionDocuments of a site are tried, the latest; mostExamples of what goes wrong
// are told; and so many suggestions are returned.
const (
	suggestionDocuments = 500
	mostExamples        = 5
	mostSuggestions     = 8
)

// Suggest returns rules that do what a correction wants: first those that change nothing
// else, the most general of them first; then the others. Of rules that keep, that comes
// first which is about the corrected text alone: one that keeps too much is seen late, for
// what leaks nobody marks. Line is the block that the
// correction's stretch is in, where it is known; empty: the stretch is all of it. Others
// are more corrections of the site, which count as what is wanted. It returns an error
// that wraps ErrNoRule where there is no such rule.
func Suggest(ctx context.Context, c *corrections.Correction, line string, others []corrections.Correction, known Documents) ([]Suggestion, error) {
	candidates, err := candidatesOf(c, line)
	if err != nil {
		return nil, err
	}
	t := newTrial(c, others)
	for d, err := range known.SiteDocuments(ctx, c.Site, suggestionDocuments) {
		if err != nil {
			return nil, err
		}
		t.add(d)
	}
	var all []Suggestion
	for _, candidate := range candidates {
		if s, err := t.run(candidate); err == nil {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: %q is not to be told from other lines", ErrNoRule, short(c.Text))
	}
	rank(all, c)
	return all[:min(len(all), mostSuggestions)], nil
}

// trial is the lines that rules are tried on.
type trial struct {
	c     *corrections.Correction
	host  string
	said  map[string]bool // folded texts that were corrected to the same fate
	known []trialDocument
}

// trialDocument is a document as rules see one, and what became of its lines.
type trialDocument struct {
	doc   document.Document
	lines []catalog.Line
	at    []int // of each line, where it begins
}

func newTrial(c *corrections.Correction, others []corrections.Correction) *trial {
	t := &trial{c: c, host: hostOf(c), said: map[string]bool{foldLine(c.Text): true}}
	for i := range others {
		if o := &others[i]; o.Want.Removable() == c.Want.Removable() && o.Site == c.Site {
			t.said[foldLine(o.Text)] = true
		}
	}
	return t
}

func (t *trial) add(d catalog.SiteDocument) {
	of := trialDocument{lines: catalog.LinesOf(d.Pieces)}
	var text strings.Builder
	for _, line := range of.lines {
		start := text.Len()
		of.at = append(of.at, start)
		text.WriteString(line.Text)
		of.doc.Blocks = append(of.doc.Blocks, document.Block{Span: document.Span{Start: start, End: text.Len()}})
		text.WriteByte('\n')
	}
	of.doc.Text = text.String()
	of.doc.Source = of.doc.Text
	t.known = append(t.known, of)
}

// run tries one rule on all lines. It returns an error where the rule is none.
func (t *trial) run(s Suggestion) (Suggestion, error) {
	s.File = fmt.Sprintf("site %s\n%s\n", s.Site, s.Rule)
	set, err := siterules.FromFiles(map[string][]byte{"suggested.rules": []byte(s.File)})
	if err != nil {
		return s, err
	}
	if test := testOf(t.c, &s); test != "" {
		with, err := siterules.FromFiles(map[string][]byte{"suggested.rules": []byte(s.File + test)})
		if err != nil {
			return s, err
		}
		if failed, _ := with.Test(); len(failed) > 0 {
			return s, failed
		}
		s.File += test
	}
	rules := set.For(t.host, t.c.Site)
	for i := range t.known {
		d := &t.known[i]
		d.doc.Ruled = d.doc.Ruled[:0]
		rules.Lines(&d.doc)
		for _, r := range d.doc.Ruled {
			t.count(&s, d, r.Span)
		}
	}
	return s, nil
}

// count counts the lines that a rule selects a part of.
func (t *trial) count(s *Suggestion, d *trialDocument, span document.Span) {
	first, found := slices.BinarySearch(d.at, span.Start)
	if !found {
		first--
	}
	for i := max(first, 0); i < len(d.lines) && d.at[i] < span.End; i++ {
		line := &d.lines[i]
		from, to := max(span.Start-d.at[i], 0), min(span.End-d.at[i], len(line.Text))
		if from >= to {
			continue
		}
		if t.isAlready(line, from, to) {
			s.Already++
			continue
		}
		if t.wasSaid(line, from, to) {
			s.Right++
			continue
		}
		if t.isAlike(s, line) {
			s.Alike++
		} else {
			s.Wrong++
		}
		if len(s.Examples) < mostExamples {
			s.Examples = append(s.Examples, short(line.Text))
		}
	}
}

// wasSaid reports whether a part of a line, or all of it, was corrected so.
func (t *trial) wasSaid(line *catalog.Line, from, to int) bool {
	return t.said[foldLine(line.Text[from:to])] || t.said[foldLine(line.Text)]
}

// isAlready reports whether a part of a line is what the correction wants already.
func (t *trial) isAlready(line *catalog.Line, from, to int) bool {
	at := 0
	for i := range line.Pieces {
		p := &line.Pieces[i]
		if at < to && at+len(p.Text) > from && (p.Fate == document.Removed) != t.c.Want.Removable() {
			return false
		}
		at += len(p.Text) + 1
	}
	return true
}

// hostOf returns the host that the correction's document was at, empty where that is not
// known.
func hostOf(c *corrections.Correction) string {
	u, err := url.Parse(c.URL)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// siteOf returns the site as rules name one: its registrable domain, or what a stream
// calls it.
func siteOf(c *corrections.Correction) string {
	if domain, err := publicsuffix.EffectiveTLDPlusOne(hostOf(c)); err == nil {
		return domain
	}
	return cmp.Or(hostOf(c), c.Site)
}

// foldLine returns a line as two are compared.
func foldLine(text string) string { return strings.ToLower(foldSpace(text)) }

// WantsChange reports whether a correction wants something else than there was: others
// say that somebody has looked, and agrees.
func WantsChange(c corrections.Correction) bool { return isOther(c) }

// Suggest is Suggest for a correction of the exporter's store, with the block that its
// stretch is in where its raw document was kept.
func (x *Exporter) Suggest(ctx context.Context, c *corrections.Correction, others []corrections.Correction, known Documents) ([]Suggestion, error) {
	r := &reviewed{id: c.Document, input: c.Input}
	if err := x.open(ctx, r); err != nil && ctx.Err() != nil {
		return nil, err
	}
	line := ""
	if r.clean != nil {
		line = blockAround(c, r.clean)
	}
	return Suggest(ctx, c, line, others, known)
}

// blockAround returns the text of the block that a correction's stretch is in, empty
// where it is in several or is not found.
func blockAround(c *corrections.Correction, clean *document.Clean) string {
	span, found := c.Place(clean.Source)
	if !found {
		return ""
	}
	block, start, end := -1, 0, 0
	for _, e := range clean.Ledger.All() {
		if e.Block < 0 {
			continue
		}
		if e.Block != block {
			if block >= 0 && start <= span.Start && span.End <= end {
				break
			}
			block, start = e.Block, e.Span.Start
		}
		end = e.Span.End
	}
	if start <= span.Start && span.End <= end {
		return clean.Source[start:end]
	}
	return ""
}
