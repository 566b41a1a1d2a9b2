//go:build unix

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures/month"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Texts whose clean documents fit into messages of a server as it comes (1 MB)
// only lean, or only in parts.
const (
	leanBytes  = 634_000
	partsBytes = 930_000
)

const ofUpgrade = "--partitions=2" // upgradePartitions

// TestTwoVersionsShareAStream holds this version against the previous release.
func TestTwoVersionsShareAStream(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the previous release, and takes most of a minute")
	}
	before, here := previousWinnow(t), presentWinnow(t)
	t.Run("an upgrade that is taken back", func(t *testing.T) { upgradeAndBack(t, newUpgrade(t, before, here)) })
	t.Run("streams that this version made", func(t *testing.T) { streamsOfThis(t, newUpgrade(t, before, here)) })
}

// streamsOfThis has this version make the streams and clean, a large document
// too, and the previous release go on: with the next document, and with the
// stories of all.
func streamsOfThis(t *testing.T, u *upgrade) {
	m := month.New(1)
	u.winnow(u.here, "streams", "apply", ofUpgrade)
	u.feed(m.Pages[0].Raw, largeText(m, leanBytes), largeText(m, partsBytes))
	u.winnow(u.here, "run", "--once", "--http", "none", "--stories", "off")
	u.feed(m.Pages[1].Raw)
	u.winnow(u.before, "run", "--once", "--http", "none")
	got := u.outcomes()
	u.checkOnce(got)
	if diff := cmp.Diff([]string{version(), version(), version(), previousVersion}, []string{got[1].version, got[2].version, got[3].version, got[4].version}); diff != "" {
		t.Errorf("versions that cleaned (-want +got):\n%s", diff)
	}
	if !slices.ContainsFunc(u.stored(u.topology.CleanStream, u.topology.CleanPrefix+"."), func(m *jetstream.RawStreamMsg) bool { return m.Header.Get(record.HeaderParts) != "" }) {
		t.Error("no document was stored in parts: make the largest one larger")
	}
	for sequence, o := range got {
		if told := u.told()[o.clean]; len(told) != 1 {
			t.Errorf("the previous release told of document %d %d times", sequence, len(told))
		}
	}
	u.winnow(u.before, "recall", "archive-example", "--all")
}

// upgradeAndBack has the previous release clean and be killed, this version go
// on, both work side by side, this version be killed, and the previous release
// go on.
func upgradeAndBack(t *testing.T, u *upgrade) {
	u.winnow(u.before, "streams", "apply", ofUpgrade)
	u.winnow(u.here, "streams", "plan", ofUpgrade)
	m := month.New(1)
	var raws []document.Raw
	for _, page := range m.Pages {
		raws = append(raws, page.Raw)
	}
	part := len(raws) / 5

	older := u.worker(u.before)
	u.feed(raws[:part]...)
	u.await(uint64(part) / 2)
	older.kill(t)

	newer := u.worker(u.here)
	newerAlone := u.feed(raws[part : 2*part]...)
	u.feed(largeText(m, leanBytes), largeText(m, partsBytes))
	u.await(u.fed)
	u.awaitStories()

	byNewer := u.snapshots() // the older one will begin with them
	if len(byNewer) == 0 {
		t.Error("the newer version wrote no snapshot of sites")
	}
	older = u.worker(u.before)
	older.owns(t, upgradePartitions/2)
	newer.owns(t, upgradePartitions/2)
	both := u.feed(raws[2*part : 3*part]...)
	u.await(u.fed)

	olderAgain := u.feed(raws[3*part : 4*part]...)
	newer.kill(t)
	older.owns(t, upgradePartitions)
	olderAlone := u.feed(raws[4*part:]...)
	u.await(u.fed)
	u.awaitStories()
	older.stop(t)

	got := u.outcomes()
	if byOlder := u.snapshots(); len(byOlder) == 0 || slices.Max(byOlder) < got[olderAlone+1].clean {
		t.Errorf("snapshots of sites at %d: the older version wrote none for the newer one to read", byOlder)
	}
	u.checkOnce(got)
	for which, of := range map[string]struct {
		from, to uint64
		want     []string
	}{
		"the newer alone": {newerAlone, both, []string{version()}},
		"both":            {both, olderAgain, []string{version(), previousVersion}},
		"the older alone": {olderAlone, u.fed, []string{previousVersion}},
	} {
		if diff := cmp.Diff(of.want, cleanedBy(got, of.from, of.to)); diff != "" {
			t.Errorf("%s: versions that cleaned (-want +got):\n%s", which, diff)
		}
	}
	alone := map[string][2]uint64{"newer": {newerAlone, both}, "older": {olderAlone, u.fed}}
	u.checkRecurring(m, got, alone)
	u.checkStories(got, alone)
}

