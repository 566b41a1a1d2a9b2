package queue

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// state is how far a pass is.
type state struct {
	Pass  backfill.Pass `json:"pass"`
	Units int           `json:"units"`
	Done  int           `json:"done"`
	Bytes int64         `json:"bytes"` // of all of them
}

// counts is what was done of some inputs.
type counts struct {
	Documents  int   `json:"documents"`
	Rejected   int   `json:"rejected"`
	Duplicates int   `json:"duplicates"`
	Bytes      int64 `json:"bytes"`
}

func (c *counts) add(o counts) {
	c.Documents, c.Rejected = c.Documents+o.Documents, c.Rejected+o.Rejected
	c.Duplicates, c.Bytes = c.Duplicates+o.Duplicates, c.Bytes+o.Bytes
}

func (c *counts) tell(p *backfill.Progress) {
	p.Documents, p.Rejected, p.Duplicates, p.Bytes = c.Documents, c.Rejected, c.Duplicates, c.Bytes
}

func countsOf(done *backfill.Done) counts {
	return counts{done.Documents, done.Rejected, done.Duplicate, done.Bytes}
}

// share is how far one machine is in a pass.
type share struct {
	Pass backfill.Pass `json:"pass"`
	Done counts        `json:"done"` // of the units of which it has the record
	Now  counts        `json:"now"`  // of the unit that it works on
	Left bool          `json:"left,omitempty"`
}

// Every machine says so often how far it is. One that did not for goneAfter
// counts as gone.
const (
	shareEvery = time.Second
	goneAfter  = 10 * time.Second
)

// teller says again and again how far this machine is.
type teller struct {
	store *store
	key   string

	mu    sync.Mutex
	share share

	stop  context.CancelFunc
	ended sync.WaitGroup
}

func (t *teller) begin() {
	ctx, stop := context.WithCancel(context.Background())
	t.stop = stop
	t.ended.Go(func() {
		tick := time.NewTicker(shareEvery)
		defer tick.Stop()
		for {
			_ = t.tell(ctx) // the next one comes soon
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	})
}

func (t *teller) tell(ctx context.Context) error {
	t.mu.Lock()
	now := t.share
	t.mu.Unlock()
	return t.store.ask(ctx, func(ctx context.Context) error { return t.store.put(ctx, t.key, now) })
}

// at says how far the unit in hand is.
func (t *teller) at(p *backfill.Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.share.Now = counts{p.Documents, p.Rejected, p.Duplicates, p.Bytes}
}

// take begins a unit.
func (t *teller) take(pass backfill.Pass) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.share.Pass != pass {
		t.share = share{Pass: pass}
	}
}

// put ends a unit; done is nil when this machine does not have its record.
func (t *teller) put(done *backfill.Done) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.share.Now = counts{}
	if done != nil {
		t.share.Done.add(countsOf(done))
	}
}

// end says that this machine does not go on, or nothing more of a run that is
// over.
func (t *teller) end(ctx context.Context, over bool) {
	t.stop()
	t.ended.Wait()
	t.mu.Lock()
	t.share.Left, t.share.Now = true, counts{}
	t.mu.Unlock()
	if over {
		_ = t.store.ask(ctx, func(ctx context.Context) error { return t.store.kv.Purge(ctx, t.key) })
		return
	}
	_ = t.tell(ctx) // else it is seen by its silence
}

// progress sums up how far all machines are in a pass.
func (s *store) progress(ctx context.Context, now state) (backfill.Progress, error) {
	all := backfill.Progress{Pass: string(now.Pass), Units: now.Units, UnitsDone: now.Done, Total: now.Bytes}
	type said struct {
		share
		at time.Time
	}
	var shares []said
	var newest time.Time // by the server's clock
	err := broker.EachKey(ctx, s.js, Bucket, s.key("machine")+".", func(_ string, msg *jetstream.RawStreamMsg) {
		one := said{at: msg.Time}
		if broker.Gone(msg) || json.Unmarshal(msg.Data, &one.share) != nil {
			return
		}
		if shares = append(shares, one); one.at.After(newest) {
			newest = one.at
		}
	})
	var sum counts
	for i := range shares {
		there := !shares[i].Left && newest.Sub(shares[i].at) < goneAfter
		if there {
			all.Machines++
		}
		if shares[i].Pass != now.Pass {
			continue
		}
		sum.add(shares[i].Done)
		if there {
			sum.add(shares[i].Now)
		}
	}
	sum.tell(&all)
	return all, err
}
