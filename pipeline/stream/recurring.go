package stream

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
)

// deltaShare of the largest message is a delta at most, which its record holds in
// base64, among other things.
const deltaShare = 2

// cleanWith returns how a document is cleaned: with what is remembered of its
// site, and what it shows of that in the product. A document whose address names no
// site is of the site of its subject.
func (s *source) cleanWith(engine pipeline.Engine) pipeline.CleanFunc[*delivery, product] {
	unread := unreadTimes{log: s.log}
	return func(raw document.Raw, d *delivery) (*document.Clean, product, error) {
		var seen *memory.Sighting
		site := s.topology.SiteOf(d.msg.Subject())
		if site != broker.NoSite {
			raw.Site = site
		}
		recall := d.recall(site, raw.FetchedAt, s.assignment.recurring, &seen)
		clean, err := engine.CleanRecalling(raw, recall)
		if clean != nil {
			if clean.Site == "" {
				clean.Site = raw.Site
			}
			unread.look(raw, clean, d.msg.Subject())
		}
		return clean, product{sighting: seen}, err
	}
}

// recall returns what the engine is to ask about a delivery's document, nil when
// nothing is remembered. It reads the memory as committed so far, and puts what
// the document shows into seen. One that is cleaned anew has shown that before,
// and what an operator had forgotten of it must not come back.
func (d *delivery) recall(site, fetched string, how memory.Recurring, seen **memory.Sighting) document.Recall {
	if how == memory.RecurringOff || site == broker.NoSite {
		return nil
	}
	anew := d.emission() != ""
	after, _ := strconv.ParseUint(record.Header(d.msg.Headers(), checkpoints.HeaderAfter), 10, 64) // 0 for nearly all
	return func(doc *document.Document) []document.Verdict {
		verdicts, shown := how.Ask(d.partition.asOf(after), site, doc, 0, memory.Day("", fetched, d.stored))
		if !anew {
			*seen = shown
		}
		return verdicts
	}
}

// ahead is a partition's memory as of a record that its worker has not come to:
// of a change by an operator, who wants documents cleaned with it.
type ahead struct {
	sync.Mutex
	at    uint64
	sites *memory.Sites
}

// aheadTime bounds the reading of a memory that is ahead.
const aheadTime = 10 * time.Second

// asOf returns the partition's memory as of a record or a later one. When that
// can't be read it returns what there is.
func (p *partition) asOf(sequence uint64) *memory.Sites {
	own := p.journal.Memory()
	if sequence == 0 || p.journal.At() >= sequence {
		return own
	}
	p.ahead.Lock()
	defer p.ahead.Unlock()
	if p.ahead.at >= sequence {
		return p.ahead.sites
	}
	ctx, cancel := context.WithTimeout(context.Background(), aheadTime)
	defer cancel()
	sites, fence, err := p.journal.Read(ctx)
	if err != nil {
		return own
	}
	p.ahead.at, p.ahead.sites = max(sequence, fence.At), sites
	return sites
}

// teach puts what a clean document showed into the delta of its batch.
func teach(delta *memory.Delta, o *outcome) {
	if o.Product.sighting == nil {
		return
	}
	seen := *o.Product.sighting
	seen.Day = memory.Day(o.Clean.Published, o.Item.Raw.FetchedAt, o.Item.Origin.stored)
	delta.Saw(seen)
}

// taughtBytes returns how many bytes a document adds to a delta, at most.
func (p product) taughtBytes() int {
	if p.sighting == nil {
		return 0
	}
	return p.sighting.Size()
}
