package memory

import "slices"

// The sizes of a signature. They are part of its form: signatures of other
// sizes can't be compared.
const (
	// gramWords is how many words in a row make a fingerprint. Eight words are
	// seldom written twice but by copying; a quotation has more.
	gramWords = 8

	// gramWindow is of how many grams in a row at least one is picked, so that
	// two texts with gramWindow+gramWords-1 words in a row in common have a gram
	// in common, wherever that stretch begins and ends.
	gramWindow = 16

	// mostGrams is how many picked grams are kept, the smallest hashes. Half of
	// a text keeps half of them on average: that none is kept has a chance of
	// 2^-16. One in common is enough to compare two texts, whose shingles then
	// decide. Keeping 32 and asking for two in common found no other copies.
	mostGrams = 16

	// shingleWords is how many words in a row are one of the things by which
	// texts are compared. Few, so that an edited word changes few of them.
	shingleWords = 3

	// mostShingles is how many shingles are kept, the smallest hashes: the
	// standard error of a containment is then below 0.09.
	mostShingles = 32

	// nameWeight is for how many others a shingle with a name or a number
	// counts.
	nameWeight = 4

	// leastSigned is the fewest words of a text that has a signature: shorter
	// ones are captions, headlines and stubs, and alike by chance.
	leastSigned = 30
)

// Signature is what is remembered of an article's text: enough to find its
// near-duplicates, and to estimate how much of the one is in the other. It is a
// pure function of the text and of what of it is the document's own.
type Signature struct {
	Body     uint64   // hash of all words in order: equal for the same text, whatever its punctuation, white space and case
	Words    uint32   // how many are the document's own; 0: they are too few and it has no signature
	Dateline uint8    // the agency in the dateline, 1 + index in agencies; 0 for none
	Grams    []uint32 // at most mostGrams fingerprints, ascending: by these it is found
	Shingles []uint32 // at most mostShingles ranks, ascending: by these it is compared
}

// Sign returns the signature of an article's text, its title left out; the zero
// Signature for a text of fewer than 30 words.
//
// Grams are picked by winnowing (Schleimer, Wilkerson, Aiken, "Winnowing:
// Local Algorithms for Document Fingerprinting", SIGMOD 2003). Of what is
// picked, and of all shingles, the smallest hashes are kept (bottom-k sketch:
// Broder 1997; Cohen and Kaplan 2007): two texts have as large a share of
// those in common as of all.
func Sign(text string) Signature {
	words, names := hashWords(text)
	return sign(text, words, words, names)
}

// sign makes the signature of a text with these words, of which some are its
// own.
func sign(text string, all, words []uint64, names []bool) Signature {
	if len(words) < leastSigned {
		return Signature{}
	}
	s := Signature{Body: hashRun(all), Words: uint32(len(words)), Dateline: dateline(text)}
	s.Grams = pickGrams(words)
	s.Shingles = pickShingles(words, names)
	return s
}

// pickShingles returns the smallest ranks of a text's shingles. One with a name
// or a number in it ranks as if it were there nameWeight times (priority
// sampling: Duffield, Lund, Thorup 2007), and so counts as much when texts are
// compared: reports that are written by one pattern, such as results, prices
// and courts, have all other words in common.
func pickShingles(words []uint64, names []bool) []uint32 {
	ranks := bottomK{k: mostShingles}
	for i := 0; i+shingleWords <= len(words); i++ {
		rank := short(hashRun(words[i : i+shingleWords]))
		if slices.Contains(names[i:i+shingleWords], true) {
			rank /= nameWeight
		}
		ranks.add(rank)
	}
	return ranks.all()
}

// pickGrams returns the smallest of the grams that winnowing picks: of every
// gramWindow grams in a row the one with the smallest hash, the last of equals.
func pickGrams(words []uint64) []uint32 {
	grams := make([]uint32, len(words)-gramWords+1)
	for i := range grams {
		grams[i] = short(hashRun(words[i : i+gramWords]))
	}
	picked := bottomK{k: mostGrams}
	last := -1 // the index of the gram that was picked last
	for end := min(gramWindow, len(grams)); end <= len(grams); end++ {
		start := max(0, end-gramWindow)
		if last >= start && grams[end-1] > grams[last] {
			continue // it is still the smallest
		}
		if last >= start {
			last = end - 1
		} else {
			last = lastSmallest(grams, start, end)
		}
		picked.add(grams[last])
	}
	return picked.all()
}

// lastSmallest returns the index of the smallest of grams[start:end], the last
// of equals.
func lastSmallest(grams []uint32, start, end int) int {
	at := start
	for i := start; i < end; i++ {
		if grams[i] <= grams[at] {
			at = i
		}
	}
	return at
}

// bottomK keeps the k smallest different values of those that are added.
type bottomK struct {
	k      int
	values []uint32
	bound  uint32 // values from here on can't be among them; 0: none is known
}

// bottomKSlack is how many times k values are gathered before they are sorted.
const bottomKSlack = 4

func (b *bottomK) add(v uint32) {
	if b.bound != 0 && v >= b.bound {
		return
	}
	if b.values = append(b.values, v); len(b.values) >= bottomKSlack*b.k {
		b.cut()
	}
}

// cut leaves the k smallest.
func (b *bottomK) cut() {
	slices.Sort(b.values)
	b.values = slices.Compact(b.values)
	if len(b.values) >= b.k {
		b.values = b.values[:b.k]
		b.bound = b.values[b.k-1]
	}
}

// all returns the values, ascending.
func (b *bottomK) all() []uint32 {
	b.cut()
	return slices.Clip(b.values)
}
