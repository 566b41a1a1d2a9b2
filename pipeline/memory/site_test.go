package memory

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// apply adds sightings to a memory, each by a delta of its own.
func apply(t testing.TB, m *Sites, sightings ...Sighting) {
	t.Helper()
	for _, s := range sightings {
		var d Delta
		d.Saw(s)
		if err := m.Apply(d.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
}

// sightings draws documents of a few sites and days that share paragraphs, some
// of them in two versions.
func sightings(t *rapid.T) []Sighting {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Sighting {
		s := Sighting{
			Site:     rapid.SampledFrom([]string{"courier", "herald"}).Draw(t, "site"),
			Document: rapid.Uint32Range(1, 40).Draw(t, "document"),
			Day:      20000 + rapid.Int32Range(0, 120).Draw(t, "day"),
			Fetched:  20000 + rapid.Int32Range(0, 120).Draw(t, "fetched"),
		}
		s.LeadNames[0] = rapid.Uint64().Draw(t, "leads")
		for range rapid.IntRange(0, 6).Draw(t, "paragraphs") {
			s.Paragraphs = append(s.Paragraphs, Paragraph{
				Print:       mix(rapid.Uint64Range(1, 30).Draw(t, "print")),
				position:    position{rapid.Uint8Range(0, 3).Draw(t, "before"), rapid.Uint8Range(0, 3).Draw(t, "after"), rapid.Uint8Range(0, 1).Draw(t, "path")},
				LeadOverlap: LeadOverlap(rapid.Uint8Range(0, 3).Draw(t, "kin")),
			})
		}
		return s
	}), 0, 60).Draw(t, "sightings")
}

func TestOrderAndRedeliveryLeaveTheSameMemory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := sightings(t)
		doubled := append(append([]Sighting(nil), seen...), seen...)
		shuffled := rapid.Permutation(doubled).Draw(t, "shuffled")
		once, twice := NewSites(Options{}), NewSites(Options{})
		for _, s := range seen {
			once.add(&s)
		}
		for _, s := range shuffled {
			twice.add(&s)
		}
		if once.Digest() != twice.Digest() {
			t.Fatalf("once in order and twice shuffled differ\nonce:  %v\ntwice: %v", listing(once), listing(twice))
		}
	})
}

func listing(m *Sites) (all []string) {
	for _, name := range m.Names() {
		for number, g := range m.of[name].generations {
			for print, t := range g.recurrences {
				all = append(all, fmt.Sprintf("%s %d %x %+v", name, number, print, t))
			}
			for _, c := range g.doorkeeper.sorted() {
				all = append(all, fmt.Sprintf("%s %d once %+v", name, number, c))
			}
		}
		all = append(all, fmt.Sprintf("%s %v", name, m.of[name].latest))
	}
	return all
}

// TestWhoGoesOnFromASnapshotComesToTheSame holds also beyond the bounds: there
// memory is a function of the order, and a snapshot must not change it.
func TestWhoGoesOnFromASnapshotComesToTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	whole := NewSites(Options{DoorBytes: 24 << 10})
	again := NewSites(Options{DoorBytes: 24 << 10})
	for round := range 40 {
		for range 50 {
			s := chance(random, 20000+round)
			apply(t, whole, s)
			apply(t, again, s)
		}
		var err error
		if again, err = LoadSites(again.Snapshot(), whole.options); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(whole.Snapshot(), again.Snapshot()); diff != "" {
		t.Errorf("snapshots of who never stopped and of who stopped 40 times differ:\n%.500s", diff)
	}
	if whole.doorkeeperBytes != again.doorkeeperBytes || whole.doorkeeperBytes > 24<<10 {
		t.Errorf("first sightings take %d and %d bytes, want the same and at most %d", whole.doorkeeperBytes, again.doorkeeperBytes, 24<<10)
	}
}

// chance makes a document of one of five sites: four paragraphs that all sites
// repeat, and eight of its own.
func chance(random *rand.Rand, day int) Sighting {
	s := Sighting{Site: fmt.Sprint("site", random.IntN(5)), Document: random.Uint32() | 1, Day: int32(day)}
	for i := range 12 {
		print := random.Uint64()
		if i >= 8 {
			print = mix(uint64(i))
		}
		s.Paragraphs = append(s.Paragraphs, Paragraph{Print: print, position: position{uint8(i), uint8(11 - i), 0}})
	}
	return s
}

