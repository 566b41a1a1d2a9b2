package memory

import "slices"

// OwnProse tells which paragraphs of an archive's documents are their own. An
// archive is there at once, and may be cleaned without site memory, which also
// knows nothing of paragraphs of more than mostWords words and of the middle of
// documents of more than mostParagraphs. So the paragraphs that stories would be
// told by are counted for themselves: first all documents are added, then each is
// asked about. An OwnProse is for one goroutine.
type OwnProse struct {
	of   map[uint64][keptOwners]uint32 // by site and paragraph: documents that have it, 0 for none
	most int
	full bool
}

const (
	// keptOwners of a paragraph are remembered, the first: a document and
	// another. A third that has it finds both.
	keptOwners = 2
	// mostProse paragraphs are remembered, in some 300 MB at most: those of half
	// a million documents.
	mostProse = 1 << 23
)

// NewOwnProse returns one that knows no document.
func NewOwnProse() *OwnProse {
	return &OwnProse{of: make(map[uint64][keptOwners]uint32), most: mostProse}
}

// Full reports whether there was no room for all paragraphs.
func (o *OwnProse) Full() bool { return o.full }

// Add remembers the paragraphs of a document, which goes by its NameHash. Of a
// document without a site nothing is remembered.
func (o *OwnProse) Add(site string, name uint32, paragraphs []string) {
	if site == "" {
		return
	}
	for _, paragraph := range paragraphs {
		if !readsAsProse(paragraph) {
			continue
		}
		key := proseKey(site, paragraph)
		owners, known := o.of[key]
		if !known && len(o.of) >= o.most {
			o.full = true
			continue
		}
		if at := slices.Index(owners[:], 0); at >= 0 && !slices.Contains(owners[:], name) {
			owners[at] = name
			o.of[key] = owners
		}
	}
}

// Of returns the paragraphs of a document that are its own: those that no other
// document of the site has, copies of this one left out.
func (o *OwnProse) Of(site string, name uint32, paragraphs []string) []string {
	if site == "" {
		return paragraphs
	}
	others := make([][]uint32, len(paragraphs)) // documents that have the paragraph
	var all sharedProse
	for i, paragraph := range paragraphs {
		if !readsAsProse(paragraph) {
			continue
		}
		for _, owner := range o.of[proseKey(site, paragraph)] {
			if owner != 0 && owner != name {
				others[i] = append(others[i], owner)
			}
		}
		words, _ := hashWords(paragraph)
		all.add(len(words), others[i])
	}
	copies := all.copies()
	own := make([]string, 0, len(paragraphs))
	for i, paragraph := range paragraphs {
		if !slices.ContainsFunc(others[i], func(owner uint32) bool { return !copies[owner] }) {
			own = append(own, paragraph)
		}
	}
	return own
}

func proseKey(site, paragraph string) uint64 {
	h := fnvOffset
	for i := range len(site) {
		h = (h ^ uint64(site[i])) * fnvPrime
	}
	return mix(h ^ Fingerprint(paragraph))
}

// sharedProse is the paragraphs of one document that read as an article's, and the
// other documents of its site that have them.
type sharedProse struct {
	paragraphs, words int
	first             []uint32              // documents that have the first
	shared            map[uint32]sharedWith // by document
}

// sharedWith is what a document has in common with another.
type sharedWith struct{ paragraphs, words int }

// add takes in the next paragraph, and which others have it.
func (p *sharedProse) add(words int, others []uint32) {
	if p.paragraphs == 0 {
		p.first = slices.Clone(others)
		p.shared = make(map[uint32]sharedWith)
	}
	p.paragraphs, p.words = p.paragraphs+1, p.words+words
	for _, name := range others {
		s := p.shared[name]
		p.shared[name] = sharedWith{s.paragraphs + 1, s.words + words}
	}
}

// copies returns the documents that are the same article under another name. They
// have its prose but for fewer words than a signature takes; or what it begins
// with and two paragraphs of three. A page with the same things beside another
// article has neither.
func (p *sharedProse) copies() map[uint32]bool {
	all := make(map[uint32]bool)
	for name, s := range p.shared {
		if p.words-s.words < leastSigned || 3*s.paragraphs >= 2*p.paragraphs && slices.Contains(p.first, name) {
			all[name] = true
		}
	}
	return all
}
