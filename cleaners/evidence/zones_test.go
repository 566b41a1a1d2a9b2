package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsRelatedHeader(t *testing.T) {
	checkReadings(t, evidence.Block.IsRelatedHeader, []reading{
		{"Related Articles", true},
		{"RELATED ARTICLES:", true},
		{"Most Read", true},
		{"More from Opinion", true},
		{"More from the harbour of old", false}, // no name
		{"Related Articles.", false},            // a sentence
		{"Ferry to run all night", false},
		{"Related articles, and all that has been said of them", false},
	})
}

// A zone as a test states it: what the blocks at its ends say, and its summaries.
type zone struct {
	Header, Last string
	Summary      []string
}

func zonesOf(l *evidence.Layout) (zones []zone) {
	for _, z := range l.Zones() {
		zones = append(zones, zone{l.Of(z.Header), l.Of(z.End - 1), textsOf(l, z.Summary...)})
	}
	return zones
}

func TestZones(t *testing.T) {
	const header, bridge, tower, market, ago = "Related Articles", "Bridge to close for a whole year", "Tower to open its doors in spring", "Market moves to the northern bank", "3 hours ago"
	const bridgeText = "The harbour bridge closes for a year from spring, so that its cables can be replaced."
	const towerText = "The tower at the mouth of the harbour opens its doors for the first time in a century."
	const marketText = "The market moves to the northern bank, where there is more room for all of its stalls."
	cases := []struct {
		name       string
		paragraphs []string
		want       []zone
	}{
		{"no header", []string{ferry, bridge, tower, market}, nil},
		{"a header's zone, to the end", []string{ferry, header, bridge, tower}, []zone{{header, tower, nil}}},
		{"a header alone, at the end", []string{ferry, mayor, header}, []zone{{header, header, nil}}},
		{"a header alone, above the body", []string{ferry, header, mayor, budget}, nil},
		{"a header before any paragraph", []string{header, bridge, tower, ferry, mayor}, nil},
		{"the body returns", []string{ferry, header, bridge, tower, mayor, budget}, []zone{{header, tower, nil}}},
		{"below a sub-heading of its own", []string{ferry, header, bridge, tower, "A new start", mayor, budget}, []zone{{header, tower, nil}}},
		{"below a heading of its own", []string{ferry, header, bridge, tower, "## Where all of the island's ferries go", mayor, budget}, []zone{{header, tower, nil}}},
		{"a headline that asks", []string{ferry, header, "Will the bridge really close for a whole year?", tower}, []zone{{header, tower, nil}}},
		{"another part of the page", []string{ferry, header, bridge, tower, "Comments", "Ada", "Nice"}, []zone{{header, tower, nil}}},
		{"two zones", []string{ferry, header, bridge, mayor, budget, "Most Read", tower, market}, []zone{{header, bridge, nil}, {"Most Read", market, nil}}},
		{
			"summaries below times", []string{ferry, header, bridge, ago, bridgeText, tower, ago, towerText, market},
			[]zone{{header, market, []string{bridgeText, towerText}}},
		},
		{
			"summaries in the rhythm of cards, but for the last, which no card follows",
			[]string{ferry, header, bridge, bridgeText, tower, towerText, market, marketText},
			[]zone{{header, towerText, []string{bridgeText, towerText}}},
		},
		{
			"a job below the headline that reads as a header",
			[]string{"Bridge to close for a whole year", ferry, tower, "Bridge to close for a whole year", "Ada Lee", "Breaking News Intern", ago, bridgeText, mayor},
			[]zone{{"Breaking News Intern", ago, nil}},
		},
		{
			"one card with all that there is to read is the article", []string{"News from all over the island today", ferry, header, bridge, ago, bridgeText, towerText, marketText},
			[]zone{{header, ago, nil}},
		},
		{
			"out of the rhythm the body returns", []string{ferry, header, bridge, bridgeText, tower, market, mayor, budget},
			[]zone{{header, bridge, nil}},
		},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, zonesOf(textOf(t, c.paragraphs...))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAZoneOfAPageHasLinks(t *testing.T) {
	const before, behind = "<p>" + ferry + "</p><h2>Recommended</h2><ul>", "</ul>"
	linked := pageOf(t, before+`<li><a href="/bridge">Bridge to close for a year</a></li><li><a href="/tower">Tower to open in spring</a></li>`+behind)
	if diff := cmp.Diff([]zone{{"Recommended", "Tower to open in spring", nil}}, zonesOf(linked)); diff != "" {
		t.Errorf("a list of links (-want +got):\n%s", diff)
	}
	bare := pageOf(t, before+"<li>Eight gigabytes of memory</li><li>Sixteen for the island</li>"+behind)
	if diff := cmp.Diff([]zone(nil), zonesOf(bare)); diff != "" {
		t.Errorf("a list without a link (-want +got):\n%s", diff)
	}
}

func TestAZoneOfAPageEndsAboveAHeadingElsewhere(t *testing.T) {
	l := pageOf(t, "<article><p>"+ferry+`</p><div class="box"><h3>Related Articles</h3><h4><a href="/b">Bridge to close for a year</a></h4><h4><a href="/t">Tower to open in spring</a></h4></div>`+
		"<h2>Where all of the island's ferries go</h2><p>"+mayor+"</p><p>"+budget+"</p></article>")
	if diff := cmp.Diff([]zone{{"Related Articles", "Tower to open in spring", nil}}, zonesOf(l)); diff != "" {
		t.Errorf("zones (-want +got):\n%s", diff)
	}
}

func TestABlockIsInAZone(t *testing.T) {
	l := textOf(t, ferry, "Related Articles", "Bridge to close for a year", mayor, budget, "Most Read", "Tower to open in spring")
	var got []int
	for b := range l.Each() {
		if b.InZone() {
			got = append(got, b.I)
		}
	}
	if diff := cmp.Diff([]int{1, 2, 5, 6}, got); diff != "" {
		t.Errorf("blocks in a zone (-want +got):\n%s", diff)
	}
	for i, want := range map[int]int{-1: 1, 0: 1, 1: 5, 4: 5, 5: 7, 6: 7} {
		if got := l.NextZone(i); got != want {
			t.Errorf("NextZone(%d) = %d, want %d", i, got, want)
		}
	}
}
