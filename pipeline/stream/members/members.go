package members

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// member is what a worker says of itself in the bucket, under its own name,
// several times a lease.
type member struct {
	Beat  uint64 `json:"beat"`            // changes every time, so that a worker with nothing to say is told from a silent one
	Holds []int  `json:"holds,omitempty"` // the partitions whose documents it has, or may have, in hand
}

// Options say who a member of a group is.
type Options struct {
	Name   string           // its own, such as NewName returns
	Lease  time.Duration    // who says nothing for so long counts as gone
	Prefix string           // of the keys of this group in the bucket: the workers have none, the story stage has one
	Now    func() time.Time // a clock; nil for time.Now
}

// Group is a worker's view of all workers of its group. One goroutine uses it.
type Group struct {
	js     jetstream.JetStream
	bucket jetstream.KeyValue
	Options
	beat uint64

	seen map[string]lastWords
}

// lastWords is what a worker said last, and when by our own clock.
type lastWords struct {
	member
	revision uint64
	when     time.Time
}

// New returns a group that nobody is seen of yet. The others see this worker
// when it announces something.
func New(js jetstream.JetStream, bucket jetstream.KeyValue, options Options) *Group {
	if options.Now == nil {
		options.Now = time.Now
	}
	return &Group{js: js, bucket: bucket, Options: options, seen: make(map[string]lastWords)}
}

// Beat is how often a worker should announce itself: several times a lease.
func (g *Group) Beat() time.Duration { return g.Lease / beatsPerLease }

const beatsPerLease = 6

// LeaveTimeout is how long a worker that ends should try to say so.
const LeaveTimeout = 3 * time.Second

// Announce tells the others what this worker holds.
func (g *Group) Announce(ctx context.Context, holds []int) error {
	g.beat++
	value, err := json.Marshal(member{Beat: g.beat, Holds: holds})
	if err != nil {
		return err
	}
	return g.speak(func() error {
		_, err := g.bucket.Put(ctx, g.Prefix+g.Name, value)
		return err
	})
}

// Leave tells the others that this worker is gone, so that they need not wait
// for its lease to end.
func (g *Group) Leave(ctx context.Context) error {
	return g.speak(func() error { return g.bucket.Purge(ctx, g.Prefix+g.Name) })
}

// speak says something in the bucket, while there is a server to hear it.
func (g *Group) speak(say func() error) error {
	err := broker.Connected(g.js)
	if err == nil {
		err = say()
	}
	if err != nil {
		return fmt.Errorf("worker %s in bucket %s: %w", g.Name, g.bucket.Bucket(), err)
	}
	return nil
}

// Look reads what all workers say. It returns the names of those that are alive,
// this one among them, in order, and for every partition that another live
// worker holds that worker's name.
func (g *Group) Look(ctx context.Context) (alive []string, held map[int]string, err error) {
	now := g.Now()
	var newest time.Time // by the server's clock
	strangers := make(map[string]time.Time)
	err = broker.EachKey(ctx, g.js, g.bucket.Bucket(), g.Prefix, func(name string, msg *jetstream.RawStreamMsg) {
		if msg.Time.After(newest) {
			newest = msg.Time
		}
		if broker.Gone(msg) { // a worker that left, or that was silent for so long that the bucket forgot it
			delete(g.seen, name)
		} else if g.note(name, msg, now) {
			strangers[name] = msg.Time
		}
	})
	if err != nil {
		return nil, nil, err
	}
	for name, stored := range strangers {
		g.age(name, newest.Sub(stored))
	}
	alive, held = g.judge(now)
	return alive, held, nil
}

// note keeps what a worker said, and reports whether it is the first that we
// see of it.
func (g *Group) note(name string, msg *jetstream.RawStreamMsg, now time.Time) (first bool) {
	before, known := g.seen[name]
	if known && before.revision == msg.Sequence {
		return false
	}
	s := lastWords{revision: msg.Sequence, when: now}
	if json.Unmarshal(msg.Data, &s.member) != nil {
		s.member = member{} // somebody else's key: it holds nothing
	}
	g.seen[name] = s
	return !known
}

// age backdates when a worker was first seen: one that has not spoken for
// long while others did is dead, and need not be waited for. Both times are
// the server's, whose clock may have been set back between them.
func (g *Group) age(name string, silent time.Duration) {
	s := g.seen[name]
	s.when = s.when.Add(-max(0, silent))
	g.seen[name] = s
}

// judge returns who is alive now, and what the others among them hold.
func (g *Group) judge(now time.Time) (alive []string, held map[int]string) {
	held = make(map[int]string)
	alive = append(alive, g.Name)
	for name, s := range g.seen {
		if name == g.Name {
			continue
		}
		if now.Before(s.when) { // our clock was set back: the lease begins anew
			s.when = now
			g.seen[name] = s
		}
		if now.Sub(s.when) > g.Lease { // dead; the bucket forgets it some time
			if now.Sub(s.when) > broker.ForgetAfter {
				delete(g.seen, name)
			}
			continue
		}
		alive = append(alive, name)
		for _, p := range s.Holds {
			held[p] = name
		}
	}
	slices.Sort(alive)
	return alive, held
}
