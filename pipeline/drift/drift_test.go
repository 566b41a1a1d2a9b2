package drift

import (
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestOfMeasuresWhatADocumentIs(t *testing.T) {
	got := Of(&document.Clean{
		Title: "Bridge opens", Published: "2026-03-02",
		Paragraphs: []document.Paragraph{{Text: strings.Repeat("k", 60)}},
		Removed: []document.Removal{
			{Text: strings.Repeat("c", 30), Kind: document.Caption}, {Text: strings.Repeat("r", 10), Kind: document.Recurring},
		},
	})
	want := map[string]float64{"removed": .4, "title": 1, "byline": 0, "published": 1, "article": 1, "length": 60, "caption": .3, "recurring": .1, "legal": 0}
	for _, m := range Measures() {
		value, asked := want[m.String()]
		if n := m.Natural(float64(got[m])); asked && (n < value*.95-.005 || n > value*1.05+.005) {
			t.Errorf("%s is %.3f, want %.3f", m, n, value)
		}
		delete(want, m.String())
	}
	if len(want) > 0 {
		t.Errorf("there are no measures %v", want)
	}
}

func TestMeasuresOfNothing(t *testing.T) {
	if got := Of(&document.Clean{Quality: document.Quality{Is: document.IsEmpty}}); got != (Values{}) {
		t.Errorf("an empty document is %v", got)
	}
}

func TestAHeaderIsReadAsItWasWritten(t *testing.T) {
	want := NewDocument("courier-1", time.Unix(1772431200, 0), Values{1, 255, 0, 255})
	got, err := ParseHeader(want.Header())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, broken := range []string{"", "!", "AA", want.Header()[:20], want.Header() + "AA"} {
		if _, err := ParseHeader(broken); err == nil {
			t.Errorf("%q is read as a header", broken)
		}
	}
}

// begin is a Monday.
var begin = time.Date(2026, time.March, 2, 6, 0, 0, 0, time.UTC)

// paper makes documents of one site.
type paper struct {
	random *rand.Rand
	ref    uint64
}

// day returns the documents of a day. Usual is the share of which captions are, and
// bylined that of documents with a byline.
func (p *paper) day(day, documents int, usual, bylined float64) (all []Document) {
	for range documents {
		p.ref++
		at := begin.AddDate(0, 0, day).Add(time.Duration(p.random.IntN(14*60)) * time.Minute)
		var v Values
		v[Title], v[Published], v[Article] = whole, whole, whole
		if p.random.Float64() < bylined {
			v[Byline] = whole
		}
		v[Length] = uint8(140 + 8*p.random.NormFloat64())
		v[ofKind(document.Caption)] = uint8(max(0, whole*(usual+.04*p.random.NormFloat64())))
		v[Removed] = v[ofKind(document.Caption)]
		all = append(all, Document{ID: p.random.Uint64(), At: at.Unix(), Ref: p.ref, Values: v})
	}
	slices.SortFunc(all, byTime)
	return all
}

// month returns documents of a month, in which captions go from a tenth of the text to
// two fifths on the day changed.
func month(seed uint64, daily, changed int) (all []Document) {
	p := &paper{random: rand.New(rand.NewPCG(seed, 1))}
	for day := range 30 {
		usual := .1
		if day >= changed {
			usual = .4
		}
		all = append(all, p.day(day, daily, usual, .9)...)
	}
	return all
}

// watch puts documents in one by one and returns the alarms, and after how many
// documents each came.
func watch(m *Sites, documents []Document) (alarms []Alarm, after []int) {
	for i, d := range documents {
		m.Add("a", d)
		if a, found := m.Look("a"); found {
			alarms, after = append(alarms, a), append(after, i+1)
			m.Settle("a", a.Since)
		}
	}
	return alarms, after
}

func TestARedesignIsToldOfOnce(t *testing.T) {
	for _, daily := range []int{2, 6, 40} {
		all := month(1, daily, 21)
		alarms, after := watch(NewSites(), all)
		if len(alarms) != 1 {
			t.Fatalf("%d a day: %d alarms, want 1", daily, len(alarms))
		}
		a, changed := alarms[0], begin.AddDate(0, 0, 21)
		if late := after[0] - 21*daily; late > max(30, 3*daily) {
			t.Errorf("%d a day: it is found %d documents after the change", daily, late)
		}
		if off := a.Time().Sub(changed); off < -36*time.Hour || off > 48*time.Hour {
			t.Errorf("%d a day: since %s, want %s", daily, a.Time(), changed)
		}
		if m := a.Moves[0]; m.Measure != Removed && m.Measure != ofKind(document.Caption) || m.Was > .15 || m.Is < .3 || m.Is > .5 || m.Low > m.High || m.High > .2 {
			t.Errorf("%d a day: %+v", daily, m)
		}
		for _, d := range a.Before {
			if d.At > changed.Unix() {
				t.Errorf("%d a day: document %d of before is from after the change", daily, d.Ref)
			}
		}
		if len(a.Before) < 2 || len(a.After) < 2 {
			t.Errorf("%d a day: %d documents of before and %d of after", daily, len(a.Before), len(a.After))
		}
	}
}

func TestTheNewRangeIsASitesOwn(t *testing.T) {
	p := &paper{random: rand.New(rand.NewPCG(2, 2))}
	var all []Document
	for day := range 90 { // redesigned on the 30th day, and again on the 65th
		usual := []float64{.1, .4, .1}[min(2, (day+5)/35)]
		all = append(all, p.day(day, 4, usual, .9)...)
	}
	alarms, after := watch(NewSites(), all)
	if len(alarms) != 2 || after[0] > 30*4+30 || after[1] > 65*4+30 {
		t.Errorf("%d alarms, after %v documents; want two, after some more than 120 and 260", len(alarms), after)
	}
}

func TestWhatIsNoRedesign(t *testing.T) {
	p := &paper{random: rand.New(rand.NewPCG(3, 3))}
	for name, day := range map[string]func(day int) []Document{
		"the same for long": func(day int) []Document { return p.day(day, 5, .2, .5) },
		"weekends of agency copy": func(day int) []Document {
			if day%7 >= 5 {
				return p.day(day, 5, .02, 0)
			}
			return p.day(day, 8, .2, .9)
		},
		"one odd day": func(day int) []Document {
			if day == 40 {
				return p.day(day, 12, .8, 0)
			}
			return p.day(day, 6, .1, .9)
		},
		"a few documents a week": func(day int) []Document { return p.day(day, p.random.IntN(2)*p.random.IntN(2), .2, .5) },
		"sections of their own": func(day int) []Document {
			return append(p.day(day, 3, .05, 1), p.day(day, p.random.IntN(4), .5, .1)...)
		},
	} {
		var all []Document
		for i := range 120 {
			all = append(all, day(i)...)
		}
		if alarms, _ := watch(NewSites(), all); len(alarms) > 0 {
			t.Errorf("%s: %d alarms, the first %+v", name, len(alarms), alarms[0])
		}
	}
}

// shuffledWithin returns documents in an order in which each is a few days at most
// from its place.
func shuffledWithin(r *rand.Rand, all []Document, near int) []Document {
	type place struct {
		d  Document
		at int
	}
	places := make([]place, len(all))
	for i, d := range all {
		places[i] = place{d, i + r.IntN(near)}
	}
	slices.SortStableFunc(places, func(a, b place) int { return a.at - b.at })
	out := make([]Document, len(all))
	for i := range places {
		out[i] = places[i].d
	}
	return out
}

func TestLateAndDoubledDocumentsRaiseNoAlarm(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 4))
		all := shuffledWithin(r, month(seed, 6, 99), 20)
		var doubled []Document
		for i, d := range all {
			doubled = append(doubled, d)
			if r.IntN(3) == 0 {
				doubled = append(doubled, all[r.IntN(i+1)])
			}
		}
		if alarms, _ := watch(NewSites(), doubled); len(alarms) > 0 {
			t.Errorf("seed %d: %+v", seed, alarms[0])
		}
	}
}

