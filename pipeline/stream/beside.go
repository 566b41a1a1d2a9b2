package stream

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Beside is for who cleans documents beside a worker, in its process: give one to
// Work, and ask it. The zero Beside remembers nothing. Any goroutine may use it.
type Beside struct {
	held atomic.Pointer[heldPartitions]
}

// heldPartitions never changes.
type heldPartitions struct {
	topology  broker.Topology
	recurring memory.Recurring
	of        map[int]*partition
	gate      *sync.RWMutex // of claims
}

// Recall returns what the engine is to ask about a document of a site that is not
// on the stream. It reports false where this worker remembers nothing of the site:
// its partition is another worker's, or memory is off. Nothing is learned. Memory is
// as of the last commit, or of the moment at which the partition was handed over.
func (b *Beside) Recall(site, fetched string) (document.Recall, bool) {
	held := b.held.Load()
	if held == nil || held.recurring == memory.RecurringOff || site == "" || site == broker.NoSite {
		return nil, false
	}
	p := held.of[held.topology.PartitionOf(site)]
	if p == nil {
		return nil, false
	}
	sites := p.journal.Memory()
	if sites == nil {
		return nil, false
	}
	return func(doc *document.Document) []document.Verdict {
		verdicts, _ := held.recurring.Ask(sites, site, doc, 0, memory.Day("", fetched, time.Now()))
		return verdicts
	}, true
}

// Enter returns what is to be called when a cleaning is over. It reports false, and
// never waits, while the worker cleans a document alone that is suspected of having
// killed others: that document must not be blamed for one of ours.
func (b *Beside) Enter() (leave func(), ok bool) {
	held := b.held.Load()
	if held == nil {
		return func() {}, true
	}
	if !held.gate.TryRLock() {
		return nil, false
	}
	return held.gate.RUnlock, true
}

// tell says which partitions are held and are not on their way out.
func (b *Beside) tell(a *assignment, gate *sync.RWMutex) {
	if b == nil {
		return
	}
	held := &heldPartitions{topology: a.topology, recurring: a.recurring, of: make(map[int]*partition, len(a.has)), gate: gate}
	for number, p := range a.has {
		if !p.retiring {
			held.of[number] = p
		}
	}
	b.held.Store(held)
}
