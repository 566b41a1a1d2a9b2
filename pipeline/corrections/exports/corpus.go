package exports

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/fixtures/score"
)

// Snippets of an annotated corpus are looked for as they are, so that they must be long
// enough to be nowhere else, and short enough that a mark in their middle does not hide
// them.
const (
	leastSnippet     = 16  // characters
	leastSnippetWide = 8   // of Chinese and its like, which say more with each
	mostSnippet      = 160 // characters, cut at a space
)

// Corpus returns a line of an annotated corpus, as winnow eval reads it, for each document
// that people looked at. One of which they looked at everything has its text written out;
// the others have what must and what must not be in it. With the error of one document
// come the others all the same.
func (x *Exporter) Corpus(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		all, err := x.reviewed(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, r := range all {
			page, err := x.page(ctx, r)
			var line []byte
			if err == nil {
				if line, err = page.Line(); err != nil {
					err = fmt.Errorf("document %s: what was said of it is too short to be looked for: %w", r.id, err)
				}
			}
			if !yield(line, err) || ctx.Err() != nil {
				return
			}
		}
	}
}

func (x *Exporter) page(ctx context.Context, r *reviewed) (*score.Page, error) {
	if err := x.open(ctx, r); err != nil {
		return nil, err
	}
	changes, err := r.changes()
	if err != nil {
		return nil, err
	}
	entries, err := fixtures.Wanted(r.clean, changes)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", r.id, err)
	}
	p := &score.Page{ID: r.id, URL: r.raw.URL, ContentType: r.raw.ContentType, Body: r.raw.Content}
	for _, e := range entries {
		if e.Fate == document.Lifted && looked(changes, e.Span) {
			p.Stated.Title = foldSpace(r.clean.Source[e.Span.Start:e.Span.End])
		}
	}
	if covered(entries, changes) {
		gold := goldOf(r.clean.Source, entries)
		p.Gold = &gold
		return p, nil
	}
	r.snippets(p, entries, changes)
	return p, nil
}

// goldOf returns the kept text, a blank line between blocks.
func goldOf(source string, entries []document.Entry) string {
	var b strings.Builder
	block := -1
	for _, e := range entries {
		if e.Fate != document.Kept {
			continue
		}
		switch {
		case b.Len() == 0:
		case e.Block == block:
			b.WriteByte(' ')
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(foldSpace(source[e.Span.Start:e.Span.End]))
		block = e.Block
	}
	return b.String()
}

// snippets fills in what must and must not be in the text: of the stretches that people
// looked at, those that can be told from all others.
func (r *reviewed) snippets(p *score.Page, entries []document.Entry, changes []fixtures.Change) {
	kept := goldOf(r.clean.Source, entries)
	now := foldSpace(textOf(r.clean))
	seen := make(map[string]bool)
	for _, e := range entries {
		for _, c := range changes {
			from, to := max(e.Span.Start, c.Span.Start), min(e.Span.End, c.Span.End)
			if from >= to {
				continue
			}
			s := snippet(r.clean.Source[from:to])
			if s == "" || seen[s] {
				continue
			}
			seen[s] = true
			switch {
			case e.Fate == document.Removed && !strings.Contains(foldSpace(kept), s):
				p.Without = append(p.Without, s)
			case e.Fate == document.Kept && (strings.Contains(now, s) || wasRemoved(r.clean, from)):
				p.With = append(p.With, s) // what is kept and not found now has marks of Markdown in it
			}
		}
	}
}

// textOf returns the article as winnow eval gets it.
func textOf(clean *document.Clean) string {
	var b strings.Builder
	for i := range clean.Paragraphs {
		b.WriteString(clean.Paragraphs[i].Text + "\n\n")
	}
	return b.String()
}

func wasRemoved(clean *document.Clean, at int) bool {
	for _, e := range clean.Ledger.All() {
		if e.Span.Start <= at && at < e.Span.End {
			return e.Fate == document.Removed
		}
	}
	return false
}

// snippet returns the beginning of a text as it is looked for, empty where that is too
// short.
func snippet(text string) string {
	text = foldSpace(text)
	runes := []rune(text)
	least := leastSnippet
	if isWide(text) {
		least = leastSnippetWide
	}
	if len(runes) < least {
		return ""
	}
	if len(runes) <= mostSnippet {
		return text
	}
	cut := string(runes[:mostSnippet])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		return cut[:i]
	}
	return cut
}

// looked reports whether a correction is about a stretch.
func looked(changes []fixtures.Change, s document.Span) bool {
	for _, c := range changes {
		if c.Span.Overlaps(s) {
			return true
		}
	}
	return false
}

func foldSpace(text string) string { return strings.Join(strings.Fields(text), " ") }
