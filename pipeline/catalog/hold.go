package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// heldOverhead is about what a document takes in memory beside its texts, in bytes.
const heldOverhead = 700

// hold makes of a document what the catalog keeps of it.
func hold(e Entry) (*held, error) {
	written, err := record.Form{Lean: true, Compress: record.CompressAll}.Write(e.Clean)
	if err != nil {
		return nil, err
	}
	c := e.Clean
	h := &held{
		key: KeyOf(c.ID), emission: e.Emission, order: e.Order, at: timeOf(c, e.Stored), raw: e.Raw,
		packed: slices.Clip(written.Body), encoding: written.Encoding,
		titled: c.Title != "", bylined: c.Byline != "",
	}
	h.item = Item{
		Key: h.key, ID: strings.Clone(c.ID), URL: strings.Clone(c.URL), Site: strings.Clone(c.Site), Title: strings.Clone(c.Title),
		Language: strings.Clone(c.Language), Published: strings.Clone(c.Published), Quality: c.Quality.Is,
	}
	h.count(c)
	h.folded = slices.Clip(foldedOf(c))
	h.prints = printsOf(c)
	h.unsure, h.quality = unsureReason(c), qualityReason(&c.Quality)
	h.bytes = int64(heldOverhead + len(h.packed) + len(h.folded) + 8*len(h.prints) + 64*len(h.rules) +
		len(c.ID) + len(c.URL) + len(c.Site) + len(c.Title))
	return h, nil
}

// count counts letters, by kind and rule.
func (h *held) count(c *record.Clean) {
	h.item.Kinds = make(map[document.Kind]int)
	h.item.Kept = letters(c.Title)
	for i := range c.Paragraphs {
		h.item.Kept += letters(c.Paragraphs[i].Text)
	}
	for i := range c.Removed {
		r := &c.Removed[i]
		n := letters(r.Text)
		h.item.Removed += n
		h.item.Kinds[r.Kind] += n
		if n > h.longest.letters {
			h.longest = removedText{n, r.Rule, r.Kind}
		}
		at := slices.IndexFunc(h.rules, func(have ruleRemoved) bool { return have.rule == r.Rule && have.kind == r.Kind })
		if at < 0 {
			at = len(h.rules)
			h.rules = append(h.rules, ruleRemoved{rule: strings.Clone(r.Rule), kind: r.Kind})
		}
		h.rules[at].removals++
		h.rules[at].letters += n
	}
	slices.SortFunc(h.rules, func(a, b ruleRemoved) int { return cmp.Compare(b.letters, a.letters) })
}

// letters counts letters and digits, as record.Shares does.
func letters(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// timeOf returns when a document was published, or else fetched or stored; zero where
// nothing tells.
func timeOf(c *record.Clean, stored time.Time) time.Time {
	for _, stated := range []string{c.Published, c.FetchedAt} {
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
			if at, err := time.Parse(layout, stated); err == nil {
				return at
			}
		}
	}
	return stored
}

// printsOf returns the fingerprints by which memory knows the document's texts.
func printsOf(c *record.Clean) []uint64 {
	prints := make([]uint64, 0, len(c.Paragraphs)+len(c.Removed))
	for i := range c.Paragraphs {
		prints = append(prints, memory.Fingerprint(c.Paragraphs[i].Text))
	}
	for i := range c.Removed {
		prints = append(prints, memory.Fingerprint(c.Removed[i].Text))
	}
	slices.Sort(prints)
	return slices.Clip(slices.Compact(prints))
}

// unpack returns the record that was held.
func (h *held) unpack() (*record.Clean, error) {
	header := map[string][]string{}
	if h.encoding != "" {
		header[record.HeaderEncoding] = []string{h.encoding}
	}
	c, _, err := record.ParseClean(header, h.packed)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", h.item.ID, err)
	}
	return c, nil
}