func TestWhatASiteNoLongerShowsIsForgotten(t *testing.T) {
	m := NewSites(Options{})
	const name = "courier"
	for i := range 10 {
		s := chance(rand.New(rand.NewPCG(1, uint64(i))), 20000+i)
		s.Site = name
		apply(t, m, s)
	}
	if len(m.List(name)) == 0 {
		t.Fatal("nothing recurs")
	}
	stray := Sighting{Site: name, Document: 2, Day: 30000}
	apply(t, m, stray)
	if len(m.List(name)) == 0 {
		t.Error("one document with a date of its own made the site forget")
	}
	for i := range headDocuments {
		apply(t, m, Sighting{Site: name, Document: uint32(3 + i), Day: 20000 + 3*generationDays})
	}
	if left := m.List(name); len(left) != 0 {
		t.Errorf("%d paragraphs are left after three generations, want none", len(left))
	}
}

func TestTheSitesThatAreNotSeenAreForgottenFirst(t *testing.T) {
	m := NewSites(Options{Sites: 40})
	var d Delta
	d.Pin("site0", 7, Always)
	if err := m.Apply(d.Bytes()); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		s := chance(rand.New(rand.NewPCG(1, uint64(i))), 20000+i)
		s.Site = fmt.Sprint("site", i)
		apply(t, m, s)
		if len(m.of) > 40 {
			t.Fatalf("%d sites are remembered, want at most 40", len(m.of))
		}
	}
	if m.of["site0"] == nil || m.of["site99"] == nil || m.of["site1"] != nil || len(m.of) < 30 {
		t.Errorf("remembered are %v, want the last ones and the one with a pin", m.Names())
	}
	doorkeepers := 0
	for _, s := range m.of {
		for _, g := range s.generations {
			doorkeepers += g.doorkeeper.bytes()
		}
	}
	if doorkeepers != m.doorkeeperBytes {
		t.Errorf("first sightings take %d bytes, and are said to take %d", doorkeepers, m.doorkeeperBytes)
	}
}

func TestADeltaThatBreaksOffChangesNothing(t *testing.T) {
	var d Delta
	d.Saw(chance(rand.New(rand.NewPCG(1, 1)), 20000))
	d.Pin("courier", 7, Always)
	d.Forget("courier", 8)
	for n := 1; n < len(d.Bytes()); n++ {
		m := NewSites(Options{})
		if err := m.Apply(d.Bytes()[:n]); err != nil && len(m.Names()) > 0 {
			t.Fatalf("%d of %d bytes: %v, and yet it was applied", n, len(d.Bytes()), err)
		}
	}
	for _, broken := range [][]byte{{9}, {deltaVersion, 'x'}, {deltaVersion, changeSite, 200}} {
		if err := NewSites(Options{}).Apply(broken); err == nil {
			t.Errorf("delta %v gave no error", broken)
		}
	}
}

func FuzzSnapshotAndDelta(f *testing.F) {
	m := NewSites(Options{})
	var d Delta
	d.Saw(chance(rand.New(rand.NewPCG(1, 1)), 20000))
	d.Pin("courier", 7, Always)
	if err := m.Apply(d.Bytes()); err != nil {
		f.Fatal(err)
	}
	f.Add(m.Snapshot())
	f.Add(d.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := LoadSites(data, Options{})
		if err != nil {
			m = NewSites(Options{})
		}
		_ = m.Apply(data) // an error is as good as none, a panic is not
		if _, err := LoadSites(m.Snapshot(), Options{}); err != nil {
			t.Errorf("a snapshot of ours cannot be read: %v", err)
		}
		for _, name := range m.Names() {
			m.List(name)
		}
	})
}

// paper is a site whose documents a test writes.
type paper struct {
	*Sites
	n int
}

// doc makes a document out of paragraphs.
func (p *paper) doc(id string, paragraphs ...string) *document.Document {
	doc := &document.Document{ID: id}
	for _, text := range paragraphs {
		start := len(doc.Text)
		doc.Text += text
		b := document.Block{Span: document.Span{Start: start, End: len(doc.Text)}}
		words := 1
		for _, r := range text {
			if r == ' ' {
				words++
			} else {
				b.Shape.Letters++
			}
		}
		b.Shape.Words, b.Shape.Ends = int32(words), document.EndStop
		doc.Blocks = append(doc.Blocks, b)
		doc.Text += "\n"
	}
	doc.Source = doc.Text
	return doc
}

// article returns paragraphs that no other article has, and that have names in
// common.
func (p *paper) article(n int) (paragraphs []string) {
	p.n++
	for i := range n {
		paragraphs = append(paragraphs, fmt.Sprintf("Alderman%d and councillor%d discussed proposal%d when paragraph %d of story %d was written down.", p.n, p.n, p.n, i, p.n))
	}
	return paragraphs
}

