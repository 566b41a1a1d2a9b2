package memory

import (
	"fmt"
	"slices"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// What is written here plainly is what stored memory was made by.

func plainFingerprint(text string) uint64 {
	h := fnvOffset
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			h = (h ^ uint64(unicode.ToLower(r))) * fnvPrime
		}
	}
	return mix(h)
}

func plainNames(text string) (names []uint64) {
	h, n, named := fnvOffset, 0, false
	end := func() {
		if n >= nameLetters && named {
			names = append(names, mix(h))
		}
		h, n = fnvOffset, 0
	}
	var before rune
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
			end()
			before = 0
		case r >= firstIdeograph:
			end()
			if before != 0 {
				names = append(names, mix(uint64(before)<<32|uint64(r)))
			}
			before = r
		default:
			if n == 0 {
				named = !unicode.IsLower(r)
			}
			h = (h ^ uint64(unicode.ToLower(r))) * fnvPrime
			n++
		}
	}
	end()
	return names
}

func TestLettersAreTheirOwnInEveryScript(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		if r < 0x80 {
			continue
		}
		lower, letter := lowerLetter(r)
		if letter != unicode.IsLetter(r) || letter && lower != unicode.ToLower(r) {
			t.Errorf("%U: %U and %v, want %U and %v", r, lower, letter, unicode.ToLower(r), unicode.IsLetter(r))
		}
		if r < tabled && isSmall(r) != unicode.IsLower(r) {
			t.Errorf("%U is a lower-case letter: %v", r, !unicode.IsLower(r))
		}
		if got := isDigit(r); got != unicode.IsDigit(r) {
			t.Errorf("%U is a digit: %v", r, got)
		}
	}
}

func FuzzReadsAsPlainly(f *testing.F) {
	for _, text := range []string{
		"", "The ferry to Vellmar, 12:30 (Ärzte)", "naïve ÉCOLE Écoles o’Neill x\xffYz \xf0\x9f", "ДОМ Дома домАм ÷ß",
		"漢字と Kana 漢abc字 12 서울", "ǅungla \u0345 \u2160 १२ 𐐀𐐨 ŉabc İstanbul",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := Fingerprint(text), plainFingerprint(text); got != want {
			t.Errorf("fingerprint of %q: %x, want %x", text, got, want)
		}
		print, got := readText(nil, text)
		if want := plainFingerprint(text); print != want {
			t.Errorf("fingerprint of %q beside its names: %x, want %x", text, print, want)
		}
		want := plainNames(text)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("names of %q (-want +got):\n%s", text, diff)
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if diff := cmp.Diff(want[:min(len(want), keptNames)], smallest(got, keptNames)); len(want) > 0 && diff != "" {
			t.Errorf("smallest of %q (-want +got):\n%s", text, diff)
		}
	})
}

func TestTwoBottomSetsAreAsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (set, added []docRef) {
			refs := rapid.SliceOf(rapid.Custom(func(t *rapid.T) docRef {
				return newDocRef(rapid.Uint32Range(1, 20).Draw(t, "document"), rapid.Int32Range(0, 40).Draw(t, "day"), LeadOverlap(rapid.Uint8().Draw(t, "overlap")))
			})).Draw(t, name)
			for _, ref := range refs {
				set = addRef(set, ref, keptRefs)
			}
			return set, refs
		}
		a, added := draw("a")
		b, more := draw("b")
		want := slices.Clone(a)
		for _, ref := range b {
			want = addRef(want, ref, keptRefs)
		}
		if diff := cmp.Diff(want, unite(a, b, keptRefs)); len(want) > 0 && diff != "" {
			t.Fatalf("of %v and %v (-want +got):\n%s", added, more, diff)
		}
	})
}

// drawnPage makes a document of paragraphs that others have too, and of its own.
func drawnPage(t *rapid.T, p *paper) *document.Document {
	var paragraphs []string
	for range rapid.IntRange(1, 12).Draw(t, "paragraphs") {
		if n := rapid.IntRange(0, 12).Draw(t, "paragraph"); n > 0 {
			paragraphs = append(paragraphs, fmt.Sprintf("Ferry number %d ran aground off the northern pier of Vellmar and was towed home.", n))
		} else {
			paragraphs = append(paragraphs, p.article(1)...)
		}
	}
	return p.doc(fmt.Sprint("doc", rapid.IntRange(0, 20).Draw(t, "id")), paragraphs...)
}

// TestAskSaysWhatRecallAndElsewhereSay holds the one look of Ask against the two.
func TestAskSaysWhatRecallAndElsewhereSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &paper{Sites: NewSites(Options{})}
		days := rapid.IntRange(1, 70).Draw(t, "days")
		for i := range rapid.IntRange(1, 30).Draw(t, "documents") {
			s := NewView("courier", drawnPage(t, p)).Sighting
			s.Day, s.Fetched = int32(20000+i*days/30), int32(20000+i*days/30)
			p.add(&s)
		}
		doc := drawnPage(t, p)
		day := int32(20000 + rapid.IntRange(0, 70).Draw(t, "day"))
		v := NewView("courier", doc)
		v.Fetched = day
		want := p.Recall(v, day)
		judged := make(map[int]bool)
		for _, said := range want {
			judged[said.Block] = true
		}
		others := make([][]docRef, len(v.Paragraphs))
		for i := range v.Paragraphs {
			others[i] = p.of["courier"].others(nil, v.Paragraphs[i].Print, v.Document)
		}
		copies := (&known{others: others}).copies(v)
		var plain []int
		for i := range v.Paragraphs {
			if !judged[v.blocks[i][0]] && isKnown(others[i], copies) {
				plain = append(plain, v.blocks[i]...)
			}
		}
		var more []int
		for _, said := range p.Elsewhere(v, want) {
			if !slices.ContainsFunc(v.repeats, func(r repeat) bool { return slices.Contains(r.blocks, said.Block) }) {
				more = append(more, said.Block)
			}
		}
		if diff := cmp.Diff(plain, more); diff != "" {
			t.Fatalf("known from elsewhere (-want +got):\n%s", diff)
		}
		want = append(want, p.Elsewhere(v, want)...)
		got, _ := RecurringOn.Ask(p.Sites, "courier", doc, day, day)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}
