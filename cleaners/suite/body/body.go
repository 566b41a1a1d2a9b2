// Package body speaks for lines of the article that look like something else. It takes
// nothing out.
package body

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleParagraph = document.Rule{Name: "body/paragraph", Kind: document.Article, Score: 0.72,
		Doc: "a paragraph near another one, in the body, or all that a text is"}
	ruleSubheading = document.Rule{Name: "body/sub-heading", Kind: document.Article, Score: 0.8,
		Doc: "a few words below a paragraph of the body, or below the time of a live blog's post, with a paragraph soon below"}
	ruleDek = document.Rule{Name: "body/dek", Kind: document.Article, Score: 0.97,
		Doc: "a paragraph right below the headline, or a line there with the byline below it"}
	ruleLast = document.Rule{Name: "body/last-line", Kind: document.Article, Score: 0.78,
		Doc: "a short sentence right below the body's last paragraph"}
	ruleItem = document.Rule{Name: "body/list-item", Kind: document.Article, Score: 0.72,
		Doc: "an entry of a list between paragraphs of the body, in a text that marks its lists"}
	ruleLeadIn = document.Rule{Name: "body/lead-in", Kind: document.Article, Score: 0.72,
		Doc: "a line of the body that ends with a colon, right above what it announces"}
	ruleReported = document.Rule{Name: "body/reported", Kind: document.Article, Score: 0.95,
		Doc: "a sentence in the body that begins with a label or a call and says who says it, or goes on behind its quotation marks"}
	ruleTable = document.Rule{Name: "body/table", Kind: document.Article, Score: 0.75,
		Doc: "a table's row between paragraphs of the body, or the line below a table that says whose figures they are"}
	ruleSeries = document.Rule{Name: "body/series", Kind: document.Article, Score: 0.9,
		Doc: "a line among others of its form, in the body or right below it: results, winners, line-ups, turns of a transcript"}
	// The score is more than any one rule or the model can say against a block:
	// whoever made the page says that it is the article's.
	ruleStated = document.Rule{Name: "body/stated", Kind: document.Article, Score: 0.98,
		Doc: "a paragraph or heading that the page's data has in the article's text, too"}
	// The score outweighs the model together with the place of notes, a footer or an
	// aside: a link in the article's text leads to it.
	ruleNote = document.Rule{Name: "body/note", Kind: document.Article, Score: 0.98,
		Doc: "a note to which a mark in the text leads"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "body",
	Doc: "Speaks for the article: for its paragraphs, the sub-headings between them whatever their words, the dek below the headline. " +
		"Takes nothing out; leaves lists of other articles, credits and buttons to the rules that know them.",
	Rules: []document.Rule{
		ruleParagraph,
		ruleSubheading,
		ruleDek,
		ruleLast,
		ruleItem,
		ruleLeadIn,
		ruleReported,
		ruleTable,
		ruleSeries,
		ruleStated,
		ruleNote,
	},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		c := priorFor(l.Language, l.Format == document.HTML)
		from, to := l.FirstBody(), l.LastBody()+1
		for b := range l.Each() {
			if (b.I < from || b.I > to) && isOutside(b) {
				continue // as most of a text's, which are furniture
			}
			if rule, score := bodyRule(b, c); score > 0 {
				say.Sure(b, rule, score)
			}
		}
	},
}

// isOutside reports a block outside the body, and not right below it, of which no rule of
// this package can speak: it is a text's, stands below no headline and in no series, and
// does not lead to a source.
func isOutside(b evidence.Block) bool {
	return b.Element == nil && !b.Piece && !b.Cued.Has(document.CueSource) && b.I != b.Layout.Title().Block+1 && len(b.Layout.Blocks) > 1 && !b.InSeries()
}

func bodyRule(b evidence.Block, c prior) (rule *document.Rule, score float64) {
	if b.Piece { // a sentence of a one-line dump is no paragraph, but several are
		if b.Shape.Stops >= pieceStops && b.Shape.Runes <= pieceSentence*b.Shape.Stops && b.IsBody() && !b.InZone() {
			return &ruleParagraph, c.score
		}
		return nil, 0
	}
	switch {
	case isStated(b):
		return ruleStated.Default()
	case b.Element != nil && b.Element.Note && !b.Layout.IsInset(b.Span):
		return ruleNote.Default()
	case b.Layout.Title().Block >= 0 && b.I == b.Layout.Title().Block+1 && isDek(b):
		return ruleDek.Default()
	case b.ReportsLabel() && b.I >= b.Layout.FirstBody() && b.I <= b.Layout.LastBody()+1 && !b.InZone():
		return ruleReported.Default()
	case b.I >= b.Layout.FirstBody() && b.I <= b.Layout.LastBody() && b.IsBody() && !b.InZone() && b.HasBodyNear(c.reach):
		return &ruleParagraph, c.score
	case b.Element == nil && len(b.Layout.Blocks) == 1 && b.IsProse() && b.Shape.Stops >= onlyStops:
		return ruleParagraph.Default()
	case b.InBody() && b.Role == document.RoleTable:
		return ruleTable.Default()
	case b.IsTableSource():
		return &ruleTable, tableSourceScore
	case b.InBody() && b.Role == document.RoleListItem && b.Element == nil && b.Cued&^reports == 0 && !b.InZone() && b.HasBodyNear(subheadReach):
		return &ruleItem, c.score
	case b.InSeries() && (!b.IsProse() && b.Cued&evidence.NoSeriesCues == 0 || b.IsTurn()):
		return ruleSeries.Default()
	case b.InBody() && isLeadIn(b):
		return ruleLeadIn.Default()
	case b.InBody() && isSubheading(b):
		return ruleSubheading.Default()
	case b.Has(-1) && b.I == b.Layout.LastBody()+1 && b.Shape.Ends == document.EndStop && b.Shape.Words >= 3 && b.Cued&^reports == 0:
		return ruleLast.Default()
	}
	return nil, 0
}

