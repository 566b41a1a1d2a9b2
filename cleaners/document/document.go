// Package document has the nouns that every other room of winnow speaks in.
//
// One idea runs through them: nothing is deleted, everything is judged. A Raw
// becomes a Document, whose Text never changes again and whose Blocks are
// spans of it with the evidence that segmenting gathered. Cleaners say
// Verdicts about blocks or spans. Assembly weighs them into a Clean, which
// carries a Ledger: every byte of the text, once, with its fate.
//
// The package imports the standard library only, so that every room can import
// it and it can import none.
package document

// Span is a half-open range of bytes in Document.Text.
type Span struct{ Start, End int }

// Len is the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// IsZero reports whether s is the zero Span, which in a Verdict means the
// whole block.
func (s Span) IsZero() bool { return s == Span{} }

// Contains reports whether t lies inside s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps reports whether s and t share a byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Format is what a document was made from.
type Format uint8

// The formats that decode tells apart.
const (
	PlainText Format = iota
	HTML
)

// String returns the format's name.
func (f Format) String() string {
	if f == HTML {
		return "html"
	}
	return "text"
}

// Document is a scrape cut into blocks, before and while it is judged. After
// segmenting it is read only: cleaners share it.
type Document struct {
	ID       string
	URL      string
	Format   Format
	Charset  string // what decode chose, as the WHATWG names it ("utf-8")
	Language string // BCP 47 primary subtag, or empty when unknown
	Hints    Hints
	Source   string  // the segmented text; every offset points into it
	Text     string  // Source as it reads: of the same length, the marks of a Markdown dump and the insets in a sentence blanked
	Forum    bool    // it is a page of a forum, or of a question and its answers: what readers wrote is its text
	Broken   bool    // it is a dump of text nodes, which breaks sentences around their links
	Blocks   []Block // in order, never overlapping; bytes between them separate
	Cues     []Cue   // what the lexicons found, by Span.Start; Block.Cues ranges over it
	Words    []Word  // by Word.Start; Block.WordFrom and WordTo range over it
	Insets   []Inset // of a page, in order, never overlapping, each in one block
	Ruled    []Ruled // what the site's own rules select, in no order; stretches may overlap and run over several blocks

	Attached *Attachments // what the page or dump has beside its text; nil unless asked for
}

// Of returns the text of block i.
func (d *Document) Of(i int) string {
	b := &d.Blocks[i]
	return d.Text[b.Span.Start:b.Span.End]
}

// CuesOf returns the lexicon's finds in block i, by Span.Start.
func (d *Document) CuesOf(i int) []Cue {
	b := &d.Blocks[i]
	return d.Cues[b.CueFrom:b.CueTo]
}

// Block is one line, wrapped paragraph or page element, with the evidence that
// segmenting found. Its span begins and ends with a visible character.
type Block struct {
	Span     Span
	Role     Role
	Line     int32 // the source line it begins on, from 1
	Lines    int32 // how many source lines it joins
	Gap      int32 // blank lines between it and the block before
	Level    int8  // of a heading, 1 to 6; of a list's item, how deep its list is nested, from 1; 0 where nothing tells
	Number   int32 // of a numbered list's item; 0 for a bullet
	Piece    bool  // it shares its source line with the block before: both are pieces of one paragraph
	Listed   bool  // it is the addresses of a page's links, which a dump has below the page; they count as no words
	CueFrom  int32 // Document.Cues[CueFrom:CueTo] lie in this block
	CueTo    int32
	WordFrom int32 // Document.Words[WordFrom:WordTo] are this block's
	WordTo   int32
	Cued     CueSet // the classes of those cues
	Shape    Shape
	Element  *Element // where it stood in the page; nil for plain text
}

