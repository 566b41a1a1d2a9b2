package catalog

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// piecesOf returns a document's text in order: as it was published, with the text as it
// came and all that was said where the raw document is there.
func piecesOf(d *Document) []Piece {
	if d.Judged != nil && !d.Otherwise && !hasRecurring(d.Record) {
		return judgedPieces(d.Judged, stretchesOf(d.Record), d.Record)
	}
	all := stretchesOf(d.Record)
	if d.Judged == nil || !agrees(d.Record, d.Judged.Source) {
		return publishedPieces(d.Record, all, nil)
	}
	return publishedPieces(d.Record, all, d.Judged)
}

// hasRecurring reports whether memory took something out, which cleaning again does not.
func hasRecurring(c *record.Clean) bool {
	return len(c.Marked) > 0 || slices.ContainsFunc(c.Removed, func(r record.Removal) bool { return r.Kind == document.Recurring })
}

// judgedPieces returns the ledger as pieces. Published tells the paragraphs.
func judgedPieces(judged *document.Clean, published []stretch, c *record.Clean) []Piece {
	said := newSaid(judged)
	pieces := make([]Piece, 0, judged.Ledger.Len())
	at := 0
	for _, e := range judged.Ledger.All() {
		if e.Fate == document.Separator {
			continue
		}
		p := Piece{
			Start: e.Span.Start, End: e.Span.End, Text: judged.Source[e.Span.Start:e.Span.End], Block: e.Block,
			Fate: e.Fate, Kind: e.Kind, Rule: e.Rule, Score: e.Score, Note: e.Note, Said: said.of(e.Span),
		}
		for at < len(published) && published[at].end <= p.Start {
			at++
		}
		if at < len(published) && published[at].start <= p.Start {
			p.setRole(c, &published[at])
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// setRole takes the role from the paragraph that a piece was kept in.
func (p *Piece) setRole(c *record.Clean, s *stretch) {
	if s.paragraph >= 0 && s.fate == document.Kept {
		p.Role, p.Level = c.Paragraphs[s.paragraph].Role, c.Paragraphs[s.paragraph].Level
	}
}

// publishedPieces returns a record's stretches as pieces. Judged, where there is one whose
// offsets agree, has the text as it came, and what was said.
func publishedPieces(c *record.Clean, all []stretch, judged *document.Clean) []Piece {
	var said *said
	if judged != nil {
		said = newSaid(judged)
	}
	pieces := make([]Piece, 0, len(all))
	block, of := -1, -1
	for i := range all {
		s := &all[i]
		if s.paragraph < 0 || s.paragraph != of {
			block++
		}
		of = s.paragraph
		p := Piece{
			Start: s.start, End: s.end, Text: s.text, Block: block,
			Fate: s.fate, Kind: s.kind, Rule: s.rule, Score: s.score, Note: s.note,
		}
		p.setRole(c, s)
		if judged != nil {
			p.takeSource(judged.Source)
			p.Said = said.of(document.Span{Start: p.Start, End: p.End})
			p.Block = said.block(p.Start, p.Block)
		}
		if p.Text != "" {
			pieces = append(pieces, p)
		}
	}
	return pieces
}

// takeSource takes the text as it came, without the white space around it.
func (p *Piece) takeSource(source string) {
	text := source[p.Start:p.End]
	p.Text = strings.TrimSpace(text)
	p.Start += strings.Index(text, p.Text)
	p.End = p.Start + len(p.Text)
}

// firstLetters is how many bytes of a paragraph are compared.
const firstLetters = 24

// agrees reports whether a record's offsets point into a text.
func agrees(c *record.Clean, source string) bool {
	in := func(start, end int) bool { return 0 <= start && start <= end && end <= len(source) }
	for i := range c.Removed {
		r := &c.Removed[i]
		if !in(r.Start, r.End) || source[r.Start:r.End] != r.Text {
			return false
		}
	}
	for i := range c.Lifted {
		l := &c.Lifted[i]
		if !in(l.Start, l.End) || source[l.Start:l.End] != l.Text {
			return false
		}
	}
	for i := range c.Paragraphs {
		p := &c.Paragraphs[i]
		if !in(p.Start, p.End) {
			return false
		}
		first, _, _ := strings.Cut(p.Text[:min(len(p.Text), firstLetters)], " ")
		if len(p.Text) > firstLetters && len(first) == firstLetters {
			first = strings.ToValidUTF8(first, "")
		}
		if !bytes.Contains(fold(source[p.Start:min(p.End, p.Start+4*firstLetters)]), fold(first)) {
			return false
		}
	}
	return true
}

// said is what was said of a document, by place.
type said struct {
	blocks   []blockSaid
	verdicts *document.Verdicts
}

// blockSaid is where a block is, and its part of the verdicts.
type blockSaid struct {
	span     document.Span
	number   int
	from, to int
}

func newSaid(judged *document.Clean) *said {
	s := &said{verdicts: &judged.Verdicts}
	for _, e := range judged.Ledger.All() {
		if e.Block < 0 {
			continue
		}
		if n := len(s.blocks); n > 0 && s.blocks[n-1].number == e.Block {
			s.blocks[n-1].span.End = e.Span.End
			continue
		}
		s.blocks = append(s.blocks, blockSaid{span: e.Span, number: e.Block})
	}
	at := 0
	for i := range s.blocks {
		b := &s.blocks[i]
		for at < s.verdicts.Len() && s.verdicts.BlockAt(at) < b.number {
			at++
		}
		b.from = at
		for at < s.verdicts.Len() && s.verdicts.BlockAt(at) == b.number {
			at++
		}
		b.to = at
	}
	return s
}

// first returns the index of the first block that ends behind a place.
func (s *said) first(at int) int {
	i, _ := slices.BinarySearchFunc(s.blocks, at, func(b blockSaid, at int) int {
		if b.span.End <= at {
			return -1
		}
		return 1
	})
	return i
}

// of returns what was said of a stretch, the surest first: of the blocks that it is in,
// and of spans in them that it shares a byte with.
func (s *said) of(span document.Span) (all []document.Verdict) {
	for i := s.first(span.Start); i < len(s.blocks) && s.blocks[i].span.Start < span.End; i++ {
		for k := s.blocks[i].from; k < s.blocks[i].to; k++ {
			if v := s.verdicts.At(k); v.Span.IsZero() || v.Span.Overlaps(span) {
				all = append(all, v)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b document.Verdict) int { return cmp.Compare(b.Score, a.Score) })
	return all
}

// block returns the number of the block at a place, or else another.
func (s *said) block(at, otherwise int) int {
	if i := s.first(at); i < len(s.blocks) && s.blocks[i].span.Start <= at {
		return s.blocks[i].number
	}
	return otherwise
}
