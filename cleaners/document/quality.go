package document

import "fmt"

// PageIs is what a scrape is as a whole: an article, or one of the things that
// a scraper brings home in its place.
type PageIs uint8

// What a scrape can be.
const (
	IsArticle   PageIs = iota
	IsListing          // headlines of other pages, with or without summaries
	IsPaywalled        // the beginning of an article, and an offer to buy the rest
	IsConsent          // a wall that asks to agree to cookies
	IsError            // "page not found", "access denied"
	IsEmpty            // nothing that reads as an article
	PageIsCount int    = iota
)

var pageIsNames = [PageIsCount]string{"article", "listing", "paywalled", "consent", "error", "empty"}

// String returns the name on the wire.
func (p PageIs) String() string {
	if int(p) < len(pageIsNames) {
		return pageIsNames[p]
	}
	return fmt.Sprintf("page(%d)", p)
}

// ParsePageIs is the inverse of String.
func ParsePageIs(name string) (PageIs, error) {
	for p, n := range pageIsNames {
		if n == name {
			return PageIs(p), nil
		}
	}
	return IsArticle, fmt.Errorf("unknown quality %q", name)
}

// MarshalText lets a PageIs be a JSON string.
func (p PageIs) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (p *PageIs) UnmarshalText(text []byte) error {
	parsed, err := ParsePageIs(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// AllPageIs lists everything that a scrape can be, the article first.
func AllPageIs() []PageIs {
	all := make([]PageIs, PageIsCount)
	for i := range all {
		all[i] = PageIs(i)
	}
	return all
}

// Quality is what a scrape was judged to be, and why.
type Quality struct {
	Is     PageIs
	Score  float64 // 0..1, how sure that is
	Rule   string  // "quality/cards"
	Reason string  // a line for people, with the figures that decided
}
