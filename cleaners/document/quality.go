package document

import "fmt"

// PageType is what a scrape is as a whole: an article, or one of the things that
// a scraper brings home in its place.
type PageType uint8

// What a scrape can be. A live blog is as good as an article: it is what it should be.
const (
	IsArticle     PageType = iota
	IsLive                 // a live blog: its entries are the article
	IsListing              // headlines of other pages, with or without summaries
	IsPaywalled            // the beginning of an article, and an offer to buy the rest
	IsConsent              // a wall that asks to agree to cookies
	IsError                // "page not found", "access denied"
	IsEmpty                // nothing that reads as an article
	PageTypeCount int      = iota
)

var pageTypeNames = [PageTypeCount]string{"article", "live", "listing", "paywalled", "consent", "error", "empty"}

// String returns the name on the wire.
func (p PageType) String() string {
	if int(p) < len(pageTypeNames) {
		return pageTypeNames[p]
	}
	return fmt.Sprintf("page(%d)", p)
}

// ParsePageType is the inverse of String.
func ParsePageType(name string) (PageType, error) {
	for p, n := range pageTypeNames {
		if n == name {
			return PageType(p), nil
		}
	}
	return IsArticle, fmt.Errorf("unknown quality %q", name)
}

// MarshalText lets a PageType be a JSON string.
func (p PageType) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (p *PageType) UnmarshalText(text []byte) error {
	parsed, err := ParsePageType(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// PageTypes lists everything that a scrape can be, the article first.
func PageTypes() []PageType {
	all := make([]PageType, PageTypeCount)
	for i := range all {
		all[i] = PageType(i)
	}
	return all
}

// Quality is what a scrape was judged to be, and why.
type Quality struct {
	Is     PageType
	Score  float64 // 0..1, how sure that is
	Rule   string  // "quality/cards"
	Reason string  // a line for people, with the figures that decided
}
