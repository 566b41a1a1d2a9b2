package learned

// Which blocks have which words is asked again and again: how many of a block's
// words the running text has, the core, the likely article, and which block had
// each last. So words are numbered once, densely, and what is asked of them is in
// arrays by their numbers, which the first-level cache holds. And it is asked of all
// words of the document in one loop, whose sums tell of each block: most blocks have
// few words, and the end of a loop over them is what a processor can't predict.

// vocabulary numbers the long words of a document, from 1 in the order in which
// they come, and counts for every one how many blocks of a part of the document
// have it. Words whose hashes fall together are one word to it.
type vocabulary struct {
	slots   []int32     // of a hash table: the number of its word, or 0
	numbers []int32     // of every word of the document, as they come
	words   int32       // how many different ones there are
	of      []wordCount // of each number
	sums    []wordSum   // before each word and behind the last
}

// wordCount is how many blocks have a word, and 1 + the last of them.
type wordCount struct{ blocks, last int32 }

// wordSum is how many of the words before have a block, and several.
type wordSum struct{ any, several int32 }

// maxSlots bounds the memory of one document's words, 4 bytes each.
const maxSlots = 1 << 18

// number numbers the words. Here and in add and shared no branch depends on a word: a
// processor can't predict which ones are new, or which ones other blocks have.
func (v *vocabulary) number(words []uint32) {
	size := 1 << 8
	for size < 4*len(words) && size < maxSlots {
		size *= 2
	}
	v.slots = resize(v.slots, size)
	v.numbers = extend(v.numbers, len(words))
	slots, numbers, mask := v.slots, v.numbers[:len(words)], uint32(size-1)
	last := int32(0)
	for k, h := range words {
		slot := &slots[(h>>8)&mask]
		number := *slot
		if number == 0 {
			number = last + 1
		}
		*slot, numbers[k] = number, number
		last = max(last, number)
	}
	v.words = last
}

// begin forgets which blocks have which words.
func (v *vocabulary) begin() { v.of = resize(v.of, int(v.words)+1) }

// add notes that block i has the words of these numbers. Blocks come in order.
func (v *vocabulary) add(i int, numbers []int32) {
	own, of := int32(i)+1, v.of
	for _, number := range numbers {
		word := &of[number]
		word.blocks += int32(flag(word.last != own))
		word.last = own
	}
}

// sum makes ready to tell which words blocks share, once all blocks of the part have
// been added.
func (v *vocabulary) sum() {
	v.sums = extend(v.sums, len(v.numbers)+1)
	of, sums, sum := v.of, v.sums[1:len(v.numbers)+1], wordSum{}
	v.sums[0] = sum
	for k, number := range v.numbers {
		blocks := of[number].blocks
		sum.any += int32(flag(blocks > 0))
		sum.several += int32(flag(blocks > 1))
		sums[k] = sum
	}
}

// shared counts which of the words from from up to to other blocks have than the one
// that they are of. isIn says that it has been added itself.
func (v *vocabulary) shared(from, to int32, isIn bool) int32 {
	before, behind := v.sums[from], v.sums[to]
	if isIn {
		return behind.several - before.several
	}
	return behind.any - before.any
}

// numbersOf returns the numbers of the long words of block i.
func (x *extractor) numbersOf(i int) []int32 {
	return x.vocabulary.numbers[x.longFrom[i]:x.longFrom[i+1]]
}

// sharedPart returns which part of block i's long words the other blocks of the
// vocabulary have. isIn says that it is one of them itself.
func (x *extractor) sharedPart(i int, isIn bool) uint8 {
	from, to := x.longFrom[i], x.longFrom[i+1]
	return portion32(x.vocabulary.shared(from, to, isIn), to-from)
}
