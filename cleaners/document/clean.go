package document

// Clean is what comes out: the article, its fields, and an account of all that
// was not the article.
type Clean struct {
	ID     string
	URL    string
	Site   string // registrable domain, dots as dashes; without a URL the token of the stream's subject, or empty
	Title  string
	Byline string

	BylineReason string // for people: where the byline is from, and why from there

	Published string // RFC 3339, or a date alone where the text gives no more
	Modified  string // RFC 3339, or a date alone; empty unless the page states it
	Section   string
	SiteName  string // what the outlet calls itself
	Canonical string // the page's own address, absolute
	Image     string // the lead image's address, absolute
	FetchedAt string // when the page was fetched, as the raw document states it; empty when it does not
	Tags      []string
	Language  string
	Charset   string
	Quality   Quality // what the document is as a whole

	Source     string      // the segmented text that all offsets point into
	Paragraphs []Paragraph // what was kept, in order
	Entries    []LiveEntry // of a live blog, in the order of the document; none where it is no live blog
	Removed    []Removal   // what was taken out, in order
	Marked     []Removal   // what memory speaks against and was kept all the same, in order
	Lifted     []Lift      // what became a field without being removed as a kind: the title
	Ledger     Ledger      // every byte of Source, once
	Verdicts   Verdicts    // everything that was said, sorted

	Digest string // of all that the outcome depends on beside the document: Engine.Digest in 16 hex digits

	Extras *Extras // what the text had around it and in it, as data; nil unless asked for
}

// Paragraph is one kept block, without the spans that left it.
type Paragraph struct {
	Text  string // white space folded; spans removed
	Role  Role
	Start int // bytes of Source from the first kept byte
	End   int // to the last

	Level  int      // of a heading, 1 to 6; of a list's item, how deep its list is nested, from 1; 0 where nothing tells
	Number int      // of a numbered list's item; 0 for a bullet
	Cells  []string // of a table's row, white space folded
}

// Removal is one block or span that left the article, and the rule that says
// why.
type Removal struct {
	Text  string // as it stood in Source
	Kind  Kind
	Rule  string
	Score float64
	Start int // bytes of Source
	End   int
	Note  string // what the rule goes by, where the document does not show it
}

// Lift is a block that became a field.
type Lift struct {
	Field string
	Text  string
	Rule  string
	Score float64
	Start int // bytes of Source
	End   int
}
