package catalog

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// stretch is a part of the segmented text as a record tells of it.
type stretch struct {
	start, end int
	text       string // without the white space around it
	fate       document.Fate
	kind       document.Kind
	rule       string
	score      float64
	note       string
	paragraph  int // index of the paragraph that it is in, or -1
}

// stretchesOf returns the whole of a record's text in order: paragraphs, removals and
// lifts. A paragraph of which spans left is several, whose texts are exact but for
// where one ends and the next begins: a record does not have the text as it came, and
// the word at the edge may be told to the wrong one.
func stretchesOf(c *record.Clean) []stretch {
	out := make([]stretch, 0, len(c.Paragraphs)+len(c.Removed)+len(c.Lifted))
	for i := range c.Removed {
		r := &c.Removed[i]
		out = append(out, stretch{start: r.Start, end: r.End, text: r.Text, fate: document.Removed, kind: r.Kind, rule: r.Rule, score: r.Score, note: r.Note, paragraph: -1})
	}
	for i := range c.Lifted {
		l := &c.Lifted[i]
		out = append(out, stretch{start: l.Start, end: l.End, text: l.Text, fate: document.Lifted, kind: document.Title, rule: l.Rule, score: l.Score, paragraph: -1})
	}
	byPlace(out)
	taken, next := len(out), 0
	for i := range c.Paragraphs {
		p := &c.Paragraphs[i]
		for next < taken && out[next].end <= p.Start {
			next++
		}
		from := next
		for next < taken && out[next].start < p.End {
			out[next].paragraph = i
			next++
		}
		out = appendParagraph(out, i, p, out[from:next])
	}
	byPlace(out)
	noteMarked(c, out)
	return out
}

func byPlace(all []stretch) {
	slices.SortStableFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
}

// appendParagraph adds what is left of a paragraph between what left it.
func appendParagraph(out []stretch, index int, p *record.Paragraph, left []stretch) []stretch {
	kept := stretch{start: p.Start, end: p.End, fate: document.Kept, paragraph: index}
	if len(left) == 0 {
		kept.text = p.Text
		return append(out, kept)
	}
	var gaps [][2]int
	at := p.Start
	for _, l := range left {
		if l.start > at {
			gaps = append(gaps, [2]int{at, l.start})
		}
		at = max(at, l.end)
	}
	if at < p.End {
		gaps = append(gaps, [2]int{at, p.End})
	}
	for i, text := range shareOut(p.Text, gaps) {
		kept.start, kept.end, kept.text = gaps[i][0], gaps[i][1], text
		if text != "" {
			out = append(out, kept)
		}
	}
	return out
}

// cutReach is how far from where a cut should be, in bytes, a space is looked for.
const cutReach = 24

// shareOut cuts a text into as many as there are gaps, as long as they are, at spaces
// where there are any.
func shareOut(text string, gaps [][2]int) []string {
	total := 0
	for _, g := range gaps {
		total += g[1] - g[0]
	}
	shares := make([]string, len(gaps))
	from, sum := 0, 0
	for i, g := range gaps {
		sum += g[1] - g[0]
		to := len(text)
		if i < len(gaps)-1 && total > 0 {
			to = max(from, cutNear(text, int(float64(sum)/float64(total)*float64(len(text)))))
		}
		shares[i] = strings.TrimSpace(text[from:to])
		from = to
	}
	return shares
}

// cutNear returns the space that is nearest to a place, or else a place between two
// letters.
func cutNear(text string, at int) int {
	at = min(max(at, 0), len(text))
	for d := range cutReach {
		for _, i := range [2]int{at - d, at + d} {
			if i >= 0 && i < len(text) && text[i] == ' ' {
				return i
			}
		}
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// noteMarked tells of what was kept though memory speaks against it.
func noteMarked(c *record.Clean, all []stretch) {
	next := 0
	for i := range c.Marked {
		m := &c.Marked[i]
		for next < len(all) && all[next].start < m.Start {
			next++
		}
		if next < len(all) && all[next].start == m.Start && all[next].fate == document.Kept {
			all[next].note = m.Note
		}
	}
}

// searchedText is what is searched of a document: its stretches in order, and then, each
// for itself, the paragraphs that lie in several of them and the title that lies in none.
type searchedText struct {
	text      string
	stretches []stretch
	starts    []int // in text, of each stretch
	ends      []int
	whole     int // where the stretches end in text
}

func newSearchedText(c *record.Clean) searchedText {
	s := searchedText{stretches: stretchesOf(c)}
	var b strings.Builder
	cut := make(map[int]int)
	for i := range s.stretches {
		st := &s.stretches[i]
		s.starts = append(s.starts, b.Len())
		b.WriteString(st.text)
		s.ends = append(s.ends, b.Len())
		b.WriteByte('\n')
		if st.fate == document.Kept {
			cut[st.paragraph]++
		}
	}
	s.whole = b.Len()
	for i := range c.Paragraphs {
		if cut[i] > 1 {
			b.WriteByte(unitEnd)
			b.WriteString(c.Paragraphs[i].Text)
		}
	}
	if len(c.Lifted) == 0 {
		b.WriteByte(unitEnd)
		b.WriteString(c.Title)
	}
	s.text = b.String()
	return s
}

// foldedOf returns what of a document is searched, folded.
func foldedOf(c *record.Clean) []byte { return fold(newSearchedText(c).text) }
