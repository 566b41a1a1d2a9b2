package memory

import (
	"cmp"
	"slices"
)

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
	// keptOwners of a paragraph are remembered, the first: a document, a copy of
	// it, and others.
	keptOwners = 4
	// mostProse paragraphs are remembered, in some 400 MB at most: those of half
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
	var all []sharedProse
	for i, paragraph := range paragraphs {
		if !readsAsProse(paragraph) {
			continue
		}
		owners := o.of[proseKey(site, paragraph)]
		for _, owner := range owners {
			if owner != 0 && owner != name {
				others[i] = append(others[i], owner)
			}
		}
		words, _ := hashWords(paragraph)
		all = append(all, sharedProse{len(words), others[i], !slices.Contains(owners[:], 0)})
	}
	copies := copiesAmong(all)
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

// sharedProse is a paragraph that reads as an article's, and the other documents
// of its site that have it.
type sharedProse struct {
	words  int
	others []uint32
	wide   bool // more may have it than are known: it is the site's, or an article sent many times
}

// copiesAmong returns the documents that are the same article as the one with
// these paragraphs. They have its prose but for fewer words than a signature
// takes; or what it begins with and two paragraphs of three. A page with the same
// things beside another article has neither. Wide paragraphs count where there
// are no others. Nil: there are no such documents.
func copiesAmong(paragraphs []sharedProse) (copies map[uint32]bool) {
	narrow := slices.ContainsFunc(paragraphs, func(p sharedProse) bool { return !p.wide })
	n, words := 0, 0
	var first []uint32 // who has the first
	type shared struct {
		name  uint32
		words int32
	}
	with := make([]shared, 0, mostShared)
	for i := range paragraphs {
		p := &paragraphs[i]
		if narrow && p.wide {
			continue
		}
		if n == 0 {
			first = p.others
		}
		n++
		words += p.words
		for _, name := range p.others {
			with = append(with, shared{name, int32(p.words)})
		}
	}
	slices.SortFunc(with, func(a, b shared) int { return cmp.Compare(a.name, b.name) })
	for len(with) > 0 {
		name, paragraphs, inCommon := with[0].name, 0, 0
		for ; len(with) > 0 && with[0].name == name; with = with[1:] {
			paragraphs++
			inCommon += int(with[0].words)
		}
		if words-inCommon >= leastSigned && (3*paragraphs < 2*n || !slices.Contains(first, name)) {
			continue
		}
		if copies == nil {
			copies = make(map[uint32]bool)
		}
		copies[name] = true
	}
	return copies
}

// mostShared is how many others of a document's paragraphs are counted without asking for
// memory: as many as most documents have.
const mostShared = 128
