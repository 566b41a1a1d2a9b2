package evidence_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

// anyOrder compares repeats, which come in no order that matters.
var anyOrder = cmpopts.SortSlices(func(a, b evidence.Repeat) bool { return a.Block < b.Block })

func TestRepeats(t *testing.T) {
	const zh = "渡轮将从春季开始每十分钟开往该岛，该市表示，没有人会被切断联系。"
	near := strings.Replace(ferry, "said, and nobody", "said, so nobody", 1)
	cases := []struct {
		name       string
		paragraphs []string
		want       []evidence.Repeat
	}{
		{"nothing twice", []string{ferry, mayor, budget}, nil},
		{"one paragraph", []string{ferry}, nil},
		{"word for word", []string{ferry, mayor, ferry}, []evidence.Repeat{{Block: 2, Of: 0, Exact: true}}},
		{"three times", []string{ferry, mayor, ferry, budget, ferry}, []evidence.Repeat{{Block: 2, Of: 0, Exact: true}, {Block: 4, Of: 0, Exact: true}}},
		{"case and marks apart", []string{ferry, mayor, strings.ToUpper(ferry)}, []evidence.Repeat{{Block: 2, Of: 0, Exact: true}}},
		{"nearly", []string{ferry, mayor, near}, []evidence.Repeat{{Block: 2, Of: 0}}},
		{"within an earlier one", []string{budget + " " + ferry, mayor, budget}, []evidence.Repeat{{Block: 2, Of: 0, Within: true}}},
		{"within a later one", []string{budget, mayor, ferry + " " + budget}, []evidence.Repeat{{Block: 0, Of: 2, Within: true}}},
		{"within one, but for a credit", []string{mayor, budget + " Photo: Ada Lee", ferry + " " + budget}, []evidence.Repeat{{Block: 1, Of: 2, Within: true}}},
		{"within one, but for a name", []string{budget + " Ada Lee voted.", mayor, ferry + " " + budget}, nil},
		{"in Chinese", []string{zh, mayor, zh}, []evidence.Repeat{{Block: 2, Of: 0, Exact: true}}},
		{"a question", []string{"Will the ferry to the island run every ten minutes from next spring on?", mayor, "Will the ferry to the island run every ten minutes from next spring on?"}, nil},
		{"fewer than a dozen words", []string{"The ferry to the island will run all night.", mayor, "The ferry to the island will run all night."}, nil},
		{"entries of a list that are alike", []string{"- " + ferry, "- " + near, mayor}, nil},
		{"the copy in a list of articles leaves", []string{budget, "Related Articles", "Bridge to close for a year", "3 hours ago", ferry, "Comments", mayor, ferry}, []evidence.Repeat{{Block: 4, Of: 7, Exact: true}}},
	}
	for _, c := range cases {
		got := textOf(t, c.paragraphs...).Repeats()
		if diff := cmp.Diff(c.want, got, anyOrder, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTheCopyBesideTheArticleIsTheRepeat(t *testing.T) {
	const article = "<article><p>" + mayor + "</p><p>" + ferry + "</p></article>"
	for _, aside := range []string{"aside", "figure", "footer", "nav", "form"} {
		page := fmt.Sprintf("<%s><p>%s</p></%[1]s>%[3]s", aside, ferry, article)
		want := []evidence.Repeat{{Block: 0, Of: 2, Exact: true}}
		if diff := cmp.Diff(want, pageOf(t, page).Repeats()); diff != "" {
			t.Errorf("<%s> (-want +got):\n%s", aside, diff)
		}
	}
}

func TestTheEntryInTheContentsIsTheRepeat(t *testing.T) {
	heading := strings.TrimSuffix(ferry, ".")
	l := pageOf(t, `<ul><li><a href="#f">`+heading+"</a></li></ul><p>"+mayor+`</p><h2 id="f">`+heading+"</h2><p>"+budget+"</p>")
	want := []evidence.Repeat{{Block: 0, Of: 2, Exact: true}}
	if diff := cmp.Diff(want, l.Repeats()); diff != "" {
		t.Errorf("repeats (-want +got):\n%s", diff)
	}
}

func TestTablesAndCodeRepeatOnPurpose(t *testing.T) {
	for _, page := range []string{
		"<pre>" + ferry + "</pre><p>" + mayor + "</p><pre>" + ferry + "</pre>",
		"<table><tr><td>" + ferry + "</td><td>1</td></tr></table><p>" + mayor + "</p><table><tr><td>" + ferry + "</td><td>2</td></tr></table>",
	} {
		if got := pageOf(t, page).Repeats(); len(got) != 0 {
			t.Errorf("%s repeats %v", page, got)
		}
	}
}

func TestARepeatMayBeAdjacent(t *testing.T) {
	for r, want := range map[evidence.Repeat]bool{
		{Block: 3, Of: 2}: true, {Block: 2, Of: 3}: true, {Block: 4, Of: 2}: false, {Block: 0, Of: 2}: false,
	} {
		if got := r.Adjacent(); got != want {
			t.Errorf("%+v: got %v, want %v", r, got, want)
		}
	}
}

// TestASearchServesManyDocuments holds one search's memory against a new one for
// each document.
func TestASearchServesManyDocuments(t *testing.T) {
	var search evidence.RepeatSearch
	for _, paragraphs := range [][]string{
		{ferry, mayor, ferry}, {mayor, ferry, budget}, {budget}, {ferry, mayor, mayor, ferry, budget, ferry}, {budget, mayor, ferry + " " + budget},
	} {
		want := textOf(t, paragraphs...).Repeats()
		l := textOf(t, paragraphs...)
		l.Search = &search
		if diff := cmp.Diff(want, l.Repeats(), anyOrder, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-new search +the same search):\n%s", paragraphs, diff)
		}
		words := search.Words()
		search.Release()
		if words == 0 || search.Words() != words {
			t.Errorf("released, a search has memory for %d words, before for %d", search.Words(), words)
		}
	}
}

// TestTheSmallestOfAWindow holds what is picked of a window to a walk over it.
func TestTheSmallestOfAWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sums := rapid.SliceOfN(rapid.Uint64Range(0, 5), 4, 12).Draw(t, "sums")
		at := rapid.IntRange(3, len(sums)-1).Draw(t, "at")
		want := at - 3
		for i := at - 2; i <= at; i++ {
			if sums[i] <= sums[want] {
				want = i
			}
		}
		if got := evidence.Smallest(sums, at); got != want {
			t.Fatalf("the smallest of %v up to %d is at %d, want %d", sums, at, got, want)
		}
	})
}
