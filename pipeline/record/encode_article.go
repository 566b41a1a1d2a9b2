package record

import "github.com/winnow-news/winnow/cleaners/document"

// This file writes the JSON of a clean document as the engine returns it, without
// making a Clean of it first: nothing is copied on its way to the wire but into the
// line, and what stands there twice is escaped once. A test holds it to NewClean and
// Marshal.

// mostJoined is how many paragraphs of a document may be noted by where they are in the
// line without asking for memory.
const mostJoined = 64

// articleLine returns what NewClean(doc, build).Marshal() does, in room if that is large
// enough.
func articleLine(doc *document.Clean, build Build, room []byte) ([]byte, error) {
	c := newHead(doc, build)
	l := jsonLine{out: room[:0]}
	if size := articleSize(doc); cap(room) < size {
		l.out = make([]byte, 0, size)
	}
	l.head(&c)
	var joined [mostJoined]int
	ends := l.joined(doc.Paragraphs, joined[:0])
	l.raw(`,"paragraphs":[`)
	for i := range doc.Paragraphs {
		l.next(i)
		l.raw(`{"text":"`)
		from := ends[0]
		if i > 0 {
			from = ends[i] + len(betweenParagraphs)
		}
		l.out = append(l.out, l.out[from:ends[i+1]]...)
		l.raw(`"`)
		p := Paragraph(doc.Paragraphs[i])
		l.place(&p)
	}
	l.raw("]")
	l.entries(entriesOf(doc.Entries))
	l.documentRemovals(`,"removed":[`, doc.Removed)
	if len(doc.Marked) > 0 {
		l.documentRemovals(`,"marked":[`, doc.Marked)
	}
	for i := range doc.Lifted {
		if i == 0 {
			l.raw(`,"lifted":[`)
		}
		l.next(i)
		f := lift(doc.Lifted[i])
		l.lift(&f)
	}
	if len(doc.Lifted) > 0 {
		l.raw("]")
	}
	l.extras(newExtras(doc.Extras))
	l.tail(&c)
	return l.out, l.err
}

// betweenParagraphs is a blank line, as JSON has it.
const betweenParagraphs = `\n\n`

// joined writes the text, and returns where in the line it begins, and where each
// paragraph of it ends, without the blank line that comes next.
func (l *jsonLine) joined(all []document.Paragraph, ends []int) []int {
	l.raw(`,"text":"`)
	ends = append(ends, len(l.out))
	for i := range all {
		if i > 0 {
			l.raw(betweenParagraphs)
		}
		l.inside(all[i].Text)
		ends = append(ends, len(l.out))
	}
	l.raw(`"`)
	return ends
}

func (l *jsonLine) documentRemovals(key string, all []document.Removal) {
	l.raw(key)
	for i := range all {
		l.next(i)
		r := removal(all[i])
		l.removal(&r)
	}
	l.raw("]")
}

// articleSize returns about how many bytes the line of a document has, and seldom fewer.
func articleSize(doc *document.Clean) int {
	size := lineOverhead + len(doc.ID) + 2*len(doc.URL) + len(doc.Title)
	for i := range doc.Paragraphs {
		size += itemOverhead + 2*len(doc.Paragraphs[i].Text)
	}
	for i := range doc.Removed {
		size += itemOverhead + len(doc.Removed[i].Rule) + len(doc.Removed[i].Text)
	}
	for i := range doc.Lifted {
		size += itemOverhead + len(doc.Lifted[i].Text)
	}
	return size + size/escapeShare
}

// escapeShare of a line is room for what escaping adds.
const escapeShare = 32
