package report

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// drawnSeen draws a document or a reject.
func drawnSeen(t *rapid.T) Seen {
	name := rapid.SampledFrom([]string{"a", "b", "<b>", "中文", "\xff"})
	seen := Seen{File: name.Draw(t, "file"), Bytes: rapid.IntRange(0, 5000).Draw(t, "bytes"), Took: time.Duration(rapid.IntRange(0, 1e7).Draw(t, "took"))}
	if rapid.IntRange(0, 9).Draw(t, "fails") == 0 {
		seen.Reject = &record.Reject{File: seen.File, Record: rapid.IntRange(1, 9).Draw(t, "record"), Reason: name.Draw(t, "reason"), Error: name.Draw(t, "error")}
		return seen
	}
	doc := &record.Clean{
		ID: fmt.Sprint(rapid.IntRange(0, 1e6).Draw(t, "id")), Site: "site-" + name.Draw(t, "site"), Language: name.Draw(t, "language"),
		Published: rapid.SampledFrom([]string{"", "2026-01-02", "2026-02-01T10:00:00Z", "2025-13-01"}).Draw(t, "published"), FetchedAt: "2026-03-03",
		Quality: record.Quality{Is: document.PageType(rapid.IntRange(0, document.PageTypeCount-1).Draw(t, "is")), Score: rapid.Float64Range(0, 1).Draw(t, "quality")},
	}
	for range rapid.IntRange(0, 4).Draw(t, "paragraphs") {
		doc.Paragraphs = append(doc.Paragraphs, record.Paragraph{Text: strings.Repeat("words ", rapid.IntRange(1, 90).Draw(t, "words"))})
	}
	for range rapid.IntRange(0, 4).Draw(t, "removed") {
		doc.Removed = append(doc.Removed, record.Removal{
			Text: strings.Repeat("gone ", rapid.IntRange(1, 90).Draw(t, "gone")), Rule: "rules/" + name.Draw(t, "rule"),
			Kind: document.Kind(rapid.IntRange(2, document.KindCount-1).Draw(t, "kind")), Score: rapid.Float64Range(0, 1).Draw(t, "score"),
		})
	}
	seen.Doc = doc
	return seen
}

func drawnTally(t *rapid.T) *Tally {
	tally := NewTally()
	elapsed := time.Duration(0)
	for range rapid.IntRange(0, 12).Draw(t, "documents") {
		tally.Add(drawnSeen(t))
		if rapid.Bool().Draw(t, "tick") {
			elapsed += time.Duration(rapid.IntRange(0, 400).Draw(t, "seconds")) * time.Second
			tally.Tick(elapsed, rapid.IntRange(0, 90).Draw(t, "done"), int64(rapid.IntRange(0, 1e6).Draw(t, "bytes")))
		}
	}
	return tally
}

func encoded(t interface{ Fatal(...any) }, tally *Tally) string {
	b, err := tally.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func merged(t interface{ Fatal(...any) }, all ...*Tally) *Tally {
	sum := NewTally()
	for _, tally := range all {
		if err := sum.Merge(tally); err != nil {
			t.Fatal(err)
		}
	}
	return sum
}

func TestTalliesAddUpInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawnTally(t), drawnTally(t), drawnTally(t)
		before := encoded(t, b)
		want := encoded(t, merged(t, a, b, c))
		for _, other := range []*Tally{merged(t, c, b, a), merged(t, b, a, c), merged(t, merged(t, b, c), a)} {
			if diff := cmp.Diff(want, encoded(t, other)); diff != "" {
				t.Fatalf("another order, another sum (-want +got):\n%s", diff)
			}
		}
		if diff := cmp.Diff(before, encoded(t, b)); diff != "" {
			t.Fatalf("merging changed what was merged (-before +after):\n%s", diff)
		}
	})
}

func TestOneTallyOrManyCountTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole, parts := NewTally(), []*Tally{NewTally(), NewTally(), NewTally()}
		for range rapid.IntRange(0, 30).Draw(t, "documents") {
			seen := drawnSeen(t)
			whole.Add(seen)
			parts[rapid.IntRange(0, 2).Draw(t, "machine")].Add(seen)
		}
		if diff := cmp.Diff(encoded(t, merged(t, whole)), encoded(t, merged(t, parts...))); diff != "" {
			t.Fatalf("one machine and three (-one +three):\n%s", diff)
		}
	})
}

func TestATallySurvivesACheckpoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := drawnTally(t)
		want := encoded(t, tally)
		got := NewTally()
		if err := got.UnmarshalBinary([]byte(want)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, encoded(t, got)); diff != "" {
			t.Fatalf("(-before +after):\n%s", diff)
		}
		seen := drawnSeen(t)
		tally.Add(seen)
		got.Add(seen)
		if diff := cmp.Diff(encoded(t, tally), encoded(t, got)); diff != "" {
			t.Fatalf("a document later (-not stopped +resumed):\n%s", diff)
		}
	})
}

