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

// joints are the words and marks between two names, in the languages of the lexicons.
var joints = map[string]bool{
	",": true, "&": true, "and": true, "und": true, "et": true, "y": true, "e": true, "og": true, "och": true, "en": true, "i": true, "и": true, "і": true, "та": true,
	"ve": true, "oraz": true, "és": true, "și": true, "dan": true, "và": true, "και": true, "ja": true, "a": true, "with": true, "mit": true, "avec": true,
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
			if joints[strings.ToLower(strings.TrimSpace(next.Text()))] {
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
