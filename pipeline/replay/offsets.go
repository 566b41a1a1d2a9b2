package replay

import "github.com/winnow-news/winnow/pipeline/record"

// byOffsets compares two documents that were cut out of one text. It goes through both
// at once: between two borders each side has one fate.
func (c *comparison) byOffsets(source string, old, new *record.Clean) {
	before, ok := pieces(old, len(source))
	after, fits := pieces(new, len(source))
	if !ok || !fits {
		c.byWords = true
		c.compareWords(old, new)
		return
	}
	w := &walk{comparison: c, source: source, olds: newSide(before, source), news: newSide(after, source)}
	c.old, c.new = w.olds.article, w.news.article
	for at := 0; at < len(source); {
		oldAt, end := w.olds.at(at, len(source))
		newAt, newEnd := w.news.at(at, len(source))
		end = min(end, newEnd)
		w.stretch(at, end, oldAt, newAt)
		at = end
	}
	w.flush()
}

// nowhere is the number of no piece: a separator.
const nowhere = -1

// side is one document's pieces.
type side struct {
	pieces     []piece
	next       int         // the first piece that does not end before the place asked for
	article    int         // letters
	paragraphs map[int]int // letters of each
}

func newSide(all []piece, source string) *side {
	s := &side{pieces: all, paragraphs: make(map[int]int)}
	for i := range all {
		if all[i].article {
			n := letters(source[all[i].start:all[i].end])
			s.article += n
			s.paragraphs[all[i].paragraph] += n
		}
	}
	return s
}

// at returns the number of the piece at a place, and where it, or the gap, ends. Places
// only grow.
func (s *side) at(place, size int) (number, end int) {
	for s.next < len(s.pieces) && s.pieces[s.next].end <= place {
		s.next++
	}
	switch {
	case s.next == len(s.pieces):
		return nowhere, size
	case s.pieces[s.next].start > place:
		return nowhere, s.pieces[s.next].start
	}
	return s.next, s.pieces[s.next].end
}

func (s *side) isArticle(number int) bool { return number != nowhere && s.pieces[number].article }

// why returns what is said of a removed piece, the zero reason of none.
func (s *side) why(number int) reason {
	if number == nowhere {
		return reason{}
	}
	return s.pieces[number].why
}

// walk gathers stretches into changes.
type walk struct {
	*comparison
	source     string
	olds, news *side
	open       *change // the change that the next stretch may go on with
	gain       bool    // it is a gain
	paragraph  int     // its paragraph, of the side that has it
	gone       int     // its piece, of the side that has not
	movedAt    [2]int  // the pieces of the last move
}

// stretch takes in the bytes from start to end, of which each side has one piece.
func (w *walk) stretch(start, end, oldAt, newAt int) {
	n := letters(w.source[start:end])
	if n == 0 {
		return
	}
	was, is := w.olds.isArticle(oldAt), w.news.isArticle(newAt)
	switch {
	case was && !is:
		w.grow(false, w.olds.pieces[oldAt].paragraph, newAt, w.news, start, end, n)
	case is && !was:
		w.grow(true, w.news.pieces[newAt].paragraph, oldAt, w.olds, start, end, n)
	case !was && !is:
		w.move(oldAt, newAt, n)
	}
}

// grow adds a stretch to the open change, or opens another.
func (w *walk) grow(gain bool, paragraph, gone int, without *side, start, end, n int) {
	text := w.source[start:end]
	if w.open != nil && w.gain == gain && w.paragraph == paragraph && w.gone == gone {
		if start > w.open.end {
			text = elided(w.source[w.open.end:start]) + text
		}
		w.open.text += text
		w.open.letters += n
		w.open.end = end
		return
	}
	w.flush()
	w.open = &change{text: text, letters: n, start: start, end: end, why: without.why(gone)}
	w.gain, w.paragraph, w.gone = gain, paragraph, gone
}

// elided stands for the text between two stretches of a change: white space and marks
// as they are, letters, which are no part of it, as an ellipsis.
func elided(between string) string {
	if letters(between) == 0 {
		return between
	}
	return " … "
}

// flush ends the open change.
func (w *walk) flush() {
	if w.open == nil {
		return
	}
	with := w.olds
	if w.gain {
		with = w.news
	}
	w.open.whole = w.paragraph >= 0 && w.open.letters == with.paragraphs[w.paragraph]
	if w.gain {
		w.gained = append(w.gained, *w.open)
	} else {
		w.lost = append(w.lost, *w.open)
	}
	w.open = nil
}

// move notes a text that both remove, for other reasons.
func (w *walk) move(oldAt, newAt, n int) {
	from, to := w.olds.why(oldAt), w.news.why(newAt)
	if from.rule == to.rule && from.kind == to.kind {
		return
	}
	if pair := [2]int{oldAt, newAt}; len(w.moved) == 0 || w.movedAt != pair {
		w.moved = append(w.moved, move{from: from, to: to})
		w.movedAt = pair
	}
	w.moved[len(w.moved)-1].letters += n
}
