package evidence

import "github.com/winnow-news/winnow/cleaners/document"

// This file lists the paragraphs whose words are searched for repeats.

// passage is one paragraph's words: Document.Words[from:to].
type passage struct {
	block    int
	from, to int
}

func (p *passage) words() int { return p.to - p.from }

// couldRepeat reports whether b is a paragraph that nobody repeats on
// purpose. An interviewer may ask a question again, and the headline has a rule
// of its own.
func (b Block) couldRepeat() bool {
	if b.Shape.Words < repeatWords || b.Role == document.RoleTable || b.Role == document.RoleCode || b.I == b.Layout.Title().Block {
		return false
	}
	return b.Shape.Ends != document.EndQuestion || b.Shape.Stops > 1
}

// passagesOf appends a document's paragraphs to passages, and returns how many words they
// have.
func passagesOf(l *Layout, passages []passage) ([]passage, int) {
	words := 0
	for i, g := range l.Glances() {
		if g.Words < repeatWords {
			continue
		}
		if b := &l.Blocks[i]; l.At(i).couldRepeat() {
			passages = append(passages, passage{i, int(b.WordFrom), int(b.WordTo)})
			words += int(b.WordTo - b.WordFrom)
		}
	}
	return passages, words
}
