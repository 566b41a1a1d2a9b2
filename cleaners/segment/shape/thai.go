package shape

import "github.com/winnow-news/winnow/cleaners/document"

// Thai and its neighbours have no spaces between words, and mostly no mark at a
// sentence's end: a space ends a phrase or a sentence.

const (
	// thaiWord is how many letters and marks a word has: 4.0 in Thai prose by ICU's
	// dictionary, 4.6 to 4.8 in Lao and Burmese.
	thaiWord = 4
	// thaiPhrase is the fewest letters of a phrase of a sentence. Items of menus and
	// names have fewer.
	thaiPhrase = 20
	// thaiProse is the fewest letters of a text that counts as sentences without an
	// end mark: more than a headline of the 32 words that it may have.
	thaiProse = 32 * thaiWord
)

// thaiText counts the letters of a text in such a script.
type thaiText struct {
	run     int32 // letters since the last space
	letters int32 // before it
	long    int32 // of these, in phrases of thaiPhrase or more
	phrases int32 // such phrases
}

func (t *thaiText) endPhrase() {
	if t.run >= thaiPhrase {
		t.long += t.run
		t.phrases++
	}
	t.letters += t.run
	t.run = 0
}

// endThai counts the words of a text in such a script and, where it is long enough and
// most of it is in long phrases, these as sentences, and its end as the last one's.
func (w *walker) endThai() {
	w.thai.endPhrase()
	w.shape.Words += (w.thai.letters + thaiWord - 1) / thaiWord
	if w.thai.letters < thaiProse || 2*w.thai.long < w.thai.letters {
		return
	}
	w.shape.Stops = max(w.shape.Stops, w.thai.phrases)
	if w.shape.Ends == document.EndNone {
		w.shape.Ends = document.EndStop
	}
}
