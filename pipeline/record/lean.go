package record

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// leanText is the text of a document of which paragraphs and entries are written as
// stretches: where it begins and ends, in bytes, in place of a copy.
type leanText struct {
	text   string
	at     int // behind the last stretch
	misses int // texts that were not behind it
}

// mostMisses is how many texts may be elsewhere than behind the one before. Each costs
// a look through the whole text: 20,000 entries of a text of 1 MB took 18 s. What comes
// then is written out.
const mostMisses = 64

// newLean returns nil for a text that JSON changes, since its stretches would be others.
func newLean(text string) *leanText {
	if !utf8.ValidString(text) {
		return nil
	}
	return &leanText{text: text}
}

// find returns where in the text a paragraph or an entry is; false when it is nowhere.
// It looks behind the one before first, where nearly every one is.
func (t *leanText) find(what string) (from int, found bool) {
	if t.misses > mostMisses {
		return 0, false
	}
	i := strings.Index(t.text[t.at:], what)
	if i < 0 {
		t.misses++
		i, t.at = strings.Index(t.text, what), 0
	}
	if i < 0 {
		return 0, false
	}
	from = t.at + i
	t.at = from + len(what)
	return from, true
}

// rewind begins at the front again, for another list.
func (t *leanText) rewind() {
	if t != nil {
		t.at = 0
	}
}

// stretch writes a text as a stretch of the document's, and reports false where it
// is none, or where all texts are written out.
func (l *jsonLine) stretch(text string) bool {
	if l.lean == nil {
		return false
	}
	from, found := l.lean.find(text)
	if found {
		l.raw(`"from":`)
		l.number(from)
		l.raw(`,"to":`)
		l.number(from + len(text))
	}
	return found
}

// within is a text as it may be written: out, or as a stretch of the document's.
type within struct {
	Text *string `json:"text"`
	From int     `json:"from"`
	To   int     `json:"to"`
}

// of returns the text itself, given the document's.
func (w within) of(document string) (string, error) {
	switch {
	case w.Text != nil:
		return *w.Text, nil
	case w.From < 0 || w.To < w.From || w.To > len(document):
		return "", fmt.Errorf("a stretch from byte %d to %d of a text of %d", w.From, w.To, len(document))
	}
	return document[w.From:w.To], nil
}

// fillTexts reads paragraphs and entries of body once more, for those of which the
// text is a stretch of document. They are in the order of the lists.
func fillTexts(document string, body []byte, paragraphs []Paragraph, entries []LiveEntry) error {
	var stretches struct {
		Paragraphs []within `json:"paragraphs"`
		Entries    []within `json:"entries"`
	}
	if err := json.Unmarshal(body, &stretches); err != nil {
		return err
	}
	for i, w := range stretches.Paragraphs {
		text, err := w.of(document)
		if err != nil {
			return fmt.Errorf("paragraph %d: %w", i, err)
		}
		paragraphs[i].Text = text
	}
	for i, w := range stretches.Entries {
		text, err := w.of(document)
		if err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		entries[i].Text = text
	}
	return nil
}
