package document

// Word is a word of a block's text, in the table that segmenting makes: later steps
// read the table, so that the text's bytes are read once. Scripts differ in what a word
// is; cleaners/segment/shape says how each is cut.
type Word struct {
	Hash  uint64 // of its folded characters: equal for "Été" and "été"
	Start int32  // in bytes of Document.Text
	Len   uint16 // in bytes, what is ignored inside it included
	Bits  WordBits
}

// End returns where w ends, in bytes of Document.Text.
func (w *Word) End() int { return int(w.Start) + int(w.Len) }

// WordBits tell what a word is like and what is between it and the word before, or the
// block's beginning.
type WordBits uint16

// The bits. A word with neither WordSpaced nor WordMarked touches the one before.
const (
	WordSpaced  WordBits = 1 << iota // white space is before it
	WordMarked                       // punctuation or a symbol is, with white space or without
	WordCapital                      // it begins with an upper-case letter
	WordDigits                       // it has a digit
	WordWide                         // it has a character beyond ASCII
	WordAlone                        // it is one character of a script without spaces between words
)

// WordsOf returns the words of block i, in order.
func (d *Document) WordsOf(i int) []Word {
	b := &d.Blocks[i]
	return d.Words[b.WordFrom:b.WordTo]
}

// SignSet is a bit set of characters that tell something of a line.
type SignSet uint8

// The signs.
const (
	SignAt      SignSet = 1 << iota // an @
	SignAddress                     // "://" or "www."
	SignQuotes                      // quotation marks, of those that are no apostrophes
	SignUnusual                     // beyond ASCII more than small letters and the usual punctuation
)
