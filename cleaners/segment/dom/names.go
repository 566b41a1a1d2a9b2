package dom

import (
	"strings"
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

// nameWords returns a map of the words that page builders put into class and id to what
// they stand for. A word is a run of letters, cut at camel case: "relatedPosts"
// is "related" and "posts". Pairs are written with a dash and beat their parts.
func nameWords() map[string]document.NameSet {
	return map[string]document.NameSet{
		"article-body": document.NamedArticle, "article-content": document.NamedArticle, "article-text": document.NamedArticle,
		"story-body": document.NamedArticle, "story-content": document.NamedArticle, "post-content": document.NamedArticle,
		"post-body": document.NamedArticle, "entry-content": document.NamedArticle, "page-content": document.NamedArticle,
		"body-text": document.NamedArticle, "body-content": document.NamedArticle, "main-content": document.NamedArticle, "rich-text": document.NamedArticle,
		"article": document.NamedArticle, "articlebody": document.NamedArticle, "storybody": document.NamedArticle,
		"prose": document.NamedArticle, "wysiwyg": document.NamedArticle, "richtext": document.NamedArticle,

		"headline": document.NamedTitle, "entry-title": document.NamedTitle, "post-title": document.NamedTitle,
		"article-title": document.NamedTitle, "page-title": document.NamedTitle,
		"byline": document.NamedByline, "author": document.NamedByline, "authors": document.NamedByline, "writer": document.NamedByline,
		"author-bio": document.NamedBio, "about-author": document.NamedBio, "author-box": document.NamedBio, "author-info": document.NamedBio, "bio": document.NamedBio,
		"date": document.NamedDate, "time": document.NamedDate, "timestamp": document.NamedDate, "published": document.NamedDate,
		"dateline": document.NamedDate, "pubdate": document.NamedDate, "datetime": document.NamedDate,
		"kicker": document.NamedSection, "eyebrow": document.NamedSection, "overline": document.NamedSection,

		"caption": document.NamedCaption, "captions": document.NamedCaption, "credit": document.NamedCaption, "credits": document.NamedCaption, "figcaption": document.NamedCaption,
		"related": document.NamedRelated, "relatedposts": document.NamedRelated, "recommended": document.NamedRelated, "recommendations": document.NamedRelated, "recommendation": document.NamedRelated,
		"readmore": document.NamedRelated, "read-more": document.NamedRelated, "read-next": document.NamedRelated, "most-read": document.NamedRelated,
		"mostread": document.NamedRelated, "popular": document.NamedRelated, "trending": document.NamedRelated, "outbrain": document.NamedRelated,
		"taboola": document.NamedRelated, "more-stories": document.NamedRelated, "more-news": document.NamedRelated, "also-like": document.NamedRelated,
		"teaser": document.NamedRelated, "teasers": document.NamedRelated, "latest": document.NamedRelated, "upnext": document.NamedRelated,
		"newsletter": document.NamedNewsletter, "newsletters": document.NamedNewsletter, "signup": document.NamedNewsletter, "sign-up": document.NamedNewsletter,
		"subscribe": document.NamedNewsletter, "subscription": document.NamedNewsletter, "optin": document.NamedNewsletter, "mailchimp": document.NamedNewsletter,
		"promo": document.NamedPromo, "promos": document.NamedPromo, "promotion": document.NamedPromo, "donate": document.NamedPromo, "donation": document.NamedPromo, "cta": document.NamedPromo,
		"ad": document.NamedAd, "ads": document.NamedAd, "advert": document.NamedAd, "advertisement": document.NamedAd, "adslot": document.NamedAd,
		"sponsored": document.NamedAd, "sponsor": document.NamedAd, "banner": document.NamedAd, "dfp": document.NamedAd, "adsbygoogle": document.NamedAd,
		"comment": document.NamedComments, "comments": document.NamedComments, "disqus": document.NamedComments, "respond": document.NamedComments, "commentlist": document.NamedComments,
		"comentarios": document.NamedComments, "commentaires": document.NamedComments, "kommentarer": document.NamedComments, "komentarze": document.NamedComments, "reacties": document.NamedComments,
		"tag": document.NamedTags, "tags": document.NamedTags, "keywords": document.NamedTags, "topics": document.NamedTags, "taglist": document.NamedTags,
		"share": document.NamedShare, "sharing": document.NamedShare, "social": document.NamedShare, "sharebar": document.NamedShare, "addthis": document.NamedShare, "sharedaddy": document.NamedShare,
		"nav": document.NamedNavigation, "navbar": document.NamedNavigation, "navigation": document.NamedNavigation, "menu": document.NamedNavigation,
		"breadcrumb": document.NamedNavigation, "breadcrumbs": document.NamedNavigation, "pagination": document.NamedNavigation, "pager": document.NamedNavigation, "skip-link": document.NamedNavigation,
		"sidebar": document.NamedSidebar, "rail": document.NamedSidebar, "side-bar": document.NamedSidebar, "complementary": document.NamedSidebar,
		"masthead": document.NamedHeader, "site-header": document.NamedHeader, "topbar": document.NamedHeader, "page-header": document.NamedHeader,
		"footer": document.NamedFooter, "colophon": document.NamedFooter, "site-footer": document.NamedFooter, "bottom": document.NamedFooter,
		"cookie": document.NamedLegal, "cookies": document.NamedLegal, "consent": document.NamedLegal, "gdpr": document.NamedLegal, "disclaimer": document.NamedLegal, "copyright": document.NamedLegal, "legal": document.NamedLegal,
		"paywall": document.NamedPaywall, "subscriber": document.NamedPaywall, "premium": document.NamedPaywall, "regwall": document.NamedPaywall,
		"sr-only": document.NamedHidden, "visually-hidden": document.NamedHidden, "screen-reader": document.NamedHidden, "offscreen": document.NamedHidden, "visuallyhidden": document.NamedHidden, "hidden-visually": document.NamedHidden,
		"screenreader": document.NamedHidden, "screen-readers": document.NamedHidden, "assistive-text": document.NamedHidden, "element-invisible": document.NamedHidden, "hide-visually": document.NamedHidden,
		"toc": document.NamedContents, "table-of": document.NamedContents, "of-contents": document.NamedContents,
		"video": document.NamedMedia, "player": document.NamedMedia, "gallery": document.NamedMedia, "carousel": document.NamedMedia, "slideshow": document.NamedMedia, "slider": document.NamedMedia,
		"widget": document.NamedWidget, "widgets": document.NamedWidget, "popup": document.NamedWidget, "modal": document.NamedWidget, "overlay": document.NamedWidget, "toast": document.NamedWidget,
	}
}

// longestName is the longest word that is looked up, in bytes.
const longestName = 24

// letterSets says of a set of words which lengths those have that begin and end with two
// letters, a bit for each length. Nearly all words in a page are in no set by it, and
// need not be looked up.
type letterSets [1 << (2 * letterBits)]uint32

// letterBits is how many bits tell the letters from each other, large or small.
const letterBits = 5

func (l *letterSets) of(word string) *uint32 {
	const mask = 1<<letterBits - 1
	return &l[int(word[0]&mask)<<letterBits|int(word[len(word)-1]&mask)]
}

func (l *letterSets) add(word string) { *l.of(word) |= 1 << len(word) }

// may reports whether a word of at most longestName bytes may be in the set.
func (l *letterSets) may(word string) bool { return *l.of(word)>>len(word)&1 != 0 }

// nameTable is nameWords with the sets of its words that are no pairs, and of the words
// of pairs.
type nameTable struct {
	words                    map[string]document.NameSet
	singles, firsts, seconds letterSets
}

// names is made by the first page.
var names = sync.OnceValue(func() *nameTable {
	t := &nameTable{words: nameWords()}
	for word := range t.words {
		first, second, paired := strings.Cut(word, "-")
		if !paired {
			t.singles.add(word)
			continue
		}
		t.firsts.add(first)
		t.seconds.add(second)
	}
	return t
})

// namesIn looks up every word of s, and every pair of neighbours in one token.
func namesIn(s string) document.NameSet {
	var set document.NameSet
	known := names()
	before := "" // the word before, in the same token
	for i := 0; i < len(s); {
		if !isLetter(s[i]) {
			if s[i] == ' ' || s[i] == '\t' || s[i] == '\n' {
				before = ""
			}
			i++
			continue
		}
		end := wordEnd(s, i)
		word := s[i:end]
		if i = end; len(word) > longestName {
			before = ""
			continue
		}
		if before != "" && known.seconds.may(word) && known.firsts.may(before) {
			if names, ok := known.pair(before, word); ok {
				set |= names
				before = word
				continue
			}
		}
		if known.singles.may(word) {
			set |= known.single(word)
		}
		before = word
	}
	return set
}

func (t *nameTable) single(word string) document.NameSet {
	var buf [longestName]byte
	return t.words[string(appendLower(buf[:0], word))]
}

func (t *nameTable) pair(first, second string) (document.NameSet, bool) {
	var buf [2*longestName + 1]byte
	pair := append(appendLower(buf[:0], first), '-')
	names, ok := t.words[string(appendLower(pair, second))]
	return names, ok
}

// appendLower appends ASCII letters in lower case.
func appendLower(dst []byte, letters string) []byte {
	for i := range len(letters) {
		dst = append(dst, letters[i]|0x20)
	}
	return dst
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// wordEnd returns the end of the word at i: the letters up to a capital after a
// small letter.
func wordEnd(s string, i int) int {
	j := i + 1
	for j < len(s) && isLetter(s[j]) && (s[j] >= 'a' || s[j-1] < 'a') {
		j++
	}
	return j
}
