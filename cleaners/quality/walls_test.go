package quality

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/lexicon"
)

func TestNoticesAreMostOfTheirLine(t *testing.T) {
	cases := []struct {
		text  string
		class lexicon.NoticeClass
		want  bool
	}{
		{"404 - Page not found", lexicon.NoticeMissing, true},
		{"Seite nicht gefunden | Brunnenthaler Bote", lexicon.NoticeMissing, true},
		{"ページが見つかりません", lexicon.NoticeMissing, true},
		{"Wreck of the Marigold not found after a week of searching", lexicon.NoticeMissing, false},
		{"Just a moment...", lexicon.NoticeBarred, true},
		{"Just a moment of rain, and the harvest was lost", lexicon.NoticeBarred, false},
		{"Access denied", lexicon.NoticeMissing, false},
		{"", lexicon.NoticeMissing, false},
	}
	for _, c := range cases {
		if got := isNotice(c.text, c.class); got != c.want {
			t.Errorf("isNotice(%q, %s) = %v", c.text, c.class, got)
		}
	}
}

func TestQuotedTextsAreCut(t *testing.T) {
	if got := cutWords("ab"); got != "ab" {
		t.Errorf("a short text became %q", got)
	}
	long := strings.Repeat("é", reasonRunes+1)
	if got := cutWords(long); got != strings.Repeat("é", reasonRunes)+"…" {
		t.Errorf("a long text became %q", got)
	}
}
