package siterules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// folder is rules by file name.
func folder(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func mustLoad(t testing.TB, files map[string]string) *Set {
	t.Helper()
	s, err := Load(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const related = "remove related: line begins \"Read more:\"\n"

func TestTheDigestIsOfTheRulesAlone(t *testing.T) {
	one := mustLoad(t, map[string]string{"b.rules": "everywhere\n" + related, "de/a.rules": "site a.example\n" + related})
	same := mustLoad(t, map[string]string{"de/a.rules": "site a.example\n" + related, "b.rules": "everywhere\n" + related, "README.md": "Rules.", ".b.rules": "broken", "..data/b.rules": "broken"})
	other := mustLoad(t, map[string]string{"b.rules": "everywhere\n" + related})
	if one.Digest() != same.Digest() || len(one.Digest()) != 16 {
		t.Errorf("digests %s and %s of the same rules", one.Digest(), same.Digest())
	}
	if one.Digest() == other.Digest() {
		t.Error("fewer rules have the same digest")
	}
	travelled, err := FromFiles(one.Files())
	if err != nil || travelled.Digest() != one.Digest() {
		t.Errorf("made of its files the set has the digest %s, %v; want %s", travelled.Digest(), err, one.Digest())
	}
	if want := (Stats{Files: 2, Sites: 1, Rules: 2, ByForm: map[string]int{"rules for text": 2}}); !cmp.Equal(one.Stats(), want) {
		t.Errorf("stats %+v, want %+v", one.Stats(), want)
	}
}

func TestNoRulesAreNoSet(t *testing.T) {
	var none *Set
	if none.Digest() != "" || none.For("a.example", "a-example") != nil || none.Files() != nil || none.Warnings() != nil || none.Stats().Rules != 0 {
		t.Error("a nil set has something")
	}
	none.For("", "").Lines(nil)
	empty := mustLoad(t, nil)
	if empty.Digest() != "" || empty.For("a.example", "") != nil {
		t.Error("an empty set has something")
	}
}

func TestWhichRulesAreForADocument(t *testing.T) {
	s := mustLoad(t, map[string]string{
		"1.rules": "site example.com\n" + related,
		"2.rules": "site news.example.com other.example\n" + related,
		"3.rules": "site bücher.example\n" + related,
		"4.rules": "site paper-example\n" + related,
		"5.rules": "everywhere\n" + related,
	})
	for _, c := range []struct{ host, site, want string }{
		{"example.com", "example-com", "1 5"},
		{"www.example.com", "example-com", "1 5"},
		{"a.news.example.com", "example-com", "2 1 5"},
		{"NEWS.example.com.", "example-com", "2 1 5"},
		{"badexample.com", "badexample-com", "5"},
		{"com", "com", "5"},
		{"bücher.example", "", "3 5"},
		{"xn--bcher-kva.example", "", "3 5"},
		{"", "example-com", "1 5"},
		{"", "other-example", "2 5"},
		{"www.paper.example", "paper-example", "4 5"},
		{"", "paper-example", "4 5"},
		{"", "", "5"},
	} {
		var got []string
		for _, p := range s.For(c.host, c.site).parts {
			got = append(got, strings.TrimSuffix(p.lines.rules[0].where, ".rules:2"))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("host %q, site %q: files %s, want %s", c.host, c.site, got, c.want)
		}
	}
}

func TestAFolderOfLinks(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Mkdir(filepath.Join(dir, "..2026_01_02"), 0o755)) // as a ConfigMap is mounted
	must(os.WriteFile(filepath.Join(dir, "..2026_01_02", "a.rules"), []byte("everywhere\n"+related), 0o644))
	must(os.Symlink("..2026_01_02", filepath.Join(dir, "..data")))
	must(os.Symlink(filepath.Join("..data", "a.rules"), filepath.Join(dir, "a.rules")))
	must(os.Symlink(filepath.Join(dir, "nothing"), filepath.Join(dir, ".#a.rules"))) // as an editor locks a file
	must(os.Symlink(t.TempDir(), filepath.Join(dir, "more")))
	s, err := Load(os.DirFS(dir))
	must(err)
	if got := s.Stats(); got.Files != 1 || got.Rules != 1 {
		t.Errorf("loaded %+v, want one file with one rule", got)
	}
	if got := s.Warnings(); len(got) != 1 || got[0].File != "more" {
		t.Errorf("warnings %v, want one of the link to a folder", got)
	}
	must(os.Symlink("nothing", filepath.Join(dir, "b.rules")))
	if _, err := Load(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "b.rules") {
		t.Errorf("a link to nothing: error %v", err)
	}
}

func TestFilesThatAreNoText(t *testing.T) {
	for text, want := range map[string]string{
		"\xff\xfee\x00":              "a.rules: is UTF-16: save it as UTF-8",
		"everywhere\n# caf\xe9\n":    "a.rules:2: is not UTF-8: save the file as UTF-8",
		"everywhere\n\x00":           "a.rules:2: has a zero byte: it is no text",
		strings.Repeat("#", 9<<20):   "a.rules: has more than 8 MB",
		"\ufeffeverywhere\r\nsite\r": "a.rules:2: names no site: want one such as site example.com",
	} {
		_, err := Load(folder(map[string]string{"a.rules": text}))
		if err == nil || err.Error() != want {
			t.Errorf("%.20q: error %v, want %s", text, err, want)
		}
	}
}

func TestOneBrokenRuleRefusesAll(t *testing.T) {
	s, err := Load(folder(map[string]string{"a.rules": "everywhere\n" + related, "b.rules": "everywhere\nremove\n"}))
	problems, ok := err.(Problems)
	if s != nil || !ok || len(problems) != 1 || problems[0].File != "b.rules" || problems[0].Line != 2 {
		t.Errorf("loaded %v, %v", s, err)
	}
	many := "everywhere\n" + strings.Repeat("foo\n", 500)
	if _, err := Load(folder(map[string]string{"a.rules": many})); strings.Count(err.Error(), "\n") != maxProblems {
		t.Errorf("%d problems are told of, want %d and a last line", strings.Count(err.Error(), "\n"), maxProblems)
	}
}
