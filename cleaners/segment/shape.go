package segment

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
	classDigit
	classMark
)

// asciiClass settles nearly every byte of Latin text without a call.
var asciiClass = func() (t [utf8.RuneSelf]class) {
	for r := range rune(utf8.RuneSelf) {
		t[r] = runeClass(r)
	}
	return t
}()

func runeClass(r rune) class {
	switch {
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return classUpper
	case unicode.IsLetter(r):
		return classLower
	case unicode.IsMark(r): // combining marks belong to the letter before them
		return classLower
	case unicode.IsDigit(r):
		return classDigit
	case unicode.IsSpace(r) || isInvisible(r):
		return classSpace
	case unicode.IsPunct(r) || unicode.IsSymbol(r):
		return classMark
	}
	return classOther
}

// isInvisible reports characters that take no room: zero-width spaces and
// joiners, byte order marks, direction marks, soft hyphens.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r == 0xFEFF, r == 0xAD:
		return true
	}
	return false
}

// measure walks once over s, which begins and ends with a visible character,
// and tells its shape.
func measure(s string) document.Shape {
	w := walker{atWordStart: true}
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			w.step(rune(c), asciiClass[c], document.Latin)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		w.step(r, runeClass(r), scriptOf(r))
		i += n
	}
	w.settlePoint()
	w.shape.Words += (w.ideographs + 1) / 2
	w.shape.First, _ = utf8.DecodeRuneInString(s)
	w.shape.Last, w.shape.Ends = ending(s)
	return w.shape
}

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

func (w *walker) step(r rune, c class, script document.ScriptSet) {
	w.shape.Runes++
	if w.atPoint {
		if c == classLower || c == classUpper || c == classDigit {
			w.atPoint = false // "3.5", "example.org"
		} else {
			w.settlePoint()
		}
	}
	switch c {
	case classLower, classUpper:
		w.letter(r, c, script)
	case classDigit:
		w.shape.Digits++
		w.word()
	case classMark:
		w.mark(r)
	case classSpace:
		w.atWordStart = true
	}
}

func (w *walker) letter(r rune, c class, script document.ScriptSet) {
	w.shape.Letters++
	w.shape.Scripts |= script
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
	w.word()
}

func (w *walker) word() {
	if w.atWordStart {
		w.shape.Words++
		w.shape.ShortWords++
		w.atWordStart = false
		w.length = 0
	}
	if w.length++; w.length == shortWord+1 {
		w.shape.ShortWords--
	}
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

// ending finds the last visible character of s, closing quotes and brackets
// skipped, and how it ends s.
func ending(s string) (rune, document.EndMark) {
	var last rune
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		if last == 0 {
			last = r
		}
		s = s[:len(s)-n]
		if isCloser(r) || unicode.IsSpace(r) || isInvisible(r) {
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
