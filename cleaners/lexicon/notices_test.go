package lexicon

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestNotices(t *testing.T) {
	got := Default().Notices("Error 404: Page Not Found. Before you continue, verify you are human")
	want := []Notice{
		{document.Span{Start: 0, End: 9}, NoticeMissing},
		{document.Span{Start: 11, End: 25}, NoticeMissing},
		{document.Span{Start: 27, End: 46}, NoticeConsent},
		{document.Span{Start: 48, End: 68}, NoticeBarred},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}

func TestNoticesAreNormalised(t *testing.T) {
	seen := map[string]bool{}
	content, err := os.ReadFile(noticeFile)
	if err != nil {
		t.Fatal(err)
	}
	section := ""
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, commentSign):
			continue
		case strings.HasPrefix(line, "["):
			section = line
			continue
		case strings.ToLower(line) != line || strings.Join(strings.Fields(line), " ") != line:
			t.Errorf("%q is not in lower case with single spaces", line)
		}
		key := section + foldPhrase(line)
		if seen[key] {
			t.Errorf("%s has %q twice", section, line)
		}
		seen[key] = true
	}
}

func TestBrokenNoticesAreRefused(t *testing.T) {
	for content, want := range map[string]string{
		"page not found\n":    `notices:1: phrase "page not found" stands before any [class]`,
		"# c\n[lost]\ngone\n": `notices:2: unknown section "[lost]"`,
	} {
		if _, err := parseNotices(content); err == nil || err.Error() != want {
			t.Errorf("got error %v, want %s", err, want)
		}
	}
}
