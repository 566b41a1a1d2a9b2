package lexicon

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// This file compiles the data files to the artifact, for the test that holds it against
// them and writes it again with -update.

// compile returns the artifact of the data files in a folder. Its error names the file
// and line that is wrong.
func compile(fsys fs.FS) ([]byte, error) {
	files, notices, digest, err := readFiles(fsys)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.language
	}
	var l layout
	l.add([]byte(digest))
	l.add([]byte(strings.Join(names, " ")))
	if err = l.addPhrasebook(files, (&Lexicon{bits: bitsOf(names)}).compiled()...); err != nil {
		return nil, err
	}
	if err = l.addPhrasebook([]file{notices}, allLanguages); err != nil {
		return nil, err
	}
	if err = l.addSigns(files); err != nil {
		return nil, err
	}
	return l.artifact(), nil
}

// layout is an artifact in the making.
type layout struct{ lengths, sections []byte }

func (l *layout) add(section []byte) {
	l.lengths = binary.LittleEndian.AppendUint32(l.lengths, uint32(len(section)))
	l.sections = append(l.sections, section...)
}

func (l *layout) artifact() []byte {
	number := binary.LittleEndian.AppendUint32(nil, uint32(len(l.lengths)/4))
	return slices.Concat(number, l.lengths, l.sections)
}

// addPhrasebook adds the phrases of files, how those of each begin, and the tables of some
// sets of languages.
func (l *layout) addPhrasebook(files []file, tables ...LanguageSet) error {
	b := &phrasebook{}
	folded := map[uint64]string{} // phrases by hash
	for i, f := range files {
		var prefixes []prefix
		for _, e := range f.entries {
			hash, begins, err := compileEntry(e, folded)
			if err != nil {
				return fmt.Errorf("%s: %w", f.language, err)
			}
			b.of[i] = binary.LittleEndian.AppendUint64(b.of[i], noteOf(hash, uint64(e.class)))
			prefixes = append(prefixes, begins...)
		}
		b.prefixes[i] = laidOut(prefixes)
		l.add(b.of[i])
		l.add(b.prefixes[i])
	}
	for _, among := range tables {
		t := b.newTable(among)
		l.add(t.phrases.numbers64)
		l.add(t.one.cells)
		l.add(t.several.cells)
	}
	return nil
}

// compileEntry returns the hash of a phrase, and how it begins. It notes in folded what
// has the hash, and refuses another phrase that has it too.
func compileEntry(e entry, folded map[uint64]string) (hash uint64, begins []prefix, err error) {
	chars, err := foldEntry(e)
	if err != nil {
		return 0, nil, err
	}
	if hash, begins, err = prefixesOf(e.phrase); err != nil {
		return 0, nil, err
	}
	if other, ok := folded[noteOf(hash, 0)]; ok && other != chars {
		return 0, nil, fmt.Errorf("phrase %q has the hash of %q", e.phrase, other)
	}
	folded[noteOf(hash, 0)] = chars
	return hash, begins, nil
}

// foldEntry returns a phrase as it is hashed.
func foldEntry(e entry) (string, error) {
	chars := foldPhrase(e.phrase)
	if n := utf8.RuneCountInString(chars); n == 0 || n > maxSymbols {
		return "", fmt.Errorf("phrase %q has %d characters, not 1 to %d", e.phrase, n, maxSymbols)
	}
	return chars, nil
}

// prefixesOf returns how a phrase begins, and the hash of all of it.
func prefixesOf(phrase string) (hash uint64, all []prefix, err error) {
	_, words := shape.Cut(phrase, 0, nil)
	f := finder{text: phrase}
	c := cursor{text: phrase, words: words}
	first, _ := c.next(&f)
	hash, says := first.hash, uint64(isOne)
	next, ok := c.next(&f)
	for ; ok; next, ok = c.next(&f) {
		all = append(all, prefixOf(hash, says|goesOn))
		hash, says = join(hash, next.hash, next.spaced), 0
	}
	if first.spaced || next.spaced || strings.Contains(phrase, "  ") {
		return 0, nil, fmt.Errorf("phrase %q has a space at an end, or two in a row", phrase)
	}
	return hash, append(all, prefixOf(hash, says|isPhrase)), nil
}

// laidOut returns prefixes as they lie in an artifact, each once.
func laidOut(prefixes []prefix) []byte {
	slices.Sort(prefixes) // what is said of one is in its lowest bits
	var to []byte
	for i, p := range prefixes {
		if i > 0 && p.isOf(prefixes[i-1]) {
			last := to[len(to)-4:]
			binary.LittleEndian.PutUint32(last, binary.LittleEndian.Uint32(last)|uint32(p))
			continue
		}
		to = binary.LittleEndian.AppendUint32(to, uint32(p))
	}
	return to
}

// addSigns adds the signs of languages.
func (l *layout) addSigns(files []file) error {
	var words []uint64
	var letters [lettersEnd]LanguageSet
	var written [scriptCount]LanguageSet
	for i, f := range files {
		for _, w := range f.stopWords {
			_, one := shape.Cut(w, 0, nil)
			if len(one) == 1 { // in scripts without spaces, the script tells the language
				words = append(words, noteOf(spread(one[0].Hash), uint64(i)))
			}
			for _, r := range w {
				written[scriptOf(r)] |= 1 << i
			}
		}
		for _, r := range f.letters {
			if r >= lettersEnd {
				return fmt.Errorf("%s: letter %q is past U+%04X", f.language, r, lettersEnd)
			}
			written[scriptOf(r)] |= 1 << i
			letters[r] |= 1 << i
			letters[unicode.ToUpper(r)] |= 1 << i
		}
	}
	table := newCells(len(words))
	for _, w := range words {
		table.add(w)
	}
	l.add(table.numbers64)
	for _, sets := range [][]LanguageSet{letters[:], written[:]} {
		var laid bytes.Buffer
		if err := binary.Write(&laid, binary.LittleEndian, sets); err != nil {
			return err
		}
		l.add(laid.Bytes())
	}
	return nil
}
