package evidence

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds the lines of a series that name prizes.

// prizeLines is the fewest lines that begin with the same word and are prizes: menus have
// pairs and threes of such lines, too.
const prizeLines = 4

// prizeLinesOf returns the blocks from block from on that are short lines whose first
// word, as in names of prizes ("Best film", "Best director"), is that of prizeLines of
// them at least, in order.
func prizeLinesOf(l *Layout, from int) (lines []int32) {
	var alike [prizeSums]uint8 // lines by the sum of their word, up to prizeLines of each
	found := false
	glances := l.Glances()
	sums := l.Notes.sums[:0]
	for i := from; i < len(l.Blocks); i++ {
		sum := uint16(0)
		if glances[i].Words <= prizeWords && l.At(i).mayNamePrize() {
			sum = sumOfFirst(l.Of(i))
		}
		sums = append(sums, sum)
		if n := &alike[sum]; sum != 0 && *n < prizeLines {
			*n++
			found = found || *n == prizeLines
		}
	}
	l.Notes.sums = sums
	if !found {
		return nil // as nearly always
	}
	for k, sum := range sums {
		b := l.At(from + k)
		if alike[sum] == prizeLines && firstWord(b.Text()) != "" && !b.InZone() && !b.isFurniture() && !b.IsLinked() {
			lines = append(lines, int32(b.I))
		}
	}
	if len(lines) < prizeLines {
		return nil
	}
	count := map[string]int{}
	for _, i := range lines {
		count[firstWord(l.Of(int(i)))]++
	}
	return slices.DeleteFunc(lines, func(i int32) bool { return count[firstWord(l.Of(int(i)))] < prizeLines })
}

// prizeSums is how many sums of words are told apart.
const prizeSums = 1 << 10

// sumOfFirst returns a number below prizeSums for the first word of s, mostly another one
// for another word; 0 for one that is too short.
func sumOfFirst(s string) uint16 {
	sum, i := uint32(0), 0
	for ; i < len(s) && s[i] != ' '; i++ {
		sum = 31*sum + uint32(s[i])
	}
	if i < prizeLetters {
		return 0
	}
	return uint16(1 + sum%(prizeSums-1))
}

// prizeWords is the most words of a line that names a prize, prizeLetters the fewest
// letters of the first.
const (
	prizeWords   = 6
	prizeLetters = 4
)

// mayNamePrize reports a short line of at least two words that is no sentence and no call,
// and of which no small letter or figure is the first byte.
func (b Block) mayNamePrize() bool {
	s := &b.Shape
	if s.Words < 2 || s.Words > prizeWords || s.Ends != document.EndNone && s.Ends != document.EndColon || b.Cued&(NoSeriesCues|DateCues) != 0 {
		return false
	}
	first := b.Layout.Text[b.Span.Start]
	return (first < 'a' || first > 'z') && !IsDigit(first)
}

// firstWord returns the first word of a line where it can begin the name of a prize;
// empty for any other.
func firstWord(line string) string {
	at := strings.IndexByte(line, ' ')
	if at < prizeLetters {
		return ""
	}
	if word := line[:at]; LetterCount(word) >= prizeLetters && BeginsWithName(word) {
		return word
	}
	return ""
}
