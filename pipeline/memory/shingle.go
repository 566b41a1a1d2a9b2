package memory

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The sizes of a signature. They are part of its form: signatures of other
// sizes can't be compared.
const (
	// gramWords is how many words in a row make a fingerprint. Eight words are
	// seldom written twice but by copying; a quotation has more.
	gramWords = 8

	// gramWindow is of how many grams in a row at least one is picked
	// (winnowing), so that a copied stretch of gramWindow+gramWords-1 words
	// leaves a trace wherever it begins and ends.
	gramWindow = 16

	// mostGrams is how many picked grams are kept, the smallest hashes. Half of
	// a text keeps half of them on average: that none is kept has a chance of
	// 2^-16. One in common is enough to compare two texts, whose shingles then
	// decide; to keep 32 and ask for two finds the same copies, in 160 bytes
	// more an article.
	mostGrams = 16

	// shingleWords is how many words in a row are one of the things of which
	// texts are compared. Short, so that an edited word costs few.
	shingleWords = 3

	// mostShingles is how many shingles are kept, the smallest hashes: the
	// standard error of a containment is then below 0.09.
	mostShingles = 32

	// tellingWeight is for how many others a shingle with a name or a number
	// counts.
	tellingWeight = 4

	// leastSigned is the fewest words of a text that has a signature: shorter
	// ones are captions, headlines and stubs, and alike by chance.
	leastSigned = 30
)

// Signature is what is remembered of an article's text: enough to find the
// articles that were copied from it, or it from them, and to say how much of
// the one is in the other. It is a pure function of the text.
type Signature struct {
	Body     uint64   // hash of all words in order: equal for the same text, whatever its marks, spaces and case
	Words    uint32   // 0: too short, there is no signature
	Dateline uint8    // the agency in the dateline, 1 + index in agencies; 0 for none
	Grams    []uint32 // at most mostGrams, ascending: by these it is found
	Shingles []uint32 // at most mostShingles, ascending: by these it is compared
}

// Sign gives the signature of an article's text, its title left out.
//
// Grams are picked by winnowing (Schleimer, Wilkerson, Aiken, "Winnowing:
// Local Algorithms for Document Fingerprinting", SIGMOD 2003); of what is
// picked, and of all shingles, the smallest hashes are kept (bottom-k sketch:
// Broder 1997; Cohen and Kaplan 2007), which two texts that share a stretch
// have in common as often as they share text.
func Sign(text string) Signature {
	words, names := hashWords(text)
	if len(words) < leastSigned {
		return Signature{}
	}
	s := Signature{Body: hashRun(words), Words: uint32(len(words)), Dateline: dateline(text)}
	s.Grams = pickGrams(words)
	s.Shingles = pickShingles(words, names)
	return s
}

// pickShingles gives the smallest ranks of a text's shingles. A telling one,
// with a name or a number in it, ranks as if it were there tellingWeight times
// (priority sampling: Duffield, Lund, Thorup 2007), and so counts as much when
// texts are compared: reports that are written by one pattern, such as results,
// prices and courts, have all other words in common.
func pickShingles(words []uint64, names []bool) []uint32 {
	ranks := lowest{most: mostShingles}
	for i := 0; i+shingleWords <= len(words); i++ {
		rank := short(hashRun(words[i : i+shingleWords]))
		if slices.Contains(names[i:i+shingleWords], true) {
			rank /= tellingWeight
		}
		ranks.add(rank)
	}
	return ranks.all()
}

// hashWords gives a hash of every word of text, in small letters. A word is a
// run of letters, marks and digits; a character of a script without spaces
// between words is a word alone.
//
// names says of every word whether it is a number, or has a capital though no
// sentence begins with it.
func hashWords(text string) (words []uint64, names []bool) {
	words, names = make([]uint64, 0, len(text)/5), make([]bool, 0, len(text)/5)
	h, in, name := fnvOffset, false, false
	opens := true // the next word begins a sentence, a line or a quotation
	end := func() {
		if in {
			words, names = append(words, h), append(names, name)
			h, in, opens = fnvOffset, false, false
		}
	}
	for _, r := range text {
		if r >= utf8.RuneSelf && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			end()
			words, names = append(words, (fnvOffset^uint64(r))*fnvPrime), append(names, false)
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			if !joins(r) {
				end()
				opens = opens || begins(r)
			}
			continue
		}
		if !in {
			name = unicode.IsDigit(r) || unicode.IsUpper(r) && !opens
		}
		h, in = (h^uint64(unicode.ToLower(r)))*fnvPrime, true
	}
	end()
	return words, names
}

// begins reports the marks after which a word has a capital without being a
// name.
func begins(r rune) bool { return strings.ContainsRune(".!?…:\n\"“”„«»‘-–—•", r) }

