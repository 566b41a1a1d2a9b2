package replay

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/pipeline/record"
)

// compareWords compares two documents that were cut out of different texts. Paragraphs
// that both have are passed over, whatever their place; the words of the others are
// aligned. A run of words that one side has not is looked for in what that side removed.
func (c *comparison) compareWords(old, new *record.Clean) {
	c.old, c.new = articleLetters(old), articleLetters(new)
	before, after := articleTexts(old), articleTexts(new)
	before, after = withoutEqual(before, after)
	a, b := wordsOf(before), wordsOf(after)
	inOld, inNew := align(a, b)
	c.lost = runs(a, inOld, before, newRemovals(new))
	c.gained = runs(b, inNew, after, newRemovals(old))
}

// articleTexts returns what a document has of its article: what was lifted, then the
// paragraphs.
func articleTexts(c *record.Clean) []string {
	texts := make([]string, 0, len(c.Lifted)+len(c.Paragraphs))
	for i := range c.Lifted {
		texts = append(texts, c.Lifted[i].Text)
	}
	for i := range c.Paragraphs {
		texts = append(texts, c.Paragraphs[i].Text)
	}
	return texts
}

// withoutEqual leaves out what both have, as often as both have it.
func withoutEqual(a, b []string) (onlyA, onlyB []string) {
	count := make(map[string]int, len(b))
	for _, text := range b {
		count[lettersOf(text)]++
	}
	both := make(map[string]int)
	for _, text := range a {
		key := lettersOf(text)
		if count[key] > 0 {
			count[key]--
			both[key]++
			continue
		}
		onlyA = append(onlyA, text)
	}
	for _, text := range b {
		if key := lettersOf(text); both[key] > 0 {
			both[key]--
			continue
		}
		onlyB = append(onlyB, text)
	}
	return onlyA, onlyB
}

// word is one word of a text.
type word struct {
	is         string // letters and digits
	text       int    // the number of its text
	start, end int    // bytes of it
}

// wordsOf cuts texts into words. A character of a script that sets no spaces is a word.
func wordsOf(texts []string) (all []word) {
	for t, text := range texts {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !inWord(r) {
				i += size
				continue
			}
			end := i + size
			for !standsAlone(r) && end < len(text) {
				next, n := utf8.DecodeRuneInString(text[end:])
				if !inWord(next) || standsAlone(next) {
					break
				}
				end += n
			}
			all = append(all, word{text[i:end], t, i, end})
			i = end
		}
	}
	return all
}

func inWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

func standsAlone(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// lettersOf returns the letters and digits of a text.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if inWord(r) {
			return r
		}
		return -1
	}, text)
}

// runs returns the words that the other side has not, those next to each other as one
// change.
func runs(words []word, has []bool, texts []string, removed removals) (all []change) {
	inText := make(map[int]int)
	for _, w := range words {
		inText[w.text] += letters(w.is)
	}
	for i := 0; i < len(words); {
		if has[i] {
			i++
			continue
		}
		first := words[i]
		last, n := first, 0
		for ; i < len(words) && !has[i] && words[i].text == first.text; i++ {
			last, n = words[i], n+letters(words[i].is)
		}
		text := texts[first.text][first.start:last.end]
		whole := n == inText[first.text]
		if whole {
			text = texts[first.text]
		}
		all = append(all, change{text: text, letters: n, whole: whole, why: removed.of(text)})
	}
	return all
}

// removals is what a document removed, by letters.
type removals struct {
	texts []string
	why   []reason
}

func newRemovals(c *record.Clean) (all removals) {
	for i := range c.Removed {
		r := &c.Removed[i]
		all.texts = append(all.texts, lettersOf(r.Text))
		all.why = append(all.why, reason{r.Kind.String(), r.Rule, r.Note, r.Score})
	}
	return all
}

// of returns why a text was removed: what is said of the removal that holds it, or of
// the longest that it holds. It is empty for a text that is nowhere among them.
func (r *removals) of(text string) (why reason) {
	text = lettersOf(text)
	longest := 0
	for i, removed := range r.texts {
		if strings.Contains(removed, text) {
			return r.why[i]
		}
		if len(removed) > longest && strings.Contains(text, removed) {
			why, longest = r.why[i], len(removed)
		}
	}
	return why
}
