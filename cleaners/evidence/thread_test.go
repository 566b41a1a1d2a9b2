package evidence_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsSignedComment(t *testing.T) {
	checkReadings(t, evidence.Block.IsSignedComment, []reading{
		{"Comment by Ada — 3 May 2021 @ 13:10", true},
		{"Comment by Ada — 2021-05-03 13:10", true},
		{"Comment by Ada", false}, // no time
		{"Comment by the 2021 ferry 12", false},
		{"Ada — 3 May 2021 @ 13:10", false},
		{"Comment by Ada — 3 May 2021 at 13:10.", false},
	})
}

func TestIsCommentCount(t *testing.T) {
	checkReadings(t, evidence.Block.IsCommentCount, []reading{
		{"59 comments: “Ferry to run all night”", true},
		{"59 comments “Ferry to run all night”", true},
		{"59 comments on “Ferry to run all night”", true},
		{"59 comments on the ferry and “nothing else”", false},
		{"59 comments: Ferry to run all night", false},
		{"59 comments", false},
		{"Comments: “Ferry to run all night”", false},
		{"59 of 60 comments: “Ferry to run all night”", false},
		{"59 ferries to run all night", false},
	})
}

func TestThread(t *testing.T) {
	body := []string{ferry, mayor}
	said := []string{
		"Ada", "3 May 2021 13:10", "I took it and it was late again.",
		"Tom", "3 May 2021 14:25", "Nobody asked us about any of it.",
		"Kim", "4 May 2021 09:05", "The bridge was better than this.",
	}
	cases := []struct {
		name       string
		paragraphs []string
		want       evidence.Thread
	}{
		{"below a header", slices.Concat(body, []string{"3 comments", "Ada", "3 hours ago", "It was late again.", "Reply"}), evidence.Thread{Header: 2, End: 7}},
		{"below a count of them", slices.Concat(body, []string{"59 comments: “Ferry to run all night”", "Ada", "3 hours ago", "It was late again."}), evidence.Thread{Header: 2, End: 6}},
		{"signed comments", slices.Concat(body, []string{"Comment by Ada — 3 May 2021 @ 13:10", "It was late again."}), evidence.Thread{Header: 2, End: 4}},
		{"up to a list of articles", slices.Concat(body, []string{"3 comments", "Ada", "3 hours ago", "It was late again.", "Related Articles", "Bridge to close"}), evidence.Thread{Header: 2, End: 6}},
		{"up to the page's rights", slices.Concat(body, []string{"3 comments", "Ada", "3 hours ago", "It was late again.", "© 2021 Harbour Courier. All rights reserved."}), evidence.Thread{Header: 2, End: 6}},
		{"without the beat of a thread", slices.Concat(body, []string{"3 comments", "Bridge to close", budget}), evidence.Thread{}},
		{"before the article", slices.Concat([]string{"3 comments", "Ada", "3 hours ago"}, body), evidence.Thread{}},
		{"readers in turn, without a header", slices.Concat(body, said), evidence.Thread{Header: 2, End: 11}},
		{"too few of them", slices.Concat(body, said[:6]), evidence.Thread{}},
		{"in turn below a line of comments", slices.Concat(body, []string{"Leave a comment if you like"}, said), evidence.Thread{Header: 2, End: 12}},
		{"the times of a live blog", slices.Concat(body, []string{
			"Live", "3 May 2021 13:10", "It is late again.", "Live", "3 May 2021 14:25", "It is here.", "Live", "3 May 2021 15:00", "It left.",
		}), evidence.Thread{}},
		{"headlines with times", slices.Concat(body, []string{
			"Bridge to close", "3 May 2021 13:10", "Tower to open", "3 May 2021 14:25", "Market moves", "3 May 2021 15:00", "Ferry to run",
		}), evidence.Thread{}},
		{"long ones, each with its writer and minute below", slices.Concat(body, []string{
			"2 comments", budget, mayor, budget, mayor, "by Ada Lee on November 9, 2010 at 6:10 am. Reply", budget, mayor, budget, "by Tom on November 10, 2010 at 11:32 pm. Reply",
		}), evidence.Thread{Header: 2, End: 12}},
		{"counted above the article", slices.Concat([]string{"Ferry to run all night", "Ferry news and weather, all day and every day of the year.", "More of it is to be had in our pages on the harbour.", "Comments: 18"}, body, []string{budget, "Comments (18)", "Ada says: 3 hours ago", "It was late again.", "Reply"}), evidence.Thread{Header: 7, End: 11}},
		{"no comments yet", slices.Concat(body, []string{"0 comments", "Ada", "3 May 2021 13:10", mayor, "Tom", "3 May 2021 14:25", budget}), evidence.Thread{}},
		{"none", body, evidence.Thread{}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, textOf(t, c.paragraphs...).Thread()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestCommentsAreInAZoneAndNoBody(t *testing.T) {
	l := textOf(t, ferry, mayor, "3 comments", "Ada", "3 hours ago", "I took the ferry this morning, and it was late once again.", "Reply")
	for i := range l.Blocks {
		if got, want := l.At(i).InZone(), i >= 2; got != want {
			t.Errorf("%q is in a zone: %v", l.Of(i), got)
		}
	}
	if l.IsBodyAt(5) || l.LastBody() != 1 {
		t.Errorf("a comment is the body's (last paragraph %d)", l.LastBody())
	}
}
