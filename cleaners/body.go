package cleaners

import (
	"sort"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	ruleBodyParagraph = document.Rule{Name: "body/paragraph", Kind: document.Article, Score: 0.72,
		Doc: "a paragraph near another one, in the body"}
	ruleBodySubheading = document.Rule{Name: "body/sub-heading", Kind: document.Article, Score: 0.72,
		Doc: "a few words below a paragraph of the body, or below the time of a live blog's post, with a paragraph soon below"}
	ruleBodyDek = document.Rule{Name: "body/dek", Kind: document.Article, Score: 0.97,
		Doc: "a paragraph right below the headline, or a line there with the byline below it"}
	ruleBodyLast = document.Rule{Name: "body/last-line", Kind: document.Article, Score: 0.7,
		Doc: "a short sentence right below the body's last paragraph"}
	ruleBodyItem = document.Rule{Name: "body/list-item", Kind: document.Article, Score: 0.72,
		Doc: "an entry of a list between paragraphs of the body, in a text that marks its lists"}
	ruleBodyLeadIn = document.Rule{Name: "body/lead-in", Kind: document.Article, Score: 0.72,
		Doc: "a line of the body that ends with a colon, right above what it announces"}
	ruleBodyTable = document.Rule{Name: "body/table", Kind: document.Article, Score: 0.75,
		Doc: "a table's row between paragraphs of the body"}
	// The score is more than any one rule or the model can say against a block:
	// whoever made the page says that it is the article's.
	ruleBodyStated = document.Rule{Name: "body/stated", Kind: document.Article, Score: 0.98,
		Doc: "a paragraph or heading that the page's data has in the article's text, too"}
)

// body speaks for lines of the article that look like something else. It takes
// nothing out.
var body = Cleaner{
	Name: "body",
	Doc: "Speaks for the article: for its paragraphs, the sub-headings between them whatever their words, the dek below the headline. " +
		"Takes nothing out; leaves lists of other articles, credits and buttons to the rules that know them.",
	Rules: []document.Rule{
		ruleBodyParagraph,
		ruleBodySubheading,
		ruleBodyDek,
		ruleBodyLast,
		ruleBodyItem,
		ruleBodyLeadIn,
		ruleBodyTable,
		ruleBodyStated,
	},
	Mark: func(r *Reading, say Say) {
		for i := range r.Blocks {
			if rule, score := bodyRule(r, i); score > 0 {
				say.Sure(i, rule, score)
			}
		}
	},
}

func bodyRule(r *Reading, i int) (rule *document.Rule, score float64) {
	b := &r.Blocks[i]
	if b.Piece {
		return nil, 0 // a sentence of a one-line dump is no paragraph
	}
	c := creedFor(r.Language)
	switch {
	case isStated(r.Document, i):
		return ruleBodyStated.Default()
	case r.found.block >= 0 && i == r.found.block+1 && isDek(r, i):
		return ruleBodyDek.Default()
	case i >= r.firstBody && i <= r.lastBody && isBody(r.Document, i) && !r.inZone(i) && r.bodyNear(i, c.reach):
		return &ruleBodyParagraph, c.score
	case r.inBody(i) && b.Role == document.RoleTable:
		return ruleBodyTable.Default()
	case r.inBody(i) && b.Role == document.RoleListItem && b.Element == nil && b.Cued == 0 && !r.inZone(i) && r.bodyNear(i, subheadReach):
		return &ruleBodyItem, c.score
	case r.inBody(i) && isLeadIn(r, i):
		return ruleBodyLeadIn.Default()
	case r.inBody(i) && isSubheading(r, i):
		return ruleBodySubheading.Default()
	case i > 0 && i == r.lastBody+1 && b.Shape.Ends == document.EndStop && b.Shape.Words >= 3 && b.Cued == 0:
		return ruleBodyLast.Default()
	}
	return nil, 0
}

