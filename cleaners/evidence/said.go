package evidence

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file tells labels and calls that the article reports from those that stand
// around it: `"Photograph: unknown" was written on the back`, "Follow us, said the
// guide", and the speakers of a transcript.

const (
	// quoteReach is how many bytes behind a phrase its quotation is closed at most.
	quoteReach = 240
	// reportWords is the fewest words behind a quotation that report it.
	reportWords = 2
	// reportLetters is the same in letters, for scripts without spaces.
	reportLetters = 4
	// saidWords is how many words may stand between a phrase, or the comma behind it, and
	// the verb: ", the old recruiter said".
	saidWords = 4
	// saidReach is how many bytes behind a phrase that comma is.
	saidReach = 80
)

// quotePairs are the marks that open a quotation, and those that close one of theirs.
var quotePairs = map[rune]string{
	'"': `"”`, '“': `”"`, '„': `“”"`, '”': `”`, '«': `»`, '»': `«`, '‘': `’`, '\'': `'`, '「': `」`, '『': `』`, '‹': `›`,
}

// IsReported reports whether the phrase at span is what somebody says or wrote, and
// no label or call of the page: it opens a quotation and the sentence goes on behind
// that, or the sentence says who says it, or goes on in small letters behind the
// phrase's colon.
func (b Block) IsReported(span document.Span) bool {
	return b.isQuotedLabel(span) || b.isSaidLabel(span) || b.goesOnSmall(span)
}

// isQuotedLabel reports that span opens a quotation with more of its sentence behind.
func (b Block) isQuotedLabel(span document.Span) bool {
	before := strings.TrimRight(b.Before(span.Start), " \u00a0\u202f")
	opener, _ := utf8.DecodeLastRuneInString(before)
	closers, ok := quotePairs[opener]
	if !ok || len(before)+4 < span.Start-b.Span.Start {
		return false
	}
	rest := b.After(span.Start)
	near := rest
	if len(near) > quoteReach {
		near = near[:runeStart(near, quoteReach)]
	}
	at := strings.IndexAny(near, closers)
	if at < 0 {
		return false
	}
	_, n := utf8.DecodeRuneInString(rest[at:])
	behind := rest[at+n:]
	if end, _ := b.SentenceEnd(b.Span.End - len(behind)); end > b.Span.End-len(behind) {
		behind = behind[:end-(b.Span.End-len(behind))]
	}
	if b.Shape.Scripts&(document.CJK|document.Thai) != 0 {
		return LetterCount(behind) >= reportLetters
	}
	return wordsUpTo(reportWords, behind) >= reportWords && HasLetter(behind) && b.Shape.Ends.Sentence()
}

// isSaidLabel reports that the sentence of span says who says or wrote it: the verb
// comes next, or behind a comma and a few words.
func (b Block) isSaidLabel(span document.Span) bool {
	if !b.Cued.Has(document.CueSaid) || !b.opensSentence(span.Start) {
		return false
	}
	end, found := b.SentenceEnd(span.End)
	if !found || endsInColon(b.TextOf(span)) {
		return false
	}
	cues := b.Cues()
	k := sort.Search(len(cues), func(k int) bool { return cues[k].Span.Start >= span.End })
	for ; k < len(cues) && cues[k].Span.End <= end; k++ {
		cue := cues[k]
		if cue.Class != document.CueSaid {
			continue
		}
		between := b.Layout.Text[span.End:cue.Span.Start]
		if strings.ContainsAny(between, ":：|") {
			return false
		}
		comma := strings.LastIndexAny(between, ",،，、–—\"”»") // what follows says who
		if comma > saidReach {
			return false
		}
		if comma < 0 {
			return wordsUpTo(2, between) < 2
		}
		return wordsUpTo(saidWords+1, between[comma+1:]) <= saidWords
	}
	return false
}

// goesOnSmall reports a colon behind the phrase, small letters behind the colon, and a
// sentence's end: a headline begins with a capital and seldom ends so.
func (b Block) goesOnSmall(span document.Span) bool {
	if !b.IsProse() || !b.Shape.Ends.Sentence() || !b.opensSentence(span.Start) || b.Cued.Has(document.CueAgency) || b.CountCues(document.CueCredit) > 1 {
		return false
	}
	rest := strings.TrimLeft(b.After(span.End), " \u00a0")
	if !endsInColon(b.TextOf(span)) {
		var ok bool
		if rest, ok = strings.CutPrefix(rest, ":"); !ok {
			return false
		}
	}
	return unicode.IsLower(FirstRune(strings.TrimLeft(rest, " \u00a0")))
}

