// Package newsletter marks calls to sign up for mail: boxes of their own, and asides
// that a dump has run into the middle of a paragraph.
package newsletter

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
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
	ruleForm = document.Rule{Name: "newsletter/form", Kind: document.Newsletter, Score: 0.96,
		Doc: "a form in one line: a field for the address, and what whoever sends it agrees to"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "newsletter",
	Doc: "Takes out calls to sign up for newsletters and alerts, also from inside a paragraph. " +
		"Leaves sentences that tell of a newsletter or of people who sign up for something.",
	Rules: []document.Rule{ruleCall, ruleLabel, ruleNamed, ruleAside, ruleBeside, ruleForm},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		for b := range l.CuedOrTagged(mailCues) {
			markNewsletter(b, say)
		}
		for b := range l.Cued(mailCues) {
			markBesideCall(b, say)
			if b.Has(-1) && b.By(-1).Cued&mailCues == 0 {
				markBesideCall(b.By(-1), say)
			}
		}
	},
}

// mailCues are the classes of phrases of which a call or its label has one.
const mailCues = document.CueSet(1<<document.CueSubscribe | 1<<document.CueMailing)

func markNewsletter(b evidence.Block, say cleaner.Say) {
	if e := b.Element; e != nil && e.Names.Has(document.NamedNewsletter) && b.Shape.Words <= evidence.SignUpWords {
		say.Block(b, &ruleNamed)
	}
	if b.Cued&mailCues == 0 {
		return
	}
	if b.Cued.Has(document.CuePromo) && !b.Cued.Has(document.CueMailing) {
		return // a channel to follow, not a letter
	}
	if b.IsSignUpLabel() {
		say.Block(b, &ruleLabel)
		return
	}
	if isForm(b) {
		say.Block(b, &ruleForm)
		return
	}
	spans := asides(b)
	if b.IsSignUpCall() && !leavesProse(b, spans) {
		say.Sure(b, &ruleCall, callScore(b))
		return
	}
	for _, span := range spans {
		say.Span(b, upToTime(b, span), &ruleAside)
	}
}

// surelyCues is how many phrases of signing up and mail make a call sure that they open.
const surelyCues = 3

// callScore is how sure a call is: more when it opens the block and says so again.
func callScore(b evidence.Block) float64 {
	if _, opens := b.OpensWith(document.CueSubscribe); opens && b.CountCues(document.CueSubscribe)+b.CountCues(document.CueMailing) >= surelyCues {
		return 0.96
	}
	return ruleCall.Score
}

// A form in one line has at most formWords words, formParts phrases with a capital that
// are its fields or begin what one agrees to, and terms or mail besides.
const (
	formWords = 90
	formParts = 2
)

func isForm(b evidence.Block) bool {
	if b.Shape.Words > formWords || !b.Cued.Has(document.CueSubscribe) || b.Cued&(1<<document.CueLegal|1<<document.CueMailing) == 0 {
		return false
	}
	if evidence.IsOpeningQuote(evidence.FirstRune(b.Text())) {
		return false
	}
	parts, rest := 0, 0
	for _, cue := range b.Cues() {
		switch cue.Class {
		case document.CueSubscribe:
			if b.StartsCapital(cue.Span.Start) && !b.IsQuoted(cue.Span.Start) && strings.ContainsRune(b.TextOf(cue.Span), ' ') {
				parts++
			} else {
				rest++
			}
		case document.CueLegal, document.CueMailing:
			rest++
		}
	}
	return parts >= formParts && rest >= formParts
}

// markBesideCall marks what the call or the field of a sign-up box has beside
// it: what the mail is about, and above that the newsletter's name. b has a phrase of
// mail itself, or the block below it has.
func markBesideCall(b evidence.Block, say cleaner.Say) {
	mail := b.Cued&mailCues != 0
	if b.Shape.Words > evidence.SignUpWords || !mail && b.Shape.Words > 4 || b.IsSignUpLine() {
		return
	}
	above := mail && b.Has(-1) && b.By(-1).IsSignUpLine()
	below := mail && b.Has(1) && b.By(1).IsSignUpLine()
	name := b.Shape.Words <= 4 && !b.Shape.Ends.Sentence() && b.Has(2) && b.By(1).IsSignUpBlurb() && b.By(2).IsSignUpLine()
	if above || below || name {
		say.Block(b, &ruleBeside)
	}
}

// leavesProse reports whether a paragraph is left of block b when spans leave
// it: at least a short sentence's words, with its end.
func leavesProse(b evidence.Block, spans []document.Span) bool {
	if len(spans) == 0 {
		return false
	}
	left, at := 0, b.Span.Start
	for _, s := range append(spans, document.Span{Start: b.Span.End, End: b.Span.End}) {
		if rest := b.Layout.Text[at:s.Start]; strings.ContainsAny(rest, ".!?。") {
			left += len(strings.Fields(rest))
		}
		at = s.End
	}
	return left >= 2*evidence.ProseWords
}

// upToTime returns as much of an aside as stands in front of a time right behind a
// call: in a dump of one line, the call runs into the next entry of a live blog.
func upToTime(b evidence.Block, aside document.Span) document.Span {
	for _, c := range b.Cues() {
		if c.Class != document.CueSubscribe && c.Class != document.CueMailing || !aside.Contains(c.Span) {
			continue
		}
		rest := strings.TrimLeft(b.After(c.Span.End), " ")
		if rest == "" || !evidence.IsDigit(rest[0]) {
			continue
		}
		if at, ok := dates.FindTimeOfDay(rest[:min(len(rest), timeBytes)]); ok && at.From == 0 {
			aside.End = min(aside.End, c.Span.End)
		}
	}
	return aside
}

