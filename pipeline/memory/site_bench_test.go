package memory

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// million makes documents as a crawl of many sites has them: few sites publish
// much and most little (Zipf), over five weeks, each document with twelve
// paragraphs of its own and some that its site repeats; one in twenty is a
// second version of an earlier one, and one in ten has a paragraph of a story
// that others have.
type million struct {
	random *rand.Rand
	zipf   *rand.Zipf
	n      int
}

const (
	crawledSites = 3000
	crawledDays  = 35
	ownParas     = 12
	repeated     = 30 // of a site; each document has a quarter
)

func newMillion() *million {
	random := rand.New(rand.NewPCG(7, 7))
	return &million{random: random, zipf: rand.NewZipf(random, 1.1, 20, crawledSites-1)}
}

func (m *million) next(of int) Sighting {
	m.n++
	site := m.zipf.Uint64()
	id := m.n
	if m.n%20 == 0 {
		id = m.random.IntN(m.n)
	}
	s := Sighting{Site: fmt.Sprintf("site%d-example", site), Document: NameHash("", "", fmt.Sprint(id)), Day: 20000 + int32(m.n*crawledDays/of)}
	add := func(print uint64) {
		s.Paragraphs = append(s.Paragraphs, Paragraph{Print: print, position: position{Before: uint8(len(s.Paragraphs)), After: 5}})
	}
	for i := range ownParas {
		add(mix(uint64(id)<<8 | uint64(i)))
	}
	if m.n%10 == 0 {
		add(mix(1<<62 | m.random.Uint64N(2000)))
	}
	for i := range repeated {
		if m.random.IntN(4) == 0 {
			add(mix(1<<63 | site<<8 | uint64(i)))
		}
	}
	return s
}

// BenchmarkMillion measures what the memory of a million documents takes, as a
// worker with all of 64 partitions has it, and how long adding a document takes.
func BenchmarkMillion(b *testing.B) {
	const documents, partitions = 1_000_000, 64
	for b.Loop() {
		crawl := newMillion()
		var all [partitions]*Sites
		for i := range all {
			all[i] = NewSites(Options{DoorBytes: defaultDoorBytes / partitions})
		}
		before := heapBytes()
		for range documents {
			s := crawl.next(documents)
			all[Fingerprint(s.Site)%partitions].add(&s)
		}
		held := heapBytes() - before
		recurring, snapshots, sites, doorkeepers := 0, 0, 0, 0
		for _, m := range all {
			snapshots += len(m.Snapshot())
			sites += len(m.of)
			doorkeepers += m.doorkeeperBytes
			for _, name := range m.Names() {
				for _, f := range m.List(name) {
					if f.Documents >= leastDocuments {
						recurring++
					}
				}
			}
		}
		b.ReportMetric(float64(held)/1e6, "MB")
		b.ReportMetric(float64(doorkeepers)/1e6, "MB-doorkeepers")
		b.ReportMetric(float64(snapshots)/1e6, "MB-snapshots")
		b.ReportMetric(float64(sites), "sites")
		b.ReportMetric(float64(recurring)/float64(sites), "recurring/site")
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/documents, "µs/document")
}

func heapBytes() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
