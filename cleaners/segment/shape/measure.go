// Package shape measures text by its characters alone: Measure counts what a block's
// letters, words and sentences are like (measure.go), Ending says how a text ends
// (ending.go), Fold and IsBlank say what is white space in it (space.go). The
// classes and scripts of characters are in runes.go.
package shape

import (
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Measure walks once over s, which begins and ends with a visible character,
// and returns its shape.
func Measure(s string) document.Shape {
	w := walker{atWordStart: true}
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case tallies[c] != 0:
			i += w.run(s[i:])
		case c == ' ':
			w.space()
			i++
		case c < utf8.RuneSelf:
			w.step(rune(c), classes[c], document.Latin)
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			w.step(r, runeClass(r), scriptOf(r))
			i += n
		}
	}
	w.countPoint()
	w.shape.Words += (w.ideographs + 1) / 2
	w.shape.First, _ = utf8.DecodeRuneInString(s)
	w.shape.Last, w.shape.Ends = Ending(s)
	switch {
	case w.shape.Scripts&document.Thai != 0:
		w.endThai()
	case w.shape.Scripts&document.Greek != 0 && w.shape.Last == ';':
		w.shape.Ends = document.EndQuestion // Greek's question mark
		w.stop()
	}
	return w.shape
}

// tally is three counts in one number: of letters, of capitals among them, and of
// digits. So a run of letters and digits is counted by one addition a byte.
type tally uint64

const (
	tallyBits = 21
	tallyMax  = 1<<tallyBits - 1 // how many bytes may be added up

	oneLetter  tally = 1
	oneCapital tally = 1 << tallyBits
	oneDigit   tally = 1 << (2 * tallyBits)
)

// tallies has what a byte adds: nothing when it is no ASCII letter or digit.
var tallies = func() (t [256]tally) {
	for c := range utf8.RuneSelf {
		switch classOf(rune(c)) {
		case classLower:
			t[c] = oneLetter
		case classUpper:
			t[c] = oneLetter + oneCapital
		case classDigit:
			t[c] = oneDigit
		}
	}
	return t
}()

// walker is the state of one walk over a text.
type walker struct {
	shape       document.Shape
	ideographs  int32
	thai        thaiText
	atWordStart bool
	atStop      bool  // the last visible character ended a sentence
	atPoint     bool  // the last character is a point that may end one
	length      int32 // letters and digits of the word so far
}

// run takes the ASCII letters and digits that s begins with, and returns their
// number. It does what step would do for each, faster.
func (w *walker) run(s string) int {
	var sum tally
	n := 0
	for end := min(len(s), tallyMax); n < end; n++ {
		t := tallies[s[n]]
		if t == 0 {
			break
		}
		sum += t
	}
	if w.atWordStart && tallies[s[0]]&oneCapital != 0 {
		w.shape.CapWords++
	}
	w.word(int32(n))
	w.atPoint = false
	w.shape.Runes += int32(n)
	w.shape.Digits += int32(sum >> (2 * tallyBits))
	w.shape.Upper += int32(sum >> tallyBits & tallyMax)
	if letters := int32(sum & tallyMax); letters > 0 {
		w.shape.Letters += letters
		w.shape.Scripts |= document.Latin
	}
	return n
}

// space takes a space, as step would, faster.
func (w *walker) space() {
	w.shape.Runes++
	w.countPoint()
	w.thai.endPhrase()
	w.atWordStart = true
}

func (w *walker) step(r rune, c class, script document.ScriptSet) {
	w.shape.Runes++
	if w.atPoint {
		if c >= classLower && c <= classDigit {
			w.atPoint = false // "3.5", "example.org"
		} else {
			w.countPoint()
		}
	}
	switch c {
	case classLower, classUpper, classCombining:
		w.letter(r, c, script)
	case classDigit:
		w.shape.Digits++
		w.word(1)
	case classMark:
		w.mark(r)
	case classSpace:
		if !IsInvisible(r) {
			w.thai.endPhrase()
		}
		w.atWordStart = true
	}
}

func (w *walker) letter(r rune, c class, script document.ScriptSet) {
	w.shape.Letters++
	w.shape.Scripts |= script
	if c == classCombining {
		w.shape.Combining++
	}
	if c == classUpper {
		w.shape.Upper++
		if w.atWordStart {
			w.shape.CapWords++
		}
	}
	if script == document.CJK && !isHangul(r) {
		w.ideographs++
		w.atStop = false
		return
	}
	if script == document.Thai {
		w.thai.run++
		w.atStop, w.atWordStart = false, true
		return
	}
	w.word(1)
}

// word takes n letters or digits of a word.
func (w *walker) word(n int32) {
	if w.atWordStart {
		w.shape.Words++
		w.shape.ShortWords++
		w.atWordStart = false
		w.length = 0
	}
	if w.length <= shortWord && w.length+n > shortWord {
		w.shape.ShortWords--
	}
	w.length += n
	w.atStop = false
}

// shortWord is the most letters of a short word: articles, prepositions and
// pronouns are, in any alphabet.
const shortWord = 3

func (w *walker) mark(r rune) {
	w.shape.Marks++
	switch r {
	case '\'', '’': // inside a word it joins, at its edge it does nothing
		return
	case ',', '，', '、', ';', '；', '،', '؛':
		w.shape.Commas++
	}
	if r == '.' {
		w.atPoint = true
	} else if endMark(r).Sentence() {
		w.stop()
	}
	// A point or comma between digits or letters ("3.5", "U.S.") does not end
	// the word; any other mark does.
	if r != '.' && r != ',' && r != ':' {
		w.atWordStart = true
	}
}

// countPoint counts the point that was seen last as a sentence's end.
func (w *walker) countPoint() {
	if w.atPoint {
		w.atPoint = false
		w.stop()
	}
}

func (w *walker) stop() {
	if !w.atStop {
		w.shape.Stops++
	}
	w.atStop = true
}