func (p *paper) publish(t *testing.T, day int, doc *document.Document) {
	t.Helper()
	r := NewView("courier", doc)
	r.Day = int32(20000 + day)
	apply(t, p.Sites, r.Sighting)
}

const call = "Never miss what matters: our editors send the Morning Sheet to your address before breakfast."

func rules(verdicts []document.Verdict) (all []string) {
	for _, v := range verdicts {
		all = append(all, fmt.Sprintf("%d %s %.3f %s", v.Block, v.Rule, v.Score, v.Value))
	}
	return all
}

func TestWhenAParagraphIsFurniture(t *testing.T) {
	const n = 12 // articles a case
	with := func(article []string, at int, text string) []string {
		return append(append(append([]string(nil), article[:at]...), text), article[at:]...)
	}
	cases := []struct {
		name string
		day  func(i int) int
		make func(p *paper, i int) []string
		want string // the rule that takes the call out of the next article
	}{
		{"at the end, for weeks", func(i int) int { return i * 2 }, func(p *paper, i int) []string { return append(p.article(14), call) }, RuleEdge},
		{"at the beginning", func(i int) int { return i * 2 }, func(p *paper, i int) []string { return with(p.article(14), 0, call) }, RuleEdge},
		{"after the fourth paragraph of long articles", func(i int) int { return i * 2 }, func(p *paper, i int) []string { return with(p.article(20+i), 4, call) }, RulePlace},
		{"anywhere", func(i int) int { return i * 2 }, func(p *paper, i int) []string { return with(p.article(40), 9+i%7, call) }, ""},
		{"in one week's four days", func(i int) int { return i / 3 }, func(p *paper, i int) []string { return append(p.article(14), call) }, ""},
		{"in three articles, over and over", func(i int) int { return i * 2 }, func(p *paper, i int) []string {
			if i < n-leastDocuments+1 {
				return p.article(14)
			}
			return append(p.article(14), call)
		}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := &paper{Sites: NewSites(Options{})}
			var last *document.Document
			for i := range n {
				last = p.doc(fmt.Sprint("doc", i), c.make(p, i)...)
				p.publish(t, c.day(i), last)
			}
			for range n { // the same article again, changed: still one document
				last = p.doc(last.ID, c.make(p, n-1)...)
				p.publish(t, c.day(n-1), last)
			}
			last.ID = "another"
			got := ""
			for _, v := range p.Recall(NewView("courier", last), 0) {
				if last.Of(v.Block) != call {
					t.Errorf("it speaks against %q", last.Of(v.Block))
				}
				got = v.Rule
			}
			if got != c.want {
				t.Errorf("rule %q, want %q\nremembered: %+v", got, c.want, p.List("courier"))
			}
		})
	}
}

// TestTheBackgroundOfAStoryIsNotFurniture has a paragraph in every article of a
// story, for a month, at its end: as boilerplate is.
func TestTheBackgroundOfAStoryIsNotFurniture(t *testing.T) {
	const background = "The dockers of Harbourtown walked out in March over night shifts, and the terminal has been closed since."
	p := &paper{Sites: NewSites(Options{})}
	var last *document.Document
	for i := range 20 {
		story := append([]string{fmt.Sprintf("The dockers who went on strike in Harbourtown voted once more on Monday, on what the port calls its last offer, number %d.", i)}, p.article(9)...)
		story = append(story, background)
		last = p.doc(fmt.Sprint("doc", i), story...)
		p.publish(t, i, last)
		for j := range 2 { // and what else the paper writes
			p.publish(t, i, p.doc(fmt.Sprint("else", i, j), p.article(10)...))
		}
	}
	last.ID = "another"
	if got := p.Recall(NewView("courier", last), 0); len(got) != 0 {
		t.Errorf("the story loses %v", rules(got))
	}
}

func TestADocumentNeverCountsAgainstItself(t *testing.T) {
	p := &paper{Sites: NewSites(Options{})}
	docs := make([]*document.Document, leastDocuments)
	for i := range docs {
		docs[i] = p.doc(fmt.Sprint("doc", i), append(p.article(14), call)...)
		p.publish(t, 3*i, docs[i])
	}
	if got := p.Recall(NewView("courier", docs[0]), 0); len(got) != 0 {
		t.Errorf("with %d others: %v", leastDocuments-1, rules(got))
	}
	stranger := p.doc("another", append(p.article(14), call)...)
	want := []string{"14 recurring/edge 0.960 in 4 other documents of the site since 2024-10-04"}
	if diff := cmp.Diff(want, rules(p.Recall(NewView("courier", stranger), 0))); diff != "" {
		t.Errorf("with %d others (-want +got):\n%s", leastDocuments, diff)
	}
}

