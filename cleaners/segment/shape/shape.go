package shape

import (
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// class is what a character counts as in a Shape.
type class uint8

const (
	classOther class = iota
	classSpace
	classLower // a letter without case counts here too
	classUpper
	classCombining // a mark that belongs to the letter before it
	classDigit
	classMark
)

// classTable is how far the table of classes goes: Latin to Devanagari and its
// neighbours, and the General Punctuation with its quotes and dashes.
const classTable = 0x2070

// classes settles nearly every character without asking the Unicode tables,
// which takes a search for each property.
var classes = func() (t [classTable]class) {
	for r := range rune(classTable) {
		t[r] = classOf(r)
	}
	return t
}()

func runeClass(r rune) class {
	switch {
	case r < classTable:
		return classes[r]
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3:
		return classLower // Han, Hangul
	}
	return classOf(r)
}

func classOf(r rune) class {
	switch {
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return classUpper
	case unicode.IsLetter(r):
		return classLower
	case unicode.IsMark(r):
		return classCombining
	case unicode.IsDigit(r):
		return classDigit
	case unicode.IsSpace(r) || IsInvisible(r):
		return classSpace
	case unicode.IsPunct(r) || unicode.IsSymbol(r):
		return classMark
	}
	return classOther
}

// IsInvisible reports characters that take no room: zero-width spaces and
// joiners, byte order marks, direction marks, soft hyphens.
func IsInvisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r == 0xFEFF, r == 0xAD:
		return true
	}
	return false
}

// Measure walks once over s, which begins and ends with a visible character,
// and tells its shape.
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
	w.settlePoint()
	w.shape.Words += (w.ideographs + 1) / 2
	w.shape.First, _ = utf8.DecodeRuneInString(s)
	w.shape.Last, w.shape.Ends = Ending(s)
	return w.shape
}

// A tally has three counts in one number, so that a run of letters and digits is
// counted by one addition a byte: letters, capitals among them, and digits.
type tally uint64

const (
	tallyBits = 21
	tallyMax  = 1<<tallyBits - 1 // how many bytes may be added up

	oneLetter  tally = 1
	oneCapital tally = 1 << tallyBits
	oneDigit   tally = 1 << (2 * tallyBits)
)

// tallies gives what a byte adds: nothing when it is no ASCII letter or digit.
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

// walker carries the state of one walk: whether a word or a sentence end was
// just seen.
type walker struct {
	shape       document.Shape
	ideographs  int32
	atWordStart bool
	atStop      bool  // the last visible character ended a sentence
	atPoint     bool  // the last character is a point that may end one
	length      int32 // letters and digits of the word so far
}

// run takes the ASCII letters and digits that s begins with in one go, and gives
// their number. It does what step does for each; a text is little else.
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

// space takes a space, as step would.
func (w *walker) space() {
	w.shape.Runes++
	w.settlePoint()
	w.atWordStart = true
}

func (w *walker) step(r rune, c class, script document.ScriptSet) {
	w.shape.Runes++
	if w.atPoint {
		if c >= classLower && c <= classDigit {
			w.atPoint = false // "3.5", "example.org"
		} else {
			w.settlePoint()
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

// settlePoint counts the point that was seen last as a sentence's end.
func (w *walker) settlePoint() {
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

// Ending finds the last visible character of s, closing quotes and brackets
// skipped, and how it ends s.
func Ending(s string) (rune, document.EndMark) {
	var last rune
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		if last == 0 {
			last = r
		}
		s = s[:len(s)-n]
		if isCloser(r) || unicode.IsSpace(r) || IsInvisible(r) {
			continue
		}
		if r == '.' && len(s) > 0 && s[len(s)-1] == '.' {
			return r, document.EndEllipsis
		}
		return r, endMark(r)
	}
	return last, document.EndNone
}

// isCloser reports the quotes and brackets that may stand after a sentence's
// end mark.
func isCloser(r rune) bool {
	switch r {
	case '"', '\'', ')', ']', '}', '”', '’', '»', '›', '“', '‘', '«', '‹', '」', '』', '）', '】', '》', '〉', '*', '_':
		return true
	}
	return false
}

func endMark(r rune) document.EndMark {
	switch r {
	case '.', '。', '．', '｡', '।', '۔':
		return document.EndStop
	case '?', '？', '؟':
		return document.EndQuestion
	case '!', '！':
		return document.EndShout
	case '…':
		return document.EndEllipsis
	case ':', '：':
		return document.EndColon
	case ',', ';', '，', '、', '；', '،', '؛':
		return document.EndComma
	}
	return document.EndNone
}

func isHangul(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 || r >= 0x1100 && r <= 0x11FF }

func scriptOf(r rune) document.ScriptSet {
	switch {
	case r < 0x250, r >= 0x1E00 && r <= 0x1EFF:
		return document.Latin
	case r >= 0x370 && r <= 0x3FF:
		return document.Greek
	case r >= 0x400 && r <= 0x52F:
		return document.Cyrillic
	case r >= 0x590 && r <= 0x5FF:
		return document.Hebrew
	case r >= 0x600 && r <= 0x77F, r >= 0xFB50 && r <= 0xFEFC:
		return document.Arabic
	case r >= 0x900 && r <= 0xDFF:
		return document.Indic
	case r >= 0x3040 && r <= 0x30FF, r >= 0x3400 && r <= 0x9FFF, r >= 0xF900 && r <= 0xFAFF, r >= 0x20000 && r <= 0x2FA1F, isHangul(r):
		return document.CJK
	}
	return document.OtherScript
}
