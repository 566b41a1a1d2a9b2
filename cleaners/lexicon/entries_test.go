package lexicon

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

func dataFiles(t *testing.T) []file {
	t.Helper()
	files, _, _, err := readFiles(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestLanguagesHaveFiles(t *testing.T) {
	want := strings.Fields("ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv nl no pl pt ro ru sk sl sr sv sw ta th tr uk ur vi zh")
	if diff := cmp.Diff(want, Default().Languages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
}

// What compile does not check is checked here.
func TestPhrasesAreNormalised(t *testing.T) {
	for _, f := range dataFiles(t) {
		seen := map[entry]string{}
		for _, e := range f.entries {
			switch {
			case !utf8.ValidString(e.phrase):
				t.Errorf("%s: %q is not UTF-8", f.language, e.phrase)
			case strings.Join(strings.Fields(e.phrase), " ") != e.phrase:
				t.Errorf("%s: %q has white space other than single spaces between words", f.language, e.phrase)
			case strings.ToLower(e.phrase) != e.phrase:
				t.Errorf("%s: %q is not in lower case", f.language, e.phrase)
			}
			folded := entry{foldPhrase(e.phrase), e.class}
			if first, twice := seen[folded]; twice {
				t.Errorf("%s: [%s] has %q twice, first as %q", f.language, e.class, e.phrase, first)
			}
			seen[folded] = e.phrase
		}
	}
}

func TestEveryLanguageHasEveryClass(t *testing.T) {
	optional := []document.CueClass{document.CueAgency, document.CuePlatform, document.CueBetting}
	for _, f := range dataFiles(t) {
		if f.language == anyLanguage {
			continue
		}
		var has document.CueSet
		for _, e := range f.entries {
			has = has.With(e.class)
		}
		for c := range document.CueClass(document.CueClassCount) {
			if !has.Has(c) && !slices.Contains(optional, c) {
				t.Errorf("%s has no phrase in [%s]", f.language, c)
			}
		}
	}
}

func TestParseErrors(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"no class":      {"read more\n", `1: phrase "read more" stands before any [class]`},
		"unknown class": {"# c\n\n[furniture]\n", `3: unknown cue class "furniture"`},
		"open section":  {"[tags\n", `1: section "[tags" has no closing bracket`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse("xx", c.content)
			if err == nil || err.Error() != c.want {
				t.Errorf("got error %v, want %s", err, c.want)
			}
		})
	}
}

func TestParse(t *testing.T) {
	const content = "# comment\r\n[tags]\r\ntopics:\r\n\n[stopwords]\nthe\n[letters]\näö ß\n"
	got, err := parse("xx", content)
	if err != nil {
		t.Fatal(err)
	}
	want := file{
		language:  "xx",
		entries:   []entry{{"topics:", document.CueTags}},
		stopWords: []string{"the"},
		letters:   []rune("äöß"),
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(file{}, entry{})); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

func TestCompileRefusesLength(t *testing.T) {
	for _, phrase := range []string{"", "\u00ad", strings.Repeat("a", maxSymbols+1)} {
		f := file{language: "xx", entries: []entry{{phrase, document.CueTags}}}
		if err := new(layout).addPhrasebook([]file{f}); err == nil || !strings.Contains(err.Error(), "characters") {
			t.Errorf("phrase of %d bytes: got error %v", len(phrase), err)
		}
	}
}

func TestDigestTellsFilesApart(t *testing.T) {
	if got := Default().Digest(); len(got) != 64 {
		t.Errorf("digest %q is no SHA-256", got)
	}
	_, _, changed, err := readFiles(oneFile("[tags]\ntopics:\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, _, other, err := readFiles(oneFile("[tags]\ntopics\n"))
	if err != nil {
		t.Fatal(err)
	}
	if changed == other {
		t.Error("a changed file has the same digest")
	}
}