// Shape is what one walk over a block's characters tells of it.
type Shape struct {
	Runes      int32
	Words      int32 // runs of letters and digits; a CJK character counts as half a word, a Thai one as a quarter, rounded up
	Letters    int32 // with the marks that sit on them
	Combining  int32 // these marks alone
	Upper      int32 // upper-case letters
	Digits     int32
	Marks      int32 // punctuation and symbols
	CapWords   int32 // words that begin with an upper-case letter
	ShortWords int32 // words of at most three letters or digits
	Stops      int32 // sentence ends inside the block, the last one included
	Commas     int32
	Wording    uint64 // a hash of the words, whatever is between them
	Scripts    ScriptSet
	Signs      SignSet
	Bars       uint8 // how many | it has; 255: or more
	First      rune  // the first visible character
	Last       rune  // the last visible character, closing quotes and brackets skipped
	Ends       EndMark
}

// EndMark is how a block ends, once closing quotes and brackets are skipped.
type EndMark uint8

// The ends that tell prose from furniture.
const (
	EndNone     EndMark = iota // a letter, a digit, anything else
	EndStop                    // . 。 ।; in Thai, where no mark ends a sentence, the end of a long text
	EndQuestion                // ? ？ ؟
	EndShout                   // ! ！
	EndEllipsis                // … ...
	EndColon                   // : ：
	EndComma                   // , ; ，、
)

// Sentence reports whether the mark ends a sentence.
func (m EndMark) Sentence() bool { return m >= EndStop && m <= EndEllipsis }

// ScriptSet is a bit set of the scripts that a block's letters belong to.
type ScriptSet uint16

// The scripts that matter to word counting and to spotting foreign lines.
const (
	Latin ScriptSet = 1 << iota
	Cyrillic
	Greek
	Arabic
	Hebrew
	Indic
	CJK // Han, Kana, Hangul
	OtherScript
	Thai // and Lao, Khmer, Burmese: spaces stand between phrases, not words
)

// Element is the evidence that only a page can give.
type Element struct {
	Tag         string // the tag of the element that directly holds the block
	Path        uint64 // hash of the tags and class words from the root down: equal on like pages of one site
	Depth       int32
	CommonDepth int32 // the depth of the innermost element that it shares with the block before; 0 for the first
	LinkBytes   int32 // bytes of the block's text that are inside links
	Link        Leads // where the link leads that tells the most of those in the block
	Images      int32 // pictures between the block before and this one
	Article     int32 // which <article> it stands in, the innermost, numbered from 1 in the page's order; 0 for none
	Siblings    int32 // blocks with the same Path on this page, this one included
	Ancestors   AncestorSet
	Names       NameSet // what the class and id words of the element and its ancestors say
	Near        NameSet // the same of the element and its parent alone
	Readability Tri     // whether go-readability keeps it
	Note        bool    // it is a note to which a mark in the text leads
	Stated      Tri     // whether the article's text as the page's data states it has the block's words; Unasked where it states none
	Data        Data    // where the block's text is from
}

// Leads is where a link leads.
type Leads uint8

// The targets, those that tell more of a block last.
const (
	NoLink    Leads = iota
	LinkPart        // a part of this page, or no page: "#top", "mailto:"
	LinkAway        // another site
	LinkSite        // a page of this site
	LinkStory       // a page of this site whose address looks like an article's
)

// Data is where in a page a text stands.
type Data uint8

// The places: what a reader sees, and what only programs do. The latter become
// blocks where the page shows next to nothing of its article.
const (
	Shown          Data = iota
	FromLinkedData      // the articleBody of its JSON-LD
	FromAppData         // the data that the page's scripts render it from
)

// Tri is a yes, a no, or a question that was not asked.
type Tri uint8

// The three answers.
const (
	Unasked Tri = iota
	No
	Yes
)

// AncestorSet is a bit set of the telling elements that a block stands in.
type AncestorSet uint16

// The elements, or ARIA roles in their place, that tell.
const (
	InArticle AncestorSet = 1 << iota
	InMain
	InNav
	InAside
	InHeader
	InFooter
	InFigure
	InFigcaption
	InForm
	InList
	InTable
	InQuote
	InCode
	InHidden
	InButton
	InDialog
)
