package rulesets

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline"
)

const (
	good   = "site courier.example\nremove promo: line equals \"Read our app\"\n"
	better = good + "remove promo: line equals \"And our letter\"\n"
	broken = "site courier.example\nremove everything\nand more\nand more\nand more\n"
)

// following is a follower of which all is noted.
type following struct {
	*Follower
	said  strings.Builder
	taken []string // "digest revision files"
	wrong int
}

func (f *following) RulesTaken(digest string, revision uint64, at time.Time, files int) {
	f.taken = append(f.taken, fmt.Sprintf("%s %d %d", digest, revision, files))
}

func (f *following) RulesRefused() { f.wrong++ }

func follow(source Source) *following {
	f := new(following)
	f.Follower = NewFollower(source, Options{Log: slog.New(slog.NewTextHandler(&f.said, nil)), Observer: f})
	return f
}

func (f *following) wants(t *testing.T, digest, refused string) {
	t.Helper()
	state, _ := f.State()
	if state.Digest != digest || (state.Refused == "") != (refused == "") || !strings.Contains(state.Refused, refused) {
		t.Errorf("in force is %q, refused %q; want %q and %q", state.Digest, state.Refused, digest, refused)
	}
}

// logged wants the log to have so many lines, the last with a text, and forgets them.
func (f *following) logged(t *testing.T, lines int, last string) {
	t.Helper()
	said := f.said.String()
	f.said.Reset()
	all := strings.Split(strings.TrimSpace(said), "\n")
	if said == "" {
		all = nil
	}
	if len(all) != lines || lines > 0 && !strings.Contains(all[lines-1], last) {
		t.Errorf("%d lines were logged, want %d, the last with %q:\n%s", len(all), lines, last, said)
	}
}

func digestOf(t *testing.T, files map[string][]byte) string {
	t.Helper()
	set, err := siterules.FromFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	return set.Digest()
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAFolderIsTakenWhenItHasSettled changes a folder as an editor does, and as a disk
// that goes away does.
func TestAFolderIsTakenWhenItHasSettled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rules")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "a.rules", good)
	write(t, dir, "README", "no rules")
	first, second := digestOf(t, map[string][]byte{"a.rules": []byte(good)}), digestOf(t, map[string][]byte{"a.rules": []byte(better)})
	f := follow(NewFolder(dir))
	if err := f.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wants(t, first, "")
	f.logged(t, 1, "in force")

	write(t, dir, "a.rules", better[:len(better)-3])
	f.Look(t.Context())
	write(t, dir, "a.rules", better)
	f.Look(t.Context())
	f.wants(t, first, "")
	f.Look(t.Context())
	f.wants(t, second, "")
	f.logged(t, 1, second)

	write(t, dir, "a.rules", broken)
	for range 5 {
		f.Look(t.Context())
	}
	f.wants(t, second, "a.rules:2")
	f.logged(t, 1, "and 1 more")

	write(t, dir, "a.rules", better)
	f.Look(t.Context())
	f.Look(t.Context())
	f.wants(t, second, "")
	f.logged(t, 1, "in force")

	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		f.Look(t.Context())
	}
	f.wants(t, second, "")
	f.logged(t, 1, "can't be looked at")
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	f.Look(t.Context())
	f.logged(t, 1, "again")
	if f.wrong != 1 {
		t.Errorf("%d refusals were told of, want 1", f.wrong)
	}
}

// TestAConfigMapIsReadOnce has a folder as Kubernetes mounts one, and replaces it as
// that does.
func TestAConfigMapIsReadOnce(t *testing.T) {
	dir := t.TempDir()
	for version, text := range []string{good, better} {
		name := fmt.Sprintf("..v%d", version)
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), "a.rules", text)
	}
	point := func(to string) {
		if err := errors.Join(os.Symlink(to, filepath.Join(dir, "..new")), os.Rename(filepath.Join(dir, "..new"), filepath.Join(dir, "..data"))); err != nil {
			t.Fatal(err)
		}
	}
	point("..v0")
	if err := os.Symlink("..data/a.rules", filepath.Join(dir, "a.rules")); err != nil {
		t.Fatal(err)
	}
	folder := NewFolder(dir)
	v, err := folder.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]byte{"a.rules": []byte(good)}, v.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	point("..v1")
	for range 2 {
		if v, err = folder.Current(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(map[string][]byte{"a.rules": []byte(better)}, v.Files); diff != "" {
		t.Errorf("files after the change (-want +got):\n%s", diff)
	}
}

// told is a source that returns what it is told to.
type told struct {
	v       *Version
	err     error
	earlier []*Version // newest first
}

func (s *told) Current(context.Context) (*Version, error) { return s.v, s.err }
func (s *told) String() string                            { return "a store" }

func (s *told) Before(_ context.Context, revision uint64) (*Version, error) {
	for _, v := range s.earlier {
		if v.Revision < revision {
			return v, nil
		}
	}
	return nil, ErrNone
}

func version(revision uint64, text string) *Version {
	return &Version{Revision: revision, Files: map[string][]byte{"a.rules": []byte(text)}}
}

// TestABrokenVersionLeavesWhatIsThere begins with what may be at a start, and goes on.
func TestABrokenVersionLeavesWhatIsThere(t *testing.T) {
	away := errors.New("the server is away")
	digest := digestOf(t, map[string][]byte{"a.rules": []byte(good)})
	for _, c := range []struct {
		name    string
		source  told
		fails   string
		digest  string
		refused string
	}{
		{"rules", told{v: version(3, good)}, "", digest, ""},
		{"none", told{err: ErrNone}, "", "", ""},
		{"away", told{err: away}, "away", "", ""},
		{"broken alone", told{v: version(3, broken)}, "a.rules:2", "", "a.rules:2"},
		{"broken after others", told{v: version(9, broken), earlier: []*Version{version(8, broken), version(5, good), version(4, better)}}, "", digest, "a.rules:2"},
		{"unreadable", told{err: &BrokenError{9, errors.New("no manifest")}, earlier: []*Version{version(5, good)}}, "", digest, "no manifest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := follow(&c.source)
			if err := f.Begin(t.Context()); (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("it begins with %v, want %q", err, c.fails)
			}
			f.wants(t, c.digest, c.refused)
			f.said.Reset()
			if c.refused != "" {
				f.Look(t.Context()) // finds the same
				f.logged(t, 0, "")
			}
			c.source.v, c.source.err = version(11, better), nil
			f.Look(t.Context())
			f.wants(t, digestOf(t, map[string][]byte{"a.rules": []byte(better)}), "")
			c.source.err = ErrNone // somebody deleted it
			f.said.Reset()
			f.Look(t.Context())
			f.Look(t.Context())
			f.wants(t, digestOf(t, map[string][]byte{"a.rules": []byte(better)}), "")
			f.logged(t, 1, "can't be looked at")
		})
	}
}