// joins reports the marks that stand inside words, and that outlets write or
// leave out as they please: apostrophes and soft hyphens.
func joins(r rune) bool { return r == '\'' || r == '’' || r == '\u00ad' }

// hashRun gives one hash of words in a row.
func hashRun(words []uint64) uint64 {
	h := fnvOffset
	for _, w := range words {
		h = (bits.RotateLeft64(h, 23) ^ w) * fnvPrime
	}
	h ^= h >> 33 // the end of MurmurHash3: every bit of the words reaches every bit
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func short(h uint64) uint32 { return uint32(h >> 32) }

// pickGrams gives the smallest of the grams that winnowing picks: of every
// gramWindow grams in a row the one with the smallest hash, the last of equals.
func pickGrams(words []uint64) []uint32 {
	grams := make([]uint32, len(words)-gramWords+1)
	for i := range grams {
		grams[i] = short(hashRun(words[i : i+gramWords]))
	}
	picked := lowest{most: mostGrams}
	last := -1 // the place that was picked last
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

func lastSmallest(grams []uint32, start, end int) int {
	at := start
	for i := start; i < end; i++ {
		if grams[i] <= grams[at] {
			at = i
		}
	}
	return at
}

// lowest keeps the smallest different values that it is given.
type lowest struct {
	most   int
	values []uint32
	bound  uint32 // values from here on can't be among them; 0: none is known
}

// lowestSlack is how many times most values are gathered before they are
// sorted.
const lowestSlack = 4

func (l *lowest) add(v uint32) {
	if l.bound != 0 && v >= l.bound {
		return
	}
	if l.values = append(l.values, v); len(l.values) >= lowestSlack*l.most {
		l.settle()
	}
}

func (l *lowest) settle() {
	slices.Sort(l.values)
	l.values = slices.Compact(l.values)
	if len(l.values) >= l.most {
		l.values = l.values[:l.most]
		l.bound = l.values[l.most-1]
	}
}

// all gives the values, ascending.
func (l *lowest) all() []uint32 {
	l.settle()
	return slices.Clip(l.values)
}

// Containment says how much of one text is in another, 0..1, estimated from
// the shingles of both.
type Containment struct {
	Here  float64 // of the first text's shingles, those that the second has too
	There float64 // of the second's, those that the first has too
}

// most is the larger of the two shares.
func (c Containment) most() float64 { return max(c.Here, c.There) }

// comparison is what two sets of shingles have in common, below the hash up to
// which both are known whole.
type comparison struct{ shared, a, b int }

// compare counts. A set of mostShingles is known up to its largest hash only, a
// smaller one whole.
func compare(a, b []uint32) (c comparison) {
	bound := min(knownTo(a), knownTo(b))
	i, j := 0, 0
	for i < len(a) && a[i] <= bound || j < len(b) && b[j] <= bound {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			i++
			c.a++
		case i == len(a) || b[j] < a[i]:
			j++
			c.b++
		default:
			i, j = i+1, j+1
			c.a, c.b, c.shared = c.a+1, c.b+1, c.shared+1
		}
	}
	return c
}

func knownTo(shingles []uint32) uint32 {
	if len(shingles) < mostShingles {
		return math.MaxUint32
	}
	return shingles[len(shingles)-1]
}

func (c comparison) containment() Containment {
	return Containment{Here: share(c.shared, c.a), There: share(c.shared, c.b)}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// What makes one text a copy of the other, cut or edited.
const (
	// copiedShare is how much of the one text must be in the other, beyond a
	// standard error of the estimate. A tenth of the words edited leaves 0.73 of
	// the shingles, a fifth 0.51; a quote or a paragraph of background that two
	// reports share is 0.05 to 0.25 of a report; two reports on one event by
	// different hands share 0.03.
	copiedShare = 0.35

	// copiedError times 1/√n is at least the standard error of a share of n
	// shingles.
	copiedError = 0.5

	// shortestShare is how long the shorter must be, as a share of the longer's
	// words: one in eight. Below that one holds the other as a page of news in
	// brief holds many, and too few shingles would say so.
	shortestShare = 8

	// leastShared is how many shingles must have been found in common, so that
	// the shares are not chance.
	leastShared = 3
)

// copies reports whether one text is a copy of the other, and how much of each
// is in the other. It is symmetric.
func copies(wordsA, wordsB uint32, a, b []uint32) (Containment, bool) {
	if min(wordsA, wordsB)*shortestShare < max(wordsA, wordsB) {
		return Containment{}, false
	}
	c := compare(a, b)
	if c.shared < leastShared {
		return Containment{}, false
	}
	return c.containment(), clearly(c.shared, c.a) || clearly(c.shared, c.b)
}

func clearly(part, whole int) bool {
	return share(part, whole) >= copiedShare+copiedError/math.Sqrt(float64(whole))
}
