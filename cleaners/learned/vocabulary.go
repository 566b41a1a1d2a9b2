package learned

// Which blocks have which words is asked again and again: how many of a block's
// words the running text has, the core, the likely article, and which block had
// each last. So words are numbered once, densely, and what is asked of them is in
// arrays by their numbers, which the first-level cache holds.

// vocabulary numbers the long words of a document, from 1 in the order in which
// they come, and tells of every one whether one block of a part of the document
// has it or several do. Words whose hashes fall together are one word to it.
type vocabulary struct {
	slots   []int32 // of a hash table: the number of its word, or 0
	numbers []int32 // of every word of the document, as they come
	words   int32   // how many different ones there are
	blocks  []int32 // of each number: 0: no block; i+1: block i alone; several
}

const several = -1

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
func (v *vocabulary) begin() { v.blocks = resize(v.blocks, int(v.words)+1) }

// add notes that block i has the words of these numbers.
func (v *vocabulary) add(i int, numbers []int32) {
	own, blocks := int32(i)+1, v.blocks
	for _, number := range numbers {
		block := &blocks[number]
		of := int32(several)
		if *block == 0 {
			of = own
		}
		if *block == own {
			of = own
		}
		*block = of
	}
}

// shared counts the words of these numbers that a block other than i has.
func (v *vocabulary) shared(i int, numbers []int32) int {
	own, blocks, n := int32(i)+1, v.blocks, 0
	for _, number := range numbers {
		of := blocks[number]
		other := 1
		if of == 0 {
			other = 0
		}
		if of == own {
			other = 0
		}
		n += other
	}
	return n
}

// numbersOf returns the numbers of the long words of block i.
func (x *extractor) numbersOf(i int) []int32 {
	return x.vocabulary.numbers[x.longFrom[i]:x.longFrom[i+1]]
}

// sharedPart returns which part of block i's long words the other blocks of the
// vocabulary have.
func (x *extractor) sharedPart(i int) uint8 {
	numbers := x.numbersOf(i)
	return portion(x.vocabulary.shared(i, numbers), len(numbers))
}
