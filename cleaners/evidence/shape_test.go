package evidence_test

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsProse(t *testing.T) {
	checkReadings(t, evidence.Block.IsProse, []reading{
		{ferry, true},
		{"The ferry will run all night from spring.", true}, // eight words
		{"The ferry will run all night soon.", false},       // seven
		{"Will the ferry run all night from next spring?", true},
		{"The ferry will run all night from spring", false},                    // no end
		{"The ferry runs. The bridge is shut. Nobody minds, he said to", true}, // several sentences
		{"These are the hours of the new ferry from spring:", false},
		{"These are the hours at which the new ferry to the island will leave the old harbour from spring:", true},
		{"渡轮将从春季开始每十分钟开往该岛，该市表示。", true},
		{"渡轮晚点。", false},
	})
	if b := pageOf(t, "<h2>"+ferry+"</h2>").At(0); b.IsProse() {
		t.Error("a heading reads as a paragraph")
	}
}

func TestIsHeadlineLike(t *testing.T) {
	checkReadings(t, evidence.Block.IsHeadlineLike, []reading{
		{"Ferry to run all night", true},
		{"Will the ferry run all night?", true},
		{"Ferry to run all night!", true},
		{"It is over.", true}, // four words at most may end in a point
		{"The ferry will run all night.", false},
		{"Ferry to run all night,", false},
		{"It is late. It is dark. It is over", true},
		{"Late. Dark. Wet. And it is over", false}, // too many sentences
		{"12:30 – 14:00", false},                   // no letter
		{ferry, false},
	})
}

func TestIsLinked(t *testing.T) {
	l := pageOf(t, `<p><a href="/a">Ferry to run all night</a></p><p>The ferry will <a href="/b">run all night</a></p><p><a href="/c">Municipal ferry services continue overnight</a> now</p>`)
	want := []bool{true, false, true}
	for b := range l.Each() {
		if got := b.IsLinked(); got != want[b.I] {
			t.Errorf("%q: got %v, want %v", b.Text(), got, want[b.I])
		}
	}
	if blockOf(t, ferry).IsLinked() {
		t.Error("a text without a page has a link")
	}
}

func TestIsOnly(t *testing.T) {
	checkReadings(t, func(b evidence.Block) bool { return b.IsOnly(document.CueShare) }, []reading{
		{"Share this article", true},
		{"» Share this article (12)", true},
		{"Share this article now", false},
		{"Please share this article", false},
		{"Related Articles", false}, // another class
		{"Ferry to run all night", false},
	})
}

func TestOpensWith(t *testing.T) {
	cases := []struct{ text, want string }{
		{"By Ada Lee", "By"},
		{"— by Ada Lee", "by"},
		{"Written by Ada Lee", "Written by"},
		{"Photos by Ada Lee", ""}, // a credit is no byline
		{"Seen by Ada Lee", ""},
		{"12 by Ada Lee", ""},
		{"Ferry to run all night", ""},
	}
	for _, c := range cases {
		b := blockOf(t, c.text)
		cue, ok := b.OpensWith(document.CueByline)
		got := ""
		if ok {
			got = b.TextOf(cue.Span)
		}
		if got != c.want {
			t.Errorf("%q opens with %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCovered(t *testing.T) {
	const share, related = document.CueSet(1 << document.CueShare), document.CueSet(1 << document.CueRelatedHeader)
	cases := []struct {
		text    string
		classes document.CueSet
		in, all int
	}{
		{"Share this article!", share, 16, 16},
		{"Share this article 12 times", share, 16, 21},
		{"Share this article. Share this story.", share, 30, 30},
		{"Share this article", related, 0, 16},
		{"Share this article", share | related, 16, 16},
		{"Share this article", 0, 0, 16},
		{"12:30", share, 0, 0},
		{"शेयर करें", 0, 0, 5}, // marks on letters do not count
	}
	for _, c := range cases {
		if in, all := blockOf(t, c.text).Covered(c.classes); in != c.in || all != c.all {
			t.Errorf("%q: %d of %d letters, want %d of %d", c.text, in, all, c.in, c.all)
		}
	}
}

func TestCountCues(t *testing.T) {
	b := blockOf(t, "All rights reserved. See our privacy policy, or share this article.")
	for class, want := range map[document.CueClass]int{document.CueLegal: 2, document.CueShare: 1, document.CueAgo: 0} {
		if got := b.CountCues(class); got != want {
			t.Errorf("%s: %d cues, want %d", class, got, want)
		}
	}
}
