package siterules

import (
	"fmt"
	"strings"
)

// edit replaces a text in a page's source, before it is parsed.
type edit struct{ where, find, replace string }

const (
	// mostEdits is how often all edits together replace something in one page. A
	// picture's tag stands there a hundred times.
	mostEdits = 20_000
	// editGrowth and editRoom bound how long a page gets: so many times what it was,
	// and so many bytes.
	editGrowth = 2
	editRoom   = 1 << 20
)

// Edit returns what changes the source of a page before it is parsed, nil where nothing
// does. What an edit takes out is not in the text any more, and in no ledger.
func (r *Rules) Edit() func(source string) string {
	if r == nil {
		return nil
	}
	for _, p := range r.pageParts() {
		if len(p.edits) > 0 {
			return r.edit
		}
	}
	return nil
}

func (r *Rules) edit(source string) string {
	longest := editGrowth*len(source) + editRoom
	left := mostEdits
	for _, p := range r.pageParts() {
		for i := range p.edits {
			e := &p.edits[i]
			n := strings.Count(source, e.find)
			if n == 0 {
				continue
			}
			if n > left || len(source)+n*(len(e.replace)-len(e.find)) > longest {
				r.note(e.where, fmt.Sprintf("would replace %d times here: too often, or it makes the page too long; it replaces nothing", n))
				continue
			}
			left -= n
			source = strings.ReplaceAll(source, e.find, e.replace)
		}
	}
	return source
}
