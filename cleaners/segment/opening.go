package segment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
)

// A dump that joins lines joins the headline, the byline and its date to the first
// paragraph: "Bridge to close By Ada Lee 12 March 2026 The bridge …". They are cut
// apart where a "By", a name and a date stand in a row, which running text has not.

// Bounds on such an opening, in bytes: how much of the line is read, where the byline
// begins at the latest, and how much text follows it at least.
const (
	openingRead  = 400
	openingLead  = 220
	openingBelow = 100
)

// Bounds on its parts, in words.
const (
	leastHeadline = 3
	mostHeadline  = 32
	mostNameWords = 8
)

// openingPieces is how many pieces of the first line are looked at: in a page of one
// line a menu stands above the headline.
const openingPieces = 8

// splitOpening cuts the first of the pieces of the text's first line that begins with
// an article's opening. It returns the word that leads to the name as well, which the
// lexicons have only where running text does not begin with it.
func splitOpening(doc *document.Document, blocks []document.Block) ([]document.Block, document.Span) {
	for i := range blocks[:min(len(blocks), openingPieces)] {
		if i > 0 && !blocks[i].Piece {
			break
		}
		line := doc.Text[blocks[i].Span.Start:blocks[i].Span.End]
		if len(line) < openingBelow || !strings.ContainsAny(line[:min(len(line), openingRead)], "0123456789") {
			continue
		}
		if start, end, ok := findOpening(line); ok {
			lead := document.Span{Start: blocks[i].Span.Start, End: blocks[i].Span.Start + reporterWord(line)}
			return cutOpening(doc, blocks, i, start, end), lead
		}
	}
	return blocks, document.Span{}
}

// cutOpening cuts block i where the byline of its opening begins and its date ends.
func cutOpening(doc *document.Document, blocks []document.Block, i, start, end int) []document.Block {
	whole := blocks[i]
	cut := slices.Clone(blocks[:i])
	at := whole.Span.Start
	for _, to := range [...]int{start, end, whole.Span.Len()} {
		cut = appendPiece(cut, doc, document.Span{Start: at, End: whole.Span.Start + to}, whole.Line)
		at = whole.Span.Start + to
	}
	cut[i].Piece, cut[i].Gap = whole.Piece, whole.Gap
	return append(cut, blocks[i+1:]...)
}

// findOpening returns where the byline of a line's opening begins and its date ends.
func findOpening(line string) (start, end int, ok bool) {
	head := line[:min(len(line), openingRead)]
	for !utf8.ValidString(head) && len(head) > 0 && len(head) > openingRead-utf8.UTFMax {
		head = head[:len(head)-1]
	}
	cues := lexicon.Default().Find(head, nil)
	if n := reporterWord(head); n > 0 {
		cues = append(cues, document.Cue{Span: document.Span{End: n}, Class: document.CueByline})
	}
	for _, cue := range cues {
		if cue.Class != document.CueByline || cue.Span.Start > openingLead || !isHeadlineBefore(head[:cue.Span.Start]) || !startsLarge(head[cue.Span.Start:]) {
			continue
		}
		rest := head[cue.Span.End:]
		found := dates.Find(rest, dates.DayFirst)
		if found.Day == "" || !isNameOnly(found.Before) {
			continue
		}
		end = cue.Span.End + len(rest) - len(behindClock(found.After))
		if below := strings.TrimLeft(line[end:], " -–—|•·"); len(below) >= openingBelow && !startsSmall(below) {
			return cue.Span.Start, end, true
		}
	}
	return 0, 0, false
}

// isHeadlineBefore reports what may stand before the byline: nothing, or a headline,
// which ends in no stop.
func isHeadlineBefore(s string) bool {
	if s = strings.TrimSpace(s); s == "" {
		return true
	}
	words := len(strings.Fields(s))
	last, _ := utf8.DecodeLastRuneInString(s)
	return words >= leastHeadline && words <= mostHeadline && !strings.ContainsRune(".,;:(", last) && !strings.Contains(s, ". ")
}

// isNameOnly reports a name or several, and what stands between one and its date.
func isNameOnly(s string) bool {
	words := strings.Fields(strings.Trim(s, " ,|-–—•·:"))
	large := 0
	for _, word := range words {
		r, size := utf8.DecodeRuneInString(word)
		switch {
		case unicode.IsUpper(r) || unicode.IsLetter(r) && !unicode.IsLower(r):
			large++
		case !unicode.IsLetter(r) && size < len(word), len(word) > longestJoint:
			return false
		}
	}
	return large >= 2 && len(words) <= mostNameWords && !strings.Contains(s, ". ")
}

// longestJoint is how many bytes the small words between names and before a date
// have: "and", "und", "on".
const longestJoint = 6

func startsLarge(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(r)
}

func startsSmall(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"“„«'‘"))
	return unicode.IsLower(r)
}

// clockWords stand beside a time of day.
var clockWords = []string{"am", "pm", "a.m.", "p.m.", "uhr", "h", "at", "um", "à", "a", "las", "kl", "kl.", "ore", "|", "-", "–", "•", "·", ",", "@", "et", "est", "edt", "pt", "pst", "pdt", "gmt", "bst", "ist", "wib", "wita", "wit", "utc", "cet", "cest", "msk", "(ist)", "(wib)", "(gmt)"}

// behindClock returns s behind the time of day that it begins with.
func behindClock(s string) string {
	rest := strings.TrimLeft(s, " ,")
	for {
		word, behind, _ := strings.Cut(rest, " ")
		small := strings.ToLower(strings.Trim(word, ","))
		if word == "" || !isClock(small) && (!slices.Contains(clockWords, small) || rest == s) {
			return rest
		}
		if !isClock(small) && len(small) <= 2 && !isClock(nextWord(behind)) && !slices.Contains([]string{"am", "pm", "h", "et", "pt"}, small) {
			return rest // "A bridge …", "At noon …"
		}
		rest = strings.TrimLeft(behind, " ")
	}
}

func nextWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimLeft(s, " "), " ")
	return strings.ToLower(strings.Trim(word, ","))
}

// isClock reports "8:34", "20.15", "03:06pm".
func isClock(word string) bool {
	i := strings.IndexAny(word, ":.h")
	if i < 1 || i > 2 || word[0] < '0' || word[0] > '9' || len(word) < i+3 {
		return false
	}
	return word[i+1] >= '0' && word[i+1] <= '5' && word[i+2] >= '0' && word[i+2] <= '9'
}

// reporterWords lead to a name in the line that says who wrote an article, as in
// "Reporter Ada Lee". They are in no class of phrases: running text begins with them
// as often.
var reporterWords = []string{
	"reporter", "reporters", "correspondent", "journalist", "writer", "columnist", "contributor", "reporterin", "redakteur", "redakteurin",
	"journaliste", "rédacteur", "rédactrice", "reportero", "reportera", "redactor", "redactora", "periodista", "repórter", "jornalista", "redator",
	"giornalista", "redattore", "wartawan", "penulis", "redaktur", "pewarta", "kontributor", "muhabir", "корреспондент", "журналист", "кореспондент",
	"dziennikarz", "redaktor", "verslaggever", "skribent", "toimittaja", "újságíró",
}

// reporterWord returns how many bytes of s are such a word, or 0.
func reporterWord(s string) int {
	end := strings.IndexAny(s, " :")
	if end > 0 && slices.ContainsFunc(reporterWords, func(word string) bool { return len(s[:end]) == len(word) && strings.EqualFold(s[:end], word) }) {
		return end
	}
	return 0
}
