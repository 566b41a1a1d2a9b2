//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream"
)

// result is what came out of a run, and what was done to it.
type result struct {
	Raw, Clean, Dead int
	Lost             []uint64 // raw sequences with neither a clean document nor a dead letter
	Doubled          []uint64 // with more than one of them
	Wrong            []uint64 // with another's text
	Behind           map[int]uint64

	WorkerKills, BrokerKills, Zombies, Failures int
	Suicides                                    map[stream.Point]int
}

// right reports whether the guarantee held.
func (r result) right() bool {
	return len(r.Lost)+len(r.Doubled)+len(r.Wrong)+len(r.Behind) == 0 && r.Raw > 0
}

func (r result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "raw %d, clean %d, dead %d: %d lost, %d doubled, %d wrong, %d partitions behind\n",
		r.Raw, r.Clean, r.Dead, len(r.Lost), len(r.Doubled), len(r.Wrong), len(r.Behind))
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

// fate is what became of one raw document.
type fate struct {
	text string
	n    int // of clean documents and dead letters
}

// verify reads all three streams and holds them against each other, and the
// state records against the raw stream: an undisturbed run leaves each at its
// partition's end.
func (f *feed) verify(ctx context.Context) (r result, err error) {
	fates := make(map[uint64]*fate)
	err = f.each(ctx, f.topology.RawStream, func(msg jetstream.Msg, sequence uint64) {
		r.Raw++
		fates[sequence] = &fate{text: string(msg.Data())}
	})
	if err != nil {
		return r, err
	}
	note := func(sequence uint64, text string) {
		of := fates[sequence]
		if of == nil || of.text != text {
			r.Wrong = append(r.Wrong, sequence)
			return
		}
		of.n++
	}
	errClean := f.each(ctx, f.topology.CleanStream, func(msg jetstream.Msg, _ uint64) {
		if strings.HasPrefix(msg.Subject(), f.topology.CleanPrefix) {
			r.Clean++
			note(header(msg, "Winnow-Raw-Sequence"), articleOf(msg.Data()))
		}
	})
	errDead := f.each(ctx, f.topology.DeadStream, func(msg jetstream.Msg, _ uint64) {
		r.Dead++
		note(header(msg, "Winnow-Dead-Sequence"), string(msg.Data()))
	})
	for sequence, of := range fates {
		switch {
		case of.n == 0:
			r.Lost = append(r.Lost, sequence)
		case of.n > 1:
			r.Doubled = append(r.Doubled, sequence)
		}
	}
	var errBehind error
	r.Behind, errBehind = stream.Behind(ctx, f.js, f.topology)
	return r, errors.Join(errClean, errDead, errBehind)
}

func header(msg jetstream.Msg, name string) uint64 {
	n, err := strconv.ParseUint(msg.Headers().Get(name), 10, 64)
	if err != nil {
		return 0 // no sequence: no document is there
	}
	return n
}

func articleOf(body []byte) string {
	var doc struct {
		Text string `json:"text"`
	}
	if json.NewDecoder(bytes.NewReader(body)).Decode(&doc) != nil {
		return ""
	}
	return doc.Text
}

// each gives every message of a stream, in order.
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
		msg, err := messages.Next(jetstream.NextMaxWait(30 * time.Second))
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
