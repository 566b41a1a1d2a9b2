package decode

// nulWeight is how many other control characters a NUL counts for: text hardly ever has
// one, and binary formats have many.
const nulWeight = 4

// controlWeight returns how many control characters text has, a NUL counted nulWeight
// times. Tabs and line ends are none. It looks at four words of eight bytes at a time, of
// which nearly none has any.
func controlWeight(text string) (weight int) {
	for ; len(text) >= 4*wordBytes; text = text[4*wordBytes:] {
		t := text[:4*wordBytes]
		if controlsIn(wordAt(t, 0))|controlsIn(wordAt(t, 1))|controlsIn(wordAt(t, 2))|controlsIn(wordAt(t, 3)) != 0 {
			weight += weightOf(t)
		}
	}
	return weight + weightOf(text)
}

// weightOf is controlWeight byte by byte.
func weightOf(text string) (weight int) {
	for i := range len(text) {
		weight += int(controlWeights[text[i]])
	}
	return weight
}

// controlWeights has what a byte counts as a control character.
var controlWeights = func() (weights [256]uint8) {
	for b := range ' ' {
		weights[b] = 1
	}
	for b := firstSpace; b <= lastSpace; b++ {
		weights[b] = 0
	}
	weights[0], weights[deleteSign] = nulWeight, 1
	return weights
}()

// The characters below the space that are white space are in one range: tab, line feed,
// vertical tab, form feed, carriage return.
const (
	firstSpace = '\t'
	lastSpace  = '\r'
	deleteSign = 0x7F
)

// Eight bytes in one number. With a byte below 0x80 in each, the sum with n in each has
// no carry from one to the next, and the highest bit of each tells whether its byte is at
// least 0x80-n.
const (
	wordBytes = 8
	each      = 0x0101010101010101
	high      = 0x80 * each
)

// wordAt returns eight bytes of text as a number.
func wordAt(text string, n int) uint64 {
	word := text[n*wordBytes:][:wordBytes]
	return uint64(word[0]) | uint64(word[1])<<8 | uint64(word[2])<<16 | uint64(word[3])<<24 |
		uint64(word[4])<<32 | uint64(word[5])<<40 | uint64(word[6])<<48 | uint64(word[7])<<56
}

// controlsIn returns the highest bits of the bytes that controlWeights counts.
func controlsIn(word uint64) uint64 {
	ascii := word &^ high
	visible := ascii + (0x80-' ')*each
	space := (ascii + (0x80-firstSpace)*each) &^ (ascii + (0x80-lastSpace-1)*each)
	deletes := ascii + (0x80-deleteSign)*each
	return (^(visible | space) | deletes) &^ word & high
}
