// Package embeds marks what a dump keeps of a post or a clip that a page shows from
// another site: the mark that stands for it, its address, the name of the platform.
// What the post says is the article's.
package embeds

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleMark = document.Rule{Name: "embeds/mark", Kind: document.Navigation, Score: 0.98,
		Doc: "a line in square brackets that stands for a post or a clip: [Embed:Twitter], [video]…[/video]"}
	ruleTail = document.Rule{Name: "embeds/tail", Kind: document.Caption, Score: 0.98,
		Doc: "the title of a clip, with the bare address of its platform behind it; or who shared a post"}
	ruleAddress = document.Rule{Name: "embeds/address", Kind: document.Navigation, Score: 0.92,
		Doc: "an address that a dump has put right behind a sentence, without a space"}
	rulePlatform = document.Rule{Name: "embeds/platform", Kind: document.Navigation, Score: 0.92,
		Doc: "the name of a platform in small letters, alone between two sentences of a paragraph"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "embeds",
	Doc: "Takes out what stands for posts and clips of other sites: marks, titles of clips, glued addresses, names of platforms. " +
		"Leaves the posts' own words and sentences that name a platform or an address.",
	Rules: []document.Rule{ruleMark, ruleTail, ruleAddress, rulePlatform},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		address := addressFrom(l, 0)
		for b := range l.Looking(evidence.LooksMarked | evidence.LooksCued) {
			if address < b.Span.Start {
				address = addressFrom(l, b.Span.Start)
			}
			switch {
			case isMark(b):
				say.Block(b, &ruleMark)
			case isTail(b):
				say.Block(b, &ruleTail)
			default:
				markSpans(b, address < b.Span.End, say)
			}
		}
	},
}

// markWords is the most words of a mark; markCues are the classes of which one names
// what it stands for.
const (
	markWords = 5
	markCues  = document.CueSet(1<<document.CuePlatform | 1<<document.CueMedia | 1<<document.CueCredit)
)

func isMark(b evidence.Block) bool {
	text := b.Text()
	if text[0] != '[' || text[len(text)-1] != ']' {
		return false
	}
	end := strings.IndexByte(text, ']')
	if name := text[1:end]; isWord(name) && strings.HasSuffix(text, "[/"+name+"]") {
		return true
	}
	if end != len(text)-1 || b.Shape.Words > markWords || b.Cued&markCues == 0 || b.Shape.Stops > 0 {
		return false
	}
	label, _, found := strings.Cut(text[1:end], ":")
	return found && isWord(label) || b.IsOnly(document.CuePlatform) || b.IsOnly(document.CueMedia)
}

func isWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// hosts, which all end in .com or .be, are the addresses that embeds of clips and posts show below their titles.
var hosts = []string{
	"youtu.be", "youtube.com", "twitter.com", "x.com", "facebook.com", "instagram.com", "tiktok.com", "vimeo.com", "dailymotion.com", "rumble.com",
}

// A clip's title has at most tailWords words, and where no mark ends it, at least
// titleShare of them have capitals: of a sentence that ends in an address, few have.
const (
	tailWords  = 25
	titleShare = 0.6
)

// isTail reports a clip's title with a bare address behind it, or who shared a post, in
// the article.
func isTail(b evidence.Block) bool {
	if _, shared := b.OpensWith(document.CueShare); shared && b.Shape.Words <= tailWords && strings.Contains(b.Text(), "(@") && !b.IsQuoted(b.Cues()[0].Span.Start) {
		return true
	}
	if b.Shape.Words > tailWords || b.Shape.Words < evidence.TitleWordsMin || b.I <= b.Layout.FirstBody() {
		return false
	}
	text := b.Text()
	if last := text[len(text)-1] | 0x20; last != 'm' && last != 'e' {
		return false // no host ends so
	}
	at := strings.LastIndexByte(text, ' ')
	if at < 0 || strings.IndexByte(text[at:], '.') < 0 || b.IsQuoted(b.Span.Start) || !slices.Contains(hosts, strings.TrimPrefix(strings.ToLower(text[at+1:]), "www.")) {
		return false
	}
	title := strings.TrimRight(text[:at], " \u00a0")
	last, _ := utf8.DecodeLastRuneInString(title)
	return evidence.IsSentenceEnd(last) || evidence.CapitalShare(title) >= titleShare
}

// markSpans marks what stands between or behind the sentences of a paragraph.
func markSpans(b evidence.Block, hasAddress bool, say cleaner.Say) {
	if !hasAddress && !b.Cued.Has(document.CuePlatform) {
		return
	}
	if span, ok := gluedAddress(b); ok && b.Role != document.RoleCode && !isPost(b) {
		say.Span(b, span, &ruleAddress)
	}
	if !b.Cued.Has(document.CuePlatform) {
		return
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CuePlatform && isAlone(b, cue.Span) {
			say.Span(b, cue.Span, &rulePlatform)
		}
	}
}

// addressFrom returns where the first address in the text of l stands from byte from on:
// its end where none does. Most texts have none.
func addressFrom(l *evidence.Layout, from int) int {
	at := strings.Index(l.Text[from:], "://")
	if at < 0 {
		return len(l.Text)
	}
	return from + at
}

// isPost reports a post with its author: its address is part of what it says.
func isPost(b evidence.Block) bool {
	_, ok := evidence.ReadPost(b.Layout.Document, b.Span)
	return ok
}

// gluedAddress returns the address that stands right behind a sentence's end.
func gluedAddress(b evidence.Block) (span document.Span, ok bool) {
	text := b.Text()
	for from := 0; ; {
		at := strings.Index(text[from:], "://")
		if at < 0 {
			return span, false
		}
		at += from
		from = at + len("://")
		start := strings.LastIndexByte(text[:at], 'h')
		if scheme := text[max(start, 0):at]; scheme != "http" && scheme != "https" {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(text[:start])
		if start == 0 || !evidence.IsSentenceEnd(last) {
			continue
		}
		end := strings.IndexFunc(text[start:], unicode.IsSpace)
		if end < 0 {
			end = len(text) - start
		}
		if strings.ContainsAny(text[start:start+end], "\"';(){}") {
			continue // a string of a program
		}
		return document.Span{Start: b.Span.Start + start, End: b.Span.Start + start + end}, true
	}
}

// isAlone reports a platform's name in small letters behind a sentence's end and in
// front of a capital: no sentence begins so.
func isAlone(b evidence.Block, name document.Span) bool {
	first := evidence.FirstRune(b.TextOf(name))
	if !unicode.IsLower(first) || name.Start == b.Span.Start || b.IsQuoted(name.Start) || b.SentenceStart(name.Start) != name.Start {
		return false
	}
	after := b.After(name.End)
	return strings.HasPrefix(after, " ") && unicode.IsUpper(evidence.FirstRune(after[1:]))
}
