package evidence_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// at returns the place in a text that a ¦ marks, and the block that has it.
func at(t cleanertest.Reporter, marked string) (b evidence.Block, p int) {
	t.Helper()
	before, after, found := strings.Cut(marked, "¦")
	p = len(before)
	for b := range textOf(t, before+after).Each() {
		if found && b.Span.Start <= p && p <= b.Span.End {
			return b, p
		}
	}
	t.Fatalf("%q marks no place in a block", marked)
	return b, p
}

func TestSentences(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"the first", "The ¦ferry left. The bridge was shut.", "The ferry left."},
		{"one in the middle", "The ferry left at ten. The ¦bridge was shut. Nobody came.", "The bridge was shut."},
		{"the last", "The ferry left. The ¦bridge was shut.", "The bridge was shut."},
		{"at its first byte", "The ferry left. ¦The bridge was shut. Nobody came.", "The bridge was shut."},
		{"a question and a shout", "Who knew? Nobody ¦did! They all left.", "Nobody did!"},
		{"three points", "It rained... The ¦bridge was shut… Nobody came.", "The bridge was shut…"},
		{"titles", "It rained. Mr. Lee met Dr. Ann ¦Ray of the council. He left.", "Mr. Lee met Dr. Ann Ray of the council."},
		{"an abbreviation behind", "It rained. The ¦mayor met Prof. Ray of the council. He left.", "The mayor met Prof. Ray of the council."},
		{"initials", "It rained. J. R. Lee ¦spoke for the city. He left.", "J. R. Lee spoke for the city."},
		{"a country in initials", "It rained. The U.S. ¦ferry left. He stayed.", "The U.S. ferry left."},
		{"a long word is none", "They met the general. The ¦bridge was shut.", "The bridge was shut."},
		{"a decimal before", "It rained. Tolls rose by 3.5 ¦percent in May. He left.", "Tolls rose by 3.5 percent in May."},
		{"a decimal behind", "It rained. Tolls ¦rose by 3.5 percent in May. He left.", "Tolls rose by 3.5 percent in May."},
		{"an address", "It rained. Write ¦to press@harbour.example for a copy. He left.", "Write to press@harbour.example for a copy."},
		{"quotes around it", "He spoke. “We are ¦shut.” She left.", "“We are shut.”"},
		{"quotes before it", "“We are shut.” She ¦said so twice. “Go home.”", "She said so twice."},
		{"brackets around it", "He left. (The bridge ¦was shut.) She stayed.", "(The bridge was shut.)"},
		{"Chinese stops", "桥已关闭。市长¦说会重开。没有人来。", "市长说会重开。"},
		{"Japanese quotes", "橋は閉鎖。「再開¦する。」市長は帰った。", "「再開する。」"},
		{"Hindi stops", "पुल बंद है। महापौर ¦ने कहा। वह गया।", "महापौर ने कहा।"},
		{"Arabic question marks", "هل أغلق الجسر؟ قال ¦العمدة نعم. غادر.", "قال العمدة نعم."},
	}
	for _, c := range cases {
		b, p := at(t, c.text)
		end, found := b.SentenceEnd(p)
		if got := b.Layout.Text[b.SentenceStart(p):end]; got != c.want || !found {
			t.Errorf("%s: %q (found %v), want %q", c.name, got, found, c.want)
		}
	}
}

func TestASentenceMayLackItsEnd(t *testing.T) {
	b, p := at(t, "It rained. The ¦bridge is shut until 3.")
	if end, found := b.SentenceEnd(p); end != b.Span.End || !found {
		t.Errorf("a point at the block's end: %d, %v; want %d, true", end, found, b.Span.End)
	}
	b, p = at(t, "It rained. The ¦bridge is shut")
	if end, found := b.SentenceEnd(p); end != b.Span.End || found {
		t.Errorf("no mark: %d, %v; want %d, false", end, found, b.Span.End)
	}
	if end, found := b.SentenceEnd(b.Span.End); end != b.Span.End || found {
		t.Errorf("from the block's end: %d, %v; want %d, false", end, found, b.Span.End)
	}
}

func TestASentenceStaysInItsBlock(t *testing.T) {
	l := textOf(t, "the first block lacks its end", "the bridge is shut", "the last block. It ends.")
	b := l.At(1)
	p := b.Span.Start + len("the bridge")
	end, found := b.SentenceEnd(p)
	if start := b.SentenceStart(p); start != b.Span.Start || end != b.Span.End || found {
		t.Errorf("the sentence is %d to %d (found %v), want the block %v", start, end, found, b.Span)
	}
}

// reach is how far a sentence's bounds are looked for, in bytes.
const reach = 600

func TestASentencesBoundsAreLookedForInReach(t *testing.T) {
	for _, word := range []string{"word ", "wörd ", "слово ", "桥"} {
		fill := strings.Repeat(word, 2*reach/len(word)+1)
		b, p := at(t, "It begins. Then "+fill+"¦"+fill+"ends. That is all.")
		start := b.SentenceStart(p)
		end, found := b.SentenceEnd(p)
		if ahead := p - start; ahead < reach || ahead >= reach+utf8.UTFMax {
			t.Errorf("%q: the sentence begins %d bytes ahead, want %d", word, ahead, reach)
		}
		if behind := end - p; behind > reach || behind <= reach-utf8.UTFMax || found {
			t.Errorf("%q: the sentence ends %d bytes behind (found %v), want %d", word, behind, found, reach)
		}
		if got := b.Layout.Text[start:end]; !utf8.ValidString(got) {
			t.Errorf("%q: the bounds cut a character", word)
		}
	}
	fill := strings.Repeat("word ", reach/5-2)
	b, p := at(t, "It begins. "+fill+"¦"+fill+"ends. That is all.")
	end, found := b.SentenceEnd(p)
	if got, want := b.Layout.Text[b.SentenceStart(p):end], fill+fill+"ends."; got != want || !found {
		t.Errorf("within reach: %q, want %q", got, want)
	}
}

