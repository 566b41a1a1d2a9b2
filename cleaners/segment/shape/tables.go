package shape

import "unicode"

// charsOf is describe for every character from a first to an end. It goes through
// Unicode's tables once, where describe searches them for each character: at the start
// of every process, the searches took as long as to clean a page.
func charsOf(from, end rune) []char {
	chars := make([]char, end-from)
	for i := range chars {
		r := from + rune(i)
		chars[i] = char{folded: r, script: scriptOf(r)}
	}
	t := charTable{from, chars}
	t.setClasses()
	t.setKinds()
	for _, span := range foldedRanges {
		for r := max(from, span[0]); r <= min(end-1, span[1]); r++ {
			if folded := FoldRune(r); folded != r {
				chars[r-from].folded, chars[r-from].kind = folded, kindOf(folded)
			}
		}
	}
	return chars
}

// charTable is the table of the characters from one on.
type charTable struct {
	from  rune
	chars []char
}

// setClasses is classOf for all: what it asks first is set last.
func (t charTable) setClasses() {
	for _, of := range []struct {
		table *unicode.RangeTable
		class class
	}{
		{unicode.Symbol, classMark}, {unicode.Punct, classMark}, {unicode.White_Space, classSpace}, {unicode.Digit, classDigit},
		{unicode.Mark, classCombining}, {unicode.Letter, classLower}, {unicode.Title, classUpper}, {unicode.Upper, classUpper},
	} {
		t.each(of.table, func(_ rune, c *char) { c.class = of.class })
	}
	for i := range t.chars {
		if IsInvisible(t.from + rune(i)) {
			t.chars[i].class = classSpace
		}
	}
}

// setKinds is kindOf for all.
func (t charTable) setKinds() {
	for _, table := range []*unicode.RangeTable{unicode.Letter, unicode.Digit, unicode.Mark} {
		t.each(table, func(_ rune, c *char) { c.kind = kindWord })
	}
	for _, table := range spaceless {
		t.each(table, func(r rune, c *char) { c.kind = kindOf(r) })
	}
	for i := range t.chars {
		if r := t.from + rune(i); IsSkipped(r) || r == 'ー' || r == 'ｰ' {
			t.chars[i].kind = kindOf(r)
		}
	}
	t.each(unicode.White_Space, func(_ rune, c *char) { c.kind = kindSpace })
}

// each calls set for every character of the table that is in a table of Unicode's.
func (t charTable) each(of *unicode.RangeTable, set func(r rune, c *char)) {
	end := t.from + rune(len(t.chars))
	for _, span := range of.R16 {
		if rune(span.Hi) < t.from || rune(span.Lo) >= end {
			continue
		}
		for r := rune(span.Lo); r <= rune(span.Hi); r += rune(span.Stride) {
			if r >= t.from && r < end {
				set(r, &t.chars[r-t.from])
			}
		}
	}
}
