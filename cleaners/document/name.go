package document

// NameSet is a bit set of what the class and id words around a block say of
// it. Names are evidence from whoever built the page: often right, never
// binding.
type NameSet uint32

// The names, after what the words stand for.
const (
	NamedArticle    NameSet = 1 << iota // "article-body", "entry-content", "story"
	NamedTitle                          // "headline", "entry-title"
	NamedByline                         // "byline", "author"
	NamedDate                           // "published", "timestamp"
	NamedSection                        // "kicker", "section-label"
	NamedCaption                        // "caption", "credit"
	NamedRelated                        // "related", "recommended", "most-read"
	NamedNewsletter                     // "newsletter", "signup"
	NamedPromo                          // "promo", "app-download", "donate"
	NamedAd                             // "ad-slot", "sponsored"
	NamedComments                       // "comments", "disqus"
	NamedTags                           // "tags", "keywords"
	NamedShare                          // "share", "social"
	NamedNavigation                     // "nav", "menu", "breadcrumb"
	NamedSidebar                        // "sidebar", "rail"
	NamedHeader                         // "masthead", "site-header"
	NamedFooter                         // "footer", "colophon"
	NamedLegal                          // "cookie", "consent", "disclaimer"
	NamedBio                            // "author-bio", "about-author"
	NamedPaywall                        // "paywall", "subscriber-only"
	NamedHidden                         // "sr-only", "visually-hidden"
	NamedContents                       // "toc", "table-of-contents"
	NamedMedia                          // "video", "player", "gallery"
	NamedWidget                         // "widget", "popup", "modal"
)

// Has reports whether any of the names of t is in s.
func (s NameSet) Has(t NameSet) bool { return s&t != 0 }

// Has reports whether any of the elements of t is in s.
func (s AncestorSet) Has(t AncestorSet) bool { return s&t != 0 }

// NamedBelow returns the first block from block from on with a name of set that stands
// below at least words words of running text without one; the number of blocks where
// none does. A heading of the first level begins the count again: above it is another
// text.
func (d *Document) NamedBelow(set NameSet, from int, words int32) int {
	above := int32(0)
	for i := from; i < len(d.Blocks); i++ {
		b := &d.Blocks[i]
		switch {
		case b.Role == RoleHeading && b.Level == 1:
			above = 0
		case b.Element == nil:
		case !b.Element.Names.Has(set):
			if b.Shape.Ends.Sentence() {
				above += b.Shape.Words
			}
		case above >= words:
			return i
		}
	}
	return len(d.Blocks)
}