func TestPinsAndForgetting(t *testing.T) {
	p := &paper{Sites: NewSites(Options{})}
	for i := range 12 {
		p.publish(t, 2*i, p.doc(fmt.Sprint("doc", i), append(p.article(14), call)...))
	}
	next := p.doc("next", append(p.article(14), call, call)...)
	change := func(do func(*Delta)) {
		var d Delta
		do(&d)
		if err := p.Apply(d.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	print := Fingerprint(call)
	expect := func(when, rule string, blocks int) {
		t.Helper()
		got := p.Recall(NewView("courier", next), 0)
		if len(got) != blocks || blocks > 0 && got[0].Rule != rule {
			t.Errorf("%s: %v, want %d blocks by %q", when, rules(got), blocks, rule)
		}
	}
	expect("unpinned so far", RuleEdge, 2)
	change(func(d *Delta) { d.Pin("courier", print, Never) })
	expect("pinned to stay", "", 0)
	change(func(d *Delta) { d.Pin("courier", print, Unpinned) })
	expect("unpinned again", RuleEdge, 2)
	change(func(d *Delta) { d.Forget("courier", print) })
	expect("forgotten", "", 0)
	change(func(d *Delta) { d.Pin("courier", print, Always) })
	expect("pinned to leave", RulePinned, 2)
}

func TestMemoryNeverSpeaksAgainstMostOfADocument(t *testing.T) {
	p := &paper{Sites: NewSites(Options{})}
	var boxes []string
	for i := range 6 {
		boxes = append(boxes, fmt.Sprintf("%s Sheet number %d.", call, i))
	}
	for i := range 12 {
		p.publish(t, 2*i, p.doc(fmt.Sprint("doc", i), append(p.article(14), boxes...)...))
	}
	short := p.doc("short", append(p.article(2), boxes...)...)
	r := NewView("courier", short)
	taken, all := 0, r.letters()
	for _, v := range p.Recall(r, 0) {
		taken += int(short.Blocks[v.Block].Shape.Letters)
	}
	if taken == 0 || float64(taken) > mostOfDocument*float64(all) {
		t.Errorf("%d of %d letters, want some and at most %.0f%%", taken, all, 100*mostOfDocument)
	}
}

func TestDaysAreTheDocumentsOwn(t *testing.T) {
	stored := mustDay(t, "2026-03-10")
	cases := []struct{ published, fetched, want string }{
		{"2026-03-04T23:00:00-03:00", "2026-03-09", "2026-03-05"},
		{"2026-03-04", "", "2026-03-04"},
		{"2031-01-01", "2026-03-09T10:00:00Z", "2026-03-09"},
		{"soon", "2031-01-01T10:00:00Z", "2026-03-10"},
		{"", "", "2026-03-10"},
	}
	for _, c := range cases {
		if got := dayString(Day(c.published, c.fetched, stored)); got != c.want {
			t.Errorf("published %q, fetched %q: %s, want %s", c.published, c.fetched, got, c.want)
		}
	}
}

func TestFingerprintsAreOfWordsAlone(t *testing.T) {
	same := []string{"Sign up — “today”, for FREE!", "sign up today for free", "Sign\u00a0up\n today for free…"}
	for _, s := range same[1:] {
		if Fingerprint(s) != Fingerprint(same[0]) {
			t.Errorf("%q and %q differ", s, same[0])
		}
	}
	if Fingerprint("Anmeldung für Ärzte") == Fingerprint("Anmeldung für Arzte") || Fingerprint("room 12") == Fingerprint("room 13") {
		t.Error("different words have one fingerprint")
	}
}

func TestBottomSetsCount(t *testing.T) {
	for _, n := range []int{0, 5, 63, 1000, 50000} {
		var set []docRef
		for i := range n {
			set = addRef(set, newDocRef(NameHash("", "", fmt.Sprint(i)), 0, 0), keptDocuments)
		}
		if got := countDocuments(set, keptDocuments); float64(got) < 0.6*float64(n) || float64(got) > 1.5*float64(n) || n < keptDocuments && got != n {
			t.Errorf("%d documents are counted as %d", n, got)
		}
	}
}

func mustDay(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