func FuzzABrokenCheckpointIsAnError(f *testing.F) {
	tally := NewTally()
	archiveOf(rand.New(rand.NewPCG(1, 2)), 30, 3, 4, 6, tally.Add)
	f.Add([]byte(encoded(f, tally)))
	f.Add([]byte(`{"schema":"winnow.tally.v1","sites":[{"name":"a","c":[0,1],"s":"AQAB"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := NewTally()
		if err := got.UnmarshalBinary(b); err != nil {
			if diff := cmp.Diff(encoded(t, NewTally()), encoded(t, got)); diff != "" {
				t.Errorf("an error, and a changed tally:\n%s", diff)
			}
			return
		}
		got.Add(Seen{Doc: &record.Clean{Site: "a"}})
		encoded(t, got)
	})
}

// archiveOf makes an archive of documents up.
func archiveOf(random *rand.Rand, documents, sites, months, rules int, add func(Seen)) {
	for i := range documents {
		site := int(float64(sites) * random.Float64() * random.Float64()) // some are much larger
		doc := &record.Clean{
			ID: fmt.Sprintf("https://site-%d.example.org/news/story-%d", site, i), Site: fmt.Sprintf("site-%d-example-org", site), Language: "en",
			URL:       fmt.Sprintf("https://site-%d.example.org/news/story-%d", site, i),
			Published: fmt.Sprintf("%d-%02d-11", 2020+i%months/12, 1+i%months%12), Quality: record.Quality{Score: random.Float64()},
		}
		for range 12 {
			doc.Paragraphs = append(doc.Paragraphs, record.Paragraph{Text: strings.Repeat("Plain words. ", 10)})
		}
		for range random.IntN(15) {
			doc.Removed = append(doc.Removed, record.Removal{
				Text: strings.Repeat("Read more. ", 1+random.IntN(9)), Rule: fmt.Sprintf("cleaner-%d/some-rule", random.IntN(rules)),
				Kind: document.Related, Score: random.Float64(),
			})
		}
		add(Seen{File: "archive.jsonl.zst", Bytes: 6000, Took: time.Duration(random.IntN(3_000_000)), Doc: doc})
	}
}

// maxEncoded is what a tally may have as JSON.
const maxEncoded = 2 << 20

func TestATallyIsBounded(t *testing.T) {
	for _, c := range []struct{ sites, months, rules int }{{5000, 240, 200}, {300, 240, 200}, {100_000, 12, 500}, {20, 240, 500}} {
		tally := NewTally()
		random := rand.New(rand.NewPCG(1, 2))
		archiveOf(random, 25_000, c.sites, c.months, c.rules, tally.Add)
		size := len(encoded(t, tally))
		t.Logf("%+v: %d bytes, %d sites kept, %d series", c, size, len(tally.sites.byName), tally.sites.series)
		if size > maxEncoded {
			t.Errorf("%+v: %d bytes, limit %d", c, size, maxEncoded)
		}
		sum := tally.sites.others.documents
		for _, s := range tally.sites.byName {
			sum += s.documents
		}
		if sum != 25_000 {
			t.Errorf("%+v: sites and others have %d documents, want all", c, sum)
		}
	}
}

func TestHostileNamesAreBounded(t *testing.T) {
	tally := NewTally()
	long := strings.Repeat("x", 5000)
	for i := range 5000 {
		name := fmt.Sprint(i, long)
		tally.Add(Seen{File: name, Doc: &record.Clean{ID: name, URL: name, Site: name, Title: name, Language: name, Published: name,
			Removed: []record.Removal{{Rule: name, Kind: 200, Text: long}}}})
		tally.Add(Seen{File: name, Reject: &record.Reject{File: name, Reason: name, Error: name, Original: name}})
	}
	if size := len(encoded(t, tally)); size > maxEncoded {
		t.Errorf("%d bytes, limit %d", size, maxEncoded)
	}
}

func TestLargeSitesAreKept(t *testing.T) {
	tally := NewTally()
	for i := range 20_000 {
		site := fmt.Sprintf("small-%d", i)
		if i%50 == 0 {
			site = fmt.Sprintf("large-%d", i/50%5)
		}
		tally.Add(Seen{Doc: &record.Clean{Site: site}})
	}
	for i := range 5 {
		name := fmt.Sprintf("large-%d", i)
		s := tally.sites.byName[name]
		if s == nil || s.rank() < 80 || s.documents > 80 {
			t.Errorf("%s: %+v, want it kept", name, s)
		}
	}
}

func TestTicksKeepWhatWasDone(t *testing.T) {
	tally := NewTally()
	tally.Tick(2*time.Second, 10, 1001)
	tally.Tick(2500*time.Millisecond, 3, 7)
	tally.Tick(time.Hour, 3600, 36000)
	tally.Tick(time.Minute, 1, 1) // a clock that goes back loses nothing
	var sum tick
	for _, d := range tally.ticks.done {
		sum.documents += d.documents
		sum.bytes += d.bytes
	}
	if want := (tick{3614, 37009}); sum != want || len(tally.ticks.done) > maxTicks {
		t.Errorf("%+v in %d intervals, want %+v", sum, len(tally.ticks.done), want)
	}
}

func BenchmarkAdd(b *testing.B) {
	var all []Seen
	archiveOf(rand.New(rand.NewPCG(1, 2)), 5000, 3000, 60, 150, func(s Seen) { all = append(all, s) })
	tally := NewTally()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		tally.Add(all[i%len(all)])
	}
}

func BenchmarkMarshal(b *testing.B) {
	tally := NewTally()
	archiveOf(rand.New(rand.NewPCG(1, 2)), 50_000, 3000, 120, 200, tally.Add)
	for b.Loop() {
		encoded(b, tally)
	}
}
