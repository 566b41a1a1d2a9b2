// Package tags marks lists of topics.
package tags

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleLed = document.Rule{Name: "tags/led", Kind: document.Tags, Score: 0.88,
		Doc: "a line that says it lists tags, with short entries behind it"}
	ruleFiled = document.Rule{Name: "tags/filed", Kind: document.Tags, Score: 0.93,
		Doc: "a sentence that says where the page was filed and how it was tagged"}
	ruleHash = document.Rule{Name: "tags/hashtags", Kind: document.Tags, Score: 0.92,
		Doc: "a line of hashtags and nothing else"}
	ruleListed = document.Rule{Name: "tags/listed", Kind: document.Tags, Score: 0.88,
		Doc: "a few words right below a line that heads tags"}
	ruleTaxonomy = document.Rule{Name: "tags/named", Kind: document.Tags, Score: 0.8,
		Doc: "the page's markup names it a tag list"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "tags",
	Doc: "Takes out lists of tags, topics and hashtags. " +
		"Leaves posts quoted with their hashtags in a sentence, and sentences that begin with such a word.",
	Rules: []document.Rule{ruleLed, ruleFiled, ruleHash, ruleListed, ruleTaxonomy},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		telling := evidence.LooksCued | evidence.LooksTagged
		if strings.IndexByte(l.Text, '#') >= 0 {
			telling |= evidence.LooksMarked
		}
		for b := range l.Looking(telling) {
			if rule, score := tagRule(b); score > 0 {
				say.Sure(b, rule, score)
			}
		}
		markTagList(l, say)
	},
}

// tagLineWords bounds a line of tags.
const tagLineWords = 40

func tagRule(b evidence.Block) (rule *document.Rule, score float64) {
	switch {
	case b.IsFiledLine():
		return ruleFiled.Default()
	case b.Shape.Words > tagLineWords:
		return nil, 0
	case allHashtags(b.Text()):
		return ruleHash.Default()
	case b.IsTagLine() && !headsSection(b):
		return ruleLed.Default()
	case b.Element != nil && b.Element.Near.Has(document.NamedTags) && !b.IsProse() && b.Shape.Words <= 8:
		return ruleTaxonomy.Default()
	}
	return nil, 0
}

// headsSection reports a word for tags alone between two paragraphs of the article:
// a sub-heading, or what the article is about.
func headsSection(b evidence.Block) bool {
	return b.IsOnly(document.CueTags) && b.InBody() && b.Has(1) && b.By(1).IsBody() && b.By(-1).IsBody()
}

// allHashtags reports a line whose every word begins with '#', two of them at
// least, or one alone.
func allHashtags(s string) bool {
	if !strings.HasPrefix(s, "#") || strings.HasPrefix(s, "# ") || strings.HasPrefix(s, "##") {
		return false
	}
	for word := range strings.FieldsSeq(s) {
		if (word[0] != '#' || !evidence.HasLetter(word)) && word != "|" && word != "," && word != "·" {
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
func markTagList(l *evidence.Layout, say cleaner.Say) {
	if l.LastBody() < 0 {
		return
	}
	for header := range l.Cued(1 << document.CueTags) {
		if header.I <= l.LastBody() || !header.IsOnly(document.CueTags) {
			continue
		}
		for b := range l.Range(header.I+1, header.I+1+tagEntries) {
			if b.Shape.Words > tagEntryWords || b.Shape.Ends.Sentence() || b.IsRelatedHeader() || b.HeadsOtherPart() {
				break
			}
			say.Block(b, &ruleListed)
		}
	}
}