// TestABrokenVersionBehindALateStart has a source that is away in the beginning, and is
// found broken: what was in force before is taken as at a start.
func TestABrokenVersionBehindALateStart(t *testing.T) {
	digest := digestOf(t, map[string][]byte{"a.rules": []byte(good)})
	for name, found := range map[string]told{
		"broken":     {v: version(9, broken)},
		"unreadable": {err: &BrokenError{9, errors.New("no manifest")}},
	} {
		source := told{err: errors.New("the server is away"), earlier: []*Version{version(8, broken), version(5, good)}}
		f := follow(&source)
		if err := f.Begin(t.Context()); err == nil {
			t.Errorf("%s: it begins without its source", name)
		}
		source.v, source.err = found.v, found.err
		f.Look(t.Context())
		state, _ := f.State()
		if state.Digest != digest || state.Revision != 5 || state.RefusedNumber != 9 {
			t.Errorf("%s: %+v, want revision 5 in force and 9 refused", name, state)
		}
	}
}

// TestADocumentIsCleanedUnderOneSetWhole cleans on many goroutines while the rules
// change back and forth: every document has what its digest says.
func TestADocumentIsCleanedUnderOneSetWhole(t *testing.T) {
	base := cleaners.Must(cleaners.New())
	source := &told{err: ErrNone}
	f := follow(source)
	if err := f.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	engine := f.Engine(func(s *siterules.Set) pipeline.Engine { return base.With(s) })
	raw := document.Raw{
		URL:     "https://www.courier.example/1",
		Content: []byte("The council met on Monday and voted for the new bridge over the river.\n\nRead our app\n\nAnd our letter\n\nThe mayor said that work would begin in spring, and end within two years.\n"),
	}
	want := make(map[string]string) // digest → text
	for _, text := range []string{"", good, better} {
		set, err := siterules.FromFiles(map[string][]byte{"a.rules": []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		clean, err := base.With(set).Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		want[clean.Digest] = fmt.Sprint(clean.Paragraphs)
	}
	if len(want) != 3 {
		t.Fatalf("%d digests, want 3", len(want))
	}
	stop := make(chan struct{})
	var cleaning sync.WaitGroup
	for range 4 {
		cleaning.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				clean, err := engine.CleanRecalling(raw, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if text, known := want[clean.Digest]; !known || text != fmt.Sprint(clean.Paragraphs) {
					t.Errorf("a document of digest %s has %v", clean.Digest, clean.Paragraphs)
					return
				}
			}
		})
	}
	for n := range uint64(200) {
		source.err = nil
		source.v = version(n+1, []string{good, better, broken}[n%3])
		f.Look(t.Context())
	}
	close(stop)
	cleaning.Wait()
}

func TestChanges(t *testing.T) {
	before := map[string]int{"a": 1, "b": 1, "c": 1}
	after := map[string]int{"a": 1, "b": 2, "d": 1}
	want := []Change{{"b", '~'}, {"c", '-'}, {"d", '+'}}
	if diff := cmp.Diff(want, Changes(before, after, func(a, b int) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFileNamesStayInTheFolder(t *testing.T) {
	for name, fits := range map[string]bool{"a.rules": true, "de/a.txt": true, "../a": false, "/a": false, ".": false, "a/../b": false, `a\b`: false, "a\nb": false, "": false} {
		if err := CheckFile(name, 1); (err == nil) != fits {
			t.Errorf("%q: %v", name, err)
		}
	}
}
