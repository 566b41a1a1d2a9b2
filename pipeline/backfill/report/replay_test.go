package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/replay"
)

func aReplay() *replay.Report {
	count := func(whole, parts, letters int) replay.Count {
		return replay.Count{Whole: whole, Parts: parts, Letters: letters}
	}
	return &replay.Report{
		Schema: replay.Schema, Old: record.Build{Version: "1.2", Rules: "0123456789abcdef"}, New: record.Build{Version: "1.2", Rules: "fedcba9876543210"},
		Documents: replay.Documents{All: 1200, Changed: 14, Refused: 1, RefusedBefore: 1, RefusedBoth: 3, Unread: 2, Otherwise: 1, ByWords: 1200},
		Letters:   replay.Letters{Old: 400_000, New: 399_100, Lost: 1300, Gained: 400}, Lost: count(2, 1, 900), Gained: count(1, 0, 400), Moved: count(0, 3, 120),
		Kinds: map[string]*replay.Both{"related": {Lost: count(2, 1, 900)}, "caption": {Gained: count(1, 0, 400)}},
		Rules: map[string]*replay.RuleReport{
			"site/strip": {Both: replay.Both{Lost: count(2, 1, 900)}, From: count(0, 3, 120)}, "captions/trailing-credit": {Both: replay.Both{Gained: count(1, 0, 400)}, To: count(0, 3, 120)},
		},
		Sites:  map[string]*replay.SiteReport{"harbour-example": {Changed: 12, Lost: 900, Gained: 400}, "新聞-example": {Changed: 2}},
		Fields: map[string]int{"title": 2, "byline": 1},
		Losses: []replay.Change{
			{ID: "a" + hostile, URL: "javascript:alert(1)", Site: "harbour-example", Text: hostile + " The ferry is late.\nIt leaves at five.", Cut: 30, Letters: 700, Whole: true, Kind: "related", Rule: "site/strip", Note: "rules/harbour.example.txt:3", Score: 0.95},
			{ID: "b1", URL: "https://www.harbour.example/b1", Site: "新聞-example", Text: "港口很安靜。", Letters: 200},
		},
		Gains:        []replay.Change{{ID: "b1", URL: "https://www.harbour.example/b1", Site: "新聞-example", Text: "The pier. Picture: Ada Lee", Letters: 400, Kind: "caption", Rule: "captions/trailing-credit", Score: 0.99}},
		FieldChanges: []replay.FieldChange{{ID: "b1", Field: "title", Old: "The old pier", New: hostile}},
		Refusals:     []replay.Refusal{{ID: "c3", By: "new", Letters: 400, Refused: replay.Refused{Reason: "listing", Error: hostile}}},
		Changed:      []replay.ChangedDocument{{ID: "a", URL: "https://www.harbour.example/a?x=" + hostile, Site: "harbour-example", Lost: 700}, {ID: "b1", Site: "新聞-example", Gained: 400, Fields: []string{"title"}}, {ID: "c3", RefusedBy: "new", Lost: 400}},
	}
}

func TestReplayForPeople(t *testing.T) {
	var table, page bytes.Buffer
	if err := errors.Join(ReplayTable(&table, aReplay(), 100), WriteReplayHTML(&page, aReplay(), "winnow replay: the stream WINNOW_RAW")); err != nil {
		t.Fatal(err)
	}
	golden(t, "replay.txt", table.String())
	golden(t, "replay.html", page.String())
	fitsTheTerminal(t, table.String(), 100)
	escapes(t, page.String())
}

func TestAReplayWithoutChanges(t *testing.T) {
	var table, page bytes.Buffer
	if err := errors.Join(ReplayTable(&table, &replay.Report{}, 80), WriteReplayHTML(&page, &replay.Report{}, "x")); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(table.String(), "By rule") || !strings.Contains(page.String(), "None comes out otherwise.") {
		t.Errorf("the table is %s", table.String())
	}
}
