//go:build unix

package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// result is what came out of a run, and what was done to it.
type result struct {
	Raw, Clean, Dead int
	Parts            int      // of clean documents
	Lost             []uint64 // raw sequences with neither a clean document nor a dead letter
	Doubled          []uint64 // with more than one of them
	Wrong            []uint64 // with another's text
	Misremembered    []int    // partitions whose memory is not what their clean documents teach
	Mistold          []uint64 // sequences of clean documents of which not exactly one story is told
	Behind           map[int]uint64

	WorkerKills, BrokerKills, Zombies, Failures int
	Suicides                                    map[faults.Point]int
	FullDisk                                    bool // a server had no room to write
}

// right reports whether the guarantee held.
func (r result) right() bool {
	return len(r.Lost)+len(r.Doubled)+len(r.Wrong)+len(r.Misremembered)+len(r.Mistold)+len(r.Behind) == 0 && r.Raw > 0
}

func (r result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "raw %d, clean %d in %d parts more, dead %d: %d lost, %d doubled, %d wrong, %d partitions behind, %d misremembered, %d mistold\n",
		r.Raw, r.Clean, r.Parts, r.Dead, len(r.Lost), len(r.Doubled), len(r.Wrong), len(r.Behind), len(r.Misremembered), len(r.Mistold))
	suicides := 0
	for _, n := range r.Suicides {
		suicides += n
	}
	fmt.Fprintf(&b, "workers killed %d, killed at points %d, stopped and woken %d, started without a server %d; servers killed %d\n",
		r.WorkerKills, suicides, r.Zombies, r.Failures, r.BrokerKills)
	for _, point := range slices.Sorted(maps.Keys(r.Suicides)) {
		fmt.Fprintf(&b, "  %s: %d\n", point, r.Suicides[point])
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fate is what became of one raw document, and what had to.
type fate struct {
	raw     digest // of its bytes
	article digest // of its text, cleaned by nobody but us
	seen    memory.Sighting
	n       int // of clean documents and dead letters
	clean   bool
}

type digest = [sha256.Size]byte

// fateOf cleans a raw document outside of any worker.
func (f *feed) fateOf(msg jetstream.Msg, engine pipeline.Engine) (*fate, error) {
	of := &fate{raw: sha256.Sum256(msg.Data())}
	meta, err := msg.Metadata()
	if err != nil {
		return nil, err
	}
	raw, err := record.Parse(msg.Headers(), msg.Data())
	if err != nil {
		return nil, err
	}
	site := msg.Subject()[strings.LastIndexByte(msg.Subject(), '.')+1:]
	clean, err := engine.CleanRecalling(raw, func(doc *document.Document) []document.Verdict {
		of.seen = memory.NewView(site, doc).Sighting
		of.seen.Fetched = memory.Day("", raw.FetchedAt, meta.Timestamp)
		return nil
	})
	if err != nil { // poison
		return of, nil
	}
	of.seen.Day = memory.Day(clean.Published, raw.FetchedAt, meta.Timestamp)
	of.article = sha256.Sum256([]byte(record.NewClean(clean, record.Build{}).Text))
	return of, nil
}

// verify reads all three streams and holds them against each other, and the
// state records against the raw stream: an undisturbed run leaves each at its
// partition's end.
func (f *feed) verify(ctx context.Context, p plan) (r result, err error) {
	fates, engine := make(map[uint64]*fate), f.of.engine(0)
	var broken error
	err = f.each(ctx, f.topology.RawStream, func(msg jetstream.Msg, sequence uint64) {
		r.Raw++
		of, err := f.fateOf(msg, engine)
		if broken = errors.Join(broken, err); err == nil {
			fates[sequence] = of
		}
	})
	if err := errors.Join(err, broken); err != nil {
		return r, err
	}
	note := func(sequence uint64, right bool) {
		if !right {
			r.Wrong = append(r.Wrong, sequence)
			return
		}
		fates[sequence].n++
	}
	told := make(map[uint64]int) // of clean documents
	parts := uint64(0)           // right before the message
	errClean := f.each(ctx, f.topology.CleanStream, func(msg jetstream.Msg, sequence uint64) {
		if strings.HasPrefix(msg.Subject(), f.topology.PartSubject("")) {
			parts++
			r.Parts++
			return
		}
		if strings.HasPrefix(msg.Subject(), f.topology.CleanPrefix) {
			r.Clean++
			told[sequence] = 0
			raw := header(msg, "Winnow-Raw-Sequence")
			of := fates[raw]
			if note(raw, of != nil && of.article == articleOf(msg) && parts == header(msg, record.HeaderParts)); of != nil {
				of.clean = true
			}
		}
		parts = 0
	})
	errDead := f.each(ctx, f.topology.DeadStream, func(msg jetstream.Msg, _ uint64) {
		r.Dead++
		raw := header(msg, "Winnow-Dead-Sequence")
		of := fates[raw]
		note(raw, of != nil && of.raw == sha256.Sum256(msg.Data()))
	})
	errStories := f.each(ctx, f.topology.StoryStream, func(msg jetstream.Msg, _ uint64) {
		if sequence := storyOf(msg.Data()); strings.HasPrefix(msg.Subject(), f.topology.StoryPrefix+".") && sequence > 0 {
			told[sequence]++
		}
	})
	for sequence, n := range told {
		if n != 1 {
			r.Mistold = append(r.Mistold, sequence)
		}
	}
	for sequence, of := range fates {
		switch {
		case of.n == 0:
			r.Lost = append(r.Lost, sequence)
		case of.n > 1:
			r.Doubled = append(r.Doubled, sequence)
		}
	}
	var errBehind, errMemory error
	r.Behind, errBehind = operate.Behind(ctx, f.js, f.topology)
	if !p.Unfenced { // or memory is torn as well
		r.Misremembered, errMemory = f.misremembered(ctx, fates)
	}
	return r, errors.Join(errClean, errDead, errStories, errBehind, errMemory)
}

// misremembered holds the memory of every partition against that of an
// undisturbed run: every clean document once, in the order of the raw stream.
func (f *feed) misremembered(ctx context.Context, fates map[uint64]*fate) (wrong []int, err error) {
	want := make(map[int]*memory.Sites)
	ofPartition := make(map[int]string) // one of its sites
	for _, sequence := range slices.Sorted(maps.Keys(fates)) {
		of := fates[sequence]
		if !of.clean {
			continue
		}
		p := f.topology.PartitionOf(of.seen.Site)
		if want[p] == nil {
			want[p], ofPartition[p] = memory.NewSites(memory.Options{}), of.seen.Site
		}
		var delta memory.Delta
		delta.Saw(of.seen)
		if err := want[p].Apply(delta.Bytes()); err != nil {
			return nil, err
		}
	}
	for p, sites := range want {
		got, err := operate.Remembered(ctx, f.js, f.topology, ofPartition[p])
		if err != nil {
			return nil, err
		}
		if got.Digest() != sites.Digest() {
			wrong = append(wrong, p)
		}
	}
	return wrong, nil
}

func header(msg jetstream.Msg, name string) uint64 {
	n, err := strconv.ParseUint(msg.Headers().Get(name), 10, 64)
	if err != nil {
		return 0 // no sequence: no document is there
	}
	return n
}

// articleOf returns the digest of a clean document's text.
func articleOf(msg jetstream.Msg) digest {
	doc, _, err := record.ParseClean(msg.Headers(), msg.Data())
	if err != nil {
		return sha256.Sum256(msg.Data()) // which no text has
	}
	return sha256.Sum256([]byte(doc.Text))
}

// storyOf returns which clean document a story record is of, 0 when it tells that
// one moved.
func storyOf(body []byte) uint64 {
	var story struct {
		Sequence uint64 `json:"sequence"`
		Event    string `json:"event"`
	}
	if json.Unmarshal(body, &story) != nil || story.Event == string(memory.EventRepresentative) {
		return 0
	}
	return story.Sequence
}

// each returns every message of a stream, in order.
func (f *feed) each(ctx context.Context, name string, give func(jetstream.Msg, uint64)) error {
	s, err := f.js.Stream(ctx, name)
	if err != nil {
		return err
	}
	left := s.CachedInfo().State.Msgs
	if left == 0 {
		return nil
	}
	consumer, err := f.js.OrderedConsumer(ctx, name, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return err
	}
	messages, err := consumer.Messages()
	if err != nil {
		return err
	}
	defer messages.Stop()
	for ; left > 0; left-- {
		msg, err := messages.Next(jetstream.NextMaxWait(patience))
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		meta, err := msg.Metadata()
		if err != nil {
			return err
		}
		give(msg, meta.Sequence.Stream)
	}
	return nil
}