// A piece of a line is a paragraph with pieceStops sentence ends and at most pieceSentence
// characters a sentence: a menu that runs into a caption has a few ends as well.
const (
	pieceStops    = 3
	pieceSentence = 250
)

// isStated reports a paragraph or heading of the article's text as the page's
// data states it. Captions and links can be in it, too: they are no prose.
func isStated(b evidence.Block) bool {
	return b.Element != nil && b.Element.Stated == document.Yes &&
		(b.Element.Data != document.Shown || b.Role == document.RoleHeading || b.IsBody())
}

// reports are the phrases that tell of nothing but the article.
const reports = document.CueSet(1 << document.CueSaid)

// taught is the language of most of the pages that the model was trained on.
const taught = "en"

// prior is how much a paragraph's shape and place count, and how far from it the
// next paragraph may be: lists, captions and cards stand in between.
type prior struct {
	score float64
	reach int
}

// priorFor gives more to paragraphs in a language that the model has seen less of,
// since it doubts some there that it would keep in English, and more in texts than in
// pages: of a page the model sees what surrounds a paragraph, and cards of other
// stories have paragraphs, too (fixtures/score/RESULTS.md, "Thresholds").
func priorFor(language string, page bool) prior {
	foreign := language != "" && language != taught
	switch {
	case foreign && page:
		return prior{0.8, 4}
	case foreign:
		return prior{0.9, 8}
	case page:
		return prior{0.6, 1}
	}
	return prior{0.76, 1}
}

// tableSourceScore is how sure the line is that says whose a table's figures are.
const tableSourceScore = 0.9

// onlyStops is the fewest sentences of a text in one piece. A dump that short has its
// menu and its article in one block, of which all or nothing is kept.
const onlyStops = 4

// subheadReach is how many lines below a sub-heading the next paragraph may be:
// a list may stand between them.
const subheadReach = 7

// isSubheading reports a few words, no sentence, with a paragraph, a box or the time of
// a live blog's post right above and a paragraph not far below.
func isSubheading(b evidence.Block) bool {
	if b.Shape.Words > evidence.SubheadWords || b.Shape.Letters == 0 || b.Shape.Stops > 0 || b.Shape.Ends.Sentence() || b.InZone() || !b.Layout.IsBodyAt(b.I-1) && !(b.Has(-1) && (b.By(-1).IsTimeBelowShare() || isBox(b))) {
		return false
	}
	if b.Has(1) && b.By(1).IsSignUpBlurb() {
		return false // a newsletter's name
	}
	for j := b.I + 1; j <= min(b.I+subheadReach, len(b.Layout.Blocks)-1); j++ {
		if b.Layout.IsBodyAt(j) {
			return true
		}
	}
	return false
}

// boxWords is the fewest words of a sub-heading that may stand below a box: labels of
// the next box have fewer.
const boxWords = 3

// isBox reports that right above b ends a box in the body, such as a call to sign up,
// and that b has a paragraph right below.
func isBox(b evidence.Block) bool {
	return b.By(-1).Cued&evidence.BoilerplateCues != 0 && b.Cued&^reports == 0 && b.Shape.Words >= boxWords && b.Layout.IsBodyAt(b.I+1)
}

// leadInWords is the fewest words of a line that announces what is below it:
// "More from us:" has fewer.
const leadInWords = 5

// isLeadIn reports a line with a colon at its end and a paragraph right below,
// most of it other words than those of furniture.
func isLeadIn(b evidence.Block) bool {
	s := b.Shape
	if s.Ends != document.EndColon || s.Words < leadInWords || b.InZone() || !b.Layout.IsBodyAt(b.I+1) {
		return false
	}
	in, all := b.Covered(evidence.BoilerplateCues)
	return 2*in < all
}

// dekWords is the fewest words of a dek without a full stop.
const dekWords = 6

// isDek reports what stands right below the headline and is a paragraph, or a
// line with the article's byline or date below it.
func isDek(b evidence.Block) bool {
	if _, ok := b.Stamp(); ok {
		return false
	}
	if b.IsBody() {
		return true
	}
	if !b.Has(1) || b.Shape.Words < dekWords || b.Cued&evidence.BoilerplateCues != 0 || b.IsDateLine() || evidence.SameWords(b.Text(), b.By(-1).Text()) {
		return false
	}
	_, byline := b.By(1).Byline()
	_, isByline := b.Byline()
	return !isByline && (byline || b.By(1).IsDateLine())
}
