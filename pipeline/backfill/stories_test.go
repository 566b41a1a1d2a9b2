package backfill

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/pipeline/record"
)

// words returns a text of so many words that no other number shares.
func words(number, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "w%dx%d ", number, i)
	}
	return b.String()
}

func cleanLine(t *testing.T, id, published, text string) string {
	t.Helper()
	line, err := record.Clean{Schema: record.CleanSchema, ID: id, Published: published, Text: text}.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(line) + "\n"
}

// storyLines has one story of four documents, of which the earliest comes last,
// and two of one.
func storyLines(t *testing.T) []string {
	wire := words(1, 300)
	return []string{
		cleanLine(t, "alone", "2026-03-01", words(2, 200)),
		cleanLine(t, "whole", "2026-03-02T12:00:00Z", wire),
		cleanLine(t, "cut", "2026-03-03", wire[:len(wire)/2]),
		cleanLine(t, "stub", "", "Too short."),
		cleanLine(t, "twin", "2026-03-04", strings.ReplaceAll(wire, " ", ", ")),
		cleanLine(t, "mixed", "", wire[:len(wire)/2]+words(3, 80)),
		cleanLine(t, "first", "2026-03-01T08:00:00+01:00", wire+words(4, 20)),
	}
}

// marks returns what is written of each document, in one line.
func marks(t *testing.T, jsonl string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for line := range strings.Lines(jsonl) {
		var doc record.Clean
		if err := json.Unmarshal([]byte(line), &doc); err != nil {
			t.Fatal(err)
		}
		all[doc.ID] = "-"
		if d := doc.Duplicates; d != nil {
			all[doc.ID] = fmt.Sprintf("%s of %q, %.0f%% in it", d.Representative, d.Of, 100*d.Within)
			if d.Cluster != record.ClusterOf(d.Representative) {
				t.Errorf("%s is in cluster %s", doc.ID, d.Cluster)
			}
		}
	}
	return all
}

