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
	judged := make(map[int]bool, len(said))
	for i := range said {
		judged[said[i].Block] = true
	}
	var verdicts []document.Verdict
	others := make([][]docRef, len(v.Paragraphs)) // documents that have the paragraph
	for i := range v.Paragraphs {
		others[i] = s.others(v.Paragraphs[i].Print, v.Document)
	}
	copies := v.copiesAmong(others)
	for i := range v.Paragraphs {
		if judged[v.blocks[i][0]] || !isKnown(others[i], copies) {
			continue
		}
		verdicts = v.say(verdicts, v.blocks[i], document.Verdict{
			Kind: document.Recurring, Rule: RuleElsewhere, Score: knownScore, Value: "in another document of the site",
		})
	}
	return v.withRepeats(verdicts)
}

// others returns the documents that have a paragraph, the judged one left out;
// keptRefs at most.
func (s *site) others(print uint64, judged uint32) (set []docRef) {
	for _, g := range s.generations {
		r, ok := g.find(print)
		if !ok {
			continue
		}
		for _, ref := range r.refs() {
			if ref.document() != judged {
				set = addRef(set, ref, keptRefs)
			}
		}
	}
	return set
}

// isKnown reports whether a document that is no copy is among those that have a
// paragraph.
func isKnown(others []docRef, copies map[uint32]bool) bool {
	return slices.ContainsFunc(others, func(ref docRef) bool { return !copies[ref.document()] })
}

// copiesAmong returns the documents that are the same article as the view's.
func (v *View) copiesAmong(others [][]docRef) map[uint32]bool {
	var all []sharedProse
	for i := range v.Paragraphs {
		if !v.isProse(i) {
			continue
		}
		p := sharedProse{words: int(v.doc.Blocks[v.blocks[i][0]].Shape.Words), wide: len(others[i]) >= keptRefs-1}
		for _, ref := range others[i] {
			p.others = append(p.others, ref.document())
		}
		all = append(all, p)
	}
	return copiesAmong(all)
}
