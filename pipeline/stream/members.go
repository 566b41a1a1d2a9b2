package stream

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// member is what a worker says of itself in the bucket, under its own name,
// several times a lease.
type member struct {
	Beat  uint64 `json:"beat"`            // changes every time, so that silence can be told from peace
	Holds []int  `json:"holds,omitempty"` // the partitions whose documents it has, or may have, in hand
}

// members is a worker's view of all workers. It decides nothing that must be
// right: two workers that take each other for dead read the same documents,
// and the fence lets one of them commit.
type members struct {
	js     jetstream.JetStream
	bucket jetstream.KeyValue
	room   string // prefix of their keys; workers have none, who tells stories has one
	self   string
	lease  time.Duration
	now    func() time.Time
	beat   uint64

	seen map[string]sighting
}

// sighting is when a worker last said something new, by our own clock.
type sighting struct {
	member
	revision uint64
	when     time.Time
}

func newMembers(js jetstream.JetStream, bucket jetstream.KeyValue, self string, lease time.Duration) *members {
	return &members{js: js, bucket: bucket, self: self, lease: lease, now: time.Now, seen: make(map[string]sighting)}
}

// say tells the others what this worker holds.
func (m *members) say(ctx context.Context, holds []int) error {
	m.beat++
	value, err := json.Marshal(member{Beat: m.beat, Holds: holds})
	if err != nil {
		return err
	}
	return m.speak(func() error {
		_, err := m.bucket.Put(ctx, m.room+m.self, value)
		return err
	})
}

// leave tells the others that this worker is gone, so that they need not wait
// for its lease to end.
func (m *members) leave(ctx context.Context) error {
	return m.speak(func() error { return m.bucket.Purge(ctx, m.room+m.self) })
}

// speak says something in the bucket, while there is a server to hear it.
func (m *members) speak(say func() error) error {
	err := broker.Connected(m.js)
	if err == nil {
		err = say()
	}
	if err != nil {
		return fmt.Errorf("worker %s in bucket %s: %w", m.self, m.bucket.Bucket(), err)
	}
	return nil
}

// look reads what all workers say. It gives the names of those that are alive,
// this one among them, and for every partition that another live worker holds
// that worker's name.
func (m *members) look(ctx context.Context) (alive []string, held map[int]string, err error) {
	now := m.now()
	var newest time.Time // by the server's clock
	strangers := make(map[string]time.Time)
	err = broker.EachKey(ctx, m.js, m.bucket.Bucket(), m.room, func(name string, msg *jetstream.RawStreamMsg) {
		if msg.Time.After(newest) {
			newest = msg.Time
		}
		if broker.Gone(msg) { // a worker that left, or that was silent for so long that the bucket forgot it
			delete(m.seen, name)
		} else if m.note(name, msg, now) {
			strangers[name] = msg.Time
		}
	})
	if err != nil {
		return nil, nil, err
	}
	for name, stored := range strangers {
		m.age(name, newest.Sub(stored))
	}
	alive, held = m.judge(now)
	return alive, held, nil
}

// note keeps what a worker said, and reports whether it is the first that we
// see of it.
func (m *members) note(name string, msg *jetstream.RawStreamMsg, now time.Time) (first bool) {
	before, known := m.seen[name]
	if known && before.revision == msg.Sequence {
		return false
	}
	s := sighting{revision: msg.Sequence, when: now}
	if json.Unmarshal(msg.Data, &s.member) != nil {
		s.member = member{} // somebody else's key: it holds nothing
	}
	m.seen[name] = s
	return !known
}

// age backdates the first sighting of a worker: one that has not spoken for
// long while others did is dead, and need not be waited for. Both times are
// the server's, whose clock may have been set back between them.
func (m *members) age(name string, silent time.Duration) {
	s := m.seen[name]
	s.when = s.when.Add(-max(0, silent))
	m.seen[name] = s
}

func (m *members) judge(now time.Time) (alive []string, held map[int]string) {
	held = make(map[int]string)
	alive = append(alive, m.self)
	for name, s := range m.seen {
		if name == m.self {
			continue
		}
		if now.Before(s.when) { // our clock was set back: the lease begins anew
			s.when = now
			m.seen[name] = s
		}
		if now.Sub(s.when) > m.lease { // dead; the bucket forgets it some time
			if now.Sub(s.when) > broker.ForgetAfter {
				delete(m.seen, name)
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

// share gives the partitions that fall to a worker when these are alive. Every
// worker comes to the same result from the same names. A partition goes to
// whoever has the highest hash with it, as long as that worker has not its
// fair number, so that a worker which comes or goes moves few of the others'.
// (Rendezvous hashing with bounded loads; Thaler and Ravishankar 1998.)
func share(partitions int, alive []string, self string) map[int]bool {
	mine := make(map[int]bool)
	most := (partitions + len(alive) - 1) / len(alive)
	load := make(map[string]int, len(alive))
	for p := range partitions {
		ranked := slices.Clone(alive)
		slices.SortFunc(ranked, func(a, b string) int {
			return cmp.Or(cmp.Compare(weight(b, p), weight(a, p)), cmp.Compare(a, b))
		})
		for _, name := range ranked {
			if load[name] < most {
				load[name]++
				if name == self {
					mine[p] = true
				}
				break
			}
		}
	}
	return mine
}

func weight(name string, partition int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", name, partition)
	x := h.Sum64() // FNV's high bits hardly see the last bytes: mix them (the end of MurmurHash3)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x
}
