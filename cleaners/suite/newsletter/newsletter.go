package newsletter

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleCall = document.Rule{Name: "newsletter/call", Kind: document.Newsletter, Score: 0.93,
		Doc: "a short text that asks the reader to sign up for mail"}
	ruleLabel = document.Rule{Name: "newsletter/label", Kind: document.Newsletter, Score: 0.9,
		Doc: "a line that is a sign-up label and nothing else"}
	ruleNamed = document.Rule{Name: "newsletter/named", Kind: document.Newsletter, Score: 0.75,
		Doc: "the page's markup names it a newsletter box"}
	ruleAside = document.Rule{Name: "newsletter/aside", Kind: document.Newsletter, Score: 0.9,
		Doc: "a call to sign up, run into the middle of a paragraph"}
	ruleBeside = document.Rule{Name: "newsletter/beside-call", Kind: document.Newsletter, Score: 0.88,
		Doc: "a short line of a sign-up box, next to its call"}
)

// Cleaner marks calls to sign up for mail: boxes of their own, and asides
// that a dump has run into the middle of a paragraph.
var Cleaner = cleaner.Cleaner{
	Name: "newsletter",
	Doc: "Takes out calls to sign up for newsletters and alerts, also from inside a paragraph. " +
		"Leaves sentences that tell of a newsletter or of people who sign up for something.",
	Rules: []document.Rule{ruleCall, ruleLabel, ruleNamed, ruleAside, ruleBeside},
	Mark: func(r *evidence.Layout, say cleaner.Say) {
		doc := r.Document
		for i := range doc.Blocks {
			markNewsletter(doc, i, say)
			markBesideCall(doc, i, say)
		}
	},
}

func markNewsletter(doc *document.Document, i int, say cleaner.Say) {
	b := &doc.Blocks[i]
	if e := b.Element; e != nil && e.Names.Has(document.NamedNewsletter) && b.Shape.Words <= evidence.SignUpWords {
		say.Block(i, &ruleNamed)
	}
	if !b.Cued.Has(document.CueSubscribe) && !b.Cued.Has(document.CueMailing) {
		return
	}
	if b.Cued.Has(document.CuePromo) && !b.Cued.Has(document.CueMailing) {
		return // a channel to follow, not a letter
	}
	if evidence.IsSignUpLabel(doc, i) {
		say.Block(i, &ruleLabel)
		return
	}
	spans := asides(doc, b)
	if evidence.IsSignUpCall(doc, i) && !leavesProse(doc, b, spans) {
		say.Block(i, &ruleCall)
		return
	}
	for _, span := range spans {
		say.Span(i, span, &ruleAside)
	}
}

// markBesideCall marks what the call or the field of a sign-up box has beside
// it: what the mail is about, and above that the newsletter's name.
func markBesideCall(doc *document.Document, i int, say cleaner.Say) {
	b := &doc.Blocks[i]
	if b.Shape.Words > evidence.SignUpWords || evidence.IsSignUpLine(doc, i) {
		return
	}
	mail := b.Cued&(1<<document.CueSubscribe|1<<document.CueMailing) != 0
	above := mail && i > 0 && evidence.IsSignUpLine(doc, i-1)
	below := mail && i+1 < len(doc.Blocks) && evidence.IsSignUpLine(doc, i+1)
	name := b.Shape.Words <= 4 && !b.Shape.Ends.Sentence() && i+2 < len(doc.Blocks) && evidence.IsSignUpBlurb(doc, i+1) && evidence.IsSignUpLine(doc, i+2)
	if above || below || name {
		say.Block(i, &ruleBeside)
	}
}

// leavesProse reports whether a paragraph is left of block b when spans leave
// it: at least a short sentence's words, with its end.
func leavesProse(doc *document.Document, b *document.Block, spans []document.Span) bool {
	if len(spans) == 0 {
		return false
	}
	left, at := 0, b.Span.Start
	for _, s := range append(spans, document.Span{Start: b.Span.End, End: b.Span.End}) {
		if rest := doc.Text[at:s.Start]; strings.ContainsAny(rest, ".!?。") {
			left += len(strings.Fields(rest))
		}
		at = s.End
	}
	return left >= 2*evidence.ProseWords
}

// asideBytes is how far an aside may reach from its call, either way.
const asideBytes = 320

// asides finds the calls that stand inside a longer paragraph.
func asides(doc *document.Document, b *document.Block) (spans []document.Span) {
	cues := doc.Cues[b.CueFrom:b.CueTo]
	for k, cue := range cues {
		if cue.Class != document.CueSubscribe || !evidence.StartsCapital(doc, cue.Span.Start) {
			continue
		}
		if len(spans) > 0 && cue.Span.Start < spans[len(spans)-1].End {
			continue
		}
		if span, ok := asideAround(doc, b.Span, cues, k); ok {
			spans = append(spans, span)
		}
	}
	return spans
}

