package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

const (
	ruleBodySubheading = "body/sub-heading"
	ruleBodyDek        = "body/dek"
)

// body speaks for lines of the article that look like something else. It takes
// nothing out.
var body = Cleaner{
	Name: "body",
	Doc: "Speaks for the article: for sub-headings between its paragraphs, whatever their words, and for the dek below the headline. " +
		"Takes nothing out; leaves lists of other articles, credits and buttons to the rules that know them.",
	Rules: []Rule{
		{Name: ruleBodySubheading, Doc: "a few words between two paragraphs of the body"},
		{Name: ruleBodyDek, Doc: "a paragraph right below the headline"},
	},
	Mark: func(r *Reading, say Say) {
		for i := range r.Blocks {
			if rule, score := bodyRule(r, i); score > 0 {
				say(document.Verdict{Block: i, Kind: document.Article, Rule: rule, Score: score})
			}
		}
	},
}

func bodyRule(r *Reading, i int) (rule string, score float64) {
	b := &r.Blocks[i]
	switch {
	case r.title >= 0 && i == r.title+1 && isBody(r.Document, i):
		return ruleBodyDek, 0.75
	case r.inBody(i) && b.Shape.Words <= subheadWords && b.Shape.Letters > 0 && !b.Shape.Ends.Sentence() && isBody(r.Document, i-1) && isBody(r.Document, i+1):
		return ruleBodySubheading, 0.72
	}
	return "", 0
}