// checkOnce wants every document once, and clean.
func (u *upgrade) checkOnce(got map[uint64]outcome) {
	u.t.Helper()
	for sequence, o := range got {
		if o.times != 1 || o.dead != "" {
			u.t.Errorf("document %d came out %d times, dead %q; want once, clean", sequence, o.times, o.dead)
		}
	}
	for sequence := uint64(1); sequence <= u.fed; sequence++ {
		if got[sequence].times == 0 {
			u.t.Errorf("document %d is lost", sequence)
		}
	}
	if len(got) > int(u.fed) {
		u.t.Errorf("%d documents came out of %d", len(got), u.fed)
	}
}

// cleanedBy returns the versions that cleaned the documents after one up to
// another.
func cleanedBy(got map[uint64]outcome, after, to uint64) (all []string) {
	for sequence := after + 1; sequence <= to; sequence++ {
		if v := got[sequence].version; v != "" && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	return all
}

// largeText returns a document of one site that is nothing but articles.
func largeText(m *month.Month, bytes int) document.Raw {
	var text strings.Builder
	for i := 0; text.Len() < bytes; i++ {
		for _, paragraph := range m.Pages[i%len(m.Pages)].Article {
			text.WriteString(paragraph + "\n")
		}
	}
	return document.Raw{ID: fmt.Sprint("large-", bytes), URL: fmt.Sprint("https://www.archive.example/", bytes), ContentType: "text/plain", Content: []byte(text.String()[:bytes])}
}

// checkRecurring wants both versions to remember the same, from the first day
// on, and each to have taken out what the other learned: on the first of its
// own days, before it could have learned it itself.
func (u *upgrade) checkRecurring(m *month.Month, got map[uint64]outcome, alone map[string][2]uint64) {
	u.t.Helper()
	for _, paper := range m.Papers[:4] {
		older, newer := u.winnow(u.before, "recall", paper.Site, "--all"), u.winnow(u.here, "recall", paper.Site, "--all")
		if older != newer { // a table of hundreds of lines
			u.t.Errorf("of %s the older version remembers %d lines and the newer %d, and not the same", paper.Site, strings.Count(older, "\n"), strings.Count(newer, "\n"))
		}
		if !strings.Contains(newer, "furniture") || !strings.Contains(newer, "2026-03-01") {
			u.t.Errorf("of %s nothing is remembered since the first day", paper.Site)
		}
	}
	for which, of := range alone {
		taken := 0
		for sequence := of[0] + 1; sequence <= of[0]+(of[1]-of[0])/4; sequence++ {
			for _, r := range got[sequence].removed {
				if strings.HasPrefix(r.Rule, "recurring/") && slices.ContainsFunc(m.Papers, func(p month.Paper) bool { return r.Text == p.Middle }) {
					taken++
				}
			}
		}
		if taken == 0 {
			u.t.Errorf("the %s version took out nothing that the other had learned", which)
		}
	}
}

// checkStories wants every clean document to be told of once, and each version
// to have put documents into stories that the other began.
func (u *upgrade) checkStories(got map[uint64]outcome, alone map[string][2]uint64) {
	u.t.Helper()
	told := u.told()
	begun := make(map[string]uint64) // the first raw sequence of a cluster
	cluster := make(map[uint64]string)
	for sequence := uint64(1); sequence <= u.fed; sequence++ {
		if got[sequence].clean == 0 {
			continue
		}
		of := told[got[sequence].clean]
		if len(of) != 1 {
			u.t.Errorf("document %d was told of %d times", sequence, len(of))
			continue
		}
		cluster[sequence] = of[0]
		if begun[of[0]] == 0 {
			begun[of[0]] = sequence
		}
	}
	for which, of := range alone {
		joined := 0
		for sequence := of[0] + 1; sequence <= of[1]; sequence++ {
			if c := cluster[sequence]; c != "" && begun[c] <= of[0] {
				joined++
			}
		}
		if joined == 0 {
			u.t.Errorf("the %s version put nothing into stories that the other began", which)
		}
	}
}