// wholeOf returns a snapshot of a memory in one piece.
func wholeOf(m *Sites) [][]byte { return slices.Collect(m.Snapshot(1 << 30)) }

func TestAnyOrderComesToTheSameMemory(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 5))
		all := month(seed, 3, 15)
		var first, second site
		for _, d := range all {
			first.add(d)
		}
		shuffled := append(slices.Clone(all[:firstDocuments]), shuffledWithin(r, all[firstDocuments:], 40)...)
		for i, d := range shuffled {
			second.add(d)
			second.add(shuffled[r.IntN(i+1)])
		}
		if diff := cmp.Diff(first.documents, second.documents); diff != "" {
			t.Fatalf("seed %d (-in order +shuffled):\n%s", seed, diff)
		}
	}
}

func TestALaterEmissionTakesThePlaceOfADocument(t *testing.T) {
	all := month(1, 6, 99)
	m := NewSites()
	watch(m, all)
	kept := m.of["a"].documents[20]
	kept.Ref += 10_000
	kept.Values[Title] = 0
	before := m.Documents()
	m.Add("a", kept)
	if got := m.of["a"].documents[20]; got != kept || m.Documents() != before {
		t.Errorf("%d documents, and in its place %+v", m.Documents(), got)
	}
	kept.Ref, kept.Values[Title] = 1, whole
	if m.Add("a", kept); m.of["a"].documents[20].Ref == 1 {
		t.Error("an earlier one has taken it")
	}
}

