package memory

import (
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
)

// What is not seen often enough to be removed may still not be the document's
// own: teasers that two pages have, a call that one rule keeps. It stays in the
// text, and says nothing of which story the document belongs to.

// Elsewhere returns verdicts that change nothing on the blocks of paragraphs that
// another document of the site has, at any time that is remembered; those of
// which something was said already are left out. Copies of the document don't
// count: they have its article. Nor do pins: an operator says what is removed.
func (m *Sites) Elsewhere(v *View, said []document.Verdict) []document.Verdict {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.of[v.Site]
	if s == nil {
		return nil
	}
	known := knownPool.Get().(*known)
	defer knownPool.Put(known)
	known.read(s, v, 0)
	return s.elsewhere(v, known, said, nil)
}

// elsewhere is Elsewhere, given what is known of the document's paragraphs. It appends to
// verdicts.
func (s *site) elsewhere(v *View, known *known, said, verdicts []document.Verdict) []document.Verdict {
	known.readOthers(s, v)
	if !known.any {
		return verdicts
	}
	copies := known.copies(v)
	judged := known.judgedBlocks(v, said)
	from := len(verdicts)
	for i := range v.Paragraphs {
		if !isKnown(known.others[i], copies) || judged[v.blocks[i][0]] {
			continue
		}
		if cap(verdicts) == 0 {
			verdicts = make([]document.Verdict, 0, len(v.Paragraphs))
		}
		verdicts = v.say(verdicts, v.blocks[i], document.Verdict{
			Kind: document.Recurring, Rule: RuleElsewhere, Score: knownScore, Value: "in another document of the site",
		})
	}
	return v.withRepeats(verdicts, from)
}

// judgedBlocks returns of each block whether something was said of it.
func (k *known) judgedBlocks(v *View, said []document.Verdict) []bool {
	k.judged = slices.Grow(k.judged[:0], len(v.doc.Blocks))[:len(v.doc.Blocks)]
	clear(k.judged)
	for i := range said {
		k.judged[said[i].Block] = true
	}
	return k.judged
}

// isKnown reports whether a document that is no copy is among those that have a
// paragraph.
func isKnown(others []docRef, copies map[uint32]bool) bool {
	if len(copies) == 0 {
		return len(others) > 0
	}
	return slices.ContainsFunc(others, func(ref docRef) bool { return !copies[ref.document()] })
}

// copies returns the documents that are the same article as the view's.
func (k *known) copies(v *View) map[uint32]bool {
	all, names := k.prose[:0], k.names[:0]
	for i := range v.Paragraphs {
		if !v.isProse(i) {
			continue
		}
		p := sharedProse{words: int(v.doc.Blocks[v.blocks[i][0]].Shape.Words), wide: len(k.others[i]) >= keptRefs-1}
		from := len(names)
		for _, ref := range k.others[i] {
			names = append(names, ref.document())
		}
		p.others = names[from:len(names):len(names)]
		all = append(all, p)
	}
	k.prose, k.names = all, names
	return copiesAmong(all)
}