func TestGluedStart(t *testing.T) {
	cases := []struct {
		name, text string
		limit      int
		want       string // what follows the start; empty when none is to be found
	}{
		{"a word that begins sentences", "Sign up ¦for our newsletters It is a quiet harbour", 100, "It is a quiet harbour"},
		{"the first such word, of several", "Sign up ¦now In spring The ferry runs", 100, "In spring The ferry runs"},
		{"such a word rather than a name", "Sign up ¦to Harbour letters The ferry runs", 100, "The ferry runs"},
		{"behind a number", "Sign up ¦for the top 10 But the ferry runs", 100, "But the ferry runs"},
		{"behind a closed quotation", "Sign up for “the ¦ferry” When it runs", 100, "When it runs"},
		{"a quotation", "Sign up ¦now “We are shut”", 100, "“We are shut”"},
		{"one capital, and the sentence goes on", "Sign up ¦now Ferries will run at night", 100, "Ferries will run at night"},
		{"two of them: no guess", "Sign up ¦now Ferries will run and Bridges will close", 100, ""},
		{"a name of two words", "Sign up ¦for the Harbour Herald", 100, ""},
		{"no capital", "Sign up ¦now and take the ferry", 100, ""},
		{"a sentence ends before it", "Sign up ¦now. The ferry runs", 100, ""},
		{"beyond the limit", "Sign up ¦for our newsletters It is a quiet harbour", 10, ""},
		{"a capital inside a word", "Sign up ¦for the eFerry list", 100, ""},
		{"the end of the block", "Sign up¦", 100, ""},
		{"another language", "Jetzt ¦kostenlos anmelden Der Hafen bleibt zu", 100, "Der Hafen bleibt zu"},
	}
	for _, c := range cases {
		b, p := at(t, c.text)
		start, found := b.GluedStart(p, c.limit)
		got := ""
		if found {
			got = b.After(start)
		}
		if got != c.want || found != (c.want != "") {
			t.Errorf("%s: %q (found %v), want %q", c.name, got, found, c.want)
		}
	}
}

func TestIsQuoted(t *testing.T) {
	for text, want := range map[string]bool{
		"He said “¦sign up”":   true,
		"He said \"¦sign up\"": true,
		"Er sagte „¦jetzt“":    true,
		"He said ¦sign up":     false,
		"He said “so” ¦once":   false,
		"¦sign up":             false,
	} {
		if b, p := at(t, text); b.IsQuoted(p) != want {
			t.Errorf("%q: got %v, want %v", text, !want, want)
		}
	}
}

func TestStartsCapital(t *testing.T) {
	for text, want := range map[string]bool{
		"the ¦Ferry":  true,
		"the ¦Élan":   true,
		"the ¦ferry":  false,
		"the ¦7 ones": false,
		"the ¦“Ferry": false,
		"桥¦已关闭":       true, // a script without capitals
		"جسر ¦قديم":   true,
	} {
		if b, p := at(t, text); b.StartsCapital(p) != want {
			t.Errorf("%q: got %v, want %v", text, !want, want)
		}
	}
}

func TestOpensSentenceWith(t *testing.T) {
	checkReadings(t, func(b evidence.Block) bool { return b.OpensSentenceWith(document.CuePromo) }, []reading{
		{"Download our app for more.", true},
		{"The ferry is late. Download our app for more.", true},
		{"(Download our app for more.)", true},
		{"They want you to download our app for more.", false},
		{"“Download our app,” it said there.", false},
		{"download our app for more", false},
		{"The ferry is late.", false},
	})
}

func TestLeadsOn(t *testing.T) {
	cases := []struct {
		cue, after string
		want       bool
	}{
		{"read more:", " Ferry to run", true},
		{"read more", ": Ferry to run", true},
		{"read more", " » Ferry to run", true},
		{"read more", "\u00a0– Ferry to run", true},
		{"続きを読む：", "橋", true},
		{"read more", " about the ferry", false},
		{"read more", "", false},
		{"", "", false},
	}
	for _, c := range cases {
		if got := evidence.LeadsOn(c.cue, c.after); got != c.want {
			t.Errorf("LeadsOn(%q, %q) = %v", c.cue, c.after, got)
		}
	}
}

func TestMarks(t *testing.T) {
	for name, c := range map[string]struct {
		is      func(rune) bool
		yes, no string
	}{
		"IsSentenceEnd":  {evidence.IsSentenceEnd, ".!?…。！？।۔؟", ",:;\"” a"},
		"IsClosingMark":  {evidence.IsClosingMark, "\"'”’»)]」』", "“‘«([「.a"},
		"IsOpeningQuote": {evidence.IsOpeningQuote, "\"“‘«„", "”’»('a"},
	} {
		for _, r := range c.yes {
			if !c.is(r) {
				t.Errorf("%s(%q) = false", name, r)
			}
		}
		for _, r := range c.no {
			if c.is(r) {
				t.Errorf("%s(%q) = true", name, r)
			}
		}
	}
}

func TestIsStarter(t *testing.T) {
	for s, want := range map[string]bool{
		"The ferry runs": true, "The": true, "Según él": true, "Це добре": true, "It’s late": true,
		"Theft on the ferry": false, "the ferry": false, "Harbour": false, "": false, "“The ferry": false,
	} {
		if got := evidence.IsStarter(s); got != want {
			t.Errorf("IsStarter(%q) = %v", s, got)
		}
	}
}
