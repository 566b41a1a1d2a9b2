package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	ruleTagsLed = document.Rule{Name: "tags/led", Kind: document.Tags, Score: 0.88,
		Doc: "a line that says it lists tags, with short entries behind it"}
	ruleTagsFiled = document.Rule{Name: "tags/filed", Kind: document.Tags, Score: 0.93,
		Doc: "a sentence that says where the page was filed and how it was tagged"}
	ruleTagsHash = document.Rule{Name: "tags/hashtags", Kind: document.Tags, Score: 0.92,
		Doc: "a line of hashtags and nothing else"}
	ruleTagsListed = document.Rule{Name: "tags/listed", Kind: document.Tags, Score: 0.88,
		Doc: "a few words right below a line that heads tags"}
	ruleTagsTaxonomy = document.Rule{Name: "tags/named", Kind: document.Tags, Score: 0.8,
		Doc: "the page's markup names it a tag list"}
)

// tags marks lists of topics.
var tags = Cleaner{
	Name: "tags",
	Doc: "Takes out lists of tags, topics and hashtags. " +
		"Leaves posts quoted with their hashtags in a sentence, and sentences that begin with such a word.",
	Rules: []document.Rule{ruleTagsLed, ruleTagsFiled, ruleTagsHash, ruleTagsListed, ruleTagsTaxonomy},
	Mark: func(r *Reading, say Say) {
		doc := r.Document
		for i := range doc.Blocks {
			if rule, score := tagRule(doc, i); score > 0 {
				say.Sure(i, rule, score)
			}
		}
		markTagList(r, say)
	},
}

// tagLineWords bounds a line of tags.
const tagLineWords = 40

func tagRule(doc *document.Document, i int) (rule *document.Rule, score float64) {
	b := &doc.Blocks[i]
	switch {
	case isFiledLine(doc, i):
		return ruleTagsFiled.Default()
	case b.Shape.Words > tagLineWords:
		return nil, 0
	case allHashtags(doc.Of(i)):
		return ruleTagsHash.Default()
	case isLedTagLine(doc, i):
		return ruleTagsLed.Default()
	case b.Element != nil && b.Element.Near.Has(document.NamedTags) && !isProse(b) && b.Shape.Words <= 8:
		return ruleTagsTaxonomy.Default()
	}
	return nil, 0
}

// isLedTagLine reports "Tags: a, b" and "Tags" alone.
func isLedTagLine(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Ends.Sentence() {
		return false
	}
	cue, ok := opensWith(doc, i, document.CueTags)
	if !ok {
		return false
	}
	rest := strings.TrimSpace(doc.Text[cue.Span.End:b.Span.End])
	return !hasLetterOrDigit(rest) || leads(doc.Text[cue.Span.Start:cue.Span.End], rest) || firstRune(rest) == '#'
}

// filedWords bounds a line that says where its page was filed: the tags it lists
// can be many.
const filedWords = 60

// isFiledLine reports "This entry was posted in News and tagged harbour, ferries.":
// whole sentences, as blogs write them below a post. It begins with a phrase of
// tags and has another one, which no sentence of an article does that was "posted
// in" somewhere.
func isFiledLine(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Words > filedWords || !b.Cued.Has(document.CueTags) || countCues(doc, i, document.CueTags) < 2 {
		return false
	}
	cue, ok := opensWith(doc, i, document.CueTags)
	return ok && b.Shape.Ends.Sentence() && strings.ContainsRune(doc.Text[cue.Span.Start:cue.Span.End], ' ')
}

// allHashtags reports a line whose every word begins with '#', two of them at
// least, or one alone.
func allHashtags(s string) bool {
	if !strings.HasPrefix(s, "#") || strings.HasPrefix(s, "# ") || strings.HasPrefix(s, "##") {
		return false
	}
	for word := range strings.FieldsSeq(s) {
		if (word[0] != '#' || !hasLetter(word)) && word != "|" && word != "," && word != "·" {
			return false
		}
	}
	return true
}

// tagEntryWords and tagEntries bound the entries of a list below its header.
const (
	tagEntryWords = 4
	tagEntries    = 20
)

// markTagList marks the short lines below a line that is a tag header alone,
// when the article is behind it.
func markTagList(r *Reading, say Say) {
	doc := r.Document
	for i := r.lastBody + 1; i < len(doc.Blocks) && r.lastBody >= 0; i++ {
		if !wholeBlockIs(doc, i, document.CueTags) {
			continue
		}
		for j := i + 1; j < min(len(doc.Blocks), i+1+tagEntries); j++ {
			b := &doc.Blocks[j]
			if b.Shape.Words > tagEntryWords || b.Shape.Ends.Sentence() || isRelatedHeader(doc, j) || headsOther(doc, j) {
				break
			}
			say.Block(j, &ruleTagsListed)
		}
	}
}