// markStories runs the third pass over documents that the second left.
func markStories(ctx context.Context, t *testing.T, lines string, separate bool) (folder, StoryResult, error) {
	t.Helper()
	f := newFolder(t, nil)
	o, err := Options{Out: f.path("out.jsonl"), Stories: &StoryOptions{Separate: separate}}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(spoolName(o.Out), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	r := &run{Options: o, show: newShow(&o)}
	defer r.show.end()
	err = r.thirdPass(ctx)
	return f, r.result.Stories, err
}

func TestDocumentsAreMarkedInAnyOrder(t *testing.T) {
	want := map[string]string{
		"alone": "-", "stub": "-", "first": `first of "", 0% in it`, "whole": `first of "", 100% in it`,
		"cut": `first of "", 100% in it`, "twin": `first of "whole", 100% in it`, "mixed": "",
	}
	lines := storyLines(t)
	for try := range 20 {
		rand.New(rand.NewPCG(uint64(try), 0)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		f, result, err := markStories(t.Context(), t, strings.Join(lines, ""), false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(StoryResult{Documents: 7, Stories: 1, Copies: 4}, result); diff != "" {
			t.Errorf("result (-want +got):\n%s", diff)
		}
		got := marks(t, f.read("out.jsonl"))
		if !strings.HasPrefix(got["mixed"], `first of "", `) {
			t.Errorf("mixed: %s", got["mixed"])
		}
		got["mixed"] = ""
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("in the order %d (-want +got):\n%s", try, diff)
		}
	}
}

func TestCopiesCanBeSeparated(t *testing.T) {
	f, result, err := markStories(t.Context(), t, strings.Join(storyLines(t), ""), true)
	if err != nil || result.Separated != 3 || len(result.CopiesTo) != 1 || result.CopiesTo[0].Name != f.path("out.copies.jsonl") {
		t.Fatalf("%+v, %v", result, err)
	}
	kept, copies := marks(t, f.read("out.jsonl")), marks(t, f.read("out.copies.jsonl"))
	for _, id := range []string{"alone", "stub", "first", "mixed"} {
		if _, there := kept[id]; !there {
			t.Errorf("%s is not kept", id)
		}
	}
	for _, id := range []string{"whole", "cut", "twin"} {
		if _, there := copies[id]; !there {
			t.Errorf("%s is not among the copies", id)
		}
	}
}

// TestOneSitesDocumentsAreSeparatedByTheirVeryWordsAlone has two short reports of
// one site with the same long notice below them, which are two articles, and the
// second once more on another site.
func TestOneSitesDocumentsAreSeparatedByTheirVeryWordsAlone(t *testing.T) {
	const notice = 7
	on := func(site, id, published string, n, own int) string {
		text := words(n, own) + " " + words(notice, 300)
		line, err := record.Clean{Schema: record.CleanSchema, ID: id, Site: site, Published: published, Text: text}.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		return string(line) + "\n"
	}
	lines := []string{
		on("courier", "first", "2026-03-01T10:00:00Z", 1, 20),
		on("courier", "second", "2026-03-02T10:00:00Z", 2, 20),
		on("courier", "again", "2026-03-02T11:00:00Z", 2, 20),
		on("herald", "elsewhere", "2026-03-03T10:00:00Z", 2, 18),
	}
	f, _, err := markStories(t.Context(), t, strings.Join(lines, ""), true)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for id := range marks(t, f.read("out.jsonl")) {
		left = append(left, id)
	}
	slices.Sort(left)
	if diff := cmp.Diff([]string{"first", "second"}, left); diff != "" {
		t.Errorf("documents that are left (-want +got):\n%s", diff)
	}
}

// TestPagesOfOneSiteAreNotOneStory has two articles of one site with the same long
// notice, and a copy of the second on another site, which was fetched in the same
// week and states no date; the same of another year is no copy.
func TestPagesOfOneSiteAreNotOneStory(t *testing.T) {
	on := func(site, id, published, fetched string, own int, beside ...int) string {
		text := words(own, 120)
		for _, n := range beside {
			text += "\n\n" + words(n, 300)
		}
		line, err := record.Clean{Schema: record.CleanSchema, ID: id, Site: site, Published: published, FetchedAt: fetched, Text: text}.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		return string(line) + "\n"
	}
	f, _, err := markStories(t.Context(), t, on("courier", "first", "2026-03-01", "", 1, 7)+
		on("courier", "second", "2026-03-02", "", 2, 7)+
		on("herald", "copy", "", "2026-03-04T10:00:00Z", 2, 8)+
		on("gazette", "old", "", "2025-03-04T10:00:00Z", 2, 9), true)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"first": "-", "second": `second of "", 0% in it`, "copy": `second of "", 25% in it`, "old": "-",
	}
	if diff := cmp.Diff(want, marks(t, f.read("out.jsonl"))); diff != "" {
		t.Errorf("marks, of all documents: none is put aside (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeMarkedIsNamed(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, c := range map[string]struct {
		ctx  context.Context
		text string
		want string
	}{
		"not JSON":      {t.Context(), cleanLine(t, "a", "", words(1, 60)) + "{\n", ".zst:2: "},
		"not a clean":   {t.Context(), `{"schema": "winnow.raw.v1", "id": "x"}` + "\n", ".zst:1: "},
		"told to stop":  {stopped, cleanLine(t, "a", "", words(1, 60)), "canceled"},
		"a line by who": {t.Context(), `{"schema": "winnow.clean.v1", "id": "x", "text": ""}` + "\n", ".zst:1: "},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, err := markStories(c.ctx, t, c.text, false)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("marking = %v, want %q in it", err, c.want)
			}
			if _, err := os.Stat(f.path("out.jsonl")); err == nil {
				t.Error("there is a file all the same")
			}
		})
	}
}

// TestACopyTakesNoOtherDocumentOfItsIDAside has an id twice: an article that
// nothing else has, and a copy of another.
func TestACopyTakesNoOtherDocumentOfItsIDAside(t *testing.T) {
	own := words(5, 300)
	for _, lines := range [][]string{
		{cleanLine(t, "twice", "2026-03-05", own), cleanLine(t, "first", "2026-03-01", words(1, 300)), cleanLine(t, "twice", "2026-03-04", words(1, 300))},
		{cleanLine(t, "first", "2026-03-01", words(1, 300)), cleanLine(t, "twice", "2026-03-04", words(1, 300)), cleanLine(t, "twice", "2026-03-05", own)},
	} {
		f, _, err := markStories(t.Context(), t, strings.Join(lines, ""), true)
		if err != nil {
			t.Fatal(err)
		}
		if kept := f.read("out.jsonl"); !strings.Contains(kept, strings.TrimSpace(own)) {
			t.Errorf("the article is not kept: %.300s", kept)
		}
	}
}
