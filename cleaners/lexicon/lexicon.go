// Package lexicon finds cues in a text: phrases that boilerplate around news
// articles uses, such as "read more", "Getty Images", "Foto:", "阅读更多".
//
// The phrases are data, one file a language (data/*.txt, see the README beside
// this file), so that a language or a phrase is added without code. What they
// compile to is embedded (lexicon.bin). A phrase is found in texts of its own language, or in all where that is
// not known (among.go). A cue is evidence only: the package judges nothing.
//
//   - layout.go: how they lie in the program; its tests make that of the data files
//     (files_test.go, compile_test.go)
//   - phrasebook.go: the phrases, by the hash of their words
//   - prefixes.go: a filter that excludes most words as the beginning of a phrase
//   - find.go: goes through a text's words with both
//   - language.go: guesses a text's language by script and stop words
//   - tag.go: reads the language that a page states
//   - among.go: the languages whose phrases speak in a document
//   - notices.go: phrases about a whole page, such as "page not found"
package lexicon

import (
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Lexicon is the compiled phrases of all languages. It never changes: any number
// of goroutines may use one.
type Lexicon struct {
	phrases   *phrasebook
	notices   *phrasebook
	signs     *languageSigns
	languages []string
	bits      map[string]LanguageSet // by language: the bit of its file
	digest    string
}

// Default returns the embedded lexicon.
func Default() *Lexicon { return loadOnce() }

var loadOnce = sync.OnceValue(func() *Lexicon { return load(artifact) })

// Languages lists the languages that have a file, as BCP 47 primary subtags
// in alphabetical order. The caller must not change it.
func (l *Lexicon) Languages() []string { return l.languages }

// Digest identifies the data files: it changes when any byte of them does. 64
// hex digits.
func (l *Lexicon) Digest() string { return l.digest }

// Find appends to cues every phrase that is in text and returns the longer
// slice. The new cues are in order of Span.Start, longer first, then by class; a
// cue inside a longer one of its own class is left out. Spans are byte offsets
// into text.
//
// A phrase matches in any case, with any run of white space for a space and
// curly for straight quotes, and only where no word goes on at its ends. Phrases
// in scripts without spaces between words (Han, Kana, Hangul, Thai) match
// anywhere. White space includes line ends: call Find for one block at a time,
// so that no phrase runs from one block into the next.
func (l *Lexicon) Find(text string, cues []document.Cue) []document.Cue {
	return l.FindAmong(allLanguages, text, cues)
}

// FindAmong is Find for the phrases of some languages only.
func (l *Lexicon) FindAmong(among LanguageSet, text string, cues []document.Cue) []document.Cue {
	from := len(cues)
	cues = l.phrases.findIn(text, among, cues)
	return sorted(cues, from)
}

// FindIn is FindAmong for block i of a document, whose words are known. Spans are byte
// offsets into the document's text. It does not allocate when cues has room.
func (l *Lexicon) FindIn(doc *document.Document, i int, among LanguageSet, cues []document.Cue) []document.Cue {
	from, span := len(cues), doc.Blocks[i].Span
	cues = l.phrases.find(doc.Text[:span.End], span.Start, doc.WordsOf(i), among, cues)
	return sorted(cues, from)
}

// sorted puts the cues from place from on in order.
func sorted(cues []document.Cue, from int) []document.Cue {
	found := cues[from:]
	sortCues(found)
	return cues[:from+dropNested(found)]
}

func compareCues(a, b document.Cue) int {
	switch {
	case a.Span.Start != b.Span.Start:
		return a.Span.Start - b.Span.Start
	case a.Span.End != b.Span.End:
		return b.Span.End - a.Span.End
	}
	return int(a.Class) - int(b.Class)
}

// sortCues sorts the cues of one text. They come in order of their ends, each as
// far from its final index as there are cues within a phrase's length at most,
// so that insertion sort takes time in proportion to the text.
func sortCues(found []document.Cue) {
	for i := 1; i < len(found); i++ {
		c := found[i]
		j := i
		for ; j > 0 && compareCues(c, found[j-1]) < 0; j-- {
			found[j] = found[j-1]
		}
		found[j] = c
	}
}

// dropNested moves the cues that are not inside an earlier one of their class to
// the front and returns their number. In compareCues' order what contains a
// cue comes before it, and contains it exactly when it reaches as far.
func dropNested(sorted []document.Cue) int {
	var reach [document.CueClassCount]int // the furthest end so far, by class
	kept := 0
	for _, c := range sorted {
		if c.Span.End <= reach[c.Class] {
			continue
		}
		reach[c.Class] = c.Span.End
		sorted[kept] = c
		kept++
	}
	return kept
}
