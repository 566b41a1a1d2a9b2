package document

// Raw is one scraped document as it came in: nothing in it has been looked at
// yet. Every field but Content may be empty.
type Raw struct {
	ID          string // the scraper's name for it; derived from the content when empty
	URL         string // where it was found
	Site        string // the site that it is known to be of, as Clean.Site has it; counts where the address names none
	Title       string // what the scraper took for the headline: a hint, never trusted blindly
	Source      string // the outlet's name, as the scraper knows it
	Language    string // BCP 47, as the scraper knows it
	FetchedAt   string // RFC 3339
	ContentType string // MIME type, with or without a charset; sniffed when empty
	Content     []byte // the body, in whatever charset it has
}

// Hints is what a page's own metadata or the scraper's envelope says about the
// document, before any block was judged. A cleaner may confirm it, assembly
// falls back on it. Dates are RFC 3339, a day alone where no zone was stated, or
// empty; addresses are absolute.
type Hints struct {
	Title      string
	Byline     string // names alone, joined by ", "
	Published  string
	Modified   string
	Doubted    bool // Published stands away from the headline: it may be the page's clock, or another article's
	MonthFirst bool // the page writes 3/4/2026 the American way, as far as it tells
	Section    string
	SiteName   string
	Canonical  string
	Image      string
	Language   string
	Type       string // what the page says it is: a schema.org type or OpenGraph's, small ("newsarticle", "collectionpage")
	Free       Tri    // whether it says that it can be read without paying
	Tags       []string
	Updates    []Update // the entries of a live blog, as the page's data has them

	Bylines []BylineClaim // what each place on the page says of who wrote it; Byline is the best of them
}

// BylineClaim is what one place says of who wrote the article.
type BylineClaim struct {
	Names  []string // without the words around them
	From   string   // the place, for people: "meta article:author"
	Place  BylinePlace
	Weight int  // how often such a place is right, against others
	Outlet bool // nobody is named but the outlet itself, its owner or an organisation
}

// BylinePlace is where a claim was read. Two claims of different places that agree are
// evidence; two of one are one template's.
type BylinePlace uint8

// The places.
const (
	PlaceMeta BylinePlace = iota
	PlaceLinkedData
	PlaceElement
	PlaceLine
)
