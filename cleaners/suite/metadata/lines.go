package metadata

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// A page sets each name of its byline in an element of its own, and a dump puts each
// on a line: "By", "Ada Lee", "and", "Tom Ray".

// mostBylineLines is how many lines such a byline has.
const mostBylineLines = 12

// isJoint reports the words and marks between two names, in the languages of the lexicons.
func isJoint(word string) bool {
	switch word {
	case ",", "&", "and", "und", "et", "y", "e", "og", "och", "en", "i", "и", "і", "та",
		"ve", "oraz", "és", "și", "dan", "và", "και", "ja", "a", "with", "mit", "avec":
		return true
	}
	return false
}

// findBylineOverLines finds the first line of the head that leads to names and has
// none, with the lines of names below it.
func (h *head) findBylineOverLines() {
	for b := range h.Range(0, h.end) {
		if b.Shape.Words > 2 || !b.IsOnly(document.CueByline) {
			continue
		}
		var names []string
		end, joined := b.I+1, true
		for next := range h.Range(b.I+1, min(h.end, b.I+mostBylineLines)) {
			if isJoint(strings.ToLower(strings.TrimSpace(next.Text()))) {
				joined = true
				continue
			}
			if name := nameOf(next); name != "" && joined {
				names, end = append(names, name), next.I+1
				joined = strings.HasSuffix(strings.TrimSpace(next.Text()), ",")
				continue
			}
			break
		}
		if len(names) > 0 {
			h.byline, h.names = document.Span{Start: b.I, End: end}, strings.Join(names, ", ")
			return
		}
	}
}

// nameOf returns the name that a line is, or "".
func nameOf(b evidence.Block) string {
	name := strings.TrimRight(strings.TrimSpace(b.Text()), ", ")
	if b.Shape.Words < 2 || b.Shape.Words > 5 || b.Shape.Digits > 0 || b.Shape.CapWords+1 < b.Shape.Words || !evidence.BeginsWithName(name) {
		return ""
	}
	return name
}