func TestOneDocumentFromLongAgoDoesNotHideThatASiteIsNew(t *testing.T) {
	m := NewSites()
	m.Add("a", Document{ID: 1, At: begin.AddDate(-7, 0, 0).Unix()})
	for i, d := range month(1, 4, 99)[:20] { // five days
		if m.Add("a", d); len(m.of["a"].documents) > 0 {
			t.Fatalf("document %d of the first days counts", i)
		}
	}
}

func yields(pieces [][]byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, p := range pieces {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func TestASnapshotAndDeltasComeToTheSameMemory(t *testing.T) {
	direct, stored := NewSites(), NewSites()
	for i, d := range month(5, 5, 20) {
		for _, name := range []string{"a", "b"} {
			var delta Delta
			direct.Add(name, d)
			delta.Add(name, d)
			if a, found := direct.Look(name); found {
				direct.Settle(name, a.Since)
				delta.Settle(name, a.Since)
			}
			if err := stored.Apply(delta.Bytes()); err != nil {
				t.Fatal(err)
			}
		}
		if i%40 == 0 {
			var err error
			if stored, err = LoadSites(yields(slices.Collect(stored.Snapshot(1)))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff(wholeOf(direct), wholeOf(stored)); diff != "" {
		t.Errorf("(-direct +stored):\n%s", diff)
	}
	if direct.Documents() != stored.Documents() || direct.Len() != 2 || direct.Documents() == 0 {
		t.Errorf("%d and %d documents of %d sites", direct.Documents(), stored.Documents(), direct.Len())
	}
}

func TestWhatASiteTakesIsBounded(t *testing.T) {
	var s site
	p := &paper{random: rand.New(rand.NewPCG(6, 6))}
	for day := range 60 {
		for _, d := range p.day(day, 300, .1, .9) {
			s.add(d)
		}
	}
	if n := len(s.documents); n > mostDocuments || n < mostDocuments*9/10 {
		t.Errorf("%d documents are kept, want about %d", n, mostDocuments)
	}
	if days := len(s.byDay()); days < 20 {
		t.Errorf("they are from %d days, want weeks", days)
	}
	if n := len(s.append(nil)); n > 6<<10 {
		t.Errorf("they take %d bytes", n)
	}
}

func TestSitesAreForgottenInTheEnd(t *testing.T) {
	m := NewSites()
	m.most = 100 * siteCost
	for i := range 1000 {
		m.Add("site"+string(rune('a'+i%26))+string(rune('0'+i/26)), Document{ID: uint64(i), At: begin.Unix()})
		m.Add("often", Document{ID: uint64(i), At: begin.Unix()})
		if m.kept > m.most {
			t.Fatalf("%d places are taken of %d", m.kept, m.most)
		}
	}
	if _, known := m.Standing("often"); !known || m.Len() < 50 {
		t.Errorf("%d sites are left, and the one that is seen often is known: %v", m.Len(), known)
	}
}

func TestAStandingShowsRangesAndDays(t *testing.T) {
	m := NewSites()
	watch(m, month(7, 4, 99))
	at, known := m.Standing("a")
	if !known || !at.Watched || len(at.Ranges) != MeasureCount || len(at.Days) != 23 || at.Documents == 0 {
		t.Fatalf("%+v", at)
	}
	if r := at.Ranges[Byline]; r.Low > r.Usual || r.Usual > r.High || r.Usual < .8 || r.Now < .7 {
		t.Errorf("the range of bylines: %+v", r)
	}
	if d := at.Days[0]; d.Documents != 4 || d.Means[Title] != 1 || d.Means[Length] < 1000 {
		t.Errorf("the first day: %+v", d)
	}
	if _, known := m.Standing("b"); known {
		t.Error("a site that nobody saw is known")
	}
}

func FuzzApply(f *testing.F) {
	var d Delta
	d.Add("a", month(1, 1, 9)[0])
	d.Settle("a", 5)
	f.Add(d.Bytes())
	f.Fuzz(func(_ *testing.T, delta []byte) {
		m := NewSites()
		_ = m.Apply(delta)
		for _, name := range m.Names() {
			m.Look(name)
		}
		_, _ = LoadSites(yields([][]byte{delta}))
	})
}
