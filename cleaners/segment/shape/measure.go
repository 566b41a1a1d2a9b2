// Package shape reads the text of blocks: once, for all who need its words. Cut lists
// the words of a text and measures what its letters, words and sentences are like
// (measure.go, words.go, thai.go), Ending says how a text ends (ending.go), Fold and
// IsBlank say what is white space in it (space.go). What a character is, and what it is
// folded to, is in chars.go and runes.go; how words are hashed in hash.go.
//
// A word of Latin, Cyrillic, Greek, Arabic, Hebrew, Indic and other scripts with spaces
// is a run of letters, digits and marks, in which characters that nobody sees and vowel
// points are ignored; a mark between letters ends it, so that "don't" is two words. Of
// Chinese, Japanese and Korean each character is a word, a syllable of Hangul as well;
// and of Thai, Lao, Khmer and Burmese each letter, vowel sign and digit is.
package shape

import (
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Cut walks once over s, which begins and ends with a visible character, and returns
// its shape, and table with its words behind. s is at byte at of the document's text.
func Cut(s string, at int, table []document.Word) (document.Shape, []document.Word) {
	w := walker{atWordStart: true, words: table, at: int32(at), listed: true}
	w.shape.Wording = fnvOffset
	w.walk(s)
	return w.shape, w.words
}

// Measure is Cut for those who need no words.
func Measure(s string) document.Shape {
	w := walker{atWordStart: true}
	w.walk(s)
	return w.shape
}

// tally is what a byte adds to the counts of a run of letters and digits, in one
// number: its folded form in the lowest bits, from where the hash takes it, a capital
// and a digit. So a run is counted by one addition a byte.
type tally uint64

const (
	tallyMax = 1 << 14 // how many bytes may be added up

	foldedBits tally = 1<<8 - 1
	oneCapital tally = 1 << 24
	oneDigit   tally = 1 << 40
	tallyCount tally = 1<<16 - 1
)

// tallyOf returns what a byte adds: nothing when it is no ASCII letter or digit.
// tallies has it for all bytes.
func tallyOf(c byte) tally {
	if c >= utf8.RuneSelf {
		return 0
	}
	switch r := rune(c); classOf(r) {
	case classLower:
		return tally(r)
	case classUpper:
		return tally(FoldRune(r)) + oneCapital
	case classDigit:
		return tally(r) + oneDigit
	}
	return 0
}

// walker is the state of one walk over a text.
type walker struct {
	shape       document.Shape
	words       []document.Word
	listed      bool  // words are asked for
	at          int32 // where the text begins
	word        openWord
	gap         document.WordBits // what is behind the last word so far
	ideographs  int32
	thai        thaiText
	atWordStart bool
	atStop      bool  // the last visible character ended a sentence
	atPoint     bool  // the last character is a point that may end one
	length      int32 // letters and digits of the word so far
}

func (w *walker) walk(s string) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case tallies[c] != 0:
			i = w.run(s, i)
		case c == ' ':
			w.space()
			i++
		case c < utf8.RuneSelf:
			w.step(s, i, rune(c), &lowChars[c])
			w.take(rune(c), &lowChars[c], i, 1)
			i++
		default:
			r, n := decode(s, i)
			c := charOf(r)
			w.step(s, i, r, &c)
			w.take(r, &c, i, n)
			i += n
		}
	}
	w.closeWord()
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
}

// run takes the ASCII letters and digits at s[from:], and returns where they end, and
// the space behind them with it. It does what step and take would do for each, faster.
func (w *walker) run(s string, from int) int {
	var sum tally
	hash, rest, length := w.word.hash, s[from:min(len(s), from+tallyMax)], 0
	for ; length < len(rest); length++ {
		t := tallies[rest[length]]
		if t == 0 {
			break
		}
		sum += t
		hash = hash*hashBase + uint64(t&foldedBits)
	}
	i := from + length
	n, digits := int32(length), int32(sum/oneDigit)
	capital := tallies[s[from]]&oneCapital != 0
	if w.atWordStart && capital {
		w.shape.CapWords++
	}
	w.lengthen(n)
	w.atPoint = false
	w.shape.Runes += n
	w.shape.Digits += digits
	w.shape.Upper += int32(sum / oneCapital & tallyCount)
	if n > digits {
		w.shape.Letters += n - digits
		w.shape.Scripts |= document.Latin
	}
	if w.listed {
		bits := document.WordBits(0)
		if capital {
			bits = document.WordCapital
		}
		if digits > 0 {
			bits |= document.WordDigits
		}
		if w.word.open || i < len(s) && s[i] >= utf8.RuneSelf {
			w.takeRun(hash, from, i, bits)
		} else {
			w.list(document.Word{Hash: hash, Start: int32(from), Len: uint16(n), Bits: bits})
		}
	}
	if i < len(s) && s[i] == ' ' { // nearly always
		w.space()
		i++
	}
	return i
}

// space takes a space, as step and take would, faster.
func (w *walker) space() {
	w.shape.Runes++
	w.closeWord()
	w.gap |= document.WordSpaced
	w.countPoint()
	w.thai.endPhrase()
	w.atWordStart = true
}

// step counts the character r at s[i].
func (w *walker) step(s string, i int, r rune, c *char) {
	w.shape.Runes++
	if w.atPoint {
		if c.class >= classLower && c.class <= classDigit {
			w.atPoint = false // "3.5", "example.org"
		} else {
			w.countPoint()
		}
	}
	switch c.class {
	case classLower, classUpper, classCombining:
		w.letter(r, c)
	case classDigit:
		w.shape.Digits++
		w.lengthen(1)
	case classMark:
		w.mark(r)
		w.note(s, i, r)
	case classSpace:
		if !IsInvisible(r) {
			w.thai.endPhrase()
		}
		w.atWordStart = true
	}
}

func (w *walker) letter(r rune, c *char) {
	w.shape.Letters++
	w.shape.Scripts |= c.script
	if c.class == classCombining {
		w.shape.Combining++
	}
	if c.class == classUpper {
		w.shape.Upper++
		if w.atWordStart {
			w.shape.CapWords++
		}
	}
	if c.script == document.CJK && !isHangul(r) {
		w.ideographs++
		w.atStop = false
		return
	}
	if c.script == document.Thai {
		w.thai.run++
		w.atStop, w.atWordStart = false, true
		return
	}
	w.lengthen(1)
}

// lengthen takes n letters or digits of a word, as words are counted.
func (w *walker) lengthen(n int32) {
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

// note notes the mark r at s[i], if it is one of the signs.
func (w *walker) note(s string, i int, r rune) {
	switch r {
	case '@':
		w.shape.Signs |= document.SignAt
	case '|':
		w.shape.Bars = min(w.shape.Bars, 254) + 1
	case '"', '«', '»', '“', '”', '„':
		w.shape.Signs |= document.SignQuotes
	case ':':
		if strings.HasPrefix(s[i:], "://") {
			w.shape.Signs |= document.SignAddress
		}
	case '.':
		if strings.HasSuffix(s[:i], "www") {
			w.shape.Signs |= document.SignAddress
		}
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
