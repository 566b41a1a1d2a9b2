package segment

import (
	"math"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Text browsers number the links of a page and list their addresses below it:
//
//	The [4]harbour board will meet on Tuesday.
//	…
//	References
//
//	   4. https://www.courier.example/board
//
// The numbers are blanked, as the marks of Markdown are, and each run of addresses
// becomes one block without words. As lines they would often outnumber those of the
// page, which would all seem to stand at its beginning.

// A list has at least listedLeast addresses, and between two of them at most
// listedGap other lines: the header of the list's second part.
const (
	listedLeast = 2
	listedGap   = 2
)

// addressList is the list below a page: where it begins, and its greatest number.
type addressList struct {
	start int
	most  int32
}

// findAddresses finds the list at the end of source. Of a text without one it reads
// the last lines only.
func findAddresses(source string) (list addressList, ok bool) {
	lines, others, before := 0, 0, int32(0)
	for end := len(source); end > 0; {
		start := strings.LastIndexByte(source[:end], '\n') + 1
		line := strings.TrimSpace(source[start:end])
		end = start - 1
		if line == "" {
			continue
		}
		number, is := addressNumber(line)
		switch {
		case is && (lines == 0 || number < before):
			list.start, list.most, before = start, max(list.most, number), number
			lines++
			others = 0
		case lines == 0 || others == listedGap:
			end = 0
		default:
			others++
		}
	}
	return list, lines >= listedLeast
}

// numberDigits bounds a link's number.
const numberDigits = 5

// addressNumber returns the number of "4. https://…" or "[4] https://…", for a line
// that is no more than that.
func addressNumber(line string) (number int32, ok bool) {
	rest, bracket := strings.CutPrefix(line, "[")
	number, digits := leadingNumber(rest)
	if digits == 0 || digits == len(rest) || rest[digits] != '.' && !bracket || bracket && rest[digits] != ']' {
		return 0, false
	}
	address := strings.TrimLeft(rest[digits+1:], " \t")
	if len(address) == len(rest)-digits-1 {
		return 0, false
	}
	scheme := 0
	for scheme < len(address) && isLetter(address[scheme]) {
		scheme++
	}
	address = address[scheme:]
	return number, scheme >= 3 && (strings.HasPrefix(address, "://") || strings.HasPrefix(address, ":") && !strings.ContainsAny(address, " \t"))
}

// leadingNumber returns the number that s begins with and how many digits it has: 0
// where there is none, or where it has more than numberDigits.
func leadingNumber(s string) (number int32, digits int) {
	for digits < len(s) && isDigit(s[digits]) {
		if number = 10*number + int32(s[digits]-'0'); digits == numberDigits {
			return 0, 0
		}
		digits++
	}
	return number, digits
}

// blankLinkNumbers blanks the numbers of links in text and returns where the list of
// their addresses begins, len(text) where there is none. Text browsers put the
// number in front of the link. The marks of an article's own notes stand behind the
// words that they belong to, and stay.
func blankLinkNumbers(source, text string) (blanked string, from int) {
	list, ok := findAddresses(source)
	if !ok {
		return text, len(text)
	}
	marks := linkNumbers(source[:list.start], list.most)
	links, notes := 0, 0
	for _, m := range marks {
		if source[m.End] > ' ' && strings.IndexByte(".,;:!?)", source[m.End]) < 0 {
			links++
		} else if m.Start > 0 && source[m.Start-1] > ' ' {
			notes++
		}
	}
	if links < listedLeast || links < notes {
		return text, len(text)
	}
	bytes := []byte(text)
	for _, m := range marks {
		for i := m.Start; i < m.End; i++ {
			bytes[i] = ' '
		}
	}
	return string(bytes), list.start
}

// linkNumbers finds every "[4]" up to "[most]".
func linkNumbers(source string, most int32) (marks []document.Span) {
	for at := 0; ; {
		k := strings.IndexByte(source[at:], '[')
		if k < 0 {
			return marks
		}
		at += k
		number, digits := leadingNumber(source[at+1:])
		end := at + 1 + digits
		if digits > 0 && end < len(source) && source[end] == ']' && number >= 1 && number <= most {
			marks = append(marks, document.Span{Start: at, End: end + 1})
		}
		at++
	}
}

// joinAddresses makes one block of every run of addresses from byte from on. Its shape
// counts no words; they are listed all the same. It works in place and returns the blocks
// that are left.
func joinAddresses(doc *document.Document, blocks []document.Block, from int) []document.Block {
	source, kept := doc.Source, blocks[:0]
	for _, b := range blocks {
		if b.Span.Start < from {
			kept = append(kept, b)
			continue
		}
		if _, ok := addressNumber(source[b.Span.Start:b.Span.End]); !ok {
			kept = append(kept, b)
			continue
		}
		if last := len(kept) - 1; last >= 0 && kept[last].Listed {
			kept[last].Span.End, kept[last].WordTo = b.Span.End, b.WordTo
			kept[last].Lines += b.Lines
			kept[last].Shape.Signs |= b.Shape.Signs
			kept[last].Shape.Bars += min(b.Shape.Bars, math.MaxUint8-kept[last].Shape.Bars)
			continue
		}
		b.Role, b.Number, b.Level, b.Listed = document.RoleParagraph, 0, 0, true
		b.Shape = document.Shape{First: b.Shape.First, Last: b.Shape.Last, Wording: b.Shape.Wording, Signs: b.Shape.Signs, Bars: b.Shape.Bars}
		kept = append(kept, b)
	}
	mendWords(doc, kept)
	return kept
}