// isStated reports a paragraph or heading of the article's text as the page's
// data states it. Captions and links can be in it, too: they are no prose.
func isStated(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	return b.Element != nil && b.Element.Stated == document.Yes &&
		(b.Element.Data != document.Shown || b.Role == document.RoleHeading || isBody(doc, i))
}

// taught is the language of the pages that the model was trained on, all but a few.
const taught = "en"

// creed is how much a paragraph's shape and place count, and how far from it the
// next paragraph may be: lists, captions and cards stand in between.
type creed struct {
	score float64
	reach int
}

// creedFor gives more to paragraphs in a language that the model has hardly
// seen, since it doubts paragraphs there that it would keep in English.
func creedFor(language string) creed {
	if language != "" && language != taught {
		return creed{0.9, 8}
	}
	return creed{0.72, 1}
}

// subheadReach is how many lines below a sub-heading the next paragraph may be:
// a list may stand between them.
const subheadReach = 7

// isSubheading reports a few words, no sentence, with a paragraph or the time of
// a live blog's post right above and a paragraph not far below.
func isSubheading(r *Reading, i int) bool {
	b := &r.Blocks[i]
	if b.Shape.Words > subheadWords || b.Shape.Letters == 0 || b.Shape.Stops > 0 || b.Shape.Ends.Sentence() || r.inZone(i) || !r.bodyAt(i-1) && !(i > 0 && isPostTime(r.Document, i-1)) {
		return false
	}
	if i+1 < len(r.Blocks) && isBoxBlurb(r.Document, i+1) {
		return false // a newsletter's name
	}
	for j := i + 1; j <= min(i+subheadReach, len(r.Blocks)-1); j++ {
		if r.bodyAt(j) {
			return true
		}
	}
	return false
}

// leadInWords is the fewest words of a line that announces what is below it:
// "More from us:" has fewer.
const leadInWords = 5

// isLeadIn reports a line with a colon at its end and a paragraph right below,
// most of it other words than those of furniture.
func isLeadIn(r *Reading, i int) bool {
	s := &r.Blocks[i].Shape
	if s.Ends != document.EndColon || s.Words < leadInWords || r.inZone(i) || !r.bodyAt(i+1) {
		return false
	}
	in, all := covered(r.Document, i, furnitureCues)
	return 2*in < all
}

// dekWords is the fewest words of a dek without a full stop.
const dekWords = 6

// isDek reports what stands right below the headline and is a paragraph, or a
// line with the article's byline or date below it.
func isDek(r *Reading, i int) bool {
	b := &r.Blocks[i]
	if isBody(r.Document, i) {
		return true
	}
	if i+1 >= len(r.Blocks) || b.Shape.Words < dekWords || b.Cued&furnitureCues != 0 || isDateLine(r.Document, i) || sameWords(r.Of(i), r.Of(i-1)) {
		return false
	}
	_, byline := bylineOf(r.Document, i+1)
	_, isByline := bylineOf(r.Document, i)
	return !isByline && (byline || isDateLine(r.Document, i+1))
}

// bodyNear reports whether another paragraph is within reach blocks of block i.
func (r *Reading) bodyNear(i, reach int) bool {
	for d := 1; d <= reach; d++ {
		if r.bodyAt(i-d) || r.bodyAt(i+d) {
			return true
		}
	}
	return false
}

// bodyAt reports whether there is a block i and it reads as a paragraph.
func (r *Reading) bodyAt(i int) bool {
	return i >= 0 && i < len(r.Blocks) && !r.inThread(i) && isBody(r.Document, i)
}

// inZone reports whether block i is in a list of other articles or among the
// readers' comments.
func (r *Reading) inZone(i int) bool {
	if r.inThread(i) {
		return true
	}
	next := sort.Search(len(r.zones), func(k int) bool { return r.zones[k].end > i })
	return next < len(r.zones) && r.zones[next].header <= i
}