// timeBytes is as much as a time of day takes, with its word and its zone.
const timeBytes = 24

// asideBytes is how far an aside may reach from its call, either way.
const asideBytes = 320

// asides finds the calls that stand inside a longer paragraph.
func asides(b evidence.Block) (spans []document.Span) {
	cues := b.Cues()
	for k, cue := range cues {
		if cue.Class != document.CueSubscribe || !b.StartsCapital(cue.Span.Start) {
			continue
		}
		if len(spans) > 0 && cue.Span.Start < spans[len(spans)-1].End {
			continue
		}
		if span, ok := asideAround(b, cues, k); ok {
			spans = append(spans, span)
		}
	}
	return spans
}

// asideAround returns the aside whose call is cues[k]. It begins with the
// sentence when what stands before the call names the mail or is nothing, else
// with the call itself, which then was glued to a sentence. It ends behind the
// last thing that one is called to sign up for, at the next mark or capital.
func asideAround(b evidence.Block, cues []document.Cue, k int) (document.Span, bool) {
	call := cues[k].Span
	start := b.SentenceStart(call.Start)
	lead := b.Layout.Text[start:call.Start]
	if len(lead) > asideBytes {
		return document.Span{}, false
	}
	if b.IsQuoted(call.Start) || !evidence.HasLetterOrDigit(b.Before(call.Start)) && b.ReportsLabel() {
		return document.Span{}, false
	}
	glued := evidence.HasLetter(lead)
	start, mailBefore := asideStart(b, cues[:k], start, call)
	last := call.End
	mailAfter := false
	calls := 1
	for _, c := range cues[k+1:] {
		if c.Span.Start-call.Start > asideBytes || hasStop(b, callEnd(b, call, glued), c.Span.Start) {
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
	end, ok := asideEnd(b, last)
	return document.Span{Start: start, End: end}, ok
}

// asideCalls is how many cues of signing up make an aside that never names the
// mail: "Register now and get … by e-mail".
const asideCalls = 3

// asideTitle bounds, in bytes, a sentence of its own that names the newsletter
// ahead of the call: "Newsletter: The Morning Herald."
const asideTitle = 60

// asideStart returns where the aside begins whose call's sentence begins at start,
// and whether the mail is named before the call.
func asideStart(b evidence.Block, before []document.Cue, start int, call document.Span) (int, bool) {
	glued := evidence.HasLetter(b.Layout.Text[start:call.Start])
	for _, c := range before {
		if c.Class != document.CueMailing {
			continue
		}
		if c.Span.Start >= start {
			return start, true
		}
		opens := b.SentenceStart(c.Span.Start) == c.Span.Start
		if !glued && opens && b.StartsCapital(c.Span.Start) && start-c.Span.Start <= asideTitle && b.Layout.Text[c.Span.End] == ':' {
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

// callEnd returns the place from which on no sentence may end inside an aside:
// behind the call, or behind the name that follows a call which began its
// sentence.
func callEnd(b evidence.Block, call document.Span, glued bool) int {
	if end, found := b.SentenceEnd(call.End); found && !glued && end-call.End <= callName && evidence.BeginsWithName(b.Layout.Text[call.End:end]) {
		return end
	}
	return call.End
}

// hasStop reports whether a sentence ends between from and to.
func hasStop(b evidence.Block, from, to int) bool {
	end, found := b.SentenceEnd(from)
	return found && end <= to
}

// asideTail is how many bytes of words may follow the last cue of an aside
// before its end shows.
const asideTail = 120

// asideRest is how many bytes before a sentence's end still belong to it.
const asideRest = 24

// asideEnd returns where an aside ends whose last cue ends at p: at once, when a
// new sentence is glued to it; at the sentence's end, when that is near; else
// at the next glue.
func asideEnd(b evidence.Block, p int) (int, bool) {
	rest := b.After(p)
	if strings.TrimSpace(rest) == "" {
		return b.Span.End, true
	}
	next := p + len(rest) - len(strings.TrimLeft(rest, " \u00a0"))
	if next > p && (evidence.IsOpeningQuote(evidence.FirstRune(b.Layout.Text[next:])) || b.StartsCapital(next) && evidence.IsStarter(b.After(next))) {
		return p, true
	}
	if end, found := b.SentenceEnd(p); found && end-p <= asideRest {
		return end, true
	}
	if next > p && b.StartsCapital(next) {
		// The newsletter's name may follow; then a starter ends the aside.
		if at, found := b.GluedStart(next, asideTail); found && evidence.IsStarter(b.After(at)) {
			return p + len(strings.TrimRight(b.Layout.Text[p:at], " \u00a0")), true
		}
		return p, true
	}
	if end, found := b.SentenceEnd(p); (found || end == b.Span.End) && end-p <= asideTail {
		return end, true
	}
	if at, found := b.GluedStart(p, asideTail); found {
		return p + len(strings.TrimRight(b.Layout.Text[p:at], " \u00a0")), true
	}
	return 0, false
}
