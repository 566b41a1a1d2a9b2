package catalog

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// The texts of all documents are folded when they are added, and searched from end to
// end: 100,000 documents of 8 kB in 0.5 to 0.7 s on two cores (BenchmarkSearch). Lists of
// which document has which three letters would tell in some 20 ms where a rare sentence
// can be. They take from a third to a half of the texts' memory again (2,153 news
// articles of 7.7 MB have lists of 2.5 MB, or 3.6 with room to grow), have to be made anew
// when documents are dropped, and a word that most documents have is searched all the
// same: half a second that a person waits is not worth that.

// longestSearch is how much of a text is looked for, in bytes of its folded form.
const longestSearch = 2000

// needle is a text that is looked for.
type needle struct {
	folded []byte
	word   bool // it begins with a letter of a script that has spaces: it must stand at the beginning of a word
}

func newNeedle(text string) needle {
	folded := fold(text)
	for len(folded) > longestSearch || !utf8.Valid(folded) {
		folded = folded[:min(len(folded)-1, longestSearch)]
	}
	first, _ := utf8.DecodeRune(folded)
	return needle{folded, len(folded) > 0 && !joins(first)}
}

// find returns where in a folded text the needle is first, from a place on, or -1.
func (n needle) find(folded []byte, from int) int {
	for from <= len(folded) {
		i := bytes.Index(folded[from:], n.folded)
		if i < 0 {
			return -1
		}
		i += from
		if !n.word || i == 0 || atWordStart(folded, i) {
			return i
		}
		from = i + 1
	}
	return -1
}

func atWordStart(folded []byte, at int) bool {
	if c := folded[at-1]; c < utf8.RuneSelf {
		return c == ' ' || c == '\n'
	}
	before, _ := utf8.DecodeLastRune(folded[:at])
	return joins(before)
}

// searchChunk is how many documents are searched before anybody asks whether the answer
// is still wanted.
const searchChunk = 256

// search returns those of some documents that have the needle, in their order.
func (n needle) search(ctx context.Context, among []*held) ([]*held, error) {
	if len(n.folded) == 0 {
		return nil, nil // nothing but marks was looked for: nothing has it
	}
	has := make([]bool, len(among))
	chunks := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for from := range chunks {
				for i := from; i < min(from+searchChunk, len(among)); i++ {
					has[i] = n.find(among[i].folded, 0) >= 0
				}
			}
		})
	}
	for from := 0; from < len(among) && ctx.Err() == nil; from += searchChunk {
		chunks <- from
	}
	close(chunks)
	workers.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	found := among[:0:0]
	for i, h := range among {
		if has[i] {
			found = append(found, h)
		}
	}
	return found, nil
}

// mostHits of one document are told, and hitContext bytes on either side of each.
const (
	mostHits   = 5
	hitContext = 90
)

// hits returns where in a document the needle is.
func (n needle) hits(c *record.Clean) (hits []Hit) {
	if len(n.folded) == 0 {
		return nil
	}
	text := newSearchedText(c)
	folded := foldMapped(text.text)
	for at := n.find(folded.out, 0); at >= 0 && len(hits) < mostHits; at = n.find(folded.out, at+len(n.folded)) {
		from, to := int(folded.from[at]), int(folded.to[at+len(n.folded)-1])
		if len(hits) > 0 && from >= text.whole {
			break // the same once more, as the paragraph reads
		}
		hits = append(hits, text.hitsIn(from, to)...)
	}
	return hits[:min(len(hits), mostHits)]
}

// hitsIn returns the hit of a place, one for each stretch that it reaches into.
func (s *searchedText) hitsIn(from, to int) (hits []Hit) {
	first, found := slices.BinarySearch(s.starts, from)
	if !found {
		first--
	}
	for i := max(first, 0); i < len(s.stretches) && s.starts[i] < to; i++ {
		a, b := max(from, s.starts[i]), min(to, s.ends[i])
		if a >= b {
			continue
		}
		st := &s.stretches[i]
		hits = append(hits, Hit{
			Kept: st.fate != document.Removed, Kind: st.kind, Rule: st.rule,
			Before: before(s.text[:a]), Match: s.text[a:b], Rest: after(s.text[b:]),
		})
	}
	if len(hits) == 0 { // in a paragraph as it reads, or in the title
		hits = append(hits, Hit{Kept: true, Before: before(s.text[:from]), Match: s.text[from:to], Rest: after(s.text[to:])})
	}
	return hits
}

// before returns the end of a text, from the beginning of a word on.
func before(text string) string {
	text = text[strings.LastIndexByte(text, unitEnd)+1:]
	if len(text) <= hitContext {
		return text
	}
	cut := text[len(text)-hitContext:]
	if i := strings.IndexAny(cut, " \n"); i >= 0 && i < hitContext/2 {
		return cut[i+1:]
	}
	for len(cut) > 0 && !utf8.RuneStart(cut[0]) {
		cut = cut[1:]
	}
	return cut
}

// after returns the beginning of a text, to the end of a word.
func after(text string) string {
	if i := strings.IndexByte(text, unitEnd); i >= 0 {
		text = text[:i]
	}
	if len(text) <= hitContext {
		return text
	}
	cut := text[:hitContext]
	if i := strings.LastIndexAny(cut, " \n"); i > hitContext/2 {
		return cut[:i]
	}
	for !utf8.RuneStart(text[len(cut)]) {
		cut = cut[:len(cut)-1]
	}
	return cut
}