// asideAround gives the aside whose call is cues[k]. It begins with the
// sentence when what stands before the call names the mail or is nothing, else
// with the call itself, which then was glued to a sentence. It ends behind the
// last thing that one is called to sign up for, at the next mark or capital.
func asideAround(doc *document.Document, b document.Span, cues []document.Cue, k int) (document.Span, bool) {
	call := cues[k].Span
	start := evidence.SentenceStart(doc, b, call.Start)
	lead := doc.Text[start:call.Start]
	if len(lead) > asideBytes {
		return document.Span{}, false
	}
	if evidence.IsQuoted(doc, b, call.Start) {
		return document.Span{}, false
	}
	glued := evidence.HasLetter(lead)
	start, mailBefore := asideStart(doc, b, cues[:k], start, call)
	last := call.End
	mailAfter := false
	calls := 1
	for _, c := range cues[k+1:] {
		if c.Span.Start-call.Start > asideBytes || hasStop(doc, b, callEnd(doc, b, call, glued), c.Span.Start) {
			break
		}
		switch c.Class {
		case document.CueMailing:
			last, mailAfter = max(last, c.Span.End), true
		case document.CueSubscribe:
			last, calls = max(last, c.Span.End), calls+1
		}
	}
	if !mailAfter && !mailBefore && calls < asideCalls {
		return document.Span{}, false
	}
	end, ok := asideEnd(doc, b, last)
	return document.Span{Start: start, End: end}, ok
}

// asideCalls is how many cues of signing up make an aside that never names the
// mail: "Register now and get … by e-mail".
const asideCalls = 3

// asideTitle bounds, in bytes, a sentence of its own that names the newsletter
// ahead of the call: "Newsletter: The Morning Herald."
const asideTitle = 60

// asideStart gives where the aside begins whose call's sentence begins at start,
// and whether the mail is named before the call.
func asideStart(doc *document.Document, b document.Span, before []document.Cue, start int, call document.Span) (int, bool) {
	glued := evidence.HasLetter(doc.Text[start:call.Start])
	for _, c := range before {
		if c.Class != document.CueMailing {
			continue
		}
		if c.Span.Start >= start {
			return start, true
		}
		opens := evidence.SentenceStart(doc, b, c.Span.Start) == c.Span.Start
		if !glued && opens && evidence.StartsCapital(doc, c.Span.Start) && start-c.Span.Start <= asideTitle && doc.Text[c.Span.End] == ':' {
			return c.Span.Start, true
		}
	}
	if glued {
		return call.Start, false
	}
	return start, false
}

// callName bounds, in bytes, a newsletter's name that ends its own sentence:
// "Sign up to Weekend Brief. Our best stories, delivered every Saturday."
const callName = 40

// callEnd gives the place from which on no sentence may end inside an aside:
// behind the call, or behind the name that follows a call which began its
// sentence.
func callEnd(doc *document.Document, b, call document.Span, glued bool) int {
	if end, found := evidence.SentenceEnd(doc, b, call.End); found && !glued && end-call.End <= callName && evidence.BeginsWithName(doc.Text[call.End:end]) {
		return end
	}
	return call.End
}

// hasStop reports whether a sentence ends between from and to.
func hasStop(doc *document.Document, b document.Span, from, to int) bool {
	end, found := evidence.SentenceEnd(doc, b, from)
	return found && end <= to
}

// asideTail is how many bytes of words may follow the last cue of an aside
// before its end shows.
const asideTail = 120

// asideRest is how many bytes before a sentence's end still belong to it.
const asideRest = 24

// asideEnd gives where an aside ends whose last cue ends at p: at once, when a
// new sentence is glued to it; at the sentence's end, when that is near; else
// at the next glue.
func asideEnd(doc *document.Document, b document.Span, p int) (int, bool) {
	rest := doc.Text[p:b.End]
	if strings.TrimSpace(rest) == "" {
		return b.End, true
	}
	next := p + len(rest) - len(strings.TrimLeft(rest, " \u00a0"))
	if next > p && (evidence.IsOpeningQuote(evidence.FirstRune(doc.Text[next:])) || evidence.StartsCapital(doc, next) && evidence.IsStarter(doc.Text[next:b.End])) {
		return p, true
	}
	if end, found := evidence.SentenceEnd(doc, b, p); found && end-p <= asideRest {
		return end, true
	}
	if next > p && evidence.StartsCapital(doc, next) {
		// The newsletter's name may follow; then a starter ends the aside.
		if at, found := evidence.GluedStart(doc, b, next, asideTail); found && evidence.IsStarter(doc.Text[at:b.End]) {
			return p + len(strings.TrimRight(doc.Text[p:at], " \u00a0")), true
		}
		return p, true
	}
	if end, found := evidence.SentenceEnd(doc, b, p); (found || end == b.End) && end-p <= asideTail {
		return end, true
	}
	if at, found := evidence.GluedStart(doc, b, p, asideTail); found {
		return p + len(strings.TrimRight(doc.Text[p:at], " \u00a0")), true
	}
	return 0, false
}
