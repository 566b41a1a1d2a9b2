// Package site marks what people have written rules for, for one site or for all:
// package siterules reads those, and finds what they select.
package site

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// Whoever wrote a rule has seen the site's pages, and decides.
const decides = 1

// RuleOutside only raises doubt: a rule says where the article is, and what is outside
// of it may be a lead or a note all the same.
const outsideScore = 0.9

// rules has a rule for each kind that a person may say something is, and for fields.
var rules = func() []document.Rule {
	all := []document.Rule{
		{Name: "site/keep", Kind: document.Article, Score: decides, Doc: "a rule for the site keeps it"},
		{Name: "site/title", Kind: document.Title, Field: document.FieldTitle, Score: decides, Doc: "a rule for the site says that it is the title"},
		{Name: "site/byline", Kind: document.Metadata, Field: document.FieldByline, Score: decides, Doc: "a rule for the site says that it names the author"},
		{Name: "site/published", Kind: document.Metadata, Field: document.FieldPublished, Score: decides, Doc: "a rule for the site says that it is the date"},
		{Name: "site/outside", Kind: document.Boilerplate, Score: outsideScore, Doc: "it is outside of what a rule for the site says is the article"},
	}
	for _, k := range document.Kinds() {
		if k.Removable() && k != document.Recurring {
			all = append(all, document.Rule{Name: "site/" + k.String(), Kind: k, Score: decides, Doc: "a rule for the site takes it out as " + k.String()})
		}
	}
	return all
}()

// byName is where each rule is in rules.
var byName = func() map[string]*document.Rule {
	of := make(map[string]*document.Rule, len(rules))
	for i := range rules {
		of[rules[i].Name] = &rules[i]
	}
	return of
}()

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name:  "site",
	Doc:   "Does what people wrote in rules for the site: takes out what they name, keeps what they keep. Leaves all else.",
	Rules: rules,
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		if len(l.Ruled) > fewRuled {
			markOnce(l, say)
			return
		}
		for _, r := range l.Ruled {
			mark(l, r, say)
		}
	},
}

// fewRuled is how many stretches are marked as they come. More, of many rules that hold
// for the same, would say more of each block than can be weighed.
const fewRuled = 200

// markOnce marks all stretches, but says of a whole block only once what several rules of
// one name say of it: the first of them by file and line speaks, as it would be heard.
func markOnce(l *evidence.Layout, say cleaner.Say) {
	ruled := slices.Clone(l.Ruled)
	slices.SortStableFunc(ruled, func(a, b document.Ruled) int {
		return cmp.Or(strings.Compare(a.Rule, b.Rule), strings.Compare(a.Value, b.Value), strings.Compare(a.Where, b.Where))
	})
	said := make([]bool, len(l.Blocks))
	for i, r := range ruled {
		if i > 0 && (r.Rule != ruled[i-1].Rule || r.Value != ruled[i-1].Value) {
			clear(said)
		}
		mark(l, r, func(v document.Verdict) {
			if v.Span.IsZero() {
				if said[v.Block] {
					return
				}
				said[v.Block] = true
			}
			say(v)
		})
	}
}

// mark says what r says of every block that its stretch touches.
func mark(l *evidence.Layout, r document.Ruled, say cleaner.Say) {
	rule := byName[r.Rule]
	if rule == nil || r.Span.Len() <= 0 {
		return
	}
	first := sort.Search(len(l.Blocks), func(i int) bool { return l.Blocks[i].Span.End > r.Span.Start })
	for i := first; i < len(l.Blocks) && l.Blocks[i].Span.Start < r.Span.End; i++ {
		b := &l.Blocks[i]
		v := document.Verdict{Block: i, Kind: rule.Kind, Rule: rule.Name, Score: rule.Score, Value: r.Value, Where: r.Where}
		if !r.Span.Contains(b.Span) {
			v.Span = document.Span{Start: max(b.Span.Start, r.Span.Start), End: min(b.Span.End, r.Span.End)}
		}
		say(v)
	}
}