func endsInColon(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == ':' || r == '：'
}

// labelCues are the classes whose phrases the article can report.
const labelCues = NoSeriesCues | document.CueSet(1<<document.CueRelatedHeader|1<<document.CuePaywall|1<<document.CueMedia)

// ReportsLabel reports a sentence of an article that begins with, or quotes, a label
// or a call that it reports.
func (b Block) ReportsLabel() bool {
	return b.Cued&labelCues != 0 && b.Shape.Words <= captionLike && b.has(reportsLabel, Block.reportsLabel)
}

func (b Block) reportsLabel() bool {
	for _, cue := range b.Cues() {
		if labelCues.Has(cue.Class) {
			return !HasLetterOrDigit(b.Before(cue.Span.Start)) && (b.IsReported(cue.Span) || b.isSpeech(cue.Span))
		}
	}
	return false
}

const (
	// speakerLetters is the fewest letters of a speaker's name in capitals that is no
	// label: "PHOTO" and "IMAGE" have fewer, "PHOTOGRAPHER" and "FOTÓGRAFO" have more.
	speakerLetters = 8
	// speechWords is the fewest words of what a speaker says.
	speechWords = 4
)

// isSpeech reports a speaker in capitals, a colon and a sentence: "PHOTOGRAPHER: I
// never saw her again."
func (b Block) isSpeech(label document.Span) bool {
	if !b.Shape.Ends.Sentence() {
		return false
	}
	name := labelOf(b.Text())
	if LetterCount(name) < speakerLetters {
		return false
	}
	said := b.After(b.Span.Start + len(name))
	return label.End <= b.Span.Start+len(name)+len(":") && strings.ToUpper(name) == name && strings.ToLower(name) != name &&
		wordsUpTo(speechWords+1, said) > speechWords && CapitalShare(said) < 0.5
}

// captionLike bounds, in words, the blocks that a label can be the reason to doubt.
const captionLike = 70

const (
	// turnReach is how many lines either way the other turns of a transcript stand.
	turnReach = 8
	// turnLines is the fewest turns besides the one in question.
	turnLines = 3
)

// IsTurn reports a turn of a transcript whose speaker's name reads as a label:
// "REPORTER: Who pays?". Around it are other turns, and one of their speakers, whose
// name reads as no label, speaks twice.
func (b Block) IsTurn() bool {
	return b.Cued&(NoSeriesCues|1<<document.CueMedia) != 0 && b.hasLabel() && b.has(readsAsTurn, Block.isTurn)
}

// isTurn is IsTurn of a line with a label that has some phrase.
func (b Block) isTurn() bool {
	if said := b.Text()[len(labelOf(b.Text())):]; b.Shape.Ends == document.EndNone && CapitalShare(said) == 1 {
		return false // "Interview: Ada Lee"
	}
	var speakers [2 * turnReach]string
	lines, named, twice := 0, 0, false
	for o := range b.Layout.Range(b.I-turnReach, b.I+turnReach+1) {
		if o.I == b.I || !o.hasLabel() {
			continue
		}
		lines++
		if o.Cued&(NoSeriesCues|1<<document.CueMedia) != 0 {
			continue
		}
		name := labelOf(o.Text())
		for _, known := range speakers[:named] {
			twice = twice || known == name
		}
		speakers[named] = name
		named++
	}
	return lines >= turnLines && twice
}

// labelOf returns what stands in front of a line's first colon.
func labelOf(s string) string {
	return s[:max(firstColon(s), 0)]
}

// firstColon returns where the first colon of either width stands in s, -1 where none does.
func firstColon(s string) int {
	at := strings.IndexByte(s, ':')
	if at >= 0 {
		s = s[:at]
	}
	if lead := strings.IndexByte(s, "："[0]); lead >= 0 { // of a wide mark, which most lines have none of
		if wide := strings.Index(s[lead:], "："); wide >= 0 {
			return lead + wide
		}
	}
	return at
}
